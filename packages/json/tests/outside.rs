//! What a chain hands to a call and takes from it is read and written as by its own serde.
#![allow(clippy::unwrap_used, reason = "tests")]

use cosmwasm_std::{
    coins, from_json, testing::mock_env, to_json_string, BankMsg, BankQuery, Binary, Coin,
    ContractResult, CosmosMsg, Decimal, DistributionMsg, DistributionQuery, Empty, Event, GovMsg,
    MessageInfo, QuerierResult, QueryRequest, ReplyOn, Response, StakingMsg, StakingQuery, SubMsg,
    SystemError, SystemResult, VoteOption, WasmMsg, WasmQuery, WeightedVoteOption,
};
use weir_json::outside::{read_answer, read_env, read_info, write_request, write_response};
use weir_json::{Fault, JsonWriter, Reading, Value};

fn value(of: &impl serde::Serialize) -> Value {
    from_json(to_json_string(of).unwrap()).unwrap()
}

fn read<T>(read: fn(&Value, &mut Reading) -> T, value: &Value) -> Result<T, Fault> {
    let mut reading = Reading::default();
    let read = read(value, &mut reading);
    reading.end(read)
}

fn written<T>(write: fn(&T, &mut JsonWriter), of: &T) -> Option<String> {
    let mut json = JsonWriter::default();
    write(of, &mut json);
    json.finish().ok().map(|text| String::from_utf8(text).unwrap())
}

#[test]
fn env_and_info_are_read_as_by_their_own_serde() {
    let mut env = mock_env();
    assert!(env.transaction.is_some());
    assert_eq!(read(read_env, &value(&env)).as_ref(), Ok(&env));
    env.transaction = None;
    assert_eq!(read(read_env, &value(&env)).as_ref(), Ok(&env));

    for funds in [vec![], coins(7, "uatom"), vec![Coin::new(1u128, "a"), Coin::new(u128::MAX, "b")]]
    {
        let info = MessageInfo { sender: env.contract.address.clone(), funds };
        assert_eq!(read(read_info, &value(&info)), Ok(info));
    }
    let missing = read(read_info, &value(&Empty {})).unwrap_err();
    assert_eq!(missing.to_string(), "missing field `sender`");
}

#[test]
fn answers_are_read_as_by_their_own_serde() {
    let word = || "word".to_string();
    let bytes = || Binary::from(b"\x00\xff");
    let failed = [
        SystemError::InvalidRequest { error: word(), request: bytes() },
        SystemError::InvalidResponse { error: word(), response: bytes() },
        SystemError::NoSuchContract { addr: word() },
        SystemError::NoSuchCode { code_id: u64::MAX },
        SystemError::Unknown {},
        SystemError::UnsupportedRequest { kind: word() },
    ];
    let mut answers: Vec<QuerierResult> = failed.into_iter().map(SystemResult::Err).collect();
    answers.push(SystemResult::Ok(ContractResult::Ok(bytes())));
    answers.push(SystemResult::Ok(ContractResult::Err(word())));
    for answer in answers {
        assert_eq!(read(read_answer, &value(&answer)), Ok(answer));
    }
    for wrong in [r#"{"ok":{"fine":""}}"#, r#"{"fine":{"ok":""}}"#, r#"{"error":{"other":{}}}"#] {
        assert!(read(read_answer, &from_json(wrong).unwrap()).is_err(), "{wrong}");
    }
}

#[test]
fn questions_are_written_as_by_their_own_serde() {
    let word = || "word".to_string();
    let questions: [QueryRequest; 11] = [
        BankQuery::Balance { address: word(), denom: "uatom".to_string() }.into(),
        StakingQuery::BondedDenom {}.into(),
        StakingQuery::AllDelegations { delegator: word() }.into(),
        StakingQuery::Delegation { delegator: word(), validator: "v".to_string() }.into(),
        StakingQuery::AllValidators {}.into(),
        StakingQuery::Validator { address: word() }.into(),
        DistributionQuery::DelegatorWithdrawAddress { delegator_address: word() }.into(),
        WasmQuery::Smart { contract_addr: word(), msg: Binary::from(b"{}") }.into(),
        WasmQuery::Raw { contract_addr: word(), key: Binary::from(b"\x00k") }.into(),
        WasmQuery::ContractInfo { contract_addr: word() }.into(),
        WasmQuery::CodeInfo { code_id: 7 }.into(),
    ];
    for question in questions {
        assert_eq!(written(write_request, &question), to_json_string(&question).ok());
    }
    assert_eq!(written(write_request, &BankQuery::Supply { denom: word() }.into()), None);
}

fn messages() -> Vec<CosmosMsg> {
    let word = || "word".to_string();
    let amount = Coin::new(7u128, "uatom");
    let options = vec![
        WeightedVoteOption { option: VoteOption::Yes, weight: Decimal::percent(70) },
        WeightedVoteOption { option: VoteOption::Abstain, weight: Decimal::percent(30) },
    ];
    vec![
        BankMsg::Send { to_address: word(), amount: vec![amount.clone()] }.into(),
        StakingMsg::Delegate { validator: word(), amount: amount.clone() }.into(),
        StakingMsg::Undelegate { validator: word(), amount: amount.clone() }.into(),
        StakingMsg::Redelegate {
            src_validator: word(),
            dst_validator: "other".to_string(),
            amount: amount.clone(),
        }
        .into(),
        DistributionMsg::SetWithdrawAddress { address: word() }.into(),
        DistributionMsg::WithdrawDelegatorReward { validator: word() }.into(),
        WasmMsg::Execute {
            contract_addr: word(),
            msg: Binary::from(br#"{"a":"\""}"#),
            funds: vec![amount.clone()],
        }
        .into(),
        WasmMsg::Instantiate2 {
            admin: Some(word()),
            code_id: 7,
            label: "a \"label\"".to_string(),
            msg: Binary::from(b"{}"),
            funds: vec![amount],
            salt: Binary::from(b"salt"),
        }
        .into(),
        GovMsg::Vote { proposal_id: 7, option: VoteOption::NoWithVeto }.into(),
        GovMsg::VoteWeighted { proposal_id: 7, options }.into(),
    ]
}

#[test]
fn responses_are_written_as_by_their_own_serde() {
    let mut response = Response::new();
    assert_eq!(written(write_response, &response), to_json_string(&response).ok());

    response = response.add_messages(messages()).add_attribute("key", "a\n\"value\"");
    response = response.add_event(Event::new("happened").add_attribute("to", "whom"));
    response = response.set_data(b"data");
    for reply_on in [ReplyOn::Always, ReplyOn::Error, ReplyOn::Success, ReplyOn::Never] {
        let message = WasmMsg::Execute {
            contract_addr: "c".to_string(),
            msg: Binary::default(),
            funds: vec![],
        };
        let mut part = SubMsg::new(message).with_gas_limit(9).with_payload(b"payload");
        part.reply_on = reply_on;
        part.id = u64::MAX;
        response = response.add_submessage(part);
    }
    assert_eq!(written(write_response, &response), to_json_string(&response).ok());

    let burn = BankMsg::Burn { amount: vec![] };
    assert_eq!(written(write_response, &Response::new().add_message(burn)), None);
}
