//! Lives of random actions, each the same for the same seed.

use cosmwasm_std::Decimal;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use weir_interface::service_registry::ExecuteMsg as Register;
use weir_interface::vault::{ExecuteMsg, ParameterChanges, Scope};
use weir_quantities::{Assets, OperatorId, ServiceId, Shares};

use crate::world::{COIN, HOLDERS, SERVICES};
use crate::{World, DAY};

/// A world that lives at random.
pub struct Life {
    /// The world.
    pub world: World,
    rng: ChaCha8Rng,
    /// Requests: vault, id.
    requests: Vec<(usize, u64)>,
    /// Newest version of each service's terms.
    versions: Vec<u64>,
}

impl Life {
    /// A world in which each vault has holders, a bond and promises.
    pub fn begin(seed: u64) -> Self {
        let mut world = World::new();
        for vault in 0..world.vaults.len() {
            let operator = format!("op{}", world.vaults[vault].operator);
            world.deposit("alice", vault, 300 * COIN).unwrap();
            world.add_bond(&operator, vault, COIN).unwrap();
            for service in 1..=SERVICES {
                // Service 3 pays the fund, which does not take what the vault of the coin holds.
                let told = world.announce(vault, service, 1, 30);
                assert_eq!(told.is_err(), (vault, service) == (2, 3));
            }
        }
        world.pass(crate::NOTICE);
        for vault in 0..world.vaults.len() {
            world.settle(vault).unwrap();
        }
        world.pass(1);
        let versions = vec![1; SERVICES as usize];
        Self { world, rng: ChaCha8Rng::seed_from_u64(seed), requests: vec![], versions }
    }

    /// One action of a kind drawn at random; what is refused is refused by a typed error.
    pub fn act(&mut self) {
        let vault = self.rng.gen_range(0..self.world.vaults.len());
        let service = self.rng.gen_range(1..=SERVICES);
        let who = *HOLDERS.choose(&mut self.rng).unwrap();
        match self.rng.gen_range(0..100) {
            0..=17 => self.time(),
            18..=27 => self.enter(who, vault),
            28..=37 => self.leave(who, vault),
            38..=53 => self.accuse(vault, service),
            54..=69 => self.decide(),
            70..=79 => self.promise(vault, service),
            80..=85 => self.bond(vault),
            86..=91 => self.govern(vault),
            92..=95 => self.agree(service),
            _ => self.strange(vault, service),
        }
    }

    fn time(&mut self) {
        let lengths = [1, 600, 3_600, 6 * 3_600, DAY, 2 * DAY, 5 * DAY, 22 * DAY];
        let seconds = *lengths.choose(&mut self.rng).unwrap();
        self.world.pass(seconds);
    }

    fn units(&mut self) -> u128 {
        match self.rng.gen_range(0..4) {
            0 => self.rng.gen_range(0..2_000),
            1 => COIN,
            _ => self.rng.gen_range(0..100 * COIN),
        }
    }

    fn enter(&mut self, who: &str, vault: usize) {
        let units = self.units();
        let _ = self.world.deposit(who, vault, units);
    }

    fn leave(&mut self, who: &str, vault: usize) {
        let state = self.world.state(vault);
        let owner = self.world.actor(who);
        let held = state.positions.get(&owner).map_or(0, |shares| shares.u128());
        let part = held / self.rng.gen_range(1..=4);
        let bucket = state.buckets.keys().next_back().copied().unwrap_or(1);
        let _ = match self.rng.gen_range(0..6) {
            0..=2 => self.world.exit(who, vault, part),
            3 => self.world.claim(who, vault),
            4 => self.world.cancel(who, vault, bucket),
            _ => {
                let to = *HOLDERS.choose(&mut self.rng).unwrap();
                let recipient = self.world.actor(to).into();
                let shares = Shares::new(part + self.rng.gen_range(0..3));
                self.world.vault(who, vault, &ExecuteMsg::TransferPosition { recipient, shares })
            }
        };
    }

    fn accuse(&mut self, vault: usize, service: u64) {
        let ago = *[0, 1, 3_600, DAY, 3 * DAY, 4 * DAY].choose(&mut self.rng).unwrap();
        let bps = *[0, 1, 100, 1_000, 2_000, 4_000, 6_000].choose(&mut self.rng).unwrap();
        let at = self.world.now() - ago;
        if let Ok(id) = self.world.request(vault, service, bps, at) {
            self.requests.push((vault, id));
            if self.rng.gen_bool(0.5) {
                let _ = self.world.approve(id);
            }
        }
    }

    fn decide(&mut self) {
        let Some((vault, id)) = self.requests.choose(&mut self.rng).copied() else { return };
        let _ = match self.rng.gen_range(0..8) {
            0 => self.world.veto(id),
            1 => self.world.approve(id),
            2 => self.world.end(id),
            3 => self.world.end_at_vault(vault, id),
            4 => {
                self.world.pass(2 * DAY);
                self.world.execute(vault, id)
            }
            _ => self.world.execute(vault, id),
        };
    }

    fn promise(&mut self, vault: usize, service: u64) {
        let version = self.versions[service as usize - 1];
        let percent = self.rng.gen_range(0..45);
        let rearm = ExecuteMsg::Rearm { service: ServiceId::new(service) };
        let operator = format!("op{}", self.world.vaults[vault].operator);
        let _ = match self.rng.gen_range(0..4) {
            0 => self.world.announce(vault, service, version, percent),
            1 => self.world.lower(vault, service, percent),
            2 => self.world.vault(&operator, vault, &rearm),
            _ => self.world.vault(&format!("svc{service}"), vault, &rearm),
        };
    }

    fn bond(&mut self, vault: usize) {
        let operator = format!("op{}", self.world.vaults[vault].operator);
        let units = self.rng.gen_range(0..2 * COIN);
        let _ = match self.rng.gen_range(0..3) {
            0 => self.world.add_bond(&operator, vault, units),
            1 => self.world.request_bond_exit(vault, units),
            _ => self.world.vault("anyone", vault, &ExecuteMsg::ClaimBond {}),
        };
    }

    fn govern(&mut self, vault: usize) {
        let scopes = [Scope::Deposits, Scope::Commitments, Scope::Requests, Scope::Executions];
        let scopes = vec![*scopes.choose(&mut self.rng).unwrap()];
        let percent = |rng: &mut ChaCha8Rng, most| Decimal::percent(rng.gen_range(1..=most));
        let changes = ParameterChanges {
            leverage: self.rng.gen_bool(0.3).then_some(Decimal::percent(150)),
            cap: self.rng.gen_bool(0.3).then(|| percent(&mut self.rng, 55)),
            per_service: self.rng.gen_bool(0.3).then(|| percent(&mut self.rng, 40)),
            exit_delay: self.rng.gen_bool(0.3).then(|| self.rng.gen_range(13..29) * DAY),
            ..ParameterChanges::default()
        };
        let seconds = self.rng.gen_range(0..4) * DAY;
        let commission = percent(&mut self.rng, 60);
        let operator = format!("op{}", self.world.vaults[vault].operator);
        let (who, msg) = match self.rng.gen_range(0..5) {
            0 => ("guardian", ExecuteMsg::Pause { scopes, seconds }),
            1 => ("owner", ExecuteMsg::Pause { scopes, seconds }),
            2 => ("owner", ExecuteMsg::Resume { scopes }),
            3 => ("owner", ExecuteMsg::UpdateConfig { changes }),
            _ => (operator.as_str(), ExecuteMsg::SetCommission { commission }),
        };
        let _ = self.world.vault(who, vault, &msg);
    }

    fn agree(&mut self, service: u64) {
        let id = ServiceId::new(service);
        let operator = OperatorId::new(self.rng.gen_range(1..=2));
        let until = self.world.now() + self.rng.gen_range(0..100) * DAY;
        let owner = format!("svc{service}");
        let mut terms = self.world.terms(service);
        terms.max_slash = Decimal::percent(self.rng.gen_range(1..=60));
        terms.resolution_window = self.rng.gen_range(1..=5) * DAY;
        let msg = match self.rng.gen_range(0..4) {
            0 => Register::Link { operator, service: id },
            1 => Register::Unlink { operator, service: id },
            2 => Register::Jail { operator, service: id, until },
            _ => Register::PublishTerms { service: id, terms },
        };
        let publishes = matches!(msg, Register::PublishTerms { .. });
        let who = match self.rng.gen_bool(0.7) {
            true => owner,
            false => format!("op{}", operator.u64()),
        };
        if self.world.register(&who, &msg).is_ok() && publishes {
            self.versions[service as usize - 1] += 1;
        }
    }

    fn strange(&mut self, vault: usize, service: u64) {
        let version = self.rng.gen_range(1..=self.versions[service as usize - 1]);
        let units = self.rng.gen_range(1..COIN);
        let validator = format!("val{}", self.rng.gen_range(1..=5));
        let owner = format!("svc{service}");
        match self.rng.gen_range(0..6) {
            0 => self.world.give("carol", vault, units),
            1 => drop(self.world.fetch("anyone", vault, service, version)),
            2 => drop(self.world.fetch(&owner, vault, service, version)),
            3 => drop(self.world.suite.slash(&validator, Decimal::percent(1))),
            4 => drop(self.world.settle(vault)),
            _ => {
                let assets = Assets::new(units);
                let msg = ExecuteMsg::RequestBondExit { assets };
                drop(self.world.vault("mallory", vault, &msg).unwrap_err());
            }
        }
    }

    /// Everybody leaves, with messages that nobody can refuse to anyone: no owner, no guardian, no
    /// coordinator and no service takes part. Nothing may stay but dust of rounding.
    pub fn finale(&mut self) {
        // The longest pause, the longest way of a request, the longest exit.
        self.world.pass(60 * DAY);
        let vaults = 0..self.world.vaults.len();
        for vault in vaults.clone() {
            self.world.settle(vault).unwrap();
            for id in self.world.state(vault).requests.into_keys() {
                self.world.end_at_vault(vault, id).unwrap();
            }
            for who in HOLDERS {
                let owner = self.world.actor(who);
                let held = self.world.state(vault).positions.get(&owner).copied();
                if let Some(shares) = held {
                    self.world.exit(who, vault, shares.u128()).unwrap();
                }
            }
        }
        self.world.pass(30 * DAY);
        for vault in vaults {
            self.world.settle(vault).unwrap();
            for who in HOLDERS {
                let owner = self.world.actor(who);
                while self.world.state(vault).exits.keys().any(|(of, _)| *of == owner) {
                    self.world.claim(who, vault).unwrap();
                }
            }
            self.is_empty(vault);
        }
    }

    fn is_empty(&self, vault: usize) {
        let state = self.world.state(vault);
        assert!(state.pool().shares.is_zero() && state.buckets.is_empty(), "{state:?}");
        assert!(state.requests.is_empty() && state.core.asked.is_zero(), "{state:?}");
        // A unit for each claim at most, and what virtual shares are worth.
        let dust = state.core.claimable.u128() + state.pool().assets.u128();
        let lost = 1_000 * u128::from(state.pool().settled.u128() > 0);
        assert!(dust <= lost + state.settled.len() as u128 * HOLDERS.len() as u128, "{dust} stay");
    }
}
