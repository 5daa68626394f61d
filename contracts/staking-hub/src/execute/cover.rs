//! Making losses good: with coins while the hub is insolvent, with shares at any time.

use cosmwasm_std::{Addr, DepsMut, Env, Event, Response};
use weir_interface::hub::{Covered, LossCovered};
use weir_interface::token::TokenContract;
use weir_quantities::{Assets, Shares};

use crate::state::{CRANK_PARAMETERS, LINKS};
use crate::world::{load_books, rate_or_zero, save_books};
use crate::{ContractError, Refusal};

/// Coins join the buffer without vesting: only while the hub is insolvent, so that the rate of a
/// living hub cannot be lifted in one block. The state outlasts the first coins that end it, so
/// that a stranger with next to nothing cannot keep others from covering.
pub fn cover(
    deps: DepsMut<'_>,
    env: Env,
    sender: Addr,
    assets: Assets,
) -> Result<Response, Refusal> {
    let now = env.block.time.into();
    let mut books = load_books(deps.storage)?;
    if !books.is_insolvent(now)? {
        return Err(ContractError::NotInsolvent {}.into());
    }
    books.cover(assets, now)?;
    save_books(deps.storage, &books);
    Ok(Response::new().add_attribute("action", "cover").add_event(Event::from(Covered {
        sender: sender.into_string(),
        assets,
        backing: books.backing(now)?,
        supply: books.pool.supply,
    })))
}

/// Shares are given up; what they were worth vests for the others.
pub fn cover_loss(
    deps: DepsMut<'_>,
    env: Env,
    sender: Addr,
    shares: Shares,
) -> Result<Response, Refusal> {
    let now = env.block.time.into();
    let mut books = load_books(deps.storage)?;
    let vesting = CRANK_PARAMETERS.load(deps.storage)?.vesting();
    let assets = books.give_up(shares, now, vesting)?;
    save_books(deps.storage, &books);
    let token = TokenContract(LINKS.load(deps.storage)?.token);
    Ok(Response::new()
        .add_message(token.burn(shares)?)
        .add_attribute("action", "cover_loss")
        .add_event(Event::from(LossCovered {
            sender: sender.into_string(),
            shares,
            assets,
            backing: books.backing(now)?,
            supply: books.pool.supply,
            rate: rate_or_zero(&books, now),
        })))
}
