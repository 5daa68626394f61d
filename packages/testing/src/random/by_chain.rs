//! What time, chain and validators do.

use cosmwasm_std::Decimal;
use embedded_chain::{ChainError, Fault, Params, Unreadable};
use weir_chain::{Chain, Event};

use super::life::{Came, NOTHING};
use super::resolve::pick;
use super::{Action, Life};
use crate::Refusal;

impl From<Result<(), ChainError>> for Came {
    fn from(done: Result<(), ChainError>) -> Self {
        match done {
            Ok(()) => Self::Accepted,
            Err(error) => Self::Refused(Refusal::new(error.into())),
        }
    }
}

impl<C: Chain> Life<C> {
    pub(super) fn by_chain(&mut self, action: &Action) -> Came {
        let done = match *action {
            Action::Seconds { seconds } => {
                self.pass(u64::from(seconds % 60) + 1, false);
                Ok(())
            }
            Action::Hours { hours, keepers } => {
                self.pass((u64::from(hours % 48) + 1) * 3_600, keepers);
                Ok(())
            }
            Action::Days { days, keepers } => {
                self.pass((u64::from(days % 30) + 1) * 86_400, keepers);
                Ok(())
            }
            Action::BatchCloses {} => {
                let storage = self.suite.storage_of(&self.suite.hub);
                let user = weir_staking_hub::state::ACCESS.load(&*storage).unwrap().parameters;
                drop(storage);
                let cadence = user.cadence();
                self.pass(1, false);
                self.pass(cadence.min_batch_interval.u64() + cadence.submit_lag.u64(), false);
                Ok(())
            }
            Action::UnbondingOver { blocks } => {
                self.pass(self.suite.chain.params().unbonding_period, false);
                (0..blocks % 3).for_each(|_| self.suite.chain.advance_block(6).unwrap());
                Ok(())
            }
            Action::Halt { hours } => {
                self.suite.halt((u64::from(hours % 72) + 1) * 3_600);
                Ok(())
            }
            Action::UnbondingPeriod { hours } => {
                let usual = self.usual_period;
                let seconds = usual / 2 + u64::from(hours % 500) * usual / 500;
                self.govern(|params| params.unbonding_period = seconds)
            }
            Action::MaxEntries { entries } => {
                let entries = u32::from(entries % 9) + 1;
                self.govern(|params| params.max_entries = entries)
            }
            Action::HoldEntry { which } => {
                let entries = self.suite.chain.unbonding_entries(&self.suite.hub).unwrap();
                let Some(entry) = pick(which, &entries) else { return NOTHING };
                let (hub, id) = (self.suite.hub.clone(), entry.entry.id);
                let validator = entry.validator.clone();
                let event = Event::EntryHeld { delegator: hub, validator, id, held: true };
                let done = self.happen(event);
                if done.is_ok() {
                    self.held.push((entry.validator, id));
                }
                done
            }
            Action::ReleaseEntry { which } => {
                let Some((validator, id)) = pick(which, &self.held) else { return NOTHING };
                self.release(&validator, id)
            }
            _ => self.by_validators(action),
        };
        self.suite.look(action.kind());
        done.into()
    }

    pub(super) fn release(&mut self, validator: &str, id: u64) -> Result<(), ChainError> {
        self.held.retain(|held| (held.0.as_str(), held.1) != (validator, id));
        let (delegator, validator) = (self.suite.hub.clone(), validator.to_string());
        self.happen(Event::EntryHeld { delegator, validator, id, held: false })
    }

    fn govern(&mut self, change: impl FnOnce(&mut Params)) -> Result<(), ChainError> {
        let mut params = self.suite.chain.params();
        change(&mut params);
        self.happen(Event::Governed(Box::new(params)))
    }

    pub(super) fn happen(&mut self, event: Event) -> Result<(), ChainError> {
        self.suite.chain.happen(event).map(|_| ())
    }

    /// Time passes, with or without keepers.
    pub(super) fn pass(&mut self, seconds: u64, keepers: bool) {
        self.suite.keepers = keepers;
        if keepers {
            self.suite.seconds_pass(seconds);
        } else {
            // Without keepers there is nothing to see on the way.
            self.suite.chain.advance_block(seconds).unwrap();
        }
    }

    fn by_validators(&mut self, action: &Action) -> Result<(), ChainError> {
        let height = self.suite.chain.block().height;
        let operator = |validator| self.suite.operator(&self.validator(validator));
        match *action {
            Action::Downtime { validator } => {
                let validator = operator(validator);
                self.happen(Event::WentDown { validator })
            }
            Action::DoubleSign { validator, blocks, cut } => {
                let validator = operator(validator);
                let at = height.saturating_sub(u64::from(blocks));
                let fraction = Some(cut.fraction());
                self.happen(Event::DoubleSigned { validator, height: at, fraction })
            }
            Action::Slash { validator, blocks, cut } => {
                let validator = operator(validator);
                let at = height.saturating_sub(u64::from(blocks));
                self.happen(Event::Slashed { validator, height: at, fraction: cut.fraction() })
            }
            Action::SlashAll { cut } => {
                for name in self.suite.validators.clone() {
                    let validator = self.suite.operator(&name);
                    let fraction = cut.fraction();
                    // One that left the set long ago cannot be slashed; the others are.
                    let _ = self.happen(Event::Slashed { validator, height, fraction });
                }
                Ok(())
            }
            Action::Ruin {} => {
                let _ = self.suite.crank("delegate_buffer");
                self.by_validators(&Action::SlashAll { cut: super::Cut::Whole })?;
                self.suite.look("slash");
                let _ = self.suite.crank("sync");
                Ok(())
            }
            Action::Jail { validator } => {
                let validator = operator(validator);
                self.happen(Event::Jailed { validator })
            }
            Action::Unjail { validator } => {
                let validator = operator(validator);
                self.happen(Event::Unjailed { validator })
            }
            Action::Break { validator } => {
                let (name, validator) = (self.validator(validator), operator(validator));
                self.panicking.retain(|other| *other != name);
                let fault = Some(Fault::Error);
                self.happen(Event::DistributionBroken { validator, fault })
            }
            Action::BreakWithPanic { validator } => {
                let (name, validator) = (self.validator(validator), operator(validator));
                if !self.panicking.contains(&name) {
                    self.panicking.push(name);
                }
                let fault = Some(Fault::Panic);
                self.happen(Event::DistributionBroken { validator, fault })
            }
            Action::Repair { validator } => {
                let name = self.broken_validator(validator);
                let validator = self.suite.operator(&name);
                self.panicking.retain(|other| *other != name);
                self.happen(Event::DistributionBroken { validator, fault: None })
            }
            Action::Unreadable { validator, how } => {
                let validator = operator(validator);
                let what = [
                    Unreadable::DelegationQueries,
                    Unreadable::DelegationQuery,
                    Unreadable::RecordMissing,
                ];
                let what = what[usize::from(how) % what.len()];
                self.happen(Event::Unreadable { validator, what: Some(what) })
            }
            Action::Readable { validator } => {
                let validator = operator(validator);
                self.happen(Event::Unreadable { validator, what: None })
            }
            Action::Commission { validator, percent } => {
                let validator = operator(validator);
                let rate = Decimal::percent(u64::from(percent % 101));
                self.happen(Event::CommissionSet { validator, rate, forced: true })
            }
            ref other => panic!("{other:?} is nothing that a chain does"),
        }
    }
}
