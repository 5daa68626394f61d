//! What actors do, in their voice. Every action answers the chain's answer or the refusal.

use cosmwasm_std::{to_json_binary, BankMsg, CosmosMsg, Decimal, Uint128, VoteOption};
use weir_chain::Chain;
use weir_interface::hub::{ExecuteMsg, ParameterChanges, ReceiveMsg, Scope, WeightedOption};
use weir_interface::{distributor, registry, token, PeerField};
use weir_quantities::{Assets, BatchId, Shares};

use crate::{Outcome, Suite};

impl<C: Chain> Suite<C> {
    /// A message to the hub.
    pub fn hub_call(&mut self, sender: &str, msg: &ExecuteMsg) -> Outcome {
        let hub = self.hub.clone();
        self.execute(sender, &hub, msg, 0)
    }

    /// A message to the registry.
    pub fn registry_call(&mut self, sender: &str, msg: &registry::ExecuteMsg) -> Outcome {
        let registry = self.registry.clone();
        self.execute(sender, &registry, msg, 0)
    }

    /// A message to the distributor.
    pub fn distributor_call(&mut self, sender: &str, msg: &distributor::ExecuteMsg) -> Outcome {
        let distributor = self.distributor.clone();
        self.execute(sender, &distributor, msg, 0)
    }

    /// A message to the token.
    pub fn token_call(&mut self, sender: &str, msg: &token::ExecuteMsg) -> Outcome {
        let token = self.token.clone();
        self.execute(sender, &token, msg, 0)
    }

    /// Funds an actor with just enough and bonds it.
    pub fn bond(&mut self, who: &str, units: u128) -> Outcome {
        self.fund(who, units);
        self.bond_own(who, units)
    }

    /// Bonds what an actor has.
    pub fn bond_own(&mut self, who: &str, units: u128) -> Outcome {
        self.bond_with(who, units, 0, None)
    }

    /// Bonds with a least number of shares, for somebody.
    pub fn bond_with(
        &mut self,
        who: &str,
        units: u128,
        min_shares: u128,
        receiver: Option<&str>,
    ) -> Outcome {
        let msg = ExecuteMsg::Bond {
            receiver: receiver.map(|name| self.actor(name).to_string()),
            min_shares: Some(Shares::new(min_shares)),
            max_age: None,
            referral: None,
            donate: PeerField::default(),
        };
        let hub = self.hub.clone();
        self.execute(who, &hub, &msg, units)
    }

    /// Sends shares to the hub with a message.
    pub fn send_shares(&mut self, who: &str, shares: u128, msg: &ReceiveMsg) -> Outcome {
        let name = match msg {
            ReceiveMsg::QueueUnbond { .. } => "queue_unbond",
            ReceiveMsg::InstantRedeem { .. } => "instant_redeem",
            ReceiveMsg::CoverLoss {} => "cover_loss",
        };
        let send = token::ExecuteMsg::Send {
            contract: self.hub.to_string(),
            amount: Uint128::new(shares),
            msg: to_json_binary(msg).unwrap(),
        };
        let token = token::TokenContract(self.token.clone());
        self.act(who, name, token.call(&send).unwrap())
    }

    /// Queues shares for redemption.
    pub fn queue_unbond(&mut self, who: &str, shares: u128) -> Outcome {
        self.send_shares(who, shares, &ReceiveMsg::QueueUnbond { receiver: None })
    }

    /// Redeems shares at once.
    pub fn instant_redeem(&mut self, who: &str, shares: u128, min_assets: u128) -> Outcome {
        let min_assets = Assets::new(min_assets);
        self.send_shares(who, shares, &ReceiveMsg::InstantRedeem { min_assets, receiver: None })
    }

    /// Gives shares up for the others.
    pub fn cover_loss(&mut self, who: &str, shares: u128) -> Outcome {
        self.send_shares(who, shares, &ReceiveMsg::CoverLoss {})
    }

    /// Takes queued shares back.
    pub fn cancel_unbond(
        &mut self,
        who: &str,
        batch: Option<u64>,
        shares: Option<u128>,
    ) -> Outcome {
        self.hub_call(
            who,
            &ExecuteMsg::CancelUnbond {
                batch_id: batch.map(BatchId::new),
                shares: shares.map(Shares::new),
            },
        )
    }

    /// Gives a queued claim away.
    pub fn transfer_unbond(
        &mut self,
        from: &str,
        to: &str,
        batch: u64,
        shares: Option<u128>,
    ) -> Outcome {
        let recipient = self.actor(to).to_string();
        self.hub_call(
            from,
            &ExecuteMsg::TransferUnbondRequest {
                batch_id: BatchId::new(batch),
                recipient,
                shares: shares.map(Shares::new),
            },
        )
    }

    /// Withdraws all that is payable.
    pub fn withdraw(&mut self, who: &str) -> Outcome {
        self.hub_call(
            who,
            &ExecuteMsg::WithdrawUnbonded { receiver: None, start_after: None, limit: None },
        )
    }

    /// Has one request paid, by anyone.
    pub fn withdraw_batch(&mut self, caller: &str, batch: u64, owner: &str) -> Outcome {
        let owner = Some(self.actor(owner).to_string());
        self.hub_call(caller, &ExecuteMsg::WithdrawBatch { batch_id: BatchId::new(batch), owner })
    }

    /// Moves shares.
    pub fn transfer(&mut self, from: &str, to: &str, shares: u128) -> Outcome {
        let recipient = self.actor(to).to_string();
        let amount = Uint128::new(shares);
        self.token_call(from, &token::ExecuteMsg::Transfer { recipient, amount })
    }

    /// Gives coins to the hub or the distributor by a plain send.
    pub fn donate(&mut self, who: &str, to: &str, units: u128) -> Outcome {
        self.fund(who, units);
        self.donate_own(who, to, units)
    }

    /// The same, of what an actor has.
    pub fn donate_own(&mut self, who: &str, to: &str, units: u128) -> Outcome {
        let amount = vec![cosmwasm_std::coin(units, &self.denom)];
        let to_address = self.actor(to).into_string();
        self.act(who, "donate", CosmosMsg::Bank(BankMsg::Send { to_address, amount }))
    }

    /// Covers an insolvent hub with coins.
    pub fn cover(&mut self, who: &str, units: u128) -> Outcome {
        self.fund(who, units);
        let hub = self.hub.clone();
        self.execute(who, &hub, &ExecuteMsg::Cover {}, units)
    }

    /// A crank of the hub by name, with its defaults, by the keeper.
    ///
    /// # Panics
    /// When there is none of that name.
    pub fn crank(&mut self, name: &str) -> Outcome {
        let msg = crank_message(name).unwrap_or_else(|| panic!("no crank {name}"));
        self.hub_call("keeper", &msg)
    }

    /// Has the registry read the bonded set.
    pub fn refresh(&mut self) -> Outcome {
        self.registry_call("keeper", &registry::ExecuteMsg::Refresh {})
    }

    /// Has the distributor split what arrived.
    pub fn distribute(&mut self) -> Outcome {
        self.distributor_call("keeper", &distributor::ExecuteMsg::Distribute { keeper: None })
    }

    /// Sets weights of validators by name.
    pub fn set_weights(&mut self, who: &str, weights: &[(&str, u64)]) -> Outcome {
        let weights = weights
            .iter()
            .map(|(name, weight)| registry::Weight {
                validator: self.operator(name),
                weight: *weight,
            })
            .collect();
        self.registry_call(who, &registry::ExecuteMsg::SetWeights { weights })
    }

    /// Drains a validator.
    pub fn drain(&mut self, who: &str, validator: &str) -> Outcome {
        let validator = self.operator(validator);
        self.registry_call(who, &registry::ExecuteMsg::DrainValidator { validator })
    }

    /// Changes parameters of the hub.
    pub fn configure(&mut self, who: &str, change: impl FnOnce(&mut ParameterChanges)) -> Outcome {
        let mut parameters = ParameterChanges::default();
        change(&mut parameters);
        self.hub_call(who, &ExecuteMsg::UpdateConfig { parameters })
    }

    /// Closes scopes.
    pub fn pause(&mut self, who: &str, scopes: &[Scope], seconds: u64) -> Outcome {
        self.hub_call(who, &ExecuteMsg::Pause { scopes: scopes.to_vec(), seconds })
    }

    /// Opens scopes.
    pub fn resume(&mut self, who: &str, scopes: &[Scope]) -> Outcome {
        self.hub_call(who, &ExecuteMsg::Resume { scopes: scopes.to_vec() })
    }

    /// Votes the hub's stake with one option.
    pub fn vote(&mut self, who: &str, proposal_id: u64, option: VoteOption) -> Outcome {
        let options = vec![WeightedOption { option, weight: Decimal::one() }];
        self.hub_call(who, &ExecuteMsg::VoteProposal { proposal_id, options })
    }
}

/// The message of a crank with its defaults.
pub fn crank_message(name: &str) -> Option<ExecuteMsg> {
    let none = PeerField::default();
    Some(match name {
        "sync" => ExecuteMsg::Sync { skip: None },
        "harvest" => ExecuteMsg::Harvest {
            limit: None,
            skip: None,
            validators: none,
            withdrawals: none,
            stages: none,
        },
        "delegate_buffer" => ExecuteMsg::DelegateBuffer { limit: None, skip: None },
        "submit_batch" => ExecuteMsg::SubmitBatch {
            max_parts: None,
            skip: None,
            undelegations: Default::default(),
        },
        "reconcile" => ExecuteMsg::Reconcile { limit: None },
        "rebalance" => {
            ExecuteMsg::Rebalance { max_moves: None, skip: None, min_redelegation: None }
        }
        "sweep_surplus" => ExecuteMsg::SweepSurplus {},
        "activate_raises" => ExecuteMsg::ActivateRaises {},
        "advance" => ExecuteMsg::Advance {},
        _ => return None,
    })
}
