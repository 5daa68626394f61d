//! What contracts can ask x/staking, as wasmd's querier answers it.

use std::cmp::Reverse;

use cosmwasm_std::{
    to_json_binary, Addr, AllDelegationsResponse, AllValidatorsResponse, Binary,
    BondedDenomResponse, Coin, Delegation, DelegationResponse, FullDelegation, StakingQuery,
    Storage, ValidatorResponse,
};

use crate::context::Result;
use crate::distribution::pending;
use crate::error::ChainError;
use crate::store;
use crate::validator::{Unreadable, Validator};

pub(crate) fn answer(storage: &dyn Storage, request: StakingQuery) -> Result<Binary> {
    Ok(match request {
        StakingQuery::BondedDenom {} => {
            to_json_binary(&BondedDenomResponse::new(store::params(storage)?.bond_denom))?
        }
        StakingQuery::AllDelegations { delegator } => {
            to_json_binary(&AllDelegationsResponse::new(all_delegations(storage, &delegator)?))?
        }
        StakingQuery::Delegation { delegator, validator } => {
            to_json_binary(&DelegationResponse::new(delegation(storage, &delegator, &validator)?))?
        }
        StakingQuery::AllValidators {} => {
            to_json_binary(&AllValidatorsResponse::new(bonded(storage)?))?
        }
        StakingQuery::Validator { address } => {
            let validator = store::validator(storage, &address).ok();
            to_json_binary(&ValidatorResponse::new(validator.as_ref().map(public)))?
        }
        other => return Err(ChainError::UnknownRequest { what: format!("{other:?}") }),
    })
}

fn public(v: &Validator) -> cosmwasm_std::Validator {
    let c = &v.commission;
    cosmwasm_std::Validator::create(v.operator.clone(), c.rate, c.max_rate, c.max_change_rate)
}

/// By power; one jailed in this block is gone at once, though still bonded until it ends.
fn bonded(storage: &dyn Storage) -> Result<Vec<cosmwasm_std::Validator>> {
    let mut all = store::validators(storage)?;
    all.retain(|v| v.is_bonded() && !v.jailed && v.unreadable != Some(Unreadable::RecordMissing));
    all.sort_by_key(|v| (Reverse(v.tokens), v.operator.clone()));
    Ok(all.iter().map(public).collect())
}

fn worth(validator: &Validator, shares: crate::dec::Dec, denom: &str) -> Coin {
    let amount = validator.tokens_from_shares(shares).truncate_int();
    Coin { denom: denom.to_string(), amount }
}

fn all_delegations(storage: &dyn Storage, delegator: &str) -> Result<Vec<Delegation>> {
    let denom = store::params(storage)?.bond_denom;
    store::delegations(storage, delegator)?
        .into_iter()
        .map(|(operator, delegation)| {
            let validator = store::validator(storage, &operator)?;
            if validator.unreadable == Some(Unreadable::DelegationQueries) {
                return Err(ChainError::UnreadableDelegation { validator: operator });
            }
            let amount = worth(&validator, delegation.shares, &denom);
            Ok(Delegation::new(Addr::unchecked(delegator), operator, amount))
        })
        .collect()
}

fn delegation(
    storage: &dyn Storage,
    delegator: &str,
    operator: &str,
) -> Result<Option<FullDelegation>> {
    let Some(delegation) = store::delegation(storage, delegator, operator)? else {
        return Ok(None);
    };
    let validator = store::validator(storage, operator)?;
    if validator.unreadable.is_some() {
        return Err(ChainError::UnreadableDelegation { validator: operator.to_string() });
    }
    let denom = store::params(storage)?.bond_denom;
    let amount = worth(&validator, delegation.shares, &denom);
    let can_redelegate = match store::is_receiving(storage, delegator, operator) {
        true => Coin::new(0u128, denom),
        false => amount.clone(),
    };
    let rewards = pending(storage, &validator, &delegation)?;
    let rewards = rewards
        .iter()
        .map(|(denom, amount)| Coin { denom: denom.to_string(), amount: amount.truncate_int() });
    Ok(Some(FullDelegation::create(
        Addr::unchecked(delegator),
        operator.to_string(),
        amount,
        can_redelegate,
        rewards.collect(),
    )))
}
