//! Listeners that never come to an end: they cost gas, and nothing else.

use serde_json::json;
use weir_client::{Fee, Gas, Msg, Node, NodeError, Unsigned};

use crate::restaking::{the_slash_took, Due, Secured, DAY};
use crate::wat::Conduct;
use crate::world::fee;

/// The coordinator's `LISTENER_GAS`.
const LISTENER_GAS: u64 = 300_000;

/// The service's hook and one of the vault's listeners loop for ever. The slash takes what it takes
/// without them; who pays too little gas for their loops has done nothing.
#[test]
fn a_hook_and_a_listener_that_loop_until_their_gas_is_gone_change_nothing_of_a_slash() {
    let mut it = Secured::begin("listeners", &Conduct::Loop, &[Conduct::agree(), Conduct::Loop]);
    let id = it.accuse("wrong-price");
    it.world.devnet.pass(2 * DAY).unwrap();
    let execute = Msg::Execute {
        contract: it.coordinator.clone(),
        msg: json!({ "execute": { "id": id } }),
        funds: vec![],
    };
    let before = it.books();
    let little = Fee { gas: Gas::Limit(2 * LISTENER_GAS), ..fee() };
    let short = it.world.node.broadcast(&Unsigned::one("keeper", execute.clone()), &little);
    assert!(matches!(short, Err(NodeError::OutOfGas { .. })), "{short:?}");
    let same = |row: &str| assert_eq!(it.books()[row], before[row], "{row} of the vault");
    ["assets", "shares", "magnitude", "escrow"].into_iter().for_each(same);

    let executed = it.world.node.broadcast(&Unsigned::one("dave", execute), &fee()).unwrap();
    let looped = 2 * LISTENER_GAS..2 * LISTENER_GAS + 1_200_000;
    assert!(looped.contains(&executed.gas_used), "{}", executed.gas_used);
    the_slash_took(&it, id, &Due::reckon());

    let rows = it.world.ask_of(&it.coordinator, json!({ "failures": { "id": id } }));
    let rows = rows.as_array().unwrap().iter();
    let mut failed: Vec<&str> = rows.map(|row| row["listener"].as_str().unwrap()).collect();
    let mut loops = [it.told[0].as_str(), it.told[2].as_str()];
    failed.sort_unstable();
    loops.sort_unstable();
    assert_eq!(failed, loops, "who agreed was told");
}
