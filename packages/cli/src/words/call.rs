//! Messages and queries as they were written, and as the contracts take them.

use cosmwasm_std::{Binary, Coin};
use serde_json::{json, Value};
use weir_interface::restaking::Asset;

use super::amount::{Amount, Coins, UnitError, Units};
use super::value::settle;
use super::{habits, Contract, Kind, Verb};

/// Where the suite is and what its coin is.
pub trait Suite {
    /// A contract's address.
    ///
    /// # Errors
    /// When it is not known.
    fn address(&self, contract: Contract) -> Result<String, CallError>;

    /// The address of a key by its name, or an address as it is.
    ///
    /// # Errors
    /// When there is no such key.
    fn account(&self, name: &str) -> Result<String, CallError>;

    /// What a vault or the fund holds.
    ///
    /// # Errors
    /// When it does not answer.
    fn asset(&self, contract: &str) -> Result<Asset, CallError>;

    /// Coin and token.
    ///
    /// # Errors
    /// When the suite does not answer.
    fn units(&self) -> Result<Units, UnitError>;
}

/// Why a message cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// An amount.
    #[error(transparent)]
    Unit(#[from] UnitError),
    /// A field's content.
    #[error("the {} would not understand `{verb}`: {cause}", .contract.name())]
    NotUnderstood {
        /// The contract.
        contract: Contract,
        /// The message or query.
        verb: String,
        /// What it would say.
        cause: String,
    },
    /// A contract's address.
    #[error("{0}")]
    NoAddress(String),
    /// The chain, or a file.
    #[error(transparent)]
    Node(weir_client::NodeError),
}

/// What comes along with a message, as it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Sent {
    /// Nothing.
    Nothing,
    /// Coins.
    Coins(Coins),
    /// Shares, by way of the token.
    Shares(Value),
    /// The contract's own asset: coins, or by way of its token.
    Asset(Amount),
}

/// A message to a contract.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Whom it is for.
    pub contract: Contract,
    /// Which.
    pub verb: Verb,
    pub(super) at: Option<String>,
    pub(super) written: Value,
    pub(super) sent: Sent,
}

/// A message as the chain takes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// The contract that is called.
    pub contract: String,
    /// Its message.
    pub msg: Value,
    /// Coins that come along.
    pub funds: Vec<Coin>,
}

impl Call {
    /// The message with every amount in base units, at its address.
    ///
    /// # Errors
    /// When an amount or an address is not known, or the contract would not understand it.
    pub fn settled(&self, suite: &dyn Suite) -> Result<Settled, CallError> {
        let known = || suite.units();
        let mut msg = self.written.clone();
        settle(&whole(&self.verb), &mut msg, &Within { suite, contract: self.contract })?;
        let contract = address(self.contract, self.at.as_deref(), suite)?;
        match &self.sent {
            Sent::Nothing => self.direct(contract, msg, vec![]),
            Sent::Coins(coins) => self.direct(contract, msg, vec![coins.coin(&known)?]),
            Sent::Shares(shares) => {
                let mut amount = shares.clone();
                settle(&Kind::Units(super::Of::Shares), &mut amount, suite)?;
                self.in_send(suite.address(Contract::Token)?, &contract, &msg, &amount)
            }
            Sent::Asset(amount) => match suite.asset(&contract)? {
                Asset::Native { denom } => {
                    let coin = amount.coin_of(&denom, &known)?;
                    self.direct(contract, msg, vec![coin])
                }
                Asset::Cw20 { address } => {
                    if amount.has_unit() && suite.address(Contract::Token)? != address {
                        return Err(amount.unknown(&address).into());
                    }
                    let units = amount.units(super::Of::Shares, &known)?;
                    self.in_send(address, &contract, &msg, &units.to_string().into())
                }
            },
        }
    }

    fn direct(&self, contract: String, msg: Value, funds: Vec<Coin>) -> Result<Settled, CallError> {
        self.contract.check_message(&msg).map_err(|cause| self.not_understood(cause))?;
        Ok(Settled { contract, msg, funds })
    }

    /// By way of a token.
    fn in_send(
        &self,
        token: String,
        contract: &str,
        msg: &Value,
        amount: &Value,
    ) -> Result<Settled, CallError> {
        self.contract.check_message_in_send(msg).map_err(|cause| self.not_understood(cause))?;
        let inner = Binary::from(msg.to_string().as_bytes());
        let send = json!({ "send": { "contract": contract, "amount": amount, "msg": inner } });
        Contract::Token.check_message(&send).map_err(|cause| self.not_understood(cause))?;
        Ok(Settled { contract: token, msg: send, funds: vec![] })
    }

    fn not_understood(&self, cause: String) -> CallError {
        CallError::NotUnderstood { contract: self.contract, verb: self.verb.name.clone(), cause }
    }
}

/// A query to a contract.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// Whom it asks.
    pub contract: Contract,
    /// What.
    pub verb: Verb,
    pub(super) at: Option<String>,
    pub(super) written: Value,
}

impl Query {
    /// Where it goes.
    ///
    /// # Errors
    /// When the address is not known.
    pub fn address(&self, suite: &dyn Suite) -> Result<String, CallError> {
        address(self.contract, self.at.as_deref(), suite)
    }

    /// The query with every amount in base units.
    ///
    /// # Errors
    /// As [`Call::settled`].
    pub fn settled(&self, suite: &dyn Suite) -> Result<Value, CallError> {
        let mut query = self.written.clone();
        settle(&whole(&self.verb), &mut query, &Within { suite, contract: self.contract })?;
        let name = &self.verb.name;
        if habits::is_token_address(self.contract, name, "denom") {
            if let Some(fields) = query.get_mut(name).and_then(Value::as_object_mut) {
                if !fields.contains_key("denom") {
                    fields.insert("denom".into(), suite.address(Contract::Token)?.into());
                }
            }
        }
        self.contract.check_query(&query).map_err(|cause| CallError::NotUnderstood {
            contract: self.contract,
            verb: name.clone(),
            cause,
        })?;
        Ok(query)
    }
}

/// The one that was named of many, or the only one.
fn address(contract: Contract, at: Option<&str>, suite: &dyn Suite) -> Result<String, CallError> {
    at.map_or_else(|| suite.address(contract), |at| suite.account(at))
}

/// The suite as the amounts of one contract see it: the coin's name means nothing where a contract
/// has an asset of its own.
struct Within<'a> {
    suite: &'a dyn Suite,
    contract: Contract,
}

impl Suite for Within<'_> {
    fn address(&self, contract: Contract) -> Result<String, CallError> {
        self.suite.address(contract)
    }

    fn account(&self, name: &str) -> Result<String, CallError> {
        self.suite.account(name)
    }

    fn asset(&self, contract: &str) -> Result<Asset, CallError> {
        self.suite.asset(contract)
    }

    fn units(&self) -> Result<Units, UnitError> {
        match self.contract.has_own_asset() {
            true => Err(UnitError::OwnAsset { contract: self.contract.name() }),
            false => self.suite.units(),
        }
    }
}

/// A whole message, of which a variant is the content.
fn whole(verb: &Verb) -> Kind {
    Kind::OneOf(vec![verb.clone()])
}
