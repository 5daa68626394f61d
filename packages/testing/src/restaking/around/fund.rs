//! The fund: its books, its caps, its ways out.

use std::collections::BTreeMap;

use cosmwasm_std::{Addr, Order, Storage, Uint256};
use weir_accounting::insurance::Draws;
use weir_accounting::vault::{matures_at, SettledBucket, VIRTUAL_SHARES};
use weir_insurance_fund::parameters::parameters;
use weir_insurance_fund::state::{
    Core, Draw, Parameters, BUCKETS, CORE, DRAWN, DRAWS, EXITS, PARAMETERS, POSITIONS, SETTLED,
};
use weir_quantities::{BucketId, Rounding, Shares, Time};

use super::{ensure, number, rules, Rule, Turn};

/// The fund at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct FundState {
    /// Pool, sums.
    pub core: Core,
    /// Parts and the exit delay as they are stored.
    pub stored: Parameters,
    /// Those in force.
    pub parameters: Parameters,
    /// What was drawn lately.
    pub draws: Draws,
    /// What was drawn, by request.
    pub drawn: BTreeMap<u64, Draw>,
    /// Shares that are not on their way out.
    pub positions: BTreeMap<Addr, Shares>,
    /// Those that are, by holder and bucket.
    pub exits: BTreeMap<(Addr, u64), Shares>,
    /// Open buckets.
    pub buckets: BTreeMap<u64, Shares>,
    /// Buckets that left the pool.
    pub settled: BTreeMap<u64, SettledBucket>,
    /// What the asset says the fund has.
    pub balance: u128,
    /// The time of the block.
    pub wall: Time,
}

impl FundState {
    /// Reads everything.
    pub fn read(storage: &dyn Storage, wall: Time, balance: u128) -> Self {
        let up = Order::Ascending;
        let buckets = BUCKETS.range(storage, None, None, up).map(Result::unwrap);
        Self {
            core: CORE.load(storage).unwrap(),
            stored: PARAMETERS.load(storage).unwrap(),
            parameters: parameters(storage, wall).unwrap(),
            draws: DRAWS.load(storage).unwrap(),
            drawn: DRAWN.range(storage, None, None, up).map(Result::unwrap).collect(),
            positions: POSITIONS.range(storage, None, None, up).map(Result::unwrap).collect(),
            exits: EXITS.range(storage, None, None, up).map(Result::unwrap).collect(),
            buckets: buckets.map(|(id, bucket)| (id, bucket.shares)).collect(),
            settled: SETTLED.range(storage, None, None, up).map(Result::unwrap).collect(),
            balance,
            wall,
        }
    }
}

type T = Turn<FundState>;

/// Hold after every action.
pub const RULES: &[Rule<FundState>] = rules![
    a_refusal_leaves_the_fund,
    the_fund_holds_what_it_owes,
    shares_of_the_fund_are_those_of_holders,
    the_fund_loses_only_by_covers,
    deposits_pay_for_all_that_is_there,
    the_reserve_pays_covers_and_a_tenth_a_year,
    cover_stays_within_its_caps,
    a_request_is_covered_once,
    exits_from_the_fund_wait,
];

fn a_refusal_leaves_the_fund(t: &T) -> Result<(), String> {
    // What waits takes effect by time alone.
    let before = FundState { parameters: t.after.parameters.clone(), ..t.before.clone() };
    ensure(t.events.is_some() || before == t.after, || "something changed".to_string())
}

/// 37: of the fund: to the unit, since nobody gives it anything for nothing here.
fn the_fund_holds_what_it_owes(t: &T) -> Result<(), String> {
    let Core { pool, claimable, reserve, .. } = &t.after.core;
    let owed = pool.assets.u128() + claimable.u128() + reserve.assets.u128();
    ensure(t.after.balance == owed, || format!("balance {}, owed {owed}", t.after.balance))
}

/// 38, of the fund.
fn shares_of_the_fund_are_those_of_holders(t: &T) -> Result<(), String> {
    let FundState { core, positions, exits, buckets, .. } = &t.after;
    let active: u128 = positions.values().map(|shares| shares.u128()).sum();
    let queued: u128 = buckets.values().map(|shares| shares.u128()).sum();
    let pool = &core.pool;
    ensure(active + queued == pool.shares.u128() && queued == pool.queued.u128(), || {
        format!("active {active} + queued {queued}, the pool says {pool:?}")
    })?;
    for (bucket, shares) in buckets {
        let in_it = exits.iter().filter(|((_, id), _)| id == bucket);
        let sum: u128 = in_it.map(|(_, x)| x.u128()).sum();
        ensure(sum == shares.u128(), || format!("bucket {bucket} has {shares}, holders {sum}"))?;
    }
    Ok(())
}

/// 39, of the fund: (A+1)/(S+V), cross-multiplied, at one moment.
fn the_fund_loses_only_by_covers(t: &T) -> Result<(), String> {
    let price = |state: &FundState| {
        let shares = state.core.pool.shares.u128() + VIRTUAL_SHARES.u128();
        (Uint256::from(state.core.pool.assets.u128() + 1), Uint256::from(shares))
    };
    let ((a, b), (c, d)) = (price(&t.before), price(&t.after));
    let covers = t.told("weir_fund_cover_paid").chain(t.told("weir_fund_loss_covered")).count();
    ensure(covers > 0 || c * b >= a * d, || format!("{a}/{b} fell to {c}/{d}"))
}

/// Who comes pays for all that the fund holds: `sh/(S+V) ≤ x/(A+1)`, cross-multiplied.
fn deposits_pay_for_all_that_is_there(t: &T) -> Result<(), String> {
    let pool = &t.after.core.pool;
    let whole = Uint256::from(pool.assets.u128() + 1);
    let all = Uint256::from(pool.shares.u128() + VIRTUAL_SHARES.u128());
    for event in t.told("weir_fund_deposited") {
        let (assets, shares) = (number(event, "assets"), number(event, "shares"));
        let dear = Uint256::from(shares) * whole <= Uint256::from(assets) * all;
        ensure(dear, || format!("{shares} shares for {assets}, the pool is {pool:?}"))?;
    }
    Ok(())
}

/// What was slashed for the fund is left but for covers, which holders pay only when it is gone, and
/// for what holders earn in a year by what they have.
fn the_reserve_pays_covers_and_a_tenth_a_year(t: &T) -> Result<(), String> {
    let (before, after) = (&t.before.core, &t.after.core);
    let seconds = t.after.wall.since(before.reserve.paid_to).u64();
    let most = before.pool.assets.times_ratio(seconds.into(), 3_650 * 86_400, Rounding::Up);
    // In one action it is paid up to each bucket that has matured, and so earns interest itself.
    let most = most.unwrap().u128() * 11 / 10 + 1;
    // A premium is the reserve's where it is much more than holders have.
    let premiums = t.sum("weir_fund_premium_paid", "assets");
    let came = t.sum("weir_fund_slashed_received", "assets");
    let covers = ["weir_fund_cover_paid", "weir_fund_loss_covered"];
    let covered = |key| covers.iter().map(|event| t.sum(event, key)).sum::<u128>();
    let (paid, back) = (covered("of_reserve"), t.sum("weir_fund_cover_returned", "assets"));
    let (had, has) = (before.reserve.assets.u128() + came, after.reserve.assets.u128());
    ensure(has + paid <= had + premiums + back && had <= has + paid + most, || {
        format!("reserve {had} became {has}, {paid} paid, {back} came back, at most {most} earned")
    })?;
    let by_holders = covered("assets") > paid;
    ensure(!by_holders || has <= back, || format!("holders paid, and the reserve has {has}"))
}

/// 62: a part of what the bond left of each loss, and a part of the fund in a week.
fn cover_stays_within_its_caps(t: &T) -> Result<(), String> {
    let limits = t.after.parameters.limits();
    for event in t.told("weir_fund_cover_paid") {
        let id = number(event, "id");
        let receipt = t.told("weir_coordinator_slash_executed").find(|e| number(e, "id") == id);
        let receipt = receipt.ok_or(format!("cover without a slash: {event:?}"))?;
        let rest = number(receipt, "applied") - number(receipt, "bond");
        let most = weir_quantities::Assets::new(rest).times(limits.of_loss, Rounding::Down);
        let (most, cover) = (most.unwrap().u128(), number(receipt, "cover"));
        ensure(cover <= most, || format!("cover {cover} of {rest}, at most {most}"))?;
    }
    let paid = t.sum("weir_fund_cover_paid", "assets") + t.sum("weir_fund_loss_covered", "assets");
    if paid == 0 {
        return Ok(());
    }
    let now = t.after.wall;
    let lately = t.before.draws.drawn(now).unwrap().u128();
    let back = t.sum("weir_fund_cover_returned", "assets");
    let Core { pool, reserve, .. } = &t.before.core;
    let held = pool.assets.u128() + reserve.assets.u128();
    let whole = weir_quantities::Assets::new(held + lately);
    let most = whole.times(limits.of_fund, Rounding::Down).unwrap().u128();
    let drawn = t.after.draws.drawn(now).unwrap().u128();
    ensure(drawn == lately + paid - back && lately + paid <= most, || {
        format!("{lately} drawn lately and {paid} now, at most {most}; the books say {drawn}")
    })
}

/// 51: nothing is drawn twice, and nothing drawn is forgotten.
fn a_request_is_covered_once(t: &T) -> Result<(), String> {
    for (id, before) in &t.before.drawn {
        let after = t.after.drawn.get(id);
        ensure(after == Some(before), || format!("draw {id}: {before:?} became {after:?}"))?;
    }
    let drawn = |state: &FundState| -> u128 {
        state.drawn.values().map(|draw| draw.drawn.u128() - draw.returned.u128()).sum()
    };
    let covered = t.after.core.covered.u128() - t.before.core.covered.u128();
    let losses = t.sum("weir_fund_loss_covered", "assets");
    let grown = drawn(&t.after) - drawn(&t.before);
    ensure(covered == grown + losses, || format!("covered {covered}, drawn {grown} and {losses}"))
}

/// 62: whoever leaves pays covers until his bucket has matured, and what has left is money.
fn exits_from_the_fund_wait(t: &T) -> Result<(), String> {
    let now = t.after.wall;
    for event in t.told("weir_fund_exit_requested") {
        let least = now.after(t.after.parameters.exit_delay).u64();
        let matures = number(event, "matures_at");
        ensure(matures >= u128::from(least), || format!("matures at {matures}, not {least}"))?;
    }
    for (id, after) in &t.after.settled {
        let before = t.before.settled.get(id);
        let due = matures_at(BucketId::new(*id)).u64() <= now.u64();
        ensure(before.map_or(due, |before| before == after), || {
            format!("bucket {id} at {now}: {before:?} became {after:?}")
        })?;
    }
    Ok(())
}
