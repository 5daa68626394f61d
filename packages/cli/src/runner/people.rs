//! Who is who: names, groups, addresses, and picks by the seed.

use std::collections::BTreeMap;

use rand::seq::SliceRandom;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use weir_chain::Chain;
use weir_testing::Suite;

use super::setup;
use crate::scenario::{Group, Scenario, Who, BUILT_IN_ACTORS};

/// Everybody in a scenario.
pub struct People {
    /// Those of `[[actors]]`, in their order.
    pub actors: Vec<String>,
    /// Those of bulk deposits who have come, in the order in which they came.
    pub delegators: Vec<String>,
    names: BTreeMap<String, String>,
    dice: ChaCha8Rng,
}

impl People {
    /// Everybody, before any step.
    pub fn new(scenario: &Scenario, suite: &Suite<impl Chain>) -> Self {
        let actors: Vec<String> = scenario.actors.iter().map(|a| a.name.clone()).collect();
        let funded = setup::funds(scenario);
        let contracts = ["hub", "token", "registry", "distributor"];
        let all = actors.iter().map(String::as_str).chain(BUILT_IN_ACTORS).chain(contracts);
        let all = all.chain(funded.iter().map(|(name, _)| name.as_str()));
        let names = all.map(|name| (suite.actor(name).into_string(), name.to_owned())).collect();
        let dice = ChaCha8Rng::seed_from_u64(scenario.seed);
        Self { actors, delegators: Vec::new(), names, dice }
    }

    /// The name behind an address; the address itself for strangers to the scenario.
    pub fn name(&self, address: &str) -> String {
        self.names.get(address).cloned().unwrap_or_else(|| address.to_owned())
    }

    /// Everybody of a group; a single one is a group of one.
    pub fn all_of(&self, who: &Who) -> Vec<String> {
        match who {
            Who::One(actor) => vec![actor.name.clone()],
            Who::Group { group, .. } => match group {
                Group::Actors => self.actors.clone(),
                Group::Delegators => self.delegators.clone(),
                Group::Everyone => self.actors.iter().chain(&self.delegators).cloned().collect(),
            },
        }
    }

    /// The candidates in the order of their turn: as they are, or shuffled by the seed when only
    /// some are picked.
    pub fn turn(&mut self, who: &Who) -> (Vec<String>, usize) {
        let mut all = self.all_of(who);
        match who {
            Who::Group { pick: Some(n), .. } => {
                all.shuffle(&mut self.dice);
                (all, *n as usize)
            }
            _ => {
                let most = all.len();
                (all, most)
            }
        }
    }

    /// Some of a list, picked by the seed.
    pub fn pick<T>(&mut self, mut all: Vec<T>, n: usize) -> Vec<T> {
        all.shuffle(&mut self.dice);
        all.truncate(n);
        all
    }
}
