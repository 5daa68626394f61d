//! A scenario on a chain that lives by itself: the devnet, or any node by its profile.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;

use weir_chain::{Chain, EventKind};
use weir_client::{Artifacts, Faults, Fee, Gas, Node, NodeChain, Pay, Profile, CONTRACTS};
use weir_testing::restaking::CODES;
use weir_testing::Suite;

use super::possible::{check, check_length, Abilities};
use super::{last_words, live_on, setup, Progress, RunError, RunOptions, Unlike};
use crate::devnet::DevnetFaults;
use crate::node::{per_gas, profile, reach};
use crate::report::{Report, Trace};
use crate::scenario::{Scenario, Validator};

/// What a first deposit is where the scenario does not say, in whole coins.
const FIRST_DEPOSIT: u128 = 10;

/// Lives through a scenario there. What cannot be is refused before anything is sent.
pub fn run(
    scenario: &Scenario,
    options: &RunOptions,
    progress: &mut dyn Progress,
    trace: &mut Trace,
) -> Result<Report, RunError> {
    let profile = profile(options.chain.as_ref(), &options.node.node)?;
    check_length(scenario, options.node.longest.as_secs())?;
    let faults = DevnetFaults::of(options.chain.as_ref(), options.node.node.home.clone());
    let can = |kind: EventKind| faults.as_ref().is_some_and(|faults| faults.can(kind));
    check(scenario, &Abilities { can: &can, lives_by_itself: true }, progress)?;
    let chain = begin(options, profile, faults)?;
    let lived = std::panic::catch_unwind(AssertUnwindSafe(|| {
        let operators = fits(scenario, &chain)?;
        chain.can_pay(needed(scenario))?;
        let first = chain.block().height;
        live_on(suite(scenario, chain, &operators)?, first, scenario, options, progress, trace)
    }));
    lived.unwrap_or_else(|panic| Err(RunError::NotReachable(last_words(&*panic))))
}

/// The chain behind the node that is asked for.
fn begin(
    options: &RunOptions,
    profile: Profile,
    faults: Option<DevnetFaults>,
) -> Result<NodeChain, RunError> {
    let on = &options.node;
    let (node, gas_price) = reach(profile, &on.node)?;
    let pay = match on.gas_prices.as_ref().or(gas_price.as_ref()) {
        Some(price) => per_gas(price)?,
        None => Pay::Coins(vec![]),
    };
    // The state that a simulation sees may be of the block before.
    let gas = Gas::Auto { adjustment: cosmwasm_std::Decimal::percent(150) };
    let faults = faults.filter(|faults| faults.are_of(node.chain_id()));
    let faults = faults.map(|faults| Box::new(faults) as Box<dyn Faults>);
    Ok(NodeChain::begin(node, &on.from, Fee { gas, pay }, faults)?)
}

/// Operator addresses in the scenario's order, if the chain is as the scenario says.
fn fits(scenario: &Scenario, chain: &NodeChain) -> Result<Vec<String>, RunError> {
    let (said, is) = (&scenario.chain, chain.params());
    let mut unlike = vec![];
    let mut compare = |what: &'static str, scenario: String, chain: String| {
        if scenario != chain {
            unlike.push(Unlike { what, scenario, chain });
        }
    };
    let percent = |cut: cosmwasm_std::Decimal| cut.to_string();
    compare("denom", said.denom.clone(), is.bond_denom.clone());
    let seconds = |seconds: u64| format!("{seconds} s");
    compare("unbonding", seconds(said.unbonding.0), seconds(is.unbonding_period));
    compare("max_entries", said.max_entries.to_string(), is.max_entries.to_string());
    let cut = setup::decimal(said.slash_double_sign);
    compare("slash_double_sign", percent(cut), percent(is.slash_fraction_double_sign));
    let cut = setup::decimal(said.slash_downtime);
    compare("slash_downtime", percent(cut), percent(is.slash_fraction_downtime));
    let operators = scenario.validators.iter().map(|validator| {
        let found = operator(validator, chain);
        if found.is_none() {
            let there = chain.monikers().collect::<Vec<_>>().join(", ");
            unlike.push(Unlike {
                what: "validators",
                scenario: validator.name.clone(),
                chain: there,
            });
        }
        found.unwrap_or_default()
    });
    let operators = operators.collect();
    match unlike.is_empty() {
        true => Ok(operators),
        false => Err(RunError::OtherChain { unlike }),
    }
}

/// By the address that the scenario says, or the name that the validator gave itself.
fn operator(validator: &Validator, chain: &NodeChain) -> Option<String> {
    match &validator.operator {
        Some(operator) => chain.validator(operator).ok().map(|known| known.operator),
        None => chain.operator(&validator.name).map(str::to_string),
    }
}

/// Units of the staking coin that everybody begins with.
fn needed(scenario: &Scenario) -> u128 {
    let coin = 10u128.saturating_pow(scenario.chain.decimals);
    let first = scenario.hub.first_deposit.map_or(FIRST_DEPOSIT.saturating_mul(coin), |it| it.0);
    setup::funds(scenario).into_iter().map(|(_, units)| units).fold(first, u128::saturating_add)
}

/// A suite of compiled contracts there, everybody's coins in place.
fn suite(
    scenario: &Scenario,
    mut chain: NodeChain,
    operators: &[String],
) -> Result<Suite<NodeChain>, RunError> {
    let artifacts = Artifacts::Folder(PathBuf::from("artifacts"));
    let restaking = if scenario.restaking.is_some() { &CODES[..] } else { &[] };
    let names: Vec<&str> = CONTRACTS.iter().chain(restaking).copied().collect();
    let codes = chain.store_codes(&artifacts, &names)?;
    let suite = setup::builder(scenario, operators)?.try_build_on(|_| Ok((chain, codes)));
    setup::funded(scenario, suite)
}

impl From<&RunError> for crate::args::Exit {
    fn from(error: &RunError) -> Self {
        match error {
            RunError::NotReachable(_) => Self::NotReachable,
            RunError::Node(error) => error.into(),
            RunError::Io(_)
            | RunError::Setup(_)
            | RunError::TooLong { .. }
            | RunError::Impossible { .. }
            | RunError::OtherChain { .. } => Self::Usage,
        }
    }
}
