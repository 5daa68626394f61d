//! Links: each side says yes for itself, and takes it back for itself. A link only gates that a
//! commitment is announced; what is promised stays promised.

use cosmwasm_std::{Addr, Order, Response};
use weir_interface::service_registry::{LinkChanged, LinkState, Verb};
use weir_interface::vault::VaultContract;
use weir_json::Failure;
use weir_quantities::{OperatorId, ServiceId, Time};

use crate::execute::service::owned;
use crate::execute::{response, Call};
use crate::state::{
    Link, Operator, Service, AGREEMENTS, AGREEMENTS_BY_SERVICE, MAX_JAIL, VAULTS_BY_OPERATOR,
};
use crate::ContractError;

pub fn link(
    call: Call<'_>,
    operator: OperatorId,
    service: ServiceId,
) -> Result<Response, ContractError> {
    let (as_operator, as_service) = sides(&call, operator, service)?;
    let mut link = load(&call, operator, service)?;
    let new = (as_operator && !link.operator) || (as_service && !link.service);
    if !new {
        return Err(ContractError::AlreadyLinked { operator, service });
    }
    link.operator |= as_operator;
    link.service |= as_service;
    save(call, "link", (operator, service), link)
}

pub fn unlink(
    call: Call<'_>,
    operator: OperatorId,
    service: ServiceId,
) -> Result<Response, ContractError> {
    let (as_operator, as_service) = sides(&call, operator, service)?;
    let mut link = load(&call, operator, service)?;
    let takes_back = (as_operator && link.operator) || (as_service && link.service);
    if !takes_back {
        return Err(ContractError::NotLinked { operator, service });
    }
    if as_operator && link.operator && link.service {
        refuse_slashable(&call, operator, service)?;
    }
    link.operator &= !as_operator;
    link.service &= !as_service;
    save(call, "unlink", (operator, service), link)
}

/// A time that is past lets the operator out.
pub fn jail(
    call: Call<'_>,
    operator: OperatorId,
    service: ServiceId,
    until: u64,
) -> Result<Response, ContractError> {
    owned(&call, service)?;
    Operator::load(call.deps.storage, operator, call.now)?;
    let mut link = load(&call, operator, service)?;
    if !(link.operator && link.service) {
        return Err(ContractError::NothingToJail { operator, service });
    }
    let (until, latest) = (Time::new(until), call.now.after(MAX_JAIL));
    if until > latest {
        let (min, max) = ("0".to_string(), latest.u64().to_string());
        let actual = until.u64().to_string();
        return Err(ContractError::OutOfBounds { what: "until", min, max, actual });
    }
    link.jailed_until = until;
    save(call, "jail", (operator, service), link)
}

/// For whom the caller may speak: the operator, the service, or both.
fn sides(
    call: &Call<'_>,
    operator: OperatorId,
    service: ServiceId,
) -> Result<(bool, bool), ContractError> {
    let by = Operator::load(call.deps.storage, operator, call.now)?;
    let as_operator = by.may_act(Verb::Link, call.sender.as_str());
    let as_service = Service::load(call.deps.storage, service, call.now)?.owner == call.sender;
    match as_operator || as_service {
        true => Ok((as_operator, as_service)),
        false => Err(call.unauthorized("operator or service's owner")),
    }
}

/// Leaving is lowering to 0 first: a link that is gone while a vault is slashable would hide it.
fn refuse_slashable(
    call: &Call<'_>,
    operator: OperatorId,
    service: ServiceId,
) -> Result<(), ContractError> {
    let vaults = VAULTS_BY_OPERATOR.prefix(operator.u64());
    let vaults: Vec<Addr> = vaults
        .keys(call.deps.storage, None, None, Order::Ascending)
        .collect::<Result<_, Failure>>()?;
    for vault in vaults {
        let commitments = VaultContract(vault.clone()).commitments(call.deps.querier)?;
        if let Some(one) = commitments.into_iter().find(|one| one.service == service) {
            let (vault, slashable) = (vault.into_string(), one.slashable);
            return Err(ContractError::StillSlashable { vault, service, slashable });
        }
    }
    Ok(())
}

fn load(call: &Call<'_>, operator: OperatorId, service: ServiceId) -> Result<Link, ContractError> {
    let key = (operator.u64(), service.u64());
    Ok(AGREEMENTS.may_load(call.deps.storage, key)?.unwrap_or_default())
}

fn save(
    call: Call<'_>,
    action: &str,
    (operator, service): (OperatorId, ServiceId),
    link: Link,
) -> Result<Response, ContractError> {
    let (key, turned) = ((operator.u64(), service.u64()), (service.u64(), operator.u64()));
    let state = link.state(call.now);
    if state == LinkState::None && link.jailed_until <= call.now {
        AGREEMENTS.remove(call.deps.storage, key);
        AGREEMENTS_BY_SERVICE.remove(call.deps.storage, turned);
    } else {
        AGREEMENTS.save(call.deps.storage, key, &link);
        AGREEMENTS_BY_SERVICE.save(call.deps.storage, turned, &true);
    }
    let (state, until) = match state {
        LinkState::None => ("none", 0),
        LinkState::OperatorOnly => ("operator_only", 0),
        LinkState::ServiceOnly => ("service_only", 0),
        LinkState::Active => ("active", 0),
        LinkState::Jailed { until } => ("jailed", until),
    };
    Ok(response(action, LinkChanged { operator, service, state, until }))
}
