//! The closed batch is priced at the live rate and placed in unbonding, as far as validators can
//! serve it; the rest waits, still exposed, and is priced again by the next call.

use cosmwasm_std::{
    coin, DepsMut, Env, Event, Response, StakingMsg, Storage, SubMsg, SubMsgResponse,
};
use weir_accounting::plan::{plan_parts, Parts, PartsTerms, Portion, UnbondSeat};
use weir_accounting::{
    burnt_for, Batch, Found, Moment, Pipeline, WaitingBatch, KEPT_BEFORE_PRICING,
};
use weir_interface::hub::{BatchSettled, BatchSubmitted, PartPlaced, Scope, SubmitKeptSync};
use weir_interface::token::TokenContract;
use weir_quantities::{Assets, PartId, Rounding, Shares, Time};

use super::sync::observe_and_note;
use crate::chain::{read_undelegated, Granted};
use crate::reply::{Act, AskedPart, Submission};
use crate::state::{
    was_refused, Part, Progress, BATCHES, CRANK_PARAMETERS, ENTRIES, INCOMING, OWED, PARTS,
    PIPELINE, POOL, REFUSED, SETTLEMENT, STAKE, SUBMISSION,
};
use crate::world::{correct_ledger, load_books, moment, rate_or_zero, save_books, World};
use crate::{ContractError, Outcome, Refusal};

/// What a call places, of what, and without whom.
struct Asked {
    pipeline: Pipeline,
    waiting: WaitingBatch,
    max_parts: Option<u32>,
    skip: Vec<String>,
}

/// What is known of entries that are over.
#[derive(Clone, Copy)]
struct Known {
    /// The last block known to be over.
    observed: Moment,
    /// Until when parts are settled.
    settled_through: Time,
}

impl Known {
    fn load(storage: &dyn Storage, observed: Moment) -> Outcome<Self> {
        Ok(Self { observed, settled_through: SETTLEMENT.load(storage)?.through })
    }
}

pub fn submit_batch(
    mut deps: DepsMut<'_>,
    env: Env,
    max_parts: Option<u32>,
    skip: Vec<String>,
) -> Result<Response, Refusal> {
    let mut world = World::load(deps.storage, &env)?;
    let now = world.now.time;
    world.gates.check_open(Scope::SubmitBatch, now)?;
    let cadence = world.user.cadence();
    let pipeline = PIPELINE.load(deps.storage)?.at(now, cadence);
    let waiting = pipeline.submittable(now, cadence)?;
    let observed_before = world.books.stake.synced;
    let (found, events) = observe_and_note(deps.branch(), &mut world, &skip)?;
    let known = Known::load(deps.storage, observed_before)?;
    let asked = Asked { pipeline, waiting, max_parts, skip };
    let placed = place(deps.branch(), env, &mut world, &asked, known);
    let response = Response::new().add_attribute("action", "submit_batch").add_events(events);
    match placed {
        Ok(placed) => Ok(response
            .add_events(placed.events)
            .add_submessages(placed.messages)
            .add_attributes(placed.attributes)),
        Err(reason) => keep_sync(deps, &mut world, response, &found, &asked.waiting, reason),
    }
}

/// A call that can place nothing is refused, unless its sync found a loss: that must not be lost
/// with it.
fn keep_sync(
    deps: DepsMut<'_>,
    world: &mut World,
    response: Response,
    found: &Found,
    waiting: &WaitingBatch,
    reason: Refusal,
) -> Result<Response, Refusal> {
    if !found.has_loss() {
        return Err(reason);
    }
    world.save_stake(deps.storage);
    let event = SubmitKeptSync { batch: waiting.id, reason: reason.told().to_string() };
    Ok(response.add_event(Event::from(event)))
}

/// Prices, plans and sends. Nothing is saved before nothing can be refused any more.
fn place(
    deps: DepsMut<'_>,
    env: Env,
    world: &mut World,
    asked: &Asked,
    known: Known,
) -> Result<Response, Refusal> {
    check_priceable(world)?;
    let Asked { pipeline, waiting, max_parts, skip } = asked;
    let shares = waiting.unplaced;
    let rate = world.books.rate(world.now.time)?;
    let priced = rate.to_assets(shares, Rounding::Down)?;
    let plan = plan_with(deps.storage, world, priced, skip, known)?;
    let sent: Vec<Portion> =
        plan.parts.iter().copied().take(max_parts.map_or(usize::MAX, |n| n as usize)).collect();
    if !priced.is_zero() && sent.is_empty() && plan.from_buffer.is_zero() {
        return Err(ContractError::NothingPlaceable { batch: waiting.id }.into());
    }
    let submission = Submission {
        batch: waiting.id,
        shares,
        priced,
        from_buffer: plan.from_buffer,
        pipeline: pipeline.with_parts(sent.len() as u64),
        settled_through: known.settled_through,
        vesting: world.terms.vesting(),
        token: world.links.token.clone(),
    };
    let messages = undelegations(world, pipeline.next_part, &submission, &sent)?;
    world.save_stake(deps.storage);
    if messages.is_empty() {
        return finish(deps, env, submission, Progress::default());
    }
    Ok(Response::new().add_submessages(messages))
}

/// Takes the parts out of the ledger and asks the chain for them.
fn undelegations(
    world: &mut World,
    mut part: PartId,
    submission: &Submission,
    sent: &[Portion],
) -> Result<Vec<SubMsg>, Refusal> {
    let mut messages = Vec::with_capacity(sent.len());
    let mut left = sent.len() as u32;
    for portion in sent {
        world.take(portion.index, portion.assets)?;
        world.books.stake.delegated = world.books.stake.delegated.minus(portion.assets)?;
        left = left.saturating_sub(1);
        let asked = AskedPart {
            part,
            validator: world.validator(portion.index).to_string(),
            assets: portion.assets,
            first: messages.is_empty(),
            left,
            submission: submission.clone(),
        };
        messages.push(undelegation(world, asked));
        part = part.next();
    }
    Ok(messages)
}

/// A validator that cannot be read may have lost anything, or nothing: a batch is priced only after
/// that has lasted.
fn check_priceable(world: &World) -> Result<(), Refusal> {
    let now = world.now.time;
    match world.priced_from() {
        Some(from) if now < from => {
            let needed = KEPT_BEFORE_PRICING;
            let kept = now.since(from.before(needed));
            Err(ContractError::KeptTooShort { needed, kept }.into())
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
) -> Result<Parts, Refusal> {
    plan_with(storage, world, assets, skip, Known::load(storage, world.books.stake.synced)?)
}

/// As [`plan`], by what was known before the sync of this very call.
fn plan_with(
    storage: &dyn Storage,
    world: &World,
    assets: Assets,
    skip: &[String],
    Known { observed, settled_through }: Known,
) -> Result<Parts, Refusal> {
    let now = world.now;
    let incoming = INCOMING.load(storage)?;
    let refused = REFUSED.load(storage)?;
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
            let seat = if was_refused(&refused, validator) { seat.less_a_unit() } else { seat };
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

fn undelegation(world: &World, asked: AskedPart) -> SubMsg {
    let amount = coin(asked.assets.u128(), &world.links.denom);
    let message = StakingMsg::Undelegate { validator: asked.validator.clone(), amount };
    Act::Undelegate(asked).watch(message)
}

/// The chain took a part: *placed* is what was asked, *expected* what it granted.
pub fn part_placed(
    deps: DepsMut<'_>,
    env: Env,
    asked: AskedPart,
    response: SubMsgResponse,
) -> Result<Response, Refusal> {
    let mut progress = progress_before(deps.storage, &asked)?;
    // An answer that cannot be read must not undo the part: book what was asked.
    let Granted { completes_at, assets: granted } = match read_undelegated(response) {
        Ok(granted) => granted,
        Err(_) => {
            let period = CRANK_PARAMETERS.load(deps.storage)?.unbonding_period;
            Granted { completes_at: Time::from(env.block.time).after(period), assets: None }
        }
    };
    // Never more than was asked: the sum of such an answer could be beyond counting, and a reply
    // that fails would undo the whole batch.
    let AskedPart { part, assets, .. } = asked;
    let expected = granted.map_or(assets, |granted| granted.min(assets));
    let (batch, validator) = (asked.submission.batch, asked.validator.clone());
    let row = Part { batch, validator: validator.clone(), expected };
    PARTS.save(deps.storage, (completes_at.u64(), part.u64()), &row);
    let through = asked.submission.settled_through;
    add_entry(deps.storage, &validator, completes_at, through)?;
    progress.undelegated = progress.undelegated.plus(assets)?;
    progress.expected = progress.expected.plus(expected)?;
    progress.parts = progress.parts.saturating_add(1);
    progress.completes_at = progress.completes_at.max(completes_at);
    let event =
        PartPlaced { part, batch, validator, assets, expected, completes_at: completes_at.u64() };
    Ok(answered(deps, env, asked, progress)?.add_event(Event::from(event)))
}

/// Books an unbonding entry; entries of one block are one entry. Those that are over go.
fn add_entry(
    storage: &mut dyn Storage,
    validator: &str,
    completes_at: Time,
    through: Time,
) -> Result<(), Refusal> {
    let mut entries = ENTRIES.may_load(storage, validator)?.unwrap_or_default();
    entries.retain(|completion| *completion > through && *completion != completes_at);
    entries.push(completes_at);
    ENTRIES.save(storage, validator, &entries);
    Ok(())
}

/// The chain refused a part: its shares stay in the batch and in the supply.
pub fn part_refused(deps: DepsMut<'_>, env: Env, asked: AskedPart) -> Result<Response, Refusal> {
    correct_ledger(deps.storage, &asked.validator, |row| row.plus(asked.assets))?;
    let mut books = load_books(deps.storage)?;
    books.stake.delegated = books.stake.delegated.plus(asked.assets)?;
    save_books(deps.storage, &books);
    let progress = progress_before(deps.storage, &asked)?;
    answered(deps, env, asked, progress)
}

/// What the chain answered to the parts before this one.
fn progress_before(storage: &dyn Storage, asked: &AskedPart) -> Outcome<Progress> {
    match asked.first {
        true => Ok(Progress::default()),
        false => Ok(SUBMISSION.load(storage)?),
    }
}

/// The last answer finishes the submission; a batch of one part needs no row for that.
fn answered(
    deps: DepsMut<'_>,
    env: Env,
    asked: AskedPart,
    progress: Progress,
) -> Result<Response, Refusal> {
    if asked.left > 0 {
        SUBMISSION.save(deps.storage, &progress);
        return Ok(Response::new());
    }
    if !asked.first {
        SUBMISSION.remove(deps.storage);
    }
    finish(deps, env, asked.submission, progress)
}

/// Burns the shares of what was placed and books the batch.
fn finish(
    deps: DepsMut<'_>,
    env: Env,
    submission: Submission,
    progress: Progress,
) -> Result<Response, Refusal> {
    let now = moment(&env).time;
    let placed = progress.undelegated.plus(submission.from_buffer)?;
    let burnt = burnt(&submission, placed)?;
    if burnt.is_zero() {
        // The chain refused every part: the batch waits as if nothing had been asked.
        return Ok(Response::new());
    }
    let begun = submission.pipeline.waiting.is_some_and(|waiting| waiting.begun);
    let pipeline = submission.pipeline.place(burnt, now)?;
    PIPELINE.save(deps.storage, &pipeline);
    let unplaced = pipeline.waiting.map_or(Shares::ZERO, |waiting| waiting.unplaced);
    let mut books = load_books(deps.storage)?;
    let stake_before = books.stake;
    // What was undelegated left the ledger when it was asked.
    books.place(Assets::ZERO, submission.from_buffer, burnt, now, submission.vesting)?;
    POOL.save(deps.storage, &books.pool);
    if books.stake != stake_before {
        STAKE.save(deps.storage, &books.stake);
    }
    let placement = Placement { placed, begun, wholly: unplaced.is_zero(), progress };
    let batch = book_batch(deps.storage, &submission, placement, now)?;
    let mut owed = OWED.load(deps.storage)?;
    owed.add_part(progress.expected)?;
    owed.receive(submission.from_buffer)?;
    OWED.save(deps.storage, &owed);
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
    Ok(Response::new()
        .add_message(TokenContract(submission.token).burn(burnt)?)
        .add_event(Event::from(event))
        .add_events(settled))
}

/// A batch priced at nothing is burnt wholly.
fn burnt(submission: &Submission, placed: Assets) -> Result<Shares, Refusal> {
    if submission.priced.is_zero() {
        return Ok(submission.shares);
    }
    Ok(burnt_for(submission.shares, placed, submission.priced)?)
}

/// What a submission placed.
struct Placement {
    placed: Assets,
    /// Whether an earlier call placed some of the batch.
    begun: bool,
    wholly: bool,
    progress: Progress,
}

fn book_batch(
    storage: &mut dyn Storage,
    submission: &Submission,
    Placement { placed, begun, wholly, progress }: Placement,
    now: Time,
) -> Result<Batch, Refusal> {
    let id = submission.batch.u64();
    let mut batch = match begun {
        true => BATCHES.load(storage, id)?,
        false => Batch::new(submission.shares),
    };
    for _ in 0..progress.parts {
        batch = batch.add_part(progress.completes_at);
    }
    let batch = batch.place(placed, submission.from_buffer, wholly, now)?;
    BATCHES.save(storage, id, &batch);
    Ok(batch)
}
