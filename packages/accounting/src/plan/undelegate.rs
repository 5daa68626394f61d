//! Who serves a batch.

use weir_quantities::{Assets, QuantityError};

use crate::sort_short;

use super::{targets, Portion, Role, Seat};

/// A validator as the plan of a batch sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnbondSeat {
    /// Stake and role.
    pub seat: Seat,
    /// Whether stake was moved to it lately: a late slash of where that came from would eat
    /// unbonding entries here first, up to their whole amount.
    pub incoming: bool,
    /// Whether the caller leaves it out.
    pub skipped: bool,
}

/// What binds the plan of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartsTerms {
    /// Smallest part, a last one that nothing else can pay excepted.
    pub min_part: Assets,
    /// At most this many parts.
    pub max_parts: usize,
    /// What the buffer may pay; nothing while the breaker is on.
    pub buffer: Assets,
}

/// Who serves a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Parts to undelegate.
    pub parts: Vec<Portion>,
    /// Paid from the buffer.
    pub from_buffer: Assets,
}

impl Parts {
    /// Whether nothing can be placed.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.from_buffer.is_zero()
    }
}

/// Serves `assets`: draining validators first, then the most over target, each as deep as needed;
/// stakes below the smallest part last. Validators with immature incoming moves serve only when no
/// other has both stake and a free entry, judged as if nobody were left out (or a caller could
/// choose to expose a batch by leaving the others out). `is_free` tells whether a validator has a
/// free unbonding entry and was not refused lately; it is asked only of those that come up.
///
/// The buffer pays what the delegations of all validators together cannot serve, and a rest below
/// the smallest part; a rest that it cannot pay is a part like any other.
///
/// # Errors
/// What `is_free` answers, and [`QuantityError`] beyond 128 bits.
pub fn plan_parts<E: From<QuantityError>>(
    seats: &[UnbondSeat],
    assets: Assets,
    terms: PartsTerms,
    mut is_free: impl FnMut(usize) -> Result<bool, E>,
) -> Result<Parts, E> {
    let mut staked = Assets::ZERO;
    for seat in seats {
        staked = staked.plus(seat.seat.stake)?;
    }
    let beyond = assets.minus_or_zero(staked).min(terms.buffer);
    let mut plan = Parts { parts: vec![], from_buffer: beyond };
    let mut need = assets.min(staked);
    if need < terms.min_part && plan.from_buffer.plus(need)? <= terms.buffer {
        plan.from_buffer = plan.from_buffer.plus(need)?;
        return Ok(plan);
    }
    let (clean, exposed): (Vec<_>, Vec<_>) =
        order(seats, terms.min_part)?.into_iter().partition(|(_, seat)| !seat.incoming);
    let mut clean_can_serve = false;
    for (index, seat) in clean.into_iter().chain(exposed) {
        if need.is_zero() || plan.parts.len() >= terms.max_parts {
            break;
        }
        if clean_can_serve && (seat.incoming || seat.skipped) {
            continue;
        }
        if !is_free(index)? {
            continue;
        }
        clean_can_serve = clean_can_serve || !seat.incoming;
        if seat.skipped {
            continue;
        }
        let part = seat.seat.stake.min(need);
        need = need.minus(part)?;
        plan.parts.push(Portion { index, assets: part });
        if need < terms.min_part && plan.from_buffer.plus(need)? <= terms.buffer {
            plan.from_buffer = plan.from_buffer.plus(need)?;
            break;
        }
    }
    Ok(plan)
}

/// Validators with stake, in the order in which they serve.
fn order(
    seats: &[UnbondSeat],
    min_part: Assets,
) -> Result<Vec<(usize, UnbondSeat)>, QuantityError> {
    let plain: Vec<Seat> = seats.iter().map(|candidate| candidate.seat).collect();
    let targets = targets(&plain, Assets::ZERO, cosmwasm_std::Decimal::one())?;
    let mut candidates: Vec<_> = seats
        .iter()
        .zip(&targets)
        .enumerate()
        .filter(|(_, (candidate, _))| !candidate.seat.stake.is_zero())
        .map(|(index, (candidate, target))| {
            let stake = candidate.seat.stake;
            let key = (
                stake < min_part,
                candidate.seat.role != Role::Draining,
                std::cmp::Reverse(stake.minus_or_zero(*target)),
                target.minus_or_zero(stake),
                index,
            );
            (key, *candidate)
        })
        .collect();
    sort_short(&mut candidates, |(one, _), (other, _)| one > other);
    Ok(candidates.into_iter().map(|(key, candidate)| (key.4, candidate)).collect())
}
