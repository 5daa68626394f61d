//! The report, once the story is over.

use std::time::Duration;

use cosmwasm_std::{Addr, Decimal, Uint128};
use weir_chain::Chain;
use weir_interface::distributor;
use weir_interface::hub::{QueryMsg, ValidatorResponse};
use weir_interface::registry::Standing;
use weir_interface::restaking::Asset;
use weir_quantities::Shares;
use weir_testing::restaking::VaultState;

use super::live::Live;
use super::RunError;
use crate::report::{
    BatchRow, BookRow, Cost, InvariantRow, PayoutRow, Report, Units, ValidatorRow,
};
use crate::scenario::BUILT_IN_ACTORS;

/// Makes the report of what was since a first block.
pub fn report(
    mut live: Live<'_, impl Chain>,
    first: u64,
    took: Duration,
) -> Result<Report, RunError> {
    let block = live.suite.chain.block();
    live.report.ended_at = block.time.seconds();
    live.report.chain = super::facts::facts(&live);
    if live.report.validators.is_empty() {
        live.report.validators = validators(&live);
    }
    live.report.payouts.rows = payouts(&live);
    live.report.batches = batches(&live);
    if let Some(mut restaked) = live.record.restaked.take() {
        restaked.close(&live.suite);
        live.report.restaking = Some(restaked.report);
    }
    live.report.keepers = live.record.keepers.values().cloned().collect();
    live.report.keepers.sort_by_key(|k| std::cmp::Reverse(k.done));
    let books = books(&live);
    live.report.books = books;
    let invariants = invariants(&live);
    live.report.invariants.extend(invariants);
    let checks = live.report.invariants.iter().map(|i| i.checked).fold(0, u64::saturating_add);
    live.report.cost = Cost {
        seconds: took.as_secs_f64(),
        blocks: block.height.saturating_sub(first),
        transactions: live.record.transactions,
        failed: live.record.failed,
        checks,
    };
    Ok(live.report)
}

/// A part of a whole, for pictures.
fn share(part: u128, whole: u128) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

fn float(decimal: Decimal) -> f64 {
    decimal.to_string().parse().unwrap_or_default()
}

/// The validators now: the report shows them as they are before everybody leaves.
pub fn validators(live: &Live<'_, impl Chain>) -> Vec<ValidatorRow> {
    let msg = QueryMsg::Validators { start_after: None, limit: None };
    let ledger: Vec<ValidatorResponse> =
        live.suite.query(&live.suite.hub, &msg).unwrap_or_default();
    let weight: u64 = ledger.iter().map(|r| r.weight).fold(0, u64::saturating_add);
    let stake: u128 = ledger.iter().map(|r| r.assets.u128()).fold(0, u128::saturating_add);
    let mut rows: Vec<ValidatorRow> = Vec::new();
    for (index, validator) in live.scenario.validators.iter().enumerate() {
        let operator = live.operator(index);
        let row = ledger.iter().find(|r| r.validator == operator);
        let on_chain = live.suite.chain.validator(&operator).ok();
        rows.push(ValidatorRow {
            moniker: validator.name.clone(),
            target_share: row.map_or(0.0, |r| share(r.weight.into(), weight.into())),
            actual_share: row.map_or(0.0, |r| share(r.assets.u128(), stake)),
            stake: Units(row.map_or(0, |r| r.assets.u128())),
            tokens: Units(on_chain.as_ref().map_or(0, |v| v.tokens.u128())),
            standing: match row.map(|r| r.standing) {
                Some(Standing::Active) => "active",
                Some(Standing::Inactive) => "inactive",
                Some(Standing::Draining) => "draining",
                None => "none",
            }
            .to_owned(),
            losses: Units(row.map_or(0, |r| r.losses.u128())),
            commission: on_chain.as_ref().map_or(0.0, |v| float(v.commission.rate)),
            jailed: on_chain.is_some_and(|v| v.jailed),
            operator,
        });
    }
    let order = |r: &ValidatorRow| (r.standing == "none", std::cmp::Reverse(r.stake));
    rows.sort_by_key(order);
    rows
}

fn payouts(live: &Live<'_, impl Chain>) -> Vec<PayoutRow> {
    let rate = live.rate().map(|r| r.rate).unwrap_or_default();
    let worth = |shares: u128| Uint128::new(shares).mul_floor(rate).u128();
    let mut rows = live.record.people.clone();
    for name in live.people.actors.iter().map(String::as_str).chain(BUILT_IN_ACTORS) {
        name.clone_into(&mut rows.entry(name.to_owned()).or_default().who);
    }
    let places = live.suite.restaking.iter().flat_map(|restaking| &restaking.vaults);
    let states = places.enumerate().map(|(i, place)| (&place.asset, live.suite.vault_state(i)));
    let vaults: Vec<(&Asset, VaultState)> = states.collect();
    for (name, row) in &mut rows {
        let shares = live.suite.shares_of(name).saturating_add(live.queued(name));
        row.held = Units(worth(shares).saturating_add(live.claimable(name)));
        // Whoever has more than he began with and was paid, has it from fees and pay.
        let funded = live.record.funded.get(name).copied().unwrap_or_default();
        let explained = live.wallet(name, funded);
        row.income = Units(live.suite.coins_of(name).saturating_sub(explained));
        let still = in_vaults(&vaults, &live.suite.actor(name), rate);
        let still = i128::try_from(still).unwrap_or(i128::MAX);
        row.restaked = row.restaked.saturating_add(still);
    }
    let moves = |r: &PayoutRow| {
        [r.bonded, r.claimed, r.held, r.income].iter().any(|units| units.0 > 0)
            || r.transferred != 0
            || r.restaked != 0
    };
    let mut rows: Vec<PayoutRow> = rows.into_values().filter(moves).collect();
    rows.sort_by_key(|r| std::cmp::Reverse((r.bonded, r.claimed, r.income)));
    rows
}

/// What somebody has in vaults, in coins at the rate: positions, bonds and exits apart that are
/// settled and not fetched.
fn in_vaults(vaults: &[(&Asset, VaultState)], owner: &Addr, rate: Decimal) -> u128 {
    let mut sum = 0u128;
    for (asset, state) in vaults {
        let queued = state
            .exits
            .iter()
            .filter(|((of, id), _)| of == owner && state.buckets.contains_key(id));
        let active = state.positions.get(owner).copied().unwrap_or_default();
        let queued = queued.map(|(_, shares)| shares.u128()).fold(0, u128::saturating_add);
        let shares = Shares::new(active.u128().saturating_add(queued));
        let assets = state.pool().worth(shares).map_or(0, |assets| assets.u128());
        sum = sum.saturating_add(match asset {
            Asset::Native { .. } => assets,
            Asset::Cw20 { .. } => Uint128::new(assets).mul_floor(rate).u128(),
        });
    }
    sum
}

fn batches(live: &Live<'_, impl Chain>) -> Vec<BatchRow> {
    let mut rows: Vec<BatchRow> = Vec::new();
    for (id, row) in &live.record.batches {
        let is = live.suite.batch(*id);
        let mut row = row.clone();
        row.shares = Units(is.shares.u128());
        row.received = Units(is.received.u128());
        row.paid = Units(is.paid.u128());
        row.shortfall = Units(is.shortfall.u128());
        row.requests = live.record.requests(*id);
        row.closed_at = row.closed_at.filter(|at| *at <= live.report.ended_at);
        for part in &mut row.parts {
            part.validator = part.validator.take().map(|operator| live.moniker(&operator));
            if part.settled_at.is_none() {
                part.received = Units(0);
            }
        }
        // One that nobody stayed in never came to be.
        if row.shares.0 > 0 {
            rows.push(row);
        }
    }
    rows
}

/// LST of vaults, of the fund, and of rewards that are not fetched.
fn in_restaking(live: &Live<'_, impl Chain>) -> u128 {
    let Some(restaking) = &live.suite.restaking else { return 0 };
    let vaults = restaking.vaults.iter().map(|vault| &vault.address);
    let held = vaults
        .chain([&restaking.fund])
        .map(|contract| live.suite.holds(&live.suite.derivative(), contract));
    held.fold(0, u128::saturating_add)
}

fn books(live: &Live<'_, impl Chain>) -> Vec<BookRow> {
    let s = live.suite.solvency();
    let dead = live.suite.gifts.dead;
    let held = live.report.coins.bands.iter().filter_map(|b| b.values.last());
    let total = held.map(|v| v.0).fold(0, u128::saturating_add);
    let books: Option<distributor::BooksResponse> =
        live.suite.query(&live.suite.distributor, &distributor::QueryMsg::Books {}).ok();
    let vaulted = in_restaking(live);
    let small: u128 =
        s.supply.u128().saturating_sub(dead).saturating_sub(live.suite.snapshot().queued());
    let row = |name: &str, amount: u128, shares: bool, note: &str| BookRow {
        name: name.into(),
        amount: Units(amount),
        shares,
        note: note.into(),
    };
    let settled = live.record.batches.values().filter(|b| b.settled_at.is_some()).count();
    let claims = format!("rounding of {settled} settled batches, each up to a unit a claim");
    let claims = if live.suite.is_busy() { "settled and not withdrawn yet" } else { &claims };
    let dust = live.dust(total);
    let mut rows = vec![
        row("supply", s.supply.u128(), true, "all shares in existence"),
        row("of it dead", dead, true, "the first deposit's, locked with the hub for ever"),
        row("of it with holders", small.saturating_sub(vaulted), true, "shares nobody has queued"),
        row(
            "of it in restaking",
            vaulted,
            true,
            "with vaults, the insurance fund and the distributor of their rewards",
        ),
        row("backing", s.backing.u128(), false, "what the shares are worth"),
        row("delegated", s.delegated.u128(), false, "with validators"),
        row("buffer", s.buffer.u128(), false, "not delegated"),
        row(
            "not vested",
            s.unvested.u128(),
            false,
            "of delegated and buffer: rewards that count later, for whoever holds shares then",
        ),
        row("unbonding", s.unbonding.u128(), false, "for redemptions"),
        row("claimable", s.claimable.u128(), false, claims),
        row("shortfall", s.shortfall.u128(), false, "what slashes took from settled batches"),
        row(
            "surplus",
            s.unaccounted.u128(),
            false,
            "beyond what the hub owes and counts: late coins, gifts",
        ),
    ];
    if let Some(b) = books {
        rows.push(row("with the distributor", b.rewards.u128(), false, "rewards not split yet"));
        rows.push(row("fees so far", b.fees.u128(), false, "of it keepers' pay: see payouts"));
        rows.push(row(
            "rewards passed so far",
            b.passed.u128(),
            false,
            "to the hub, where they vest",
        ));
    }
    let (kept, note) = match u128::try_from(dust) {
        Ok(dust) => (dust, "units the chain kept by rounding delegations down"),
        Err(_) => (dust.unsigned_abs(), "units by which the chain rounded in our favour"),
    };
    rows.push(row("kept by the chain", kept, false, note));
    rows
}

fn invariants(live: &Live<'_, impl Chain>) -> Vec<InvariantRow> {
    let all = live.suite.checked.iter().map(|(name, checked)| {
        let broken = || live.suite.violations.iter().filter(|v| v.invariant == *name);
        InvariantRow {
            name: (*name).to_owned(),
            checked: *checked,
            failures: broken().count() as u64,
            first_failure: broken().next().map(|v| v.detail.clone()),
        }
    });
    all.collect()
}
