//! Messages and answers.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Decimal, Uint128};
use cw20::Cw20ReceiveMsg;
use weir_interface::restaking::SlashNotice;

/// Creates the lender. What it lends is what it holds: send it coins.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct InstantiateMsg {
    /// Sets the price of its own feed.
    pub feeder: String,
    /// Says what a share of the derivative redeems for.
    pub hub: String,
    /// The derivative.
    pub token: String,
    /// What is lent: the staking coin.
    pub denom: String,
    /// Tells of slashes.
    pub coordinator: String,
    /// The oldest price or rate that counts, in seconds.
    pub max_age: u64,
    /// Most debt of a new loan, as a share of its collateral.
    pub max_loan: Decimal,
    /// A debt beyond this share of its collateral is liquidated.
    pub liquidation_at: Decimal,
    /// What a liquidator gets beyond what he repays.
    pub bonus: Decimal,
    /// No new debt for so many seconds after a slash.
    pub careful_for: u64,
}

/// What the lender is told in a cw20 `send`.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub enum ReceiveMsg {
    /// Adds collateral of the sender.
    Deposit {},
}

/// What the lender does.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub enum ExecuteMsg {
    /// Takes shares in a cw20 `send`. Caller: the derivative's token.
    Receive(Cw20ReceiveMsg),
    /// Lends to the caller. Fails over `max_loan`, at a stale price or rate, and after a slash.
    Borrow {
        /// How much.
        amount: Uint128,
    },
    /// Repays a debt; what is too much goes back. Funds: the lent coin. Always works.
    Repay {
        /// Whose; the caller's if left out.
        borrower: Option<String>,
    },
    /// Gives collateral back to the caller. With a debt it fails as a loan of the whole debt would.
    Withdraw {
        /// How many shares.
        shares: Uint128,
    },
    /// Repays a debt that its collateral does not carry any more, and takes collateral for it.
    /// Caller: anyone. Funds: the lent coin; what is too much goes back. Fails at a stale price or
    /// rate.
    Liquidate {
        /// Whose.
        borrower: String,
    },
    /// Sets the price of a share in the lent coin. Caller: the feeder.
    SetPrice {
        /// The price.
        price: Decimal,
    },
    /// A slash in restaking. Caller: the coordinator.
    OnSlash(SlashNotice),
}

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
#[serde(deny_unknown_fields)]
pub enum QueryMsg {
    /// What a share counts for now. An error at a stale price or rate.
    #[returns(Decimal)]
    Value {},
    /// A borrower's collateral and debt.
    #[returns(LoanResponse)]
    Loan {
        /// Who.
        borrower: String,
    },
    /// Until when there is no new debt.
    #[returns(u64)]
    CarefulUntil {},
}

/// A borrower's collateral and debt.
#[cw_serde]
#[derive(Default)]
pub struct LoanResponse {
    /// Shares of the derivative.
    pub collateral: Uint128,
    /// What is owed.
    pub debt: Uint128,
}
