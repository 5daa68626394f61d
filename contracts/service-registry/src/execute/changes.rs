//! What the owner changes, and what waits.

use cosmwasm_std::{DepsMut, Order, Response};
use weir_interface::restaking::Asset;
use weir_interface::service_registry::{AssetSet, Change, ChangeAnnounced, ChangeCancelled};
use weir_interface::vault::Links;

use crate::execute::operator::administered;
use crate::execute::service::owned;
use crate::execute::{response, Call};
use crate::state::{
    asset_key, PendingCode, PendingLinks, VaultLinks, ASSETS, FACTORY, MAX_ASSETS, NOTICE,
    OPERATORS, SERVICES, VAULT_LINKS,
};
use crate::{check, ContractError};

pub fn allow_asset(mut call: Call<'_>, asset: Asset) -> Result<Response, ContractError> {
    call.only_owner()?;
    add_asset(&mut call.deps, &asset)?;
    Ok(response("allow_asset", AssetSet { asset: asset.to_string(), allowed: true }))
}

pub(super) fn add_asset(deps: &mut DepsMut<'_>, asset: &Asset) -> Result<(), ContractError> {
    check::asset(deps.as_ref(), asset)?;
    let count = ASSETS.keys(deps.storage, None, None, Order::Ascending).count();
    let (what, min, max, actual) = ("assets", 0, MAX_ASSETS, count.saturating_add(1));
    if actual > max {
        return Err(ContractError::BadCount { what, min, max, actual });
    }
    ASSETS.save(deps.storage, &asset_key(asset), asset);
    Ok(())
}

pub fn forbid_asset(call: Call<'_>, asset: Asset) -> Result<Response, ContractError> {
    call.only_owner()?;
    let key = asset_key(&asset);
    if !ASSETS.has(call.deps.storage, &key) {
        return Err(ContractError::AssetNotAllowed { asset: asset.to_string() });
    }
    ASSETS.remove(call.deps.storage, &key);
    Ok(response("forbid_asset", AssetSet { asset: asset.to_string(), allowed: false }))
}

pub fn set_vault_code(call: Call<'_>, code_id: u64) -> Result<Response, ContractError> {
    call.only_owner()?;
    let mut factory = FACTORY.load(call.deps.storage)?.at(call.now);
    let at = call.now.after(NOTICE);
    factory.pending = Some(PendingCode { code_id, at });
    FACTORY.save(call.deps.storage, &factory);
    let (change, value, at) = ("vault_code", code_id.to_string(), at.u64());
    Ok(response("set_vault_code", ChangeAnnounced { change, value, at }))
}

/// The first time at once: no vault was made before.
pub fn set_links(call: Call<'_>, links: Links) -> Result<Response, ContractError> {
    call.only_owner()?;
    check::links(call.deps.as_ref(), &links)?;
    let value = format!("coordinator {}, distributor {}", links.coordinator, links.distributor);
    let (row, at) = match VAULT_LINKS.may_load(call.deps.storage)? {
        None => (VaultLinks { links, pending: None }, call.now),
        Some(row) => {
            let at = call.now.after(NOTICE);
            let pending = Some(PendingLinks { links, at });
            (VaultLinks { pending, ..row.at(call.now) }, at)
        }
    };
    VAULT_LINKS.save(call.deps.storage, &row);
    Ok(response("set_links", ChangeAnnounced { change: "links", value, at: at.u64() }))
}

fn cancel_code(call: &mut Call<'_>) -> Result<bool, ContractError> {
    call.only_owner()?;
    let mut factory = FACTORY.load(call.deps.storage)?.at(call.now);
    let waited = factory.pending.take().is_some();
    FACTORY.save(call.deps.storage, &factory);
    Ok(waited)
}

fn cancel_links(call: &mut Call<'_>) -> Result<bool, ContractError> {
    call.only_owner()?;
    let Some(row) = VAULT_LINKS.may_load(call.deps.storage)? else { return Ok(false) };
    let mut row = row.at(call.now);
    let waited = row.pending.take().is_some();
    VAULT_LINKS.save(call.deps.storage, &row);
    Ok(waited)
}

/// Takes back what waits. What is in force, written or not, is not taken back.
pub fn cancel(mut call: Call<'_>, change: Change) -> Result<Response, ContractError> {
    let (change, waited) = match change {
        Change::VaultCode => ("vault_code", cancel_code(&mut call)?),
        Change::Links => ("links", cancel_links(&mut call)?),
        Change::Hook { service: id } => {
            let mut service = owned(&call, id)?;
            let waited = service.pending_hook.take().is_some();
            SERVICES.save(call.deps.storage, id.u64(), &service);
            ("hook", waited)
        }
        Change::BondAddress { operator: id } => {
            let mut operator = administered(&call, id)?;
            let waited = operator.pending_bond_address.take().is_some();
            OPERATORS.save(call.deps.storage, id.u64(), &operator);
            ("bond_address", waited)
        }
    };
    match waited {
        true => Ok(response("cancel_change", ChangeCancelled { change })),
        false => Err(ContractError::NothingPending { change }),
    }
}
