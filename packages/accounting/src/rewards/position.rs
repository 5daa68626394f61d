//! A holder's shares, and what they have earned.

use cosmwasm_std::Uint256;
use weir_json::Row;
use weir_quantities::Shares;

use super::{Account, Line, RewardError, Rewards, Schedule};

/// A holder's active shares with what they have earned in lines that were open when they changed last.
#[derive(Clone, Debug, Default, Eq, PartialEq, Row)]
pub struct Position {
    /// Active shares.
    pub shares: Shares,
    /// The line of the first account.
    pub from: u32,
    /// What was earned in each line, of those from `from` on.
    pub accounts: Vec<Account>,
}

impl Position {
    /// Of who has none: closed lines paid him nothing.
    pub const fn none(schedule: &Schedule) -> Self {
        Self { shares: Shares::ZERO, from: schedule.closed, accounts: vec![] }
    }

    /// Whether the first account is of a line that was closed since the shares changed last.
    pub const fn is_behind(&self, schedule: &Schedule) -> bool {
        self.from < schedule.closed
    }

    /// Counts the first account to the end of its line, which was closed, and lets go of it. Answers the
    /// parts that were earned in it.
    ///
    /// # Errors
    /// [`RewardError::OutOfRange`] for more shares than were active.
    pub fn finish(&mut self, closed: &Line) -> Result<Uint256, RewardError> {
        let first = self.accounts.drain(..self.accounts.len().min(1)).next();
        let mut account = first.unwrap_or_default();
        account.checkpoint(self.shares, closed.index.index)?;
        self.from = self.from.saturating_add(1);
        Ok(account.accrued)
    }

    /// Counts what was earned in open lines, which were brought up to now. No account may be of a
    /// closed one. Done before shares change.
    ///
    /// # Errors
    /// [`RewardError::OutOfRange`] for more shares than were active.
    pub fn count(&mut self, rewards: &Rewards) -> Result<(), RewardError> {
        self.accounts.resize(rewards.lines().count(), Account::default());
        for (account, (_, line)) in self.accounts.iter_mut().zip(rewards.lines()) {
            account.checkpoint(self.shares, line.index.index)?;
        }
        Ok(())
    }

    /// Parts earned in an open line, once they were counted.
    pub fn earned(&self, line: u32) -> Uint256 {
        let at = line.checked_sub(self.from).and_then(|at| self.accounts.get(at as usize));
        at.map_or(Uint256::zero(), |account| account.accrued)
    }

    /// Whether nothing is left of it.
    pub fn is_over(&self) -> bool {
        self.shares.is_zero() && self.accounts.iter().all(|account| account.accrued.is_zero())
    }
}
