//! Rewards of vault 0 in the staking coin.

use weir_interface::distributor::ExecuteMsg;
use weir_quantities::ServiceId;

use crate::world::{typed, Outcome, World, DAY};

impl World {
    /// Vault 0 may be paid in the coin.
    pub fn list_the_coin(&mut self) {
        let vault = self.vaults[0].address.to_string();
        let msg = ExecuteMsg::AddRewardCoin { vault, coin: self.suite.staking_coin() };
        typed(self.suite.distributor_call("owner", &msg)).unwrap();
    }

    /// Service 1 pays units of it, over so many days.
    pub fn reward(&mut self, units: u128, days: u64) {
        self.suite.fund("svc1", units);
        let coin = self.suite.staking_coin();
        let came = self.suite.fund_stream("svc1", 0, Some(1), (&coin, units), days * DAY);
        typed(came).unwrap();
    }

    /// Anyone asks for what the stream of service 1 has left.
    pub fn reclaim(&mut self, who: &str) -> Outcome {
        let vault = self.vaults[0].address.to_string();
        let service = Some(ServiceId::new(1));
        let msg = ExecuteMsg::ReclaimStream { vault, service, funder: None, coin: None };
        typed(self.suite.distributor_call(who, &msg))
    }

    /// Units that somebody gets who claims; none where he is refused.
    pub fn claimed(&mut self, who: &str) -> u128 {
        let before = self.suite.coins_of(who);
        drop(typed(self.suite.claim_rewards(who, 0)));
        self.suite.coins_of(who) - before
    }
}
