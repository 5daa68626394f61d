//! Which validators give and take: plans made of values, checked and sent by the hub.
//!
//! Flow first: new stake goes to whoever is most under target, redemptions come from whoever is
//! most over it. Moves are scarce and come last.

mod delegate;
mod rebalance;
mod undelegate;

pub use delegate::{plan_delegations, DelegationTerms};
pub use rebalance::{plan_moves, Move, MoveSeat, MoveTerms};
pub use undelegate::{plan_parts, Parts, PartsTerms, UnbondSeat};

use cosmwasm_std::Decimal;
use weir_quantities::{Assets, QuantityError, Rounding};

/// How a validator counts when targets are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Gets stake by its weight.
    Active {
        /// Its weight.
        weight: u64,
    },
    /// Counts as at target, whatever it has.
    Inactive,
    /// Should have nothing.
    Draining,
}

/// A validator as every plan sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Its delegation.
    pub stake: Assets,
    /// How it counts.
    pub role: Role,
}

impl Seat {
    /// The seat of a validator that refused to give stake lately: it gives a unit less. What the
    /// chain answers for a delegation is rounded to 18 digits before it is cut to units
    /// (x/staking, `TokensFromShares`), and may be a unit more than `ValidateUnbondAmount` grants.
    pub fn less_a_unit(self) -> Self {
        Self { stake: self.stake.minus_or_zero(Assets::new(1)), ..self }
    }
}

/// An amount for the validator with this index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Portion {
    /// Which validator.
    pub index: usize,
    /// How much.
    pub assets: Assets,
}

/// What each validator should have when `extra` is added to the stake: what inactive ones do not
/// hold, by weight, rounded down, and at most `max_share` of the whole.
///
/// # Errors
/// [`QuantityError`] beyond 128 bits.
pub fn targets(
    seats: &[Seat],
    extra: Assets,
    max_share: Decimal,
) -> Result<Vec<Assets>, QuantityError> {
    let mut whole = extra;
    let mut parked = Assets::ZERO;
    let mut total_weight = 0u128;
    for seat in seats {
        whole = whole.plus(seat.stake)?;
        match seat.role {
            Role::Active { weight } => {
                total_weight = total_weight.saturating_add(u128::from(weight));
            }
            Role::Inactive => parked = parked.plus(seat.stake)?,
            Role::Draining => {}
        }
    }
    let shared = whole.minus_or_zero(parked);
    let cap = whole.times(max_share, Rounding::Down)?;
    seats
        .iter()
        .map(|seat| match seat.role {
            Role::Inactive => Ok(seat.stake),
            Role::Active { weight } if total_weight > 0 => {
                Ok(shared.times_ratio(weight.into(), total_weight, Rounding::Down)?.min(cap))
            }
            Role::Active { .. } | Role::Draining => Ok(Assets::ZERO),
        })
        .collect()
}
