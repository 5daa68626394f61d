//! Listeners that were not told of an executed slash, and those without which one goes through.

use weir_client::{BlockTime, Node, NodeError};
use weir_interface::coordinator::{self, FailureResponse, RequestResponse};
use weir_interface::restaking::TermsResponse;
use weir_interface::service_registry::{self, ServiceResponse};
use weir_interface::vault;
use weir_quantities::SlashId;

use super::source::{ask, Restaking};
use super::{Crank, Readiness, Subject};
use crate::words::Contract;

/// Records of one page.
const PAGE: u32 = 100;
/// Most pages that are turned.
const MOST_PAGES: usize = 10;
/// Seconds for which a listener is told again: whoever failed for a week has to ask himself.
const PATIENCE: u64 = 7 * 86_400;

/// Most gas that is paid for a listener in a transaction of its own: more than thrice what it may
/// use in the execution.
pub(super) const MOST_GAS: u64 = 1_000_000;
/// Most failures of one listener about one slash.
pub(super) const MOST_TRIES: u32 = 12;

/// Listeners to be told, and whether there are more than was looked at.
///
/// # Errors
/// When the coordinator does not answer.
pub(super) fn untold(
    node: &dyn Node,
    coordinator: &str,
    block: BlockTime,
) -> Result<(Vec<Readiness>, bool), NodeError> {
    let (mut rows, mut start_after) = (vec![], None);
    for _ in 0..MOST_PAGES {
        let query = coordinator::QueryMsg::Failures { id: None, start_after, limit: Some(PAGE) };
        let page: Vec<FailureResponse> = ask(node, coordinator, &query)?;
        let is_last = page.len() < PAGE as usize;
        start_after = page.last().map(|one| (one.id, one.listener.clone()));
        let fresh = |one: &FailureResponse| one.at.saturating_add(PATIENCE) >= block.seconds;
        rows.extend(page.into_iter().filter(fresh).map(|one| {
            let of = Subject::Listener { id: one.id, listener: one.listener };
            Readiness::now(Crank { contract: Contract::Coordinator, name: "notify".into(), of })
        }));
        if is_last {
            return Ok((rows, false));
        }
    }
    Ok((rows, true))
}

/// Listeners that an execution would tell; none before any may be left out of it.
///
/// # Errors
/// When the node or a contract does not answer.
pub(super) fn to_leave_out(
    node: &dyn Node,
    at: &Restaking,
    vault: &str,
    id: SlashId,
) -> Result<Vec<String>, NodeError> {
    let known: vault::RequestResponse = ask(node, vault, &vault::QueryMsg::Request { id })?;
    let query = coordinator::QueryMsg::Request { id };
    let request: RequestResponse = ask(node, &at.coordinator, &query)?;
    let (service, version) = (request.service, request.version);
    let query = service_registry::QueryMsg::Terms { service, version: Some(version) };
    let terms: TermsResponse = ask(node, &at.services, &query)?;
    let half = terms.terms.execution_window.div_ceil(2);
    if known.clock < known.until.saturating_sub(half) {
        return Ok(vec![]);
    }
    let query = service_registry::QueryMsg::Service { service };
    let hook = ask::<ServiceResponse>(node, &at.services, &query)?.hook;
    let named: vault::ConfigResponse = ask(node, vault, &vault::QueryMsg::Config {})?;
    let mut all: Vec<String> = hook.into_iter().collect();
    for listener in named.listeners {
        if !all.contains(&listener) {
            all.push(listener);
        }
    }
    Ok(all)
}
