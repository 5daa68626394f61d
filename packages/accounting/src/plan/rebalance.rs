//! Which stake is moved: scarce, because a move locks its destination and exposes the redemptions
//! that it serves.

use cosmwasm_std::Decimal;
use weir_quantities::{Assets, QuantityError, Rounding};

use crate::sort_short;

use super::{targets, Role, Seat};

/// A validator as the plan of moves sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveSeat {
    /// Stake and role.
    pub seat: Seat,
    /// Stake may be moved away: it has been in the bonded set for long, or out of it for a whole
    /// unbonding period; it has no immature incoming move; it was not refused lately nor left out.
    pub may_give: bool,
    /// Moves away from it are over at once and lock nothing.
    pub unbonded: bool,
    /// Stake may be moved to it.
    pub may_take: bool,
    /// Stake was moved to it lately.
    pub incoming: bool,
    /// Validators from which no further entry into this one is free.
    pub full_from: Vec<usize>,
}

/// What binds a plan of moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoveTerms {
    /// Gap between stake and target from which stake is moved, as a share of the whole.
    pub gap: Decimal,
    /// Smallest move.
    pub min_move: Assets,
    /// At most this many moves.
    pub max_moves: usize,
    /// At most this much for now.
    pub budget: Assets,
    /// At most this share of the stake with one validator.
    pub max_share: Decimal,
}

/// A move of stake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// From this validator.
    pub source: usize,
    /// To this one.
    pub destination: usize,
    /// How much.
    pub assets: Assets,
}

/// Moves stake from those that drain and those furthest over target to those furthest under it.
/// Locked destinations are never more than half of the active validators.
///
/// # Errors
/// [`QuantityError`] beyond 128 bits.
pub fn plan_moves(seats: &[MoveSeat], terms: MoveTerms) -> Result<Vec<Move>, QuantityError> {
    let plain: Vec<Seat> = seats.iter().map(|seat| seat.seat).collect();
    let targets = targets(&plain, Assets::ZERO, terms.max_share)?;
    let mut whole = Assets::ZERO;
    for seat in &plain {
        whole = whole.plus(seat.stake)?;
    }
    let threshold = whole.times(terms.gap, Rounding::Up)?;
    let mut stakes: Vec<Assets> = plain.iter().map(|seat| seat.stake).collect();
    let mut locked: Vec<bool> = seats.iter().map(|seat| seat.incoming).collect();
    let mut gave = vec![false; seats.len()];
    let mut budget = terms.budget;
    let mut moves = Vec::new();
    while moves.len() < terms.max_moves {
        let book = Book { seats, targets: &targets, stakes: &stakes, locked: &locked, gave: &gave };
        let Some(step) = book.next_move(threshold, budget, terms.min_move) else { break };
        budget = budget.minus(step.assets)?;
        for (index, stake) in stakes.iter_mut().enumerate() {
            if index == step.source {
                *stake = stake.minus(step.assets)?;
            } else if index == step.destination {
                *stake = stake.plus(step.assets)?;
            }
        }
        let at_once = seats.get(step.source).is_some_and(|seat| seat.unbonded);
        if let Some(lock) = locked.get_mut(step.destination) {
            *lock = *lock || !at_once;
        }
        if let Some(flag) = gave.get_mut(step.source) {
            *flag = true;
        }
        moves.push(step);
    }
    Ok(moves)
}

struct Book<'a> {
    seats: &'a [MoveSeat],
    targets: &'a [Assets],
    stakes: &'a [Assets],
    locked: &'a [bool],
    gave: &'a [bool],
}

impl Book<'_> {
    fn over(&self, index: usize) -> Assets {
        self.difference(self.stakes, self.targets, index)
    }

    fn under(&self, index: usize) -> Assets {
        self.difference(self.targets, self.stakes, index)
    }

    fn difference(&self, more: &[Assets], less: &[Assets], index: usize) -> Assets {
        match (more.get(index), less.get(index)) {
            (Some(more), Some(less)) => more.minus_or_zero(*less),
            _ => Assets::ZERO,
        }
    }

    fn is(&self, flags: &[bool], index: usize) -> bool {
        flags.get(index).copied().unwrap_or(false)
    }

    /// Whether one more destination may be locked, or this one is locked already.
    fn may_lock(&self, index: usize) -> bool {
        let active =
            self.seats.iter().filter(|seat| matches!(seat.seat.role, Role::Active { .. })).count();
        let locked = self.locked.iter().filter(|locked| **locked).count();
        self.is(self.locked, index) || locked < active / 2
    }

    fn next_move(&self, threshold: Assets, budget: Assets, min_move: Assets) -> Option<Move> {
        let mut sources: Vec<usize> = (0..self.seats.len())
            .filter(|index| {
                let free = self.seats.get(*index).is_some_and(|seat| seat.may_give);
                free && !self.is(self.locked, *index) && !self.over(*index).is_zero()
            })
            .collect();
        let key = |index: &usize| {
            let role = self.seats.get(*index).map(|seat| seat.seat.role);
            (role != Some(Role::Draining), std::cmp::Reverse(self.over(*index)), *index)
        };
        sort_short(&mut sources, |one, other| key(one) > key(other));
        let mut destinations: Vec<usize> = (0..self.seats.len())
            .filter(|index| {
                let free = self.seats.get(*index).is_some_and(|seat| seat.may_take);
                free && !self.is(self.gave, *index) && !self.under(*index).is_zero()
            })
            .collect();
        let key = |index: &usize| (std::cmp::Reverse(self.under(*index)), *index);
        sort_short(&mut destinations, |one, other| key(one) > key(other));
        sources.iter().find_map(|source| {
            destinations.iter().find_map(|destination| {
                self.fitting(*source, *destination, threshold, budget, min_move)
            })
        })
    }

    fn fitting(
        &self,
        source: usize,
        destination: usize,
        threshold: Assets,
        budget: Assets,
        min_move: Assets,
    ) -> Option<Move> {
        let (giver, taker) = (self.seats.get(source)?, self.seats.get(destination)?);
        let drains = giver.seat.role == Role::Draining;
        let (over, under) = (self.over(source), self.under(destination));
        let called_for = drains || over > threshold || under > threshold;
        let lockable = giver.unbonded || self.may_lock(destination);
        if !called_for || !lockable || taker.full_from.contains(&source) {
            return None;
        }
        let assets = over.min(under).min(budget);
        let least = if drains { min_move.min(over) } else { min_move };
        (assets >= least && !assets.is_zero()).then_some(Move { source, destination, assets })
    }
}
