//! What the chain and its validators do.

use cosmwasm_std::Decimal;
use embedded_chain::{Inflation, SlashOutcome, UnbondingEntry};
use weir_chain::{Chain, Event};
use weir_interface::hub::MAX_VALIDATORS;

use super::live::{Done, Live, Refused};
use super::setup::decimal;
use crate::report::{SlashKind, SlashMark, Units};
use crate::scenario::{Action, ChainParams, DoubleSign, Period, SetCommission};

const YEAR: u128 = 365 * 86_400;

impl<C: Chain> Live<'_, C> {
    /// An act of the chain, if it is one.
    pub fn chain_act(&mut self, action: &Action) -> Option<Done> {
        Some(match action {
            Action::Downtime(v) => self.downtime(v.validator.index),
            Action::DowntimeWorst(n) => self.downtime_worst(*n as usize),
            Action::DoubleSign(body) => self.double_sign(body),
            Action::Slash(body) => {
                let (fraction, height) = (decimal(body.fraction), self.height_back(body.back));
                let validator = self.operator(body.validator.index);
                let event = Event::Slashed { validator, height, fraction };
                self.slashing(body.validator.index, SlashKind::Other, fraction, event)
                    .map(|(told, _)| told)
            }
            Action::Jail(v) => {
                self.happens(v.validator.index, |validator| Event::Jailed { validator })
            }
            Action::Unjail(v) => {
                self.happens(v.validator.index, |validator| Event::Unjailed { validator })
            }
            Action::Tombstone(v) => {
                self.happens(v.validator.index, |validator| Event::Tombstoned { validator })
            }
            Action::SetCommission(body) => self.set_commission(body),
            Action::ChainParams(body) => self.chain_params(body),
            Action::HoldEntry(v) => self.entry(v.validator.index, true),
            Action::ReleaseEntry(v) => self.entry(v.validator.index, false),
            _ => return None,
        })
    }

    fn happens(&mut self, index: usize, event: impl FnOnce(String) -> Event) -> Done {
        let operator = self.operator(index);
        self.suite.chain.happen(event(operator.clone())).map_err(Refused::new)?;
        self.suite.look("chain");
        Ok(self.moniker(&operator))
    }

    /// A block that long ago.
    fn height_back(&self, back: Option<Period>) -> u64 {
        let block = self.suite.chain.block();
        let Some(Period(back)) = back else { return block.height };
        self.record.height_at(block.time.seconds().saturating_sub(back)).unwrap_or(block.height)
    }

    /// Targets with stake of the hub, by index, the scenario's order.
    fn targets(&self) -> Vec<usize> {
        let snapshot = self.suite.snapshot();
        let seats = snapshot.roster.map(|r| r.seats).unwrap_or_default();
        let is_target =
            |operator: &String| seats.iter().any(|seat| seat.0 == *operator && seat.1 > 0);
        let all = self.operators.iter().enumerate().take(MAX_VALIDATORS.saturating_mul(4));
        all.filter(|(_, operator)| is_target(operator)).map(|(index, _)| index).collect()
    }

    fn downtime(&mut self, index: usize) -> Done {
        let fraction = self.suite.chain.params().slash_fraction_downtime;
        let event = Event::WentDown { validator: self.operator(index) };
        self.slashing(index, SlashKind::Downtime, fraction, event).map(|(told, _)| told)
    }

    fn downtime_worst(&mut self, n: usize) -> Done {
        let mut worst = self.targets();
        let missed = |index: &usize| self.scenario.validators.get(*index).map_or(0, |v| v.missed);
        worst.sort_by_key(|index| std::cmp::Reverse(missed(index)));
        let told: Result<Vec<String>, Refused> =
            worst.into_iter().take(n).map(|index| self.downtime(index)).collect();
        Ok(told?.join("; "))
    }

    fn double_sign(&mut self, body: &DoubleSign) -> Done {
        let index = match (&body.validator, body.top) {
            (Some(v), None) => v.index,
            (None, Some(top)) => {
                let largest = self.targets().into_iter().take(top as usize).collect();
                let picked = self.people.pick(largest, 1);
                *picked.first().ok_or_else(|| Refused("there is no target".into()))?
            }
            _ => return Err(Refused("either `validator` or `top` says who".into())),
        };
        let usual = self.suite.chain.params().slash_fraction_double_sign;
        let fraction = body.fraction.map_or(usual, decimal);
        let height = self.height_back(body.back);
        let validator = self.operator(index);
        let event = Event::DoubleSigned { validator, height, fraction: Some(fraction) };
        let (done, outcome) = self.slashing(index, SlashKind::DoubleSign, fraction, event)?;
        if outcome.is_none() {
            return Err(Refused(format!("the evidence changes nothing: {done}")));
        }
        self.double_signer = Some(index);
        Ok(done)
    }

    /// What the hub has with validators and in entries.
    fn holdings(&self) -> (u128, Vec<UnbondingEntry>) {
        let held = self.suite.chain.delegations(&self.suite.hub).unwrap_or_default();
        let sum = held.iter().map(|d| d.amount().u128()).fold(0, u128::saturating_add);
        (sum, self.suite.chain.unbonding_entries(&self.suite.hub).unwrap_or_default())
    }

    fn slashing(
        &mut self,
        index: usize,
        kind: SlashKind,
        fraction: Decimal,
        event: Event,
    ) -> Result<(String, Option<SlashOutcome>), Refused> {
        let operator = self.operator(index);
        let (staked, entries) = self.holdings();
        let outcome = self.suite.chain.happen(event).map_err(Refused::new)?;
        self.suite.look("slash");
        let (staked_after, entries_after) = self.holdings();
        let sum = |all: &[UnbondingEntry]| {
            all.iter().map(|e| e.entry.balance.u128()).fold(0u128, u128::saturating_add)
        };
        let lost = staked.saturating_sub(staked_after);
        let lost_unbonding = sum(&entries).saturating_sub(sum(&entries_after));
        self.record.entries_cut(&entries, &entries_after);
        let mark = SlashMark {
            time: self.suite.now(),
            validator: self.moniker(&operator),
            fraction: fraction.to_string(),
            lost: Units(lost),
            lost_unbonding: Units(lost_unbonding),
            kind,
        };
        let text =
            format!("{}: {} lost", mark.validator, self.coins(lost.saturating_add(lost_unbonding)));
        self.record.lost = self.record.lost.saturating_add(lost).saturating_add(lost_unbonding);
        self.progress.note(&format!("slashed: {text}"));
        self.report.slashes.push(mark);
        Ok((text, outcome))
    }

    fn set_commission(&mut self, body: &SetCommission) -> Done {
        let wanted = decimal(body.commission);
        let chosen = match (&body.validator, body.pick) {
            (Some(v), None) => vec![(v.index, wanted)],
            (None, Some(n)) => {
                let rising = self.targets().into_iter().filter_map(|index| {
                    let now = self.suite.chain.validator(&self.operator(index)).ok()?.commission;
                    // As far as its own limits let it go in a day.
                    let most = now.rate.checked_add(now.max_change_rate).ok()?.min(now.max_rate);
                    let rate = wanted.min(most);
                    (rate > now.rate).then_some((index, rate))
                });
                let rising = rising.collect();
                self.people.pick(rising, n as usize)
            }
            _ => return Err(Refused("either `validator` or `pick` says who".into())),
        };
        let count = chosen.len();
        for (index, rate) in chosen {
            self.happens(index, |validator| Event::CommissionSet {
                validator,
                rate,
                forced: false,
            })?;
        }
        Ok(format!("{count} validators take more"))
    }

    fn chain_params(&mut self, body: &ChainParams) -> Done {
        let denom = self.suite.denom.clone();
        let supply = self.suite.chain.total_supply(&denom);
        let body = body.clone();
        self.suite.govern(|params| {
            if let Some(inflation) = body.inflation {
                let a_year = supply.mul_floor(decimal(inflation)).u128();
                params.inflation = Inflation::PerSecond((a_year / YEAR).into());
            }
            if let Some(tax) = body.community_tax {
                params.community_tax = decimal(tax);
            }
            params.unbonding_period = body.unbonding.map_or(params.unbonding_period, |p| p.0);
            params.max_entries = body.max_entries.unwrap_or(params.max_entries);
            if let Some(cut) = body.slash_downtime {
                params.slash_fraction_downtime = decimal(cut);
            }
            if let Some(cut) = body.slash_double_sign {
                params.slash_fraction_double_sign = decimal(cut);
            }
        });
        Ok("the chain's parameters changed".into())
    }

    fn entry(&mut self, index: usize, hold: bool) -> Done {
        let (hub, operator) = (self.suite.hub.clone(), self.operator(index));
        let all = self.suite.chain.unbonding_entries(&hub).map_err(Refused::new)?;
        let of = all.iter().filter(|e| e.validator == operator && e.entry.is_held() != hold);
        let id = of.map(|e| e.entry.id).min();
        let id = id.ok_or_else(|| Refused(format!("no entry with {}", self.moniker(&operator))))?;
        self.happens(index, |validator| Event::EntryHeld {
            delegator: hub,
            validator,
            id,
            held: hold,
        })
    }
}
