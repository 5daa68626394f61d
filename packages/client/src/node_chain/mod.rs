//! A chain that lives by itself, behind a node: what a scenario acts on and asks.
//!
//! Everything is asked about one height, that of the last transaction or block waited for, so that
//! what is read of the chain is of one moment; blocks that come meanwhile are seen with the next
//! transaction. Accounts are made for the run and pay no gas: who funds them does, by allowances.

mod act;
mod faults;
mod params;
mod people;
mod records;
mod rows;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::{Addr, Binary, BlockInfo, CosmosMsg, Storage, Timestamp, Uint128};
use cw_multi_test::AppResponse;
use embedded_chain::{ChainError, DelegationView, Params, SlashOutcome, UnbondingEntry, Validator};
use weir_chain::{by_message, Chain, Event, EventKind, Rows};

use self::act::refused;
use self::people::{or_stop, People};
use crate::rpc::{query, Transport};
use crate::{Fee, Key, Node, NodeError, RpcNode};

pub use faults::Faults;

/// A chain behind a node.
pub struct NodeChain {
    node: RpcNode,
    /// The same node, asked about one height.
    seen: Transport,
    height: u64,
    time: Timestamp,
    faucet: Key,
    faucet_address: String,
    fee: Fee,
    people: People,
    /// Addresses whose gas the faucet pays.
    allowed: BTreeSet<String>,
    /// Operators by moniker.
    operators: BTreeMap<String, String>,
    params: Params,
    faults: Option<Box<dyn Faults>>,
}

impl NodeChain {
    /// The chain of a node, as it is now. `faucet` is the key of the keyring that pays for
    /// everything; `faults` is who can make things go wrong there, if anybody can.
    ///
    /// # Errors
    /// When the node does not answer, or has no such key.
    pub fn begin(
        node: RpcNode,
        faucet: &str,
        fee: Fee,
        faults: Option<Box<dyn Faults>>,
    ) -> Result<Self, NodeError> {
        let (key, faucet_address) = (node.key(faucet)?, node.address_of(faucet)?);
        let height = node.committed()?;
        let seen = node.window();
        seen.look_at(height);
        let named = records::validators(&seen)?.into_iter();
        let operators = named.map(|one| (one.moniker, one.validator.operator)).collect();
        let people = People::new(&key, node.chain_id(), height, node.prefix());
        Ok(Self {
            time: node.time_of(height)?,
            params: params::params(&seen)?,
            node,
            seen,
            height,
            faucet: key,
            faucet_address,
            fee,
            people,
            allowed: BTreeSet::new(),
            operators,
            faults,
        })
    }

    /// The operator address of the validator that calls itself so.
    pub fn operator(&self, moniker: &str) -> Option<&str> {
        self.operators.get(moniker).map(String::as_str)
    }

    /// What validators call themselves.
    pub fn monikers(&self) -> impl Iterator<Item = &str> {
        self.operators.keys().map(String::as_str)
    }
}

fn unknown(error: &NodeError) -> ChainError {
    ChainError::Std(error.to_string())
}

impl Chain for NodeChain {
    fn block(&self) -> BlockInfo {
        BlockInfo {
            height: self.height.saturating_add(1),
            time: self.time,
            chain_id: self.node.chain_id().to_string(),
        }
    }

    fn advance_block(&mut self, seconds: u64) -> anyhow::Result<()> {
        self.wait_for(self.height, self.time.plus_seconds(seconds))
    }

    fn prefix(&self) -> &str {
        self.node.prefix()
    }

    fn lives_by_itself(&self) -> bool {
        true
    }

    fn account(&self, name: &str) -> Addr {
        Addr::unchecked(or_stop(self.people.address(name)))
    }

    fn operator_address(&self, name: &str) -> String {
        let cause = || format!("no validator here is called {name}");
        let found = self.operator(name).map(str::to_string);
        or_stop(found.ok_or_else(|| NodeError::Invalid { what: name.into(), cause: cause() }))
    }

    fn execute(&mut self, sender: &Addr, msgs: Vec<CosmosMsg>) -> anyhow::Result<Vec<AppResponse>> {
        let (from, count) = (sender.as_str(), msgs.len());
        let msgs = msgs.into_iter().map(|msg| words::msg(from, msg)).collect::<Result<_, _>>()?;
        let outcome = self.by_person(from, msgs)?;
        let events = outcome.events.into_iter().map(|event| (event.kind, event.attributes));
        Ok(by_message(events, count))
    }

    fn query_smart(&self, contract: &Addr, msg: Binary) -> anyhow::Result<Binary> {
        let msg = serde_json::from_slice(&msg)?;
        let answer = query::smart(&self.seen, contract.as_str(), &msg).map_err(refused)?;
        Ok(serde_json::to_vec(&answer)?.into())
    }

    fn code_hash(&self, code_id: u64) -> anyhow::Result<[u8; 32]> {
        query::code_hash(&self.seen, code_id).map_err(refused)
    }

    fn predicted(&self, code_id: u64, creator: &Addr, salt: &[u8]) -> anyhow::Result<Addr> {
        let hash = self.code_hash(code_id)?;
        Ok(Addr::unchecked(crate::deploy::predicted(creator.as_str(), &hash, salt)?))
    }

    fn storage(&self, contract: &Addr) -> Box<dyn Storage + '_> {
        Box::new(Rows(rows::Contract { node: &self.seen, address: contract.to_string() }))
    }

    fn balance(&self, account: &Addr, denom: &str) -> Uint128 {
        Uint128::new(or_stop(query::balance(&self.seen, account.as_str(), denom)))
    }

    fn total_supply(&self, denom: &str) -> Uint128 {
        or_stop(records::supply(&self.seen, denom))
    }

    fn params(&self) -> Params {
        self.params.clone()
    }

    fn validators(&self) -> Result<Vec<Validator>, ChainError> {
        let all = records::validators(&self.seen).map_err(|error| unknown(&error))?;
        Ok(all.into_iter().map(|named| named.validator).collect())
    }

    fn validator(&self, operator: &str) -> Result<Validator, ChainError> {
        let found = records::validator(&self.seen, operator).map_err(|error| unknown(&error))?;
        found.ok_or(ChainError::NoValidatorFound)
    }

    fn delegations(&self, delegator: &Addr) -> Result<Vec<DelegationView>, ChainError> {
        records::delegations(&self.seen, delegator).map_err(|error| unknown(&error))
    }

    fn unbonding_entries(&self, delegator: &Addr) -> Result<Vec<UnbondingEntry>, ChainError> {
        records::entries(&self.seen, delegator).map_err(|error| unknown(&error))
    }

    fn can(&self, kind: EventKind) -> bool {
        faults::can(self.faults.as_deref(), kind)
    }

    fn happen(&mut self, event: Event) -> Result<Option<SlashOutcome>, ChainError> {
        let told = |error: anyhow::Error| match error.downcast::<ChainError>() {
            Ok(known) => known,
            Err(error) => ChainError::Std(format!("{error:#}")),
        };
        match event {
            Event::Funded { account, coins } => {
                self.fund(&account, coins).map(|()| None).map_err(told)
            }
            event => self.bring_about(event).map_err(told),
        }
    }
}
