//! x/distribution: rewards per validator and delegation, the withdraw address, the community pool.

mod accounting;
mod keeper;
mod query;

pub(crate) use accounting::{
    accrue, allocate, begin_period, initialize, pending, record_slash, withdraw, withdraw_address,
    Paid,
};
pub use keeper::DistributionKeeper;
