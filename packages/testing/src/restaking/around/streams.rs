//! Streams of rewards: what was funded is claimed, earned or still to come.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::{Addr, Order, Storage, Uint128, Uint256};
use weir_accounting::rewards::Account;
use weir_interface::restaking::Asset;
use weir_quantities::Shares;
use weir_reward_distributor::state::{
    CoinRow, VaultRow, ACCOUNTS, BOOKS, COINS, CREDITS, HELD, VAULTS,
};

use super::{ensure, number, rules, text, Rule, Turn};
use crate::read::address_of;

/// One vault's rewards, and who holds its active shares.
#[derive(Clone, Debug, PartialEq)]
pub struct VaultStreams {
    /// Streams, lists, the operator's part.
    pub row: VaultRow,
    /// Coins in the order of the list.
    pub coins: Vec<CoinRow>,
    /// What holders have earned.
    pub accounts: BTreeMap<Addr, Vec<Account>>,
    /// Whether the vault tells the distributor of its holders.
    pub told: bool,
    /// Active shares by holder.
    pub positions: BTreeMap<Addr, Shares>,
    /// Those when the vault left this distributor last.
    pub kept: BTreeMap<Addr, Shares>,
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
}

impl StreamsState {
    /// Reads everything but balances and positions.
    pub fn read(storage: &dyn Storage, denom: &str) -> Self {
        let up = Order::Ascending;
        let held = HELD.range(storage, None, None, up).map(Result::unwrap);
        let unsent = CREDITS.range(storage, None, None, up).map(|row| row.unwrap().1.u128());
        let rows = VAULTS.range(storage, None, None, up).map(Result::unwrap);
        let vaults = rows.map(|(vault, row)| {
            let count = u32::try_from(row.coins.len()).unwrap();
            let coin = |number| COINS.may_load(storage, (row.number, number)).unwrap();
            let coins = (0..count).map(|number| coin(number).unwrap_or_default()).collect();
            let accounts = ACCOUNTS.prefix(row.number).range(storage, None, None, up);
            let accounts = accounts.map(Result::unwrap);
            let accounts = accounts.map(|(owner, of)| (address_of(&owner), of)).collect();
            let (positions, kept) = (BTreeMap::new(), BTreeMap::new());
            (vault, VaultStreams { row, coins, accounts, told: true, positions, kept })
        });
        Self {
            vaults: vaults.collect(),
            held: held.map(|(coin, units)| (coin, units.u128())).collect(),
            balances: BTreeMap::new(),
            credits: BOOKS.load(storage).unwrap().credits.u128(),
            unsent: unsent.sum(),
            denom: denom.to_string(),
        }
    }
}

impl VaultStreams {
    /// Parts of a unit that were funded in a coin and are nobody's: given up with an exit that went
    /// on without a checkpoint, or not counted before a vault left for a second time. Nothing if more is promised
    /// than was funded.
    fn given_up(&self, number: usize) -> Option<Uint256> {
        let coin = &self.coins[number];
        let parts = |units: Uint128| units.full_mul(Uint128::new(10u128.pow(36)));
        let streams = self.row.streams.iter().filter(|stream| stream.coin as usize == number);
        let to_come = streams.map(|stream| {
            let seconds = stream.ends_at.since(coin.counted_to).u64();
            stream.rate * Uint256::from(seconds)
        });
        let owners: BTreeSet<_> =
            self.accounts.keys().chain(self.positions.keys()).chain(self.kept.keys()).collect();
        let earned = owners.into_iter().map(|owner| self.earned(number, owner));
        let promised = to_come.chain(earned).fold(Uint256::zero(), |a, b| a + b)
            + coin.index.carry
            + coin.index.commission
            + parts(coin.claimed);
        parts(coin.index.funded).checked_sub(promised).ok()
    }

    /// Parts of a unit of a coin that a holder has earned: until the vault left by what he had then,
    /// since it came back by what he has.
    fn earned(&self, number: usize, owner: &Addr) -> Uint256 {
        let index = self.coins[number].index.index;
        let account = self.accounts.get(owner).and_then(|all| all.get(number));
        let account = account.copied().unwrap_or_default();
        let by = |holders: &BTreeMap<Addr, Shares>, from: Uint256, to: Uint256| {
            let shares = holders.get(owner).copied().unwrap_or_default().u128();
            to.saturating_sub(from) * Uint256::from(shares)
        };
        let back = self.row.returns.get(number);
        let (last, before) = back.map_or_else(Default::default, |back| (back.last, back.before));
        account.accrued
            + match self.told {
                false => by(&self.kept, account.index.max(last), index),
                true => {
                    by(&self.kept, account.index.max(before), last)
                        + by(&self.positions, account.index.max(last), index)
                }
            }
    }

    /// Whether it was here, came back, and left again.
    fn left_again(&self, before: &Self) -> bool {
        before.told && !self.told && !self.row.returns.is_empty()
    }

    fn active(&self) -> u128 {
        let of =
            |holders: &BTreeMap<Addr, Shares>| holders.values().map(|x| x.u128()).sum::<u128>();
        of(&self.positions) + of(&self.kept)
    }
}

type T = Turn<StreamsState>;

/// Hold after every action.
pub const RULES: &[Rule<StreamsState>] = rules![
    a_refusal_leaves_the_streams,
    funded_is_claimed_earned_or_to_come,
    indexes_never_fall,
    without_shares_the_stream_waits,
    a_second_claim_pays_nothing,
    the_distributor_holds_what_vaults_are_owed,
];

fn a_refusal_leaves_the_streams(t: &T) -> Result<(), String> {
    // Rewards of staking arrive by themselves.
    let before = StreamsState { balances: t.after.balances.clone(), ..t.before.clone() };
    ensure(t.events.is_some() || before == t.after, || "something changed".to_string())
}

/// 58: to a part of 10^36, per vault and coin. What is nobody's grows only by an exit without a
/// checkpoint.
fn funded_is_claimed_earned_or_to_come(t: &T) -> Result<(), String> {
    for (vault, after) in &t.after.vaults {
        for number in 0..after.coins.len() {
            let gave_up = after.given_up(number);
            let gave_up = gave_up.ok_or(format!("{vault}: more than was funded: {after:?}"))?;
            let before = t.before.vaults.get(vault).filter(|one| number < one.coins.len());
            let left_again = before.is_some_and(|before| after.left_again(before));
            let before = before.and_then(|one| one.given_up(number)).unwrap_or_default();
            let forfeits = t.told("weir_vault_exit_requested").any(|event| {
                text(event, "_contract_address") == vault.as_str()
                    && text(event, "forfeited") == "true"
            });
            ensure(gave_up == before || ((forfeits || left_again) && gave_up > before), || {
                format!("{vault}: {gave_up} parts of coin {number} are nobody's, {before} before")
            })?;
        }
    }
    Ok(())
}

/// 59. Of what was funded nothing goes but what a stream had left.
fn indexes_never_fall(t: &T) -> Result<(), String> {
    for (vault, before) in &t.before.vaults {
        let row = &before.row;
        let after = t.after.vaults.get(vault).map_or(&[][..], |one| &one.coins);
        for (number, before) in before.coins.iter().enumerate() {
            let after = after.get(number).copied().unwrap_or_default();
            let back = went_back(t, vault, row.coins.get(number));
            let kept = after.index.index >= before.index.index
                && after.index.funded.u128() + back >= before.index.funded.u128()
                && after.claimed >= before.claimed
                && after.counted_to >= before.counted_to;
            ensure(kept, || format!("{vault}: {before:?} became {after:?}"))?;
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
        for (before, after) in before.coins.iter().zip(&after.coins) {
            let same = before.index.index == after.index.index
                && before.index.commission >= after.index.commission;
            ensure(same, || format!("{vault} without shares: {before:?} became {after:?}"))?;
        }
    }
    Ok(())
}

/// 59: whoever has claimed has less than a unit left of each coin that he was paid.
fn a_second_claim_pays_nothing(t: &T) -> Result<(), String> {
    let whole = Uint256::from(10u128.pow(36));
    for event in t.told("weir_distributor_rewards_claimed") {
        let (vault, owner) = (text(event, "vault"), text(event, "owner"));
        let Some(after) = t.after.vaults.get(&Addr::unchecked(vault)) else { continue };
        let paid = |coin: &Asset| coin.to_string() == text(event, "coin");
        let Some(number) = after.row.coins.iter().position(paid) else { continue };
        let accounts = after.accounts.get(&Addr::unchecked(owner));
        let account = accounts.and_then(|all| all.get(number)).copied().unwrap_or_default();
        let counted = account.index == after.coins[number].index.index;
        ensure(number_is_above_zero(event) && counted && account.accrued < whole, || {
            format!("{owner} claimed and still has {account:?}")
        })?;
    }
    Ok(())
}

fn number_is_above_zero(event: &cosmwasm_std::Event) -> bool {
    number(event, "amount") > 0
}

/// 37, of the distributor: what vaults hold here is what was funded and not claimed, and it is there.
fn the_distributor_holds_what_vaults_are_owed(t: &T) -> Result<(), String> {
    let s = &t.after;
    let mut held: BTreeMap<String, u128> = BTreeMap::new();
    for one in s.vaults.values() {
        for (coin, row) in one.row.coins.iter().zip(&one.coins) {
            let units = row.index.funded.u128() - row.claimed.u128();
            *held.entry(coin.to_string()).or_default() += units;
        }
    }
    for (coin, units) in held {
        let told = s.held.get(&coin).copied().unwrap_or_default();
        let balance = s.balances.get(&coin).copied().unwrap_or_default();
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
