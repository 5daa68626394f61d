//! The execution: cover, slash, receipt.

use embedded_chain::ChainError;
use serde_json::json;
use weir_interface::coordinator::{ExecuteMsg, QueryMsg, ReceiptResponse};
use weir_quantities::Assets;
use weir_slash_coordinator::ContractError;

use crate::world::{ready, DAY, ID};

#[test]
fn cover_is_drawn_for_what_the_bond_leaves_and_the_receipt_is_what_the_vault_took() {
    let mut world = ready();
    world.execute(ID).unwrap();
    let (fund, vault) = (world.fund.clone(), world.vault.clone());
    assert_eq!(
        world.heard(&fund, "draw"),
        [json!({
            "id": 1, "service": 5, "version": 2, "vault": vault, "loss": (400 - 70).to_string(),
            "active_bond": "70", "exit_delay": 21 * DAY,
        })]
    );
    assert_eq!(world.heard(&vault, "apply_slash"), [json!({ "id": 1 })]);
    let receipt = world.receipt(ID);
    assert_eq!(
        (receipt.base, receipt.applied, receipt.bond, receipt.cover, receipt.pool_loss),
        (Assets::new(1_000), Assets::new(400), Assets::new(70), Assets::new(100), Assets::new(230))
    );
    let of_vault = |vault: &str| -> Vec<ReceiptResponse> {
        let vault = Some(vault.to_string());
        world.ask(QueryMsg::Receipts { vault, start_after: None, limit: None })
    };
    assert_eq!(of_vault(vault.as_str()), [receipt]);
    assert_eq!(of_vault(fund.as_str()), []);
}

#[test]
fn a_fund_that_fails_means_no_cover_and_stops_nothing() {
    for how in ["fail", "panic"] {
        let mut world = ready();
        let fund = world.fund.clone();
        world.behave(&fund, how, "");
        world.execute(ID).unwrap();
        assert!(world.is_final(ID));
        assert_eq!(world.heard(&fund, "draw").len(), 0, "undone");
    }
}

#[test]
fn t160_only_the_coordinator_calls_itself_within_itself() {
    let mut world = ready();
    let expected = world.coordinator.to_string();
    let actual = world.name("anyone");
    assert_eq!(
        world.act("anyone", &ExecuteMsg::Descend { steps: 1_000 }).unwrap_err(),
        ContractError::NotItself { expected, actual }
    );
    // The fund, the token, the vault: as many calls within the execution as a cover takes.
    let fund = world.fund.clone();
    world.behave(&fund, "fail", "");
    world.chain.limit_calls(Some(3));
    let refused = world.chain.execute_contract(
        &world.chain.account("anyone"),
        &world.coordinator,
        &ExecuteMsg::Execute { id: ID, skip: None },
        &[],
    );
    assert_eq!(ChainError::of(&refused.unwrap_err()), Some(&ChainError::MaxCallDepth));
    world.chain.limit_calls(Some(4));
    world.execute(ID).unwrap();
}

#[test]
fn a_loss_that_the_bond_pays_whole_draws_nothing() {
    let mut world = ready();
    world.previews(json!({ "loss": "60", "bond": "60" }));
    world.execute(ID).unwrap();
    assert_eq!(world.heard(&world.fund, "draw").len(), 0);
}

#[test]
fn a_fund_that_insures_nothing_there_is_not_asked() {
    let mut world = ready();
    world.insured(false);
    world.execute(ID).unwrap();
    assert_eq!(world.heard(&world.fund, "draw").len(), 0);
    assert!(world.is_final(ID));
}

#[test]
fn inv49_a_loss_of_nothing_is_final_and_told() {
    let mut world = ready();
    let listener = world.listener("quiet");
    world.listeners(&[&listener]);
    let nothing = json!({
        "base": "0", "applied": "0", "bond": "0", "cover": "0", "pool_loss": "0",
    });
    world.vault_says("apply_slash", nothing);
    world.execute(ID).unwrap();
    assert!(world.is_final(ID));
    assert_eq!(world.receipt(ID).applied, Assets::ZERO);
    assert_eq!(world.heard(&listener, "on_slash")[0]["phase"], "executed");
}

#[test]
fn inv51_an_offence_is_executed_once() {
    let mut world = ready();
    world.execute(ID).unwrap();
    let again = world.execute(ID).unwrap_err();
    assert_eq!(again, ContractError::Final { id: ID, decision: "executed" });
    assert_eq!(world.heard(&world.vault, "apply_slash").len(), 1);
}

#[test]
fn an_answer_that_cannot_be_read_undoes_the_execution() {
    let mut world = ready();
    let vault = world.vault.clone();
    world.behave(&vault, "garble", "");
    assert_eq!(world.execute(ID).unwrap_err(), ContractError::UnreadableAnswer { id: ID });
    assert!(!world.is_final(ID));
    assert_eq!(world.heard(&vault, "apply_slash").len(), 0);
}
