//! From numbers to what there is.

use cosmwasm_std::{Decimal, Order};
use weir_accounting::Request;
use weir_chain::Chain;
use weir_staking_hub::state::REQUESTS;

use super::restaking::SERVICES;
use super::{Amount, Cut, Life, Pick, USERS};
use crate::read::key_of;

impl Amount {
    /// Units, where there are this many.
    pub fn of(self, there: u128) -> u128 {
        match self {
            Self::Units(digits, exponent) => {
                u128::from(digits.max(1)) * 10u128.pow(u32::from(exponent.min(14)))
            }
            Self::Part(thousandths) => there / 1_000 * u128::from(thousandths.min(1_000)),
            Self::All => there,
            Self::TooMuch => there + 1,
            Self::AllBut(units) => there.saturating_sub(u128::from(units)),
        }
    }
}

impl Cut {
    /// As a fraction.
    pub fn fraction(self) -> Decimal {
        match self {
            Self::Bps(bps) => Decimal::bps(u64::from(bps.clamp(1, 10_000))),
            Self::Whole => Decimal::one(),
        }
    }
}

/// One of several, if there is any.
pub(super) fn pick<T: Clone>(which: Pick, of: &[T]) -> Option<T> {
    of.get(usize::from(which).checked_rem(of.len())?).cloned()
}

/// A user by number.
pub(super) fn user(which: Pick) -> &'static str {
    USERS[usize::from(which) % USERS.len()]
}

impl<C: Chain> Life<C> {
    /// A validator by number, by name.
    pub(super) fn validator(&self, which: Pick) -> String {
        pick(which, &self.suite.validators).unwrap_or_default()
    }

    /// A validator that breaks whoever touches it, if there is any; else any.
    pub(super) fn broken_validator(&self, which: Pick) -> String {
        pick(which, &self.panicking).unwrap_or_else(|| self.validator(which))
    }

    /// A user with shares, if there is any; else any.
    pub(super) fn holder(&self, which: Pick) -> &'static str {
        let holding = |name: &&str| self.suite.shares_of(name) > 0;
        let holders: Vec<&'static str> = USERS.into_iter().filter(holding).collect();
        pick(which, &holders).unwrap_or(user(which))
    }

    /// Every request of a user, or of a service for which something is unwound: whose, of which batch, what.
    pub(super) fn requests(&self) -> Vec<(&'static str, u64, Request)> {
        let storage = self.suite.storage_of(&self.suite.hub);
        let of_user = |name: &'static str| {
            let key = key_of(&self.suite.actor(name));
            let rows = REQUESTS.prefix(&key).range(&*storage, None, None, Order::Ascending);
            rows.map(|row| row.unwrap()).map(|(batch, row)| (name, batch, row)).collect::<Vec<_>>()
        };
        USERS.into_iter().chain(SERVICES).flat_map(of_user).collect()
    }

    /// Requests of one batch.
    pub(super) fn requests_of(&self, batch: u64) -> Vec<(&'static str, u64, Request)> {
        self.requests().into_iter().filter(|(_, id, _)| *id == batch).collect()
    }
}
