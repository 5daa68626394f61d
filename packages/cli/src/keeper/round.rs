//! One round: every crank that is ready, each in a transaction of its own.

use std::collections::{BTreeMap, BTreeSet};

use weir_client::{BlockTime, Fee, Node, NodeError};
use weir_interface::service_registry::{QueryMsg, VaultResponse};

use super::source::{ask, Addresses, Answer};
use super::turn::Came;
use super::{Backoffs, Budget, Crank, Event, Pace, Readiness, Reporter, Source};
use crate::tx::said;

/// Most transactions of one round for the contracts of which there is one: whatever they say, it
/// ends.
const MOST: usize = 64;
/// Most of one round for vaults and listeners together.
const MOST_RESTAKING: usize = 64;
/// Most of one round for one vault.
const MOST_OF_A_VAULT: usize = 16;
/// Vaults of one page, and most pages of a round.
const PAGE: u32 = 100;
const MOST_PAGES: usize = 10;

/// How the keeper works.
#[derive(Clone, Debug)]
pub struct Options {
    /// Who sends.
    pub from: String,
    /// What simulated gas is multiplied by, and what is paid for it.
    pub fee: Fee,
    /// Cranks to do; all if there are none.
    pub only: BTreeSet<String>,
    /// Cranks to leave.
    pub except: BTreeSet<String>,
    /// Vaults to keep; all of the factory if there are none.
    pub vaults: Vec<String>,
    /// Most fees of 24 hours, in units of the coin that is paid.
    pub max_fee_per_day: Option<u128>,
}

/// What came of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The block it began at.
    pub block: BlockTime,
    /// Cranks done, in order.
    pub done: Vec<Crank>,
    /// Cranks that failed in it.
    pub failed: Vec<Crank>,
    /// When the next one is ready, as far as time decides.
    pub next_at: Option<u64>,
}

/// Does cranks. What it remembers only saves fees and time: one that starts anew does the same.
pub struct Keeper {
    pub(super) addresses: Addresses,
    pub(super) options: Options,
    pub(super) backoffs: Backoffs,
    pub(super) budget: Budget,
    /// Validators that were found to break a call.
    pub(super) broken: Vec<String>,
    /// The vault for which something was sent last: the next round begins behind it, so that no
    /// vault's turn depends on what others cost.
    served: Option<String>,
}

/// A round under way.
pub(super) struct Work<'a> {
    pub node: &'a mut dyn Node,
    pub pace: &'a dyn Pace,
    pub to: &'a mut dyn Reporter,
    done: Vec<Crank>,
    failed: Vec<Crank>,
    /// Not to be tried again in this round.
    passed: BTreeSet<Crank>,
    /// Contracts that were told not to answer.
    silent: BTreeSet<String>,
    /// When something of a source is ready next.
    next_at: BTreeMap<Source, u64>,
}

impl Keeper {
    /// A keeper of the contracts at these addresses.
    pub fn new(addresses: Addresses, options: Options) -> Self {
        let budget = Budget::new(options.max_fee_per_day);
        let (backoffs, broken, served) = (Backoffs::default(), vec![], None);
        Self { addresses, options, backoffs, budget, broken, served }
    }

    /// Does what is ready until nothing is, or until it is asked to stop. The transaction under way
    /// is always finished.
    ///
    /// # Errors
    /// When the node does not answer. What was done is done.
    pub fn round(
        &mut self,
        node: &mut dyn Node,
        pace: &dyn Pace,
        to: &mut dyn Reporter,
    ) -> Result<Round, NodeError> {
        let block = node.latest_block()?;
        let mut work = Work {
            node,
            pace,
            to,
            done: vec![],
            failed: vec![],
            passed: BTreeSet::new(),
            silent: BTreeSet::new(),
            next_at: BTreeMap::new(),
        };
        self.work(&mut work, &Source::Suite, MOST)?;
        let before = work.done.len();
        self.restake(&mut work)?;
        if work.done.len() > before {
            // What a vault sends to the hub is the hub's to go on with.
            self.work(&mut work, &Source::Suite, MOST)?;
        }
        let Work { to, done, failed, next_at, .. } = work;
        let next_at = next_at.into_values().min();
        to.report(&Event::Round {
            height: block.height,
            block_time: block.seconds,
            done: done.len(),
            failing: self.backoffs.failing(),
            next_at,
        });
        Ok(Round { block, done, failed, next_at })
    }

    /// What was paid in the last 24 hours.
    pub fn paid_today(&self) -> u128 {
        self.budget.spent()
    }

    /// Every vault, and listeners that were not told.
    fn restake(&mut self, work: &mut Work<'_>) -> Result<(), NodeError> {
        if self.addresses.restaking.is_none() {
            return Ok(());
        }
        let until = work.done.len().saturating_add(MOST_RESTAKING);
        for vault in self.vaults(work)? {
            let most = until.saturating_sub(work.done.len()).min(MOST_OF_A_VAULT);
            let before = work.done.len();
            self.work(work, &Source::Vault(vault.clone()), most)?;
            if work.done.len() > before {
                self.served = Some(vault);
            }
        }
        let most = until.saturating_sub(work.done.len());
        self.work(work, &Source::Listeners, most)
    }

    /// Does what is ready of a source, at most so many transactions.
    fn work(&mut self, work: &mut Work<'_>, source: &Source, most: usize) -> Result<(), NodeError> {
        let until = work.done.len().saturating_add(most);
        // Each turn does one, or passes one over, or finds that it is not due.
        for _ in 0..MOST.saturating_add(most) {
            if work.pace.is_stopping() || work.done.len() >= until {
                break;
            }
            let all = self.ask(work, source)?;
            let is_next = |one: &&Readiness| one.ready && !work.passed.contains(&one.crank);
            let Some(Readiness { crank, .. }) = all.iter().find(is_next).cloned() else { break };
            if self.backoffs.waits(&crank, work.pace.now()) {
                work.passed.insert(crank);
                continue;
            }
            match self.turn(work, &crank)? {
                Came::Done => work.done.push(crank),
                Came::NotDue => {}
                Came::Held => {
                    work.passed.insert(crank);
                }
                Came::Failed => {
                    work.passed.insert(crank.clone());
                    work.failed.push(crank);
                }
            }
        }
        Ok(())
    }

    /// Every crank of a source that is to be done.
    fn ask(&mut self, work: &mut Work<'_>, source: &Source) -> Result<Vec<Readiness>, NodeError> {
        let Answer { mut all, silent, is_cut } = self.addresses.ask(work.node, source)?;
        let knows_all = silent.is_empty() && !is_cut;
        for (contract, error) in silent {
            if work.silent.insert(contract.clone()) {
                work.to.report(&Event::Silent { contract, why: said(&error) });
            }
        }
        if knows_all && *source != Source::Suite {
            // What somebody else has done is not failing any more.
            let is_ready = |crank: &Crank| all.iter().any(|one| one.ready && one.crank == *crank);
            self.backoffs.keep(|crank| crank.source() != *source || is_ready(crank));
        }
        all.retain(|one| self.is_mine(&one.crank));
        for one in all.iter().filter(|one| one.ready && one.crank.message(&[]).is_none()) {
            if work.passed.insert(one.crank.clone()) {
                work.to.report(&Event::UnknownCrank { crank: one.crank.clone() });
            }
        }
        let next = all.iter().filter(|one| !one.ready).filter_map(|one| one.ready_at).min();
        match next {
            Some(at) => work.next_at.insert(source.clone(), at),
            None => work.next_at.remove(source),
        };
        Ok(all)
    }

    fn is_mine(&self, crank: &Crank) -> bool {
        let Options { only, except, .. } = &self.options;
        (only.is_empty() || only.contains(&crank.name)) && !except.contains(&crank.name)
    }

    /// Whether a crank is still to be done; yes if nobody says otherwise.
    ///
    /// # Errors
    /// When the node does not answer.
    pub(super) fn is_ready(&self, work: &Work<'_>, crank: &Crank) -> Result<bool, NodeError> {
        let answer = self.addresses.ask_about(work.node, crank)?;
        let is_ready = answer.all.iter().any(|one| one.crank == *crank && one.ready);
        Ok(is_ready || !answer.silent.is_empty())
    }

    /// Vaults of the factory, those first that are behind the one served last.
    fn vaults(&self, work: &mut Work<'_>) -> Result<Vec<String>, NodeError> {
        let Some(at) = &self.addresses.restaking else { return Ok(vec![]) };
        if !self.options.vaults.is_empty() {
            return Ok(self.options.vaults.clone());
        }
        let mut all: Vec<String> = vec![];
        let (mut start_after, mut begins) = (self.served.clone(), self.served.is_none());
        for _ in 0..MOST_PAGES {
            let query = QueryMsg::Vaults { operator: None, start_after, limit: Some(PAGE) };
            let page: Vec<VaultResponse> = match ask(work.node, &at.services, &query) {
                Ok(page) => page,
                Err(error @ NodeError::QueryRefused { .. }) => {
                    let contract = crate::words::Contract::Services.name().to_string();
                    work.to.report(&Event::Silent { contract, why: said(&error) });
                    break;
                }
                Err(error) => return Err(error),
            };
            let is_last = page.len() < PAGE as usize;
            start_after = page.last().map(|one| one.vault.clone());
            let known: BTreeSet<String> = all.iter().cloned().collect();
            all.extend(page.into_iter().map(|one| one.vault).filter(|one| !known.contains(one)));
            if is_last && begins {
                break;
            }
            if is_last {
                (begins, start_after) = (true, None);
            }
        }
        Ok(all)
    }
}
