//! The books of one vault, as a message finds them: what is held for it, and what was paid.

use cosmwasm_std::{Addr, Storage, Uint128, Uint256};
use weir_accounting::rewards::{due, RewardError};
use weir_interface::restaking::Asset;
use weir_interface::vault::LineResponse;
use weir_json::Failure;

use crate::state::{CoinLine, LineRow, VaultRow, BOOKS, CLAIMED, CONFIG, HELD, LINES, VAULTS};
use crate::ContractError;

/// What a vault is paid in, and by whom.
pub struct VaultBooks {
    /// The vault.
    pub vault: Addr,
    /// Coins, funders.
    pub row: VaultRow,
}

impl VaultBooks {
    /// Loads them; nothing for a vault that was never paid.
    ///
    /// # Errors
    /// Storage.
    pub fn load(storage: &dyn Storage, vault: &Addr) -> Result<Option<Self>, Failure> {
        let row = VAULTS.may_load(storage, vault)?;
        Ok(row.map(|row| Self { vault: vault.clone(), row }))
    }

    /// Writes them.
    pub fn save(&self, storage: &mut dyn Storage) {
        VAULTS.save(storage, &self.vault, &self.row);
    }

    /// What is held for a line.
    ///
    /// # Errors
    /// Storage.
    pub fn line(&self, storage: &dyn Storage, line: u32) -> Result<LineRow, Failure> {
        Ok(LINES.may_load(storage, (self.row.number, line))?.unwrap_or_default())
    }

    /// Writes what is held for a line.
    pub fn save_line(&self, storage: &mut dyn Storage, line: u32, row: &LineRow) {
        LINES.save(storage, (self.row.number, line), row);
    }

    /// Units that a holder, by his key, was paid: for each coin of the list.
    ///
    /// # Errors
    /// Storage.
    pub fn claimed(&self, storage: &dyn Storage, owner: &[u8]) -> Result<Vec<Uint128>, Failure> {
        let mut claimed = CLAIMED.may_load(storage, (self.row.number, owner))?.unwrap_or_default();
        claimed.resize(self.row.coins.len(), Uint128::zero());
        Ok(claimed)
    }

    /// The line in which a coin can be funded.
    ///
    /// # Errors
    /// [`ContractError::UnknownCoin`].
    pub fn line_of(&self, coin: &Asset) -> Result<u32, ContractError> {
        // The newest: those before it are closed.
        let listed = self.row.coins.iter().rev().find(|one| one.coin == *coin);
        let unknown = || ContractError::UnknownCoin { coin: coin.to_string() };
        listed.map(|one| one.line).ok_or_else(unknown)
    }

    /// The coin of a line.
    pub fn coin_of(&self, line: u32) -> Option<&Asset> {
        self.row.coins.iter().find(|one| one.line == line).map(|one| &one.coin)
    }

    /// Takes what has become due out of the books: for each coin of the list, units that were paid
    /// before, which are brought up to date. Answers coins with units, each coin once.
    ///
    /// # Errors
    /// [`ContractError::MoreThanFunded`]: a vault cannot pay its holders with another's rewards.
    pub fn pay(
        &self,
        storage: &mut dyn Storage,
        wanted: &Wanted,
        mut each: impl FnMut(usize, u32, &mut LineRow) -> Result<Uint128, ContractError>,
    ) -> Result<Vec<(Asset, Uint128)>, ContractError> {
        let mut paid: Vec<(Asset, Uint128)> = vec![];
        for (place, CoinLine { coin, line }) in self.row.coins.iter().enumerate() {
            if !wanted.has(coin) {
                continue;
            }
            let mut row = self.line(storage, *line)?;
            let units = each(place, *line, &mut row)?;
            if units.is_zero() {
                continue;
            }
            row.refuse_more(coin, units)?;
            row.claimed = row.claimed.saturating_add(units);
            self.save_line(storage, *line, &row);
            release(storage, coin, units)?;
            match paid.iter_mut().find(|(other, _)| other == coin) {
                Some((_, sum)) => *sum = sum.saturating_add(units),
                None => paid.push((coin.clone(), units)),
            }
        }
        in_safe_order(storage, &mut paid)?;
        Ok(paid)
    }
}

/// The staking coin first, other coins of the chain next: a token calls whom it likes when it is sent,
/// and until a payment is out its units look like rewards of staking, or like a coin to be routed.
fn in_safe_order(storage: &dyn Storage, paid: &mut [(Asset, Uint128)]) -> Result<(), Failure> {
    if paid.len() > 1 {
        let staking = CONFIG.load(storage)?.denom;
        paid.sort_by_key(|(coin, _)| match coin {
            Asset::Native { denom } => u8::from(*denom != staking),
            Asset::Cw20 { .. } => 2,
        });
    }
    Ok(())
}

/// Coins that are claimed.
pub struct Wanted(Option<Vec<Asset>>);

impl Wanted {
    /// These coins of a vault's list, or all of it.
    ///
    /// # Errors
    /// [`ContractError::UnknownCoin`], [`ContractError::CoinTwice`].
    pub fn of(books: &VaultBooks, only: Option<Vec<Asset>>) -> Result<Self, ContractError> {
        for (place, coin) in only.iter().flatten().enumerate() {
            books.line_of(coin)?;
            if only.iter().flatten().take(place).any(|other| other == coin) {
                return Err(ContractError::CoinTwice { coin: coin.to_string() });
            }
        }
        Ok(Self(only))
    }

    fn has(&self, coin: &Asset) -> bool {
        self.0.as_ref().is_none_or(|only| only.contains(coin))
    }
}

/// Whole units of what a vault says was earned in a line that were not claimed yet.
///
/// # Errors
/// Beyond 128 bits.
pub fn due_in(
    said: &[LineResponse],
    line: u32,
    earned: impl Fn(&LineResponse) -> Uint256,
    claimed: Uint128,
) -> Result<Uint128, RewardError> {
    let of_line = said.iter().find(|one| one.line == line);
    of_line.map_or(Ok(Uint128::zero()), |one| due(earned(one), claimed))
}

impl LineRow {
    /// Notes units that were never earned and go back.
    ///
    /// # Errors
    /// [`ContractError::MoreThanFunded`] where a broken vault had its holders paid with them.
    pub fn take_back(&mut self, coin: &Asset, units: Uint128) -> Result<(), ContractError> {
        self.refuse_more(coin, units)?;
        self.funded = self.funded.checked_sub(units).map_err(RewardError::from)?;
        Ok(())
    }

    fn refuse_more(&self, coin: &Asset, asked: Uint128) -> Result<(), ContractError> {
        let left = self.funded.saturating_sub(self.claimed);
        match asked > left {
            true => Err(ContractError::MoreThanFunded { coin: coin.to_string(), left, asked }),
            false => Ok(()),
        }
    }
}

/// What vaults hold here of a coin becomes more. In the staking coin it is no reward of staking.
pub fn hold(storage: &mut dyn Storage, coin: &Asset, units: Uint128) -> Result<(), ContractError> {
    change(storage, coin, |held| held.checked_add(units).map_err(|_| RewardError::OutOfRange))
}

/// What vaults hold here of a coin becomes less.
pub fn release(
    storage: &mut dyn Storage,
    coin: &Asset,
    units: Uint128,
) -> Result<(), ContractError> {
    change(storage, coin, |held| held.checked_sub(units).map_err(|_| RewardError::OutOfRange))
}

fn change(
    storage: &mut dyn Storage,
    coin: &Asset,
    step: impl Fn(Uint128) -> Result<Uint128, RewardError>,
) -> Result<(), ContractError> {
    let key = coin.to_string();
    let held = HELD.may_load(storage, &key)?.unwrap_or_default();
    HELD.save(storage, &key, &step(held)?);
    if matches!(coin, Asset::Native { denom } if *denom == CONFIG.load(storage)?.denom) {
        let mut books = BOOKS.load(storage)?;
        books.credits = step(books.credits.into())?.into();
        BOOKS.save(storage, &books);
    }
    Ok(())
}
