//! The staking token: cw20-base inside, in a message type of its own. Only the hub, which created
//! it, mints and burns; nobody can ever change that; a transfer calls nobody.

pub mod error;
pub mod migrate;

use cosmwasm_std::{
    to_json_binary, Binary, Deps, DepsMut, Env, MessageInfo, Response, StdResult, Storage,
};
use cw20::{Cw20Coin, MinterResponse};
use cw20_base::allowances::{
    execute_decrease_allowance, execute_increase_allowance, execute_send_from,
    execute_transfer_from, query_allowance,
};
use cw20_base::contract as base;
use cw20_base::enumerable::{query_all_accounts, query_owner_allowances, query_spender_allowances};
use cw20_base::msg::InstantiateMarketingInfo;
use cw20_base::state::TOKEN_INFO;
use weir_interface::token::{ExecuteMsg, InstantiateMsg, Marketing, QueryMsg};

pub use error::ContractError;
pub use migrate::migrate;

/// The contract's name in its cw2 record.
pub const CONTRACT_NAME: &str = "crates.io:weir-staking-token";
/// The contract's version in its cw2 record.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Creates the token. The sender becomes the hub: minter for ever, holder of the dead shares.
///
/// # Errors
/// Funds attached, no dead shares, or a name, symbol or logo that cw20-base refuses.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn instantiate(
    mut deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    refuse_funds(&info)?;
    if msg.dead_shares.is_zero() {
        return Err(ContractError::NoDeadShares);
    }
    let hub = info.sender.to_string();
    let token = cw20_base::msg::InstantiateMsg {
        name: msg.name,
        symbol: msg.symbol,
        decimals: msg.decimals,
        initial_balances: vec![Cw20Coin { address: hub.clone(), amount: msg.dead_shares.into() }],
        mint: Some(MinterResponse { minter: hub.clone(), cap: None }),
        marketing: msg.marketing.map(marketing),
    };
    base::instantiate(deps.branch(), env, info, token)?;
    weir_contract::set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION);
    Ok(Response::new().add_attribute("action", "instantiate").add_attribute("hub", hub))
}

/// Does what a holder, a spender, the marketing account or the hub asks.
///
/// # Errors
/// Funds attached, a caller without the right, a balance or allowance too small.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn execute(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    refuse_funds(&info)?;
    Ok(match msg {
        ExecuteMsg::Transfer { recipient, amount } => {
            base::execute_transfer(deps, env, info, recipient, amount)?
        }
        ExecuteMsg::Send { contract, amount, msg } => {
            base::execute_send(deps, env, info, contract, amount, msg)?
        }
        ExecuteMsg::Mint { recipient, amount } => {
            only_hub(deps.storage, &info)?;
            base::execute_mint(deps, env, info, recipient, amount)?
        }
        ExecuteMsg::Burn { amount } => {
            only_hub(deps.storage, &info)?;
            base::execute_burn(deps, env, info, amount)?
        }
        ExecuteMsg::IncreaseAllowance { spender, amount, expires } => {
            execute_increase_allowance(deps, env, info, spender, amount, expires)?
        }
        ExecuteMsg::DecreaseAllowance { spender, amount, expires } => {
            execute_decrease_allowance(deps, env, info, spender, amount, expires)?
        }
        ExecuteMsg::TransferFrom { owner, recipient, amount } => {
            execute_transfer_from(deps, env, info, owner, recipient, amount)?
        }
        ExecuteMsg::SendFrom { owner, contract, amount, msg } => {
            execute_send_from(deps, env, info, owner, contract, amount, msg)?
        }
        ExecuteMsg::UpdateMarketing { project, description, marketing } => {
            base::execute_update_marketing(deps, env, info, project, description, marketing)?
        }
        ExecuteMsg::UploadLogo(logo) => base::execute_upload_logo(deps, env, info, logo)?,
    })
}

/// Answers as cw20-base does.
///
/// # Errors
/// An address that is none.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn query(deps: Deps<'_>, _env: Env, msg: QueryMsg) -> StdResult<Binary> {
    match msg {
        QueryMsg::Balance { address } => to_json_binary(&base::query_balance(deps, address)?),
        QueryMsg::TokenInfo {} => to_json_binary(&base::query_token_info(deps)?),
        QueryMsg::Minter {} => to_json_binary(&base::query_minter(deps)?),
        QueryMsg::Allowance { owner, spender } => {
            to_json_binary(&query_allowance(deps, owner, spender)?)
        }
        QueryMsg::AllAllowances { owner, start_after, limit } => {
            to_json_binary(&query_owner_allowances(deps, owner, start_after, limit)?)
        }
        QueryMsg::AllSpenderAllowances { spender, start_after, limit } => {
            to_json_binary(&query_spender_allowances(deps, spender, start_after, limit)?)
        }
        QueryMsg::AllAccounts { start_after, limit } => {
            to_json_binary(&query_all_accounts(deps, start_after, limit)?)
        }
        QueryMsg::MarketingInfo {} => to_json_binary(&base::query_marketing_info(deps)?),
        QueryMsg::DownloadLogo {} => to_json_binary(&base::query_download_logo(deps)?),
    }
}

fn marketing(marketing: Marketing) -> InstantiateMarketingInfo {
    InstantiateMarketingInfo {
        project: marketing.project,
        description: marketing.description,
        marketing: marketing.marketing,
        logo: marketing.logo,
    }
}

/// Holders never burn: supply here and supply in the hub's books would part.
fn only_hub(storage: &dyn Storage, info: &MessageInfo) -> Result<(), ContractError> {
    let hub = TOKEN_INFO.load(storage)?.mint.map(|mint| mint.minter);
    if hub.as_ref() == Some(&info.sender) {
        return Ok(());
    }
    Err(ContractError::NotHub {
        expected: hub.map(String::from).unwrap_or_default(),
        actual: info.sender.to_string(),
    })
}

fn refuse_funds(info: &MessageInfo) -> Result<(), ContractError> {
    match info.funds.first() {
        None => Ok(()),
        Some(coin) => Err(ContractError::FundsRefused { sent: coin.to_string() }),
    }
}
