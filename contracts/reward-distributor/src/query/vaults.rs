//! Answers about streams into vaults.

use cosmwasm_std::{Addr, Deps, Env, StdError, StdResult, Uint128};
use weir_accounting::rewards::{take_whole, RewardError, Stream};
use weir_contract::address_key;
use weir_interface::streams::{PendingRewardResponse, RewardIndexResponse, StreamResponse};
use weir_interface::vault::RewardedSharesResponse;
use weir_quantities::{Time, DAY};

use crate::execute::{ask, VaultBooks};
use crate::state::StreamRow;

/// The books as a message of now would find them, with what the vault says, also of a holder.
fn foresee(
    deps: Deps<'_>,
    env: &Env,
    vault: &str,
    owner: Option<&Addr>,
) -> StdResult<Option<(VaultBooks, RewardedSharesResponse)>> {
    let vault = deps.api.addr_validate(vault)?;
    let Some(mut books) = VaultBooks::load(deps.storage, &vault)? else { return Ok(None) };
    let said = ask(deps.querier, env, &vault, owner)?;
    books.advance_as(&said, Time::from(env.block.time)).map_err(told)?;
    Ok(Some((books, said)))
}

fn told(error: impl ToString) -> StdError {
    StdError::generic_err(error.to_string())
}

pub fn streams(deps: Deps<'_>, env: &Env, vault: &str) -> StdResult<Vec<StreamResponse>> {
    let Some((books, _)) = foresee(deps, env, vault, None)? else { return Ok(vec![]) };
    let now = Time::from(env.block.time);
    let live = books.row.streams.iter().filter(|stream| stream.ends_at > now);
    live.map(|row| {
        let coin = books.row.coins.get(row.coin as usize).cloned();
        Ok(StreamResponse {
            service: row.service,
            funder: row.funder.to_string(),
            coin: coin.ok_or_else(|| StdError::not_found("coin"))?,
            left: paid_until(row, now, row.ends_at).map_err(told)?,
            per_day: paid_until(row, now, now.after(DAY)).map_err(told)?,
            ends_at: row.ends_at.u64(),
        })
    })
    .collect()
}

/// Whole units that a stream pays from now on.
fn paid_until(row: &StreamRow, now: Time, ends_at: Time) -> Result<Uint128, RewardError> {
    let mut parts = Stream { rate: row.rate, counted_to: now, ends_at }.left()?;
    take_whole(&mut parts)
}

pub fn indexes(deps: Deps<'_>, env: &Env, vault: &str) -> StdResult<Vec<RewardIndexResponse>> {
    let Some((books, _)) = foresee(deps, env, vault, None)? else { return Ok(vec![]) };
    let rows = books.row.coins.into_iter().zip(books.coins);
    let shown = rows.map(|(coin, row)| RewardIndexResponse {
        coin,
        index: row.index.index,
        funded: row.index.funded,
        claimed: row.claimed,
    });
    Ok(shown.collect())
}

pub fn pending(
    deps: Deps<'_>,
    env: &Env,
    vault: &str,
    owner: &str,
) -> StdResult<Vec<PendingRewardResponse>> {
    let owner = deps.api.addr_validate(owner)?;
    let Some((books, said)) = foresee(deps, env, vault, Some(&owner))? else { return Ok(vec![]) };
    let key = address_key(deps.api, owner.as_str())?;
    let mut accounts = books.account(deps.storage, &key)?;
    books.count(&mut accounts, (&said).into()).map_err(told)?;
    accounts
        .into_iter()
        .zip(books.row.coins)
        .map(|(mut account, coin)| {
            Ok(PendingRewardResponse { coin, amount: account.claim().map_err(told)? })
        })
        .collect()
}
