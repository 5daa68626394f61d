//! A slasher asks for a slash.

use cosmwasm_std::{Addr, Binary, Decimal, DepsMut, Env, MessageInfo, Order, Response, Storage};
use weir_accounting::vault::asks_a_sixteenth_more;
use weir_interface::coordinator::{SlashRequested, MAX_EVIDENCE_URI, MAX_OFFENCE_ID};
use weir_interface::restaking::TermsResponse;
use weir_interface::vault::{StakeResponse, VaultContract};
use weir_quantities::{Assets, OperatorId, Rounding, Seconds, ServiceId, Time, VaultTime};

use crate::links::registry;
use crate::state::{
    Decision, Request, BARRED, LAST_ID, MAX_EVIDENCE_HASH, MAX_OPEN, OFFENCES, OPEN, REQUESTS,
};
use crate::ContractError;

/// What a slasher says.
pub struct Claim {
    /// The service that asks.
    pub service: ServiceId,
    /// The vault.
    pub vault: Addr,
    /// The fraction of what stood behind the service at the time.
    pub fraction: Decimal,
    /// The time of the offence.
    pub infraction_time: Time,
    /// Names the offence.
    pub offence_id: String,
    /// A hash of the evidence.
    pub evidence_hash: Binary,
    /// Where the evidence is.
    pub evidence_uri: String,
}

pub fn request_slash(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    claim: Claim,
) -> Result<Response, ContractError> {
    let now = Time::from(env.block.time);
    claim.check_texts()?;
    claim.check_offence(deps.storage, now)?;
    let registry = registry(deps.storage, now)?;
    // The registry's word before the vault's: a stranger's contract is never asked.
    let operator = registry
        .operator_of(deps.querier, &claim.vault)
        .ok()
        .flatten()
        .ok_or_else(|| unknown(&registry.0, &claim))?;
    let vault = VaultContract(claim.vault.clone());
    let Ok(stake) = vault.slashable_stake(deps.querier, claim.service, claim.infraction_time.u64())
    else {
        let Claim { service, infraction_time, .. } = claim;
        return Err(ContractError::NothingSlashable { service, infraction_time });
    };
    let terms = registry.stored_terms(deps.querier, claim.service, stake.version)?;
    let clock = VaultTime::new(stake.now);
    claim.check_terms(info, &stake, &terms, clock)?;
    let requested = stake.assets.times(claim.fraction, Rounding::Down)?;
    refuse_crowd(deps.storage, &claim, requested)?;

    let id = LAST_ID.may_load(deps.storage)?.unwrap_or_default().next();
    let request = claim.request(&terms, (operator, requested), now, clock);
    let Request { service, fraction, infraction_time, resolved_at, .. } = request;
    LAST_ID.save(deps.storage, &id);
    OFFENCES.save(deps.storage, (service.u64(), &request.vault, &request.offence_id), &id);
    OPEN.save(deps.storage, request.open_key(id), &());
    REQUESTS.save(deps.storage, id.u64(), &request);
    // The vault computes everything anew, and refuses what its own books do not allow.
    let note = vault.note_request(id, service, fraction, infraction_time.u64())?;
    Ok(Response::new().add_message(note).add_attribute("action", "request_slash").add_event(
        SlashRequested {
            id,
            service,
            operator: request.operator,
            vault: request.vault.into_string(),
            fraction,
            infraction_time: infraction_time.u64(),
            offence_id: request.offence_id,
            requested,
            resolved_at: resolved_at.u64(),
        },
    ))
}

fn unknown(registry: &Addr, claim: &Claim) -> ContractError {
    let (registry, vault) = (registry.to_string(), claim.vault.to_string());
    ContractError::UnknownVault { registry, vault }
}

/// Beyond eight open ones, only who asks for a sixteenth more than each: so that worthless
/// self-reports crowd nothing out.
fn refuse_crowd(storage: &dyn Storage, claim: &Claim, asked: Assets) -> Result<(), ContractError> {
    let service = claim.service;
    let largest_first = OPEN
        .prefix((&claim.vault, service.u64()))
        .keys(storage, None, None, Order::Descending)
        .take(MAX_OPEN)
        .collect::<Result<Vec<_>, _>>()?;
    let [(largest, _), ..] = largest_first.as_slice() else { return Ok(()) };
    let largest = Assets::new(*largest);
    if largest_first.len() < MAX_OPEN || asks_a_sixteenth_more(&[largest], asked) {
        return Ok(());
    }
    Err(ContractError::TooManyOpen { service, max: MAX_OPEN, largest, asked })
}

impl Claim {
    /// Lengths and letters, so that nothing is stored without end and an offence has one spelling.
    fn check_texts(&self) -> Result<(), ContractError> {
        let allowed =
            |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-' || c == b'_';
        let id = &self.offence_id;
        if id.is_empty() || id.len() > MAX_OFFENCE_ID || !id.bytes().all(allowed) {
            let (offence_id, max) = (id.chars().take(MAX_OFFENCE_ID).collect(), MAX_OFFENCE_ID);
            return Err(ContractError::NoOffenceId { offence_id, max });
        }
        let length = |what, min, max, actual| match (min..=max).contains(&actual) {
            true => Ok(()),
            false => Err(ContractError::EvidenceLength { what, min, max, actual }),
        };
        length("the hash of the evidence", 1, MAX_EVIDENCE_HASH, self.evidence_hash.len())?;
        length("the link to the evidence", 0, MAX_EVIDENCE_URI, self.evidence_uri.len())
    }

    /// Past, new, not barred.
    fn check_offence(&self, storage: &dyn Storage, now: Time) -> Result<(), ContractError> {
        let Self { service, infraction_time, .. } = *self;
        if infraction_time >= now {
            return Err(ContractError::OffenceNotPast { infraction_time, now });
        }
        let known = OFFENCES.may_load(storage, (service.u64(), &self.vault, &self.offence_id))?;
        if let Some(id) = known {
            return Err(ContractError::OffenceKnown { offence_id: self.offence_id.clone(), id });
        }
        let barred = BARRED.may_load(storage, (service.u64(), &self.vault))?.unwrap_or_default();
        match infraction_time < barred {
            true => Err(ContractError::Barred { service, barred_until: barred, infraction_time }),
            false => Ok(()),
        }
    }

    /// Within the terms in force at the offence.
    fn check_terms(
        &self,
        info: &MessageInfo,
        stake: &StakeResponse,
        answer: &TermsResponse,
        clock: VaultTime,
    ) -> Result<(), ContractError> {
        let TermsResponse { service, version, ref terms, revoked_at } = *answer;
        if let Some(revoked_at) = revoked_at {
            return Err(ContractError::TermsRevoked { service, version, revoked_at });
        }
        if info.sender.as_str() != terms.slasher {
            let (expected, actual) = (terms.slasher.clone(), info.sender.to_string());
            return Err(ContractError::NotSlasher { version, expected, actual });
        }
        let (fraction, max_slash) = (self.fraction, stake.max_slash);
        if fraction.is_zero() || fraction > max_slash {
            return Err(ContractError::FractionOutOfRange { max_slash, fraction });
        }
        let age = clock.since(VaultTime::new(stake.clock));
        let window = Seconds::new(terms.evidence_window);
        match age > window {
            true => Err(ContractError::EvidenceTooOld { age, window }),
            false => Ok(()),
        }
    }

    fn request(
        self,
        answer: &TermsResponse,
        (operator, requested): (OperatorId, Assets),
        now: Time,
        clock: VaultTime,
    ) -> Request {
        let terms = &answer.terms;
        let resolution_window = Seconds::new(terms.resolution_window);
        Request {
            service: self.service,
            version: answer.version,
            operator,
            vault: self.vault,
            fraction: self.fraction,
            infraction_time: self.infraction_time,
            requested,
            offence_id: self.offence_id,
            evidence_hash: self.evidence_hash,
            evidence_uri: self.evidence_uri,
            mode: terms.mode,
            // The registry validated them.
            resolvers: terms.resolvers.iter().map(Addr::unchecked).collect(),
            requested_at: now,
            resolved_at: clock.after(resolution_window),
            resolution_window,
            execution_window: Seconds::new(terms.execution_window),
            decision: Decision::Open {},
        }
    }
}
