//! Whether it is worth a fee to write down what a vault's clock decided.
//!
//! A budget that refills has something to write in every second, and one without room for ever. So
//! `settle` is sent for what happens once (exits that mature, changes that waited), and for a
//! refill when it adds a hundredth of the stake that stands behind a service.

use cosmwasm_std::Uint128;
use weir_client::NodeError;
use weir_interface::hub;
use weir_interface::vault::{
    BooksResponse, BucketResponse, CommitmentResponse, ConfigResponse, QueryMsg, StakeResponse,
};

use super::vaults::VaultView;
use super::{Crank, Readiness, Subject};
use crate::words::Contract;

/// A refill is written when it adds this part of the stake that stands behind the service.
const WORTH: u128 = 100;

impl VaultView<'_> {
    /// The vault's own crank.
    pub fn settle(&self) -> Result<Vec<Readiness>, NodeError> {
        let all: Vec<hub::Crank> = self.ask(&QueryMsg::Cranks {})?;
        let of = || Subject::Vault { vault: self.vault.into() };
        let mut rows = vec![];
        for hub::Crank { name, ready, ready_at } in all {
            // One that this program does not know is not judged.
            let ready = ready && (name != "settle" || self.is_worth_settling()?);
            let crank = Crank { contract: Contract::Vault, name, of: of() };
            rows.push(Readiness { crank, ready, ready_at });
        }
        Ok(rows)
    }

    fn is_worth_settling(&self) -> Result<bool, NodeError> {
        let books: BooksResponse = self.ask(&QueryMsg::Books {})?;
        let first = QueryMsg::Buckets { start_after: None, limit: Some(1) };
        let first: Vec<BucketResponse> = self.ask(&first)?;
        if first.iter().any(|bucket| bucket.matures_at <= books.clock) {
            return Ok(true);
        }
        let config: ConfigResponse = self.ask(&QueryMsg::Config {})?;
        if changes(&config).any(|at| at <= books.clock) {
            return Ok(true);
        }
        let commitments: Vec<CommitmentResponse> = self.ask(&QueryMsg::Commitments {})?;
        for one in &commitments {
            if self.is_news(one, &books)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether services are told something else of a commitment than what it is by now.
    fn is_news(&self, one: &CommitmentResponse, books: &BooksResponse) -> Result<bool, NodeError> {
        let (service, at) = (one.service, self.block.seconds);
        let guaranteed = self.told(&QueryMsg::GuaranteedStake { service, at })?;
        let slashable = self.told(&QueryMsg::SlashableStake { service, at })?;
        let (Some(guaranteed), Some(slashable)) = (guaranteed, slashable) else {
            return Ok(!one.slashable.is_zero());
        };
        if one.version != guaranteed.version {
            return Ok(true);
        }
        // Only a change that waited moves this: a unit is rounding.
        let slashable_now = part(
            books.assets.u128(),
            one.slashable.min(books.magnitude).u128(),
            books.magnitude.u128(),
        );
        if slashable_now.abs_diff(slashable.assets.u128()) > 1 {
            return Ok(true);
        }
        let (now, told) = (one.guaranteed.u128(), guaranteed.assets.u128());
        let is_full =
            one.budget.u128() >= Uint128::new(one.slashable.u128()).mul_floor(one.max_slash).u128();
        let worth = if is_full { 1 } else { slashable_now.div_ceil(WORTH).max(1) };
        Ok(now.abs_diff(told) >= worth)
    }

    /// What the vault tells of a second; nothing when it tells nothing yet.
    fn told(&self, query: &QueryMsg) -> Result<Option<StakeResponse>, NodeError> {
        match self.ask(query) {
            Ok(stake) => Ok(Some(stake)),
            Err(NodeError::QueryRefused { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// When changes of a vault's configuration take effect, by its clock.
fn changes(config: &ConfigResponse) -> impl Iterator<Item = u64> + '_ {
    let links = config.pending_links.iter().map(|pending| pending.at);
    let listeners = config.pending_listeners.iter().map(|pending| pending.at);
    let waiting = config.parameters.iter().filter_map(|parameter| parameter.pending.as_ref());
    links.chain(listeners).chain(waiting.map(|pending| pending.active_at))
}

/// `⌊whole · part ÷ of⌋`, as a vault counts it; nothing of nothing.
fn part(whole: u128, part: u128, of: u128) -> u128 {
    match of {
        0 => 0,
        of => Uint128::new(whole).multiply_ratio(part, of).u128(),
    }
}
