//! A chain with the suite on it that answers as a node, and does not where a test says so.
#![allow(dead_code, reason = "not every test needs all")]

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use cosmwasm_std::{coin, BankMsg, CosmosMsg, Decimal, WasmMsg};
use serde_json::Value;
use weir_chain::Chain;
use weir_cli::keeper::{Addresses, Event, Keeper, Options, Pace, Reporter, Restaking};
use weir_client::{
    BlockTime, BondedValidator, ContractInfo, Facts, Fee, Gas, Msg, Node, NodeError, Pay, Signed,
    TxOutcome, Unsigned,
};
use weir_restaking_journeys::World as Journey;
use weir_testing::Suite;

/// Gas that every simulation says.
pub const GAS: u64 = 200_000;

/// What happens instead of an answer.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The node is not there.
    Away,
    /// The node does it and is gone before it says so.
    GoneAfter,
    /// The keeper's process ends before the node hears of it.
    Killed,
    /// The keeper's process ends before it hears the answer.
    KilledAfter,
    /// The chain refuses.
    Refused(String),
    /// The transaction needs more gas.
    OutOfGas,
    /// A simulation says so much gas.
    Needs(u64),
    /// Somebody else's transaction comes first: a crank of the hub.
    Race(&'static str),
    /// Somebody else's keeper sends the same first.
    Twice,
}

/// The payload of a panic that stands for `kill -9`.
pub struct Killed;

/// Decides, by the number of the call, its name and what is sent, whether something happens instead.
pub type Plan = Box<dyn FnMut(usize, &'static str, Option<&Unsigned>) -> Option<Fault>>;

pub struct World {
    /// The suite; a journey, so that tests that restake have its verbs.
    journey: RefCell<Journey>,
    plan: RefCell<Plan>,
    calls: Cell<usize>,
    signed: RefCell<BTreeMap<String, Unsigned>>,
    /// Fees of transactions that were sent.
    pub fees: RefCell<Vec<Fee>>,
    /// Who waits does not make the chain go on.
    pub stands_still: Cell<bool>,
    pub stop_at: Cell<Option<u64>>,
    pub stopping: Cell<bool>,
}

/// The world as a node.
#[derive(Clone)]
pub struct Handle(pub Rc<World>);

impl Handle {
    pub fn new(mut suite: Suite) -> Self {
        suite.keepers = false;
        Self(Rc::new(World {
            journey: RefCell::new(Journey { suite }),
            plan: RefCell::new(Box::new(|_, _, _| None)),
            calls: Cell::new(0),
            signed: RefCell::default(),
            fees: RefCell::default(),
            stands_still: Cell::new(false),
            stop_at: Cell::new(None),
            stopping: Cell::new(false),
        }))
    }

    pub fn plan(
        &self,
        plan: impl FnMut(usize, &'static str, Option<&Unsigned>) -> Option<Fault> + 'static,
    ) {
        *self.0.plan.borrow_mut() = Box::new(plan);
        self.0.calls.set(0);
    }

    /// Calls since the plan was made.
    pub fn calls(&self) -> usize {
        self.0.calls.get()
    }

    pub fn suite<T>(&self, act: impl FnOnce(&mut Suite) -> T) -> T {
        act(&mut self.0.journey.borrow_mut().suite)
    }

    pub fn journey<T>(&self, act: impl FnOnce(&mut Journey) -> T) -> T {
        act(&mut self.0.journey.borrow_mut())
    }

    pub fn addresses(&self) -> Addresses {
        self.suite(|suite| Addresses {
            hub: suite.hub.to_string(),
            registry: suite.registry.to_string(),
            distributor: suite.distributor.to_string(),
            restaking: suite.restaking.as_ref().map(|there| Restaking {
                services: there.registry.to_string(),
                coordinator: there.coordinator.to_string(),
                fund: Some(there.fund.to_string()),
            }),
        })
    }

    pub fn keeper(&self, change: impl FnOnce(&mut Options)) -> Keeper {
        let addresses = self.addresses();
        let mut options = Options {
            from: "keeper".into(),
            fee: Fee {
                gas: Gas::Auto { adjustment: Decimal::percent(130) },
                pay: Pay::Price { amount: Decimal::permille(25), denom: "uatom".into() },
            },
            only: Default::default(),
            except: Default::default(),
            vaults: vec![],
            max_fee_per_day: None,
        };
        change(&mut options);
        Keeper::new(addresses, options)
    }

    /// What is ready now, of every contract.
    pub fn ready(&self) -> Vec<String> {
        self.suite(|suite| {
            let mut ready = vec![];
            for contract in [&suite.hub, &suite.registry, &suite.distributor] {
                let query = serde_json::json!({ "cranks": {} });
                let cranks: Vec<weir_interface::hub::Crank> =
                    suite.query(contract, &query).unwrap();
                let names = cranks.into_iter().filter(|crank| crank.ready).map(|one| one.name);
                ready.extend(names);
            }
            ready
        })
    }

    /// The call is answered by `answer` unless the plan says otherwise.
    fn call<T>(
        &self,
        name: &'static str,
        tx: Option<&Unsigned>,
        answer: impl FnOnce(u64) -> Result<T, NodeError>,
    ) -> Result<T, NodeError> {
        let number = self.0.calls.get();
        self.0.calls.set(number + 1);
        let fault = (*self.0.plan.borrow_mut())(number, name, tx);
        let away =
            || NodeError::Unreachable { url: "http://127.0.0.1:1".into(), cause: "refused".into() };
        match fault {
            None => answer(GAS),
            Some(Fault::Away) => Err(away()),
            Some(Fault::GoneAfter) => {
                let _ = answer(GAS);
                Err(NodeError::Unknown { hash: "AB".into(), cause: "gone".into() })
            }
            Some(Fault::Killed) => std::panic::panic_any(Killed),
            Some(Fault::KilledAfter) => {
                let _ = answer(GAS);
                std::panic::panic_any(Killed)
            }
            Some(Fault::Refused(text)) => {
                Err(NodeError::Refused { codespace: "wasm".into(), code: 5, text })
            }
            Some(Fault::Needs(gas)) => answer(gas),
            Some(Fault::OutOfGas) => Err(NodeError::OutOfGas { limit: 1, used: 2 }),
            Some(Fault::Race(crank)) => {
                self.suite(|suite| suite.crank(crank).unwrap());
                answer(GAS)
            }
            Some(Fault::Twice) => {
                let other = Unsigned { from: "rival".into(), ..tx.unwrap().clone() };
                self.done("rival", &other).unwrap();
                answer(GAS)
            }
        }
    }

    fn cosmos(tx: &Unsigned) -> Vec<CosmosMsg> {
        let one = |msg: &Msg| match msg.clone() {
            Msg::Execute { contract, msg, funds } => CosmosMsg::Wasm(WasmMsg::Execute {
                contract_addr: contract,
                msg: msg.to_string().into_bytes().into(),
                funds,
            }),
            other => panic!("the keeper sends {other:?}"),
        };
        tx.msgs.iter().map(one).collect()
    }

    /// Does it in a transaction whose last message cannot succeed, so that nothing stays.
    fn tried(&self, tx: &Unsigned) -> Result<(), NodeError> {
        const NOTHING: &str = "nosuchcoin";
        self.suite(|suite| {
            let sender = suite.actor(&tx.from);
            let mut msgs = Self::cosmos(tx);
            let amount = vec![coin(1, NOTHING)];
            msgs.push(BankMsg::Send { to_address: sender.to_string(), amount }.into());
            let Err(error) = Chain::execute(&mut suite.chain, &sender, msgs) else {
                panic!("it succeeded")
            };
            let text = error.root_cause().to_string();
            match text.contains(NOTHING) {
                true => Ok(()),
                false => Err(NodeError::Refused { codespace: "wasm".into(), code: 5, text }),
            }
        })
    }

    fn done(&self, hash: &str, tx: &Unsigned) -> Result<TxOutcome, NodeError> {
        self.suite(|suite| {
            let height = suite.chain.block().height;
            let refused =
                |text: String| NodeError::Refused { codespace: "wasm".into(), code: 5, text };
            for msg in Self::cosmos(tx) {
                suite.act(&tx.from, "crank", msg).map_err(|refusal| refused(refusal.cause()))?;
            }
            suite.next_block();
            Ok(TxOutcome {
                hash: hash.into(),
                height,
                gas_wanted: GAS,
                gas_used: GAS,
                events: vec![],
                answers: vec![],
            })
        })
    }
}

impl Node for Handle {
    fn chain_id(&self) -> &str {
        "world-1"
    }

    fn latest_block(&self) -> Result<BlockTime, NodeError> {
        self.call("latest_block", None, |_| {
            let block = self.suite(|suite| suite.chain.block());
            Ok(BlockTime { height: block.height, seconds: block.time.seconds() })
        })
    }

    fn address_of(&self, name: &str) -> Result<String, NodeError> {
        Ok(self.suite(|suite| suite.actor(name).to_string()))
    }

    fn balance(&self, _: &str, _: &str) -> Result<u128, NodeError> {
        panic!("the keeper asks for no balance")
    }

    fn query_smart(&self, contract: &str, msg: &Value) -> Result<Value, NodeError> {
        self.call("query_smart", None, |_| {
            let contract = cosmwasm_std::Addr::unchecked(contract);
            let answer = self.suite(|suite| suite.query(&contract, msg));
            answer.map_err(|error| NodeError::QueryRefused {
                contract: contract.into(),
                text: error.root_cause().to_string(),
            })
        })
    }

    fn query_raw(&self, _: &str, _: &[u8]) -> Result<Option<Vec<u8>>, NodeError> {
        panic!("the keeper asks for no rows")
    }

    fn contract_info(&self, _: &str) -> Result<Option<ContractInfo>, NodeError> {
        panic!("the keeper asks for no contract")
    }

    fn code_hash(&self, _: u64) -> Result<[u8; 32], NodeError> {
        panic!("the keeper asks for no code")
    }

    fn code_with_hash(&self, _: &[u8; 32]) -> Result<Option<u64>, NodeError> {
        panic!("the keeper asks for no code")
    }

    fn bonded_validators(&self) -> Result<Vec<BondedValidator>, NodeError> {
        panic!("the keeper asks for no validators")
    }

    fn facts(&self) -> Result<Facts, NodeError> {
        panic!("the keeper asks for no facts")
    }

    fn simulate(&self, tx: &Unsigned) -> Result<u64, NodeError> {
        self.call("simulate", Some(tx), |gas| self.tried(tx).map(|()| gas))
    }

    fn sign(&self, tx: &Unsigned, fee: &Fee) -> Result<Signed, NodeError> {
        self.call("sign", Some(tx), |_| {
            let hash = format!("{:064X}", self.0.signed.borrow().len());
            self.0.signed.borrow_mut().insert(hash.clone(), tx.clone());
            self.0.fees.borrow_mut().push(fee.clone());
            let gas_limit = match fee.gas {
                Gas::Limit(limit) => limit,
                Gas::Auto { .. } => panic!("the keeper simulates itself"),
            };
            Ok(Signed { hash, bytes: vec![], timeout_height: u64::MAX, gas_limit })
        })
    }

    fn submit(&mut self, signed: &Signed) -> Result<TxOutcome, NodeError> {
        let tx = self.0.signed.borrow().get(&signed.hash).cloned().unwrap();
        self.call("submit", Some(&tx), |_| self.done(&signed.hash, &tx))
    }

    fn outcome(&self, _: &str) -> Result<Option<TxOutcome>, NodeError> {
        panic!("the keeper asks for no outcome")
    }
}

impl Pace for Handle {
    fn now(&self) -> u64 {
        self.suite(|suite| suite.now())
    }

    fn wait(&mut self, seconds: u64) {
        if !self.0.stands_still.get() {
            self.suite(|suite| suite.halt(seconds));
        }
    }

    fn is_stopping(&self) -> bool {
        let over = self.0.stop_at.get().is_some_and(|end| self.now() >= end);
        over || self.0.stopping.get()
    }
}

/// Remembers what it was told.
#[derive(Debug, Default)]
pub struct Heard(pub Vec<Event>);

impl Reporter for Heard {
    fn report(&mut self, event: &Event) {
        self.0.push(event.clone());
    }
}

impl Heard {
    /// Names of cranks that went through.
    pub fn done(&self) -> Vec<String> {
        let name = |event: &Event| match event {
            Event::Done { crank, .. } => Some(crank.name.clone()),
            _ => None,
        };
        self.0.iter().filter_map(name).collect()
    }

    /// The same, with what they are about.
    pub fn cranks(&self) -> Vec<String> {
        let name = |event: &Event| match event {
            Event::Done { crank, .. } => Some(crank.to_string()),
            _ => None,
        };
        self.0.iter().filter_map(name).collect()
    }
}
