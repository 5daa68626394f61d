//! What is checked of texts, addresses and terms before they are stored.

use cosmwasm_std::{Addr, Api, Decimal, Deps, QuerierWrapper, WasmQuery};
use weir_interface::restaking::{Asset, Destination, Terms};
use weir_interface::service_registry::{Attack, Metadata, MAX_NAME, MAX_RESOLVERS, MAX_TEXT};
use weir_interface::vault::Links;
use weir_json::{json, query};
use weir_quantities::{Seconds, DAY, HOUR};

use crate::ContractError;

/// # Errors
/// [`ContractError::BadLength`].
pub fn metadata(metadata: &Metadata) -> Result<(), ContractError> {
    let text = |what, min, max, text: &str| match text.len() {
        actual if actual < min || actual > max => {
            Err(ContractError::BadLength { what, min, max, actual })
        }
        _ => Ok(()),
    };
    text("name", 1, MAX_NAME, &metadata.name)?;
    text("description", 0, MAX_TEXT, metadata.description.as_deref().unwrap_or_default())?;
    text("link", 0, MAX_TEXT, metadata.link.as_deref().unwrap_or_default())
}

/// An address that a contract lives at.
///
/// # Errors
/// No address, or [`ContractError::NoContract`].
pub fn contract(deps: Deps<'_>, role: &'static str, address: &str) -> Result<Addr, ContractError> {
    let address = deps.api.addr_validate(address)?;
    match lives(deps.querier, &address) {
        true => Ok(address),
        false => Err(ContractError::NoContract { role, address: address.into_string() }),
    }
}

/// The same, of one that may be left out.
///
/// # Errors
/// As [`contract`].
pub fn contract_if(
    deps: Deps<'_>,
    role: &'static str,
    address: Option<&String>,
) -> Result<Option<Addr>, ContractError> {
    address.map(|address| contract(deps, role, address)).transpose()
}

/// Whether a contract lives at an address.
fn lives(querier: QuerierWrapper<'_>, address: &Addr) -> bool {
    #[json]
    struct Info {
        creator: String,
    }
    let request = WasmQuery::ContractInfo { contract_addr: address.to_string() };
    query::<Info>(querier, &request.into()).is_ok_and(|info| !info.creator.is_empty())
}

/// # Errors
/// An address without a contract; the treasury may be any account.
pub fn links(deps: Deps<'_>, links: &Links) -> Result<(), ContractError> {
    contract(deps, "coordinator", &links.coordinator)?;
    contract(deps, "distributor", &links.distributor)?;
    contract_if(deps, "fund", links.fund.as_ref())?;
    contract_if(deps, "hub", links.hub.as_ref())?;
    deps.api.addr_validate(&links.treasury)?;
    Ok(())
}

/// # Errors
/// A token that is no contract; a denom that no chain has.
pub fn asset(deps: Deps<'_>, asset: &Asset) -> Result<(), ContractError> {
    match asset {
        Asset::Cw20 { address } => contract(deps, "token", address).map(drop),
        Asset::Native { denom } => {
            let (what, min, max, actual) = ("denom", 3, 128, denom.len());
            match (min..=max).contains(&actual) {
                true => Ok(()),
                false => Err(ContractError::BadLength { what, min, max, actual }),
            }
        }
    }
}

/// Bounds are constants: no governance can give a service more than vaults can bear.
///
/// # Errors
/// [`ContractError::OutOfBounds`], [`ContractError::BadCount`], [`ContractError::NamedTwice`],
/// [`ContractError::NoContract`], an address that is none.
pub fn terms(deps: Deps<'_>, terms: &Terms) -> Result<(), ContractError> {
    let least = Decimal::raw(1);
    if terms.max_slash < least || terms.max_slash > Decimal::one() {
        return Err(out_of_bounds("max_slash", &least, &Decimal::one(), &terms.max_slash));
    }
    window("evidence_window", terms.evidence_window, Seconds::new(1), DAY.times(7))?;
    window("resolution_window", terms.resolution_window, HOUR, DAY.times(5))?;
    window("execution_window", terms.execution_window, DAY, DAY.times(3))?;
    deps.api.addr_validate(&terms.slasher)?;
    resolvers(deps, &terms.resolvers)?;
    destination(deps.api, &terms.destination)
}

/// A profit, and a share of stake that somebody has to have.
///
/// # Errors
/// [`ContractError::OutOfBounds`].
pub fn attack(attack: &Attack) -> Result<(), ContractError> {
    if attack.profit.is_zero() {
        return Err(out_of_bounds("profit", &1, &u128::MAX, &attack.profit));
    }
    let least = Decimal::raw(1);
    if attack.threshold < least || attack.threshold > Decimal::one() {
        return Err(out_of_bounds("threshold", &least, &Decimal::one(), &attack.threshold));
    }
    Ok(())
}

fn window(
    what: &'static str,
    actual: u64,
    min: Seconds,
    max: Seconds,
) -> Result<(), ContractError> {
    match (min.u64()..=max.u64()).contains(&actual) {
        true => Ok(()),
        false => Err(out_of_bounds(what, &min.u64(), &max.u64(), &actual)),
    }
}

/// A resolver is a contract, a DAO's or a council's: one lost key must not decide alone.
fn resolvers(deps: Deps<'_>, resolvers: &[String]) -> Result<(), ContractError> {
    let (what, min, max, actual) = ("resolvers", 1, MAX_RESOLVERS, resolvers.len());
    if actual < min || actual > max {
        return Err(ContractError::BadCount { what, min, max, actual });
    }
    refuse_twice(resolvers)?;
    for resolver in resolvers {
        contract(deps, "resolver", resolver)?;
    }
    Ok(())
}

fn destination(api: &dyn Api, destination: &Destination) -> Result<(), ContractError> {
    match destination {
        Destination::Service { address } | Destination::Unwind { address } => {
            api.addr_validate(address)?;
            Ok(())
        }
        Destination::Fund | Destination::Treasury | Destination::Burn => Ok(()),
    }
}

/// # Errors
/// [`ContractError::NamedTwice`].
pub fn refuse_twice<T: PartialEq + ToString>(list: &[T]) -> Result<(), ContractError> {
    let known = |(index, one): &(usize, &T)| list.iter().take(*index).any(|other| other == *one);
    match list.iter().enumerate().find(known) {
        Some((_, one)) => Err(ContractError::NamedTwice { name: one.to_string() }),
        None => Ok(()),
    }
}

fn out_of_bounds(
    what: &'static str,
    min: &dyn ToString,
    max: &dyn ToString,
    actual: &dyn ToString,
) -> ContractError {
    let (min, max, actual) = (min.to_string(), max.to_string(), actual.to_string());
    ContractError::OutOfBounds { what, min, max, actual }
}
