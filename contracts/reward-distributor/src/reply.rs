//! What comes back: a payment that failed, a swap that ended.

use cosmwasm_std::{Addr, CosmosMsg, DepsMut, Reply, Response, StdResult, SubMsg};
use weir_interface::distributor::CreditAdded;
use weir_json::{from_slice, json, to_binary};
use weir_quantities::Assets;

use crate::state::{BOOKS, CREDITS, SWAP};
use crate::ContractError;

/// What a reply is about. It travels as the payload of the message it answers.
#[json]
pub enum Awaited {
    /// A payment; heard of only when it failed.
    Payment {
        /// Who was to get it.
        receiver: Addr,
        /// How much.
        assets: Assets,
    },
    /// A swap; heard of only when it worked.
    Swap {},
}

impl Awaited {
    const fn id(&self) -> u64 {
        match self {
            Self::Payment { .. } => 1,
            Self::Swap {} => 2,
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

pub fn hear(deps: DepsMut<'_>, reply: Reply) -> Result<Response, ContractError> {
    // Every payload was written here, so that this never happens; but an error in the reply of a
    // payment would stop the harvest it belongs to, and no unreadable text is worth that.
    let Ok(awaited) = from_slice::<Awaited>(&reply.payload) else {
        return Ok(Response::new().add_attribute("action", "ignore_reply"));
    };
    match awaited {
        // The text of the error is dropped: it may be long, and somebody else's words.
        Awaited::Payment { receiver, assets } if reply.result.is_err() => {
            credit(deps, receiver, assets)
        }
        Awaited::Payment { .. } => Ok(Response::new().add_attribute("action", "confirm_payment")),
        Awaited::Swap {} => check_swap(deps),
    }
}

fn credit(deps: DepsMut<'_>, receiver: Addr, assets: Assets) -> Result<Response, ContractError> {
    // Sums of coins that exist: they fit.
    let owed = CREDITS.may_load(deps.storage, &receiver)?.unwrap_or_default();
    CREDITS.save(deps.storage, &receiver, &owed.plus(assets).unwrap_or(Assets::MAX));
    let mut books = BOOKS.load(deps.storage)?;
    books.credits = books.credits.plus(assets).unwrap_or(Assets::MAX);
    BOOKS.save(deps.storage, &books);
    Ok(Response::new()
        .add_attribute("action", "credit_payment")
        .add_event(CreditAdded { receiver: receiver.into_string(), assets }))
}

/// What counts is what came attached to `bring_proceeds`. The balance may have grown by staking
/// rewards: any crank of the hub that the adapter calls has the chain send them here.
fn check_swap(deps: DepsMut<'_>) -> Result<Response, ContractError> {
    let swap = SWAP.load(deps.storage)?;
    SWAP.remove(deps.storage);
    let (expected, actual) = (swap.min_out, swap.brought);
    if actual < expected {
        return Err(ContractError::SwapShort { denom: swap.denom, expected, actual });
    }
    Ok(Response::new()
        .add_attribute("action", "check_swap")
        .add_attribute("denom", swap.denom)
        .add_attribute("assets", actual.to_string()))
}
