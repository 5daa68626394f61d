//! Reward streams: what was funded, no part more and none less, by shares and time alone.

use cosmwasm_std::{Decimal, Uint128, Uint256};
use proptest::prelude::*;
use weir_accounting::rewards::{
    advance, due, Account, RewardError, RewardIndex, Stream, MAX_DURATION, MIN_DURATION,
};
use weir_quantities::{Seconds, Shares, Time, DAY};

use crate::common::*;

const PARTS: u128 = 10u128.pow(36);

/// One coin's rewards for three holders.
#[derive(Clone)]
struct Coin {
    streams: Vec<Stream>,
    index: RewardIndex,
    holders: [(Shares, Account); 3],
    claimed: [u128; 3],
    commission: Decimal,
    at: Time,
}

impl Coin {
    fn new(shares: [u128; 3]) -> Self {
        Self {
            streams: vec![Stream::default(); 2],
            index: RewardIndex::default(),
            holders: shares.map(|shares| (Shares::new(shares), Account::default())),
            claimed: [0; 3],
            commission: Decimal::percent(5),
            at: now(),
        }
    }

    fn active(&self) -> Shares {
        Shares::new(self.holders.iter().map(|(shares, _)| shares.u128()).sum())
    }

    fn advance(&mut self) {
        let active = self.active();
        advance(&mut self.streams, &mut self.index, active, self.commission, self.at).unwrap();
    }

    fn fund(&mut self, stream: usize, units: u128, days: u64) {
        self.advance();
        let units = Uint128::new(units);
        let rest = self.streams[stream].fund(units, DAY.times(days), self.at).unwrap();
        self.index.fund(units, rest).unwrap();
    }

    /// What a stream has left goes back.
    fn take_back(&mut self, stream: usize) -> u128 {
        self.advance();
        let units = self.index.take_back(&self.streams[stream]).unwrap();
        self.streams[stream] = Stream { counted_to: self.at, ..Stream::default() };
        units.u128()
    }

    /// Everybody's account is brought up to date, as before any change of shares.
    fn checkpoint(&mut self, number: usize) {
        self.advance();
        let (shares, account) = &mut self.holders[number];
        account.checkpoint(*shares, self.index.index).unwrap();
    }

    fn claim(&mut self, number: usize) -> u128 {
        self.checkpoint(number);
        let claimed = Uint128::new(self.claimed[number]);
        let paid = due(self.holders[number].1.accrued, claimed).unwrap().u128();
        self.claimed[number] += paid;
        paid
    }

    /// Earned, left, commission and dust, in parts. Everybody is brought up to date.
    fn everything(&mut self) -> Uint256 {
        let mut sum = Uint256::zero();
        for number in 0..3 {
            self.checkpoint(number);
            sum += self.holders[number].1.accrued;
        }
        for stream in &self.streams {
            sum += stream.left().unwrap();
        }
        sum + self.index.carry + self.index.commission
    }
}

#[derive(Clone, Debug)]
enum Step {
    Fund(usize, u128, u64),
    TakeBack(usize),
    Move(usize, u128),
    Claim(usize),
    Commission(u64),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0usize..2, 1u128..1 << 90, 1u64..=365)
            .prop_map(|(stream, units, days)| Step::Fund(stream, units, days)),
        (0usize..2).prop_map(Step::TakeBack),
        (0usize..3, prop_oneof![Just(0), 1u128..1 << 110])
            .prop_map(|(who, shares)| Step::Move(who, shares)),
        (0usize..3).prop_map(Step::Claim),
        (0u64..=50).prop_map(Step::Commission),
        (0u64..40 * 86_400).prop_map(Step::Wait),
    ]
}

proptest! {
    /// Invariants 58 and 59, to the last part.
    #[test]
    fn earned_left_and_dust_are_what_was_funded(steps in prop::collection::vec(step(), 1..40)) {
        let mut coin = Coin::new([1_000, 0, 5]);
        for step in steps {
            let before = coin.index.index;
            match step {
                Step::Fund(stream, units, days) => coin.fund(stream, units, days),
                Step::TakeBack(stream) => {
                    coin.take_back(stream);
                    prop_assert_eq!(coin.take_back(stream), 0, "a second time there is nothing");
                }
                Step::Move(who, shares) => {
                    coin.checkpoint(who);
                    coin.holders[who].0 = Shares::new(shares);
                }
                Step::Claim(who) => {
                    coin.claim(who);
                    prop_assert_eq!(coin.claim(who), 0, "a second claim pays nothing");
                }
                Step::Commission(percent) => {
                    coin.advance();
                    coin.commission = Decimal::percent(percent);
                }
                Step::Wait(seconds) => coin.at = coin.at.after(Seconds::new(seconds)),
            }
            let funded = coin.index.funded.full_mul(PARTS);
            prop_assert_eq!(coin.everything(), funded);
            prop_assert!(coin.index.index >= before);
        }
    }

    /// Invariant 60: who calls how often changes nothing; threat T131.
    #[test]
    fn claiming_for_somebody_in_tiny_steps_takes_nothing_from_him(
        units in 1u128..1 << 60, days in 1u64..60, small in 1u128..1_000, large in 1u128..1 << 100,
        steps in prop::collection::vec(1u64..7, 1..60),
    ) {
        let mut quiet = Coin::new([small, large, 0]);
        quiet.fund(0, units, days);
        let mut busy = quiet.clone();
        let mut paid = 0;
        for seconds in &steps {
            busy.at = busy.at.after(Seconds::new(*seconds));
            paid += busy.claim(0);
        }
        quiet.at = busy.at;
        let at_once = quiet.claim(0);
        // Parts of the index that did not divide are handed out a step later.
        prop_assert!(at_once.abs_diff(paid) <= 1, "{} and {}", at_once, paid);
        let exact = (exact(units, u128::from(days) * 86_400)
            * whole(steps.iter().sum::<u64>().into()) * exact(small, small + large)) * exact(95, 100);
        prop_assert!(whole(paid) < &exact + whole(1));
        prop_assert!(whole(paid + 2) > exact);
    }

    #[test]
    fn rewards_depend_on_shares_and_time_alone(
        units in 1u128..1 << 80, days in 1u64..60, shares in 1u128..1 << 90, held in 0u64..60 * 86_400,
    ) {
        // Two with equal shares earn the same, whoever of them is counted more often.
        let mut coin = Coin::new([shares, shares, 0]);
        coin.fund(0, units, days);
        coin.at = coin.at.after(Seconds::new(held / 2));
        coin.checkpoint(0);
        coin.at = coin.at.after(Seconds::new(held - held / 2));
        let paid = [coin.claim(0), coin.claim(1)];
        prop_assert_eq!(paid[0], paid[1]);
    }

    #[test]
    fn funding_again_never_lowers_the_rate_nor_stretches_beyond_its_own_duration(
        units in 1u128..1 << 90, days in 1u64..=365, more in 1u128..1 << 90, again in 1u64..=365,
        passed in 0u64..365 * 86_400,
    ) {
        let mut coin = Coin::new([1_000, 0, 0]);
        coin.fund(0, units, days);
        coin.at = coin.at.after(Seconds::new(passed));
        coin.advance();
        let before = coin.streams[0];
        coin.fund(0, more, again);
        let after = coin.streams[0];
        prop_assert!(before.is_over() || after.rate >= before.rate);
        prop_assert!(after.ends_at <= coin.at.after(DAY.times(again)));
        prop_assert!(after.ends_at > coin.at);
    }
}

#[test]
fn a_unit_does_not_stretch_a_stream() {
    let mut coin = Coin::new([1_000, 0, 0]);
    coin.fund(0, 1_000_000, 10);
    let before = coin.streams[0];
    coin.fund(0, 1, 365);
    let after = coin.streams[0];
    assert!(after.rate >= before.rate);
    assert!(after.ends_at <= before.ends_at.after(Seconds::new(1)));
}

#[test]
fn without_active_shares_a_stream_waits() {
    let mut coin = Coin::new([0, 0, 0]);
    coin.fund(0, 1_000, 10);
    coin.at = coin.at.after(DAY.times(30));
    coin.advance();
    assert_eq!(coin.streams[0].ends_at, coin.at.after(DAY.times(10)));
    coin.holders[0].0 = Shares::new(7);
    coin.at = coin.at.after(DAY.times(10));
    coin.commission = Decimal::zero();
    // A part too small for a second each, and for a share each, stays behind: a unit of the coin.
    assert_eq!(coin.claim(0), 999);
    coin.at = coin.at.after(DAY.times(10));
    coin.advance();
    assert!(coin.streams[0].is_over());
}

/// Threat T132: a new commission counts from now on.
#[test]
fn commission_counts_for_the_time_in_which_it_was_in_force() {
    let mut coin = Coin::new([1_000, 0, 0]);
    coin.commission = Decimal::zero();
    coin.fund(0, 1_000_000, 10);
    coin.at = coin.at.after(DAY.times(5));
    coin.advance();
    coin.commission = Decimal::percent(50);
    coin.at = coin.at.after(DAY.times(5));
    // What does not divide goes to the holders.
    assert_eq!(coin.claim(0), 500_000 + 500_000 / 2);
    let commission = due(coin.index.commission, Uint128::zero()).unwrap();
    assert_eq!(commission, Uint128::new(500_000 / 2 - 1));
    assert_eq!(due(coin.index.commission, commission).unwrap(), Uint128::zero());
}

#[test]
fn an_index_of_eighteen_decimals_would_pay_only_who_stands_there_at_the_tick() {
    // A million coins of six decimals over 30 days, on shares of 21 decimals: 10^27 of them.
    let (units, seconds, shares) = (10u128.pow(12), 30 * 86_400, 10u128.pow(33));
    let coarse = units * 10u128.pow(18) / seconds / shares;
    assert_eq!(coarse, 0, "a second's growth of the broken index");
    let mut coin = Coin::new([shares, 0, 0]);
    coin.fund(0, units, 30);
    coin.at = coin.at.after(Seconds::new(1));
    coin.advance();
    assert!(!coin.index.index.is_zero());
}

#[test]
fn streams_last_a_day_to_a_year_and_pay_something() {
    let mut stream = Stream::default();
    let second = Seconds::new(1);
    for duration in [MIN_DURATION.minus_or_zero(second), MAX_DURATION.plus(second)] {
        assert_eq!(
            stream.fund(Uint128::new(1), duration, now()),
            Err(RewardError::DurationOutOfRange { duration })
        );
    }
    assert_eq!(stream.fund(Uint128::zero(), MIN_DURATION, now()), Err(RewardError::NothingFunded));
    assert!(stream.fund(Uint128::MAX, MAX_DURATION, now()).is_ok());
}

#[test]
fn what_was_ever_funded_stays_within_128_bits() {
    let mut index = RewardIndex::default();
    index.fund(Uint128::MAX, Uint256::zero()).unwrap();
    assert_eq!(index.fund(Uint128::new(1), Uint256::zero()), Err(RewardError::OutOfRange));
}

#[test]
fn everything_ever_funded_can_go_to_a_single_share_and_be_paid() {
    let mut coin = Coin::new([1, 0, 0]);
    coin.commission = Decimal::zero();
    coin.fund(0, u128::MAX, 1);
    coin.at = coin.at.after(DAY);
    let paid = coin.claim(0);
    assert!(u128::MAX - paid <= 1);
}
