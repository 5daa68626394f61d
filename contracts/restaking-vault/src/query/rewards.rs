//! What holders have earned, and what is to come: for the distributor that pays it.

use cosmwasm_std::{Deps, Uint256};
use weir_contract::address_key;
use weir_interface::vault::{
    LeftoverResponse, LineResponse, PaidStreamResponse, RewardStreamsResponse, RewardsResponse,
};

use crate::rewards::{is_linked, lines_of, stays, Earning};
use crate::state::LEFTOVERS;
use crate::world::World;
use crate::ContractError;

pub fn earned(
    deps: Deps<'_>,
    world: &World,
    distributor: &str,
    owner: Option<String>,
) -> Result<RewardsResponse, ContractError> {
    let distributor = deps.api.addr_validate(distributor)?;
    let earning = Earning::until_now(deps.storage, world)?;
    let owner = owner.map(|owner| address_key(deps.api, &owner)).transpose()?;
    let held = owner.as_ref().map(|owner| earning.position(deps.storage, owner)).transpose()?;
    let mut lines = vec![];
    for (number, line, open) in lines_of(deps.storage, &earning, &distributor)? {
        let earned = match (&owner, &held) {
            (Some(owner), Some(held)) => held.earned(deps.storage, owner, number)?,
            _ => Uint256::zero(),
        };
        let (index, commission) = (line.index.index, line.index.commission);
        lines.push(LineResponse { line: number, open, index, commission, earned });
    }
    Ok(RewardsResponse {
        stays: stays(deps.storage, &distributor)?,
        next_line: earning.rewards.schedule.opened,
        lines,
    })
}

pub fn streams(
    deps: Deps<'_>,
    world: &World,
    distributor: &str,
) -> Result<RewardStreamsResponse, ContractError> {
    let distributor = deps.api.addr_validate(distributor)?;
    let earning = Earning::until_now(deps.storage, world)?;
    let live = match is_linked(deps.storage, &distributor)? {
        true => earning.rewards.schedule.streams.clone(),
        false => vec![],
    };
    let streams = live.into_iter().filter(|stream| stream.ends_at > world.wall);
    let streams = streams.map(|stream| PaidStreamResponse {
        service: stream.service,
        funder: stream.funder.into_string(),
        line: stream.line,
        rate: stream.rate,
        ends_at: stream.ends_at.u64(),
    });
    let mut left = vec![];
    for (line, _, open) in lines_of(deps.storage, &earning, &distributor)? {
        if open {
            continue;
        }
        let of_line = LEFTOVERS.may_load(deps.storage, line)?.unwrap_or_default();
        left.extend(of_line.into_iter().map(|one| LeftoverResponse {
            line,
            service: one.service,
            funder: one.funder.into_string(),
            units: one.units,
        }));
    }
    Ok(RewardStreamsResponse { streams: streams.collect(), left })
}
