//! What holders, operators, services and everybody else do, in short.

use cosmwasm_std::Decimal;
use weir_accounting::vault::WHOLE;
use weir_interface::vault::{ExecuteMsg, Links};
use weir_quantities::Magnitude;

use crate::world::{typed, Outcome};
use crate::World;

impl World {
    /// A message to a vault.
    pub fn vault(&mut self, who: &str, vault: usize, msg: &ExecuteMsg) -> Outcome {
        typed(self.suite.vault_call(who, vault, msg))
    }

    /// Enters.
    pub fn deposit(&mut self, who: &str, vault: usize, units: u128) -> Outcome {
        typed(self.suite.deposit(who, vault, units))
    }

    /// Adds to the bond.
    pub fn add_bond(&mut self, who: &str, vault: usize, units: u128) -> Outcome {
        typed(self.suite.add_bond(who, vault, units))
    }

    /// Sends the asset for nothing.
    pub fn give(&mut self, who: &str, vault: usize, units: u128) {
        drop(self.suite.give_to_vault(who, vault, units));
    }

    /// Puts shares on their way out.
    pub fn exit(&mut self, who: &str, vault: usize, shares: u128) -> Outcome {
        typed(self.suite.request_exit(who, vault, shares))
    }

    /// Makes queued shares active again.
    pub fn cancel(&mut self, who: &str, vault: usize, bucket: u64) -> Outcome {
        typed(self.suite.cancel_exit(who, vault, bucket))
    }

    /// Fetches what has matured.
    pub fn claim(&mut self, who: &str, vault: usize) -> Outcome {
        typed(self.suite.claim_exit(who, vault))
    }

    /// Does what the clock decided.
    pub fn settle(&mut self, vault: usize) -> Outcome {
        typed(self.suite.settle(vault))
    }

    /// The operator promises a share of the vault's magnitude, in percent.
    pub fn announce(&mut self, vault: usize, service: u64, version: u64, percent: u128) -> Outcome {
        typed(self.suite.announce(vault, service, version, part(percent)))
    }

    /// The operator lowers a promise to a share of the vault's magnitude, in percent.
    pub fn lower(&mut self, vault: usize, service: u64, percent: u128) -> Outcome {
        typed(self.suite.lower(vault, service, part(percent)))
    }

    /// A promise that is in force.
    pub fn commit(&mut self, vault: usize, service: u64, percent: u128) {
        self.announce(vault, service, 1, percent).unwrap();
        self.pass(crate::NOTICE);
        self.settle(vault).unwrap();
        self.pass(1);
    }

    /// The slasher asks. Answers the id of the request.
    pub fn request(
        &mut self,
        vault: usize,
        service: u64,
        bps: u64,
        infraction_time: u64,
    ) -> anyhow::Result<u64> {
        let (slasher, fraction) = (format!("slasher{service}"), Decimal::bps(bps));
        let came = self.suite.request_slash(&slasher, vault, service, fraction, infraction_time);
        let response = typed(came)?;
        let told =
            response.events.iter().find(|one| one.ty == "wasm-weir_coordinator_slash_requested");
        let id = told.unwrap().attributes.iter().find(|attribute| attribute.key == "id").unwrap();
        Ok(id.value.parse()?)
    }

    /// The council ends a request.
    pub fn veto(&mut self, id: u64) -> Outcome {
        typed(self.suite.veto(id))
    }

    /// The council lets a request be executed.
    pub fn approve(&mut self, id: u64) -> Outcome {
        typed(self.suite.approve(id))
    }

    /// Anyone executes. What the clock decided is done before, so that the slash is seen alone.
    pub fn execute(&mut self, vault: usize, id: u64) -> Outcome {
        self.settle(vault)?;
        typed(self.suite.execute_slash(id))
    }

    /// Anyone ends a request whose time is over.
    pub fn end(&mut self, id: u64) -> Outcome {
        typed(self.suite.end_request(id))
    }

    /// Anyone makes the vault forget a request.
    pub fn end_at_vault(&mut self, vault: usize, id: u64) -> Outcome {
        typed(self.suite.end_at_vault(vault, id))
    }

    /// Fetches what a service has slashed.
    pub fn fetch(&mut self, who: &str, vault: usize, service: u64, version: u64) -> Outcome {
        typed(self.suite.claim_slashed(who, vault, service, version))
    }

    /// The contracts that vaults were made to work with.
    pub fn links(&self) -> Links {
        Links {
            coordinator: self.coordinator.to_string(),
            distributor: self.distributor.to_string(),
            fund: Some(self.fund.to_string()),
            hub: Some(self.suite.hub.to_string()),
            treasury: self.actor("treasury").into(),
        }
    }

    /// Vault 0 works with others once their notice is over.
    pub fn relink(&mut self, links: Links) {
        self.vault("owner", 0, &ExecuteMsg::SetLinks { links }).unwrap();
        self.pass(crate::NOTICE);
        self.settle(0).unwrap();
        self.pass(1);
    }

    /// The operator takes some of his bond out.
    pub fn request_bond_exit(&mut self, vault: usize, units: u128) -> Outcome {
        typed(self.suite.request_bond_exit(vault, units))
    }
}

/// Percent of a vault's whole magnitude.
fn part(percent: u128) -> Magnitude {
    Magnitude::new(WHOLE.u128() * percent / 100)
}
