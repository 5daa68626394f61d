//! A chain that lives by itself, behind a node: what a scenario acts on and asks.
//!
//! Everything is asked about one height, that of the last transaction or block waited for, so that
//! what is read of the chain is of one moment; blocks that come meanwhile are seen with the next
//! transaction. Accounts are made for the run and pay no gas: who funds them does, by allowances.

mod faults;
mod params;
mod people;
mod records;
mod rows;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use anyhow::Context as _;
use cosmwasm_std::{Addr, Binary, BlockInfo, CosmosMsg, Storage, Timestamp, Uint128};
use cw_multi_test::AppResponse;
use embedded_chain::{ChainError, DelegationView, Params, SlashOutcome, UnbondingEntry, Validator};
use weir_chain::{by_message, Chain, Event, EventKind, Rows};

use self::people::{or_stop, stop, People};
use crate::rpc::{query, Seal, Transport};
use crate::{Artifacts, Fee, Key, Msg, Node, NodeError, RpcNode, TxOutcome, Unsigned};

pub use faults::Faults;

/// How long an account of a run may use gas that the faucet pays for.
const ALLOWED: u64 = 7 * 86_400;
/// Pause between two looks for the next block.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(200);

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

    /// Fails unless the faucet has so much.
    ///
    /// # Errors
    /// [`NodeError::NoFunds`].
    pub fn can_pay(&self, units: u128) -> Result<(), NodeError> {
        let denom = &self.params.bond_denom;
        let has = query::balance(&self.seen, &self.faucet_address, denom)?;
        if has > units {
            return Ok(());
        }
        let needed = format!("{units}{denom} and gas");
        let (address, has) = (self.faucet_address.clone(), format!("{has}{denom}"));
        Err(NodeError::NoFunds { address, needed, has })
    }

    /// The ids of these codes: of those that are there already, or stored now.
    ///
    /// # Errors
    /// When an artifact is missing, or the chain does not take it.
    pub fn store_codes(
        &mut self,
        artifacts: &Artifacts,
        names: &[&str],
    ) -> Result<Vec<u64>, NodeError> {
        let mut ids = vec![];
        for name in names {
            let artifact = artifacts.read(name)?;
            let id = match self.node.code_with_hash(&artifact.hash)? {
                Some(id) => id,
                None => {
                    self.by_faucet(vec![Msg::StoreCode { wasm: artifact.wasm.into() }])?;
                    self.node.code_with_hash(&artifact.hash)?.ok_or_else(|| NodeError::Invalid {
                        what: format!("the code of {name}"),
                        cause: "not everybody may instantiate it on this chain".into(),
                    })?
                }
            };
            ids.push(id);
        }
        Ok(ids)
    }

    /// From now on everything is asked about this height.
    fn look_at(&mut self, height: u64) -> Result<(), NodeError> {
        if height > self.height {
            (self.height, self.time) = (height, self.node.time_of(height)?);
            self.seen.look_at(height);
        }
        Ok(())
    }

    /// A transaction that the faucet sends and pays.
    fn by_faucet(&mut self, msgs: Vec<Msg>) -> Result<TxOutcome, NodeError> {
        let tx = Unsigned { from: self.faucet_address.clone(), msgs, memo: String::new() };
        let seal = Seal { key: &self.faucet, granter: "" };
        let outcome = self.node.broadcast_as(&tx, &self.fee, &seal)?;
        self.look_at(outcome.height)?;
        Ok(outcome)
    }

    /// What lets an account of this run act, if nothing does yet.
    fn welcome(&self, address: &str) -> Option<Msg> {
        let until = self.time.seconds().saturating_add(ALLOWED);
        let is_new = !self.allowed.contains(address) && self.people.key(address).is_some();
        is_new.then(|| words::allowance(&self.faucet_address, address, until))
    }

    /// A transaction that an account of this run sends and the faucet pays.
    fn by_person(&mut self, address: &str, msgs: Vec<Msg>) -> anyhow::Result<TxOutcome> {
        let key = self.people.key(address);
        let key = key.with_context(|| format!("nobody here has the key of {address}"))?;
        if let Some(welcome) = self.welcome(address) {
            self.by_faucet(vec![welcome]).map_err(refused)?;
            self.allowed.insert(address.to_string());
        }
        let tx = Unsigned { from: address.to_string(), msgs, memo: String::new() };
        let seal = Seal { key: &key, granter: &self.faucet_address };
        // One that is refused changes nothing, so what is seen stays what it was.
        let outcome = self.node.broadcast_as(&tx, &self.fee, &seal).map_err(refused)?;
        self.look_at(outcome.height).map_err(refused)?;
        Ok(outcome)
    }

    fn fund(&mut self, account: &Addr, coins: Vec<cosmwasm_std::Coin>) -> anyhow::Result<()> {
        let mut msgs = vec![Msg::Send { to: account.to_string(), coins }];
        msgs.extend(self.welcome(account.as_str()));
        self.by_faucet(msgs).map_err(refused)?;
        if self.people.key(account.as_str()).is_some() {
            self.allowed.insert(account.to_string());
        }
        Ok(())
    }

    /// Waits for a block that is later than another and not earlier than a time.
    fn wait_for(&mut self, height: u64, time: Timestamp) -> anyhow::Result<()> {
        let (mut last, mut since) = (self.height, Instant::now());
        loop {
            let now = self.node.committed().map_err(refused)?;
            if now > last {
                (last, since) = (now, Instant::now());
                if now > height && self.node.time_of(now).map_err(refused)? >= time {
                    return self.look_at(now).map_err(refused);
                }
            }
            let waited = since.elapsed();
            anyhow::ensure!(waited < self.node.patience(), "no block came after {last}");
            std::thread::sleep(PAUSE);
        }
    }
}

/// What the chain refused, with its reason; the run ends where the chain is not there any more.
fn refused(error: NodeError) -> anyhow::Error {
    match error {
        NodeError::Refused { codespace, code, text } => {
            weir_referee::Refusal { codespace, code, log: text, gas_used: 0 }.into()
        }
        error if error.exit_code() == 4 => stop(&error),
        error => error.into(),
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

    fn delegation(
        &self,
        delegator: &Addr,
        operator: &str,
    ) -> Result<Option<DelegationView>, ChainError> {
        let all = self.delegations(delegator)?;
        Ok(all.into_iter().find(|held| held.validator == operator))
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
