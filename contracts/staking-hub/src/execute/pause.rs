//! Closing scopes for a time. A pause ends by itself; what exits need can be closed only for
//! seven days in any thirty, whoever closes it, and claims, reconcile and cancel only by the owner.

use cosmwasm_std::{Addr, DepsMut, Env, Event, QuerierWrapper, Response};
use weir_interface::distributor::DistributorContract;
use weir_interface::hub::{Paused, Resumed, Scope};
use weir_quantities::{Seconds, Time, DAY, HOUR};

use crate::state::{Links, PauseBook, ACCESS, LINKS, PAUSE_BOOK, ROLES};
use crate::world::save_gates;
use crate::{ContractError, Refusal};

/// The longest pause of the guardian, followed by a cool-down as long as the pause.
const GUARDIAN_MAX: Seconds = HOUR.times(72);
/// The longest pause of what exits do not need.
const OWNER_MAX: Seconds = DAY.times(30);
/// What exits need is closed at most this long within [`WINDOW`].
const EXIT_BUDGET: Seconds = DAY.times(7);
const WINDOW: Seconds = DAY.times(30);
/// Pauses remembered for the budget; one more than this within the window is refused.
const MAX_REMEMBERED: usize = 64;

/// Closed by the owner alone.
fn is_owners(scope: Scope) -> bool {
    matches!(scope, Scope::Withdraw | Scope::Reconcile | Scope::CancelUnbond)
}

/// Whether leaving needs it.
fn is_exit(scope: Scope) -> bool {
    is_owners(scope) || matches!(scope, Scope::QueueUnbond | Scope::SubmitBatch)
}

pub fn pause(
    deps: DepsMut<'_>,
    env: Env,
    sender: Addr,
    scopes: Vec<Scope>,
    length: Seconds,
) -> Result<Response, Refusal> {
    check_scopes(&scopes)?;
    let now: Time = env.block.time.into();
    let until = now.after(length);
    let mut book = PAUSE_BOOK.load(deps.storage)?;
    let by_owner = weir_contract::is_owner(deps.storage, &sender)?;
    if !by_owner && ROLES.load(deps.storage)?.guardian.as_ref() != Some(&sender) {
        return Err(
            ContractError::Unauthorized { role: "owner or guardian", caller: sender }.into()
        );
    }
    for scope in &scopes {
        if by_owner {
            check_length(length, if is_exit(*scope) { EXIT_BUDGET } else { OWNER_MAX })?;
        } else {
            book.allow_guardian(*scope, now, length)?;
        }
        // One budget: an owner who names himself guardian closes no more than either could.
        if is_exit(*scope) {
            book.charge(*scope, now, length)?;
        }
    }
    if scopes.contains(&Scope::Harvest) {
        check_no_raise(deps.querier, &LINKS.load(deps.storage)?)?;
    }
    let mut gates = ACCESS.load(deps.storage)?.gates;
    for scope in &scopes {
        // A shorter pause over a longer one does not open the scope early.
        let longest = gates
            .paused
            .iter()
            .filter(|(paused, _)| paused == scope)
            .map(|(_, until)| *until)
            .fold(until, Time::max);
        gates.paused.retain(|(paused, until)| paused != scope && now < *until);
        gates.paused.push((*scope, longest));
    }
    save_gates(deps.storage, &gates)?;
    PAUSE_BOOK.save(deps.storage, &book);
    let event = Paused { by: sender.into_string(), scopes: listed(&scopes), until: until.u64() };
    Ok(Response::new().add_attribute("action", "pause").add_event(Event::from(event)))
}

pub fn resume(deps: DepsMut<'_>, env: Env, scopes: Vec<Scope>) -> Result<Response, Refusal> {
    check_scopes(&scopes)?;
    let now: Time = env.block.time.into();
    let mut gates = ACCESS.load(deps.storage)?.gates;
    gates.paused.retain(|(scope, until)| !scopes.contains(scope) && now < *until);
    save_gates(deps.storage, &gates)?;
    let mut book = PAUSE_BOOK.load(deps.storage)?;
    book.resume(&scopes, now);
    PAUSE_BOOK.save(deps.storage, &book);
    Ok(Response::new()
        .add_attribute("action", "resume")
        .add_event(Event::from(Resumed { scopes: listed(&scopes) })))
}

/// While a raise of the fee is announced, harvests must work: what was earned before it comes
/// into force is split at the old fee.
fn check_no_raise(querier: QuerierWrapper<'_>, links: &Links) -> Result<(), Refusal> {
    match DistributorContract(links.distributor.clone()).pending_raise(querier)? {
        Some(_) => Err(ContractError::RaisePending {}.into()),
        None => Ok(()),
    }
}

fn check_scopes(scopes: &[Scope]) -> Result<(), Refusal> {
    let twice = |(index, scope): (usize, &Scope)| scopes.iter().take(index).any(|one| one == scope);
    if scopes.is_empty() || scopes.iter().enumerate().any(twice) {
        return Err(ContractError::BadScopes {}.into());
    }
    Ok(())
}

fn listed(scopes: &[Scope]) -> String {
    scopes.iter().map(Scope::to_string).collect::<Vec<_>>().join(",")
}

fn check_length(length: Seconds, max: Seconds) -> Result<(), Refusal> {
    if length == Seconds::ZERO || length > max {
        return Err(ContractError::PauseTooLong { max: max.u64(), came: length.u64() }.into());
    }
    Ok(())
}

impl PauseBook {
    fn allow_guardian(&mut self, scope: Scope, now: Time, length: Seconds) -> Result<(), Refusal> {
        if is_owners(scope) {
            return Err(ContractError::OwnerScope { scope }.into());
        }
        check_length(length, GUARDIAN_MAX)?;
        self.cooling.retain(|(_, from)| now < *from);
        if let Some((_, from)) = self.cooling.iter().find(|(cooling, _)| *cooling == scope) {
            return Err(ContractError::CoolingDown { scope, from: *from, now }.into());
        }
        self.cooling.push((scope, now.after(length).after(length)));
        Ok(())
    }

    fn charge(&mut self, scope: Scope, now: Time, length: Seconds) -> Result<(), Refusal> {
        self.exits.retain(|(_, _, until)| until.after(WINDOW) > now);
        let of_scope = self.exits.iter().filter(|(other, _, _)| *other == scope);
        let used = of_scope.clone().fold(0u64, |sum, (_, from, until)| {
            // Counted whole while any of it lies within the window.
            sum.saturating_add(until.since(*from).u64())
        });
        let left = EXIT_BUDGET.u64().saturating_sub(used);
        if length.u64() > left || of_scope.count() >= MAX_REMEMBERED {
            return Err(ContractError::PauseBudget { scope, left, came: length.u64() }.into());
        }
        self.exits.push((scope, now, now.after(length)));
        Ok(())
    }

    /// What was not used of a pause does not count.
    fn resume(&mut self, scopes: &[Scope], now: Time) {
        for (scope, from, until) in &mut self.exits {
            if scopes.contains(scope) {
                *until = now.max(*from).min(*until);
            }
        }
    }
}
