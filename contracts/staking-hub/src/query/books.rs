//! Links, parameters, and all that the hub holds and owes.

use cosmwasm_std::{Deps, Env};
use weir_interface::hub::{ConfigResponse, SolvencyResponse};
use weir_quantities::Time;

use crate::chain::balance;
use crate::parameters::Parameters;
use crate::state::{ACCESS, ANNOUNCED, CRANK_PARAMETERS, LINKS, OWED, ROLES, ROSTER};
use crate::world::load_books;
use crate::Refusal;

/// Links, roles, parameters.
pub fn config(deps: Deps<'_>) -> Result<ConfigResponse, Refusal> {
    let links = LINKS.load(deps.storage)?;
    let roles = ROLES.load(deps.storage)?;
    let parameters = Parameters {
        user: ACCESS.load(deps.storage)?.parameters,
        crank: CRANK_PARAMETERS.load(deps.storage)?,
    };
    let ownership = weir_contract::get_ownership(deps.storage)?;
    let seats = ROSTER.load(deps.storage)?.seats;
    Ok(ConfigResponse {
        owner: ownership.owner.map(String::from),
        new_owner: ownership.pending_owner.map(String::from),
        stake_token: links.token.into_string(),
        epoch_period: parameters.user.min_batch_interval.u64(),
        unbond_period: parameters.crank.unbonding_period.u64(),
        validators: seats.into_iter().map(|seat| seat.0).collect(),
        denom: links.denom,
        registry: links.registry.into_string(),
        distributor: links.distributor.into_string(),
        guardian: roles.guardian.map(String::from),
        voter: roles.voter.map(String::from),
        parameters: parameters.describe(links.decimals, &ANNOUNCED.load(deps.storage)?),
    })
}

/// What is held and owed: answered in every state.
pub fn solvency(deps: Deps<'_>, env: &Env) -> Result<SolvencyResponse, Refusal> {
    let now = Time::from(env.block.time);
    let books = load_books(deps.storage)?;
    let owed = OWED.load(deps.storage)?;
    let denom = LINKS.load(deps.storage)?.denom;
    let balance = balance(deps.querier, &env.contract.address, &denom)?;
    let vesting = books.stake.vesting;
    Ok(SolvencyResponse {
        delegated: books.stake.delegated,
        buffer: books.pool.buffer,
        unvested: vesting.unvested(now)?,
        vested_at: vesting.until().u64(),
        backing: books.backing(now)?,
        supply: books.pool.supply,
        unbonding: owed.unbonding,
        claimable: owed.claimable,
        balance,
        unaccounted: owed.beyond(balance, books.pool.buffer),
        shortfall: owed.shortfall,
        insolvent: books.is_insolvent(now)?,
    })
}
