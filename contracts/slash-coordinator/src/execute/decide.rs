//! What resolvers decide.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use weir_interface::coordinator::{SlashApproved, SlashVetoed};
use weir_interface::restaking::Mode;
use weir_quantities::{SlashId, Time, VaultTime};

use super::{close, open_request};
use crate::progress::Progress;
use crate::state::{Decision, Request, BARRED, REQUESTS};
use crate::ContractError;

pub fn veto(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    id: SlashId,
    barred_until: Option<Time>,
) -> Result<Response, ContractError> {
    let now = Time::from(env.block.time);
    let mut request = open_request(deps.storage, id)?;
    only_resolver(&request, info, id)?;
    let progress = Progress::need(deps.querier, &request, id, now)?;
    // In a review too: the breaker gives them time to look again.
    refuse_late(id, progress.from.max(request.resolved_at), progress.now)?;

    let key = (request.service.u64(), &request.vault);
    let mut barred = BARRED.may_load(deps.storage, key)?.unwrap_or_default();
    if let Some(until) = barred_until {
        if until > now {
            return Err(ContractError::BarredInFuture { now, barred_until: until });
        }
        barred = barred.max(until);
        BARRED.save(deps.storage, key, &barred);
    }
    close(deps.storage, id, &mut request, Decision::Vetoed {});
    Ok(Response::new().add_attribute("action", "veto").add_event(SlashVetoed {
        id,
        resolver: info.sender.to_string(),
        barred_until: barred.u64(),
    }))
}

pub fn approve(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    id: SlashId,
) -> Result<Response, ContractError> {
    let now = Time::from(env.block.time);
    let mut request = open_request(deps.storage, id)?;
    only_resolver(&request, info, id)?;
    if request.mode == Mode::Veto {
        return Err(ContractError::NeedsNoApproval { id });
    }
    if request.is_approved() {
        return Err(ContractError::ApprovedAlready { id });
    }
    let progress = Progress::need(deps.querier, &request, id, now)?;
    refuse_late(id, request.resolved_at, progress.now)?;
    request.decision = Decision::Approved {};
    REQUESTS.save(deps.storage, id.u64(), &request);
    let resolver = info.sender.to_string();
    Ok(Response::new().add_attribute("action", "approve").add_event(SlashApproved { id, resolver }))
}

fn only_resolver(request: &Request, info: &MessageInfo, id: SlashId) -> Result<(), ContractError> {
    if request.resolvers.contains(&info.sender) {
        return Ok(());
    }
    let names: Vec<_> = request.resolvers.iter().map(|resolver| resolver.as_str()).collect();
    let (expected, actual) = (names.join(", "), info.sender.to_string());
    Err(ContractError::NotResolver { id, expected, actual })
}

fn refuse_late(id: SlashId, until: VaultTime, now: VaultTime) -> Result<(), ContractError> {
    match now < until {
        true => Ok(()),
        false => Err(ContractError::DecisionOver { id, until, now }),
    }
}
