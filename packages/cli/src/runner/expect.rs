//! Expectations: each part of one against the world.

use std::ops::Range;

use cosmwasm_std::{Decimal, Uint128};
use serde_json::Value;
use weir_chain::Chain;
use weir_interface::hub::BatchStage;
use weir_interface::registry::{self, ValidatorRecord};

use super::live::Live;
use super::setup::decimal;
use super::RunError;
use crate::report::{ExpectationRow, FailureKind};
use crate::scenario::{
    AssetBounds, BalanceExpect, Bounds, Expect, Of, QueryExpect, Rate, Spanned, Standing, Step,
    VaultExpect,
};

/// What was compared, whether it holds, and where it stands.
struct Found {
    span: Range<usize>,
    what: String,
    held: bool,
}

fn rate_of(rate: Rate) -> Decimal {
    Decimal::new(Uint128::new(rate.0))
}

impl<C: Chain> Live<'_, C> {
    /// Checks an expectation; how many parts of it hold, of how many.
    pub fn check(&mut self, step: &Step, expect: &Expect) -> Result<(usize, usize), RunError> {
        let mut found = Vec::new();
        self.check_books(expect, &mut found);
        self.check_state(expect, &mut found);
        for balance in &expect.balance.0 {
            found.push(self.check_balance(balance, step));
        }
        for d in &expect.delegation.0 {
            let held = self.suite.staked_with(&self.operator(d.validator.index));
            let what = format!("the hub's stake with {}", d.validator.name);
            found.push(self.bounded(&what, held, &d.bounds, d.validator.span.clone()));
        }
        for s in &expect.standing.0 {
            let is = self.standing(s.validator.index);
            let what = format!("{} is {is:?}, expected {:?}", s.validator.name, s.is);
            found.push(Found { span: s.validator.span.clone(), what, held: is == s.is });
        }
        for v in &expect.vault.0 {
            self.check_vault(v, step, &mut found);
        }
        for q in &expect.query.0 {
            found.push(self.check_query(q, step));
        }
        let all = found.len();
        let held = found.iter().filter(|f| f.held).count();
        for f in found {
            let (line, _) = self.scenario.line_column(&f.span);
            let row = ExpectationRow { line: line as u64, text: f.what.clone(), ok: f.held };
            self.report.expectations.push(row);
            if !f.held {
                self.fail(FailureKind::Expectation, &f.span, f.what, None)?;
            }
        }
        Ok((held, all))
    }

    fn bounded(&self, what: &str, value: u128, bounds: &Bounds, span: Range<usize>) -> Found {
        let held = bounds.hold(value);
        Found { span, what: format!("{what} is {value}, expected {bounds}"), held }
    }

    fn check_books(&self, expect: &Expect, found: &mut Vec<Found>) {
        let s = self.suite.solvency();
        let fees = self.suite.coins_of("treasury");
        let rows: [(&Option<Spanned<Bounds>>, &str, u128); 9] = [
            (&expect.backing, "backing", s.backing.u128()),
            (&expect.supply, "the supply of shares", s.supply.u128()),
            (&expect.buffer, "the buffer", s.buffer.u128()),
            (&expect.delegated, "what is delegated", s.delegated.u128()),
            (&expect.claimable, "what can be claimed", s.claimable.u128()),
            (&expect.unbonding, "what is unbonding", s.unbonding.u128()),
            (&expect.unvested, "what is not vested", s.unvested.u128()),
            (&expect.surplus, "the hub's surplus", s.unaccounted.u128()),
            (&expect.fees, "what the treasury got", fees),
        ];
        for (wanted, what, value) in rows {
            if let Some(bounds) = wanted {
                found.push(self.bounded(what, value, bounds.get_ref(), bounds.span()));
            }
        }
    }

    fn check_state(&self, expect: &Expect, found: &mut Vec<Found>) {
        let rate = self.rate();
        if let Some(wanted) = &expect.rate_between {
            let (low, high) = (rate_of(wanted.get_ref().0), rate_of(wanted.get_ref().1));
            let is = rate.as_ref().map(|r| r.rate).unwrap_or_default();
            let what = format!("the rate is {is}, expected from {low} to {high}");
            found.push(Found { span: wanted.span(), what, held: low <= is && is <= high });
        }
        let flags = rate.map(|r| (r.insolvent, r.breaker.is_some())).unwrap_or_default();
        let flags = [
            (&expect.insolvent, "insolvent", flags.0),
            (&expect.breaker, "the breaker on", flags.1),
        ];
        for (wanted, what, is) in flags {
            if let Some(wanted) = wanted {
                let text = format!("{what}: {is}, expected {}", wanted.get_ref());
                found.push(Found {
                    span: wanted.span(),
                    what: text,
                    held: is == *wanted.get_ref(),
                });
            }
        }
        let (open, unbonding, settled) = self.stages();
        let counts = [
            (&expect.open_batches, "open batches", open),
            (&expect.unbonding_batches, "unbonding batches", unbonding),
            (&expect.settled_batches, "settled batches", settled),
        ];
        for (wanted, what, is) in counts {
            if let Some(wanted) = wanted {
                let text = format!("{is} {what}, expected {}", wanted.get_ref());
                found.push(Found {
                    span: wanted.span(),
                    what: text,
                    held: is == *wanted.get_ref(),
                });
            }
        }
    }

    /// Batches that gather or wait, that unbond, that are settled.
    fn stages(&self) -> (u64, u64, u64) {
        let mut counts = (0u64, 0u64, 0u64);
        for id in self.record.batches.keys() {
            let batch = self.suite.batch(*id);
            let count = match batch.stage {
                BatchStage::Open if batch.shares.is_zero() => continue,
                BatchStage::Open | BatchStage::Waiting => &mut counts.0,
                BatchStage::Unbonding => &mut counts.1,
                BatchStage::Settled => &mut counts.2,
            };
            *count = count.saturating_add(1);
        }
        counts
    }

    fn check_balance(&self, wanted: &BalanceExpect, step: &Step) -> Found {
        let name = &wanted.who.name;
        let (what, is) = match wanted.of {
            Of::Coins => ("coins", self.suite.coins_of(name)),
            Of::Shares => ("shares", self.suite.shares_of(name)),
            Of::Queued => ("queued shares", self.queued(name)),
            Of::Claimable => ("claimable coins", self.claimable(name)),
        };
        self.bounded(&format!("{name}'s {what}"), is, &wanted.bounds, step.span.clone())
    }

    fn check_vault(&self, wanted: &VaultExpect, step: &Step, found: &mut Vec<Found>) {
        let state = self.suite.vault_state(wanted.vault.index);
        let (pool, name) = (state.pool(), &wanted.vault.name);
        let promise = wanted.service.as_ref().and_then(|service| state.commitment(service.id()));
        let power = promise.and_then(|one| one.guaranteed(pool).ok());
        let budget = promise.and_then(|one| pool.stake(one.budget).ok());
        let rows = [
            (wanted.assets, "assets", Some(pool.assets)),
            (wanted.bond, "bond", Some(state.bond.active)),
            (wanted.escrow, "escrow", Some(state.core.escrow)),
            (wanted.power, "power for the service", power),
            (wanted.budget, "budget of the service", budget),
        ];
        for (bounds, what, is) in rows {
            if let Some(AssetBounds(bounds)) = bounds {
                let is = is.unwrap_or_default().u128();
                let what = format!("{name}'s {what}");
                found.push(self.bounded(&what, is, &bounds, step.span.clone()));
            }
        }
    }

    /// A validator's standing; one the registry does not know is gone.
    pub fn standing(&self, index: usize) -> Standing {
        let msg = registry::QueryMsg::Validator { validator: self.operator(index) };
        let record: Result<ValidatorRecord, _> = self.suite.query(&self.suite.registry, &msg);
        match record.map(|r| r.standing) {
            Ok(registry::Standing::Active) => Standing::Active,
            Ok(registry::Standing::Inactive) => Standing::Inactive,
            Ok(registry::Standing::Draining) => Standing::Draining,
            Err(_) => Standing::Removed,
        }
    }

    fn check_query(&self, q: &QueryExpect, step: &Step) -> Found {
        let span = step.span.clone();
        let msg = match self.resolved(&q.msg) {
            Ok(msg) => msg,
            Err(e) => return Found { span, what: e.0, held: false },
        };
        let answer = self.suite.query::<Value>(&self.address(q.contract), &msg);
        let answer = answer.map_err(|e| format!("{e:#}"));
        let at = format!("{:?} {}{}", q.contract, q.msg.0, q.path).to_lowercase();
        let value = match (&answer, &q.error) {
            (Err(e), Some(wanted)) => {
                let held = e.to_lowercase().contains(&wanted.get_ref().to_lowercase());
                let what = format!("{at}: the error is «{e}», expected «{}»", wanted.get_ref());
                return Found { span: wanted.span(), what, held };
            }
            (Err(e), None) => return Found { span, what: format!("{at}: {e}"), held: false },
            (Ok(_), Some(wanted)) => {
                let what = format!("{at}: answered, expected the error «{}»", wanted.get_ref());
                return Found { span: wanted.span(), what, held: false };
            }
            (Ok(value), None) => value.pointer(&q.path),
        };
        compare(&at, value, q, span)
    }
}

fn compare(at: &str, value: Option<&Value>, q: &QueryExpect, span: Range<usize>) -> Found {
    if let Some(wanted) = &q.exists {
        let held = value.is_some_and(|v| !v.is_null()) == *wanted.get_ref();
        let what = format!("{at}: {value:?}, expected it to exist: {}", wanted.get_ref());
        return Found { span: wanted.span(), what, held };
    }
    let shown = value.map_or("nothing".to_owned(), Value::to_string);
    let number = value.and_then(as_decimal);
    if let Some(wanted) = &q.at_least {
        let held = number.is_some_and(|n| n >= rate_of(*wanted.get_ref()));
        let what = format!("{at} is {shown}, expected at least {}", wanted.get_ref());
        return Found { span: wanted.span(), what, held };
    }
    if let Some(wanted) = &q.at_most {
        let held = number.is_some_and(|n| n <= rate_of(*wanted.get_ref()));
        let what = format!("{at} is {shown}, expected at most {}", wanted.get_ref());
        return Found { span: wanted.span(), what, held };
    }
    let Some(wanted) = &q.equals else {
        let held = value.is_some();
        return Found { span, what: format!("{at} is {shown}"), held };
    };
    let wished = serde_json::to_value(wanted.get_ref()).unwrap_or_default();
    let near = q.within.and_then(|within| {
        let (is, wish) = (number?, as_decimal(&wished)?);
        let slack = wish.checked_mul(decimal(within)).ok()?;
        Some(is.abs_diff(wish) <= slack)
    });
    // Contracts write numbers as strings.
    let plain = wished.to_string();
    let same =
        value == Some(&wished) || value.and_then(Value::as_str).is_some_and(|text| text == plain);
    let what = format!("{at} is {shown}, expected {wished}");
    Found { span: wanted.span(), what, held: same || near.unwrap_or(false) }
}

fn as_decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(n) => n.to_string().parse().ok(),
        _ => None,
    }
}
