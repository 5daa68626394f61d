//! A contract that sends what it is told, remembers the reply, and can query, panic and write.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{
    to_json_binary, Binary, CosmosMsg, Deps, DepsMut, Empty, Env, MessageInfo, QueryRequest, Reply,
    Response, StdError, StdResult, SubMsg, SubMsgResult,
};
use cw_multi_test::{Contract, ContractWrapper};
use cw_storage_plus::{Item, Map};

const LAST: Item<Outcome> = Item::new("last");
const NOTES: Map<u64, String> = Map::new("notes");

#[cw_serde]
pub enum Run {
    /// as submessages whose errors the contract survives
    Isolated(Vec<CosmosMsg>),
    /// as plain messages
    Plain(Vec<CosmosMsg>),
    /// makes a query and survives its error
    Ask(QueryRequest<Empty>),
    Note(u64, String),
    ReadNotes,
    Panic,
}

#[cw_serde]
pub enum Outcome {
    Done { type_url: String, value: Binary, data: Option<Binary> },
    Failed(String),
}

#[cw_serde]
pub enum Ask {
    Last,
    Panic,
}

fn instantiate(_: DepsMut<'_>, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn execute(deps: DepsMut<'_>, _: Env, _: MessageInfo, msg: Run) -> StdResult<Response> {
    let response = Response::new();
    Ok(match msg {
        Run::Isolated(msgs) => {
            response.add_submessages(msgs.into_iter().map(|m| SubMsg::reply_always(m, 1)))
        }
        Run::Plain(msgs) => response.add_messages(msgs),
        Run::Ask(request) => {
            let raw = cosmwasm_std::to_json_vec(&request)?;
            let answer = deps.querier.raw_query(&raw).into_result();
            let outcome = match answer {
                Ok(result) => match result.into_result() {
                    Ok(value) => Outcome::Done { type_url: "query".into(), value, data: None },
                    Err(error) => Outcome::Failed(error),
                },
                Err(error) => Outcome::Failed(error.to_string()),
            };
            LAST.save(deps.storage, &outcome)?;
            response
        }
        Run::Note(id, text) => {
            NOTES.save(deps.storage, id, &text)?;
            response
        }
        Run::ReadNotes => {
            let notes = NOTES.range(deps.storage, None, None, cosmwasm_std::Order::Ascending);
            response.add_attribute("notes", notes.count().to_string())
        }
        Run::Panic => panic!("the contract is broken"),
    })
}

fn reply(deps: DepsMut<'_>, _: Env, reply: Reply) -> StdResult<Response> {
    let outcome = match reply.result {
        SubMsgResult::Ok(done) => {
            #[allow(deprecated)]
            let data = done.data;
            let response = done.msg_responses.into_iter().next();
            let (type_url, value) = response.map(|r| (r.type_url, r.value)).unwrap_or_default();
            Outcome::Done { type_url, value, data }
        }
        SubMsgResult::Err(error) => Outcome::Failed(error),
    };
    LAST.save(deps.storage, &outcome)?;
    Ok(Response::new())
}

fn query(deps: Deps<'_>, _: Env, msg: Ask) -> StdResult<Binary> {
    match msg {
        Ask::Last => to_json_binary(&LAST.load(deps.storage)?),
        Ask::Panic => panic!("the query is broken"),
    }
}

pub fn contract() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(execute, instantiate, query).with_reply::<StdError>(reply))
}
