//! 64: what every message of restaking costs, counted on the embedded chain: written down for one and
//! for sixteen commitments and streams in `snapshots/cost-restaking.json`, and the same for ten and for
//! ten thousand holders. `WEIR_UPDATE=1` writes it anew.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use cosmwasm_std::Decimal;
use weir_accounting::vault::WHOLE;
use weir_interface::distributor;
use weir_interface::fund;
use weir_interface::restaking::{Destination, Mode, Terms};
use weir_interface::vault::ExecuteMsg;
use weir_quantities::{Assets, Magnitude, ServiceId, Shares, TermsVersion};
use weir_restaking_journeys::{DAY, NOTICE};
use weir_testing::cost::{compare, Cost, Costs};
use weir_testing::restaking::Beside;
use weir_testing::{Outcome, Suite};

const COIN: u128 = 1_000_000;

/// One size of the world.
#[derive(Clone, Copy)]
struct Size {
    /// Commitments of the vault, each with a live stream.
    commitments: u64,
    /// Holders of the vault, and of the fund.
    holders: usize,
}

impl Size {
    fn name(self) -> String {
        format!("{} commitments, {} holders", self.commitments, self.holders)
    }
}

struct Measured {
    suite: Suite,
    costs: Costs,
    size: Size,
}

impl Measured {
    fn new(size: Size) -> Self {
        let mut suite = Suite::builder().with_restaking(Beside::default()).without_checks().build();
        suite.keepers = false;
        for name in ["alice", "bob", "rich", "op"] {
            suite.bond(name, 100_000 * COIN).unwrap();
        }
        let mut world = Self { suite, costs: Costs::new(), size };
        world.begin();
        world.holders();
        world
    }

    fn begin(&mut self) {
        let suite = &mut self.suite;
        for service in 1..=self.size.commitments {
            let terms = Terms {
                slasher: suite.actor("slasher").into(),
                max_slash: Decimal::percent(20),
                evidence_window: 3 * DAY,
                resolution_window: 2 * DAY,
                execution_window: 2 * DAY,
                mode: Mode::Veto,
                resolvers: vec![suite.restaking().council.to_string()],
                destination: Destination::Treasury,
                minimum_bond: Assets::ZERO,
            };
            let owner = format!("svc{service}");
            suite.begin_service(&owner, terms).unwrap();
            suite.bond(&owner, 100 * COIN).unwrap();
            suite.fund(&owner, 100 * COIN);
        }
        suite.begin_operator("op", "safe").unwrap();
        let (shares, coins) = (suite.derivative(), suite.staking_coin());
        suite.begin_vault("vault", "op", shares.clone(), None).unwrap();
        let vault = suite.restaking().vaults[0].address.to_string();
        for coin in [coins, shares] {
            let msg = distributor::ExecuteMsg::AddRewardCoin { vault: vault.clone(), coin };
            suite.distributor_call("owner", &msg).unwrap();
        }
        let listeners = vec![suite.restaking().council.to_string()];
        suite.vault_call("owner", 0, &ExecuteMsg::SetListeners { listeners }).unwrap();
    }

    /// Each holder has a row in vault, distributor and fund.
    fn holders(&mut self) {
        // The same stake whatever the size, so that numbers are as long.
        let each = 10_000 * COIN / self.size.holders as u128;
        for number in 0..self.size.holders {
            let receiver = Some(self.suite.actor(&format!("holder{number}")).to_string());
            self.suite.deposit_for("rich", 0, receiver.clone(), each).unwrap();
            let attached = fund::ExecuteMsg::Deposit { receiver: None, min_shares: None };
            let sent = fund::ReceiveMsg::Deposit { receiver, min_shares: None };
            self.suite.pay_fund("rich", each, (&attached, &sent)).unwrap();
            // in as many blocks, too
            if number % (self.size.holders / 10) == 0 {
                self.suite.chain.next_block();
            }
        }
    }

    fn measure(&mut self, name: &str, act: impl FnOnce(&mut Suite) -> Outcome) {
        let cost = Cost::of(&mut self.suite, name, act);
        assert!(self.costs.insert(name.to_string(), cost).is_none(), "{name} is measured twice");
    }

    /// Everything, in an order in which all of it can be done.
    fn everything(mut self) -> Costs {
        self.promises();
        self.streams();
        self.holding();
        self.slashing();
        self.leaving();
        self.costs
    }

    fn promises(&mut self) {
        let vault = self.suite.restaking().vaults[0].address.to_string();
        self.measure("add_bond", |suite| suite.add_bond("op", 0, 50 * COIN));
        for service in 1..self.size.commitments {
            self.suite.announce(0, service, 1, weight(3)).unwrap();
        }
        let last = self.size.commitments;
        self.measure("announce_commitment", |suite| suite.announce(0, last, 1, weight(3)));
        let insure = fund::ExecuteMsg::Insure {
            service: ServiceId::new(1),
            version: TermsVersion::new(1),
            vault,
            minimum_bond: Assets::new(1),
            premium: Decimal::permille(1),
        };
        self.measure("insure", |suite| suite.fund_call("owner", &insure));
        self.measure("pay_premium", |suite| suite.pay_premium("rich", 0, 1, 1_000 * COIN));
        let commission = ExecuteMsg::SetCommission { commission: Decimal::percent(10) };
        self.measure("set_commission", |suite| suite.vault_call("op", 0, &commission));
        self.suite.halt(NOTICE);
        self.measure("settle", |suite| suite.settle(0));
    }

    fn streams(&mut self) {
        let assets = [self.suite.staking_coin(), self.suite.derivative()];
        let fund = |suite: &mut Suite, service: u64| {
            let (who, asset) = (format!("svc{service}"), &assets[service as usize % 2]);
            suite.fund_stream(&who, 0, Some(service), (asset, 90 * COIN), 90 * DAY)
        };
        for service in 2..=self.size.commitments {
            fund(&mut self.suite, service).unwrap();
        }
        let (who, asset) = ("svc1", &assets[1]);
        self.measure("fund_stream", |suite| {
            suite.fund_stream(who, 0, Some(1), (asset, 90 * COIN), 90 * DAY)
        });
        self.suite.halt(DAY);
    }

    fn holding(&mut self) {
        self.measure("deposit (first of a holder)", |suite| suite.deposit("alice", 0, 10 * COIN));
        self.suite.halt(60);
        self.measure("deposit", |suite| suite.deposit("alice", 0, 10 * COIN));
        let part = COIN * 1_000;
        self.measure("request_exit (first of a bucket)", |suite| {
            suite.request_exit("alice", 0, part)
        });
        self.measure("request_exit", |suite| suite.request_exit("alice", 0, part));
        let bucket = *self.suite.vault_state(0).buckets.keys().next().unwrap();
        self.measure("cancel_exit", |suite| suite.cancel_exit("alice", 0, bucket));
        let recipient = self.suite.actor("bob").to_string();
        let give = ExecuteMsg::TransferPosition { recipient, shares: Shares::new(part) };
        self.measure("transfer_position (new holder)", |suite| suite.vault_call("alice", 0, &give));
        self.measure("transfer_position", |suite| suite.vault_call("alice", 0, &give));
        self.suite.halt(DAY);
        self.measure("claim_rewards", |suite| suite.claim_rewards("alice", 0));
        self.measure("fund deposit (first of a holder)", |suite| {
            suite.deposit_into_fund("alice", 10 * COIN)
        });
        self.measure("fund deposit", |suite| suite.deposit_into_fund("alice", 10 * COIN));
        let leave = fund::ExecuteMsg::RequestExit { shares: Shares::new(COIN) };
        self.measure("fund request_exit", |suite| suite.fund_call("alice", &leave));
    }

    fn slashing(&mut self) {
        let at = self.suite.now();
        self.suite.halt(60);
        let ask = |suite: &mut Suite| suite.request_slash("slasher", 0, 1, Decimal::percent(1), at);
        self.measure("request_slash", ask);
        self.suite.request_slash("slasher", 0, 1, Decimal::percent(1), at).unwrap();
        self.measure("veto", |suite| suite.veto(2));
        self.measure("end_request", |suite| suite.end_at_vault(0, 2));
        self.suite.halt(2 * DAY);
        self.suite.settle(0).unwrap();
        self.measure("execute", |suite| suite.execute_slash(1));
        self.measure("claim_slashed", |suite| suite.claim_slashed("anyone", 0, 1, 1));
        let rearm = ExecuteMsg::Rearm { service: ServiceId::new(1) };
        self.measure("rearm", |suite| suite.vault_call("op", 0, &rearm));
        self.suite.vault_call("svc1", 0, &rearm).unwrap();
        let last = self.size.commitments;
        self.measure("lower_commitment", |suite| suite.lower(0, last, weight(1)));
    }

    fn leaving(&mut self) {
        self.measure("request_bond_exit", |suite| suite.request_bond_exit(0, COIN));
        self.suite.request_exit("alice", 0, COIN * 1_000).unwrap();
        self.suite.halt(NOTICE);
        self.suite.settle(0).unwrap();
        self.measure("claim_exit", |suite| suite.claim_exit("alice", 0));
        self.measure("claim_bond", |suite| {
            suite.vault_call("anyone", 0, &ExecuteMsg::ClaimBond {})
        });
        self.suite.halt(NOTICE);
        let leave = fund::ExecuteMsg::ClaimExit { receiver: None };
        self.measure("fund claim_exit", |suite| suite.fund_call("alice", &leave));
    }
}

/// Percent of the vault's magnitude.
fn weight(percent: u128) -> Magnitude {
    Magnitude::new(WHOLE.u128() * percent / 100)
}

#[test]
fn inv64_every_message_costs_what_is_written_down_and_nothing_grows_with_holders() {
    let measured = |commitments, holders| {
        let size = Size { commitments, holders };
        (size, Measured::new(size).everything())
    };
    let worlds = [measured(1, 10), measured(16, 10), measured(1, 10_000), measured(16, 10_000)];
    for (few, many) in [(0, 2), (1, 3)] {
        let ((_, small), (size, large)) = (&worlds[few], &worlds[many]);
        for (name, cost) in small {
            cost.is_as_cheap(&large[name], name, &size.name());
        }
    }
    // beside the asset's own contract
    for (size, costs) in &worlds {
        for name in ["deposit", "deposit (first of a holder)"] {
            let loaded = ["token", "vault"];
            assert_eq!(costs[name].contracts, loaded, "{name} at {}", size.name());
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../snapshots/cost-restaking.json");
    compare(path, worlds.into_iter().map(|(size, costs)| (size.name(), costs)).collect());
}
