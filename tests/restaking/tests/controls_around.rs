//! The rules of coordinator, fund and streams are seen to fail when they are broken: turns of a real
//! life, tampered with.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use cosmwasm_std::{Decimal, Uint128, Uint256};
use weir_interface::{coordinator, distributor, fund};
use weir_quantities::{Assets, ServiceId, Shares, SlashId, TermsVersion};
use weir_restaking_journeys::{World, DAY};
use weir_testing::restaking::around::{
    CoordinatorState, FundState, Rule, StreamsState, Turn, Turns, COORDINATOR, FUND, STREAMS,
};

/// Breaks one rule in a turn; answers whether the turn is one in which it can be broken.
type Tamper<S> = fn(&mut Turn<S>) -> bool;

const OF_COORDINATOR: &[(&str, Tamper<CoordinatorState>)] = &[
    ("a_refused_decision_changes_nothing", |t| {
        t.after.open.insert(1_000);
        t.events.is_none()
    }),
    ("a_final_request_never_changes", |t| {
        let ids = t.before.requests.iter().filter(|(_, request)| request.is_final());
        let Some(id) = ids.map(|(id, _)| *id).next() else { return false };
        t.after.requests.get_mut(&id).unwrap().decision =
            weir_slash_coordinator::state::Decision::Expired {};
        true
    }),
    ("a_request_takes_one_way_and_tells_it", |t| {
        without(t, "weir_coordinator_slash_vetoed") || without(t, "weir_coordinator_slash_executed")
    }),
    ("open_requests_are_those_that_are_not_final", |t| t.after.open.pop_first().is_some()),
    ("receipts_are_of_executed_requests", |t| t.after.receipts.pop_first().is_some()),
    ("bars_never_fall", |t| {
        let Some(at) = t.before.barred.values_mut().next() else { return false };
        *at += 1;
        true
    }),
];

const OF_FUND: &[(&str, Tamper<FundState>)] = &[
    ("a_refusal_leaves_the_fund", |t| {
        t.after.core.claimable = more(t.after.core.claimable);
        t.events.is_none()
    }),
    ("the_fund_holds_what_it_owes", |t| {
        t.after.balance += 1;
        true
    }),
    ("shares_of_the_fund_are_those_of_holders", |t| {
        let Some(held) = t.after.positions.values_mut().next() else { return false };
        *held = held.plus(Shares::new(1)).unwrap();
        true
    }),
    ("the_fund_loses_only_by_covers", |t| {
        t.after.core.pool.assets = Assets::new(t.after.core.pool.assets.u128() / 2);
        t.after.core.pool.assets.u128() > 1_000 && !told(t, "weir_fund_cover_paid")
    }),
    ("deposits_pay_for_all_that_is_there", |t| {
        t.after.core.pool.assets = more(t.after.core.pool.assets);
        told(t, "weir_fund_deposited")
    }),
    ("the_reserve_pays_covers_and_a_tenth_a_year", |t| {
        t.after.core.reserve.assets = more(t.after.core.reserve.assets);
        !told(t, "weir_fund_premium_paid")
    }),
    ("cover_stays_within_its_caps", |t| {
        t.after.parameters.of_loss = Decimal::percent(1);
        told(t, "weir_fund_cover_paid")
    }),
    ("a_request_is_covered_once", |t| {
        let Some(draw) = t.before.drawn.values_mut().next() else { return false };
        draw.returned = more(draw.returned);
        true
    }),
    ("exits_from_the_fund_wait", |t| {
        t.after.parameters.exit_delay = t.after.parameters.exit_delay.times(2);
        told(t, "weir_fund_exit_requested")
    }),
];

const OF_STREAMS: &[(&str, Tamper<StreamsState>)] = &[
    ("a_refusal_leaves_the_streams", |t| {
        t.after.credits += 1;
        t.events.is_none()
    }),
    ("funded_is_earned_or_to_come", |t| {
        let mut lines = t.after.vaults.values_mut().flat_map(|vault| &mut vault.lines);
        let Some(line) = lines.find(|line| !line.index.funded.is_zero()) else { return false };
        line.index.carry += Uint256::one();
        true
    }),
    ("what_was_paid_was_earned", |t| {
        let all = t.after.vaults.values_mut().flat_map(|vault| vault.claimed.values_mut());
        all.flatten().for_each(|units| *units += Uint128::one());
        told(t, "weir_distributor_rewards_claimed")
    }),
    ("indexes_never_fall", |t| {
        let mut lines = t.before.vaults.values_mut().flat_map(|vault| &mut vault.lines);
        let Some(line) = lines.next() else { return false };
        line.index.index += Uint256::MAX - line.index.index;
        true
    }),
    ("without_shares_the_stream_waits", |t| {
        let Some((vault, _)) = t.before.vaults.iter().find(|(_, one)| one.positions.is_empty())
        else {
            return false;
        };
        let lines = t.after.vaults.get_mut(vault).map(|after| &mut after.lines);
        let Some(line) = lines.and_then(|lines| lines.first_mut()) else { return false };
        line.index.index += Uint256::one();
        true
    }),
    ("a_second_claim_pays_nothing", |t| {
        let all = t.after.vaults.values_mut().flat_map(|vault| vault.claimed.values_mut());
        all.flatten().for_each(|units| *units = units.saturating_sub(Uint128::one()));
        told(t, "weir_distributor_rewards_claimed")
    }),
    ("the_distributor_holds_what_vaults_are_owed", |t| {
        let mut held = t.after.vaults.values_mut().flat_map(|vault| vault.held.values_mut());
        let Some(line) = held.next() else { return false };
        line.funded += Uint128::one();
        true
    }),
];

fn more(assets: Assets) -> Assets {
    assets.plus(Assets::new(1)).unwrap()
}

fn told<S>(turn: &Turn<S>, name: &str) -> bool {
    turn.events.iter().flatten().any(|event| event.ty == format!("wasm-{name}"))
}

/// Leaves out what was told by this name.
fn without<S>(turn: &mut Turn<S>, name: &str) -> bool {
    let there = told(turn, name);
    turn.events.iter_mut().for_each(|events| {
        events.retain(|event| event.ty != format!("wasm-{name}"));
    });
    there
}

/// Service 1 is insured at vault 0 and pays rewards there; vault 1 is paid and empty.
fn begin() -> World {
    let mut world = World::promised();
    world.turns = Some(Turns::default());
    world.add_bond("op1", 0, 10_000_000).unwrap();
    let coin = world.suite.staking_coin();
    for vault in 0..2 {
        let vault = world.vaults[vault].address.to_string();
        let msg = distributor::ExecuteMsg::AddRewardCoin { vault, coin: coin.clone() };
        world.suite.distributor_call("owner", &msg).unwrap();
    }
    world.suite.deposit_into_fund("carol", 1_000_000_000).unwrap();
    let insure = fund::ExecuteMsg::Insure {
        service: ServiceId::new(1),
        version: TermsVersion::new(1),
        vault: world.vaults[0].address.to_string(),
        minimum_bond: Assets::new(5_000_000),
        premium: Decimal::percent(10),
    };
    world.suite.fund_call("owner", &insure).unwrap();
    world.suite.fund("svc1", 1_000_000);
    world.suite.fund_stream("svc1", 0, Some(1), (&coin, 1_000_000), 60 * DAY).unwrap();
    world
}

fn pay_premium(world: &mut World) {
    world.suite.pay_premium("alice", 0, 1, 1_000_000).unwrap();
}

/// A life in which everything happens once.
fn life() -> Turns {
    let mut world = begin();
    for _ in 0..4 {
        pay_premium(&mut world);
        world.pass(10 * DAY);
    }
    world.suite.claim_rewards("alice", 0).unwrap();
    world.suite.claim_rewards("alice", 0).unwrap_err();
    let id = world.accused(1, 2_000);
    world.execute(0, id).unwrap_err();
    world.pass(2 * DAY);
    world.execute(0, id).unwrap();
    let id = SlashId::new(world.accused(2, 100));
    let barred_until = Some(world.now());
    let veto = coordinator::ExecuteMsg::Veto { id, barred_until };
    world.coordinate("council", &veto).unwrap();
    world.coordinate("council", &veto).unwrap_err();
    let shares = Shares::new(1_000_000);
    world.suite.fund_call("carol", &fund::ExecuteMsg::RequestExit { shares }).unwrap();
    let claim = fund::ExecuteMsg::ClaimExit { receiver: None };
    world.suite.fund_call("carol", &claim).unwrap_err();
    world.pass(40 * DAY);
    world.suite.fund_call("carol", &claim).unwrap();
    world.deposit("bob", 1, 1_000_000).unwrap();
    world.turns.take().unwrap()
}

fn each_fails<S: Clone>(rules: &[Rule<S>], controls: &[(&str, Tamper<S>)], turns: &[Turn<S>]) {
    for Rule { name, check } in rules {
        let control = controls.iter().find(|(of, _)| of == name);
        let (_, tamper) = control.unwrap_or_else(|| panic!("{name} has no control"));
        let mut tampered = 0;
        for turn in turns {
            let mut broken = turn.clone();
            if !tamper(&mut broken) {
                continue;
            }
            tampered += 1;
            assert_eq!(check(turn), Ok(()), "{name} after {}", turn.kind);
            assert!(check(&broken).is_err(), "{name} missed it after {}", turn.kind);
        }
        assert!(tampered > 0, "{name} met no turn in which it could be broken");
    }
}

#[test]
fn every_rule_of_coordinator_fund_and_streams_fails_when_it_is_broken() {
    let turns = life();
    each_fails(COORDINATOR, OF_COORDINATOR, &turns.coordinator);
    each_fails(FUND, OF_FUND, &turns.fund);
    each_fails(STREAMS, OF_STREAMS, &turns.streams);
}
