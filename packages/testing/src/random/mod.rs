//! Random lives: what may happen to the suite as data, strategies that make it, and a life that
//! goes through it with everything watched.
//!
//! An [`Action`] names nobody and nothing: its numbers are resolved against what there is when its
//! turn comes, so that any list of actions is a life, and a shorter list is a shorter one. Other
//! backends reuse the same lists.

mod action;
mod by_chain;
mod by_keepers;
mod by_owner;
mod by_users;
mod finale;
mod life;
mod reasons;
mod resolve;
mod restaking;
mod strategy;
mod tally;
mod world;

pub use action::{Action, Amount, Cut, Pick, Setting};
pub use life::{Came, Life};
pub use strategy::{actions, lives, user_actions};
pub use tally::Tally;
pub use world::{world, World};

/// Who acts in a random life.
pub const USERS: [&str; 6] = ["alice", "bob", "carol", "dave", "erin", "frank"];
