//! What holders of vaults, operators and services do.

use cosmwasm_std::{Addr, Uint128};
use weir_accounting::vault::WHOLE;
use weir_chain::Chain;
use weir_interface::distributor;
use weir_interface::restaking::Asset;
use weir_interface::streams::PendingRewardResponse;
use weir_interface::vault::ExecuteMsg;
use weir_quantities::{Magnitude, Rounding, ServiceId, Shares};
use weir_testing::{Outcome, Refusal};

use super::live::{Done, Live, Refused};
use super::setup::decimal;
use crate::report::format::length;
use crate::scenario::{
    Action, AssetAmount, AssetOf, AtVault, Bonded, FundRewards, Much, OfPosition, OfService, Part,
    Percent, Promise, RewardCoin, UnitOf, VaultDeposit, VaultRef, Who,
};

pub(super) fn refused(who: &str, refusal: &Refusal) -> Refused {
    Refused(format!("{who}: {}", refusal.cause()))
}

pub(super) fn told(outcome: Outcome, text: String) -> Done {
    outcome.map(|_| text).map_err(|e| Refused(e.cause()))
}

impl<C: Chain> Live<'_, C> {
    /// An action of restaking, if it is one.
    pub fn restaking_act(&mut self, action: &Action) -> Option<Done> {
        self.suite.restaking.as_ref()?;
        Some(match action {
            Action::Deposit(body) => self.deposit(body),
            Action::RequestExit(body) => self.request_exit(body),
            Action::CancelExit(body) => self.cancel_exit(body),
            Action::ClaimExit(body) => self.claim_exit(body),
            Action::TransferPosition(body) => self.transfer_position(body),
            Action::AddBond(body) => self.add_bond(body),
            Action::RequestBondExit(body) => self.request_bond_exit(body),
            Action::ClaimBond(body) => {
                let msg = ExecuteMsg::ClaimBond {};
                let done = self.suite.vault_call("keeper", body.vault.index, &msg);
                told(done, body.vault.name.clone())
            }
            Action::Settle(body) => {
                let done = self.suite.settle(body.vault.index);
                told(done, body.vault.name.clone())
            }
            Action::AnnounceCommitment(body) => self.announce(body),
            Action::LowerCommitment(body) => self.lower(body),
            Action::Rearm(body) => self.rearm(body),
            Action::ClaimSlashed(body) => self.claim_slashed(body),
            Action::AddRewardCoin(body) => self.add_reward_coin(body),
            Action::FundRewards(body) => self.fund_rewards(body),
            Action::ClaimRewards(body) => self.claim_rewards(body),
            Action::ClaimCommission(body) => {
                let vault = self.suite.restaking().vaults[body.vault.index].address.to_string();
                let msg = distributor::ExecuteMsg::ClaimCommission { vault, coins: None };
                told(self.suite.distributor_call("keeper", &msg), body.vault.name.clone())
            }
            Action::FundDeposit(body) => self.fund_deposit(body),
            Action::RequestFundExit(body) => self.request_fund_exit(body),
            Action::ClaimFundExit(body) => self.claim_fund_exit(&body.who.name),
            Action::Insure(body) => self.insure(body),
            Action::PayPremium(body) => self.pay_premium(body),
            action => return self.slash_act(action),
        })
    }

    /// Base units of a vault's asset; refused when they are written as the other one's.
    pub(super) fn units(&self, vault: &VaultRef, amount: AssetAmount) -> Result<u128, Refused> {
        let held = &self.suite.restaking().vaults[vault.index].asset;
        let (fits, write) = match held {
            Asset::Cw20 { .. } => (amount.of != Some(UnitOf::Coins), "shares"),
            Asset::Native { .. } => (amount.of != Some(UnitOf::Shares), "coins"),
        };
        match fits {
            true => Ok(amount.units),
            false => Err(Refused(format!("{} holds {write}: say how many of them", vault.name))),
        }
    }

    pub(super) fn asset_text(&self, vault: usize, units: u128) -> String {
        match self.suite.restaking().vaults[vault].asset {
            Asset::Cw20 { .. } => self.lst(units),
            Asset::Native { .. } => self.coins(units),
        }
    }

    /// What of a vault's asset somebody means.
    fn much(&self, name: &str, vault: &VaultRef, amount: Much) -> Result<u128, Refused> {
        let part = match amount {
            Much::Units(amount) => return self.units(vault, amount),
            Much::Part(part) => part,
        };
        let asset = &self.suite.restaking().vaults[vault.index].asset;
        Ok(part_of(self.suite.holds(asset, &self.suite.actor(name)), part))
    }

    fn deposit(&mut self, body: &VaultDeposit) -> Done {
        let (names, most) = self.people.turn(&body.who);
        let (alone, mut came, mut sum) = (is_one(&body.who), 0usize, 0u128);
        for name in &names {
            let units = self.much(name, &body.vault, body.amount)?;
            if came == most || (units == 0 && !alone) {
                continue;
            }
            let done = self.suite.deposit(name, body.vault.index, units);
            done.map_err(|e| refused(name, &e))?;
            (came, sum) = (came.saturating_add(1), sum.saturating_add(units));
        }
        Ok(self.asset_text(body.vault.index, sum))
    }

    /// Shares of a position that somebody means, of those that are active.
    fn of_position(&self, name: &str, vault: usize, part: Part) -> u128 {
        part_of(self.suite.active_in(vault, name), part)
    }

    fn request_exit(&mut self, body: &OfPosition) -> Done {
        let (names, most) = self.people.turn(&body.who);
        let mut gone = 0u64;
        for name in names.iter().take(most) {
            let shares = self.of_position(name, body.vault.index, body.part);
            if shares == 0 && !is_one(&body.who) {
                continue;
            }
            let done = self.suite.request_exit(name, body.vault.index, shares);
            done.map_err(|e| refused(name, &e))?;
            gone = gone.saturating_add(1);
        }
        Ok(format!("{gone} on their way out of {}", body.vault.name))
    }

    fn cancel_exit(&mut self, body: &AtVault) -> Done {
        let (names, most) = self.people.turn(&body.who);
        for name in names.iter().take(most) {
            let owner = self.suite.actor(name);
            let state = self.suite.vault_state(body.vault.index);
            let newest = state.exits.keys().filter(|(of, _)| *of == owner).map(|(_, id)| *id).max();
            let nothing = || Refused(format!("{name} has nothing on its way out"));
            let done = self.suite.cancel_exit(name, body.vault.index, newest.ok_or_else(nothing)?);
            done.map_err(|e| refused(name, &e))?;
        }
        Ok("taken back".into())
    }

    fn claim_exit(&mut self, body: &AtVault) -> Done {
        let (names, most) = self.people.turn(&body.who);
        self.suite.settle(body.vault.index).map_err(|e| Refused(e.cause()))?;
        let before = self.suite.vault_state(body.vault.index);
        for name in names.iter().take(most) {
            let owner = self.suite.actor(name);
            let has = |(of, id): &(Addr, u64)| *of == owner && before.settled.contains_key(id);
            if !is_one(&body.who) && !before.exits.keys().any(has) {
                continue;
            }
            let done = self.suite.claim_exit(name, body.vault.index);
            done.map_err(|e| refused(name, &e))?;
        }
        let after = self.suite.vault_state(body.vault.index).core.claimable;
        let paid = before.core.claimable.minus_or_zero(after).u128();
        Ok(format!("{} paid", self.asset_text(body.vault.index, paid)))
    }

    fn transfer_position(&mut self, body: &OfPosition) -> Done {
        let no_one = || Refused("`to` says whose the shares become".into());
        let to = body.to.as_ref().ok_or_else(no_one)?;
        let recipient = self.suite.actor(&to.name).into_string();
        let (names, most) = self.people.turn(&body.who);
        for name in names.iter().take(most) {
            let shares = Shares::new(self.of_position(name, body.vault.index, body.part));
            let msg = ExecuteMsg::TransferPosition { recipient: recipient.clone(), shares };
            let done = self.suite.vault_call(name, body.vault.index, &msg);
            done.map_err(|e| refused(name, &e))?;
        }
        Ok(format!("to {}", to.name))
    }

    fn add_bond(&mut self, body: &Bonded) -> Done {
        let units = self.units(&body.vault, body.amount)?;
        let operator = self.suite.operator_of(body.vault.index);
        let done = self.suite.add_bond(&operator, body.vault.index, units);
        told(done, self.asset_text(body.vault.index, units))
    }

    fn request_bond_exit(&mut self, body: &Bonded) -> Done {
        let units = self.units(&body.vault, body.amount)?;
        let done = self.suite.request_bond_exit(body.vault.index, units);
        told(done, self.asset_text(body.vault.index, units))
    }

    fn announce(&mut self, body: &Promise) -> Done {
        let weight = magnitude(body.weight)?;
        let (vault, service) = (body.vault.index, body.service.id());
        let done = self.suite.announce(vault, service, body.version.unwrap_or(1), weight);
        told(done, format!("{} of {} for {}", body.weight, body.vault.name, body.service.name))
    }

    fn lower(&mut self, body: &Promise) -> Done {
        let target = magnitude(body.weight)?;
        let done = self.suite.lower(body.vault.index, body.service.id(), target);
        told(done, format!("{} of {} for {}", body.weight, body.vault.name, body.service.name))
    }

    fn rearm(&mut self, body: &OfService) -> Done {
        let service = ServiceId::new(body.service.id());
        let vault = body.vault.index;
        let both = [self.suite.operator_of(vault), self.suite.owner_of(body.service.id())];
        for who in both {
            let done = self.suite.vault_call(&who, vault, &ExecuteMsg::Rearm { service });
            done.map_err(|e| refused(&who, &e))?;
        }
        Ok("both sides have re-armed".into())
    }

    fn add_reward_coin(&mut self, body: &RewardCoin) -> Done {
        let coin = match body.coin {
            AssetOf::Lst => self.suite.derivative(),
            AssetOf::Coin => self.suite.staking_coin(),
        };
        let vault = self.suite.restaking().vaults[body.vault.index].address.to_string();
        let msg = distributor::ExecuteMsg::AddRewardCoin { vault, coin };
        told(self.suite.distributor_call("owner", &msg), body.vault.name.clone())
    }

    /// The asset that an amount is of: the staking coin unless it is written as shares.
    fn asset_of(&self, amount: AssetAmount) -> (Asset, u128) {
        match amount.of {
            Some(UnitOf::Shares) => (self.suite.derivative(), amount.units),
            _ => (self.suite.staking_coin(), amount.units),
        }
    }

    fn fund_rewards(&mut self, body: &FundRewards) -> Done {
        let (asset, units) = self.asset_of(body.amount);
        let (vault, service) = (body.vault.index, body.service.id());
        let who = self.suite.owner_of(service);
        let funded = (&asset, units);
        let done = self.suite.fund_stream(&who, vault, Some(service), funded, body.over.0);
        told(done, format!("into {} over {}", body.vault.name, length(body.over.0)))
    }

    fn claim_rewards(&mut self, body: &AtVault) -> Done {
        let (names, most) = self.people.turn(&body.who);
        let mut paid = 0u64;
        for name in names.iter().take(most) {
            if !is_one(&body.who) && !self.has_rewards(name, body.vault.index) {
                continue;
            }
            let done = self.suite.claim_rewards(name, body.vault.index);
            done.map_err(|e| refused(name, &e))?;
            paid = paid.saturating_add(1);
        }
        Ok(format!("{paid} paid"))
    }

    fn has_rewards(&self, name: &str, vault: usize) -> bool {
        let restaking = self.suite.restaking();
        let vault = restaking.vaults[vault].address.to_string();
        let owner = self.suite.actor(name).into_string();
        let msg = distributor::QueryMsg::PendingRewards { vault, owner };
        let pending: Result<Vec<PendingRewardResponse>, _> =
            self.suite.query(&restaking.distributor, &msg);
        pending.is_ok_and(|coins| coins.iter().any(|coin| !coin.amount.is_zero()))
    }
}

fn is_one(who: &Who) -> bool {
    matches!(who, Who::One(_))
}

/// A part of what somebody has.
pub(super) fn part_of(held: u128, part: Part) -> u128 {
    match part {
        Part::Shares(shares) => shares.0,
        Part::Percent(p) => Uint128::new(held).mul_floor(decimal(p)).u128(),
        Part::All => held,
    }
}

/// A share of a vault's whole magnitude.
fn magnitude(weight: Percent) -> Result<Magnitude, Refused> {
    WHOLE.times(decimal(weight), Rounding::Down).map_err(Refused::new)
}
