use cosmwasm_std::Decimal;
use weir_interface::hub::ExecuteMsg;
use weir_interface::registry::{Standing, Target};
use weir_testing::{Outcome, Suite};

use crate::common::*;

fn targets(suite: &Suite, names: &[&str]) -> Vec<Target> {
    let target = |name: &&str| Target {
        validator: suite.operator(name),
        weight: 1,
        standing: Standing::Active,
    };
    names.iter().map(target).collect()
}

fn update(suite: &mut Suite, who: &str, targets: Vec<Target>, max_share: Decimal) -> Outcome {
    call(suite, who, ExecuteMsg::UpdateTargets { targets, max_share })
}

#[test]
fn only_the_registry_sets_targets() {
    let mut suite = staked();
    let all = targets(&suite, &["val1"]);
    for stranger in ["owner", "guardian", "alice", "distributor"] {
        refused!(
            update(&mut suite, stranger, all.clone(), Decimal::one()),
            Error::Unauthorized { role: "registry", .. }
        );
    }
    update(&mut suite, "registry", all, Decimal::one()).unwrap();
}

#[test]
fn no_validator_is_named_twice() {
    let mut suite = staked();
    let twice = targets(&suite, &["val1", "val2", "val1"]);
    let val1 = suite.operator("val1");
    refused!(
        update(&mut suite, "registry", twice, Decimal::one()),
        Error::DuplicateValidator { validator } if *validator == val1
    );
}

#[test]
fn a_validator_that_the_chain_does_not_know_is_refused() {
    let mut suite = staked();
    let unknown = targets(&suite, &["val1", "nobody"]);
    let nobody = suite.operator("nobody");
    refused!(
        update(&mut suite, "registry", unknown, Decimal::one()),
        Error::NoSuchValidator { validator } if *validator == nobody
    );
}

#[test]
fn the_cap_is_above_nothing_and_at_most_all() {
    let mut suite = staked();
    let all = targets(&suite, &["val1"]);
    let unit = Decimal::raw(1);
    for came in [Decimal::zero(), Decimal::one() + unit] {
        refused!(
            update(&mut suite, "registry", all.clone(), came),
            Error::BadMaxShare { came: found } if *found == came
        );
    }
    update(&mut suite, "registry", all.clone(), unit).unwrap();
    update(&mut suite, "registry", all, Decimal::one()).unwrap();
}

#[test]
fn who_is_left_out_with_stake_drains_and_is_never_forgotten() {
    let mut suite = staked();
    let one = targets(&suite, &["val1"]);
    update(&mut suite, "registry", one, Decimal::one()).unwrap();
    assert_eq!(suite.row("val2").standing, Standing::Draining);
    assert_eq!(suite.row("val2").assets.u128(), suite.staked_with("val2"));
}

#[test]
fn at_most_128_validators_fit_ledger_and_targets_together() {
    let mut suite = Suite::builder()
        .validators(129)
        .weights(&[("val1", 1)])
        .params(|p| p.max_validators = 129)
        .build();
    suite.keepers = false;
    let names: Vec<String> = (1..=129).map(|index| format!("val{index}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let all = targets(&suite, &names);
    refused!(
        update(&mut suite, "registry", all, Decimal::one()),
        Error::TooManyValidators { came: 129 }
    );
    let most = targets(&suite, &names[..128]);
    update(&mut suite, "registry", most, Decimal::one()).unwrap();
    suite.crank("delegate_buffer").unwrap();
    // One with stake that is no target counts as well.
    let staked = names.iter().find(|name| suite.staked_with(name) > 0).unwrap();
    let others: Vec<&str> = names.iter().filter(|name| *name != staked).copied().collect();
    assert_eq!(others.len(), 128);
    let others = targets(&suite, &others);
    refused!(
        update(&mut suite, "registry", others, Decimal::one()),
        Error::TooManyValidators { came: 129 }
    );
}

#[test]
fn who_cannot_be_read_is_not_forgotten_for_standing_at_nothing() {
    let mut suite = staked();
    suite.unreadable("val2", Some(embedded_chain::Unreadable::DelegationQueries));
    suite.crank("sync").unwrap();
    assert!(suite.row("val2").assets.is_zero());
    let one = targets(&suite, &["val1"]);
    update(&mut suite, "registry", one, Decimal::one()).unwrap();
    suite.unreadable("val2", None);
    suite.crank("sync").unwrap();
    assert_eq!(suite.row("val2").standing, Standing::Draining);
    assert_eq!(suite.row("val2").assets.u128(), suite.staked_with("val2"));
}

/// Up to ten units are dust, as for a sync: eleven drain.
#[test]
fn who_is_left_out_with_dust_is_forgotten_and_with_a_unit_more_drains() {
    for (worth, kept) in [(10u128, false), (11, true)] {
        let mut suite = with_one_target();
        let val1 = suite.operator("val1");
        let tokens = suite.chain.validator(&val1).unwrap().tokens.u128();
        // A slash is of whole coins: what is beyond them stays.
        let beyond = tokens % COIN;
        let wanted = tokens * (2 * worth + 1) / (2 * suite.staked_with("val1"));
        let left = Decimal::from_ratio(wanted - beyond, tokens - beyond);
        suite.slash("val1", Decimal::one() - left);
        suite.crank("sync").unwrap();
        assert_eq!(suite.row("val1").assets.u128(), worth);
        let other = targets(&suite, &["val2"]);
        update(&mut suite, "registry", other, Decimal::one()).unwrap();
        let roster = suite.snapshot().roster.unwrap();
        assert_eq!(roster.seats.iter().any(|seat| seat.0 == val1), kept, "{worth}");
        if kept {
            assert_eq!(suite.row("val1").standing, Standing::Draining);
        }
        let delegated = if kept { worth } else { 0 };
        assert_eq!(suite.solvency().delegated.u128(), delegated);
    }
}

/// Rows stand in the order of addresses: who comes before others moves them all.
#[test]
fn who_cannot_be_read_is_the_same_after_others_came_before_it() {
    let mut names: Vec<String> = (1..=5).map(|index| format!("val{index}")).collect();
    let order = young();
    names.sort_by_key(|name| order.operator(name));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let [first, rest @ ..] = names.as_slice() else { unreachable!() };
    let weights: Vec<_> = rest.iter().map(|name| (*name, 1)).collect();
    let builder = Suite::builder().validators(5).weights(&weights);
    let mut suite = builder.registry(|change| change.max_share = Some(Decimal::one())).build();
    suite.keepers = false;
    suite.bond("alice", 990 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    suite.next_block();
    suite.unreadable(rest[1], Some(embedded_chain::Unreadable::DelegationQueries));
    suite.crank("sync").unwrap();
    let since = suite.row(rest[1]).unread_since;
    assert!(since.is_some());
    let all = targets(&suite, &names);
    update(&mut suite, "registry", all, Decimal::one()).unwrap();
    for name in [first].into_iter().chain(rest) {
        let expected = since.filter(|_| *name == rest[1]);
        assert_eq!(suite.row(name).unread_since, expected, "{name}");
    }
    suite.unreadable(rest[1], None);
    suite.crank("sync").unwrap();
    assert_eq!(suite.row(rest[1]).assets.u128(), suite.staked_with(rest[1]));
}
