//! The keys by which nodes sign votes and know each other, and their files.

use std::path::Path;

use base64::prelude::{Engine, BASE64_STANDARD};
use ed25519_consensus::SigningKey;
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

use crate::account::seed;
use crate::error::{Error, Result};
use crate::files;

/// An Ed25519 key of a node.
pub(crate) struct NodeKey(SigningKey);

impl NodeKey {
    /// The key that signs votes of a node.
    pub fn of_consensus(chain_id: &str, node: &str) -> Self {
        Self(SigningKey::from(seed("consensus key", &format!("{chain_id}/{node}"))))
    }

    /// The key by which other nodes know a node.
    pub fn of_peer(chain_id: &str, node: &str) -> Self {
        Self(SigningKey::from(seed("node key", &format!("{chain_id}/{node}"))))
    }

    /// The key that signs votes of the node of this home.
    pub fn read(home: &Path) -> Result<Self> {
        let path = home.join("config/priv_validator_key.json");
        let unreadable =
            |reason: &str| Error::Unreadable { path: path.clone(), reason: reason.into() };
        let file: Value = files::read_json(&path)?;
        let text = file.pointer("/priv_key/value").and_then(Value::as_str);
        let text = text.ok_or_else(|| unreadable("it has no private key"))?;
        let bytes = BASE64_STANDARD.decode(text).map_err(|e| unreadable(&e.to_string()))?;
        let secret: [u8; 32] = bytes
            .get(..32)
            .and_then(|secret| secret.try_into().ok())
            .ok_or_else(|| unreadable("its private key is too short"))?;
        Ok(Self(SigningKey::from(secret)))
    }

    pub fn public(&self) -> [u8; 32] {
        self.0.verification_key().to_bytes()
    }

    pub fn public_base64(&self) -> String {
        BASE64_STANDARD.encode(self.public())
    }

    /// The address of a validator's key, or the id of a peer's.
    pub fn address(&self) -> [u8; 20] {
        let mut address = [0; 20];
        address.copy_from_slice(&Sha256::digest(self.public())[..20]);
        address
    }

    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }

    /// The content of `priv_validator_key.json`.
    pub fn consensus_file(&self) -> Value {
        json!({
            "address": hex_upper(&self.address()),
            "pub_key": { "type": "tendermint/PubKeyEd25519", "value": self.public_base64() },
            "priv_key": self.private(),
        })
    }

    /// The content of `node_key.json`.
    pub fn peer_file(&self) -> Value {
        json!({ "priv_key": self.private() })
    }

    fn private(&self) -> Value {
        let both = [self.0.to_bytes(), self.public()].concat();
        json!({ "type": "tendermint/PrivKeyEd25519", "value": BASE64_STANDARD.encode(both) })
    }
}

/// Bytes as CometBFT shows them.
pub(crate) fn hex_upper(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join("config")).unwrap();
        let key = NodeKey::of_consensus("a-1", "val1");
        let file = home.path().join("config/priv_validator_key.json");
        std::fs::write(file, key.consensus_file().to_string()).unwrap();
        assert_eq!(NodeKey::read(home.path()).unwrap().public(), key.public());
    }

    #[test]
    fn the_address_is_that_of_cometbft() {
        // a pair that `wasmd init` made
        let public =
            BASE64_STANDARD.decode("JORgPigPFM56W6Q75/x5L/AF2ePAtEqozfR3KNbyNTI=").unwrap();
        let address = hex_upper(&Sha256::digest(public)[..20]);
        assert_eq!(address, "6D87D0D265364D109DB9CA8A765FC683B55731F9");
    }

    #[test]
    fn every_node_of_every_chain_has_keys_of_its_own() {
        let keys = [
            NodeKey::of_consensus("a-1", "val1"),
            NodeKey::of_consensus("a-1", "val2"),
            NodeKey::of_consensus("b-1", "val1"),
            NodeKey::of_peer("a-1", "val1"),
        ];
        let addresses: std::collections::BTreeSet<_> = keys.iter().map(NodeKey::address).collect();
        assert_eq!(addresses.len(), keys.len());
    }

    #[test]
    fn a_file_that_is_no_key_is_refused() {
        let home = tempfile::tempdir().unwrap();
        assert!(matches!(NodeKey::read(home.path()), Err(Error::File { .. })));
        std::fs::create_dir(home.path().join("config")).unwrap();
        let file = home.path().join("config/priv_validator_key.json");
        std::fs::write(&file, r#"{"priv_key": {"value": "AAAA"}}"#).unwrap();
        assert!(matches!(NodeKey::read(home.path()), Err(Error::Unreadable { .. })));
    }
}
