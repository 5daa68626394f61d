//! How a validator goes down where blocks count: governance makes the window so short that two
//! missed blocks are too many, the validator misses them, and the window is as long as before.

use cosmwasm_std::Decimal;
use embedded_chain::Params;

/// Blocks in which one that votes goes down. One that came back lately votes three blocks later, and
/// is judged when its votes are past a window.
pub(crate) const DOWNTIME_BLOCKS: u64 = 16;

/// The parameters with a window of two blocks, one of which may be missed.
pub(crate) fn short_window(mut params: Params) -> Params {
    params.signed_blocks_window = 2;
    params.min_signed_per_window = Decimal::percent(50);
    params
}
