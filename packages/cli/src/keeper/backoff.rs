//! A crank that fails waits longer each time, and keeps no other from its turn.

use std::collections::BTreeMap;

use super::Crank;

/// Seconds a crank waits after its first failure; twice as long after each further one.
const FIRST: u64 = 30;
/// Seconds it waits at most.
const MOST: u64 = 3_600;

/// Failures of cranks.
#[derive(Clone, Debug, Default)]
pub struct Backoffs {
    rows: BTreeMap<Crank, Row>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Row {
    failures: u32,
    until: u64,
    out_of_gas: u32,
}

impl Backoffs {
    /// Notes a failure. Answers how many there were in a row, and for how many seconds the crank
    /// waits.
    pub fn failed(&mut self, crank: &Crank, now: u64) -> (u32, u64) {
        let row = self.rows.entry(crank.clone()).or_default();
        row.failures = row.failures.saturating_add(1);
        let doublings = row.failures.saturating_sub(1).min(20);
        let wait = FIRST.saturating_mul(2_u64.saturating_pow(doublings)).min(MOST);
        row.until = now.saturating_add(wait);
        (row.failures, wait)
    }

    /// Notes that it ran out of gas: it is given more the next time.
    pub fn ran_out_of_gas(&mut self, crank: &Crank) {
        let row = self.rows.entry(crank.clone()).or_default();
        row.out_of_gas = row.out_of_gas.saturating_add(1);
    }

    /// How often it ran out of gas since it last went through.
    pub fn out_of_gas(&self, crank: &Crank) -> u32 {
        self.rows.get(crank).map_or(0, |row| row.out_of_gas)
    }

    /// Forgets its failures.
    pub fn went_well(&mut self, crank: &Crank) {
        self.rows.remove(crank);
    }

    /// Notes that it is not tried again. It does not count as failing any more.
    pub fn leave(&mut self, crank: &Crank) {
        let row = self.rows.entry(crank.clone()).or_default();
        (row.failures, row.until) = (0, u64::MAX);
    }

    /// Forgets the others.
    pub fn keep(&mut self, is_kept: impl Fn(&Crank) -> bool) {
        self.rows.retain(|crank, _| is_kept(crank));
    }

    /// Whether it waits.
    pub fn waits(&self, crank: &Crank, now: u64) -> bool {
        self.rows.get(crank).is_some_and(|row| now < row.until)
    }

    /// Cranks that failed and did not go through since.
    pub fn failing(&self) -> Vec<String> {
        self.rows
            .iter()
            .filter(|(_, row)| row.failures > 0)
            .map(|(crank, _)| crank.to_string())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Contract;

    fn crank(name: &str) -> Crank {
        Crank::whole(Contract::Hub, name)
    }

    #[test]
    fn waits_double_up_to_an_hour_and_end_with_success() {
        let (sync, mut all) = (crank("sync"), Backoffs::default());
        let waits: Vec<u64> = (0..9).map(|_| all.failed(&sync, 100).1).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        assert!(all.waits(&sync, 3_699) && !all.waits(&sync, 3_700));
        assert_eq!(all.failing(), ["sync"]);
        all.went_well(&sync);
        assert!(!all.waits(&sync, 100) && all.failing().is_empty());
        assert_eq!(all.failed(&sync, 100), (1, 30));
    }

    #[test]
    fn one_crank_waits_and_no_other() {
        let mut all = Backoffs::default();
        all.failed(&crank("sync"), 100);
        assert!(!all.waits(&crank("harvest"), 101));
    }

    #[test]
    fn one_that_is_left_alone_waits_for_ever_and_is_not_failing() {
        let (sync, mut all) = (crank("sync"), Backoffs::default());
        all.failed(&sync, 100);
        all.failed(&crank("harvest"), 100);
        all.leave(&sync);
        assert!(all.waits(&sync, u64::MAX - 1));
        assert_eq!(all.failing(), ["harvest"]);
        all.keep(|crank| crank.name == "harvest");
        assert!(!all.waits(&sync, 101) && all.waits(&crank("harvest"), 101));
    }

    #[test]
    fn no_number_of_failures_overflows() {
        let (sync, mut all) = (crank("sync"), Backoffs::default());
        for _ in 0..100 {
            assert!(all.failed(&sync, u64::MAX - 1).1 <= 3_600);
        }
    }
}
