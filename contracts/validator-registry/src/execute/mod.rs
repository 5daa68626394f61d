//! One file per verb.

mod add_validator;
mod drain_validator;
mod instantiate;
mod push_targets;
mod refresh;
mod remove_validator;
mod set_weights;
mod update_config;
mod update_ownership;

pub use add_validator::{add_validator, restore_validator};
pub use drain_validator::drain_validator;
pub use instantiate::instantiate;
pub use push_targets::push_targets;
pub use refresh::refresh;
pub use remove_validator::remove_validator;
pub use set_weights::set_weights;
pub use update_config::{min_max_share, set_gauge, update_config};
pub use update_ownership::update_ownership;
