//! What the chain itself says of the hub.

use weir_devnet::cosmrs::proto::cosmos::auth::v1beta1::{
    BaseAccount, QueryAccountRequest, QueryAccountResponse,
};
use weir_devnet::cosmrs::proto::cosmos::staking::v1beta1::{
    QueryDelegatorDelegationsRequest, QueryDelegatorDelegationsResponse,
    QueryDelegatorUnbondingDelegationsRequest, QueryDelegatorUnbondingDelegationsResponse,
};
use weir_devnet::cosmrs::proto::traits::Message;
use weir_devnet::Devnet;

/// An entry of a delegator in unbonding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub validator: String,
    pub height: u64,
    pub initial: u128,
    pub balance: u128,
}

pub fn ask<T: Message + Default>(devnet: &Devnet, path: &str, request: &impl Message) -> T {
    let answer = devnet.rpc().unwrap().query(path, &request.encode_to_vec());
    T::decode(&*answer.unwrap_or_else(|e| panic!("{path}: {e}"))).unwrap()
}

/// How many transactions an account has sent.
#[allow(dead_code, reason = "the keeper's journey needs it")]
pub fn sequence(devnet: &Devnet, who: &str) -> u64 {
    let request = QueryAccountRequest { address: who.to_string() };
    let answer: QueryAccountResponse = ask(devnet, "/cosmos.auth.v1beta1.Query/Account", &request);
    BaseAccount::decode(&*answer.account.unwrap().value).unwrap().sequence
}

/// What a delegator has with each validator.
pub fn delegations(devnet: &Devnet, who: &str) -> Vec<(String, u128)> {
    let request =
        QueryDelegatorDelegationsRequest { delegator_addr: who.to_string(), pagination: None };
    let path = "/cosmos.staking.v1beta1.Query/DelegatorDelegations";
    let answer: QueryDelegatorDelegationsResponse = ask(devnet, path, &request);
    let rows = answer.delegation_responses.into_iter().map(|row| {
        let units = row.balance.unwrap().amount.parse().unwrap();
        (row.delegation.unwrap().validator_address, units)
    });
    rows.collect()
}

/// A delegator's entries in unbonding, those of one validator in the order of their heights.
pub fn entries(devnet: &Devnet, who: &str) -> Vec<Entry> {
    let request = QueryDelegatorUnbondingDelegationsRequest {
        delegator_addr: who.to_string(),
        pagination: None,
    };
    let path = "/cosmos.staking.v1beta1.Query/DelegatorUnbondingDelegations";
    let answer: QueryDelegatorUnbondingDelegationsResponse = ask(devnet, path, &request);
    let rows = answer.unbonding_responses.into_iter().flat_map(|row| {
        let validator = row.validator_address;
        row.entries.into_iter().map(move |entry| Entry {
            validator: validator.clone(),
            height: entry.creation_height.try_into().unwrap(),
            initial: entry.initial_balance.parse().unwrap(),
            balance: entry.balance.parse().unwrap(),
        })
    });
    rows.collect()
}
