//! What comes back: what a slash took, a fund that refused, a listener that failed.

use cosmwasm_std::{
    Addr, CosmosMsg, DepsMut, Env, Reply, Response, StdResult, SubMsg, SubMsgResponse, SubMsgResult,
};
use weir_interface::coordinator::{ListenerFailed, SlashExecuted};
use weir_interface::restaking::Listener;
use weir_interface::vault::AppliedSlash;
use weir_json::{from_slice, json, to_binary};
use weir_quantities::{SlashId, Time};

use crate::execute::{descend, load_request};
use crate::state::{
    Receipt, Request, Untold, COVER_DEPTH, FAILURES, LISTENER_GAS, RECEIPTS, RECEIPTS__VAULT,
};
use crate::ContractError;

/// What a reply is about. It travels as the payload of the message it answers.
#[json]
pub enum Awaited {
    /// Cover; heard of only when there is none.
    Cover {},
    /// A slash; heard of only when it worked.
    Slash {
        /// The request.
        id: SlashId,
        /// Who is told.
        listeners: Vec<Addr>,
        /// Who is left out.
        skipped: Vec<Addr>,
    },
    /// A listener; heard of only when it failed.
    Listener {
        /// The request.
        id: SlashId,
        /// Who.
        listener: Addr,
    },
}

impl Awaited {
    const fn id(&self) -> u64 {
        match self {
            Self::Cover {} => 1,
            Self::Slash { .. } => 2,
            Self::Listener { .. } => 3,
        }
    }

    /// `msg`, heard of when it fails.
    pub fn on_error(&self, msg: impl Into<CosmosMsg>) -> StdResult<SubMsg> {
        Ok(SubMsg::reply_on_error(msg, self.id()).with_payload(to_binary(self)))
    }

    /// `msg`, heard of when it works.
    pub fn on_success(&self, msg: impl Into<CosmosMsg>) -> StdResult<SubMsg> {
        Ok(SubMsg::reply_on_success(msg, self.id()).with_payload(to_binary(self)))
    }
}

pub fn hear(deps: DepsMut<'_>, env: &Env, reply: Reply) -> Result<Response, ContractError> {
    // Every payload was written here, so that this never happens; but an error in the reply of a
    // listener would stop the slash, and no unreadable text is worth that.
    let Ok(awaited) = from_slice::<Awaited>(&reply.payload) else {
        return Ok(Response::new().add_attribute("action", "ignore_reply"));
    };
    match awaited {
        Awaited::Cover {} => {
            // Not caught: without room for the calls of a cover there is no slash without one.
            let room = descend(env, COVER_DEPTH)?;
            Ok(Response::new().add_message(room).add_attribute("action", "slash_without_cover"))
        }
        Awaited::Slash { id, listeners, skipped } => {
            let applied = applied(reply.result).ok_or(ContractError::UnreadableAnswer { id })?;
            book(deps, env, id, applied, (listeners, skipped))
        }
        // The text of the error is dropped: 130 KB of somebody else's words, if he likes.
        Awaited::Listener { id, listener } => {
            Ok(fail(deps, env, id, listener, false).add_attribute("action", "note_failure"))
        }
    }
}

/// What the vault says it took.
fn applied(result: SubMsgResult) -> Option<AppliedSlash> {
    let SubMsgResult::Ok(response) = result else { return None };
    let answer = anybuf::Bufany::deserialize(&encoded(response)?).ok()?.bytes(1)?;
    from_slice(&answer).ok()
}

/// The first message response; chains before wasmd 0.51 put it into the data instead.
#[expect(deprecated, reason = "for chains that know no other way")]
fn encoded(response: SubMsgResponse) -> Option<Vec<u8>> {
    match response.msg_responses.into_iter().next() {
        Some(first) => Some(first.value.into()),
        None => response.data.map(Vec::from),
    }
}

/// Keeps the receipt and calls the listeners.
fn book(
    mut deps: DepsMut<'_>,
    env: &Env,
    id: SlashId,
    applied: AppliedSlash,
    (listeners, skipped): (Vec<Addr>, Vec<Addr>),
) -> Result<Response, ContractError> {
    let request = load_request(deps.storage, id)?;
    let AppliedSlash { base, applied, bond, cover, pool_loss } = applied;
    let executed_at = Time::from(env.block.time);
    let called = listeners.clone();
    let receipt = Receipt { executed_at, base, applied, bond, cover, pool_loss, called };
    RECEIPTS.save(deps.storage, id.u64(), &receipt);
    RECEIPTS__VAULT.save(deps.storage, (&request.vault, id.u64()), &());
    let mut response = Response::new();
    for listener in skipped {
        response = response.add_events(fail(deps.branch(), env, id, listener, true).events);
    }
    for listener in listeners {
        response = response.add_submessage(call(&request, &receipt, id, listener)?);
    }
    Ok(response.add_attribute("action", "book_slash").add_event(SlashExecuted {
        id,
        service: request.service,
        version: request.version,
        vault: request.vault.into_string(),
        base,
        applied,
        bond,
        cover,
        pool_loss,
    }))
}

/// A call whose failure, whatever it is, changes nothing but a record.
fn call(
    request: &Request,
    receipt: &Receipt,
    id: SlashId,
    listener: Addr,
) -> Result<SubMsg, ContractError> {
    let told = Listener(listener.clone()).on_slash(request.notice(id, Some(receipt)))?;
    Ok(Awaited::Listener { id, listener }.on_error(told)?.with_gas_limit(LISTENER_GAS))
}

/// Notes who was not told. Cannot fail.
fn fail(deps: DepsMut<'_>, env: &Env, id: SlashId, listener: Addr, skipped: bool) -> Response {
    let row = Untold { skipped, at: Time::from(env.block.time) };
    FAILURES.save(deps.storage, (id.u64(), &listener), &row);
    let listener = listener.into_string();
    Response::new().add_event(ListenerFailed { id, listener, skipped })
}
