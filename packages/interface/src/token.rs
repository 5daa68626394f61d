//! The staking token: a cw20 that only the hub mints and burns.

use cosmwasm_schema::QueryResponses;
use cosmwasm_std::{Addr, Binary, CosmosMsg, QuerierWrapper, Uint128, WasmMsg};
use cw20::{Expiration, Logo};
use weir_json::{json, query_smart, to_binary, Failure, Map};
use weir_quantities::Shares;

/// Creates the token. Sent by the hub, which becomes the only minter for ever.
#[json]
#[serde(deny_unknown_fields)]
pub struct InstantiateMsg {
    /// Name for people, 3 to 50 bytes.
    pub name: String,
    /// Ticker, 3 to 12 letters or hyphens.
    pub symbol: String,
    /// Decimal places: those of the staking coin, so that both are read alike.
    pub decimals: u8,
    /// The dead shares: minted to the hub, never to leave it.
    pub dead_shares: Shares,
    /// Project, description, logo and who may change them.
    pub marketing: Option<Marketing>,
}

/// What wallets show of the token.
#[json]
#[serde(deny_unknown_fields)]
pub struct Marketing {
    /// A link to the project.
    pub project: Option<String>,
    /// What the token is.
    pub description: Option<String>,
    /// Who may change these.
    pub marketing: Option<String>,
    /// The logo.
    pub logo: Option<Logo>,
}

/// What the token does. The fields are cw20's; unknown ones are refused.
#[json]
#[serde(deny_unknown_fields)]
pub enum ExecuteMsg {
    /// Moves shares to another account. Caller: holder.
    Transfer {
        /// Who gets them.
        recipient: String,
        /// How many.
        amount: Uint128,
    },
    /// Moves shares to a contract and calls its `receive`. Caller: holder.
    Send {
        /// The contract.
        contract: String,
        /// How many.
        amount: Uint128,
        /// What the contract is told.
        msg: Binary,
    },
    /// Mints shares. Caller: hub.
    Mint {
        /// Who gets them.
        recipient: String,
        /// How many.
        amount: Uint128,
    },
    /// Burns shares of the caller. Caller: hub, which burns what it holds in escrow.
    Burn {
        /// How many.
        amount: Uint128,
    },
    /// Lets another account spend more of the caller's shares. Caller: holder.
    IncreaseAllowance {
        /// Who may spend.
        spender: String,
        /// How many more.
        amount: Uint128,
        /// Until when; as before if left out.
        expires: Option<Expiration>,
    },
    /// Lets another account spend less of the caller's shares. Caller: holder.
    DecreaseAllowance {
        /// Who may spend.
        spender: String,
        /// How many fewer.
        amount: Uint128,
        /// Until when; as before if left out.
        expires: Option<Expiration>,
    },
    /// Moves shares of another account. Caller: who has an allowance.
    TransferFrom {
        /// Whose shares.
        owner: String,
        /// Who gets them.
        recipient: String,
        /// How many.
        amount: Uint128,
    },
    /// Moves shares of another account to a contract and calls its `receive`. Caller: who has an
    /// allowance.
    SendFrom {
        /// Whose shares.
        owner: String,
        /// The contract.
        contract: String,
        /// How many.
        amount: Uint128,
        /// What the contract is told.
        msg: Binary,
    },
    /// Changes what wallets show. Caller: the marketing account.
    UpdateMarketing {
        /// A link to the project; an empty text removes it.
        project: Option<String>,
        /// What the token is; an empty text removes it.
        description: Option<String>,
        /// Who may change these; an empty text makes them final.
        marketing: Option<String>,
    },
    /// Changes the logo. Caller: the marketing account.
    UploadLogo(Logo),
}

/// What can be asked of the token: cw20's queries.
#[json]
#[derive(QueryResponses)]
#[serde(deny_unknown_fields)]
pub enum QueryMsg {
    /// Shares of an account.
    #[returns(cw20::BalanceResponse)]
    Balance {
        /// The account.
        address: String,
    },
    /// Name, symbol, decimals and supply.
    #[returns(cw20::TokenInfoResponse)]
    TokenInfo {},
    /// The hub, and no cap.
    #[returns(cw20::MinterResponse)]
    Minter {},
    /// What one account may spend of another's shares.
    #[returns(cw20::AllowanceResponse)]
    Allowance {
        /// Whose shares.
        owner: String,
        /// Who may spend.
        spender: String,
    },
    /// All allowances that an account gave.
    #[returns(cw20::AllAllowancesResponse)]
    AllAllowances {
        /// Whose shares.
        owner: String,
        /// Begin after this spender.
        start_after: Option<String>,
        /// At most this many.
        limit: Option<u32>,
    },
    /// All allowances that an account was given.
    #[returns(cw20::AllSpenderAllowancesResponse)]
    AllSpenderAllowances {
        /// Who may spend.
        spender: String,
        /// Begin after this owner.
        start_after: Option<String>,
        /// At most this many.
        limit: Option<u32>,
    },
    /// All accounts with a balance.
    #[returns(cw20::AllAccountsResponse)]
    AllAccounts {
        /// Begin after this account.
        start_after: Option<String>,
        /// At most this many.
        limit: Option<u32>,
    },
    /// What wallets show.
    #[returns(cw20::MarketingInfoResponse)]
    MarketingInfo {},
    /// The logo, when it is stored here.
    #[returns(cw20::DownloadLogoResponse)]
    DownloadLogo {},
}

/// Migrates to a newer version of the same contract.
#[json]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {}

/// The token at an address.
#[json]
pub struct TokenContract(pub Addr);

impl TokenContract {
    /// A message to the token, without funds.
    ///
    /// # Errors
    /// When the message cannot be written as JSON.
    pub fn call(&self, msg: &ExecuteMsg) -> Result<CosmosMsg, Failure> {
        Ok(WasmMsg::Execute {
            contract_addr: self.0.to_string(),
            msg: to_binary(msg),
            funds: vec![],
        }
        .into())
    }

    /// Mints shares to an account.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn mint(&self, recipient: &Addr, shares: Shares) -> Result<CosmosMsg, Failure> {
        self.call(&ExecuteMsg::Mint { recipient: recipient.to_string(), amount: shares.into() })
    }

    /// Burns shares that the caller holds.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn burn(&self, shares: Shares) -> Result<CosmosMsg, Failure> {
        self.call(&ExecuteMsg::Burn { amount: shares.into() })
    }

    /// What an account has, out of its row: a look at it does not load the token. Nothing where there
    /// is no row. A test of the token compares it with the token's answer.
    ///
    /// # Errors
    /// When there is no such token.
    pub fn stored_balance(
        &self,
        querier: QuerierWrapper<'_>,
        holder: &Addr,
    ) -> Result<Option<Uint128>, Failure> {
        Map::new("balance").query_json(querier, &self.0, holder)
    }

    /// How many shares there are.
    ///
    /// # Errors
    /// When the token does not answer.
    pub fn supply(&self, querier: QuerierWrapper<'_>) -> Result<Shares, Failure> {
        #[json]
        struct Info {
            total_supply: Shares,
        }
        Ok(query_smart::<Info>(querier, &self.0, &QueryMsg::TokenInfo {})?.total_supply)
    }

    /// Moves shares that the caller holds.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn transfer(&self, recipient: &Addr, shares: Shares) -> Result<CosmosMsg, Failure> {
        self.call(&ExecuteMsg::Transfer { recipient: recipient.to_string(), amount: shares.into() })
    }
}
