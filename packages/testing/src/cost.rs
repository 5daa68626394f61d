//! What messages cost, counted on the embedded chain and compared with what is written down.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::Addr;
use embedded_chain::Reading;
use serde::{Deserialize, Serialize};

use crate::{Outcome, Suite};

/// What one message did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Contracts that were loaded, by name.
    pub contracts: Vec<String>,
    /// How often any was entered.
    pub entries: u64,
    /// Queries by kind.
    pub queries: BTreeMap<String, u64>,
    /// Rows read.
    pub rows_read: u64,
    /// Rows written or removed.
    pub rows_written: u64,
    /// Bytes of keys and values read.
    pub bytes_read: u64,
    /// Bytes of keys and values written.
    pub bytes_written: u64,
    /// Steps of iterators.
    pub iterator_steps: u64,
    /// Messages sent without an answer.
    pub messages: u64,
    /// Messages whose answer is waited for.
    pub submessages: u64,
    /// Contracts and rows at what wasmd charges, without the messages of native modules.
    pub gas: u64,
}

/// By message.
pub type Costs = BTreeMap<String, Cost>;

impl Cost {
    /// Counts what contracts do in something that is done.
    ///
    /// # Panics
    /// When it is refused.
    pub fn of(suite: &mut Suite, name: &str, act: impl FnOnce(&mut Suite) -> Outcome) -> Self {
        suite.chain.meter().start();
        let answer = act(suite);
        let reading = suite.chain.meter().stop();
        answer.unwrap_or_else(|refusal| panic!("{name}: {}", refusal.text()));
        Self::new(suite, &reading)
    }

    fn new(suite: &Suite, reading: &Reading) -> Self {
        let mut names = vec![
            (&suite.hub, "hub"),
            (&suite.token, "token"),
            (&suite.registry, "registry"),
            (&suite.distributor, "distributor"),
        ];
        if let Some(restaking) = &suite.restaking {
            names.push((&restaking.registry, "services"));
            names.push((&restaking.coordinator, "coordinator"));
            names.push((&restaking.fund, "fund"));
            names.push((&restaking.council, "council"));
            names.extend(restaking.vaults.iter().map(|vault| (&vault.address, "vault")));
        }
        let name = |contract: &Addr| {
            let found = names.iter().find(|(address, _)| *address == contract);
            found.map_or_else(|| contract.to_string(), |(_, name)| (*name).to_string())
        };
        let mut queries = reading.native_by_kind.clone();
        for (kind, count) in [("smart", reading.smart_queries), ("raw", reading.raw_queries)] {
            if count > 0 {
                queries.insert(kind.to_string(), count);
            }
        }
        let contracts: BTreeSet<String> = reading.contracts.iter().map(name).collect();
        let reads = 1_000 * (reading.rows_read + reading.iterator_steps) + 3 * reading.bytes_read;
        let writes = 2_000 * reading.rows_written + 30 * reading.bytes_written;
        Self {
            contracts: contracts.into_iter().collect(),
            entries: reading.loads(),
            queries,
            rows_read: reading.rows_read,
            rows_written: reading.rows_written,
            bytes_read: reading.bytes_read,
            bytes_written: reading.bytes_written,
            iterator_steps: reading.iterator_steps,
            messages: reading.messages,
            submessages: reading.submessages,
            gas: 60_000 * reading.loads() + reads + writes,
        }
    }

    /// Rows, queries, messages alike; bytes but for longer numbers.
    ///
    /// # Panics
    /// When the message costs otherwise in the larger world.
    pub fn is_as_cheap(&self, large: &Self, name: &str, size: &str) {
        let rows = |cost: &Self| {
            let Self { contracts, entries, queries, rows_read, rows_written, .. } = cost.clone();
            let (steps, sent) = (cost.iterator_steps, cost.messages + cost.submessages);
            (contracts, entries, queries, rows_read, rows_written, steps, sent)
        };
        assert_eq!(rows(self), rows(large), "{name} at {size}");
        for (few, many) in
            [(self.bytes_read, large.bytes_read), (self.bytes_written, large.bytes_written)]
        {
            assert!(few.abs_diff(many) <= 40, "{name} at {size}: {few} bytes became {many}");
        }
    }
}

/// Compares worlds by size with those of a file; with `WEIR_UPDATE` in the environment it writes them
/// there.
///
/// # Panics
/// When a message costs otherwise than is written down.
pub fn compare(path: &str, now: BTreeMap<String, Costs>) {
    if std::env::var_os("WEIR_UPDATE").is_some() {
        let text = serde_json::to_string_pretty(&now).unwrap() + "\n";
        std::fs::write(path, text).unwrap();
        return;
    }
    let committed: BTreeMap<String, Costs> =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for (size, costs) in &now {
        let before = &committed[size];
        assert!(before.keys().eq(costs.keys()), "{size}: other messages are measured");
        for (name, cost) in costs {
            assert_eq!(before[name], *cost, "{name} at {size} (WEIR_UPDATE=1 writes it down)");
        }
    }
}
