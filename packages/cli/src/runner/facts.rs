//! What the report says of the chain.

use weir_chain::Chain;

use super::live::Live;
use super::setup;
use crate::report::ChainFacts;
use crate::scenario::Percent;

/// What it is like: as the scenario says, or as it says itself where it was there before.
pub fn facts(live: &Live<'_, impl Chain>) -> ChainFacts {
    let chain = &live.scenario.chain;
    let bonded = live.suite.chain.validators().unwrap_or_default();
    let bonded = bonded.iter().filter(|v| v.is_bonded()).count();
    let mut facts = match live.suite.chain.lives_by_itself() {
        true => found(live),
        false => made(live),
    };
    let fact = |name: &str, text: String| (name.to_owned(), text);
    facts.extend([
        fact("a double sign costs", chain.slash_double_sign.to_string()),
        fact("downtime costs", chain.slash_downtime.to_string()),
        fact("the rate", "drawn while most shares are somebody's".into()),
        fact("validators", "shown as they were before everybody left".into()),
    ]);
    ChainFacts {
        id: live.suite.chain.block().chain_id,
        denom: chain.denom.clone(),
        display: chain.display(),
        lst: setup::symbol(live.scenario),
        decimals: chain.decimals,
        validators: u32::try_from(bonded).unwrap_or(u32::MAX),
        unbonding: chain.unbonding.0,
        max_entries: chain.max_entries,
        facts,
    }
}

/// What a scenario says of the chain that was made for it.
fn made(live: &Live<'_, impl Chain>) -> Vec<(String, String)> {
    let (chain, all) = (&live.scenario.chain, &live.scenario.validators);
    let stake = all.iter().map(|v| v.tokens).fold(0, u128::saturating_add);
    let cut = all.iter().filter(|v| v.shares != v.tokens.saturating_mul(10u128.pow(18)));
    let fact = |name: &str, text: String| (name.to_owned(), text);
    vec![
        fact("inflation", format!("{} of the supply a year", chain.inflation)),
        fact("community tax", chain.community_tax.to_string()),
        fact("stake of others", live.coins(stake)),
        fact("slashed before", format!("{} validators", cut.count())),
    ]
}

/// What a chain that was there before the scenario says of itself.
fn found(live: &Live<'_, impl Chain>) -> Vec<(String, String)> {
    let chain = &live.suite.chain;
    let all = chain.validators().unwrap_or_default();
    let stake = all.iter().map(|v| v.tokens.u128()).fold(0, u128::saturating_add);
    let own = chain.delegations(&live.suite.hub).unwrap_or_default();
    let own = own.iter().map(|held| held.amount().u128()).fold(0, u128::saturating_add);
    let tax = Percent(chain.params().community_tax.atomics().u128());
    vec![
        ("community tax".to_owned(), tax.to_string()),
        ("stake of others".to_owned(), live.coins(stake.saturating_sub(own))),
    ]
}
