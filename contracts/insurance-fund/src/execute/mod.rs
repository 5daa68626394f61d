//! One file per verb, or pair of them.

mod config;
mod cover_loss;
mod deposit;
mod draw;
mod end_policy;
mod exit;
mod instantiate;
mod insure;
mod premium;
mod slashed;
mod update_ownership;

pub use config::{cancel_change, update_config};
pub use cover_loss::cover_loss;
pub use deposit::deposit;
pub use draw::{draw, return_cover, Loss};
pub use end_policy::end_policy;
pub use exit::{cancel_exit, claim_exit, request_exit};
pub use instantiate::instantiate;
pub use insure::{insure, Insurable};
pub use premium::pay_premium;
pub use slashed::bring_slashed;
pub use update_ownership::update_ownership;
