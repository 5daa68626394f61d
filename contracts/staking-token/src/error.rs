//! What the token refuses, and why.

use cosmwasm_std::StdError;
use thiserror::Error;
use weir_contract::MigrationError;

/// A broken rule of the token.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    /// Storage or JSON.
    #[error(transparent)]
    Std(#[from] StdError),
    /// A rule of cw20-base.
    #[error(transparent)]
    Cw20(#[from] cw20_base::ContractError),
    /// Coins were attached.
    #[error("the token takes no coins, {sent} was attached")]
    FundsRefused {
        /// The first coin attached.
        sent: String,
    },
    /// The caller is not the hub.
    #[error("only the hub {expected} mints and burns, not {actual}")]
    NotHub {
        /// The hub.
        expected: String,
        /// The caller.
        actual: String,
    },
    /// A token without dead shares could be emptied and priced anew.
    #[error("the token starts with at least one dead share, none was given")]
    NoDeadShares,
    /// It cannot be migrated to this code.
    #[error("{0}")]
    Migration(#[from] MigrationError),
}
