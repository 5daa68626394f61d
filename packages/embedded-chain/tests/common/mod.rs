//! A small chain that most tests start from.
#![allow(dead_code, clippy::unwrap_used, clippy::arithmetic_side_effects)]

use cosmwasm_std::{coins, Addr, Decimal, Uint128};
use cw_multi_test::error::AnyResult;
use cw_multi_test::AppResponse;
use embedded_chain::{ChainBuilder, ChainError, EmbeddedChain, Inflation};

pub mod proxy;

pub const DENOM: &str = "uatom";
pub const DAY: u64 = 24 * 60 * 60;
pub const UNBONDING: u64 = 21 * DAY;
pub const STAKE: u128 = 1_000_000_000;

pub struct World {
    pub chain: EmbeddedChain,
    pub alice: Addr,
    pub bob: Addr,
    pub v1: String,
    pub v2: String,
    pub v3: String,
}

/// Three validators of 1,000 units of power, no inflation, alice and bob with a million coins.
pub fn world() -> World {
    world_with(|_| {})
}

pub fn world_with(change: impl FnOnce(&mut embedded_chain::Params)) -> World {
    world_of(EmbeddedChain::builder(), change)
}

/// The same where what is minted is shared by votes.
pub fn world_by_votes(change: impl FnOnce(&mut embedded_chain::Params)) -> World {
    world_of(EmbeddedChain::builder().rewards_by_votes(), change)
}

fn world_of(builder: ChainBuilder, change: impl FnOnce(&mut embedded_chain::Params)) -> World {
    let mut chain = builder
        .denom(DENOM)
        .params(|p| {
            p.inflation = Inflation::None;
            p.power_reduction = Uint128::one();
            change(p);
        })
        .start(100, cosmwasm_std::Timestamp::from_seconds(1_700_000_000))
        .validator("v1", STAKE)
        .validator("v2", STAKE)
        .validator("v3", STAKE)
        .build()
        .unwrap();
    let (alice, bob) = (chain.account("alice"), chain.account("bob"));
    for account in [&alice, &bob] {
        chain.mint(account, coins(1_000_000, DENOM)).unwrap();
    }
    let [v1, v2, v3] = ["v1", "v2", "v3"].map(|name| chain.operator_address(name));
    World { chain, alice, bob, v1, v2, v3 }
}

pub fn percent(p: u64) -> Decimal {
    Decimal::percent(p)
}

#[track_caller]
pub fn refused(answer: AnyResult<AppResponse>) -> ChainError {
    let error = answer.unwrap_err();
    ChainError::of(&error).unwrap_or_else(|| panic!("not the chain's: {error:?}")).clone()
}

impl World {
    pub fn wallet(&self, who: &Addr) -> u128 {
        self.chain.balance(who, DENOM).u128()
    }

    pub fn staked(&self, who: &Addr, validator: &str) -> u128 {
        let view = self.chain.delegation(who, validator).unwrap();
        view.map_or(0, |d| d.amount().u128())
    }

    /// Supply is all balances; the pools hold what validators and entries say.
    #[track_caller]
    pub fn assert_conserved(&self) {
        let validators = self.chain.validators().unwrap();
        let of = |bonded: bool| -> u128 {
            validators.iter().filter(|v| v.is_bonded() == bonded).map(|v| v.tokens.u128()).sum()
        };
        let entries: u128 = self
            .chain
            .all_unbonding_entries()
            .unwrap()
            .iter()
            .map(|e| e.entry.balance.u128())
            .sum();
        let pools = self.chain.module_accounts();
        assert_eq!(self.wallet(&pools.bonded_pool), of(true), "bonded pool");
        assert_eq!(self.wallet(&pools.not_bonded_pool), of(false) + entries, "not bonded pool");
    }
}
