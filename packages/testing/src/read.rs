//! Observing the world.

use cosmwasm_std::{from_json, Addr, Api, CosmosMsg, Decimal, Order, Storage, WasmMsg};
use cw20_base::state::BALANCES;
use cw_multi_test::{AppResponse, MockApiBech32};
use weir_chain::{Chain, PREFIX};
use weir_contract::address_key;
use weir_interface::hub::{
    BatchResponse, Crank, ExecuteMsg, QueryMsg, SolvencyResponse, ValidatorResponse,
};
use weir_quantities::BatchId;
use weir_staking_hub::state::PARTS;

use crate::{Snapshot, Suite};

/// Less than a second, in nanoseconds: completions are told in whole seconds, rounded up.
pub(crate) const PART_OF_A_SECOND: u64 = 999_999_999;

/// What stands for an account in keys of rows.
pub(crate) fn key_of(account: &Addr) -> Vec<u8> {
    address_key(&MockApiBech32::new(PREFIX), account.as_str()).unwrap()
}

/// The account for which this stands.
pub(crate) fn address_of(key: &[u8]) -> Addr {
    MockApiBech32::new(PREFIX).addr_humanize(&key.into()).unwrap()
}

impl<C: Chain> Suite<C> {
    /// A contract's storage.
    pub fn storage_of(&self, contract: &Addr) -> Box<dyn Storage + '_> {
        self.chain.storage(contract)
    }

    /// The time of the block.
    pub fn now(&self) -> u64 {
        self.chain.block().time.seconds()
    }

    /// By when what was due has been paid, in whole seconds: a second of which a part has passed
    /// counts, since a chain pays within it.
    pub(crate) fn paid_until(&self) -> u64 {
        self.chain.block().time.plus_nanos(PART_OF_A_SECOND).seconds()
    }

    /// The world after the last action.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::take(self)
    }

    /// Units of the staking coin that an actor has.
    pub fn coins_of(&self, name: &str) -> u128 {
        self.chain.balance(&self.actor(name), &self.denom).u128()
    }

    /// Shares that an actor has, queued ones not counted.
    pub fn shares_of(&self, name: &str) -> u128 {
        let token = self.storage_of(&self.token);
        let actor = self.actor(name);
        BALANCES.may_load(&*token, &actor).unwrap().unwrap_or_default().u128()
    }

    /// The rate from the stored books.
    ///
    /// # Panics
    /// While the hub is insolvent.
    pub fn rate(&self) -> Decimal {
        self.query(&self.hub, &QueryMsg::ExchangeRate {}).unwrap()
    }

    /// All that the hub holds and owes.
    pub fn solvency(&self) -> SolvencyResponse {
        self.query(&self.hub, &QueryMsg::Solvency {}).unwrap()
    }

    /// A batch in full.
    pub fn batch(&self, id: u64) -> BatchResponse {
        self.query(&self.hub, &QueryMsg::Batch { id: BatchId::new(id) }).unwrap()
    }

    /// The id of the batch that gathers.
    pub fn open_batch(&self) -> u64 {
        self.snapshot().pipeline.unwrap().open.id.u64()
    }

    /// A row of the ledger.
    pub fn row(&self, validator: &str) -> ValidatorResponse {
        let validator = self.operator(validator);
        self.query(&self.hub, &QueryMsg::Validator { validator }).unwrap()
    }

    /// What the hub's delegation to a validator is worth on the chain.
    pub fn staked_with(&self, validator: &str) -> u128 {
        let validator = self.operator(validator);
        let found = self.chain.delegation(&self.hub, &validator).unwrap();
        found.map_or(0, |held| held.amount().u128())
    }

    /// The hub's cranks.
    pub fn cranks(&self) -> Vec<Crank> {
        self.query(&self.hub, &QueryMsg::Cranks {}).unwrap()
    }

    /// What is expected from parts past their completion and not settled.
    pub(crate) fn matured(&self) -> u128 {
        let storage = self.storage_of(&self.hub);
        let end = cw_storage_plus::Bound::inclusive((self.paid_until(), u64::MAX));
        PARTS
            .range(&*storage, None, Some(end), Order::Ascending)
            .map(|row| row.unwrap().1.expected.u128())
            .sum()
    }
}

/// The values of an attribute over all events of a name in an answer.
pub fn attributes(response: Option<&AppResponse>, event: &str, key: &str) -> Vec<String> {
    let Some(response) = response else { return vec![] };
    let wanted = format!("wasm-{event}");
    response
        .events
        .iter()
        .filter(|event| event.ty == wanted)
        .flat_map(|event| &event.attributes)
        .filter(|attribute| attribute.key == key)
        .map(|attribute| attribute.value.clone())
        .collect()
}

/// The first value of an attribute, as a number.
pub fn attribute<T: std::str::FromStr>(
    response: Option<&AppResponse>,
    event: &str,
    key: &str,
) -> Option<T> {
    attributes(response, event, key).first().and_then(|text| text.parse().ok())
}

/// The hub's message in a wasm message.
pub(crate) fn hub_message(msg: Option<&CosmosMsg>) -> Option<ExecuteMsg> {
    match msg {
        Some(CosmosMsg::Wasm(WasmMsg::Execute { msg, .. })) => from_json(msg).ok(),
        _ => None,
    }
}
