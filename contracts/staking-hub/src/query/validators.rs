//! The ledger, validator by validator, and the slashes that syncs saw.

use cosmwasm_std::{Deps, Env, Order, StdError, Storage};
use cw_storage_plus::Bound;
use weir_accounting::plan::targets;
use weir_accounting::sort_short;
use weir_interface::hub::{SlashResponse, ValidatorResponse};
use weir_quantities::{Assets, Time};

use super::page;
use crate::state::{Incoming, ENTRIES, INCOMING, LOSSES, REFUSED, SETTLEMENT, SLASHES};
use crate::world::World;
use crate::{ContractError, Outcome, Refusal};

/// The ledger, by operator address.
pub fn all(
    deps: Deps<'_>,
    env: &Env,
    start_after: Option<&str>,
    limit: Option<u32>,
) -> Result<Vec<ValidatorResponse>, Refusal> {
    let rows = Rows::load(deps.storage, env)?;
    let seats = rows.world.roster.seats.iter().enumerate();
    let mut named: Vec<(&str, usize)> = seats
        .map(|(row, seat)| (seat.0.as_str(), row))
        .filter(|(validator, _)| start_after.is_none_or(|last| *validator > last))
        .collect();
    // The roster is in the order of the ledger, which is that of arrival.
    sort_short(&mut named, |one, other| one > other);
    named.truncate(page(limit, u32::MAX, u32::MAX));
    named.into_iter().map(|(_, row)| rows.describe(deps.storage, row)).collect()
}

/// One row of the ledger.
pub fn one(deps: Deps<'_>, env: &Env, validator: String) -> Result<ValidatorResponse, Refusal> {
    let rows = Rows::load(deps.storage, env)?;
    match rows.world.row_of(&validator) {
        Some(row) => rows.describe(deps.storage, row),
        None => Err(ContractError::UnknownValidator { validator }.into()),
    }
}

/// The last slashes, newest first.
pub fn slashes(
    deps: Deps<'_>,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> Outcome<Vec<SlashResponse>> {
    SLASHES
        .range(deps.storage, None, start_after.map(Bound::exclusive), Order::Descending)
        .take(page(limit, 30, 100))
        .map(|row| {
            let (id, slash) = row?;
            Ok(SlashResponse {
                id,
                validator: slash.validator,
                before: slash.before,
                after: slash.after,
                seen_at: slash.seen_at.u64(),
            })
        })
        .collect()
}

/// What a validator's row is told from, loaded once.
struct Rows {
    world: World,
    targets: Vec<Assets>,
    incoming: Vec<Incoming>,
    refused: Vec<(String, Time)>,
    settled_through: Time,
}

impl Rows {
    fn load(storage: &dyn Storage, env: &Env) -> Result<Self, Refusal> {
        let world = World::load(storage, env)?;
        Ok(Self {
            targets: targets(&world.seats(), Assets::ZERO, world.roster.max_share)?,
            incoming: INCOMING.load(storage)?,
            refused: REFUSED.load(storage)?,
            settled_through: SETTLEMENT.load(storage)?.through,
            world,
        })
    }

    fn describe(&self, storage: &dyn Storage, row: usize) -> Result<ValidatorResponse, Refusal> {
        let world = &self.world;
        let missing = || StdError::not_found(format!("row {row} of the ledger"));
        let seat = world.roster.seats.get(row).ok_or_else(missing)?;
        let held = world.ledger.get(row).ok_or_else(missing)?;
        let validator = seat.0.as_str();
        let entries = ENTRIES.may_load(storage, validator)?.unwrap_or_default();
        let locks = self.incoming.iter().filter(|moved| moved.destination == validator);
        let refusals = self.refused.iter().filter(|refusal| refusal.0 == validator);
        Ok(ValidatorResponse {
            standing: seat.2,
            weight: seat.1,
            assets: held.assets,
            target: self.targets.get(row).copied().unwrap_or_default(),
            losses: LOSSES.may_load(storage, validator)?.unwrap_or_default(),
            entries: entries.into_iter().filter(|at| self.counts(*at)).map(Time::u64).collect(),
            locked_until: locks
                .map(|moved| moved.until)
                .filter(|until| !self.is_over(*until))
                .max()
                .map(Time::u64),
            full_until: refusals
                .map(|refusal| refusal.1)
                .filter(|until| world.now.time < *until)
                .max()
                .map(Time::u64),
            unread_since: held.unread.map(|unread| unread.since().u64()),
            validator: validator.to_string(),
        })
    }

    /// Whether an unbonding entry still takes a slot: it does until a block past its completion is
    /// known to have ended.
    fn counts(&self, completion: Time) -> bool {
        completion > self.settled_through && !self.is_over(completion)
    }

    fn is_over(&self, completion: Time) -> bool {
        self.world.books.stake.synced.proves_over(completion, self.world.now)
    }
}
