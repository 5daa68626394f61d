//! Entry points: parse, check caller and funds, route.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{Addr, Api, Binary, Deps, DepsMut, Env, Event, MessageInfo, Reply, Response};
use weir_interface::hub::{
    ExecuteMsg, InstantiateMsg, MigrateMsg, OwnershipUpdated, QueryMsg, ReceiveMsg, MAX_SKIP,
};
use weir_interface::PeerField;
use weir_json::from_slice;
use weir_quantities::{Assets, Seconds, Shares};

use crate::execute::withdraw::MAX_WITHDRAWALS;
use crate::execute::*;
use crate::state::{ACCESS, LINKS};
use crate::world::World;
use crate::{ContractError, Outcome, Refusal};

/// Name of this contract, for migrations and explorers.
pub const CONTRACT_NAME: &str = concat!("crates.io:", env!("CARGO_PKG_NAME"));
/// Version of this code.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Most parts that one call may be asked to send.
const MAX_PARTS: u32 = 20;
/// Most validators that one call may be asked to serve.
const MAX_ROWS: u32 = 128;
/// Most moves that one call may be asked to make.
const MAX_MOVES: u32 = 10;

#[cfg_attr(not(feature = "library"), entry_point(crate = "weir_json::entry"))]
pub fn instantiate(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    weir_contract::set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION);
    let deposit = paid(&info, &msg.denom).map_err(Refusal::told)?;
    instantiate::instantiate(deps, env, deposit, msg).map_err(Refusal::told)
}

#[cfg_attr(not(feature = "library"), entry_point(crate = "weir_json::entry"))]
pub fn execute(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    route(deps, env, info, msg).map_err(Refusal::told)
}

fn route(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, Refusal> {
    match msg {
        ExecuteMsg::Bond { .. } | ExecuteMsg::AddRewards {} | ExecuteMsg::Cover {} => {
            execute_paid(deps, env, info, msg)
        }
        _ => {
            refuse_funds(&info)?;
            execute_unpaid(deps, env, info.sender, msg)
        }
    }
}

/// Messages that carry coins.
fn execute_paid(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, Refusal> {
    let access = ACCESS.load(deps.storage)?;
    let assets = paid(&info, &access.denom)?;
    let sender = info.sender;
    match msg {
        ExecuteMsg::Bond { receiver, min_shares, max_age, referral, donate } => {
            refuse_peer_field("donate", donate, "coins for nothing go to sweep_surplus")?;
            let terms = bond::Terms {
                receiver: address_or(deps.api, receiver, &sender)?,
                min_shares: min_shares.unwrap_or_default(),
                max_age: max_age.map(Seconds::new),
                referral: check_referral(referral)?,
            };
            bond::bond(deps, env, sender, assets, access, terms)
        }
        ExecuteMsg::AddRewards {} => {
            only(&LINKS.load(deps.storage)?.distributor, "distributor", sender)?;
            add_rewards::add_rewards(deps, env, assets)
        }
        _ => cover::cover(deps, env, sender, assets),
    }
}

/// Messages that carry none: users' first, then cranks, then everybody else's.
fn execute_unpaid(
    deps: DepsMut<'_>,
    env: Env,
    sender: Addr,
    msg: ExecuteMsg,
) -> Result<Response, Refusal> {
    match msg {
        ExecuteMsg::Receive { sender: from, amount, msg } => {
            receive(deps, env, sender, from, amount.into(), msg)
        }
        ExecuteMsg::CancelUnbond { batch_id, shares } => {
            cancel_unbond::cancel_unbond(deps, env, sender, batch_id, shares)
        }
        ExecuteMsg::TransferUnbondRequest { batch_id, recipient, shares } => {
            let recipient = deps.api.addr_validate(&recipient)?;
            transfer_unbond_request::transfer_unbond_request(
                deps, env, sender, batch_id, recipient, shares,
            )
        }
        ExecuteMsg::WithdrawUnbonded { receiver, start_after, limit } => {
            let receiver = address_or(deps.api, receiver, &sender)?;
            let limit = within(limit, MAX_WITHDRAWALS, MAX_WITHDRAWALS)?;
            withdraw::withdraw_unbonded(deps, env, sender, receiver, start_after, limit)
        }
        ExecuteMsg::WithdrawBatch { batch_id, owner } => {
            let owner = address_or(deps.api, owner, &sender)?;
            withdraw::withdraw_batch(deps, env, batch_id, owner)
        }
        ExecuteMsg::VoteProposal { proposal_id, options } => {
            vote_proposal::vote_proposal(deps, sender, proposal_id, options)
        }
        ExecuteMsg::UpdateTargets { targets, max_share } => {
            only(&LINKS.load(deps.storage)?.registry, "registry", sender)?;
            let world = World::load(deps.storage, &env)?;
            update_targets::update_targets(deps, world, targets, max_share)
        }
        ExecuteMsg::Pause { scopes, seconds } => {
            pause::pause(deps, env, sender, scopes, Seconds::new(seconds))
        }
        ExecuteMsg::UpdateConfig { .. }
        | ExecuteMsg::CancelRaises {}
        | ExecuteMsg::SetRoles { .. }
        | ExecuteMsg::Resume { .. }
        | ExecuteMsg::UpdateOwnership(_) => execute_owners(deps, env, sender, msg),
        crank => execute_crank(deps, env, sender, crank),
    }
}

/// What anyone may call to move things on.
fn execute_crank(
    deps: DepsMut<'_>,
    env: Env,
    sender: Addr,
    msg: ExecuteMsg,
) -> Result<Response, Refusal> {
    match msg {
        ExecuteMsg::Sync { skip } => sync::sync(deps, env, check_skip(skip)?),
        ExecuteMsg::Harvest { limit, skip, validators, withdrawals, stages } => {
            let reason = "all validators are harvested, and nothing is swapped here";
            refuse_peer_field("validators", validators, reason)?;
            refuse_peer_field("withdrawals", withdrawals, reason)?;
            refuse_peer_field("stages", stages, reason)?;
            let limit = limit.map(|limit| within(Some(limit), MAX_ROWS, MAX_ROWS)).transpose()?;
            harvest::harvest(deps, env, sender, limit, check_skip(skip)?)
        }
        ExecuteMsg::DelegateBuffer { limit, skip } => {
            let limit = within(limit, delegate_buffer::DEFAULT_LIMIT, MAX_ROWS)?;
            delegate_buffer::delegate_buffer(deps, env, limit, check_skip(skip)?)
        }
        ExecuteMsg::SubmitBatch { max_parts, skip, undelegations } => {
            let reason = "the hub itself plans who serves a batch";
            refuse_peer_field("undelegations", undelegations, reason)?;
            let parts = max_parts.map(|parts| within(Some(parts), 1, MAX_PARTS)).transpose()?;
            submit_batch::submit_batch(deps, env, parts, check_skip(skip)?)
        }
        ExecuteMsg::Reconcile { limit } => {
            let limit = within(limit, reconcile::DEFAULT_LIMIT, reconcile::MAX_LIMIT)?;
            reconcile::reconcile(deps, env, limit)
        }
        ExecuteMsg::Rebalance { max_moves, skip, min_redelegation } => {
            let moves = max_moves.map(|moves| within(Some(moves), 1, MAX_MOVES)).transpose()?;
            rebalance::rebalance(deps, env, moves, check_skip(skip)?, min_redelegation)
        }
        ExecuteMsg::SweepSurplus {} => sweep_surplus::sweep_surplus(deps, env),
        ExecuteMsg::ActivateRaises {} => config::activate_raises(deps, env),
        _ => advance::advance(deps, env, sender),
    }
}

/// What only the owner may call.
fn execute_owners(
    deps: DepsMut<'_>,
    env: Env,
    sender: Addr,
    msg: ExecuteMsg,
) -> Result<Response, Refusal> {
    if let ExecuteMsg::UpdateOwnership(action) = msg {
        return update_ownership(deps, &env, &sender, action);
    }
    weir_contract::assert_owner(deps.storage, &sender)?;
    match msg {
        ExecuteMsg::UpdateConfig { parameters } => config::update_config(deps, env, parameters),
        ExecuteMsg::SetRoles { guardian, voter } => {
            let role = |name: Option<String>| -> Outcome<Option<Addr>> {
                Ok(name.map(|name| deps.api.addr_validate(&name)).transpose()?)
            };
            let (guardian, voter) = (role(guardian)?, role(voter)?);
            config::set_roles(deps, guardian, voter)
        }
        ExecuteMsg::Resume { scopes } => pause::resume(deps, env, scopes),
        _ => config::cancel_raises(deps),
    }
}

fn update_ownership(
    deps: DepsMut<'_>,
    env: &Env,
    sender: &Addr,
    action: cw_ownable::Action,
) -> Result<Response, Refusal> {
    let ownership = weir_contract::update_ownership(deps, &env.block, sender, action)?;
    let text = |account: Option<Addr>| account.map(Addr::into_string).unwrap_or_default();
    Ok(Response::new().add_attribute("action", "update_ownership").add_event(Event::from(
        OwnershipUpdated {
            owner: text(ownership.owner),
            pending_owner: text(ownership.pending_owner),
        },
    )))
}

/// Shares arrived from the token: whose they were is the token's word, not the caller's.
fn receive(
    deps: DepsMut<'_>,
    env: Env,
    caller: Addr,
    from: String,
    shares: Shares,
    msg: Binary,
) -> Result<Response, Refusal> {
    let access = ACCESS.load(deps.storage)?;
    if caller != access.token {
        return Err(ContractError::ForeignToken { expected: access.token, came: caller }.into());
    }
    let sender = deps.api.addr_validate(&from)?;
    if shares.is_zero() {
        return Err(ContractError::ZeroAmount {}.into());
    }
    match from_slice(&msg)? {
        ReceiveMsg::QueueUnbond { receiver } => {
            let receiver = address_or(deps.api, receiver, &sender)?;
            queue_unbond::queue_unbond(deps, env, access, sender, receiver, shares)
        }
        ReceiveMsg::InstantRedeem { min_assets, receiver } => {
            let receiver = address_or(deps.api, receiver, &sender)?;
            instant_redeem::instant_redeem(deps, env, sender, receiver, shares, min_assets)
        }
        ReceiveMsg::CoverLoss {} => cover::cover_loss(deps, env, sender, shares),
    }
}

#[cfg_attr(not(feature = "library"), entry_point(crate = "weir_json::entry"))]
pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    crate::query::query(deps, env, msg).map_err(Refusal::told)
}

#[cfg_attr(not(feature = "library"), entry_point(crate = "weir_json::entry"))]
pub fn reply(deps: DepsMut<'_>, env: Env, reply: Reply) -> Result<Response, ContractError> {
    crate::reply::reply(deps, env, reply).map_err(Refusal::told)
}

#[cfg_attr(not(feature = "library"), entry_point(crate = "weir_json::entry"))]
pub fn migrate(deps: DepsMut<'_>, env: Env, msg: MigrateMsg) -> Result<Response, ContractError> {
    crate::migrate::migrate(deps, env, msg).map_err(Refusal::told)
}

/// Exactly one coin, of this denom, more than none.
fn paid(info: &MessageInfo, denom: &str) -> Result<Assets, Refusal> {
    match info.funds.as_slice() {
        [coin] if coin.denom == denom && !coin.amount.is_zero() => Ok(coin.amount.into()),
        _ => {
            Err(ContractError::WrongFunds { expected: denom.to_string(), came: describe(info) }
                .into())
        }
    }
}

fn refuse_funds(info: &MessageInfo) -> Result<(), Refusal> {
    if info.funds.is_empty() {
        return Ok(());
    }
    Err(ContractError::UnexpectedFunds { came: describe(info) }.into())
}

fn describe(info: &MessageInfo) -> String {
    if info.funds.is_empty() {
        return "none came".to_string();
    }
    info.funds.iter().map(|coin| coin.to_string()).collect::<Vec<_>>().join(", ")
}

fn only(expected: &Addr, role: &'static str, caller: Addr) -> Result<(), Refusal> {
    if *expected == caller {
        return Ok(());
    }
    Err(ContractError::Unauthorized { role, caller }.into())
}

fn address_or(api: &dyn Api, given: Option<String>, default: &Addr) -> Outcome<Addr> {
    match given {
        Some(address) => Ok(api.addr_validate(&address)?),
        None => Ok(default.clone()),
    }
}

/// A limit of at least 1 and at most `max`.
fn within(given: Option<u32>, default: u32, max: u32) -> Result<u32, Refusal> {
    match given.unwrap_or(default) {
        came if came == 0 || came > max => Err(ContractError::BadLimit { max, came }.into()),
        limit => Ok(limit),
    }
}

fn check_skip(skip: Option<Vec<String>>) -> Result<Vec<String>, Refusal> {
    let skip = skip.unwrap_or_default();
    if skip.len() > MAX_SKIP {
        return Err(ContractError::TooManySkipped { came: skip.len() }.into());
    }
    for (index, validator) in skip.iter().enumerate() {
        if skip.iter().take(index).any(|earlier| earlier == validator) {
            return Err(ContractError::DuplicateValidator { validator: validator.clone() }.into());
        }
    }
    Ok(skip)
}

fn check_referral(referral: Option<String>) -> Result<String, Refusal> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    match referral {
        None => Ok(String::new()),
        Some(tag) if (1..=64).contains(&tag.len()) && tag.chars().all(allowed) => Ok(tag),
        Some(came) => Err(ContractError::BadReferral { came }.into()),
    }
}

fn refuse_peer_field(
    field: &'static str,
    value: PeerField,
    reason: &'static str,
) -> Result<(), Refusal> {
    if value.asks() {
        return Err(ContractError::PeerField { field, reason }.into());
    }
    Ok(())
}
