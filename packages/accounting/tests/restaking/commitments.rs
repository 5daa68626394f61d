//! Promises: what may be announced, what waits, what happens at its time.

use cosmwasm_std::Decimal;
use weir_accounting::vault::{
    Announcement, Books, Commitment, ExitDelay, Limits, Party, Pending, Terms, VaultError, Windows,
};
use weir_quantities::{BucketId, GroupId, Magnitude, Seconds, TermsVersion, VaultTime, DAY};

use crate::world::*;

const CAP: Decimal = Decimal::percent(50);
const FULL: Limits = Limits {
    leverage: Decimal::percent(100),
    cap: CAP,
    per_service: Decimal::percent(20),
    per_group: Decimal::percent(30),
};

fn announcement(number: usize, percent: u128, max_slash: u64, groups: &[u64]) -> Announcement {
    Announcement {
        service: service(number),
        weight: weight(percent),
        terms: terms(Decimal::percent(max_slash)),
        groups: groups.iter().copied().map(GroupId::new).collect(),
    }
}

fn announce(
    books: &mut Books,
    announcement: Announcement,
    now: VaultTime,
) -> Result<VaultTime, VaultError> {
    books.announce(announcement, now, &ExitDelay::new(DELAY), None, &FULL)
}

fn empty() -> Books {
    Books { pool: pool(1_000_000), commitments: vec![] }
}

/// One service with 40 % of the weight that may take 10 % of it.
fn committed() -> Books {
    let mut books = empty();
    let from = tau().before(DAY.times(40));
    announce(&mut books, announcement(0, 40, 10, &[1]), from).unwrap();
    books.advance(tau().before(DAY), rules(CAP)).unwrap();
    books
}

fn first(books: &Books) -> &Commitment {
    &books.commitments[0]
}

#[test]
fn a_commitment_counts_after_its_notice_and_not_a_second_before() {
    let mut books = empty();
    let at = announce(&mut books, announcement(0, 40, 10, &[]), tau()).unwrap();
    assert_eq!(at, tau().after(DELAY).after(DAY.times(2)));
    books.advance(at.before(Seconds::new(1)), rules(CAP)).unwrap();
    assert_eq!(first(&books).slashable, Magnitude::ZERO);
    let changed = books.advance(at, rules(CAP)).unwrap().changed;
    assert_eq!(changed.len(), 1);
    let one = first(&books);
    assert_eq!((one.power, one.slashable, one.budget), (weight(40), weight(40), weight(4)));
    assert_eq!(books.advance(at, rules(CAP)).unwrap(), Default::default());
}

#[test]
fn a_raise_waits_for_the_newest_open_bucket() {
    let mut books = empty();
    let newest = BucketId::new(tau().u64() / DAY.u64() + 40);
    let at = books
        .announce(announcement(0, 40, 10, &[]), tau(), &ExitDelay::new(DELAY), Some(newest), &FULL)
        .unwrap();
    assert_eq!(at, weir_accounting::vault::matures_at(newest));
}

#[test]
fn changes_take_effect_by_time_then_by_service() {
    let mut books = empty();
    announce(&mut books, announcement(2, 10, 10, &[]), tau()).unwrap();
    announce(&mut books, announcement(1, 10, 10, &[]), tau().after(Seconds::new(1))).unwrap();
    announce(&mut books, announcement(0, 10, 10, &[]), tau().after(Seconds::new(1))).unwrap();
    let changed = books.advance(tau().after(DAY.times(40)), rules(CAP)).unwrap().changed;
    let order: Vec<_> = changed.iter().map(|one| one.service).collect();
    assert_eq!(order, [service(2), service(0), service(1)]);
}

#[test]
fn a_raise_at_effect_is_at_most_what_the_vault_has_left_and_refills() {
    let mut books = committed();
    let at = announce(&mut books, announcement(0, 90, 10, &[1]), tau()).unwrap();
    // Others took half of the vault meanwhile.
    books.pool.magnitude = weight(50);
    let before = first(&books).budget;
    books.advance(at, rules(CAP)).unwrap();
    assert_eq!((first(&books).power, first(&books).slashable), (weight(50), weight(50)));
    assert_eq!(first(&books).budget, before, "a raise leaves the budget, which refills");
    books.advance(at.after(DELAY), rules(CAP)).unwrap();
    assert_eq!(first(&books).budget, weight(5));
}

#[test]
fn what_waits_counts_in_every_limit() {
    let refused = |books: &mut Books, announcement| announce(books, announcement, tau());
    let mut books = committed();
    announce(&mut books, announcement(1, 40, 10, &[]), tau()).unwrap();
    assert_eq!(
        refused(&mut books, announcement(2, 21, 10, &[])),
        Err(VaultError::LeverageExceeded { sum: weight(101), allowed: weight(100) })
    );
    assert!(refused(&mut books.clone(), announcement(2, 20, 10, &[])).is_ok());
    assert_eq!(
        refused(&mut books, announcement(2, 20, 101, &[])),
        Err(VaultError::MaxSlashOutOfRange { max_slash: Decimal::percent(101) })
    );
    let mut books = empty();
    assert_eq!(
        refused(&mut books, announcement(0, 30, 70, &[])),
        Err(VaultError::ServiceExceeded {
            service: service(0),
            exposure: weight(21),
            allowed: weight(20)
        })
    );
    announce(&mut books, announcement(0, 40, 50, &[1]), tau()).unwrap();
    assert_eq!(
        refused(&mut books, announcement(1, 22, 50, &[1])),
        Err(VaultError::GroupExceeded {
            group: GroupId::new(1),
            sum: weight(31),
            allowed: weight(30)
        })
    );
    announce(&mut books, announcement(1, 20, 50, &[1]), tau()).unwrap();
    assert_eq!(
        refused(&mut books, announcement(2, 40, 51, &[2])),
        Err(VaultError::CapExceeded {
            sum: magnitude(weight(1).u128() * 504 / 10),
            allowed: weight(50)
        })
    );
}

#[test]
fn a_seventeenth_commitment_is_refused() {
    let mut books = empty();
    for number in 0..16 {
        announce(&mut books, announcement(number, 1, 10, &[]), tau()).unwrap();
    }
    assert_eq!(
        announce(&mut books, announcement(16, 1, 10, &[]), tau()),
        Err(VaultError::TooManyCommitments { limit: 16 })
    );
    assert!(announce(&mut books, announcement(3, 2, 10, &[]), tau()).is_ok(), "a raise adds none");
}

#[test]
fn weights_of_nothing_and_beyond_the_vault_are_refused() {
    for percent in [0, 101] {
        let mut books = empty();
        assert_eq!(
            announce(&mut books, announcement(0, percent, 10, &[]), tau()),
            Err(VaultError::WeightOutOfRange { weight: weight(percent), magnitude: weight(100) })
        );
    }
}

#[test]
fn a_closed_vault_promises_nothing() {
    let mut books = empty();
    books.pool.magnitude = magnitude(999_999_999);
    assert!(matches!(
        announce(&mut books, announcement(0, 1, 10, &[]), tau()),
        Err(VaultError::Closed { .. })
    ));
}

#[test]
fn a_raise_needs_more_weight_or_other_terms() {
    let mut books = committed();
    assert_eq!(
        announce(&mut books, announcement(0, 40, 10, &[1]), tau()),
        Err(VaultError::NoRaise { service: service(0), current: weight(40), weight: weight(40) })
    );
    let moved = Announcement {
        terms: Terms { version: TermsVersion::new(2), ..terms(Decimal::percent(10)) },
        ..announcement(0, 40, 10, &[1])
    };
    let less = Announcement { weight: weight(39), ..moved.clone() };
    assert!(matches!(announce(&mut books, less, tau()), Err(VaultError::NoRaise { .. })));
    let at = announce(&mut books, moved, tau()).unwrap();
    assert_eq!(first(&books).terms.version, TermsVersion::new(1), "until then the old terms");
    books.advance(at, rules(CAP)).unwrap();
    assert_eq!(first(&books).terms.version, TermsVersion::new(2));
}

#[test]
fn a_lowering_replaces_a_raise_and_keeps_another_raise_out() {
    let mut books = committed();
    announce(&mut books, announcement(0, 60, 10, &[1]), tau()).unwrap();
    assert_eq!(books.lower(service(0), weight(40), tau(), DELAY), Ok(None));
    assert_eq!(first(&books).pending, None);
    announce(&mut books, announcement(0, 60, 10, &[1]), tau()).unwrap();
    let at = books.lower(service(0), weight(30), tau(), DELAY).unwrap().unwrap();
    assert_eq!(first(&books).pending, Some(Pending::Lowering { target: weight(30), at }));
    assert_eq!(
        announce(&mut books, announcement(0, 60, 10, &[1]), tau()),
        Err(VaultError::LoweringPending { service: service(0), effect_at: at })
    );
    assert!(matches!(
        books.lower(service(0), weight(30), tau(), DELAY),
        Err(VaultError::NoLowering { .. })
    ));
    let later = tau().after(DAY);
    let restarted = books.lower(service(0), Magnitude::ZERO, later, DELAY).unwrap().unwrap();
    assert_eq!(restarted, later.after(DELAY));
    books.advance(at, rules(CAP)).unwrap();
    assert_eq!(first(&books).slashable, weight(40), "a second lowering starts the delay again");
    books.advance(restarted, rules(CAP)).unwrap();
    assert!(first(&books).is_over());
}

#[test]
fn after_a_slash_nothing_is_raised_until_both_have_re_armed() {
    let mut books = committed();
    announce(&mut books, announcement(0, 60, 10, &[1]), tau()).unwrap();
    let all = books.pool.assets;
    slash(&mut books, service(0), Decimal::percent(1), all);
    assert_eq!(first(&books).pending, None, "the raise is taken back");
    for party in [Party::Operator, Party::Operator, Party::Service] {
        assert_eq!(
            announce(&mut books, announcement(0, 60, 10, &[1]), tau()),
            Err(VaultError::InQuarantine { service: service(0) })
        );
        books.commitments[0].rearm(party, tau()).unwrap();
    }
    assert!(announce(&mut books, announcement(0, 60, 10, &[1]), tau()).is_ok());
    assert_eq!(
        books.commitments[0].rearm(Party::Service, tau()),
        Err(VaultError::NotInQuarantine { service: service(0) })
    );
}

#[test]
fn a_slash_keeps_a_lowering_that_waits() {
    let mut books = committed();
    let at = books.lower(service(0), weight(10), tau(), DELAY).unwrap().unwrap();
    let all = books.pool.assets;
    slash(&mut books, service(0), Decimal::percent(1), all);
    assert_eq!(first(&books).pending, Some(Pending::Lowering { target: weight(10), at }));
    books.advance(at, rules(CAP)).unwrap();
    assert_eq!(first(&books).slashable, weight(10));
}

#[test]
fn the_exit_delay_is_longer_than_a_slash_may_take_to_the_second() {
    let with = |execution: Seconds| Announcement {
        terms: Terms { windows: Windows { execution, ..WINDOWS }, ..terms(Decimal::percent(10)) },
        ..announcement(0, 40, 10, &[])
    };
    // 3 + 2 days, two of a review: 14 days of execution make 21.
    let fits = DAY.times(14).minus_or_zero(Seconds::new(1));
    assert!(announce(&mut empty(), with(fits), tau()).is_ok());
    assert_eq!(
        announce(&mut empty(), with(DAY.times(14)), tau()),
        Err(VaultError::ExitTooShort { delay: DELAY, longest: DELAY, service: service(0) })
    );
    // A shorter delay that waits counts for new commitments, and commitments for it.
    let mut delay = ExitDelay::new(DELAY);
    delay.change(DAY.times(16), &[], tau(), None).unwrap();
    let mut books = empty();
    assert!(matches!(
        books.announce(with(fits), tau(), &delay, None, &FULL),
        Err(VaultError::ExitTooShort { .. })
    ));
    announce(&mut books, with(fits), tau()).unwrap();
    let mut delay = ExitDelay::new(DELAY);
    let too_short = delay.change(DAY.times(20), &books.commitments, tau(), None);
    assert!(matches!(too_short, Err(VaultError::ExitTooShort { .. })));
    let at = delay.change(DAY.times(28), &books.commitments, tau(), None).unwrap();
    assert_eq!(at, tau().after(DELAY).after(DAY.times(2)));
    assert_eq!(delay.at(at.before(Seconds::new(1))).delay, DELAY);
    assert_eq!(delay.at(at), ExitDelay::new(DAY.times(28)));
    assert_eq!((delay.shortest(), delay.longest()), (DELAY, DAY.times(28)));
}

#[test]
fn a_service_without_a_commitment_is_an_error() {
    let mut books = committed();
    assert_eq!(
        books.lower(service(7), weight(1), tau(), DELAY),
        Err(VaultError::NoCommitment { service: service(7) })
    );
    assert!(books.commitment(service(7)).is_err());
}
