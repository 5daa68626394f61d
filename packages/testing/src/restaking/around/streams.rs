//! Streams of rewards: what was funded is earned or still to come, and what was paid was earned.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::{Addr, Decimal, Order, Storage, Uint128, Uint256};
use weir_accounting::rewards::{due, Leftover, Line, Position, Schedule};
use weir_interface::restaking::Asset;
use weir_quantities::Time;
use weir_restaking_vault::state as vault;
use weir_reward_distributor::state::{
    CoinLine, LineRow, VaultRow, BOOKS, CLAIMED, CREDITS, HELD, LINES, VAULTS,
};

use super::{ensure, number, rules, text, Rule, Turn};
use crate::read::address_of;

/// One vault's rewards: what it has counted, and what the distributor holds and has paid.
#[derive(Clone, Debug, PartialEq)]
pub struct VaultStreams {
    /// Coins of the list, funders.
    pub row: VaultRow,
    /// What is held for lines.
    pub held: BTreeMap<u32, LineRow>,
    /// What holders were paid, for each coin of the list.
    pub claimed: BTreeMap<Addr, Vec<Uint128>>,
    /// Streams, the operator's part, which lines are open.
    pub schedule: Schedule,
    /// All lines that were ever opened.
    pub lines: Vec<Line>,
    /// Holders' shares, and what they earned in lines that were open.
    pub positions: BTreeMap<Addr, Position>,
    /// What holders earned in lines that were closed.
    pub earned: BTreeMap<(Addr, u32), Uint256>,
    /// What streams had left.
    pub left: BTreeMap<u32, Vec<Leftover>>,
}

/// The distributor's side of restaking.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StreamsState {
    /// By vault.
    pub vaults: BTreeMap<Addr, VaultStreams>,
    /// What all vaults together hold here, by coin.
    pub held: BTreeMap<String, u128>,
    /// What the distributor has of each of these coins.
    pub balances: BTreeMap<String, u128>,
    /// What here is no reward of staking, in the staking coin.
    pub credits: u128,
    /// Of it, what sending failed for.
    pub unsent: u128,
    /// The staking coin.
    pub denom: String,
    /// The time of the block.
    pub at: Time,
}

impl StreamsState {
    /// Reads everything but balances and what vaults have stored.
    pub fn read(storage: &dyn Storage, denom: &str, at: Time) -> Self {
        let up = Order::Ascending;
        let held = HELD.range(storage, None, None, up).map(Result::unwrap);
        let unsent = CREDITS.range(storage, None, None, up).map(|row| row.unwrap().1.u128());
        let rows = VAULTS.range(storage, None, None, up).map(Result::unwrap);
        let vaults = rows.map(|(vault, row)| {
            let held = LINES.prefix(row.number).range(storage, None, None, up);
            let held = held.map(Result::unwrap).collect();
            let claimed = CLAIMED.prefix(row.number).range(storage, None, None, up);
            let claimed = claimed.map(Result::unwrap);
            let claimed = claimed.map(|(owner, of)| (address_of(&owner), of)).collect();
            let (schedule, lines) = (Schedule::default(), vec![]);
            let (positions, earned, left) = Default::default();
            let all = VaultStreams { row, held, claimed, schedule, lines, positions, earned, left };
            (vault, all)
        });
        Self {
            vaults: vaults.collect(),
            held: held.map(|(coin, units)| (coin, units.u128())).collect(),
            balances: BTreeMap::new(),
            credits: BOOKS.load(storage).unwrap().credits.u128(),
            unsent: unsent.sum(),
            denom: denom.to_string(),
            at,
        }
    }
}

impl VaultStreams {
    /// Reads what the vault has stored.
    pub fn read_vault(&mut self, storage: &dyn Storage) {
        let up = Order::Ascending;
        self.schedule = vault::REWARDS.load(storage).unwrap();
        let lines = 0..self.schedule.opened;
        self.lines = lines.map(|line| vault::LINES.load(storage, line).unwrap()).collect();
        let positions = vault::POSITIONS.range(storage, None, None, up).map(Result::unwrap);
        self.positions = positions.map(|(owner, of)| (address_of(&owner), of)).collect();
        let earned = vault::EARNED.range(storage, None, None, up).map(Result::unwrap);
        let earned = earned.map(|((owner, line), parts)| ((address_of(&owner), line), parts));
        self.earned = earned.collect();
        self.left = vault::LEFTOVERS.range(storage, None, None, up).map(Result::unwrap).collect();
    }

    /// What the index and the operator's parts of a line are at a time, as nobody has written them yet.
    fn shown(&self, line: u32, at: Time) -> (Uint256, Uint256) {
        let stored = &self.lines[line as usize];
        let (active, open) = (self.active(), line >= self.schedule.closed);
        if active == 0 || !open {
            return (stored.index.index, stored.index.commission);
        }
        let streams = self.schedule.streams.iter().filter(|stream| stream.line == line);
        let released = streams.fold(Uint256::zero(), |sum, stream| {
            let seconds = stream.ends_at.min(at).since(stored.counted_to).u64();
            sum + stream.rate * Uint256::from(seconds)
        });
        let one = Uint256::from(Decimal::one().atomics());
        let whole = released / one;
        let percentage = Uint256::from(self.schedule.commission.atomics());
        let operator = whole * percentage + (released - whole * one) * percentage / one;
        let holders = released - operator + stored.index.carry;
        let grown = match released.is_zero() {
            true => Uint256::zero(),
            false => holders / Uint256::from(active),
        };
        (stored.index.index + grown, stored.index.commission + operator)
    }

    /// Parts of a unit that a holder has earned in a line when its index was this, by the shares he has
    /// and had.
    fn earned(&self, line: u32, owner: &Addr, index: Uint256) -> Uint256 {
        let position = self.positions.get(owner).filter(|position| position.from <= line);
        let Some(position) = position else {
            return self.earned.get(&(owner.clone(), line)).copied().unwrap_or_default();
        };
        let at = (line - position.from) as usize;
        let account = position.accounts.get(at).copied().unwrap_or_default();
        let grown = index - account.index;
        account.accrued + grown * Uint256::from(position.shares.u128())
    }

    /// Everybody who ever had shares.
    fn owners(&self) -> BTreeSet<&Addr> {
        self.positions.keys().chain(self.earned.keys().map(|(owner, _)| owner)).collect()
    }

    /// Parts of a unit that are to be earned in a line.
    fn to_come(&self, line: u32) -> Uint256 {
        let counted_to = self.lines[line as usize].counted_to;
        let streams = self.schedule.streams.iter().filter(|stream| stream.line == line);
        let parts = streams
            .map(|stream| stream.rate * Uint256::from(stream.ends_at.since(counted_to).u64()));
        parts.fold(Uint256::zero(), |sum, one| sum + one)
    }

    /// Units that are left of a line's streams and did not go back.
    fn left_in(&self, line: u32, held: &LineRow) -> u128 {
        let left = self.left.get(&line).into_iter().flatten();
        let waits = (0u32..).zip(left).filter(|(place, _)| !held.reclaimed.contains(place));
        waits.map(|(_, one)| one.units.u128()).sum()
    }

    fn active(&self) -> u128 {
        self.positions.values().map(|position| position.shares.u128()).sum()
    }
}

fn parts(units: Uint128) -> Uint256 {
    units.full_mul(Uint128::new(10u128.pow(36)))
}

type T = Turn<StreamsState>;

/// Hold after every action.
pub const RULES: &[Rule<StreamsState>] = rules![
    a_refusal_leaves_the_streams,
    funded_is_earned_or_to_come,
    what_was_paid_was_earned,
    indexes_never_fall,
    without_shares_the_stream_waits,
    a_second_claim_pays_nothing,
    the_distributor_holds_what_vaults_are_owed,
];

fn a_refusal_leaves_the_streams(t: &T) -> Result<(), String> {
    // Rewards of staking arrive by themselves, and time passes.
    let (balances, at) = (t.after.balances.clone(), t.after.at);
    let before = StreamsState { balances, at, ..t.before.clone() };
    ensure(t.events.is_some() || before == t.after, || "something changed".to_string())
}

/// 58: to a part of 10^36, per vault and line.
fn funded_is_earned_or_to_come(t: &T) -> Result<(), String> {
    for (vault, one) in &t.after.vaults {
        for (line, of_line) in (0u32..).zip(&one.lines) {
            let owners = one.owners().into_iter();
            let index = &of_line.index;
            let earned = owners.map(|owner| one.earned(line, owner, index.index));
            let promised = earned.fold(Uint256::zero(), |sum, one| sum + one)
                + index.commission
                + index.carry
                + one.to_come(line);
            ensure(promised == parts(index.funded), || {
                format!("{vault}: line {line} has {promised} parts of {}: {one:?}", index.funded)
            })?;
        }
    }
    Ok(())
}

/// 58, of the distributor: what was funded is what the vault knows of and what is left to go back, and
/// nobody was paid more than he has earned.
fn what_was_paid_was_earned(t: &T) -> Result<(), String> {
    for (vault, one) in &t.after.vaults {
        for (place, CoinLine { coin, line }) in one.row.coins.iter().enumerate() {
            let held = one.held.get(line).cloned().unwrap_or_default();
            let index = &one.lines[*line as usize].index;
            let funded = index.funded.u128() + one.left_in(*line, &held);
            ensure(held.funded.u128() == funded, || {
                format!("{vault}: {funded} of {coin}, {held:?}")
            })?;
            let (index, commission) = one.shown(*line, t.after.at);
            let mut claimed = held.commission;
            for (owner, of) in &one.claimed {
                let units = of.get(place).copied().unwrap_or_default();
                claimed += units;
                ensure(parts(units) <= one.earned(*line, owner, index), || {
                    format!("{vault}: {owner} was paid {units} of {coin} that he has not earned")
                })?;
            }
            ensure(claimed == held.claimed && parts(held.commission) <= commission, || {
                format!("{vault}: {claimed} of {coin} were paid, {held:?}")
            })?;
        }
    }
    Ok(())
}

/// 59. Of what was funded nothing goes but what a stream had left.
fn indexes_never_fall(t: &T) -> Result<(), String> {
    for (vault, before) in &t.before.vaults {
        let Some(after) = t.after.vaults.get(vault) else {
            return Err(format!("{vault} is gone"));
        };
        for (line, old) in (0u32..).zip(&before.lines) {
            let new = after.lines.get(line as usize).copied().unwrap_or_default();
            let left = after.left.get(&line).into_iter().flatten().map(|one| one.units.u128());
            let closed = line >= before.schedule.closed && line < after.schedule.closed;
            let left: u128 = if closed { left.sum() } else { 0 };
            let kept = new.index.index >= old.index.index
                && new.index.commission >= old.index.commission
                && new.index.funded.u128() + left >= old.index.funded.u128()
                && new.counted_to >= old.counted_to;
            ensure(kept, || format!("{vault}: {old:?} became {new:?}"))?;
            let was_closed = line < before.schedule.closed;
            ensure(!was_closed || new == *old, || format!("{vault}: line {line} is closed"))?;
        }
        for (line, old) in &before.held {
            let new = after.held.get(line).cloned().unwrap_or_default();
            let coin = after.row.coins.iter().find(|one| one.line == *line);
            let back = went_back(t, vault, coin.map(|one| &one.coin));
            let kept = new.funded.u128() + back >= old.funded.u128() && new.claimed >= old.claimed;
            ensure(kept, || format!("{vault}: {old:?} became {new:?}"))?;
        }
    }
    Ok(())
}

/// Units of a coin that went back to those who funded a vault's streams.
fn went_back(t: &T, vault: &Addr, coin: Option<&Asset>) -> u128 {
    let coin = coin.map(ToString::to_string).unwrap_or_default();
    let back = t.told("weir_distributor_stream_reclaimed");
    let back = back.filter(|e| text(e, "vault") == vault.as_str() && text(e, "coin") == coin);
    back.map(|event| number(event, "amount")).sum()
}

/// 61: while nobody has active shares nothing is handed out.
fn without_shares_the_stream_waits(t: &T) -> Result<(), String> {
    for (vault, before) in t.before.vaults.iter().filter(|(_, one)| one.active() == 0) {
        let Some(after) = t.after.vaults.get(vault) else { continue };
        for (before, after) in before.lines.iter().zip(&after.lines) {
            let same = before.index.index == after.index.index
                && before.index.commission == after.index.commission;
            ensure(same, || format!("{vault} without shares: {before:?} became {after:?}"))?;
        }
    }
    Ok(())
}

/// 59: of each coin that somebody was paid all that he had earned until then is paid.
fn a_second_claim_pays_nothing(t: &T) -> Result<(), String> {
    for event in t.told("weir_distributor_rewards_claimed") {
        let (vault, owner) = (text(event, "vault"), Addr::unchecked(text(event, "owner")));
        let Some(after) = t.after.vaults.get(&Addr::unchecked(vault)) else { continue };
        ensure(number(event, "amount") > 0, || format!("{owner} was paid nothing"))?;
        for (place, CoinLine { coin, line }) in after.row.coins.iter().enumerate() {
            if coin.to_string() != text(event, "coin") {
                continue;
            }
            let claimed = after.claimed.get(&owner).and_then(|of| of.get(place));
            let (index, _) = after.shown(*line, t.after.at);
            let earned = after.earned(*line, &owner, index);
            let left = due(earned, claimed.copied().unwrap_or_default());
            ensure(left == Ok(Uint128::zero()), || format!("{owner} has {left:?} {coin} left"))?;
        }
    }
    Ok(())
}

/// 37, of the distributor: what vaults hold here is what was funded and not claimed, and it is there.
fn the_distributor_holds_what_vaults_are_owed(t: &T) -> Result<(), String> {
    let s = &t.after;
    let mut held: BTreeMap<String, u128> = BTreeMap::new();
    for one in s.vaults.values() {
        for CoinLine { coin, line } in &one.row.coins {
            let row = one.held.get(line).cloned().unwrap_or_default();
            let units = row.funded.u128() - row.claimed.u128();
            *held.entry(coin.to_string()).or_default() += units;
        }
    }
    for (coin, units) in held {
        let told = s.held.get(&coin).copied().unwrap_or_default();
        // Of a token that only one test knows the balance is not read.
        let balance = s.balances.get(&coin).copied().unwrap_or(units);
        ensure(told == units && balance >= units, || {
            format!("{coin}: vaults are owed {units}, {told} is held, the balance is {balance}")
        })?;
    }
    let coins = s.held.get(&s.denom).copied().unwrap_or_default();
    let balance = s.balances.get(&s.denom).copied().unwrap_or_default();
    ensure(s.credits == s.unsent + coins && balance >= s.credits, || {
        format!("credits {}: {} unsent, {coins} of vaults; balance {balance}", s.credits, s.unsent)
    })
}
