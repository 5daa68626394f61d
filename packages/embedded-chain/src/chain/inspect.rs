//! What a test can see that contracts cannot.

use cosmwasm_std::{Addr, BankQuery, Coin, SupplyResponse, Uint128};

use super::EmbeddedChain;
use crate::context::Result;
use crate::contract::caught;
use crate::dec::Dec;
use crate::dec_coins::DecCoins;
use crate::delegation::{RedelegationEntry, UnbondingEntry};
use crate::distribution::{accrue, pending};
use crate::error::ChainError;
use crate::gov::{self, Vote};
use crate::params::Params;
use crate::store;
use crate::validator::Validator;

/// A delegation with what it is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelegationView {
    /// the delegator
    pub delegator: Addr,
    /// the validator
    pub validator: String,
    /// its shares
    pub shares: Dec,
    /// what they are worth, with the decimals that a withdrawal truncates
    pub worth: Dec,
}

impl DelegationView {
    /// What they are worth, truncated as queries do.
    pub fn amount(&self) -> Uint128 {
        self.worth.truncate_int()
    }
}

impl EmbeddedChain {
    /// The parameters now.
    pub fn params(&self) -> Params {
        store::params(self.app.storage()).unwrap_or_default()
    }

    /// A validator's record, with rewards not yet accrued to it.
    pub fn validator(&self, operator: &str) -> Result<Validator> {
        store::any_validator(self.app.storage(), operator)
    }

    /// All validators by operator address, whatever their status.
    pub fn validators(&self) -> Result<Vec<Validator>> {
        Ok(store::validators(self.app.storage())?)
    }

    /// A delegation.
    pub fn delegation(&self, delegator: &Addr, operator: &str) -> Result<Option<DelegationView>> {
        let Some(delegation) = store::delegation(self.app.storage(), delegator.as_str(), operator)?
        else {
            return Ok(None);
        };
        self.view(delegator.to_string(), operator.to_string(), delegation.shares).map(Some)
    }

    fn view(&self, delegator: String, validator: String, shares: Dec) -> Result<DelegationView> {
        let worth = self.validator(&validator)?.tokens_from_shares(shares);
        Ok(DelegationView { delegator: Addr::unchecked(delegator), validator, shares, worth })
    }

    /// All delegations of an account.
    pub fn delegations(&self, delegator: &Addr) -> Result<Vec<DelegationView>> {
        let found = store::delegations(self.app.storage(), delegator.as_str())?;
        found
            .into_iter()
            .map(|(operator, d)| self.view(delegator.to_string(), operator, d.shares))
            .collect()
    }

    /// All delegations there are.
    pub fn all_delegations(&self) -> Result<Vec<DelegationView>> {
        let found = store::all_delegations(self.app.storage())?;
        found
            .into_iter()
            .map(|(delegator, operator, d)| self.view(delegator, operator, d.shares))
            .collect()
    }

    /// All unbonding entries of an account.
    pub fn unbonding_entries(&self, delegator: &Addr) -> Result<Vec<UnbondingEntry>> {
        let mut all = vec![];
        for validator in store::unbonding_validators(self.app.storage(), delegator.as_str()) {
            for entry in store::unbonding(self.app.storage(), delegator.as_str(), &validator)? {
                all.push(UnbondingEntry {
                    delegator: delegator.clone(),
                    validator: validator.clone(),
                    entry,
                });
            }
        }
        Ok(all)
    }

    /// All unbonding entries there are.
    pub fn all_unbonding_entries(&self) -> Result<Vec<UnbondingEntry>> {
        let mut all = vec![];
        for (validator, delegator, entries) in store::all_unbonding(self.app.storage())? {
            let delegator = Addr::unchecked(delegator);
            all.extend(entries.into_iter().map(|entry| UnbondingEntry {
                delegator: delegator.clone(),
                validator: validator.clone(),
                entry,
            }));
        }
        Ok(all)
    }

    /// All immature redelegations of an account.
    pub fn redelegations(&self, delegator: &Addr) -> Result<Vec<RedelegationEntry>> {
        let mut all = vec![];
        for route in store::redelegations_of(self.app.storage(), delegator.as_str()) {
            for entry in store::redelegation(self.app.storage(), &route)? {
                all.push(RedelegationEntry {
                    delegator: delegator.clone(),
                    source: route.source.clone(),
                    destination: route.destination.clone(),
                    entry,
                });
            }
        }
        Ok(all)
    }

    /// Where an account's rewards go.
    pub fn withdraw_address(&self, delegator: &Addr) -> Addr {
        let set = store::withdraw_address(self.app.storage(), delegator.as_str());
        set.map_or_else(|| delegator.clone(), Addr::unchecked)
    }

    /// The rewards a delegation could withdraw now.
    pub fn rewards(&self, delegator: &Addr, operator: &str) -> Result<DecCoins> {
        let delegation = store::delegation(self.app.storage(), delegator.as_str(), operator)?;
        let delegation = delegation.ok_or(ChainError::NoDelegation)?;
        let validator = self.validator(operator)?;
        caught(|| pending(self.app.storage(), &validator, &delegation))?
    }

    /// What the operator could withdraw.
    pub fn commission(&self, operator: &str) -> Result<DecCoins> {
        let storage = self.app.storage();
        let mut rewards = store::rewards(storage, operator)?;
        if let Ok(mut validator) = store::any_validator(storage, operator) {
            accrue(storage, &mut validator, &mut rewards)?;
        }
        Ok(rewards.commission)
    }

    /// What the community pool holds.
    pub fn community_pool(&self) -> Result<DecCoins> {
        let storage = self.app.storage();
        let mut pool = store::community_pool(storage)?;
        // what waits in it for validators that nobody looked at since
        for mut validator in store::validators(storage)? {
            let mut rewards = store::rewards(storage, &validator.operator)?;
            pool = pool.minus(&accrue(storage, &mut validator, &mut rewards)?);
        }
        Ok(pool)
    }

    /// An account's balance.
    pub fn balance(&self, account: &Addr, denom: &str) -> Uint128 {
        let (address, denom) = (account.to_string(), denom.to_string());
        let answer =
            self.query::<cosmwasm_std::BalanceResponse>(BankQuery::Balance { address, denom });
        answer.map(|a| a.amount.amount).unwrap_or_default()
    }

    /// All coins of an account.
    pub fn balances(&self, account: &Addr) -> Vec<Coin> {
        #[expect(deprecated, reason = "the module answers it, whatever contracts may ask")]
        let request = BankQuery::AllBalances { address: account.to_string() };
        let answer = self.query::<cosmwasm_std::AllBalanceResponse>(request);
        answer.map(|a| a.amount).unwrap_or_default()
    }

    /// All coins of a denomination, wherever they are.
    pub fn total_supply(&self, denom: &str) -> Uint128 {
        let answer = self.query::<SupplyResponse>(BankQuery::Supply { denom: denom.to_string() });
        answer.map(|a| a.amount.amount).unwrap_or_default()
    }

    /// The votes on a proposal.
    pub fn votes(&self, proposal: u64) -> Result<Vec<Vote>> {
        Ok(gov::votes(self.app.storage(), proposal)?)
    }
}
