//! Rows of storage: the `Item` and `Map` of cw-storage-plus, of whose code a contract holds one
//! copy for all types of rows instead of one for each. Keys and stored bytes are the same.

use std::marker::PhantomData;

use cosmwasm_std::{from_json, to_json_vec, Addr, Order, QuerierWrapper, StdError, Storage};
use cw_storage_plus::{Bound, KeyDeserialize, PrimaryKey};

use crate::{Fault, Json, Value};

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

impl<T: Json> Item<T> {
    /// Writes it.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn save(&self, storage: &mut dyn Storage, row: &T) -> Result<(), Failure> {
        put(storage, self.name.as_bytes(), &row.to_value())
    }

    /// Reads it.
    ///
    /// # Errors
    /// When it is not there, or not of this type.
    pub fn load(&self, storage: &dyn Storage) -> Result<T, Failure> {
        read(self.name, &get(storage, self.name, self.name.as_bytes())?)
    }

    /// Reads it, if it is there.
    ///
    /// # Errors
    /// When it is not of this type.
    pub fn may_load(&self, storage: &dyn Storage) -> Result<Option<T>, Failure> {
        read_if(self.name, may_get(storage, self.name.as_bytes())?)
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

impl<'k, K: PrimaryKey<'k>, T: Json> Map<K, T> {
    /// Writes one.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn save(&self, storage: &mut dyn Storage, key: K, row: &T) -> Result<(), Failure> {
        put(storage, &path(self.name, key), &row.to_value())
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
        read(self.name, &get(storage, self.name, &path(self.name, key))?)
    }

    /// Reads one, if it is there.
    ///
    /// # Errors
    /// When it is not of this type.
    pub fn may_load(&self, storage: &dyn Storage, key: K) -> Result<Option<T>, Failure> {
        read_if(self.name, may_get(storage, &path(self.name, key))?)
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

    /// Those whose keys begin with this.
    pub fn prefix(&self, prefix: K::Prefix) -> Prefix<K::Suffix, T> {
        let rows = cw_storage_plus::Map::<K, Value>::new(self.name).prefix(prefix);
        Prefix { name: self.name, rows, of: PhantomData }
    }
}

impl<'k, K: PrimaryKey<'k> + KeyDeserialize, T: Json> Map<K, T>
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
        let rows = cw_storage_plus::Map::<K, Value>::new(self.name);
        each(self.name, rows.range(storage, min, max, order))
    }

    /// The keys between two keys.
    pub fn keys<'a>(
        &self,
        storage: &'a dyn Storage,
        min: Option<Bound<'k, K>>,
        max: Option<Bound<'k, K>>,
        order: Order,
    ) -> Keys<'a, K::Output> {
        let rows = cw_storage_plus::Map::<K, Value>::new(self.name);
        Box::new(rows.keys(storage, min, max, order).map(|key| key.map_err(Failure::from)))
    }
}

/// Rows whose keys begin alike.
pub struct Prefix<K: KeyDeserialize, T> {
    name: &'static str,
    rows: cw_storage_plus::Prefix<K, Value, K>,
    of: PhantomData<T>,
}

impl<'k, K: PrimaryKey<'k> + KeyDeserialize, T: Json> Prefix<K, T>
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
        each(self.name, self.rows.range(storage, min, max, order))
    }

    /// The rests of keys between two.
    pub fn keys<'a>(
        &self,
        storage: &'a dyn Storage,
        min: Option<Bound<'k, K>>,
        max: Option<Bound<'k, K>>,
        order: Order,
    ) -> Keys<'a, K::Output> {
        Box::new(self.rows.keys(storage, min, max, order).map(|key| key.map_err(Failure::from)))
    }
}

type Values<'a, K> = Box<dyn Iterator<Item = Result<(K, Value), StdError>> + 'a>;

fn each<'a, K: 'a, T: Json + 'a>(name: &'static str, rows: Values<'a, K>) -> Rows<'a, K, T> {
    Box::new(rows.map(move |row| {
        let (key, value) = row?;
        Ok((key, read(name, &value)?))
    }))
}

fn path<'k, K: PrimaryKey<'k>>(name: &'static str, key: K) -> Vec<u8> {
    cw_storage_plus::Map::<K, Value>::new(name).key(key).to_vec()
}

#[inline(never)]
fn put(storage: &mut dyn Storage, key: &[u8], value: &Value) -> Result<(), Failure> {
    storage.set(key, &to_json_vec(value)?);
    Ok(())
}

#[inline(never)]
fn get(storage: &dyn Storage, name: &str, key: &[u8]) -> Result<Value, Failure> {
    may_get(storage, key)?.ok_or_else(|| StdError::not_found(name).into())
}

#[inline(never)]
fn may_get(storage: &dyn Storage, key: &[u8]) -> Result<Option<Value>, Failure> {
    Ok(storage.get(key).map(from_json).transpose()?)
}

#[inline(never)]
fn raw(
    querier: QuerierWrapper<'_>,
    contract: &Addr,
    key: Vec<u8>,
) -> Result<Option<Value>, Failure> {
    let bytes = querier.query_wasm_raw(contract.as_str(), key)?;
    Ok(bytes.filter(|bytes| !bytes.is_empty()).map(from_json).transpose()?)
}

fn read<T: Json>(name: &str, value: &Value) -> Result<T, Failure> {
    T::from_value(value).map_err(|fault| unreadable(name, fault))
}

#[cold]
#[inline(never)]
fn unreadable(name: &str, fault: Fault) -> Failure {
    StdError::parse_err(name, fault).into()
}

fn read_if<T: Json>(name: &str, value: Option<Value>) -> Result<Option<T>, Failure> {
    value.map(|value| read(name, &value)).transpose()
}
