//! The registry decides who may be given stake; the hub re-checks, and never forgets a validator
//! that it still has stake with.

use cosmwasm_std::{Decimal, DepsMut, Event, QuerierWrapper, Response};
use weir_accounting::sort_short;
use weir_accounting::{LedgerRow, DUST};
use weir_interface::hub::{TargetsUpdated, MAX_VALIDATORS};
use weir_interface::registry::{Standing, Target};
use weir_quantities::Assets;

use crate::chain::is_validator;
use crate::state::{Roster, Seat, ROSTER};
use crate::world::{save_books, save_gates, World};
use crate::{ContractError, Refusal};

pub fn update_targets(
    deps: DepsMut<'_>,
    mut world: World,
    targets: Vec<Target>,
    max_share: Decimal,
) -> Result<Response, Refusal> {
    if max_share.is_zero() || max_share > Decimal::one() {
        return Err(ContractError::BadMaxShare { came: max_share }.into());
    }
    check_targets(deps.querier, &world, &targets)?;
    let total_weight = targets.iter().fold(0u64, |sum, target| sum.saturating_add(target.weight));
    let validators = targets.len();
    let (roster, ledger) = merge(&world, targets, max_share);
    if roster.seats.len() > MAX_VALIDATORS {
        return Err(ContractError::TooManyValidators { came: roster.seats.len() }.into());
    }
    let delegated = sum(&ledger)?;
    world.roster = roster;
    world.ledger = ledger;
    // Dust of a validator that goes is given up here; a sync of it would find the same.
    world.books.stake.delegated = delegated;
    world.gates.unread = (0u32..)
        .zip(&world.ledger)
        .filter_map(|(row, entry)| entry.unread.map(|unread| (row, unread)))
        .collect();
    ROSTER.save(deps.storage, &world.roster);
    world.write_ledger(deps.storage);
    save_gates(deps.storage, &world.gates)?;
    save_books(deps.storage, &world.books);
    Ok(Response::new()
        .add_attribute("action", "update_targets")
        .add_event(Event::from(TargetsUpdated { validators, total_weight })))
}

fn check_targets(
    querier: QuerierWrapper<'_>,
    world: &World,
    targets: &[Target],
) -> Result<(), Refusal> {
    for (index, target) in targets.iter().enumerate() {
        let validator = &target.validator;
        if targets.iter().take(index).any(|earlier| earlier.validator == *validator) {
            return Err(ContractError::DuplicateValidator { validator: validator.clone() }.into());
        }
        let known = world.row_of(validator).is_some();
        if !known && !is_validator(querier, validator)? {
            return Err(ContractError::NoSuchValidator { validator: validator.clone() }.into());
        }
    }
    Ok(())
}

/// The new roster: the targets, and whoever is not among them but still has more than dust or
/// cannot be read, which drains.
fn merge(world: &World, targets: Vec<Target>, max_share: Decimal) -> (Roster, Vec<LedgerRow>) {
    let row = |validator: &str| {
        world.row_of(validator).and_then(|row| world.ledger.get(row)).copied().unwrap_or_default()
    };
    let mut seats: Vec<(Seat, LedgerRow)> = targets
        .into_iter()
        .map(|target| {
            let entry = row(&target.validator);
            (Seat(target.validator, target.weight, target.standing), entry)
        })
        .collect();
    let left_out: Vec<(Seat, LedgerRow)> = world
        .roster
        .seats
        .iter()
        .zip(&world.ledger)
        .filter(|(seat, entry)| {
            let listed = seats.iter().any(|(listed, _)| listed.0 == seat.0);
            !listed && (entry.assets > DUST || entry.unread.is_some())
        })
        .map(|(seat, entry)| (Seat(seat.0.clone(), 0, Standing::Draining), *entry))
        .collect();
    seats.extend(left_out);
    sort_short(&mut seats, |(one, _), (other, _)| one.0 > other.0);
    let (seats, ledger) = seats.into_iter().unzip();
    (Roster { max_share, seats }, ledger)
}

fn sum(ledger: &[LedgerRow]) -> Result<Assets, Refusal> {
    ledger.iter().try_fold(Assets::ZERO, |sum, row| sum.plus(row.assets)).map_err(Refusal::from)
}
