//! How restaking begins in a life.

use cosmwasm_std::Decimal;
use weir_accounting::vault::WHOLE;
use weir_chain::Chain;
use weir_interface::distributor;
use weir_interface::restaking::{Asset, Destination, Mode, Terms};
use weir_interface::vault::ExecuteMsg;
use weir_quantities::{Assets, Magnitude};

use super::super::{Life, World};
use super::{COIN, DAY, NOTICE, SERVICES};

impl<C: Chain> Life<C> {
    /// Three services, two operators, three vaults with deposits, bonds and promises in force, and
    /// something in the fund.
    pub(in super::super) fn begin_restaking(&mut self, world: &World) {
        let whole = u128::from(world.deposit) * COIN;
        for name in SERVICES.into_iter().chain(["op1", "op2"]) {
            self.fund(name, 20 * whole);
            self.suite.bond_own(name, 20 * whole).unwrap();
        }
        for (index, owner) in SERVICES.into_iter().enumerate() {
            let destination = match index {
                0 => self.destination(world.validators, owner),
                1 => self.destination(4, owner),
                _ => Destination::Fund,
            };
            let terms = self.terms(index, destination);
            self.suite.begin_service(owner, terms).unwrap();
        }
        self.suite.begin_operator("op1", "safe1").unwrap();
        self.suite.begin_operator("op2", "safe2").unwrap();
        let (shares, coins) = (self.suite.derivative(), self.suite.staking_coin());
        for (name, operator, asset) in
            [("first", "op1", &shares), ("second", "op2", &shares), ("of coins", "op1", &coins)]
        {
            self.suite.begin_vault(name, operator, asset.clone(), None).unwrap();
            self.list_reward_coins([&shares, &coins]);
        }
        self.first_deposits(whole);
        self.first_promises();
    }

    fn list_reward_coins(&mut self, coins: [&Asset; 2]) {
        let vault = self.suite.restaking().vaults.last().unwrap().address.to_string();
        for coin in coins {
            let (vault, coin) = (vault.clone(), coin.clone());
            let msg = distributor::ExecuteMsg::AddRewardCoin { vault, coin };
            self.suite.distributor_call("owner", &msg).unwrap();
        }
    }

    /// Where what a service takes may go.
    pub(super) fn destination(&self, which: u8, owner: &str) -> Destination {
        let address = self.suite.actor(owner).to_string();
        match which % 5 {
            0 => Destination::Treasury,
            1 => Destination::Burn,
            2 => Destination::Unwind { address },
            3 => Destination::Fund,
            _ => Destination::Service { address },
        }
    }

    /// Terms of a service: the first executes by silence, the second needs an approval, the third is
    /// quick.
    pub(super) fn terms(&self, index: usize, destination: Destination) -> Terms {
        let (mode, max_slash) = match index {
            0 => (Mode::Veto, 30),
            1 => (Mode::Approve, 40),
            _ => (Mode::Veto, 50),
        };
        Terms {
            slasher: self.suite.actor(&format!("slasher{}", index + 1)).into(),
            max_slash: Decimal::percent(max_slash),
            evidence_window: 3 * DAY,
            resolution_window: if index == 2 { 3_600 } else { 2 * DAY },
            execution_window: 2 * DAY,
            mode,
            resolvers: vec![self.suite.restaking().council.to_string()],
            destination,
            minimum_bond: Assets::ZERO,
        }
    }

    fn first_deposits(&mut self, whole: u128) {
        for (vault, who, part) in [(0, "alice", 4), (0, "bob", 3), (1, "alice", 6), (1, "carol", 2)]
        {
            let units = self.suite.shares_of(who) / part;
            self.suite.deposit(who, vault, units).unwrap();
        }
        for (who, coins) in [("alice", 60), ("bob", 10)] {
            self.fund(who, coins * whole);
            let came = self.suite.deposit(who, 2, coins * whole).unwrap();
            self.note_coins(&came);
        }
        self.suite.fund("op1", 10 * whole);
        for (vault, operator) in [(0, "op1"), (1, "op2"), (2, "op1")] {
            self.suite.add_bond(operator, vault, 3 * whole).unwrap();
        }
        for (who, part) in [("alice", 10), ("bob", 4)] {
            let units = self.suite.shares_of(who) / part;
            self.suite.deposit_into_fund(who, units).unwrap();
        }
    }

    /// Promises of three tenths to each service whose destination the asset can reach, and a
    /// listener that always fails.
    fn first_promises(&mut self) {
        let council = self.suite.restaking().council.to_string();
        for vault in 0..self.suite.restaking().vaults.len() {
            let listeners = vec![council.clone()];
            self.suite.vault_call("owner", vault, &ExecuteMsg::SetListeners { listeners }).unwrap();
            let promised = (1..=SERVICES.len() as u64)
                .filter(|service| {
                    let weight = Magnitude::new(WHOLE.u128() * 3 / 10);
                    self.suite.announce(vault, *service, 1, weight).is_ok()
                })
                .count();
            assert!(promised > 0, "vault {vault} promises nothing");
        }
        self.pass(NOTICE, false);
        self.suite.look("time");
        for vault in 0..self.suite.restaking().vaults.len() {
            self.suite.settle(vault).unwrap();
        }
        self.pass(1, false);
        self.suite.look("time");
    }
}
