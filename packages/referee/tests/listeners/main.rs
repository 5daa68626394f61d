//! Listeners that fail in every way a contract can, on the chain's real modules: none changes what
//! comes of a slash. The contracts are those of artifacts/, the listeners are written here.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;

use common::restaking::{Held, Restaking, DAY, DEPOSIT, WHOLE};
use common::wat::{overflow, Conduct};
use common::{text, DENOM};
use serde_json::json;
use weir_referee::Error;

/// The coordinator's `LISTENER_GAS`.
const LISTENER_GAS: u64 = 300_000;

/// Alice's coins secure one service, which tells `hook`, in a vault that tells `listeners`.
fn secure(world: &mut Restaking, hook: &str, listeners: &[String]) -> Result<(), Error> {
    world.begin_service(1, Some(hook))?;
    world.vault("owner", json!({ "set_listeners": { "listeners": listeners } }))?;
    world.deposit("alice", DEPOSIT)?;
    world.announce(1, WHOLE)?;
    world.notice_passes()
}

#[test]
fn t28_t29_t30_t31_listeners_that_loop_trap_re_enter_and_answer_with_masses_of_text_change_no_slash(
) {
    let mut world = Restaking::begin(Held::Coins).unwrap();
    let coordinator = world.coordinator.clone();
    let again = json!({ "wasm": { "execute": {
        "contract_addr": coordinator, "funds": [],
        "msg": weir_referee::msg::embedded(&json!({ "execute": { "id": 1, "skip": null } })),
    } } });
    // The service's hook loops until its gas is gone; the vault's listeners do the rest.
    let hook = world.contract(&Conduct::Loop).unwrap();
    let hostile = [
        Conduct::refuse(130_000),
        Conduct::Trap,
        Conduct::messages(vec![again]),
        Conduct::tell(500_000),
    ];
    let listeners: Vec<String> =
        hostile.iter().map(|conduct| world.contract(conduct).unwrap()).collect();
    secure(&mut world, &hook, &listeners).unwrap();
    world.accuse(1, "offence").unwrap();
    world.passes(2 * DAY).unwrap();
    let executed = world.execute(1, &[]).unwrap();
    let kind = "wasm-weir_coordinator_slash_executed";
    let tenth = (DEPOSIT / 10).to_string();
    assert_eq!(executed.attribute(kind, "applied"), Some(tenth.as_str()));
    let mut failed = world.failures(1).unwrap();
    failed.sort();
    let mut all = [vec![hook.clone()], listeners].concat();
    all.sort();
    assert_eq!(failed, all);
    // Five at their limit, beside what the slash itself takes.
    assert!(executed.gas_used > LISTENER_GAS, "{}", executed.gas_used);
    assert!(executed.gas_used < 5 * LISTENER_GAS + 900_000, "{}", executed.gas_used);

    // One that has come to its senses is told when anybody asks, and stays told.
    world.becomes(&hook, &Conduct::agree()).unwrap();
    let notify = json!({ "notify": { "id": 1, "listener": hook } });
    world.weir.call("alice", &coordinator, notify).unwrap();
    assert!(!world.failures(1).unwrap().contains(&hook));
}

/// What an execution takes whose one listener, the service's hook, does this.
fn execution(conduct: &Conduct) -> u64 {
    let mut world = Restaking::begin(Held::Coins).unwrap();
    let hook = world.contract(&Conduct::agree()).unwrap();
    secure(&mut world, &hook, &[]).unwrap();
    world.becomes(&hook, conduct).unwrap();
    world.accuse(1, "offence").unwrap();
    world.passes(2 * DAY).unwrap();
    world.execute(1, &[]).unwrap().gas_used
}

#[test]
fn inv56_what_a_hook_does_costs_a_slash_no_more_than_the_hooks_limit_and_one_row() {
    /// The row and the event that tell of a failure.
    const RECORD: u64 = 20_000;
    let agreed = execution(&Conduct::agree());
    let trapped = execution(&Conduct::Trap);
    assert!(trapped.abs_diff(agreed) < RECORD, "{agreed} {trapped}");
    for conduct in [Conduct::refuse(10), Conduct::refuse(130_000), Conduct::tell(500_000)] {
        let gas = execution(&conduct);
        assert!(gas >= trapped, "{gas} {trapped}");
        assert!(gas < agreed + LISTENER_GAS + RECORD, "{gas} {agreed}");
    }
    // What uses all it may: the whole limit, less what loading it takes in any case.
    let looped = execution(&Conduct::Loop);
    let more = looped - trapped;
    assert!((LISTENER_GAS / 2..=LISTENER_GAS).contains(&more), "{more}");
}

#[test]
fn t106_a_listener_that_makes_a_module_panic_holds_a_slash_up_until_it_is_skipped() {
    let mut world = Restaking::begin(Held::Coins).unwrap();
    let listener = world.contract(&Conduct::agree()).unwrap();
    let hook = world.contract(&Conduct::agree()).unwrap();
    secure(&mut world, &hook, std::slice::from_ref(&listener)).unwrap();
    let panics = Conduct::messages(vec![overflow(&listener, DENOM)]);
    world.becomes(&listener, &panics).unwrap();
    world.accuse(1, "offence").unwrap();
    world.passes(2 * DAY).unwrap();
    let Err(Error::Transaction(refusal)) = world.execute(1, &[]) else { panic!("no panic") };
    // The SDK's code of a recovered panic: no contract can catch it.
    assert_eq!((refusal.codespace.as_str(), refusal.code), ("undefined", 111_222), "{refusal:?}");
    let Err(Error::Transaction(refusal)) = world.execute(1, &[&listener]) else {
        panic!("too early")
    };
    assert_eq!(refusal.codespace, "wasm", "{refusal:?}");
    // The second half of the time that it has.
    world.passes(DAY).unwrap();
    let executed = world.execute(1, &[&listener]).unwrap();
    let tenth = (DEPOSIT / 10).to_string();
    let kind = "wasm-weir_coordinator_slash_executed";
    assert_eq!(executed.attribute(kind, "applied"), Some(tenth.as_str()));
    assert_eq!(world.failures(1).unwrap(), [listener]);
    let receipt = world.ask(json!({ "receipt": { "id": 1 } })).unwrap();
    assert_eq!(text(&receipt, "/applied"), tenth);
}
