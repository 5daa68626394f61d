//! A contract that answers what it was told to answer, and does what it was told to do.

use cosmwasm_std::{
    coin, from_json, to_json_binary, Binary, Deps, DepsMut, DistributionMsg, Empty, Env,
    MessageInfo, Response, StdError, StdResult, WasmMsg,
};
use cw_multi_test::{Contract, ContractWrapper};
use cw_storage_plus::{Item, Map};
use serde_json::{json, Value};

/// What each query is answered, by its name, as JSON.
const ANSWERS: Map<&str, String> = Map::new("answers");
/// What it does when it is told of a slash, and with what.
const BEHAVIOUR: Item<(String, String)> = Item::new("behaviour");
/// What it has heard, oldest first.
const HEARD: Item<Vec<String>> = Item::new("heard");

pub fn contract() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(execute, instantiate, query))
}

fn instantiate(_: DepsMut<'_>, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn named(msg: &Value) -> (String, Value) {
    let (name, content) = msg.as_object().unwrap().iter().next().unwrap();
    (name.clone(), content.clone())
}

fn execute(deps: DepsMut<'_>, env: Env, _: MessageInfo, msg: Value) -> StdResult<Response> {
    let (name, content) = named(&msg);
    match name.as_str() {
        "answer" => {
            let query = content["query"].as_str().unwrap();
            ANSWERS.save(deps.storage, query, &content["with"].to_string())?;
            return Ok(Response::new());
        }
        "forget" => {
            ANSWERS.remove(deps.storage, content["query"].as_str().unwrap());
            return Ok(Response::new());
        }
        // A row as a contract of its kind would have it, for those who look at it; `null` for none.
        "row" => {
            let key: Binary = serde_json::from_value(content["key"].clone()).unwrap();
            match serde_json::from_value::<Option<Binary>>(content["value"].clone()).unwrap() {
                None => deps.storage.remove(&key),
                Some(row) => deps.storage.set(&key, &row),
            }
            return Ok(Response::new());
        }
        "behave" => {
            let text = |field: &str| content[field].as_str().unwrap_or_default().to_string();
            BEHAVIOUR.save(deps.storage, &(text("how"), text("with")))?;
            return Ok(Response::new());
        }
        _ => {}
    }
    let mut heard = HEARD.may_load(deps.storage)?.unwrap_or_default();
    heard.push(msg.to_string());
    HEARD.save(deps.storage, &heard)?;
    let (how, with) = BEHAVIOUR.may_load(deps.storage)?.unwrap_or_default();
    behave(deps.as_ref(), &env, &name, &how, &with)
}

fn behave(deps: Deps<'_>, env: &Env, name: &str, how: &str, with: &str) -> StdResult<Response> {
    let response = Response::new();
    if name == "apply_slash" {
        let answer = ANSWERS.load(deps.storage, "apply_slash")?;
        return Ok(match how {
            "garble" => response.set_data(b"nothing that can be read"),
            _ => response.set_data(Binary::from(answer.into_bytes())),
        });
    }
    Ok(match how {
        "fail" => return Err(StdError::generic_err("no")),
        "panic" => panic!("the listener is broken"),
        "megabytes" => {
            let words = "words ".repeat(400_000);
            response.add_attribute("long", &words).set_data(words.as_bytes())
        }
        "error_of_megabytes" => return Err(StdError::generic_err("words ".repeat(400_000))),
        // Something that fails after it has done its own part.
        "dispatch" => {
            let msg = to_json_binary(&json!({ "nonsense": {} }))?;
            response.add_message(WasmMsg::Execute {
                contract_addr: env.contract.address.to_string(),
                msg: msg.clone(),
                funds: vec![coin(1, "nothing")],
            })
        }
        "withdraw" => response
            .add_message(DistributionMsg::WithdrawDelegatorReward { validator: with.to_string() }),
        // Calls the coordinator: `with` is its address and a message.
        "reenter" => {
            let (contract_addr, msg) = with.split_once(' ').unwrap();
            let msg = Binary::from(msg.as_bytes());
            response.add_message(WasmMsg::Execute {
                contract_addr: contract_addr.to_string(),
                msg,
                funds: vec![],
            })
        }
        _ => response,
    })
}

fn query(deps: Deps<'_>, _: Env, msg: Value) -> StdResult<Binary> {
    let (name, _) = named(&msg);
    if name == "heard" {
        let heard = HEARD.may_load(deps.storage)?.unwrap_or_default();
        let heard: Vec<Value> = heard.iter().map(|text| from_json(text).unwrap()).collect();
        return to_json_binary(&heard);
    }
    Ok(Binary::from(ANSWERS.load(deps.storage, &name)?.into_bytes()))
}
