//! The real modules in one process: compiled contracts, real gas, real signatures.

use std::cell::RefCell;
use std::collections::BTreeMap;

use base64::prelude::{Engine, BASE64_STANDARD};
use cosmwasm_std::{Decimal, Uint128};
use serde_json::{json, Value};
use weir_referee::{Block, Error, Genesis, GenesisValidator, Outcome, Referee, Tx};

use super::journal::{read_signed, sealed};
use super::{LocalChain, Op, ACCOUNTS, BLOCK, COINS, DENOM, START, VALIDATORS};
use crate::json::message;
use crate::{
    Answer, BlockTime, BondedValidator, ContractInfo, Facts, Fee, Msg, Node, NodeError, Signed,
    TxEvent, TxOutcome, Unsigned,
};

const CHAIN_ID: &str = "weir-sdk-1";
/// Enough for any transaction, since nobody pays for it here.
const GAS: u64 = 1_000_000_000;
const YEAR_DAYS: u128 = 365;

/// The real modules in one process.
pub struct Sdk {
    referee: RefCell<Referee>,
    /// Names by address.
    names: RefCell<BTreeMap<String, String>>,
    block: BlockTime,
    count: u64,
}

impl Sdk {
    fn ask(&self, path: &str, request: Value) -> Result<Value, Error> {
        self.referee.borrow_mut().query(path, request)
    }

    fn must(&self, path: &str, request: Value) -> Result<Value, NodeError> {
        self.ask(path, request).map_err(|error| dead(&error))
    }

    fn tx(&self, tx: &Unsigned) -> Result<Tx, NodeError> {
        let sender = self.address_of(&tx.from)?;
        let name = self.names.borrow().get(&sender).cloned();
        let name = name.ok_or_else(|| NodeError::NoKey {
            name: sender.clone(),
            cause: format!("on this chain a name signs, such as {}", ACCOUNTS.join(", ")),
        })?;
        let mut msgs = tx.msgs.iter().map(|msg| message(&sender, msg));
        let none =
            || NodeError::Invalid { what: "a transaction".into(), cause: "it is empty".into() };
        let first = Tx::new(&name, msgs.next().ok_or_else(none)??).gas(GAS);
        msgs.try_fold(first, |tx, msg| msg.map(|msg| tx.msg(msg)))
    }

    fn transact(&mut self, tx: &Unsigned) -> Result<TxOutcome, NodeError> {
        let built = self.tx(tx)?;
        let hash = sealed(self.count, &self.address_of(&tx.from)?, tx)?.hash;
        let answer = self.make(&Block::after(BLOCK).tx(built))?;
        let outcome = answer.txs.into_iter().next();
        let outcome = outcome.ok_or_else(|| nonsense("a block", "it is empty".into()))?;
        let outcome = outcome.passed().map_err(|no| {
            let about = crate::rpc::About {
                sender: &tx.from,
                hash: &hash,
                timeout_height: 0,
                gas_limit: GAS,
                gas_used: no.gas_used,
            };
            crate::rpc::refusal(&no.codespace, no.code, &no.log, &about)
        })?;
        self.count = self.count.saturating_add(1);
        outcome_of(hash, answer.height, outcome, &tx.msgs)
    }

    fn make(&mut self, block: &Block) -> Result<weir_referee::BlockAnswer, NodeError> {
        let answer = self.referee.get_mut().block(block).map_err(|error| dead(&error))?;
        self.block = BlockTime { height: answer.height, seconds: answer.time };
        Ok(answer)
    }
}

impl LocalChain for Sdk {
    const NAME: &'static str = "sdk";

    fn begin() -> Result<Self, NodeError> {
        let coins = format!("{COINS}{DENOM}");
        let mut genesis = Genesis::new(CHAIN_ID, DENOM).start(1, START);
        for name in ACCOUNTS {
            genesis = genesis.account(name, &coins);
        }
        for index in 1..=VALIDATORS {
            genesis = genesis.validator(GenesisValidator::new(&format!("val{index}"), COINS));
        }
        let referee = Referee::build_and_begin(&genesis).map_err(|error| dead(&error))?;
        let mut it = Self {
            referee: RefCell::new(referee),
            names: RefCell::default(),
            block: BlockTime { height: 0, seconds: START },
            count: 0,
        };
        for name in ACCOUNTS {
            it.address_of(name)?;
        }
        it.make(&Block::after(0))?;
        Ok(it)
    }

    fn apply(&mut self, op: &Op) -> Result<Option<TxOutcome>, NodeError> {
        match op {
            Op::Tx(tx) => self.transact(tx).map(Some),
            Op::Time(seconds) => {
                self.make(&Block::after(*seconds))?;
                self.make(&Block::after(0))?;
                Ok(None)
            }
        }
    }
}

impl Node for Sdk {
    fn chain_id(&self) -> &str {
        CHAIN_ID
    }

    fn latest_block(&self) -> Result<BlockTime, NodeError> {
        Ok(self.block)
    }

    fn address_of(&self, key_or_address: &str) -> Result<String, NodeError> {
        if key_or_address.starts_with("cosmos1") {
            return Ok(key_or_address.to_string());
        }
        let address = self.referee.borrow_mut().account(key_or_address);
        let address = address.map_err(|error| dead(&error))?;
        self.names.borrow_mut().insert(address.clone(), key_or_address.to_string());
        Ok(address)
    }

    fn balance(&self, address: &str, denom: &str) -> Result<u128, NodeError> {
        self.referee.borrow_mut().balance(address, denom).map_err(|error| dead(&error))
    }

    fn query_smart(&self, contract: &str, msg: &Value) -> Result<Value, NodeError> {
        let answer = self.referee.borrow_mut().smart(contract, msg);
        answer.map_err(|error| match error {
            Error::Refused { reason, .. } => NodeError::QueryRefused {
                contract: contract.to_string(),
                text: weir_referee::plain(&reason),
            },
            other => dead(&other),
        })
    }

    fn query_raw(&self, contract: &str, key: &[u8]) -> Result<Option<Vec<u8>>, NodeError> {
        let request = json!({ "address": contract, "query_data": BASE64_STANDARD.encode(key) });
        let answer = self.must("/cosmwasm.wasm.v1.Query/RawContractState", request)?;
        let value = bytes(&answer, "/data")?;
        Ok((!value.is_empty()).then_some(value))
    }

    fn contract_info(&self, contract: &str) -> Result<Option<ContractInfo>, NodeError> {
        let path = "/cosmwasm.wasm.v1.Query/ContractInfo";
        let answer = match self.ask(path, json!({ "address": contract })) {
            Ok(answer) => answer,
            Err(Error::Refused { .. }) => return Ok(None),
            Err(other) => return Err(dead(&other)),
        };
        let admin = text(&answer, "/contract_info/admin");
        Ok(Some(ContractInfo {
            code_id: parsed(&answer, "/contract_info/code_id")?,
            creator: text(&answer, "/contract_info/creator").to_string(),
            admin: (!admin.is_empty()).then(|| admin.to_string()),
            label: text(&answer, "/contract_info/label").to_string(),
        }))
    }

    fn code_hash(&self, code_id: u64) -> Result<[u8; 32], NodeError> {
        let request = json!({ "code_id": code_id.to_string() });
        let answer = self.must("/cosmwasm.wasm.v1.Query/CodeInfo", request)?;
        let hash = hex(text(&answer, "/checksum"))?;
        hash.try_into().map_err(|_| nonsense("a code's hash", answer.to_string()))
    }

    fn code_with_hash(&self, hash: &[u8; 32]) -> Result<Option<u64>, NodeError> {
        let request = json!({ "pagination": { "limit": "10000" } });
        let answer = self.must("/cosmwasm.wasm.v1.Query/Codes", request)?;
        let all = answer["code_infos"].as_array().cloned().unwrap_or_default();
        for code in &all {
            // A code that not everybody may instantiate is of no use to the hub.
            let open = text(code, "/instantiate_permission/permission") == "Everybody";
            if open && hex(text(code, "/data_hash"))? == hash {
                return parsed(code, "/code_id").map(Some);
            }
        }
        Ok(None)
    }

    fn facts(&self) -> Result<Facts, NodeError> {
        let staking = self.must("/cosmos.staking.v1beta1.Query/Params", json!({}))?;
        let slashing = self.must("/cosmos.slashing.v1beta1.Query/Params", json!({}))?;
        let mint = self.ask("/cosmos.mint.v1beta1.Query/AnnualProvisions", json!({}));
        let pool = self.must("/cosmos.staking.v1beta1.Query/Pool", json!({}))?;
        let seconds = text(&staking, "/params/unbonding_time").trim_end_matches('s');
        let seconds = seconds.split('.').next().unwrap_or(seconds);
        let minted = mint.ok().and_then(|told| parsed::<Decimal>(&told, "/annual_provisions").ok());
        let bonded: Uint128 = parsed(&pool, "/pool/bonded_tokens")?;
        Ok(Facts {
            bond_denom: text(&staking, "/params/bond_denom").to_string(),
            unbonding_period: seconds
                .parse()
                .map_err(|_| nonsense("the unbonding time", seconds.into()))?,
            max_entries: number(&staking, "/params/max_entries")?,
            slash_fraction_downtime: parsed(&slashing, "/params/slash_fraction_downtime")?,
            slash_fraction_double_sign: parsed(&slashing, "/params/slash_fraction_double_sign")?,
            daily_yield: minted.and_then(|minted| {
                let staked = bonded.checked_mul(YEAR_DAYS.into()).ok()?;
                Decimal::checked_from_ratio(minted.to_uint_floor(), staked).ok()
            }),
            versions: None,
        })
    }

    fn bonded_validators(&self) -> Result<Vec<BondedValidator>, NodeError> {
        let path = "/cosmos.staking.v1beta1.Query/Validators";
        let answer = self.must(path, json!({ "status": "BOND_STATUS_BONDED" }))?;
        let rows = answer["validators"].as_array().cloned().unwrap_or_default();
        let bonded = rows.iter().map(|row| {
            Ok(BondedValidator {
                operator: text(row, "/operator_address").to_string(),
                tokens: parsed(row, "/tokens")?,
                commission: parsed(row, "/commission/commission_rates/rate")?,
            })
        });
        let mut bonded = bonded.collect::<Result<Vec<_>, NodeError>>()?;
        bonded.sort_by_key(|validator| std::cmp::Reverse(validator.tokens));
        Ok(bonded)
    }

    fn simulate(&self, tx: &Unsigned) -> Result<u64, NodeError> {
        let built = self.tx(tx)?;
        let simulated = self.referee.borrow_mut().simulate(&built);
        simulated.map_err(|error| match error {
            Error::Refused { reason, .. } => NodeError::Refused {
                codespace: "simulation".into(),
                code: 1,
                text: weir_referee::plain(&reason),
            },
            other => dead(&other),
        })
    }

    fn sign(&self, tx: &Unsigned, _: &Fee) -> Result<Signed, NodeError> {
        sealed(self.count, &self.address_of(&tx.from)?, tx)
    }

    fn submit(&mut self, signed: &Signed) -> Result<TxOutcome, NodeError> {
        self.transact(&read_signed(signed)?)
    }

    fn outcome(&self, _: &str) -> Result<Option<TxOutcome>, NodeError> {
        Ok(None)
    }

    fn pass_time(&mut self, seconds: u64) -> Result<(), NodeError> {
        self.apply(&Op::Time(seconds)).map(|_| ())
    }
}

fn outcome_of(
    hash: String,
    height: u64,
    outcome: Outcome,
    msgs: &[Msg],
) -> Result<TxOutcome, NodeError> {
    let answers = outcome.responses.iter().zip(msgs).map(|(told, msg)| {
        Ok(match msg {
            Msg::StoreCode { .. } => Answer::Stored { code_id: parsed(told, "/code_id")? },
            Msg::Instantiate2 { .. } => Answer::Instantiated {
                address: text(told, "/address").to_string(),
                data: bytes(told, "/data")?.into(),
            },
            Msg::Execute { .. } | Msg::Migrate { .. } => Answer::Data(bytes(told, "/data")?.into()),
            _ => Answer::Nothing,
        })
    });
    let answers = answers.collect::<Result<_, _>>()?;
    let events = outcome.events.into_iter();
    let events = events.map(|e| TxEvent { kind: e.kind, attributes: e.attributes }).collect();
    let (gas_wanted, gas_used) = (outcome.gas_wanted, outcome.gas_used);
    Ok(TxOutcome { hash, height, gas_wanted, gas_used, events, answers })
}

/// A process that is not there is a node that is not there.
fn dead(error: &Error) -> NodeError {
    match error {
        Error::Unreadable { call, reason, answer } => nonsense(call, format!("{reason}: {answer}")),
        Error::Refused { call, reason } => nonsense(call, reason.clone()),
        other => NodeError::Unreachable { url: CHAIN_ID.into(), cause: other.to_string() },
    }
}

fn nonsense(asked: &str, came: String) -> NodeError {
    NodeError::Nonsense { url: CHAIN_ID.into(), asked: asked.into(), came }
}

fn text<'a>(value: &'a Value, at: &str) -> &'a str {
    value.pointer(at).and_then(Value::as_str).unwrap_or_default()
}

fn parsed<T: std::str::FromStr>(value: &Value, at: &str) -> Result<T, NodeError> {
    text(value, at).parse().map_err(|_| nonsense(at, value.to_string()))
}

fn number(value: &Value, at: &str) -> Result<u32, NodeError> {
    let found = value.pointer(at).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    found.ok_or_else(|| nonsense(at, value.to_string()))
}

fn bytes(value: &Value, at: &str) -> Result<Vec<u8>, NodeError> {
    let decoded = BASE64_STANDARD.decode(text(value, at));
    decoded.map_err(|error| nonsense(at, error.to_string()))
}

fn hex(digits: &str) -> Result<Vec<u8>, NodeError> {
    let decoded = cosmwasm_std::HexBinary::from_hex(digits).map(Vec::from);
    decoded.map_err(|error| nonsense("hex digits", error.to_string()))
}
