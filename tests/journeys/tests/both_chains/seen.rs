//! What must be alike on both chains, by name.

use std::collections::BTreeMap;
use std::fmt::Debug;

use weir_chain::Chain;
use weir_testing::random::{Life, USERS};
use weir_testing::restaking::around::{CoordinatorState, FundState, StreamsState, VaultStreams};
use weir_testing::restaking::VaultState;
use weir_testing::{Snapshot, Suite};

/// Who acts beside users.
const OTHERS: [&str; 16] = [
    "treasury", "keeper", "owner", "guardian", "member", "svc1", "svc2", "svc3", "slasher1",
    "slasher2", "slasher3", "op1", "op2", "safe1", "safe2", "nobody",
];
/// Contracts beside the vaults.
const CONTRACTS: [&str; 8] =
    ["hub", "token", "registry", "distributor", "services", "coordinator", "fund", "council"];

type Rows = Vec<(String, String)>;

/// What must be alike.
pub fn seen<C: Chain>(life: &Life<C>) -> Rows {
    let suite = &life.suite;
    let mut all = of_the_hub(suite);
    if suite.restaking.is_some() {
        all.extend(Names::of(suite).of_restaking(suite));
    }
    let cranks = suite.cranks().into_iter().map(|crank| (crank.name, crank.ready));
    all.push(("cranks".to_string(), format!("{:?}", cranks.collect::<Vec<_>>())));
    all
}

fn of_the_hub<C: Chain>(suite: &Suite<C>) -> Rows {
    let s: Snapshot = suite.snapshot();
    let mut all = vec![
        row("block", suite.chain.block()),
        row("books", s.books),
        row("owed", s.owed),
        row("pipeline", s.pipeline),
        row("gates", s.gates),
        row("settlement", s.settlement),
        row("hub", (s.coins, s.tokens, s.supply)),
        row("distributor", s.distributor),
        row("matured", s.matured),
    ];
    for name in &suite.validators {
        let operator = suite.operator(name);
        let seats = s.roster.iter().flat_map(|roster| &roster.seats);
        let seat = seats.zip(&s.ledger).find(|(seat, _)| seat.0 == operator);
        let seat = seat.map(|(seat, assets)| (seat.1, seat.2, *assets));
        let text = format!("{} staked, in the ledger {seat:?}", suite.staked_with(name));
        all.push((name.clone(), text));
    }
    for name in USERS.into_iter().chain(["treasury", "keeper"]) {
        let text = format!("{} coins, {} shares", suite.coins_of(name), suite.shares_of(name));
        all.push((name.to_string(), text));
    }
    all
}

fn row(name: &str, what: impl Debug) -> (String, String) {
    (name.to_string(), format!("{what:?}"))
}

/// The names of addresses, which differ from chain to chain.
struct Names(Vec<(String, String)>);

impl Names {
    fn of<C: Chain>(suite: &Suite<C>) -> Self {
        let vaults = suite.restaking().vaults.iter().map(|vault| vault.name.as_str());
        let all = USERS.into_iter().chain(OTHERS).chain(CONTRACTS).chain(vaults);
        let pair = |name: &str| (suite.actor(name).into_string(), format!("<{name}>"));
        Self(all.map(pair).collect())
    }

    fn text(&self, what: impl Debug) -> String {
        let text = format!("{what:?}");
        self.0.iter().fold(text, |text, (address, name)| text.replace(address, name))
    }

    /// Rows by what their addresses are called, in that order.
    fn map<K: Debug + Ord, V: Debug>(&self, rows: &BTreeMap<K, V>) -> BTreeMap<String, String> {
        rows.iter().map(|(key, value)| (self.text(key), self.text(value))).collect()
    }

    fn of_restaking<C: Chain>(&self, suite: &Suite<C>) -> Rows {
        let of_vault =
            |(number, name): (usize, &str)| self.of_vault(name, suite.vault_state(number));
        let vaults = suite.restaking().vaults.iter().map(|vault| vault.name.as_str());
        let mut all: Rows = vaults.enumerate().flat_map(of_vault).collect();
        all.extend(self.of_coordinator(&suite.coordinator_state()));
        all.extend(self.of_fund(suite.fund_state()));
        all.extend(self.of_streams(&suite.streams_state()));
        for name in ["svc1", "svc2", "svc3", "op1", "op2", "safe1", "safe2"] {
            let text = format!("{} coins, {} shares", suite.coins_of(name), suite.shares_of(name));
            all.push((name.to_string(), text));
        }
        all
    }

    fn of_vault(&self, name: &str, state: VaultState) -> Rows {
        let (positions, exits) = (self.map(&state.positions), self.map(&state.exits));
        let rest = VaultState { positions: BTreeMap::new(), exits: BTreeMap::new(), ..state };
        vec![
            (format!("{name}, the rest"), self.text(rest)),
            row(&format!("{name}, positions"), positions),
            row(&format!("{name}, exits"), exits),
        ]
    }

    fn of_coordinator(&self, state: &CoordinatorState) -> Rows {
        vec![
            row("requests", (self.map(&state.requests), &state.open)),
            row("receipts", self.map(&state.receipts)),
            row("bars", self.map(&state.barred)),
        ]
    }

    fn of_fund(&self, state: FundState) -> Rows {
        let (positions, exits) = (self.map(&state.positions), self.map(&state.exits));
        let rest = FundState { positions: BTreeMap::new(), exits: BTreeMap::new(), ..state };
        vec![
            ("fund, the rest".to_string(), self.text(rest)),
            row("fund, positions", positions),
            row("fund, exits", exits),
        ]
    }

    fn of_streams(&self, state: &StreamsState) -> Rows {
        let mut all = vec![
            row("rewards held", (self.map(&state.held), self.map(&state.balances))),
            row("credits", (state.credits, state.unsent)),
        ];
        for (vault, streams) in &state.vaults {
            let name = self.text(vault);
            let VaultStreams { row: list, held, claimed, schedule, lines, positions, earned, left } =
                streams;
            all.push((format!("{name}, streams"), self.text((list, held, schedule, lines, left))));
            all.push(row(&format!("{name}, claimed"), self.map(claimed)));
            all.push(row(&format!("{name}, earned"), (self.map(positions), self.map(earned))));
        }
        all.sort();
        all
    }
}
