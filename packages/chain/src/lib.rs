//! One interface to every chain that scenarios, journeys and random actions live on.
//!
//! A [`Chain`] is acted on with messages, asked, moved on in time, and made to misbehave through
//! [`Event`]s. What a chain cannot be made to do it says before anything starts, by
//! [`Chain::can`]: a real chain, say, cannot have its records broken from outside.
#![warn(missing_docs)]

mod answers;
mod downtime;
mod embedded;
mod event;
mod rows;
mod sdk;

use cosmwasm_std::{
    instantiate2_address, Addr, Api, Binary, BlockInfo, CosmosMsg, Storage, Uint128,
};
use cw_multi_test::{AppResponse, MockApiBech32};
use embedded_chain::{ChainError, DelegationView, Params, SlashOutcome, UnbondingEntry, Validator};
use serde::de::DeserializeOwned;
use serde::Serialize;

pub use answers::by_message;
pub use event::{Event, EventKind};
pub use rows::{Page, RowSource, Rows};
pub use sdk::SdkChain;

/// What addresses of accounts begin with on chains that we make ourselves.
pub const PREFIX: &str = "cosmos";

/// What can be done to a chain and asked of it.
///
/// Amounts are in base units, times in seconds since 1970. A transaction that is refused changes
/// nothing.
pub trait Chain {
    /// The block in which the next transaction is.
    fn block(&self) -> BlockInfo;

    /// Ends this block; the next one is this much later. Where every transaction has its block, an
    /// empty one of that time is made, and the one after it has the same time.
    ///
    /// # Errors
    /// When the chain makes no more blocks.
    fn advance_block(&mut self, seconds: u64) -> anyhow::Result<()>;

    /// What addresses of accounts begin with.
    fn prefix(&self) -> &str {
        PREFIX
    }

    /// Whether its blocks come by themselves: then time passes as it does, and cannot stand still.
    fn lives_by_itself(&self) -> bool {
        false
    }

    /// The account that goes by a name.
    fn account(&self, name: &str) -> Addr;

    /// The operator address of the validator that goes by a name.
    fn operator_address(&self, name: &str) -> String;

    /// One transaction: all messages or none. An answer for each of them.
    ///
    /// # Errors
    /// The chain's refusal, with every cause.
    fn execute(&mut self, sender: &Addr, msgs: Vec<CosmosMsg>) -> anyhow::Result<Vec<AppResponse>>;

    /// The answer of a contract to a query, as bytes.
    ///
    /// # Errors
    /// The contract's or the chain's refusal.
    fn query_smart(&self, contract: &Addr, msg: Binary) -> anyhow::Result<Binary>;

    /// The hash of a stored code.
    ///
    /// # Errors
    /// When there is no such code.
    fn code_hash(&self, code_id: u64) -> anyhow::Result<[u8; 32]>;

    /// Where a contract will be that a creator makes with a salt.
    ///
    /// # Errors
    /// When there is no such code.
    fn predicted(&self, code_id: u64, creator: &Addr, salt: &[u8]) -> anyhow::Result<Addr> {
        let api = MockApiBech32::new(PREFIX);
        let canonical = api.addr_canonicalize(creator.as_str())?;
        let made = instantiate2_address(&self.code_hash(code_id)?, &canonical, salt)?;
        Ok(api.addr_humanize(&made)?)
    }

    /// What a contract stored.
    fn storage(&self, contract: &Addr) -> Box<dyn Storage + '_>;

    /// What an account has of a coin.
    fn balance(&self, account: &Addr, denom: &str) -> Uint128;

    /// How much there is of a coin.
    fn total_supply(&self, denom: &str) -> Uint128;

    /// The parameters of staking, slashing and distribution.
    fn params(&self) -> Params;

    /// Every validator, by operator address.
    ///
    /// # Errors
    /// When the chain does not answer.
    fn validators(&self) -> Result<Vec<Validator>, ChainError>;

    /// A validator.
    ///
    /// # Errors
    /// [`ChainError::NoValidatorFound`].
    fn validator(&self, operator: &str) -> Result<Validator, ChainError>;

    /// The delegations of an account.
    ///
    /// # Errors
    /// When the chain does not answer.
    fn delegations(&self, delegator: &Addr) -> Result<Vec<DelegationView>, ChainError>;

    /// One of them.
    ///
    /// # Errors
    /// When the chain does not answer.
    fn delegation(
        &self,
        delegator: &Addr,
        operator: &str,
    ) -> Result<Option<DelegationView>, ChainError> {
        let all = self.delegations(delegator)?;
        Ok(all.into_iter().find(|held| held.validator == operator))
    }

    /// What an account has in unbonding.
    ///
    /// # Errors
    /// When the chain does not answer.
    fn unbonding_entries(&self, delegator: &Addr) -> Result<Vec<UnbondingEntry>, ChainError>;

    /// Whether this chain can be made to do that.
    fn can(&self, kind: EventKind) -> bool;

    /// Makes something happen. Answers what a slash took, if it was one.
    ///
    /// # Errors
    /// The chain's refusal; [`ChainError::NotPossibleHere`] when [`Chain::can`] says no.
    fn happen(&mut self, event: Event) -> Result<Option<SlashOutcome>, ChainError>;

    /// The answer of a contract to a query.
    ///
    /// # Errors
    /// The refusal, or an answer of another shape.
    fn query_contract<T: DeserializeOwned>(
        &self,
        contract: &Addr,
        msg: &impl Serialize,
    ) -> anyhow::Result<T>
    where
        Self: Sized,
    {
        let answer = self.query_smart(contract, cosmwasm_std::to_json_binary(msg)?)?;
        Ok(cosmwasm_std::from_json(answer)?)
    }
}
