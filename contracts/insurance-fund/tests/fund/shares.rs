//! Assets in, shares out.

use cosmwasm_std::{coin, coins, to_json_binary};
use weir_accounting::vault::VaultError;
use weir_insurance_fund::ContractError;
use weir_interface::fund::{ExecuteMsg, InstantiateMsg, ReceiveMsg};
use weir_interface::restaking::Asset;
use weir_quantities::{Assets, Shares};

use crate::world::{account, birth, deposit, World};

#[test]
fn a_deposit_gives_shares_at_the_price_of_the_moment() {
    let mut world = World::new();
    // A share has three more decimals than an asset.
    assert_eq!(world.deposit("alice", 1_000), Shares::new(1_000 * 1_000));
    world.act("dao", crate::world::insure(1)).unwrap();
    world.premium(1_000).unwrap();
    // 1,000 and a premium as large: half as many shares, rounded down.
    let expected = 1_000 * (1_000_000 + 1_000) / (2_000 + 1);
    assert_eq!(world.deposit("bob", 1_000), Shares::new(expected));
    let books = world.books();
    assert_eq!((books.assets, books.premiums), (Assets::new(3_000), Assets::new(1_000)));
}

#[test]
fn a_deposit_may_be_for_another_and_asks_for_the_least() {
    let mut world = World::new();
    let receiver = Some(account("bob").into_string());
    world.send("alice", 10, ReceiveMsg::Deposit { receiver, min_shares: None }).unwrap();
    assert_eq!(world.position("bob").active, Shares::new(10_000));
    let least = Shares::new(10_001);
    let strict = ReceiveMsg::Deposit { receiver: None, min_shares: Some(least) };
    let error = world.send("alice", 10, strict).unwrap_err();
    assert!(matches!(error, ContractError::Books(VaultError::TooFewShares { .. })), "{error}");
}

#[test]
fn t25_a_strange_token_is_refused() {
    let mut world = World::new();
    let msg = to_json_binary(&deposit()).unwrap();
    let sender = account("alice").into_string();
    let receive = ExecuteMsg::Receive { sender, amount: 5u128.into(), msg };
    let (expected, actual) = (account("lst").into_string(), account("fake").into_string());
    assert_eq!(
        world.act("fake", receive).unwrap_err(),
        ContractError::WrongToken { expected, actual }
    );
}

#[test]
fn t27_a_token_that_arrives_short_is_refused() {
    let mut world = World::new();
    world.deposit("alice", 100);
    world.others.borrow_mut().balance -= 1;
    let (expected, actual) = (Assets::new(110), Assets::new(109));
    assert_eq!(
        world.send("bob", 10, deposit()).unwrap_err(),
        ContractError::ArrivedShort { expected, actual }
    );
}

#[test]
fn what_was_slashed_and_what_waits_to_be_fetched_is_owed_too() {
    let mut world = World::new();
    let shares = world.deposit("alice", 1_000);
    let at = world.exit("alice", shares);
    world.deposit("bob", 500);
    world.pass_until(at);
    world.send("vault", 300, weir_interface::fund::ReceiveMsg::BringSlashed {}).unwrap();
    world.others.borrow_mut().balance -= 1;
    let (expected, actual) = (Assets::new(1_000 + 500 + 300 + 10), Assets::new(1_809));
    assert_eq!(
        world.send("carol", 10, deposit()).unwrap_err(),
        ContractError::ArrivedShort { expected, actual }
    );
    // Fetched, it is owed no more.
    world.others.borrow_mut().balance += 1;
    assert_eq!(world.claim("alice").unwrap(), 1_000);
    world.send("carol", 10, deposit()).unwrap();
}

#[test]
fn nothing_is_no_deposit() {
    let mut world = World::new();
    let zero = ContractError::Zero { what: "assets" };
    assert_eq!(world.send("alice", 0, deposit()).unwrap_err(), zero);
}

#[test]
fn a_fund_of_a_coin_takes_that_coin_and_nothing_else() {
    let mut world = World::unborn();
    let asset = Asset::Native { denom: "uatom".to_string() };
    let with_hub = InstantiateMsg { asset: asset.clone(), ..birth() };
    let refused = world.born(with_hub).unwrap_err();
    assert_eq!(refused, ContractError::NoDerivative { asset: "uatom".to_string() });
    world.born(InstantiateMsg { asset, hub: None, ..birth() }).unwrap();
    let msg = || ExecuteMsg::Deposit { receiver: None, min_shares: None };
    for funds in [vec![], coins(5, "uother"), vec![coin(5, "uatom"), coin(5, "uother")]] {
        let error = world.act_with("alice", msg(), &funds).unwrap_err();
        assert!(matches!(error, ContractError::WrongFunds { .. }), "{error}");
    }
    world.act_with("alice", msg(), &coins(5, "uatom")).unwrap();
    assert_eq!(world.position("alice").active, Shares::new(5_000));
    let exit = ExecuteMsg::RequestExit { shares: Shares::new(1) };
    let error = world.act_with("alice", exit, &coins(5, "uatom")).unwrap_err();
    assert_eq!(error, ContractError::FundsRefused { sent: "5uatom".to_string() });
}
