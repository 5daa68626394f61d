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
