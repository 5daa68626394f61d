//! Worlds with restaking in which the keeper has something to do.

use cosmwasm_std::Addr;
use serde_json::json;
use weir_cli::keeper::{Event, Options};
use weir_interface::vault::{ConfigResponse, ExecuteMsg as Vault, QueryMsg};
use weir_restaking_journeys::{actor_code, World as Journey, DAY};

use crate::world::{Handle, Heard};

/// What the keeper does for restaking.
pub const DUTIES: [&str; 6] =
    ["settle", "execute", "end", "end_request", "claim_slashed", "notify"];

/// Restaking alone, so that nothing else is in the way.
pub fn duties(options: &mut Options) {
    options.only = DUTIES.map(str::to_string).into();
}

pub fn failures(heard: &Heard) -> Vec<String> {
    let failed = |event: &Event| match event {
        Event::Failed { crank, .. } => Some(crank.to_string()),
        _ => None,
    };
    heard.0.iter().filter_map(failed).collect()
}

pub fn of_vault(journey: &Journey, vault: usize) -> Addr {
    journey.vaults[vault].address.clone()
}

/// Who is told of slashes of vault 0.
pub fn listener(journey: &Journey) -> Addr {
    let vault = of_vault(journey, 0);
    let config: ConfigResponse = journey.suite.query(&vault, &QueryMsg::Config {}).unwrap();
    Addr::unchecked(&config.listeners[0])
}

/// The listener takes no message, or takes them again.
pub fn refuse(journey: &mut Journey, refuses: bool) {
    let listener = listener(journey);
    journey.send("anyone", &listener, &json!({ "refuse": refuses }), &[]).unwrap();
}

/// Promises of vault 0, of whose slashes a listener is told; bob has left vault 1 when they are in
/// force.
pub fn promised() -> Journey {
    let mut journey = Journey::new();
    let code = journey.suite.chain.store_code(actor_code());
    let (deployer, nothing) = (journey.actor("deployer"), json!({}));
    let chain = &mut journey.suite.chain;
    let made = chain.instantiate(code, &deployer, &nothing, &[], "listener", None).unwrap();
    let listeners = vec![made.to_string()];
    journey.vault("owner", 0, &Vault::SetListeners { listeners }).unwrap();
    journey.suite.deposit_into_fund("carol", 1_000_000_000).unwrap();
    journey.deposit("bob", 1, 500_000_000).unwrap();
    journey.exit("bob", 1, 200_000_000_000).unwrap();
    journey.with_promises()
}

/// A request for each end that there is, two days on, and a listener that fails.
pub fn busy() -> Handle {
    let mut journey = promised();
    let vetoed = journey.accused(1, 1_000);
    let executable = journey.accused(1, 1_500);
    let at = journey.now();
    journey.pass(1);
    let unapproved = journey.request(0, 2, 1_000, at).unwrap();
    let quick = journey.accused(3, 5_000);
    journey.veto(vetoed).unwrap();
    assert_eq!((vetoed, executable, unapproved, quick), (1, 2, 3, 4));
    refuse(&mut journey, true);
    journey.pass(2 * DAY);
    Handle::new(journey.suite)
}
