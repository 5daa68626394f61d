//! A plain binary encoding of the keepers' records, because they are read at every action.

use cosmwasm_std::{StdError, StdResult, Uint128, Uint256};

use crate::dec::Dec;
use crate::dec_coins::DecCoins;

/// Appends fields one after another.
#[derive(Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub fn byte(mut self, value: u8) -> Self {
        self.0.push(value);
        self
    }

    pub fn flag(self, value: bool) -> Self {
        self.byte(u8::from(value))
    }

    pub fn number(mut self, value: u64) -> Self {
        self.0.extend_from_slice(&value.to_be_bytes());
        self
    }

    pub fn amount(mut self, value: Uint128) -> Self {
        self.0.extend_from_slice(&value.to_be_bytes());
        self
    }

    pub fn wide(mut self, value: Uint256) -> Self {
        self.0.extend_from_slice(&value.to_be_bytes());
        self
    }

    pub fn dec(self, value: Dec) -> Self {
        self.wide(value.raw())
    }

    pub fn text(mut self, value: &str) -> Self {
        self = self.number(u64::try_from(value.len()).unwrap_or(u64::MAX));
        self.0.extend_from_slice(value.as_bytes());
        self
    }

    pub fn coins(mut self, coins: &DecCoins) -> Self {
        self = self.number(u64::try_from(coins.len()).unwrap_or(u64::MAX));
        for (denom, amount) in coins.iter() {
            self = self.text(denom).dec(amount);
        }
        self
    }

    pub fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Takes the fields off again in the same order.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    fn take(&mut self, length: usize) -> StdResult<&'a [u8]> {
        let (head, tail) = self
            .0
            .split_at_checked(length)
            .ok_or_else(|| StdError::generic_err("a record of the chain is too short"))?;
        self.0 = tail;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> StdResult<[u8; N]> {
        let bytes = self.take(N)?;
        bytes.try_into().map_err(|_| StdError::generic_err("a record of the chain is too short"))
    }

    pub fn is_done(&self) -> bool {
        self.0.is_empty()
    }

    pub fn byte(&mut self) -> StdResult<u8> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    pub fn flag(&mut self) -> StdResult<bool> {
        Ok(self.byte()? != 0)
    }

    pub fn number(&mut self) -> StdResult<u64> {
        Ok(u64::from_be_bytes(self.array()?))
    }

    pub fn amount(&mut self) -> StdResult<Uint128> {
        Ok(Uint128::new(u128::from_be_bytes(self.array()?)))
    }

    pub fn wide(&mut self) -> StdResult<Uint256> {
        Ok(Uint256::from_be_bytes(self.array()?))
    }

    pub fn dec(&mut self) -> StdResult<Dec> {
        Ok(Dec::from_raw(self.wide()?))
    }

    pub fn text(&mut self) -> StdResult<String> {
        let length = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        let bytes = self.take(length)?;
        String::from_utf8(bytes.to_vec()).map_err(|e| StdError::generic_err(e.to_string()))
    }

    pub fn coins(&mut self) -> StdResult<DecCoins> {
        let count = self.number()?;
        let mut coins = Vec::new();
        for _ in 0..count {
            coins.push((self.text()?, self.dec()?));
        }
        Ok(DecCoins::from_sorted(coins))
    }
}
