//! A crank's turn: simulated, sent, waited for.

use cosmwasm_std::{Decimal, Uint128};
use weir_client::{Fee, Gas, Msg, Node, NodeError, Pay, TxOutcome, Unsigned};
use weir_interface::{coordinator, hub};

use super::listeners::{to_leave_out, MOST_GAS, MOST_TRIES};
use super::round::{Keeper, Work};
use super::skip::{is_panic, search, suspects};
use super::{Crank, Event, Skips, Source, Subject};
use crate::tx::said;

/// Percent by which the gas asked for grows each time a crank runs out of it.
const MORE_GAS: u64 = 50;
/// How often it grows at most.
const MOST_MORE_GAS: u32 = 4;

/// A call that goes through in a simulation.
struct Plan {
    tx: Unsigned,
    gas: u64,
    skip: Vec<String>,
}

/// What came of a crank.
pub(super) enum Came {
    Done,
    NotDue,
    Failed,
    Held,
}

/// Why a call did not go through.
enum Refusal {
    Chain(NodeError),
    /// It would take more gas than is paid for it.
    Greedy {
        gas: u64,
    },
}

impl Keeper {
    /// Does a crank.
    ///
    /// # Errors
    /// When the node does not answer.
    pub(super) fn turn(&mut self, work: &mut Work<'_>, crank: &Crank) -> Result<Came, NodeError> {
        let plan = match self.plan(work, crank) {
            Ok(plan) => plan,
            Err(error) => return self.refused(work, crank, Refusal::Chain(error)),
        };
        let gas = self.gas(crank, plan.gas)?;
        if matches!(crank.of, Subject::Listener { .. }) && gas > MOST_GAS {
            return self.refused(work, crank, Refusal::Greedy { gas });
        }
        let coins = self.options.fee.coins(gas)?;
        let fee = coins.first().map_or(0, |coin| coin.amount.u128());
        if let Err(fits_in) = self.budget.fits(fee, work.pace.now()) {
            let (crank, paid) = (crank.clone(), self.budget.spent());
            work.to.report(&Event::TooDear { crank, fee, paid, fits_in });
            return Ok(Came::Held);
        }
        // Noted before it is sent: whatever becomes of it, it may have been paid.
        self.budget.pay(fee, work.pace.now());
        match work.node.broadcast(&plan.tx, &Fee { gas: Gas::Limit(gas), pay: Pay::Coins(coins) }) {
            Ok(TxOutcome { hash, height, gas_used, .. }) => {
                self.backoffs.went_well(crank);
                let (crank, skip) = (crank.clone(), plan.skip);
                work.to.report(&Event::Done { crank, hash, height, gas_used, fee, skip });
                Ok(Came::Done)
            }
            Err(error) => self.refused(work, crank, Refusal::Chain(error)),
        }
    }

    fn gas(&self, crank: &Crank, simulated: u64) -> Result<u64, NodeError> {
        let usual = self.options.fee.limit(|| Ok(simulated))?;
        let more = u64::from(self.backoffs.out_of_gas(crank).min(MOST_MORE_GAS));
        let factor = Decimal::percent(MORE_GAS.saturating_mul(more).saturating_add(100));
        let gas = Uint128::from(usual).checked_mul_ceil(factor).map(u128::from);
        Ok(gas.ok().and_then(|gas| u64::try_from(gas).ok()).unwrap_or(usual))
    }

    /// A refusal is a failure unless the crank is not due any more. What says nothing of the crank,
    /// only of the node, ends the round.
    fn refused(
        &mut self,
        work: &mut Work<'_>,
        crank: &Crank,
        refusal: Refusal,
    ) -> Result<Came, NodeError> {
        let why = match &refusal {
            Refusal::Chain(error) if is_of_the_node(error) => return Err(error.clone()),
            Refusal::Chain(error) => said(error),
            Refusal::Greedy { gas } => format!("it would take {gas} gas, {MOST_GAS} are paid"),
        };
        if !self.is_ready(work, crank)? {
            self.backoffs.went_well(crank);
            work.to.report(&Event::DoneByOthers { crank: crank.clone() });
            return Ok(Came::NotDue);
        }
        let (failures, retry_in) = self.backoffs.failed(crank, work.pace.now());
        if matches!(refusal, Refusal::Chain(NodeError::OutOfGas { .. })) {
            self.backoffs.ran_out_of_gas(crank);
        }
        work.to.report(&Event::Failed { crank: crank.clone(), why, failures, retry_in });
        if crank.source() == Source::Listeners && failures >= MOST_TRIES {
            self.backoffs.leave(crank);
            work.to.report(&Event::LeftAlone { crank: crank.clone(), failures });
        }
        Ok(Came::Failed)
    }

    /// First with everybody, since who was broken may be whole again; then without whom it does not
    /// go through with.
    fn plan(&mut self, work: &mut Work<'_>, crank: &Crank) -> Result<Plan, NodeError> {
        let error = match self.try_plan(work.node, crank, &[]) {
            Err(error) => error,
            plan => return plan,
        };
        let found = match crank.skips() {
            Skips::Validators if is_panic(&error) => self.without_validators(work, crank)?,
            Skips::Listeners if !is_of_the_node(&error) => self.without_listeners(work, crank)?,
            _ => None,
        };
        found.ok_or(error)
    }

    /// Without those that were found before; then it is searched which ones to leave out.
    fn without_validators(
        &mut self,
        work: &mut Work<'_>,
        crank: &Crank,
    ) -> Result<Option<Plan>, NodeError> {
        if !self.broken.is_empty() {
            if let Some(plan) = unless_panic(self.try_plan(work.node, crank, &self.broken))? {
                return Ok(Some(plan));
            }
        }
        let all = suspects(work.node, &self.addresses.hub)?;
        let found = search(&all, hub::MAX_SKIP, |skip| {
            unless_panic(self.try_plan(work.node, crank, skip))
        })?;
        let Some((validators, plan)) = found else { return Ok(None) };
        work.to.report(&Event::Skipping { validators: validators.clone(), crank: crank.clone() });
        self.broken = validators;
        Ok(Some(plan))
    }

    /// Whatever an execution fails for: if it goes through without a listener, that was it.
    fn without_listeners(
        &self,
        work: &mut Work<'_>,
        crank: &Crank,
    ) -> Result<Option<Plan>, NodeError> {
        let (Some(at), Subject::Request { vault, id }) = (&self.addresses.restaking, &crank.of)
        else {
            return Ok(None);
        };
        let Some(all) = unless_silent(to_leave_out(work.node, at, vault, *id))? else {
            return Ok(None);
        };
        let found = search(&all, coordinator::MAX_SKIP, |skip| {
            unless_refused(self.try_plan(work.node, crank, skip))
        })?;
        let Some((listeners, plan)) = found else { return Ok(None) };
        work.to.report(&Event::SkippingListeners { listeners, crank: crank.clone() });
        Ok(Some(plan))
    }

    fn try_plan(&self, node: &dyn Node, crank: &Crank, skip: &[String]) -> Result<Plan, NodeError> {
        let msg = crank.message(skip).unwrap_or_default();
        let contract = match &crank.of {
            Subject::Vault { vault } | Subject::Slashed { vault, .. } => vault,
            Subject::Request { vault, .. } if crank.contract == crate::words::Contract::Vault => {
                vault
            }
            _ => self.addresses.of(crank.contract).unwrap_or_default(),
        };
        let msg = Msg::Execute { contract: contract.to_string(), msg, funds: vec![] };
        let tx = Unsigned::one(&self.options.from, msg);
        let gas = node.simulate(&tx)?;
        Ok(Plan { tx, gas, skip: skip.to_vec() })
    }
}

/// Nothing when the call panicked all the same.
fn unless_panic(plan: Result<Plan, NodeError>) -> Result<Option<Plan>, NodeError> {
    match plan {
        Ok(plan) => Ok(Some(plan)),
        Err(error) if is_panic(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Nothing when the call was refused for whatever reason.
fn unless_refused(plan: Result<Plan, NodeError>) -> Result<Option<Plan>, NodeError> {
    match plan {
        Ok(plan) => Ok(Some(plan)),
        Err(error) if is_of_the_node(&error) => Err(error),
        Err(_) => Ok(None),
    }
}

/// Nothing when a contract does not answer.
fn unless_silent<T>(answer: Result<T, NodeError>) -> Result<Option<T>, NodeError> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(NodeError::QueryRefused { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether an error says nothing of the transaction.
pub(super) const fn is_of_the_node(error: &NodeError) -> bool {
    matches!(
        error,
        NodeError::Unreachable { .. }
            | NodeError::WrongChain { .. }
            | NodeError::Nonsense { .. }
            | NodeError::Unknown { .. }
    ) || is_final(error)
}

/// Whether waiting does not help: the keeper was started wrongly.
pub(super) const fn is_final(error: &NodeError) -> bool {
    matches!(
        error,
        NodeError::NoKey { .. }
            | NodeError::Invalid { .. }
            | NodeError::File { .. }
            | NodeError::NotPossibleHere { .. }
    )
}
