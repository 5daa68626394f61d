//! Operators: who they are, who acts for them, where their bond is paid out.

use cosmwasm_std::{Addr, Response};
use weir_interface::service_registry::{
    ChangeAnnounced, HotKey, HotKeySet, Metadata, OperatorRegistered, OperatorTransferred,
    OperatorUpdated, Verb,
};
use weir_quantities::OperatorId;

use crate::execute::{response, Call};
use crate::state::{Operator, PendingAddress, LAST_OPERATOR, NOTICE, OPERATORS};
use crate::{check, ContractError};

pub fn register(
    call: Call<'_>,
    metadata: Metadata,
    bond_address: String,
    hook: Option<String>,
) -> Result<Response, ContractError> {
    check::metadata(&metadata)?;
    let hook = check::contract_if(call.deps.as_ref(), "hook", hook.as_ref())?;
    let bond_address = call.deps.api.addr_validate(&bond_address)?;
    let id = LAST_OPERATOR.load(call.deps.storage)?.next();
    LAST_OPERATOR.save(call.deps.storage, &id);
    let (admin, name) = (call.sender.to_string(), metadata.name.clone());
    let operator = Operator {
        admin: call.sender,
        pending_admin: None,
        metadata,
        bond_address,
        pending_bond_address: None,
        hook,
        hot_keys: vec![],
    };
    OPERATORS.save(call.deps.storage, id.u64(), &operator);
    Ok(response("register_operator", OperatorRegistered { operator: id, admin, name }))
}

pub fn update(
    call: Call<'_>,
    id: OperatorId,
    metadata: Metadata,
    hook: Option<String>,
) -> Result<Response, ContractError> {
    let mut operator = administered(&call, id)?;
    check::metadata(&metadata)?;
    operator.hook = check::contract_if(call.deps.as_ref(), "hook", hook.as_ref())?;
    let name = metadata.name.clone();
    operator.metadata = metadata;
    OPERATORS.save(call.deps.storage, id.u64(), &operator);
    Ok(response("update_operator", OperatorUpdated { operator: id, name }))
}

/// Another address waits longer than any exit: whoever stole the admin's key cannot take the bond
/// before somebody has seen it.
pub fn set_bond_address(
    call: Call<'_>,
    id: OperatorId,
    bond_address: String,
) -> Result<Response, ContractError> {
    let mut operator = administered(&call, id)?;
    let address = call.deps.api.addr_validate(&bond_address)?;
    let at = call.now.after(NOTICE);
    let value = address.to_string();
    operator.pending_bond_address = Some(PendingAddress { address: Some(address), at });
    OPERATORS.save(call.deps.storage, id.u64(), &operator);
    let event = ChangeAnnounced { change: "bond_address", value, at: at.u64() };
    Ok(response("set_bond_address", event))
}

pub fn set_hot_key(
    call: Call<'_>,
    id: OperatorId,
    verb: Verb,
    key: Option<String>,
) -> Result<Response, ContractError> {
    let mut operator = administered(&call, id)?;
    let key = key.map(|address| call.deps.api.addr_validate(&address)).transpose()?;
    operator.hot_keys.retain(|one| one.verb != verb);
    if let Some(key) = &key {
        operator.hot_keys.push(HotKey { verb, key: key.to_string() });
    }
    OPERATORS.save(call.deps.storage, id.u64(), &operator);
    let key = key.map(Addr::into_string).unwrap_or_default();
    Ok(response("set_hot_key", HotKeySet { operator: id, verb: verb.to_string(), key }))
}

pub fn transfer(
    call: Call<'_>,
    id: OperatorId,
    new_admin: Option<String>,
) -> Result<Response, ContractError> {
    let mut operator = administered(&call, id)?;
    operator.pending_admin =
        new_admin.map(|address| call.deps.api.addr_validate(&address)).transpose()?;
    OPERATORS.save(call.deps.storage, id.u64(), &operator);
    Ok(response("transfer_operator", transferred(id, &operator)))
}

/// Keys of the admin before go: they were his.
pub fn accept(call: Call<'_>, id: OperatorId) -> Result<Response, ContractError> {
    let mut operator = Operator::load(call.deps.storage, id, call.now)?;
    match operator.pending_admin.take().filter(|offered| *offered == call.sender) {
        Some(admin) => operator.admin = admin,
        None => return Err(call.unauthorized("account that the operator was offered")),
    }
    operator.hot_keys.clear();
    OPERATORS.save(call.deps.storage, id.u64(), &operator);
    Ok(response("accept_operator", transferred(id, &operator)))
}

/// An operator of the caller.
///
/// # Errors
/// [`ContractError::UnknownOperator`], [`ContractError::Unauthorized`].
pub(super) fn administered(call: &Call<'_>, id: OperatorId) -> Result<Operator, ContractError> {
    let operator = Operator::load(call.deps.storage, id, call.now)?;
    call.only("operator's admin", &operator.admin)?;
    Ok(operator)
}

fn transferred(operator: OperatorId, row: &Operator) -> OperatorTransferred {
    OperatorTransferred {
        operator,
        admin: row.admin.to_string(),
        pending_admin: row.pending_admin.as_ref().map(Addr::to_string).unwrap_or_default(),
    }
}
