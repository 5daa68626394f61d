//! What every contract of Weir has: an owner, a version, migration, and keys of addresses.
//!
//! What is stored and answered is that of [cw-ownable](cw_ownable) and
//! [cw2](https://docs.rs/cw2), whose types are used here; tests compare the bytes. Their code is not:
//! what serde makes of two rows, and a parser of every version number there can be, are 16 KB of a
//! contract.

#![warn(missing_docs)]

mod key;
mod owner;
mod version;

pub use key::address_key;
pub use owner::{assert_owner, get_ownership, initialize_owner, is_owner, update_ownership};
pub use version::{
    get_contract_version, migrate, set_contract_version, ContractVersion, MigrationError,
};
