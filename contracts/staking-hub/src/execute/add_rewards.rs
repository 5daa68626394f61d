//! Rewards join the buffer and vest.

use cosmwasm_std::{DepsMut, Env, Event, Response};
use weir_interface::hub::RewardsAdded;
use weir_quantities::Assets;

use crate::state::CRANK_PARAMETERS;
use crate::world::{load_books, rate_or_zero, save_books};
use crate::Refusal;

pub fn add_rewards(deps: DepsMut<'_>, env: Env, assets: Assets) -> Result<Response, Refusal> {
    let now = env.block.time.into();
    let mut books = load_books(deps.storage)?;
    books.add_rewards(assets, now, CRANK_PARAMETERS.load(deps.storage)?.vesting())?;
    save_books(deps.storage, &books);
    Ok(Response::new().add_attribute("action", "add_rewards").add_event(Event::from(
        RewardsAdded {
            assets,
            unvested: books.stake.vesting.unvested(now)?,
            vested_at: books.stake.vesting.until().u64(),
            backing: books.backing(now)?,
            supply: books.pool.supply,
            rate: rate_or_zero(&books, now),
        },
    )))
}
