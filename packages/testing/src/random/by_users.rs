//! What users do.

use cosmwasm_std::{to_json_binary, Uint128, VoteOption, WasmMsg};
use weir_chain::Chain;
use weir_interface::hub::{ExecuteMsg, ReceiveMsg};
use weir_interface::{token, PeerField};
use weir_quantities::{BatchId, Shares};

use super::life::{Came, NOTHING};
use super::resolve::{pick, user};
use super::{Action, Amount, Life, Pick};

impl<C: Chain> Life<C> {
    /// Coins are funded to the user who needs them.
    pub(super) fn coins(&mut self, who: &str, amount: Amount) -> u128 {
        // Without a sum to take a part of, parts are of what the hub holds.
        let units = amount.of(self.suite.snapshot().books.pool.supply.u128()).max(1);
        let had = self.suite.coins_of(who);
        if had < units {
            self.fund(who, units - had);
        }
        units
    }

    pub(super) fn by_users(&mut self, action: &Action) -> Came {
        match *action {
            Action::Bond { who, coins } => self.bond(user(who), coins, None, 0),
            Action::BondFor { who, to, coins } => self.bond(user(who), coins, Some(user(to)), 0),
            Action::BondDust { who, units } => {
                self.bond(user(who), Amount::Units(units % 20 + 1, 0), None, 0)
            }
            Action::BondAtLeast { who, coins, one_more } => {
                let units = self.coins(user(who), coins);
                let snapshot = self.suite.snapshot();
                let (backing, supply) = (snapshot.backing_at(snapshot.now), snapshot.shares());
                let exact = Uint128::new(units).multiply_ratio(supply, backing.max(1)).u128();
                self.bond(user(who), coins, None, exact + u128::from(one_more))
            }
            Action::Queue { who, shares } => {
                let who = self.holder(who);
                let shares = shares.of(self.suite.shares_of(who));
                self.suite.queue_unbond(who, shares).into()
            }
            Action::QueueFor { who, to, shares } => {
                let who = self.holder(who);
                let shares = shares.of(self.suite.shares_of(who));
                let receiver = Some(self.suite.actor(user(to)).to_string());
                let msg = ReceiveMsg::QueueUnbond { receiver };
                self.suite.send_shares(who, shares, &msg).into()
            }
            Action::InstantRedeem { who, shares } => {
                let who = self.holder(who);
                let shares = shares.of(self.suite.shares_of(who));
                self.suite.instant_redeem(who, shares, 0).into()
            }
            Action::CoverLoss { who, shares } => {
                let who = self.holder(who);
                let shares = shares.of(self.suite.shares_of(who));
                self.suite.cover_loss(who, shares).into()
            }
            Action::Cover { who, coins } => {
                let units = self.coins(user(who), coins);
                let hub = self.suite.hub.clone();
                self.suite.execute(user(who), &hub, &ExecuteMsg::Cover {}, units).into()
            }
            Action::InOneTransaction { who, coins } => self.in_one_transaction(user(who), coins),
            Action::Vote { proposal, option, by_stranger } => {
                let options = [VoteOption::Yes, VoteOption::No, VoteOption::Abstain];
                let option = options[usize::from(option) % options.len()].clone();
                let who = if by_stranger { "alice" } else { "voter" };
                self.suite.vote(who, u64::from(proposal), option).into()
            }
            _ => self.with_requests(action),
        }
    }

    fn bond(&mut self, who: &str, coins: Amount, to: Option<&str>, least: u128) -> Came {
        let units = self.coins(who, coins);
        self.suite.bond_with(who, units, least, to).into()
    }

    /// Nothing is gained by doing it all at once.
    fn in_one_transaction(&mut self, who: &str, coins: Amount) -> Came {
        let units = self.coins(who, coins);
        let snapshot = self.suite.snapshot();
        let (backing, supply) = (snapshot.backing_at(snapshot.now), snapshot.shares());
        let shares = Uint128::new(units).multiply_ratio(supply, backing.max(1));
        let bond = ExecuteMsg::Bond {
            receiver: None,
            min_shares: None,
            max_age: None,
            referral: None,
            donate: PeerField::default(),
        };
        let bond = WasmMsg::Execute {
            contract_addr: self.suite.hub.to_string(),
            msg: to_json_binary(&bond).unwrap(),
            funds: vec![cosmwasm_std::coin(units, &self.suite.denom)],
        };
        let queue = token::ExecuteMsg::Send {
            contract: self.suite.hub.to_string(),
            amount: shares,
            msg: to_json_binary(&ReceiveMsg::QueueUnbond { receiver: None }).unwrap(),
        };
        let queue = token::TokenContract(self.suite.token.clone()).call(&queue).unwrap();
        match self.suite.transaction(who, vec![bond.into(), queue]) {
            Ok(()) => Came::Accepted,
            Err(refusal) => Came::Refused(refusal),
        }
    }

    fn with_requests(&mut self, action: &Action) -> Came {
        let pipeline = self.suite.snapshot().pipeline.unwrap();
        match *action {
            Action::CancelOpen { who, shares } => self.cancel(pipeline.open.id.u64(), who, shares),
            Action::CancelClosed { who, shares } => match pipeline.waiting {
                Some(waiting) => self.cancel(waiting.id.u64(), who, shares),
                None => NOTHING,
            },
            Action::TransferRequest { which, to } => {
                let Some((owner, batch, _)) = pick(which, &self.requests()) else { return NOTHING };
                self.suite.transfer_unbond(owner, user(to), batch, None).into()
            }
            Action::SplitTransfer { which, to, shares } => {
                let Some((owner, batch, row)) = pick(which, &self.requests()) else {
                    return NOTHING;
                };
                let shares = shares.of(row.shares.u128());
                self.suite.transfer_unbond(owner, user(to), batch, Some(shares)).into()
            }
            Action::Withdraw { who } => {
                let owners: Vec<&str> = self.requests().into_iter().map(|row| row.0).collect();
                let who = pick(who, &owners).unwrap_or(user(who));
                let had = self.suite.coins_of(who);
                let came = self.suite.withdraw(who);
                self.note_unwound(who, had);
                came.into()
            }
            Action::WithdrawLimited { who, to, limit } => {
                let owners: Vec<&str> = self.requests().into_iter().map(|row| row.0).collect();
                let who = pick(who, &owners).unwrap_or(user(who));
                let receiver = Some(self.suite.actor(user(to)).to_string());
                let limit = Some(u32::from(limit % 4));
                let msg = ExecuteMsg::WithdrawUnbonded { receiver, start_after: None, limit };
                self.suite.hub_call(who, &msg).into()
            }
            Action::WithdrawBatch { caller, which } => {
                let Some((owner, batch, _)) = pick(which, &self.requests()) else { return NOTHING };
                let had = self.suite.coins_of(owner);
                let came = self.suite.withdraw_batch(user(caller), batch, owner);
                self.note_unwound(owner, had);
                came.into()
            }
            _ => self.with_tokens(action),
        }
    }

    fn cancel(&mut self, batch: u64, who: Pick, shares: Amount) -> Came {
        let Some((owner, _, row)) = pick(who, &self.requests_of(batch)) else { return NOTHING };
        let shares = Shares::new(shares.of(row.shares.u128()));
        let msg =
            ExecuteMsg::CancelUnbond { batch_id: Some(BatchId::new(batch)), shares: Some(shares) };
        self.suite.hub_call(owner, &msg).into()
    }

    fn with_tokens(&mut self, action: &Action) -> Came {
        match *action {
            Action::TransferTokens { from, to, shares } => {
                let from = self.holder(from);
                let shares = shares.of(self.suite.shares_of(from));
                self.suite.transfer(from, user(to), shares).into()
            }
            Action::DonateTokens { who, shares } => {
                let who = self.holder(who);
                let shares = shares.of(self.suite.shares_of(who));
                self.suite.transfer(who, "hub", shares).into()
            }
            Action::DonateTokensToDistributor { who, shares } => {
                let who = self.holder(who);
                let shares = shares.of(self.suite.shares_of(who));
                self.suite.transfer(who, "distributor", shares).into()
            }
            Action::BurnTokens { who, shares } => {
                let who = self.holder(who);
                let amount = Uint128::new(shares.of(self.suite.shares_of(who)));
                self.suite.token_call(who, &token::ExecuteMsg::Burn { amount }).into()
            }
            Action::SendFrom { owner, spender, shares } => {
                let (owner, amount) = self.allow(owner, user(spender), shares);
                let msg = to_json_binary(&ReceiveMsg::QueueUnbond { receiver: None }).unwrap();
                let contract = self.suite.hub.to_string();
                let msg = token::ExecuteMsg::SendFrom { owner, contract, amount, msg };
                self.suite.token_call(user(spender), &msg).into()
            }
            Action::TransferFrom { owner, spender, shares } => {
                let (owner, amount) = self.allow(owner, user(spender), shares);
                let recipient = self.suite.actor(user(spender)).to_string();
                let msg = token::ExecuteMsg::TransferFrom { owner, recipient, amount };
                self.suite.token_call(user(spender), &msg).into()
            }
            Action::DonateToHub { who, coins } => self.donate(user(who), "hub", coins),
            Action::DonateToDistributor { who, coins } => {
                self.donate(user(who), "distributor", coins)
            }
            ref other => panic!("{other:?} is nothing that a user does"),
        }
    }

    fn allow(&mut self, owner: Pick, spender: &str, shares: Amount) -> (String, Uint128) {
        let owner = self.holder(owner);
        let amount = Uint128::new(shares.of(self.suite.shares_of(owner)));
        let spender = self.suite.actor(spender).to_string();
        let msg = token::ExecuteMsg::IncreaseAllowance { spender, amount, expires: None };
        // Nobody allows himself, and not more than he has: then the spending is refused too.
        let _ = self.suite.token_call(owner, &msg);
        (self.suite.actor(owner).to_string(), amount)
    }

    fn donate(&mut self, who: &str, to: &str, coins: Amount) -> Came {
        let units = self.coins(who, coins);
        if to == "hub" {
            self.given += units;
        } else {
            self.given_to_distributor += units;
        }
        self.suite.donate_own(who, to, units).into()
    }
}
