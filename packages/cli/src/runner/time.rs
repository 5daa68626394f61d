//! Time: in blocks, with keepers who look every six hours (oftener where unbonding is shorter), or
//! standing still.

use super::live::{Done, Live, Refused};
use super::RunError;
use crate::report::format::length;
use crate::scenario::BondFile;
use weir_chain::Chain;

/// How often keepers look, and how often a sample is taken, at most.
const ROUND: u64 = 6 * 3_600;
/// How often they look in an unbonding period at least: every six hours of 21 days.
const ROUNDS: u64 = 84;

impl<C: Chain> Live<'_, C> {
    /// Seconds pass; keepers look when their time has come.
    pub fn pass(&mut self, seconds: u64) -> Result<Done, RunError> {
        let before = self.record.transactions;
        self.until(self.suite.now().saturating_add(seconds))?;
        let calls = self.record.transactions.saturating_sub(before);
        Ok(Ok(format!("{} passed, keepers called {calls} times", length(seconds))))
    }

    /// Time passes until a moment. Keepers' own blocks may go a few seconds beyond it.
    pub fn until(&mut self, end: u64) -> Result<(), RunError> {
        while self.suite.now() < end {
            let now = self.suite.now();
            let next = self.next_round.max(now.saturating_add(self.scenario.chain.block_seconds));
            self.block(next.min(end).saturating_sub(now))?;
            if self.suite.now() >= self.next_round {
                self.next_round =
                    self.next_round.saturating_add(self.round()).max(self.suite.now());
                if self.suite.keepers {
                    self.suite.keep();
                }
                self.absorb()?;
                self.sample()?;
            }
            let passed = self.suite.now().saturating_sub(self.report.started_at);
            self.progress.time(passed);
        }
        Ok(())
    }

    /// Keepers of a chain of minutes look oftener, but not at each block.
    fn round(&self) -> u64 {
        let chain = &self.scenario.chain;
        let scaled = chain.unbonding.0 / ROUNDS;
        ROUND.min(scaled.max(chain.block_seconds.saturating_mul(2)))
    }

    fn block(&mut self, seconds: u64) -> Result<(), RunError> {
        let made = self.suite.chain.advance_block(seconds);
        made.map_err(|error| RunError::NotReachable(format!("{error:#}")))?;
        self.suite.look("time");
        let block = self.suite.chain.block();
        self.record.saw_block(block.time.seconds(), block.height);
        Ok(())
    }

    /// So many blocks of the chain's block time, without keepers.
    pub fn blocks(&mut self, n: u32) -> Result<Done, RunError> {
        for _ in 0..n {
            self.block(self.scenario.chain.block_seconds)?;
        }
        Ok(Ok(format!("{n} blocks")))
    }

    /// The chain stands still, and goes on with one block.
    pub fn halt(&mut self, seconds: u64) -> Result<Done, RunError> {
        self.block(seconds)?;
        Ok(Ok(format!("no block for {}", length(seconds))))
    }

    /// Deposits of a file, spread over a time. What is worth less than a share stays away.
    pub fn bond_file(&mut self, bond: &BondFile) -> Result<Done, RunError> {
        let (begun, over) = (self.suite.now(), bond.over.map_or(0, |p| p.0));
        let count = bond.deposits.len() as u64;
        let (mut came, mut away, mut sum) = (0u64, 0u64, 0u128);
        for (index, deposit) in (0u64..).zip(&bond.deposits) {
            let due = over.saturating_mul(index).checked_div(count).unwrap_or_default();
            self.until(begun.saturating_add(due))?;
            let name = deposit.actor();
            match self.suite.bond_with(&name, deposit.amount, 0, None) {
                Ok(_) => {
                    came = came.saturating_add(1);
                    sum = sum.saturating_add(deposit.amount);
                    if !self.people.delegators.contains(&name) {
                        self.people.delegators.push(name);
                    }
                }
                Err(refusal) if super::users::is_dust(&refusal) => away = away.saturating_add(1),
                Err(refusal) => return Ok(Err(Refused(format!("{name}: {}", refusal.cause())))),
            }
        }
        self.until(begun.saturating_add(over))?;
        let too_small =
            if away > 0 { format!(", {away} too small for a share") } else { String::new() };
        Ok(Ok(format!("{came} deposits, {}{too_small}", self.coins(sum))))
    }
}
