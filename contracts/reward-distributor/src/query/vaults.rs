//! Answers about streams into vaults.

use cosmwasm_std::{Addr, Deps, Env, StdError, StdResult, Uint128, Uint256};
use weir_accounting::rewards::{take_whole, RewardError, Stream};
use weir_contract::address_key;
use weir_interface::restaking::Asset;
use weir_interface::streams::{PendingRewardResponse, RewardIndexResponse, StreamResponse};
use weir_interface::vault::{LineResponse, VaultContract};
use weir_quantities::{Time, DAY};

use crate::execute::{due_in, numbered, VaultBooks};

fn told(error: impl ToString) -> StdError {
    StdError::generic_err(error.to_string())
}

pub fn streams(deps: Deps<'_>, env: &Env, vault: &str) -> StdResult<Vec<StreamResponse>> {
    let vault = deps.api.addr_validate(vault)?;
    let Some(books) = VaultBooks::load(deps.storage, &vault)? else { return Ok(vec![]) };
    let now = Time::from(env.block.time);
    let said = VaultContract(vault).reward_streams(deps.querier, &env.contract.address)?;
    let mut streams = vec![];
    for one in said.streams {
        streams.push(StreamResponse {
            service: one.service,
            funder: one.funder,
            coin: coin_of(&books, one.line)?,
            left: paid_until(one.rate, now, Time::new(one.ends_at)).map_err(told)?,
            per_day: paid_until(one.rate, now, now.after(DAY)).map_err(told)?,
            ends_at: one.ends_at,
        });
    }
    for (place, one) in numbered(said.left) {
        if books.line(deps.storage, one.line)?.reclaimed.contains(&place) {
            continue;
        }
        streams.push(StreamResponse {
            service: one.service,
            funder: one.funder,
            coin: coin_of(&books, one.line)?,
            left: one.units,
            per_day: Uint128::zero(),
            ends_at: now.u64(),
        });
    }
    Ok(streams)
}

fn coin_of(books: &VaultBooks, line: u32) -> StdResult<Asset> {
    books.coin_of(line).cloned().ok_or_else(|| StdError::not_found("coin"))
}

/// Whole units that a stream pays from now on.
fn paid_until(rate: Uint256, now: Time, ends_at: Time) -> Result<Uint128, RewardError> {
    let mut parts = Stream { rate, counted_to: now, ends_at }.left()?;
    take_whole(&mut parts)
}

/// The vault's books, and what it says of a holder.
fn lines(
    deps: Deps<'_>,
    env: &Env,
    vault: &str,
    owner: Option<&Addr>,
) -> StdResult<Option<(VaultBooks, Vec<LineResponse>)>> {
    let vault = deps.api.addr_validate(vault)?;
    let Some(books) = VaultBooks::load(deps.storage, &vault)? else { return Ok(None) };
    let said = VaultContract(vault).rewards(deps.querier, &env.contract.address, owner)?;
    Ok(Some((books, said.lines)))
}

pub fn indexes(deps: Deps<'_>, env: &Env, vault: &str) -> StdResult<Vec<RewardIndexResponse>> {
    let Some((books, said)) = lines(deps, env, vault, None)? else { return Ok(vec![]) };
    let mut shown = vec![];
    for one in &books.row.coins {
        let row = books.line(deps.storage, one.line)?;
        let line = said.iter().find(|line| line.line == one.line);
        shown.push(RewardIndexResponse {
            coin: one.coin.clone(),
            line: one.line,
            index: line.map(|line| line.index).unwrap_or_default(),
            funded: row.funded,
            claimed: row.claimed,
        });
    }
    Ok(shown)
}

pub fn pending(
    deps: Deps<'_>,
    env: &Env,
    vault: &str,
    owner: &str,
) -> StdResult<Vec<PendingRewardResponse>> {
    let owner = deps.api.addr_validate(owner)?;
    let Some((books, said)) = lines(deps, env, vault, Some(&owner))? else { return Ok(vec![]) };
    let key = address_key(deps.api, owner.as_str())?;
    let claimed = books.claimed(deps.storage, &key)?;
    let mut pending: Vec<PendingRewardResponse> = vec![];
    for (one, claimed) in books.row.coins.iter().zip(claimed) {
        let amount = due_in(&said, one.line, |line| line.earned, claimed).map_err(told)?;
        match pending.iter_mut().find(|other| other.coin == one.coin) {
            Some(other) => other.amount = other.amount.saturating_add(amount),
            None => pending.push(PendingRewardResponse { coin: one.coin.clone(), amount }),
        }
    }
    Ok(pending)
}
