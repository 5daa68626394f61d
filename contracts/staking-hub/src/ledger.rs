//! The ledger as it is stored: a list of what each delegation is worth, and the few rows that changed
//! since it was written, so that what changes one row does not pay for writing them all.

use cosmwasm_std::Storage;
use weir_json::Failure;
use weir_quantities::Assets;

use crate::state::{LEDGER, LEDGER_CHANGES};

/// Of so many rows one may lie beside the list.
const ROWS_PER_CHANGE: usize = 16;

/// The ledger as it is stored.
#[derive(Debug)]
pub struct Stored {
    amounts: Vec<Assets>,
    changes: Vec<(u32, Assets)>,
}

impl Stored {
    /// Reads it.
    ///
    /// # Errors
    /// Storage.
    pub fn load(storage: &dyn Storage) -> Result<Self, Failure> {
        let mut amounts = LEDGER.load(storage)?;
        let changes = LEDGER_CHANGES.may_load(storage)?.unwrap_or_default();
        for (row, assets) in &changes {
            if let Some(entry) = amounts.get_mut(*row as usize) {
                *entry = *assets;
            }
        }
        Ok(Self { amounts, changes })
    }

    /// What each delegation is worth, in the order of the roster.
    pub fn amounts(&self) -> &[Assets] {
        &self.amounts
    }

    /// Writes what the same delegations are worth now, if that is something else: the changed rows
    /// while they are few, else the list anew.
    pub fn replace(&mut self, storage: &mut dyn Storage, amounts: Vec<Assets>) {
        if amounts == self.amounts {
            return;
        }
        let had_changes = !self.changes.is_empty();
        for (row, (assets, before)) in (0u32..).zip(amounts.iter().zip(&self.amounts)) {
            if assets != before {
                match self.changes.iter_mut().find(|(changed, _)| *changed == row) {
                    Some((_, changed)) => *changed = *assets,
                    None => self.changes.push((row, *assets)),
                }
            }
        }
        if self.changes.len().saturating_mul(ROWS_PER_CHANGE) <= amounts.len() {
            LEDGER_CHANGES.save(storage, &self.changes);
        } else {
            self.list(storage, &amounts, had_changes);
        }
        self.amounts = amounts;
    }

    /// Writes the list anew, of as many delegations as there are now.
    pub fn write(&mut self, storage: &mut dyn Storage, amounts: Vec<Assets>) {
        self.list(storage, &amounts, !self.changes.is_empty());
        self.amounts = amounts;
    }

    /// Taking away changes that are not there is paid for as well.
    fn list(&mut self, storage: &mut dyn Storage, amounts: &Vec<Assets>, had_changes: bool) {
        LEDGER.save(storage, amounts);
        if had_changes {
            LEDGER_CHANGES.remove(storage);
        }
        self.changes = vec![];
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]
mod tests {
    use cosmwasm_std::testing::MockStorage;
    use proptest::prelude::*;
    use weir_quantities::Assets;

    use super::Stored;
    use crate::state::{LEDGER, LEDGER_CHANGES};

    fn assets(amounts: &[u8]) -> Vec<Assets> {
        amounts.iter().map(|units| Assets::new((*units).into())).collect()
    }

    fn born(storage: &mut MockStorage, amounts: &Vec<Assets>) -> Stored {
        LEDGER.save(storage, amounts);
        Stored::load(storage).unwrap()
    }

    proptest! {
        /// Whatever is written is read, by who wrote it and by who comes after him; what lies beside
        /// the list is little; and one changed row of sixteen leaves the list alone.
        #[test]
        fn what_was_written_is_read(
            begin in prop::collection::vec(0u8..4, 0..70),
            steps in prop::collection::vec(
                (any::<bool>(), prop::collection::vec((any::<prop::sample::Index>(), 0u8..4), 0..9)),
                1..20,
            ),
        ) {
            let mut storage = MockStorage::new();
            let mut amounts = assets(&begin);
            let mut stored = born(&mut storage, &amounts);
            for (anew, step) in steps {
                if anew {
                    stored = Stored::load(&storage).unwrap();
                }
                for (row, units) in &step {
                    if !amounts.is_empty() {
                        amounts[row.index(begin.len())] = Assets::new((*units).into());
                    }
                }
                stored.replace(&mut storage, amounts.clone());
                prop_assert_eq!(stored.amounts(), &amounts[..]);
                prop_assert_eq!(Stored::load(&storage).unwrap().amounts, amounts.clone());
                let beside = LEDGER_CHANGES.may_load(&storage).unwrap().unwrap_or_default();
                prop_assert!(beside.len() * 16 <= amounts.len(), "{beside:?}");
            }
            // Other delegations, more or fewer and worth something else: of the changes nothing stays.
            for count in [amounts.len() + 1, amounts.len() / 2] {
                let others: Vec<_> = (0..count).map(|row| Assets::new(row as u128 + 7)).collect();
                stored.write(&mut storage, others.clone());
                prop_assert_eq!(stored.amounts(), &others[..]);
                prop_assert_eq!(Stored::load(&storage).unwrap().amounts, others);
                prop_assert_eq!(LEDGER_CHANGES.may_load(&storage).unwrap(), None);
            }
        }
    }

    #[test]
    fn one_changed_row_of_sixteen_leaves_the_list_alone() {
        for (rows, listed) in [(15, 9), (16, 1)] {
            let mut storage = MockStorage::new();
            let mut amounts = assets(&vec![1; rows]);
            let mut stored = born(&mut storage, &amounts);
            amounts[3] = Assets::new(9);
            stored.replace(&mut storage, amounts);
            assert_eq!(LEDGER.load(&storage).unwrap()[3], Assets::new(listed), "{rows}");
        }
    }
}
