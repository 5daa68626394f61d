//! The factory: only vaults that it made are trusted.

use cosmwasm_std::{instantiate2_address, Addr, Binary, Env, HexBinary, Response, StdError};
use cosmwasm_std::{Order, QuerierWrapper, WasmMsg, WasmQuery};
use weir_interface::restaking::Asset;
use weir_interface::service_registry::VaultCreated;
use weir_interface::vault::{InstantiateMsg, ParameterChanges, VaultContract};
use weir_json::{json, query, to_binary};
use weir_quantities::OperatorId;

use crate::execute::operator::administered;
use crate::execute::{response, Call};
use crate::state::{
    asset_key, Vault, ASSETS, FACTORY, MAX_VAULTS, NEWEST_VAULTS, VAULTS, VAULTS_BY_OPERATOR,
    VAULT_LINKS,
};
use crate::ContractError;

pub fn create_vault(
    call: Call<'_>,
    env: &Env,
    operator: OperatorId,
    asset: Asset,
    parameters: Option<ParameterChanges>,
) -> Result<Response, ContractError> {
    administered(&call, operator)?;
    refuse_forbidden(&call, &asset)?;
    let key = asset_key(&asset);
    if let Some(vault) = NEWEST_VAULTS.may_load(call.deps.storage, (operator.u64(), &key))? {
        return Err(ContractError::SecondVault { operator, vault: vault.into_string() });
    }
    make(call, env, "create_vault", Vault { operator, asset, generation: 0, parameters })
}

/// By anyone: whoever the operator is, his depositors need somewhere to go on. It is a new vault all
/// the same, and none is made for an asset that is forbidden: a closed one lets everybody out.
pub fn open_next_generation(
    call: Call<'_>,
    env: &Env,
    vault: String,
) -> Result<Response, ContractError> {
    let address = call.deps.api.addr_validate(&vault)?;
    let before = VAULTS.may_load(call.deps.storage, &address)?;
    let before = before.ok_or(ContractError::NotOurs { vault: vault.clone() })?;
    refuse_forbidden(&call, &before.asset)?;
    let key = asset_key(&before.asset);
    let newest = NEWEST_VAULTS.load(call.deps.storage, (before.operator.u64(), &key))?;
    if newest != address {
        return Err(ContractError::NotNewest { vault, newest: newest.into_string() });
    }
    if !VaultContract(address).books(call.deps.querier)?.closed {
        return Err(ContractError::NotClosed { vault });
    }
    let next = Vault { generation: before.generation.saturating_add(1), ..before };
    make(call, env, "open_next_generation", next)
}

/// # Errors
/// [`ContractError::AssetNotAllowed`].
fn refuse_forbidden(call: &Call<'_>, asset: &Asset) -> Result<(), ContractError> {
    match ASSETS.has(call.deps.storage, &asset_key(asset)) {
        true => Ok(()),
        false => Err(ContractError::AssetNotAllowed { asset: asset.to_string() }),
    }
}

/// Instantiates at a predicted address, so that the row is written before anything else happens.
fn make(call: Call<'_>, env: &Env, action: &str, vault: Vault) -> Result<Response, ContractError> {
    let operator = vault.operator;
    let made = VAULTS_BY_OPERATOR.prefix(operator.u64());
    let count = made.keys(call.deps.storage, None, None, Order::Ascending).count();
    if count >= MAX_VAULTS {
        return Err(ContractError::TooManyVaults { operator, max: MAX_VAULTS });
    }
    let factory = FACTORY.load(call.deps.storage)?.at(call.now);
    let salt = format!("{operator}.{count}");
    let address = predict(&call, env, factory.code_id, &salt)?;
    let msg = WasmMsg::Instantiate2 {
        admin: factory.admin.map(Addr::into_string),
        code_id: factory.code_id,
        label: format!("weir vault {salt}"),
        msg: to_binary(&birth(&call, factory.guardian, &vault)?),
        funds: vec![],
        salt: Binary::from(salt.as_bytes()),
    };
    let event = VaultCreated {
        vault: address.to_string(),
        operator,
        asset: vault.asset.to_string(),
        generation: vault.generation,
    };
    let key = asset_key(&vault.asset);
    VAULTS.save(call.deps.storage, &address, &vault);
    VAULTS_BY_OPERATOR.save(call.deps.storage, (operator.u64(), &address), &true);
    NEWEST_VAULTS.save(call.deps.storage, (operator.u64(), &key), &address);
    Ok(response(action, event).add_message(msg))
}

/// What a vault is born with: governed by who governs the registry at the time.
fn birth(
    call: &Call<'_>,
    guardian: Option<Addr>,
    vault: &Vault,
) -> Result<InstantiateMsg, ContractError> {
    let links = VAULT_LINKS.may_load(call.deps.storage)?.ok_or(ContractError::NotLinkedYet {})?;
    let owner = weir_contract::get_ownership(call.deps.storage)?.owner;
    Ok(InstantiateMsg {
        owner: owner.ok_or(ContractError::NoOwner {})?.into_string(),
        guardian: guardian.map(Addr::into_string),
        operator: vault.operator,
        asset: vault.asset.clone(),
        links: links.at(call.now).links,
        parameters: vault.parameters.clone(),
        generation: vault.generation,
    })
}

fn predict(call: &Call<'_>, env: &Env, code_id: u64, salt: &str) -> Result<Addr, ContractError> {
    let checksum = checksum(call.deps.querier, code_id)?;
    let creator = call.deps.api.addr_canonicalize(env.contract.address.as_str())?;
    let address = instantiate2_address(checksum.as_slice(), &creator, salt.as_bytes())
        .map_err(|error| StdError::generic_err(error.to_string()))?;
    Ok(call.deps.api.addr_humanize(&address)?)
}

fn checksum(querier: QuerierWrapper<'_>, code_id: u64) -> Result<HexBinary, ContractError> {
    #[json]
    struct Code {
        checksum: String,
    }
    let request = WasmQuery::CodeInfo { code_id };
    Ok(HexBinary::from_hex(&query::<Code>(querier, &request.into())?.checksum)?)
}
