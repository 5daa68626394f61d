//! What the schemas do not say: in which order things are named, which short names are usual,
//! which messages come with coins.

use super::Contract;

/// In this order required fields follow each other on the command line, and the fields of one
/// thing in a list (`cosmosvaloper1…:10`).
const ORDER: [&str; 42] = [
    "proposal_id",
    "batch_id",
    "id",
    "operator",
    "service",
    "version",
    "vault",
    "bucket",
    "owner",
    "sender",
    "address",
    "user",
    "denom",
    "spender",
    "contract",
    "receiver",
    "recipient",
    "new_owner",
    "adapter",
    "validator",
    "option",
    "amount",
    "weight",
    "label",
    "standing",
    "min_rate",
    "msg",
    "max_share",
    "seconds",
    "verb",
    "account",
    "fraction",
    "infraction_time",
    "offence_id",
    "evidence_hash",
    "evidence_uri",
    "loss",
    "active_bond",
    "target",
    // Lists come last: they take all that is left.
    "scopes",
    "targets",
    "weights",
];

/// Where a field stands among the required ones; what is in no list comes last.
pub fn place(field: &str) -> usize {
    ORDER.iter().position(|name| *name == field).unwrap_or(ORDER.len())
}

/// Fields that name an account, which may be said by the name of a key.
const ACCOUNTS: [&str; 21] = [
    "owner",
    "sender",
    "address",
    "user",
    "spender",
    "receiver",
    "recipient",
    "funder",
    "new_owner",
    "guardian",
    "voter",
    "gauge",
    "keeper",
    "marketing",
    "account",
    "bond_address",
    "key",
    "new_admin",
    "slasher",
    "treasury",
    "resolvers",
];

/// Whether a field names an account.
pub fn is_account(field: &str) -> bool {
    ACCOUNTS.contains(&field)
}

/// Short names beside those on the wire.
const ALIASES: [(Contract, &str, &str); 12] = [
    (Contract::Hub, "queue_unbond", "unbond"),
    (Contract::Hub, "transfer_unbond_request", "transfer-request"),
    (Contract::Hub, "withdraw_unbonded", "withdraw"),
    (Contract::Hub, "vote_proposal", "vote"),
    (Contract::Hub, "update_ownership", "ownership"),
    (Contract::Registry, "update_ownership", "ownership"),
    (Contract::Distributor, "update_ownership", "ownership"),
    (Contract::Services, "update_ownership", "ownership"),
    (Contract::Vault, "update_ownership", "ownership"),
    (Contract::Coordinator, "update_ownership", "ownership"),
    (Contract::Fund, "update_ownership", "ownership"),
    (Contract::Hub, "unbond_requests_by_user_details", "requests"),
];

/// The short name of a message.
pub fn alias(contract: Contract, verb: &str) -> Option<&'static str> {
    ALIASES
        .iter()
        .find(|(of, name, _)| *of == contract && *name == verb)
        .map(|(_, _, alias)| *alias)
}

/// Messages that come with coins: the first thing they are given.
const FUNDED: [(Contract, &str); 5] = [
    (Contract::Hub, "bond"),
    (Contract::Hub, "cover"),
    (Contract::Hub, "add_rewards"),
    (Contract::Distributor, "bring_proceeds"),
    (Contract::Distributor, "fund_stream"),
];

/// Whether coins come with a message.
pub fn is_funded(contract: Contract, verb: &str) -> bool {
    FUNDED.contains(&(contract, verb))
}

/// Messages that come with the contract's own asset: as coins, or by way of its token.
const IN_ITS_ASSET: [(Contract, &str); 7] = [
    (Contract::Vault, "deposit"),
    (Contract::Vault, "add_bond"),
    (Contract::Vault, "bring_cover"),
    (Contract::Fund, "deposit"),
    (Contract::Fund, "pay_premium"),
    (Contract::Fund, "bring_slashed"),
    (Contract::Fund, "return_cover"),
];

/// Whether the contract's own asset comes with a message.
pub fn is_in_its_asset(contract: Contract, verb: &str) -> bool {
    IN_ITS_ASSET.contains(&(contract, verb))
}

/// Where a field that is left out takes something away: it must be said, `none` if so.
const SAID: [(Contract, &str); 13] = [
    (Contract::Hub, "set_roles"),
    (Contract::Registry, "set_gauge"),
    (Contract::Distributor, "set_route"),
    (Contract::Services, "update_service"),
    (Contract::Services, "update_operator"),
    (Contract::Services, "set_hook"),
    (Contract::Services, "transfer_service"),
    (Contract::Services, "transfer_operator"),
    (Contract::Services, "set_hot_key"),
    (Contract::Services, "set_links"),
    (Contract::Vault, "set_links"),
    (Contract::Vault, "set_guardian"),
    (Contract::Coordinator, "set_links"),
];

/// Whether every field of a message must be said.
pub fn all_said(contract: Contract, verb: &str) -> bool {
    SAID.contains(&(contract, verb))
}

/// The option of a field: its name, but for what means something else on every command.
pub fn option(field: &str) -> String {
    match field {
        "hub" => "hub-contract".into(),
        "version" => "terms-version".into(),
        field => field.replace('_', "-"),
    }
}

/// Fields whose usual value is the token's address.
pub fn is_token_address(contract: Contract, verb: &str, field: &str) -> bool {
    contract == Contract::Hub
        && matches!(verb, "redemption_rate" | "historical_redemption_rates")
        && field == "denom"
}

/// Messages of every day, to be had without the contract's name.
pub const EVERYDAY_MESSAGES: [(&str, Contract, &str); 7] = [
    ("bond", Contract::Hub, "bond"),
    ("unbond", Contract::Hub, "queue_unbond"),
    ("instant-redeem", Contract::Hub, "instant_redeem"),
    ("cancel-unbond", Contract::Hub, "cancel_unbond"),
    ("transfer-request", Contract::Hub, "transfer_unbond_request"),
    ("withdraw", Contract::Hub, "withdraw_unbonded"),
    ("transfer", Contract::Token, "transfer"),
];

/// Queries of every day.
pub const EVERYDAY_QUERIES: [(&str, Contract, &str); 15] = [
    ("rate", Contract::Hub, "rate"),
    ("live-rate", Contract::Hub, "live_rate"),
    ("apr", Contract::Hub, "apr"),
    ("simulate", Contract::Hub, "simulate"),
    ("state", Contract::Hub, "state"),
    ("solvency", Contract::Hub, "solvency"),
    ("batch", Contract::Hub, "batch"),
    ("parts", Contract::Hub, "parts"),
    ("validators", Contract::Hub, "validators"),
    ("validator", Contract::Hub, "validator"),
    ("slashes", Contract::Hub, "slashes"),
    ("cranks", Contract::Hub, "cranks"),
    ("health", Contract::Hub, "health"),
    ("config", Contract::Hub, "config"),
    ("balance", Contract::Token, "balance"),
];
