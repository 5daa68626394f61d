//! What a chain hands to a call and takes from it, by way of one value: what serde itself makes of
//! these types is a tenth of a contract.

use cosmwasm_std::{
    BankMsg, BankQuery, BlockInfo, ContractInfo, ContractResult, CosmosMsg, DistributionMsg,
    DistributionQuery, Env, GovMsg, MessageInfo, QuerierResult, QueryRequest, ReplyOn, Response,
    StakingMsg, StakingQuery, StdError, StdResult, SubMsg, SystemError, SystemResult, Timestamp,
    TransactionInfo, Uint64, WasmMsg, WasmQuery, WeightedVoteOption,
};

use crate::{Fault, Fields, Json, Object, Value};

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
///
/// # Errors
/// When no contract here asks such a one.
pub fn write_request(request: &QueryRequest) -> StdResult<Value> {
    let (module, question) = match request {
        QueryRequest::Bank(BankQuery::Balance { address, denom }) => (
            "bank",
            variant("balance", [("address", address.to_value()), ("denom", denom.to_value())]),
        ),
        QueryRequest::Staking(question) => ("staking", write_staking_query(question)?),
        QueryRequest::Distribution(DistributionQuery::DelegatorWithdrawAddress {
            delegator_address: delegator,
        }) => (
            "distribution",
            variant("delegator_withdraw_address", [("delegator_address", delegator.to_value())]),
        ),
        QueryRequest::Wasm(question) => ("wasm", write_wasm_query(question)?),
        _ => return Err(other("question")),
    };
    Ok(Value::variant(module, question))
}

fn write_staking_query(question: &StakingQuery) -> StdResult<Value> {
    Ok(match question {
        StakingQuery::BondedDenom {} => variant("bonded_denom", []),
        StakingQuery::AllDelegations { delegator } => {
            variant("all_delegations", [("delegator", delegator.to_value())])
        }
        StakingQuery::Delegation { delegator, validator } => variant(
            "delegation",
            [("delegator", delegator.to_value()), ("validator", validator.to_value())],
        ),
        StakingQuery::AllValidators {} => variant("all_validators", []),
        StakingQuery::Validator { address } => {
            variant("validator", [("address", address.to_value())])
        }
        _ => return Err(other("question")),
    })
}

fn write_wasm_query(question: &WasmQuery) -> StdResult<Value> {
    Ok(match question {
        WasmQuery::Smart { contract_addr, msg } => {
            let fields = [("contract_addr", contract_addr.to_value()), ("msg", msg.to_value())];
            variant("smart", fields)
        }
        WasmQuery::Raw { contract_addr, key } => {
            variant("raw", [("contract_addr", contract_addr.to_value()), ("key", key.to_value())])
        }
        WasmQuery::ContractInfo { contract_addr } => {
            variant("contract_info", [("contract_addr", contract_addr.to_value())])
        }
        WasmQuery::CodeInfo { code_id } => variant("code_info", [("code_id", code_id.to_value())]),
        _ => return Err(other("question")),
    })
}

/// What a call answers: messages, events and data.
///
/// # Errors
/// When it has a message that no contract here sends.
pub fn write_response(response: &Response) -> StdResult<Value> {
    let messages = response.messages.iter().map(write_submessage).collect::<StdResult<_>>()?;
    Ok(object([
        ("messages", Value::List(messages)),
        ("attributes", response.attributes.to_value()),
        ("events", response.events.to_value()),
        ("data", response.data.to_value()),
    ]))
}

fn write_submessage(message: &SubMsg) -> StdResult<Value> {
    let reply_on = match message.reply_on {
        ReplyOn::Always => "always",
        ReplyOn::Error => "error",
        ReplyOn::Success => "success",
        ReplyOn::Never => "never",
    };
    Ok(object([
        ("id", message.id.to_value()),
        ("payload", message.payload.to_value()),
        ("msg", write_message(&message.msg)?),
        ("gas_limit", message.gas_limit.to_value()),
        ("reply_on", Value::Text(reply_on.into())),
    ]))
}

fn write_message(message: &CosmosMsg) -> StdResult<Value> {
    let (module, message) = match message {
        CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => (
            "bank",
            variant("send", [("to_address", to_address.to_value()), ("amount", amount.to_value())]),
        ),
        CosmosMsg::Staking(message) => ("staking", write_staking(message)?),
        CosmosMsg::Distribution(message) => ("distribution", write_distribution(message)?),
        CosmosMsg::Wasm(message) => ("wasm", write_wasm(message)?),
        CosmosMsg::Gov(message) => ("gov", write_gov(message)),
        _ => return Err(other("message")),
    };
    Ok(Value::variant(module, message))
}

fn write_staking(message: &StakingMsg) -> StdResult<Value> {
    Ok(match message {
        StakingMsg::Delegate { validator, amount } => variant(
            "delegate",
            [("validator", validator.to_value()), ("amount", amount.to_value())],
        ),
        StakingMsg::Undelegate { validator, amount } => variant(
            "undelegate",
            [("validator", validator.to_value()), ("amount", amount.to_value())],
        ),
        StakingMsg::Redelegate { src_validator, dst_validator, amount } => variant(
            "redelegate",
            [
                ("src_validator", src_validator.to_value()),
                ("dst_validator", dst_validator.to_value()),
                ("amount", amount.to_value()),
            ],
        ),
        _ => return Err(other("message")),
    })
}

fn write_distribution(message: &DistributionMsg) -> StdResult<Value> {
    Ok(match message {
        DistributionMsg::SetWithdrawAddress { address } => {
            variant("set_withdraw_address", [("address", address.to_value())])
        }
        DistributionMsg::WithdrawDelegatorReward { validator } => {
            variant("withdraw_delegator_reward", [("validator", validator.to_value())])
        }
        _ => return Err(other("message")),
    })
}

fn write_wasm(message: &WasmMsg) -> StdResult<Value> {
    Ok(match message {
        WasmMsg::Execute { contract_addr, msg, funds } => variant(
            "execute",
            [
                ("contract_addr", contract_addr.to_value()),
                ("msg", msg.to_value()),
                ("funds", funds.to_value()),
            ],
        ),
        WasmMsg::Instantiate2 { admin, code_id, label, msg, funds, salt } => variant(
            "instantiate2",
            [
                ("admin", admin.to_value()),
                ("code_id", code_id.to_value()),
                ("label", label.to_value()),
                ("msg", msg.to_value()),
                ("funds", funds.to_value()),
                ("salt", salt.to_value()),
            ],
        ),
        _ => return Err(other("message")),
    })
}

fn write_gov(message: &GovMsg) -> Value {
    match message {
        GovMsg::Vote { proposal_id, option } => variant(
            "vote",
            [("proposal_id", proposal_id.to_value()), ("option", option.to_value())],
        ),
        GovMsg::VoteWeighted { proposal_id, options } => {
            let weighted = |WeightedVoteOption { option, weight }: &WeightedVoteOption| {
                object([("option", option.to_value()), ("weight", weight.to_value())])
            };
            let options = options.iter().map(weighted).collect();
            let fields =
                [("proposal_id", proposal_id.to_value()), ("options", Value::List(options))];
            variant("vote_weighted", fields)
        }
    }
}

fn object<const N: usize>(named: [(&'static str, Value); N]) -> Value {
    let mut fields = Fields::default();
    for (name, value) in named {
        fields.put(name, value);
    }
    fields.into()
}

fn variant<const N: usize>(name: &'static str, fields: [(&'static str, Value); N]) -> Value {
    Value::variant(name, object(fields))
}

#[cold]
fn other(what: &str) -> StdError {
    StdError::generic_err(["a ", what, " of a kind that no contract here has"].concat())
}
