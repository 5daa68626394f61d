//! Collateral, loans, liquidations, and the ear for slashes.

use cosmwasm_std::{
    coins, entry_point, from_json, to_json_binary, Addr, BankMsg, Binary, CosmosMsg, Decimal, Deps,
    DepsMut, Env, MessageInfo, Response, Storage, Uint128, WasmMsg,
};
use cw20::Cw20ReceiveMsg;
use weir_interface::restaking::{SlashNotice, SlashPhase};

use crate::msg::{ExecuteMsg, InstantiateMsg, LoanResponse, QueryMsg, ReceiveMsg};
use crate::price::{carries, seized, value};
use crate::state::{Config, CAREFUL_UNTIL, CONFIG, LOANS, PRICE};
use crate::{ContractError, CONTRACT_NAME, CONTRACT_VERSION};

/// Creates the lender.
///
/// # Errors
/// Coins, an address that is none, parameters that make every loan one to liquidate.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut<'_>,
    _: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    refuse_funds(&info)?;
    let InstantiateMsg { max_loan, liquidation_at, bonus, .. } = msg;
    let with_bonus = liquidation_at.checked_mul(Decimal::one().checked_add(bonus)?)?;
    if max_loan >= liquidation_at || with_bonus > Decimal::one() {
        return Err(ContractError::BadParameters { max_loan, liquidation_at, bonus });
    }
    let config = Config {
        feeder: deps.api.addr_validate(&msg.feeder)?,
        hub: deps.api.addr_validate(&msg.hub)?,
        token: deps.api.addr_validate(&msg.token)?,
        denom: msg.denom,
        coordinator: deps.api.addr_validate(&msg.coordinator)?,
        max_age: msg.max_age,
        max_loan,
        liquidation_at,
        bonus,
        careful_for: msg.careful_for,
    };
    CONFIG.save(deps.storage, &config)?;
    CAREFUL_UNTIL.save(deps.storage, &0)?;
    cw2::set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(Response::new().add_attribute("action", "instantiate"))
}

/// Does what a borrower, a liquidator, the feeder or the coordinator asks.
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
    let config = CONFIG.load(deps.storage)?;
    let takes_coins = matches!(msg, ExecuteMsg::Repay { .. } | ExecuteMsg::Liquidate { .. });
    let paid = match takes_coins {
        true => paid(&info, &config)?,
        false => refuse_funds(&info).map(|()| Uint128::zero())?,
    };
    let sender = info.sender;
    match msg {
        ExecuteMsg::Receive(sent) => receive(deps, &config, &sender, sent),
        ExecuteMsg::Borrow { amount } => borrow(deps, &env, &config, sender, amount),
        ExecuteMsg::Repay { borrower } => {
            let borrower = borrower.map(|named| deps.api.addr_validate(&named)).transpose()?;
            let borrower = borrower.unwrap_or_else(|| sender.clone());
            repay(deps, &config, sender, borrower, paid)
        }
        ExecuteMsg::Withdraw { shares } => withdraw(deps, &env, &config, sender, shares),
        ExecuteMsg::Liquidate { borrower } => {
            let borrower = deps.api.addr_validate(&borrower)?;
            liquidate(deps, &env, &config, (sender, borrower), paid)
        }
        ExecuteMsg::SetPrice { price } => set_price(deps, &env, &config, &sender, price),
        ExecuteMsg::OnSlash(notice) => on_slash(deps, &env, &config, &sender, &notice),
    }
}

/// Answers what is asked.
///
/// # Errors
/// A stale price or rate.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    Ok(match msg {
        QueryMsg::Value {} => to_json_binary(&value(deps, &env, &CONFIG.load(deps.storage)?)?)?,
        QueryMsg::Loan { borrower } => {
            to_json_binary(&loan(deps.storage, &deps.api.addr_validate(&borrower)?)?)?
        }
        QueryMsg::CarefulUntil {} => to_json_binary(&CAREFUL_UNTIL.load(deps.storage)?)?,
    })
}

fn receive(
    deps: DepsMut<'_>,
    config: &Config,
    token: &Addr,
    sent: Cw20ReceiveMsg,
) -> Result<Response, ContractError> {
    only("token", &config.token, token)?;
    let ReceiveMsg::Deposit {} = from_json(&sent.msg)?;
    let borrower = deps.api.addr_validate(&sent.sender)?;
    let mut own = loan(deps.storage, &borrower)?;
    own.collateral = own.collateral.checked_add(sent.amount)?;
    save(deps.storage, &borrower, &own)?;
    Ok(Response::new().add_attribute("action", "deposit").add_attribute("shares", sent.amount))
}

fn borrow(
    deps: DepsMut<'_>,
    env: &Env,
    config: &Config,
    borrower: Addr,
    amount: Uint128,
) -> Result<Response, ContractError> {
    refuse_careful(deps.storage, env)?;
    let mut own = loan(deps.storage, &borrower)?;
    own.debt = own.debt.checked_add(amount)?;
    refuse_overdrawn(deps.as_ref(), env, config, &own)?;
    save(deps.storage, &borrower, &own)?;
    let held = deps.querier.query_balance(&env.contract.address, &config.denom)?.amount;
    if amount > held {
        return Err(ContractError::NotThatMuch { held, asked: amount });
    }
    Ok(Response::new()
        .add_message(pay(config, &borrower, amount))
        .add_attribute("action", "borrow")
        .add_attribute("amount", amount))
}

/// Works whatever is stale and whatever was slashed: nobody is kept from paying.
fn repay(
    deps: DepsMut<'_>,
    config: &Config,
    payer: Addr,
    borrower: Addr,
    paid: Uint128,
) -> Result<Response, ContractError> {
    let mut own = loan(deps.storage, &borrower)?;
    if own.debt.is_zero() {
        return Err(ContractError::NoDebt);
    }
    let repaid = paid.min(own.debt);
    own.debt = own.debt.checked_sub(repaid)?;
    save(deps.storage, &borrower, &own)?;
    Ok(Response::new()
        .add_messages(refund(config, &payer, paid, repaid)?)
        .add_attribute("action", "repay")
        .add_attribute("amount", repaid))
}

fn withdraw(
    deps: DepsMut<'_>,
    env: &Env,
    config: &Config,
    borrower: Addr,
    shares: Uint128,
) -> Result<Response, ContractError> {
    let mut own = loan(deps.storage, &borrower)?;
    if shares > own.collateral {
        return Err(ContractError::NotThatMuch { held: own.collateral, asked: shares });
    }
    own.collateral = own.collateral.checked_sub(shares)?;
    // Without a debt nothing has to be worth anything. With one, less collateral is more debt.
    if !own.debt.is_zero() {
        refuse_careful(deps.storage, env)?;
        refuse_overdrawn(deps.as_ref(), env, config, &own)?;
    }
    save(deps.storage, &borrower, &own)?;
    Ok(Response::new()
        .add_message(give(config, &borrower, shares)?)
        .add_attribute("action", "withdraw")
        .add_attribute("shares", shares))
}

fn liquidate(
    deps: DepsMut<'_>,
    env: &Env,
    config: &Config,
    (liquidator, borrower): (Addr, Addr),
    paid: Uint128,
) -> Result<Response, ContractError> {
    let mut own = loan(deps.storage, &borrower)?;
    let value = value(deps.as_ref(), env, config)?;
    let most = carries(own.collateral, value, config.liquidation_at)?;
    if own.debt <= most {
        return Err(ContractError::Healthy { most, debt: own.debt });
    }
    let repaid = paid.min(own.debt);
    let shares = seized(repaid, value, config.bonus)?.min(own.collateral);
    own.debt = own.debt.checked_sub(repaid)?;
    own.collateral = own.collateral.checked_sub(shares)?;
    save(deps.storage, &borrower, &own)?;
    Ok(Response::new()
        .add_message(give(config, &liquidator, shares)?)
        .add_messages(refund(config, &liquidator, paid, repaid)?)
        .add_attribute("action", "liquidate")
        .add_attribute("amount", repaid)
        .add_attribute("shares", shares))
}

fn set_price(
    deps: DepsMut<'_>,
    env: &Env,
    config: &Config,
    sender: &Addr,
    price: Decimal,
) -> Result<Response, ContractError> {
    only("feeder", &config.feeder, sender)?;
    if price.is_zero() {
        return Err(ContractError::ZeroPrice);
    }
    PRICE.save(deps.storage, &(price, env.block.time.seconds()))?;
    Ok(Response::new().add_attribute("action", "set_price"))
}

/// Slashed shares of the derivative may be sold at any price: no new debt until the feed has seen
/// it. It reads and writes one number, far within what a listener may use of gas, and does not fail:
/// a coordinator would only note that it was not told.
fn on_slash(
    deps: DepsMut<'_>,
    env: &Env,
    config: &Config,
    sender: &Addr,
    notice: &SlashNotice,
) -> Result<Response, ContractError> {
    only("coordinator", &config.coordinator, sender)?;
    let response = Response::new().add_attribute("action", "on_slash");
    if notice.phase != SlashPhase::Executed || notice.applied.is_zero() {
        return Ok(response);
    }
    let until = env.block.time.seconds().saturating_add(config.careful_for);
    let until = until.max(CAREFUL_UNTIL.load(deps.storage)?);
    CAREFUL_UNTIL.save(deps.storage, &until)?;
    Ok(response.add_attribute("careful_until", until.to_string()))
}

fn refuse_careful(storage: &dyn Storage, env: &Env) -> Result<(), ContractError> {
    let until = CAREFUL_UNTIL.load(storage)?;
    match env.block.time.seconds() < until {
        true => Err(ContractError::Careful { until }),
        false => Ok(()),
    }
}

fn refuse_overdrawn(
    deps: Deps<'_>,
    env: &Env,
    config: &Config,
    own: &LoanResponse,
) -> Result<(), ContractError> {
    let most = carries(own.collateral, value(deps, env, config)?, config.max_loan)?;
    match own.debt > most {
        true => Err(ContractError::TooMuchDebt { most, debt: own.debt }),
        false => Ok(()),
    }
}

fn loan(storage: &dyn Storage, borrower: &Addr) -> Result<LoanResponse, ContractError> {
    Ok(LOANS.may_load(storage, borrower)?.unwrap_or_default())
}

fn save(
    storage: &mut dyn Storage,
    borrower: &Addr,
    loan: &LoanResponse,
) -> Result<(), ContractError> {
    if *loan == LoanResponse::default() {
        LOANS.remove(storage, borrower);
        return Ok(());
    }
    Ok(LOANS.save(storage, borrower, loan)?)
}

fn pay(config: &Config, to: &Addr, amount: Uint128) -> CosmosMsg {
    BankMsg::Send { to_address: to.to_string(), amount: coins(amount.u128(), &config.denom) }.into()
}

fn refund(
    config: &Config,
    payer: &Addr,
    paid: Uint128,
    used: Uint128,
) -> Result<Option<CosmosMsg>, ContractError> {
    let rest = paid.checked_sub(used)?;
    Ok((!rest.is_zero()).then(|| pay(config, payer, rest)))
}

fn give(config: &Config, to: &Addr, shares: Uint128) -> Result<CosmosMsg, ContractError> {
    let transfer = cw20::Cw20ExecuteMsg::Transfer { recipient: to.to_string(), amount: shares };
    let (contract_addr, msg) = (config.token.to_string(), to_json_binary(&transfer)?);
    Ok(WasmMsg::Execute { contract_addr, msg, funds: vec![] }.into())
}

fn only(role: &'static str, expected: &Addr, actual: &Addr) -> Result<(), ContractError> {
    if expected == actual {
        return Ok(());
    }
    let (expected, actual) = (expected.to_string(), actual.to_string());
    Err(ContractError::Unauthorized { role, expected, actual })
}

fn paid(info: &MessageInfo, config: &Config) -> Result<Uint128, ContractError> {
    match info.funds.as_slice() {
        [coin] if coin.denom == config.denom => Ok(coin.amount),
        _ => Err(ContractError::WrongFunds { expected: config.denom.clone() }),
    }
}

fn refuse_funds(info: &MessageInfo) -> Result<(), ContractError> {
    match info.funds.first() {
        None => Ok(()),
        Some(coin) => Err(ContractError::FundsRefused { sent: coin.to_string() }),
    }
}
