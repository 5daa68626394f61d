//! What the service registry is told.

use cosmwasm_std::Decimal;
use weir_json::{json, Row};
use weir_quantities::{Assets, GroupId, OperatorId, ServiceId, TermsVersion};

use crate::restaking::{Asset, Terms};
use crate::vault::{Links, ParameterChanges};

/// Creates the registry.
#[json]
#[serde(deny_unknown_fields)]
pub struct InstantiateMsg {
    /// Who governs it: a DAO.
    pub owner: String,
    /// Guardian of new vaults.
    pub guardian: Option<String>,
    /// The vaults' code.
    pub vault_code: u64,
    /// Who may migrate vaults; nobody if left out.
    pub vault_admin: Option<String>,
    /// The contracts that new vaults work with; set once by `set_links` if left out.
    pub links: Option<Links>,
    /// What vaults may hold.
    pub assets: Vec<Asset>,
}

/// Who or what somebody is, as shown. Nothing here is checked.
#[json]
#[derive(Eq, Row)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// A name, 1 to 64 bytes.
    pub name: String,
    /// What it does, at most 512 bytes.
    pub description: Option<String>,
    /// Where to read on, at most 512 bytes.
    pub link: Option<String>,
}

/// What a service says of attacks on it.
#[json]
#[derive(Copy, Eq, Row)]
#[serde(deny_unknown_fields)]
pub struct Attack {
    /// The most that an attack could gain, in units of the asset that secures the service.
    pub profit: Assets,
    /// The share of its stake that an attacker needs, and so loses. Above 0, at most 1.
    pub threshold: Decimal,
}

/// A verb that an operator may give a key of its own.
#[json]
#[derive(Copy, Eq, PartialOrd, Ord, Row)]
#[serde(deny_unknown_fields)]
pub enum Verb {
    /// Announces commitments.
    Announce,
    /// Lowers commitments.
    Lower,
    /// Ends the operator's part of a quarantine.
    Rearm,
    /// Links with services, and ends links.
    Link,
}

impl std::fmt::Display for Verb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Announce => "announce",
            Self::Lower => "lower",
            Self::Rearm => "rearm",
            Self::Link => "link",
        })
    }
}

/// What the service registry does.
#[json]
#[serde(deny_unknown_fields)]
pub enum ExecuteMsg {
    /// Registers a service. The caller becomes its owner. Caller: anyone. Fails for texts that are
    /// too long.
    RegisterService {
        /// What is shown of it.
        metadata: Metadata,
        /// A contract that is told of slashes; the service's own hook.
        hook: Option<String>,
    },
    /// Publishes terms as a new version. Commitments stay with theirs. Caller: the service's owner.
    /// Fails outside of the bounds, for a slasher or destination that is no account, a resolver
    /// that is no contract, for no resolver or more than two, and for one named twice.
    PublishTerms {
        /// The service.
        service: ServiceId,
        /// What the version says.
        terms: Terms,
    },
    /// Revokes a version at once and for ever: its open requests end as vetoed, new ones are
    /// refused, nobody counts on it any more. Caller: the service's owner. Fails for one that is
    /// revoked.
    RevokeVersion {
        /// The service.
        service: ServiceId,
        /// The version.
        version: TermsVersion,
    },
    /// Changes what is shown of a service. Caller: its owner.
    UpdateService {
        /// The service.
        service: ServiceId,
        /// What is shown of it.
        metadata: Metadata,
    },
    /// Names the contract that is told of a service's slashes, after a notice of 45 days. Caller:
    /// its owner.
    SetHook {
        /// The service.
        service: ServiceId,
        /// The contract; nobody is told if left out.
        hook: Option<String>,
    },
    /// Names who may take a service over. Caller: its owner.
    TransferService {
        /// The service.
        service: ServiceId,
        /// Who may accept it; takes an offer back if left out.
        new_owner: Option<String>,
    },
    /// Takes a service over. Caller: whom it was offered.
    AcceptService {
        /// The service.
        service: ServiceId,
    },
    /// Says what an attack on a service could gain, and what it takes: `service_security` compares
    /// that with what vaults would lose. Caller: its owner. Fails for a profit of 0, and for a
    /// threshold of 0 or above 1.
    DeclareAttack {
        /// The service.
        service: ServiceId,
        /// What it says; takes back what it said if left out.
        attack: Option<Attack>,
    },
    /// Puts a service into correlation groups: same code base, oracle, or operator team. It counts
    /// in vaults when they next announce. Caller: owner. Fails for more than four.
    SetGroups {
        /// The service.
        service: ServiceId,
        /// All its groups.
        groups: Vec<GroupId>,
    },

    /// Registers an operator. The caller becomes its admin. Caller: anyone.
    RegisterOperator {
        /// What is shown of it.
        metadata: Metadata,
        /// Where its bond is paid out.
        bond_address: String,
        /// A contract that is told of slashes.
        hook: Option<String>,
    },
    /// Changes what is shown of an operator, and its hook. Caller: its admin.
    UpdateOperator {
        /// The operator.
        operator: OperatorId,
        /// What is shown of it.
        metadata: Metadata,
        /// A contract that is told of slashes.
        hook: Option<String>,
    },
    /// Names another address for an operator's bond, after 45 days: longer than any exit. Caller:
    /// its admin.
    SetBondAddress {
        /// The operator.
        operator: OperatorId,
        /// Where its bond is paid out.
        bond_address: String,
    },
    /// Gives a verb a key of its own beside the admin's. Caller: the operator's admin.
    SetHotKey {
        /// The operator.
        operator: OperatorId,
        /// The verb.
        verb: Verb,
        /// The key; none if left out.
        key: Option<String>,
    },
    /// Names who may take an operator over. Caller: its admin.
    TransferOperator {
        /// The operator.
        operator: OperatorId,
        /// Who may accept it; takes an offer back if left out.
        new_admin: Option<String>,
    },
    /// Takes an operator over. Caller: whom it was offered.
    AcceptOperator {
        /// The operator.
        operator: OperatorId,
    },

    /// Says yes to a link between an operator and a service, for one's own side. It is active when
    /// both have. Caller: the operator, or the service's owner. Fails when that side has already.
    Link {
        /// The operator.
        operator: OperatorId,
        /// The service.
        service: ServiceId,
    },
    /// Takes one's own yes back. Caller: the operator, or the service's owner. Fails for the
    /// operator of a link that is active while a vault of his is slashable by the service.
    Unlink {
        /// The operator.
        operator: OperatorId,
        /// The service.
        service: ServiceId,
    },
    /// Keeps an operator from new commitments to a service for a while, at most 90 days. It
    /// changes nothing about commitments. Caller: the service's owner.
    Jail {
        /// The operator.
        operator: OperatorId,
        /// The service.
        service: ServiceId,
        /// Until when.
        until: u64,
    },

    /// Makes a vault. Caller: the operator's admin. Fails for an asset that is not allowed, before
    /// links are set, and for a second vault of one operator and asset.
    CreateVault {
        /// The operator.
        operator: OperatorId,
        /// What it holds.
        asset: Asset,
        /// Parameters other than the defaults.
        parameters: Option<ParameterChanges>,
    },
    /// Makes the next vault after one whose generation is closed. Caller: anyone. Fails while it
    /// is open.
    OpenNextGeneration {
        /// The closed vault.
        vault: String,
    },
    /// Lets vaults hold an asset. Caller: owner.
    AllowAsset {
        /// The asset.
        asset: Asset,
    },
    /// Makes no new vaults for an asset. Those there are go on. Caller: owner.
    ForbidAsset {
        /// The asset.
        asset: Asset,
    },
    /// Makes new vaults from another code, after 45 days. Caller: owner.
    SetVaultCode {
        /// The code.
        code_id: u64,
    },
    /// Names the contracts that new vaults work with: at once the first time, then after 45 days.
    /// Caller: owner.
    SetLinks {
        /// The contracts.
        links: Links,
    },
    /// Takes back what waits. Caller: owner for code and links, else who announced it.
    CancelChange {
        /// What.
        change: Change,
    },
    /// Moves the ownership, in two steps. Caller: owner, then the new owner.
    UpdateOwnership(cw_ownable::Action),
}

/// Something that waits.
#[json]
#[derive(Copy, Eq)]
#[serde(deny_unknown_fields)]
pub enum Change {
    /// Another code of vaults.
    VaultCode,
    /// Other contracts for new vaults.
    Links,
    /// Another hook of a service.
    Hook {
        /// The service.
        service: ServiceId,
    },
    /// Another bond address of an operator.
    BondAddress {
        /// The operator.
        operator: OperatorId,
    },
}

/// Migrates to a newer version of the same contract.
#[json]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {}
