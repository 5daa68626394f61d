//! The insurance fund: pays a part of what slashes take, for those who pay premiums.

mod event;
mod execute;
mod handle;
mod query;

pub use event::*;
pub use execute::*;
pub use handle::FundContract;
pub use query::*;
