//! What an auditor tried with a listed coin that does what its maker likes.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use cosmwasm_std::{to_json_binary, Addr};
use serde_json::json;
use weir_interface::distributor::ExecuteMsg as Distribute;
use weir_interface::restaking::Asset;
use weir_interface::streams::ReceiveMsg;
use weir_interface::vault::Links;
use weir_quantities::ServiceId;
use weir_restaking_journeys::{cause, token_code, World, DAY};
use weir_reward_distributor::ContractError as RewardsRefused;

/// A token that is the first of the vault's list, with a stream of service 1.
fn with_token(days: u64) -> (World, Addr) {
    let mut world = World::promised();
    let code = world.suite.chain.store_code(token_code());
    let maker = world.actor("maker");
    let made = world.suite.chain.instantiate(code, &maker, &json!({}), &[], "token", None);
    let token = made.unwrap();
    let vault = world.vaults[0].address.to_string();
    let coin = Asset::Cw20 { address: token.to_string() };
    world
        .suite
        .distributor_call("owner", &Distribute::AddRewardCoin { vault: vault.clone(), coin })
        .unwrap();
    let service = Some(ServiceId::new(1));
    let stream = ReceiveMsg::FundStream { vault, service, duration: days * DAY };
    let msg = json!({ "receive": {
        "sender": world.actor("svc1"), "amount": "1000000", "msg": to_json_binary(&stream).unwrap(),
    } });
    let forward = json!({ "forward": { "to": world.distributor, "msg": msg } });
    world.send("svc1", &token, &forward, &[]).unwrap();
    (world, token)
}

/// Whoever asked the distributor, in the middle of a payment, to split what had arrived split what the
/// payment was about to send: of 525,000 units of others 50,000 were left.
#[test]
fn t173_a_token_that_is_paid_out_has_nothing_of_others_split() {
    let (mut world, token) = with_token(1);
    world.deposit("bob", 0, 1_000_000_000).unwrap();
    world.list_the_coin();
    world.pass(2 * DAY);
    world.reward(1_000_000, 10);
    world.pass(10 * DAY);
    let distributor = world.distributor.clone();
    drop(world.suite.distributor_call("anyone", &Distribute::Distribute { keeper: None }));
    let arm = json!({ "arm": { "to": distributor, "msg": { "distribute": {} } } });
    world.send("anyone", &token, &arm, &[]).unwrap();
    let vault = world.vaults[0].address.to_string();
    let claim = |world: &World, who: &str, coins: Option<Vec<Asset>>| Distribute::ClaimRewards {
        vault: vault.clone(),
        owner: Some(world.actor(who).to_string()),
        coins,
        recipient: None,
    };
    let whole = claim(&world, "alice", None);
    let refused = world.suite.distributor_call("mallory", &whole).unwrap_err().into_error();
    let expected = RewardsRefused::NothingToDistribute { denom: "uatom".to_string() };
    assert_eq!(*cause::<RewardsRefused>(&refused), expected);
    let commission = Distribute::ClaimCommission { vault: vault.clone(), coins: None };
    let refused = world.suite.distributor_call("mallory", &commission).unwrap_err().into_error();
    assert_eq!(*cause::<RewardsRefused>(&refused), expected);
    // Each coin by itself is paid whatever the token does.
    for who in ["alice", "bob"] {
        let before = world.suite.coins_of(who);
        let coins = Some(vec![world.suite.staking_coin()]);
        let alone = claim(&world, who, coins);
        world.suite.distributor_call("mallory", &alone).unwrap();
        assert_eq!(world.suite.coins_of(who) - before, 475_000);
    }
}

/// The oldest of what a payer's streams had left was always the one that went back: one coin that could
/// not be sent kept all others of that payer.
#[test]
fn t174_a_coin_that_refuses_keeps_nothing_else_of_its_payer() {
    let (mut world, token) = with_token(365);
    let (home, other) = (world.links(), world.taker().to_string());
    world.relink(Links { distributor: other.clone(), ..home.clone() });
    world.relink(home.clone());
    world.list_the_coin();
    world.reward(365_000_000, 365);
    world.relink(Links { distributor: other, ..home });
    world.send("anyone", &token, &json!({ "arm": "refuse" }), &[]).unwrap();
    world.reclaim("svc1").unwrap_err();
    let before = world.suite.coins_of("svc1");
    let reclaim = Distribute::ReclaimStream {
        vault: world.vaults[0].address.to_string(),
        service: Some(ServiceId::new(1)),
        funder: None,
        coin: Some(world.suite.staking_coin()),
    };
    world.suite.distributor_call("anyone", &reclaim).unwrap();
    assert_eq!(world.suite.coins_of("svc1") - before, 340_999_999);
    world.suite.distributor_call("anyone", &reclaim).unwrap_err();
    // And that one when it can be sent again.
    world.send("anyone", &token, &json!({ "arm": "nothing" }), &[]).unwrap();
    world.reclaim("svc1").unwrap();
}
