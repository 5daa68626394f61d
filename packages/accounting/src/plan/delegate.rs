//! Where the coins of the buffer go.

use cosmwasm_std::Decimal;
use weir_quantities::{Assets, QuantityError, Rounding};

use crate::sort_short;

use super::{targets, Portion, Role, Seat};

/// A validator is filled to this share above its target: without the slack a small flow into many
/// validators that all stand at target would be spread over all of them, at the cost of a message
/// each.
const SLACK: Decimal = Decimal::permille(50);

/// What binds a plan of delegations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DelegationTerms {
    /// Smallest delegation.
    pub min_part: Assets,
    /// At most this share of the stake with one validator.
    pub max_share: Decimal,
    /// At most this many validators.
    pub limit: usize,
}

/// Shares `assets` out, most under target first: to as few as can take it all when each is filled
/// to a twentieth above its target, and otherwise to as many as there may be, each to its target
/// and no further (or those that come last would be left short). Nobody goes above the cap.
/// `open` says who may be given anything now. What is not shared out stays.
///
/// # Errors
/// [`QuantityError`] beyond 128 bits.
pub fn plan_delegations(
    seats: &[Seat],
    open: &[bool],
    assets: Assets,
    terms: DelegationTerms,
) -> Result<Vec<Portion>, QuantityError> {
    let targets = targets(seats, assets, terms.max_share)?;
    let mut whole = assets;
    for seat in seats {
        whole = whole.plus(seat.stake)?;
    }
    let cap = whole.times(terms.max_share, Rounding::Down)?;
    let mut rooms = Vec::new();
    for (index, (seat, target)) in seats.iter().zip(&targets).enumerate() {
        let active = matches!(seat.role, Role::Active { weight } if weight > 0);
        if active && open.get(index).copied().unwrap_or(false) {
            let brim = target.plus(target.times(SLACK, Rounding::Down)?)?.min(cap);
            let gap = target.minus_or_zero(seat.stake);
            rooms.push((gap, brim.minus_or_zero(seat.stake), index));
        }
    }
    sort_short(&mut rooms, |a, b| (b.0, b.1, a.2) > (a.0, a.1, b.2));
    rooms.truncate(terms.limit);
    let fewest = fewest_for(&rooms, assets)?;
    rooms.truncate(fewest.unwrap_or(terms.limit));
    let mut gaps = Assets::ZERO;
    for (gap, _, _) in &rooms {
        gaps = gaps.plus(*gap)?;
    }
    let mut beyond = if fewest.is_some() { assets.minus_or_zero(gaps) } else { Assets::ZERO };
    let mut left = assets;
    let mut plan = Vec::new();
    for (gap, room, index) in rooms {
        let extra = room.minus_or_zero(gap).min(beyond);
        beyond = beyond.minus(extra)?;
        let portion = gap.plus(extra)?.min(left);
        if portion < terms.min_part || portion.is_zero() {
            continue;
        }
        left = left.minus(portion)?;
        plan.push(Portion { index, assets: portion });
    }
    Ok(plan)
}

/// How many of the first, filled to the brim, take all of `assets`; nothing if all do not.
fn fewest_for(
    rooms: &[(Assets, Assets, usize)],
    assets: Assets,
) -> Result<Option<usize>, QuantityError> {
    let mut taken = Assets::ZERO;
    for (count, (_, room, _)) in (1usize..).zip(rooms) {
        taken = taken.plus(*room)?;
        if taken >= assets {
            return Ok(Some(count));
        }
    }
    Ok(None)
}
