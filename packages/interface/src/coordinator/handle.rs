//! The coordinator at an address.

use cosmwasm_std::{Addr, CosmosMsg, QuerierWrapper, WasmMsg};
use weir_json::{json, query_smart, to_binary, Failure};
use weir_quantities::SlashId;

use crate::coordinator::{ExecuteMsg, QueryMsg};

/// The coordinator at an address.
#[json]
pub struct CoordinatorContract(pub Addr);

impl CoordinatorContract {
    /// A message to the coordinator, without funds.
    ///
    /// # Errors
    /// When the message cannot be written as JSON.
    pub fn call(&self, msg: &ExecuteMsg) -> Result<CosmosMsg, Failure> {
        let (contract_addr, msg) = (self.0.to_string(), to_binary(msg));
        Ok(WasmMsg::Execute { contract_addr, msg, funds: vec![] }.into())
    }

    /// Whether it draws from a fund, or will.
    ///
    /// # Errors
    /// When the coordinator does not answer.
    pub fn draws_from(&self, querier: QuerierWrapper<'_>, fund: &Addr) -> Result<bool, Failure> {
        #[json]
        struct Links {
            fund: Option<String>,
        }
        #[json]
        struct Config {
            fund: Option<String>,
            pending: Option<Links>,
        }
        let config: Config = query_smart(querier, &self.0, &QueryMsg::Config {})?;
        let to_come = config.pending.and_then(|pending| pending.fund);
        Ok([config.fund, to_come].into_iter().flatten().any(|linked| linked == fund.as_str()))
    }

    /// Whether a request can become nothing else any more.
    ///
    /// # Errors
    /// When the coordinator does not answer, or does not know it.
    pub fn is_final(&self, querier: QuerierWrapper<'_>, id: SlashId) -> Result<bool, Failure> {
        query_smart(querier, &self.0, &QueryMsg::IsFinal { id })
    }
}
