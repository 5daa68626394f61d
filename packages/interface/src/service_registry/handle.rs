//! The service registry at an address.

use cosmwasm_std::{Addr, CosmosMsg, QuerierWrapper, StdError, WasmMsg};
use weir_json::{json, query_smart, to_binary, Failure};
use weir_quantities::{OperatorId, ServiceId, TermsVersion, Time};

use crate::restaking::TermsResponse;
use crate::service_registry::rows::{Version, SERVICES, TERMS, VAULTS};
use crate::service_registry::{
    ExecuteMsg, LinkResponse, LinkState, OfferResponse, OperatorResponse, QueryMsg,
    ServiceResponse, VaultResponse, Verb,
};

/// The service registry at an address.
#[json]
pub struct ServiceRegistryContract(pub Addr);

impl ServiceRegistryContract {
    /// A message to the registry, without funds.
    ///
    /// # Errors
    /// When the message cannot be written as JSON.
    pub fn call(&self, msg: &ExecuteMsg) -> Result<CosmosMsg, Failure> {
        let (contract_addr, msg) = (self.0.to_string(), to_binary(msg));
        Ok(WasmMsg::Execute { contract_addr, msg, funds: vec![] }.into())
    }

    /// What a vault needs to announce a commitment.
    ///
    /// # Errors
    /// When the registry does not answer, or does not know one of them.
    pub fn offer(
        &self,
        querier: QuerierWrapper<'_>,
        operator: OperatorId,
        service: ServiceId,
        version: TermsVersion,
    ) -> Result<OfferResponse, Failure> {
        query_smart(querier, &self.0, &QueryMsg::Offer { operator, service, version })
    }

    /// Whether an account may use a verb of an operator.
    ///
    /// # Errors
    /// When the registry does not answer, or does not know the operator.
    pub fn may_act(
        &self,
        querier: QuerierWrapper<'_>,
        operator: OperatorId,
        verb: Verb,
        account: &Addr,
    ) -> Result<bool, Failure> {
        let account = account.to_string();
        query_smart(querier, &self.0, &QueryMsg::MayAct { operator, verb, account })
    }

    /// How far an operator and a service have agreed.
    ///
    /// # Errors
    /// When the registry does not answer.
    pub fn link(
        &self,
        querier: QuerierWrapper<'_>,
        operator: OperatorId,
        service: ServiceId,
    ) -> Result<LinkState, Failure> {
        let msg = QueryMsg::Link { operator, service };
        Ok(query_smart::<LinkResponse>(querier, &self.0, &msg)?.state)
    }

    /// An operator.
    ///
    /// # Errors
    /// When the registry does not answer, or does not know it.
    pub fn operator(
        &self,
        querier: QuerierWrapper<'_>,
        operator: OperatorId,
    ) -> Result<OperatorResponse, Failure> {
        query_smart(querier, &self.0, &QueryMsg::Operator { operator })
    }

    /// A service.
    ///
    /// # Errors
    /// When the registry does not answer, or does not know it.
    pub fn service(
        &self,
        querier: QuerierWrapper<'_>,
        service: ServiceId,
    ) -> Result<ServiceResponse, Failure> {
        query_smart(querier, &self.0, &QueryMsg::Service { service })
    }

    /// One version of a service's terms.
    ///
    /// # Errors
    /// When the registry does not answer, or does not know it.
    pub fn terms(
        &self,
        querier: QuerierWrapper<'_>,
        service: ServiceId,
        version: TermsVersion,
    ) -> Result<TermsResponse, Failure> {
        let version = Some(version);
        query_smart(querier, &self.0, &QueryMsg::Terms { service, version })
    }

    /// The same out of its row.
    ///
    /// # Errors
    /// When there is no such registry, or it does not know them.
    pub fn stored_terms(
        &self,
        querier: QuerierWrapper<'_>,
        service: ServiceId,
        version: TermsVersion,
    ) -> Result<TermsResponse, Failure> {
        let row = TERMS.query(querier, &self.0, (service.u64(), version.u64()))?;
        let Version { terms, revoked_at } = row.ok_or_else(|| StdError::not_found("terms"))?;
        Ok(TermsResponse { service, version, terms, revoked_at: revoked_at.map(Time::u64) })
    }

    /// Who is told of a service's slashes, out of the service's row.
    ///
    /// # Errors
    /// When there is no such registry, or it does not know the service.
    pub fn hook(
        &self,
        querier: QuerierWrapper<'_>,
        service: ServiceId,
        now: Time,
    ) -> Result<Option<Addr>, Failure> {
        let row = SERVICES.query(querier, &self.0, service.u64())?;
        let row = row.ok_or_else(|| StdError::not_found("service"))?;
        Ok(match row.pending_hook {
            Some(pending) if pending.at <= now => pending.address,
            Some(_) | None => row.hook,
        })
    }

    /// Whose a vault is that the registry made, out of its row; nothing for any other.
    ///
    /// # Errors
    /// When there is no such registry.
    pub fn operator_of(
        &self,
        querier: QuerierWrapper<'_>,
        vault: &Addr,
    ) -> Result<Option<OperatorId>, Failure> {
        Ok(VAULTS.query(querier, &self.0, vault)?.map(|row| row.operator))
    }

    /// A vault that the registry made.
    ///
    /// # Errors
    /// When the registry does not answer, or made no such vault.
    pub fn vault(
        &self,
        querier: QuerierWrapper<'_>,
        vault: &Addr,
    ) -> Result<VaultResponse, Failure> {
        query_smart(querier, &self.0, &QueryMsg::Vault { vault: vault.to_string() })
    }
}
