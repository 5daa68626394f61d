//! Leaving the fund.

use weir_accounting::vault::VaultError;
use weir_insurance_fund::ContractError;
use weir_interface::fund::ExecuteMsg;
use weir_quantities::{Assets, Shares};

use crate::world::{account, World, DAY, EXIT};

#[test]
fn inv62_an_exit_waits_for_the_delay_to_the_end_of_a_day() {
    let mut world = World::new();
    let shares = world.deposit("alice", 1_000);
    let at = world.exit("alice", shares);
    let earliest = world.now() + EXIT;
    assert!(at >= earliest && at < earliest + DAY && at.is_multiple_of(DAY));
    world.pass_until(at - 1);
    let owner = account("alice").into_string();
    let waits = ContractError::NothingMatured { owner };
    assert_eq!(world.claim("alice").unwrap_err(), waits);
    world.pass(1);
    // Rounded against who leaves: 1,000·1,001/1,001,000 rounds to 1,000 at most.
    assert_eq!(world.claim("alice").unwrap(), 1_000);
    assert_eq!(world.claim("alice").unwrap_err(), waits);
    assert_eq!(world.others.borrow().balance, 0);
}

#[test]
fn shares_on_their_way_out_pay_covers_until_they_have_matured_and_not_after() {
    let mut world = World::new();
    world.deposit("bob", 1_000);
    let shares = world.deposit("alice", 1_000);
    world.insure_and_wait();
    let at = world.exit("alice", shares);
    world.premium(1).unwrap();
    // A fifth of 2,003.
    world.draw(1, 10_000).unwrap();
    world.pass(EXIT / 2);
    world.premium(1).unwrap();
    world.pass_until(at - 1);
    world.premium(1).unwrap();
    let before = world.books().assets;
    world.draw(2, 10_000).unwrap();
    let after = world.books().assets;
    assert!(after < before);
    world.pass(1);
    world.premium(1).unwrap();
    let owed = world.books().assets;
    world.pass(8 * DAY);
    world.draw(3, 10_000).unwrap();
    // What had matured before the third draw is paid whole: half of what was there.
    let paid = world.claim("alice").unwrap();
    let half = after.u128().div_ceil(2);
    assert!(paid.abs_diff(half) <= 1, "{paid} of {half}");
    assert_eq!(owed.u128(), after.u128() + 1 - paid);
}

#[test]
fn an_exit_can_be_taken_back_until_it_has_matured() {
    let mut world = World::new();
    let shares = world.deposit("alice", 1_000);
    let at = world.exit("alice", shares);
    let owner = account("alice").into_string();
    let other = ContractError::NoExit { owner: owner.clone(), matures_at: at + DAY };
    let cancel = |matures_at| ExecuteMsg::CancelExit { matures_at };
    assert_eq!(world.act("alice", cancel(at + DAY)).unwrap_err(), other);
    let odd = ContractError::NoExit { owner, matures_at: at - 1 };
    assert_eq!(world.act("alice", cancel(at - 1)).unwrap_err(), odd);
    world.act("alice", cancel(at)).unwrap();
    assert_eq!(world.position("alice").active, shares);
    assert_eq!(world.position("alice").exits.len(), 0);

    let at = world.exit("alice", shares);
    world.pass_until(at);
    let error = world.act("alice", cancel(at)).unwrap_err();
    assert!(matches!(error, ContractError::Books(VaultError::Matured { .. })), "{error}");
    assert_eq!(world.claim("alice").unwrap(), 1_000);
}

#[test]
fn two_exits_of_a_day_are_one_and_others_of_that_day_have_their_own() {
    let mut world = World::new();
    let shares = world.deposit("alice", 1_000);
    let others = world.deposit("bob", 3_000);
    let part = Shares::new(shares.u128() / 4);
    let at = world.exit("alice", part);
    assert_eq!(world.exit("bob", others), at);
    assert_eq!(world.exit("alice", part), at);
    let alice = world.position("alice");
    assert_eq!((alice.active, alice.exits.len()), (Shares::new(shares.u128() / 2), 1));
    assert_eq!(alice.exits[0].shares, Shares::new(shares.u128() / 2));
    // One who takes his back leaves the others where they are.
    world.act("alice", ExecuteMsg::CancelExit { matures_at: at }).unwrap();
    let (alice, bob) = (world.position("alice"), world.position("bob"));
    assert_eq!((alice.active, alice.exits.len()), (shares, 0));
    assert_eq!((bob.active, bob.exits[0].shares), (Shares::ZERO, others));
    // On another day another exit, with a time of its own.
    assert_eq!(world.exit("alice", part), at);
    world.pass(DAY);
    assert_eq!(world.exit("alice", part), at + DAY);
    assert_eq!(world.position("alice").exits.len(), 2);
    world.pass_until(at);
    assert_eq!(world.claim("bob").unwrap(), 3_000);
    assert_eq!(world.claim("alice").unwrap(), 250);
    let books = world.books();
    assert_eq!((books.assets, books.shares), (Assets::new(750), Shares::new(750_000)));
    // Two that have matured are fetched together.
    let at = world.exit("alice", part);
    world.pass_until(at);
    assert_eq!(world.claim("alice").unwrap(), 500);
    assert_eq!(world.books().assets, Assets::new(250));
}

#[test]
fn nobody_leaves_with_more_than_he_has() {
    let mut world = World::new();
    let held = world.deposit("alice", 1_000);
    let asked = held.plus(Shares::new(1)).unwrap();
    let owner = account("alice").into_string();
    assert_eq!(
        world.act("alice", ExecuteMsg::RequestExit { shares: asked }).unwrap_err(),
        ContractError::NotThatMany { owner, held, asked }
    );
    let nothing = ExecuteMsg::RequestExit { shares: Shares::ZERO };
    assert_eq!(world.act("alice", nothing).unwrap_err(), ContractError::Zero { what: "shares" });
}

#[test]
fn exits_of_many_holders_take_no_more_than_there_is() {
    let mut world = World::new();
    let mut ends = 0;
    for number in 0..20u128 {
        let who = format!("holder {number}");
        let shares = world.deposit(&who, 7 + 13 * number);
        world.pass(DAY / 3);
        ends = world.exit(&who, shares);
    }
    world.pass_until(ends);
    for number in 0..20 {
        world.claim(&format!("holder {number}")).unwrap();
    }
    let books = world.books();
    assert_eq!(books.shares, Shares::ZERO);
    assert_eq!(Assets::new(world.others.borrow().balance), books.assets);
}
