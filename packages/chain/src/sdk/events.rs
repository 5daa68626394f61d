//! What happens beside transactions, brought about as on a live chain.

use cosmwasm_std::{BankMsg, Decimal};
use embedded_chain::{ChainError, Params, SlashOutcome};
use serde_json::Value;
use weir_referee::{msg, Block};

use super::records::slashed;
use super::words::modules;
use super::{SdkChain, FAUCET};
use crate::downtime::{short_window, DOWNTIME_BLOCKS};
use crate::{Chain, Event, EventKind};

/// What of it there is no way to bring about.
pub(super) fn impossible(kind: EventKind) -> Option<&'static str> {
    Some(match kind {
        EventKind::Funded
        | EventKind::Rewarded
        | EventKind::Governed
        | EventKind::DoubleSigned
        | EventKind::WentDown
        | EventKind::Unjailed
        | EventKind::CommissionSet => return None,
        EventKind::Slashed => "a slash without evidence",
        EventKind::Jailed | EventKind::Tombstoned => "a jail without a slash",
        EventKind::EntryHeld => "holding an entry",
        EventKind::DistributionBroken | EventKind::Unreadable => "breaking records",
    })
}

impl SdkChain {
    /// Makes something possible happen.
    pub(super) fn bring_about(&mut self, event: Event) -> anyhow::Result<Option<SlashOutcome>> {
        match event {
            Event::Funded { account, coins } => {
                let faucet = self.account(FAUCET);
                let send = BankMsg::Send { to_address: account.into(), amount: coins };
                self.execute(&faucet, vec![send.into()])?;
            }
            Event::Rewarded { validator, units } => {
                let faucet = self.account(FAUCET);
                let denom = &self.params.bond_denom;
                let reward = msg::reward(faucet.as_str(), &validator, units, denom);
                self.transact(FAUCET, vec![reward])?;
            }
            Event::Governed(params) => {
                self.govern(&params)?;
                self.params = *params;
            }
            Event::DoubleSigned { validator, height, fraction } => {
                return self.double_sign(&validator, height, fraction)
            }
            Event::WentDown { validator } => return self.go_down(&validator).map(Some),
            Event::Unjailed { validator } => {
                self.operate(&validator, msg::unjail(&validator))?;
            }
            Event::CommissionSet { validator, rate, forced: false } => {
                self.operate(&validator, msg::set_commission(&validator, &rate.to_string()))?;
            }
            Event::CommissionSet { forced: true, .. } => {
                return Err(
                    ChainError::NotPossibleHere { what: "a commission beyond its limits" }.into()
                )
            }
            other => anyhow::bail!("{other:?} cannot be brought about"),
        }
        Ok(None)
    }

    /// A message of an operator: signed, or run without a signature where nobody has its key.
    fn operate(&mut self, operator: &str, msg: Value) -> anyhow::Result<()> {
        let name = self.name_of(operator)?;
        if !self.keyless.contains(operator) {
            return self.transact(&name, vec![msg]).map(|_| ());
        }
        let answer = self.make(&Block::after(0).gov(msg))?;
        answer.gov.into_iter().try_for_each(|outcome| outcome.passed().map(|_| ()))?;
        Ok(())
    }

    fn govern(&mut self, params: &Params) -> anyhow::Result<()> {
        let mut block = Block::after(0);
        for (module, change) in modules(params) {
            let package = format!("cosmos.{module}.v1beta1");
            block = block.gov(self.referee.get_mut().update_params(&package, change)?);
        }
        let answer = self.make(&block)?;
        answer.gov.into_iter().try_for_each(|outcome| outcome.passed().map(|_| ()))?;
        Ok(())
    }

    /// Runs something under other parameters.
    fn under<T>(
        &mut self,
        params: Params,
        act: impl FnOnce(&mut Self) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let usual = self.params.clone();
        if params == usual {
            return act(self);
        }
        self.govern(&params)?;
        let done = act(self);
        self.govern(&usual)?;
        done
    }

    fn double_sign(
        &mut self,
        validator: &str,
        height: u64,
        fraction: Option<Decimal>,
    ) -> anyhow::Result<Option<SlashOutcome>> {
        let name = self.name_of(validator)?;
        let mut params = self.params.clone();
        params.slash_fraction_double_sign = fraction.unwrap_or(params.slash_fraction_double_sign);
        // A block of this height is still to be made; the evidence is of the one before it.
        let height = height.min(self.height);
        self.under(params, |chain| {
            let answer = chain.make(&Block::after(0).double_sign(&name, height))?;
            Ok(slashed(&answer, "double_sign"))
        })
    }

    /// A validator misses as many blocks as a short window forgives, and one more.
    fn go_down(&mut self, validator: &str) -> anyhow::Result<SlashOutcome> {
        let name = self.name_of(validator)?;
        let params = short_window(self.params.clone());
        self.under(params, |chain| {
            for _ in 0..DOWNTIME_BLOCKS {
                let answer = chain.make(&Block::after(0).missed(&name))?;
                if let Some(outcome) = slashed(&answer, "missing_signature") {
                    return Ok(outcome);
                }
            }
            anyhow::bail!("{name} is not in the set and misses nothing")
        })
    }
}
