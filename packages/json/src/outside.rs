//! What a chain hands to a call and takes from it, by way of one value: what serde itself makes of
//! these types is a tenth of a contract.

use cosmwasm_std::{
    BankMsg, BankQuery, BlockInfo, ContractInfo, ContractResult, CosmosMsg, DistributionMsg,
    DistributionQuery, Env, GovMsg, MessageInfo, QuerierResult, QueryRequest, ReplyOn, Response,
    StakingMsg, StakingQuery, SubMsg, SystemError, SystemResult, Timestamp, TransactionInfo,
    Uint64, WasmMsg, WasmQuery, WeightedVoteOption,
};

use crate::{Json, JsonWriter, Object, Reading, Value};

/// Where and when a call is.
pub fn read_env(value: &Value, reading: &mut Reading) -> Env {
    let env = Object::of(value, &["block", "transaction", "contract"], false, reading);
    let block = env.value("block", reading);
    let block = Object::of(block, &["height", "time", "chain_id"], false, reading);
    let block = BlockInfo {
        height: block.take("height", reading),
        time: Timestamp::from_nanos(block.take::<Uint64>("time", reading).u64()),
        chain_id: block.take("chain_id", reading),
    };
    let transaction = match env.value("transaction", reading) {
        Value::Null => None,
        value => {
            let index = Object::of(value, &["index"], false, reading).take("index", reading);
            Some(TransactionInfo { index })
        }
    };
    let contract = env.value("contract", reading);
    let contract = Object::of(contract, &["address"], false, reading);
    let contract = ContractInfo { address: contract.take("address", reading) };
    Env { block, transaction, contract }
}

/// Who calls, and what is attached.
pub fn read_info(value: &Value, reading: &mut Reading) -> MessageInfo {
    let fields = Object::of(value, &["sender", "funds"], false, reading);
    MessageInfo { sender: fields.take("sender", reading), funds: fields.take("funds", reading) }
}

/// What the chain answers to a question.
pub fn read_answer(value: &Value, reading: &mut Reading) -> QuerierResult {
    match value.variant(&["error", "ok"], reading) {
        (1, value) => SystemResult::Ok(match value.variant(&["error", "ok"], reading) {
            (1, value) => ContractResult::Ok(Json::read(value, reading)),
            (_, value) => ContractResult::Err(Json::read(value, reading)),
        }),
        (_, value) => SystemResult::Err(read_system_error(value, reading)),
    }
}

fn read_system_error(value: &Value, reading: &mut Reading) -> SystemError {
    const KINDS: [&str; 6] = [
        "unknown",
        "invalid_request",
        "invalid_response",
        "no_such_contract",
        "no_such_code",
        "unsupported_request",
    ];
    let (kind, value) = value.variant(&KINDS, reading);
    let fields = Object::of(value, &[], false, reading);
    match kind {
        1 => SystemError::InvalidRequest {
            error: fields.take("error", reading),
            request: fields.take("request", reading),
        },
        2 => SystemError::InvalidResponse {
            error: fields.take("error", reading),
            response: fields.take("response", reading),
        },
        3 => SystemError::NoSuchContract { addr: fields.take("addr", reading) },
        4 => SystemError::NoSuchCode { code_id: fields.take("code_id", reading) },
        5 => SystemError::UnsupportedRequest { kind: fields.take("kind", reading) },
        _ => SystemError::Unknown {},
    }
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
    fn read(value: &Value, reading: &mut Reading) -> Self {
        let fields = Object::of(value, &["option", "weight"], false, reading);
        Self { option: fields.take("option", reading), weight: fields.take("weight", reading) }
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
