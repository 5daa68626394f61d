//! Shares in, coins out of the buffer at once, at the live rate less a fee that vests for the
//! others. It syncs first: whoever leaves at once must not leave at a rate from before a slash.

use cosmwasm_std::{Addr, BankMsg, Coin, DepsMut, Env, Event, Response};
use weir_accounting::{redeem, Redemption};
use weir_interface::hub::{InstantRedeemReturned, InstantlyRedeemed, Scope};
use weir_interface::token::TokenContract;
use weir_quantities::{Assets, Shares};

use super::sync::observe_and_note;
use crate::state::{OUTFLOW, POOL};
use crate::world::{rate_or_zero, World};
use crate::{ContractError, Refusal};

pub fn instant_redeem(
    mut deps: DepsMut<'_>,
    env: Env,
    sender: Addr,
    receiver: Addr,
    shares: Shares,
    min_assets: Assets,
) -> Result<Response, Refusal> {
    let mut world = World::load(deps.storage, &env)?;
    let now = world.now.time;
    world.gates.check_open(Scope::InstantRedeem, now)?;
    world.gates.check_priced(now)?;
    if world.terms.buffer_target.is_zero() {
        return Err(ContractError::InstantClosed {}.into());
    }
    let (_, events) = observe_and_note(deps.branch(), &mut world, &[])?;
    let response = Response::new().add_attribute("action", "instant_redeem").add_events(events);
    let token = TokenContract(world.links.token.clone());
    // What the sync found must stay, so the shares go back instead of the call being refused.
    if world.gates.check_priced(now).is_err() {
        world.save_stake(deps.storage);
        return Ok(response.add_message(token.transfer(&sender, shares)?).add_event(Event::from(
            InstantRedeemReturned { sender: sender.into_string(), shares },
        )));
    }
    let redemption = pay(deps, &mut world, shares, min_assets)?;
    let coin = Coin { denom: world.links.denom.clone(), amount: redemption.paid.into() };
    Ok(response
        .add_message(token.burn(shares)?)
        .add_message(BankMsg::Send { to_address: receiver.to_string(), amount: vec![coin] })
        .add_event(Event::from(InstantlyRedeemed {
            sender: sender.into_string(),
            receiver: receiver.into_string(),
            shares,
            assets: redemption.paid,
            fee: redemption.fee,
            backing: world.books.backing(now)?,
            supply: world.books.pool.supply,
            rate: rate_or_zero(&world.books, now),
        })))
}

fn pay(
    deps: DepsMut<'_>,
    world: &mut World,
    shares: Shares,
    min_assets: Assets,
) -> Result<Redemption, Refusal> {
    let mut outflow = OUTFLOW.may_load(deps.storage)?.unwrap_or_default();
    let (instant, vesting) = (world.terms.instant(), world.terms.vesting());
    let redemption =
        redeem(&mut world.books, &mut outflow, shares, world.now.time, &instant, vesting)?;
    if redemption.paid < min_assets {
        return Err(ContractError::TooFewAssets { assets: redemption.paid, min: min_assets }.into());
    }
    OUTFLOW.save(deps.storage, &outflow);
    POOL.save(deps.storage, &world.books.pool);
    world.save_stake(deps.storage);
    Ok(redemption)
}
