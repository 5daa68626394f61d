//! Where the coins of the buffer go.

use cosmwasm_std::Decimal;
use weir_quantities::{Assets, QuantityError, Rounding};

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

/// Shares `assets` out, most under target first, each filled to a twentieth above its target and
/// never above the cap. `open` says who may be given anything now. What is not shared out stays.
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
    rooms.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)));
    let mut left = assets;
    let mut plan = Vec::new();
    for (_, room, index) in rooms.into_iter().take(terms.limit) {
        let portion = room.min(left);
        if portion < terms.min_part || portion.is_zero() {
            continue;
        }
        left = left.minus(portion)?;
        plan.push(Portion { index, assets: portion });
    }
    Ok(plan)
}
