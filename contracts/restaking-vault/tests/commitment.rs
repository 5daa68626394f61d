//! Promises to services.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use cosmwasm_std::Decimal;
use weir_accounting::vault::{VaultError, WHOLE};
use weir_interface::restaking::{Asset, Destination};
use weir_interface::service_registry::LinkState;
use weir_interface::vault::{ExecuteMsg, QueryMsg, ReceiveMsg, Scope, StakeResponse};
use weir_quantities::{Assets, Magnitude, ServiceId};
use weir_restaking_vault::contract::query;
use weir_restaking_vault::ContractError;

fn vault() -> Vault {
    let mut vault = Vault::new();
    vault.deposit("alice", 1_000_000).unwrap();
    vault
}

fn weight(percent: u128) -> Magnitude {
    Magnitude::new(WHOLE.u128() * percent / 100)
}

fn lower(percent: u128) -> ExecuteMsg {
    ExecuteMsg::LowerCommitment { service: ServiceId::new(1), target: weight(percent) }
}

#[test]
fn a_commitment_counts_after_its_notice_and_from_the_write_on() {
    let mut vault = vault();
    vault.announce(1, 50).unwrap();
    assert_eq!(vault.commitment(1).pending.unwrap().weight, weight(50));
    vault.pass(NOTICE - 1);
    vault.settle();
    assert!(vault.commitment(1).power.is_zero());
    vault.pass(1);
    vault.settle();
    let commitment = vault.commitment(1);
    assert_eq!((commitment.power, commitment.budget), (weight(50), weight(10)));
    assert_eq!(commitment.guaranteed, Assets::new(500_000));
    assert_eq!(commitment.payable, Assets::new(100_000));
}

#[test]
fn stake_is_read_strictly_before_a_past_second() {
    let mut vault = vault();
    vault.announce(1, 50).unwrap();
    vault.pass(NOTICE);
    vault.settle();
    let written = vault.now();
    vault.pass(10);
    let at = |at| QueryMsg::GuaranteedStake { service: ServiceId::new(1), at };
    let stake = |vault: &Vault, second| vault.ask::<StakeResponse>(at(second)).assets;
    assert_eq!(stake(&vault, written + 1), Assets::new(500_000));
    assert_eq!(stake(&vault, written), Assets::ZERO);
    let future = query(vault.deps.as_ref(), vault.env.clone(), at(vault.now() + 1));
    assert!(matches!(future, Err(ContractError::NotPast { .. })));
    // A deposit now does not change what was.
    vault.deposit("bob", 1_000_000).unwrap();
    assert_eq!(stake(&vault, vault.now()), Assets::new(500_000));
    vault.pass(1);
    assert_eq!(stake(&vault, vault.now()), Assets::new(1_000_000));
}

#[test]
fn only_the_operator_announces_and_his_hot_key_lowers() {
    let mut vault = vault();
    for stranger in ["alice", "owner", "service", "hot"] {
        assert!(matches!(
            vault.act(stranger, announcement(1, 50)),
            Err(ContractError::Unauthorized { role: "operator", .. })
        ));
    }
    vault.commit(1, 50);
    assert!(matches!(
        vault.act("alice", lower(10)),
        Err(ContractError::Unauthorized { role: "operator", .. })
    ));
    vault.act("hot", lower(10)).unwrap();
}

#[test]
fn without_an_active_link_or_with_revoked_terms_nothing_is_announced() {
    let mut vault = vault();
    for link in [
        LinkState::None,
        LinkState::OperatorOnly,
        LinkState::ServiceOnly,
        LinkState::Jailed { until: u64::MAX },
    ] {
        vault.world(World { link, ..World::default() });
        assert!(matches!(vault.announce(1, 50), Err(ContractError::NoActiveLink { .. })));
    }
    vault.world(World { revoked_at: Some(5), ..World::default() });
    assert!(matches!(
        vault.announce(1, 50),
        Err(ContractError::TermsRevoked { revoked_at: 5, .. })
    ));
}

#[test]
fn terms_beyond_the_vaults_own_bounds_are_refused_whatever_the_registry_says() {
    let mut vault = vault();
    let refused = |vault: &mut Vault, world: World| {
        vault.world(world);
        vault.announce(1, 50).unwrap_err()
    };
    let out_of_bounds = |error| matches!(error, ContractError::TermsOutOfBounds { .. });
    let world = World::default;
    assert!(out_of_bounds(refused(&mut vault, World { evidence_window: 7 * DAY + 1, ..world() })));
    for resolution_window in [3_599, 5 * DAY + 1] {
        assert!(out_of_bounds(refused(&mut vault, World { resolution_window, ..world() })));
    }
    for execution_window in [DAY - 1, 3 * DAY + 1] {
        assert!(out_of_bounds(refused(&mut vault, World { execution_window, ..world() })));
    }
    for max_slash in [Decimal::zero(), Decimal::percent(101)] {
        assert!(matches!(
            refused(&mut vault, World { max_slash, ..world() }),
            ContractError::Books(VaultError::MaxSlashOutOfRange { .. })
        ));
    }
}

#[test]
fn only_the_hubs_own_derivative_can_be_burnt_or_unbonded_there() {
    let unwind = || Destination::Unwind { address: account("service").into() };
    for destination in [Destination::Burn, unwind()] {
        let mut of_a_coin = Vault::of(Asset::Native { denom: "uatom".to_string() });
        of_a_coin.world(World { destination: destination.clone(), ..World::default() });
        assert!(matches!(of_a_coin.announce(1, 50), Err(ContractError::NoWayThere { .. })));
        let mut of_another = Vault::of(Asset::Cw20 { address: account("other").into() });
        of_another.world(World { destination: destination.clone(), ..World::default() });
        assert!(matches!(of_another.announce(1, 50), Err(ContractError::NoWayThere { .. })));
        let mut vault = Vault::new();
        vault.world(World { destination, ..World::default() });
        vault.announce(1, 50).unwrap();
    }
    let mut vault = Vault::new();
    let nowhere = Destination::Unwind { address: "nowhere".to_string() };
    vault.world(World { destination: nowhere, ..World::default() });
    assert!(matches!(vault.announce(1, 50), Err(ContractError::Std(_))));
}

#[test]
fn only_a_fund_of_the_asset_is_a_destination() {
    let world = World { destination: Destination::Fund, ..World::default() };
    let mut of_a_coin = Vault::of(Asset::Native { denom: "uatom".to_string() });
    of_a_coin.world(world.clone());
    assert!(matches!(of_a_coin.announce(1, 50), Err(ContractError::NoWayThere { .. })));
    let mut vault = Vault::new();
    vault.world(world);
    vault.announce(1, 50).unwrap();
}

#[test]
fn a_bond_below_the_minimum_is_refused() {
    let mut vault = vault();
    vault.world(World { minimum_bond: 500, ..World::default() });
    assert_eq!(
        vault.announce(1, 50),
        Err(ContractError::BondBelowMinimum { active: Assets::ZERO, minimum: Assets::new(500) })
    );
    vault.send("operator", 500, ReceiveMsg::AddBond {}).unwrap();
    vault.announce(1, 50).unwrap();
}

#[test]
fn a_bond_that_terms_ask_for_does_not_leave_before_the_promise_counts() {
    let mut vault = vault();
    vault.world(World { minimum_bond: 500, ..World::default() });
    vault.send("operator", 700, ReceiveMsg::AddBond {}).unwrap();
    vault.announce(1, 50).unwrap();
    // Out after the exit delay, while the notice is two days longer.
    let take = |assets| ExecuteMsg::RequestBondExit { assets: Assets::new(assets) };
    let below = |active| ContractError::BondBelowMinimum {
        active: Assets::new(active),
        minimum: Assets::new(500),
    };
    assert_eq!(vault.act("operator", take(700)).unwrap_err(), below(0));
    assert_eq!(vault.act("operator", take(201)).unwrap_err(), below(499));
    vault.act("operator", take(200)).unwrap();
    vault.pass(NOTICE + DAY);
    vault.settle();
    assert_eq!(vault.act("operator", take(1)).unwrap_err(), below(499));
    // Whoever promises nothing more takes it along.
    let service = ServiceId::new(1);
    vault
        .act("operator", ExecuteMsg::LowerCommitment { service, target: Magnitude::ZERO })
        .unwrap();
    vault.act("operator", take(500)).unwrap();
}

#[test]
fn limits_hold_what_waits_counted() {
    let mut vault = vault();
    vault.announce(1, 50).unwrap();
    vault.announce(2, 50).unwrap();
    assert!(matches!(
        vault.announce(3, 1),
        Err(ContractError::Books(VaultError::LeverageExceeded { .. }))
    ));
    vault.world(World { max_slash: Decimal::percent(41), ..World::default() });
    let mut vault = self::vault();
    vault.world(World { max_slash: Decimal::percent(41), ..World::default() });
    assert!(matches!(
        vault.announce(1, 50),
        Err(ContractError::Books(VaultError::ServiceExceeded { .. }))
    ));
}

#[test]
fn a_lowering_cuts_power_now_and_is_over_after_the_exit_delay() {
    let mut vault = vault();
    vault.commit(1, 50);
    vault.act("operator", lower(0)).unwrap();
    let commitment = vault.commitment(1);
    assert_eq!((commitment.power, commitment.slashable), (Magnitude::ZERO, weight(50)));
    vault.pass(EXIT_DELAY);
    vault.settle();
    let gone = QueryMsg::Commitment { service: ServiceId::new(1) };
    assert!(query(vault.deps.as_ref(), vault.env.clone(), gone).is_err());
    vault.pass(1);
    // The past stays.
    let before = QueryMsg::SlashableStake { service: ServiceId::new(1), at: vault.now() - 1 };
    assert_eq!(vault.ask::<StakeResponse>(before).assets, Assets::new(500_000));
    let now = QueryMsg::SlashableStake { service: ServiceId::new(1), at: vault.now() };
    assert_eq!(vault.ask::<StakeResponse>(now).assets, Assets::ZERO);
}

#[test]
fn nothing_is_announced_while_commitments_are_paused() {
    let mut vault = vault();
    let pause = ExecuteMsg::Pause { scopes: vec![Scope::Commitments], seconds: DAY };
    vault.act("owner", pause).unwrap();
    assert!(matches!(
        vault.announce(1, 50),
        Err(ContractError::Paused { scope: Scope::Commitments, .. })
    ));
}
