//! What collateral counts for.

use cosmwasm_std::{Decimal, Deps, Env, Uint128};
use weir_interface::hub::{QueryMsg, RedemptionRateResponse};
use weir_interface::PeerField;

use crate::state::{Config, PRICE};
use crate::ContractError;

/// The lower of the feed's price and the hub's redemption rate. A feed that was bent upward gains
/// nothing, and neither does a rate that has not seen a slash yet once the market has.
///
/// # Errors
/// [`ContractError::NoPrice`], [`ContractError::Stale`], or the hub does not answer: it is insolvent.
pub fn value(deps: Deps<'_>, env: &Env, config: &Config) -> Result<Decimal, ContractError> {
    let oldest = env.block.time.seconds().saturating_sub(config.max_age);
    let fresh = |what, at| match at < oldest {
        true => Err(ContractError::Stale { what, at, oldest }),
        false => Ok(()),
    };
    let (price, set_at) = PRICE.may_load(deps.storage)?.ok_or(ContractError::NoPrice)?;
    fresh("price", set_at)?;
    let denom = config.token.to_string();
    let msg = QueryMsg::RedemptionRate { denom, params: PeerField::default() };
    let rate: RedemptionRateResponse = deps.querier.query_wasm_smart(&config.hub, &msg)?;
    fresh("redemption rate", rate.update_time)?;
    Ok(price.min(rate.redemption_rate))
}

/// The debt that collateral carries, rounded down.
///
/// # Errors
/// Beyond 128 bits.
pub fn carries(
    collateral: Uint128,
    value: Decimal,
    share: Decimal,
) -> Result<Uint128, ContractError> {
    Ok(collateral.checked_mul_floor(value)?.checked_mul_floor(share)?)
}

/// Shares that a liquidator gets for what he repays, rounded down.
///
/// # Errors
/// Beyond 128 bits, or for collateral without a value.
pub fn seized(repaid: Uint128, value: Decimal, bonus: Decimal) -> Result<Uint128, ContractError> {
    let worth = repaid.checked_mul_floor(Decimal::one().checked_add(bonus)?)?;
    Ok(worth.checked_div_floor(value)?)
}
