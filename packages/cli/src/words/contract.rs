//! The contracts and their messages.

use cosmwasm_schema::{schema_for, QueryResponses};
use serde::Serialize;
use serde_json::Value;
use weir_interface::{
    coordinator, distributor, fund, hub, registry, service_registry, token, vault,
};

use super::kind::{verbs, Kind, Verb};

/// A contract of the suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Contract {
    /// The staking hub.
    Hub,
    /// The staking token.
    Token,
    /// The validator registry.
    Registry,
    /// The reward distributor.
    Distributor,
    /// The service registry.
    Services,
    /// A restaking vault: the only one of which there are many.
    Vault,
    /// The slash coordinator.
    Coordinator,
    /// The insurance fund.
    Fund,
}

/// What is done with the message type of a contract that is only known when the program runs.
macro_rules! of_each {
    ($contract:expr, $message:ident, $type:ident => $do:expr) => {
        match $contract {
            Contract::Hub => of_each!(@ hub, $message, $type => $do),
            Contract::Token => of_each!(@ token, $message, $type => $do),
            Contract::Registry => of_each!(@ registry, $message, $type => $do),
            Contract::Distributor => of_each!(@ distributor, $message, $type => $do),
            Contract::Services => of_each!(@ service_registry, $message, $type => $do),
            Contract::Vault => of_each!(@ vault, $message, $type => $do),
            Contract::Coordinator => of_each!(@ coordinator, $message, $type => $do),
            Contract::Fund => of_each!(@ fund, $message, $type => $do),
        }
    };
    (@ $module:ident, $message:ident, $type:ident => $do:expr) => {{
        type $type = $module::$message;
        $do
    }};
}

impl Contract {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Hub,
        Self::Token,
        Self::Registry,
        Self::Distributor,
        Self::Services,
        Self::Vault,
        Self::Coordinator,
        Self::Fund,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hub => "hub",
            Self::Token => "token",
            Self::Registry => "registry",
            Self::Distributor => "distributor",
            Self::Services => "services",
            Self::Vault => "vault",
            Self::Coordinator => "coordinator",
            Self::Fund => "fund",
        }
    }

    /// What it is, in one line.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Hub => "The staking hub: bonding, redemption, batches, the exchange rate",
            Self::Token => "The staking token (cw20)",
            Self::Registry => "The validator registry: which validators, weights, standings",
            Self::Distributor => {
                "The reward distributor: fee, receivers, routes of other coins, streams into vaults"
            }
            Self::Services => {
                "The service registry: services, terms, operators, links, the factory of vaults"
            }
            Self::Vault => {
                "A restaking vault, by its address: deposits, exits, commitments, the bond"
            }
            Self::Coordinator => "The slash coordinator: requests, vetoes, executions, receipts",
            Self::Fund => "The insurance fund: deposits, exits, policies, premiums, covers",
        }
    }

    /// Whether there are many, so that one is named by its address.
    pub const fn is_one_of_many(self) -> bool {
        matches!(self, Self::Vault)
    }

    /// Whether its amounts are of an asset of its own rather than of the staking coin.
    pub const fn has_own_asset(self) -> bool {
        matches!(self, Self::Services | Self::Vault | Self::Coordinator | Self::Fund)
    }

    /// What it can be told.
    pub fn messages(self) -> Vec<Verb> {
        of_each!(self, ExecuteMsg, Message => verbs(&json(schema_for!(Message))))
    }

    /// What it can be told with shares that are sent to it.
    pub fn messages_with_shares(self) -> Vec<Verb> {
        match self {
            Self::Hub => verbs(&json(schema_for!(hub::ReceiveMsg))),
            _ => vec![],
        }
    }

    /// What it can be asked.
    pub fn queries(self) -> Vec<Verb> {
        of_each!(self, QueryMsg, Question => verbs(&json(schema_for!(Question))))
    }

    /// What an answer to a query consists of.
    pub fn answer(self, query: &str) -> Option<Kind> {
        let answers = of_each!(self, QueryMsg, Question => Question::response_schemas());
        let schema = json(answers.ok()?.remove(query)?);
        Kind::of_root(&schema)
    }

    /// Whether the contract would understand a message.
    ///
    /// # Errors
    /// What it would say.
    pub fn check_message(self, message: &Value) -> Result<(), String> {
        of_each!(self, ExecuteMsg, Message => read::<Message>(message))
    }

    /// Whether the contract would understand what comes in a cw20 `send`.
    ///
    /// # Errors
    /// What it would say.
    pub fn check_message_in_send(self, message: &Value) -> Result<(), String> {
        match self {
            Self::Hub => read::<hub::ReceiveMsg>(message),
            Self::Vault => read::<vault::ReceiveMsg>(message),
            Self::Fund => read::<fund::ReceiveMsg>(message),
            _ => Err(format!("the {} takes nothing in a cw20 send", self.name())),
        }
    }

    /// Whether the contract would understand a query.
    ///
    /// # Errors
    /// What it would say.
    pub fn check_query(self, query: &Value) -> Result<(), String> {
        of_each!(self, QueryMsg, Question => read::<Question>(query))
    }
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<(), String> {
    serde_json::from_value::<T>(value.clone()).map(|_| ()).map_err(|error| error.to_string())
}

fn json(schema: impl Serialize) -> Value {
    serde_json::to_value(schema).unwrap_or_default()
}
