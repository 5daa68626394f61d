//! What owner and operator change, and how long it waits.

use cosmwasm_std::{Addr, Decimal, DepsMut, Env, Response};
use weir_interface::service_registry::ServiceRegistryContract;
use weir_interface::vault::{
    ChangeAnnounced, ChangeCancelled, ConfigUpdated, GuardianSet, Links as WireLinks,
    ParameterChanges, MAX_LISTENERS,
};
use weir_quantities::{Seconds, VaultTime};

use crate::execute::commitment::newest_bucket;
use crate::execute::instantiate::validated;
use crate::execute::response;
use crate::history::commitments;
use crate::parameters::{announce, check_exit_delay, split, Raise};
use crate::state::{
    save_parameters, PendingLinks, PendingListeners, EXIT_DELAY, GUARDIAN, IDENTITY, PARAMETERS,
    PENDING_LINKS, PENDING_LISTENERS, RAISES,
};
use crate::world::World;
use crate::ContractError;

pub fn update_config(
    deps: DepsMut<'_>,
    env: &Env,
    changes: ParameterChanges,
) -> Result<Response, ContractError> {
    let mut world = World::open(deps.storage, env)?;
    let at = notice(&deps, &mut world)?;
    let (parameters, later) = split(&PARAMETERS.load(deps.storage)?, &changes);
    parameters.check()?;
    let mut raises = RAISES.load(deps.storage)?;
    for name in announce(&mut raises, &changes, &later, at) {
        world.events.push(ChangeCancelled { name: name.to_string() }.into());
    }
    for (name, value) in later {
        world.events.push(announced(name, value.to_string(), at));
    }
    // Raises must be within bounds together with all that waits beside them.
    parameters.foreseen(&raises, at).check()?;
    save_parameters(deps.storage, &parameters)?;
    RAISES.save(deps.storage, &raises);
    if let Some(delay) = changes.exit_delay.map(Seconds::new) {
        check_exit_delay(delay)?;
        let mut exits = world.delay(deps.storage)?;
        let commitments = commitments(deps.storage)?;
        let newest = newest_bucket(deps.storage)?;
        let at = exits.change(delay, &commitments, world.now, newest)?;
        EXIT_DELAY.save(deps.storage, &exits);
        world.set_delay(exits);
        world.events.push(announced("exit_delay", delay.u64().to_string(), at));
    }
    world.events.push(ConfigUpdated { raises: raises.len() }.into());
    Ok(response("update_config", world.save(deps.storage)?))
}

pub fn set_commission(
    deps: DepsMut<'_>,
    env: &Env,
    sender: Addr,
    commission: Decimal,
) -> Result<Response, ContractError> {
    only_admin(&deps, &sender)?;
    let mut world = World::open(deps.storage, env)?;
    let at = notice(&deps, &mut world)?;
    let mut wanted = PARAMETERS.load(deps.storage)?;
    wanted.commission = commission;
    wanted.check()?;
    let mut raises = RAISES.load(deps.storage)?;
    raises.retain(|raise| raise.name != "commission");
    raises.push(Raise { name: "commission".to_string(), value: commission, at });
    RAISES.save(deps.storage, &raises);
    world.events.push(announced("commission", commission.to_string(), at));
    Ok(response("set_commission", world.save(deps.storage)?))
}

pub fn set_listeners(
    deps: DepsMut<'_>,
    env: &Env,
    listeners: Vec<String>,
) -> Result<Response, ContractError> {
    let twice =
        |(index, one): (usize, &String)| listeners.iter().take(index).any(|other| other == one);
    if listeners.len() > MAX_LISTENERS || listeners.iter().enumerate().any(twice) {
        return Err(ContractError::BadListeners { max: MAX_LISTENERS });
    }
    let mut valid = vec![];
    for listener in &listeners {
        valid.push(deps.api.addr_validate(listener)?);
    }
    let mut world = World::open(deps.storage, env)?;
    let at = notice(&deps, &mut world)?;
    PENDING_LISTENERS.save(deps.storage, &PendingListeners { listeners: valid, at });
    world.events.push(announced("listeners", listeners.join(","), at));
    Ok(response("set_listeners", world.save(deps.storage)?))
}

pub fn set_links(
    deps: DepsMut<'_>,
    env: &Env,
    links: WireLinks,
) -> Result<Response, ContractError> {
    let value = format!("coordinator {}, distributor {}", links.coordinator, links.distributor);
    let links = validated(deps.api, links)?;
    let mut world = World::open(deps.storage, env)?;
    let at = notice(&deps, &mut world)?;
    PENDING_LINKS.save(deps.storage, &PendingLinks { links, at });
    world.events.push(announced("links", value, at));
    Ok(response("set_links", world.save(deps.storage)?))
}

pub fn set_guardian(deps: DepsMut<'_>, guardian: Option<Addr>) -> Result<Response, ContractError> {
    match &guardian {
        Some(guardian) => GUARDIAN.save(deps.storage, guardian),
        None => GUARDIAN.remove(deps.storage),
    }
    let guardian = guardian.map(Addr::into_string).unwrap_or_default();
    Ok(response("set_guardian", vec![GuardianSet { guardian }.into()]))
}

/// Takes back what waits, by its name in the `config` query.
pub fn cancel_change(
    deps: DepsMut<'_>,
    env: &Env,
    sender: &Addr,
    name: String,
) -> Result<Response, ContractError> {
    match name.as_str() {
        "commission" => only_admin(&deps, sender)?,
        _ => weir_contract::assert_owner(deps.storage, sender)?,
    }
    let waited = match name.as_str() {
        "links" => take(PENDING_LINKS.exists(deps.storage), || PENDING_LINKS.remove(deps.storage)),
        "listeners" => take(PENDING_LISTENERS.exists(deps.storage), || {
            PENDING_LISTENERS.remove(deps.storage);
        }),
        "exit_delay" => {
            // One whose time has come is in force, written or not.
            let mut delay =
                World::peek(deps.storage, env.block.time.into())?.delay(deps.storage)?;
            let waited = delay.pending.take().is_some();
            EXIT_DELAY.save(deps.storage, &delay);
            waited
        }
        _ => {
            let mut raises = RAISES.load(deps.storage)?;
            let before = raises.len();
            raises.retain(|raise| raise.name != name);
            RAISES.save(deps.storage, &raises);
            raises.len() < before
        }
    };
    match waited {
        true => Ok(response("cancel_change", vec![ChangeCancelled { name }.into()])),
        false => Err(ContractError::NothingPending { name }),
    }
}

/// # Errors
/// [`ContractError::Unauthorized`] for anybody but the operator's admin.
pub(super) fn only_admin(deps: &DepsMut<'_>, sender: &Addr) -> Result<(), ContractError> {
    let identity = IDENTITY.load(deps.storage)?;
    let registry = ServiceRegistryContract(identity.registry);
    if registry.operator(deps.querier, identity.operator)?.admin == sender.as_str() {
        return Ok(());
    }
    let caller = sender.to_string();
    Err(ContractError::Unauthorized { role: "operator's admin", caller })
}

fn take(waits: bool, remove: impl FnOnce()) -> bool {
    if waits {
        remove();
    }
    waits
}

/// When a change that raises somebody's risk counts.
fn notice(deps: &DepsMut<'_>, world: &mut World) -> Result<VaultTime, ContractError> {
    let newest = newest_bucket(deps.storage)?;
    Ok(world.delay(deps.storage)?.notice(world.now, newest))
}

fn announced(name: &str, value: String, at: VaultTime) -> cosmwasm_std::Event {
    ChangeAnnounced { name: name.to_string(), value, at: at.u64() }.into()
}
