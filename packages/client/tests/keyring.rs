//! Keys: made, kept, found again, never shown.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::TempDir;
use weir_client::{Backend, Key, Keyring, NodeError};

/// The mnemonic of BIP39's own test vectors.
const WORDS: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon \
                     abandon about";
/// Its first account of the Cosmos Hub, as wallets show it.
const ADDRESS: &str = "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4";

fn test_keyring(home: &Path) -> Keyring {
    Keyring::new(home, Backend::Test, |_| panic!("nobody has to be asked"))
}

fn file_keyring(home: &Path, passphrase: &'static str) -> Keyring {
    Keyring::new(home, Backend::File, move |_| Ok(passphrase.to_string()))
}

#[test]
fn a_mnemonic_gives_the_address_that_every_wallet_gives() {
    let home = TempDir::new().unwrap();
    let keyring = test_keyring(home.path());
    keyring.add("alice", &Key::from_mnemonic(WORDS).unwrap()).unwrap();
    assert_eq!(keyring.address("alice", "cosmos").unwrap(), ADDRESS);
    assert_eq!(keyring.name_of(ADDRESS, "cosmos").unwrap(), "alice");
    let wrong = Key::from_mnemonic(&WORDS.replace("about", "abandon"));
    assert!(matches!(wrong, Err(NodeError::Invalid { .. })));
}

#[test]
fn a_new_key_can_be_made_again_of_its_words() {
    let (key, words) = Key::generate().unwrap();
    assert_eq!(words.split(' ').count(), 24);
    assert_eq!(Key::from_mnemonic(&words).unwrap().public_hex(), key.public_hex());
    assert_ne!(Key::generate().unwrap().1, words);
}

#[test]
fn keys_are_kept_listed_and_deleted_and_never_overwritten() {
    let home = TempDir::new().unwrap();
    let keyring = test_keyring(home.path());
    let key = Key::from_mnemonic(WORDS).unwrap();
    keyring.add("bob", &Key::generate().unwrap().0).unwrap();
    keyring.add("alice", &key).unwrap();
    assert_eq!(keyring.names().unwrap(), ["alice", "bob"]);
    assert!(matches!(keyring.add("alice", &key), Err(NodeError::NoKey { .. })));
    assert_eq!(keyring.key("alice").unwrap().secret_hex(), key.secret_hex());
    keyring.delete("alice").unwrap();
    assert_eq!(keyring.names().unwrap(), ["bob"]);
    for name in ["alice", "../bob", "", "a b"] {
        assert!(matches!(keyring.key(name), Err(NodeError::NoKey { .. })), "{name}");
        assert!(matches!(keyring.delete(name), Err(NodeError::NoKey { .. })), "{name}");
    }
}

#[test]
fn files_are_for_their_owner_alone() {
    let home = TempDir::new().unwrap();
    test_keyring(home.path()).add("alice", &Key::from_mnemonic(WORDS).unwrap()).unwrap();
    for name in ["alice.pem", "alice.pub"] {
        let path = home.path().join("keyring-test").join(name);
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
}

#[test]
fn an_encrypted_key_opens_with_its_passphrase_alone() {
    let home = TempDir::new().unwrap();
    let key = Key::from_mnemonic(WORDS).unwrap();
    file_keyring(home.path(), "correct horse").add("alice", &key).unwrap();
    let kept = std::fs::read_to_string(home.path().join("keyring-file/alice.pem")).unwrap();
    assert!(kept.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"), "{kept}");
    // The address needs no passphrase.
    let mute = Keyring::new(home.path(), Backend::File, |_| panic!("nobody has to be asked"));
    assert_eq!(mute.address("alice", "cosmos").unwrap(), ADDRESS);
    let opened = file_keyring(home.path(), "correct horse").key("alice").unwrap();
    assert_eq!(opened.secret_hex(), key.secret_hex());
    let wrong = file_keyring(home.path(), "wrong horse").key("alice");
    assert!(matches!(wrong, Err(NodeError::NoKey { .. })));
    let short = file_keyring(home.path(), "short").add("bob", &key);
    assert!(matches!(short, Err(NodeError::NoKey { .. })));
}
