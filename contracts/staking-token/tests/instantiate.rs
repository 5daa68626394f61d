//! Birth of the token.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use crate::common::{account, birth, Token, DEAD};
use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env};
use cosmwasm_std::{coins, from_json};
use cw20::{LogoInfo, MarketingInfoResponse, MinterResponse, TokenInfoResponse};
use weir_interface::token::{InstantiateMsg, Marketing, QueryMsg};
use weir_quantities::Shares;
use weir_staking_token::{instantiate, query, ContractError, CONTRACT_NAME, CONTRACT_VERSION};

#[test]
fn the_hub_holds_the_dead_shares_and_is_the_minter() {
    let token = Token::new();
    assert_eq!(token.balance("hub"), DEAD);
    let info: TokenInfoResponse = token.ask(QueryMsg::TokenInfo {});
    assert_eq!((info.symbol.as_str(), info.decimals), ("wATOM", 6));
    assert_eq!(info.total_supply.u128(), DEAD);
    let minter: Option<MinterResponse> = token.ask(QueryMsg::Minter {});
    assert_eq!(minter, Some(MinterResponse { minter: account("hub").into(), cap: None }));
}

#[test]
fn the_record_names_this_contract_and_not_cw20_base() {
    let record = cw2::get_contract_version(&Token::new().0.storage).unwrap();
    assert_eq!(record.contract, CONTRACT_NAME);
    assert_eq!(record.version, CONTRACT_VERSION);
}

#[test]
fn a_token_without_dead_shares_is_refused() {
    let msg = InstantiateMsg { dead_shares: Shares::ZERO, ..birth() };
    let info = message_info(&account("hub"), &[]);
    let refused = instantiate(mock_dependencies().as_mut(), mock_env(), info.clone(), msg);
    assert_eq!(refused, Err(ContractError::NoDeadShares));
    let msg = InstantiateMsg { dead_shares: Shares::new(1), ..birth() };
    instantiate(mock_dependencies().as_mut(), mock_env(), info, msg).unwrap();
}

#[test]
fn coins_at_birth_are_refused() {
    let info = message_info(&account("hub"), &coins(5, "uatom"));
    let refused = instantiate(mock_dependencies().as_mut(), mock_env(), info, birth());
    assert_eq!(refused, Err(ContractError::FundsRefused { sent: "5uatom".to_string() }));
}

#[test]
fn a_symbol_that_cw20_refuses_is_refused() {
    for symbol in ["wA", "w ATOM", "wATOMwATOMwAT", "w1A"] {
        let msg = InstantiateMsg { symbol: symbol.to_string(), ..birth() };
        let info = message_info(&account("hub"), &[]);
        let refused = instantiate(mock_dependencies().as_mut(), mock_env(), info, msg);
        assert!(matches!(refused, Err(ContractError::Cw20(_))), "{symbol}");
    }
}

#[test]
fn wallets_are_shown_what_was_given() {
    let mut deps = mock_dependencies();
    let marketing = Marketing {
        project: Some("https://weir.example".to_string()),
        description: None,
        marketing: Some(account("press").into()),
        logo: Some(cw20::Logo::Url("https://weir.example/logo.svg".to_string())),
    };
    let msg = InstantiateMsg { marketing: Some(marketing), ..birth() };
    instantiate(deps.as_mut(), mock_env(), message_info(&account("hub"), &[]), msg).unwrap();
    let answer = query(deps.as_ref(), mock_env(), QueryMsg::MarketingInfo {}).unwrap();
    let shown: MarketingInfoResponse = from_json(answer).unwrap();
    assert_eq!(shown.marketing, Some(account("press")));
    assert_eq!(shown.logo, Some(LogoInfo::Url("https://weir.example/logo.svg".to_string())));
}

#[test]
fn an_unknown_field_at_birth_is_refused() {
    let json = br#"{"name":"Weir","symbol":"wATOM","decimals":6,"dead_shares":"1","mint":null}"#;
    assert!(from_json::<InstantiateMsg>(json).is_err());
    let json = br#"{"name":"Weir","symbol":"wATOM","decimals":6,"dead_shares":"1"}"#;
    assert!(from_json::<InstantiateMsg>(json).is_ok());
}
