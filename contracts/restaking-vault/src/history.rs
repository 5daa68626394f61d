//! Rows of past seconds, read strictly before a second, and pruned when nobody can ask for them.

use cosmwasm_std::{Order, Storage};
use cw_storage_plus::Bound;
use weir_accounting::vault::{prunable, Commitment, PoolRow, ServiceRow};
use weir_json::Failure;
use weir_quantities::{Magnitude, Seconds, ServiceId, Time, VaultTime};

use crate::state::{POOL_ROWS, SERVICE_ROWS};
use crate::ContractError;

/// Oldest rows that one write looks at: two may go, the third says whether the second may.
const LOOKED_AT: usize = 3;

/// The pool at the beginning of a second.
pub fn pool_row(storage: &dyn Storage, at: Time) -> Result<Option<PoolRow>, Failure> {
    let before = Some(Bound::exclusive(at.u64()));
    let newest = POOL_ROWS.range(storage, None, before, Order::Descending).next().transpose()?;
    Ok(newest.map(|(_, row)| row))
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
    SERVICE_ROWS.save(storage, (service.u64(), second), row)?;
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

/// Writes the pool's row of a second, and prunes old ones.
pub fn save_pool_row(
    storage: &mut dyn Storage,
    row: &PoolRow,
    second: u64,
    delay: Seconds,
) -> Result<(), ContractError> {
    POOL_ROWS.save(storage, second, row)?;
    let oldest: Vec<(u64, VaultTime)> = POOL_ROWS
        .range(storage, None, None, Order::Ascending)
        .take(LOOKED_AT)
        .map(|found| found.map(|(at, row)| (at, row.clock.shown)))
        .collect::<Result<_, Failure>>()?;
    for at in gone(&oldest, row.clock.shown, delay) {
        POOL_ROWS.remove(storage, at);
    }
    Ok(())
}

/// Seconds of the oldest rows that nobody can ask for any more.
fn gone(oldest: &[(u64, VaultTime)], now: VaultTime, delay: Seconds) -> Vec<u64> {
    let clocks: Vec<_> = oldest.iter().map(|(_, clock)| *clock).collect();
    oldest.iter().take(prunable(&clocks, now, delay)).map(|(at, _)| *at).collect()
}
