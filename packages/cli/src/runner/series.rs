//! Samples over time: the rate, where all coins are, and whether they add up.

use serde_json::json;
use weir_chain::Chain;
use weir_interface::distributor;

use super::live::Live;
use super::RunError;
use crate::report::{FailureKind, InvariantRow, RateSample};
use crate::scenario::BUILT_IN_ACTORS;

/// The name of the check made with every sample.
const CONSERVED: &str = "every_coin_is_accounted_for";

impl<C: Chain> Live<'_, C> {
    /// Looks at the world: once a moment counts, the last look.
    pub fn sample(&mut self) -> Result<(), RunError> {
        let s = self.suite.snapshot();
        let time = s.now.u64();
        if self.report.coins.times.last() == Some(&time) {
            self.report.coins.times.pop();
            for band in &mut self.report.coins.bands {
                band.values.pop();
            }
            if self.report.rate.last().is_some_and(|r| r.time == time) {
                self.report.rate.pop();
            }
        }
        // The rate of dead shares alone is nobody's: rewards that nobody stayed for are theirs.
        let is_held = s.shares() / 2 >= self.suite.gifts.dead;
        if let (Ok(rate), true) = (self.rate(), is_held) {
            self.report.rate.push(RateSample { time, rate: rate.rate.to_string() });
        }
        let entries = self.suite.chain.unbonding_entries(&self.suite.hub).unwrap_or_default();
        let sum = |amounts: &mut dyn Iterator<Item = u128>| amounts.fold(0, u128::saturating_add);
        let unbonding = sum(&mut entries.iter().map(|e| e.entry.balance.u128()));
        let delegated = sum(&mut s.delegations.values().copied());
        let (buffer, claimable) = (s.books.pool.buffer.u128(), s.owed.claimable.u128());
        let holdings = s.books.holdings().map_or(0, |h| h.u128());
        let unvested = holdings.saturating_sub(s.backing_at(s.now));
        let rest = s.coins.saturating_sub(buffer).saturating_sub(claimable);
        let fees = sum(&mut BUILT_IN_ACTORS.iter().map(|name| self.suite.coins_of(name)));
        let users = self.wallets();
        let restaked = self.in_restaking();
        if let Some(record) = &mut self.record.restaked {
            record.sample(&self.suite);
        }
        // What is not vested is in delegations and buffer, and shown apart.
        let of_stake = unvested.min(delegated);
        let of_buffer = unvested.saturating_sub(of_stake).min(buffer);
        let mut bands = vec![
            ("delegated", delegated.saturating_sub(of_stake)),
            ("buffer", buffer.saturating_sub(of_buffer)),
            ("rewards not vested", of_stake.saturating_add(of_buffer)),
            ("unbonding", unbonding),
            ("arrived, not settled", rest),
            ("to be claimed", claimable),
            ("with the distributor", s.distributor),
            ("fees and keepers' pay", fees),
            ("with users", users),
        ];
        bands.extend(restaked.map(|coins| ("in restaking", coins)));
        self.report.coins.push(time, &bands);
        let total = sum(&mut bands.iter().map(|(_, n)| *n));
        let dust = self.dust(total);
        self.conserved(dust)?;
        self.note_closing();
        let values: serde_json::Map<_, _> =
            bands.iter().map(|(name, n)| ((*name).to_owned(), json!(n.to_string()))).collect();
        let line = json!({
            "kind": "sample", "time": time, "height": s.height, "coins": values,
            "rate": self.report.rate.last().map(|r| r.rate.clone()), "supply": s.shares().to_string(),
        });
        Ok(self.trace.write(&line)?)
    }

    /// Coins of vaults and of the contracts beside them, where there are any.
    fn in_restaking(&self) -> Option<u128> {
        let restaking = self.suite.restaking.as_ref()?;
        let vaults = restaking.vaults.iter().map(|vault| &vault.address);
        let all = vaults.chain([&restaking.registry, &restaking.coordinator, &restaking.fund]);
        let coins = all.map(|contract| self.suite.coins_of(contract.as_str()));
        Some(coins.fold(0, u128::saturating_add))
    }

    /// Coins of everybody who may bond.
    fn wallets(&self) -> u128 {
        let actors = self.people.actors.iter().map(|name| self.suite.coins_of(name));
        let actors = actors.fold(0, u128::saturating_add);
        // Hundreds of delegators are counted by what they did; the end compares with the chain.
        let named = |name: &String| self.people.actors.contains(name);
        let others = self.record.funded.iter().filter(|(name, _)| !named(name));
        let others = others.map(|(name, funded)| self.wallet(name, *funded));
        others.fold(actors, u128::saturating_add)
    }

    /// What somebody who never gave or was given coins has by what he did.
    pub fn wallet(&self, name: &str, funded: u128) -> u128 {
        let Some(row) = self.record.people.get(name) else { return funded };
        let came = funded.saturating_add(row.claimed.0).saturating_add(row.instant.0);
        let came = came.saturating_add_signed(row.restaked);
        came.saturating_sub(row.bonded.0)
    }

    /// What came in and is nowhere: the chain rounds shares of delegations down.
    pub fn dust(&self, total: u128) -> i128 {
        let books: Result<distributor::BooksResponse, _> =
            self.suite.query(&self.suite.distributor, &distributor::QueryMsg::Books {});
        let pending = books.map_or(0, |b| b.rewards.u128());
        let r = &self.record;
        let rewards = r.rewards.saturating_add(pending);
        let rewards = rewards.saturating_sub(r.swept).saturating_sub(r.gifts);
        let due = r.minted.saturating_add(rewards).saturating_sub(r.lost);
        let signed = |n: u128| i128::try_from(n).unwrap_or(i128::MAX);
        signed(due).saturating_sub(signed(total))
    }

    /// Every coin is somewhere: what is missing is a unit for each message to the staking module
    /// and each delegation at most, and nothing comes from nowhere.
    fn conserved(&mut self, dust: i128) -> Result<(), RunError> {
        let rows = self.operators.len() as u64;
        let most = i128::from(self.record.staking_acts.saturating_add(rows));
        let row = self.report.invariants.iter_mut().find(|i| i.name == CONSERVED);
        let row = match row {
            Some(row) => row,
            None => {
                let name = CONSERVED.to_owned();
                self.report.invariants.push(InvariantRow { name, ..InvariantRow::default() });
                let Some(row) = self.report.invariants.last_mut() else { return Ok(()) };
                row
            }
        };
        row.checked = row.checked.saturating_add(1);
        if (i128::from(rows).saturating_neg()..=most).contains(&dust) {
            return Ok(());
        }
        row.failures = row.failures.saturating_add(1);
        if row.first_failure.is_some() {
            return Ok(());
        }
        let text = format!("{dust} units are missing, rounding explains {most} at most");
        row.first_failure = Some(text.clone());
        let steps = &self.scenario.steps;
        let index = usize::try_from(self.step.saturating_sub(1)).unwrap_or_default();
        let span = steps.get(index).map_or(0..0, |s| s.span.clone());
        self.fail(FailureKind::Invariant, &span, format!("{CONSERVED}: {text}"), None)
    }

    /// Notes when the last batch closed, as long as the hub tells.
    fn note_closing(&mut self) {
        let open = self.suite.open_batch();
        for id in [open.saturating_sub(1), open] {
            let known = self.record.batches.contains_key(&id);
            if known {
                let closes_at = self.suite.batch(id).closes_at;
                if let Some(row) = self.record.batches.get_mut(&id) {
                    row.closed_at = closes_at.or(row.closed_at);
                }
            }
        }
    }
}
