//! Insurance: what it covers, and how much of it.

use cosmwasm_std::Decimal;
use proptest::prelude::*;
use weir_accounting::insurance::{
    is_for_holders, refuse_long_exit, CoverLimits, Draws, InsuranceError, Policy, Reserve,
};
use weir_accounting::vault::{DepositTerms, Pool, MAX_STOP};
use weir_quantities::{Magnitude, Seconds, Time, DAY};

use crate::common::*;
use crate::world::DELAY;

const LIMITS: CoverLimits =
    CoverLimits { of_loss: Decimal::percent(50), of_fund: Decimal::percent(20) };

fn policy() -> Policy {
    Policy { minimum_bond: assets(100), premium: Decimal::percent(5), paid_since: now() }
}

#[test]
fn an_attacker_who_is_service_operator_and_destination_cannot_be_insured() {
    assert_eq!(policy().check(false), Ok(()));
    assert_eq!(policy().check(true), Err(InsuranceError::GoesToService));
    let no_bond = Policy { minimum_bond: assets(0), ..policy() };
    assert_eq!(no_bond.check(false), Err(InsuranceError::NoMinimumBond));
    for premium in [Decimal::zero(), Decimal::percent(101)] {
        let policy = Policy { premium, ..policy() };
        assert_eq!(policy.check(false), Err(InsuranceError::PremiumOutOfRange { premium }));
    }
}

#[test]
fn cover_begins_when_premiums_are_paid_for_an_exit_delay_and_its_pauses_and_asks_for_the_bond() {
    let from = now().after(DELAY).after(MAX_STOP);
    let early = from.before(Seconds::new(1));
    assert_eq!(policy().covers(assets(100), DELAY, from), Ok(()));
    assert_eq!(
        policy().covers(assets(100), DELAY, early),
        Err(InsuranceError::NotPaidLongEnough { since: now(), from, now: early })
    );
    assert_eq!(
        policy().covers(assets(99), DELAY, from),
        Err(InsuranceError::BondTooSmall { active: assets(99), minimum: assets(100) })
    );
}

#[test]
fn a_vault_whose_exits_outlast_those_of_the_fund_draws_nothing() {
    let fund = DAY.times(35);
    assert_eq!(refuse_long_exit(fund, DAY.times(21)), Ok(()));
    let delay = DAY.times(21).plus(Seconds::new(1));
    assert_eq!(
        refuse_long_exit(fund, delay),
        Err(InsuranceError::ExitTooLong { delay, longest: fund.minus_or_zero(MAX_STOP) })
    );
}

#[test]
fn a_cover_is_half_of_a_loss_and_a_fifth_of_the_fund_in_a_week() {
    let mut draws = Draws::default();
    let mut fund = 1_000u128;
    let mut draw = |loss: u128, at: Time| {
        let drawn = draws.allowed(assets(loss), assets(fund), &LIMITS, at).unwrap();
        draws.note(drawn, at).unwrap();
        fund -= drawn.u128();
        drawn.u128()
    };
    assert_eq!(draw(100, now()), 50);
    assert_eq!(draw(1_000, now().after(DAY)), 150, "a fifth of 1,000, less 50");
    assert_eq!(draw(1_000, now().after(DAY.times(6))), 0);
    assert_eq!(draw(1_000, now().after(DAY.times(30))), 800 / 5);
}

#[test]
fn what_comes_back_was_never_drawn() {
    let mut draws = Draws::default();
    draws.note(assets(0), now()).unwrap();
    assert_eq!(draws.allowed(assets(1_000), assets(1_000), &LIMITS, now()), Ok(assets(200)));
}

proptest! {
    /// Invariant 62: in no seven days more than the share of what the fund held before them.
    #[test]
    fn in_no_week_is_more_drawn_than_its_share(
        held in wide(), turns in prop::collection::vec((wide(), 0u64..4 * 86_400), 1..40),
    ) {
        let (mut draws, mut fund, mut at) = (Draws::default(), held, now());
        let mut log: Vec<(Time, u128, u128)> = vec![];
        for (loss, pause) in turns {
            at = at.after(Seconds::new(pause));
            let drawn = draws.allowed(assets(loss), assets(fund), &LIMITS, at).unwrap().u128();
            draws.note(assets(drawn), at).unwrap();
            prop_assert!(drawn <= loss / 2 && drawn <= fund);
            log.push((at, fund, drawn));
            fund -= drawn;
            prop_assert!(draws.days.len() <= 8);
        }
        for (begin, before, _) in &log {
            let within = |at: &Time| *at >= *begin && at.since(*begin) <= DAY.times(7);
            let sum: u128 = log.iter().filter(|(at, _, _)| within(at)).map(|(_, _, drawn)| drawn).sum();
            prop_assert!(sum <= before / 5, "{} of {}", sum, before);
        }
    }
}

proptest! {
    /// A tenth a year of what holders have, or of ten times what there is, to the unit and whatever the
    /// steps; nothing comes from nowhere, and nothing is lost.
    #[test]
    fn a_reserve_pays_holders_a_tenth_a_year(
        held in 0u128..1 << 90, reserved in 0u128..1 << 90, small in any::<bool>(),
        steps in prop::collection::vec(0u64..90 * 86_400, 1..9),
    ) {
        let (held, reserved) = if small { (held % 1_000_000, reserved % 1_000) } else { (held, reserved) };
        let mut pool = Pool { assets: assets(held), ..Pool::default() };
        let paid_to = Time::new(1_000);
        let mut reserve = Reserve { assets: assets(reserved), paid_to, carry: 0 };
        let (mut now, mut parts, mut paid) = (paid_to, 0u128, 0);
        for step in steps {
            let before = pool.assets.u128();
            parts += before.min(10 * reserve.assets.u128()) * u128::from(step);
            now = now.after(Seconds::new(step));
            reserve.pay(&mut pool, now).unwrap();
            paid += pool.assets.u128() - before;
            let due = parts / (3_650 * 86_400);
            prop_assert!(paid == due || (paid < due && reserve.assets.is_zero()), "{} {}", paid, due);
            prop_assert_eq!(reserve.paid_to, now);
            prop_assert_eq!(pool.assets.u128() + reserve.assets.u128(), held + reserved);
        }
    }
}

#[test]
fn a_reserve_pays_covers_before_holders_do() {
    let mut pool = Pool { assets: assets(100), ..Pool::default() };
    let mut reserve = Reserve { assets: assets(30), ..Reserve::default() };
    let left = |pool: &Pool, reserve: &Reserve| (pool.assets.u128(), reserve.assets.u128());
    assert_eq!(reserve.cover(&mut pool, assets(20)), Ok(assets(20)));
    assert_eq!(left(&pool, &reserve), (100, 10));
    assert_eq!(reserve.cover(&mut pool, assets(20)), Ok(assets(10)));
    assert_eq!(left(&pool, &reserve), (90, 0));
    assert!(reserve.cover(&mut pool, assets(91)).is_err());
    // Nobody there is paid nothing, and not later either.
    let mut empty = Pool::default();
    reserve.assets = assets(30);
    reserve.pay(&mut empty, Time::new(1_000_000)).unwrap();
    assert_eq!((left(&empty, &reserve), reserve.paid_to), ((0, 30), Time::new(1_000_000)));
}

proptest! {
    /// Invariant 39 of the fund has another side: nobody owns the virtual shares, so what they gain is
    /// lost.
    #[test]
    fn virtual_shares_gain_at_most_ten_times_what_they_have(
        deposits in prop::collection::vec(1u128..1 << 60, 1..4), brought in 0u128..1 << 62,
    ) {
        let mut pool = Pool::default();
        for deposit in deposits {
            // One whose shares would round to nothing is refused.
            drop(pool.deposit(assets(deposit), Magnitude::ZERO, &DepositTerms::default()));
            let nobodys = |pool: &Pool| pool.assets.minus(pool.worth(pool.shares).unwrap()).unwrap();
            let before = nobodys(&pool);
            if is_for_holders(&pool, assets(brought)) {
                pool.assets = pool.assets.plus(assets(brought)).unwrap();
                prop_assert!(nobodys(&pool).u128() <= 11 * before.u128() + 11);
            }
        }
    }
}

#[test]
fn a_premium_of_more_than_ten_times_what_holders_have_is_the_reserves() {
    let of = |units| Pool { assets: assets(units), ..Pool::default() };
    for (held, premium, holders) in
        [(80, 800, true), (u128::MAX, u128::MAX, true), (80, 801, false), (0, 1, false)]
    {
        assert_eq!(is_for_holders(&of(held), assets(premium)), holders, "{held} {premium}");
    }
}

#[test]
fn what_comes_back_the_same_day_was_never_drawn() {
    let mut draws = Draws::default();
    draws.note(assets(200), now()).unwrap();
    draws.give_back(assets(150), now()).unwrap();
    assert_eq!(draws.drawn(now()), Ok(assets(50)));
    assert!(draws.give_back(assets(51), now()).is_err(), "more than was drawn");
    // Of 800 and 50 a fifth is 170.
    assert_eq!(draws.allowed(assets(9_999), assets(800), &LIMITS, now()), Ok(assets(120)));
}
