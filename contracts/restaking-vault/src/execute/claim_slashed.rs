//! Slashed assets go where the commitment said at the time of the offence. Destinations pull; what
//! belongs to fund, hub and treasury is pushed by anyone.

use cosmwasm_std::{Addr, CosmosMsg, DepsMut, Env, Response};
use weir_interface::fund::FundContract;
use weir_interface::hub::HubContract;
use weir_interface::restaking::Destination;
use weir_interface::vault::SlashedClaimed;
use weir_quantities::{Assets, ServiceId, TermsVersion};

use crate::execute::commitment::{fund_for, hub_for};
use crate::execute::response;
use crate::state::{DESTINATIONS, ESCROW, IDENTITY, LINKS};
use crate::world::World;
use crate::ContractError;

pub fn claim_slashed(
    deps: DepsMut<'_>,
    env: &Env,
    sender: Addr,
    service: ServiceId,
    version: TermsVersion,
    recipient: Option<Addr>,
) -> Result<Response, ContractError> {
    let key = (service.u64(), version.u64());
    let assets = ESCROW.may_load(deps.storage, key)?.unwrap_or_default();
    if assets.is_zero() {
        return Err(ContractError::NothingOwed {});
    }
    let mut world = World::open(deps.storage, env)?;
    let destination = DESTINATIONS.load(deps.storage, key)?;
    let (paid, recipient) = pay(&deps, &sender, destination, recipient, assets)?;
    ESCROW.remove(deps.storage, key);
    world.core.escrow = world.core.escrow.minus(assets)?;
    world.events.push(SlashedClaimed { service, version, recipient, assets }.into());
    Ok(response("claim_slashed", world.save(deps.storage)?).add_message(paid))
}

/// The message that pays, and who is paid.
fn pay(
    deps: &DepsMut<'_>,
    sender: &Addr,
    destination: Destination,
    recipient: Option<Addr>,
    assets: Assets,
) -> Result<(CosmosMsg, String), ContractError> {
    let identity = IDENTITY.load(deps.storage)?;
    let links = LINKS.load(deps.storage)?;
    if let Destination::Service { address } = destination {
        if sender.as_str() != address {
            let caller = sender.to_string();
            return Err(ContractError::Unauthorized { role: "destination", caller });
        }
        let recipient = recipient.map_or(address, Addr::into_string);
        return Ok((identity.asset.transfer(&recipient, assets)?, recipient));
    }
    if recipient.is_some() {
        let caller = sender.to_string();
        return Err(ContractError::Unauthorized { role: "destination", caller });
    }
    // Fund or hub may have been unlinked meanwhile, or others that do not take the asset linked: who
    // was meant gets the asset itself, or the treasury keeps it for those it was meant for.
    let asset = &identity.asset;
    match destination {
        Destination::Fund => {
            if let Some(fund) = fund_for(deps, asset, links.fund)? {
                let recipient = fund.to_string();
                return Ok((FundContract(fund).bring_slashed(asset, assets)?, recipient));
            }
        }
        Destination::Burn => {
            if let Some(hub) = hub_for(deps, asset, links.hub)? {
                let recipient = hub.to_string();
                return Ok((HubContract(hub).burn_slashed(asset, assets)?, recipient));
            }
        }
        Destination::Unwind { address } => {
            let Some(hub) = hub_for(deps, asset, links.hub)? else {
                return Ok((asset.transfer(&address, assets)?, address));
            };
            let recipient = hub.to_string();
            return Ok((HubContract(hub).unwind_slashed(asset, assets, &address)?, recipient));
        }
        Destination::Treasury | Destination::Service { .. } => {}
    }
    let treasury = links.treasury.into_string();
    Ok((asset.transfer(&treasury, assets)?, treasury))
}
