//! Buckets: when they mature, what they are paid, who shares it.

use proptest::prelude::*;
use weir_accounting::vault::{bucket_for, matures_at, Bucket, ExitDelay, VaultError};
use weir_quantities::{BucketId, Seconds, Shares, VaultTime, DAY};

use crate::common::*;
use crate::world::*;

fn bucket(id: BucketId) -> Bucket {
    Bucket { id, shares: Shares::ZERO }
}

proptest! {
    #[test]
    fn an_exit_takes_the_delay_at_least_and_less_than_a_day_more(
        now in 0..2 * NOW, delay in 14 * 86_400u64..=28 * 86_400,
    ) {
        let (now, delay) = (VaultTime::new(now), Seconds::new(delay));
        let matures = matures_at(bucket_for(now, delay));
        prop_assert!(matures >= now.after(delay));
        prop_assert!(matures < now.after(delay).after(DAY));
    }

    /// Invariant 44: who leaves on the day of an announcement is out before it counts.
    #[test]
    fn a_notice_is_longer_than_the_way_out(
        now in 0..2 * NOW, delay in 14 * 86_400u64..=28 * 86_400, coming in 14 * 86_400u64..=28 * 86_400,
        newest in 0..3_000u64,
    ) {
        let now = VaultTime::new(now);
        let mut exits = ExitDelay::new(Seconds::new(delay));
        exits.change(Seconds::new(coming), &[], now, None).unwrap();
        let newest = BucketId::new(newest);
        let effect = exits.notice(now, Some(newest));
        prop_assert!(effect >= matures_at(newest));
        for in_force in [delay, coming] {
            let out = matures_at(bucket_for(now, Seconds::new(in_force)));
            prop_assert!(out < effect);
        }
    }

    #[test]
    fn users_share_a_bucket_within_a_unit_each(
        parts in prop::collection::vec(wide(), 1..20), worth in fraction(),
    ) {
        let mut pool = pool(1 << 100);
        let mut exits = bucket(BucketId::new(1));
        for part in &parts {
            pool.queue(&mut exits, Shares::new(part >> 6)).unwrap();
        }
        pool.assets = pool.assets.times(worth, weir_quantities::Rounding::Down).unwrap();
        let settled = pool.settle(exits, tau()).unwrap();
        let paid: u128 = parts.iter().map(|part| settled.part(Shares::new(part >> 6)).unwrap().u128()).sum();
        prop_assert!(paid <= settled.assets.u128());
        prop_assert!(settled.assets.u128() - paid < parts.len() as u128);
    }

    #[test]
    fn cancelling_leaves_no_trace(part in fraction()) {
        let before = pool(1 << 60);
        let mut pool = before;
        let mut exits = bucket(bucket_for(tau(), DELAY));
        let going = pool.shares.times(part, weir_quantities::Rounding::Down).unwrap();
        pool.queue(&mut exits, going).unwrap();
        prop_assert_eq!(pool.active_shares().unwrap(), before.shares.minus(going).unwrap());
        pool.unqueue(&mut exits, going, tau()).unwrap();
        prop_assert_eq!(pool, before);
    }
}

#[test]
fn a_bucket_rounded_down_is_out_before_its_delay() {
    // The broken rule: an exit requested an hour after midnight.
    let now = VaultTime::new(DAY.u64() * 100 + 3_600);
    let rounded_down = BucketId::new(now.after(DELAY).u64() / DAY.u64());
    assert!(matures_at(rounded_down) < now.after(DELAY));
    assert!(matures_at(bucket_for(now, DELAY)) >= now.after(DELAY));
}

#[test]
fn a_notice_of_the_delay_alone_lets_a_raise_catch_who_left_in_time() {
    // The broken rule: requested a second after midnight, an exit is out almost a day later.
    let now = VaultTime::new(DAY.u64() * 100 + 1);
    let out = matures_at(bucket_for(now, DELAY));
    assert!(out > now.after(DELAY), "a raise after the delay alone would come first");
    assert!(out < ExitDelay::new(DELAY).notice(now, None));
}

#[test]
fn a_bucket_is_settled_from_its_second_on_and_cancelled_before_it() {
    let mut pool = pool(1_000);
    let mut exits = bucket(bucket_for(tau(), DELAY));
    pool.queue(&mut exits, Shares::new(400_000)).unwrap();
    let matures = matures_at(exits.id);
    let before = matures.before(Seconds::new(1));
    assert!(matches!(pool.settle(exits, before), Err(VaultError::NotMatured { .. })));
    assert!(matches!(
        pool.unqueue(&mut exits, Shares::new(1), matures),
        Err(VaultError::Matured { .. })
    ));
    pool.unqueue(&mut exits, Shares::new(100_000), before).unwrap();
    let settled = pool.settle(exits, matures).unwrap();
    // 300,000 of 1,000,000 shares, and a thousand virtual ones against one virtual asset.
    assert_eq!(settled.assets, assets(300_000 * 1_001 / 1_001_000));
    assert_eq!((pool.queued, pool.settled), (Shares::ZERO, Shares::new(300_000)));
}

#[test]
fn nobody_queues_or_cancels_more_than_there_is() {
    let mut pool = pool(1_000);
    let mut exits = bucket(bucket_for(tau(), DELAY));
    pool.queue(&mut exits, Shares::new(600_000)).unwrap();
    assert_eq!(
        pool.queue(&mut exits, Shares::new(400_001)),
        Err(VaultError::TooManyShares { held: Shares::new(400_000), asked: Shares::new(400_001) })
    );
    assert_eq!(
        pool.unqueue(&mut exits, Shares::new(600_001), tau()),
        Err(VaultError::TooManyShares { held: Shares::new(600_000), asked: Shares::new(600_001) })
    );
}
