//! Counts what contracts do in a transaction, as a stand-in for gas.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::{Addr, Order, Querier, QuerierResult, Record, ReplyOn, Response, Storage};

/// What was counted since [`Meter::start`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// distinct contracts entered
    pub contracts: BTreeSet<Addr>,
    /// how often any contract was entered, by entry point
    pub entries: BTreeMap<&'static str, u64>,
    /// smart queries made by contracts
    pub smart_queries: u64,
    /// raw and other wasm queries made by contracts
    pub raw_queries: u64,
    /// bank, staking, distribution and other native queries made by contracts
    pub native_queries: u64,
    /// the native queries by module and kind, such as `staking/delegation`
    pub native_by_kind: BTreeMap<String, u64>,
    /// storage rows read by key
    pub rows_read: u64,
    /// storage rows written or removed
    pub rows_written: u64,
    /// steps of storage iterators
    pub iterator_steps: u64,
    /// keys and values read, by key or iterator
    pub bytes_read: u64,
    /// keys and values written
    pub bytes_written: u64,
    /// messages sent without a reply
    pub messages: u64,
    /// messages sent with a reply
    pub submessages: u64,
}

impl Reading {
    /// How often any contract was entered.
    pub fn loads(&self) -> u64 {
        self.entries.values().fold(0, |sum, count| sum.saturating_add(*count))
    }
}

/// A shared counter; off until started.
#[derive(Debug, Default)]
pub struct Meter {
    on: Cell<bool>,
    reading: RefCell<Reading>,
}

fn size(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

fn grow(counter: &mut u64, by: u64) {
    *counter = counter.saturating_add(by);
}

impl Meter {
    /// Counts from zero.
    pub fn start(&self) {
        self.reading.take();
        self.on.set(true);
    }

    /// Stops counting and returns what was counted.
    pub fn stop(&self) -> Reading {
        self.on.set(false);
        self.reading.take()
    }

    /// What was counted so far.
    pub fn reading(&self) -> Reading {
        self.reading.borrow().clone()
    }

    /// Whether it counts.
    pub fn is_on(&self) -> bool {
        self.on.get()
    }

    pub(crate) fn enter(&self, contract: &Addr, entry_point: &'static str) {
        let mut reading = self.reading.borrow_mut();
        reading.contracts.insert(contract.clone());
        grow(reading.entries.entry(entry_point).or_default(), 1);
    }

    pub(crate) fn sent<C>(&self, response: &Response<C>) {
        let mut reading = self.reading.borrow_mut();
        for message in &response.messages {
            match message.reply_on {
                ReplyOn::Never => grow(&mut reading.messages, 1),
                _ => grow(&mut reading.submessages, 1),
            }
        }
    }

    fn read(&self, key: &[u8], value: Option<&Vec<u8>>) {
        let mut reading = self.reading.borrow_mut();
        grow(&mut reading.rows_read, 1);
        let bytes = size(key).saturating_add(value.map_or(0, |v| size(v)));
        grow(&mut reading.bytes_read, bytes);
    }

    fn step(&self, record: &Record) {
        let mut reading = self.reading.borrow_mut();
        grow(&mut reading.iterator_steps, 1);
        grow(&mut reading.bytes_read, size(&record.0).saturating_add(size(&record.1)));
    }

    fn write(&self, key: &[u8], value: &[u8]) {
        let mut reading = self.reading.borrow_mut();
        grow(&mut reading.rows_written, 1);
        grow(&mut reading.bytes_written, size(key).saturating_add(size(value)));
    }

    fn query(&self, request: &[u8]) {
        let mut reading = self.reading.borrow_mut();
        match kind(request).as_str() {
            "wasm/smart" => grow(&mut reading.smart_queries, 1),
            wasm if wasm.starts_with("wasm/") => grow(&mut reading.raw_queries, 1),
            native => {
                grow(&mut reading.native_queries, 1);
                grow(reading.native_by_kind.entry(native.to_string()).or_default(), 1);
            }
        }
    }
}

/// The two outer keys of a query's JSON, `module/kind`.
fn kind(request: &[u8]) -> String {
    let mut names = request.split(|byte| *byte == b'"').skip(1).step_by(2);
    let mut name = || String::from_utf8_lossy(names.next().unwrap_or_default()).into_owned();
    format!("{}/{}", name(), name())
}

/// A contract's storage, read.
pub(crate) struct CountedStorage<'a> {
    pub inner: &'a dyn Storage,
    pub meter: &'a Meter,
}

/// A contract's storage, read and written.
pub(crate) struct CountedStorageMut<'a> {
    pub inner: &'a mut dyn Storage,
    pub meter: &'a Meter,
}

fn counted_range<'a>(
    inner: &'a dyn Storage,
    meter: &'a Meter,
    start: Option<&[u8]>,
    end: Option<&[u8]>,
    order: Order,
) -> Box<dyn Iterator<Item = Record> + 'a> {
    Box::new(inner.range(start, end, order).inspect(move |record| meter.step(record)))
}

impl Storage for CountedStorage<'_> {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        let value = self.inner.get(key);
        self.meter.read(key, value.as_ref());
        value
    }

    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        counted_range(self.inner, self.meter, start, end, order)
    }

    fn set(&mut self, _key: &[u8], _value: &[u8]) {}

    fn remove(&mut self, _key: &[u8]) {}
}

impl Storage for CountedStorageMut<'_> {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        let value = self.inner.get(key);
        self.meter.read(key, value.as_ref());
        value
    }

    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        counted_range(&*self.inner, self.meter, start, end, order)
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        self.meter.write(key, value);
        self.inner.set(key, value);
    }

    fn remove(&mut self, key: &[u8]) {
        self.meter.write(key, &[]);
        self.inner.remove(key);
    }
}

/// A contract's querier.
pub(crate) struct CountedQuerier<'a> {
    pub inner: &'a dyn Querier,
    pub meter: &'a Meter,
}

impl Querier for CountedQuerier<'_> {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        self.meter.query(request);
        self.inner.raw_query(request)
    }
}

#[cfg(test)]
mod tests {
    use super::kind;

    #[test]
    fn a_query_is_known_by_its_two_outer_keys() {
        assert_eq!(kind(br#"{"wasm":{"smart":{"contract_addr":"a"}}}"#), "wasm/smart");
        assert_eq!(kind(br#"{"staking":{"bonded_denom":{}}}"#), "staking/bonded_denom");
    }
}
