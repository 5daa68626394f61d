//! From a scenario to a suite on its first block.

use std::path::Path;

use cosmwasm_std::{Decimal, Uint128};
use embedded_chain::{Dec, EmbeddedChain, GenesisValidator, Inflation};
use weir_chain::{Chain, SdkChain};
use weir_interface::hub::MAX_VALIDATORS;
use weir_interface::restaking::{Destination, Mode, Terms};
use weir_interface::{fund, vault};
use weir_quantities::{Assets, Shares};
use weir_testing::restaking::Beside;
use weir_testing::{Suite, SuiteBuilder};

use super::RunError;
use crate::scenario::{
    Action, Actor, AssetOf, DestinationOf, HubOptions, ModeOf, Percent, RegistryOptions,
    RestakingOptions, Scenario, ServiceEntry, Step, Validator, WeightBy, Weights,
};

const YEAR: u128 = 365 * 86_400;
/// The first block of a chain that is made for a scenario.
pub const FIRST_BLOCK: u64 = 1_000;

/// A share of a whole as the chain's decimal.
pub fn decimal(percent: Percent) -> Decimal {
    Decimal::new(Uint128::new(percent.0))
}

/// Operator addresses of all validators where they can be chosen, in the scenario's order.
fn operators(scenario: &Scenario) -> Result<Vec<String>, RunError> {
    // Addresses are made of names alone, so that an empty chain can tell them.
    let chain = EmbeddedChain::builder().build().map_err(|e| RunError::Setup(e.to_string()))?;
    let made = |v: &Validator| chain.operator_address(&v.name);
    let all = scenario.validators.iter();
    Ok(all.map(|v| v.operator.clone().unwrap_or_else(|| made(v))).collect())
}

/// A suite on the embedded chain, everybody's coins in place. Every transaction has a block of its
/// own, as on the real modules, so that both come to the same numbers.
pub fn embedded(scenario: &Scenario) -> Result<Suite, RunError> {
    let builder = builder(scenario, &operators(scenario)?)?;
    funded(scenario, builder.block_per_transaction().try_build())
}

/// A suite of compiled contracts on the real modules, everybody's coins in place. Validators have
/// the same operator addresses.
pub fn sdk(scenario: &Scenario) -> Result<Suite<SdkChain>, RunError> {
    let suite = builder(scenario, &operators(scenario)?)?.try_build_on_sdk(Path::new("artifacts"));
    funded(scenario, suite)
}

/// Everybody's coins in place, and services, operators and vaults.
pub fn funded<C: Chain>(
    scenario: &Scenario,
    suite: anyhow::Result<Suite<C>>,
) -> Result<Suite<C>, RunError> {
    let wrong = |e: anyhow::Error| RunError::Setup(format!("{e:#}"));
    let mut suite = suite.map_err(wrong)?;
    for (name, amount) in funds(scenario) {
        suite.fund(&name, amount);
    }
    if let Some(options) = &scenario.restaking {
        restaked(&mut suite, options).map_err(wrong)?;
    }
    Ok(suite)
}

/// Services, operators and vaults, in the order in which they are written.
fn restaked<C: Chain>(suite: &mut Suite<C>, options: &RestakingOptions) -> anyhow::Result<()> {
    for service in &options.services {
        let terms = terms(suite, service);
        suite.begin_service(&service.owner.name, terms)?;
    }
    for operator in &options.operators {
        let home = operator.bond_to.as_ref().unwrap_or(&operator.admin);
        suite.begin_operator(&operator.admin.name, &home.name)?;
    }
    for vault in &options.vaults {
        let operator = options.operators.iter().find(|known| known.name == vault.operator);
        let admin = operator.map_or(vault.operator.as_str(), |known| known.admin.name.as_str());
        let asset = match vault.asset {
            AssetOf::Lst => suite.derivative(),
            AssetOf::Coin => suite.staking_coin(),
        };
        let parameters = vault::ParameterChanges {
            exit_delay: vault.exit_delay.map(|v| v.0),
            leverage: vault.leverage.map(decimal),
            cap: vault.cap.map(decimal),
            per_service: vault.per_service.map(decimal),
            per_group: vault.per_group.map(decimal),
            breaker: vault.breaker.map(decimal),
            deposit_cap: vault.deposit_cap.map(|v| Assets::new(v.0)),
            min_deposit: None,
        };
        suite.begin_vault(&vault.name, admin, asset, Some(parameters))?;
    }
    Ok(())
}

/// A service's terms, with addresses for names.
fn terms(suite: &Suite<impl Chain>, service: &ServiceEntry) -> Terms {
    let address = |who: &Actor| suite.actor(&who.name).into_string();
    Terms {
        slasher: address(service.slasher.as_ref().unwrap_or(&service.owner)),
        max_slash: decimal(service.max_slash),
        evidence_window: service.evidence_window.0,
        resolution_window: service.resolution_window.0,
        execution_window: service.execution_window.0,
        mode: match service.mode {
            ModeOf::Veto => Mode::Veto,
            ModeOf::Approve => Mode::Approve,
        },
        resolvers: vec![suite.restaking().council.to_string()],
        destination: match &service.destination {
            DestinationOf::Treasury => Destination::Treasury,
            DestinationOf::Fund => Destination::Fund,
            DestinationOf::Burn => Destination::Burn,
            DestinationOf::Service(who) => Destination::Service { address: address(who) },
            DestinationOf::Unwind(who) => Destination::Unwind { address: address(who) },
        },
        minimum_bond: Assets::new(service.minimum_bond.into()),
    }
}

/// A suite as the scenario describes it, its validators under these names.
pub fn builder(scenario: &Scenario, operators: &[String]) -> Result<SuiteBuilder, RunError> {
    let chain = &scenario.chain;
    let decimals = u8::try_from(chain.decimals)
        .map_err(|_| RunError::Setup(format!("{} decimals", chain.decimals)))?;
    let mut builder = with_parameters(SuiteBuilder::default(), scenario)
        .coin(&chain.denom, decimals)
        .chain_id(&chain.id)
        .start(FIRST_BLOCK, chain.start)
        .noting_violations()
        .keeping_a_journal();
    for (validator, operator) in scenario.validators.iter().zip(operators) {
        builder = builder.genesis_validator(operator, genesis(validator, operator));
    }
    let weights = weights(&scenario.registry.weights, &scenario.validators);
    let named: Vec<(&str, u64)> = weights
        .iter()
        .filter_map(|(index, weight)| Some((operators.get(*index)?.as_str(), *weight)))
        .collect();
    builder = builder.weights(&named);
    if let Some(options) = &scenario.restaking {
        let of_fund = options.fund.of_fund.map(decimal);
        let (of_loss, exit_delay) =
            (options.fund.of_loss.map(decimal), options.fund.exit_delay.map(|v| v.0));
        let parameters = fund::ParameterChanges { of_loss, of_fund, exit_delay, min_premium: None };
        builder = builder.with_restaking(Beside { parameters, ..Beside::default() });
    }
    Ok(with_suite(builder, scenario))
}

fn with_parameters(builder: SuiteBuilder, scenario: &Scenario) -> SuiteBuilder {
    let chain = &scenario.chain;
    // What is there at the start: stake, and the coins of everybody who comes.
    let stake: u128 = scenario.validators.iter().map(|v| v.tokens).fold(0, u128::saturating_add);
    let coins = funds(scenario).into_iter().map(|(_, n)| n).fold(stake, u128::saturating_add);
    let supply = chain.supply.map_or(coins.saturating_mul(3) / 2, |amount| amount.0);
    let a_year = Uint128::new(supply).mul_floor(decimal(chain.inflation)).u128();
    builder.params(|params| {
        params.unbonding_period = chain.unbonding.0;
        params.max_validators = chain.max_validators;
        params.max_entries = chain.max_entries;
        params.power_reduction = Uint128::new(10u128.saturating_pow(chain.decimals.min(18)).max(1));
        params.community_tax = decimal(chain.community_tax);
        params.signed_blocks_window = chain.signed_blocks_window;
        params.min_signed_per_window = decimal(chain.min_signed);
        params.downtime_jail_period = chain.downtime_jail.0;
        params.slash_fraction_double_sign = decimal(chain.slash_double_sign);
        params.slash_fraction_downtime = decimal(chain.slash_downtime);
        params.inflation = Inflation::PerSecond(Uint128::new(a_year / YEAR));
    })
}

fn with_suite(mut builder: SuiteBuilder, scenario: &Scenario) -> SuiteBuilder {
    if let Some(deposit) = scenario.hub.first_deposit {
        builder = builder.first_deposit(deposit.0);
    }
    let name = scenario.hub.name.clone();
    let display = scenario.chain.display();
    builder =
        builder.token(&name.unwrap_or_else(|| format!("Weir staked {display}")), &symbol(scenario));
    let entries = scenario.chain.max_entries;
    builder = builder
        .hub(|changes| hub(changes, &scenario.hub, entries))
        .registry(|changes| registry(changes, &scenario.registry));
    let options = &scenario.distributor;
    if options.fee.is_some() || options.keeper_pay.is_some() {
        let or = |given: Option<Percent>, usual| given.map_or(Decimal::percent(usual), decimal);
        builder = builder.fee(or(options.fee, 10), or(options.keeper_pay, 5));
    }
    let receivers: Vec<(&str, u64)> =
        options.receivers.iter().map(|r| (r.who.name.as_str(), r.weight)).collect();
    if !receivers.is_empty() {
        builder = builder.receivers(&receivers);
    }
    builder
}

/// The ticker of the LST.
pub fn symbol(scenario: &Scenario) -> String {
    let usual = || format!("w{}", scenario.chain.display());
    scenario.hub.symbol.clone().unwrap_or_else(usual)
}

fn hub(p: &mut weir_interface::hub::ParameterChanges, o: &HubOptions, max_entries: u32) {
    p.max_entries = Some(max_entries);
    p.min_batch_interval = o.min_batch_interval.map(|v| v.0);
    p.submit_lag = o.submit_lag.map(|v| v.0);
    p.max_parts = o.max_parts;
    p.min_unbond = o.min_unbond.map(|v| Shares::new(v.0));
    p.min_part = o.min_part.map(|v| Assets::new(v.0));
    p.max_sync_age = o.max_sync_age.map(|v| v.0);
    p.reward_period = o.reward_period.map(|v| v.0);
    p.max_daily_growth = o.max_daily_growth.map(decimal);
    p.buffer_target = o.buffer_target.map(decimal);
    p.instant_fee_min = o.instant_fee_min.map(decimal);
    p.instant_fee_max = o.instant_fee_max.map(decimal);
    p.instant_outflow = o.instant_outflow.map(decimal);
    p.breaker_fall = o.breaker_fall.map(decimal);
    p.breaker_period = o.breaker_period.map(|v| v.0);
    p.rebalance_gap = o.rebalance_gap.map(decimal);
    p.rebalance_min_move = o.rebalance_min_move.map(|v| Assets::new(v.0));
    p.rebalance_max_moves = o.rebalance_max_moves;
    p.rebalance_daily_share = o.rebalance_daily_share.map(decimal);
    p.backing_cap = o.backing_cap.map(|v| Assets::new(v.0));
}

fn registry(p: &mut weir_interface::registry::ParameterChanges, o: &RegistryOptions) {
    p.daily_weight_change = o.daily_weight_change.map(decimal);
    p.max_share = o.max_share.map(decimal);
    p.drain_after = o.drain_after.map(|v| v.0);
    p.commission_limit = o.commission_limit.map(decimal);
}

fn genesis(validator: &Validator, operator: &str) -> GenesisValidator {
    GenesisValidator::new(operator, validator.tokens)
        .shares(Dec::from_raw(validator.shares))
        .commission(
            decimal(validator.commission),
            decimal(validator.commission_max),
            decimal(validator.commission_max_change),
        )
}

/// Who shall have how much weight, by index of the validator.
pub fn weights(wanted: &Weights, validators: &[Validator]) -> Vec<(usize, u64)> {
    match wanted {
        Weights::Listed(list) => list.iter().map(|w| (w.validator.index, w.weight)).collect(),
        Weights::Top { top, by, max_commission } => {
            let most = top.map_or(MAX_VALIDATORS, |n| n as usize).min(MAX_VALIDATORS);
            let fits = |v: &Validator| max_commission.is_none_or(|max| v.commission <= max);
            let all = validators.iter().enumerate().filter(|(_, v)| fits(v)).take(most);
            all.map(|(index, v)| match by {
                WeightBy::Equal => (index, 100),
                // Base units; more than the registry takes in one weight counts as that.
                WeightBy::Stake => {
                    let units = v.tokens.min(10u128.pow(16)).max(1);
                    (index, u64::try_from(units).unwrap_or(u64::MAX))
                }
            })
            .collect()
        }
    }
}

/// Everybody's coins at the start: what `[[actors]]` says, and the deposits of the files.
pub fn funds(scenario: &Scenario) -> Vec<(String, u128)> {
    let actors = scenario.actors.iter().map(|a| (a.name.clone(), a.funds.0));
    let mut all: Vec<(String, u128)> = actors.filter(|(_, n)| *n > 0).collect();
    add_deposits(&scenario.steps, 1, &mut all);
    all
}

fn add_deposits(steps: &[Step], times: u128, all: &mut Vec<(String, u128)>) {
    for step in steps {
        let times = times.saturating_mul(step.repeat.into());
        match &step.action {
            Action::Sequence(inner) => add_deposits(inner, times, all),
            Action::BondFile(bond) => {
                let each = bond.deposits.iter();
                all.extend(each.map(|d| (d.actor(), d.amount.saturating_mul(times))));
            }
            _ => {}
        }
    }
}
