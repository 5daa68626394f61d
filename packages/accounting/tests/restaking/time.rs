//! No exit escapes an offence committed while it was in: the bound on the exit delay is tight.

use cosmwasm_std::Decimal;
use proptest::prelude::*;
use weir_accounting::vault::{
    bucket_for, matures_at, Announcement, Books, Bucket, Clock, ExitDelay, PoolRow, Rules,
    ServiceRow, Terms, Windows,
};
use weir_quantities::{Assets, Seconds, Shares, VaultTime, DAY};

use crate::common::*;
use crate::world::*;

const HALF: Decimal = Decimal::percent(50);

/// A vault in which exits are requested and settled as time passes.
struct Vault {
    books: Books,
    buckets: Vec<Bucket>,
    delay: Seconds,
}

/// What was read at the offence and what is there at the last second.
struct Outcome {
    guaranteed: Assets,
    base: Assets,
    stake: Assets,
    lost: Assets,
}

impl Vault {
    fn new(delay: Seconds, windows: Windows, deposited: u128, from: VaultTime) -> Self {
        let mut books = Books { pool: pool(deposited), commitments: vec![] };
        let announcement = Announcement {
            service: service(0),
            weight: weight(80),
            terms: Terms { windows, ..terms(HALF) },
            groups: vec![],
        };
        // A way out of a year: the exits under test are not the ones of the announcement.
        let long = ExitDelay::new(DAY.times(365));
        books.announce(announcement, from, &long, None, &limits(100, HALF)).unwrap();
        let rules = Rules { delay, cap: HALF };
        books.advance(from.after(DAY.times(367)), rules).unwrap();
        Self { books, buckets: vec![], delay }
    }

    /// Settles what has matured, as every state change does first.
    fn settle(&mut self, now: VaultTime) {
        self.buckets.sort_by_key(|bucket| bucket.id);
        let matured = self.buckets.partition_point(|bucket| matures_at(bucket.id) <= now);
        let due: Vec<_> = self.buckets.drain(..matured).collect();
        self.books.advance(now, Rules { delay: self.delay, cap: HALF }).unwrap();
        for bucket in due {
            self.books.pool.settle(bucket, now).unwrap();
        }
    }

    fn queue(&mut self, shares: Shares, now: VaultTime) {
        self.settle(now);
        let shares = shares.min(self.books.pool.active_shares().unwrap());
        let mut bucket = Bucket { id: bucket_for(now, self.delay), shares: Shares::ZERO };
        self.books.pool.queue(&mut bucket, shares).unwrap();
        self.buckets.push(bucket);
    }

    fn rows(&self, now: VaultTime) -> (PoolRow, ServiceRow) {
        let pool = PoolRow {
            pool: self.books.pool,
            clock: Clock::new(time(now.u64())),
            active_bond: Assets::ZERO,
        };
        (pool, ServiceRow::of(&self.books.commitments[0], now).unwrap())
    }
}

/// Lives through exits around an offence at `offence` and slashes in the last legal second. Exits
/// of the second of the offence itself come after what is read strictly before it.
fn live(mut vault: Vault, windows: Windows, offence: VaultTime, exits: &[(u64, u128)]) -> Outcome {
    let last = offence.after(windows.longest());
    let mut exits = exits.to_vec();
    exits.sort_unstable();
    let (before, after): (Vec<_>, Vec<_>) =
        exits.into_iter().partition(|(at, _)| *at < offence.u64());
    for (at, shares) in before {
        vault.queue(Shares::new(shares), VaultTime::new(at));
    }
    let (pool, row) = vault.rows(offence);
    let guaranteed = row.guaranteed(&pool).unwrap();
    for (at, shares) in after.into_iter().filter(|(at, _)| *at <= last.u64()) {
        vault.queue(Shares::new(shares), VaultTime::new(at));
    }
    vault.settle(last);
    let base = row.base(&pool, vault.books.pool.settled).unwrap();
    let stake = vault.books.pool.stake(vault.books.commitments[0].slashable).unwrap();
    let lost = slash_at(&mut vault.books, service(0), HALF, base, last).loss;
    Outcome { guaranteed, base, stake, lost }
}

proptest! {
    /// Invariant 45, and `K ≥ G(t0)`.
    #[test]
    fn stake_counted_at_the_offence_is_there_at_the_last_legal_second(
        evidence in 1u64..=7 * 86_400, resolution in 3_600u64..=5 * 86_400, execution in 86_400u64..=3 * 86_400,
        deposited in wide(), begin in 0u64..86_400,
        exits in prop::collection::vec((0u64..60 * 86_400, fraction()), 0..12),
    ) {
        let windows = Windows {
            evidence: Seconds::new(evidence),
            resolution: Seconds::new(resolution),
            execution: Seconds::new(execution),
        };
        // The shortest delay that is allowed.
        let delay = windows.longest().plus(Seconds::new(1));
        let from = VaultTime::new(NOW - 400 * 86_400);
        let vault = Vault::new(delay, windows, deposited, from);
        let offence = VaultTime::new(NOW + begin);
        let shares = vault.books.pool.shares;
        let exits: Vec<_> = exits
            .into_iter()
            .map(|(at, part)| (NOW - 30 * 86_400 + at, floor(&(whole(shares.u128()) * of_decimal(part)))))
            .collect();
        let outcome = live(vault, windows, offence, &exits);
        prop_assert!(outcome.base >= outcome.guaranteed);
        // Virtual shares keep a price from rounding; one unit a bucket that was settled stays in.
        prop_assert!(outcome.stake.u128() + 1 >= outcome.guaranteed.u128());
        let due = outcome.guaranteed.times(HALF, weir_quantities::Rounding::Down).unwrap();
        let unit = 1 + ceil(&exact(deposited, 10u128.pow(18)));
        prop_assert!(outcome.lost.u128() + unit >= due.u128(), "{} of {}", outcome.lost, due);
    }
}

/// The worst moment: the exit matures on the first second of a day, which the last legal second is.
fn at_the_bound(delay: Seconds) -> Outcome {
    let from = VaultTime::new(NOW - 400 * 86_400);
    let vault = Vault::new(delay, WINDOWS, 1_000_000, from);
    let offence = VaultTime::new((NOW / 86_400 + 1) * 86_400);
    let everything = vault.books.pool.shares.u128();
    live(vault, WINDOWS, offence, &[(offence.u64(), everything)])
}

#[test]
fn with_one_second_less_everybody_is_out_before_the_last_legal_second() {
    let longest = WINDOWS.longest();
    let allowed = at_the_bound(longest.plus(Seconds::new(1)));
    assert_eq!(allowed.guaranteed, assets(800_000));
    assert_eq!((allowed.base, allowed.lost), (assets(800_000), assets(400_000)));
    // One second less: the offence was committed while all of it was in, and all of it is out.
    let escaped = at_the_bound(longest);
    assert_eq!(escaped.guaranteed, assets(800_000));
    assert_eq!((escaped.base, escaped.lost), (Assets::ZERO, Assets::ZERO));
}

#[test]
fn a_commitment_that_would_let_an_exit_escape_is_refused() {
    let mut books = Books { pool: pool(1_000_000), commitments: vec![] };
    let announcement = Announcement {
        service: service(0),
        weight: weight(80),
        terms: terms(HALF),
        groups: vec![],
    };
    let mut try_with = |delay| {
        books.announce(
            announcement.clone(),
            tau(),
            &ExitDelay::new(delay),
            None,
            &limits(100, HALF),
        )
    };
    assert!(try_with(WINDOWS.longest()).is_err());
    assert!(try_with(WINDOWS.longest().plus(Seconds::new(1))).is_ok());
}
