//! What others read of the registry's rows. A look at a row does not load the contract, which costs
//! more than thirty of them; a test of the registry compares what is read with what it answers.

use cosmwasm_std::Addr;
use weir_json::{Map, Row, Skipped};
use weir_quantities::{OperatorId, Time};

use crate::restaking::Terms;

pub(super) const VAULTS: Map<&Addr, Vault> = Map::new("vaults");
pub(super) const TERMS: Map<(u64, u64), Version> = Map::new("terms");
pub(super) const SERVICES: Map<u64, Service> = Map::new("services");

#[derive(Clone, Debug, PartialEq, Row)]
pub(super) struct Vault {
    pub operator: OperatorId,
    asset: Skipped,
    generation: Skipped,
    parameters: Skipped,
}

#[derive(Clone, Debug, PartialEq, Row)]
pub(super) struct Version {
    pub terms: Terms,
    pub revoked_at: Option<Time>,
}

#[derive(Clone, Debug, PartialEq, Row)]
pub(super) struct Service {
    owner: Skipped,
    pending_owner: Skipped,
    metadata: Skipped,
    pub hook: Option<Addr>,
    pub pending_hook: Option<PendingAddress>,
    version: Skipped,
    groups: Skipped,
    attack: Skipped,
}

#[derive(Clone, Debug, PartialEq, Row)]
pub(super) struct PendingAddress {
    pub address: Option<Addr>,
    pub at: Time,
}
