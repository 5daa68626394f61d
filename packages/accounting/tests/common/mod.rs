//! What the laws share: amounts of every magnitude, and arithmetic that cannot overflow.

#![allow(dead_code, reason = "each test file uses a part")]

use cosmwasm_std::Decimal;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use proptest::prelude::*;
use weir_accounting::{Books, Moment, Pool, Schedule, Stake, Vesting, VestingTerms};
use weir_quantities::{Assets, Seconds, Shares, Time, DAY};

/// A moment long after the beginning of time.
pub const NOW: u64 = 1_700_000_000;

/// 1 to 2^100, every magnitude as likely as any other.
pub fn wide() -> impl Strategy<Value = u128> {
    (0u32..100).prop_flat_map(|bits| (1u128 << bits)..=(1u128 << (bits + 1)))
}

/// 0 to 2^100.
pub fn wide_or_none() -> impl Strategy<Value = u128> {
    prop_oneof![1 => Just(0u128), 9 => wide()]
}

/// A fraction of 0 to 1 with all its decimals.
pub fn fraction() -> impl Strategy<Value = Decimal> {
    (0..=10u128.pow(18)).prop_map(Decimal::raw)
}

pub fn assets(units: u128) -> Assets {
    Assets::new(units)
}

pub fn shares(units: u128) -> Shares {
    Shares::new(units)
}

pub fn time(seconds: u64) -> Time {
    Time::new(seconds)
}

pub fn now() -> Time {
    Time::new(NOW)
}

pub fn big(units: u128) -> BigInt {
    BigInt::from(units)
}

/// `a ÷ b`, exactly.
pub fn exact(a: u128, b: u128) -> BigRational {
    BigRational::new(big(a), big(b))
}

pub fn whole(units: u128) -> BigRational {
    BigRational::from_integer(big(units))
}

pub fn of_decimal(decimal: Decimal) -> BigRational {
    exact(decimal.atomics().u128(), 10u128.pow(18))
}

/// The largest whole number that is not above.
pub fn floor(value: &BigRational) -> u128 {
    value.floor().to_integer().to_u128().unwrap()
}

/// The smallest whole number that is not below.
pub fn ceil(value: &BigRational) -> u128 {
    value.ceil().to_integer().to_u128().unwrap()
}

/// The defaults: a day, and 0.3 % a day.
pub const TERMS: VestingTerms =
    VestingTerms { reward_period: DAY, max_daily_growth: Decimal::permille(3) };

/// Books with nothing vesting.
pub fn books(delegated: u128, buffer: u128, supply: u128) -> Books {
    Books {
        pool: Pool { buffer: assets(buffer), supply: shares(supply) },
        stake: Stake {
            delegated: assets(delegated),
            vesting: Vesting::default(),
            synced: Moment { time: now(), height: 1 },
            insolvent_until: None,
        },
    }
}

/// The same with rewards that began to vest now and are through after `seconds`.
pub fn vesting_books(
    delegated: u128,
    buffer: u128,
    supply: u128,
    unvested: u128,
    seconds: u64,
) -> Books {
    let mut books = books(delegated, buffer, supply);
    books.stake.vesting = Vesting::from(Schedule {
        assets: assets(unvested),
        from: now(),
        until: now().after(Seconds::new(seconds)),
    });
    books
}

/// Books of any magnitude that are solvent: a rate between a hundred-thousandth and a hundred
/// thousand, part of the buffer still vesting.
pub fn solvent_books() -> impl Strategy<Value = Books> {
    (wide(), 1u128..=10_000_000_000, 0u128..=100, 0u128..=100, 1u64..=30 * 86_400).prop_map(
        |(supply, per_100_000, buffered, vesting, seconds)| {
            let supply = supply >> 10;
            let supply = supply.max(1);
            let holdings = (supply * per_100_000 / 100_000).max(supply / 100_000 + 1);
            let buffer = holdings / 100 * buffered;
            // At most half of all that there is, or the books could be insolvent.
            let unvested = buffer / 200 * vesting;
            vesting_books(holdings - buffer, buffer, supply, unvested, seconds)
        },
    )
}

/// The exact rate of books.
pub fn rate(books: &Books, at: Time) -> BigRational {
    exact(books.backing(at).unwrap().u128(), books.pool.supply.u128())
}

/// Nothing, exactly.
pub fn zero() -> BigRational {
    BigRational::zero()
}
