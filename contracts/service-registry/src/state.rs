//! What the registry stores.

use cosmwasm_std::{Addr, Storage};
use weir_interface::restaking::{Asset, Terms};
use weir_interface::service_registry::{Attack, HotKey, LinkState, Metadata, Verb};
use weir_interface::vault::{Links, ParameterChanges};
use weir_json::{Item, Map, Row};
use weir_quantities::{GroupId, OperatorId, Seconds, ServiceId, TermsVersion, Time, DAY};

use crate::ContractError;

/// How long a change waits that could surprise somebody: longer than any exit by the wall clock. That
/// is 28 days to the end of a day, and the 14 for which a vault's clock can stand still.
pub const NOTICE: Seconds = DAY.times(45);
/// The longest that a service may keep an operator from new commitments.
pub const MAX_JAIL: Seconds = DAY.times(90);
/// Most vaults of one operator, all generations: `unlink` asks each of them.
pub const MAX_VAULTS: usize = 32;
/// Most assets that vaults may hold.
pub const MAX_ASSETS: usize = 64;

/// How vaults are made. The guardian and who may migrate never change, the code by `set_vault_code`.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Factory {
    /// Guardian of new vaults.
    pub guardian: Option<Addr>,
    /// The vaults' code.
    pub code_id: u64,
    /// Another code to come.
    pub pending: Option<PendingCode>,
    /// Who may migrate new vaults.
    pub admin: Option<Addr>,
}

/// A code to come.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct PendingCode {
    /// The code.
    pub code_id: u64,
    /// When.
    pub at: Time,
}

/// The contracts that new vaults work with.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct VaultLinks {
    /// Those in force.
    pub links: Links,
    /// Others to come.
    pub pending: Option<PendingLinks>,
}

/// Contracts to come.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct PendingLinks {
    /// The contracts.
    pub links: Links,
    /// When.
    pub at: Time,
}

/// An address to come, or none.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct PendingAddress {
    /// The address.
    pub address: Option<Addr>,
    /// When.
    pub at: Time,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Service {
    /// Who owns it.
    pub owner: Addr,
    /// Whom it is offered.
    pub pending_owner: Option<Addr>,
    /// What is shown of it.
    pub metadata: Metadata,
    /// Who is told of its slashes.
    pub hook: Option<Addr>,
    /// Another hook to come.
    pub pending_hook: Option<PendingAddress>,
    /// The newest version of its terms; 0 before the first.
    pub version: TermsVersion,
    /// Its correlation groups, in order.
    pub groups: Vec<GroupId>,
    /// What it says of attacks on it.
    pub attack: Option<Attack>,
}

/// A version of terms. Only its revocation is ever written to it.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Version {
    /// What it says.
    pub terms: Terms,
    /// When it was revoked.
    pub revoked_at: Option<Time>,
}

/// An operator.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Operator {
    /// Who may do everything.
    pub admin: Addr,
    /// Whom it is offered.
    pub pending_admin: Option<Addr>,
    /// What is shown of it.
    pub metadata: Metadata,
    /// Where its bond is paid out.
    pub bond_address: Addr,
    /// Another address to come.
    pub pending_bond_address: Option<PendingAddress>,
    /// Who is told of its slashes.
    pub hook: Option<Addr>,
    /// Keys for single verbs.
    pub hot_keys: Vec<HotKey>,
}

/// Who of an operator and a service has said yes, and until when the service keeps the operator
/// from new commitments. A jail outlives both saying no.
#[derive(Clone, Copy, Debug, Default, PartialEq, Row)]
pub struct Link {
    /// Whether the operator has.
    pub operator: bool,
    /// Whether the service has.
    pub service: bool,
    /// Until when it is jailed; past when it is not.
    pub jailed_until: Time,
}

/// A vault that the registry made. Never changes.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Vault {
    /// Its operator.
    pub operator: OperatorId,
    /// What it holds.
    pub asset: Asset,
    /// How many vaults of this operator and asset came before it.
    pub generation: u32,
    /// What it was born with: the next generation is born with the same.
    pub parameters: Option<ParameterChanges>,
}

/// How vaults are made.
pub const FACTORY: Item<Factory> = Item::new("factory");
/// The contracts that new vaults work with; absent before they are set.
pub const VAULT_LINKS: Item<VaultLinks> = Item::new("vault_links");
/// Assets that vaults may hold, by kind and name.
pub const ASSETS: Map<&str, Asset> = Map::new("assets");
/// How many services there are: the id of the newest.
pub const LAST_SERVICE: Item<ServiceId> = Item::new("last_service");
/// Services by id.
pub const SERVICES: Map<u64, Service> = Map::new("services");
/// Terms by service and version.
pub const TERMS: Map<(u64, u64), Version> = Map::new("terms");
/// How many operators there are: the id of the newest.
pub const LAST_OPERATOR: Item<OperatorId> = Item::new("last_operator");
/// Operators by id.
pub const OPERATORS: Map<u64, Operator> = Map::new("operators");
/// Links by operator and service.
pub const AGREEMENTS: Map<(u64, u64), Link> = Map::new("agreements");
/// The same by service and operator, to list them.
pub const AGREEMENTS_BY_SERVICE: Map<(u64, u64), bool> = Map::new("agreements_by_service");
/// Vaults by address.
pub const VAULTS: Map<&Addr, Vault> = Map::new("vaults");
/// The same by operator, to list them.
pub const VAULTS_BY_OPERATOR: Map<(u64, &Addr), bool> = Map::new("vaults_by_operator");
/// The newest vault of an operator and an asset.
pub const NEWEST_VAULTS: Map<(u64, &str), Addr> = Map::new("newest_vaults");

/// The key of an asset: a coin may be named like a contract.
pub fn asset_key(asset: &Asset) -> String {
    match asset {
        Asset::Cw20 { address } => format!("cw20:{address}"),
        Asset::Native { denom } => format!("native:{denom}"),
    }
}

impl Factory {
    /// As it is at `now`.
    pub fn at(mut self, now: Time) -> Self {
        if let Some(code_id) =
            self.pending.as_ref().filter(|one| one.at <= now).map(|one| one.code_id)
        {
            self.code_id = code_id;
            self.pending = None;
        }
        self
    }
}

impl VaultLinks {
    /// As they are at `now`.
    pub fn at(self, now: Time) -> Self {
        match self.pending {
            Some(pending) if pending.at <= now => Self { links: pending.links, pending: None },
            pending => Self { pending, ..self },
        }
    }
}

impl Service {
    /// A service as it is at `now`.
    ///
    /// # Errors
    /// [`ContractError::UnknownService`].
    pub fn load(storage: &dyn Storage, id: ServiceId, now: Time) -> Result<Self, ContractError> {
        let found = SERVICES.may_load(storage, id.u64())?;
        Ok(found.ok_or(ContractError::UnknownService { service: id })?.at(now))
    }

    /// As it is at `now`.
    pub fn at(mut self, now: Time) -> Self {
        match self.pending_hook {
            Some(pending) if pending.at <= now => {
                (self.hook, self.pending_hook) = (pending.address, None);
            }
            pending => self.pending_hook = pending,
        }
        self
    }
}

impl Operator {
    /// An operator as it is at `now`.
    ///
    /// # Errors
    /// [`ContractError::UnknownOperator`].
    pub fn load(storage: &dyn Storage, id: OperatorId, now: Time) -> Result<Self, ContractError> {
        let found = OPERATORS.may_load(storage, id.u64())?;
        Ok(found.ok_or(ContractError::UnknownOperator { operator: id })?.at(now))
    }

    /// As it is at `now`.
    pub fn at(mut self, now: Time) -> Self {
        match self.pending_bond_address {
            Some(PendingAddress { address: Some(address), at }) if at <= now => {
                (self.bond_address, self.pending_bond_address) = (address, None);
            }
            pending => self.pending_bond_address = pending,
        }
        self
    }

    /// Whether an account may use a verb: the admin, or the verb's own key.
    pub fn may_act(&self, verb: Verb, account: &str) -> bool {
        let own = |key: &HotKey| key.verb == verb && key.key == account;
        self.admin.as_str() == account || self.hot_keys.iter().any(own)
    }
}

impl Link {
    /// How far the two have agreed at `now`.
    pub fn state(&self, now: Time) -> LinkState {
        match (self.operator, self.service) {
            (false, false) => LinkState::None,
            (true, false) => LinkState::OperatorOnly,
            (false, true) => LinkState::ServiceOnly,
            (true, true) if self.jailed_until > now => {
                LinkState::Jailed { until: self.jailed_until.u64() }
            }
            (true, true) => LinkState::Active,
        }
    }
}
