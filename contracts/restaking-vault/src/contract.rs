//! Entry points: parse, check caller and funds, route.

use cosmwasm_std::{Addr, Api, Binary, Deps, DepsMut, Env, MessageInfo, Response, StdResult};
use weir_accounting::vault::Sighting;
use weir_interface::restaking::Asset;
use weir_interface::vault::{ExecuteMsg, InstantiateMsg, QueryMsg, ReceiveMsg, MAX_BUCKETS};
use weir_json::from_slice;
use weir_quantities::{Assets, Seconds, Time};

use crate::execute::{
    apply_slash, bond, claim_exit, claim_slashed, commitment, config, deposit, exit,
    instantiate as birth, pause, receipt, request, rewards, settle, transfer_position,
    update_ownership,
};
use crate::state::{Access, ACCESS};
use crate::world::World;
use crate::{query, ContractError};

/// Creates a vault of the registry that sends this.
///
/// # Errors
/// Funds, an address that is none, a parameter outside its bounds.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point(crate = "weir_json::entry"))]
pub fn instantiate(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    refuse_funds(&info)?;
    birth::instantiate(deps, &env, &info, msg)
}

/// Does what anybody, the operator, the owner or another contract asks.
///
/// # Errors
/// A broken rule.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point(crate = "weir_json::entry"))]
pub fn execute(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    let takes_coins = matches!(
        msg,
        ExecuteMsg::Deposit { .. } | ExecuteMsg::AddBond {} | ExecuteMsg::BringCover { .. }
    );
    if !takes_coins {
        refuse_funds(&info)?;
    }
    let (env, sender) = (&env, info.sender.clone());
    match msg {
        ExecuteMsg::Deposit { receiver, min_shares, max_pending_slash } => {
            let (access, assets) = paid(&deps, &info)?;
            let receiver = address_or(deps.api, receiver, &sender)?;
            let wishes = deposit::Wishes { receiver, min_shares, max_pending_slash };
            let world = World::open(deps.storage, env)?;
            deposit::deposit(deps, world, &access, sender, assets, wishes)
        }
        ExecuteMsg::AddBond {} => {
            let (_, assets) = paid(&deps, &info)?;
            let world = World::open(deps.storage, env)?;
            bond::add(deps, world, sender, assets)
        }
        ExecuteMsg::BringCover { id } => {
            let (_, assets) = paid(&deps, &info)?;
            apply_slash::bring_cover(deps, sender, id, assets)
        }
        ExecuteMsg::Receive { sender: from, amount, msg } => {
            receive(deps, env, sender, from, amount.into(), msg)
        }
        ExecuteMsg::RequestExit { shares } => exit::request_exit(deps, env, sender, shares),
        ExecuteMsg::CancelExit { bucket, shares } => {
            exit::cancel_exit(deps, env, sender, bucket, shares)
        }
        ExecuteMsg::ClaimExit { receiver, limit } => {
            let receiver = address_or(deps.api, receiver, &sender)?;
            let limit = limit.unwrap_or(MAX_BUCKETS).clamp(1, MAX_BUCKETS);
            claim_exit::claim_exit(deps, env, sender, receiver, limit as usize)
        }
        ExecuteMsg::TransferPosition { recipient, shares } => {
            let recipient = deps.api.addr_validate(&recipient)?;
            transfer_position::transfer_position(deps, env, sender, recipient, shares)
        }
        ExecuteMsg::Settle {} => settle::settle(deps, env),
        ExecuteMsg::OpenLine { line } => rewards::open_line(deps, env, &sender, line),
        ExecuteMsg::FundRewards { line, service, funder, units, duration } => {
            let funding = rewards::Funding { line, service, funder, units, duration };
            rewards::fund(deps, env, &sender, funding)
        }
        ExecuteMsg::AnnounceCommitment { service, version, weight } => {
            let promise = commitment::Promise { service, version, weight };
            commitment::announce(deps, env, sender, promise)
        }
        ExecuteMsg::LowerCommitment { service, target } => {
            commitment::lower(deps, env, sender, service, target)
        }
        ExecuteMsg::Rearm { service } => commitment::rearm(deps, env, sender, service),
        ExecuteMsg::NoteRequest { id, service, fraction, infraction_time } => {
            let infraction_time = Time::new(infraction_time);
            let sighting = Sighting { service, fraction, infraction_time };
            request::note(deps, env, sender, id, sighting)
        }
        ExecuteMsg::EndRequest { id } => request::end(deps, env, id),
        ExecuteMsg::ApplySlash { id } => apply_slash::apply_slash(deps, env, sender, id),
        ExecuteMsg::ClaimSlashed { service, version, recipient } => {
            let recipient = optional(deps.api, recipient)?;
            claim_slashed::claim_slashed(deps, env, sender, service, version, recipient)
        }
        ExecuteMsg::RequestBondExit { assets } => bond::request_exit(deps, env, sender, assets),
        ExecuteMsg::ClaimBond {} => bond::claim(deps, env),
        ExecuteMsg::SetCommission { commission } => {
            config::set_commission(deps, env, sender, commission)
        }
        ExecuteMsg::Pause { scopes, seconds } => {
            pause::pause(deps, env, sender, scopes, Seconds::new(seconds))
        }
        ExecuteMsg::UpdateOwnership(action) => {
            update_ownership::update_ownership(deps, env, &sender, action)
        }
        ExecuteMsg::SetListeners { listeners } => {
            weir_contract::assert_owner(deps.storage, &sender)?;
            config::set_listeners(deps, env, listeners)
        }
        ExecuteMsg::SetLinks { links } => {
            weir_contract::assert_owner(deps.storage, &sender)?;
            config::set_links(deps, env, links)
        }
        ExecuteMsg::UpdateConfig { changes } => {
            weir_contract::assert_owner(deps.storage, &sender)?;
            config::update_config(deps, env, changes)
        }
        ExecuteMsg::CancelChange { name } => config::cancel_change(deps, env, &sender, name),
        ExecuteMsg::SetGuardian { guardian } => {
            weir_contract::assert_owner(deps.storage, &sender)?;
            let guardian = optional(deps.api, guardian)?;
            config::set_guardian(deps, guardian)
        }
        ExecuteMsg::Resume { scopes } => {
            weir_contract::assert_owner(deps.storage, &sender)?;
            pause::resume(deps, env, scopes)
        }
    }
}

/// A token that was sent: the asset alone.
fn receive(
    deps: DepsMut<'_>,
    env: &Env,
    token: Addr,
    from: String,
    assets: Assets,
    msg: Binary,
) -> Result<Response, ContractError> {
    let access = ACCESS.load(deps.storage)?;
    let asset = &access.asset;
    if !matches!(asset, Asset::Cw20 { address } if *address == token.as_str()) {
        let expected = asset.to_string();
        return Err(ContractError::WrongToken { expected, actual: token.into_string() });
    }
    refuse_nothing(assets)?;
    let world = World::foresee(deps.storage, env)?;
    receipt::refuse_short(deps.as_ref(), env, &access, &world.core, assets)?;
    let sender = deps.api.addr_validate(&from)?;
    match from_slice(&msg)? {
        ReceiveMsg::Deposit { receiver, min_shares, max_pending_slash } => {
            let receiver = address_or(deps.api, receiver, &sender)?;
            let wishes = deposit::Wishes { receiver, min_shares, max_pending_slash };
            let world = world.settled(deps.storage);
            deposit::deposit(deps, world, &access, sender, assets, wishes)
        }
        ReceiveMsg::AddBond {} => {
            let world = world.settled(deps.storage);
            bond::add(deps, world, sender, assets)
        }
        ReceiveMsg::BringCover { id } => apply_slash::bring_cover(deps, sender, id, assets),
    }
}

/// Answers what is asked.
///
/// # Errors
/// What is not there, an amount beyond what can be counted.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point(crate = "weir_json::entry"))]
pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    query::answer(deps, &env, msg)
}

/// The asset that was attached, and nothing else.
fn paid(deps: &DepsMut<'_>, info: &MessageInfo) -> Result<(Access, Assets), ContractError> {
    let access = ACCESS.load(deps.storage)?;
    match (&access.asset, info.funds.as_slice()) {
        (Asset::Native { denom }, [coin]) if coin.denom == *denom => {
            let assets = Assets::from(coin.amount);
            refuse_nothing(assets)?;
            Ok((access, assets))
        }
        _ => {
            let sent: Vec<_> = info.funds.iter().map(ToString::to_string).collect();
            let expected = access.asset.to_string();
            Err(ContractError::WrongFunds { expected, sent: sent.join(",") })
        }
    }
}

fn refuse_nothing(assets: Assets) -> Result<(), ContractError> {
    match assets.is_zero() {
        true => Err(ContractError::Zero { what: "assets" }),
        false => Ok(()),
    }
}

fn refuse_funds(info: &MessageInfo) -> Result<(), ContractError> {
    match info.funds.first() {
        None => Ok(()),
        Some(coin) => Err(ContractError::FundsRefused { sent: coin.to_string() }),
    }
}

fn optional(api: &dyn Api, address: Option<String>) -> StdResult<Option<Addr>> {
    address.map(|address| api.addr_validate(&address)).transpose()
}

fn address_or(api: &dyn Api, address: Option<String>, other: &Addr) -> StdResult<Addr> {
    Ok(optional(api, address)?.unwrap_or_else(|| other.clone()))
}
