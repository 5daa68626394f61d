//! Entering.

use cosmwasm_std::{Addr, Decimal, DepsMut, Response};
use weir_accounting::vault::DepositTerms;
use weir_contract::address_key;
use weir_interface::vault::{Deposited, Scope};
use weir_quantities::{Assets, Shares};

use crate::execute::{refuse_paused, response};
use crate::rewards::Earning;
use crate::state::Access;
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
    access: &Access,
    sender: Addr,
    assets: Assets,
    wishes: Wishes,
) -> Result<Response, ContractError> {
    refuse_paused(access, Scope::Deposits, world.wall)?;
    let terms = DepositTerms {
        minimum: access.min_deposit,
        cap: access.deposit_cap,
        min_shares: wishes.min_shares,
        max_pending_slash: wishes.max_pending_slash,
    };
    let earning = Earning::until_now(deps.storage, &world)?;
    let shares = world.core.pool.deposit(assets, world.core.asked, &terms)?;
    let receiver = wishes.receiver;
    let key = address_key(deps.api, receiver.as_str())?;
    let held = earning.position(deps.storage, &key)?;
    let after = held.shares().plus(shares)?;
    held.save(deps.storage, &key, after);
    earning.save(deps.storage);
    let event = Deposited {
        sender: sender.into_string(),
        receiver: receiver.into_string(),
        assets,
        shares,
        total_assets: world.core.pool.assets,
        total_shares: world.core.pool.shares,
    };
    world.events.push(event.into());
    Ok(response("deposit", world.save(deps.storage)?))
}
