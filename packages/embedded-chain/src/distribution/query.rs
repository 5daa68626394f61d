//! What contracts can ask x/distribution.

use cosmwasm_std::{
    to_json_binary, Addr, Binary, DelegationRewardsResponse, DelegationTotalRewardsResponse,
    DelegatorReward, DelegatorValidatorsResponse, DelegatorWithdrawAddressResponse,
    DistributionQuery, Storage,
};

use super::accounting::{pending, withdraw_address};
use crate::context::Result;
use crate::dec_coins::DecCoins;
use crate::error::ChainError;
use crate::store;

pub(crate) fn answer(storage: &dyn Storage, request: DistributionQuery) -> Result<Binary> {
    Ok(match request {
        DistributionQuery::DelegatorWithdrawAddress { delegator_address } => {
            let to = withdraw_address(storage, &Addr::unchecked(delegator_address));
            to_json_binary(&DelegatorWithdrawAddressResponse::new(to))?
        }
        DistributionQuery::DelegationRewards { delegator_address, validator_address } => {
            let rewards = rewards(storage, &delegator_address, &validator_address)?;
            to_json_binary(&DelegationRewardsResponse::new(rewards.to_std()))?
        }
        DistributionQuery::DelegationTotalRewards { delegator_address } => {
            to_json_binary(&total(storage, &delegator_address)?)?
        }
        DistributionQuery::DelegatorValidators { delegator_address } => {
            let delegations = store::delegations(storage, &delegator_address)?;
            let validators = delegations.into_iter().map(|(operator, _)| operator).collect();
            to_json_binary(&DelegatorValidatorsResponse::new(validators))?
        }
        other => return Err(ChainError::UnknownRequest { what: format!("{other:?}") }),
    })
}

fn rewards(storage: &dyn Storage, delegator: &str, operator: &str) -> Result<DecCoins> {
    let validator =
        store::validator(storage, operator).map_err(|_| ChainError::NoValidatorExists)?;
    let delegation =
        store::delegation(storage, delegator, operator)?.ok_or(ChainError::NoDelegationExists)?;
    pending(storage, &validator, &delegation)
}

fn total(storage: &dyn Storage, delegator: &str) -> Result<DelegationTotalRewardsResponse> {
    let mut sum = DecCoins::default();
    let mut each = vec![];
    for (operator, delegation) in store::delegations(storage, delegator)? {
        let reward = pending(storage, &store::validator(storage, &operator)?, &delegation)?;
        sum = sum.plus(&reward);
        each.push(DelegatorReward::new(operator, reward.to_std()));
    }
    Ok(DelegationTotalRewardsResponse::new(each, sum.to_std()))
}
