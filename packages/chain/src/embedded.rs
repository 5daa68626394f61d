//! The chain in this process.

use cosmwasm_std::{Addr, Binary, BlockInfo, CosmosMsg, Storage, Uint128, WasmQuery};
use cw_multi_test::AppResponse;
use embedded_chain::{
    ChainError, DelegationView, EmbeddedChain, Params, SlashOutcome, UnbondingEntry, Validator,
};

use crate::{Chain, Event, EventKind};

impl Chain for EmbeddedChain {
    fn block(&self) -> BlockInfo {
        Self::block(self)
    }

    fn advance_block(&mut self, seconds: u64) {
        Self::advance_block(self, seconds);
    }

    fn account(&self, name: &str) -> Addr {
        Self::account(self, name)
    }

    fn operator_address(&self, name: &str) -> String {
        Self::operator_address(self, name)
    }

    fn execute(&mut self, sender: &Addr, msgs: Vec<CosmosMsg>) -> anyhow::Result<Vec<AppResponse>> {
        Self::execute_multi(self, sender, msgs)
    }

    fn query_smart(&self, contract: &Addr, msg: Binary) -> anyhow::Result<Binary> {
        let contract_addr = contract.to_string();
        Self::query_raw(self, WasmQuery::Smart { contract_addr, msg })
    }

    fn storage(&self, contract: &Addr) -> Box<dyn Storage + '_> {
        self.app().contract_storage(contract)
    }

    fn balance(&self, account: &Addr, denom: &str) -> Uint128 {
        Self::balance(self, account, denom)
    }

    fn total_supply(&self, denom: &str) -> Uint128 {
        Self::total_supply(self, denom)
    }

    fn params(&self) -> Params {
        Self::params(self)
    }

    fn validators(&self) -> Result<Vec<Validator>, ChainError> {
        Self::validators(self)
    }

    fn validator(&self, operator: &str) -> Result<Validator, ChainError> {
        Self::validator(self, operator)
    }

    fn delegations(&self, delegator: &Addr) -> Result<Vec<DelegationView>, ChainError> {
        Self::delegations(self, delegator)
    }

    fn delegation(
        &self,
        delegator: &Addr,
        operator: &str,
    ) -> Result<Option<DelegationView>, ChainError> {
        Self::delegation(self, delegator, operator)
    }

    fn unbonding_entries(&self, delegator: &Addr) -> Result<Vec<UnbondingEntry>, ChainError> {
        Self::unbonding_entries(self, delegator)
    }

    fn can(&self, _: EventKind) -> bool {
        true
    }

    fn happen(&mut self, event: Event) -> Result<Option<SlashOutcome>, ChainError> {
        match event {
            Event::Slashed { validator, height, fraction } => {
                return self.slash(&validator, height, fraction).map(Some)
            }
            Event::DoubleSigned { validator, height, fraction } => {
                return self.double_sign(&validator, height, fraction)
            }
            Event::WentDown { validator } => return self.downtime(&validator).map(Some),
            Event::Funded { account, coins } => self.mint(&account, coins),
            Event::Rewarded { validator, units } => {
                let coin = self.bond_coin(units);
                self.reward_validator(&validator, vec![coin])
            }
            Event::Governed(params) => self.set_params(|now| *now = *params),
            Event::Jailed { validator } => self.jail(&validator),
            Event::Tombstoned { validator } => self.tombstone(&validator),
            Event::Unjailed { validator } => self.unjail(&validator),
            Event::CommissionSet { validator, rate, forced: true } => {
                self.force_commission(&validator, rate)
            }
            Event::CommissionSet { validator, rate, forced: false } => {
                self.set_commission(&validator, rate)
            }
            Event::EntryHeld { delegator, validator, id, held: true } => {
                self.hold_entry(&delegator, &validator, id)
            }
            Event::EntryHeld { delegator, validator, id, held: false } => {
                self.release_entry(&delegator, &validator, id)
            }
            Event::DistributionBroken { validator, fault: Some(fault) } => {
                self.break_distribution(&validator, fault)
            }
            Event::DistributionBroken { validator, fault: None } => {
                self.repair_distribution(&validator)
            }
            Event::Unreadable { validator, what } => self.unreadable(&validator, what),
        }
        .map(|()| None)
    }
}
