//! Accounts with keys that everybody can know: a name decides them.

use bip39::Mnemonic;
use cosmrs::crypto::secp256k1::SigningKey;
use cosmrs::AccountId;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// What addresses of accounts begin with.
pub const PREFIX: &str = "wasm";
/// Where wallets of Cosmos chains look for a mnemonic's first key.
pub const HD_PATH: &str = "m/44'/118'/0'/0/0";

/// An account of a devnet. Its name decides its key, so it is the same on every devnet, and worth
/// nothing anywhere else.
pub struct Account {
    name: String,
    mnemonic: String,
    key: SigningKey,
    address: AccountId,
}

impl Account {
    /// The account of a name.
    ///
    /// # Errors
    /// When no key can be derived; no name is known for which that is so.
    pub fn named(name: &str) -> Result<Self> {
        let mnemonic = Mnemonic::from_entropy(&seed("account", name))
            .map_err(Error::crypto("an account's mnemonic"))?;
        let path = HD_PATH.parse().map_err(Error::crypto("an account's key"))?;
        let key = SigningKey::derive_from_path(mnemonic.to_seed(""), &path)
            .map_err(Error::crypto("an account's key"))?;
        let address =
            key.public_key().account_id(PREFIX).map_err(Error::crypto("an account's address"))?;
        Ok(Self { name: name.to_string(), mnemonic: mnemonic.to_string(), key, address })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The 24 words of its key, derived by the path of [`HD_PATH`].
    pub fn mnemonic(&self) -> &str {
        &self.mnemonic
    }

    /// Its address.
    pub fn address(&self) -> &AccountId {
        &self.address
    }

    /// Its address as a validator's operator.
    ///
    /// # Errors
    /// When it cannot be encoded; it always can.
    pub fn operator(&self) -> Result<AccountId> {
        AccountId::new(&format!("{PREFIX}valoper"), &self.address.to_bytes())
            .map_err(Error::crypto("an operator's address"))
    }

    pub(crate) fn key(&self) -> &SigningKey {
        &self.key
    }
}

/// 32 bytes that a purpose and a name decide.
pub(crate) fn seed(purpose: &str, name: &str) -> [u8; 32] {
    Sha256::digest(format!("weir devnet, throw-away {purpose}: {name}")).into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_name_decides_its_account() {
        let (alice, again) = (Account::named("alice").unwrap(), Account::named("alice").unwrap());
        assert_eq!(alice.mnemonic(), again.mnemonic());
        assert_eq!(alice.address(), again.address());
        assert_ne!(alice.address(), Account::named("bob").unwrap().address());
        assert_eq!(alice.mnemonic().split(' ').count(), 24);
        assert!(alice.address().as_ref().starts_with("wasm1"));
        assert!(alice.operator().unwrap().as_ref().starts_with("wasmvaloper1"));
    }

    #[test]
    fn words_and_path_lead_to_the_key_that_other_wallets_find() {
        // the test vector of BIP-39 with 24 words, its Cosmos address as Keplr and gaiad show it
        let words = "abandon ".repeat(23) + "art";
        let mnemonic: Mnemonic = words.parse().unwrap();
        let path = HD_PATH.parse().unwrap();
        let key = SigningKey::derive_from_path(mnemonic.to_seed(""), &path).unwrap();
        let address = key.public_key().account_id("cosmos").unwrap();
        assert_eq!(address.as_ref(), "cosmos1r5v5srda7xfth3hn2s26txvrcrntldjumt8mhl");
    }
}
