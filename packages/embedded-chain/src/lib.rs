//! Staking, slashing and distribution keepers for cw-multi-test that behave like the Cosmos SDK.
//!
//! [`EmbeddedChain`] owns a cw-multi-test app whose staking has entry limits, redelegation locks,
//! shares that truncate, slashes by infraction height, automatic withdrawals of rewards, a
//! validator set, and unbonding paid at the end of a block, with the SDK's own errors. Between
//! transactions a test advances blocks and makes things happen: it slashes, jails, halts the
//! chain, holds entries, changes parameters or breaks records. See the README for what differs
//! from a real chain.
//!
//! ```
//! use cosmwasm_std::{coins, Decimal};
//! use embedded_chain::{ChainError, EmbeddedChain};
//!
//! let mut chain = EmbeddedChain::builder().denom("uatom").validator("val1", 1_000_000_000u128).build()?;
//! let (alice, val1) = (chain.account("alice"), chain.operator_address("val1"));
//! chain.mint(&alice, coins(1_000_000, "uatom"))?;
//!
//! chain.delegate(&alice, &val1, 1_000_000).unwrap();
//! chain.next_block();
//! chain.slash(&val1, chain.block().height, Decimal::percent(10))?;
//! // 10 % of 1,001 whole units of power
//! assert_eq!(chain.delegation(&alice, &val1)?.unwrap().amount().u128(), 900_000);
//!
//! let refused = chain.undelegate(&alice, &val1, 1_000_000).unwrap_err();
//! assert_eq!(ChainError::of(&refused), Some(&ChainError::InvalidSharesAmount));
//! chain.undelegate(&alice, &val1, 900_000).unwrap();
//!
//! chain.advance(21 * 24 * 60 * 60, 3600); // now a block that is late enough is open ...
//! chain.next_block(); // ... and at its end the coins are paid
//! assert!(chain.balance(&alice, "uatom").u128() >= 900_000);
//! # Ok::<(), ChainError>(())
//! ```
#![warn(missing_docs)]

mod bank;
mod calls;
mod chain;
mod codec;
mod context;
mod contract;
mod dec;
mod dec_coins;
mod delegation;
mod distribution;
mod error;
mod event;
mod gov;
mod meter;
mod missed;
mod params;
mod responses;
mod staking;
mod store;
mod validator;

pub use bank::ChainBank;
pub use calls::Calls;
pub use chain::{ChainApp, ChainBuilder, DelegationView, EmbeddedChain, GenesisValidator};
pub use context::ModuleAccounts;
pub use contract::ChainContract;
pub use dec::Dec;
pub use dec_coins::DecCoins;
pub use delegation::{Entry, RedelegationEntry, UnbondingEntry};
pub use distribution::DistributionKeeper;
pub use error::{ChainError, GoPanic};
pub use event::ChainEvent;
pub use gov::{GovRecorder, Vote};
pub use meter::{Meter, Reading};
pub use params::{Inflation, Params};
pub use staking::{SlashOutcome, StakingKeeper};
pub use validator::{Commission, Fault, Status, Unreadable, Validator};
