//! What a chain hands to a call and takes from it, by way of one value: what serde itself makes of
//! these types is a tenth of a contract.

use cosmwasm_std::{
    BankMsg, BankQuery, BlockInfo, ContractInfo, ContractResult, CosmosMsg, DistributionMsg,
    DistributionQuery, Env, GovMsg, MessageInfo, QuerierResult, QueryRequest, ReplyOn, Response,
    StakingMsg, StakingQuery, SubMsg, SystemError, SystemResult, Timestamp, TransactionInfo,
    Uint64, WasmMsg, WasmQuery, WeightedVoteOption,
};

use crate::{Fault, Json, JsonWriter, Object, Value};

/// Where and when a call is.
///
/// # Errors
/// When it is something else.
pub fn read_env(value: &Value) -> Result<Env, Fault> {
    let env = Object::of(value, &["block", "transaction", "contract"], false)?;
    let block = Object::of(env.value("block"), &["height", "time", "chain_id"], false)?;
    let contract = Object::of(env.value("contract"), &["address"], false)?;
    let transaction = match env.value("transaction") {
        Value::Null => None,
        value => Some(Object::of(value, &["index"], false)?.take("index")?),
    };
    Ok(Env {
        block: BlockInfo {
            height: block.take("height")?,
            time: Timestamp::from_nanos(block.take::<Uint64>("time")?.u64()),
            chain_id: block.take("chain_id")?,
        },
        transaction: transaction.map(|index| TransactionInfo { index }),
        contract: ContractInfo { address: contract.take("address")? },
    })
}

/// Who calls, and what is attached.
///
/// # Errors
/// When it is something else.
pub fn read_info(value: &Value) -> Result<MessageInfo, Fault> {
    let fields = Object::of(value, &["sender", "funds"], false)?;
    Ok(MessageInfo { sender: fields.take("sender")?, funds: fields.take("funds")? })
}

/// What the chain answers to a question.
///
/// # Errors
/// When it is something else.
pub fn read_answer(value: &Value) -> Result<QuerierResult, Fault> {
    let (side, value) = value.as_variant()?;
    match side {
        "error" => Ok(SystemResult::Err(read_system_error(value)?)),
        "ok" => {
            let (side, value) = value.as_variant()?;
            Ok(SystemResult::Ok(match side {
                "ok" => ContractResult::Ok(Json::from_value(value)?),
                "error" => ContractResult::Err(Json::from_value(value)?),
                _ => return Err(Fault::unknown_variant(side, &["ok", "error"])),
            }))
        }
        _ => Err(Fault::unknown_variant(side, &["ok", "error"])),
    }
}

fn read_system_error(value: &Value) -> Result<SystemError, Fault> {
    const KINDS: [&str; 6] = [
        "invalid_request",
        "invalid_response",
        "no_such_contract",
        "no_such_code",
        "unknown",
        "unsupported_request",
    ];
    let (kind, value) = value.as_variant()?;
    let fields = Object::of(value, &[], false)?;
    Ok(match kind {
        "invalid_request" => SystemError::InvalidRequest {
            error: fields.take("error")?,
            request: fields.take("request")?,
        },
        "invalid_response" => SystemError::InvalidResponse {
            error: fields.take("error")?,
            response: fields.take("response")?,
        },
        "no_such_contract" => SystemError::NoSuchContract { addr: fields.take("addr")? },
        "no_such_code" => SystemError::NoSuchCode { code_id: fields.take("code_id")? },
        "unknown" => SystemError::Unknown {},
        "unsupported_request" => SystemError::UnsupportedRequest { kind: fields.take("kind")? },
        _ => return Err(Fault::unknown_variant(kind, &KINDS)),
    })
}

/// A question, of a kind that a contract asks.
pub fn write_request(request: &QueryRequest, json: &mut JsonWriter) {
    match request {
        QueryRequest::Bank(BankQuery::Balance { address, denom }) => {
            message(json, ["bank", "balance"], [("address", address), ("denom", denom)]);
        }
        QueryRequest::Staking(question) => write_staking_query(question, json),
        QueryRequest::Distribution(DistributionQuery::DelegatorWithdrawAddress {
            delegator_address: delegator,
        }) => message(
            json,
            ["distribution", "delegator_withdraw_address"],
            [("delegator_address", delegator)],
        ),
        QueryRequest::Wasm(question) => write_wasm_query(question, json),
        _ => json.refuse("question"),
    }
}

fn write_staking_query(question: &StakingQuery, json: &mut JsonWriter) {
    let path = |name| ["staking", name];
    match question {
        StakingQuery::BondedDenom {} => message(json, path("bonded_denom"), []),
        StakingQuery::AllDelegations { delegator } => {
            message(json, path("all_delegations"), [("delegator", delegator)]);
        }
        StakingQuery::Delegation { delegator, validator } => {
            let fields: [Field<'_>; 2] = [("delegator", delegator), ("validator", validator)];
            message(json, path("delegation"), fields);
        }
        StakingQuery::AllValidators {} => message(json, path("all_validators"), []),
        StakingQuery::Validator { address } => {
            message(json, path("validator"), [("address", address)]);
        }
        _ => json.refuse("question"),
    }
}

fn write_wasm_query(question: &WasmQuery, json: &mut JsonWriter) {
    let path = |name| ["wasm", name];
    match question {
        WasmQuery::Smart { contract_addr, msg } => {
            message(json, path("smart"), [("contract_addr", contract_addr), ("msg", msg)]);
        }
        WasmQuery::Raw { contract_addr, key } => {
            message(json, path("raw"), [("contract_addr", contract_addr), ("key", key)]);
        }
        WasmQuery::ContractInfo { contract_addr } => {
            message(json, path("contract_info"), [("contract_addr", contract_addr)]);
        }
        WasmQuery::CodeInfo { code_id } => {
            message(json, path("code_info"), [("code_id", code_id)]);
        }
        _ => json.refuse("question"),
    }
}

/// What a call answers: messages, events and data.
pub fn write_response(response: &Response, json: &mut JsonWriter) {
    json.begin();
    json.field("messages");
    json.list_of(&response.messages, write_submessage);
    json.put("attributes", &response.attributes);
    json.put("events", &response.events);
    json.put("data", &response.data);
    json.end();
}

fn write_submessage(message: &SubMsg, json: &mut JsonWriter) {
    json.begin();
    json.put("id", &message.id);
    json.put("payload", &message.payload);
    json.field("msg");
    write_message(&message.msg, json);
    json.put("gas_limit", &message.gas_limit);
    json.field("reply_on");
    json.plain(match message.reply_on {
        ReplyOn::Always => "always",
        ReplyOn::Error => "error",
        ReplyOn::Success => "success",
        ReplyOn::Never => "never",
    });
    json.end();
}

fn write_message(message: &CosmosMsg, json: &mut JsonWriter) {
    match message {
        CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => {
            let fields: [Field<'_>; 2] = [("to_address", to_address), ("amount", amount)];
            self::message(json, ["bank", "send"], fields);
        }
        CosmosMsg::Staking(message) => write_staking(message, json),
        CosmosMsg::Distribution(message) => write_distribution(message, json),
        CosmosMsg::Wasm(message) => write_wasm(message, json),
        CosmosMsg::Gov(message) => write_gov(message, json),
        _ => json.refuse("message"),
    }
}

fn write_staking(message: &StakingMsg, json: &mut JsonWriter) {
    let path = |name| ["staking", name];
    match message {
        StakingMsg::Delegate { validator, amount } => {
            let fields: [Field<'_>; 2] = [("validator", validator), ("amount", amount)];
            self::message(json, path("delegate"), fields);
        }
        StakingMsg::Undelegate { validator, amount } => {
            let fields: [Field<'_>; 2] = [("validator", validator), ("amount", amount)];
            self::message(json, path("undelegate"), fields);
        }
        StakingMsg::Redelegate { src_validator, dst_validator, amount } => {
            let fields: [Field<'_>; 3] = [
                ("src_validator", src_validator),
                ("dst_validator", dst_validator),
                ("amount", amount),
            ];
            self::message(json, path("redelegate"), fields);
        }
        _ => json.refuse("message"),
    }
}

fn write_distribution(message: &DistributionMsg, json: &mut JsonWriter) {
    let path = |name| ["distribution", name];
    match message {
        DistributionMsg::SetWithdrawAddress { address } => {
            self::message(json, path("set_withdraw_address"), [("address", address)]);
        }
        DistributionMsg::WithdrawDelegatorReward { validator } => {
            self::message(json, path("withdraw_delegator_reward"), [("validator", validator)]);
        }
        _ => json.refuse("message"),
    }
}

fn write_wasm(message: &WasmMsg, json: &mut JsonWriter) {
    let path = |name| ["wasm", name];
    match message {
        WasmMsg::Execute { contract_addr, msg, funds } => {
            let fields: [Field<'_>; 3] =
                [("contract_addr", contract_addr), ("msg", msg), ("funds", funds)];
            self::message(json, path("execute"), fields);
        }
        WasmMsg::Instantiate2 { admin, code_id, label, msg, funds, salt } => {
            let fields: [Field<'_>; 6] = [
                ("admin", admin),
                ("code_id", code_id),
                ("label", label),
                ("msg", msg),
                ("funds", funds),
                ("salt", salt),
            ];
            self::message(json, path("instantiate2"), fields);
        }
        _ => json.refuse("message"),
    }
}

fn write_gov(message: &GovMsg, json: &mut JsonWriter) {
    let path = |name| ["gov", name];
    match message {
        GovMsg::Vote { proposal_id, option } => {
            let fields: [Field<'_>; 2] = [("proposal_id", proposal_id), ("option", option)];
            self::message(json, path("vote"), fields);
        }
        GovMsg::VoteWeighted { proposal_id, options } => {
            let fields: [Field<'_>; 2] = [("proposal_id", proposal_id), ("options", options)];
            self::message(json, path("vote_weighted"), fields);
        }
    }
}

impl Json for WeightedVoteOption {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let fields = Object::of(value, &["option", "weight"], false)?;
        Ok(Self { option: fields.take("option")?, weight: fields.take("weight")? })
    }

    fn write(&self, json: &mut JsonWriter) {
        json.begin();
        json.put("option", &self.option);
        json.put("weight", &self.weight);
        json.end();
    }
}

/// Something that can be written, of whatever type.
trait Written {
    fn write_to(&self, json: &mut JsonWriter);
}

impl<T: Json> Written for T {
    fn write_to(&self, json: &mut JsonWriter) {
        self.write(json);
    }
}

type Field<'a> = (&'static str, &'a dyn Written);

/// A message to one of the chain's modules, or a question.
fn message<const N: usize>(json: &mut JsonWriter, path: [&str; 2], fields: [Field<'_>; N]) {
    write_fields(json, path, &fields);
}

#[inline(never)]
fn write_fields(json: &mut JsonWriter, [module, name]: [&str; 2], fields: &[Field<'_>]) {
    json.variant(module);
    json.variant(name);
    json.begin();
    for (name, value) in fields {
        json.field(name);
        value.write_to(json);
    }
    json.end();
    json.end();
    json.end();
}
