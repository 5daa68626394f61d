//! Entering.

use cosmwasm_std::{Addr, Decimal, DepsMut, Response};
use weir_accounting::vault::DepositTerms;
use weir_interface::vault::{Deposited, Scope};
use weir_quantities::{Assets, Shares};

use crate::execute::{checkpoint, refuse_paused, response};
use crate::state::{PARAMETERS, POSITIONS};
use crate::world::World;
use crate::ContractError;

/// What the depositor asks.
pub struct Wishes {
    pub receiver: Addr,
    pub min_shares: Option<Shares>,
    pub max_pending_slash: Option<Decimal>,
}

pub fn deposit(
    deps: DepsMut<'_>,
    mut world: World,
    sender: Addr,
    assets: Assets,
    wishes: Wishes,
) -> Result<Response, ContractError> {
    refuse_paused(deps.storage, Scope::Deposits, world.wall)?;
    let parameters = PARAMETERS.load(deps.storage)?;
    let terms = DepositTerms {
        minimum: parameters.min_deposit,
        cap: parameters.deposit_cap,
        min_shares: wishes.min_shares,
        max_pending_slash: wishes.max_pending_slash,
    };
    let active = world.core.pool.active_shares()?;
    let shares = world.core.pool.deposit(assets, world.core.asked, &terms)?;
    let receiver = wishes.receiver;
    let held = POSITIONS.may_load(deps.storage, &receiver)?.unwrap_or_default();
    POSITIONS.save(deps.storage, &receiver, &held.plus(shares)?);
    let told = checkpoint(deps.storage, &[(&receiver, held)], active)?;
    let event = Deposited {
        sender: sender.into_string(),
        receiver: receiver.into_string(),
        assets,
        shares,
        total_assets: world.core.pool.assets,
        total_shares: world.core.pool.shares,
    };
    world.events.push(event.into());
    Ok(response("deposit", world.save(deps.storage)?).add_message(told))
}
