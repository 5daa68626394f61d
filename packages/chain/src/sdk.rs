//! The real modules in one process: see `weir-referee`.
//!
//! Here every transaction is a block of its own, at the time of the block before it; so an
//! embedded chain to compare with must be told to make blocks in the same way
//! ([`ChainBuilder::block_per_transaction`](embedded_chain::ChainBuilder::block_per_transaction)).
//! Rewards are fees that a faucet pays just before time passes: x/mint would pay by the block.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use base64::prelude::{Engine, BASE64_STANDARD};
use cosmwasm_std::{
    Addr, BankMsg, Binary, BlockInfo, Coin, CosmosMsg, Decimal, DistributionMsg, Order, Record,
    StakingMsg, Storage, Timestamp, Uint128, WasmMsg,
};
use cw_multi_test::AppResponse;
use embedded_chain::{
    ChainBuilder, ChainError, Dec, DelegationView, Entry, Params, SlashOutcome, Status,
    UnbondingEntry, Validator,
};
use serde_json::{json, Value};
use weir_referee::{msg, Block, BlockAnswer, Genesis, GenesisValidator, Outcome, Referee, Tx};

use crate::{Chain, Event, EventKind};

/// Who pays for what comes from nowhere.
const FAUCET: &str = "faucet";
/// A coin of no worth: who has been sent nothing has no account on a chain and cannot sign.
const WELCOME: &str = "welcome";
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
    /// Names that have an account.
    welcomed: BTreeSet<String>,
}

impl SdkChain {
    /// Begins a chain as described; validators go by the names, or by the addresses, given.
    ///
    /// # Errors
    /// When the referee cannot be built or started, or does not take the genesis.
    pub fn begin(genesis: ChainBuilder) -> anyhow::Result<Self> {
        let ChainBuilder { chain_id, params, height, time, named, validators, balances, .. } =
            genesis;
        let denom = params.bond_denom.clone();
        let mut first = Genesis::new(&chain_id, &denom)
            .start(height, time.seconds())
            .max_evidence_age(params.max_evidence_age_period, params.max_evidence_age_blocks);
        for (module, change) in modules(&params) {
            first = first.module(module, json!({ "params": change }));
        }
        first = first.account(WELCOME, &format!("1000000000000{WELCOME}"));
        anyhow::ensure!(balances.is_empty(), "balances of the first block: fund accounts instead");
        for (name, tokens) in named {
            first = first.validator(GenesisValidator::new(&name, tokens.u128()));
        }
        for validator in validators {
            let mut known = GenesisValidator::new(&validator.operator, validator.tokens.u128());
            known.shares = Some(validator.shares.to_string());
            known.commission = validator.commission.to_string();
            known.max_commission = validator.max_commission.to_string();
            known.max_commission_change = validator.max_commission_change.to_string();
            first = first.validator(known);
        }
        let referee = Referee::build_and_begin(&first)?;
        let mut chain = Self {
            referee: RefCell::new(referee),
            chain_id,
            params,
            height,
            time: time.seconds(),
            names: RefCell::default(),
            welcomed: BTreeSet::from([FAUCET, WELCOME].map(String::from)),
        };
        chain.make(&Block::after(0))?;
        Ok(chain)
    }

    /// Stores the code of a contract; answers its id.
    ///
    /// # Errors
    /// When the chain does not take it.
    pub fn store_code(&mut self, wasm: &[u8]) -> anyhow::Result<u64> {
        let from = self.account("creator");
        let outcome = self.transact("creator", vec![msg::store_code(from.as_str(), wasm)])?;
        let id = outcome.responses.first().map(|answer| text(answer, "/code_id").to_string());
        Ok(id.context("the chain does not tell the id of a code")?.parse()?)
    }

    /// Makes a block and notes what time it is.
    fn make(&mut self, block: &Block) -> anyhow::Result<BlockAnswer> {
        let answer = self.referee.get_mut().block(block)?;
        (self.height, self.time) = (answer.height, answer.time);
        Ok(answer)
    }

    /// A transaction in a block of its own.
    fn transact(&mut self, from: &str, msgs: Vec<Value>) -> anyhow::Result<Outcome> {
        if self.welcomed.insert(from.to_string()) {
            let (host, guest) = (self.account(WELCOME), self.account(from));
            let coin = msg::send(host.as_str(), guest.as_str(), 1, WELCOME);
            self.make(&Block::after(0).tx(Tx::new(WELCOME, coin)))?;
        }
        let mut msgs = msgs.into_iter();
        let first = Tx::new(from, msgs.next().context("a transaction without messages")?);
        let tx = msgs.fold(first, Tx::msg);
        let answer = self.make(&Block::after(0).tx(tx))?;
        let outcome = answer.txs.into_iter().next().context("the outcome is missing")?;
        Ok(outcome.passed()?)
    }

    fn govern(&mut self, params: &Params) -> anyhow::Result<()> {
        let mut block = Block::after(0);
        for (module, change) in modules(params) {
            let package = format!("cosmos.{module}.v1beta1");
            block = block.gov(self.referee.get_mut().update_params(&package, change)?);
        }
        let answer = self.make(&block)?;
        answer.gov.into_iter().try_for_each(|outcome| outcome.passed().map(|_| ()))?;
        Ok(())
    }

    /// Runs something under other parameters.
    fn under<T>(
        &mut self,
        params: Params,
        act: impl FnOnce(&mut Self) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let usual = self.params.clone();
        if params == usual {
            return act(self);
        }
        self.govern(&params)?;
        let done = act(self);
        self.govern(&usual)?;
        done
    }

    /// Who goes by an address.
    fn name_of(&self, address: &str) -> anyhow::Result<String> {
        let found = self.names.borrow().get(address).cloned();
        found.with_context(|| format!("nobody here has the key of {address}"))
    }

    fn ask(&self, path: &str, request: Value) -> anyhow::Result<Value> {
        Ok(self.referee.borrow_mut().query(path, request)?)
    }

    fn staking(&self, method: &str, request: Value) -> Result<Value, ChainError> {
        let path = format!("/cosmos.staking.v1beta1.Query/{method}");
        self.ask(&path, request).map_err(|error| ChainError::Std(format!("{error:#}")))
    }

    fn double_sign(
        &mut self,
        validator: &str,
        height: u64,
        fraction: Option<Decimal>,
    ) -> anyhow::Result<Option<SlashOutcome>> {
        let name = self.name_of(validator)?;
        let mut params = self.params.clone();
        params.slash_fraction_double_sign = fraction.unwrap_or(params.slash_fraction_double_sign);
        // A block of this height is still to be made; the evidence is of the one before it.
        let height = height.min(self.height);
        self.under(params, |chain| {
            let answer = chain.make(&Block::after(0).double_sign(&name, height))?;
            Ok(slashed(&answer, "double_sign"))
        })
    }

    /// A validator misses as many blocks as a window of two forgives, and one more.
    fn go_down(&mut self, validator: &str) -> anyhow::Result<Option<SlashOutcome>> {
        let name = self.name_of(validator)?;
        let mut params = self.params.clone();
        params.signed_blocks_window = 2;
        params.min_signed_per_window = Decimal::percent(50);
        self.under(params, |chain| {
            for _ in 0..16 {
                let answer = chain.make(&Block::after(0).missed(&name))?;
                if let Some(outcome) = slashed(&answer, "missing_signature") {
                    return Ok(Some(outcome));
                }
            }
            anyhow::bail!("{name} is not in the set and misses nothing")
        })
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

    fn advance_block(&mut self, seconds: u64) {
        let bonded = self.validators().map(|all| {
            let bonded = all.iter().filter(|validator| validator.is_bonded());
            bonded.map(|validator| validator.tokens).sum::<Uint128>()
        });
        let minted = self.params.minted_in(seconds, bonded.unwrap_or_default());
        let passed = (|| -> anyhow::Result<()> {
            if !minted.is_zero() {
                let faucet = self.account(FAUCET);
                let denom = self.params.bond_denom.clone();
                let nothing = msg::send(faucet.as_str(), faucet.as_str(), 1, &denom);
                let tx = Tx::new(FAUCET, nothing).fee(&format!("{minted}{denom}"));
                self.make(&Block::after(0).tx(tx))?;
            }
            self.make(&Block::after(seconds)).map(|_| ())
        })();
        if let Err(error) = passed {
            panic!("the chain makes no more blocks: {error:#}");
        }
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

    fn storage(&self, contract: &Addr) -> Box<dyn Storage + '_> {
        Box::new(Rows { chain: self, contract: contract.clone() })
    }

    fn balance(&self, account: &Addr, denom: &str) -> Uint128 {
        let found = self.referee.borrow_mut().balance(account.as_str(), denom);
        found.unwrap_or_else(|error| panic!("no balance of {account}: {error}")).into()
    }

    fn total_supply(&self, denom: &str) -> Uint128 {
        let answer = self.ask("/cosmos.bank.v1beta1.Query/SupplyOf", json!({ "denom": denom }));
        let answer = answer.unwrap_or_else(|error| panic!("no supply of {denom}: {error:#}"));
        text(&answer, "/amount/amount").parse().unwrap_or_default()
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

    fn delegation(
        &self,
        delegator: &Addr,
        operator: &str,
    ) -> Result<Option<DelegationView>, ChainError> {
        let all = self.delegations(delegator)?;
        Ok(all.into_iter().find(|held| held.validator == operator))
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
        match kind {
            EventKind::Funded
            | EventKind::Rewarded
            | EventKind::Governed
            | EventKind::DoubleSigned
            | EventKind::WentDown
            | EventKind::Unjailed
            | EventKind::CommissionSet => true,
            EventKind::Slashed
            | EventKind::Jailed
            | EventKind::Tombstoned
            | EventKind::EntryHeld
            | EventKind::DistributionBroken
            | EventKind::Unreadable => false,
        }
    }

    fn happen(&mut self, event: Event) -> Result<Option<SlashOutcome>, ChainError> {
        let done = match event {
            Event::Funded { account, coins } => {
                let faucet = self.account(FAUCET);
                let send = BankMsg::Send { to_address: account.into(), amount: coins };
                self.execute(&faucet, vec![send.into()]).map(|_| None)
            }
            Event::Rewarded { validator, units } => {
                let faucet = self.account(FAUCET);
                let reward =
                    msg::reward(faucet.as_str(), &validator, units, &self.params.bond_denom);
                self.transact(FAUCET, vec![reward]).map(|_| None)
            }
            Event::Governed(params) => self.govern(&params).map(|()| {
                self.params = *params;
                None
            }),
            Event::DoubleSigned { validator, height, fraction } => {
                self.double_sign(&validator, height, fraction)
            }
            Event::WentDown { validator } => self.go_down(&validator),
            Event::Unjailed { validator } => self
                .name_of(&validator)
                .and_then(|name| self.transact(&name, vec![msg::unjail(&validator)]))
                .map(|_| None),
            Event::CommissionSet { validator, rate, forced: false } => self
                .name_of(&validator)
                .and_then(|name| {
                    self.transact(&name, vec![msg::set_commission(&validator, &rate.to_string())])
                })
                .map(|_| None),
            Event::CommissionSet { forced: true, .. } => {
                return Err(ChainError::NotPossibleHere { what: "a commission beyond its limits" })
            }
            Event::Slashed { .. } => {
                return Err(ChainError::NotPossibleHere { what: "a slash without evidence" })
            }
            Event::Jailed { .. } | Event::Tombstoned { .. } => {
                return Err(ChainError::NotPossibleHere { what: "a jail without a slash" })
            }
            Event::EntryHeld { .. } => {
                return Err(ChainError::NotPossibleHere { what: "holding an entry" })
            }
            Event::DistributionBroken { .. } | Event::Unreadable { .. } => {
                return Err(ChainError::NotPossibleHere { what: "breaking records" })
            }
        };
        done.map_err(|error| ChainError::Std(format!("{error:#}")))
    }
}

/// What a contract stored, asked for row by row.
struct Rows<'a> {
    chain: &'a SdkChain,
    contract: Addr,
}

impl Storage for Rows<'_> {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        let request =
            json!({ "address": self.contract, "query_data": BASE64_STANDARD.encode(key) });
        let answer = self.chain.ask("/cosmwasm.wasm.v1.Query/RawContractState", request);
        let answer = answer.unwrap_or_else(|error| panic!("a row cannot be read: {error:#}"));
        let value = bytes(&answer, "/data");
        (!value.is_empty()).then_some(value)
    }

    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        let pagination = json!({
            "key": BASE64_STANDARD.encode(start.unwrap_or_default()),
            "limit": PAGE.to_string(),
        });
        let request = json!({ "address": self.contract, "pagination": pagination });
        let answer = self.chain.ask("/cosmwasm.wasm.v1.Query/AllContractState", request);
        let answer = answer.unwrap_or_else(|error| panic!("rows cannot be read: {error:#}"));
        let found = rows(&answer, "models");
        assert!(found.len() < PAGE as usize, "more than {PAGE} rows");
        let mut found: Vec<Record> = found
            .iter()
            .map(|row| (hex(text(row, "/key")), bytes(row, "/value")))
            .filter(|(key, _)| end.is_none_or(|end| key.as_slice() < end))
            .collect();
        if order == Order::Descending {
            found.reverse();
        }
        Box::new(found.into_iter())
    }

    fn set(&mut self, _: &[u8], _: &[u8]) {
        unreachable!("rows of a chain are only read");
    }

    fn remove(&mut self, _: &[u8]) {
        unreachable!("rows of a chain are only read");
    }
}

fn hex(digits: &str) -> Vec<u8> {
    cosmwasm_std::HexBinary::from_hex(digits).map(Vec::from).unwrap_or_default()
}

fn bytes(value: &Value, at: &str) -> Vec<u8> {
    BASE64_STANDARD.decode(text(value, at)).unwrap_or_default()
}

fn text<'a>(value: &'a Value, at: &str) -> &'a str {
    value.pointer(at).and_then(Value::as_str).unwrap_or_default()
}

fn rows<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn parsed<T: std::str::FromStr>(value: &Value, at: &str) -> Result<T, ChainError> {
    let read = text(value, at).parse();
    read.map_err(|_| ChainError::Std(format!("{at} cannot be read in {value}")))
}

fn time(value: &Value, at: &str) -> Result<Timestamp, ChainError> {
    let read = humantime::parse_rfc3339_weak(text(value, at)).ok();
    let since = read.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    // Before 1970 is never.
    let nanos = since.map_or(0, |since| since.as_nanos());
    Ok(Timestamp::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX)))
}

fn validator(value: &Value) -> Result<Validator, ChainError> {
    let mut validator = Validator::default();
    validator.operator = text(value, "/operator_address").to_string();
    validator.tokens = parsed(value, "/tokens")?;
    validator.shares = parsed(value, "/delegator_shares")?;
    validator.commission.rate = parsed(value, "/commission/commission_rates/rate")?;
    validator.commission.max_rate = parsed(value, "/commission/commission_rates/max_rate")?;
    validator.commission.max_change_rate =
        parsed(value, "/commission/commission_rates/max_change_rate")?;
    validator.commission.updated_at = time(value, "/commission/update_time")?;
    validator.status = match text(value, "/status") {
        "BOND_STATUS_BONDED" => Status::Bonded,
        "BOND_STATUS_UNBONDING" => Status::Unbonding,
        _ => Status::Unbonded,
    };
    validator.jailed = value["jailed"].as_bool().unwrap_or_default();
    validator.unbonding_at = time(value, "/unbonding_time")?;
    validator.unbonding_height = parsed(value, "/unbonding_height")?;
    Ok(validator)
}

fn delegation(value: &Value) -> Result<DelegationView, ChainError> {
    let amount: Uint128 = parsed(value, "/balance/amount")?;
    Ok(DelegationView {
        delegator: Addr::unchecked(text(value, "/delegation/delegator_address")),
        validator: text(value, "/delegation/validator_address").to_string(),
        shares: parsed(value, "/delegation/shares")?,
        // The chain tells it without decimals.
        worth: Dec::from_int(amount),
    })
}

fn unbonding(value: &Value) -> Result<Entry, ChainError> {
    Ok(Entry {
        id: parsed(value, "/unbonding_id")?,
        creation_height: parsed(value, "/creation_height")?,
        completes_at: time(value, "/completion_time")?,
        initial_balance: parsed(value, "/initial_balance")?,
        balance: parsed(value, "/balance")?,
        shares_dst: Dec::ZERO,
        holds: parsed(value, "/unbonding_on_hold_ref_count").unwrap_or_default(),
    })
}

/// What the block's begin took from whom it punished.
fn slashed(answer: &BlockAnswer, reason: &str) -> Option<SlashOutcome> {
    let is_it = |event: &&weir_referee::Event| {
        event.kind == "slash" && event.attribute("reason") == Some(reason)
    };
    let event = answer.events.iter().find(is_it)?;
    let burnt = event.attribute("burned_coins").unwrap_or_default();
    let digits: String = burnt.chars().take_while(char::is_ascii_digit).collect();
    let from_validator = digits.parse().unwrap_or_default();
    Some(SlashOutcome { from_validator, ..SlashOutcome::default() })
}

/// The parameters of the modules that hold them, in the chain's words.
fn modules(params: &Params) -> [(&'static str, Value); 3] {
    [
        (
            "staking",
            json!({
                "bond_denom": params.bond_denom,
                "unbonding_time": format!("{}s", params.unbonding_period),
                "max_validators": params.max_validators,
                "max_entries": params.max_entries,
            }),
        ),
        (
            "slashing",
            json!({
                "signed_blocks_window": params.signed_blocks_window.to_string(),
                "min_signed_per_window": params.min_signed_per_window.to_string(),
                "downtime_jail_duration": format!("{}s", params.downtime_jail_period),
                "slash_fraction_double_sign": params.slash_fraction_double_sign.to_string(),
                "slash_fraction_downtime": params.slash_fraction_downtime.to_string(),
            }),
        ),
        (
            "distribution",
            json!({
                "community_tax": params.community_tax.to_string(),
                "withdraw_addr_enabled": params.withdraw_address_enabled,
            }),
        ),
    ]
}

/// A message in the chain's words.
fn proto(sender: &str, message: CosmosMsg) -> anyhow::Result<Value> {
    let coins = |funds: Vec<Coin>| -> Vec<Value> {
        funds.into_iter().map(|one| msg::coin(one.amount.u128(), &one.denom)).collect()
    };
    let object = |msg: &Binary| -> anyhow::Result<Value> { Ok(serde_json::from_slice(msg)?) };
    Ok(match message {
        CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => json!({
            "@type": "/cosmos.bank.v1beta1.MsgSend",
            "from_address": sender,
            "to_address": to_address,
            "amount": coins(amount),
        }),
        CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, funds }) => {
            msg::execute(sender, &contract_addr, object(&msg)?, coins(funds))
        }
        CosmosMsg::Wasm(WasmMsg::Instantiate { admin, code_id, msg, funds, label }) => {
            let admin = admin.unwrap_or_default();
            msg::instantiate(sender, &admin, code_id, &label, object(&msg)?, coins(funds))
        }
        CosmosMsg::Wasm(WasmMsg::Migrate { contract_addr, new_code_id, msg }) => json!({
            "@type": "/cosmwasm.wasm.v1.MsgMigrateContract",
            "sender": sender,
            "contract": contract_addr,
            "code_id": new_code_id.to_string(),
            "msg": object(&msg)?,
        }),
        CosmosMsg::Staking(StakingMsg::Delegate { validator, amount }) => {
            msg::delegate(sender, &validator, amount.amount.u128(), &amount.denom)
        }
        CosmosMsg::Staking(StakingMsg::Undelegate { validator, amount }) => {
            msg::undelegate(sender, &validator, amount.amount.u128(), &amount.denom)
        }
        CosmosMsg::Staking(StakingMsg::Redelegate { src_validator, dst_validator, amount }) => {
            let units = amount.amount.u128();
            msg::redelegate(sender, &src_validator, &dst_validator, units, &amount.denom)
        }
        CosmosMsg::Distribution(DistributionMsg::WithdrawDelegatorReward { validator }) => {
            msg::withdraw_rewards(sender, &validator)
        }
        CosmosMsg::Distribution(DistributionMsg::SetWithdrawAddress { address }) => {
            msg::set_withdraw_address(sender, &address)
        }
        other => anyhow::bail!("{other:?} cannot be sent to this chain"),
    })
}

/// The events of a transaction, by message.
fn answers(outcome: Outcome, messages: usize) -> Vec<AppResponse> {
    let mut answers = vec![AppResponse::default(); messages.max(1)];
    for event in outcome.events {
        let of = event.attribute("msg_index").and_then(|index| index.parse::<usize>().ok());
        let told = event.attributes.into_iter().filter(|(key, _)| key != "msg_index");
        // Keys that begin with an underscore are the chain's own and are not checked here.
        let mut known = cosmwasm_std::Event::new(event.kind);
        known.attributes = told
            .map(|(key, value)| {
                let mut attribute = cosmwasm_std::Attribute::default();
                (attribute.key, attribute.value) = (key, value);
                attribute
            })
            .collect();
        if let Some(answer) = answers.get_mut(of.unwrap_or_default()) {
            answer.events.push(known);
        }
    }
    answers
}
