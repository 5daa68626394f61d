//! Who is asked for cranks, and what is asked of whom.

use serde::de::DeserializeOwned;
use serde::Serialize;
use serde_json::json;
use weir_client::{Node, NodeError};

use super::listeners::untold;
use super::vaults::VaultView;
use super::{Crank, Readiness};
use crate::words::Contract;

/// Where the contracts with cranks are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// The hub.
    pub hub: String,
    /// The registry.
    pub registry: String,
    /// The distributor.
    pub distributor: String,
    /// The contracts of restaking; nothing where there are none.
    pub restaking: Option<Restaking>,
}

/// Where the contracts of restaking are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restaking {
    /// The service registry, which lists the vaults.
    pub services: String,
    /// The slash coordinator.
    pub coordinator: String,
    /// The insurance fund, if there is one.
    pub fund: Option<String>,
}

/// Who is asked for cranks. What one does never waits for another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The contracts of which there is one.
    Suite,
    /// A vault, with the requests at it.
    Vault(String),
    /// The coordinator's records of listeners that were not told.
    Listeners,
}

/// What was answered.
#[derive(Default)]
pub(super) struct Answer {
    /// Cranks in the order in which they are to be done.
    pub all: Vec<Readiness>,
    /// What did not answer, by its name.
    pub silent: Vec<(String, NodeError)>,
    /// Whether there may be more than was looked at.
    pub is_cut: bool,
}

impl Answer {
    /// Takes an answer in. A contract that refuses is noted, so that others are heard.
    ///
    /// # Errors
    /// When the node does not answer.
    pub fn take(
        &mut self,
        name: impl FnOnce(&str) -> String,
        answer: Result<Vec<Readiness>, NodeError>,
    ) -> Result<(), NodeError> {
        match answer {
            Ok(rows) => self.all.extend(rows),
            Err(error) => match &error {
                NodeError::QueryRefused { contract, .. } => {
                    self.silent.push((name(contract), error));
                }
                _ => return Err(error),
            },
        }
        Ok(())
    }
}

impl Addresses {
    /// Where a contract is of which there is one.
    pub fn of(&self, contract: Contract) -> Option<&str> {
        let restaking = self.restaking.as_ref();
        match contract {
            Contract::Hub => Some(&self.hub),
            Contract::Registry => Some(&self.registry),
            Contract::Distributor => Some(&self.distributor),
            Contract::Services => restaking.map(|at| at.services.as_str()),
            Contract::Coordinator => restaking.map(|at| at.coordinator.as_str()),
            Contract::Fund => restaking.and_then(|at| at.fund.as_deref()),
            Contract::Vault | Contract::Token => None,
        }
    }

    /// What a contract is called.
    fn name(&self, address: &str) -> String {
        let is_there = |contract: &Contract| self.of(*contract) == Some(address);
        match Contract::ALL.into_iter().find(is_there) {
            Some(contract) => contract.name().to_string(),
            None => format!("vault {address}"),
        }
    }

    /// Asks a source.
    ///
    /// # Errors
    /// When the node does not answer.
    pub(super) fn ask(&self, node: &dyn Node, source: &Source) -> Result<Answer, NodeError> {
        let mut answer = Answer::default();
        match (source, &self.restaking) {
            (Source::Suite, _) => {
                for contract in Crank::CONTRACTS {
                    answer.take(|at| self.name(at), self.cranks_of(node, contract))?;
                }
            }
            (Source::Vault(vault), Some(at)) => {
                let view = VaultView { node, at, vault, block: node.latest_block()? };
                for part in [view.requests(), view.slashed(), view.settle()] {
                    answer.take(|at| self.name(at), part)?;
                }
            }
            (Source::Listeners, Some(at)) => {
                let block = node.latest_block()?;
                let found = untold(node, &at.coordinator, block).map(|(rows, is_cut)| {
                    answer.is_cut = is_cut;
                    rows
                });
                answer.take(|at| self.name(at), found)?;
            }
            (Source::Vault(_) | Source::Listeners, None) => {}
        }
        Ok(answer)
    }

    /// Asks whoever says whether a crank is ready, and nobody else.
    ///
    /// # Errors
    /// When the node does not answer.
    pub(super) fn ask_about(&self, node: &dyn Node, crank: &Crank) -> Result<Answer, NodeError> {
        let source = crank.source();
        if source != Source::Suite {
            return self.ask(node, &source);
        }
        let mut answer = Answer::default();
        answer.take(|at| self.name(at), self.cranks_of(node, crank.contract))?;
        Ok(answer)
    }

    fn cranks_of(&self, node: &dyn Node, contract: Contract) -> Result<Vec<Readiness>, NodeError> {
        let Some(address) = self.of(contract) else { return Ok(vec![]) };
        let answer = node.query_smart(address, &json!({ "cranks": {} }))?;
        Readiness::read(contract, &answer)
            .map_err(|text| NodeError::QueryRefused { contract: address.into(), text })
    }
}

/// Asks a contract.
///
/// # Errors
/// When it does not answer, or answers something else.
pub(super) fn ask<T: DeserializeOwned>(
    node: &dyn Node,
    contract: &str,
    query: &impl Serialize,
) -> Result<T, NodeError> {
    let strange = |error: serde_json::Error| NodeError::QueryRefused {
        contract: contract.into(),
        text: format!("its answer is not understood: {error}"),
    };
    let query = serde_json::to_value(query).map_err(strange)?;
    serde_json::from_value(node.query_smart(contract, &query)?).map_err(strange)
}
