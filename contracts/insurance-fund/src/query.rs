//! Answers.

use cosmwasm_std::{Addr, Binary, Deps, Env, Order};
use cw_storage_plus::Bound;
use weir_accounting::vault::matures_at;
use weir_interface::fund::{
    BooksResponse, ConfigResponse, DrawResponse, ExitResponse, PolicyResponse, PositionResponse,
    QueryMsg,
};
use weir_interface::hub::Crank;
use weir_json::to_binary;
use weir_quantities::{Assets, BucketId, ServiceId, SlashId, TermsVersion, Time};

use crate::books::{active, Books};
use crate::parameters::parameters;
use crate::state::{Insured, DRAWN, DRAWS, EXITS, LINKS, POLICIES};
use crate::ContractError;

const DEFAULT_LIMIT: u32 = 30;
const MAX_LIMIT: u32 = 100;

type Answer<T> = Result<T, ContractError>;

/// Answers one question.
pub fn answer(deps: Deps<'_>, env: &Env, msg: QueryMsg) -> Answer<Binary> {
    Ok(match msg {
        QueryMsg::Config {} => to_binary(&config(deps, env)?),
        QueryMsg::Ownership {} => to_binary(&weir_contract::get_ownership(deps.storage)?),
        QueryMsg::Books {} => to_binary(&books(deps, env)?),
        QueryMsg::Position { owner } => {
            let owner = deps.api.addr_validate(&owner)?;
            to_binary(&position(deps, env, &owner)?)
        }
        QueryMsg::Policy { service, version, vault } => {
            let vault = deps.api.addr_validate(&vault)?;
            let row = POLICIES.may_load(deps.storage, (&vault, service.u64(), version.u64()))?;
            let missing = ContractError::NoPolicy { service, vault: vault.to_string() };
            to_binary(&policy(service, version, &vault, row.ok_or(missing)?))
        }
        QueryMsg::Policies { vault, start_after, limit } => {
            to_binary(&policies(deps, vault, start_after, limit)?)
        }
        QueryMsg::Draw { id } => to_binary(&draw(deps, id)?),
        // Matured exits are settled by whatever comes next: nothing waits for a crank.
        QueryMsg::Cranks {} => to_binary(&Vec::<Crank>::new()),
    })
}

fn config(deps: Deps<'_>, env: &Env) -> Answer<ConfigResponse> {
    let links = LINKS.load(deps.storage)?;
    Ok(ConfigResponse {
        owner: weir_contract::get_ownership(deps.storage)?.owner.map(String::from),
        asset: links.asset,
        coordinator: links.coordinator.into_string(),
        registry: links.registry.into_string(),
        hub: links.hub.map(String::from),
        parameters: parameters(deps.storage, env.block.time.into())?.show(),
    })
}

fn books(deps: Deps<'_>, env: &Env) -> Answer<BooksResponse> {
    let books = Books::foresee(deps.storage, env)?;
    let draws = DRAWS.load(deps.storage)?;
    let limits = parameters(deps.storage, books.now)?.limits();
    Ok(BooksResponse {
        assets: books.pool.assets,
        shares: books.pool.shares,
        reserve: books.reserve.assets,
        drawn: draws.drawn(books.now)?,
        drawable: draws.allowed(Assets::MAX, books.held()?, &limits, books.now)?,
        premiums: books.premiums,
        covered: books.covered,
    })
}

fn position(deps: Deps<'_>, env: &Env, owner: &Addr) -> Answer<PositionResponse> {
    let books = Books::foresee(deps.storage, env)?;
    let active = active(deps.storage, owner)?;
    let mut exits = vec![];
    for row in EXITS.prefix(owner).range(deps.storage, None, None, Order::Ascending) {
        let (id, shares) = row?;
        exits.push(ExitResponse { shares, matures_at: matures_at(BucketId::new(id)).u64() });
    }
    Ok(PositionResponse { active, assets: books.pool.worth(active)?, exits })
}

fn policy(service: ServiceId, version: TermsVersion, vault: &Addr, row: Insured) -> PolicyResponse {
    PolicyResponse {
        service,
        version,
        vault: vault.to_string(),
        minimum_bond: row.minimum_bond,
        premium: row.premium,
        paid_since: row.paid_since.map(Time::u64),
        ends_at: row.ends_at.map(Time::u64),
    }
}

fn policies(
    deps: Deps<'_>,
    vault: Option<String>,
    start_after: Option<(String, ServiceId, TermsVersion)>,
    limit: Option<u32>,
) -> Answer<Vec<PolicyResponse>> {
    let vault = vault.map(|vault| deps.api.addr_validate(&vault)).transpose()?;
    let after = start_after
        .map(|(vault, service, version)| (Addr::unchecked(vault), service.u64(), version.u64()));
    let min = match (&after, &vault) {
        (Some((at, service, version)), _) if vault.as_ref().is_none_or(|vault| at >= vault) => {
            Some(Bound::exclusive((at, *service, *version)))
        }
        (_, Some(vault)) => Some(Bound::inclusive((vault, 0, 0))),
        _ => None,
    };
    let of_vault = |at: &Addr| vault.as_ref().is_none_or(|vault| vault == at);
    POLICIES
        .range(deps.storage, min, None, Order::Ascending)
        .take_while(|row| row.as_ref().map_or(true, |((at, _, _), _)| of_vault(at)))
        .take(limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT) as usize)
        .map(|row| {
            let ((vault, service, version), row) = row?;
            Ok(policy(ServiceId::new(service), TermsVersion::new(version), &vault, row))
        })
        .collect()
}

fn draw(deps: Deps<'_>, id: SlashId) -> Answer<DrawResponse> {
    let row = DRAWN.load(deps.storage, id.u64())?;
    Ok(DrawResponse { id, drawn: row.drawn, returned: row.returned })
}
