//! The closed batch is priced at the live rate and placed in unbonding, as far as validators can
//! serve it; the rest waits, still exposed, and is priced again by the next call.

use cosmwasm_std::{
    coin, Addr, DepsMut, Env, Event, Response, StakingMsg, Storage, SubMsg, SubMsgResponse,
};
use weir_accounting::plan::{plan_parts, Parts, PartsTerms, Portion, UnbondSeat};
use weir_accounting::{burnt_for, Batch, Found, Moment, WaitingBatch, KEPT_BEFORE_PRICING};
use weir_interface::hub::{BatchSettled, BatchSubmitted, PartPlaced, Scope, SubmitKeptSync};
use weir_interface::token::TokenContract;
use weir_quantities::{Assets, Rounding, Shares, Time};

use super::sync::observe_and_note;
use crate::chain::{read_undelegated, Granted};
use crate::reply::Act;
use crate::state::{
    Part, Submission, BATCHES, CRANK_PARAMETERS, ENTRIES, INCOMING, LINKS, NEXT_PART, OWED, PARTS,
    PIPELINE, POOL, REFUSED, SETTLEMENT, STAKE, SUBMISSION, USER_PARAMETERS,
};
use crate::world::{correct_ledger, load_books, moment, rate_or_zero, save_books, World};
use crate::ContractError;

pub fn submit_batch(
    mut deps: DepsMut<'_>,
    env: Env,
    max_parts: Option<u32>,
    skip: Vec<String>,
) -> Result<Response, ContractError> {
    let mut world = World::load(deps.storage, &env)?;
    let now = world.now.time;
    world.gates.check_open(Scope::SubmitBatch, now)?;
    let cadence = USER_PARAMETERS.load(deps.storage)?.cadence();
    let pipeline = PIPELINE.load(deps.storage)?.at(now, cadence);
    let waiting = pipeline.submittable(now, cadence)?;
    let observed_before = world.books.stake.synced;
    let (found, events) = observe_and_note(deps.branch(), &mut world, &skip)?;
    let placed = place(deps.branch(), env, &mut world, waiting, max_parts, &skip, observed_before);
    let response = Response::new().add_attribute("action", "submit_batch").add_events(events);
    match placed {
        Ok(placed) => Ok(response
            .add_events(placed.events)
            .add_submessages(placed.messages)
            .add_attributes(placed.attributes)),
        Err(reason) => keep_sync(deps, &world, response, &found, &waiting, reason),
    }
}

/// A call that can place nothing is refused, unless its sync found a loss: that must not be lost
/// with it.
fn keep_sync(
    deps: DepsMut<'_>,
    world: &World,
    response: Response,
    found: &Found,
    waiting: &WaitingBatch,
    reason: ContractError,
) -> Result<Response, ContractError> {
    if !found.has_loss() {
        return Err(reason);
    }
    world.save_stake(deps.storage)?;
    let event = SubmitKeptSync { batch: waiting.id, reason: reason.to_string() };
    Ok(response.add_event(Event::from(event)))
}

/// Prices, plans and sends. Nothing is saved before nothing can be refused any more.
fn place(
    deps: DepsMut<'_>,
    env: Env,
    world: &mut World,
    waiting: WaitingBatch,
    max_parts: Option<u32>,
    skip: &[String],
    observed: Moment,
) -> Result<Response, ContractError> {
    check_priceable(world)?;
    let shares = waiting.unplaced;
    let rate = world.books.rate(world.now.time)?;
    let priced = rate.to_assets(shares, Rounding::Down)?;
    let plan = plan_with(deps.storage, world, priced, skip, observed)?;
    let sent: Vec<Portion> =
        plan.parts.iter().copied().take(max_parts.map_or(usize::MAX, |n| n as usize)).collect();
    if !priced.is_zero() && sent.is_empty() && plan.from_buffer.is_zero() {
        return Err(ContractError::NothingPlaceable { batch: waiting.id });
    }
    let mut messages = Vec::with_capacity(sent.len());
    for portion in &sent {
        world.take(portion.index, portion.assets)?;
        world.books.stake.delegated = world.books.stake.delegated.minus(portion.assets)?;
        messages.push(undelegation(world, portion)?);
    }
    world.save_stake(deps.storage)?;
    let submission = Submission {
        batch: waiting.id,
        shares,
        priced,
        undelegated: Assets::ZERO,
        expected: Assets::ZERO,
        from_buffer: plan.from_buffer,
        parts: 0,
        completes_at: Time::ZERO,
        unanswered: messages.len() as u32,
    };
    if messages.is_empty() {
        return finish(deps, env, submission);
    }
    SUBMISSION.save(deps.storage, &submission)?;
    Ok(Response::new().add_submessages(messages))
}

/// A validator that cannot be read may have lost anything, or nothing: a batch is priced only after
/// that has lasted.
fn check_priceable(world: &World) -> Result<(), ContractError> {
    let now = world.now.time;
    match world.priced_from() {
        Some(from) if now < from => {
            let needed = KEPT_BEFORE_PRICING;
            let kept = now.since(from.before(needed));
            Err(ContractError::KeptTooShort { needed, kept })
        }
        Some(_) | None => Ok(()),
    }
}

/// Who serves a batch worth `assets`.
pub fn plan(
    storage: &dyn Storage,
    world: &World,
    assets: Assets,
    skip: &[String],
) -> Result<Parts, ContractError> {
    plan_with(storage, world, assets, skip, world.books.stake.synced)
}

/// As [`plan`]; `observed` is the last block known to be over, before the sync of this very call.
fn plan_with(
    storage: &dyn Storage,
    world: &World,
    assets: Assets,
    skip: &[String],
    observed: Moment,
) -> Result<Parts, ContractError> {
    let now = world.now;
    let incoming = INCOMING.load(storage)?;
    let refused = REFUSED.load(storage)?;
    let settled_through = SETTLEMENT.load(storage)?.through;
    let over =
        |completion: Time| completion <= settled_through || observed.proves_over(completion, now);
    let seats: Vec<UnbondSeat> = world
        .seats()
        .into_iter()
        .enumerate()
        .map(|(row, seat)| {
            let validator = world.validator(row);
            let exposed = incoming.iter().any(|moved| {
                moved.destination == validator && !observed.proves_over(moved.until, now)
            });
            let skipped = skip.iter().any(|skipped| skipped == validator);
            UnbondSeat { seat, incoming: exposed, skipped }
        })
        .collect();
    let buffer = match world.gates.is_tripped(now.time) {
        true => Assets::ZERO,
        false => world.books.pool.buffer,
    };
    let terms = PartsTerms {
        min_part: world.terms.min_part,
        max_parts: world.terms.max_parts as usize,
        buffer,
    };
    plan_parts(&seats, assets, terms, |row| {
        let validator = world.validator(row);
        let resting = refused.iter().any(|(other, until)| other == validator && now.time < *until);
        let unread = world.ledger.get(row).is_some_and(|entry| entry.unread.is_some());
        if resting || unread {
            return Ok(false);
        }
        let entries = ENTRIES.may_load(storage, validator)?.unwrap_or_default();
        let taken = entries.iter().filter(|completion| !over(**completion)).count();
        Ok(taken < world.terms.max_entries as usize)
    })
}

fn undelegation(world: &World, portion: &Portion) -> Result<SubMsg, ContractError> {
    let validator = world.validator(portion.index).to_string();
    let amount = coin(portion.assets.u128(), &world.links.denom);
    let message = StakingMsg::Undelegate { validator: validator.clone(), amount };
    Act::Undelegate { validator, assets: portion.assets }.watch(message)
}

/// The chain took a part: *placed* is what was asked, *expected* what it granted.
pub fn part_placed(
    deps: DepsMut<'_>,
    env: Env,
    validator: String,
    assets: Assets,
    response: SubMsgResponse,
) -> Result<Response, ContractError> {
    let mut submission = SUBMISSION.load(deps.storage)?;
    let now: Time = env.block.time.into();
    let period = CRANK_PARAMETERS.load(deps.storage)?.unbonding_period;
    // An answer that cannot be read must not undo the part: book what was asked.
    let granted = read_undelegated(response)
        .unwrap_or(Granted { completes_at: now.after(period), assets: None });
    // Never more than was asked: the sum of such an answer could be beyond counting, and a reply
    // that fails would undo the whole batch.
    let expected = granted.assets.map_or(assets, |granted| granted.min(assets));
    let completes_at = granted.completes_at;
    let part = NEXT_PART.load(deps.storage)?;
    NEXT_PART.save(deps.storage, &part.next())?;
    let batch = submission.batch;
    let row = Part { batch, validator: validator.clone(), expected };
    PARTS.save(deps.storage, (completes_at.u64(), part.u64()), &row)?;
    add_entry(deps.storage, &validator, completes_at)?;
    submission.undelegated = submission.undelegated.plus(assets)?;
    submission.expected = submission.expected.plus(expected)?;
    submission.parts = submission.parts.saturating_add(1);
    submission.completes_at = submission.completes_at.max(completes_at);
    let event =
        PartPlaced { part, batch, validator, assets, expected, completes_at: completes_at.u64() };
    Ok(answered(deps, env, submission)?.add_event(Event::from(event)))
}

/// Books an unbonding entry; entries of one block are one entry. Those that are over go.
fn add_entry(
    storage: &mut dyn Storage,
    validator: &str,
    completes_at: Time,
) -> Result<(), ContractError> {
    let through = SETTLEMENT.load(storage)?.through;
    let mut entries = ENTRIES.may_load(storage, validator)?.unwrap_or_default();
    entries.retain(|completion| *completion > through && *completion != completes_at);
    entries.push(completes_at);
    Ok(ENTRIES.save(storage, validator, &entries)?)
}

/// The chain refused a part: its shares stay in the batch and in the supply.
pub fn part_refused(
    deps: DepsMut<'_>,
    env: Env,
    validator: String,
    assets: Assets,
) -> Result<Response, ContractError> {
    correct_ledger(deps.storage, &validator, |row| row.plus(assets))?;
    let mut books = load_books(deps.storage)?;
    books.stake.delegated = books.stake.delegated.plus(assets)?;
    save_books(deps.storage, &books)?;
    let submission = SUBMISSION.load(deps.storage)?;
    answered(deps, env, submission)
}

/// Counts an answer; the last one finishes the submission.
fn answered(
    deps: DepsMut<'_>,
    env: Env,
    mut submission: Submission,
) -> Result<Response, ContractError> {
    submission.unanswered = submission.unanswered.saturating_sub(1);
    if submission.unanswered > 0 {
        SUBMISSION.save(deps.storage, &submission)?;
        return Ok(Response::new());
    }
    SUBMISSION.remove(deps.storage);
    finish(deps, env, submission)
}

/// Burns the shares of what was placed and books the batch.
fn finish(deps: DepsMut<'_>, env: Env, submission: Submission) -> Result<Response, ContractError> {
    let now = moment(&env).time;
    let placed = submission.undelegated.plus(submission.from_buffer)?;
    let burnt = burnt(&submission, placed)?;
    if burnt.is_zero() {
        // The chain refused every part: the batch waits as if nothing had been asked.
        return Ok(Response::new());
    }
    let cadence = USER_PARAMETERS.load(deps.storage)?.cadence();
    let pipeline = PIPELINE.load(deps.storage)?.at(now, cadence).place(burnt, now)?;
    PIPELINE.save(deps.storage, &pipeline)?;
    let unplaced = pipeline.waiting.map_or(Shares::ZERO, |waiting| waiting.unplaced);
    let vesting = CRANK_PARAMETERS.load(deps.storage)?.vesting();
    let mut books = load_books(deps.storage)?;
    let stake_before = books.stake;
    // What was undelegated left the ledger when it was asked.
    books.place(Assets::ZERO, submission.from_buffer, burnt, now, vesting)?;
    POOL.save(deps.storage, &books.pool)?;
    if books.stake != stake_before {
        STAKE.save(deps.storage, &books.stake)?;
    }
    let batch = book_batch(deps.storage, &submission, placed, unplaced.is_zero(), now)?;
    let mut owed = OWED.load(deps.storage)?;
    owed.add_part(submission.expected)?;
    owed.receive(submission.from_buffer)?;
    OWED.save(deps.storage, &owed)?;
    let event = BatchSubmitted {
        batch: submission.batch,
        priced: submission.priced,
        placed,
        from_buffer: submission.from_buffer,
        shares: burnt,
        unplaced,
        backing: books.backing(now)?,
        supply: books.pool.supply,
        rate: rate_or_zero(&books, now),
    };
    let settled = batch.is_settled().then(|| {
        let (received, shortfall) = (batch.received, batch.shortfall);
        Event::from(BatchSettled { batch: submission.batch, received, shortfall })
    });
    let token: Addr = LINKS.load(deps.storage)?.token;
    Ok(Response::new()
        .add_message(TokenContract(token).burn(burnt)?)
        .add_event(Event::from(event))
        .add_events(settled))
}

/// A batch priced at nothing is burnt wholly.
fn burnt(submission: &Submission, placed: Assets) -> Result<Shares, ContractError> {
    if submission.priced.is_zero() {
        return Ok(submission.shares);
    }
    Ok(burnt_for(submission.shares, placed, submission.priced)?)
}

fn book_batch(
    storage: &mut dyn Storage,
    submission: &Submission,
    placed: Assets,
    wholly: bool,
    now: Time,
) -> Result<Batch, ContractError> {
    let id = submission.batch.u64();
    let mut batch = BATCHES.may_load(storage, id)?.unwrap_or_else(|| Batch::new(submission.shares));
    for _ in 0..submission.parts {
        batch = batch.add_part(submission.completes_at);
    }
    let batch = batch.place(placed, submission.from_buffer, wholly, now)?;
    BATCHES.save(storage, id, &batch)?;
    Ok(batch)
}
