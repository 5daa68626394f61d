//! Who stands behind a service: asked of the vaults, which alone know.

use std::collections::BTreeMap;

use cosmwasm_std::{Addr, Decimal, Deps, Order};
use cw_storage_plus::Bound;
use weir_accounting::risk::margin;
use weir_interface::service_registry::{BackingVault, EdgeResponse, ServiceSecurityResponse};
use weir_interface::vault::VaultContract;
use weir_json::Failure;
use weir_quantities::{Assets, OperatorId, ServiceId, Time};

use super::terms;
use crate::state::{Service, Vault, VAULTS};
use crate::ContractError;

/// Each vault is two queries, so fewer than rows of storage.
const DEFAULT_VAULTS: u32 = 10;
const MOST_VAULTS: u32 = 20;

/// Vaults with their addresses, and after which one the next page begins.
type Page = (Vec<(Addr, Vault)>, Option<String>);

/// Vaults of all assets: what is summed up here is of use to who knows that they are alike.
pub fn service_security(
    deps: Deps<'_>,
    now: Time,
    service: ServiceId,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<ServiceSecurityResponse, ContractError> {
    let attack = Service::load(deps.storage, service, now)?.attack;
    let (asked, next) = asked_vaults(deps, start_after, limit)?;
    let mut vaults = vec![];
    let (mut stake, mut budget) = (Assets::ZERO, Assets::ZERO);
    let mut operators: BTreeMap<OperatorId, Assets> = BTreeMap::new();
    for (address, row) in asked {
        let commitments = VaultContract(address.clone()).commitments(deps.querier)?;
        let Some(one) = commitments.into_iter().find(|one| one.service == service) else {
            continue;
        };
        let revoked_at = terms(deps.storage, service, one.version)?.revoked_at;
        // Nobody may count on terms that were revoked.
        let counted = |assets: Assets| if revoked_at.is_some() { Assets::ZERO } else { assets };
        let backing = BackingVault {
            vault: address.into_string(),
            operator: row.operator,
            stake: counted(one.guaranteed),
            budget: counted(one.payable),
            version: one.version,
            revoked_at,
        };
        stake = stake.plus(backing.stake)?;
        budget = budget.plus(backing.budget)?;
        let sum = operators.entry(row.operator).or_default();
        *sum = sum.plus(backing.stake)?;
        vaults.push(backing);
    }
    let largest = operators.into_values().max().unwrap_or_default();
    let largest_operator = match stake.is_zero() {
        true => Decimal::zero(),
        false => Decimal::from_ratio(largest.u128(), stake.u128()),
    };
    let margin = attack.and_then(|said| margin(budget, said.profit, said.threshold));
    Ok(ServiceSecurityResponse { vaults, stake, budget, largest_operator, attack, margin, next })
}

/// All that vaults promise, vault by vault.
pub fn edges(
    deps: Deps<'_>,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<Vec<EdgeResponse>, ContractError> {
    let (asked, _) = asked_vaults(deps, start_after, limit)?;
    let mut edges = vec![];
    for (address, row) in asked {
        let vault = VaultContract(address.clone());
        let books = vault.books(deps.querier)?;
        for one in vault.commitments(deps.querier)? {
            let whole = books.magnitude.u128();
            let power = one.power.min(books.magnitude).u128();
            edges.push(EdgeResponse {
                vault: address.to_string(),
                operator: row.operator,
                assets: books.assets,
                service: one.service,
                weight: match whole {
                    0 => Decimal::zero(),
                    whole => Decimal::from_ratio(power, whole),
                },
                max_slash: one.max_slash,
                stake: one.guaranteed,
                budget: one.payable,
            });
        }
    }
    Ok(edges)
}

/// A page of vaults.
fn asked_vaults(
    deps: Deps<'_>,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<Page, ContractError> {
    let limit = limit.unwrap_or(DEFAULT_VAULTS).clamp(1, MOST_VAULTS) as usize;
    let after = start_after.map(|address| deps.api.addr_validate(&address)).transpose()?;
    let after = after.as_ref().map(Bound::exclusive);
    let mut rows = VAULTS.range(deps.storage, after, None, Order::Ascending);
    let page: Vec<_> = rows.by_ref().take(limit).collect::<Result<_, Failure>>()?;
    let more = rows.next().transpose()?.is_some();
    let next = page.last().filter(|_| more).map(|(address, _)| address.to_string());
    Ok((page, next))
}
