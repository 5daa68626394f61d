//! Pays what could not be sent before.

use cosmwasm_std::{BankMsg, Coin, DepsMut, MessageInfo, Response};
use weir_interface::distributor::CreditClaimed;

use crate::state::{BOOKS, CONFIG, CREDITS};
use crate::ContractError;

pub fn claim_credit(
    deps: DepsMut<'_>,
    info: &MessageInfo,
    recipient: Option<String>,
) -> Result<Response, ContractError> {
    let Some(assets) = CREDITS.may_load(deps.storage, &info.sender)? else {
        return Err(ContractError::NothingOwed { address: info.sender.to_string() });
    };
    let recipient = match recipient {
        Some(named) => deps.api.addr_validate(&named)?,
        None => info.sender.clone(),
    };
    CREDITS.remove(deps.storage, &info.sender);
    let mut books = BOOKS.load(deps.storage)?;
    books.credits = books.credits.minus(assets)?;
    BOOKS.save(deps.storage, &books);

    let denom = CONFIG.load(deps.storage)?.denom;
    Ok(Response::new()
        .add_message(BankMsg::Send {
            to_address: recipient.to_string(),
            amount: vec![Coin { denom, amount: assets.into() }],
        })
        .add_attribute("action", "claim_credit")
        .add_event(CreditClaimed {
            owner: info.sender.to_string(),
            recipient: recipient.into_string(),
            assets,
        }))
}
