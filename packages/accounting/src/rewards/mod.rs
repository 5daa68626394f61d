//! Reward streams into vaults: linear, split by shares and time, to the last 10^-36 of a unit.
//!
//! Everything is kept in 10^-36 units of the reward's coin and rounded only when it is paid. At
//! 10^18 a month's stream would go to whoever stands there at the tick, once shares have 21
//! decimals; and a small holder's rewards could be claimed away by claiming for him every second.

mod error;
mod index;
mod lines;
mod position;
mod stream;

use cosmwasm_std::{Uint128, Uint256};
use weir_quantities::{Seconds, DAY};

pub use error::RewardError;
pub use index::{advance, Account, RewardIndex};
pub use lines::{Leftover, Line, PaidStream, Payer, Rewards, Schedule};
pub use position::Position;
pub use stream::Stream;

/// Parts of one unit: rewards are counted in 10^-36 units.
const PARTS: u128 = 1_000_000_000_000_000_000_000_000_000_000_000_000;
/// The shortest stream.
pub const MIN_DURATION: Seconds = DAY;
/// The longest stream.
pub const MAX_DURATION: Seconds = DAY.times(365);
/// Most streams into one vault at a time, and so most that a change of shares reads.
pub const MAX_STREAMS: usize = 16;
/// Most coins in which one vault is paid at a time.
pub const MAX_OPEN_LINES: usize = 8;
/// Most coins in which one vault is ever paid, counted anew with each distributor.
pub const MAX_LINES: u32 = 64;

/// Units as parts: `2^128·10^36` is below `2^248`.
fn parts(units: Uint128) -> Uint256 {
    units.full_mul(PARTS)
}

/// Whole units of what was earned that were not claimed yet, rounded down: the rest stays whose it is.
///
/// # Errors
/// [`RewardError::OutOfRange`] beyond 128 bits of units.
pub fn due(mut earned: Uint256, claimed: Uint128) -> Result<Uint128, RewardError> {
    Ok(take_whole(&mut earned)?.saturating_sub(claimed))
}

/// Takes the whole units out of `parts`, rounded down: the rest stays for the next time.
///
/// # Errors
/// [`RewardError::OutOfRange`] beyond 128 bits of units.
pub fn take_whole(parts: &mut Uint256) -> Result<Uint128, RewardError> {
    let unit = Uint256::from(PARTS);
    let whole = parts.checked_div(unit)?;
    *parts = parts.checked_rem(unit)?;
    Ok(Uint128::try_from(whole)?)
}
