//! What must hold, by name. Those in the lists run after every action at a cost that grows with
//! validators only; [`everything`] looks at every balance, request and batch.
//!
//! The comments give the number of the rule in the design's list of invariants.

use std::collections::BTreeMap;

use cosmwasm_std::{CosmosMsg, Order, Uint256};
use cw20_base::state::BALANCES;
use cw_multi_test::AppResponse;
use weir_chain::Chain;
use weir_interface::hub::ExecuteMsg;
use weir_quantities::Assets;
use weir_staking_hub::state::{BATCHES, OWED, PARTS, REQUESTS, REQUESTS__BATCH};

use crate::read::{attribute, attributes, hub_message, PART_OF_A_SECOND};
use crate::suite::{Flows, Gifts};
use crate::{Refusal, Snapshot, Suite};

/// Rounding of the chain's own, per validator and sync.
const DUST: u128 = 10;

/// What an invariant sees: the world before and after, and what happened between.
pub struct Context<'a> {
    /// The kind of action.
    pub kind: &'a str,
    /// The world before it.
    pub before: &'a Snapshot,
    /// The world after it.
    pub after: &'a Snapshot,
    /// The message, if there was one.
    pub msg: Option<&'a CosmosMsg>,
    /// The answer, if it was accepted.
    pub response: Option<&'a AppResponse>,
    /// What was given away to the hub.
    pub gifts: &'a Gifts,
}

/// A rule with its name.
pub struct Invariant {
    /// The rule, as a statement.
    pub name: &'static str,
    /// Fails with what was expected and what came.
    pub check: fn(&Context<'_>) -> Result<(), String>,
}

/// A rule that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule.
    pub invariant: &'static str,
    /// The kind of action after which it was broken.
    pub after: String,
    /// The time of the block.
    pub at: u64,
    /// What was expected and what came.
    pub detail: String,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "after {} at {}: {}: {}", self.after, self.at, self.invariant, self.detail)
    }
}

macro_rules! invariants {
    ($($name:ident),* $(,)?) => { &[$(Invariant { name: stringify!($name), check: $name }),*] };
}

/// Hold at any time.
pub const ALWAYS: &[Invariant] = invariants![
    coins_cover_buffer_and_claims,
    no_coin_is_unexplained,
    the_ledger_adds_up,
    supply_is_tracked,
    queued_shares_are_in_escrow,
    settling_never_outruns_marking,
];

/// Hold when time has passed, or the chain did something by itself.
pub const AT_REST: &[Invariant] = invariants![time_alone_changes_no_book];

/// Hold after an action that was refused.
pub const AFTER_A_REFUSAL: &[Invariant] = invariants![a_refusal_changes_nothing];

/// Hold after an action that was accepted.
pub const AFTER_AN_ACTION: &[Invariant] = invariants![
    the_rate_never_falls_without_a_loss,
    the_rate_rises_only_by_vesting,
    minted_is_the_floor,
    an_insolvent_hub_never_mints,
    a_synced_ledger_is_the_chains,
    a_batch_is_priced_at_the_floor,
    burnt_is_the_ceiling,
    coins_leave_only_by_known_ways,
    new_stake_goes_to_active_validators_within_the_cap,
    priced_events_tell_the_books,
];

/// A check that looks at everything there is.
pub type Look<C> = fn(&Suite<C>) -> Result<(), String>;

/// Looks at everything there is, by name.
pub fn everything<C: Chain>() -> [(&'static str, Look<C>); 5] {
    [
        ("supply_is_the_sum_of_balances", supply_is_the_sum_of_balances),
        ("a_batch_is_the_sum_of_its_requests", a_batch_is_the_sum_of_its_requests),
        ("claimable_is_received_and_not_paid", claimable_is_received_and_not_paid),
        ("parts_are_entries_of_the_chain", parts_are_entries_of_the_chain),
        ("the_index_of_requests_is_complete", the_index_of_requests_is_complete),
    ]
}

fn ensure(holds: bool, detail: impl FnOnce() -> String) -> Result<(), String> {
    match holds {
        true => Ok(()),
        false => Err(detail()),
    }
}

/// 1, 17: the hub can pay what it owes and what counts as buffer.
fn coins_cover_buffer_and_claims(c: &Context<'_>) -> Result<(), String> {
    let s = c.after;
    ensure(s.unaccounted() >= 0, || {
        let (buffer, claimable) = (s.books.pool.buffer, s.owed.claimable);
        format!("balance {} < buffer {buffer} + claimable {claimable}", s.coins)
    })
}

/// 1: what lies beyond is matured and not settled, late, given away, or rounding of settled parts.
fn no_coin_is_unexplained(c: &Context<'_>) -> Result<(), String> {
    let s = c.after;
    let late = s.owed.shortfall.u128();
    let explained = s.matured + late + c.gifts.coins + c.gifts.settled_short + c.gifts.forgotten;
    ensure(s.unaccounted() <= explained as i128, || {
        let beyond = s.unaccounted();
        format!(
            "{beyond} beyond buffer and claimable, explained: {} matured, {late} late, {:?}",
            s.matured, c.gifts
        )
    })
}

/// 2: the sum of the ledger is what backing counts.
fn the_ledger_adds_up(c: &Context<'_>) -> Result<(), String> {
    let sum: u128 = c.after.ledger.iter().map(|row| row.u128()).sum();
    let delegated = c.after.books.stake.delegated.u128();
    ensure(sum == delegated, || format!("rows add up to {sum}, the books say {delegated}"))
}

/// 3: the token's supply is the tracked one.
fn supply_is_tracked(c: &Context<'_>) -> Result<(), String> {
    let (token, tracked) = (c.after.supply.u128(), c.after.shares());
    ensure(token == tracked, || format!("the token says {token}, the hub {tracked}"))
}

/// 8: what is queued lies with the hub, beside the dead shares and what was given away.
fn queued_shares_are_in_escrow(c: &Context<'_>) -> Result<(), String> {
    let expected = c.gifts.dead + c.after.queued() + c.gifts.shares;
    let held = c.after.tokens.u128();
    ensure(held == expected, || {
        format!("the hub holds {held} shares, {expected} are dead, queued or given away")
    })
}

/// A round settles only parts that it marked.
fn settling_never_outruns_marking(c: &Context<'_>) -> Result<(), String> {
    let settlement = &c.after.settlement;
    let Some(round) = &settlement.round else { return Ok(()) };
    ensure(
        settlement.through.u64() <= round.through.0 && round.through.0 <= c.after.now.u64(),
        || format!("settled through {}, marked through {:?}", settlement.through, round.through),
    )
}

/// No crank, no change: what time does is derived.
fn time_alone_changes_no_book(c: &Context<'_>) -> Result<(), String> {
    let same = c.before.books == c.after.books
        && c.before.owed == c.after.owed
        && c.before.ledger == c.after.ledger
        && c.before.gates == c.after.gates
        && c.before.supply == c.after.supply;
    ensure(same, || format!("{:?} became {:?}", c.before.books, c.after.books))
}

/// A refused action leaves no trace.
fn a_refusal_changes_nothing(c: &Context<'_>) -> Result<(), String> {
    let mut before = c.before.clone();
    // Batches close by time; what the snapshot derives from it is no change.
    (before.now, before.height) = (c.after.now, c.after.height);
    before.pipeline = c.after.pipeline;
    before.matured = c.after.matured;
    ensure(before == *c.after, || format!("{:?} became {:?}", before, c.after))
}

/// Whether the action found a loss, or may change the rate by the rules of insolvency.
fn found_loss(c: &Context<'_>) -> bool {
    ["weir_hub_slashed", "weir_hub_validator_unread", "weir_hub_validator_read"]
        .iter()
        .any(|event| !attributes(c.response, event, "validator").is_empty())
}

/// How much rounding of the chain's own a sync may book.
fn sync_dust(c: &Context<'_>) -> u128 {
    match attributes(c.response, "weir_hub_synced", "delegated").is_empty() {
        true => 0,
        false => DUST * (c.after.ledger.len() as u128),
    }
}

/// Stake of validators that left the ledger: at most dust of each, since whoever has more drains.
fn dust_given_up(c: &Context<'_>) -> u128 {
    let seats = |snapshot: &Snapshot| {
        let roster = snapshot.roster.as_ref().map(|roster| roster.seats.clone());
        roster.unwrap_or_default()
    };
    let stays = seats(c.after);
    let left = seats(c.before)
        .into_iter()
        .zip(&c.before.ledger)
        .filter(|(seat, _)| stays.iter().all(|other| other.0 != seat.0));
    left.map(|(_, row)| row.u128().min(DUST)).sum()
}

fn product(a: u128, b: u128) -> Uint256 {
    Uint256::from(a) * Uint256::from(b)
}

/// 4: at one moment the rate falls only by a loss that a sync found, by the dust of a validator that
/// is removed, or by a unit per rounding.
fn the_rate_never_falls_without_a_loss(c: &Context<'_>) -> Result<(), String> {
    if found_loss(c) {
        return Ok(());
    }
    let now = c.after.now;
    let (before, after) = (c.before.backing_at(now), c.after.backing_at(now));
    let slack = 2 + sync_dust(c) + dust_given_up(c);
    ensure(product(after + slack, c.before.shares()) >= product(before, c.after.shares()), || {
        let shares = (c.before.shares(), c.after.shares());
        format!("backing {before} for {} became {after} for {}", shares.0, shares.1)
    })
}

/// 5, 7: at one moment the rate rises by no more than the rounding that an action leaves to the
/// others. What may lift it at once is a cover of the insolvent, and a validator that can be read
/// again.
fn the_rate_rises_only_by_vesting(c: &Context<'_>) -> Result<(), String> {
    let now = c.after.now;
    if found_loss(c) || c.before.books.is_insolvent(now).unwrap() {
        return Ok(());
    }
    let (before, after) = (c.before.backing_at(now), c.after.backing_at(now));
    // A share left to the others is worth this much.
    let share = before / c.before.shares().max(1) + 1;
    let slack = 2 + share + sync_dust(c);
    // The rounding is left to those who remain, however few they are: so it is taken from `after`.
    let gained = after.saturating_sub(slack);
    ensure(product(gained, c.before.shares()) <= product(before, c.after.shares()), || {
        let shares = (c.before.shares(), c.after.shares());
        format!("backing {before} for {} became {after} for {}", shares.0, shares.1)
    })
}

/// 6: minted = floor(assets × supply / backing), above 0 and not below what was asked.
fn minted_is_the_floor(c: &Context<'_>) -> Result<(), String> {
    let Some(ExecuteMsg::Bond { min_shares, .. }) = hub_message(c.msg) else { return Ok(()) };
    let number = |key| attribute(c.response, "weir_hub_bonded", key).unwrap_or_default();
    let (assets, shares): (u128, u128) = (number("assets"), number("shares"));
    let backing = c.before.backing_at(c.after.now);
    let exact = product(assets, c.before.shares()) / Uint256::from(backing);
    let enough = shares > 0 && shares >= min_shares.unwrap_or_default().u128();
    ensure(exact == Uint256::from(shares) && enough, || {
        format!("{assets} assets minted {shares} shares, the floor is {exact}")
    })?;
    let grown = c.after.shares() - c.before.shares();
    ensure(grown == shares, || format!("supply grew by {grown}, {shares} were minted"))
}

/// 24: an insolvent hub never mints.
fn an_insolvent_hub_never_mints(c: &Context<'_>) -> Result<(), String> {
    let insolvent = c.before.books.is_insolvent(c.after.now).unwrap();
    ensure(!insolvent || c.after.shares() <= c.before.shares(), || {
        format!("supply {} became {}", c.before.shares(), c.after.shares())
    })
}

/// 2: right after a sync the ledger is what the chain says.
fn a_synced_ledger_is_the_chains(c: &Context<'_>) -> Result<(), String> {
    if c.kind != "sync" {
        return Ok(());
    }
    let unread: Vec<usize> = c.after.gates.unread.iter().map(|(row, _)| *row as usize).collect();
    let roster = c.after.roster.as_ref().map(|roster| &roster.seats);
    for (row, (seat, entry)) in roster.into_iter().flatten().zip(&c.after.ledger).enumerate() {
        let chain = c.after.delegations.get(&seat.0).copied().unwrap_or_default();
        ensure(unread.contains(&row) || chain == entry.u128(), || {
            format!("{}: the ledger says {entry}, the chain {chain}", seat.0)
        })?;
    }
    Ok(())
}

/// 9: the price of a batch is floor(shares × backing / supply) after the sync in it.
fn a_batch_is_priced_at_the_floor(c: &Context<'_>) -> Result<(), String> {
    let Some(priced) = attribute(c.response, "weir_hub_batch_submitted", "priced") else {
        return Ok(());
    };
    let priced: u128 = priced;
    let synced = |key| attribute(c.response, "weir_hub_synced", key).unwrap_or_default();
    let (backing, supply): (u128, u128) = (synced("backing"), synced("supply"));
    let (burnt, unplaced) = submitted_shares(c);
    let exact = product(burnt + unplaced, backing) / Uint256::from(supply);
    ensure(exact == Uint256::from(priced), || format!("priced {priced}, the floor is {exact}"))
}

fn submitted_shares(c: &Context<'_>) -> (u128, u128) {
    let number = |key| attribute(c.response, "weir_hub_batch_submitted", key).unwrap_or_default();
    (number("shares"), number("unplaced"))
}

/// 10: burnt = ceil(shares × placed / priced); placed is what was asked, never more than priced.
fn burnt_is_the_ceiling(c: &Context<'_>) -> Result<(), String> {
    let number = |key| attribute(c.response, "weir_hub_batch_submitted", key);
    let (Some(priced), Some(placed)) = (number("priced"), number("placed")) else { return Ok(()) };
    let (priced, placed): (u128, u128) = (priced, placed);
    let (burnt, unplaced) = submitted_shares(c);
    if priced == 0 {
        return ensure(unplaced == 0, || format!("a worthless batch keeps {unplaced} shares"));
    }
    let exact = product(burnt + unplaced, placed);
    let ceiling = (exact + Uint256::from(priced - 1)) / Uint256::from(priced);
    // Other messages of the same transaction may mint and burn beside it.
    let fell = c.before.shares().saturating_sub(c.after.shares());
    let alone = c.kind != "transaction";
    ensure(placed <= priced && ceiling == Uint256::from(burnt) && (fell == burnt || !alone), || {
        format!("burnt {burnt} for {placed} of {priced}, the ceiling is {ceiling}; supply fell by {fell}")
    })
}

/// 23: the hub's coins leave only by delegation, claim, instant redemption and sweep.
fn coins_leave_only_by_known_ways(c: &Context<'_>) -> Result<(), String> {
    let sum = |event: &str, key: &str| -> u128 {
        attributes(c.response, event, key).iter().filter_map(|text| text.parse::<u128>().ok()).sum()
    };
    let refused: u128 = {
        let acts = attributes(c.response, "weir_hub_validator_refused", "act");
        let assets = attributes(c.response, "weir_hub_validator_refused", "assets");
        let delegations = acts.iter().zip(&assets).filter(|(act, _)| *act == "delegate");
        delegations.filter_map(|(_, assets)| assets.parse::<u128>().ok()).sum()
    };
    let known = sum("weir_hub_buffer_delegated", "assets") - refused
        + sum("weir_hub_unbonded_withdrawn", "assets")
        + sum("weir_hub_instantly_redeemed", "assets")
        + sum("weir_hub_surplus_swept", "assets");
    let left = c.before.coins.saturating_sub(c.after.coins);
    ensure(left <= known, || format!("{left} left the hub, {known} by known ways"))
}

/// 29, 34: new stake goes to active validators, none above its cap.
fn new_stake_goes_to_active_validators_within_the_cap(c: &Context<'_>) -> Result<(), String> {
    let whole: u128 = c.after.ledger.iter().map(|row| row.u128()).sum();
    let (Some(before), Some(after)) = (&c.before.roster, &c.after.roster) else { return Ok(()) };
    if c.kind != "delegate_buffer" || before != after {
        return Ok(());
    }
    let cap = after.max_share;
    let rows = after.seats.iter().zip(c.before.ledger.iter().zip(&c.after.ledger));
    for (seat, (old, new)) in rows {
        if new <= old {
            continue;
        }
        let active = seat.2 == weir_interface::registry::Standing::Active && seat.1 > 0;
        let capped =
            cosmwasm_std::Uint128::new(whole + c.after.books.pool.buffer.u128()).mul_ceil(cap);
        ensure(active && new.u128() <= capped.u128(), || {
            format!("{} went from {old} to {new}, it is {} with cap {capped}", seat.0, seat.2)
        })?;
    }
    Ok(())
}

/// 22: an event that tells backing and supply tells what the books say.
fn priced_events_tell_the_books(c: &Context<'_>) -> Result<(), String> {
    let names = [
        "weir_hub_bonded",
        "weir_hub_instantly_redeemed",
        "weir_hub_batch_submitted",
        "weir_hub_rewards_added",
    ];
    // Several of them in one answer tell of moments between.
    let told: Vec<&str> = names
        .into_iter()
        .filter(|name| !attributes(c.response, name, "backing").is_empty())
        .collect();
    let [name] = told.as_slice() else { return Ok(()) };
    let number = |key| attribute(c.response, name, key).unwrap_or_default();
    let (backing, supply): (u128, u128) = (number("backing"), number("supply"));
    let books = (c.after.backing_at(c.after.now), c.after.shares());
    ensure((backing, supply) == books || c.kind == "transaction", || {
        format!("{name} tells {backing} and {supply}, the books say {books:?}")
    })
}

/// 3: supply is the sum of balances.
fn supply_is_the_sum_of_balances(suite: &Suite<impl Chain>) -> Result<(), String> {
    let token = suite.storage_of(&suite.token);
    let sum: u128 = BALANCES
        .range(&*token, None, None, Order::Ascending)
        .map(|row| row.unwrap().1.u128())
        .sum();
    let supply = suite.snapshot().supply.u128();
    ensure(sum == supply, || format!("balances add up to {sum}, supply is {supply}"))
}

/// 8, 11: shares of a batch are the sum of its requests while none was paid out; what was paid is
/// never more than what was received.
fn a_batch_is_the_sum_of_its_requests(suite: &Suite<impl Chain>) -> Result<(), String> {
    let storage = suite.storage_of(&suite.hub);
    let mut sums: BTreeMap<u64, u128> = BTreeMap::new();
    for row in REQUESTS.range(&*storage, None, None, Order::Ascending) {
        let ((_, batch), request) = row.unwrap();
        *sums.entry(batch).or_default() += request.shares.u128();
    }
    let pipeline = suite.snapshot().pipeline.unwrap();
    let sum = |batch: u64| sums.get(&batch).copied().unwrap_or_default();
    let open = pipeline.open;
    ensure(sum(open.id.u64()) == open.shares.u128(), || {
        format!(
            "requests of open batch {} add up to {}, it says {}",
            open.id,
            sum(open.id.u64()),
            open.shares
        )
    })?;
    if let Some(waiting) = pipeline.waiting.filter(|waiting| !waiting.begun) {
        ensure(sum(waiting.id.u64()) == waiting.unplaced.u128(), || {
            format!("requests of waiting batch {} add up to {}", waiting.id, sum(waiting.id.u64()))
        })?;
    }
    for row in BATCHES.range(&*storage, None, None, Order::Ascending) {
        let (id, batch) = row.unwrap();
        let whole = if batch.is_settled() {
            sum(id) <= batch.shares.u128()
        } else {
            sum(id) == batch.shares.u128()
        };
        ensure(whole && batch.paid <= batch.received, || {
            format!("batch {id}: requests add up to {}, {batch:?}", sum(id))
        })?;
    }
    Ok(())
}

/// 8, 17: what is claimable is what batches received and did not pay.
fn claimable_is_received_and_not_paid(suite: &Suite<impl Chain>) -> Result<(), String> {
    let storage = suite.storage_of(&suite.hub);
    let left: u128 = BATCHES
        .range(&*storage, None, None, Order::Ascending)
        .map(|row| row.unwrap().1)
        .map(|batch| batch.received.u128() - batch.paid.u128())
        .sum();
    let owed = OWED.load(&*storage).unwrap();
    ensure(left == owed.claimable.u128(), || {
        format!("batches hold {left}, claimable is {}", owed.claimable)
    })?;
    let expected: u128 = PARTS
        .range(&*storage, None, None, Order::Ascending)
        .map(|row| row.unwrap().1.expected.u128())
        .sum();
    ensure(expected == owed.unbonding.u128(), || {
        format!("parts expect {expected}, the books {}", owed.unbonding)
    })
}

/// 12, 13: every part in unbonding is an entry of the chain, of what the chain granted.
fn parts_are_entries_of_the_chain(suite: &Suite<impl Chain>) -> Result<(), String> {
    let now = suite.paid_until();
    let mut parts: BTreeMap<String, u128> = BTreeMap::new();
    let storage = suite.storage_of(&suite.hub);
    for row in PARTS.range(&*storage, None, None, Order::Ascending) {
        let ((completes_at, _), part) = row.unwrap();
        if completes_at > now {
            *parts.entry(part.validator).or_default() += part.expected.u128();
        }
    }
    let mut entries: BTreeMap<String, u128> = BTreeMap::new();
    for entry in suite.chain.unbonding_entries(&suite.hub).unwrap() {
        if entry.entry.completes_at.plus_nanos(PART_OF_A_SECOND).seconds() > now {
            *entries.entry(entry.validator).or_default() += entry.entry.initial_balance.u128();
        }
    }
    entries.retain(|_, sum| *sum > 0);
    parts.retain(|_, sum| *sum > 0);
    ensure(parts == entries, || format!("parts {parts:?}, entries {entries:?}"))
}

/// Every request is in the index of its batch, and nothing else is.
fn the_index_of_requests_is_complete(suite: &Suite<impl Chain>) -> Result<(), String> {
    let storage = suite.storage_of(&suite.hub);
    let mut rows: Vec<(u64, Vec<u8>)> = REQUESTS
        .keys(&*storage, None, None, Order::Ascending)
        .map(|key| key.map(|(owner, batch)| (batch, owner)).unwrap())
        .collect();
    let mut index: Vec<(u64, Vec<u8>)> =
        REQUESTS__BATCH.keys(&*storage, None, None, Order::Ascending).map(Result::unwrap).collect();
    rows.sort();
    index.sort();
    ensure(rows == index, || format!("{} requests, {} in the index", rows.len(), index.len()))
}

impl Gifts {
    /// Notes what an action swept and settled, and which shortfalls it forgot, from what was missing
    /// before and after it.
    pub(crate) fn note(
        &mut self,
        outcome: Result<&AppResponse, &Refusal>,
        before: Assets,
        after: Assets,
    ) {
        let Ok(response) = outcome else { return };
        let sum = |event: &str, key: &str| -> u128 {
            let texts = attributes(Some(response), event, key);
            texts.iter().filter_map(|text| text.parse::<u128>().ok()).sum()
        };
        self.coins = self.coins.saturating_sub(sum("weir_hub_surplus_swept", "assets"));
        self.settled_short += sum("weir_hub_reconciled", "settled");
        let missing = before.u128() + sum("weir_hub_reconciled", "shortfall");
        let paid = sum("weir_hub_shortfall_paid", "assets");
        self.forgotten += missing.saturating_sub(paid).saturating_sub(after.u128());
    }
}

impl Flows {
    /// Notes what an action moved.
    pub(crate) fn note(&mut self, outcome: Result<&AppResponse, &Refusal>) {
        let Ok(response) = outcome else { return };
        for event in &response.events {
            let Some(name) = event.ty.strip_prefix("wasm-weir_hub_") else {
                self.acts += u128::from(["delegate", "unbond", "redelegate"].contains(&&*event.ty));
                continue;
            };
            let assets = || {
                let found = event.attributes.iter().find(|attribute| attribute.key == "assets");
                found.and_then(|found| found.value.parse::<u128>().ok()).unwrap_or_default()
            };
            let (put_in, added, taken_out, swept) = match name {
                "bonded" | "covered" => (assets(), 0, 0, 0),
                "rewards_added" => (0, assets(), 0, 0),
                "unbonded_withdrawn" | "instantly_redeemed" => (0, 0, assets(), 0),
                "surplus_swept" => (0, 0, 0, assets()),
                _ => (0, 0, 0, 0),
            };
            self.put_in += put_in;
            self.taken_out += taken_out;
            self.came += put_in + added;
            self.left += taken_out + swept;
            self.requests += u64::from(["unbond_queued", "unbond_transferred"].contains(&name));
        }
    }
}
