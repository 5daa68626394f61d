//! Cover: who draws, how much, what comes back; slashed assets; losses of the hub.

use cosmwasm_std::Decimal;
use serde_json::json;
use weir_accounting::insurance::InsuranceError;
use weir_insurance_fund::ContractError;
use weir_interface::fund::{DrawResponse, ExecuteMsg, ParameterChanges, QueryMsg, ReceiveMsg};
use weir_quantities::{Assets, Shares, SlashId};

use crate::world::{account, draw, inner, insure, sent, World, DAY, DELAY, EXIT};

/// A fund of 1,000 with a policy that pays.
fn ready() -> World {
    let mut world = World::new();
    world.deposit("alice", 998);
    world.insure_and_wait();
    world
}

#[test]
fn a_cover_is_sent_to_the_vault_with_the_request() {
    let mut world = ready();
    let response = world.draw(1, 100).unwrap();
    let (outer, told) = inner(&response);
    assert_eq!(outer["send"]["contract"], account("vault").as_str());
    assert_eq!(outer["send"]["amount"], (100 / 2).to_string());
    assert_eq!(told, json!({ "bring_cover": { "id": 1 } }));
    let books = world.books();
    assert_eq!((books.assets, books.covered), (Assets::new(950), Assets::new(50)));
}

#[test]
fn only_the_coordinator_draws_and_once_for_a_request() {
    let mut world = ready();
    for who in ["dao", "vault", "stranger"] {
        let caller = account(who).into_string();
        assert_eq!(
            world.act(who, draw(1, 100)).unwrap_err(),
            ContractError::Unauthorized { role: "coordinator", caller }
        );
    }
    world.draw(1, 100).unwrap();
    let (id, drawn) = (SlashId::new(1), Assets::new(50));
    assert_eq!(world.draw(1, 100).unwrap_err(), ContractError::DrawnBefore { id, drawn });
}

#[test]
fn inv62_a_cover_is_half_of_a_loss_and_a_fifth_of_the_fund_in_seven_days() {
    let mut world = ready();
    assert_eq!(sent(&world.draw(1, 399).unwrap()), 199);
    assert_eq!(world.books().drawable, Assets::new(1));
    assert_eq!(sent(&world.draw(2, 399).unwrap()), 1);
    let (drawn, assets) = (Assets::new(200), Assets::new(800));
    assert_eq!(world.draw(3, 399).unwrap_err(), ContractError::NothingToDraw { drawn, assets });
    world.premium(1).unwrap();
    world.pass(7 * DAY);
    let full = ContractError::NothingToDraw { drawn, assets: Assets::new(801) };
    assert_eq!(world.draw(3, 399).unwrap_err(), full, "seven whole days");
    world.pass(DAY);
    assert_eq!(sent(&world.draw(3, 399).unwrap()), 801 / 5);
}

#[test]
fn an_operator_whose_active_bond_was_too_small_or_a_vault_of_longer_exits_draws_nothing() {
    let mut world = ready();
    let with = |bond: u128, delay: u64| {
        let mut msg = draw(1, 100);
        if let ExecuteMsg::Draw { active_bond, exit_delay, .. } = &mut msg {
            (*active_bond, *exit_delay) = (Assets::new(bond), delay);
        }
        msg
    };
    let (active, minimum) = (Assets::new(99), Assets::new(100));
    assert_eq!(
        world.act("coordinator", with(99, DELAY)).unwrap_err(),
        ContractError::Insurance(InsuranceError::BondTooSmall { active, minimum })
    );
    let error = world.act("coordinator", with(100, DELAY + 1)).unwrap_err();
    assert!(matches!(error, ContractError::Insurance(InsuranceError::ExitTooLong { .. })));
    world.act("coordinator", with(100, DELAY)).unwrap();
}

#[test]
fn what_was_not_needed_comes_back_and_was_never_drawn() {
    let mut world = ready();
    world.draw(1, 300).unwrap();
    let id = SlashId::new(1);
    let back = || ReceiveMsg::ReturnCover { id };
    let caller = account("stranger").into_string();
    assert_eq!(
        world.send("stranger", 10, back()).unwrap_err(),
        ContractError::Unauthorized { role: "vault of the draw", caller }
    );
    let (out, returned) = (Assets::new(150), Assets::new(151));
    assert_eq!(
        world.send("vault", 151, back()).unwrap_err(),
        ContractError::TooMuchReturned { id, out, returned }
    );
    world.send("vault", 140, back()).unwrap();
    let kept: DrawResponse = world.ask(QueryMsg::Draw { id });
    assert_eq!((kept.drawn, kept.returned), (Assets::new(150), Assets::new(140)));
    let books = world.books();
    assert_eq!((books.assets, books.drawn), (Assets::new(990), Assets::new(10)));
    assert_eq!((books.drawable, books.covered), (Assets::new(190), Assets::new(10)));
}

#[test]
fn t113_slashed_assets_belong_to_no_share_and_pay_holders_a_tenth_a_year() {
    let mut world = World::new();
    let shares = world.deposit("alice", 1_000_000);
    let caller = world.send("stranger", 700_000, ReceiveMsg::BringSlashed {}).unwrap_err();
    assert!(matches!(caller, ContractError::UnknownVault { .. }));
    world.send("vault", 700_000, ReceiveMsg::BringSlashed {}).unwrap();
    let books = world.books();
    assert_eq!((books.assets.u128(), books.reserve.u128()), (1_000_000, 700_000));
    // Half a year later, and as much again with what was earned before.
    world.pass(182 * DAY + DAY / 2);
    assert_eq!(world.books().assets, Assets::new(1_050_000));
    let at = world.exit("alice", shares);
    world.pass_until(at);
    let paid = world.claim("alice").unwrap();
    let days = u128::from(EXIT / DAY);
    assert!((1_050_000 + 287 * days..1_050_000 + 288 * (days + 1)).contains(&paid), "{paid}");
    // Without holders it waits.
    let left = world.books().reserve.u128();
    assert!((1_699_999..=1_700_000).contains(&(left + paid)), "{left} {paid}");
    world.pass(1_000 * DAY);
    world.deposit("bob", 1_000_000);
    world.pass(1);
    let bob = world.position("bob").assets.u128();
    assert!((999_999..=1_000_000).contains(&bob), "{bob}");
    assert_eq!(world.books().reserve.u128(), left);
}

/// Whoever came just before what was slashed for the fund was its owner, and had not paid the cover.
#[test]
fn t169_who_comes_just_before_slashed_assets_takes_nothing_of_them() {
    let mut world = ready();
    world.draw(1, 300).unwrap();
    let before = world.books().assets;
    let shares = world.deposit("late", 9_000_000);
    world.send("vault", 80_000, ReceiveMsg::BringSlashed {}).unwrap();
    let at = world.exit("late", shares);
    assert_eq!(world.books().assets.u128(), before.u128() + 9_000_000);
    world.pass_until(at);
    let paid = world.claim("late").unwrap();
    // What a tenth a year is in as many days as an exit takes.
    let most = 9_000_000 * u128::from(EXIT / DAY + 1) / 3_650;
    assert!((9_000_000..=9_000_000 + most).contains(&paid), "{paid}");
}

/// What holders have, and the reserve.
fn left(world: &World) -> (u128, u128) {
    let books = world.books();
    (books.assets.u128(), books.reserve.u128())
}

#[test]
fn slashed_assets_pay_covers_first_and_what_is_not_needed_was_the_holders() {
    let mut world = ready();
    world.send("vault", 100, ReceiveMsg::BringSlashed {}).unwrap();
    let (held, reserve) = left(&world);
    assert_eq!(reserve, 100);
    // A fifth of both.
    assert_eq!(sent(&world.draw(1, 100_000).unwrap()), (held + 100) / 5);
    let of_holders = (held + 100) / 5 - 100;
    assert_eq!(left(&world), (held - of_holders, 0));
    let id = SlashId::new(1);
    let back = |world: &mut World, units| {
        world.send("vault", units, ReceiveMsg::ReturnCover { id }).unwrap();
    };
    back(&mut world, of_holders - 10);
    assert_eq!(left(&world), (held - 10, 0));
    back(&mut world, 30);
    assert_eq!(left(&world), (held, 20));
    back(&mut world, 80);
    assert_eq!(left(&world), (held, 100));
    assert_eq!(world.books().drawn, Assets::ZERO);
    // So does a loss of the hub.
    world.act("dao", ExecuteMsg::CoverLoss { assets: Assets::new(110) }).unwrap();
    assert_eq!(left(&world), (held - 10, 0));
}

#[test]
fn t163_a_premium_of_more_than_ten_times_what_holders_have_is_the_reserves() {
    let mut world = World::new();
    world.deposit("alice", 700);
    world.act("dao", insure(100)).unwrap();
    world.premium(7_001).unwrap();
    assert_eq!(left(&world), (700, 7_001));
    world.premium(7_000).unwrap();
    assert_eq!(left(&world), (7_700, 7_001));
    assert_eq!(world.books().premiums.u128(), 14_001);
}

/// Whoever had matured and was not settled yet earned on, and left before the cover, which the others paid.
#[test]
fn t171_who_has_matured_earns_nothing_more_though_nobody_touches_the_fund() {
    let paid = [true, false].map(|touched| {
        let mut world = World::new();
        let shares = world.deposit("carol", 800_000);
        world.deposit("bob", 200_000);
        world.send("vault", 80_000, ReceiveMsg::BringSlashed {}).unwrap();
        let at = world.exit("carol", shares);
        world.pass_until(at);
        if touched {
            world.deposit("alice", 1);
        }
        world.pass(365 * DAY);
        let books = world.books();
        (world.claim("carol").unwrap(), books.reserve.u128())
    });
    // But for what alice's unit earned.
    assert!(paid[0].0 == paid[1].0 && paid[0].1.abs_diff(paid[1].1) <= 1, "{paid:?}");
    let (carol, reserve) = paid[0];
    assert!((806_000..807_000).contains(&carol) && reserve > 45_000, "{carol} {reserve}");
}

/// Below 53 coins, whoever touched the fund in every block rounded all interest away.
#[test]
fn t171_interest_is_the_same_however_often_the_fund_is_touched() {
    let earned = [6, 60, 86_400].map(|seconds| {
        let mut world = World::new();
        let shares = world.deposit("bob", 1_000);
        world.deposit("carol", 5_000_000);
        world.send("vault", 80_000_000, ReceiveMsg::BringSlashed {}).unwrap();
        assert!(!shares.is_zero());
        for _ in 0..86_400 / seconds {
            world.pass(seconds);
            world.act("bob", ExecuteMsg::RequestExit { shares: Shares::new(1) }).unwrap();
        }
        world.books().assets.u128() - 5_001_000
    });
    assert_eq!(earned, [1_370; 3]);
}

/// A reserve of which hardly anybody has more than nothing goes on to be insured.
#[test]
fn t171_a_reserve_without_holders_goes_on_covering() {
    let mut world = World::new();
    world.act("dao", insure(100)).unwrap();
    world.send("vault", 80_000, ReceiveMsg::BringSlashed {}).unwrap();
    world.premium(1_000).unwrap();
    world.pass(14 * DAY);
    world.premium(1_000).unwrap();
    world.pass(DELAY);
    assert_eq!(sent(&world.draw(1, 100_000).unwrap()), 82_000 / 5);
}

#[test]
fn a_loss_of_the_hub_is_covered_by_the_owner_within_the_same_caps() {
    let mut world = ready();
    let cover = |assets: u128| ExecuteMsg::CoverLoss { assets: Assets::new(assets) };
    world.act("stranger", cover(10)).unwrap_err();
    assert_eq!(world.act("dao", cover(0)).unwrap_err(), ContractError::Zero { what: "assets" });
    world.draw(1, 100).unwrap();
    let (allowed, asked) = (Assets::new(150), Assets::new(151));
    assert_eq!(
        world.act("dao", cover(151)).unwrap_err(),
        ContractError::OverTheCap { allowed, asked }
    );
    let response = world.act("dao", cover(150)).unwrap();
    let (outer, told) = inner(&response);
    assert_eq!(outer["send"]["contract"], account("hub").as_str());
    assert_eq!(
        (outer["send"]["amount"].clone(), told),
        (json!("150"), json!({ "cover_loss": {} }))
    );
    let (drawn, assets) = (Assets::new(200), Assets::new(800));
    assert_eq!(world.draw(2, 10).unwrap_err(), ContractError::NothingToDraw { drawn, assets });
}

#[test]
fn a_fund_without_a_hub_covers_none_of_its_losses() {
    let mut world = World::unborn();
    world
        .born(weir_interface::fund::InstantiateMsg { hub: None, ..crate::world::birth() })
        .unwrap();
    let cover = ExecuteMsg::CoverLoss { assets: Assets::new(1) };
    assert_eq!(world.act("dao", cover).unwrap_err(), ContractError::NoHub);
}

#[test]
fn a_fund_that_pays_nothing_of_a_loss_draws_nothing() {
    let of_loss = Some(Decimal::zero());
    let mut world =
        World::with(ParameterChanges { of_loss, ..ParameterChanges::default() }).unwrap();
    world.deposit("alice", 998);
    world.insure_and_wait();
    let (drawn, assets) = (Assets::ZERO, Assets::new(1_000));
    assert_eq!(world.draw(1, 99).unwrap_err(), ContractError::NothingToDraw { drawn, assets });
}
