//! What the service registry tells indexers.

use weir_quantities::{Assets, OperatorId, ServiceId, TermsVersion};

use crate::event::events;

events! {
    /// A service was registered.
    ServiceRegistered = "weir_service_registry_service_registered" {
        /// Its id.
        service: ServiceId,
        /// Who owns it.
        owner: String,
        /// Its name.
        name: String,
    }
    /// What is shown of a service was changed.
    ServiceUpdated = "weir_service_registry_service_updated" {
        /// The service.
        service: ServiceId,
        /// Its name.
        name: String,
    }
    /// A service was offered to, or taken over by, another owner.
    ServiceTransferred = "weir_service_registry_service_transferred" {
        /// The service.
        service: ServiceId,
        /// The owner after it.
        owner: String,
        /// Who may accept; empty for nobody.
        pending_owner: String,
    }
    /// A version of terms was published.
    TermsPublished = "weir_service_registry_terms_published" {
        /// The service.
        service: ServiceId,
        /// The version.
        version: TermsVersion,
        /// Part of its commitment that the service may take.
        max_slash: cosmwasm_std::Decimal,
    }
    /// A version was revoked for ever.
    VersionRevoked = "weir_service_registry_version_revoked" {
        /// The service.
        service: ServiceId,
        /// The version.
        version: TermsVersion,
    }
    /// A service said what an attack on it could gain.
    AttackDeclared = "weir_service_registry_attack_declared" {
        /// The service.
        service: ServiceId,
        /// The most that an attack could gain; 0 where nothing is said any more.
        profit: Assets,
        /// The share of its stake that an attacker needs.
        threshold: cosmwasm_std::Decimal,
    }
    /// A service was put into correlation groups.
    GroupsSet = "weir_service_registry_groups_set" {
        /// The service.
        service: ServiceId,
        /// All its groups, with commas between them.
        groups: String,
    }
    /// An operator was registered.
    OperatorRegistered = "weir_service_registry_operator_registered" {
        /// Its id.
        operator: OperatorId,
        /// Who may do everything.
        admin: String,
        /// Its name.
        name: String,
    }
    /// What is shown of an operator was changed.
    OperatorUpdated = "weir_service_registry_operator_updated" {
        /// The operator.
        operator: OperatorId,
        /// Its name.
        name: String,
    }
    /// An operator was offered to, or taken over by, another admin.
    OperatorTransferred = "weir_service_registry_operator_transferred" {
        /// The operator.
        operator: OperatorId,
        /// The admin after it.
        admin: String,
        /// Who may accept; empty for nobody.
        pending_admin: String,
    }
    /// A verb of an operator got a key of its own, or lost it.
    HotKeySet = "weir_service_registry_hot_key_set" {
        /// The operator.
        operator: OperatorId,
        /// The verb.
        verb: String,
        /// The key; empty for none.
        key: String,
    }
    /// A link changed.
    LinkChanged = "weir_service_registry_link_changed" {
        /// The operator.
        operator: OperatorId,
        /// The service.
        service: ServiceId,
        /// `none`, `operator_only`, `service_only`, `active` or `jailed`.
        state: &'static str,
        /// Until when it is jailed; 0 otherwise.
        until: u64,
    }
    /// A vault was made.
    VaultCreated = "weir_service_registry_vault_created" {
        /// Its address.
        vault: String,
        /// Its operator.
        operator: OperatorId,
        /// What it holds.
        asset: String,
        /// How many vaults of this operator and asset came before it.
        generation: u32,
    }
    /// An asset was allowed or forbidden.
    AssetSet = "weir_service_registry_asset_set" {
        /// The asset.
        asset: String,
        /// Whether vaults may be made for it.
        allowed: bool,
    }
    /// A change was announced that waits.
    ChangeAnnounced = "weir_service_registry_change_announced" {
        /// What: `vault_code`, `links`, `hook` or `bond_address`.
        change: &'static str,
        /// The value to come.
        value: String,
        /// When it counts.
        at: u64,
    }
    /// A change that waited was taken back.
    ChangeCancelled = "weir_service_registry_change_cancelled" {
        /// What: `vault_code`, `links`, `hook` or `bond_address`.
        change: &'static str,
    }
    /// A step of a change of ownership.
    OwnershipUpdated = "weir_service_registry_ownership_updated" {
        /// The owner after it; empty for nobody.
        owner: String,
        /// Who may accept; empty for nobody.
        pending_owner: String,
    }
}
