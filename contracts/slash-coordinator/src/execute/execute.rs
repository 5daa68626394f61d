//! Executes a request: cover, slash, receipt, listeners.

use cosmwasm_std::{Addr, Deps, DepsMut, Env, Response, SubMsg};
use weir_interface::coordinator::MAX_SKIP;
use weir_interface::fund::{self, FundContract};
use weir_interface::vault::VaultContract;
use weir_quantities::{SlashId, Time};

use super::{close, open_request};
use crate::links::{links, registry};
use crate::progress::Progress;
use crate::reply::Awaited;
use crate::state::{Decision, Request};
use crate::ContractError;

pub fn execute(
    deps: DepsMut<'_>,
    env: &Env,
    id: SlashId,
    skip: Vec<String>,
) -> Result<Response, ContractError> {
    let now = Time::from(env.block.time);
    let mut request = open_request(deps.storage, id)?;
    let progress = Progress::need(deps.querier, &request, id, now)?;
    refuse_out_of_time(&request, &progress, id)?;
    let (listeners, skipped) = listeners(deps.as_ref(), &request, &progress, id, skip, now)?;
    let cover = cover(deps.as_ref(), &request, id, now)?;

    // Final before anything is called: whatever is called finds it executed.
    close(deps.storage, id, &mut request, Decision::Executed {})?;
    let slash = VaultContract(request.vault).apply_slash(id)?;
    let slash = Awaited::Slash { id, listeners, skipped }.on_success(slash)?;
    Ok(Response::new()
        .add_submessages(cover)
        .add_submessage(slash)
        .add_attribute("action", "execute"))
}

fn refuse_out_of_time(
    request: &Request,
    progress: &Progress,
    id: SlashId,
) -> Result<(), ContractError> {
    let Progress { now, from, until } = *progress;
    // The vault says the same; here so that it does not have to be believed.
    let from = from.max(request.resolved_at);
    if now < from {
        return Err(ContractError::TooEarly { id, from, now });
    }
    if !request.is_approved() {
        return Err(ContractError::NotApproved { id });
    }
    match now > until {
        true => Err(ContractError::TooLate { id, until, now }),
        false => Ok(()),
    }
}

/// Who is told, and who is left out: the service's hook and the vault's listeners, each once.
fn listeners(
    deps: Deps<'_>,
    request: &Request,
    progress: &Progress,
    id: SlashId,
    skip: Vec<String>,
    now: Time,
) -> Result<(Vec<Addr>, Vec<Addr>), ContractError> {
    let registry = registry(deps.storage, now)?;
    let answer = registry.terms(deps.querier, request.service, request.version)?;
    if let Some(revoked_at) = answer.revoked_at {
        let (service, version) = (request.service, request.version);
        return Err(ContractError::TermsRevoked { service, version, revoked_at });
    }
    if skip.len() > MAX_SKIP {
        return Err(ContractError::TooManySkipped { max: MAX_SKIP, actual: skip.len() });
    }
    let from = request.skip_from(progress.until);
    if !skip.is_empty() && progress.now < from {
        return Err(ContractError::SkipTooEarly { id, from, now: progress.now });
    }
    let hook = registry.service(deps.querier, request.service)?.hook;
    let named = VaultContract(request.vault.clone()).listeners(deps.querier)?;
    let mut all: Vec<String> = hook.into_iter().collect();
    for listener in named {
        if !all.contains(&listener) {
            all.push(listener);
        }
    }
    if let Some(listener) = skip.iter().find(|skipped| !all.contains(*skipped)) {
        return Err(ContractError::NoListener { id, listener: listener.clone() });
    }
    let (skipped, told): (Vec<_>, Vec<_>) = all
        .into_iter()
        .map(Addr::unchecked)
        .partition(|one| skip.iter().any(|s| one.as_str() == s));
    Ok((told, skipped))
}

/// Asks the fund for cover of what the bond does not pay. Its refusal means no cover.
fn cover(
    deps: Deps<'_>,
    request: &Request,
    id: SlashId,
    now: Time,
) -> Result<Option<SubMsg>, ContractError> {
    let Some(fund) = links(deps.storage, now)?.fund else { return Ok(None) };
    let vault = VaultContract(request.vault.clone());
    let preview = vault.preview_slash(deps.querier, id)?;
    let loss = preview.loss.minus_or_zero(preview.bond);
    if loss.is_zero() {
        return Ok(None);
    }
    let draw = FundContract(fund).call(&fund::ExecuteMsg::Draw {
        id,
        service: request.service,
        version: request.version,
        vault: request.vault.to_string(),
        loss,
        active_bond: preview.active_bond,
        exit_delay: preview.exit_delay,
    })?;
    Ok(Some(Awaited::Cover {}.on_error(draw)?))
}
