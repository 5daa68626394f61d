//! The world itself: who is where, and what every action goes through.

use std::collections::BTreeMap;

use cosmwasm_std::{
    coin, from_json, to_json_binary, Addr, BankMsg, Binary, Coin, CosmosMsg, WasmMsg,
};
use embedded_chain::EmbeddedChain;
use serde::de::DeserializeOwned;
use serde::Serialize;
use weir_chain::{Chain, Event};
use weir_interface::hub::{ConfigResponse, QueryMsg};
use weir_interface::restaking::Asset;
use weir_interface::token;

use crate::builder::{account, operator};
use crate::invariants::{self, Context, Violation};
use crate::{Outcome, Refusal, Restaking, Snapshot, SuiteBuilder};

/// A chain with Weir on it: the embedded one unless told otherwise.
pub struct Suite<C = EmbeddedChain> {
    /// The chain.
    pub chain: C,
    /// The hub.
    pub hub: Addr,
    /// The token.
    pub token: Addr,
    /// The registry.
    pub registry: Addr,
    /// The distributor.
    pub distributor: Addr,
    /// The staking coin.
    pub denom: String,
    /// Names of the validators, in the order in which they were named.
    pub validators: Vec<String>,
    /// Coins sent to the hub for nothing, tokens sent to it likewise.
    pub gifts: Gifts,
    /// What came into the hub and left it.
    pub flows: Flows,
    /// Actions accepted and refused, by kind.
    pub counts: BTreeMap<String, (u64, u64)>,
    /// Violations of invariants, when they are noted instead of panicking.
    pub violations: Vec<Violation>,
    /// How often each invariant was checked.
    pub checked: BTreeMap<&'static str, u64>,
    /// Every action with what came of it, when a journal is kept; whoever reads it may empty it.
    pub journal: Option<Vec<Entry>>,
    /// Whether keepers act while time passes.
    pub keepers: bool,
    /// Service registry, coordinator, fund and vaults, where restaking has begun.
    pub restaking: Option<Restaking>,
    /// What the world looked like after the last action.
    pub(crate) last: Snapshot,
    pub(crate) checks: bool,
    pub(crate) panics: bool,
}

/// One action and what came of it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The time of its block.
    pub time: u64,
    /// The height of its block.
    pub height: u64,
    /// Who acted, by name.
    pub sender: String,
    /// What kind of action it was.
    pub kind: String,
    /// The answer's events, or why it was refused.
    pub outcome: Result<Vec<cosmwasm_std::Event>, String>,
}

/// What was given away to the hub.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gifts {
    /// Units of the staking coin.
    pub coins: u128,
    /// Units of the token.
    pub shares: u128,
    /// Parts settled: each may leave a unit.
    pub settled_short: u128,
    /// Shortfalls that are paid no more: what the chain held longer may still come.
    pub forgotten: u128,
    /// Shares minted at birth for nobody.
    pub dead: u128,
}

/// What came into the hub and left it, by its own events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flows {
    /// Coins bonded, covered and added as rewards.
    pub came: u128,
    /// Coins withdrawn, redeemed at once and swept.
    pub left: u128,
    /// Of those that came, what users paid.
    pub put_in: u128,
    /// Of those that left, what users got.
    pub taken_out: u128,
    /// Messages about delegations: each may lose or leave a unit.
    pub acts: u128,
    /// Requests made and moved: each may leave a unit.
    pub requests: u64,
}

impl Default for Suite {
    fn default() -> Self {
        Self::new()
    }
}

impl Suite {
    /// The default world.
    pub fn new() -> Self {
        SuiteBuilder::default().build()
    }

    /// How to make another.
    pub fn builder() -> SuiteBuilder {
        SuiteBuilder::default()
    }
}

impl<C: Chain> Suite<C> {
    pub(crate) fn begin(chain: C, hub: Addr, builder: SuiteBuilder) -> anyhow::Result<Self> {
        let config: ConfigResponse = chain.query_contract(&hub, &QueryMsg::Config {})?;
        let last = Snapshot::default();
        let mut suite = Self {
            chain,
            hub,
            token: Addr::unchecked(config.stake_token),
            registry: Addr::unchecked(config.registry),
            distributor: Addr::unchecked(config.distributor),
            denom: builder.denom,
            validators: builder.validators,
            gifts: Gifts::default(),
            flows: Flows::default(),
            counts: BTreeMap::new(),
            violations: vec![],
            checked: BTreeMap::new(),
            journal: builder.journal.then(Vec::new),
            keepers: true,
            restaking: None,
            last,
            checks: builder.checks,
            panics: builder.panics,
        };
        suite.last = Snapshot::take(&suite);
        suite.gifts.dead = suite.last.tokens.u128();
        Ok(suite)
    }

    /// The address of an actor by name.
    pub fn actor(&self, name: &str) -> Addr {
        match name {
            "hub" => self.hub.clone(),
            "token" => self.token.clone(),
            "registry" => self.registry.clone(),
            "distributor" => self.distributor.clone(),
            name => {
                let known = self.restaking.as_ref().and_then(|restaking| restaking.address(name));
                known.cloned().unwrap_or_else(|| account(&self.chain, name))
            }
        }
    }

    /// The operator address of a validator by name.
    pub fn operator(&self, validator: &str) -> String {
        operator(&self.chain, validator)
    }

    /// The same, of several.
    pub fn operators(&self, validators: &[&str]) -> Vec<String> {
        validators.iter().map(|name| self.operator(name)).collect()
    }

    /// Gives an actor coins out of nothing.
    pub fn fund(&mut self, name: &str, units: u128) {
        let actor = self.actor(name);
        let coins = vec![coin(units, &self.denom)];
        self.chain.happen(Event::Funded { account: actor, coins }).unwrap();
    }

    /// A contract's message by anyone, with the staking coin. Invariants are checked after it.
    pub fn execute<T: Serialize>(
        &mut self,
        sender: &str,
        contract: &Addr,
        msg: &T,
        units: u128,
    ) -> Outcome {
        let funds = match units {
            0 => vec![],
            units => vec![coin(units, &self.denom)],
        };
        self.execute_raw(sender, contract, to_json_binary(msg).unwrap(), funds)
    }

    /// A contract's message as bytes, with any coins.
    pub fn execute_raw(
        &mut self,
        sender: &str,
        contract: &Addr,
        msg: Binary,
        funds: Vec<Coin>,
    ) -> Outcome {
        let kind = kind_of(&msg);
        let msg = WasmMsg::Execute { contract_addr: contract.to_string(), msg, funds };
        self.act(sender, &kind, msg.into())
    }

    /// Several messages of one sender in one transaction: all or none.
    pub fn transaction(&mut self, sender: &str, msgs: Vec<CosmosMsg>) -> Result<(), Refusal> {
        let sender = self.actor(sender);
        let sent = msgs.clone();
        let answers = self.chain.execute(&sender, msgs).map_err(Refusal::new)?;
        let at = self.now();
        sent.iter().for_each(|msg| self.note_gift(msg));
        let joined = cw_multi_test::AppResponse {
            events: answers.into_iter().flat_map(|answer| answer.events).collect(),
            ..Default::default()
        };
        self.check("transaction", at, None, Ok(&joined));
        Ok(())
    }

    /// Any message as a transaction, counted under its kind; invariants are checked after it. What
    /// the actor `council` does is sent by its member through the contract.
    pub fn act(&mut self, sender: &str, kind: &str, msg: CosmosMsg) -> Outcome {
        let sent = msg.clone();
        let (address, msg) = match (sender, &self.restaking) {
            ("council", Some(_)) => (self.actor("member"), self.by_council(msg)),
            _ => (self.actor(sender), msg),
        };
        let outcome = match self.chain.execute(&address, vec![msg]) {
            Ok(answers) => Ok(answers.into_iter().next().unwrap_or_default()),
            Err(refused) => Err(Refusal::new(refused)),
        };
        // Where blocks come by themselves, the one that has it is of a later time.
        let at = self.now();
        self.write_down(sender, kind, &outcome);
        let count = self.counts.entry(kind.to_string()).or_default();
        match &outcome {
            Ok(_) => count.0 += 1,
            Err(_) => count.1 += 1,
        }
        if outcome.is_ok() {
            self.note_gift(&sent);
        }
        self.check(kind, at, Some(&sent), outcome.as_ref());
        outcome
    }

    fn write_down(&mut self, sender: &str, kind: &str, outcome: &Outcome) {
        let block = self.chain.block();
        let Some(journal) = &mut self.journal else { return };
        let outcome = match outcome {
            Ok(answer) => Ok(answer.events.clone()),
            Err(refusal) => Err(refusal.cause()),
        };
        let (time, height) = (block.time.seconds(), block.height);
        let (sender, kind) = (sender.to_string(), kind.to_string());
        journal.push(Entry { time, height, sender, kind, outcome });
    }

    /// A query of any contract.
    pub fn query<T: DeserializeOwned>(
        &self,
        contract: &Addr,
        msg: &impl Serialize,
    ) -> anyhow::Result<T> {
        self.chain.query_contract(contract, msg)
    }

    /// Looks at the world again: after time has passed, or the chain did something by itself.
    pub fn look(&mut self, kind: &str) {
        if !self.checks {
            return;
        }
        let after = Snapshot::take(self);
        let before = std::mem::replace(&mut self.last, after);
        self.judge(kind, &before, None, None, invariants::AT_REST);
    }

    /// Coins or shares that a message gave to the hub, or to a vault, for nothing.
    fn note_gift(&mut self, msg: &CosmosMsg) {
        self.note_gift_to_a_vault(msg);
        match msg {
            CosmosMsg::Bank(BankMsg::Send { to_address, amount })
                if to_address == self.hub.as_str() =>
            {
                let coins = amount.iter().filter(|coin| coin.denom == self.denom);
                let units: u128 = coins.map(|coin| coin.amount.u128()).sum();
                self.gifts.coins += units;
                self.flows.came += units;
            }
            CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, .. })
                if contract_addr == self.token.as_str() =>
            {
                let given = match from_json(msg) {
                    Ok(
                        token::ExecuteMsg::Transfer { recipient, amount }
                        | token::ExecuteMsg::TransferFrom { recipient, amount, .. },
                    ) if recipient == self.hub.as_str() => amount.u128(),
                    _ => 0,
                };
                self.gifts.shares += given;
            }
            _ => {}
        }
    }

    fn note_gift_to_a_vault(&mut self, msg: &CosmosMsg) {
        match msg {
            CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => {
                for Coin { denom, amount } in amount {
                    let asset = Asset::Native { denom: denom.clone() };
                    self.note_gift_to_vault(to_address, &asset, amount.u128());
                }
            }
            CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, .. }) => {
                let asset = Asset::Cw20 { address: contract_addr.clone() };
                if let Ok(
                    token::ExecuteMsg::Transfer { recipient, amount }
                    | token::ExecuteMsg::TransferFrom { recipient, amount, .. },
                ) = from_json(msg)
                {
                    self.note_gift_to_vault(&recipient, &asset, amount.u128());
                }
            }
            _ => {}
        }
    }

    fn check(
        &mut self,
        kind: &str,
        at: u64,
        msg: Option<&CosmosMsg>,
        outcome: Result<&cw_multi_test::AppResponse, &Refusal>,
    ) {
        if !self.checks {
            return;
        }
        let after = Snapshot::take(self);
        self.gifts.note(outcome, self.last.owed.shortfall, after.owed.shortfall);
        self.flows.note(outcome);
        let before = std::mem::replace(&mut self.last, after);
        let set = match outcome {
            Ok(_) => invariants::AFTER_AN_ACTION,
            Err(_) => invariants::AFTER_A_REFUSAL,
        };
        self.judge(kind, &before, msg, outcome.ok(), set);
        self.judge_vaults(kind, at, outcome);
        self.judge_around(kind, at, outcome);
    }

    fn judge(
        &mut self,
        kind: &str,
        before: &Snapshot,
        msg: Option<&CosmosMsg>,
        response: Option<&cw_multi_test::AppResponse>,
        set: &[invariants::Invariant],
    ) {
        let mut broken = vec![];
        for invariant in set.iter().chain(invariants::ALWAYS) {
            let context =
                Context { kind, before, after: &self.last, msg, response, gifts: &self.gifts };
            *self.checked.entry(invariant.name).or_default() += 1;
            if let Err(detail) = (invariant.check)(&context) {
                broken.push(Violation {
                    invariant: invariant.name,
                    after: kind.to_string(),
                    at: self.last.now.u64(),
                    detail,
                });
            }
        }
        self.note(broken);
    }

    /// Checks what takes long: every balance, every request, every batch.
    pub fn check_everything(&mut self) {
        let mut broken = vec![];
        for (name, check) in invariants::everything() {
            *self.checked.entry(name).or_default() += 1;
            if let Err(detail) = check(self) {
                broken.push(Violation {
                    invariant: name,
                    after: "check_everything".to_string(),
                    at: self.now(),
                    detail,
                });
            }
        }
        self.note(broken);
    }

    pub(crate) fn note(&mut self, broken: Vec<Violation>) {
        if let (Some(first), true) = (broken.first(), self.panics) {
            panic!("{first}");
        }
        self.violations.extend(broken);
    }
}

/// The top-level key of a message: its kind.
pub(crate) fn kind_of(msg: &Binary) -> String {
    from_json::<serde_json::Value>(msg)
        .ok()
        .and_then(|value| value.as_object().and_then(|map| map.keys().next().cloned()))
        .unwrap_or_else(|| "malformed".to_string())
}
