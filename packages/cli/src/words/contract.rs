//! The four contracts and their messages.

use cosmwasm_schema::{schema_for, QueryResponses};
use serde::Serialize;
use serde_json::Value;
use weir_interface::{distributor, hub, registry, token};

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
}

impl Contract {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Hub, Self::Token, Self::Registry, Self::Distributor];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hub => "hub",
            Self::Token => "token",
            Self::Registry => "registry",
            Self::Distributor => "distributor",
        }
    }

    /// What it is, in one line.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Hub => "The staking hub: bonding, redemption, batches, the exchange rate",
            Self::Token => "The staking token (cw20)",
            Self::Registry => "The validator registry: which validators, weights, standings",
            Self::Distributor => "The reward distributor: fee, receivers, routes of other coins",
        }
    }

    /// What it can be told.
    pub fn messages(self) -> Vec<Verb> {
        match self {
            Self::Hub => verbs(&json(schema_for!(hub::ExecuteMsg))),
            Self::Token => verbs(&json(schema_for!(token::ExecuteMsg))),
            Self::Registry => verbs(&json(schema_for!(registry::ExecuteMsg))),
            Self::Distributor => verbs(&json(schema_for!(distributor::ExecuteMsg))),
        }
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
        match self {
            Self::Hub => verbs(&json(schema_for!(hub::QueryMsg))),
            Self::Token => verbs(&json(schema_for!(token::QueryMsg))),
            Self::Registry => verbs(&json(schema_for!(registry::QueryMsg))),
            Self::Distributor => verbs(&json(schema_for!(distributor::QueryMsg))),
        }
    }

    /// What an answer to a query consists of.
    pub fn answer(self, query: &str) -> Option<Kind> {
        let answers = match self {
            Self::Hub => hub::QueryMsg::response_schemas(),
            Self::Token => token::QueryMsg::response_schemas(),
            Self::Registry => registry::QueryMsg::response_schemas(),
            Self::Distributor => distributor::QueryMsg::response_schemas(),
        };
        let schema = json(answers.ok()?.remove(query)?);
        Kind::of_root(&schema)
    }

    /// Whether the contract would understand a message.
    ///
    /// # Errors
    /// What it would say.
    pub fn check_message(self, message: &Value) -> Result<(), String> {
        match self {
            Self::Hub => read::<hub::ExecuteMsg>(message),
            Self::Token => read::<token::ExecuteMsg>(message),
            Self::Registry => read::<registry::ExecuteMsg>(message),
            Self::Distributor => read::<distributor::ExecuteMsg>(message),
        }
    }

    /// Whether the contract would understand what comes with shares.
    ///
    /// # Errors
    /// What it would say.
    pub fn check_message_with_shares(self, message: &Value) -> Result<(), String> {
        match self {
            Self::Hub => read::<hub::ReceiveMsg>(message),
            _ => Err(format!("the {} takes no shares", self.name())),
        }
    }

    /// Whether the contract would understand a query.
    ///
    /// # Errors
    /// What it would say.
    pub fn check_query(self, query: &Value) -> Result<(), String> {
        match self {
            Self::Hub => read::<hub::QueryMsg>(query),
            Self::Token => read::<token::QueryMsg>(query),
            Self::Registry => read::<registry::QueryMsg>(query),
            Self::Distributor => read::<distributor::QueryMsg>(query),
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<(), String> {
    serde_json::from_value::<T>(value.clone()).map(|_| ()).map_err(|error| error.to_string())
}

fn json(schema: impl Serialize) -> Value {
    serde_json::to_value(schema).unwrap_or_default()
}
