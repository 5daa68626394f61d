//! Entering and leaving at the price: nobody gains, nobody is inflated away.

use proptest::prelude::*;
use weir_accounting::vault::{
    Bucket, DepositTerms, Pool, VaultError, CLOSES_BELOW, VIRTUAL_SHARES, WHOLE,
};
use weir_quantities::{Assets, BucketId, Magnitude, Shares};

use crate::common::*;
use crate::world::*;

const NO_TERMS: DepositTerms =
    DepositTerms { minimum: Assets::ZERO, cap: None, min_shares: None, max_pending_slash: None };

/// Any pool: what a share is worth went down to a billionth, or up.
fn any_pool() -> impl Strategy<Value = Pool> {
    (wide(), 1u128..=1_000_000_000_000, 0u128..=100).prop_map(|(held, price, queued)| {
        let held = held >> 20;
        let shares = (held + 1) * 1_000_000_000 / price + 1;
        Pool {
            assets: assets(held),
            shares: Shares::new(shares),
            queued: Shares::new(shares / 100 * queued),
            ..Pool::default()
        }
    })
}

fn price(pool: &Pool) -> num_rational::BigRational {
    exact(pool.assets.u128() + 1, pool.shares.u128() + VIRTUAL_SHARES.u128())
}

fn deposit(pool: &mut Pool, units: u128) -> Option<Shares> {
    pool.deposit(assets(units), Magnitude::ZERO, &NO_TERMS).ok()
}

/// Queues and settles at once, long after.
fn leave(pool: &mut Pool, shares: Shares) -> Assets {
    let mut bucket = Bucket { id: BucketId::new(1), shares: Shares::ZERO };
    pool.queue(&mut bucket, shares).unwrap();
    pool.settle(bucket, tau()).unwrap().assets
}

proptest! {
    #[test]
    fn a_deposit_mints_the_floor_of_the_exact_quotient(before in any_pool(), paid in wide()) {
        let mut pool = before;
        let paid = paid >> 20;
        let due = floor(&(whole(paid) / price(&before)));
        match pool.deposit(assets(paid), Magnitude::ZERO, &NO_TERMS) {
            Ok(minted) => {
                prop_assert_eq!(minted.u128(), due);
                prop_assert_eq!(pool.assets.u128(), before.assets.u128() + paid);
                prop_assert_eq!(pool.shares.u128(), before.shares.u128() + due);
            }
            Err(VaultError::TooFewShares { .. } | VaultError::DepositTooSmall { .. }) => {
                prop_assert_eq!(due, 0);
            }
            Err(VaultError::Closed { .. }) => prop_assert!(before.assets.is_zero()),
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    #[test]
    fn neither_deposit_nor_exit_lowers_the_price_of_a_share(
        before in any_pool(), paid in wide(), part in fraction(),
    ) {
        let mut pool = before;
        let _ = deposit(&mut pool, paid >> 20);
        prop_assert!(price(&pool) >= price(&before));
        let entered = pool;
        let going = pool.active_shares().unwrap().times(part, weir_quantities::Rounding::Down).unwrap();
        leave(&mut pool, going);
        prop_assert!(price(&pool) >= price(&entered));
    }

    #[test]
    fn an_exit_is_paid_at_most_its_part_of_what_there_is(before in any_pool(), part in fraction()) {
        let mut pool = before;
        let going = pool.active_shares().unwrap().times(part, weir_quantities::Rounding::Down).unwrap();
        let paid = leave(&mut pool, going);
        let part = exact(going.u128(), before.shares.u128()) * whole(before.assets.u128());
        prop_assert!(whole(paid.u128()) <= part);
        prop_assert!(whole(paid.u128()) <= whole(going.u128()) * price(&before));
        prop_assert_eq!(pool.settled, going);
    }

    #[test]
    fn entering_and_leaving_brings_no_unit(before in any_pool(), paid in wide()) {
        let mut pool = before;
        let paid = paid >> 20;
        if let Some(minted) = deposit(&mut pool, paid) {
            prop_assert!(leave(&mut pool, minted).u128() <= paid);
        }
    }

    #[test]
    fn splitting_a_deposit_mints_no_share_more(before in any_pool(), one in wide(), other in wide()) {
        let (one, other) = (one >> 20, other >> 20);
        let (mut whole, mut split) = (before, before);
        if let Some(at_once) = deposit(&mut whole, one + other) {
            let apart = [one, other].map(|paid| deposit(&mut split, paid).unwrap_or_default().u128());
            prop_assert!(apart[0] + apart[1] <= at_once.u128());
        }
    }

    #[test]
    fn splitting_an_exit_pays_no_more_than_the_price_of_before(
        before in any_pool(), one in fraction(), other in fraction(),
    ) {
        let half = before.active_shares().unwrap().u128() / 2;
        let of = |part| Shares::new(floor(&(whole(half) * of_decimal(part))));
        let (one, other) = (of(one), of(other));
        let mut pool = before;
        let paid = leave(&mut pool, one).u128() + leave(&mut pool, other).u128();
        prop_assert!(whole(paid) <= whole(one.u128() + other.u128()) * price(&before));
    }

    /// The first depositor cannot profit from assets that reach the pool beside the books.
    #[test]
    fn who_enters_first_and_gives_assets_away_gets_no_more_than_he_paid(
        first in wide(), given in wide(), victim in wide(),
    ) {
        let (first, given, victim) = (first >> 20, given >> 20, victim >> 20);
        let mut pool = Pool::default();
        if let Some(own) = deposit(&mut pool, first) {
            pool.assets = pool.assets.plus(assets(given)).unwrap();
            let _ = deposit(&mut pool, victim);
            prop_assert!(leave(&mut pool, own).u128() <= first + given);
        }
    }

    #[test]
    fn who_enters_after_a_gift_of_ten_times_his_deposit_still_gets_shares(
        first in 0u128..1 << 60, victim in 1_000u128..1 << 60, times in 0u128..=10,
    ) {
        let mut pool = Pool::default();
        let _ = deposit(&mut pool, first);
        pool.assets = pool.assets.plus(assets(victim * times)).unwrap();
        prop_assume!(!pool.is_closed() && !pool.shares.is_zero());
        prop_assert!(deposit(&mut pool, victim).is_some());
    }
}

#[test]
fn the_symmetric_offset_pays_more_than_there_is_after_a_slash() {
    // 1,000 assets, of which a slash took all but 1; the whole of the shares leaves.
    let pool = Pool { assets: assets(1), ..pool(1_000) };
    let (held, shares, offset) = (1, pool.shares.u128(), VIRTUAL_SHARES.u128());
    let symmetric = shares * (held + offset) / (shares + offset);
    assert!(symmetric > held, "the broken rule pays {symmetric} of {held}");
    assert!(pool.worth(pool.shares).unwrap().u128() <= held);
}

#[test]
fn without_virtual_shares_the_first_depositor_inflates_the_second_away() {
    // Deposits 1, gives 1,000,000 away: of 999,999 no share would be left for the second.
    let (shares, held, paid) = (1u128, 1u128 + 1_000_000, 999_999u128);
    assert_eq!(paid * shares / held, 0, "the broken rule");
    let mut pool = pool(1);
    pool.assets = assets(1 + 1_000_000);
    assert!(!deposit(&mut pool, 999_999).unwrap().is_zero());
}

#[test]
fn conditions_of_a_deposit_are_kept() {
    let base = pool(1_000);
    let try_with = |terms: DepositTerms, asked| {
        let mut pool = base;
        pool.deposit(assets(100), asked, &terms)
    };
    let none = Magnitude::ZERO;
    assert_eq!(try_with(NO_TERMS, none), Ok(Shares::new(100 * 1_000)));
    assert_eq!(
        try_with(DepositTerms { minimum: assets(101), ..NO_TERMS }, none),
        Err(VaultError::DepositTooSmall { assets: assets(100), minimum: assets(101) })
    );
    assert!(try_with(DepositTerms { cap: Some(assets(1_100)), ..NO_TERMS }, none).is_ok());
    assert_eq!(
        try_with(DepositTerms { cap: Some(assets(1_099)), ..NO_TERMS }, none),
        Err(VaultError::DepositCapReached {
            assets: assets(100),
            room: assets(99),
            cap: assets(1_099)
        })
    );
    let least = |units| DepositTerms { min_shares: Some(Shares::new(units)), ..NO_TERMS };
    assert!(try_with(least(100_000), none).is_ok());
    assert!(matches!(try_with(least(100_001), none), Err(VaultError::TooFewShares { .. })));
    let accepted = |percent| DepositTerms {
        max_pending_slash: Some(cosmwasm_std::Decimal::percent(percent)),
        ..NO_TERMS
    };
    assert!(try_with(accepted(10), weight(10)).is_ok());
    let beyond = weight(10).plus(magnitude(1)).unwrap();
    assert!(matches!(try_with(accepted(10), beyond), Err(VaultError::PendingSlashTooLarge { .. })));
}

#[test]
fn a_closed_generation_takes_nothing_and_lets_everybody_out() {
    let open = pool(1_000);
    for closed in [
        Pool { magnitude: CLOSES_BELOW.minus(magnitude(1)).unwrap(), ..open },
        Pool { assets: Assets::ZERO, ..open },
    ] {
        let mut pool = closed;
        assert!(matches!(
            pool.deposit(assets(100), Magnitude::ZERO, &NO_TERMS),
            Err(VaultError::Closed { .. })
        ));
        leave(&mut pool, open.shares);
        assert!(pool.shares.is_zero());
    }
    assert!(!Pool { magnitude: CLOSES_BELOW, ..open }.is_closed());
    assert!(!Pool::default().is_closed(), "an empty vault is open");
}

/// Slashes of half of everything, each followed by a deposit that fills the vault up again.
fn worn(mut pool: Pool, full: u128, until_closed: bool) -> Result<Pool, VaultError> {
    for _ in 0..400 {
        if until_closed && pool.is_closed() {
            return Ok(pool);
        }
        let taken = pool.magnitude_of(assets(full / 2))?;
        pool.magnitude = pool.magnitude.minus(taken)?;
        pool.assets = pool.assets.minus(assets(full / 2))?;
        let minted = pool.shares_for(assets(full / 2))?;
        pool.assets = assets(full);
        pool.shares = pool.shares.plus(minted)?;
        if !until_closed {
            // The broken rule: promises go on as if nothing had happened.
            pool.magnitude = WHOLE;
        }
    }
    Ok(pool)
}

#[test]
fn a_generation_closes_before_any_product_overflows() {
    // Ten million times a billion coins of six decimals.
    let full = 10u128.pow(22);
    let worn_out = worn(pool(full), full, true).unwrap();
    assert!(worn_out.is_closed());
    assert!(worn_out.shares.u128() < u128::MAX / 1_000);
    assert!(worn(pool(full), full, false).is_err(), "without the rule shares pass 128 bits");
}
