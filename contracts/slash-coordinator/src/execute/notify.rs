//! Tells one listener what has become of a request, in a transaction of its own: whoever sends it
//! pays for what the listener does with it.

use cosmwasm_std::{Addr, Deps, DepsMut, Env, Response};
use weir_interface::coordinator::ListenerNotified;
use weir_interface::restaking::{Listener, SlashNotice, SlashPhase};
use weir_interface::vault::VaultContract;
use weir_quantities::{Assets, SlashId, Time};

use super::load_request;
use crate::links::registry;
use crate::state::{Decision, Receipt, Request, FAILURES, RECEIPTS, TOLD};
use crate::ContractError;

pub fn notify(
    deps: DepsMut<'_>,
    env: &Env,
    id: SlashId,
    listener: Addr,
) -> Result<Response, ContractError> {
    let request = load_request(deps.storage, id)?;
    let receipt = RECEIPTS.may_load(deps.storage, id.u64())?;
    let phase = request.phase();
    let key = (id.u64(), &listener);
    let failed = FAILURES.has(deps.storage, key);
    if !failed {
        let told = TOLD.may_load(deps.storage, key)? == Some(phase);
        let called = receipt.as_ref().is_some_and(|receipt| receipt.called.contains(&listener));
        if told || called {
            let listener = listener.into_string();
            return Err(ContractError::ToldAlready { id, listener, phase });
        }
        refuse_stranger(deps.as_ref(), env, &request, id, &listener)?;
    }
    FAILURES.remove(deps.storage, key);
    TOLD.save(deps.storage, key, &phase);
    let notice = request.notice(id, receipt.as_ref());
    let event = ListenerNotified { id, listener: listener.to_string(), phase: phase.name() };
    Ok(Response::new()
        .add_message(Listener(listener).on_slash(notice)?)
        .add_attribute("action", "notify")
        .add_event(event))
}

/// # Errors
/// [`ContractError::NoListener`] for anybody but the service's hook, the operator's, and the
/// listeners of the vault.
fn refuse_stranger(
    deps: Deps<'_>,
    env: &Env,
    request: &Request,
    id: SlashId,
    listener: &Addr,
) -> Result<(), ContractError> {
    let now = Time::from(env.block.time);
    let registry = registry(deps.storage, now)?;
    let operator = registry.operator(deps.querier, request.operator)?;
    if registry.hook(deps.querier, request.service, now)?.as_ref() == Some(listener)
        || operator.hook.is_some_and(|hook| listener.as_str() == hook)
    {
        return Ok(());
    }
    let named = VaultContract(request.vault.clone()).listeners(deps.querier)?;
    match named.iter().any(|named| listener.as_str() == named) {
        true => Ok(()),
        false => Err(ContractError::NoListener { id, listener: listener.to_string() }),
    }
}

impl Request {
    /// What there is to tell of it.
    pub fn phase(&self) -> SlashPhase {
        match self.decision {
            Decision::Open {} | Decision::Approved {} => SlashPhase::Requested,
            Decision::Executed {} => SlashPhase::Executed,
            Decision::Vetoed {} | Decision::Expired {} => SlashPhase::Ended,
        }
    }

    /// What a listener is told.
    pub fn notice(&self, id: SlashId, receipt: Option<&Receipt>) -> SlashNotice {
        SlashNotice {
            phase: self.phase(),
            id,
            service: self.service,
            operator: self.operator,
            vault: self.vault.to_string(),
            infraction_time: self.infraction_time.u64(),
            requested: self.requested,
            applied: receipt.map_or(Assets::ZERO, |receipt| receipt.applied),
            pool_loss: receipt.map_or(Assets::ZERO, |receipt| receipt.pool_loss),
        }
    }
}
