//! The chain in this process.

use cosmwasm_std::{
    from_json, Addr, Binary, BlockInfo, CodeInfoResponse, CosmosMsg, Decimal, Storage, Uint128,
    WasmQuery,
};
use cw_multi_test::AppResponse;
use embedded_chain::{
    ChainError, ChainEvent, DelegationView, EmbeddedChain, Params, SlashOutcome, UnbondingEntry,
    Validator,
};

use crate::downtime::{short_window, DOWNTIME_BLOCKS};
use crate::{Chain, Event, EventKind};

impl Chain for EmbeddedChain {
    fn block(&self) -> BlockInfo {
        Self::block(self)
    }

    fn advance_block(&mut self, seconds: u64) -> anyhow::Result<()> {
        Self::advance_block(self, seconds);
        Ok(())
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

    fn code_hash(&self, code_id: u64) -> anyhow::Result<[u8; 32]> {
        let answer = Self::query_raw(self, WasmQuery::CodeInfo { code_id })?;
        let info: CodeInfoResponse = from_json(answer)?;
        Ok(info.checksum.as_slice().try_into()?)
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
            Event::DoubleSigned { validator, height, fraction }
                if self.has_block_per_transaction() =>
            {
                double_sign_in_a_block(self, &validator, height, fraction)
            }
            Event::WentDown { validator } if self.has_block_per_transaction() => {
                go_down(self, &validator).map(Some)
            }
            other => {
                let done = happen_now(self, other);
                // as the transaction, or the voting's end, by which it would happen
                self.end_transaction();
                done
            }
        }
    }
}

/// Has it happen in the block that is open.
fn happen_now(chain: &mut EmbeddedChain, event: Event) -> Result<Option<SlashOutcome>, ChainError> {
    match event {
        Event::Slashed { validator, height, fraction } => {
            return chain.slash(&validator, height, fraction).map(Some)
        }
        Event::DoubleSigned { validator, height, fraction } => {
            return chain.double_sign(&validator, height, fraction)
        }
        Event::WentDown { validator } => return chain.downtime(&validator).map(Some),
        Event::Funded { account, coins } => chain.mint(&account, coins),
        Event::Rewarded { validator, units } => {
            let coin = chain.bond_coin(units);
            chain.reward_validator(&validator, vec![coin])
        }
        Event::Governed(params) => chain.set_params(|now| *now = *params),
        Event::Jailed { validator } => chain.jail(&validator),
        Event::Tombstoned { validator } => chain.tombstone(&validator),
        Event::Unjailed { validator } => chain.unjail(&validator),
        Event::CommissionSet { validator, rate, forced: true } => {
            chain.force_commission(&validator, rate)
        }
        Event::CommissionSet { validator, rate, forced: false } => {
            chain.set_commission(&validator, rate)
        }
        Event::EntryHeld { delegator, validator, id, held: true } => {
            chain.hold_entry(&delegator, &validator, id)
        }
        Event::EntryHeld { delegator, validator, id, held: false } => {
            chain.release_entry(&delegator, &validator, id)
        }
        Event::DistributionBroken { validator, fault: Some(fault) } => {
            chain.break_distribution(&validator, fault)
        }
        Event::DistributionBroken { validator, fault: None } => {
            chain.repair_distribution(&validator)
        }
        Event::Unreadable { validator, what } => chain.unreadable(&validator, what),
    }
    .map(|()| None)
}

/// Runs something under other parameters, each change at the end of a block.
fn under<T>(
    chain: &mut EmbeddedChain,
    params: Params,
    act: impl FnOnce(&mut EmbeddedChain) -> Result<T, ChainError>,
) -> Result<T, ChainError> {
    let usual = chain.params();
    if params == usual {
        return act(chain);
    }
    chain.set_params(|now| *now = params)?;
    chain.end_transaction();
    let done = act(chain);
    chain.set_params(|now| *now = usual)?;
    chain.end_transaction();
    done
}

/// Evidence comes in a block of its own, and is of a block before it.
fn double_sign_in_a_block(
    chain: &mut EmbeddedChain,
    validator: &str,
    height: u64,
    fraction: Option<Decimal>,
) -> Result<Option<SlashOutcome>, ChainError> {
    let mut params = chain.params();
    params.slash_fraction_double_sign = fraction.unwrap_or(params.slash_fraction_double_sign);
    let height = height.min(chain.block().height.saturating_sub(1));
    under(chain, params, |chain| {
        let done = chain.double_sign(validator, height, None);
        chain.end_transaction();
        done
    })
}

/// A validator misses as many blocks as a short window forgives, and one more: from the first block
/// on that has the window.
fn go_down(chain: &mut EmbeddedChain, validator: &str) -> Result<SlashOutcome, ChainError> {
    chain.miss_blocks(validator, DOWNTIME_BLOCKS)?;
    let seen = chain.events().len();
    let params = short_window(chain.params());
    under(chain, params, |chain| {
        for _ in 0..DOWNTIME_BLOCKS {
            let burnt = chain.events().into_iter().skip(seen).find_map(|event| match event {
                ChainEvent::Slashed { validator: slashed, burnt, .. } if slashed == validator => {
                    Some(burnt)
                }
                _ => None,
            });
            chain.end_transaction();
            if let Some(from_validator) = burnt {
                return Ok(SlashOutcome { from_validator, ..SlashOutcome::default() });
            }
        }
        Err(ChainError::Std(format!("{validator} is not in the set and misses nothing")))
    })
}
