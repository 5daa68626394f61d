//! Answers.

use cosmwasm_std::{Addr, Binary, Deps, Env, Order};
use cw_storage_plus::Bound;
use weir_interface::coordinator::{
    ConfigResponse, FailureResponse, QueryMsg, ReceiptResponse, RequestResponse, RequestState,
};
use weir_interface::hub::Crank;
use weir_interface::restaking::SlashPhase;
use weir_json::{to_binary, Failure};
use weir_quantities::{ServiceId, SlashId, Time};

use crate::execute::load_request;
use crate::links::links;
use crate::progress::Progress;
use crate::state::{
    Receipt, Request, BARRED, FAILURES, OPEN, PENDING_LINKS, RECEIPTS, RECEIPTS__VAULT, REQUESTS,
};
use crate::ContractError;

const DEFAULT_LIMIT: u32 = 30;
const MAX_LIMIT: u32 = 100;
/// Open requests that `cranks` asks vaults about.
const MAX_CRANKS: usize = 10;

type Answer<T> = Result<T, ContractError>;

/// Answers one question.
pub fn answer(deps: Deps<'_>, env: &Env, msg: QueryMsg) -> Answer<Binary> {
    Ok(match msg {
        QueryMsg::Config {} => to_binary(&config(deps, env)?),
        QueryMsg::Ownership {} => to_binary(&weir_contract::get_ownership(deps.storage)?),
        QueryMsg::Request { id } => to_binary(&request(deps, id)?),
        QueryMsg::Requests { start_after, limit } => {
            to_binary(&requests(deps, start_after, limit)?)
        }
        QueryMsg::OpenRequests { vault, service, start_after, limit } => {
            let vault = deps.api.addr_validate(&vault)?;
            to_binary(&open_requests(deps, &vault, service, start_after, limit)?)
        }
        QueryMsg::IsFinal { id } => to_binary(&load_request(deps.storage, id)?.is_final()),
        QueryMsg::Receipt { id } => to_binary(&receipt(deps, id)?),
        QueryMsg::Receipts { vault, start_after, limit } => {
            to_binary(&receipts(deps, vault, start_after, limit)?)
        }
        QueryMsg::BarredUntil { service, vault } => {
            let vault = deps.api.addr_validate(&vault)?;
            let barred = BARRED.may_load(deps.storage, (service.u64(), &vault))?;
            to_binary(&barred.unwrap_or_default().u64())
        }
        QueryMsg::Failures { id, start_after, limit } => {
            to_binary(&failures(deps, id, start_after, limit)?)
        }
        QueryMsg::Cranks {} => to_binary(&cranks(deps)?),
    })
}

fn up_to(limit: Option<u32>) -> usize {
    limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT) as usize
}

fn after(id: Option<SlashId>) -> Option<Bound<'static, u64>> {
    id.map(|id| Bound::exclusive(id.u64()))
}

fn config(deps: Deps<'_>, env: &Env) -> Answer<ConfigResponse> {
    let now = Time::from(env.block.time);
    let links = links(deps.storage, now)?;
    let pending = PENDING_LINKS.may_load(deps.storage)?.filter(|pending| now.u64() < pending.at);
    Ok(ConfigResponse {
        owner: weir_contract::get_ownership(deps.storage)?.owner.map(String::from),
        registry: links.registry.into_string(),
        fund: links.fund.map(String::from),
        pending,
    })
}

fn request(deps: Deps<'_>, id: SlashId) -> Answer<RequestResponse> {
    Ok(show(deps, id, load_request(deps.storage, id)?))
}

fn show(deps: Deps<'_>, id: SlashId, request: Request) -> RequestResponse {
    let progress = match request.is_final() {
        true => None,
        false => Progress::ask(deps.querier, &request, id),
    };
    let (from, until) = match progress {
        Some(progress) => (progress.from, progress.until),
        None => (request.resolved_at, request.resolved_at.after(request.execution_window)),
    };
    RequestResponse {
        id,
        state: request.state(progress),
        service: request.service,
        version: request.version,
        operator: request.operator,
        vault: request.vault.into_string(),
        fraction: request.fraction,
        infraction_time: request.infraction_time.u64(),
        requested: request.requested,
        offence_id: request.offence_id,
        evidence_hash: request.evidence_hash,
        evidence_uri: request.evidence_uri,
        mode: request.mode,
        requested_at: request.requested_at.u64(),
        resolved_at: request.resolved_at.u64(),
        from: from.u64(),
        until: until.u64(),
    }
}

fn requests(
    deps: Deps<'_>,
    start_after: Option<SlashId>,
    limit: Option<u32>,
) -> Answer<Vec<RequestResponse>> {
    REQUESTS
        .range(deps.storage, after(start_after), None, Order::Ascending)
        .take(up_to(limit))
        .map(|row| row.map(|(id, row)| show(deps, SlashId::new(id), row)).map_err(Into::into))
        .collect()
}

/// Open requests lie by what they ask for: they are sorted here.
fn open_requests(
    deps: Deps<'_>,
    vault: &Addr,
    service: Option<ServiceId>,
    start_after: Option<SlashId>,
    limit: Option<u32>,
) -> Answer<Vec<RequestResponse>> {
    let (first, last) = match service {
        Some(service) => (service.u64(), service.u64()),
        None => (0, u64::MAX),
    };
    let min = Bound::inclusive((vault, first, (0, 0)));
    let max = Bound::inclusive((vault, last, (u128::MAX, u64::MAX)));
    let mut ids = OPEN
        .keys(deps.storage, Some(min), Some(max), Order::Ascending)
        .map(|key| key.map(|(_, _, (_, id))| SlashId::new(id)))
        .collect::<Result<Vec<_>, Failure>>()?;
    ids.sort_unstable();
    ids.into_iter()
        .filter(|id| start_after.is_none_or(|after| *id > after))
        .take(up_to(limit))
        .map(|id| request(deps, id))
        .collect()
}

fn receipt(deps: Deps<'_>, id: SlashId) -> Answer<ReceiptResponse> {
    let receipt = RECEIPTS.may_load(deps.storage, id.u64())?;
    let receipt = receipt.ok_or(ContractError::NoReceipt { id })?;
    let request = load_request(deps.storage, id)?;
    Ok(shown(id, request, receipt))
}

fn shown(id: SlashId, request: Request, receipt: Receipt) -> ReceiptResponse {
    ReceiptResponse {
        id,
        service: request.service,
        version: request.version,
        operator: request.operator,
        vault: request.vault.into_string(),
        infraction_time: request.infraction_time.u64(),
        executed_at: receipt.executed_at.u64(),
        base: receipt.base,
        applied: receipt.applied,
        bond: receipt.bond,
        cover: receipt.cover,
        pool_loss: receipt.pool_loss,
    }
}

fn receipts(
    deps: Deps<'_>,
    vault: Option<String>,
    start_after: Option<SlashId>,
    limit: Option<u32>,
) -> Answer<Vec<ReceiptResponse>> {
    let (min, order) = (after(start_after), Order::Ascending);
    let ids = match vault {
        Some(vault) => {
            let vault = deps.api.addr_validate(&vault)?;
            let of_vault = RECEIPTS__VAULT.prefix(&vault);
            let keys = of_vault.keys(deps.storage, min, None, order);
            keys.take(up_to(limit)).collect::<Result<Vec<_>, Failure>>()?
        }
        None => {
            let keys = RECEIPTS.keys(deps.storage, min, None, order);
            keys.take(up_to(limit)).collect::<Result<Vec<_>, Failure>>()?
        }
    };
    ids.into_iter().map(|id| receipt(deps, SlashId::new(id))).collect()
}

fn failures(
    deps: Deps<'_>,
    id: Option<SlashId>,
    start_after: Option<(SlashId, String)>,
    limit: Option<u32>,
) -> Answer<Vec<FailureResponse>> {
    let (nobody, after) = (Addr::unchecked(""), start_after);
    let after = after.map(|(id, listener)| (id.u64(), Addr::unchecked(listener)));
    let first = id.map(|id| Bound::inclusive((id.u64(), &nobody)));
    let min = match &after {
        Some((after, listener)) if id.is_none_or(|id| *after >= id.u64()) => {
            Some(Bound::exclusive((*after, listener)))
        }
        _ => first,
    };
    FAILURES
        .range(deps.storage, min, None, Order::Ascending)
        .take_while(|row| match (row, id) {
            (Ok(((of, _), _)), Some(id)) => *of == id.u64(),
            _ => true,
        })
        .take(up_to(limit))
        .map(|row| {
            let ((id, listener), row) = row?;
            Ok(FailureResponse {
                id: SlashId::new(id),
                listener: listener.into_string(),
                phase: SlashPhase::Executed,
                skipped: row.skipped,
                at: row.at.u64(),
            })
        })
        .collect()
}

fn cranks(deps: Deps<'_>) -> Answer<Vec<Crank>> {
    let keys = OPEN.keys(deps.storage, None, None, Order::Ascending);
    let (mut execute, mut end) = (false, false);
    for key in keys.take(MAX_CRANKS) {
        let (_, _, (_, id)) = key?;
        match request(deps, SlashId::new(id))?.state {
            RequestState::Executable => execute = true,
            RequestState::Expired => end = true,
            _ => {}
        }
    }
    let crank = |name: &str, ready| Crank { name: name.to_string(), ready, ready_at: None };
    Ok(vec![crank("execute", execute), crank("end", end)])
}
