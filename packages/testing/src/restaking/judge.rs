//! What must hold of every vault that an action touched.

use std::rc::Rc;

use cosmwasm_std::{Addr, Event};
use cw_multi_test::AppResponse;
use weir_chain::Chain;
use weir_interface::restaking::Asset;
use weir_quantities::Time;
use weir_restaking_vault::state::POSITIONS;

use super::{invariants, Invariant, Place, Step, VaultState};
use crate::read::key_of;
use crate::{Refusal, Suite, Violation};

impl<C: Chain> Suite<C> {
    /// Looks at the vaults after an action that was in a block of time `at`: at those it touched, or
    /// at all of them after a refusal.
    pub(crate) fn judge_vaults(
        &mut self,
        kind: &str,
        at: u64,
        outcome: Result<&AppResponse, &Refusal>,
    ) {
        let Some(mut restaking) = self.restaking.take() else { return };
        let mut broken = vec![];
        for place in &mut restaking.vaults {
            if outcome.is_ok_and(|answer| !touches(answer, &place.address)) {
                continue;
            }
            let before = VaultState { wall: Time::new(at), ..place.last.clone() };
            let after = self.read_vault(place, at);
            place.last = after.clone();
            let events = outcome.ok().map(|answer| told_by(answer, &place.address));
            let history = Rc::clone(&place.history);
            let step = Step { kind: kind.to_string(), before, after, events, history };
            for Invariant { name, check } in invariants::ALL {
                *self.checked.entry(name).or_default() += 1;
                if let Err(detail) = check(&step) {
                    let detail = format!("vault {}: {detail}", place.name);
                    broken.push(Violation { invariant: name, after: kind.to_string(), at, detail });
                }
            }
            place.note(step, restaking.steps.as_mut());
        }
        self.restaking = Some(restaking);
        self.note(broken);
    }

    /// A vault as it is in a block of time `at`.
    fn read_vault(&self, place: &Place, at: u64) -> VaultState {
        let storage = self.storage_of(&place.address);
        let held = self.holds(&place.asset, &place.address);
        VaultState::read(&*storage, Time::new(at), held, place.given)
    }

    /// A vault as it is now.
    pub fn vault_state(&self, vault: usize) -> VaultState {
        self.read_vault(&self.restaking().vaults[vault], self.now())
    }

    /// Active shares that somebody has in a vault.
    pub fn active_in(&self, vault: usize, name: &str) -> u128 {
        let storage = self.storage_of(&self.restaking().vaults[vault].address);
        let held = POSITIONS.may_load(&*storage, &key_of(&self.actor(name))).unwrap();
        held.unwrap_or_default().shares.u128()
    }

    /// What an account has of an asset.
    pub fn holds(&self, asset: &Asset, account: &Addr) -> u128 {
        match asset {
            Asset::Native { denom } => self.chain.balance(account, denom).u128(),
            Asset::Cw20 { address } => {
                let storage = self.storage_of(&Addr::unchecked(address));
                let held = cw20_base::state::BALANCES.may_load(&*storage, account).unwrap();
                held.unwrap_or_default().u128()
            }
        }
    }

    /// Units of an asset that were given to an account for nothing, if it is a vault of that asset.
    pub(crate) fn note_gift_to_vault(&mut self, account: &str, asset: &Asset, units: u128) {
        let vaults = self.restaking.iter_mut().flat_map(|restaking| &mut restaking.vaults);
        for place in vaults.filter(|one| one.address.as_str() == account && one.asset == *asset) {
            place.given += units;
        }
    }
}

impl Place {
    /// Keeps what is needed to judge later steps.
    fn note(&mut self, step: Step, steps: Option<&mut Vec<Step>>) {
        let (before, after) = (step.before.clone(), step.after.clone());
        let events = step.events.clone().unwrap_or_default();
        // The step shares the history: where none is kept, it is let go before the history grows.
        match steps {
            Some(steps) => steps.push(step),
            None => drop(step),
        }
        let history = Rc::make_mut(&mut self.history);
        history.note_announcements(&before, &events);
        if before != after {
            history.note(&after);
        }
    }
}

/// Whether anything in an answer names an account.
pub(super) fn touches(answer: &AppResponse, account: &Addr) -> bool {
    let all = answer.events.iter().flat_map(|event| &event.attributes);
    all.into_iter().any(|attribute| attribute.value == account.as_str())
}

/// What a contract told.
fn told_by(answer: &AppResponse, contract: &Addr) -> Vec<Event> {
    let by = |event: &&Event| {
        let own = event.attributes.iter().filter(|one| one.key == "_contract_address");
        own.into_iter().any(|one| one.value == contract.as_str())
    };
    answer.events.iter().filter(by).cloned().collect()
}
