//! Restaking in random lives: how it begins, what is done there, how everybody leaves.

mod cranks;
mod finale;
mod holders;
mod owners;
mod resolve;
mod services;
mod setup;
mod strategy;

pub(super) use strategy::{courses, restakers};

use cw_multi_test::AppResponse;
use weir_chain::Chain;

use super::life::{Came, NOTHING};
use super::{Action, Life, USERS};
use crate::Outcome;

/// Owners of services by name, in the order of their ids.
pub(super) const SERVICES: [&str; 3] = ["svc1", "svc2", "svc3"];
/// Seconds of a day.
const DAY: u64 = 86_400;
/// Longer than any way out of a vault: what was announced is in force after it.
const NOTICE: u64 = 32 * DAY;
/// A whole coin, in units.
const COIN: u128 = 1_000_000;

/// What users' coins did beside the hub: in vaults of coins, and as rewards.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Beside {
    /// Paid in.
    pub paid: u128,
    /// Paid out.
    pub got: u128,
}

impl<C: Chain> Life<C> {
    /// Whatever concerns vaults, services and fund.
    pub(super) fn by_restakers(&mut self, action: &Action) -> Came {
        if self.suite.restaking.is_none() {
            return NOTHING;
        }
        let place = |kind: &str| Action::KINDS.iter().position(|other| *other == kind);
        let at = place(action.kind());
        if at < place("settle") {
            self.by_holders(action)
        } else if at < place("announce_commitment") {
            self.by_anyone(action)
        } else if at < place("pause a vault") {
            self.by_services(action)
        } else if at < place("notice is over") {
            self.by_governors(action)
        } else {
            self.by_the_clock(action)
        }
    }

    /// What came of it, with the coins that users paid and got.
    fn came(&mut self, outcome: Outcome) -> Came {
        if let Ok(answer) = &outcome {
            self.note_coins(answer);
        }
        outcome.into()
    }

    pub(super) fn note_coins(&mut self, answer: &AppResponse) {
        let users = USERS.map(|name| self.suite.actor(name).into_string());
        let restaking = self.suite.restaking();
        let coin = self.suite.staking_coin();
        let vaults = restaking.vaults.iter().filter(|vault| vault.asset == coin);
        let vaults: Vec<&str> = vaults.map(|vault| vault.address.as_str()).collect();
        for event in &answer.events {
            let of = |key: &str| {
                let found = event.attributes.iter().find(|attribute| attribute.key == key);
                found.map_or("", |attribute| attribute.value.as_str())
            };
            let is_users = |key: &str| users.iter().any(|user| user == of(key));
            let amount = |key: &str| of(key).parse::<u128>().unwrap_or_default();
            let of_coins = vaults.contains(&of("_contract_address"));
            match event.ty.trim_start_matches("wasm-weir_") {
                "vault_deposited" if of_coins && is_users("sender") => {
                    self.beside.paid += amount("assets");
                }
                "vault_exit_claimed" if of_coins && is_users("receiver") => {
                    self.beside.got += amount("assets");
                }
                "distributor_rewards_claimed"
                    if of("coin") == coin.to_string() && is_users("recipient") =>
                {
                    self.beside.got += amount("amount");
                }
                _ => {}
            }
        }
    }
}
