//! Accounts that a scenario makes for itself.

use std::cell::RefCell;
use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::{Key, NodeError};

/// Accounts by name. Their keys are made of the faucet's key, the chain, the height at which the
/// scenario began, and the name: nobody who lacks the faucet's key has them, every run has new ones,
/// and what is left in one can be fetched by who knows these four.
pub struct People {
    seed: Sha256,
    prefix: String,
    known: RefCell<BTreeMap<String, Person>>,
}

/// An account of a scenario.
#[derive(Clone)]
struct Person {
    key: Key,
    address: String,
}

impl People {
    /// Nobody yet.
    pub fn new(faucet: &Key, chain_id: &str, height: u64, prefix: &str) -> Self {
        let secret = faucet.secret_hex();
        let seed = Sha256::new_with_prefix(format!("weir run {chain_id} {height} {secret} "));
        Self { seed, prefix: prefix.to_string(), known: RefCell::default() }
    }

    /// The address of a name.
    pub fn address(&self, name: &str) -> Result<String, NodeError> {
        if let Some(person) = self.known.borrow().get(name) {
            return Ok(person.address.clone());
        }
        let bytes: [u8; 32] = self.seed.clone().chain_update(name).finalize().into();
        let key = Key::from_bytes(&bytes)?;
        let address = key.address(&self.prefix)?;
        let person = Person { key, address: address.clone() };
        self.known.borrow_mut().insert(name.to_string(), person);
        Ok(address)
    }

    /// The key of an address that was told before.
    pub fn key(&self, address: &str) -> Option<Key> {
        let known = self.known.borrow();
        known.values().find(|person| person.address == address).map(|person| person.key.clone())
    }
}

/// What a node tells where there is no way to answer that it does not: the run ends, with these
/// words.
pub fn or_stop<T>(told: Result<T, NodeError>) -> T {
    told.unwrap_or_else(|error| stop(&error))
}

/// Ends the run. It is no fault of the program's, so no place in it is shown.
pub fn stop(error: &NodeError) -> ! {
    std::panic::resume_unwind(Box::new(error.to_string()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn address(secret: u8, chain_id: &str, height: u64, name: &str) -> String {
        let faucet = Key::from_bytes(&[secret; 32]).unwrap();
        People::new(&faucet, chain_id, height, "wasm").address(name).unwrap()
    }

    #[test]
    fn faucet_chain_height_and_name_decide_an_account() {
        let alice = address(1, "a-1", 7, "alice");
        assert!(alice.starts_with("wasm1"));
        assert_eq!(alice, address(1, "a-1", 7, "alice"));
        let others = [
            address(2, "a-1", 7, "alice"),
            address(1, "b-1", 7, "alice"),
            address(1, "a-1", 8, "alice"),
            address(1, "a-1", 7, "bob"),
        ];
        assert!(others.iter().all(|other| *other != alice));
    }

    #[test]
    fn only_those_who_were_named_can_sign() {
        let people = People::new(&Key::from_bytes(&[1; 32]).unwrap(), "a-1", 7, "wasm");
        let alice = people.address("alice").unwrap();
        assert_eq!(people.key(&alice).unwrap().address("wasm").unwrap(), alice);
        assert!(people.key(&address(1, "a-1", 7, "bob")).is_none());
    }
}
