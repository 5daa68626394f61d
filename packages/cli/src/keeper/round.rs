//! One round: every crank that is ready, each in a transaction of its own.

use std::collections::BTreeSet;

use cosmwasm_std::{Decimal, Uint128};
use serde_json::json;
use weir_client::{BlockTime, Fee, Gas, Msg, Node, NodeError, Pay, TxOutcome, Unsigned};

use super::skip::{is_panic, search, suspects};
use super::{Backoffs, Budget, Crank, Event, Pace, Readiness, Reporter};
use crate::tx::said;
use crate::words::Contract;

/// Most transactions of one round: whatever the contracts say, it ends.
const MOST: usize = 64;
/// Percent by which the gas asked for grows each time a crank runs out of it.
const MORE_GAS: u64 = 50;
/// How often it grows at most.
const MOST_MORE_GAS: u32 = 4;

/// Where the contracts with cranks are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// The hub.
    pub hub: String,
    /// The registry.
    pub registry: String,
    /// The distributor.
    pub distributor: String,
}

/// How the keeper works.
#[derive(Clone, Debug)]
pub struct Options {
    /// Who sends.
    pub from: String,
    /// What simulated gas is multiplied by, and what is paid for it.
    pub fee: Fee,
    /// Cranks to do; all if there are none.
    pub only: BTreeSet<String>,
    /// Cranks to leave.
    pub except: BTreeSet<String>,
    /// Most fees of 24 hours, in units of the coin that is paid.
    pub max_fee_per_day: Option<u128>,
}

/// What came of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The block it began at.
    pub block: BlockTime,
    /// Cranks done, in order.
    pub done: Vec<Crank>,
    /// Cranks that failed in it.
    pub failed: Vec<Crank>,
    /// When the next one is ready, as far as time decides.
    pub next_at: Option<u64>,
}

/// Does cranks. What it remembers only saves fees and time: one that starts anew does the same.
pub struct Keeper {
    addresses: Addresses,
    options: Options,
    backoffs: Backoffs,
    budget: Budget,
    /// Validators that were found to break a call.
    broken: Vec<String>,
}

/// A call that goes through in a simulation.
struct Plan {
    tx: Unsigned,
    gas: u64,
    skip: Vec<String>,
}

/// What came of a crank.
enum Came {
    Done,
    NotDue,
    Failed,
    Held,
}

impl Keeper {
    /// A keeper of the contracts at these addresses.
    pub fn new(addresses: Addresses, options: Options) -> Self {
        let budget = Budget::new(options.max_fee_per_day);
        Self { addresses, options, backoffs: Backoffs::default(), budget, broken: vec![] }
    }

    /// Does what is ready until nothing is, or until it is asked to stop. The transaction under way
    /// is always finished.
    ///
    /// # Errors
    /// When the node does not answer. What was done is done.
    pub fn round(
        &mut self,
        node: &mut dyn Node,
        pace: &dyn Pace,
        to: &mut dyn Reporter,
    ) -> Result<Round, NodeError> {
        let block = node.latest_block()?;
        let mut round = Round { block, done: vec![], failed: vec![], next_at: None };
        let mut passed = BTreeSet::new();
        for _ in 0..MOST {
            if pace.is_stopping() {
                break;
            }
            let all = self.ask(node, &mut passed, to)?;
            round.next_at =
                all.iter().filter(|one| !one.ready).filter_map(|one| one.ready_at).min();
            let is_next = |one: &&Readiness| one.ready && !passed.contains(&one.crank);
            let Some(Readiness { crank, .. }) = all.iter().find(is_next).cloned() else { break };
            if self.backoffs.waits(&crank, pace.now()) {
                passed.insert(crank);
                continue;
            }
            match self.turn(node, &crank, pace, to)? {
                Came::Done => round.done.push(crank),
                Came::NotDue => {}
                Came::Held => {
                    passed.insert(crank);
                }
                Came::Failed => {
                    passed.insert(crank.clone());
                    round.failed.push(crank);
                }
            }
        }
        to.report(&Event::Round {
            height: block.height,
            block_time: block.seconds,
            done: round.done.len(),
            failing: self.backoffs.failing(),
            next_at: round.next_at,
        });
        Ok(round)
    }

    /// What was paid in the last 24 hours.
    pub fn paid_today(&self) -> u128 {
        self.budget.spent()
    }

    fn address(&self, contract: Contract) -> &str {
        match contract {
            Contract::Registry => &self.addresses.registry,
            Contract::Distributor => &self.addresses.distributor,
            _ => &self.addresses.hub,
        }
    }

    /// Every crank that is to be done, of every contract that answers.
    fn ask(
        &self,
        node: &dyn Node,
        passed: &mut BTreeSet<Crank>,
        to: &mut dyn Reporter,
    ) -> Result<Vec<Readiness>, NodeError> {
        let mut all = vec![];
        for contract in Crank::CONTRACTS {
            match self.cranks_of(node, contract) {
                Ok(cranks) => all.extend(cranks),
                Err(error @ NodeError::QueryRefused { .. }) => {
                    let silent = Crank { contract, name: String::new() };
                    if passed.insert(silent) {
                        let contract = contract.name().to_string();
                        to.report(&Event::Silent { contract, why: said(&error) });
                    }
                }
                Err(error) => return Err(error),
            }
        }
        all.retain(|one| self.is_mine(&one.crank));
        for one in &all {
            if one.ready && one.crank.message(&[]).is_none() && passed.insert(one.crank.clone()) {
                to.report(&Event::UnknownCrank { crank: one.crank.clone() });
            }
        }
        Ok(all)
    }

    fn is_mine(&self, crank: &Crank) -> bool {
        let Options { only, except, .. } = &self.options;
        (only.is_empty() || only.contains(&crank.name)) && !except.contains(&crank.name)
    }

    fn cranks_of(&self, node: &dyn Node, contract: Contract) -> Result<Vec<Readiness>, NodeError> {
        let address = self.address(contract);
        let answer = node.query_smart(address, &json!({ "cranks": {} }))?;
        Readiness::read(contract, &answer)
            .map_err(|came| NodeError::QueryRefused { contract: address.into(), text: came })
    }

    fn is_ready(&self, node: &dyn Node, crank: &Crank) -> Result<bool, NodeError> {
        let all = match self.cranks_of(node, crank.contract) {
            Ok(all) => all,
            Err(NodeError::QueryRefused { .. }) => return Ok(true),
            Err(error) => return Err(error),
        };
        Ok(all.iter().any(|one| one.crank == *crank && one.ready))
    }

    fn turn(
        &mut self,
        node: &mut dyn Node,
        crank: &Crank,
        pace: &dyn Pace,
        to: &mut dyn Reporter,
    ) -> Result<Came, NodeError> {
        let plan = match self.plan(node, crank, to) {
            Ok(plan) => plan,
            Err(error) => return self.refused(node, crank, error, pace, to),
        };
        let gas = self.gas(crank, plan.gas)?;
        let coins = self.options.fee.coins(gas)?;
        let fee = coins.first().map_or(0, |coin| coin.amount.u128());
        if let Err(fits_in) = self.budget.fits(fee, pace.now()) {
            let (crank, paid) = (crank.clone(), self.budget.spent());
            to.report(&Event::TooDear { crank, fee, paid, fits_in });
            return Ok(Came::Held);
        }
        // Noted before it is sent: whatever becomes of it, it may have been paid.
        self.budget.pay(fee, pace.now());
        match node.broadcast(&plan.tx, &Fee { gas: Gas::Limit(gas), pay: Pay::Coins(coins) }) {
            Ok(TxOutcome { hash, height, gas_used, .. }) => {
                self.backoffs.went_well(crank);
                let (crank, skip) = (crank.clone(), plan.skip);
                to.report(&Event::Done { crank, hash, height, gas_used, fee, skip });
                Ok(Came::Done)
            }
            Err(error) => self.refused(node, crank, error, pace, to),
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
        node: &dyn Node,
        crank: &Crank,
        error: NodeError,
        pace: &dyn Pace,
        to: &mut dyn Reporter,
    ) -> Result<Came, NodeError> {
        if is_of_the_node(&error) {
            return Err(error);
        }
        if !self.is_ready(node, crank)? {
            self.backoffs.went_well(crank);
            to.report(&Event::DoneByOthers { crank: crank.clone() });
            return Ok(Came::NotDue);
        }
        let (failures, retry_in) = self.backoffs.failed(crank, pace.now());
        if matches!(error, NodeError::OutOfGas { .. }) {
            self.backoffs.ran_out_of_gas(crank);
        }
        let (crank, why) = (crank.clone(), said(&error));
        to.report(&Event::Failed { crank, why, failures, retry_in });
        Ok(Came::Failed)
    }

    /// First with every validator, since one that was broken may be whole again; then without those
    /// that were found before; then it is searched which ones to leave out.
    fn plan(
        &mut self,
        node: &dyn Node,
        crank: &Crank,
        to: &mut dyn Reporter,
    ) -> Result<Plan, NodeError> {
        let error = match self.try_plan(node, crank, &[]) {
            Err(error) if is_panic(&error) && crank.can_skip() => error,
            plan => return plan,
        };
        if !self.broken.is_empty() {
            if let Some(plan) = unless_panic(self.try_plan(node, crank, &self.broken))? {
                return Ok(plan);
            }
        }
        let all = suspects(node, &self.addresses.hub)?;
        let found = search(&all, |skip| unless_panic(self.try_plan(node, crank, skip)))?;
        let Some((validators, plan)) = found else { return Err(error) };
        to.report(&Event::Skipping { validators: validators.clone(), crank: crank.clone() });
        self.broken = validators;
        Ok(plan)
    }

    fn try_plan(&self, node: &dyn Node, crank: &Crank, skip: &[String]) -> Result<Plan, NodeError> {
        let msg = crank.message(skip).unwrap_or_default();
        let contract = self.address(crank.contract).to_string();
        let msg = Msg::Execute { contract, msg, funds: vec![] };
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
