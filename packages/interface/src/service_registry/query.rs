//! What the service registry answers.

use cosmwasm_schema::QueryResponses;
use cosmwasm_std::Decimal;
use weir_json::{json, Row};
use weir_quantities::{Assets, GroupId, OperatorId, ServiceId, TermsVersion};

use crate::restaking::{Asset, TermsResponse};
use crate::service_registry::{Attack, Metadata, Verb};
use crate::vault::Links;

/// What can be asked of the service registry.
#[json]
#[derive(QueryResponses)]
#[serde(deny_unknown_fields)]
pub enum QueryMsg {
    /// Code of vaults, links, what waits.
    #[returns(ConfigResponse)]
    Config {},
    /// Owner and pending owner.
    #[returns(cw_ownable::Ownership<String>)]
    Ownership {},
    /// A service.
    #[returns(ServiceResponse)]
    Service {
        /// The service.
        service: ServiceId,
    },
    /// Services, by id.
    #[returns(Vec<ServiceResponse>)]
    Services {
        /// Begin after this one.
        start_after: Option<ServiceId>,
        /// At most this many; 30 if left out, at most 100.
        limit: Option<u32>,
    },
    /// One version of a service's terms.
    #[returns(TermsResponse)]
    Terms {
        /// The service.
        service: ServiceId,
        /// The version; the newest if left out.
        version: Option<TermsVersion>,
    },
    /// Versions of a service's terms, by number.
    #[returns(Vec<TermsResponse>)]
    Versions {
        /// The service.
        service: ServiceId,
        /// Begin after this one.
        start_after: Option<TermsVersion>,
        /// At most this many; 30 if left out, at most 100.
        limit: Option<u32>,
    },
    /// An operator.
    #[returns(OperatorResponse)]
    Operator {
        /// The operator.
        operator: OperatorId,
    },
    /// Operators, by id.
    #[returns(Vec<OperatorResponse>)]
    Operators {
        /// Begin after this one.
        start_after: Option<OperatorId>,
        /// At most this many; 30 if left out, at most 100.
        limit: Option<u32>,
    },
    /// Whether an account may use a verb of an operator: its admin, or the verb's own key.
    #[returns(bool)]
    MayAct {
        /// The operator.
        operator: OperatorId,
        /// The verb.
        verb: Verb,
        /// The account.
        account: String,
    },
    /// How an operator and a service stand.
    #[returns(LinkResponse)]
    Link {
        /// The operator.
        operator: OperatorId,
        /// The service.
        service: ServiceId,
    },
    /// Links of an operator, by service.
    #[returns(Vec<LinkResponse>)]
    LinksByOperator {
        /// The operator.
        operator: OperatorId,
        /// Begin after this service.
        start_after: Option<ServiceId>,
        /// At most this many; 30 if left out, at most 100.
        limit: Option<u32>,
    },
    /// Links of a service, by operator.
    #[returns(Vec<LinkResponse>)]
    LinksByService {
        /// The service.
        service: ServiceId,
        /// Begin after this operator.
        start_after: Option<OperatorId>,
        /// At most this many; 30 if left out, at most 100.
        limit: Option<u32>,
    },
    /// All that a vault needs to announce a commitment: terms, groups, link, in one answer.
    #[returns(OfferResponse)]
    Offer {
        /// The operator.
        operator: OperatorId,
        /// The service.
        service: ServiceId,
        /// The version of its terms.
        version: TermsVersion,
    },
    /// A vault that this registry made. An error for any other address.
    #[returns(VaultResponse)]
    Vault {
        /// Its address.
        vault: String,
    },
    /// Vaults, by address.
    #[returns(Vec<VaultResponse>)]
    Vaults {
        /// Of this operator alone.
        operator: Option<OperatorId>,
        /// Begin after this address.
        start_after: Option<String>,
        /// At most this many; 30 if left out, at most 100.
        limit: Option<u32>,
    },
    /// Assets that vaults may hold.
    #[returns(Vec<Asset>)]
    Assets {},
    /// Who stands behind a service: asks every vault that is committed to it.
    #[returns(ServiceSecurityResponse)]
    ServiceSecurity {
        /// The service.
        service: ServiceId,
        /// Begin after this vault.
        start_after: Option<String>,
        /// At most this many vaults; 10 if left out, at most 20.
        limit: Option<u32>,
    },
    /// Vaults, services, and what one promises to the other: what the risk tool reads.
    #[returns(Vec<EdgeResponse>)]
    Edges {
        /// Begin after this vault.
        start_after: Option<String>,
        /// At most this many vaults; 10 if left out, at most 20.
        limit: Option<u32>,
    },
}

/// Code of vaults, links, what waits.
#[json]
pub struct ConfigResponse {
    /// Who governs.
    pub owner: Option<String>,
    /// Guardian of new vaults.
    pub guardian: Option<String>,
    /// The vaults' code.
    pub vault_code: u64,
    /// Another code to come.
    pub pending_vault_code: Option<PendingCode>,
    /// Who may migrate new vaults.
    pub vault_admin: Option<String>,
    /// The contracts that new vaults work with; nothing before they are set.
    pub links: Option<Links>,
    /// Others to come.
    pub pending_links: Option<PendingFactoryLinks>,
}

/// A code to come.
#[json]
pub struct PendingCode {
    /// The code.
    pub code_id: u64,
    /// When.
    pub at: u64,
}

/// Contracts to come.
#[json]
pub struct PendingFactoryLinks {
    /// The contracts.
    pub links: Links,
    /// When.
    pub at: u64,
}

/// A service.
#[json]
pub struct ServiceResponse {
    /// Its id.
    pub service: ServiceId,
    /// Who owns it.
    pub owner: String,
    /// Whom it is offered.
    pub pending_owner: Option<String>,
    /// What is shown of it.
    pub metadata: Metadata,
    /// Who is told of its slashes.
    pub hook: Option<String>,
    /// Another hook to come.
    pub pending_hook: Option<PendingHook>,
    /// The newest version of its terms; nothing before the first.
    pub version: Option<TermsVersion>,
    /// Its correlation groups.
    pub groups: Vec<GroupId>,
    /// What it says of attacks on it.
    pub attack: Option<Attack>,
}

/// A hook to come, or none.
#[json]
#[derive(Eq)]
pub struct PendingHook {
    /// The contract; nobody is told if left out.
    pub hook: Option<String>,
    /// When.
    pub at: u64,
}

/// An operator.
#[json]
pub struct OperatorResponse {
    /// Its id.
    pub operator: OperatorId,
    /// Who may do everything.
    pub admin: String,
    /// Whom it is offered.
    pub pending_admin: Option<String>,
    /// What is shown of it.
    pub metadata: Metadata,
    /// Where its bond is paid out.
    pub bond_address: String,
    /// Another address to come.
    pub pending_bond_address: Option<PendingAddress>,
    /// Who is told of its slashes.
    pub hook: Option<String>,
    /// Keys for single verbs.
    pub hot_keys: Vec<HotKey>,
}

/// An address to come.
#[json]
#[derive(Eq)]
pub struct PendingAddress {
    /// The address.
    pub address: String,
    /// When.
    pub at: u64,
}

/// A key for one verb.
#[json]
#[derive(Eq, Row)]
pub struct HotKey {
    /// The verb.
    pub verb: Verb,
    /// The key.
    pub key: String,
}

/// How far an operator and a service have agreed.
#[json]
#[derive(Copy, Eq)]
pub enum LinkState {
    /// Neither has said yes.
    None,
    /// The operator has.
    OperatorOnly,
    /// The service has.
    ServiceOnly,
    /// Both have.
    Active,
    /// Both have, and the service keeps the operator from new commitments.
    Jailed {
        /// Until when.
        until: u64,
    },
}

/// How an operator and a service stand.
#[json]
pub struct LinkResponse {
    /// The operator.
    pub operator: OperatorId,
    /// The service.
    pub service: ServiceId,
    /// How far they have agreed.
    pub state: LinkState,
}

/// What a vault needs to announce a commitment.
#[json]
pub struct OfferResponse {
    /// The terms.
    pub terms: TermsResponse,
    /// The service's correlation groups.
    pub groups: Vec<GroupId>,
    /// How operator and service stand.
    pub link: LinkState,
}

/// A vault that this registry made.
#[json]
pub struct VaultResponse {
    /// Its address.
    pub vault: String,
    /// Its operator.
    pub operator: OperatorId,
    /// What it holds.
    pub asset: Asset,
    /// How many vaults of this operator and asset came before it.
    pub generation: u32,
}

/// Who stands behind a service, as far as asked.
#[json]
pub struct ServiceSecurityResponse {
    /// The vaults.
    pub vaults: Vec<BackingVault>,
    /// Sum of what the service may count on at these vaults; 0 of a revoked version.
    pub stake: Assets,
    /// Sum of what it could take at these vaults.
    pub budget: Assets,
    /// The largest share of one operator among these vaults.
    pub largest_operator: Decimal,
    /// What the service says of attacks on it.
    pub attack: Option<Attack>,
    /// `threshold · budget ÷ profit`, rounded down: 1 + γ. Below 1 an attack can pay. Nothing where
    /// the service says nothing of attacks.
    pub margin: Option<Decimal>,
    /// Where to go on; nothing at the end.
    pub next: Option<String>,
}

/// A vault behind a service.
#[json]
pub struct BackingVault {
    /// The vault.
    pub vault: String,
    /// Its operator.
    pub operator: OperatorId,
    /// What the service may count on.
    pub stake: Assets,
    /// What it could take now.
    pub budget: Assets,
    /// The version of its terms.
    pub version: TermsVersion,
    /// When that was revoked; nothing while it stands.
    pub revoked_at: Option<u64>,
}

/// What a vault promises to a service.
#[json]
pub struct EdgeResponse {
    /// The vault.
    pub vault: String,
    /// Its operator.
    pub operator: OperatorId,
    /// The vault's assets.
    pub assets: Assets,
    /// The service.
    pub service: ServiceId,
    /// Its weight as voting power, as a share of the vault.
    pub weight: Decimal,
    /// Part of that which the service may take.
    pub max_slash: Decimal,
    /// What it may count on.
    pub stake: Assets,
    /// What it could take now.
    pub budget: Assets,
}
