//! How every life ends: faults are repaired, time passes, everyone leaves, and the coins add up.

use std::collections::BTreeSet;
use weir_accounting::RECOVERY_PERIOD;
use weir_chain::{Chain, Event};

use crate::Violation;

use super::{Life, USERS};

/// How long everything may take: unbonding periods, the longest pause, the longest wait for a
/// validator that was refused. After an insolvency comes its recovery.
const PERIODS: u64 = 5;

impl<C: Chain> Life<C> {
    /// Ends it: everyone can leave, and what left is what came, less what was lost.
    ///
    /// # Errors
    /// When an invariant is broken.
    pub fn finale(&mut self) -> Result<(), Violation> {
        self.leave_vaults_and_fund()?;
        self.first_violation()?;
        self.heal();
        self.settle()?;
        self.everyone_queues()?;
        self.settle()?;
        self.everyone_withdraws()?;
        self.suite.check_everything();
        self.the_coins_add_up()?;
        self.first_violation()
    }

    fn first_violation(&self) -> Result<(), Violation> {
        self.suite.violations.first().map_or(Ok(()), |violation| Err(violation.clone()))
    }

    fn heal(&mut self) {
        for name in self.suite.validators.clone() {
            let operator = self.suite.operator(&name);
            let validator = operator.clone();
            self.happen(Event::DistributionBroken { validator, fault: None }).unwrap();
            self.happen(Event::Unreadable { validator: operator, what: None }).unwrap();
        }
        self.panicking.clear();
        for (validator, id) in self.held.clone() {
            let _ = self.release(&validator, id);
        }
        let period = self.usual_period;
        self.suite.govern(|params| {
            params.unbonding_period = period;
            params.max_entries = 7;
        });
        let told = self.suite.configure("owner", |parameters| {
            parameters.unbonding_period = Some(period);
            parameters.max_entries = Some(7);
        });
        told.unwrap();
        for scope in self.closed_scopes() {
            self.suite.resume("owner", &[scope]).unwrap();
        }
        self.suite.next_block();
        let _ = self.suite.crank("sync");
    }

    /// Coins for an insolvent hub: nothing else ends that state where nothing earns. Once is enough,
    /// with time.
    fn cover(&mut self) {
        let snapshot = self.suite.snapshot();
        let (books, now) = (&snapshot.books, snapshot.now);
        if books.is_insolvent(now).unwrap() && books.recovers_until(now).is_none() {
            let units = snapshot.shares() / 10 + 1;
            self.fund("alice", units);
            let hub = self.suite.hub.clone();
            let msg = weir_interface::hub::ExecuteMsg::Cover {};
            self.suite.execute("alice", &hub, &msg, units).unwrap();
        }
    }

    /// 14: every batch settles with permissionless calls and time.
    fn settle(&mut self) -> Result<(), Violation> {
        self.suite.keepers = true;
        let step = (self.usual_period / 20).max(3_600);
        let end = self.suite.now() + PERIODS * self.usual_period + RECOVERY_PERIOD.u64();
        self.cover();
        self.suite.seconds_pass(step);
        while self.suite.is_busy() && self.suite.now() < end {
            self.cover();
            self.suite.seconds_pass(step);
            self.first_violation()?;
        }
        if self.suite.is_busy() {
            let snapshot = self.suite.snapshot();
            let detail = format!("{:?}, {:?}", snapshot.pipeline, snapshot.owed);
            return Err(self.violation("every_batch_settles", "the finale", detail));
        }
        Ok(())
    }

    /// 20: every holder of the least amount can leave.
    fn everyone_queues(&mut self) -> Result<(), Violation> {
        for who in USERS {
            let shares = self.suite.shares_of(who);
            let storage = self.suite.storage_of(&self.suite.hub);
            let user = weir_staking_hub::state::ACCESS.load(&*storage).unwrap().parameters;
            drop(storage);
            if shares == 0 || shares < user.min_unbond.u128() {
                continue;
            }
            if let Err(refusal) = self.suite.queue_unbond(who, shares) {
                let detail = format!("{who} with {shares}: {}", refusal.text());
                return Err(self.violation("everyone_can_leave", "the finale", detail));
            }
        }
        self.first_violation()
    }

    fn everyone_withdraws(&mut self) -> Result<(), Violation> {
        use weir_staking_hub::ContractError::NothingPayable;
        // Late coins that came in last settle what batches still miss.
        self.suite.keep();
        let owners: BTreeSet<&str> = self.requests().into_iter().map(|row| row.0).collect();
        for who in owners {
            let had = self.suite.coins_of(who);
            for _ in 0..100 {
                match self.suite.withdraw(who) {
                    Ok(_) => {}
                    Err(refusal) if matches!(refusal.hub(), Some(NothingPayable { .. })) => break,
                    Err(refusal) => {
                        let detail = format!("{who}: {}", refusal.text());
                        return Err(self.violation("everyone_is_paid", "the finale", detail));
                    }
                }
            }
            self.note_unwound(who, had);
        }
        self.first_violation()
    }

    /// Coins for a request of a service, who is no user.
    pub(super) fn note_unwound(&mut self, who: &str, had: u128) {
        if !USERS.contains(&who) {
            self.unwound += self.suite.coins_of(who) - had;
        }
    }

    /// What actors took is what they put in and what was earned, less what was lost; nothing is
    /// left in the hub but the buffer and rounding with a name.
    fn the_coins_add_up(&self) -> Result<(), Violation> {
        let flows = self.suite.flows;
        let held: u128 = USERS.iter().map(|who| self.suite.coins_of(who)).sum();
        let gone = self.given + self.given_to_distributor + self.unwound + self.beside.paid;
        let expected = self.funded + flows.taken_out + self.beside.got - flows.put_in - gone;
        if held != expected {
            let detail =
                format!("users hold {held}, {expected} by what they gave and got: {flows:?}");
            return Err(self.violation("coins_reach_their_owners", "the finale", detail));
        }
        let whole = self.begun_with + flows.came;
        let slack = 2 * flows.acts;
        if flows.left + self.lost > whole + slack {
            let detail = format!("{} left and {} lost of {whole}", flows.left, self.lost);
            return Err(self.violation("nobody_takes_more_than_there_is", "the finale", detail));
        }
        let snapshot = self.suite.snapshot();
        let requests = u128::from(flows.requests) + self.batches();
        let dust = snapshot.coins - snapshot.books.pool.buffer.u128();
        let owed: u128 = self.requests().len() as u128;
        if self.faults || self.given > 0 || owed > 0 {
            return Ok(());
        }
        if dust > 2 * requests {
            let detail = format!("{dust} units beyond the buffer after {requests} requests");
            return Err(self.violation("the_hub_keeps_only_dust", "the finale", detail));
        }
        Ok(())
    }
}
