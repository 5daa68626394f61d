//! Services: who they are, who owns them, who is told of their slashes.

use cosmwasm_std::{Addr, Decimal, Response};
use weir_interface::service_registry::{
    Attack, AttackDeclared, ChangeAnnounced, GroupsSet, Metadata, ServiceRegistered,
    ServiceTransferred, ServiceUpdated, MAX_GROUPS,
};
use weir_quantities::{Assets, GroupId, ServiceId, TermsVersion};

use crate::execute::{response, Call};
use crate::state::{PendingAddress, Service, LAST_SERVICE, NOTICE, SERVICES};
use crate::{check, ContractError};

pub fn register(
    call: Call<'_>,
    metadata: Metadata,
    hook: Option<String>,
) -> Result<Response, ContractError> {
    check::metadata(&metadata)?;
    let hook = check::contract_if(call.deps.as_ref(), "hook", hook.as_ref())?;
    let id = LAST_SERVICE.load(call.deps.storage)?.next();
    LAST_SERVICE.save(call.deps.storage, &id);
    let (owner, name) = (call.sender.to_string(), metadata.name.clone());
    let service = Service {
        owner: call.sender,
        pending_owner: None,
        metadata,
        hook,
        pending_hook: None,
        version: TermsVersion::default(),
        groups: vec![],
        attack: None,
    };
    SERVICES.save(call.deps.storage, id.u64(), &service);
    Ok(response("register_service", ServiceRegistered { service: id, owner, name }))
}

pub fn update(
    call: Call<'_>,
    id: ServiceId,
    metadata: Metadata,
) -> Result<Response, ContractError> {
    let mut service = owned(&call, id)?;
    check::metadata(&metadata)?;
    let name = metadata.name.clone();
    service.metadata = metadata;
    SERVICES.save(call.deps.storage, id.u64(), &service);
    Ok(response("update_service", ServiceUpdated { service: id, name }))
}

/// Another hook waits: whoever insures or lends against a service knows in time who will be told.
pub fn set_hook(
    call: Call<'_>,
    id: ServiceId,
    hook: Option<String>,
) -> Result<Response, ContractError> {
    let mut service = owned(&call, id)?;
    let address = check::contract_if(call.deps.as_ref(), "hook", hook.as_ref())?;
    let at = call.now.after(NOTICE);
    let value = address.clone().map(Addr::into_string).unwrap_or_default();
    service.pending_hook = Some(PendingAddress { address, at });
    SERVICES.save(call.deps.storage, id.u64(), &service);
    Ok(response("set_hook", ChangeAnnounced { change: "hook", value, at: at.u64() }))
}

pub fn transfer(
    call: Call<'_>,
    id: ServiceId,
    new_owner: Option<String>,
) -> Result<Response, ContractError> {
    let mut service = owned(&call, id)?;
    service.pending_owner =
        new_owner.map(|address| call.deps.api.addr_validate(&address)).transpose()?;
    SERVICES.save(call.deps.storage, id.u64(), &service);
    Ok(response("transfer_service", transferred(id, &service)))
}

pub fn accept(call: Call<'_>, id: ServiceId) -> Result<Response, ContractError> {
    let mut service = Service::load(call.deps.storage, id, call.now)?;
    match service.pending_owner.take().filter(|offered| *offered == call.sender) {
        Some(owner) => service.owner = owner,
        None => return Err(call.unauthorized("account that the service was offered")),
    }
    SERVICES.save(call.deps.storage, id.u64(), &service);
    Ok(response("accept_service", transferred(id, &service)))
}

/// What is said binds nobody: it is for who compares it with what vaults would lose.
pub fn declare_attack(
    call: Call<'_>,
    id: ServiceId,
    attack: Option<Attack>,
) -> Result<Response, ContractError> {
    let mut service = owned(&call, id)?;
    if let Some(attack) = &attack {
        check::attack(attack)?;
    }
    service.attack = attack;
    SERVICES.save(call.deps.storage, id.u64(), &service);
    let (profit, threshold) =
        attack.map_or((Assets::ZERO, Decimal::zero()), |said| (said.profit, said.threshold));
    Ok(response("declare_attack", AttackDeclared { service: id, profit, threshold }))
}

/// By the registry's owner, since no service would put itself into a crowded group.
pub fn set_groups(
    call: Call<'_>,
    id: ServiceId,
    mut groups: Vec<GroupId>,
) -> Result<Response, ContractError> {
    call.only_owner()?;
    let mut service = Service::load(call.deps.storage, id, call.now)?;
    let (what, min, max, actual) = ("groups", 0, MAX_GROUPS, groups.len());
    if actual > max {
        return Err(ContractError::BadCount { what, min, max, actual });
    }
    check::refuse_twice(&groups)?;
    groups.sort_unstable();
    let shown = groups.iter().map(GroupId::to_string).collect::<Vec<_>>().join(",");
    service.groups = groups;
    SERVICES.save(call.deps.storage, id.u64(), &service);
    Ok(response("set_groups", GroupsSet { service: id, groups: shown }))
}

/// A service of the caller.
///
/// # Errors
/// [`ContractError::UnknownService`], [`ContractError::Unauthorized`].
pub(super) fn owned(call: &Call<'_>, id: ServiceId) -> Result<Service, ContractError> {
    let service = Service::load(call.deps.storage, id, call.now)?;
    call.only("service's owner", &service.owner)?;
    Ok(service)
}

fn transferred(service: ServiceId, row: &Service) -> ServiceTransferred {
    ServiceTransferred {
        service,
        owner: row.owner.to_string(),
        pending_owner: row.pending_owner.as_ref().map(Addr::to_string).unwrap_or_default(),
    }
}
