//! Being paid.

use cosmwasm_std::{from_json, CosmosMsg, WasmMsg};
use proptest::prelude::*;
use serde_json::{json, Value};
use weir_interface::streams::ExecuteMsg;
use weir_quantities::Shares;
use weir_reward_distributor::ContractError;

use crate::world::{account, banked, native, values, World, DAY, DENOM};

fn claim(owner: Option<&str>, coins: Option<Vec<&str>>, recipient: Option<&str>) -> ExecuteMsg {
    ExecuteMsg::ClaimRewards {
        vault: account("vault").into_string(),
        owner: owner.map(|owner| account(owner).into_string()),
        coins: coins.map(|coins| coins.into_iter().map(native).collect()),
        recipient: recipient.map(|recipient| account(recipient).into_string()),
    }
}

#[test]
fn t64_inv59_up_to_eight_coins_are_paid_at_once_and_a_second_claim_pays_nothing() {
    let mut world = World::new();
    let denoms: Vec<String> = (1..8).map(|number| format!("ucoin{number}")).collect();
    for denom in &denoms {
        world.list(native(denom)).unwrap();
    }
    world.hold("alice", 10);
    world.fund(100, 1).unwrap();
    for denom in &denoms {
        world.pass(DAY);
        world.fund_in(denom, 100, DAY).unwrap();
    }
    world.pass(DAY);
    let before = world.indexes();
    let response = world.act("alice", claim(None, None, None)).unwrap();
    let paid = banked(&response);
    assert_eq!(paid.len(), 8);
    let to = account("alice").into_string();
    assert!(paid.iter().all(|(who, coin)| *who == to && coin.amount.u128() == 100));
    let owner = account("alice").into_string();
    let nothing = ContractError::NothingEarned { owner };
    assert_eq!(world.act("alice", claim(None, None, None)).unwrap_err(), nothing);
    for (before, after) in before.iter().zip(world.indexes()) {
        assert!(after.index >= before.index);
        assert_eq!(after.claimed.u128(), 100);
    }
}

#[test]
fn single_coins_can_be_claimed_and_unknown_or_repeated_ones_are_refused() {
    let mut world = World::new();
    world.list(native("uother")).unwrap();
    world.hold("alice", 10);
    world.fund(100, 1).unwrap();
    world.pass(DAY);
    world.fund_in("uother", 100, DAY).unwrap();
    world.pass(DAY);
    let unknown = ContractError::UnknownCoin { coin: "unone".to_string() };
    assert_eq!(world.act("alice", claim(None, Some(vec!["unone"]), None)).unwrap_err(), unknown);
    let twice = ContractError::CoinTwice { coin: "uother".to_string() };
    let both = claim(None, Some(vec!["uother", "uother"]), None);
    assert_eq!(world.act("alice", both).unwrap_err(), twice);
    let response = world.act("alice", claim(None, Some(vec!["uother"]), None)).unwrap();
    assert_eq!(banked(&response)[0].1.denom, "uother");
    assert_eq!(world.due("alice"), 100, "the other coin is there still");
}

#[test]
fn a_coin_that_cannot_be_sent_keeps_no_other_part_of_the_operator_back() {
    let mut world = World::new();
    world.list(native("ustuck")).unwrap();
    world.commission(50);
    world.hold("alice", 10);
    world.fund(100, 1).unwrap();
    world.pass(DAY);
    world.fund_in("ustuck", 100, DAY).unwrap();
    world.pass(DAY);
    let take = |coins: Option<&str>| {
        let coins = coins.map(|denom| vec![native(denom)]);
        ExecuteMsg::ClaimCommission { vault: account("vault").into_string(), coins }
    };
    // One message for each coin: a transfer that the chain refuses undoes them all.
    let paid = world.act("anyone", take(Some(DENOM))).unwrap();
    let whom = (account("bond address").into_string(), cosmwasm_std::coin(49, DENOM));
    assert_eq!(banked(&paid), [whom]);
    let unknown = ContractError::UnknownCoin { coin: "unone".to_string() };
    assert_eq!(world.act("anyone", take(Some("unone"))).unwrap_err(), unknown);
    let rest = world.act("anyone", take(None)).unwrap();
    assert_eq!(banked(&rest)[0].1, cosmwasm_std::coin(49, "ustuck"));
}

#[test]
fn a_claim_for_another_pays_him_and_only_he_names_somebody_else() {
    let mut world = World::new();
    world.hold("alice", 10);
    world.fund(100, 1).unwrap();
    world.pass(DAY / 2);
    let response = world.act("stranger", claim(Some("alice"), None, None)).unwrap();
    assert_eq!(banked(&response)[0].0, account("alice").into_string());
    world.pass(DAY / 2);
    let (owner, actual) = (account("alice").into_string(), account("stranger").into_string());
    assert_eq!(
        world.act("stranger", claim(Some("alice"), None, Some("stranger"))).unwrap_err(),
        ContractError::NotHolder { owner, actual }
    );
    let response = world.act("alice", claim(None, None, Some("bob"))).unwrap();
    assert_eq!(banked(&response)[0].0, account("bob").into_string());
}

#[test]
fn t131_claims_for_a_small_holder_in_tiny_steps_take_nothing_from_him() {
    let mut world = World::new();
    world.hold("whale", 1_000_000_000_000_000_000_000);
    world.hold("small", 1_000_000_000_000_000);
    world.fund(1_000_000_000, 1).unwrap();
    let mut got = 0;
    for _ in 0..200 {
        world.pass(DAY / 200);
        got += match world.act("stranger", claim(Some("small"), None, None)) {
            Ok(response) => banked(&response)[0].1.amount.u128(),
            Err(ContractError::NothingEarned { .. }) => 0,
            Err(other) => panic!("{other}"),
        };
    }
    // A millionth of a thousand million, to a unit.
    assert!(got >= 998, "{got}");
}

#[test]
fn t132_another_commission_counts_from_now_on() {
    let mut world = World::new();
    world.hold("alice", 10);
    world.commission(10);
    world.fund(1_000, 10).unwrap();
    world.pass(5 * DAY);
    world.commission(50);
    world.pass(5 * DAY);
    // 90 % of the first half and 50 % of the second.
    assert!(world.due("alice").abs_diff(450 + 250) <= 1);
    let vault = account("vault").into_string();
    let take = || ExecuteMsg::ClaimCommission { vault: vault.clone(), coins: None };
    let response = world.act("anyone", take()).unwrap();
    let (to, paid) = banked(&response).remove(0);
    assert_eq!(to, account("bond address").into_string());
    assert!(paid.amount.u128().abs_diff(50 + 250) <= 1);
    let owner = account("bond address").into_string();
    let nothing = ContractError::NothingEarned { owner };
    assert_eq!(world.act("anyone", take()).unwrap_err(), nothing);
}

#[test]
fn rewards_in_the_vaults_own_asset_are_deposited_for_their_holder() {
    let mut world = World::new();
    world.others.borrow_mut().asset = json!({ "native": { "denom": DENOM } });
    world.hold("alice", 10);
    world.fund(1_000, 1).unwrap();
    world.pass(DAY);
    let vault = account("vault").into_string();
    let min_shares = Some(Shares::new(7));
    let msg = ExecuteMsg::ClaimAndDeposit { vault: vault.clone(), min_shares };
    let response = world.act("alice", msg).unwrap();
    let CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, funds }) = &response.messages[0].msg
    else {
        panic!("a call")
    };
    assert_eq!((contract_addr.as_str(), funds[0].amount.u128()), (vault.as_str(), 1_000));
    let told: Value = from_json(msg).unwrap();
    assert_eq!(told["deposit"]["receiver"], account("alice").as_str());
    assert_eq!(told["deposit"]["min_shares"], "7");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever holders do: nobody is paid more than was funded, and what nobody has got is what
    /// is still due, on its way, or less than a unit each.
    #[test]
    fn inv58_what_was_funded_is_paid_due_on_its_way_or_dust(
        steps in prop::collection::vec((0usize..6, 1u64..3 * DAY, 0u128..1_000), 1..40),
    ) {
        let mut world = World::new();
        world.commission(5);
        let names = ["a", "b", "c"];
        let (mut funded, mut paid) = (0, 0);
        for (action, seconds, amount) in steps {
            let name = names[(amount % 3) as usize];
            match action {
                0 => {
                    world.fund(amount + 1, 1 + seconds / DAY).unwrap();
                    funded += amount + 1;
                }
                1 => paid += world.claim(name).unwrap_or_default(),
                2 => world.commission((amount % 100) as u64),
                _ => world.hold(name, amount),
            }
            world.pass(seconds);
        }
        let vault = account("vault").into_string();
        let due: u128 = names.iter().map(|name| world.due(name)).sum();
        let left: u128 = world.streams().iter().map(|stream| stream.left.u128()).sum();
        let commission = world
            .act("anyone", ExecuteMsg::ClaimCommission { vault, coins: None })
            .map_or(0, |response| banked(&response)[0].1.amount.u128());
        let all = paid + due + left + commission;
        prop_assert!(all <= funded, "{all} of {funded}");
        // Three holders, the stream, the operator, and what does not divide.
        prop_assert!(funded - all <= 6, "{all} of {funded}");
        for row in world.indexes() {
            prop_assert!(row.claimed <= row.funded);
        }
    }
}

#[test]
fn rewards_in_a_token_that_is_the_vaults_asset_are_sent_with_the_holders_wishes() {
    let mut world = World::new();
    let lst = account("lst").into_string();
    world.list(weir_interface::restaking::Asset::Cw20 { address: lst.clone() }).unwrap();
    world.hold("alice", 10);
    world.others.borrow_mut().token_balance = 1_000;
    let vault = account("vault").into_string();
    let service = Some(crate::world::FIVE);
    let msg = weir_interface::streams::ReceiveMsg::FundStream {
        vault: vault.clone(),
        service,
        duration: DAY,
    };
    let sender = account("service owner").into_string();
    let msg = cosmwasm_std::to_json_binary(&msg).unwrap();
    world.act("lst", ExecuteMsg::Receive { sender, amount: 1_000u128.into(), msg }).unwrap();
    world.pass(DAY);
    let min_shares = Some(Shares::new(7));
    let msg = ExecuteMsg::ClaimAndDeposit { vault: vault.clone(), min_shares };
    let response = world.act("alice", msg).unwrap();
    let CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, .. }) = &response.messages[0].msg
    else {
        panic!("a call")
    };
    assert_eq!(*contract_addr, lst);
    let told: Value = from_json(msg).unwrap();
    assert_eq!(
        (&told["send"]["contract"], &told["send"]["amount"]),
        (&json!(vault), &json!("1000"))
    );
    let inner: cosmwasm_std::Binary = serde_json::from_value(told["send"]["msg"].clone()).unwrap();
    let inner: Value = from_json(inner).unwrap();
    assert_eq!(inner["deposit"]["receiver"], account("alice").as_str());
    assert_eq!(inner["deposit"]["min_shares"], "7");
    let told = values(&response);
    let alice = account("alice").into_string();
    assert_eq!(told, [vault.clone(), alice, vault, lst, "1000".to_string()]);
}

#[test]
fn the_operators_part_is_told() {
    let mut world = World::new();
    world.commission(50);
    world.hold("alice", 10);
    world.fund(100, 1).unwrap();
    world.pass(DAY);
    let vault = account("vault").into_string();
    let take = ExecuteMsg::ClaimCommission { vault: vault.clone(), coins: None };
    let response = world.act("anyone", take).unwrap();
    let told = values(&response);
    let bond = account("bond address").into_string();
    assert_eq!(told, [vault, bond, DENOM.to_string(), "49".to_string()]);
}

#[test]
fn only_the_vaults_own_asset_is_deposited() {
    let mut world = World::new();
    world.others.borrow_mut().asset = json!({ "native": { "denom": DENOM } });
    world.list(native("uother")).unwrap();
    world.hold("alice", 10);
    world.fund(1_000, 1).unwrap();
    world.pass(DAY);
    world.fund_in("uother", 500, DAY).unwrap();
    world.pass(DAY);
    let vault = account("vault").into_string();
    let msg = ExecuteMsg::ClaimAndDeposit { vault: vault.clone(), min_shares: None };
    let response = world.act("alice", msg).unwrap();
    assert_eq!(banked(&response), [(vault, cosmwasm_std::coin(1_000, DENOM))]);
    let rest = world.act("alice", claim(None, None, Some("bob"))).unwrap();
    assert_eq!(banked(&rest), [(account("bob").into_string(), cosmwasm_std::coin(500, "uother"))]);
    let told = values(&rest);
    let of = |name: &str| account(name).into_string();
    let amount = "500".to_string();
    assert_eq!(told, [of("vault"), of("alice"), of("bob"), "uother".to_string(), amount]);
}
