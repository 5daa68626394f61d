//! Lives that random search found to break something: each stays, shrunk, under what it showed.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use weir_testing::random::{Action, Amount, Cut, Life, World};

fn world() -> World {
    World {
        validators: 1,
        big: false,
        long: false,
        weight: 50,
        deposit: 1,
        delegated: false,
        unbuffered: false,
        restaking: false,
    }
}

/// A life that ends well.
fn lives(world: &World, actions: &[Action]) -> Life {
    let mut life = Life::new(world);
    for action in actions {
        life.act(action).unwrap_or_else(|violation| panic!("{action:?}: {violation}"));
    }
    life.finale().unwrap_or_else(|violation| panic!("{violation}"));
    life
}

/// The unit that rounding leaves to the others lifts their rate the more the fewer they are: here
/// nearly everyone leaves in one batch.
#[test]
fn a_unit_of_rounding_left_to_few_is_no_rise_of_the_rate() {
    let actions = [
        Action::SetWeights { first: 0, second: 0, others: 0 },
        Action::Bond { who: 0, coins: Amount::Units(15, 8) },
        Action::DonateToDistributor { who: 0, coins: Amount::Units(1, 5) },
        Action::Distribute {},
        Action::Hours { hours: 5, keepers: false },
        Action::Queue { who: 0, shares: Amount::All },
        Action::Queue { who: 0, shares: Amount::All },
        Action::Queue { who: 0, shares: Amount::All },
        Action::BatchCloses {},
        Action::SubmitBatch {},
    ];
    let life = lives(&world(), &actions);
    assert_eq!(life.tally.accepted("submit_batch"), 1, "{}", life.tally);
}

/// A gift that the token refused was counted as given.
#[test]
fn a_gift_that_is_refused_is_none() {
    let actions = [
        Action::Bond { who: 0, coins: Amount::Units(1, 3) },
        Action::DonateTokens { who: 0, shares: Amount::TooMuch },
        Action::DonateTokens { who: 0, shares: Amount::Units(9, 0) },
    ];
    let life = lives(&world(), &actions);
    assert_eq!(life.suite.gifts.shares, 9);
}

/// After an insolvency nobody is priced for a week, which can be longer than all unbonding.
#[test]
fn a_ruined_hub_settles_its_batch_once_it_has_recovered() {
    let world = World { big: true, unbuffered: true, ..world() };
    lives(&world, &[Action::Ruin {}]);
}

/// The chain holds an entry until its batch's shortfall is paid no more: its coins are surplus.
#[test]
fn coins_that_come_after_a_shortfall_is_forgotten_are_explained() {
    let world = World { validators: 4, long: true, ..world() };
    let actions = [
        Action::Queue { who: 0, shares: Amount::Part(1) },
        Action::Hours { hours: 96, keepers: true },
        Action::Hours { hours: 4, keepers: false },
        Action::Keep {},
        Action::HoldEntry { which: 0 },
        Action::Days { days: 80, keepers: true },
        Action::Days { days: 232, keepers: false },
        Action::Days { days: 12, keepers: false },
    ];
    lives(&world, &actions);
}

/// What the chain answered for the last delegation was rounded up to a unit that it does not grant
/// (`ValidateUnbondAmount`: invalid shares amount): the whole stake was asked for hour after hour,
/// and whoever was left could never leave.
#[test]
fn a_stake_that_the_chain_rounds_up_is_placed_for_a_unit_less() {
    let world = World { validators: 7, big: true, weight: 139, deposit: 65, ..world() };
    let actions = [
        Action::DoubleSign { validator: 180, blocks: 0, cut: Cut::Bps(6979) },
        Action::Keep {},
        Action::BondAtLeast { who: 0, coins: Amount::Units(4, 11), one_more: false },
        Action::DelegateBuffer {},
    ];
    let left = lives(&world, &actions).suite.snapshot().pipeline.unwrap().waiting;
    assert!(left.is_none(), "{left:?}");
}

/// A validator slashed after its stake had moved away is left with three units; removing it gives
/// them up.
#[test]
fn a_validator_removed_with_dust_gives_up_no_more_than_that() {
    let world = World {
        validators: 7,
        big: true,
        long: false,
        weight: 73,
        deposit: 24,
        delegated: false,
        unbuffered: false,
        restaking: false,
    };
    let actions = [
        Action::Downtime { validator: 74 },
        Action::Queue { who: 0, shares: Amount::Part(109) },
        Action::Keep {},
        Action::Downtime { validator: 27 },
        Action::QueueFor { who: 3, to: 0, shares: Amount::All },
        Action::Seconds { seconds: 32 },
        Action::Bond { who: 0, coins: Amount::Units(34, 6) },
        Action::Bond { who: 0, coins: Amount::Part(589) },
        Action::Days { days: 137, keepers: false },
        Action::Hours { hours: 70, keepers: false },
        Action::AddValidator { weight: 6 },
        Action::DrainValidator { validator: 73 },
        Action::Days { days: 9, keepers: true },
        Action::DoubleSign { validator: 174, blocks: 0, cut: Cut::Bps(1) },
        Action::Days { days: 11, keepers: true },
        Action::RemoveValidator { validator: 0 },
    ];
    let life = lives(&world, &actions);
    assert_eq!(life.tally.accepted("remove_validator"), 1, "{}", life.tally);
}

/// What is unwound for a service is withdrawn by it: coins that reach no user.
#[test]
fn coins_unwound_for_a_service_reach_their_owner_too() {
    // With two validators the first service's terms say so.
    let world = World { validators: 2, restaking: true, ..world() };
    let actions = [
        Action::Seconds { seconds: 5 },
        Action::RequestSlash { which: 0, ago: 0, cut: Cut::Whole },
        Action::ResolutionOver { which: 0, late: 1 },
        Action::ExecuteSlash { which: 0 },
        Action::ClaimSlashed { which: 0, by_service: false },
        Action::Days { days: 5, keepers: true },
        Action::Withdraw { who: 0 },
    ];
    let life = lives(&world, &actions);
    for kind in ["execute", "claim_slashed", "withdraw"] {
        assert_eq!(life.tally.accepted(kind), 1, "{}", life.tally);
    }
}
