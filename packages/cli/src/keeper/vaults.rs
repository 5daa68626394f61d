//! What there is to do at one vault: requests whose time has come, slashed assets, its own clock.

use std::collections::BTreeMap;

use weir_client::{BlockTime, Node, NodeError};
use weir_interface::coordinator::{self, RequestResponse, RequestState};
use weir_interface::restaking::{Destination, TermsResponse};
use weir_interface::service_registry;
use weir_interface::vault::{self, ConfigResponse, Scope, SlashedResponse};
use weir_quantities::{ServiceId, SlashId, TermsVersion};

use super::source::{ask, Restaking};
use super::{Crank, Readiness, Subject};
use crate::words::Contract;

/// Open requests of one page: the coordinator asks the vault about each.
const OPEN_PAGE: u32 = 10;
/// Requests that a vault knows, of one page.
const KNOWN_PAGE: u32 = 100;
/// Most pages that are turned.
const MOST_PAGES: usize = 20;
/// The longest that a breaker holds a request up, as the coordinator counts it.
const REVIEW: u64 = 2 * 86_400;

/// A vault, as it is asked.
#[derive(Clone, Copy)]
pub(super) struct VaultView<'a> {
    pub node: &'a dyn Node,
    pub at: &'a Restaking,
    pub vault: &'a str,
    pub block: BlockTime,
}

type Rows = Result<Vec<Readiness>, NodeError>;

impl VaultView<'_> {
    /// Requests to execute, to end, and to forget: executions first, since they have a last second.
    pub fn requests(&self) -> Rows {
        let config: ConfigResponse = self.ask(&vault::QueryMsg::Config {})?;
        let (open, known) = (self.open()?, self.known()?);
        let mut rows = vec![];
        for one in &open {
            rows.extend(self.open_request(one, known.get(&one.id), &config)?);
        }
        for id in known.keys().filter(|id| open.iter().all(|one| one.id != **id)) {
            if self.coordinator(&coordinator::QueryMsg::IsFinal { id: *id })? {
                rows.push(Readiness::now(self.request(Contract::Vault, "end_request", *id)));
            }
        }
        rows.sort_by_key(|row| row.crank.name != "execute");
        // A vault that was linked to another coordinator listens to that one.
        let is_ours = config.links.coordinator == self.at.coordinator;
        rows.retain(|row| is_ours || row.crank.name == "end");
        Ok(rows)
    }

    fn open_request(
        &self,
        one: &RequestResponse,
        known: Option<&vault::RequestResponse>,
        config: &ConfigResponse,
    ) -> Result<Option<Readiness>, NodeError> {
        let terms = self.terms(one.service, one.version)?;
        let crank = |name: &str| self.request(Contract::Coordinator, name, one.id);
        if terms.revoked_at.is_some() || one.state == RequestState::Expired {
            return Ok(Some(Readiness::now(crank("end"))));
        }
        let closed = config.paused.iter().find(|paused| paused.scope == Scope::Executions);
        Ok(match (one.state, closed, known) {
            (RequestState::Executable, None, _) => Some(Readiness::now(crank("execute"))),
            (RequestState::Executable, Some(paused), _) => {
                Some(Readiness::later(crank("execute"), paused.until))
            }
            (RequestState::Requested { .. } | RequestState::Review, _, Some(known)) => {
                let from = one.resolved_at.max(known.from);
                let at = self.block.seconds.saturating_add(from.saturating_sub(known.clock));
                Some(Readiness::later(crank("execute"), at))
            }
            // The vault has forgotten it: the wall clock decides.
            (RequestState::Requested { .. }, _, None) => {
                let terms = terms.terms;
                let lasts = terms.resolution_window.saturating_add(terms.execution_window);
                let over = one.requested_at.saturating_add(lasts).saturating_add(REVIEW);
                Some(match self.block.seconds > over {
                    true => Readiness::now(crank("end")),
                    false => Readiness::later(crank("end"), over.saturating_add(1)),
                })
            }
            _ => None,
        })
    }

    /// Slashed assets of which anyone may see to it that they arrive.
    pub fn slashed(&self) -> Rows {
        let slashed: Vec<SlashedResponse> = self.ask(&vault::QueryMsg::Slashed {})?;
        let mut rows = vec![];
        for SlashedResponse { service, version, .. } in slashed {
            let destination = self.terms(service, version)?.terms.destination;
            if matches!(destination, Destination::Service { .. }) {
                continue;
            }
            let of = Subject::Slashed { vault: self.vault.into(), service, version };
            let name = "claim_slashed".into();
            rows.push(Readiness::now(Crank { contract: Contract::Vault, name, of }));
        }
        Ok(rows)
    }

    /// Open requests at the coordinator, by id.
    fn open(&self) -> Result<Vec<RequestResponse>, NodeError> {
        let mut all: Vec<RequestResponse> = vec![];
        for _ in 0..MOST_PAGES {
            let page: Vec<RequestResponse> =
                self.coordinator(&coordinator::QueryMsg::OpenRequests {
                    vault: self.vault.into(),
                    service: None,
                    start_after: all.last().map(|one| one.id),
                    limit: Some(OPEN_PAGE),
                })?;
            let is_last = page.len() < OPEN_PAGE as usize;
            all.extend(page);
            if is_last {
                break;
            }
        }
        Ok(all)
    }

    /// Requests that the vault knows.
    fn known(&self) -> Result<BTreeMap<SlashId, vault::RequestResponse>, NodeError> {
        let mut all = BTreeMap::new();
        for _ in 0..MOST_PAGES {
            let start_after = all.last_key_value().map(|(id, _)| *id);
            let query = vault::QueryMsg::Requests { start_after, limit: Some(KNOWN_PAGE) };
            let page: Vec<vault::RequestResponse> = self.ask(&query)?;
            let is_last = page.len() < KNOWN_PAGE as usize;
            all.extend(page.into_iter().map(|one| (one.id, one)));
            if is_last {
                break;
            }
        }
        Ok(all)
    }

    fn request(&self, contract: Contract, name: &str, id: SlashId) -> Crank {
        let of = Subject::Request { vault: self.vault.into(), id };
        Crank { contract, name: name.into(), of }
    }

    fn terms(&self, service: ServiceId, version: TermsVersion) -> Result<TermsResponse, NodeError> {
        let query = service_registry::QueryMsg::Terms { service, version: Some(version) };
        ask(self.node, &self.at.services, &query)
    }

    fn coordinator<T: serde::de::DeserializeOwned>(
        &self,
        query: &coordinator::QueryMsg,
    ) -> Result<T, NodeError> {
        ask(self.node, &self.at.coordinator, query)
    }

    /// Asks the vault.
    pub fn ask<T: serde::de::DeserializeOwned>(
        &self,
        query: &vault::QueryMsg,
    ) -> Result<T, NodeError> {
        ask(self.node, self.vault, query)
    }
}
