//! A token fresh from its hub, and who acts on it.
#![allow(dead_code, clippy::unwrap_used, reason = "every test file uses a part of this")]

use cosmwasm_std::testing::{
    message_info, mock_dependencies, mock_env, MockApi, MockQuerier, MockStorage,
};
use cosmwasm_std::{from_json, Addr, OwnedDeps, Response};
use cw20::{BalanceResponse, TokenInfoResponse};
use weir_interface::token::{ExecuteMsg, InstantiateMsg, QueryMsg};
use weir_quantities::Shares;
use weir_staking_token::{execute, instantiate, query, ContractError};

/// The dead shares of the tests.
pub const DEAD: u128 = 1_000_000;

/// A token and its storage.
pub struct Token(pub OwnedDeps<MockStorage, MockApi, MockQuerier>);

impl Token {
    /// A token that the account `hub` created.
    pub fn new() -> Self {
        let mut deps = mock_dependencies();
        let info = message_info(&account("hub"), &[]);
        instantiate(deps.as_mut(), mock_env(), info, birth()).unwrap();
        Self(deps)
    }

    /// A token of which `holder` has `units`.
    pub fn with_holder(holder: &str, units: u128) -> Self {
        let mut token = Self::new();
        let mint = ExecuteMsg::Mint { recipient: account(holder).into(), amount: units.into() };
        token.act("hub", mint).unwrap();
        token
    }

    /// Somebody sends a message.
    pub fn act(&mut self, who: &str, msg: ExecuteMsg) -> Result<Response, ContractError> {
        execute(self.0.as_mut(), mock_env(), message_info(&account(who), &[]), msg)
    }

    /// Asks.
    pub fn ask<T: cosmwasm_schema::serde::de::DeserializeOwned>(&self, msg: QueryMsg) -> T {
        from_json(query(self.0.as_ref(), mock_env(), msg).unwrap()).unwrap()
    }

    /// What somebody holds.
    pub fn balance(&self, who: &str) -> u128 {
        let msg = QueryMsg::Balance { address: account(who).into() };
        self.ask::<BalanceResponse>(msg).balance.u128()
    }

    /// What exists.
    pub fn supply(&self) -> u128 {
        self.ask::<TokenInfoResponse>(QueryMsg::TokenInfo {}).total_supply.u128()
    }
}

/// The address of somebody.
pub fn account(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

/// What the hub sends to create its token.
pub fn birth() -> InstantiateMsg {
    InstantiateMsg {
        name: "Weir staked atom".to_string(),
        symbol: "wATOM".to_string(),
        decimals: 6,
        dead_shares: Shares::new(DEAD),
        marketing: None,
    }
}
