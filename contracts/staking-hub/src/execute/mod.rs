//! The hub's verbs, one file each: load, compute in `accounting`, save, answer.

pub mod add_rewards;
pub mod advance;
pub mod bond;
pub mod cancel_unbond;
pub mod config;
pub mod cover;
pub mod delegate_buffer;
pub mod harvest;
pub mod instant_redeem;
pub mod instantiate;
pub mod pause;
pub mod queue_unbond;
pub mod rebalance;
pub mod reconcile;
pub mod submit_batch;
pub mod sweep_surplus;
pub mod sync;
pub mod transfer_unbond_request;
pub mod update_targets;
pub mod vote_proposal;
pub mod withdraw;
