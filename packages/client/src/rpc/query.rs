//! What a node is asked.

use base64::prelude::{Engine, BASE64_STANDARD};
use cosmrs::proto::cosmos::auth::v1beta1::{QueryAccountInfoRequest, QueryAccountInfoResponse};
use cosmrs::proto::cosmos::bank::v1beta1::{QueryBalanceRequest, QueryBalanceResponse};
use cosmrs::proto::cosmos::base::abci::v1beta1::TxMsgData;
use cosmrs::proto::cosmos::base::query::v1beta1::PageRequest;
use cosmrs::proto::cosmos::tx::v1beta1::{AuthInfo, TxRaw};
use cosmrs::proto::cosmwasm::wasm::v1::{
    AccessType, CodeInfoResponse, MsgExecuteContractResponse, MsgInstantiateContract2Response,
    MsgMigrateContractResponse, MsgStoreCodeResponse, QueryCodeRequest, QueryCodesRequest,
    QueryCodesResponse, QueryContractInfoRequest, QueryContractInfoResponse,
    QueryRawContractStateRequest, QueryRawContractStateResponse, QuerySmartContractStateRequest,
    QuerySmartContractStateResponse,
};
use cosmrs::proto::prost::DecodeError;
use cosmrs::proto::traits::Message;
use cosmrs::tendermint::abci::types::ExecTxResult;
use serde_json::Value;
use weir_referee::plain;

use super::transport::{Refusal, Transport};
use crate::{Answer, ContractInfo, NodeError, TxEvent, TxOutcome};

/// Answers to a query of a page.
const PAGE: u64 = 200;

/// The answer to a gRPC query, or the application's refusal.
pub fn ask<A: Message + Default>(
    transport: &Transport,
    path: &str,
    request: &impl Message,
) -> Result<Result<A, Refusal>, NodeError> {
    match transport.query(path, request.encode_to_vec())? {
        Err(refusal) => Ok(Err(refusal)),
        Ok(bytes) => {
            let decoded = A::decode(bytes.as_slice());
            decoded.map(Ok).map_err(|error| transport.nonsense(path, &error.to_string()))
        }
    }
}

/// The answer to a query that is not refused.
pub fn must<A: Message + Default>(
    transport: &Transport,
    path: &str,
    request: &impl Message,
) -> Result<A, NodeError> {
    ask(transport, path, request)?.map_err(|refusal| NodeError::Refused {
        codespace: refusal.codespace,
        code: refusal.code,
        text: plain(&refusal.log),
    })
}

/// Number and sequence of an account.
pub fn account(transport: &Transport, address: &str) -> Result<(u64, u64), NodeError> {
    let path = "/cosmos.auth.v1beta1.Query/AccountInfo";
    let request = QueryAccountInfoRequest { address: address.to_string() };
    let answer: QueryAccountInfoResponse = match ask(transport, path, &request)? {
        Ok(answer) => answer,
        Err(refusal) if refusal.log.contains("not found") => {
            let needed = "an account that was sent coins before".to_string();
            let address = address.to_string();
            return Err(NodeError::NoFunds { address, needed, has: "none".into() });
        }
        Err(refusal) => return Err(transport.nonsense(path, &refusal.log)),
    };
    let info = answer.info.ok_or_else(|| transport.nonsense(path, "no account"))?;
    Ok((info.account_number, info.sequence))
}

pub fn balance(transport: &Transport, address: &str, denom: &str) -> Result<u128, NodeError> {
    let path = "/cosmos.bank.v1beta1.Query/Balance";
    let request = QueryBalanceRequest { address: address.into(), denom: denom.into() };
    let answer: QueryBalanceResponse = must(transport, path, &request)?;
    let coin = answer.balance.ok_or_else(|| transport.nonsense(path, "no balance"))?;
    coin.amount.parse().map_err(|_| transport.nonsense(path, &coin.amount))
}

pub fn smart(transport: &Transport, contract: &str, msg: &Value) -> Result<Value, NodeError> {
    let path = "/cosmwasm.wasm.v1.Query/SmartContractState";
    let request = QuerySmartContractStateRequest {
        address: contract.to_string(),
        query_data: msg.to_string().into_bytes(),
    };
    let answer: QuerySmartContractStateResponse =
        ask(transport, path, &request)?.map_err(|refusal| NodeError::QueryRefused {
            contract: contract.to_string(),
            text: plain(&refusal.log),
        })?;
    serde_json::from_slice(&answer.data)
        .map_err(|error| transport.nonsense(&msg.to_string(), &error.to_string()))
}

pub fn raw(
    transport: &Transport,
    contract: &str,
    key: &[u8],
) -> Result<Option<Vec<u8>>, NodeError> {
    let path = "/cosmwasm.wasm.v1.Query/RawContractState";
    let request =
        QueryRawContractStateRequest { address: contract.to_string(), query_data: key.to_vec() };
    let answer: QueryRawContractStateResponse =
        ask(transport, path, &request)?.map_err(|refusal| NodeError::QueryRefused {
            contract: contract.to_string(),
            text: plain(&refusal.log),
        })?;
    Ok((!answer.data.is_empty()).then_some(answer.data))
}

pub fn contract_info(
    transport: &Transport,
    contract: &str,
) -> Result<Option<ContractInfo>, NodeError> {
    let path = "/cosmwasm.wasm.v1.Query/ContractInfo";
    let request = QueryContractInfoRequest { address: contract.to_string() };
    let answer: QueryContractInfoResponse = match ask(transport, path, &request)? {
        Ok(answer) => answer,
        Err(refusal)
            if refusal.log.contains("no such contract") || refusal.log.contains("not found") =>
        {
            return Ok(None)
        }
        Err(refusal) => return Err(transport.nonsense(path, &refusal.log)),
    };
    let info = answer.contract_info.ok_or_else(|| transport.nonsense(path, "no contract"))?;
    Ok(Some(ContractInfo {
        code_id: info.code_id,
        creator: info.creator,
        admin: Some(info.admin).filter(|admin| !admin.is_empty()),
        label: info.label,
    }))
}

pub fn code_hash(transport: &Transport, code_id: u64) -> Result<[u8; 32], NodeError> {
    let path = "/cosmwasm.wasm.v1.Query/CodeInfo";
    // Its messages begin with the same fields as these, which are older than the query.
    let answer: CodeInfoResponse = must(transport, path, &QueryCodeRequest { code_id })?;
    let hash = answer.data_hash.as_slice().try_into();
    hash.map_err(|_| transport.nonsense(path, "a hash of another length"))
}

pub fn code_with_hash(transport: &Transport, hash: &[u8; 32]) -> Result<Option<u64>, NodeError> {
    let path = "/cosmwasm.wasm.v1.Query/Codes";
    let mut key = vec![];
    loop {
        let page = PageRequest { key, limit: PAGE, ..PageRequest::default() };
        let answer: QueryCodesResponse =
            must(transport, path, &QueryCodesRequest { pagination: Some(page) })?;
        // A code that not everybody may instantiate is of no use to the hub.
        let open = |code: &CodeInfoResponse| {
            let permission = code.instantiate_permission.as_ref().map(|it| it.permission);
            permission == Some(AccessType::Everybody.into())
        };
        let mut codes = answer.code_infos.iter();
        if let Some(code) = codes.find(|code| code.data_hash.as_slice() == hash && open(code)) {
            return Ok(Some(code.code_id));
        }
        key = answer.pagination.map(|page| page.next_key).unwrap_or_default();
        if key.is_empty() {
            return Ok(None);
        }
    }
}

/// Who signed a transaction first.
pub fn sender(tx: &[u8], prefix: &str) -> Option<String> {
    let raw = TxRaw::decode(tx).ok()?;
    let auth = AuthInfo::decode(raw.auth_info_bytes.as_slice()).ok()?;
    let key = auth.signer_infos.into_iter().next()?.public_key?;
    let key = cosmrs::crypto::PublicKey::try_from(key).ok()?;
    Some(key.account_id(prefix).ok()?.to_string())
}

/// A transaction's result as ours.
pub fn outcome(
    transport: &Transport,
    hash: &str,
    height: u64,
    result: &ExecTxResult,
) -> Result<TxOutcome, NodeError> {
    let bad = |error: &dyn std::fmt::Display| transport.nonsense("tx", &error.to_string());
    // The RPC writes it in base64, and the library leaves it so.
    let data = BASE64_STANDARD.decode(&result.data).map_err(|error| bad(&error))?;
    let data = TxMsgData::decode(data.as_slice()).map_err(|error| bad(&error))?;
    let answers = data.msg_responses.iter().map(|any| answer(&any.type_url, &any.value));
    let events = result.events.iter().map(|event| TxEvent {
        kind: event.kind.clone(),
        attributes: event
            .attributes
            .iter()
            .filter_map(|one| Some((one.key_str().ok()?.into(), one.value_str().ok()?.into())))
            .collect(),
    });
    Ok(TxOutcome {
        hash: hash.to_string(),
        height,
        gas_wanted: u64::try_from(result.gas_wanted).unwrap_or_default(),
        gas_used: u64::try_from(result.gas_used).unwrap_or_default(),
        events: events.collect(),
        answers: answers.collect::<Result<_, _>>().map_err(|error| bad(&error))?,
    })
}

fn answer(type_url: &str, value: &[u8]) -> Result<Answer, DecodeError> {
    Ok(match type_url {
        "/cosmwasm.wasm.v1.MsgStoreCodeResponse" => {
            Answer::Stored { code_id: MsgStoreCodeResponse::decode(value)?.code_id }
        }
        "/cosmwasm.wasm.v1.MsgInstantiateContract2Response" => {
            let made = MsgInstantiateContract2Response::decode(value)?;
            Answer::Instantiated { address: made.address, data: made.data.into() }
        }
        "/cosmwasm.wasm.v1.MsgExecuteContractResponse" => {
            Answer::Data(MsgExecuteContractResponse::decode(value)?.data.into())
        }
        "/cosmwasm.wasm.v1.MsgMigrateContractResponse" => {
            Answer::Data(MsgMigrateContractResponse::decode(value)?.data.into())
        }
        _ => Answer::Nothing,
    })
}
