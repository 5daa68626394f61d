//! Random lives of a vault: everything at once, all laws after every step.

use cosmwasm_std::Decimal;
use proptest::prelude::*;
use weir_accounting::vault::{
    bucket_for, matures_at, Announcement, Books, Bucket, Commitment, DepositTerms, ExitDelay,
    Limits, Party, Pool, VIRTUAL_SHARES,
};
use weir_json::{pack, unpack};
use weir_quantities::{BucketId, Magnitude, Rounding, Seconds, Shares, VaultTime};

use crate::common::*;
use crate::world::*;

#[derive(Clone, Debug)]
enum Step {
    Deposit(u128),
    Queue(Decimal),
    Cancel(usize, Decimal),
    Announce(usize, u128, u64),
    Lower(usize, Decimal),
    Request(usize, Decimal),
    End(usize),
    Slash(usize, Decimal),
    Rearm(usize),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let one = 0usize..4;
    prop_oneof![
        2 => wide().prop_map(|units| Step::Deposit(units >> 30)),
        2 => fraction().prop_map(Step::Queue),
        1 => (0usize..8, fraction()).prop_map(|(which, part)| Step::Cancel(which, part)),
        2 => (one.clone(), 1..=50u128, 1u64..=100).prop_map(|(service, weight, max)| Step::Announce(service, weight, max)),
        1 => (one.clone(), fraction()).prop_map(|(service, part)| Step::Lower(service, part)),
        1 => (one.clone(), fraction()).prop_map(|(service, part)| Step::Request(service, part)),
        1 => one.clone().prop_map(Step::End),
        2 => (one.clone(), fraction()).prop_map(|(service, part)| Step::Slash(service, part)),
        2 => one.prop_map(Step::Rearm),
        4 => (0u64..30 * 86_400).prop_map(Step::Wait),
    ]
}

struct Life {
    books: Books,
    buckets: Vec<Bucket>,
    now: VaultTime,
    limits: Limits,
    held: u128,
    paid: u128,
    paid_in: u128,
    lost: u128,
}

impl Life {
    fn new(leverage: u64, cap: Decimal) -> Self {
        Self {
            books: Books { pool: pool(1_000_000), commitments: vec![] },
            buckets: vec![],
            now: tau(),
            limits: limits(leverage, cap),
            held: 1_000_000_000,
            paid: 0,
            paid_in: 1_000_000,
            lost: 0,
        }
    }

    fn price(&self) -> num_rational::BigRational {
        let pool = &self.books.pool;
        exact(pool.assets.u128() + 1, pool.shares.u128() + VIRTUAL_SHARES.u128())
    }

    fn settle(&mut self) {
        self.buckets.sort_by_key(|bucket| bucket.id);
        let now = self.now;
        let matured = self.buckets.partition_point(|bucket| matures_at(bucket.id) <= now);
        let due: Vec<_> = self.buckets.drain(..matured).collect();
        let next = self.books.next_change().unwrap();
        let before = self.books.clone();
        self.books.advance(now, rules(self.limits.cap)).unwrap();
        // What is skipped before it is due would have changed nothing.
        assert!(next.is_some_and(|next| next <= now) || self.books == before);
        for bucket in due {
            let settled = self.books.pool.settle(bucket, now).unwrap();
            self.held -= settled.shares.u128();
            self.paid += settled.assets.u128();
        }
    }

    fn newest(&self) -> Option<BucketId> {
        self.buckets.iter().map(|bucket| bucket.id).max()
    }

    /// Makes a step, if it can be made. Answers whether it was a slash.
    fn make(&mut self, step: &Step) -> bool {
        self.settle();
        let now = self.now;
        match step {
            Step::Deposit(units) => {
                let terms = DepositTerms::default();
                if let Ok(minted) = self.books.pool.deposit(assets(*units), Magnitude::ZERO, &terms)
                {
                    self.held += minted.u128();
                    self.paid_in += units;
                }
            }
            Step::Queue(part) => {
                let active = self.books.pool.active_shares().unwrap();
                let shares = active.times(*part, Rounding::Down).unwrap();
                let id = bucket_for(now, DELAY);
                if !self.buckets.iter().any(|bucket| bucket.id == id) {
                    self.buckets.push(Bucket { id, shares: Shares::ZERO });
                }
                let bucket = self.buckets.iter_mut().find(|bucket| bucket.id == id).unwrap();
                self.books.pool.queue(bucket, shares).unwrap();
            }
            Step::Cancel(which, part) => {
                if let Some(bucket) = self.buckets.get_mut(*which) {
                    let shares = bucket.shares.times(*part, Rounding::Down).unwrap();
                    self.books.pool.unqueue(bucket, shares, now).unwrap();
                }
            }
            Step::Announce(number, percent, max) => {
                let announcement = Announcement {
                    service: service(*number),
                    weight: weight(*percent),
                    terms: terms(Decimal::percent(*max)),
                    groups: vec![],
                };
                let (delay, newest) = (ExitDelay::new(DELAY), self.newest());
                let _ = self.books.announce(announcement, now, &delay, newest, &self.limits);
            }
            Step::Lower(number, part) => {
                if let Ok(one) = self.books.commitment(service(*number)) {
                    let target = one.power.times(*part, Rounding::Down).unwrap();
                    let _ = self.books.lower(service(*number), target, now, DELAY);
                }
            }
            Step::Request(number, part) => {
                if let Some(one) = self.books.commitments.get_mut(*number) {
                    let asks = one.budget.times(*part, Rounding::Down).unwrap();
                    one.open_request(asks).unwrap();
                }
            }
            Step::End(number) => {
                if let Some(one) = self.books.commitments.get_mut(*number) {
                    one.close_request(one.asked).unwrap();
                }
            }
            Step::Slash(number, part) => {
                if self.books.commitment(service(*number)).is_ok() {
                    let all = self.books.pool.assets;
                    let slashed = slash_at(&mut self.books, service(*number), *part, all, now);
                    self.lost += slashed.paid.pool.u128();
                    return true;
                }
            }
            Step::Rearm(number) => {
                if let Some(one) = self.books.commitments.get_mut(*number) {
                    let _ = one.rearm(Party::Operator, now);
                    let _ = one.rearm(Party::Service, now);
                }
            }
            Step::Wait(seconds) => {
                self.now = self.now.after(Seconds::new(*seconds));
                self.settle();
            }
        }
        false
    }

    fn check(&self) {
        check(&self.books, self.limits.cap);
        let pool = &self.books.pool;
        assert_eq!(pool.shares.u128(), self.held, "users' shares and queued ones are S");
        let queued: u128 = self.buckets.iter().map(|bucket| bucket.shares.u128()).sum();
        assert_eq!(pool.queued.u128(), queued);
        assert_eq!(pool.assets.u128() + self.paid + self.lost, self.paid_in, "nothing leaks");
        assert!(self.buckets.iter().all(|bucket| matures_at(bucket.id) > self.now));
        let stored = pack(&self.books.commitments);
        assert_eq!(unpack::<Vec<Commitment>>(&stored).unwrap(), self.books.commitments);
        assert_eq!(unpack::<Pool>(&pack(pool)).unwrap(), *pool);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Invariants 38 to 43 and 46.
    #[test]
    fn whatever_happens_to_a_vault_its_books_hold(
        leverage in 100u64..=200, cap in 1u64..=50, steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut life = Life::new(leverage, Decimal::percent(cap));
        for step in &steps {
            let price = life.price();
            let shares = life.books.pool.shares;
            if life.make(step) {
                prop_assert!(life.books.pool.shares <= shares);
            } else {
                prop_assert!(life.price() >= price, "only a slash lowers the price");
            }
            life.check();
        }
    }
}
