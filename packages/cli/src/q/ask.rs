//! From a query to its answer.

use serde_json::{json, Value};
use weir_client::{Node, NodeError};

use crate::tx::Failure;
use crate::words::{Contract, Kind, Queries, Suite};

/// Requests are asked for in pages of this size.
const PAGE: usize = 30;

/// An answer and what it consists of.
#[derive(Debug)]
pub struct Told {
    /// The answer.
    pub answer: Value,
    /// What it consists of, where it is known.
    pub kind: Option<Kind>,
}

/// Asks the suite.
///
/// # Errors
/// When the query cannot be made, or is refused.
pub fn ask(node: &dyn Node, suite: &dyn Suite, what: &Queries) -> Result<Told, Failure> {
    match what {
        Queries::Contract(query) => {
            let settled = query.settled(suite)?;
            let answer = node.query_smart(&query.address(suite)?, &settled)?;
            Ok(Told { answer, kind: query.contract.answer(&query.verb.name) })
        }
        Queries::Batches { limit } => batches(node, suite, *limit),
        Queries::Requests { owner } => requests(node, suite, owner),
    }
}

/// The newest first.
fn batches(node: &dyn Node, suite: &dyn Suite, limit: u64) -> Result<Told, Failure> {
    let hub = suite.address(Contract::Hub)?;
    let pending = node.query_smart(&hub, &json!({ "pending_batch": {} }))?;
    let newest = pending.get("id").and_then(Value::as_u64).unwrap_or_default();
    let oldest = newest.saturating_sub(limit.saturating_sub(1)).max(1);
    let mut found = vec![];
    for id in (oldest..=newest).rev().take(usize::try_from(limit).unwrap_or(usize::MAX)) {
        match node.query_smart(&hub, &json!({ "batch": { "id": id } })) {
            Ok(batch) => found.push(batch),
            // Its last row goes when all is paid.
            Err(NodeError::QueryRefused { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let kind = Contract::Hub.answer("batch").map(|kind| Kind::List(Box::new(kind)));
    Ok(Told { answer: found.into(), kind })
}

fn requests(node: &dyn Node, suite: &dyn Suite, owner: &str) -> Result<Told, Failure> {
    const QUERY: &str = "unbond_requests_by_user_details";
    let hub = suite.address(Contract::Hub)?;
    let user = node.address_of(owner)?;
    let mut found: Vec<Value> = vec![];
    loop {
        let after = found.last().and_then(|last| last.get("id")).cloned();
        let query = json!({ QUERY: { "user": user, "start_after": after, "limit": PAGE } });
        let page = node.query_smart(&hub, &query)?;
        let page = page.as_array().cloned().unwrap_or_default();
        let is_last = page.len() < PAGE;
        found.extend(page);
        if is_last {
            return Ok(Told { answer: found.into(), kind: Contract::Hub.answer(QUERY) });
        }
    }
}
