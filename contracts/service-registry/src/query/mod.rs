//! Answers. Changes whose time has come are counted, written or not.

mod security;

use cosmwasm_std::{Addr, Binary, Deps, Order, Storage};
use cw_storage_plus::Bound;
use weir_interface::restaking::{Asset, TermsResponse};
use weir_interface::service_registry::{
    ConfigResponse, LinkResponse, OfferResponse, OperatorResponse, PendingAddress, PendingCode,
    PendingFactoryLinks, PendingHook, QueryMsg, ServiceResponse, VaultResponse,
};
use weir_json::{to_binary, Failure, Json};
use weir_quantities::{OperatorId, ServiceId, TermsVersion, Time};

use crate::state::{
    Operator, Service, Vault, Version, AGREEMENTS, AGREEMENTS_BY_SERVICE, ASSETS, FACTORY,
    MAX_ASSETS, OPERATORS, SERVICES, TERMS, VAULTS, VAULTS_BY_OPERATOR, VAULT_LINKS,
};
use crate::ContractError;

const DEFAULT_LIMIT: u32 = 30;
const MAX_LIMIT: u32 = 100;

/// Answers one question.
pub fn answer(deps: Deps<'_>, now: Time, msg: QueryMsg) -> Result<Binary, ContractError> {
    let storage = deps.storage;
    match msg {
        QueryMsg::Config {} => say(&config(storage, now)?),
        QueryMsg::Ownership {} => Ok(to_binary(&weir_contract::get_ownership(storage)?)),
        QueryMsg::Service { service } => {
            say(&shown_service(service, Service::load(storage, service, now)?))
        }
        QueryMsg::Services { start_after, limit } => {
            let after = start_after.map(|id| Bound::exclusive(id.u64()));
            let rows = SERVICES.range(storage, after, None, Order::Ascending);
            say(&page(rows, limit, |(id, row)| Ok(shown_service(ServiceId::new(id), row.at(now))))?)
        }
        QueryMsg::Terms { service, version } => {
            let newest = Service::load(storage, service, now)?.version;
            say(&terms(storage, service, version.unwrap_or(newest))?)
        }
        QueryMsg::Versions { service, start_after, limit } => {
            let after = start_after.map(|version| Bound::exclusive(version.u64()));
            let rows = TERMS.prefix(service.u64()).range(storage, after, None, Order::Ascending);
            say(&page(rows, limit, |(version, row)| {
                Ok(shown_terms(service, TermsVersion::new(version), row))
            })?)
        }
        QueryMsg::Operator { operator } => {
            say(&shown_operator(operator, Operator::load(storage, operator, now)?))
        }
        QueryMsg::Operators { start_after, limit } => {
            let after = start_after.map(|id| Bound::exclusive(id.u64()));
            let rows = OPERATORS.range(storage, after, None, Order::Ascending);
            say(&page(rows, limit, |(id, row)| {
                Ok(shown_operator(OperatorId::new(id), row.at(now)))
            })?)
        }
        QueryMsg::MayAct { operator, verb, account } => {
            say(&Operator::load(storage, operator, now)?.may_act(verb, &account))
        }
        QueryMsg::Link { operator, service } => say(&link(storage, now, operator, service)?),
        QueryMsg::LinksByOperator { operator, start_after, limit } => {
            let after = start_after.map(|id| Bound::exclusive(id.u64()));
            let rows =
                AGREEMENTS.prefix(operator.u64()).range(storage, after, None, Order::Ascending);
            say(&page(rows, limit, |(service, row)| {
                let service = ServiceId::new(service);
                Ok(LinkResponse { operator, service, state: row.state(now) })
            })?)
        }
        QueryMsg::LinksByService { service, start_after, limit } => {
            let after = start_after.map(|id| Bound::exclusive(id.u64()));
            let rows = AGREEMENTS_BY_SERVICE.prefix(service.u64());
            let rows = rows.range(storage, after, None, Order::Ascending);
            say(&page(rows, limit, |(operator, _)| {
                link(storage, now, OperatorId::new(operator), service)
            })?)
        }
        QueryMsg::Offer { operator, service, version } => {
            say(&offer(storage, now, operator, service, version)?)
        }
        QueryMsg::Vault { vault } => {
            let address = deps.api.addr_validate(&vault)?;
            let row = VAULTS.may_load(storage, &address)?;
            say(&shown_vault(&address, row.ok_or(ContractError::NotOurs { vault })?))
        }
        QueryMsg::Vaults { operator, start_after, limit } => {
            say(&vaults(deps, operator, start_after, limit)?)
        }
        QueryMsg::Assets {} => say(&assets(storage)?),
        QueryMsg::ServiceSecurity { service, start_after, limit } => {
            say(&security::service_security(deps, now, service, start_after, limit)?)
        }
        QueryMsg::Edges { start_after, limit } => say(&security::edges(deps, start_after, limit)?),
    }
}

fn say<T: Json>(answer: &T) -> Result<Binary, ContractError> {
    Ok(to_binary(answer))
}

/// At most a limit of rows, each as it is shown.
fn page<K, T, R>(
    rows: impl Iterator<Item = Result<(K, T), Failure>>,
    limit: Option<u32>,
    shown: impl Fn((K, T)) -> Result<R, ContractError>,
) -> Result<Vec<R>, ContractError> {
    let limit = limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT) as usize;
    rows.take(limit).map(|row| shown(row?)).collect()
}

fn config(storage: &dyn Storage, now: Time) -> Result<ConfigResponse, ContractError> {
    let factory = FACTORY.load(storage)?.at(now);
    let links = VAULT_LINKS.may_load(storage)?.map(|row| row.at(now));
    let pending_links = links.as_ref().and_then(|row| row.pending.as_ref());
    Ok(ConfigResponse {
        owner: weir_contract::get_ownership(storage)?.owner.map(String::from),
        guardian: factory.guardian.map(Addr::into_string),
        vault_code: factory.code_id,
        pending_vault_code: factory
            .pending
            .map(|pending| PendingCode { code_id: pending.code_id, at: pending.at.u64() }),
        vault_admin: factory.admin.map(Addr::into_string),
        pending_links: pending_links.map(|pending| PendingFactoryLinks {
            links: pending.links.clone(),
            at: pending.at.u64(),
        }),
        links: links.map(|row| row.links),
    })
}

fn shown_service(service: ServiceId, row: Service) -> ServiceResponse {
    ServiceResponse {
        service,
        owner: row.owner.into_string(),
        pending_owner: row.pending_owner.map(Addr::into_string),
        metadata: row.metadata,
        hook: row.hook.map(Addr::into_string),
        pending_hook: row.pending_hook.map(|pending| PendingHook {
            hook: pending.address.map(Addr::into_string),
            at: pending.at.u64(),
        }),
        version: Some(row.version).filter(|version| version.u64() > 0),
        groups: row.groups,
        attack: row.attack,
    }
}

fn shown_operator(operator: OperatorId, row: Operator) -> OperatorResponse {
    let pending = row.pending_bond_address.and_then(|pending| {
        let at = pending.at.u64();
        pending.address.map(|address| PendingAddress { address: address.into_string(), at })
    });
    OperatorResponse {
        operator,
        admin: row.admin.into_string(),
        pending_admin: row.pending_admin.map(Addr::into_string),
        metadata: row.metadata,
        bond_address: row.bond_address.into_string(),
        pending_bond_address: pending,
        hook: row.hook.map(Addr::into_string),
        hot_keys: row.hot_keys,
    }
}

fn shown_terms(service: ServiceId, version: TermsVersion, row: Version) -> TermsResponse {
    let revoked_at = row.revoked_at.map(Time::u64);
    TermsResponse { service, version, terms: row.terms, revoked_at }
}

/// One version of terms.
fn terms(
    storage: &dyn Storage,
    service: ServiceId,
    version: TermsVersion,
) -> Result<TermsResponse, ContractError> {
    let row = TERMS.may_load(storage, (service.u64(), version.u64()))?;
    let row = row.ok_or(ContractError::UnknownVersion { service, version })?;
    Ok(shown_terms(service, version, row))
}

fn link(
    storage: &dyn Storage,
    now: Time,
    operator: OperatorId,
    service: ServiceId,
) -> Result<LinkResponse, ContractError> {
    let row = AGREEMENTS.may_load(storage, (operator.u64(), service.u64()))?;
    Ok(LinkResponse { operator, service, state: row.unwrap_or_default().state(now) })
}

fn offer(
    storage: &dyn Storage,
    now: Time,
    operator: OperatorId,
    service: ServiceId,
    version: TermsVersion,
) -> Result<OfferResponse, ContractError> {
    Ok(OfferResponse {
        terms: terms(storage, service, version)?,
        groups: Service::load(storage, service, now)?.groups,
        link: link(storage, now, operator, service)?.state,
    })
}

fn shown_vault(address: &Addr, row: Vault) -> VaultResponse {
    VaultResponse {
        vault: address.to_string(),
        operator: row.operator,
        asset: row.asset,
        generation: row.generation,
    }
}

fn vaults(
    deps: Deps<'_>,
    operator: Option<OperatorId>,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<Vec<VaultResponse>, ContractError> {
    let after = start_after.map(|address| deps.api.addr_validate(&address)).transpose()?;
    let after = after.as_ref().map(Bound::exclusive);
    let Some(operator) = operator else {
        let rows = VAULTS.range(deps.storage, after, None, Order::Ascending);
        return page(rows, limit, |(address, row)| Ok(shown_vault(&address, row)));
    };
    let rows = VAULTS_BY_OPERATOR.prefix(operator.u64());
    let rows = rows.range(deps.storage, after, None, Order::Ascending);
    page(rows, limit, |(address, _)| {
        Ok(shown_vault(&address, VAULTS.load(deps.storage, &address)?))
    })
}

fn assets(storage: &dyn Storage) -> Result<Vec<Asset>, ContractError> {
    let rows = ASSETS.range(storage, None, None, Order::Ascending).take(MAX_ASSETS);
    rows.map(|row| Ok(row?.1)).collect()
}
