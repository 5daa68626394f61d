//! How a world begins.

use std::path::Path;

use anyhow::Context as _;
use cosmwasm_std::{coin, to_json_binary, Addr, Decimal, Empty, Timestamp, WasmMsg};
use cw_multi_test::{AppResponse, Contract, ContractWrapper};
use embedded_chain::{ChainBuilder, EmbeddedChain, GenesisValidator, Inflation, Params};
use weir_chain::{Chain, Event, SdkChain};
use weir_interface::distributor::Receiver;
use weir_interface::hub::{
    DistributorInit, InstantiateMsg, ParameterChanges, RegistryInit, TokenInit,
};
use weir_interface::registry::{self, Weight};

use crate::restaking::{restaking_codes, Beside, CODES};
use crate::Suite;

/// Seconds since 1970 at which a world begins unless told otherwise: 2022-11-01.
const START: u64 = 1_667_260_800;

/// The compiled contracts: hub, token, registry and distributor.
const ARTIFACTS: [&str; 4] =
    ["staking-hub", "staking-token", "validator-registry", "reward-distributor"];

/// How a world begins. The defaults: five validators with a million coins each, six decimals,
/// 21 days of unbonding, 10 % of rewards a year, equal weights, ten coins of first deposit.
pub struct SuiteBuilder {
    pub(crate) chain: ChainBuilder,
    pub(crate) denom: String,
    pub(crate) decimals: u8,
    pub(crate) validators: Vec<String>,
    pub(crate) weights: Option<Vec<(String, u64)>>,
    pub(crate) first_deposit: Option<u128>,
    pub(crate) unbonding_period: u64,
    pub(crate) hub: ParameterChanges,
    pub(crate) registry: registry::ParameterChanges,
    pub(crate) fee: Option<Decimal>,
    pub(crate) keeper_pay: Option<Decimal>,
    pub(crate) receivers: Vec<(String, u64)>,
    pub(crate) gauge: Option<String>,
    pub(crate) checks: bool,
    pub(crate) panics: bool,
    pub(crate) journal: bool,
    pub(crate) token: (String, String),
    pub(crate) restaking: Option<Beside>,
}

impl Default for SuiteBuilder {
    fn default() -> Self {
        let inflation = Inflation::YearlyOnBonded(Decimal::percent(10));
        let chain = EmbeddedChain::builder()
            .denom("uatom")
            .start(1_000, Timestamp::from_seconds(START))
            .params(|params| {
                params.max_validators = 100;
                params.inflation = inflation;
            });
        Self {
            chain,
            denom: "uatom".to_string(),
            decimals: 6,
            validators: vec![],
            weights: None,
            first_deposit: None,
            unbonding_period: 21 * 86_400,
            hub: ParameterChanges::default(),
            registry: registry::ParameterChanges::default(),
            fee: None,
            keeper_pay: None,
            receivers: vec![("treasury".to_string(), 1)],
            gauge: None,
            checks: true,
            panics: true,
            journal: false,
            token: ("Weir staked ATOM".to_string(), "wATOM".to_string()),
            restaking: None,
        }
    }
}

impl SuiteBuilder {
    /// This many validators, `val1` and on, with a million coins each.
    pub fn validators(mut self, count: usize) -> Self {
        for index in 1..=count {
            self = self.validator(&format!("val{index}"), 1_000_000 * 10u128.pow(6));
        }
        self
    }

    /// A validator by name with tokens of others.
    pub fn validator(mut self, name: &str, tokens: u128) -> Self {
        self.chain = self.chain.validator(name, tokens);
        self.validators.push(name.to_string());
        self
    }

    /// A validator with a history. `name` is how tests call it.
    pub fn genesis_validator(mut self, name: &str, validator: GenesisValidator) -> Self {
        self.chain = self.chain.genesis_validator(validator);
        self.validators.push(name.to_string());
        self
    }

    /// Changes parameters of the chain.
    pub fn params(mut self, change: impl FnOnce(&mut Params)) -> Self {
        let mut period = self.unbonding_period;
        self.chain = self.chain.params(|params| {
            change(params);
            period = params.unbonding_period;
        });
        self.unbonding_period = period;
        self
    }

    /// The first block.
    pub fn start(mut self, height: u64, seconds: u64) -> Self {
        self.chain = self.chain.start(height, Timestamp::from_seconds(seconds));
        self
    }

    /// The staking coin and its decimals.
    pub fn coin(mut self, denom: &str, decimals: u8) -> Self {
        self.chain = self.chain.denom(denom);
        self.denom = denom.to_string();
        self.decimals = decimals;
        self
    }

    /// The validators that are targets, by name, with their weights; all alike unless told.
    pub fn weights(mut self, weights: &[(&str, u64)]) -> Self {
        self.weights = Some(weights.iter().map(|(name, w)| (name.to_string(), *w)).collect());
        self
    }

    /// The first deposit, in units.
    pub fn first_deposit(mut self, units: u128) -> Self {
        self.first_deposit = Some(units);
        self
    }

    /// Changes parameters of the hub.
    pub fn hub(mut self, change: impl FnOnce(&mut ParameterChanges)) -> Self {
        change(&mut self.hub);
        self
    }

    /// Changes parameters of the registry.
    pub fn registry(mut self, change: impl FnOnce(&mut registry::ParameterChanges)) -> Self {
        change(&mut self.registry);
        self
    }

    /// The fee on rewards and the keeper's part of it.
    pub fn fee(mut self, fee: Decimal, keeper_pay: Decimal) -> Self {
        self.fee = Some(fee);
        self.keeper_pay = Some(keeper_pay);
        self
    }

    /// Who gets the fee, by name, with weights.
    pub fn receivers(mut self, receivers: &[(&str, u64)]) -> Self {
        self.receivers = receivers.iter().map(|(name, w)| (name.to_string(), *w)).collect();
        self
    }

    /// Names a gauge that may set weights beside the owner.
    pub fn gauge(mut self, name: &str) -> Self {
        self.gauge = Some(name.to_string());
        self
    }

    /// Gives a validator this operator address.
    pub fn operator(mut self, name: &str, address: &str) -> Self {
        self.chain = self.chain.operator(name, address);
        self
    }

    /// Every transaction ends its block, as on a chain that is told transactions one by one.
    pub fn block_per_transaction(mut self) -> Self {
        self.chain = self.chain.block_per_transaction();
        self
    }

    /// Leaves the invariants off: for measuring.
    pub fn without_checks(mut self) -> Self {
        self.checks = false;
        self
    }

    /// Notes violations of invariants instead of panicking.
    pub fn noting_violations(mut self) -> Self {
        self.panics = false;
        self
    }

    /// Keeps a journal of every action with its events: see [`Suite::journal`].
    pub fn keeping_a_journal(mut self) -> Self {
        self.journal = true;
        self
    }

    /// The chain's name.
    pub fn chain_id(mut self, id: &str) -> Self {
        self.chain = self.chain.chain_id(id);
        self
    }

    /// Name and ticker of the token.
    pub fn token(mut self, name: &str, symbol: &str) -> Self {
        self.token = (name.to_string(), symbol.to_string());
        self
    }

    /// Begins with service registry, coordinator, fund and council: see [`Suite::restaking`].
    pub fn with_restaking(mut self, beside: Beside) -> Self {
        self.restaking = Some(beside);
        self
    }

    /// Begins.
    ///
    /// # Panics
    /// When the chain or the suite cannot be made as told.
    pub fn build(self) -> Suite {
        self.try_build().unwrap()
    }

    /// Begins.
    ///
    /// # Errors
    /// When the chain or the suite cannot be made as told.
    pub fn try_build(self) -> anyhow::Result<Suite> {
        let restaking = self.restaking.is_some();
        self.try_build_on(|genesis| {
            let mut chain = genesis.build()?;
            let mut codes = vec![hub_code(), token_code(), registry_code(), distributor_code()];
            if restaking {
                codes.extend(restaking_codes());
            }
            let codes = codes.into_iter().map(|code| chain.store_code(code)).collect();
            Ok((chain, codes))
        })
    }

    /// Begins on a chain that `make` begins and stores the codes on: of hub, token, registry and
    /// distributor, then those of [`CODES`] where restaking is wanted, in this order.
    ///
    /// # Errors
    /// When the chain or the suite cannot be made as told.
    pub fn try_build_on<C: Chain>(
        mut self,
        make: impl FnOnce(ChainBuilder) -> anyhow::Result<(C, Vec<u64>)>,
    ) -> anyhow::Result<Suite<C>> {
        if self.validators.is_empty() {
            self = self.validators(5);
        }
        let (mut chain, codes) = make(std::mem::take(&mut self.chain))?;
        let (first, restaking) = codes.split_first_chunk().context("fewer than four codes")?;
        let deposit = self.first_deposit.unwrap_or(10 * 10u128.pow(self.decimals.into()));
        let funds = vec![coin(deposit, &self.denom)];
        let deployer = chain.account("deployer");
        chain.happen(Event::Funded { account: deployer.clone(), coins: funds.clone() })?;
        let msg = WasmMsg::Instantiate {
            admin: Some(chain.account("admin").to_string()),
            code_id: first[0],
            msg: to_json_binary(&self.message(&chain, *first))?,
            funds,
            label: "weir hub".to_string(),
        };
        let answers = chain.execute(&deployer, vec![msg.into()])?;
        let hub = born(&answers).context("the chain does not tell the hub's address")?;
        let beside = self.restaking.take();
        let mut suite = Suite::begin(chain, hub, self)?;
        if let Some(beside) = beside {
            suite.begin_restaking(restaking, beside)?;
        }
        Ok(suite)
    }

    /// Begins with compiled contracts on the real modules: validators have the operator addresses of
    /// their own keys there.
    ///
    /// # Errors
    /// When an artifact is missing, or the suite cannot be made as told.
    pub fn try_build_on_sdk(self, artifacts: &Path) -> anyhow::Result<Suite<SdkChain>> {
        let mut wasm = vec![];
        let restaking = if self.restaking.is_some() { &CODES[..] } else { &[] };
        for name in ARTIFACTS.iter().chain(restaking) {
            let path = artifacts.join(name).with_extension("wasm");
            let missing = || format!("{}: scripts/build-wasm makes it", path.display());
            wasm.push(std::fs::read(&path).with_context(missing)?);
        }
        self.try_build_on(|genesis| SdkChain::begin_with_codes(genesis, &wasm))
    }

    /// What the hub is created with.
    pub fn message(&self, chain: &impl Chain, codes: [u64; 4]) -> InstantiateMsg {
        let address = |name: &str| chain.account(name).to_string();
        let equal = || self.validators.iter().map(|name| (name.clone(), 100)).collect();
        let weights: Vec<(String, u64)> = self.weights.clone().unwrap_or_else(equal);
        InstantiateMsg {
            owner: address("owner"),
            guardian: Some(address("guardian")),
            voter: Some(address("voter")),
            denom: self.denom.clone(),
            decimals: self.decimals,
            admin: Some(address("admin")),
            unbonding_period: self.unbonding_period,
            parameters: Some(self.hub.clone()),
            token: TokenInit {
                code_id: codes[1],
                name: self.token.0.clone(),
                symbol: self.token.1.clone(),
                marketing: None,
            },
            registry: RegistryInit {
                code_id: codes[2],
                gauge: self.gauge.as_deref().map(address),
                validators: weights
                    .into_iter()
                    .map(|(name, weight)| Weight { validator: operator(chain, &name), weight })
                    .collect(),
                parameters: Some(self.registry.clone()),
            },
            distributor: DistributorInit {
                code_id: codes[3],
                fee: self.fee,
                keeper_pay: self.keeper_pay,
                receivers: self
                    .receivers
                    .iter()
                    .map(|(name, weight)| Receiver {
                        address: address(name),
                        weight: *weight,
                        label: name.clone(),
                    })
                    .collect(),
            },
        }
    }
}

/// The address of the first contract that a transaction made.
pub(crate) fn born(answers: &[AppResponse]) -> Option<Addr> {
    let mut events = answers.iter().flat_map(|answer| &answer.events);
    let event = events.find(|event| event.ty == "instantiate")?;
    let key = "_contract_address";
    let address = event.attributes.iter().find(|attribute| attribute.key == key)?;
    Some(Addr::unchecked(&address.value))
}

/// A validator's operator address: of its name, unless it is one already.
pub(crate) fn operator(chain: &impl Chain, name: &str) -> String {
    match name.contains("valoper1") {
        true => name.to_string(),
        false => chain.operator_address(name),
    }
}

pub(crate) fn hub_code() -> Box<dyn Contract<Empty>> {
    use weir_staking_hub::contract::{execute, instantiate, migrate, query, reply};
    Box::new(
        ContractWrapper::new(execute, instantiate, query).with_reply(reply).with_migrate(migrate),
    )
}

pub(crate) fn token_code() -> Box<dyn Contract<Empty>> {
    use weir_staking_token::{execute, instantiate, migrate, query};
    Box::new(ContractWrapper::new(execute, instantiate, query).with_migrate(migrate))
}

pub(crate) fn registry_code() -> Box<dyn Contract<Empty>> {
    use weir_validator_registry::contract::{execute, instantiate, query};
    use weir_validator_registry::migrate::migrate;
    Box::new(ContractWrapper::new(execute, instantiate, query).with_migrate(migrate))
}

pub(crate) fn distributor_code() -> Box<dyn Contract<Empty>> {
    use weir_reward_distributor::contract::{execute, instantiate, query, reply};
    use weir_reward_distributor::migrate::migrate;
    Box::new(
        ContractWrapper::new(execute, instantiate, query).with_reply(reply).with_migrate(migrate),
    )
}

/// The address of an account by its name, unless it is an address already.
pub(crate) fn account(chain: &impl Chain, name: &str) -> Addr {
    match name.strip_prefix(chain.prefix()).is_some_and(|rest| rest.starts_with('1')) {
        true => Addr::unchecked(name),
        false => chain.account(name),
    }
}
