//! What others read of the registry's rows. A look at a row does not load the contract, which costs
//! more than thirty of them; a test of the registry compares what is read with what it answers.

use cosmwasm_std::Addr;
use weir_json::{json, Map, Value};
use weir_quantities::{OperatorId, Time};

use crate::restaking::Terms;

pub(super) const VAULTS: Map<&Addr, Vault> = Map::new("vaults");
pub(super) const TERMS: Map<(u64, u64), Version> = Map::new("terms");
pub(super) const SERVICES: Map<u64, Service> = Map::new("services");

#[json(row)]
pub(super) struct Vault {
    pub operator: OperatorId,
    asset: Value,
    generation: Value,
    parameters: Value,
}

#[json(row)]
pub(super) struct Version {
    pub terms: Terms,
    pub revoked_at: Option<Time>,
}

#[json(row)]
pub(super) struct Service {
    owner: Value,
    pending_owner: Value,
    metadata: Value,
    pub hook: Option<Addr>,
    pub pending_hook: Option<PendingAddress>,
    version: Value,
    groups: Value,
    attack: Value,
}

#[json(row)]
pub(super) struct PendingAddress {
    pub address: Option<Addr>,
    pub at: Time,
}
