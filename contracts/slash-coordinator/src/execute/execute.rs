//! Executes a request: cover, slash, receipt, listeners.

use cosmwasm_std::{Addr, Deps, DepsMut, Env, Response, SubMsg};
use weir_interface::coordinator::MAX_SKIP;
use weir_interface::fund::{self, FundContract};
use weir_interface::service_registry::ServiceRegistryContract;
use weir_interface::vault::{SlashPreviewResponse, VaultContract};
use weir_quantities::{SlashId, Time};

use super::{close, open_request};
use crate::links::links;
use crate::progress::Progress;
use crate::reply::Awaited;
use crate::state::{Decision, Links, Request};
use crate::ContractError;

pub fn execute(
    deps: DepsMut<'_>,
    env: &Env,
    id: SlashId,
    skip: Vec<String>,
) -> Result<Response, ContractError> {
    let now = Time::from(env.block.time);
    let mut request = open_request(deps.storage, id)?;
    let preview = preview(deps.as_ref(), &request, id, now)?;
    let progress = Progress::of(&preview);
    refuse_out_of_time(&request, &progress, id)?;
    let Links { registry, fund } = links(deps.storage, now)?;
    let hook = hook(deps.as_ref(), &ServiceRegistryContract(registry), &request, now)?;
    refuse_skip(&request, &progress, id, &skip)?;
    let (listeners, skipped) = listeners(hook, &preview.listeners, id, &skip)?;
    let cover = cover(deps.as_ref(), fund, &request, id, &preview)?;

    // Final before anything is called: whatever is called finds it executed.
    close(deps.storage, id, &mut request, Decision::Executed {});
    let slash = VaultContract(request.vault).apply_slash(id)?;
    let slash = Awaited::Slash { id, listeners, skipped }.on_success(slash)?;
    Ok(Response::new()
        .add_submessages(cover)
        .add_submessage(slash)
        .add_attribute("action", "execute"))
}

/// All that the vault has to say, in one answer. It has none when it has forgotten the offence: then
/// the request's time is over, if it knows that.
fn preview(
    deps: Deps<'_>,
    request: &Request,
    id: SlashId,
    now: Time,
) -> Result<SlashPreviewResponse, ContractError> {
    let vault = VaultContract(request.vault.clone());
    if let Ok(preview) = vault.preview_slash(deps.querier, id) {
        return Ok(preview);
    }
    let progress = Progress::need(deps.querier, request, id, now)?;
    refuse_out_of_time(request, &progress, id)?;
    Err(ContractError::VaultSilent { id, from: request.given_up_at(), now })
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

/// Who is told by the service's word, unless it has revoked its terms.
fn hook(
    deps: Deps<'_>,
    registry: &ServiceRegistryContract,
    request: &Request,
    now: Time,
) -> Result<Option<Addr>, ContractError> {
    let (service, version) = (request.service, request.version);
    let terms = registry.stored_terms(deps.querier, service, version)?;
    if let Some(revoked_at) = terms.revoked_at {
        return Err(ContractError::TermsRevoked { service, version, revoked_at });
    }
    Ok(registry.hook(deps.querier, service, now)?)
}

/// Listeners are left out late, and not more than there can be.
fn refuse_skip(
    request: &Request,
    progress: &Progress,
    id: SlashId,
    skip: &[String],
) -> Result<(), ContractError> {
    if skip.len() > MAX_SKIP {
        return Err(ContractError::TooManySkipped { max: MAX_SKIP, actual: skip.len() });
    }
    let from = request.skip_from(progress.until);
    match !skip.is_empty() && progress.now < from {
        true => Err(ContractError::SkipTooEarly { id, from, now: progress.now }),
        false => Ok(()),
    }
}

/// Who is told, and who is left out: the service's hook and the vault's listeners, each once.
fn listeners(
    hook: Option<Addr>,
    named: &[String],
    id: SlashId,
    skip: &[String],
) -> Result<(Vec<Addr>, Vec<Addr>), ContractError> {
    let mut all: Vec<Addr> = hook.into_iter().collect();
    for listener in named {
        if !all.iter().any(|one| one.as_str() == listener) {
            all.push(Addr::unchecked(listener));
        }
    }
    let is = |one: &Addr, name: &String| one.as_str() == name;
    if let Some(stranger) = skip.iter().find(|name| !all.iter().any(|one| is(one, name))) {
        return Err(ContractError::NoListener { id, listener: stranger.clone() });
    }
    let (skipped, told) = all.into_iter().partition(|one| skip.iter().any(|name| is(one, name)));
    Ok((told, skipped))
}

/// Asks the fund for cover of what the bond does not pay, where it has a policy. Its refusal means no
/// cover.
fn cover(
    deps: Deps<'_>,
    fund: Option<Addr>,
    request: &Request,
    id: SlashId,
    preview: &SlashPreviewResponse,
) -> Result<Option<SubMsg>, ContractError> {
    let Some(fund) = fund.map(FundContract) else { return Ok(None) };
    let (service, version) = (request.service, request.version);
    let loss = preview.loss.minus_or_zero(preview.bond);
    if loss.is_zero() || !fund.has_policy(deps.querier, &request.vault, service, version)? {
        return Ok(None);
    }
    let draw = fund.call(&fund::ExecuteMsg::Draw {
        id,
        service,
        version,
        vault: request.vault.to_string(),
        loss,
        active_bond: preview.active_bond,
        exit_delay: preview.exit_delay,
    })?;
    Ok(Some(Awaited::Cover {}.on_error(draw)?))
}
