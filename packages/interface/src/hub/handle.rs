//! The hub at an address.

use cosmwasm_std::{Addr, Coin, CosmosMsg, QuerierWrapper, Uint128, WasmMsg};
use weir_json::{json, query_smart, to_binary, Failure};
use weir_quantities::Assets;

use crate::hub::{ExecuteMsg, QueryMsg, ReceiveMsg, Scope, ValidatorResponse};
use crate::restaking::Asset;

/// The hub at an address.
#[json]
pub struct HubContract(pub Addr);

impl HubContract {
    /// A message to the hub.
    ///
    /// # Errors
    /// When the message cannot be written as JSON.
    pub fn call(&self, msg: &ExecuteMsg, funds: Vec<Coin>) -> Result<CosmosMsg, Failure> {
        Ok(WasmMsg::Execute { contract_addr: self.0.to_string(), msg: to_binary(msg), funds }
            .into())
    }

    /// Adds rewards to the buffer.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn add_rewards(&self, assets: Assets, denom: &str) -> Result<CosmosMsg, Failure> {
        let amount: Uint128 = assets.into();
        self.call(&ExecuteMsg::AddRewards {}, vec![Coin { denom: denom.to_string(), amount }])
    }

    /// The derivative's token.
    ///
    /// # Errors
    /// When the hub does not answer.
    pub fn derivative(&self, querier: QuerierWrapper<'_>) -> Result<String, Failure> {
        query_smart(querier, &self.0, &QueryMsg::GetLstAssetDenom {})
    }

    /// Burns slashed shares of the derivative through the hub: what was behind them vests for the
    /// other holders.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn burn_slashed(&self, derivative: &Asset, assets: Assets) -> Result<CosmosMsg, Failure> {
        derivative.send(self.0.as_str(), assets, &ReceiveMsg::CoverLoss {})
    }

    /// Unbonds slashed shares of the derivative through the hub: the request is `receiver`'s. The
    /// hub refuses less than its `min_unbond`: it waits until more is slashed.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn unwind_slashed(
        &self,
        derivative: &Asset,
        assets: Assets,
        receiver: &str,
    ) -> Result<CosmosMsg, Failure> {
        let receiver = Some(receiver.to_string());
        derivative.send(self.0.as_str(), assets, &ReceiveMsg::QueueUnbond { receiver })
    }

    /// Whether a scope is paused now.
    ///
    /// # Errors
    /// When the hub does not answer.
    pub fn is_paused(&self, querier: QuerierWrapper<'_>, scope: Scope) -> Result<bool, Failure> {
        #[json]
        struct Rate {
            paused: Vec<Scope>,
        }
        let rate: Rate = query_smart(querier, &self.0, &QueryMsg::Rate {})?;
        Ok(rate.paused.contains(&scope))
    }

    /// The whole ledger.
    ///
    /// # Errors
    /// When the hub does not answer.
    pub fn validators(
        &self,
        querier: QuerierWrapper<'_>,
    ) -> Result<Vec<ValidatorResponse>, Failure> {
        query_smart(querier, &self.0, &QueryMsg::Validators { start_after: None, limit: None })
    }

    /// One validator of the ledger.
    ///
    /// # Errors
    /// When the hub does not answer or does not know it.
    pub fn validator(
        &self,
        querier: QuerierWrapper<'_>,
        validator: &str,
    ) -> Result<ValidatorResponse, Failure> {
        query_smart(querier, &self.0, &QueryMsg::Validator { validator: validator.to_string() })
    }
}
