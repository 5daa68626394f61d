//! What the vault asks of a request, and what it reads of a past second.

use cosmwasm_std::Decimal;
use proptest::prelude::*;
use weir_accounting::vault::{
    asks_a_sixteenth_more, prunable, row_before, Bond, Breaker, Clock, PoolRow, Request,
    ServiceRow, Sighting, VaultError, REVIEW,
};
use weir_quantities::{Assets, Magnitude, Seconds, SlashId, Time, VaultTime, DAY};

use crate::common::*;
use crate::world::*;

const TEN: Decimal = Decimal::percent(10);

fn row() -> ServiceRow {
    ServiceRow {
        shown: tau(),
        power: weight(50),
        slashable: weight(50),
        spare: weight(5),
        whole: weight(5),
        terms: terms(TEN),
    }
}

fn sighting() -> Sighting {
    Sighting { service: service(0), fraction: TEN, infraction_time: now() }
}

#[test]
fn a_request_is_about_a_past_second_within_the_window_and_the_terms_of_the_time() {
    let check = |sighting: Sighting, row: Option<&ServiceRow>, wall: u64, shown: u64| {
        sighting.check(row, tau(), time(NOW + wall), tau().after(Seconds::new(shown)))
    };
    let window = WINDOWS.evidence.u64();
    let row = row();
    assert_eq!(check(sighting(), Some(&row), 1, 1), Ok(()));
    assert_eq!(check(sighting(), Some(&row), window, window), Ok(()));
    assert!(matches!(check(sighting(), Some(&row), 0, 0), Err(VaultError::OffenceNotPast { .. })));
    assert_eq!(
        check(sighting(), Some(&row), window + 1, window + 1),
        Err(VaultError::EvidenceTooOld { age: Seconds::new(window + 1), window: WINDOWS.evidence })
    );
    // A pause in between: the vault's clock decides.
    assert_eq!(check(sighting(), Some(&row), 2 * window, window), Ok(()));
    let before = ServiceRow { slashable: Magnitude::ZERO, ..row };
    for nothing in [None, Some(&before)] {
        assert!(matches!(
            check(sighting(), nothing, 1, 1),
            Err(VaultError::NothingSlashable { .. })
        ));
    }
    for fraction in [Decimal::zero(), Decimal::permille(101)] {
        assert_eq!(
            check(Sighting { fraction, ..sighting() }, Some(&row), 1, 1),
            Err(VaultError::FractionOutOfRange { fraction, max_slash: TEN })
        );
    }
}

fn request() -> Request {
    let now = tau().after(DAY);
    sighting().request(SlashId::new(1), &row(), weight(5), tau(), now)
}

#[test]
fn a_slash_is_applied_between_the_resolution_and_the_deadline_to_the_second() {
    let request = request();
    let resolved = tau().after(DAY).after(WINDOWS.resolution);
    let deadline = resolved.after(WINDOWS.execution);
    assert_eq!((request.resolved_at, request.deadline), (resolved, deadline));
    assert_eq!(request.last_second, tau().after(WINDOWS.longest()));
    let second = Seconds::new(1);
    let at = |now| request.refuse_out_of_time(&Breaker::default(), now);
    assert_eq!(
        at(resolved.before(second)),
        Err(VaultError::TooEarly { from: resolved, now: resolved.before(second) })
    );
    assert_eq!(at(resolved), Ok(()));
    assert_eq!(at(deadline), Ok(()));
    assert_eq!(
        at(deadline.after(second)),
        Err(VaultError::TooLate { until: deadline, now: deadline.after(second) })
    );
    let tripped = Breaker { tripped_at: Some(resolved), hours: vec![] };
    assert!(request.refuse_out_of_time(&tripped, resolved).is_err());
    assert_eq!(request.refuse_out_of_time(&tripped, deadline.after(REVIEW)), Ok(()));
}

proptest! {
    #[test]
    fn no_request_outlives_the_last_second_that_exits_wait_for(
        asked_after in 0u64..=3 * 86_400, tripped in 0u64..12 * 86_400,
    ) {
        let then = tau();
        let now = then.after(Seconds::new(asked_after));
        let request = sighting().request(SlashId::new(1), &row(), weight(5), then, now);
        let breaker = Breaker { tripped_at: Some(then.after(Seconds::new(tripped))), hours: vec![] };
        let window = request.window(&breaker);
        prop_assert!(window.until <= request.last_second);
        prop_assert!(window.from <= window.until);
        prop_assert!(window.from >= request.resolved_at);
    }

    #[test]
    fn a_row_is_read_strictly_before_a_second(times in prop::collection::btree_set(0u64..100, 0..20), at in 0u64..120) {
        let rows: Vec<_> = times.iter().map(|second| (Time::new(*second), *second)).collect();
        let due = times.iter().filter(|second| **second < at).max();
        prop_assert_eq!(row_before(&rows, Time::new(at)), due);
    }

    /// Threat T123: of the rows that are old enough, the newest is still in force.
    #[test]
    fn pruning_never_takes_a_row_that_a_request_may_ask_for(
        ages in prop::collection::vec(0u64..100 * 86_400, 1..10), asked in 0u64..42 * 86_400,
    ) {
        let mut clocks: Vec<_> = ages.iter().map(|age| tau().before(Seconds::new(*age))).collect();
        clocks.sort_unstable();
        let gone = prunable(&clocks, tau(), DELAY);
        let at = tau().before(Seconds::new(asked));
        let in_force = clocks.iter().rposition(|clock| *clock < at);
        prop_assert!(in_force.is_none_or(|index| index >= gone));
    }
}

#[test]
fn a_quiet_vault_keeps_its_last_row() {
    let old = tau().before(DAY.times(300));
    assert_eq!(prunable(&[old], tau(), DELAY), 0);
    assert_eq!(prunable(&[old.before(DAY), old], tau(), DELAY), 1);
    let young = tau().before(DELAY.times(2));
    assert_eq!(prunable(&[old.before(DAY), old, young], tau(), DELAY), 1);
    assert_eq!(prunable(&[old, young.before(Seconds::new(1)), young], tau(), DELAY), 1);
}

#[test]
fn a_row_knows_what_the_clock_showed_after_it() {
    let clock = Clock { paused_until: now().after(DAY), ..Clock::new(now()) };
    let row = PoolRow { pool: pool(1_000), clock, active_bond: Assets::ZERO };
    assert_eq!(row.clock_at(now().after(DAY.times(3))), VaultTime::new(NOW).after(DAY.times(2)));
}

#[test]
fn eight_worthless_requests_crowd_nothing_out() {
    let open = [assets(1), assets(160), assets(7)];
    assert!(!asks_a_sixteenth_more(&open, assets(169)));
    assert!(asks_a_sixteenth_more(&open, assets(170)));
    assert!(!asks_a_sixteenth_more(&[assets(1)], assets(1)));
    assert!(asks_a_sixteenth_more(&[assets(1)], assets(2)));
    assert!(asks_a_sixteenth_more(&[], assets(1)));
    assert!(!asks_a_sixteenth_more(&[], assets(0)));
}

#[test]
fn a_bond_on_its_way_out_is_lost_until_it_has_matured() {
    let mut bond = Bond::default();
    bond.add(assets(100)).unwrap();
    let first = bond.queue(assets(30), tau(), DELAY).unwrap();
    bond.queue(assets(20), tau().after(DAY), DELAY).unwrap();
    assert_eq!(bond.slashable(tau()), Ok(assets(100)));
    assert_eq!(bond.slashable(first), Ok(assets(70)), "matured: it is the operator's");
    assert_eq!(bond.withdraw(first.before(Seconds::new(1))), Ok(assets(0)));
    // 50 active, then the newest exit, then the oldest.
    bond.lose(assets(75), tau()).unwrap();
    assert_eq!((bond.active, bond.exits.len()), (assets(0), 1));
    assert_eq!(bond.withdraw(first), Ok(assets(25)));
    assert_eq!(
        bond.lose(assets(1), tau()),
        Err(VaultError::BondTooSmall { active: assets(0), asked: assets(1) })
    );
}

#[test]
fn a_bond_gives_no_more_than_is_active_and_queues_eight_exits() {
    let mut bond = Bond::default();
    bond.add(assets(10)).unwrap();
    assert!(matches!(bond.queue(assets(11), tau(), DELAY), Err(VaultError::BondTooSmall { .. })));
    for _ in 0..8 {
        bond.queue(assets(1), tau(), DELAY).unwrap();
    }
    assert_eq!(bond.queue(assets(1), tau(), DELAY), Err(VaultError::TooManyBondExits { limit: 8 }));
}
