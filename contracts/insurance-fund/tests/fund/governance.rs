//! Parameters, ownership, migration.

use cosmwasm_std::testing::{mock_dependencies, mock_env};
use cosmwasm_std::Decimal;
use cw_ownable::Action;
use weir_contract::MigrationError;
use weir_insurance_fund::migrate::migrate;
use weir_insurance_fund::ContractError;
use weir_interface::fund::{ConfigResponse, ExecuteMsg, MigrateMsg, ParameterChanges, QueryMsg};
use weir_interface::hub::Parameter;
use weir_quantities::Assets;

use crate::world::{account, birth, insure, sent, World, DAY, EXIT};

fn parameter(world: &World, name: &str) -> Parameter {
    let config: ConfigResponse = world.ask(QueryMsg::Config {});
    config.parameters.into_iter().find(|parameter| parameter.name == name).unwrap()
}

fn change(of_loss: Option<u64>, of_fund: Option<u64>, exit_delay: Option<u64>) -> ExecuteMsg {
    let changes = ParameterChanges {
        of_loss: of_loss.map(Decimal::percent),
        of_fund: of_fund.map(Decimal::percent),
        exit_delay,
        min_premium: None,
    };
    ExecuteMsg::UpdateConfig { changes }
}

#[test]
fn t166_other_parts_count_after_everybody_could_be_out_lower_ones_too() {
    for (percent, before, after) in [(10, "0.2", "0.1"), (40, "0.2", "0.4")] {
        let mut world = World::new();
        world.act("stranger", change(None, Some(percent), None)).unwrap_err();
        world.act("dao", change(None, Some(percent), None)).unwrap();
        let waiting = parameter(&world, "of_fund");
        let pending = waiting.pending.unwrap();
        assert_eq!((waiting.value.as_str(), pending.value.as_str()), (before, after));
        assert_eq!(pending.active_at, world.now() + EXIT + 2 * DAY);
        world.pass(EXIT + 2 * DAY - 1);
        assert_eq!(parameter(&world, "of_fund").value, before);
        world.pass(1);
        assert_eq!(parameter(&world, "of_fund").value, after);
    }
}

#[test]
fn t166_a_fund_that_will_pay_less_of_a_loss_covers_it_until_then() {
    let mut world = World::new();
    world.deposit("alice", 998);
    world.insure_and_wait();
    world.act("dao", change(Some(0), Some(0), None)).unwrap();
    assert_eq!(world.books().drawable, Assets::new(200));
    assert_eq!(sent(&world.draw(1, 100).unwrap()), 50);
    // What is asked for as it is takes back what waits.
    world.act("dao", change(Some(50), None, None)).unwrap();
    assert_eq!(parameter(&world, "of_loss").pending, None);
    world.pass(EXIT + 2 * DAY);
    assert_eq!(parameter(&world, "of_loss").value, "0.5");
    assert_eq!(world.books().drawable, Assets::ZERO);
}

#[test]
fn another_exit_delay_waits_whichever_way_and_can_be_taken_back() {
    let mut world = World::new();
    for delay in [28 * DAY, 42 * DAY] {
        world.act("dao", change(None, None, Some(delay))).unwrap();
        let shown = parameter(&world, "exit_delay");
        assert_eq!(shown.value, EXIT.to_string());
        assert_eq!(shown.pending.unwrap().value, delay.to_string());
    }
    let cancel = || ExecuteMsg::CancelChange { name: "exit_delay".to_string() };
    world.act("stranger", cancel()).unwrap_err();
    world.act("dao", cancel()).unwrap();
    let name = "exit_delay".to_string();
    assert_eq!(world.act("dao", cancel()).unwrap_err(), ContractError::NothingPending { name });
    world.act("dao", change(None, None, Some(28 * DAY))).unwrap();
    world.pass(EXIT + 2 * DAY);
    let shares = world.deposit("alice", 10);
    let at = world.exit("alice", shares);
    assert!(at < world.now() + 29 * DAY);
}

#[test]
fn what_is_in_force_is_not_taken_back() {
    let mut world = World::new();
    let cancel = || ExecuteMsg::CancelChange { name: "of_fund".to_string() };
    world.act("dao", change(None, Some(10), None)).unwrap();
    world.pass(EXIT + 2 * DAY);
    // Nothing has been written since it began to count.
    let name = "of_fund".to_string();
    assert_eq!(world.act("dao", cancel()).unwrap_err(), ContractError::NothingPending { name });
    assert_eq!(parameter(&world, "of_fund").value, "0.1");
    // A second before it is.
    world.act("dao", change(None, Some(20), None)).unwrap();
    world.pass(EXIT + 2 * DAY - 1);
    world.act("dao", cancel()).unwrap();
    world.pass(1);
    assert_eq!(parameter(&world, "of_fund").value, "0.1");
}

#[test]
fn the_bounds_that_are_shown_are_those_that_are_asked_for() {
    let mut world = World::new();
    let set = |name: &str, value: Decimal| {
        let units = value.to_uint_floor().u128();
        let at = |wanted: &str| name == wanted;
        let changes = ParameterChanges {
            of_loss: at("of_loss").then_some(value),
            of_fund: at("of_fund").then_some(value),
            exit_delay: at("exit_delay").then(|| units.try_into().unwrap()),
            min_premium: at("min_premium").then(|| Assets::new(units)),
        };
        ExecuteMsg::UpdateConfig { changes }
    };
    let config: ConfigResponse = world.ask(QueryMsg::Config {});
    let shown = config.parameters.iter().map(|shown| (&*shown.name, &*shown.min, &*shown.max));
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            ("of_loss", "0", "0.5"),
            ("of_fund", "0", "0.5"),
            ("exit_delay", "2419200", "3628800"),
            ("min_premium", "1", "100000000000000000000"),
        ]
    );
    for Parameter { name, min, max, .. } in config.parameters {
        let (min, max): (Decimal, Decimal) = (min.parse().unwrap(), max.parse().unwrap());
        let step = if max > Decimal::one() { Decimal::one() } else { Decimal::raw(1) };
        world.act("dao", set(&name, min)).unwrap();
        world.act("dao", set(&name, max)).unwrap();
        let beyond = min.checked_sub(step).into_iter().chain([max + step]);
        for value in beyond {
            let error = world.act("dao", set(&name, value)).unwrap_err();
            let wrong =
                matches!(&error, ContractError::OutOfBounds { name: found, .. } if *found == name);
            assert!(wrong, "{name} {value}: {error}");
        }
    }
}

#[test]
fn t70_parameters_out_of_their_bounds_are_refused() {
    let mut world = World::new();
    for (msg, name) in [
        (change(Some(51), None, None), "of_loss"),
        (change(None, Some(51), None), "of_fund"),
        (change(None, None, Some(28 * DAY - 1)), "exit_delay"),
        (change(None, None, Some(42 * DAY + 1)), "exit_delay"),
        (change(None, None, Some(u64::MAX)), "exit_delay"),
    ] {
        let error = world.act("dao", msg).unwrap_err();
        assert!(
            matches!(error, ContractError::OutOfBounds { name: found, .. } if found == name),
            "{error}"
        );
    }
    let of_fund = Some(Decimal::percent(51));
    assert!(World::with(ParameterChanges { of_fund, ..Default::default() }).is_err());
}

#[test]
fn t166_the_smallest_premium_is_a_thousand_units_until_after_a_notice_it_is_another_and_never_nothing(
) {
    let mut world = World::unborn();
    world.born(birth()).unwrap();
    world.deposit("alice", 10_000);
    world.act("dao", insure(100)).unwrap();
    let small = |minimum, actual| {
        let (minimum, actual) = (Assets::new(minimum), Assets::new(actual));
        ContractError::PremiumTooSmall { minimum, actual }
    };
    assert_eq!(world.premium(999).unwrap_err(), small(1_000, 999));
    world.premium(1_000).unwrap();
    let least = |units| {
        let min_premium = Some(Assets::new(units));
        let changes = ParameterChanges { min_premium, ..ParameterChanges::default() };
        ExecuteMsg::UpdateConfig { changes }
    };
    world.act("stranger", least(1)).unwrap_err();
    world.act("dao", least(5_000)).unwrap();
    let shown = parameter(&world, "min_premium");
    assert_eq!((shown.value.as_str(), shown.pending.unwrap().value.as_str()), ("1000", "5000"));
    // Who pays as before is covered as before, until the notice is over.
    world.pass(EXIT + 2 * DAY - 1);
    world.premium(1_000).unwrap();
    world.pass(1);
    assert_eq!(parameter(&world, "min_premium").value, "5000");
    assert_eq!(world.premium(4_999).unwrap_err(), small(5_000, 4_999));
    world.premium(5_000).unwrap();
    for units in [0, 100_000_000_000_000_000_001, u128::MAX] {
        let error = world.act("dao", least(units)).unwrap_err();
        assert!(matches!(error, ContractError::OutOfBounds { name: "min_premium", .. }), "{error}");
    }
    world.act("dao", least(100_000_000_000_000_000_000)).unwrap();
}

#[test]
fn ownership_moves_in_two_steps() {
    let mut world = World::new();
    let new_owner = account("heir").into_string();
    let offer = Action::TransferOwnership { new_owner: new_owner.clone(), expiry: None };
    world.act("stranger", ExecuteMsg::UpdateOwnership(offer.clone())).unwrap_err();
    world.act("dao", ExecuteMsg::UpdateOwnership(offer)).unwrap();
    world.act("heir", ExecuteMsg::UpdateOwnership(Action::AcceptOwnership)).unwrap();
    assert_eq!(world.ask::<ConfigResponse>(QueryMsg::Config {}).owner, Some(new_owner));
}

#[test]
fn t73_only_an_older_version_of_the_same_contract_is_migrated() {
    let mut deps = mock_dependencies();
    let name = weir_insurance_fund::CONTRACT_NAME;
    let mut from = |contract: &str, version: &str| {
        cw2::set_contract_version(&mut deps.storage, contract, version).unwrap();
        migrate(deps.as_mut(), mock_env(), MigrateMsg {})
    };
    assert!(matches!(
        from("crates.io:other", "0.0.1"),
        Err(ContractError::Migration(MigrationError::OtherContract { .. }))
    ));
    let same = weir_insurance_fund::CONTRACT_VERSION;
    assert!(matches!(
        from(name, same),
        Err(ContractError::Migration(MigrationError::NotNewer { .. }))
    ));
    assert!(matches!(
        from(name, "one"),
        Err(ContractError::Migration(MigrationError::NoVersion { .. }))
    ));
    from(name, "0.0.1").unwrap();
}
