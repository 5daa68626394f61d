//! What every message costs, counted on the embedded chain and compared with the committed
//! `snapshots/cost.json`. `WEIR_UPDATE=1` writes it anew.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use cosmwasm_std::{coin, to_json_binary, Addr, CosmosMsg, Decimal, Uint128, WasmMsg};
use serde::Serialize;
use weir_interface::hub::{ExecuteMsg, ReceiveMsg};
use weir_interface::{distributor, registry, token, PeerField};
use weir_quantities::{Assets, BatchId, Shares};
use weir_testing::cost::{compare, Cost, Costs};
use weir_testing::Suite;

/// One size of the world.
#[derive(Clone, Copy, Debug)]
struct Size {
    validators: usize,
    batches: u64,
    users: usize,
}

impl Size {
    const SMALL: Self = Self { validators: 1, batches: 1, users: 10 };

    fn name(self) -> String {
        format!("{} validators, {} batches, {} users", self.validators, self.batches, self.users)
    }
}

/// A world of a size, in which everything can be done.
struct Measured {
    suite: Suite,
    costs: Costs,
}

impl Measured {
    fn new(size: Size) -> Self {
        let mut suite = Suite::builder()
            .validators(size.validators)
            .registry(|parameters| parameters.max_share = Some(Decimal::one()))
            .params(|params| {
                params.max_entries = 100;
                params.max_validators = 200;
            })
            .hub(|parameters| {
                parameters.max_entries = Some(100);
                parameters.min_batch_interval = Some(3_600);
                parameters.submit_lag = Some(3_600);
                parameters.rebalance_min_move = Some(Assets::new(1));
                parameters.rebalance_gap = Some(Decimal::permille(1));
            })
            .without_checks()
            .build();
        suite.keepers = false;
        // The same stake whatever the size, so that numbers are as long.
        let each = 60_000_000_000 / size.users as u128;
        for user in 0..size.users {
            let name = format!("user{user}");
            suite.bond(&name, each).unwrap();
            if user % 100 == 99 {
                suite.chain.next_block();
            }
        }
        suite.bond("batcher", 100_000_000_000).unwrap();
        let mut measured = Self { suite, costs: Costs::new() };
        measured.delegate_all();
        measured.batches(size.batches);
        measured
    }

    fn delegate_all(&mut self) {
        while self.suite.crank("delegate_buffer").is_ok() {}
    }

    /// Batches in unbonding.
    fn batches(&mut self, count: u64) {
        for _ in 0..count {
            self.suite.queue_unbond("batcher", 10_000_000).unwrap();
            self.suite.next_block();
            self.suite.seconds_pass(7_200);
            self.suite.crank("submit_batch").unwrap();
        }
        let _ = self.suite.crank("sync");
    }

    fn measure(&mut self, name: &str, sender: &str, msg: CosmosMsg) {
        let cost = Cost::of(&mut self.suite, name, |suite| suite.act(sender, name, msg));
        assert!(self.costs.insert(name.to_string(), cost).is_none(), "{name} is measured twice");
    }

    fn at(&self, contract: &Addr, msg: &impl Serialize, units: u128) -> CosmosMsg {
        let funds = if units > 0 { vec![coin(units, &self.suite.denom)] } else { vec![] };
        let msg = to_json_binary(msg).unwrap();
        WasmMsg::Execute { contract_addr: contract.to_string(), msg, funds }.into()
    }

    fn hub(&mut self, name: &str, sender: &str, msg: ExecuteMsg) {
        let msg = self.at(&self.suite.hub.clone(), &msg, 0);
        self.measure(name, sender, msg);
    }

    fn crank(&mut self, name: &str) {
        let msg = match name.split(',').next().unwrap_or(name) {
            "sync" => ExecuteMsg::Sync { skip: None },
            "harvest" => ExecuteMsg::Harvest {
                limit: None,
                skip: None,
                validators: PeerField::default(),
                withdrawals: PeerField::default(),
                stages: PeerField::default(),
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
            _ => ExecuteMsg::Advance {},
        };
        self.hub(name, "keeper", msg);
    }

    fn send(&mut self, name: &str, sender: &str, shares: u128, msg: &ReceiveMsg) {
        let send = token::ExecuteMsg::Send {
            contract: self.suite.hub.to_string(),
            amount: Uint128::new(shares),
            msg: to_json_binary(msg).unwrap(),
        };
        let msg = self.at(&self.suite.token.clone(), &send, 0);
        self.measure(name, sender, msg);
    }

    fn bond(&mut self, name: &str, sender: &str) {
        self.suite.fund(sender, 5_000_000);
        let bond = ExecuteMsg::Bond {
            receiver: None,
            min_shares: None,
            max_age: None,
            referral: None,
            donate: PeerField::default(),
        };
        let msg = self.at(&self.suite.hub.clone(), &bond, 5_000_000);
        self.measure(name, sender, msg);
    }

    /// Everything that users and keepers do, in an order in which all of it can be done.
    fn everything(mut self, size: Size) -> Costs {
        self.users();
        self.keepers(size);
        self.costs
    }

    fn users(&mut self) {
        let queue = ReceiveMsg::QueueUnbond { receiver: None };
        self.bond("bond, first time", "newcomer");
        self.bond("bond", "newcomer");
        let transfer = token::ExecuteMsg::Transfer {
            recipient: self.suite.actor("user1").to_string(),
            amount: Uint128::new(1_000),
        };
        let msg = self.at(&self.suite.token.clone(), &transfer, 0);
        self.measure("token transfer", "newcomer", msg);
        self.send("queue_unbond, first of a batch", "user2", 1_000_000, &queue);
        self.send("queue_unbond", "newcomer", 1_000_000, &queue);
        self.send("queue_unbond, more", "newcomer", 1_000_000, &queue);
        let cancel =
            ExecuteMsg::CancelUnbond { batch_id: None, shares: Some(Shares::new(500_000)) };
        self.hub("cancel_unbond, a part", "newcomer", cancel);
        let batch_id = BatchId::new(self.suite.open_batch());
        let recipient = self.suite.actor("user4").to_string();
        let shares = Some(Shares::new(100_000));
        let split = ExecuteMsg::TransferUnbondRequest { batch_id, recipient, shares };
        self.hub("transfer_unbond_request, a part", "newcomer", split);
        let recipient = self.suite.actor("user5").to_string();
        let whole = ExecuteMsg::TransferUnbondRequest { batch_id, recipient, shares: None };
        self.hub("transfer_unbond_request", "newcomer", whole);
        let cancel = ExecuteMsg::CancelUnbond { batch_id: None, shares: None };
        self.hub("cancel_unbond", "user2", cancel);
        self.send("cover_loss", "newcomer", 1_000, &ReceiveMsg::CoverLoss {});
        let redeem = ReceiveMsg::InstantRedeem { min_assets: Assets::ZERO, receiver: None };
        self.send("instant_redeem", "newcomer", 10_000, &redeem);
    }

    fn keepers(&mut self, size: Size) {
        self.suite.bond("newcomer", 2_000_000_000).unwrap();
        self.crank("delegate_buffer");
        self.suite.seconds_pass(7_200);
        self.crank("submit_batch");
        self.crank("sync");
        self.suite.seconds_pass(86_400);
        self.crank("sync, the day's first");
        self.crank("harvest");
        self.suite.chain.next_block();
        let distributor = self.suite.distributor.clone();
        self.suite.donate("donor", "distributor", 1_000_000).unwrap();
        let distribute = distributor::ExecuteMsg::Distribute { keeper: None };
        let msg = self.at(&distributor, &distribute, 0);
        self.measure("distribute", "keeper", msg);
        self.crank("advance");
        let registry = self.suite.registry.clone();
        let msg = self.at(&registry, &registry::ExecuteMsg::Refresh {}, 0);
        self.measure("refresh", "keeper", msg);
        let msg = self.at(&registry, &registry::ExecuteMsg::PushTargets {}, 0);
        self.measure("push_targets", "keeper", msg);
        let names: Vec<String> = (1..=size.validators).map(|n| format!("val{n}")).collect();
        let weights: Vec<_> = names.iter().zip((90..=110).cycle()).collect();
        let weights = weights
            .into_iter()
            .map(|(name, weight)| registry::Weight { validator: self.suite.operator(name), weight })
            .collect();
        let msg = self.at(&registry, &registry::ExecuteMsg::SetWeights { weights }, 0);
        self.measure("set_weights", "owner", msg);
        if size.validators > 1 {
            self.crank("rebalance");
        }
        // Past the completion of the first batches, and a block for their coins to come.
        self.suite.donate("donor", "hub", 1_000_000).unwrap();
        while self.suite.snapshot().owed.unbonding.u128() > 0 {
            self.suite.seconds_pass(86_400);
            self.suite.next_block();
            self.suite.next_block();
            let reconciled = "reconcile";
            if self.suite.snapshot().matured > 0 {
                if self.costs.contains_key(reconciled) {
                    while self.suite.crank(reconciled).is_ok() {}
                } else {
                    self.crank(reconciled);
                }
            }
        }
        self.crank("sweep_surplus");
        self.withdrawals(size);
    }

    fn withdrawals(&mut self, size: Size) {
        let batch_id = BatchId::new(size.batches + 1);
        let owner = Some(self.suite.actor("user4").to_string());
        self.hub("withdraw_batch", "keeper", ExecuteMsg::WithdrawBatch { batch_id, owner });
        let withdraw =
            || ExecuteMsg::WithdrawUnbonded { receiver: None, start_after: None, limit: None };
        self.hub("withdraw_unbonded, one batch", "user5", withdraw());
        if size.batches >= 30 {
            self.hub("withdraw_unbonded, 30 batches", "batcher", withdraw());
        }
    }
}

fn measured(size: Size) -> Costs {
    Measured::new(size).everything(size)
}

fn worlds() -> Vec<(Size, Costs)> {
    let sizes = [
        Size::SMALL,
        Size { users: 10_000, ..Size::SMALL },
        Size { validators: 100, ..Size::SMALL },
        Size { validators: 3, batches: 100, users: 10 },
        Size { validators: 100, batches: 100, users: 10_000 },
    ];
    sizes.into_iter().map(|size| (size, measured(size))).collect()
}

/// What must cost the same in a world of any size.
const FLAT: [&str; 12] = [
    "bond, first time",
    "bond",
    "token transfer",
    "queue_unbond, first of a batch",
    "queue_unbond",
    "queue_unbond, more",
    "cancel_unbond, a part",
    "cancel_unbond",
    "transfer_unbond_request, a part",
    "transfer_unbond_request",
    "withdraw_batch",
    "withdraw_unbonded, one batch",
];

#[test]
fn every_message_costs_what_is_written_down_and_nothing_grows_with_users_or_batches() {
    let worlds = worlds();
    let (_, small) = &worlds[0];
    for (size, costs) in &worlds {
        for name in FLAT {
            small[name].is_as_cheap(&costs[name], name, &size.name());
        }
        for name in ["bond, first time", "bond"] {
            assert_eq!(costs[name].contracts, ["hub", "token"], "{name} at {}", size.name());
            assert!(costs[name].queries.is_empty(), "{name} at {} makes queries", size.name());
        }
    }
    // With as many validators, only batches may make reconcile and the claims of many dearer.
    for (size, costs) in &worlds[1..=1] {
        for (name, cost) in costs {
            small[name].is_as_cheap(cost, name, &size.name());
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../snapshots/cost.json");
    compare(path, worlds.into_iter().map(|(size, costs)| (size.name(), costs)).collect());
}
