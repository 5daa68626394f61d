//! What the contracts of restaking share: assets, terms of services, listeners.

use cosmwasm_std::{
    to_json_binary, Addr, BankMsg, Coin, CosmosMsg, Decimal, QuerierWrapper, WasmMsg,
};
use weir_json::{json, query_smart, to_binary, Failure, Row};
use weir_quantities::{Assets, OperatorId, ServiceId, SlashId, TermsVersion};

use crate::token;

/// What a vault holds: one allow-listed token or coin.
#[json]
#[derive(Eq, PartialOrd, Ord, Row)]
#[serde(deny_unknown_fields)]
pub enum Asset {
    /// A cw20 token, as the derivative.
    Cw20 {
        /// The token's contract.
        address: String,
    },
    /// A coin of the chain.
    Native {
        /// The coin.
        denom: String,
    },
}

impl Asset {
    /// What an account has of it.
    ///
    /// # Errors
    /// When the token does not answer.
    pub fn balance(&self, querier: QuerierWrapper<'_>, holder: &Addr) -> Result<Assets, Failure> {
        #[json]
        struct Balance {
            balance: Assets,
        }
        match self {
            Self::Cw20 { address } => {
                let token = Addr::unchecked(address);
                let msg = token::QueryMsg::Balance { address: holder.to_string() };
                Ok(query_smart::<Balance>(querier, &token, &msg)?.balance)
            }
            Self::Native { denom } => {
                Ok(querier.query_balance(holder, denom.clone())?.amount.into())
            }
        }
    }

    /// Sends some of it to an account.
    ///
    /// # Errors
    /// When the message cannot be written as JSON.
    pub fn transfer(&self, recipient: &str, assets: Assets) -> Result<CosmosMsg, Failure> {
        let (recipient, amount) = (recipient.to_string(), assets.into());
        Ok(match self {
            Self::Cw20 { address } => {
                let msg = cw20::Cw20ExecuteMsg::Transfer { recipient, amount };
                execute(address, to_json_binary(&msg)?, vec![])
            }
            Self::Native { denom } => {
                let amount = vec![Coin { denom: denom.clone(), amount }];
                BankMsg::Send { to_address: recipient, amount }.into()
            }
        })
    }

    /// Sends some of it to a contract together with a message: in a cw20 `send`, or attached.
    ///
    /// # Errors
    /// When the message cannot be written as JSON.
    pub fn send<T: weir_json::Json>(
        &self,
        contract: &str,
        assets: Assets,
        msg: &T,
    ) -> Result<CosmosMsg, Failure> {
        let (msg, amount) = (to_binary(msg), assets.into());
        Ok(match self {
            Self::Cw20 { address } => {
                let contract = contract.to_string();
                let msg = cw20::Cw20ExecuteMsg::Send { contract, amount, msg };
                execute(address, to_json_binary(&msg)?, vec![])
            }
            Self::Native { denom } => {
                execute(contract, msg, vec![Coin { denom: denom.clone(), amount }])
            }
        })
    }
}

impl std::fmt::Display for Asset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Cw20 { address } => address,
            Self::Native { denom } => denom,
        })
    }
}

fn execute(contract: &str, msg: cosmwasm_std::Binary, funds: Vec<Coin>) -> CosmosMsg {
    WasmMsg::Execute { contract_addr: contract.to_string(), msg, funds }.into()
}

/// Where slashed assets go. Refused in terms where the asset cannot go there.
#[json]
#[derive(Eq, Row)]
#[serde(deny_unknown_fields)]
pub enum Destination {
    /// To an account that the service names. Such a commitment cannot be insured.
    Service {
        /// The account.
        address: String,
    },
    /// To the insurance fund.
    Fund,
    /// To the treasury.
    Treasury,
    /// Burnt through the hub: what was behind them vests for the other holders.
    Burn,
    /// Unbonded through the hub, the coins to an account that the service names.
    Unwind {
        /// The account.
        address: String,
    },
}

/// What silence of the resolvers means.
#[json]
#[derive(Copy, Eq, Row)]
#[serde(deny_unknown_fields)]
pub enum Mode {
    /// A request is executed unless a resolver vetoes it.
    Veto,
    /// A request expires unless a resolver approves it.
    Approve,
}

/// One version of a service's terms. It never changes.
#[json]
#[derive(Eq, Row)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Who may request slashes.
    pub slasher: String,
    /// Part of its commitment that the service may take within an exit delay. Above 0, at most 1.
    pub max_slash: Decimal,
    /// Seconds from an offence to its request, at most 7 days.
    pub evidence_window: u64,
    /// Seconds from a request to its resolution, one hour to 5 days.
    pub resolution_window: u64,
    /// Seconds from the resolution to the last second of the execution, 1 to 3 days.
    pub execution_window: u64,
    /// What silence of the resolvers means.
    pub mode: Mode,
    /// Who may veto, or approve: one or two.
    pub resolvers: Vec<String>,
    /// Where slashed assets go.
    pub destination: Destination,
    /// The least active bond of an operator.
    pub minimum_bond: Assets,
}

/// A version of terms as the registry keeps it.
#[json]
pub struct TermsResponse {
    /// The service.
    pub service: ServiceId,
    /// The version.
    pub version: TermsVersion,
    /// What it says.
    pub terms: Terms,
    /// When the service revoked it, for ever; nothing while it stands.
    pub revoked_at: Option<u64>,
}

/// What a listener is told about.
#[json]
#[derive(Copy, Eq, Row)]
pub enum SlashPhase {
    /// A request was made.
    Requested,
    /// A request ended without a slash.
    Ended,
    /// A request was executed, whatever it took.
    Executed,
}

impl SlashPhase {
    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Ended => "ended",
            Self::Executed => "executed",
        }
    }
}

/// A slash, as listeners are told of it.
#[json]
#[derive(Eq)]
pub struct SlashNotice {
    /// What happened.
    pub phase: SlashPhase,
    /// The request.
    pub id: SlashId,
    /// The service that asks.
    pub service: ServiceId,
    /// The operator of the vault.
    pub operator: OperatorId,
    /// The vault.
    pub vault: String,
    /// The time of the offence.
    pub infraction_time: u64,
    /// What was asked for.
    pub requested: Assets,
    /// What was taken, from bond, cover and pool together.
    pub applied: Assets,
    /// What the pool lost of it.
    pub pool_loss: Assets,
}

/// What a listener of slashes understands. Whatever it does, the slash stands.
#[json]
pub enum ListenerMsg {
    /// A request was made, ended, or executed.
    OnSlash(SlashNotice),
}

/// A listener at an address.
#[json]
pub struct Listener(pub Addr);

impl Listener {
    /// Tells it of a slash.
    ///
    /// # Errors
    /// When the message cannot be written as JSON.
    pub fn on_slash(&self, notice: SlashNotice) -> Result<CosmosMsg, Failure> {
        Ok(execute(self.0.as_str(), to_binary(&ListenerMsg::OnSlash(notice)), vec![]))
    }
}
