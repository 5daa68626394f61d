//! Transactions: what is asked, what is paid, what came of it.

use cosmwasm_std::{Binary, Coin, Decimal, Uint128};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::NodeError;

/// A transaction nobody has signed yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unsigned {
    /// Who sends it: a key of the keyring, or an address the keyring has the key of.
    pub from: String,
    /// What it does, in this order, all or nothing.
    pub msgs: Vec<Msg>,
    /// A remark for the block.
    pub memo: String,
}

impl Unsigned {
    /// One message without a remark.
    pub fn one(from: &str, msg: Msg) -> Self {
        Self { from: from.into(), msgs: vec![msg], memo: String::new() }
    }
}

/// What a transaction does. The sender of each is the transaction's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Msg {
    /// Stores a code.
    StoreCode {
        /// The module, compressed or not.
        wasm: Binary,
    },
    /// Makes a contract at an address that code, sender and salt decide.
    Instantiate2 {
        /// Of which code.
        code_id: u64,
        /// Its label.
        label: String,
        /// Who may migrate it.
        admin: Option<String>,
        /// 1 to 64 bytes.
        salt: Binary,
        /// Its instantiate message.
        msg: Value,
        /// Coins sent along.
        funds: Vec<Coin>,
    },
    /// Calls a contract.
    Execute {
        /// Which.
        contract: String,
        /// Its message.
        msg: Value,
        /// Coins sent along.
        funds: Vec<Coin>,
    },
    /// Gives a contract another code.
    Migrate {
        /// Which.
        contract: String,
        /// The code.
        code_id: u64,
        /// Its migrate message.
        msg: Value,
    },
    /// Gives a contract another admin.
    UpdateAdmin {
        /// Which.
        contract: String,
        /// Who may migrate it from now on.
        admin: String,
    },
    /// Takes a contract's admin away for ever.
    ClearAdmin {
        /// Which.
        contract: String,
    },
    /// Sends coins.
    Send {
        /// To whom.
        to: String,
        /// What.
        coins: Vec<Coin>,
    },
    /// Delegates.
    Delegate {
        /// To whom.
        validator: String,
        /// How much.
        coin: Coin,
    },
    /// Undelegates.
    Undelegate {
        /// From whom.
        validator: String,
        /// How much.
        coin: Coin,
    },
    /// Moves a delegation.
    Redelegate {
        /// From whom.
        from: String,
        /// To whom.
        to: String,
        /// How much.
        coin: Coin,
    },
    /// Withdraws the rewards of a delegation.
    WithdrawRewards {
        /// With whom.
        validator: String,
    },
    /// Asks to be let out of jail; signed by the validator's account.
    Unjail {
        /// The validator.
        validator: String,
    },
    /// Votes on a proposal of the chain's governance.
    Vote {
        /// Which.
        proposal: u64,
        /// How.
        option: VoteOption,
    },
    /// Any other message of the chain, encoded by the caller. Real chains only.
    Other {
        /// Its type, such as `/cosmos.gov.v1.MsgSubmitProposal`.
        type_url: String,
        /// It, in protobuf.
        value: Binary,
    },
}

/// A vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoteOption {
    /// For.
    Yes,
    /// Neither.
    Abstain,
    /// Against.
    No,
    /// Against, and the deposit shall burn.
    NoWithVeto,
}

/// What a transaction may use and pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fee {
    /// How much it may use.
    pub gas: Gas,
    /// What is paid for it.
    pub pay: Pay,
}

impl Fee {
    /// What is paid for so much gas.
    ///
    /// # Errors
    /// When it is more than there can be.
    pub fn coins(&self, gas: u64) -> Result<Vec<Coin>, NodeError> {
        let (amount, denom) = match &self.pay {
            Pay::Coins(coins) => return Ok(coins.clone()),
            Pay::Price { amount, denom } => (amount, denom),
        };
        let fee =
            Uint128::from(gas).checked_mul_ceil(*amount).map_err(|error| NodeError::Invalid {
                what: format!("a gas price of {amount}"),
                cause: error.to_string(),
            })?;
        Ok(if fee.is_zero() { vec![] } else { vec![Coin { amount: fee, denom: denom.clone() }] })
    }

    /// How much gas is allowed, by what a simulation says if that decides.
    ///
    /// # Errors
    /// The simulation's, and when the factor makes it more than there can be.
    pub fn limit(
        &self,
        simulate: impl FnOnce() -> Result<u64, NodeError>,
    ) -> Result<u64, NodeError> {
        match self.gas {
            Gas::Limit(limit) => Ok(limit),
            Gas::Auto { adjustment } => {
                let used = Uint128::from(simulate()?);
                let limit = used.checked_mul_ceil(adjustment).ok();
                limit.and_then(|limit| u64::try_from(limit.u128()).ok()).ok_or_else(|| {
                    let what = format!("a gas adjustment of {adjustment}");
                    NodeError::Invalid { what, cause: "it is too large".into() }
                })
            }
        }
    }
}

/// How much gas a transaction may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gas {
    /// What a simulation says, times this, rounded up.
    Auto {
        /// The factor.
        adjustment: Decimal,
    },
    /// So much.
    Limit(u64),
}

/// What is paid for gas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pay {
    /// So much a unit of gas; the fee is rounded up. Zero pays nothing.
    Price {
        /// Units of the coin for a unit of gas.
        amount: Decimal,
        /// The coin.
        denom: String,
    },
    /// Exactly this.
    Coins(Vec<Coin>),
}

/// A signed transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Its hash: 64 hex digits, upper case.
    pub hash: String,
    /// It, as it is sent.
    pub bytes: Vec<u8>,
    /// No block above this height can have it.
    pub timeout_height: u64,
    /// Gas it may use.
    pub gas_limit: u64,
}

/// A transaction that is in a block and succeeded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TxOutcome {
    /// Its hash.
    pub hash: String,
    /// The block's height.
    pub height: u64,
    /// Gas it was allowed; 0 on a chain without gas.
    pub gas_wanted: u64,
    /// Gas it used; 0 on a chain without gas.
    pub gas_used: u64,
    /// What was reported, in order.
    pub events: Vec<TxEvent>,
    /// What each message answered.
    pub answers: Vec<Answer>,
}

impl TxOutcome {
    /// The value of `key` in the first event of `kind` that has one.
    pub fn attribute(&self, kind: &str, key: &str) -> Option<&str> {
        let of_kind = self.events.iter().filter(|event| event.kind == kind);
        of_kind.filter_map(|event| event.attribute(key)).next()
    }
}

/// Something reported by a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TxEvent {
    /// Its type, such as `wasm-weir_hub_bonded`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Keys and values, in order.
    pub attributes: Vec<(String, String)>,
}

impl TxEvent {
    /// The value of the first attribute with this key.
    pub fn attribute(&self, key: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value.as_str())
    }
}

/// What a message answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Nothing that is read here.
    Nothing,
    /// A code was stored.
    Stored {
        /// Under which id.
        code_id: u64,
    },
    /// A contract was made.
    Instantiated {
        /// Where.
        address: String,
        /// What its instantiate answered.
        data: Binary,
    },
    /// A contract answered a call or a migration.
    Data(Binary),
}
