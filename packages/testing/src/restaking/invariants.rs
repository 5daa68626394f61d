//! What must hold of a vault, by name. The comments give the number of the rule in the design's
//! list. Each check sees one vault before and after one message, and what happened between.

use std::rc::Rc;

use cosmwasm_std::{Event, Uint256};
use weir_accounting::vault::{matures_at, Pending, VIRTUAL_SHARES};
use weir_quantities::{Assets, BucketId, Magnitude, Rounding};

use super::history::{floor, fraction_of};
use super::{History, VaultState};

/// One vault, one message.
#[derive(Clone, Debug)]
pub struct Step {
    /// The kind of message.
    pub kind: String,
    /// The vault before it.
    pub before: VaultState,
    /// The vault after it.
    pub after: VaultState,
    /// What this vault told, if the message was accepted.
    pub events: Option<Vec<Event>>,
    /// What the vault was in every second before.
    pub history: Rc<History>,
}

/// A rule with its name.
pub struct Invariant {
    /// The rule, as a statement.
    pub name: &'static str,
    /// Fails with what was expected and what came.
    pub check: fn(&Step) -> Result<(), String>,
}

macro_rules! invariants {
    ($($name:ident),* $(,)?) => { &[$(Invariant { name: stringify!($name), check: $name }),*] };
}

/// Hold after every action, whatever came of it.
pub const ALL: &[Invariant] = invariants![
    a_refusal_changes_nothing,
    the_balance_is_what_is_owed_and_what_was_given,
    shares_are_those_of_holders,
    the_price_falls_only_by_a_slash,
    an_exit_is_paid_no_more_than_its_part,
    no_other_service_loses,
    budgets_stay_within_cap_and_ceiling,
    weights_stay_within_magnitude_and_leverage,
    no_power_without_something_to_slash,
    raises_wait_for_the_notice,
    stake_counted_at_the_offence_is_there,
    a_matured_bucket_is_never_slashed,
    an_open_generation_never_overflows,
    a_loss_is_the_smaller_of_its_bounds,
    bond_and_cover_and_pool_pay_the_loss,
    an_offence_executes_once,
    every_request_is_within_its_last_second,
    escrow_gets_exactly_the_loss,
    the_books_agree_with_their_sums,
    what_deposits_read_is_what_was_decided,
];

fn ensure(holds: bool, detail: impl FnOnce() -> String) -> Result<(), String> {
    match holds {
        true => Ok(()),
        false => Err(detail()),
    }
}

impl Step {
    /// Events of this type.
    fn told<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Event> {
        self.events.iter().flatten().filter(move |event| event.ty == format!("wasm-{name}"))
    }

    /// The slash, where the message was one.
    fn slash(&self) -> Option<&Event> {
        self.told("weir_vault_slash_applied").next()
    }
}

fn number(event: &Event, key: &str) -> u128 {
    let found = event.attributes.iter().find(|attribute| attribute.key == key);
    found.unwrap_or_else(|| panic!("{} has no {key}", event.ty)).value.parse().unwrap()
}

/// A message that is refused leaves every row as it was.
fn a_refusal_changes_nothing(s: &Step) -> Result<(), String> {
    ensure(s.events.is_some() || s.before == s.after, || "something changed".to_string())
}

/// 37: not only enough, but nothing that nobody can name.
fn the_balance_is_what_is_owed_and_what_was_given(s: &Step) -> Result<(), String> {
    let (owed, given) = (s.after.owed(), s.after.given);
    ensure(s.after.balance == owed + given, || {
        format!("balance {} ≠ owed {owed} + given {given}", s.after.balance)
    })
}

/// 38: a slash leaves every share.
fn shares_are_those_of_holders(s: &Step) -> Result<(), String> {
    let pool = s.after.pool();
    let active: u128 = s.after.positions.values().map(|shares| shares.u128()).sum();
    let open = |bucket: &u64| s.after.buckets.contains_key(bucket);
    let queued: u128 =
        s.after.exits.iter().filter(|((_, id), _)| open(id)).map(|(_, x)| x.u128()).sum();
    ensure(active + queued == pool.shares.u128() && queued == pool.queued.u128(), || {
        format!("active {active} + queued {queued}, the pool says {pool:?}")
    })?;
    for (bucket, shares) in &s.after.buckets {
        let in_it = s.after.exits.iter().filter(|((_, id), _)| id == bucket);
        let sum: u128 = in_it.map(|(_, x)| x.u128()).sum();
        ensure(sum == shares.u128(), || format!("bucket {bucket} has {shares}, holders {sum}"))?;
    }
    let kept = s.before.pool().shares == pool.shares || s.slash().is_none();
    // What matured on the way is gone before the slash.
    let settled = s.told("weir_vault_bucket_settled").next().is_some();
    ensure(kept || settled, || "a slash changed the number of shares".to_string())
}

/// 39: (A+1)/(S+V), cross-multiplied.
fn the_price_falls_only_by_a_slash(s: &Step) -> Result<(), String> {
    let price = |state: &VaultState| {
        let pool = state.pool();
        (wide(pool.assets.u128()) + wide(1), wide(pool.shares.u128()) + wide(VIRTUAL_SHARES.u128()))
    };
    let ((a, b), (c, d)) = (price(&s.before), price(&s.after));
    ensure(s.slash().is_some() || c * b >= a * d, || format!("{a}/{b} fell to {c}/{d}"))
}

/// 39: never more than its part of what there was.
fn an_exit_is_paid_no_more_than_its_part(s: &Step) -> Result<(), String> {
    for event in s.told("weir_vault_bucket_settled") {
        let (assets, shares) = (number(event, "assets"), number(event, "shares"));
        // What was there before this bucket left.
        let (a, b) = (number(event, "total_assets"), number(event, "total_shares"));
        let (whole, all) = match (s.told("weir_vault_bucket_settled").count(), s.slash()) {
            (1, None) if s.kind != "deposit" => (a + assets, b + shares),
            _ => continue,
        };
        ensure(assets <= floor(whole, shares, all), || {
            format!("{assets} for {shares} of {whole} and {all}")
        })?;
    }
    Ok(())
}

/// 40: what others may take, and at λ = 1 what stands behind them.
fn no_other_service_loses(s: &Step) -> Result<(), String> {
    let Some(slash) = s.slash() else { return Ok(()) };
    let service = number(slash, "service");
    for before in s.before.commitments.iter().filter(|one| u128::from(one.service.u64()) != service)
    {
        let Some(after) = s.after.commitment(before.service.u64()) else { continue };
        let payable = |state: &VaultState, budget| state.pool().stake(budget).unwrap();
        let (had, has) = (payable(&s.before, before.budget), payable(&s.after, after.budget));
        ensure(has >= had, || format!("service {}: {had} fell to {has}", before.service))?;
        let (had, has) = (payable(&s.before, before.slashable), payable(&s.after, after.slashable));
        let leveraged = s.before.parameters.leverage > cosmwasm_std::Decimal::one();
        ensure(leveraged || has >= had, || {
            format!("stake of service {}: {had} fell to {has}", before.service)
        })?;
    }
    Ok(())
}

/// 41: while a cap that was lowered is below what there is, the sum does not rise.
fn budgets_stay_within_cap_and_ceiling(s: &Step) -> Result<(), String> {
    for one in &s.after.commitments {
        let ceiling = one.ceiling().unwrap();
        ensure(one.budget <= ceiling, || {
            format!("service {}: budget {} over {ceiling}", one.service, one.budget)
        })?;
    }
    // What was due is done first, at the cap of before.
    let cap = s.before.parameters.cap.max(s.after.parameters.cap);
    let cap = s.after.pool().magnitude.times(cap, Rounding::Down).unwrap();
    let (before, after) = (s.before.budgets(), s.after.budgets());
    ensure(after <= cap.u128() || after <= before, || format!("budgets {after} over {cap}"))
}

/// 42: power is a part of what is slashable; what is announced fits the leverage at the time.
fn weights_stay_within_magnitude_and_leverage(s: &Step) -> Result<(), String> {
    for one in &s.after.commitments {
        ensure(one.power <= one.slashable, || format!("{one:?}"))?;
    }
    if s.told("weir_vault_commitment_announced").next().is_none() {
        return Ok(());
    }
    let weight = |one: &weir_accounting::vault::Commitment| match &one.pending {
        Some(Pending::Raise { weight, .. }) => one.slashable.max(*weight).u128(),
        _ => one.slashable.u128(),
    };
    let sum: u128 = s.after.commitments.iter().map(weight).sum();
    let magnitude = s.after.pool().magnitude;
    let most = magnitude.times(s.after.parameters.leverage, Rounding::Down).unwrap();
    ensure(sum <= most.u128(), || format!("Σ weight {sum} over λ·M {most}"))
}

/// 43: what is published is there, and can be slashed.
fn no_power_without_something_to_slash(s: &Step) -> Result<(), String> {
    let pool = s.after.pool();
    for one in &s.after.commitments {
        let power = one.guaranteed(pool).unwrap();
        let stake = pool.stake(one.slashable).unwrap();
        ensure(power <= stake, || format!("service {}: {power} of {stake}", one.service))?;
        ensure(power.is_zero() || one.budget > one.asked, || {
            format!("service {}: {power} with {} asked of {}", one.service, one.asked, one.budget)
        })?;
    }
    Ok(())
}

/// 44: who leaves on the day of an announcement is out before it counts.
fn raises_wait_for_the_notice(s: &Step) -> Result<(), String> {
    for after in &s.after.commitments {
        let id = after.service.u64();
        let before = s.before.commitment(id);
        let had = before.map_or(Magnitude::ZERO, |one| one.slashable);
        let harder = before.is_some_and(|one| {
            one.terms.max_slash < after.terms.max_slash && !after.slashable.is_zero()
        });
        if after.slashable > had || harder {
            let now = s.after.now();
            let announced = s.history.announced.get(&id);
            let (_, least) = announced.ok_or(format!("service {id}: never announced"))?;
            ensure(now >= *least, || format!("service {id}: at {now}, not before {least}"))?;
        }
        let told = s.told("weir_vault_commitment_announced");
        let now = told.filter(|event| number(event, "service") == u128::from(id)).count() > 0;
        if let (true, Some(Pending::Raise { at, .. })) = (now, &after.pending) {
            let newest = s.after.buckets.keys().next_back();
            let out = newest.map(|bucket| matures_at(BucketId::new(*bucket)));
            ensure(out.is_none_or(|out| out <= *at), || {
                format!("service {id}: counts at {at}, the newest bucket is out at {out:?}")
            })?;
        }
    }
    Ok(())
}

/// 45: the stake that answers is no less than the power that was published, within rounding.
fn stake_counted_at_the_offence_is_there(s: &Step) -> Result<(), String> {
    let noted = s.after.requests.iter().filter(|(id, _)| !s.before.requests.contains_key(id));
    let slashed = s.slash().map(|slash| u64::try_from(number(slash, "id")).unwrap());
    let slashed = slashed.and_then(|id| s.before.requests.get_key_value(&id));
    for (id, request) in noted.chain(slashed) {
        let (service, at) = (request.service.u64(), request.infraction_time.u64());
        let settled = s.after.pool().settled.u128();
        let base = s.history.base(service, at, settled);
        let base = base.ok_or(format!("request {id} of a time without a commitment"))?;
        let power = s.history.power(service, at);
        ensure(base + 2 >= power, || {
            format!("request {id}: {power} was promised, {base} is there")
        })?;
    }
    Ok(())
}

/// 46: what has left the pool is money.
fn a_matured_bucket_is_never_slashed(s: &Step) -> Result<(), String> {
    for (id, before) in &s.before.settled {
        let after = s.after.settled.get(id);
        ensure(after == Some(before), || format!("bucket {id}: {before:?} became {after:?}"))?;
    }
    let now = s.after.now();
    let late = s
        .after
        .buckets
        .keys()
        .find(|id| matures_at(BucketId::new(**id)) <= now && s.slash().is_some());
    ensure(late.is_none(), || format!("bucket {late:?} had matured and was slashed"))
}

/// 47: whoever has all there is of an asset can still enter.
fn an_open_generation_never_overflows(s: &Step) -> Result<(), String> {
    let pool = s.after.pool();
    let most = Assets::new(10_u128.pow(15));
    ensure(pool.is_closed() || pool.shares_for(most).is_ok(), || format!("{pool:?}"))
}

/// 49: computed anew, from what the vault was at the second of the offence.
fn a_loss_is_the_smaller_of_its_bounds(s: &Step) -> Result<(), String> {
    let Some(slash) = s.slash() else { return Ok(()) };
    let id = u64::try_from(number(slash, "id")).unwrap();
    let request = s.before.requests.get(&id).ok_or(format!("request {id} was not known"))?;
    let (service, at) = (request.service.u64(), request.infraction_time.u64());
    let pool = s.before.pool();
    let base = s.history.base(service, at, pool.settled.u128()).unwrap_or_default();
    ensure(base == number(slash, "base"), || format!("base {base}, the vault says {slash:?}"))?;
    let budget = s.before.commitment(service).map_or(0, |one| one.budget.u128());
    let magnitude = pool.magnitude.u128();
    let payable = if magnitude == 0 { 0 } else { floor(pool.assets.u128(), budget, magnitude) };
    let loss = fraction_of(base, request.fraction).min(payable);
    ensure(loss == number(slash, "loss"), || format!("loss {loss}, the vault says {slash:?}"))
}

/// 50.
fn bond_and_cover_and_pool_pay_the_loss(s: &Step) -> Result<(), String> {
    let Some(slash) = s.slash() else { return Ok(()) };
    let of = |key| number(slash, key);
    ensure(of("bond") + of("cover") + of("pool_loss") == of("loss"), || format!("{slash:?}"))?;
    let fell = s.before.pool().assets.minus_or_zero(s.after.pool().assets).u128();
    ensure(fell == of("pool_loss"), || format!("the pool fell by {fell}: {slash:?}"))?;
    let had = s.before.bond.slashable(s.after.now()).unwrap().u128();
    ensure(of("bond") == of("loss").min(had), || format!("a bond of {had} paid {slash:?}"))
}

/// 51: the vault forgets what it has applied.
fn an_offence_executes_once(s: &Step) -> Result<(), String> {
    let Some(slash) = s.slash() else { return Ok(()) };
    let id = u64::try_from(number(slash, "id")).unwrap();
    let known = (s.before.requests.contains_key(&id), s.after.requests.contains_key(&id));
    ensure(known == (true, false), || format!("request {id} known before and after: {known:?}"))
}

/// 53: a slash comes within the last second; what is over can be ended by anybody (see `finale`).
fn every_request_is_within_its_last_second(s: &Step) -> Result<(), String> {
    let Some(slash) = s.slash() else { return Ok(()) };
    let id = u64::try_from(number(slash, "id")).unwrap();
    let Some(request) = s.before.requests.get(&id) else { return Ok(()) };
    let now = s.after.now();
    ensure(now >= request.resolved_at && now <= request.last_second, || {
        format!("{now} is not within {request:?}")
    })
}

/// 57: nothing else enters, and what leaves is told.
fn escrow_gets_exactly_the_loss(s: &Step) -> Result<(), String> {
    let loss = s.slash().map_or(0, |slash| number(slash, "loss"));
    let claimed: u128 =
        s.told("weir_vault_slashed_claimed").map(|event| number(event, "assets")).sum();
    let (before, after) = (s.before.core.escrow.u128(), s.after.core.escrow.u128());
    ensure(after + claimed == before + loss, || {
        format!("escrow {before} + {loss} − {claimed} is not {after}")
    })
}

/// What is stored twice is the same twice.
fn the_books_agree_with_their_sums(s: &Step) -> Result<(), String> {
    let core = &s.after.core;
    let asked: u128 = s.after.commitments.iter().map(|one| one.asked.u128()).sum();
    ensure(core.asked.u128() == asked, || format!("asked {} ≠ {asked}", core.asked))?;
    for one in &s.after.commitments {
        let of = s.after.requests.values().filter(|request| request.service == one.service);
        let sum: u128 = of.map(|request| request.asked.u128()).sum();
        ensure(one.asked.u128() == sum, || {
            format!("service {}: asked {} ≠ {sum}", one.service, one.asked)
        })?;
    }
    let escrow: u128 = s.after.escrow.values().map(|assets| assets.u128()).sum();
    ensure(core.escrow.u128() == escrow, || format!("escrow {} ≠ {escrow}", core.escrow))?;
    let bond = &s.after.bond;
    let sums = (core.active_bond, core.queued_bond);
    ensure(sums == (bond.active, bond.queued().unwrap()), || format!("{sums:?}, {bond:?}"))
}

/// One row has copies of others for deposits, another for what is earned.
fn what_deposits_read_is_what_was_decided(s: &Step) -> Result<(), String> {
    let (access, parameters) = (&s.after.access, &s.after.parameters);
    let (asset, commission) = (&s.after.asset, s.after.commission);
    let copies = (&access.asset, access.min_deposit, access.deposit_cap, commission);
    let (cap, decided) = (parameters.deposit_cap, parameters.commission);
    let originals = (asset, parameters.min_deposit, cap, decided);
    ensure(copies == originals, || format!("{copies:?} ≠ {originals:?}"))
}

fn wide(value: u128) -> Uint256 {
    Uint256::from(value)
}
