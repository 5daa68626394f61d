//! Ownership in the hands of an account that has no key: the chain's governance, as a DAO is.

use serde_json::{json, Value};
use weir_client::NodeError;
use weir_devnet::cosmrs::proto::cosmos::gov::v1::ProposalStatus;
use weir_devnet::cosmrs::proto::cosmwasm::wasm::v1::MsgExecuteContract;
use weir_devnet::cosmrs::Any;

use crate::begin::Begin;
use crate::governance::{decide, GOVERNANCE};
use crate::world::{World, COIN};

/// It accepts the ownership of hub and registry in one vote, governs by votes, of which one that fails
/// leaves nothing, and gives it on.
#[test]
fn governance_takes_the_ownership_uses_it_and_gives_it_on() {
    let mut world = World::begin(&Begin::with("dao", 2));
    world.bond("alice", 100 * COIN);
    world.keep();
    let (hub, registry) = (world.hub.clone(), world.contract("validator-registry"));
    let to = |who: &str| {
        let transfer = json!({ "transfer_ownership": { "new_owner": who, "expiry": null } });
        json!({ "update_ownership": transfer })
    };
    let accept = json!({ "update_ownership": "accept_ownership" });
    for contract in [&hub, &registry] {
        world.does("owner", contract, to(GOVERNANCE));
    }
    let both = vec![call(&hub, &accept), call(&registry, &accept)];
    assert_eq!(decide(&world, both), ProposalStatus::Passed);
    for contract in [&hub, &registry] {
        let ownership = world.ask_of(contract, json!({ "ownership": {} }));
        assert_eq!(ownership["owner"], GOVERNANCE, "{ownership}");
    }

    it_governs(&mut world, &hub, &registry);
    let carol = world.address("carol");
    assert_eq!(decide(&world, vec![call(&hub, &to(&carol))]), ProposalStatus::Passed);
    world.hub("carol", accept);
    world.hub("carol", json!({ "set_roles": { "guardian": null, "voter": null } }));
    assert_eq!(world.ask(json!({ "config": {} }))["owner"], carol.as_str());
}

fn it_governs(world: &mut World, hub: &str, registry: &str) {
    let roles = json!({ "set_roles": { "guardian": world.address("erin"), "voter": null } });
    let late = world.try_hub("owner", roles.clone());
    assert!(matches!(late, Err(NodeError::Refused { .. })), "given away: {late:?}");
    let parts = |parts: u32| json!({ "update_config": { "parameters": { "max_parts": parts } } });
    let operator = world.devnet.operator("val2").unwrap();
    let weigh = |weight: u64| {
        let weights = json!([{ "validator": operator, "weight": weight }]);
        json!({ "set_weights": { "weights": weights } })
    };
    let good = vec![call(hub, &roles), call(hub, &parts(3)), call(registry, &weigh(80))];
    assert_eq!(decide(world, good), ProposalStatus::Passed);
    assert_eq!(figures(world, registry), (world.address("erin"), "3".into(), 80));

    // more than a day may change: no part of it is kept
    let bad = vec![call(hub, &parts(4)), call(registry, &weigh(1))];
    assert_eq!(decide(world, bad), ProposalStatus::Failed);
    assert_eq!(figures(world, registry), (world.address("erin"), "3".into(), 80));
}

/// Guardian, most parts of a batch, weight of the second validator.
fn figures(world: &World, registry: &str) -> (String, String, u64) {
    let config = world.ask(json!({ "config": {} }));
    let rows = config["parameters"].as_array().unwrap();
    let parts = rows.iter().find(|row| row["name"] == "max_parts").unwrap();
    let operator = world.devnet.operator("val2").unwrap();
    let record = world.ask_of(registry, json!({ "validator": { "validator": operator } }));
    let text = |value: &Value| value.as_str().unwrap().to_string();
    (text(&config["guardian"]), text(&parts["value"]), record["weight"].as_u64().unwrap())
}

fn call(contract: &str, msg: &Value) -> Any {
    let call = MsgExecuteContract {
        sender: GOVERNANCE.to_string(),
        contract: contract.to_string(),
        msg: msg.to_string().into_bytes(),
        funds: vec![],
    };
    Any::from_msg(&call).unwrap()
}
