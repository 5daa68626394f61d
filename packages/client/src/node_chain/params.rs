//! The parameters of staking, slashing and distribution over RPC.

use cosmrs::proto::cosmos::distribution::v1beta1::{
    QueryParamsRequest as DistributionRequest, QueryParamsResponse as DistributionResponse,
};
use cosmrs::proto::cosmos::slashing::v1beta1::{
    QueryParamsRequest as SlashingRequest, QueryParamsResponse as SlashingResponse,
};
use cosmrs::proto::cosmos::staking::v1beta1::{
    QueryParamsRequest as StakingRequest, QueryParamsResponse as StakingResponse,
};
use cosmwasm_std::Decimal;
use embedded_chain::{Inflation, Params};

use super::records::decimal;
use crate::rpc::query::must;
use crate::rpc::Transport;
use crate::NodeError;

/// What the modules say. What a block brings is not asked for: chains mint in many ways.
pub fn params(node: &Transport) -> Result<Params, NodeError> {
    let mut params = Params { inflation: Inflation::None, ..Params::default() };
    staking(node, &mut params)?;
    slashing(node, &mut params)?;
    distribution(node, &mut params)?;
    Ok(params)
}

fn staking(node: &Transport, params: &mut Params) -> Result<(), NodeError> {
    let path = "/cosmos.staking.v1beta1.Query/Params";
    let told: StakingResponse = must(node, path, &StakingRequest {})?;
    let told = told.params.ok_or_else(|| node.nonsense(path, "no parameters"))?;
    params.bond_denom = told.bond_denom;
    params.unbonding_period = seconds(told.unbonding_time.map(|period| period.seconds));
    params.max_validators = told.max_validators;
    params.max_entries = told.max_entries;
    Ok(())
}

fn slashing(node: &Transport, params: &mut Params) -> Result<(), NodeError> {
    let path = "/cosmos.slashing.v1beta1.Query/Params";
    let told: SlashingResponse = must(node, path, &SlashingRequest {})?;
    let told = told.params.ok_or_else(|| node.nonsense(path, "no parameters"))?;
    let share = |bytes: &[u8]| share(node, path, &String::from_utf8_lossy(bytes));
    params.signed_blocks_window = u64::try_from(told.signed_blocks_window).unwrap_or_default();
    params.min_signed_per_window = share(&told.min_signed_per_window)?;
    params.downtime_jail_period = seconds(told.downtime_jail_duration.map(|period| period.seconds));
    params.slash_fraction_double_sign = share(&told.slash_fraction_double_sign)?;
    params.slash_fraction_downtime = share(&told.slash_fraction_downtime)?;
    Ok(())
}

fn distribution(node: &Transport, params: &mut Params) -> Result<(), NodeError> {
    let path = "/cosmos.distribution.v1beta1.Query/Params";
    let told: DistributionResponse = must(node, path, &DistributionRequest {})?;
    let told = told.params.ok_or_else(|| node.nonsense(path, "no parameters"))?;
    params.community_tax = share(node, path, &told.community_tax)?;
    params.withdraw_address_enabled = told.withdraw_addr_enabled;
    Ok(())
}

fn share(node: &Transport, path: &str, digits: &str) -> Result<Decimal, NodeError> {
    decimal(digits).ok_or_else(|| node.nonsense(path, digits))
}

fn seconds(told: Option<i64>) -> u64 {
    told.and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or_default()
}
