//! What bounds a change of weights by owner or gauge: never nothing, no validator above its share,
//! and only so much a day.

use cosmwasm_std::{Decimal, Storage};
use weir_accounting::weights::{self, Change, MAX_WEIGHT};
use weir_interface::registry::Standing;
use weir_quantities::{Seconds, Time};

use crate::roster::Roster;
use crate::state::{Config, Moved, CHANGES, CHANGE_WINDOW, MAX_CHANGES};
use crate::ContractError;

/// Checks a change, and books what it moves.
pub fn book_change(
    storage: &mut dyn Storage,
    now: Time,
    config: &Config,
    before: &Roster,
    after: &Roster,
) -> Result<(), ContractError> {
    check_shares(config, before, after)?;
    book_moved(storage, now, config, before, after)
}

/// Books what a change moves, whatever shares it leaves: when one leaves, those of the others rise.
pub fn book_moved(
    storage: &mut dyn Storage,
    now: Time,
    config: &Config,
    before: &Roster,
    after: &Roster,
) -> Result<(), ContractError> {
    // Inactive validators count: their weights will be in force when they are back.
    let lasting = |name: &String| Change {
        before: before.lasting_weight(name),
        after: after.lasting_weight(name),
    };
    let moved = weights::moved(&after.0.keys().map(lasting).collect::<Vec<_>>())?;
    if moved.is_zero() {
        return Ok(());
    }
    let mut changes = CHANGES.may_load(storage)?.unwrap_or_default();
    changes.retain(|change| now.since(change.at) < CHANGE_WINDOW);
    let used = changes.iter().fold(Decimal::zero(), |sum, change| sum.saturating_add(change.share));
    let limit = config.daily_weight_change;
    let left = limit.saturating_sub(used);
    if moved > left {
        return Err(ContractError::ChangeTooLarge { limit, left, actual: moved });
    }
    changes.push(Moved { at: now, share: moved });
    merge_oldest(&mut changes);
    CHANGES.save(storage, &changes);
    Ok(())
}

/// Bounds the row: the two oldest become one that counts as long as the later of them.
fn merge_oldest(changes: &mut Vec<Moved>) {
    if changes.len() <= MAX_CHANGES {
        return;
    }
    let oldest = changes.remove(0);
    if let Some(next) = changes.first_mut() {
        next.share = next.share.saturating_add(oldest.share);
    }
}

/// No weights of nothing, and no validator above its share by this change. With too few active
/// validators to keep `max_share` at all there is nothing to hold weights against.
pub fn check_shares(config: &Config, before: &Roster, after: &Roster) -> Result<(), ContractError> {
    let (total_before, total_after) = (before.total(), after.total());
    if total_after == 0 {
        return Err(ContractError::ZeroTotal);
    }
    let max = config.max_share;
    if !weights::is_kept_by(max, after.active().count())? {
        return Ok(());
    }
    for (name, validator) in after.active() {
        let change = Change { before: before.active_weight(name), after: validator.weight };
        if weights::breaks_cap(change, total_before, total_after, max)? {
            let actual = weights::share(validator.weight, total_after)?;
            return Err(ContractError::AboveMaxShare { validator: name.clone(), max, actual });
        }
    }
    Ok(())
}

/// A weight that can be summed up, of a validator that can have one.
pub fn set_weight(roster: &mut Roster, name: &str, weight: u64) -> Result<(), ContractError> {
    let validator = roster.get_mut(name)?;
    if validator.standing == Standing::Draining {
        return Err(ContractError::IsDraining { validator: name.to_string() });
    }
    validator.weight = check_weight(name, weight)?;
    Ok(())
}

/// A weight that can be summed up.
pub fn check_weight(validator: &str, actual: u64) -> Result<u64, ContractError> {
    if actual > MAX_WEIGHT {
        let validator = validator.to_string();
        return Err(ContractError::WeightTooLarge { validator, max: MAX_WEIGHT, actual });
    }
    Ok(actual)
}

/// A fraction within its bounds.
pub fn check_fraction(
    parameter: &'static str,
    actual: Decimal,
    min: Decimal,
) -> Result<Decimal, ContractError> {
    if actual < min || actual > Decimal::one() {
        return Err(ContractError::OutOfBounds {
            parameter,
            min: min.to_string(),
            max: Decimal::one().to_string(),
            actual: actual.to_string(),
        });
    }
    Ok(actual)
}

/// A length of time within its bounds.
pub fn check_seconds(
    parameter: &'static str,
    actual: Seconds,
    min: Seconds,
    max: Seconds,
) -> Result<Seconds, ContractError> {
    if actual < min || actual > max {
        return Err(ContractError::OutOfBounds {
            parameter,
            min: min.u64().to_string(),
            max: max.u64().to_string(),
            actual: actual.u64().to_string(),
        });
    }
    Ok(actual)
}
