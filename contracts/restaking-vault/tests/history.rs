//! What a vault remembers of its past seconds, and for how long.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::{Vault, DAY, EXIT_DELAY};
use cosmwasm_std::Order;
use weir_interface::vault::{QueryMsg, StakeResponse};
use weir_quantities::ServiceId;
use weir_restaking_vault::history::core;
use weir_restaking_vault::state::CORE;

fn seconds(vault: &Vault) -> Vec<u64> {
    CORE.keys(&vault.deps.storage, None, None, Order::Ascending).map(Result::unwrap).collect()
}

#[test]
fn rows_older_than_twice_the_exit_delay_go_but_for_the_newest_of_them() {
    let mut vault = Vault::new();
    let days = 2 * EXIT_DELAY / DAY;
    for day in 0..3 * days {
        vault.pass(DAY);
        vault.deposit("alice", 1_000).unwrap();
        let oldest = vault.now() - 2 * EXIT_DELAY;
        let old = seconds(&vault).iter().filter(|at| **at < oldest).count();
        assert_eq!(old, usize::from(day >= days), "day {day}");
    }
    // After a pause as long as that two go with every change.
    vault.pass(3 * EXIT_DELAY);
    for left in (1..=days as usize / 2).rev().map(|pairs| 2 * pairs).chain([1, 1]) {
        vault.deposit("alice", 1_000).unwrap();
        vault.pass(1);
        let oldest = vault.now() - 2 * EXIT_DELAY;
        assert_eq!(seconds(&vault).iter().filter(|at| **at < oldest).count(), left);
    }
}

#[test]
fn the_row_of_the_newest_second_is_the_vault_as_it_is() {
    let mut vault = Vault::new();
    vault.deposit("alice", 1_000_000).unwrap();
    vault.commit(1, 50);
    let then = vault.now();
    vault.deposit("bob", 1_000_000).unwrap();
    // Within the second nothing is known of it; and twice in one second is one row.
    vault.deposit("bob", 1_000_000).unwrap();
    let rows = seconds(&vault).len();
    let stake = |vault: &Vault, at| -> u128 {
        let (service, answer) = (ServiceId::new(1), vault);
        answer.ask::<StakeResponse>(QueryMsg::SlashableStake { service, at }).assets.u128()
    };
    assert_eq!(stake(&vault, then), 1_000_000 / 2);
    vault.pass(1);
    assert_eq!(stake(&vault, then), 1_000_000 / 2);
    assert_eq!(stake(&vault, then + 1), 3_000_000 / 2);
    vault.deposit("bob", 1_000_000).unwrap();
    assert_eq!(seconds(&vault).len(), rows + 1);
    assert_eq!(core(&vault.deps.storage).unwrap().pool.assets.u128(), 4_000_000);
}

#[test]
fn requests_to_several_services_add_up_and_move_no_time_at_which_something_is_due() {
    let mut vault = Vault::new();
    vault.deposit("alice", 1_000_000).unwrap();
    vault.announce(1, 30).unwrap();
    vault.commit(2, 30);
    vault.announce(3, 20).unwrap();
    let due = core(&vault.deps.storage).unwrap().next_due();
    assert!(due.is_some());
    for (id, service) in [(1, 1), (2, 2), (3, 1)] {
        vault.note(id, service, 500).unwrap();
        let books = core(&vault.deps.storage).unwrap();
        let asked: u128 = [1, 2, 3].map(|one| vault.commitment(one).asked.u128()).iter().sum();
        assert_eq!((books.asked.u128(), books.next_due()), (asked, due), "request {id}");
        assert!(vault.commitment(service).asked.u128() > 0);
    }
    vault.pass(2 * DAY);
    vault.apply(2).unwrap();
    let asked = vault.commitment(1).asked.u128();
    assert_eq!(core(&vault.deps.storage).unwrap().asked.u128(), asked);
}
