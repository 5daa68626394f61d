//! Birth: by the registry, with everything empty.

use cosmwasm_std::{Api, DepsMut, Env, MessageInfo, Response, StdResult};
use weir_accounting::rewards::Schedule;
use weir_accounting::vault::{Bond, Breaker, Clock, ExitDelay, Pool, Stops};
use weir_interface::vault::{InstantiateMsg, Links as WireLinks};
use weir_quantities::{Assets, Magnitude, Seconds, Time, VaultTime};

use crate::execute::commitment::hub_for;
use crate::parameters::{check_exit_delay, Parameters, DEFAULT_EXIT_DELAY};
use crate::state::{
    Access, Core, Identity, Links, ACCESS, BOND, BREAKER, CORE, EXIT_DELAY, GUARDIAN, IDENTITY,
    LINKS, LISTENERS, PARAMETERS, RAISES, REWARDS, STOPS,
};
use crate::{ContractError, CONTRACT_NAME, CONTRACT_VERSION};

pub fn instantiate(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    weir_contract::set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION);
    weir_contract::initialize_owner(deps.storage, deps.api, &msg.owner)?;
    if let Some(guardian) = msg.guardian {
        GUARDIAN.save(deps.storage, &deps.api.addr_validate(&guardian)?);
    }
    let links = validated(deps.api, msg.links)?;
    // Where nobody answers as a hub would, the asset is a token like any other.
    let hub = hub_for(&deps, &msg.asset, links.hub.clone()).ok().flatten();
    let identity = Identity {
        registry: info.sender.clone(),
        operator: msg.operator,
        asset: msg.asset,
        generation: msg.generation,
    };
    IDENTITY.save(deps.storage, &identity);
    LINKS.save(deps.storage, &links);
    let changes = msg.parameters.unwrap_or_default();
    let delay = changes.exit_delay.map_or(DEFAULT_EXIT_DELAY, Seconds::new);
    check_exit_delay(delay)?;
    EXIT_DELAY.save(deps.storage, &ExitDelay::new(delay));
    let parameters = Parameters::default().with(&changes);
    parameters.check()?;
    PARAMETERS.save(deps.storage, &parameters);
    let access = Access {
        pauses: vec![],
        asset: identity.asset,
        derivative: hub.is_some(),
        min_deposit: parameters.min_deposit,
        deposit_cap: parameters.deposit_cap,
    };
    ACCESS.save(deps.storage, &access);
    let (commission, streams) = (parameters.commission, vec![]);
    REWARDS.save(deps.storage, &Schedule { commission, closed: 0, opened: 0, streams });
    RAISES.save(deps.storage, &vec![]);
    LISTENERS.save(deps.storage, &vec![]);
    STOPS.save(deps.storage, &Stops::default());
    BOND.save(deps.storage, &Bond::default());
    BREAKER.save(deps.storage, &Breaker::default());
    let now: Time = env.block.time.into();
    let core = Core {
        pool: Pool::default(),
        clock: Clock::new(now),
        next_change: None,
        next_maturity: None,
        asked: Magnitude::ZERO,
        active_bond: Assets::ZERO,
        queued_bond: Assets::ZERO,
        claimable: Assets::ZERO,
        escrow: Assets::ZERO,
        prune_from: VaultTime::new(now.u64()),
    };
    CORE.save(deps.storage, now.u64(), &core);
    Ok(Response::new().add_attribute("action", "instantiate"))
}

/// Links with validated addresses.
///
/// # Errors
/// An address that is none.
pub fn validated(api: &dyn Api, links: WireLinks) -> StdResult<Links> {
    let optional =
        |address: Option<String>| address.map(|address| api.addr_validate(&address)).transpose();
    Ok(Links {
        coordinator: api.addr_validate(&links.coordinator)?,
        turn: 0,
        distributor: api.addr_validate(&links.distributor)?,
        fund: optional(links.fund)?,
        hub: optional(links.hub)?,
        treasury: api.addr_validate(&links.treasury)?,
    })
}
