//! How restaking ends: everybody leaves vaults and fund with messages that nobody can refuse to
//! anyone. No owner, guardian, coordinator or service takes part.

use cosmwasm_std::Order;
use weir_chain::Chain;
use weir_insurance_fund::state::{CORE, SETTLED};
use weir_interface::vault::ExecuteMsg;
use weir_interface::{distributor, fund};
use weir_quantities::{Assets, Shares};
use weir_reward_distributor::ContractError::NothingEarned;
use weir_slash_coordinator::state::{Decision, Receipt};

use super::super::{Life, USERS};
use super::DAY;
use crate::restaking::around::CoordinatorState;
use crate::{Outcome, Violation};

const FINALE: &str = "the finale";

impl<C: Chain> Life<C> {
    pub(in super::super) fn leave_vaults_and_fund(&mut self) -> Result<(), Violation> {
        if self.suite.restaking.is_none() {
            return Ok(());
        }
        self.count_what_was_met();
        // The longest pause, the longest way of a request, the longest exit.
        self.pass(60 * DAY, false);
        let vaults = 0..self.suite.restaking().vaults.len();
        vaults.clone().try_for_each(|vault| self.leave(vault))?;
        for (who, _, shares) in self.insurers() {
            let shares = Shares::new(shares);
            let came = self.suite.fund_call(who, &fund::ExecuteMsg::RequestExit { shares });
            self.must(who, came)?;
        }
        self.pass(50 * DAY, false);
        vaults.clone().try_for_each(|vault| self.take_home(vault))?;
        let mut insurers: Vec<&str> = self.fund_exits().into_iter().map(|(who, ..)| who).collect();
        insurers.dedup();
        for who in insurers {
            while self.fund_exits().iter().any(|(of, ..)| *of == who) {
                let msg = fund::ExecuteMsg::ClaimExit { receiver: None };
                let came = self.suite.fund_call(who, &msg);
                self.must(who, came)?;
            }
        }
        vaults.clone().try_for_each(|vault| self.keeps_only_dust(vault))?;
        self.nobody_is_left_in_the_fund()
    }

    /// What slashes were, and how requests ended.
    fn count_what_was_met(&mut self) {
        let storage = self.suite.storage_of(&self.suite.restaking().coordinator);
        let state = CoordinatorState::read(&*storage);
        drop(storage);
        let paid = |part: fn(&Receipt) -> Assets| {
            state.receipts.values().filter(|one| !part(one).is_zero()).count()
        };
        let ended = |decision: Decision| {
            state.requests.values().filter(|one| one.decision == decision).count()
        };
        let met = [
            ("a bond that paid", paid(|one| one.bond)),
            ("a cover that paid", paid(|one| one.cover)),
            ("a pool that paid", paid(|one| one.pool_loss)),
            ("a request that expired", ended(Decision::Expired {})),
            ("a request that was vetoed", ended(Decision::Vetoed {})),
        ];
        for (what, times) in met {
            self.tally.meet(what, times);
        }
    }

    /// What stays belongs to virtual shares, but for a unit of each exit.
    fn nobody_is_left_in_the_fund(&self) -> Result<(), Violation> {
        let storage = self.suite.storage_of(&self.suite.restaking().fund);
        let core = CORE.load(&*storage).unwrap();
        let exits = SETTLED.keys(&*storage, None, None, Order::Ascending).count();
        let dust = core.claimable.u128() <= (exits * USERS.len()) as u128;
        if core.pool.shares.is_zero() && self.fund_exits().is_empty() && dust {
            return Ok(());
        }
        Err(self.violation("nobody_is_left_in_the_fund", FINALE, format!("{core:?}")))
    }

    /// What is over is forgotten, and everybody is on his way out.
    fn leave(&mut self, vault: usize) -> Result<(), Violation> {
        let settled = self.suite.settle(vault);
        self.must("anyone", settled)?;
        for id in self.suite.vault_state(vault).requests.into_keys() {
            let ended = self.suite.end_at_vault(vault, id);
            self.must("anyone", ended)?;
        }
        for (who, _, shares) in self.positions().into_iter().filter(|held| held.1 == vault as u64) {
            let came = self.suite.request_exit(who, vault, shares);
            self.must(who, came)?;
        }
        let bond = self.suite.vault_state(vault).bond.active.u128();
        match bond {
            0 => Ok(()),
            bond => {
                let came = self.suite.request_bond_exit(vault, bond);
                self.must("the operator", came)
            }
        }
    }

    /// Exits, rewards, bonds.
    fn take_home(&mut self, vault: usize) -> Result<(), Violation> {
        let settled = self.suite.settle(vault);
        self.must("anyone", settled)?;
        for who in USERS {
            while self.exits().iter().any(|(of, _, owner, _)| (*of, *owner) == (vault, who)) {
                let came = self.suite.claim_exit(who, vault);
                if let Ok(answer) = &came {
                    self.note_coins(answer);
                }
                self.must(who, came)?;
            }
            self.claim_rewards(who, vault)?;
        }
        self.claim_commission(vault)?;
        if !self.suite.vault_state(vault).bond.exits.is_empty() {
            let came = self.suite.vault_call("anyone", vault, &ExecuteMsg::ClaimBond {});
            self.must("anyone", came)?;
        }
        Ok(())
    }

    fn claim_commission(&mut self, vault: usize) -> Result<(), Violation> {
        let vault = self.suite.restaking().vaults[vault].address.to_string();
        let msg = distributor::ExecuteMsg::ClaimCommission { vault, coins: None };
        match self.suite.distributor_call("anyone", &msg) {
            Err(refusal) if matches!(refusal.distributor(), Some(NothingEarned { .. })) => Ok(()),
            came => self.must("anyone", came),
        }
    }

    fn claim_rewards(&mut self, who: &str, vault: usize) -> Result<(), Violation> {
        let address = self.suite.restaking().vaults[vault].address.to_string();
        let msg = distributor::ExecuteMsg::ClaimRewards {
            vault: address,
            owner: None,
            coins: None,
            recipient: None,
        };
        match self.suite.distributor_call(who, &msg) {
            Ok(answer) => self.note_coins(&answer),
            Err(refusal) if matches!(refusal.distributor(), Some(NothingEarned { .. })) => {}
            Err(refusal) => return self.must(who, Err(refusal)),
        }
        Ok(())
    }

    fn must(&self, who: &str, came: Outcome) -> Result<(), Violation> {
        match came {
            Ok(_) => Ok(()),
            Err(refusal) => {
                let detail = format!("{who}: {}", refusal.text());
                Err(self.violation("everybody_leaves_vaults_and_fund", FINALE, detail))
            }
        }
    }

    /// A unit for each claim at most, and what virtual shares are worth.
    fn keeps_only_dust(&self, vault: usize) -> Result<(), Violation> {
        let state = self.suite.vault_state(vault);
        let left = state.pool().shares.is_zero()
            && state.exits.is_empty()
            && state.requests.is_empty()
            && state.core.asked.is_zero()
            && state.bond.active.is_zero();
        let dust = state.core.claimable.u128() + state.pool().assets.u128();
        let virtually = 1_000 * u128::from(state.pool().settled.u128() > 0);
        if left && dust <= virtually + (state.settled.len() * USERS.len()) as u128 {
            return Ok(());
        }
        let detail = format!("vault {vault} keeps {dust}: {state:?}");
        Err(self.violation("a_vault_keeps_only_dust", FINALE, detail))
    }
}
