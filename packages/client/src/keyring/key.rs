//! One key.

use bip39::Mnemonic;
use cosmrs::bip32::{DerivationPath, XPrv};
use cosmrs::crypto::secp256k1::SigningKey;
use cosmrs::crypto::PublicKey;
use cosmrs::Any;
use k256::SecretKey;
use pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use rand::rngs::OsRng;
use rand::RngCore;

use crate::NodeError;

/// The path of the first account, as wallets of the Cosmos derive it.
const PATH: &str = "m/44'/118'/0'/0/0";

/// A secp256k1 key that signs for an account. It never shows its secret unless asked for it.
#[derive(Clone)]
pub struct Key(SecretKey);

impl Key {
    /// A new key with the 24 words it can be made of again.
    ///
    /// # Errors
    /// When the words cannot be made into a key; that does not happen.
    pub fn generate() -> Result<(Self, String), NodeError> {
        let mut entropy = [0u8; 32];
        OsRng.fill_bytes(&mut entropy);
        let mnemonic = Mnemonic::from_entropy(&entropy).map_err(|e| bad("the entropy", &e))?;
        let words = mnemonic.to_string();
        Ok((Self::from_mnemonic(&words)?, words))
    }

    /// The key of a BIP39 mnemonic at the BIP44 path `m/44'/118'/0'/0/0`.
    ///
    /// # Errors
    /// [`NodeError::Invalid`] when the words are none.
    pub fn from_mnemonic(words: &str) -> Result<Self, NodeError> {
        let mnemonic = Mnemonic::parse_normalized(words.trim());
        let seed = mnemonic.map_err(|e| bad("the mnemonic", &e))?.to_seed("");
        let path: DerivationPath = PATH.parse().map_err(|e| bad(PATH, &e))?;
        let derived = XPrv::derive_from_path(seed, &path).map_err(|e| bad("the mnemonic", &e))?;
        Self::from_bytes(&derived.to_bytes())
    }

    /// A key of 32 bytes.
    ///
    /// # Errors
    /// [`NodeError::Invalid`] when they are no key.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NodeError> {
        SecretKey::from_slice(bytes).map(Self).map_err(|e| bad("the secret key", &e))
    }

    /// Its 32 bytes, in hex: whoever has them has the account.
    pub fn secret_hex(&self) -> String {
        let bytes: [u8; 32] = self.0.to_bytes().into();
        cosmwasm_std::HexBinary::from(bytes).to_hex()
    }

    /// The public half, compressed, in hex.
    pub fn public_hex(&self) -> String {
        cosmwasm_std::HexBinary::from(self.0.public_key().to_sec1_bytes().as_ref()).to_hex()
    }

    /// The address of its account on a chain with this prefix.
    ///
    /// # Errors
    /// [`NodeError::NoKey`] when the prefix is none.
    pub fn address(&self, prefix: &str) -> Result<String, NodeError> {
        address("the key", &self.public_hex(), prefix)
    }

    /// What signs.
    ///
    /// # Errors
    /// None that happens: a key stays one.
    pub fn signer(&self) -> Result<SigningKey, NodeError> {
        SigningKey::from_slice(&self.0.to_bytes()).map_err(|e| bad("the secret key", &e))
    }

    /// The public half, as a transaction holds it.
    pub(crate) fn public_any(&self) -> Result<Any, NodeError> {
        public_any("signer", &self.public_hex())
    }

    pub(super) fn to_pem(&self, name: &str) -> Result<String, NodeError> {
        let pem = self.0.to_pkcs8_pem(LineEnding::LF).map_err(|e| no_key(name, &e))?;
        Ok(pem.to_string())
    }

    pub(super) fn from_pem(name: &str, pem: &str) -> Result<Self, NodeError> {
        SecretKey::from_pkcs8_pem(pem).map(Self).map_err(|e| no_key(name, &e))
    }

    /// PKCS #8 with scrypt and AES-256: other tools can read it.
    pub(super) fn to_encrypted_pem(&self, name: &str, pass: &str) -> Result<String, NodeError> {
        let pem = self.0.to_pkcs8_encrypted_pem(OsRng, pass.as_bytes(), LineEnding::LF);
        Ok(pem.map_err(|e| no_key(name, &e))?.to_string())
    }

    pub(super) fn from_encrypted_pem(name: &str, pem: &str, pass: &str) -> Result<Self, NodeError> {
        SecretKey::from_pkcs8_encrypted_pem(pem, pass.as_bytes())
            .map(Self)
            .map_err(|_| no_key(name, &"the passphrase is wrong, or the file is damaged"))
    }
}

/// The address of a public key.
pub(super) fn address(name: &str, public_hex: &str, prefix: &str) -> Result<String, NodeError> {
    let account = public(name, public_hex)?.account_id(prefix).map_err(|e| no_key(name, &e))?;
    Ok(account.to_string())
}

/// A public key as a transaction holds it.
pub(super) fn public_any(name: &str, public_hex: &str) -> Result<Any, NodeError> {
    public(name, public_hex)?.to_any().map_err(|e| no_key(name, &e))
}

fn public(name: &str, hex: &str) -> Result<PublicKey, NodeError> {
    let bytes = cosmwasm_std::HexBinary::from_hex(hex).map_err(|e| no_key(name, &e))?;
    let key = cosmrs::tendermint::PublicKey::from_raw_secp256k1(&bytes);
    key.map(PublicKey::from).ok_or_else(|| no_key(name, &"its public half is damaged"))
}

fn bad(what: &str, error: &impl ToString) -> NodeError {
    NodeError::Invalid { what: what.into(), cause: error.to_string() }
}

fn no_key(name: &str, error: &impl ToString) -> NodeError {
    NodeError::NoKey { name: name.into(), cause: error.to_string() }
}
