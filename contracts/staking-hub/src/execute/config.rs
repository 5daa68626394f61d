//! Parameters, announced changes and roles. Whatever can raise what a user pays waits seven days.

use cosmwasm_std::{Addr, DepsMut, Env, Event, Response, Storage};
use weir_interface::hub::{
    ConfigUpdated, ParameterChanges, RaisesActivated, RaisesCancelled, RolesSet,
};
use weir_quantities::Time;

use crate::parameters::{enter, names, waits, with_notice, Announced, Parameters, NOTICE};
use crate::state::{Access, Roles, ACCESS, ANNOUNCED, CRANK_PARAMETERS, LINKS, ROLES};
use crate::{ContractError, Refusal};

/// Changes parameters; what must wait is announced and keeps its old value.
pub fn update_config(
    deps: DepsMut<'_>,
    env: Env,
    changes: ParameterChanges,
) -> Result<Response, Refusal> {
    let mut changed: Vec<&str> = names(&changes);
    if changed.is_empty() {
        return Err(ContractError::NothingChanged {}.into());
    }
    let mut parameters = load(deps.storage)?;
    let before = parameters.crank.clone();
    parameters.apply(&changes);
    // Bounds hold for what is announced as well: check it as if it were in force.
    parameters.check(LINKS.load(deps.storage)?.decimals)?;
    let mut announced = ANNOUNCED.load(deps.storage)?;
    let active_at = Time::from(env.block.time).after(NOTICE);
    let mut waiting = vec![];
    for ((name, old), (_, new)) in
        with_notice(&before).into_iter().zip(with_notice(&parameters.crank))
    {
        if !changed.contains(&name) {
            continue;
        }
        announced.retain(|raise| raise.name != name);
        if waits(name, old, new) {
            announced.push(Announced { name: name.to_string(), value: new, active_at });
            enter(&mut parameters.crank, name, old);
            waiting.push(name);
        }
    }
    parameters.check(LINKS.load(deps.storage)?.decimals)?;
    save(deps.storage, &parameters)?;
    ANNOUNCED.save(deps.storage, &announced);
    changed.retain(|name| !waiting.contains(name));
    Ok(Response::new().add_attribute("action", "update_config").add_event(Event::from(
        ConfigUpdated { changed: changed.join(","), announced: waiting.join(",") },
    )))
}

pub fn cancel_raises(deps: DepsMut<'_>) -> Result<Response, Refusal> {
    let announced = ANNOUNCED.load(deps.storage)?;
    if announced.is_empty() {
        return Err(ContractError::NothingAnnounced {}.into());
    }
    ANNOUNCED.save(deps.storage, &vec![]);
    let parameters = listed(&announced);
    Ok(Response::new()
        .add_attribute("action", "cancel_raises")
        .add_event(Event::from(RaisesCancelled { parameters })))
}

/// Puts announced changes into force whose time has come.
pub fn activate_raises(deps: DepsMut<'_>, env: Env) -> Result<Response, Refusal> {
    let now: Time = env.block.time.into();
    let announced = ANNOUNCED.load(deps.storage)?;
    let (due, rest): (Vec<Announced>, Vec<Announced>) =
        announced.into_iter().partition(|raise| raise.active_at <= now);
    if due.is_empty() {
        let first = rest.iter().map(|raise| raise.active_at).min();
        return Err(match first {
            Some(active_at) => ContractError::NoticeNotOver { active_at, now }.into(),
            None => ContractError::NothingAnnounced {}.into(),
        });
    }
    let mut parameters = load(deps.storage)?;
    for raise in &due {
        enter(&mut parameters.crank, &raise.name, raise.value);
    }
    // A change that no longer fits beside what was changed since cannot come into force.
    parameters.check(LINKS.load(deps.storage)?.decimals)?;
    save(deps.storage, &parameters)?;
    ANNOUNCED.save(deps.storage, &rest);
    Ok(Response::new()
        .add_attribute("action", "activate_raises")
        .add_event(Event::from(RaisesActivated { parameters: listed(&due) })))
}

pub fn set_roles(
    deps: DepsMut<'_>,
    guardian: Option<Addr>,
    voter: Option<Addr>,
) -> Result<Response, Refusal> {
    let text = |role: &Option<Addr>| role.as_ref().map(Addr::to_string).unwrap_or_default();
    let event = RolesSet { guardian: text(&guardian), voter: text(&voter) };
    ROLES.save(deps.storage, &Roles { guardian, voter });
    Ok(Response::new().add_attribute("action", "set_roles").add_event(Event::from(event)))
}

fn listed(raises: &[Announced]) -> String {
    raises.iter().map(|raise| raise.name.as_str()).collect::<Vec<_>>().join(",")
}

fn load(storage: &dyn Storage) -> Result<Parameters, Refusal> {
    let (user, crank) = (ACCESS.load(storage)?.parameters, CRANK_PARAMETERS.load(storage)?);
    Ok(Parameters { user, crank })
}

fn save(storage: &mut dyn Storage, parameters: &Parameters) -> Result<(), Refusal> {
    let access = ACCESS.load(storage)?;
    ACCESS.save(storage, &Access { parameters: parameters.user.clone(), ..access });
    CRANK_PARAMETERS.save(storage, &parameters.crank);
    Ok(())
}
