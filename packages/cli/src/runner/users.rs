//! What users do.

use weir_chain::Chain;
use weir_interface::hub::{
    QueryMsg, ReceiveMsg, RequestDetails, RequestState, SimulateResponse, Simulation,
};
use weir_quantities::Assets;
use weir_testing::Refusal;

use super::live::{Done, Live, Refused};
use super::restaking::part_of;
use crate::report::format::coins;
use crate::scenario::{
    Action, BatchShares, Bond, Donate, InstantRedeem, Part, SharesOf, TransferUnbond, Who, Withdraw,
};

/// What the hub says to an amount worth less than a unit; a real chain tells its words alone.
const DUST: [&str; 2] = ["are worth less than one share", "are worth nothing after the fee"];

/// Whether an amount was refused for being worth less than a unit.
pub fn is_dust(refusal: &Refusal) -> bool {
    let cause = refusal.cause();
    DUST.iter().any(|words| cause.contains(words))
}

/// From a refusal of the suite.
fn refused(who: &str, refusal: &Refusal) -> Refused {
    Refused(format!("{who}: {}", refusal.cause()))
}

impl<C: Chain> Live<'_, C> {
    /// An action of users, if it is one.
    pub fn user_act(&mut self, action: &Action) -> Option<Done> {
        Some(match action {
            Action::Bond(bond) => self.bond(bond),
            Action::QueueUnbond(body) => self.queue(body),
            Action::CancelUnbond(body) => self.cancel(body),
            Action::TransferUnbond(body) => self.transfer_claim(body),
            Action::InstantRedeem(body) => self.instant(body),
            Action::Withdraw(body) => self.withdraw(body),
            Action::TransferShares(body) => {
                let (from, to, shares) = (&body.from.name, &body.to.name, body.shares.0);
                let done = self.suite.transfer(from, to, shares);
                done.map(|_| self.lst(shares)).map_err(|e| refused(from, &e))
            }
            Action::Donate(body) => self.donate(body),
            Action::RedeemEveryone(wanted) => self.redeem_everyone(*wanted),
            _ => return None,
        })
    }

    fn bond(&mut self, bond: &Bond) -> Done {
        let least = bond.min_shares.map_or(0, |s| s.0);
        let receiver = bond.receiver.as_ref().map(|a| a.name.as_str());
        let (names, most) = self.people.turn(&bond.who);
        let mut sum = 0u128;
        for name in names.iter().take(most) {
            let done = self.suite.bond_with(name, bond.amount.0, least, receiver);
            done.map_err(|e| refused(name, &e))?;
            sum = sum.saturating_add(bond.amount.0);
        }
        Ok(self.coins(sum))
    }

    /// How many shares somebody means.
    fn meant(&self, name: &str, part: Part) -> u128 {
        part_of(self.suite.shares_of(name), part)
    }

    /// The fewest shares of a request.
    fn min_unbond(&self) -> u128 {
        let usual = 10u128.saturating_pow(self.scenario.chain.decimals.saturating_sub(3));
        self.scenario.hub.min_unbond.map_or(usual, |s| s.0)
    }

    /// Everybody meant who has enough, in turn, with the shares; one by name is never passed over.
    fn holders(&mut self, who: &Who, part: Part) -> Vec<(String, u128)> {
        let (names, most) = self.people.turn(who);
        let least = if matches!(who, Who::One(_)) { 0 } else { self.min_unbond() };
        let with = names.into_iter().map(|n| (self.meant(&n, part), n)).map(|(s, n)| (n, s));
        with.filter(|(_, shares)| *shares >= least).take(most).collect()
    }

    fn queue(&mut self, body: &SharesOf) -> Done {
        let receiver = body.receiver.as_ref().map(|a| self.suite.actor(&a.name).into_string());
        let mut sum = 0u128;
        for (name, shares) in self.holders(&body.who, body.part) {
            let msg = ReceiveMsg::QueueUnbond { receiver: receiver.clone() };
            self.suite.send_shares(&name, shares, &msg).map_err(|e| refused(&name, &e))?;
            sum = sum.saturating_add(shares);
        }
        Ok(self.lst(sum))
    }

    fn instant(&mut self, body: &InstantRedeem) -> Done {
        let least = body.min_assets.map_or(0, |a| a.0);
        let mut sum = 0u128;
        for (name, shares) in self.holders(&body.who, body.part) {
            let done = self.suite.instant_redeem(&name, shares, least);
            done.map_err(|e| refused(&name, &e))?;
            sum = sum.saturating_add(shares);
        }
        Ok(self.lst(sum))
    }

    fn cancel(&mut self, body: &BatchShares) -> Done {
        let (names, most) = self.people.turn(&body.who);
        let shares = body.shares.map(|s| s.0);
        for name in names.iter().take(most) {
            let done = self.suite.cancel_unbond(name, body.batch, shares);
            done.map_err(|e| refused(name, &e))?;
        }
        Ok("taken back".into())
    }

    fn transfer_claim(&mut self, body: &TransferUnbond) -> Done {
        let (from, to) = (&body.from.name, &body.to.name);
        let latest = || self.requests(from).last().map(|r| r.id);
        let batch = body.batch.or_else(latest);
        let batch = batch.ok_or_else(|| Refused(format!("{from} has no claim")))?;
        let done = self.suite.transfer_unbond(from, to, batch, body.shares.map(|s| s.0));
        done.map(|_| format!("a claim on batch {batch}")).map_err(|e| refused(from, &e))
    }

    fn withdraw(&mut self, body: &Withdraw) -> Done {
        let (names, most) = self.people.turn(&body.who);
        let alone = matches!(body.who, Who::One(_));
        let before = self.suite.snapshot().owed.claimable.u128();
        let mut paid = 0u64;
        for name in names.iter().take(most) {
            if let Some(batch) = body.batch {
                let done = self.suite.withdraw_batch(name, batch, name);
                done.map_err(|e| refused(name, &e))?;
                paid = paid.saturating_add(1);
                continue;
            }
            // One call pays thirty batches at most.
            let mut first = true;
            while (alone && first) || self.claimable(name) > 0 {
                self.suite.withdraw(name).map_err(|e| refused(name, &e))?;
                paid = paid.saturating_add(u64::from(first));
                first = false;
            }
        }
        let after = self.suite.snapshot().owed.claimable.u128();
        Ok(format!("{} paid to {paid}", self.coins(before.saturating_sub(after))))
    }

    fn donate(&mut self, body: &Donate) -> Done {
        let to = body.to.word();
        let who = body.who.as_ref().map_or("stranger", |a| a.name.as_str());
        if who == "stranger" {
            self.suite.fund(who, body.amount.0);
            self.record.minted = self.record.minted.saturating_add(body.amount.0);
        }
        self.suite.donate_own(who, to, body.amount.0).map_err(|e| refused(who, &e))?;
        if to == "distributor" {
            self.record.gifts = self.record.gifts.saturating_add(body.amount.0);
        }
        Ok(self.coins(body.amount.0))
    }

    fn redeem_everyone(&mut self, wanted: bool) -> Done {
        if !wanted {
            return Ok("nobody".into());
        }
        self.report.validators = super::finale::validators(self);
        let all = self.people.actors.iter().chain(&self.people.delegators).cloned();
        let all: Vec<String> =
            all.chain(crate::scenario::BUILT_IN_ACTORS.map(str::to_owned)).collect();
        let least = self.min_unbond();
        let (mut gone, mut left) = (0u64, 0u64);
        for name in all {
            match self.suite.shares_of(&name) {
                0 => {}
                shares if shares < least => left = left.saturating_add(1),
                shares => {
                    self.suite.queue_unbond(&name, shares).map_err(|e| refused(&name, &e))?;
                    gone = gone.saturating_add(1);
                }
            }
        }
        let dust = if left > 0 {
            format!(", {left} hold less than a request takes")
        } else {
            String::new()
        };
        Ok(format!("{gone} leave{dust}"))
    }

    /// All requests of somebody, by batch.
    pub fn requests(&self, name: &str) -> Vec<RequestDetails> {
        let mut all: Vec<RequestDetails> = Vec::new();
        loop {
            let msg = QueryMsg::UnbondRequestsByUserDetails {
                user: self.suite.actor(name).into_string(),
                start_after: all.last().map(|r| r.id),
                limit: Some(30),
            };
            let page: Vec<RequestDetails> =
                self.suite.query(&self.suite.hub, &msg).unwrap_or_default();
            let last = page.len() < 30;
            all.extend(page);
            if last {
                return all;
            }
        }
    }

    /// Shares of somebody in batches that are not settled.
    pub fn queued(&self, name: &str) -> u128 {
        let open = self.requests(name).into_iter().filter(|r| r.state != RequestState::Completed);
        open.map(|r| r.shares.u128()).fold(0, u128::saturating_add)
    }

    /// Coins somebody could claim now.
    pub fn claimable(&self, name: &str) -> u128 {
        let owner = self.suite.actor(name).into_string();
        let msg = QueryMsg::Simulate(Simulation::Claim { owner });
        let answer: Result<SimulateResponse, _> = self.suite.query(&self.suite.hub, &msg);
        answer.map(|a| a.assets).unwrap_or(Assets::ZERO).u128()
    }

    /// An amount of coins as text.
    pub fn coins(&self, units: u128) -> String {
        let chain = &self.scenario.chain;
        format!("{} {}", coins(units, chain.decimals), chain.display())
    }

    /// An amount of the LST as text.
    pub fn lst(&self, units: u128) -> String {
        let symbol = super::setup::symbol(self.scenario);
        format!("{} {symbol}", coins(units, self.scenario.chain.decimals))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weir_accounting::AccountingError;
    use weir_quantities::Shares;
    use weir_staking_hub::ContractError;

    #[test]
    fn what_is_worth_less_than_a_unit_is_known_by_the_hubs_words() {
        let (assets, shares) = (Assets::new(1), Shares::new(1));
        let minted = AccountingError::NothingMinted { assets, backing: assets, supply: shares };
        for error in [minted, AccountingError::NothingPaid { shares }] {
            let typed = Refusal::new(ContractError::from(error).into());
            assert!(is_dust(&typed), "{typed}");
        }
        let other = AccountingError::BufferTooSmall { buffer: assets, needed: assets };
        assert!(!is_dust(&Refusal::new(ContractError::from(other).into())));
    }
}
