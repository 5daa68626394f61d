//! One file per verb.

mod decide;
mod descend;
mod end;
#[expect(clippy::module_inception, reason = "the verb is called that")]
mod execute;
mod instantiate;
mod notify;
mod request_slash;
mod set_links;
mod update_ownership;

use cosmwasm_std::Storage;
use weir_quantities::SlashId;

pub use decide::{approve, veto};
pub use descend::{descend, go_on};
pub use end::end;
pub use execute::execute;
pub use instantiate::instantiate;
pub use notify::notify;
pub use request_slash::{request_slash, Claim};
pub use set_links::{cancel_links, set_links};
pub use update_ownership::update_ownership;

use crate::state::{Decision, Request, OPEN, REQUESTS};
use crate::ContractError;

/// A request that something can still become of.
fn open_request(storage: &dyn Storage, id: SlashId) -> Result<Request, ContractError> {
    let request = load_request(storage, id)?;
    let decision = match request.decision {
        Decision::Open {} | Decision::Approved {} => return Ok(request),
        Decision::Executed {} => "executed",
        Decision::Vetoed {} => "vetoed",
        Decision::Expired {} => "expired",
    };
    Err(ContractError::Final { id, decision })
}

/// A request, whatever became of it.
pub fn load_request(storage: &dyn Storage, id: SlashId) -> Result<Request, ContractError> {
    REQUESTS.may_load(storage, id.u64())?.ok_or(ContractError::NoRequest { id })
}

/// Makes a request final.
fn close(storage: &mut dyn Storage, id: SlashId, request: &mut Request, decision: Decision) {
    request.decision = decision;
    OPEN.remove(storage, request.open_key(id));
    REQUESTS.save(storage, id.u64(), request);
}
