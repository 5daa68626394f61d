//! What holders of vaults and of the fund do.

use cosmwasm_std::Decimal;
use weir_chain::Chain;
use weir_interface::restaking::Asset;
use weir_interface::vault::{ExecuteMsg, ReceiveMsg};
use weir_interface::{distributor, fund};
use weir_quantities::{BucketId, Shares};

use super::super::life::{Came, NOTHING};
use super::super::resolve::{pick, user};
use super::super::{Action, Amount, Life, Pick};

impl<C: Chain> Life<C> {
    pub(super) fn by_holders(&mut self, action: &Action) -> Came {
        match *action {
            Action::Deposit { who, vault, assets } => {
                let vault = self.vault(vault);
                let (who, units) = self.assets(who, vault, assets);
                let came = self.suite.deposit(who, vault, units);
                self.came(came)
            }
            Action::DepositFor { who, to, vault, assets } => {
                self.deposit_for(who, user(to), self.vault(vault), assets)
            }
            Action::GiveToVault { who, vault, assets } => {
                self.give_to_vault(who, self.vault(vault), assets)
            }
            Action::RequestExit { which, shares } => self.request_exit(which, shares),
            Action::CancelExit { which, shares } => {
                let Some((vault, bucket, who, held)) = pick(which, &self.exits()) else {
                    return NOTHING;
                };
                let shares = Some(Shares::new(shares.of(held)));
                let msg = ExecuteMsg::CancelExit { bucket: BucketId::new(bucket), shares };
                self.suite.vault_call(who, vault, &msg).into()
            }
            Action::ClaimExit { which, to } => {
                let Some((vault, _, who, _)) = pick(which, &self.exits()) else { return NOTHING };
                let receiver = to.is_multiple_of(2).then(|| self.suite.actor(user(to)).to_string());
                let msg = ExecuteMsg::ClaimExit { receiver, limit: None };
                let came = self.suite.vault_call(who, vault, &msg);
                self.came(came)
            }
            Action::TransferPosition { which, to, shares } => {
                let Some((who, vault, held)) = pick(which, &self.positions()) else {
                    return NOTHING;
                };
                let recipient = self.suite.actor(user(to)).to_string();
                let shares = Shares::new(shares.of(held));
                let msg = ExecuteMsg::TransferPosition { recipient, shares };
                self.suite.vault_call(who, vault as usize, &msg).into()
            }
            Action::ClaimRewards { .. }
            | Action::ClaimRewardsFor { .. }
            | Action::ClaimAndDeposit { .. } => self.with_rewards(action),
            _ => self.by_insurers(action),
        }
    }

    /// Whoever has shares, or a user with coins, and how much of a vault's asset.
    fn assets(&mut self, who: Pick, vault: usize, amount: Amount) -> (&'static str, u128) {
        match self.suite.restaking().vaults[vault].asset {
            Asset::Cw20 { .. } => {
                let who = self.holder(who);
                (who, amount.of(self.suite.shares_of(who)))
            }
            Asset::Native { .. } => {
                let units = self.coins(user(who), amount);
                (user(who), units)
            }
        }
    }

    fn deposit_for(&mut self, who: Pick, to: &str, vault: usize, amount: Amount) -> Came {
        let (who, units) = self.assets(who, vault, amount);
        let receiver = Some(self.suite.actor(to).to_string());
        let max_pending_slash = Some(Decimal::percent(5));
        let min_shares = Some(Shares::new(1));
        let sent =
            ReceiveMsg::Deposit { receiver: receiver.clone(), min_shares, max_pending_slash };
        let attached = ExecuteMsg::Deposit { receiver, min_shares, max_pending_slash };
        let came = self.suite.pay_vault(who, vault, units, (&attached, &sent));
        self.came(came)
    }

    fn give_to_vault(&mut self, who: Pick, vault: usize, amount: Amount) -> Came {
        let (who, units) = self.assets(who, vault, amount);
        let came = self.suite.give_to_vault(who, vault, units);
        let of_coins = matches!(self.suite.restaking().vaults[vault].asset, Asset::Native { .. });
        if came.is_ok() && of_coins {
            self.beside.paid += units;
        }
        came.into()
    }

    fn request_exit(&mut self, which: Pick, shares: Amount) -> Came {
        let Some((who, vault, held)) = pick(which, &self.positions()) else { return NOTHING };
        let shares = Shares::new(shares.of(held));
        let msg = ExecuteMsg::RequestExit { shares };
        self.suite.vault_call(who, vault as usize, &msg).into()
    }

    fn with_rewards(&mut self, action: &Action) -> Came {
        let (Action::ClaimRewards { which }
        | Action::ClaimRewardsFor { which, .. }
        | Action::ClaimAndDeposit { which }) = *action
        else {
            return NOTHING;
        };
        let Some((owner, vault, _)) = pick(which, &self.positions()) else { return NOTHING };
        let vault = self.suite.restaking().vaults[vault as usize].address.to_string();
        let claim = |vault, owner| distributor::ExecuteMsg::ClaimRewards {
            vault,
            owner,
            coins: None,
            recipient: None,
        };
        let (caller, msg) = match *action {
            Action::ClaimRewards { .. } => (owner, claim(vault, None)),
            Action::ClaimRewardsFor { caller, .. } => {
                (user(caller), claim(vault, Some(self.suite.actor(owner).to_string())))
            }
            _ => (owner, distributor::ExecuteMsg::ClaimAndDeposit { vault, min_shares: None }),
        };
        let came = self.suite.distributor_call(caller, &msg);
        self.came(came)
    }

    fn by_insurers(&mut self, action: &Action) -> Came {
        let (who, msg) = match *action {
            Action::FundDeposit { who, assets } => {
                let who = self.holder(who);
                let units = assets.of(self.suite.shares_of(who));
                return self.suite.deposit_into_fund(who, units).into();
            }
            Action::PayPremium { who, which, assets } => {
                let who = self.holder(who);
                let (vault, service, _) =
                    pick(which, &self.policies()).unwrap_or_else(|| self.commitment(which));
                let units = assets.of(self.suite.shares_of(who));
                return self.suite.pay_premium(who, vault, service, units).into();
            }
            Action::FundRequestExit { which, shares } => {
                let Some((who, _, held)) = pick(which, &self.insurers()) else { return NOTHING };
                let shares = Shares::new(shares.of(held));
                (who, fund::ExecuteMsg::RequestExit { shares })
            }
            Action::FundCancelExit { which } => {
                let Some((who, bucket, _)) = pick(which, &self.fund_exits()) else {
                    return NOTHING;
                };
                let matures_at = bucket * super::DAY;
                (who, fund::ExecuteMsg::CancelExit { matures_at })
            }
            Action::FundClaimExit { which } => {
                let Some((who, ..)) = pick(which, &self.fund_exits()) else { return NOTHING };
                (who, fund::ExecuteMsg::ClaimExit { receiver: None })
            }
            ref other => panic!("{other:?} is nothing that a holder does"),
        };
        self.suite.fund_call(who, &msg).into()
    }
}
