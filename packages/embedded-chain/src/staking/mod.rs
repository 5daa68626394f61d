//! x/staking and x/slashing: delegations, unbonding, redelegations, slashes and the validator set.

mod blocks;
mod delegating;
mod keeper;
mod leaving;
mod query;
mod slashing;
mod validator_set;
mod votes;

pub(crate) use blocks::{reward, share_out, withdraw_commission};
pub use keeper::StakingKeeper;
pub(crate) use leaving::{hold, release};
pub use slashing::SlashOutcome;
pub(crate) use slashing::{double_sign, downtime, jail, slash, tombstone, unjail, Infraction};
pub(crate) use validator_set::update_set;
pub(crate) use votes::begin_voting;
