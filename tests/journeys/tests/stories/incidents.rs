//! What went wrong elsewhere, kept by name: a fix that is lost must be found by these.

use cosmwasm_std::Decimal;
use embedded_chain::Fault;
use weir_staking_hub::ContractError;

use crate::common::*;

/// Coins given to the contract's account lifted the price of a share, so that whoever came next
/// got none.
#[test]
fn incident_pstake_2022_a_donation_lifts_no_price_in_its_block() {
    let mut suite = still().build();
    suite.keepers = false;
    suite.bond("mallory", 1).unwrap();
    suite.donate("mallory", "hub", 1_000 * COIN).unwrap();
    assert_eq!(suite.rate(), Decimal::one());
    suite.bond("victim", 20_000).unwrap();
    assert_eq!(suite.shares_of("victim"), 20_000);
    // Not even by the distributor's way, at once.
    suite.donate("mallory", "distributor", 1_000 * COIN).unwrap();
    suite.crank("sweep_surplus").unwrap();
    suite.distribute().unwrap();
    assert_eq!(suite.rate(), Decimal::one());
    suite.bond("victim", 20_000).unwrap();
    assert_eq!(suite.shares_of("victim"), 40_000);
    // Two thousand coins given to ten lift the rate by 0.3 % in the whole first day.
    suite.days_pass(1);
    let backing = 10 * COIN + 1 + 20_000;
    assert!(books(&suite).0 - (backing + 20_000) <= floor(backing, 3, 1_000));
}

/// Redemptions stood still because one step of one of them could not be done.
#[test]
fn incident_stride_2026_redemptions_go_on_past_a_refusing_validator_and_a_gap_that_never_fills() {
    let mut suite = thousand();
    // A batch loses all of its coins in unbonding.
    let (lost, answer) = redeem(&mut suite, "alice", 100 * COIN);
    let placed_at = suite.chain.block().height;
    suite.next_block();
    let server = servers(&answer)[0].clone();
    suite.slash_at(&server, placed_at - 1, Decimal::one());
    suite.crank("sync").unwrap();
    // Another validator refuses every undelegation for ever.
    let stuck = suite.snapshot().roster.unwrap().seats[1].0.clone();
    suite.break_distribution(&stuck, Fault::Error);
    let mut claims = vec![];
    for _ in 0..3 {
        let (b, s) = books(&suite);
        let (batch, answer) = redeem(&mut suite, "alice", 60 * COIN);
        let mut placed: u128 = numbers(&answer, "hub_batch_submitted", "placed").iter().sum();
        let mut calls = 0;
        while suite.batch(batch).unplaced.u128() > 0 {
            placed +=
                numbers(&suite.crank("submit_batch").unwrap(), "hub_batch_submitted", "placed")
                    .iter()
                    .sum::<u128>();
            calls += 1;
            assert!(calls < 3);
        }
        assert_eq!(placed, floor(60 * COIN, b, s));
        claims.push((batch, placed));
    }
    settle(&mut suite, lost);
    for (batch, placed) in claims {
        settle(&mut suite, batch);
        assert_eq!(suite.batch(batch).received.u128(), placed);
        assert_eq!(paid(&mut suite, "alice"), placed);
    }
    assert_eq!(suite.batch(lost).shortfall.u128(), 100 * COIN);
    suite.check_everything();
}

/// One validator's rewards could not be withdrawn, and every call that touched it failed.
#[test]
fn incident_gravity_2021_a_reward_withdrawal_that_fails_stops_neither_harvest_nor_bond_nor_exit() {
    for fault in [Fault::Error, Fault::Panic] {
        let mut suite = thousand();
        let broken = suite.operator("val1");
        suite.break_distribution("val1", fault);
        let skip = matches!(fault, Fault::Panic).then(|| vec![broken.clone()]);
        let harvest = weir_interface::hub::ExecuteMsg::Harvest {
            limit: None,
            skip: skip.clone(),
            validators: Default::default(),
            withdrawals: Default::default(),
            stages: Default::default(),
        };
        suite.hub_call("keeper", &harvest).unwrap();
        suite.crank("sync").unwrap();
        suite.bond("bob", COIN).unwrap();
        assert_eq!(suite.shares_of("bob"), COIN);
        suite.queue_unbond("alice", 700 * COIN).unwrap();
        wait_for_lag(&mut suite, 1);
        let submit = weir_interface::hub::ExecuteMsg::SubmitBatch {
            max_parts: None,
            skip: skip.clone(),
            undelegations: Default::default(),
        };
        while suite.batch(1).unplaced.u128() > 0 {
            suite.hub_call("keeper", &submit).unwrap();
        }
        assert_eq!(suite.row("val1").assets.u128(), 198 * COIN);
        settle(&mut suite, 1);
        assert_eq!(paid(&mut suite, "alice"), 700 * COIN);
        suite.check_everything();
    }
}

/// In the block of an unlock the coins were counted before the chain had paid them: a whole batch
/// looked lost.
#[test]
fn incident_eris_2024_an_unlock_in_its_own_block_writes_nothing_off() {
    for late in [0, 1, 5, 600] {
        let mut suite = thousand();
        let (batch, _) = redeem(&mut suite, "alice", 100 * COIN);
        let completes_at = suite.batch(batch).completes_at.unwrap();
        wait_until(&mut suite, completes_at - 1);
        suite.chain.advance_block(1 + late);
        suite.look("time");
        let rate = suite.rate();
        suite.crank("reconcile").unwrap();
        refused!(suite.crank("reconcile"), hub, ContractError::NotArrived { due, missing }
            if due == missing && due.u128() == 100 * COIN);
        assert_eq!(suite.batch(batch).shortfall.u128(), 0);
        assert_eq!(suite.rate(), rate);
        suite.next_block();
        suite.crank("reconcile").unwrap();
        assert_eq!(paid(&mut suite, "alice"), 100 * COIN);
    }
}

/// A patch was lost in a merge, and what it had mended was used. So the tests of what was mended
/// are themselves looked for: there, run, and not set aside.
#[test]
fn incident_terra_2024_no_named_incident_or_story_is_lost_in_a_merge() {
    const SOURCES: [(&str, &str, usize); 11] = [
        ("batches", include_str!("batches.rs"), 15),
        ("claims", include_str!("claims.rs"), 7),
        ("cost", include_str!("cost.rs"), 1),
        ("incidents", include_str!("incidents.rs"), 5),
        ("insolvency", include_str!("insolvency.rs"), 6),
        ("rate", include_str!("rate.rs"), 7),
        ("reconcile", include_str!("reconcile.rs"), 8),
        ("redelegations", include_str!("redelegations.rs"), 8),
        ("safety", include_str!("safety.rs"), 8),
        ("slashes", include_str!("slashes.rs"), 16),
        ("validators", include_str!("validators.rs"), 7),
    ];
    let main = include_str!("main.rs");
    for (name, source, least) in SOURCES {
        assert!(main.contains(&format!("\nmod {name};\n")), "{name} is compiled");
        let tests = source.matches("\n#[test]\nfn ").count();
        assert!(tests >= least, "{name} has {tests} tests, {least} were written");
        let set_aside = concat!("#[ign", "ore");
        assert!(!source.contains(set_aside), "a story of {name} is set aside");
    }
    let incidents = include_str!("incidents.rs");
    for named in ["pstake_2022", "stride_2026", "gravity_2021", "eris_2024", "terra_2024"] {
        let found = incidents.contains(&format!("\n#[test]\nfn incident_{named}_"));
        assert!(found, "the incident {named} has its test");
    }
}
