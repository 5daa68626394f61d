//! A chain as the command line sees it: answers, and transactions in the name of accounts.
//!
//! [`Node`] is the seam. [`RpcNode`] is any node by its RPC address, with keys of a [`Keyring`];
//! [`Embedded`] and [`Sdk`] are chains of this machine that live in a journal between two calls.
//! [`NodeChain`] is such a node as the [`Chain`](weir_chain::Chain) that scenarios live on.
#![warn(missing_docs)]

mod artifacts;
mod deploy;
mod error;
mod facts;
mod files;
mod home;
mod json;
mod keyring;
mod local;
mod manifest;
mod native;
mod node;
mod node_chain;
mod rpc;
mod tx;

pub use artifacts::{Artifact, Artifacts, CONTRACTS, RESTAKING};
pub use deploy::{
    check, deploy, migrate, verify, Check, DeployError, Deployment, Difference, Grade, Migration,
    Plan, PlanHash, Reporter, Wish,
};
pub use error::NodeError;
pub use facts::{Facts, Versions};
pub use files::write_whole;
pub use home::{Home, Profile};
pub use keyring::{Backend, Key, Keyring};
pub use local::{Embedded, Journaled, LocalChain, Op, Sdk, ACCOUNTS};
pub use manifest::{Contract, Manifest, ManifestError, Sent};
pub use node::{BlockTime, BondedValidator, ContractInfo, Node};
pub use node_chain::{Faults, NodeChain};
pub use rpc::{RpcNode, RpcOptions};
pub use tx::{Answer, Fee, Gas, Msg, Pay, Signed, TxEvent, TxOutcome, Unsigned, VoteOption};
