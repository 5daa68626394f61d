//! The scenarios that come with Weir, and the real data they use.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::path::{Path, PathBuf};

use weir_cli::scenario::{delegations, deposits, validators, Action, Each, Scenario, Step};

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

fn data(name: &str) -> String {
    std::fs::read_to_string(scenarios().join("data").join(name)).unwrap()
}

#[test]
fn every_scenario_reads() {
    let mut count = 0;
    for entry in std::fs::read_dir(scenarios()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "toml") {
            let scenario = Scenario::from_path(&path).map_err(|e| format!("{e:?}")).unwrap();
            assert!(!scenario.steps.is_empty(), "{} does something", path.display());
            count += 1;
        }
    }
    assert!(count >= 6);
}

#[test]
fn the_demo_has_its_data_inside() {
    let demo = Scenario::demo().unwrap();
    assert_eq!(demo.validators.len(), 175);
    let bulk = |s: &Step| match &s.action {
        Action::BondFile(b) => Some(b.deposits.len()),
        _ => None,
    };
    // Three of the 412 have delegations that are worth nothing.
    assert_eq!(demo.steps.iter().find_map(bulk), Some(412 - 3));
}

#[test]
fn the_real_validators_are_175_of_which_58_were_slashed() {
    let all = validators(&data("cosmoshub-4-validators.csv")).unwrap();
    let whole = 10u128.pow(18);
    let cut = all.iter().filter(|v| v.shares != v.tokens * whole).count();
    assert_eq!((all.len(), cut), (175, 58));
}

#[test]
fn the_real_delegations_are_1112_of_412_delegators() {
    let text = data("cosmoshub-2-delegations.csv");
    let all = delegations(&text).unwrap();
    let people: std::collections::BTreeSet<_> = all.iter().map(|d| d.delegator).collect();
    assert_eq!((all.len(), people.len()), (1_112, 412));
    let sums = deposits(&text, Each::Delegator).unwrap();
    let total = |list: &[weir_cli::scenario::Deposit]| list.iter().map(|d| d.amount).sum::<u128>();
    assert_eq!(total(&sums), total(&all));
}

#[test]
fn a_wrong_row_is_named_by_its_line() {
    let text = "kind,delegator,validator,to_validator,amount_uatom,completion_time\n\
                delegation,1,v,,5,\ndelegation,2,v,,many,\n";
    let problem = delegations(text).unwrap_err();
    assert_eq!(problem.line, 3);
    assert!(problem.message.starts_with("amount_uatom"), "{}", problem.message);
}

#[test]
fn the_readme_names_every_action() {
    let text = std::fs::read_to_string(scenarios().join("README.md")).unwrap();
    for action in weir_cli::scenario::ACTIONS {
        assert!(
            text.contains(&format!("`{action}`")),
            "{action} is missing in scenarios/README.md"
        );
    }
}
