//! Ends what can only end: over in time, not approved, or of terms that were revoked.

use cosmwasm_std::{DepsMut, Env, Event, Response};
use weir_interface::coordinator::{SlashExpired, SlashVetoed};
use weir_quantities::{SlashId, Time};

use super::{close, open_request};
use crate::links::registry;
use crate::progress::Progress;
use crate::state::{Decision, Request, BARRED};
use crate::ContractError;

pub fn end(deps: DepsMut<'_>, env: &Env, id: SlashId) -> Result<Response, ContractError> {
    let now = Time::from(env.block.time);
    let mut request = open_request(deps.storage, id)?;
    let registry = registry(deps.storage, now)?;
    let terms = registry.stored_terms(deps.querier, request.service, request.version);
    // A registry that does not answer keeps no request from ending by time.
    let is_revoked = terms.is_ok_and(|terms| terms.revoked_at.is_some());
    let (decision, event) = match is_revoked {
        true => {
            let key = (request.service.u64(), &request.vault);
            let barred_until = BARRED.may_load(deps.storage, key)?.unwrap_or_default().u64();
            let event = SlashVetoed { id, resolver: String::new(), barred_until };
            (Decision::Vetoed {}, Event::from(event))
        }
        false => {
            refuse_early(Progress::ask(deps.querier, &request, id), &request, id, now)?;
            (Decision::Expired {}, SlashExpired { id }.into())
        }
    };
    close(deps.storage, id, &mut request, decision);
    Ok(Response::new().add_attribute("action", "end").add_event(event))
}

/// # Errors
/// [`ContractError::NotOver`]; [`ContractError::VaultSilent`] when nothing is known of the vault's
/// clock and the wall clock does not decide either.
fn refuse_early(
    progress: Option<Progress>,
    request: &Request,
    id: SlashId,
    now: Time,
) -> Result<(), ContractError> {
    let Some(progress) = progress else {
        let from = request.given_up_at();
        return match now > from {
            true => Ok(()),
            false => Err(ContractError::VaultSilent { id, from, now }),
        };
    };
    if !request.is_approved() && progress.now >= request.resolved_at {
        return Ok(());
    }
    match progress.now > progress.until {
        true => Ok(()),
        false => Err(ContractError::NotOver { id, until: progress.until, now: progress.now }),
    }
}
