//! Rows of past seconds, read strictly before a second, and pruned when nobody can ask for them.

use cosmwasm_std::{Order, StdError, Storage};
use cw_storage_plus::Bound;
use weir_accounting::vault::{prunable, Commitment, PoolRow, ServiceRow};
use weir_json::Failure;
use weir_quantities::{Magnitude, Seconds, ServiceId, Time, VaultTime};

use crate::state::{Core, COMMITMENTS, CORE, SERVICE_ROWS};
use crate::ContractError;

/// Oldest rows that one write looks at: two may go, the third says whether the second may.
const LOOKED_AT: usize = 3;

/// The books as they were left.
///
/// # Errors
/// Storage.
pub fn core(storage: &dyn Storage) -> Result<Core, ContractError> {
    let newest = CORE.range(storage, None, None, Order::Descending).next().transpose()?;
    Ok(newest.ok_or_else(|| Failure::from(StdError::not_found("core")))?.1)
}

/// Promises as they were left, in the order of services.
///
/// # Errors
/// Storage.
pub fn commitments(storage: &dyn Storage) -> Result<Vec<Commitment>, Failure> {
    let rows = COMMITMENTS.range(storage, None, None, Order::Ascending);
    rows.map(|row| row.map(|(_, commitment)| commitment)).collect()
}

/// The pool at the beginning of a second.
pub fn pool_row(storage: &dyn Storage, at: Time) -> Result<Option<PoolRow>, Failure> {
    let before = Some(Bound::exclusive(at.u64()));
    let newest = CORE.range(storage, None, before, Order::Descending).next().transpose()?;
    Ok(newest.map(|(_, core)| core.row()))
}

/// A commitment at the beginning of a second.
pub fn service_row(
    storage: &dyn Storage,
    service: ServiceId,
    at: Time,
) -> Result<Option<ServiceRow>, Failure> {
    let before = Some(Bound::exclusive(at.u64()));
    let rows = SERVICE_ROWS.prefix(service.u64());
    let newest = rows.range(storage, None, before, Order::Descending).next().transpose()?;
    Ok(newest.map(|(_, row)| row))
}

/// Both, for an offence that is known to have happened.
///
/// # Errors
/// [`ContractError::NoHistory`].
pub fn offence(
    storage: &dyn Storage,
    service: ServiceId,
    at: Time,
) -> Result<(PoolRow, ServiceRow), ContractError> {
    match (pool_row(storage, at)?, service_row(storage, service, at)?) {
        (Some(pool), Some(row)) => Ok((pool, row)),
        _ => Err(ContractError::NoHistory { at: at.u64() }),
    }
}

/// Writes a row of every commitment that changed, and prunes its old ones. One that is over leaves
/// a row of nothing, which is in force from then on.
pub fn save_rows(
    storage: &mut dyn Storage,
    before: &[Commitment],
    after: &[Commitment],
    now: VaultTime,
    second: u64,
    delay: Seconds,
) -> Result<(), ContractError> {
    for one in after.iter().filter(|one| !before.contains(one)) {
        save_row(storage, one.service, &ServiceRow::of(one, now)?, second, delay)?;
    }
    for gone in before {
        if after.iter().any(|one| one.service == gone.service) {
            continue;
        }
        let nothing = Magnitude::ZERO;
        let row = ServiceRow {
            shown: now,
            power: nothing,
            slashable: nothing,
            spare: nothing,
            whole: nothing,
            terms: gone.terms,
        };
        save_row(storage, gone.service, &row, second, delay)?;
    }
    Ok(())
}

fn save_row(
    storage: &mut dyn Storage,
    service: ServiceId,
    row: &ServiceRow,
    second: u64,
    delay: Seconds,
) -> Result<(), ContractError> {
    SERVICE_ROWS.save(storage, (service.u64(), second), row);
    let oldest: Vec<(u64, VaultTime)> = SERVICE_ROWS
        .prefix(service.u64())
        .range(storage, None, None, Order::Ascending)
        .take(LOOKED_AT)
        .map(|found| found.map(|(at, row)| (at, row.shown)))
        .collect::<Result<_, Failure>>()?;
    for at in gone(&oldest, row.shown, delay) {
        SERVICE_ROWS.remove(storage, (service.u64(), at));
    }
    Ok(())
}

/// Prunes old rows of the books, before one of the present second is written. None goes before the
/// second oldest is older than twice the delay, so until then nobody looks.
pub fn prune_books(
    storage: &mut dyn Storage,
    core: &mut Core,
    delay: Seconds,
) -> Result<(), ContractError> {
    let now = core.clock.shown;
    let oldest: Vec<(u64, VaultTime)> = CORE
        .range(storage, None, None, Order::Ascending)
        .take(LOOKED_AT)
        .map(|found| found.map(|(at, row)| (at, row.clock.shown)))
        .collect::<Result<_, Failure>>()?;
    let gone = gone(&oldest, now, delay);
    for at in &gone {
        CORE.remove(storage, *at);
    }
    // The second of those that stay, or the first, where the next was not looked at.
    let second = oldest.iter().skip(gone.len()).take(2).next_back();
    core.prune_from = second.map_or(now, |(_, shown)| *shown).after(delay.times(2));
    Ok(())
}

/// Seconds of the oldest rows that nobody can ask for any more.
fn gone(oldest: &[(u64, VaultTime)], now: VaultTime, delay: Seconds) -> Vec<u64> {
    let clocks: Vec<_> = oldest.iter().map(|(_, clock)| *clock).collect();
    oldest.iter().take(prunable(&clocks, now, delay)).map(|(at, _)| *at).collect()
}
