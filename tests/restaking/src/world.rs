//! The world: a chain with hub, derivative, registry, coordinator, three vaults and three services.

use std::ops::{Deref, DerefMut};

use cosmwasm_std::{Addr, Coin, Decimal};
use cw_multi_test::AppResponse;
use serde::Serialize;
use weir_interface::coordinator;
use weir_interface::restaking::{Destination, Mode, Terms};
use weir_interface::service_registry as registry;
use weir_quantities::Assets;
use weir_testing::restaking::{Beside, Restaking, VaultState};
use weir_testing::{Outcome as Came, Suite};

use crate::actor;

/// Seconds of a day.
pub const DAY: u64 = 86_400;
/// Longer than a way out of any vault here: what was announced is in force after it.
pub const NOTICE: u64 = 24 * DAY;
/// A whole coin, in units.
pub const COIN: u128 = 1_000_000;

/// How many services there are: 1 executes by silence and pays the treasury, 2 needs an approval
/// and pays itself, 3 is quick and pays the fund.
pub const SERVICES: u64 = 3;

/// What came of a message.
pub type Outcome = anyhow::Result<AppResponse>;

/// A chain with restaking on it: what there is of it stands behind the world itself.
pub struct World {
    /// Hub, derivative, chain, restaking.
    pub suite: Suite,
}

impl Deref for World {
    type Target = Restaking;

    fn deref(&self) -> &Restaking {
        self.suite.restaking()
    }
}

impl DerefMut for World {
    fn deref_mut(&mut self) -> &mut Restaking {
        self.suite.restaking_mut()
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// Everybody has coins and the derivative; nothing is deposited or promised.
    pub fn new() -> Self {
        Self::begin(Suite::builder().with_restaking(Beside::default()).build())
    }

    /// The same beside a distributor and a fund that can be told to refuse whatever comes.
    pub fn beside_actors() -> Self {
        let mut suite = Suite::builder().build();
        let code = suite.chain.store_code(actor::code());
        let deployer = suite.actor("deployer");
        let answer = serde_json::json!({ "asset": suite.derivative() });
        let [distributor, fund] = ["distributor", "fund"].map(|name| {
            Some(suite.chain.instantiate(code, &deployer, &answer, &[], name, None).unwrap())
        });
        let codes = weir_testing::restaking::restaking_codes();
        let codes = codes.map(|code| suite.chain.store_code(code));
        let beside = Beside { distributor, fund, ..Beside::default() };
        suite.begin_restaking(&codes, beside).unwrap();
        Self::begin(suite)
    }

    fn begin(mut suite: Suite) -> Self {
        suite.keepers = false;
        for name in ["alice", "bob", "carol", "op1", "op2"] {
            suite.bond(name, 2_000 * COIN).unwrap();
            suite.fund(name, 2_000 * COIN);
        }
        let mut world = Self { suite };
        for service in 1..=SERVICES {
            let terms = world.terms(service);
            world.suite.begin_service(&format!("svc{service}"), terms).unwrap();
        }
        for operator in 1..=2 {
            let (admin, safe) = (format!("op{operator}"), format!("safe{operator}"));
            world.suite.begin_operator(&admin, &safe).unwrap();
        }
        let (lst, coin) = (world.suite.derivative(), world.suite.staking_coin());
        for (name, operator, asset) in
            [("first", "op1", lst.clone()), ("second", "op2", lst), ("of coins", "op1", coin)]
        {
            world.suite.begin_vault(name, operator, asset, None).unwrap();
        }
        world
    }

    /// A contract that takes whatever it is told.
    pub fn taker(&mut self) -> Addr {
        let code = self.suite.chain.store_code(actor::code());
        let deployer = self.suite.actor("deployer");
        let answer = serde_json::json!({});
        self.suite.chain.instantiate(code, &deployer, &answer, &[], "taker", None).unwrap()
    }

    /// The first terms of a service.
    pub fn terms(&self, service: u64) -> Terms {
        let (mode, destination, max_slash) = match service {
            1 => (Mode::Veto, Destination::Treasury, 20),
            2 => {
                let address = self.suite.actor("svc2").into();
                (Mode::Approve, Destination::Service { address }, 40)
            }
            _ => (Mode::Veto, Destination::Fund, 50),
        };
        Terms {
            slasher: self.suite.actor(&format!("slasher{service}")).into(),
            max_slash: Decimal::percent(max_slash),
            evidence_window: 3 * DAY,
            resolution_window: if service == 3 { 3_600 } else { 2 * DAY },
            execution_window: 2 * DAY,
            mode,
            resolvers: vec![self.council.to_string()],
            destination,
            minimum_bond: Assets::ZERO,
        }
    }

    /// The address of somebody by name.
    pub fn actor(&self, name: &str) -> Addr {
        self.suite.actor(name)
    }

    /// The time of the block.
    pub fn now(&self) -> u64 {
        self.suite.now()
    }

    /// Time passes, in one block.
    pub fn pass(&mut self, seconds: u64) {
        self.suite.halt(seconds);
    }

    /// A vault as it is.
    pub fn state(&self, vault: usize) -> VaultState {
        self.suite.vault_state(vault)
    }

    /// A message to the registry.
    pub fn register(&mut self, who: &str, msg: &registry::ExecuteMsg) -> Outcome {
        let came = self.suite.register(who, msg);
        typed(came)
    }

    /// A message to the coordinator.
    pub fn coordinate(&mut self, who: &str, msg: &coordinator::ExecuteMsg) -> Outcome {
        let came = self.suite.coordinate(who, msg);
        typed(came)
    }

    /// Any message by anyone. Every invariant of every vault is checked after it.
    pub fn send<T: Serialize>(
        &mut self,
        who: &str,
        contract: &Addr,
        msg: &T,
        funds: &[Coin],
    ) -> Outcome {
        let msg = cosmwasm_std::to_json_binary(msg).unwrap();
        typed(self.suite.execute_raw(who, contract, msg, funds.to_vec()))
    }
}

/// 63: whoever refuses says which rule was broken.
pub(crate) fn typed(came: Came) -> Outcome {
    came.map_err(|refusal| {
        let told = refusal.text();
        let meant = ["told to refuse", "Cannot Sub with"].iter().any(|part| told.contains(part));
        assert!(meant || refusal.is_typed(), "no typed error: {told}");
        refusal.into_error()
    })
}
