//! What a step must leave behind it: sums that are owed, rows of the bond, turns of coordinators,
//! quarantines, each seen where it would be missed.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use cosmwasm_std::{from_json, Decimal};
use weir_accounting::vault::VaultError;
use weir_interface::restaking::Destination;
use weir_interface::vault::{
    AppliedSlash, BondResponse, ConfigResponse, ExecuteMsg, ParameterChanges, QueryMsg, ReceiveMsg,
    Scope, StakeResponse,
};
use weir_quantities::{Assets, Magnitude, ServiceId, SlashId, TermsVersion};
use weir_restaking_vault::ContractError;

const ONE: ServiceId = ServiceId::new(1);

/// A million units, half of them promised to a service that may take a fifth of that.
fn vault() -> Vault {
    let mut vault = Vault::new();
    vault.deposit("alice", 1_000_000).unwrap();
    vault.commit(1, 50);
    vault
}

/// The same after a day for which the vault's clock stood still.
fn delayed() -> Vault {
    let mut vault = vault();
    let pause = ExecuteMsg::Pause { scopes: vec![Scope::Executions], seconds: DAY };
    vault.act("owner", pause).unwrap();
    vault.pass(DAY);
    assert_eq!(vault.books().clock, vault.now() - DAY);
    vault
}

fn claim(version: u64) -> ExecuteMsg {
    let version = TermsVersion::new(version);
    ExecuteMsg::ClaimSlashed { service: ONE, version, recipient: None }
}

fn leave_with(units: u128) -> ExecuteMsg {
    ExecuteMsg::RequestBondExit { assets: Assets::new(units) }
}

fn other_coordinator() -> ExecuteMsg {
    let mut links = birth(lst()).links;
    links.coordinator = account("other").into();
    ExecuteMsg::SetLinks { links }
}

#[test]
fn a_token_must_have_brought_all_that_is_owed_with_it_whatever_it_is_owed_for() {
    let mut vault = vault();
    vault.slash(1, 1, 1_000);
    vault.exit("alice", 100_000_000).unwrap();
    vault.pass(EXIT_DELAY + DAY);
    vault.settle();
    vault.send("operator", 10_000, ReceiveMsg::AddBond {}).unwrap();
    vault.act("operator", leave_with(4_000)).unwrap();
    vault.note(2, 1, 1_000).unwrap();
    vault.send("fund", 7_000, ReceiveMsg::BringCover { id: SlashId::new(2) }).unwrap();
    let books = vault.books();
    assert_eq!((books.assets, books.claimable), (Assets::new(855_000), Assets::new(95_000)));
    assert_eq!(books.escrow, Assets::new(50_000));
    let owed = 855_000 + 95_000 + 50_000 + 10_000 + 7_000 + 5_000;
    vault.world(World { balance: owed - 1, ..World::default() });
    let (owed, balance) = (Assets::new(owed), Assets::new(owed - 1));
    let token = account("lst").into_string();
    let short = ContractError::Uncovered { token, owed, balance };
    assert_eq!(vault.deposit("bob", 5_000), Err(short));
    vault.world(World { balance: owed.u128(), ..World::default() });
    vault.deposit("bob", 5_000).unwrap();
}

#[test]
fn cover_is_of_one_request_and_is_gone_with_it() {
    let mut vault = vault();
    vault.note(1, 1, 500).unwrap();
    vault.note(2, 1, 500).unwrap();
    vault.pass(2 * DAY);
    vault.send("fund", 25_000, ReceiveMsg::BringCover { id: SlashId::new(1) }).unwrap();
    let applied: AppliedSlash = from_json(vault.apply(2).unwrap().data.unwrap()).unwrap();
    assert_eq!((applied.cover, applied.pool_loss), (Assets::ZERO, Assets::new(25_000)));
    // Nothing of it counts in what is owed any more.
    let left = 1_000_000 - 25_000 + 25_000;
    vault.world(World { balance: left + 5_000, ..World::default() });
    vault.deposit("bob", 5_000).unwrap();
}

#[test]
fn a_bond_is_paid_out_once_by_the_vaults_clock() {
    let mut vault = delayed();
    vault.send("operator", 10_000, ReceiveMsg::AddBond {}).unwrap();
    vault.act("operator", leave_with(4_000)).unwrap();
    let bond: BondResponse = vault.ask(QueryMsg::Bond {});
    assert_eq!(bond.exits[0].matures_at, vault.books().clock + EXIT_DELAY);
    vault.pass(EXIT_DELAY - 1);
    assert_eq!(vault.act("anyone", ExecuteMsg::ClaimBond {}), Err(ContractError::NothingOwed {}));
    vault.pass(1);
    let paid = vault.act("anyone", ExecuteMsg::ClaimBond {}).unwrap();
    assert_eq!(calls(&paid), [payment("vaultkeeper", 4_000)]);
    assert_eq!(vault.act("anyone", ExecuteMsg::ClaimBond {}), Err(ContractError::NothingOwed {}));
}

#[test]
fn rows_of_the_past_know_the_active_bond_after_every_step() {
    let mut vault = vault();
    let active = |vault: &mut Vault| {
        vault.pass(1);
        let at = vault.now();
        vault.ask::<StakeResponse>(QueryMsg::SlashableStake { service: ONE, at }).active_bond
    };
    vault.send("operator", 10_000, ReceiveMsg::AddBond {}).unwrap();
    assert_eq!(active(&mut vault), Assets::new(10_000));
    vault.act("operator", leave_with(4_000)).unwrap();
    assert_eq!(active(&mut vault), Assets::new(6_000));
    // What is on its way out pays too.
    assert_eq!(vault.slash(1, 1, 1_000).bond, Assets::new(10_000));
    assert_eq!(active(&mut vault), Assets::ZERO);
}

#[test]
fn a_bond_stays_that_terms_to_come_ask_for() {
    let mut vault = vault();
    vault.send("operator", 700, ReceiveMsg::AddBond {}).unwrap();
    vault.world(World { minimum_bond: 500, ..World::default() });
    let (version, weight) = (TermsVersion::new(2), vault.commitment(1).power);
    let other_terms = ExecuteMsg::AnnounceCommitment { service: ONE, version, weight };
    vault.act("operator", other_terms).unwrap();
    let (active, minimum) = (Assets::new(499), Assets::new(500));
    let below = ContractError::BondBelowMinimum { active, minimum };
    assert_eq!(vault.act("operator", leave_with(201)), Err(below));
    vault.act("operator", leave_with(200)).unwrap();
}

#[test]
fn a_slash_is_early_and_late_by_the_vaults_clock() {
    let mut vault = delayed();
    vault.note(1, 1, 1_000).unwrap();
    vault.pass(2 * DAY - 1);
    assert!(matches!(vault.apply(1), Err(ContractError::Books(VaultError::TooEarly { .. }))));
    vault.pass(1);
    vault.apply(1).unwrap();
}

#[test]
fn the_breaker_is_of_what_the_vault_had_before_the_loss_and_not_at_the_offence() {
    let mut vault = Vault::new();
    vault.deposit("alice", 1_000_000).unwrap();
    vault.world(World { max_slash: Decimal::percent(40), ..World::default() });
    vault.announce(1, 50).unwrap();
    vault.commit(2, 50);
    vault.note(1, 1, 4_000).unwrap();
    vault.note(2, 2, 4_000).unwrap();
    // 400,000 are over a quarter of what there was, and a fifth of what there is.
    vault.deposit("bob", 1_000_000).unwrap();
    vault.pass(2 * DAY);
    for id in [1, 2] {
        let response = vault.apply(id).unwrap();
        assert!(!events(&response).contains(&"weir_vault_breaker_tripped".to_string()), "{id}");
    }
    assert_eq!(vault.books().assets, Assets::new(1_600_000));
}

#[test]
fn of_another_coordinator_nothing_is_applied_though_its_ids_are_the_same() {
    let mut vault = vault();
    vault.act("owner", other_coordinator()).unwrap();
    vault.pass(NOTICE - 1);
    vault.note(1, 1, 1_000).unwrap();
    vault.note(2, 1, 1_000).unwrap();
    vault.settle();
    vault.pass(2 * DAY);
    let apply = |id| ExecuteMsg::ApplySlash { id: SlashId::new(id) };
    let unknown = |id| ContractError::NoRequest { id: SlashId::new(id) };
    assert_eq!(vault.act("other", apply(1)), Err(unknown(1)));
    let cover = ReceiveMsg::BringCover { id: SlashId::new(1) };
    assert_eq!(vault.send("fund", 5, cover), Err(unknown(1)));
    // Anybody lets go of it, whatever either of them says; or its id is taken.
    vault.act("anyone", ExecuteMsg::EndRequest { id: SlashId::new(1) }).unwrap();
    let at = vault.now() - 1;
    vault.act("other", noted(2, 1, 500, at)).unwrap();
    let again = vault.act("other", noted(2, 1, 500, at));
    assert_eq!(again, Err(ContractError::KnownRequest { id: SlashId::new(2) }));
    vault.pass(2 * DAY);
    let applied: AppliedSlash =
        from_json(vault.act("other", apply(2)).unwrap().data.unwrap()).unwrap();
    assert_eq!(applied.applied, Assets::new(25_000));
}

#[test]
fn a_loss_goes_where_the_terms_of_the_offence_said() {
    let mut vault = vault();
    let pot = Destination::Service { address: account("pot").into() };
    vault.world(World { destination: pot, ..World::default() });
    let (version, weight) = (TermsVersion::new(2), vault.commitment(1).power);
    let other_terms = ExecuteMsg::AnnounceCommitment { service: ONE, version, weight };
    vault.act("operator", other_terms).unwrap();
    vault.pass(NOTICE - 1);
    vault.note(1, 1, 1_000).unwrap();
    vault.settle();
    assert_eq!(vault.commitment(1).version, version);
    vault.pass(2 * DAY);
    vault.apply(1).unwrap();
    assert_eq!(vault.act("pot", claim(2)), Err(ContractError::NothingOwed {}));
    assert_eq!(calls(&vault.act("anyone", claim(1)).unwrap()), [payment("treasury", 50_000)]);
}

#[test]
fn what_no_hub_unwinds_any_more_goes_to_whom_it_was_to_be_unwound_for() {
    let mut vault = Vault::new();
    let unwind = Destination::Unwind { address: account("pot").into() };
    vault.world(World { destination: unwind, ..World::default() });
    vault.deposit("alice", 1_000_000).unwrap();
    vault.commit(1, 50);
    vault.slash(1, 1, 1_000);
    let mut links = birth(lst()).links;
    links.hub = None;
    vault.act("owner", ExecuteMsg::SetLinks { links }).unwrap();
    vault.pass(NOTICE);
    vault.settle();
    assert_eq!(calls(&vault.act("anyone", claim(1)).unwrap()), [payment("pot", 50_000)]);
}

#[test]
fn a_quarantine_outlives_the_promise_that_was_slashed() {
    let mut vault = vault();
    vault.slash(1, 1, 1_000);
    let nothing = ExecuteMsg::LowerCommitment { service: ONE, target: Magnitude::ZERO };
    vault.act("operator", nothing).unwrap();
    vault.pass(EXIT_DELAY);
    vault.settle();
    let gone = VaultError::NoCommitment { service: ONE };
    let asked = QueryMsg::Commitment { service: ONE };
    let answer =
        weir_restaking_vault::contract::query(vault.deps.as_ref(), vault.env.clone(), asked);
    assert_eq!(answer, Err(gone.into()));
    let quarantine = || ContractError::from(VaultError::InQuarantine { service: ONE });
    assert_eq!(vault.announce(1, 10), Err(quarantine()));
    let rearm = || ExecuteMsg::Rearm { service: ONE };
    vault.act("operator", rearm()).unwrap();
    assert_eq!(vault.announce(1, 10), Err(quarantine()));
    vault.act("service", rearm()).unwrap();
    vault.announce(1, 10).unwrap();
}

#[test]
fn a_shorter_pause_over_a_longer_one_opens_nothing_early() {
    let mut vault = Vault::new();
    let pause = |seconds| ExecuteMsg::Pause { scopes: vec![Scope::Deposits], seconds };
    vault.act("owner", pause(10 * DAY)).unwrap();
    let until = vault.now() + 10 * DAY;
    vault.act("owner", pause(60)).unwrap();
    vault.pass(10 * DAY - 1);
    let closed = ContractError::Paused { scope: Scope::Deposits, until };
    assert_eq!(vault.deposit("alice", 5_000), Err(closed));
    vault.pass(1);
    vault.deposit("alice", 5_000).unwrap();
}

#[test]
fn a_raise_waits_for_whoever_left_while_exits_took_longer() {
    let mut vault = Vault::new();
    vault.deposit("alice", 5_000).unwrap();
    let changes = ParameterChanges { exit_delay: Some(14 * DAY), ..ParameterChanges::default() };
    vault.act("owner", ExecuteMsg::UpdateConfig { changes }).unwrap();
    vault.pass(NOTICE - 1);
    vault.exit("alice", 5_000_000).unwrap();
    let out = vault.position("alice").exits[0].matures_at;
    vault.pass(1);
    let leverage = Some(Decimal::percent(150));
    let changes = ParameterChanges { leverage, ..ParameterChanges::default() };
    vault.act("owner", ExecuteMsg::UpdateConfig { changes }).unwrap();
    let config: ConfigResponse = vault.ask(QueryMsg::Config {});
    let raise = config.parameters.iter().find(|row| row.name == "leverage").unwrap();
    assert!(out > vault.books().clock + 16 * DAY);
    assert_eq!(raise.pending.as_ref().unwrap().active_at, out);
}
