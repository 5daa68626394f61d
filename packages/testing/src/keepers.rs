//! Time, with or without keepers.

use weir_chain::Chain;

use crate::actions::crank_message;
use crate::Suite;

/// How often keepers look while time passes: a little oftener than the six hours within which two
/// refreshes of the registry count as one without a gap, since cranks take blocks as well.
const ROUND: u64 = 6 * 3_600 - 600;

/// Seconds between blocks.
const USUAL_BLOCK: u64 = 6;

impl<C: Chain> Suite<C> {
    /// Time passes in blocks of six seconds at its ends and few between; keepers act if they are on.
    pub fn seconds_pass(&mut self, seconds: u64) {
        let mut left = seconds;
        while left > 0 {
            let step = left.min(ROUND);
            left -= step;
            self.chain.advance_block(step).unwrap();
            self.look("time");
            if self.keepers {
                self.keep();
            }
        }
    }

    /// Hours pass.
    pub fn hours_pass(&mut self, hours: u64) {
        self.seconds_pass(hours * 3_600);
    }

    /// Days pass.
    pub fn days_pass(&mut self, days: u64) {
        self.seconds_pass(days * 86_400);
    }

    /// A block of six seconds passes, without keepers.
    pub fn next_block(&mut self) {
        self.chain.advance_block(USUAL_BLOCK).unwrap();
        self.look("time");
    }

    /// The chain stands still and goes on with one block.
    pub fn halt(&mut self, seconds: u64) {
        self.chain.advance_block(seconds).unwrap();
        self.look("halt");
    }

    /// Keepers do one round: the registry's refresh, then every crank of the hub that is ready,
    /// each in its block, until none is.
    pub fn keep(&mut self) -> Vec<String> {
        let mut done = vec![];
        if self.refresh().is_ok() {
            done.push("refresh".to_string());
        }
        let mut failed = vec![];
        for _ in 0..64 {
            let mut cranks = self.cranks().into_iter();
            let ready = cranks.find(|crank| crank.ready && !failed.contains(&crank.name));
            let Some(crank) = ready else { break };
            match crank_message(&crank.name).map(|msg| self.hub_call("keeper", &msg)) {
                Some(Ok(_)) => {
                    done.push(crank.name);
                    self.next_block();
                }
                // One that fails keeps no other from its turn.
                Some(Err(_)) | None => failed.push(crank.name),
            }
        }
        done
    }

    /// Everyone left redeems, and time passes until all is settled and paid.
    ///
    /// # Panics
    /// When a batch does not settle within four unbonding periods.
    pub fn everyone_leaves(&mut self, holders: &[&str]) {
        for holder in holders {
            let shares = self.shares_of(holder);
            if shares > 0 {
                self.queue_unbond(holder, shares).unwrap();
            }
        }
        let periods = 4 * self.chain.params().unbonding_period;
        let mut waited = 0;
        while self.is_busy() && waited < periods {
            self.seconds_pass(86_400.min(periods / 20));
            waited += 86_400.min(periods / 20);
        }
        assert!(!self.is_busy(), "a batch does not settle: {:?}", self.snapshot().pipeline);
        for holder in holders {
            let _ = self.withdraw(holder);
        }
    }

    /// Whether a batch gathers, waits or is in unbonding.
    pub fn is_busy(&self) -> bool {
        let snapshot = self.snapshot();
        snapshot.queued() > 0 || snapshot.owed.unbonding.u128() > 0
    }
}
