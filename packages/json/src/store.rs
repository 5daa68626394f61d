//! Rows of storage: the `Item` and `Map` of cw-storage-plus, of whose code a contract holds one
//! copy for all types of rows instead of one for each. Keys are the same; what is stored is a [`Row`].

use std::marker::PhantomData;

use cosmwasm_std::{Addr, Order, QuerierWrapper, Record, StdError, Storage};
use cw_storage_plus::{range_with_prefix, Bound, KeyDeserialize, Prefixer, PrimaryKey, RawBound};

use crate::{from_slice, pack, unpack, Fault, Json, Row};

/// Why a row cannot be read or written.
///
/// Behind one pointer, since every handler hands it on many times.
#[derive(Debug)]
pub struct Failure(Box<StdError>);

impl From<StdError> for Failure {
    #[cold]
    fn from(error: StdError) -> Self {
        Self(Box::new(error))
    }
}

impl From<Fault> for Failure {
    #[cold]
    fn from(fault: Fault) -> Self {
        unreadable("a row", fault)
    }
}

impl From<Failure> for StdError {
    #[cold]
    fn from(error: Failure) -> Self {
        *error.0
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Failure {}

/// Rows with their keys, one after the other.
pub type Rows<'a, K, T> = Box<dyn Iterator<Item = Result<(K, T), Failure>> + 'a>;
/// Keys, one after the other.
pub type Keys<'a, K> = Box<dyn Iterator<Item = Result<K, Failure>> + 'a>;

/// One row.
#[derive(Debug)]
pub struct Item<T> {
    name: &'static str,
    of: PhantomData<T>,
}

impl<T> Item<T> {
    /// The row under this key.
    pub const fn new(name: &'static str) -> Self {
        Self { name, of: PhantomData }
    }

    /// Takes it away.
    pub fn remove(&self, storage: &mut dyn Storage) {
        storage.remove(self.name.as_bytes());
    }

    /// Whether it is there.
    pub fn exists(&self, storage: &dyn Storage) -> bool {
        storage.get(self.name.as_bytes()).is_some()
    }
}

impl<T: Row> Item<T> {
    /// Writes it.
    pub fn save(&self, storage: &mut dyn Storage, row: &T) {
        storage.set(self.name.as_bytes(), &pack(row));
    }

    /// Reads it.
    ///
    /// # Errors
    /// When it is not there, or not of this type.
    pub fn load(&self, storage: &dyn Storage) -> Result<T, Failure> {
        must(self.name, self.may_load(storage)?)
    }

    /// Reads it, if it is there.
    ///
    /// # Errors
    /// When it is not of this type.
    pub fn may_load(&self, storage: &dyn Storage) -> Result<Option<T>, Failure> {
        read_if(self.name, storage.get(self.name.as_bytes()))
    }
}

/// Rows by key.
#[derive(Debug)]
pub struct Map<K, T> {
    name: &'static str,
    of: PhantomData<(K, T)>,
}

impl<K, T> Map<K, T> {
    /// The rows under this name.
    pub const fn new(name: &'static str) -> Self {
        Self { name, of: PhantomData }
    }
}

impl<'k, K: PrimaryKey<'k>, T: Row> Map<K, T> {
    /// Writes one.
    pub fn save(&self, storage: &mut dyn Storage, key: K, row: &T) {
        storage.set(&path(self.name, key), &pack(row));
    }

    /// Takes one away.
    pub fn remove(&self, storage: &mut dyn Storage, key: K) {
        storage.remove(&path(self.name, key));
    }

    /// Whether one is there.
    pub fn has(&self, storage: &dyn Storage, key: K) -> bool {
        storage.get(&path(self.name, key)).is_some()
    }

    /// Reads one.
    ///
    /// # Errors
    /// When it is not there, or not of this type.
    pub fn load(&self, storage: &dyn Storage, key: K) -> Result<T, Failure> {
        must(self.name, self.may_load(storage, key)?)
    }

    /// Reads one, if it is there.
    ///
    /// # Errors
    /// When it is not of this type.
    pub fn may_load(&self, storage: &dyn Storage, key: K) -> Result<Option<T>, Failure> {
        read_if(self.name, storage.get(&path(self.name, key)))
    }

    /// Reads one of another contract, if it is there. The contract is not loaded for it.
    ///
    /// # Errors
    /// When the chain does not answer, or it is not of this type.
    pub fn query(
        &self,
        querier: QuerierWrapper<'_>,
        contract: &Addr,
        key: K,
    ) -> Result<Option<T>, Failure> {
        read_if(self.name, raw(querier, contract, path(self.name, key))?)
    }

    /// Reads one of a contract that stores JSON, if it is there.
    ///
    /// # Errors
    /// As [`Self::query`].
    pub fn query_json(
        &self,
        querier: QuerierWrapper<'_>,
        contract: &Addr,
        key: K,
    ) -> Result<Option<T>, Failure>
    where
        T: Json,
    {
        raw(querier, contract, path(self.name, key))?.map(|bytes| from_slice(&bytes)).transpose()
    }

    /// Those whose keys begin with this.
    pub fn prefix(&self, prefix: K::Prefix) -> Prefix<K::Suffix, T> {
        let prefix = Of::new(self.name.as_bytes(), &prefix.prefix());
        Prefix { name: self.name, prefix, of: PhantomData }
    }
}

impl<'k, K: PrimaryKey<'k> + KeyDeserialize, T: Row> Map<K, T>
where
    K::Output: 'static,
{
    /// Those between two keys.
    pub fn range<'a>(
        &self,
        storage: &'a dyn Storage,
        min: Option<Bound<'k, K>>,
        max: Option<Bound<'k, K>>,
        order: Order,
    ) -> Rows<'a, K::Output, T>
    where
        T: 'a,
    {
        let prefix = Of::new(self.name.as_bytes(), &[]);
        rows::<K, T>(self.name, storage, &prefix, [min, max], order)
    }

    /// The keys between two keys.
    pub fn keys<'a>(
        &self,
        storage: &'a dyn Storage,
        min: Option<Bound<'k, K>>,
        max: Option<Bound<'k, K>>,
        order: Order,
    ) -> Keys<'a, K::Output> {
        let prefix = Of::new(self.name.as_bytes(), &[]);
        keys::<K>(storage, &prefix, [min, max], order)
    }
}

/// Rows whose keys begin alike.
pub struct Prefix<K: KeyDeserialize, T> {
    name: &'static str,
    prefix: Of,
    of: PhantomData<(K, T)>,
}

impl<'k, K: PrimaryKey<'k> + KeyDeserialize, T: Row> Prefix<K, T>
where
    K::Output: 'static,
{
    /// Those between two rests of keys.
    pub fn range<'a>(
        &self,
        storage: &'a dyn Storage,
        min: Option<Bound<'k, K>>,
        max: Option<Bound<'k, K>>,
        order: Order,
    ) -> Rows<'a, K::Output, T>
    where
        T: 'a,
    {
        rows::<K, T>(self.name, storage, &self.prefix, [min, max], order)
    }

    /// The rests of keys between two.
    pub fn keys<'a>(
        &self,
        storage: &'a dyn Storage,
        min: Option<Bound<'k, K>>,
        max: Option<Bound<'k, K>>,
        order: Order,
    ) -> Keys<'a, K::Output> {
        keys::<K>(storage, &self.prefix, [min, max], order)
    }
}

/// What keys begin with.
type Of = cw_storage_plus::Prefix<Vec<u8>, ()>;
/// Rows from the first of two keys to the second.
type Between<'k, K> = [Option<Bound<'k, K>>; 2];

fn rows<'a, 'k, K, T>(
    name: &'static str,
    storage: &'a dyn Storage,
    prefix: &[u8],
    between: Between<'k, K>,
    order: Order,
) -> Rows<'a, K::Output, T>
where
    K: PrimaryKey<'k> + KeyDeserialize,
    K::Output: 'static,
    T: Row + 'a,
{
    let [min, max] = between.map(|bound| bound.map(|bound| bound.to_raw_bound()));
    Box::new(
        records(storage, prefix, min, max, order)
            .map(move |(key, bytes)| Ok((K::from_vec(key)?, read(name, &bytes)?))),
    )
}

fn keys<'a, 'k, K>(
    storage: &'a dyn Storage,
    prefix: &Of,
    between: Between<'k, K>,
    order: Order,
) -> Keys<'a, K::Output>
where
    K: PrimaryKey<'k> + KeyDeserialize,
    K::Output: 'static,
{
    let [min, max] = between.map(|bound| {
        bound.map(|bound| match bound.to_raw_bound() {
            RawBound::Inclusive(key) => Bound::InclusiveRaw(key),
            RawBound::Exclusive(key) => Bound::ExclusiveRaw(key),
        })
    });
    Box::new(prefix.keys_raw(storage, min, max, order).map(|key| Ok(K::from_vec(key)?)))
}

#[inline(never)]
fn records<'a>(
    storage: &'a dyn Storage,
    prefix: &[u8],
    min: Option<RawBound>,
    max: Option<RawBound>,
    order: Order,
) -> Box<dyn Iterator<Item = Record> + 'a> {
    range_with_prefix(storage, prefix, min, max, order)
}

fn path<'k, K: PrimaryKey<'k>>(name: &'static str, key: K) -> Vec<u8> {
    cw_storage_plus::Map::<K, ()>::new(name).key(key).to_vec()
}

#[inline(never)]
fn raw(
    querier: QuerierWrapper<'_>,
    contract: &Addr,
    key: Vec<u8>,
) -> Result<Option<Vec<u8>>, Failure> {
    let bytes = querier.query_wasm_raw(contract.as_str(), key)?;
    Ok(bytes.filter(|bytes| !bytes.is_empty()))
}

fn read<T: Row>(name: &str, bytes: &[u8]) -> Result<T, Failure> {
    unpack(bytes).map_err(|fault| unreadable(name, fault))
}

#[cold]
#[inline(never)]
fn unreadable(name: &str, fault: Fault) -> Failure {
    StdError::parse_err(name, fault).into()
}

fn read_if<T: Row>(name: &str, bytes: Option<Vec<u8>>) -> Result<Option<T>, Failure> {
    bytes.map(|bytes| read(name, &bytes)).transpose()
}

fn must<T>(name: &str, row: Option<T>) -> Result<T, Failure> {
    row.ok_or_else(|| missing(name))
}

#[cold]
#[inline(never)]
fn missing(name: &str) -> Failure {
    StdError::not_found(name).into()
}
