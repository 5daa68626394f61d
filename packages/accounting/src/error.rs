//! Why a step of the books cannot be taken.

use thiserror::Error;
use weir_quantities::{Assets, BatchId, QuantityError, Shares, Time};

/// Why a step of the books cannot be taken.
#[derive(Error, Debug, PartialEq, Eq, Clone)]
pub enum AccountingError {
    /// An amount left the range of 128 bits.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// Backing is below a millionth of the supply: there is no rate to act at.
    #[error("the hub is insolvent: {backing} assets back {supply} shares")]
    Insolvent {
        /// Assets behind the shares.
        backing: Assets,
        /// Shares in existence.
        supply: Shares,
    },
    /// The hub was insolvent, and what reaches it still belongs to those who lost.
    #[error("the hub was insolvent; until {until} it only takes covers")]
    Recovering {
        /// Until when.
        until: Time,
    },
    /// What is paid in is worth less than one share.
    #[error(
        "{assets} assets are worth less than one share at {backing} assets for {supply} shares"
    )]
    NothingMinted {
        /// What was paid in.
        assets: Assets,
        /// Assets behind the shares.
        backing: Assets,
        /// Shares in existence.
        supply: Shares,
    },
    /// What is redeemed is worth less than one unit after the fee.
    #[error("{shares} shares are worth nothing after the fee")]
    NothingPaid {
        /// What was to be redeemed.
        shares: Shares,
    },
    /// The buffer holds less than is to be paid.
    #[error("the buffer holds {buffer}, paying takes {needed}")]
    BufferTooSmall {
        /// What the buffer holds.
        buffer: Assets,
        /// What is to be paid.
        needed: Assets,
    },
    /// Instant redemptions took as much as they may for now.
    #[error("instant redemptions may take {allowed} assets more for now, this one takes {needed}")]
    OutflowExceeded {
        /// What may still leave.
        allowed: Assets,
        /// What is to be paid.
        needed: Assets,
    },
    /// More shares than the batch or request holds.
    #[error("batch {batch} holds {held} of these shares, {asked} were asked for")]
    TooManyShares {
        /// The batch.
        batch: BatchId,
        /// What is there.
        held: Shares,
        /// What was asked for.
        asked: Shares,
    },
    /// The batch is not one whose requests can be cancelled.
    #[error("requests of batch {batch} cannot be cancelled: {reason}")]
    NotCancellable {
        /// The batch.
        batch: BatchId,
        /// Why not.
        reason: String,
    },
    /// No closed batch waits for its submission.
    #[error("no closed batch waits; batch {open} closes after {closes_at}")]
    NothingWaits {
        /// The batch that gathers requests.
        open: BatchId,
        /// When it closes; 0 when it is empty.
        closes_at: Time,
    },
    /// The lag after closing is not over.
    #[error("batch {batch} can be submitted from {from}, it is {now}")]
    LagNotOver {
        /// The batch.
        batch: BatchId,
        /// When the lag is over.
        from: Time,
        /// The time of the block.
        now: Time,
    },
}
