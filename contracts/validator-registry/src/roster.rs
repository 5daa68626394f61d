//! All validators together: at most 128 rows, read at once, and only those that changed written back.

use std::collections::BTreeMap;

use cosmwasm_std::{Order, StdResult, Storage};
use weir_accounting::weights;
use weir_interface::registry::Standing;
use weir_json::Failure;

use crate::state::{Validator, VALIDATORS};
use crate::ContractError;

/// Every validator, by operator address.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roster(pub BTreeMap<String, Validator>);

impl Roster {
    /// Reads all rows.
    pub fn load(storage: &dyn Storage) -> StdResult<Self> {
        let rows = VALIDATORS.range(storage, None, None, Order::Ascending);
        Ok(Self(rows.collect::<Result<_, Failure>>()?))
    }

    /// Writes the rows that differ from `before`. Rows are removed by hand, one at a time.
    pub fn save_changes(&self, storage: &mut dyn Storage, before: &Self) {
        for (name, validator) in &self.0 {
            if before.0.get(name) != Some(validator) {
                VALIDATORS.save(storage, name, validator);
            }
        }
    }

    /// The row of one validator.
    pub fn get(&self, validator: &str) -> Result<&Validator, ContractError> {
        self.0.get(validator).ok_or_else(|| unknown(validator))
    }

    /// The row of one validator, to be changed.
    pub fn get_mut(&mut self, validator: &str) -> Result<&mut Validator, ContractError> {
        self.0.get_mut(validator).ok_or_else(|| unknown(validator))
    }

    /// Active validators.
    pub fn active(&self) -> impl Iterator<Item = (&String, &Validator)> {
        self.0.iter().filter(|(_, validator)| validator.standing == Standing::Active)
    }

    /// The total weight of active validators.
    pub fn total(&self) -> u128 {
        weights::total(self.active().map(|(_, validator)| validator.weight))
    }

    /// The weight that counts now: 0 unless the validator is active.
    pub fn active_weight(&self, validator: &str) -> u64 {
        let row = self.0.get(validator).filter(|row| row.standing == Standing::Active);
        row.map(|row| row.weight).unwrap_or_default()
    }

    /// The weight that counts now or when the validator is back: 0 when it is draining or unknown.
    pub fn lasting_weight(&self, validator: &str) -> u64 {
        let row = self.0.get(validator).filter(|row| row.standing != Standing::Draining);
        row.map(|row| row.weight).unwrap_or_default()
    }
}

fn unknown(validator: &str) -> ContractError {
    ContractError::Unknown { validator: validator.chars().take(128).collect() }
}
