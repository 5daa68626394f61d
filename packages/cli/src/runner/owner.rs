//! What owner and guardian do, and messages of any kind.

use serde_json::{json, Value};
use weir_chain::Chain;
use weir_interface::hub::{ExecuteMsg, Scope};
use weir_interface::registry;

use super::live::{Done, Live, Refused};
use super::setup;
use crate::scenario::{Action, Actor, Contract, Drain, Execute, Json, Pause, SetWeights};

impl<C: Chain> Live<'_, C> {
    /// An act of owner or guardian, if it is one.
    pub fn owner_act(&mut self, action: &Action) -> Option<Done> {
        let owner = |who: &Option<Actor>| named(who, "owner");
        Some(match action {
            Action::Drain(body) => self.drain(body),
            Action::SetWeights(body) => self.set_weights(body),
            Action::Pause(body) => self.pause(body),
            Action::Resume(body) => {
                let paused = self.rate().map(|r| r.paused);
                let msg = paused.map(|scopes| ExecuteMsg::Resume { scopes });
                msg.and_then(|msg| self.tell(&owner(&body.who), Contract::Hub, &msg, 0))
            }
            Action::ProposeOwner(body) => {
                let new_owner = self.suite.actor(&body.to.name);
                let action =
                    json!({ "transfer_ownership": { "new_owner": new_owner, "expiry": null } });
                let msg = json!({ "update_ownership": action });
                self.tell(&owner(&body.who), body.contract, &msg, 0)
            }
            Action::AcceptOwner(body) => {
                let msg = json!({ "update_ownership": "accept_ownership" });
                self.tell(&body.who.name, body.contract, &msg, 0)
            }
            Action::UpdateConfig(body) => {
                let json = self.resolved(&body.json);
                json.and_then(|json| {
                    let msg = json!({ "update_config": json });
                    self.tell(&owner(&body.who), body.contract, &msg, 0)
                })
            }
            Action::Execute(body) => self.execute(body),
            _ => return None,
        })
    }

    /// Any message to a contract.
    fn tell(
        &mut self,
        who: &str,
        contract: Contract,
        msg: &impl serde::Serialize,
        units: u128,
    ) -> Done {
        let address = self.address(contract);
        let done = self.suite.execute(who, &address, msg, units);
        done.map(|_| "done".to_owned()).map_err(|e| Refused(e.cause()))
    }

    /// A contract's address.
    pub fn address(&self, contract: Contract) -> cosmwasm_std::Addr {
        match contract {
            Contract::Hub => self.suite.hub.clone(),
            Contract::Token => self.suite.token.clone(),
            Contract::Registry => self.suite.registry.clone(),
            Contract::Distributor => self.suite.distributor.clone(),
            other => self.of_restaking(other).unwrap_or_else(|| self.suite.hub.clone()),
        }
    }

    /// A contract of restaking, where there is any.
    fn of_restaking(&self, contract: Contract) -> Option<cosmwasm_std::Addr> {
        let restaking = self.suite.restaking.as_ref()?;
        Some(match contract {
            Contract::Services => restaking.registry.clone(),
            Contract::Coordinator => restaking.coordinator.clone(),
            Contract::Fund => restaking.fund.clone(),
            Contract::Vault(index) => restaking.vaults.get(index)?.address.clone(),
            _ => return None,
        })
    }

    /// JSON of the scenario with addresses for names.
    pub fn resolved(&self, json: &Json) -> Result<Value, Refused> {
        let address = |name: &str| match name.strip_prefix("validator:") {
            Some(moniker) => {
                let found = self.scenario.validators.iter().position(|v| v.name == moniker);
                found.map(|index| self.operator(index))
            }
            None => Some(self.suite.actor(name).into_string()),
        };
        json.resolve(&address).map_err(|name| Refused(format!("nobody is called {name}")))
    }

    fn execute(&mut self, body: &Execute) -> Done {
        let msg = self.resolved(&body.msg)?;
        self.tell(&body.who.name, body.contract, &msg, body.funds.map_or(0, |a| a.0))
    }

    fn drain(&mut self, body: &Drain) -> Done {
        let index = match (&body.validator, body.slashed) {
            (Some(v), None) => v.index,
            (None, Some(true)) => {
                let nobody = || Refused("nobody signed twice".into());
                self.double_signer.ok_or_else(nobody)?
            }
            _ => return Err(Refused("either `validator` or `slashed = true` says who".into())),
        };
        let validator = self.operator(index);
        let name = self.moniker(&validator);
        let msg = registry::ExecuteMsg::DrainValidator { validator };
        self.tell(&named(&body.who, "owner"), Contract::Registry, &msg, 0).map(|_| name)
    }

    fn set_weights(&mut self, body: &SetWeights) -> Done {
        let weights = setup::weights(&body.weights, &self.scenario.validators);
        let weights = weights.into_iter().map(|(index, weight)| {
            let validator = self.operator(index);
            registry::Weight { validator, weight }
        });
        let msg = registry::ExecuteMsg::SetWeights { weights: weights.collect() };
        self.tell(&named(&body.who, "owner"), Contract::Registry, &msg, 0)
    }

    fn pause(&mut self, body: &Pause) -> Done {
        let scope = |name: &String| {
            let known: Result<Scope, _> = serde_json::from_value(Value::String(name.clone()));
            known.map_err(|_| Refused(format!("no scope is called {name}")))
        };
        let scopes = body.scopes.iter().map(scope).collect::<Result<Vec<_>, _>>()?;
        let seconds = body.hours.saturating_mul(3_600);
        let msg = ExecuteMsg::Pause { scopes, seconds };
        self.tell(&named(&body.who, "guardian"), Contract::Hub, &msg, 0)
    }
}

pub(super) fn named(who: &Option<Actor>, usual: &str) -> String {
    who.as_ref().map_or(usual, |a| a.name.as_str()).to_owned()
}
