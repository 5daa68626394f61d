//! One file per verb, or per few that belong together.

pub mod apply_slash;
pub mod bond;
pub mod claim_exit;
pub mod claim_slashed;
pub mod commitment;
pub mod config;
pub mod deposit;
pub mod exit;
pub mod instantiate;
pub mod pause;
pub mod receipt;
pub mod request;
pub mod rewards;
pub mod settle;
pub mod transfer_position;
pub mod update_ownership;

use cosmwasm_std::{Event, Response};
use weir_interface::vault::Scope;
use weir_quantities::Time;

use crate::state::Access;
use crate::ContractError;

/// An answer with its action and events.
fn response(action: &str, events: Vec<Event>) -> Response {
    Response::new().add_attribute("action", action).add_events(events)
}

/// # Errors
/// [`ContractError::Paused`].
fn refuse_paused(access: &Access, scope: Scope, now: Time) -> Result<(), ContractError> {
    match access.pauses.iter().find(|pause| pause.scope == scope && now < pause.until) {
        Some(pause) => Err(ContractError::Paused { scope, until: pause.until.u64() }),
        None => Ok(()),
    }
}
