//! One file per few verbs that belong together.

pub mod agreement;
pub mod changes;
pub mod factory;
pub mod instantiate;
pub mod operator;
pub mod service;
pub mod terms;
pub mod update_ownership;

use cosmwasm_std::{Addr, DepsMut, Event, Response};
use weir_quantities::Time;

use crate::ContractError;

/// Who calls, when, on what.
pub struct Call<'a> {
    pub deps: DepsMut<'a>,
    pub now: Time,
    pub sender: Addr,
}

impl Call<'_> {
    /// # Errors
    /// [`ContractError::Unauthorized`] unless `who` calls.
    fn only(&self, role: &'static str, who: &Addr) -> Result<(), ContractError> {
        match self.sender == *who {
            true => Ok(()),
            false => Err(self.unauthorized(role)),
        }
    }

    fn unauthorized(&self, role: &'static str) -> ContractError {
        ContractError::Unauthorized { role, caller: self.sender.to_string() }
    }

    /// # Errors
    /// When another than the registry's owner calls.
    fn only_owner(&self) -> Result<(), ContractError> {
        Ok(weir_contract::assert_owner(self.deps.storage, &self.sender)?)
    }
}

/// An answer with its action and event.
fn response(action: &str, event: impl Into<Event>) -> Response {
    Response::new().add_attribute("action", action).add_event(event)
}
