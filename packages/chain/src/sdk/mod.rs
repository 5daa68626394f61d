//! The real modules in one process: see `weir-referee`.
//!
//! Here every transaction is a block of its own, at the time of the block before it; so an
//! embedded chain to compare with must be told to make blocks in the same way
//! ([`ChainBuilder::block_per_transaction`](embedded_chain::ChainBuilder::block_per_transaction)).
//! Both have the same blocks then, as many and at the same times and heights, and pay the same.

mod events;
mod records;
mod rows;
mod words;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use cosmwasm_std::{Addr, Binary, BlockInfo, CosmosMsg, HexBinary, Storage, Timestamp, Uint128};
use cw_multi_test::AppResponse;
use embedded_chain::{
    ChainBuilder, ChainError, DelegationView, Params, SlashOutcome, UnbondingEntry, Validator,
};
use serde_json::{json, Value};
use weir_referee::read::{self, rows, text};
use weir_referee::{msg, Block, BlockAnswer, Genesis, GenesisValidator, Outcome, Referee, Tx};

use records::{delegation, unbonding, validator};
use rows::Contract;
use words::{answers, modules, proto};

use crate::{Chain, Event, EventKind, Rows};

/// Who pays for what comes from nowhere.
const FAUCET: &str = "faucet";
/// Who stores codes.
const CREATOR: &str = "creator";
/// Most rows asked for at once.
const PAGE: u32 = 10_000;

/// The real modules in one process.
pub struct SdkChain {
    referee: RefCell<Referee>,
    chain_id: String,
    params: Params,
    /// The last block.
    height: u64,
    time: u64,
    /// Accounts and validators by address.
    names: RefCell<BTreeMap<String, String>>,
    /// Operators whose keys nobody has.
    keyless: BTreeSet<String>,
    /// Names that have an account.
    welcomed: BTreeSet<String>,
    /// What was answered since the last block, by question: nothing changes between two blocks.
    answered: RefCell<BTreeMap<String, Value>>,
}

impl SdkChain {
    /// Begins a chain as described. Validators that are named alone have the operator addresses of
    /// their names' keys here, those described in full the addresses given.
    ///
    /// # Errors
    /// When the referee cannot be built or started, or does not take the genesis.
    pub fn begin(genesis: ChainBuilder) -> anyhow::Result<Self> {
        Ok(Self::begin_with_codes(genesis, &[])?.0)
    }

    /// Begins a chain on which the codes of contracts are stored; answers their ids.
    ///
    /// # Errors
    /// As [`begin`](Self::begin), and when the chain does not take a code.
    pub fn begin_with_codes(
        genesis: ChainBuilder,
        codes: &[Vec<u8>],
    ) -> anyhow::Result<(Self, Vec<u64>)> {
        let ChainBuilder { chain_id, params, height, time, named, validators, balances, .. } =
            genesis;
        let denom = params.bond_denom.clone();
        let mut first = Genesis::new(&chain_id, &denom)
            // The first block that an embedded chain has open is the second one here.
            .start(height.saturating_sub(1), time.seconds())
            .max_evidence_age(params.max_evidence_age_period, params.max_evidence_age_blocks);
        for (module, change) in modules(&params) {
            first = first.module(module, json!({ "params": change }));
        }
        anyhow::ensure!(balances.is_empty(), "balances of the first block: fund accounts instead");
        let settled = |name: &str, tokens: Uint128| {
            let mut known = GenesisValidator::new(name, tokens.u128());
            // for longer than any window
            known.signs_since = Some(i64::MIN / 2);
            known
        };
        for (name, tokens) in named {
            first = first.validator(settled(&name, tokens));
        }
        let mut keyless = BTreeMap::new();
        for validator in validators {
            let mut known = settled(&validator.operator, validator.tokens);
            known.shares = Some(validator.shares.to_string());
            known.commission = validator.commission.to_string();
            known.max_commission = validator.max_commission.to_string();
            known.max_commission_change = validator.max_commission_change.to_string();
            known.operator = Some(validator.operator.clone());
            keyless.insert(validator.operator.clone(), validator.operator);
            first = first.validator(known);
        }
        let referee = Referee::build_and_begin(&first)?;
        let mut chain = Self {
            referee: RefCell::new(referee),
            chain_id,
            params,
            height,
            time: time.seconds(),
            names: RefCell::new(keyless.clone()),
            keyless: keyless.into_keys().collect(),
            welcomed: BTreeSet::from([FAUCET.to_string()]),
            answered: RefCell::default(),
        };
        let creator = chain.account(CREATOR);
        let mut block = Block::after(0).welcome(CREATOR);
        chain.welcomed.insert(CREATOR.to_string());
        for wasm in codes {
            block = block.tx(Tx::new(CREATOR, msg::store_code(creator.as_str(), wasm)));
        }
        let outcomes = chain.make(&block)?.txs.into_iter();
        let ids = outcomes.map(|outcome| stored(outcome.passed()?)).collect::<Result<_, _>>()?;
        Ok((chain, ids))
    }

    /// Stores the code of a contract; answers its id.
    ///
    /// # Errors
    /// When the chain does not take it.
    pub fn store_code(&mut self, wasm: &[u8]) -> anyhow::Result<u64> {
        let from = self.account(CREATOR);
        stored(self.transact(CREATOR, vec![msg::store_code(from.as_str(), wasm)])?)
    }

    /// Makes a block and notes what time it is.
    fn make(&mut self, block: &Block) -> anyhow::Result<BlockAnswer> {
        self.answered.get_mut().clear();
        let answer = self.referee.get_mut().block(block)?;
        (self.height, self.time) = (answer.height, answer.time);
        Ok(answer)
    }

    /// A transaction in a block of its own.
    fn transact(&mut self, from: &str, msgs: Vec<Value>) -> anyhow::Result<Outcome> {
        let mut block = Block::after(0);
        if self.welcomed.insert(from.to_string()) {
            block = block.welcome(from);
        }
        let mut msgs = msgs.into_iter();
        let first = Tx::new(from, msgs.next().context("a transaction without messages")?);
        let tx = msgs.fold(first, Tx::msg);
        let answer = self.make(&block.tx(tx))?;
        let outcome = answer.txs.into_iter().next().context("the outcome is missing")?;
        Ok(outcome.passed()?)
    }

    /// Who goes by an address.
    fn name_of(&self, address: &str) -> anyhow::Result<String> {
        let found = self.names.borrow().get(address).cloned();
        found.with_context(|| format!("nobody here has the key of {address}"))
    }

    fn ask(&self, path: &str, request: Value) -> anyhow::Result<Value> {
        let question = format!("{path} {request}");
        if let Some(known) = self.answered.borrow().get(&question) {
            return Ok(known.clone());
        }
        let answer = self.referee.borrow_mut().query(path, request)?;
        self.answered.borrow_mut().insert(question, answer.clone());
        Ok(answer)
    }

    fn staking(&self, method: &str, request: Value) -> Result<Value, ChainError> {
        let path = format!("/cosmos.staking.v1beta1.Query/{method}");
        self.ask(&path, request).map_err(|error| ChainError::Std(format!("{error:#}")))
    }
}

impl Chain for SdkChain {
    fn block(&self) -> BlockInfo {
        BlockInfo {
            height: self.height.saturating_add(1),
            time: Timestamp::from_seconds(self.time),
            chain_id: self.chain_id.clone(),
        }
    }

    fn advance_block(&mut self, seconds: u64) -> anyhow::Result<()> {
        self.make(&Block::after(0))?;
        let pool = self.staking("Pool", json!({}))?;
        let bonded = read::parsed(&pool, "/pool/bonded_tokens")?;
        let minted = self.params.minted_in(seconds, bonded);
        let block = match minted.is_zero() {
            true => Block::after(seconds),
            false => Block::after(seconds).minted(&format!("{minted}{}", self.params.bond_denom)),
        };
        self.make(&block).map(|_| ())
    }

    fn account(&self, name: &str) -> Addr {
        let address = self.referee.borrow_mut().account(name);
        let address = address.unwrap_or_else(|error| panic!("no address of {name}: {error}"));
        self.names.borrow_mut().insert(address.clone(), name.to_string());
        Addr::unchecked(address)
    }

    fn operator_address(&self, name: &str) -> String {
        let address = self.referee.borrow_mut().operator(name);
        let address = address.unwrap_or_else(|error| panic!("no address of {name}: {error}"));
        self.names.borrow_mut().insert(address.clone(), name.to_string());
        address
    }

    fn execute(&mut self, sender: &Addr, msgs: Vec<CosmosMsg>) -> anyhow::Result<Vec<AppResponse>> {
        let from = self.name_of(sender.as_str())?;
        let count = msgs.len();
        let msgs =
            msgs.into_iter().map(|msg| proto(sender.as_str(), msg)).collect::<Result<_, _>>()?;
        let outcome = self.transact(&from, msgs)?;
        Ok(answers(outcome, count))
    }

    fn query_smart(&self, contract: &Addr, msg: Binary) -> anyhow::Result<Binary> {
        let msg: Value = serde_json::from_slice(&msg)?;
        let request = json!({ "address": contract, "query_data": msg });
        let answer = self.ask("/cosmwasm.wasm.v1.Query/SmartContractState", request)?;
        Ok(serde_json::to_vec(&answer["data"])?.into())
    }

    fn code_hash(&self, code_id: u64) -> anyhow::Result<[u8; 32]> {
        let request = json!({ "code_id": code_id.to_string() });
        let answer = self.ask("/cosmwasm.wasm.v1.Query/CodeInfo", request)?;
        let hash = HexBinary::from_hex(answer["checksum"].as_str().unwrap_or_default())?;
        Ok(hash.as_slice().try_into()?)
    }

    fn storage(&self, contract: &Addr) -> Box<dyn Storage + '_> {
        Box::new(Rows(Contract { chain: self, address: contract.clone() }))
    }

    fn balance(&self, account: &Addr, denom: &str) -> Uint128 {
        let request = json!({ "address": account, "denom": denom });
        let answer = self.ask("/cosmos.bank.v1beta1.Query/Balance", request);
        let found = answer.and_then(|answer| Ok(read::parsed(&answer, "/balance/amount")?));
        found.unwrap_or_else(|error| panic!("no balance of {account}: {error:#}"))
    }

    fn total_supply(&self, denom: &str) -> Uint128 {
        let answer = self.ask("/cosmos.bank.v1beta1.Query/SupplyOf", json!({ "denom": denom }));
        let answer = answer.unwrap_or_else(|error| panic!("no supply of {denom}: {error:#}"));
        let all: Uint128 = text(&answer, "/amount/amount").parse().unwrap_or_default();
        // What the faucet has not given yet came from nowhere and is nowhere.
        all.saturating_sub(self.balance(&self.account(FAUCET), denom))
    }

    fn params(&self) -> Params {
        self.params.clone()
    }

    fn validators(&self) -> Result<Vec<Validator>, ChainError> {
        let answer =
            self.staking("Validators", json!({ "pagination": { "limit": PAGE.to_string() } }))?;
        let mut all =
            rows(&answer, "validators").iter().map(validator).collect::<Result<Vec<_>, _>>()?;
        all.sort_by(|one, other| one.operator.cmp(&other.operator));
        Ok(all)
    }

    fn validator(&self, operator: &str) -> Result<Validator, ChainError> {
        let answer = self.staking("Validator", json!({ "validator_addr": operator }));
        validator(&answer.map_err(|_| ChainError::NoValidatorFound)?["validator"])
    }

    fn delegations(&self, delegator: &Addr) -> Result<Vec<DelegationView>, ChainError> {
        let pagination = json!({ "limit": PAGE.to_string() });
        let request = json!({ "delegator_addr": delegator, "pagination": pagination });
        let answer = self.staking("DelegatorDelegations", request)?;
        rows(&answer, "delegation_responses").iter().map(delegation).collect()
    }

    fn unbonding_entries(&self, delegator: &Addr) -> Result<Vec<UnbondingEntry>, ChainError> {
        let pagination = json!({ "limit": PAGE.to_string() });
        let request = json!({ "delegator_addr": delegator, "pagination": pagination });
        let answer = self.staking("DelegatorUnbondingDelegations", request)?;
        let mut all = vec![];
        for row in rows(&answer, "unbonding_responses") {
            for entry in rows(row, "entries") {
                all.push(UnbondingEntry {
                    delegator: delegator.clone(),
                    validator: text(row, "/validator_address").to_string(),
                    entry: unbonding(entry)?,
                });
            }
        }
        Ok(all)
    }

    fn can(&self, kind: EventKind) -> bool {
        events::impossible(kind).is_none()
    }

    fn happen(&mut self, event: Event) -> Result<Option<SlashOutcome>, ChainError> {
        if let Some(what) = events::impossible(event.kind()) {
            return Err(ChainError::NotPossibleHere { what });
        }
        self.bring_about(event).map_err(|error| match error.downcast::<ChainError>() {
            Ok(known) => known,
            Err(error) => ChainError::Std(format!("{error:#}")),
        })
    }
}

/// The id of a code that a transaction stored.
fn stored(outcome: Outcome) -> anyhow::Result<u64> {
    let answer = outcome.responses.first().context("the chain does not tell the id of a code")?;
    Ok(read::parsed(answer, "/code_id")?)
}
