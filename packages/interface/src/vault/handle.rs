//! A vault at an address.

use cosmwasm_std::{Addr, CosmosMsg, Decimal, QuerierWrapper, WasmMsg};
use weir_json::{json, query_smart, to_binary, Failure};
use weir_quantities::{Assets, ServiceId, SlashId};

use crate::restaking::Asset;
use crate::vault::{
    BooksResponse, CommitmentResponse, ExecuteMsg, QueryMsg, ReceiveMsg, RequestResponse,
    RewardStreamsResponse, RewardsResponse, SlashPreviewResponse, StakeResponse,
};

/// A vault at an address.
#[json]
pub struct VaultContract(pub Addr);

impl VaultContract {
    /// A message to the vault, without funds.
    ///
    /// # Errors
    /// When the message cannot be written as JSON.
    pub fn call(&self, msg: &ExecuteMsg) -> Result<CosmosMsg, Failure> {
        let (contract_addr, msg) = (self.0.to_string(), to_binary(msg));
        Ok(WasmMsg::Execute { contract_addr, msg, funds: vec![] }.into())
    }

    /// Notes a request.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn note_request(
        &self,
        id: SlashId,
        service: ServiceId,
        fraction: Decimal,
        infraction_time: u64,
    ) -> Result<CosmosMsg, Failure> {
        self.call(&ExecuteMsg::NoteRequest { id, service, fraction, infraction_time })
    }

    /// Slashes.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn apply_slash(&self, id: SlashId) -> Result<CosmosMsg, Failure> {
        self.call(&ExecuteMsg::ApplySlash { id })
    }

    /// Brings cover for a request: in a cw20 `send`, or attached.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn bring_cover(
        &self,
        asset: &Asset,
        id: SlashId,
        assets: Assets,
    ) -> Result<CosmosMsg, Failure> {
        match asset {
            Asset::Cw20 { .. } => {
                asset.send(self.0.as_str(), assets, &ReceiveMsg::BringCover { id })
            }
            Asset::Native { .. } => {
                asset.send(self.0.as_str(), assets, &ExecuteMsg::BringCover { id })
            }
        }
    }

    /// The stake that answers for an offence at a second.
    ///
    /// # Errors
    /// When the vault does not answer, or nothing was promised to the service then.
    pub fn slashable_stake(
        &self,
        querier: QuerierWrapper<'_>,
        service: ServiceId,
        at: u64,
    ) -> Result<StakeResponse, Failure> {
        query_smart(querier, &self.0, &QueryMsg::SlashableStake { service, at })
    }

    /// What the vault's clock shows.
    ///
    /// # Errors
    /// When the vault does not answer.
    pub fn clock(&self, querier: QuerierWrapper<'_>) -> Result<u64, Failure> {
        #[json]
        struct Books {
            clock: u64,
        }
        Ok(query_smart::<Books>(querier, &self.0, &QueryMsg::Books {})?.clock)
    }

    /// All commitments: at most 16.
    ///
    /// # Errors
    /// When the vault does not answer.
    pub fn commitments(
        &self,
        querier: QuerierWrapper<'_>,
    ) -> Result<Vec<CommitmentResponse>, Failure> {
        query_smart(querier, &self.0, &QueryMsg::Commitments {})
    }

    /// What its holders have earned of what a distributor pays, and one of them.
    ///
    /// # Errors
    /// When the vault does not answer.
    pub fn rewards(
        &self,
        querier: QuerierWrapper<'_>,
        distributor: &Addr,
        owner: Option<&Addr>,
    ) -> Result<RewardsResponse, Failure> {
        let (distributor, owner) = (distributor.to_string(), owner.map(Addr::to_string));
        query_smart(querier, &self.0, &QueryMsg::Rewards { distributor, owner })
    }

    /// What a distributor pays from now on, and what it has left.
    ///
    /// # Errors
    /// When the vault does not answer.
    pub fn reward_streams(
        &self,
        querier: QuerierWrapper<'_>,
        distributor: &Addr,
    ) -> Result<RewardStreamsResponse, Failure> {
        let distributor = distributor.to_string();
        query_smart(querier, &self.0, &QueryMsg::RewardStreams { distributor })
    }

    /// Who governs it.
    ///
    /// # Errors
    /// When the vault does not answer.
    pub fn owner(&self, querier: QuerierWrapper<'_>) -> Result<Option<String>, Failure> {
        #[json]
        struct Ownership {
            owner: Option<String>,
        }
        Ok(query_smart::<Ownership>(querier, &self.0, &QueryMsg::Ownership {})?.owner)
    }

    /// Whether it works with these two, or will: what a fund covers is drawn by its coordinator.
    ///
    /// # Errors
    /// When the vault does not answer.
    pub fn is_linked(
        &self,
        querier: QuerierWrapper<'_>,
        coordinator: &Addr,
        fund: &Addr,
    ) -> Result<bool, Failure> {
        #[json]
        struct Links {
            coordinator: String,
            fund: Option<String>,
        }
        #[json]
        struct Pending {
            links: Links,
        }
        #[json]
        struct Config {
            links: Links,
            pending_links: Option<Pending>,
        }
        let config: Config = query_smart(querier, &self.0, &QueryMsg::Config {})?;
        let to_come = config.pending_links.map(|pending| pending.links);
        Ok([config.links].into_iter().chain(to_come).any(|links| {
            links.coordinator == coordinator.as_str()
                && links.fund.is_some_and(|linked| linked == fund.as_str())
        }))
    }

    /// Seconds that an exit takes.
    ///
    /// # Errors
    /// When the vault does not answer.
    pub fn exit_delay(&self, querier: QuerierWrapper<'_>) -> Result<u64, Failure> {
        #[json]
        struct Risk {
            exit_delay: u64,
        }
        Ok(query_smart::<Risk>(querier, &self.0, &QueryMsg::VaultRisk {})?.exit_delay)
    }

    /// Who is told of its slashes.
    ///
    /// # Errors
    /// When the vault does not answer.
    pub fn listeners(&self, querier: QuerierWrapper<'_>) -> Result<Vec<String>, Failure> {
        #[json]
        struct Config {
            listeners: Vec<String>,
        }
        Ok(query_smart::<Config>(querier, &self.0, &QueryMsg::Config {})?.listeners)
    }

    /// What the vault knows of a request.
    ///
    /// # Errors
    /// When the vault does not answer, or does not know it.
    pub fn request(
        &self,
        querier: QuerierWrapper<'_>,
        id: SlashId,
    ) -> Result<RequestResponse, Failure> {
        query_smart(querier, &self.0, &QueryMsg::Request { id })
    }

    /// What a request would take.
    ///
    /// # Errors
    /// As [`Self::request`].
    pub fn preview_slash(
        &self,
        querier: QuerierWrapper<'_>,
        id: SlashId,
    ) -> Result<SlashPreviewResponse, Failure> {
        query_smart(querier, &self.0, &QueryMsg::PreviewSlash { id })
    }

    /// The commitment to a service.
    ///
    /// # Errors
    /// When the vault does not answer, or has none.
    pub fn commitment(
        &self,
        querier: QuerierWrapper<'_>,
        service: ServiceId,
    ) -> Result<CommitmentResponse, Failure> {
        query_smart(querier, &self.0, &QueryMsg::Commitment { service })
    }

    /// Assets, shares, magnitude, clock.
    ///
    /// # Errors
    /// When the vault does not answer.
    pub fn books(&self, querier: QuerierWrapper<'_>) -> Result<BooksResponse, Failure> {
        query_smart(querier, &self.0, &QueryMsg::Books {})
    }
}
