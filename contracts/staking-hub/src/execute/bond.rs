//! Coins in, shares out, at the rate of the last sync.
//!
//! Nothing is asked of the chain: between syncs the only surprise is a slash, so a stale rate can
//! only be too high, and who bonds at it gets too little, never takes from others.

use cosmwasm_std::{Addr, DepsMut, Env, Event, Response};
use weir_interface::hub::{BondResponse, Bonded, Scope};
use weir_interface::token::TokenContract;
use weir_json::to_binary;
use weir_quantities::{Assets, Seconds, Shares, Time};

use crate::parameters::UserParameters;
use crate::state::{Access, POOL};
use crate::world::{load_books, rate_or_zero};
use crate::{ContractError, Refusal};

/// What a caller of `bond` asks for.
pub struct Terms {
    /// Who gets the shares.
    pub receiver: Addr,
    /// Fewest shares to accept.
    pub min_shares: Shares,
    /// Oldest sync to accept.
    pub max_age: Option<Seconds>,
    /// A tag of the front end.
    pub referral: String,
}

pub fn bond(
    deps: DepsMut<'_>,
    env: Env,
    sender: Addr,
    assets: Assets,
    access: Access,
    terms: Terms,
) -> Result<Response, Refusal> {
    let now = env.block.time.into();
    let Access { gates, parameters, token, .. } = access;
    gates.check_open(Scope::Bond, now)?;
    gates.check_priced(now)?;
    let mut books = load_books(deps.storage)?;
    check_fresh(&parameters, terms.max_age, books.stake.synced.time, now)?;
    let shares = books.bond(assets, now)?;
    let backing = books.backing(now)?;
    check_cap(&parameters, backing)?;
    if shares < terms.min_shares {
        return Err(ContractError::TooFewShares { shares, min: terms.min_shares }.into());
    }
    POOL.save(deps.storage, &books.pool);
    Ok(Response::new()
        .add_message(TokenContract(token).mint(&terms.receiver, shares)?)
        .add_attribute("action", "bond")
        .add_event(Event::from(Bonded {
            sender: sender.into_string(),
            receiver: terms.receiver.into_string(),
            assets,
            shares,
            referral: terms.referral,
            backing,
            supply: books.pool.supply,
            rate: rate_or_zero(&books, now),
        }))
        .set_data(to_binary(&BondResponse { shares })))
}

fn check_fresh(
    parameters: &UserParameters,
    max_age: Option<Seconds>,
    synced_at: Time,
    now: Time,
) -> Result<(), Refusal> {
    let age = now.since(synced_at);
    let max = max_age.map_or(parameters.max_sync_age, |asked| asked.min(parameters.max_sync_age));
    if age > max {
        return Err(ContractError::StaleSync { age, max }.into());
    }
    Ok(())
}

fn check_cap(parameters: &UserParameters, backing: Assets) -> Result<(), Refusal> {
    match parameters.backing_cap {
        Some(cap) if backing > cap => Err(ContractError::CapReached { backing, cap }.into()),
        Some(_) | None => Ok(()),
    }
}
