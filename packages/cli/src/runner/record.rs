//! Everything that happened, read from the suite's journal: batches and their parts, who paid and
//! was paid, what keepers did, which coins came and went.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::{Decimal, Event, Uint128};
use embedded_chain::UnbondingEntry;
use serde_json::{json, Value};
use weir_chain::Chain;
use weir_staking_hub::state::PARTS;
use weir_testing::{Entry, Suite};

use super::people::People;
use super::restaked::Restaked;
use super::setup;
use crate::report::{BatchRow, KeeperRow, PartRow, PayoutRow, Units};
use crate::scenario::Scenario;

/// Everything that happened so far.
#[derive(Default)]
pub struct Record {
    /// Batches by id.
    pub batches: BTreeMap<u64, BatchRow>,
    /// What each part was placed with, by batch and place in it.
    operators: BTreeMap<(u64, usize), (u64, String)>,
    /// Shares of each claim, by batch and owner.
    claims: BTreeMap<(u64, String), u128>,
    /// What everybody paid and was paid, by name.
    pub people: BTreeMap<String, PayoutRow>,
    /// What keepers did, by kind.
    pub keepers: BTreeMap<String, KeeperRow>,
    /// Transactions sent, and those refused.
    pub transactions: u64,
    pub failed: u64,
    /// Messages to the staking module: each may leave a unit with it.
    pub staking_acts: u64,
    /// Coins made for the scenario: first deposit, funds, gifts.
    pub minted: u128,
    /// Coins each person of the files began with.
    pub funded: BTreeMap<String, u128>,
    /// Given to the distributor, and swept to it from the hub: no rewards of the chain.
    pub gifts: u128,
    pub swept: u128,
    /// Split by the distributor so far.
    pub rewards: u128,
    /// Taken by slashes so far.
    pub lost: u128,
    /// Times of blocks seen, with their heights.
    blocks: BTreeMap<u64, u64>,
    /// What came of restaking, where there is any.
    pub restaked: Option<Restaked>,
    /// When the last `reconcile` was.
    reconciled_at: Option<u64>,
}

pub(super) fn text<'e>(event: &'e Event, key: &str) -> &'e str {
    let found = event.attributes.iter().find(|a| a.key == key);
    found.map_or("", |a| a.value.as_str())
}

pub(super) fn number<T: std::str::FromStr + Default>(event: &Event, key: &str) -> T {
    text(event, key).parse().unwrap_or_default()
}

pub(super) fn add(units: &mut Units, more: u128) {
    units.0 = units.0.saturating_add(more);
}

/// An entry of the journal as a line of the trace.
pub fn line(entry: &Entry, people: &People) -> Value {
    let told = |event: &Event| {
        let name = event.ty.strip_prefix("wasm-weir_")?;
        let pairs = event.attributes.iter().filter(|a| a.key != "_contract_address");
        let fields: serde_json::Map<String, Value> =
            pairs.map(|a| (a.key.clone(), Value::String(a.value.clone()))).collect();
        Some(json!({ "event": name, "fields": fields }))
    };
    let (events, error) = match &entry.outcome {
        Ok(events) => (events.iter().filter_map(told).collect(), Value::Null),
        Err(reason) => (Vec::new(), Value::String(reason.clone())),
    };
    json!({
        "kind": "action", "time": entry.time, "height": entry.height,
        "who": people.name(&entry.sender), "action": entry.kind, "error": error, "events": events,
    })
}

impl Record {
    /// Before any step.
    pub fn new(scenario: &Scenario, suite: &Suite<impl Chain>) -> Self {
        let mut record = Self::default();
        let block = suite.chain.block();
        record.saw_block(block.time.seconds(), block.height);
        for (name, amount) in setup::funds(scenario) {
            let funded = record.funded.entry(name).or_default();
            *funded = funded.saturating_add(amount);
            record.minted = record.minted.saturating_add(amount);
        }
        // The first deposit is the hub's from the first block on.
        let first = suite.coins_of("hub");
        record.minted = record.minted.saturating_add(first);
        let options = scenario.restaking.as_ref();
        record.restaked = options.map(|options| Restaked::new(scenario, options, suite));
        record
    }

    /// A block came.
    pub fn saw_block(&mut self, time: u64, height: u64) {
        self.blocks.insert(time, height);
    }

    /// The last block seen at or before a time.
    pub fn height_at(&self, time: u64) -> Option<u64> {
        self.blocks.range(..=time).next_back().map(|(_, height)| *height)
    }

    /// Takes in one action; `rate` is what a share is worth now.
    pub fn take_in(&mut self, entry: &Entry, people: &People, rate: Decimal) {
        self.saw_block(entry.time, entry.height);
        self.transactions = self.transactions.saturating_add(1);
        let keeper = (entry.sender == "keeper").then(|| {
            let row = self.keepers.entry(entry.kind.clone()).or_default();
            row.action.clone_from(&entry.kind);
            row
        });
        let Ok(events) = &entry.outcome else {
            self.failed = self.failed.saturating_add(1);
            if let Some(row) = keeper {
                row.failed = row.failed.saturating_add(1);
            }
            return;
        };
        if let Some(row) = keeper {
            row.done = row.done.saturating_add(1);
            let pay = events.iter().filter(|e| e.ty == "wasm-weir_distributor_distributed");
            let pay = pay.map(|e| number::<u128>(e, "keeper_pay")).fold(0, u128::saturating_add);
            add(&mut row.paid, pay);
        }
        if entry.kind == "reconcile" {
            self.reconciled_at = Some(entry.time);
        }
        for event in events {
            match event.ty.strip_prefix("wasm-weir_") {
                Some(name) => {
                    self.event(name, event, entry.time, people, rate);
                    self.of_restaking(name, event, entry.time, people);
                }
                None => {
                    let staking = ["delegate", "unbond", "redelegate"].contains(&event.ty.as_str());
                    self.staking_acts = self.staking_acts.saturating_add(u64::from(staking));
                }
            }
        }
        if entry.kind == "transfer" {
            self.transferred(events, people, rate);
        }
    }

    fn person(&mut self, people: &People, address: &str) -> &mut PayoutRow {
        let name = people.name(address);
        let row = self.people.entry(name.clone()).or_default();
        row.who = name;
        row
    }

    fn event(&mut self, name: &str, e: &Event, time: u64, people: &People, rate: Decimal) {
        let assets: u128 = number(e, "assets");
        match name {
            "hub_bonded" => add(&mut self.person(people, text(e, "sender")).bonded, assets),
            "hub_instantly_redeemed" => {
                add(&mut self.person(people, text(e, "receiver")).instant, assets);
            }
            "hub_unbonded_withdrawn" => {
                add(&mut self.person(people, text(e, "receiver")).claimed, assets);
            }
            "hub_surplus_swept" => self.swept = self.swept.saturating_add(assets),
            "distributor_distributed" => {
                self.rewards = self.rewards.saturating_add(number(e, "rewards"));
            }
            "hub_unbond_transferred" => self.claim_moved(e, people, rate),
            name => self.of_a_batch(name, e, time),
        }
    }

    fn of_restaking(&mut self, name: &str, e: &Event, time: u64, people: &People) {
        let restaked = self.restaked.as_mut();
        let moved = restaked.and_then(|restaked| restaked.event(name, e, time, people));
        if let Some((who, coins)) = moved {
            let row = self.person(people, &who);
            row.restaked = row.restaked.saturating_add(coins);
        }
    }

    fn of_a_batch(&mut self, name: &str, e: &Event, time: u64) {
        let id: u64 = number(e, "batch");
        match name {
            "hub_unbond_queued" => {
                let row = self.batches.entry(id).or_default();
                row.id = id;
                if row.opened_at == 0 {
                    row.opened_at = time;
                }
                let claim = self.claims.entry((id, text(e, "receiver").to_owned())).or_default();
                *claim = claim.saturating_add(number(e, "shares"));
            }
            "hub_unbond_cancelled" => {
                let claim = self.claims.entry((id, text(e, "owner").to_owned())).or_default();
                *claim = claim.saturating_sub(number(e, "shares"));
            }
            "hub_batch_submitted" => {
                let row = self.batches.entry(id).or_default();
                row.submitted_at.get_or_insert(time);
                add(&mut row.expected, number(e, "placed"));
                let from_buffer: u128 = number(e, "from_buffer");
                if from_buffer > 0 {
                    row.parts.push(PartRow {
                        validator: None,
                        placed_at: time,
                        completes_at: time,
                        settled_at: Some(time),
                        amount: Units(from_buffer),
                        received: Units(from_buffer),
                        slashed: false,
                    });
                }
            }
            "hub_part_placed" => {
                let row = self.batches.entry(id).or_default();
                let key = (id, row.parts.len());
                self.operators.insert(key, (number(e, "part"), text(e, "validator").to_owned()));
                row.parts.push(PartRow {
                    validator: Some(text(e, "validator").to_owned()),
                    placed_at: time,
                    completes_at: number(e, "completes_at"),
                    settled_at: None,
                    amount: Units(number(e, "expected")),
                    received: Units(number(e, "expected")),
                    slashed: false,
                });
            }
            "hub_batch_settled" => {
                let row = self.batches.entry(id).or_default();
                row.settled_at.get_or_insert(time);
            }
            _ => {}
        }
    }

    fn claim_moved(&mut self, e: &Event, people: &People, rate: Decimal) {
        let (id, shares): (u64, u128) = (number(e, "batch"), number(e, "shares"));
        let (owner, recipient) = (text(e, "owner").to_owned(), text(e, "recipient").to_owned());
        let from = self.claims.entry((id, owner.clone())).or_default();
        *from = from.saturating_sub(shares);
        let to = self.claims.entry((id, recipient.clone())).or_default();
        *to = to.saturating_add(shares);
        self.moved(&people.name(&owner), &people.name(&recipient), shares, rate);
    }

    fn transferred(&mut self, events: &[Event], people: &People, rate: Decimal) {
        let moves = events.iter().filter(|e| text(e, "action") == "transfer");
        for e in moves {
            let (from, to) = (people.name(text(e, "from")), people.name(text(e, "to")));
            self.moved(&from, &to, number(e, "amount"), rate);
        }
    }

    fn moved(&mut self, from: &str, to: &str, shares: u128, rate: Decimal) {
        let worth = Uint128::new(shares).mul_floor(rate).u128();
        let worth = i128::try_from(worth).unwrap_or(i128::MAX);
        for (name, change) in [(from, worth.saturating_neg()), (to, worth)] {
            let row = self.people.entry(name.to_owned()).or_default();
            name.clone_into(&mut row.who);
            row.transferred = row.transferred.saturating_add(change);
        }
    }

    /// How many have a claim on a batch.
    pub fn requests(&self, batch: u64) -> u64 {
        let of = self.claims.iter().filter(|((id, _), shares)| *id == batch && **shares > 0);
        of.count() as u64
    }

    /// Marks parts that the hub has settled since.
    pub fn see_parts(&mut self, suite: &Suite<impl Chain>) {
        let Some(time) = self.reconciled_at.take() else { return };
        let storage = suite.storage_of(&suite.hub);
        let keys = PARTS.keys(&*storage, None, None, cosmwasm_std::Order::Ascending);
        let open: BTreeSet<u64> = keys.filter_map(|key| Some(key.ok()?.1)).collect();
        for ((batch, place), (part, _)) in &self.operators {
            let row = self.batches.get_mut(batch).and_then(|b| b.parts.get_mut(*place));
            if let Some(row) = row.filter(|r| r.settled_at.is_none() && !open.contains(part)) {
                row.settled_at = Some(time);
            }
        }
    }

    /// Notes entries that a slash has cut, at the parts they belong to.
    pub fn entries_cut(&mut self, before: &[UnbondingEntry], after: &[UnbondingEntry]) {
        let left: BTreeMap<u64, u128> =
            after.iter().map(|e| (e.entry.id, e.entry.balance.u128())).collect();
        for cut in before {
            let balance = left.get(&cut.entry.id).copied().unwrap_or_default();
            if balance >= cut.entry.balance.u128() {
                continue;
            }
            let completes = cut.entry.completes_at;
            let parts = self.batches.values_mut().flat_map(|b| b.parts.iter_mut());
            let of = parts.filter(|p| {
                p.validator.as_ref() == Some(&cut.validator)
                    && p.completes_at.abs_diff(completes.seconds()) <= 1
                    && p.settled_at.is_none()
            });
            for part in of {
                part.slashed = true;
                part.received = Units(balance.min(part.amount.0));
            }
        }
    }
}
