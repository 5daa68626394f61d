//! Keys, rounds, prices, and the proof that slashes.

use cosmwasm_std::{
    entry_point, to_json_binary, Addr, Binary, Deps, DepsMut, Env, HexBinary, MessageInfo, Order,
    Response, StdResult, Storage, Uint128,
};
use weir_interface::coordinator::{self, CoordinatorContract};
use weir_interface::service_registry::{LinkState, ServiceRegistryContract};
use weir_quantities::OperatorId;

use crate::msg::{ExecuteMsg, InstantiateMsg, QueryMsg, RoundResponse, SignedPrice};
use crate::sign::{hash, text, verify, Subject};
use crate::state::{Config, Key, ACCOUNTABLE, CONFIG, KEYS, MAX_KEYS, PRICES, ROUND, ROUNDS};
use crate::{ContractError, CONTRACT_NAME, CONTRACT_VERSION};

/// Rounds that opening one forgets: two, so that it gets ahead of them.
const FORGOTTEN: usize = 2;
/// Prices of a round that go with it at a time.
const CLEARED: usize = 50;

/// Creates the contract.
///
/// # Errors
/// Coins, an address that is none, a fraction out of its range.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut<'_>,
    _: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    refuse_funds(&info)?;
    if msg.fraction.is_zero() || msg.fraction > cosmwasm_std::Decimal::one() {
        return Err(ContractError::FractionOutOfRange { actual: msg.fraction });
    }
    let config = Config {
        coordinator: deps.api.addr_validate(&msg.coordinator)?,
        registry: deps.api.addr_validate(&msg.registry)?,
        service: msg.service,
        fraction: msg.fraction,
        round_seconds: msg.round_seconds,
    };
    CONFIG.save(deps.storage, &config)?;
    ROUND.save(deps.storage, &0)?;
    cw2::set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(Response::new().add_attribute("action", "instantiate"))
}

/// Does what an operator or anybody asks.
///
/// # Errors
/// A broken rule.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    refuse_funds(&info)?;
    match msg {
        ExecuteMsg::SetKey { operator, key } => set_key(deps, &env, &info.sender, operator, key),
        ExecuteMsg::OpenRound {} => open_round(deps, &env),
        ExecuteMsg::SubmitPrice { operator, round, signed } => {
            submit_price(deps, &env, operator, round, signed)
        }
        ExecuteMsg::ReportConflict { operator, vault, round, first, second } => {
            let vault = deps.api.addr_validate(&vault)?;
            report_conflict(deps.as_ref(), &env, (operator, vault, round), [first, second])
        }
    }
}

/// Answers what is asked.
///
/// # Errors
/// What is not there.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    Ok(match msg {
        QueryMsg::Round {} => {
            let round = ROUND.load(deps.storage)?;
            let opened_at = ROUNDS.may_load(deps.storage, round)?.unwrap_or_default();
            to_json_binary(&RoundResponse { round, opened_at })?
        }
        QueryMsg::Price { round } => to_json_binary(&median(deps.storage, round)?)?,
        QueryMsg::Text { operator, round, price } => {
            let service = CONFIG.load(deps.storage)?.service;
            to_json_binary(&text(Subject { env: &env, service, operator, round }, price))?
        }
    })
}

/// The key before stays good for the rounds it was good for: who has signed two prices cannot get
/// away by another key.
fn set_key(
    deps: DepsMut<'_>,
    env: &Env,
    sender: &Addr,
    operator: OperatorId,
    key: Binary,
) -> Result<Response, ContractError> {
    let registry = ServiceRegistryContract(CONFIG.load(deps.storage)?.registry);
    let expected = registry.operator(deps.querier, operator)?.admin;
    if sender.as_str() != expected {
        let actual = sender.to_string();
        return Err(ContractError::NotAdmin { operator, expected, actual });
    }
    if key.len() != 33 || !matches!(key.first(), Some(2 | 3)) {
        return Err(ContractError::NoKey { actual: key.len() });
    }
    let now = env.block.time.seconds();
    let from = ROUND.load(deps.storage)?.saturating_add(1);
    let mut keys = KEYS.may_load(deps.storage, operator.u64())?.unwrap_or_default();
    keys.retain(|key| key.until.is_none_or(|(_, at)| at.saturating_add(ACCOUNTABLE) >= now));
    // One that was to begin with the same round was never used.
    keys.retain(|key| key.from != from);
    if keys.len() >= MAX_KEYS {
        return Err(ContractError::TooManyKeys { operator, max: MAX_KEYS });
    }
    if let Some(last) = keys.last_mut().filter(|last| last.until.is_none_or(|(r, _)| r == from)) {
        last.until = Some((from, now));
    }
    keys.push(Key { key, from, until: None });
    KEYS.save(deps.storage, operator.u64(), &keys)?;
    Ok(Response::new()
        .add_attribute("action", "set_key")
        .add_attribute("operator", operator.to_string())
        .add_attribute("from_round", from.to_string()))
}

fn open_round(deps: DepsMut<'_>, env: &Env) -> Result<Response, ContractError> {
    let (now, before) = (env.block.time.seconds(), ROUND.load(deps.storage)?);
    let opened_at = ROUNDS.may_load(deps.storage, before)?;
    let length = CONFIG.load(deps.storage)?.round_seconds;
    let expected = opened_at.map_or(0, |at| at.saturating_add(length.max(1)));
    if now < expected {
        return Err(ContractError::RoundTooShort { expected, actual: now });
    }
    let round = before.saturating_add(1);
    ROUND.save(deps.storage, &round)?;
    ROUNDS.save(deps.storage, round, &now)?;
    forget_old(deps.storage, now)?;
    Ok(Response::new()
        .add_attribute("action", "open_round")
        .add_attribute("round", round.to_string()))
}

/// Rounds that can be no evidence any more go, a few at a time.
fn forget_old(storage: &mut dyn Storage, now: u64) -> StdResult<()> {
    let oldest = ROUNDS.range(storage, None, None, Order::Ascending).take(FORGOTTEN);
    for (round, at) in oldest.collect::<StdResult<Vec<_>>>()? {
        if at.saturating_add(ACCOUNTABLE) >= now {
            break;
        }
        let prices = PRICES.prefix(round).keys(storage, None, None, Order::Ascending).take(CLEARED);
        let operators = prices.collect::<StdResult<Vec<_>>>()?;
        let is_last = operators.len() < CLEARED;
        for operator in operators {
            PRICES.remove(storage, (round, operator));
        }
        if is_last {
            ROUNDS.remove(storage, round);
        }
    }
    Ok(())
}

fn submit_price(
    deps: DepsMut<'_>,
    env: &Env,
    operator: OperatorId,
    round: u64,
    signed: SignedPrice,
) -> Result<Response, ContractError> {
    let expected = ROUND.load(deps.storage)?;
    if round != expected || round == 0 {
        return Err(ContractError::RoundNotOpen { expected, actual: round });
    }
    check(deps.as_ref(), env, operator, round, &signed)?;
    refuse_unlinked(deps.as_ref(), operator)?;
    if let Some(price) = PRICES.may_load(deps.storage, (round, operator.u64()))? {
        return Err(ContractError::PriceThere { operator, round, price });
    }
    PRICES.save(deps.storage, (round, operator.u64()), &signed.price)?;
    Ok(Response::new()
        .add_attribute("action", "submit_price")
        .add_attribute("operator", operator.to_string())
        .add_attribute("round", round.to_string())
        .add_attribute("price", signed.price))
}

/// Time and name of the offence come from the round: whoever reports chooses neither.
fn report_conflict(
    deps: Deps<'_>,
    env: &Env,
    (operator, vault, round): (OperatorId, Addr, u64),
    signed: [SignedPrice; 2],
) -> Result<Response, ContractError> {
    let [first, second] = &signed;
    if first.price == second.price {
        return Err(ContractError::NoConflict { price: first.price });
    }
    let opened_at = ROUNDS.may_load(deps.storage, round)?;
    let infraction_time = opened_at.ok_or(ContractError::UnknownRound { round })?;
    for one in &signed {
        check(deps, env, operator, round, one)?;
    }
    let config = CONFIG.load(deps.storage)?;
    let registry = ServiceRegistryContract(config.registry);
    let actual = registry.vault(deps.querier, &vault)?.operator;
    if actual != operator {
        return Err(ContractError::OtherOperator { expected: operator, actual });
    }
    let offence = format!("equivocation|{operator}|{round}");
    let request = coordinator::ExecuteMsg::RequestSlash {
        service: config.service,
        vault: vault.into_string(),
        fraction: config.fraction,
        infraction_time,
        offence_id: HexBinary::from(hash(offence.as_bytes())).to_hex(),
        evidence_hash: hash(&to_json_binary(&signed)?).into(),
        evidence_uri: String::new(),
    };
    let coordinator = CoordinatorContract(config.coordinator);
    Ok(Response::new()
        .add_message(coordinator.call(&request)?)
        .add_attribute("action", "report_conflict")
        .add_attribute("operator", operator.to_string())
        .add_attribute("round", round.to_string()))
}

/// Whether an operator signed a price for a round, with the key that was good in that round.
fn check(
    deps: Deps<'_>,
    env: &Env,
    operator: OperatorId,
    round: u64,
    signed: &SignedPrice,
) -> Result<(), ContractError> {
    let keys = KEYS.may_load(deps.storage, operator.u64())?.unwrap_or_default();
    let good = |key: &&Key| key.from <= round && key.until.is_none_or(|(until, _)| round < until);
    let key = keys.iter().find(good).ok_or(ContractError::NoKeyThen { operator, round })?;
    let service = CONFIG.load(deps.storage)?.service;
    verify(deps.api, Subject { env, service, operator, round }, &key.key, signed)
}

/// Anyone may register operators, a hundred of them, and they have nothing to lose: the median is of
/// those alone whom the service has said yes to.
fn refuse_unlinked(deps: Deps<'_>, operator: OperatorId) -> Result<(), ContractError> {
    let Config { registry, service, .. } = CONFIG.load(deps.storage)?;
    match ServiceRegistryContract(registry).link(deps.querier, operator, service)? {
        LinkState::Active => Ok(()),
        _ => Err(ContractError::NoActiveLink { operator, service }),
    }
}

fn median(storage: &dyn Storage, round: u64) -> Result<Uint128, ContractError> {
    let prices = PRICES.prefix(round).range(storage, None, None, Order::Ascending);
    let mut prices = prices.map(|row| Ok(row?.1)).collect::<StdResult<Vec<_>>>()?;
    prices.sort_unstable();
    let middle = prices.len().saturating_sub(1) / 2;
    prices.get(middle).copied().ok_or(ContractError::NoPrice { round })
}

fn refuse_funds(info: &MessageInfo) -> Result<(), ContractError> {
    match info.funds.first() {
        None => Ok(()),
        Some(coin) => Err(ContractError::FundsRefused { sent: coin.to_string() }),
    }
}
