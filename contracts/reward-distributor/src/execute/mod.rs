//! One file per verb.

mod claim_credit;
mod distribute;
mod instantiate;
mod raise;
mod route;
mod streams;
mod update_config;
mod update_ownership;

pub use claim_credit::claim_credit;
pub use distribute::{arrived, distribute};
pub use instantiate::instantiate;
pub use raise::{activate_raise, cancel_raise, complete_raise};
pub use route::{bring_proceeds, route_coin, set_route};
pub use streams::{
    add_reward_coin, claim_and_deposit, claim_commission, claim_rewards, due_in, fund_stream,
    numbered, reclaim_stream, set_funders, set_service_registry, Claim, Funding, VaultBooks, Whose,
};
pub use update_config::{update_config, Changes};
pub use update_ownership::update_ownership;
