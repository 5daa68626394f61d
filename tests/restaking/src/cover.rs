//! Service 1 insured at vault 0.

use cosmwasm_std::Decimal;
use weir_interface::fund::{BooksResponse, ExecuteMsg, PositionResponse, QueryMsg};
use weir_quantities::{Assets, ServiceId, TermsVersion};
use weir_testing::attribute;

use crate::world::{typed, Outcome, World, DAY};

impl World {
    /// Vault 0 with its promises and a bond of ten coins, service 1 insured there and paid for so
    /// many days, 1,000 coins in the fund.
    pub fn insured(days: u64) -> Self {
        let mut world = Self::promised();
        world.add_bond("op1", 0, 10_000_000).unwrap();
        world.suite.deposit_into_fund("carol", 1_000_000_000).unwrap();
        world.insure(5_000_000).unwrap();
        world.pay_premiums(days);
        world
    }

    /// The fund's owner insures the first terms of service 1 at vault 0.
    pub fn insure(&mut self, minimum_bond: u128) -> Outcome {
        let insure = ExecuteMsg::Insure {
            service: ServiceId::new(1),
            version: TermsVersion::new(1),
            vault: self.vaults[0].address.to_string(),
            minimum_bond: Assets::new(minimum_bond),
            premium: Decimal::percent(10),
        };
        typed(self.suite.fund_call("owner", &insure))
    }

    /// A premium for service 1 at vault 0.
    pub fn pay_premium(&mut self, units: u128) -> Outcome {
        typed(self.suite.pay_premium("alice", 0, 1, units))
    }

    /// A coin now, and one on each of so many days.
    pub fn pay_premiums(&mut self, days: u64) {
        self.pay_premium(1_000_000).unwrap();
        for _ in 0..days {
            self.pass(DAY);
            self.pay_premium(1_000_000).unwrap();
        }
    }

    /// A message of its owner to the fund.
    pub fn fund_told(&mut self, msg: &ExecuteMsg) -> Outcome {
        typed(self.suite.fund_call("owner", msg))
    }

    /// What a slash of a fifth of service 1 takes of bond, cover and pool.
    pub fn slashed(&mut self) -> [u128; 3] {
        self.slashed_after(|_| ())
    }

    /// The same when something is done in the second after the offence.
    pub fn slashed_after(&mut self, done: impl FnOnce(&mut Self)) -> [u128; 3] {
        let id = self.accused(1, 2_000);
        done(self);
        self.pass(2 * DAY);
        let told = self.execute(0, id).unwrap();
        let of = |key| attribute(Some(&told), "weir_vault_slash_applied", key).unwrap();
        ["bond", "cover", "pool_loss"].map(of)
    }

    /// The fund's books.
    pub fn fund_books(&self) -> BooksResponse {
        self.suite.query(&self.fund, &QueryMsg::Books {}).unwrap()
    }

    /// Puts all that somebody has in the fund on its way out.
    pub fn request_to_leave_fund(&mut self, who: &str) {
        let owner = self.actor(who).into();
        let held: PositionResponse =
            self.suite.query(&self.fund, &QueryMsg::Position { owner }).unwrap();
        let leave = ExecuteMsg::RequestExit { shares: held.active };
        self.suite.fund_call(who, &leave).unwrap();
    }

    /// Takes what has matured of it. Answers what it is paid.
    pub fn claim_of_fund(&mut self, who: &str) -> u128 {
        let before = self.suite.shares_of(who);
        self.suite.fund_call(who, &ExecuteMsg::ClaimExit { receiver: None }).unwrap();
        self.suite.shares_of(who) - before
    }

    /// One, and the other when all has matured.
    pub fn leave_fund(&mut self, who: &str) -> u128 {
        self.request_to_leave_fund(who);
        self.pass(36 * DAY);
        self.claim_of_fund(who)
    }
}
