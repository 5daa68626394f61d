//! Deployments, keys and journals. One binary: each would link everything anew.

mod common;
mod deploy;
mod deploy_restaking;
mod journal;
mod keyring;
mod migrate_restaking;
