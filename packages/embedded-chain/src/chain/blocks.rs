//! The clock.

use cosmwasm_std::BlockInfo;

use super::EmbeddedChain;
use crate::contract::caught;
use crate::event::ChainEvent;

const USUAL_BLOCK: u64 = 6;

impl EmbeddedChain {
    /// The block transactions run in.
    pub fn block(&self) -> BlockInfo {
        self.app.block_info()
    }

    /// Ends the block and begins one that is `seconds` later.
    ///
    /// What completes at or before the time of the block that ends is paid here, so that the
    /// transactions of the first block not earlier than a completion do not see its coins.
    pub fn advance_block(&mut self, seconds: u64) {
        self.end_block(seconds);
        self.end_transaction();
    }

    /// Whether every transaction ends its block.
    pub fn has_block_per_transaction(&self) -> bool {
        self.block_per_transaction
    }

    /// Where every transaction has its block, the next one has another, at the same time.
    pub fn end_transaction(&mut self) {
        if self.block_per_transaction {
            self.end_block(0);
        }
    }

    fn end_block(&mut self, seconds: u64) {
        let app = &mut self.app;
        let ended = caught(|| {
            app.update_block(|block| {
                block.height = block.height.saturating_add(1);
                block.time = block.time.plus_seconds(seconds);
            });
        });
        if let Err(error) = ended {
            self.log.record(ChainEvent::BlockFailed { reason: error.to_string() });
        }
    }

    /// One block of six seconds.
    pub fn next_block(&mut self) {
        self.advance_block(USUAL_BLOCK);
    }

    /// As many blocks of `block_time` as `seconds` hold, the last one longer by what is left.
    pub fn advance(&mut self, seconds: u64, block_time: u64) {
        let mut left = seconds;
        let step = block_time.max(1);
        while left > 0 {
            let this = if left < step.saturating_mul(2) { left } else { step };
            self.advance_block(this);
            left = left.saturating_sub(this);
        }
    }

    /// The chain stands still and continues with one block after a long gap.
    pub fn halt(&mut self, seconds: u64) {
        self.advance_block(seconds);
    }
}
