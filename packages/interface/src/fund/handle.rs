//! The fund at an address.

use cosmwasm_std::{Addr, CosmosMsg, QuerierWrapper, WasmMsg};
use weir_json::{json, query_smart, to_binary, Failure, Map, Skipped};
use weir_quantities::{Assets, ServiceId, SlashId, TermsVersion};

use crate::fund::{ExecuteMsg, QueryMsg, ReceiveMsg};
use crate::restaking::Asset;

/// The fund at an address.
#[json]
pub struct FundContract(pub Addr);

impl FundContract {
    /// A message to the fund, without funds.
    ///
    /// # Errors
    /// When the message cannot be written as JSON.
    pub fn call(&self, msg: &ExecuteMsg) -> Result<CosmosMsg, Failure> {
        let (contract_addr, msg) = (self.0.to_string(), to_binary(msg));
        Ok(WasmMsg::Execute { contract_addr, msg, funds: vec![] }.into())
    }

    /// What it holds.
    ///
    /// # Errors
    /// When the fund does not answer.
    pub fn asset(&self, querier: QuerierWrapper<'_>) -> Result<Asset, Failure> {
        #[json]
        struct Config {
            asset: Asset,
        }
        Ok(query_smart::<Config>(querier, &self.0, &QueryMsg::Config {})?.asset)
    }

    /// Whether a version of a service's terms has a policy at a vault, or had one that nobody has
    /// removed. A look at its row: a fund that would refuse is not loaded for it. A test of the fund
    /// compares it with the fund's answer.
    ///
    /// # Errors
    /// When the chain does not answer.
    pub fn has_policy(
        &self,
        querier: QuerierWrapper<'_>,
        vault: &Addr,
        service: ServiceId,
        version: TermsVersion,
    ) -> Result<bool, Failure> {
        const POLICIES: Map<(&Addr, u64, u64), Skipped> = Map::new("policies");
        let key = (vault, service.u64(), version.u64());
        Ok(POLICIES.query(querier, &self.0, key)?.is_some())
    }

    /// Brings slashed assets.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn bring_slashed(&self, asset: &Asset, assets: Assets) -> Result<CosmosMsg, Failure> {
        match asset {
            Asset::Cw20 { .. } => asset.send(self.0.as_str(), assets, &ReceiveMsg::BringSlashed {}),
            Asset::Native { .. } => {
                asset.send(self.0.as_str(), assets, &ExecuteMsg::BringSlashed {})
            }
        }
    }

    /// Brings back what a slash did not need.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn return_cover(
        &self,
        asset: &Asset,
        id: SlashId,
        assets: Assets,
    ) -> Result<CosmosMsg, Failure> {
        match asset {
            Asset::Cw20 { .. } => {
                asset.send(self.0.as_str(), assets, &ReceiveMsg::ReturnCover { id })
            }
            Asset::Native { .. } => {
                asset.send(self.0.as_str(), assets, &ExecuteMsg::ReturnCover { id })
            }
        }
    }
}
