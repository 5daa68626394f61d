//! Answers of the chain to the hub's own acts. A failure is undone in the books and noted; no
//! handler here fails because an act did.

use cosmwasm_std::{
    Addr, CosmosMsg, DepsMut, Env, Event, Reply, Response, SubMsg, SubMsgResponse, SubMsgResult,
};
use weir_accounting::{Pipeline, VestingTerms};
use weir_interface::hub::{Redelegated, ValidatorRefused};
use weir_json::{pack, unpack, Failure, Row};
use weir_quantities::{Assets, BatchId, PartId, Shares, Time, DAY, HOUR};

use crate::chain::read_redelegated;
use crate::execute::{instantiate, submit_batch};
use crate::state::{Incoming, CRANK_PARAMETERS, INCOMING, REFUSED};
use crate::world::{correct_ledger, load_books, save_books};
use crate::{ContractError, Refusal};

const BIRTH: u64 = 1;
const ACT: u64 = 2;

/// A batch on its way into unbonding, as it was priced, and what its answers would otherwise load
/// again.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Submission {
    /// The batch.
    pub batch: BatchId,
    /// Its shares that waited.
    pub shares: Shares,
    /// What they were worth.
    pub priced: Assets,
    /// What the buffer pays.
    pub from_buffer: Assets,
    /// The batches, and the id of the next part: nothing else changes them before the answers.
    pub pipeline: Pipeline,
    /// Until when parts are settled.
    pub settled_through: Time,
    /// How slowly rewards vest.
    pub vesting: VestingTerms,
    /// The token.
    pub token: Addr,
}

/// A part of it that the chain was asked for. Parts are answered in the order in which they were
/// asked.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct AskedPart {
    /// Its id.
    pub part: PartId,
    /// Operator address.
    pub validator: String,
    /// How much.
    pub assets: Assets,
    /// Whether it is the first one of the call.
    pub first: bool,
    /// How many the call asked for after it.
    pub left: u32,
    /// What it is a part of.
    pub submission: Submission,
}

/// An act on a validator that is under way; travels as the reply's payload.
#[derive(Clone, Debug, PartialEq, Row)]
#[allow(clippy::large_enum_variant, reason = "made once per message and written at once")]
pub enum Act {
    /// Rewards are being withdrawn.
    WithdrawRewards { validator: String },
    /// Coins of the buffer are being delegated.
    Delegate { validator: String, assets: Assets },
    /// A part of a batch is being placed.
    Undelegate(AskedPart),
    /// Stake is being moved.
    Redelegate { source: String, destination: String, assets: Assets },
}

impl Act {
    /// The message of this act, answered only if it fails.
    pub fn watch_failure(&self, message: impl Into<CosmosMsg>) -> SubMsg {
        SubMsg::reply_on_error(message, ACT).with_payload(pack(self))
    }

    /// The message of this act, answered however it ends.
    pub fn watch(&self, message: impl Into<CosmosMsg>) -> SubMsg {
        SubMsg::reply_always(message, ACT).with_payload(pack(self))
    }
}

/// The last message of the birth, answered when all before it succeeded.
pub fn watch_birth(message: impl Into<CosmosMsg>) -> SubMsg {
    SubMsg::reply_on_success(message, BIRTH)
}

pub fn reply(deps: DepsMut<'_>, env: Env, reply: Reply) -> Result<Response, Refusal> {
    match (reply.id, reply.result) {
        (BIRTH, _) => instantiate::verify_birth(deps, env),
        (ACT, SubMsgResult::Ok(response)) => act_done(deps, env, asked(&reply.payload)?, response),
        (ACT, SubMsgResult::Err(_)) => act_failed(deps, env, asked(&reply.payload)?),
        (id, _) => Err(ContractError::UnknownReply { id }.into()),
    }
}

fn asked(payload: &[u8]) -> Result<Act, Failure> {
    Ok(unpack(payload)?)
}

fn act_done(
    deps: DepsMut<'_>,
    env: Env,
    act: Act,
    response: SubMsgResponse,
) -> Result<Response, Refusal> {
    match act {
        Act::WithdrawRewards { .. } | Act::Delegate { .. } => Ok(Response::new()),
        Act::Undelegate(asked) => submit_batch::part_placed(deps, env, asked, response),
        Act::Redelegate { source, destination, assets } => {
            // An answer that cannot be read must not undo the move: book the longest lock.
            let period = CRANK_PARAMETERS.load(deps.storage)?.unbonding_period;
            let until = read_redelegated(response)
                .unwrap_or_else(|_| Time::from(env.block.time).after(period));
            move_done(deps, env, source, destination, assets, until)
        }
    }
}

/// A move that is not over at once locks its destination.
fn move_done(
    deps: DepsMut<'_>,
    env: Env,
    source: String,
    destination: String,
    assets: Assets,
    until: Time,
) -> Result<Response, Refusal> {
    let now: Time = env.block.time.into();
    if until > now {
        let mut incoming = INCOMING.load(deps.storage)?;
        let (from, to) = (source.clone(), destination.clone());
        incoming.push(Incoming { source: from, destination: to, until });
        INCOMING.save(deps.storage, &incoming);
    }
    let completes_at = until.max(now).u64();
    Ok(Response::new().add_event(Event::from(Redelegated {
        source,
        destination,
        assets,
        completes_at,
    })))
}

fn act_failed(deps: DepsMut<'_>, env: Env, act: Act) -> Result<Response, Refusal> {
    let now: Time = env.block.time.into();
    let until = now.after(HOUR);
    let refused = |validator: &str, act: &'static str, assets: Assets, until: Time| {
        Event::from(ValidatorRefused {
            validator: validator.to_string(),
            act,
            assets,
            until: until.u64(),
        })
    };
    match act {
        Act::WithdrawRewards { validator } => Ok(Response::new().add_event(refused(
            &validator,
            "withdraw_rewards",
            Assets::ZERO,
            Time::ZERO,
        ))),
        Act::Delegate { validator, assets } => {
            correct_ledger(deps.storage, &validator, |row| row.minus(assets))?;
            let mut books = load_books(deps.storage)?;
            books.undo_delegate(assets)?;
            save_books(deps.storage, &books);
            leave_alone(deps, &validator, now, until)?;
            Ok(Response::new().add_event(refused(&validator, "delegate", assets, until)))
        }
        Act::Undelegate(asked) => {
            let event = refused(&asked.validator, "undelegate", asked.assets, until);
            let mut deps = deps;
            leave_alone(deps.branch(), &asked.validator, now, until)?;
            Ok(submit_batch::part_refused(deps, env, asked)?.add_event(event))
        }
        Act::Redelegate { source, destination, assets } => {
            correct_ledger(deps.storage, &source, |row| row.plus(assets))?;
            correct_ledger(deps.storage, &destination, |row| row.minus(assets))?;
            leave_alone(deps, &source, now, until)?;
            Ok(Response::new().add_event(refused(&source, "redelegate", assets, until)))
        }
    }
}

/// The chain refused something: the validator counts as full for a while. Why it refused is not
/// told to contracts, so the next hour tries again, for a unit less; that is known for a day.
fn leave_alone(deps: DepsMut<'_>, validator: &str, now: Time, until: Time) -> Result<(), Refusal> {
    let mut refused = REFUSED.load(deps.storage)?;
    refused.retain(|(other, until)| other != validator && now < until.after(DAY));
    refused.push((validator.to_string(), until));
    REFUSED.save(deps.storage, &refused);
    Ok(())
}
