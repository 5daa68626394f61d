//! The books of one vault, as a message finds them.

use cosmwasm_std::{Addr, Storage, Uint128};
use weir_accounting::rewards::{advance, Account, RewardError, Stream};
use weir_interface::restaking::Asset;
use weir_json::Failure;
use weir_quantities::{Shares, Time};

use super::shares::Holding;
use crate::state::{CoinRow, StreamRow, VaultRow, ACCOUNTS, BOOKS, COINS, CONFIG, HELD, VAULTS};
use crate::ContractError;

/// What a vault is paid, and its coins in the order of the list.
pub struct VaultBooks {
    /// The vault.
    pub vault: Addr,
    /// Streams, lists, the operator's part.
    pub row: VaultRow,
    /// A row for each coin of the list.
    pub coins: Vec<CoinRow>,
    before: (VaultRow, Vec<CoinRow>),
}

impl VaultBooks {
    /// Loads them; nothing for a vault that was never paid.
    ///
    /// # Errors
    /// Storage.
    pub fn load(storage: &dyn Storage, vault: &Addr) -> Result<Option<Self>, Failure> {
        let Some(row) = VAULTS.may_load(storage, vault)? else { return Ok(None) };
        let mut coins = Vec::with_capacity(row.coins.len());
        for number in numbers(&row) {
            coins.push(COINS.may_load(storage, (row.number, number))?.unwrap_or_default());
        }
        Ok(Some(Self::new(vault.clone(), row, coins)))
    }

    /// Books with these rows.
    pub fn new(vault: Addr, row: VaultRow, coins: Vec<CoinRow>) -> Self {
        let before = (row.clone(), coins.clone());
        Self { vault, row, coins, before }
    }

    /// Brings every stream and index up to `now`, at the active shares since the last time.
    ///
    /// # Errors
    /// [`RewardError`] never, in practice.
    pub fn advance(&mut self, active: Shares, now: Time) -> Result<(), RewardError> {
        let Self { row: VaultRow { commission, streams, .. }, coins, .. } = self;
        for (number, coin) in (0u32..).zip(coins) {
            let mut live: Vec<(&mut StreamRow, Stream)> = streams
                .iter_mut()
                .filter(|row| row.coin == number && row.ends_at > coin.counted_to)
                .map(|row| {
                    let (rate, ends_at) = (row.rate, row.ends_at);
                    (row, Stream { rate, counted_to: coin.counted_to, ends_at })
                })
                .collect();
            if live.is_empty() {
                continue;
            }
            let mut counted: Vec<Stream> = live.iter().map(|(_, stream)| *stream).collect();
            advance(&mut counted, &mut coin.index, active, *commission, now)?;
            for ((row, _), stream) in live.iter_mut().zip(counted) {
                row.ends_at = stream.ends_at;
            }
            coin.counted_to = now.max(coin.counted_to);
        }
        Ok(())
    }

    /// What a holder, by his key, had earned when he was counted last: an account for each coin.
    ///
    /// # Errors
    /// Storage.
    pub fn account(&self, storage: &dyn Storage, owner: &[u8]) -> Result<Vec<Account>, Failure> {
        let mut accounts =
            ACCOUNTS.may_load(storage, (self.row.number, owner))?.unwrap_or_default();
        accounts.resize(self.coins.len(), Account::default());
        Ok(accounts)
    }

    /// Whether he was not counted since the vault came back: what he had when it left decides what
    /// he earned before.
    pub fn is_behind(&self, accounts: &[Account]) -> bool {
        accounts.iter().zip(&self.row.returns).any(|(account, at)| account.index < at.last)
    }

    /// Counts what a holder has earned until now.
    ///
    /// # Errors
    /// [`RewardError`] for more shares than were active.
    pub fn count(&self, accounts: &mut [Account], holding: Holding) -> Result<(), RewardError> {
        for (account, at) in accounts.iter_mut().zip(&self.row.returns) {
            // Of the time before another departure nobody knows any more what he had.
            let known = if holding.told { at.before } else { at.last };
            account.index = account.index.max(known);
            if account.index < at.last {
                account.checkpoint(holding.kept, at.last)?;
            }
        }
        for (account, coin) in accounts.iter_mut().zip(&self.coins) {
            account.checkpoint(holding.shares, coin.index.index)?;
        }
        Ok(())
    }

    /// The number of a coin in the list.
    ///
    /// # Errors
    /// [`ContractError::UnknownCoin`].
    pub fn number(&self, coin: &Asset) -> Result<u32, ContractError> {
        let found = (0u32..).zip(&self.row.coins).find(|(_, listed)| *listed == coin);
        match found {
            Some((number, _)) => Ok(number),
            None => Err(ContractError::UnknownCoin { coin: coin.to_string() }),
        }
    }

    /// Writes what is other than before.
    ///
    /// # Errors
    /// Storage.
    pub fn save(&self, storage: &mut dyn Storage) -> Result<(), Failure> {
        let (row, coins) = &self.before;
        if self.row != *row {
            VAULTS.save(storage, &self.vault, &self.row);
        }
        for (number, coin) in (0u32..).zip(&self.coins) {
            if coins.get(number as usize) != Some(coin) {
                COINS.save(storage, (self.row.number, number), coin);
            }
        }
        Ok(())
    }
}

fn numbers(row: &VaultRow) -> impl Iterator<Item = u32> {
    (0u32..).take(row.coins.len())
}

impl CoinRow {
    /// Notes units that are paid out.
    ///
    /// # Errors
    /// [`ContractError::MoreThanFunded`]: a vault cannot pay its holders with another's rewards.
    pub fn pay(&mut self, coin: &Asset, asked: Uint128) -> Result<(), ContractError> {
        self.refuse_more(coin, asked)?;
        self.claimed = self.claimed.saturating_add(asked);
        Ok(())
    }

    /// Notes the units that a stream has left as never funded.
    ///
    /// # Errors
    /// [`ContractError::MoreThanFunded`] where a broken vault had its holders paid with them.
    pub fn take_back(&mut self, coin: &Asset, stream: &Stream) -> Result<Uint128, ContractError> {
        let mut after = *self;
        let units = after.index.take_back(stream)?;
        self.refuse_more(coin, units)?;
        *self = after;
        Ok(units)
    }

    fn refuse_more(&self, coin: &Asset, asked: Uint128) -> Result<(), ContractError> {
        let left = self.index.funded.saturating_sub(self.claimed);
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
