//! `DecCoins`: amounts of several denominations with 18 decimals.

use cosmwasm_std::{Coin, DecCoin};

use crate::dec::Dec;

/// Sorted by denomination, without zeroes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecCoins(Vec<(String, Dec)>);

impl DecCoins {
    /// Whole coins.
    pub fn from_coins(coins: &[Coin]) -> Self {
        let mut sum = Self::default();
        for coin in coins {
            sum.add(&coin.denom, Dec::from_int(coin.amount));
        }
        sum
    }

    pub(crate) fn from_sorted(coins: Vec<(String, Dec)>) -> Self {
        Self(coins)
    }

    /// Denominations and amounts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Dec)> {
        self.0.iter().map(|(denom, amount)| (denom.as_str(), *amount))
    }

    /// The number of denominations.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The amount of one denomination.
    pub fn amount_of(&self, denom: &str) -> Dec {
        self.iter().find(|(d, _)| *d == denom).map(|(_, a)| a).unwrap_or_default()
    }

    /// Adds an amount of one denomination.
    pub fn add(&mut self, denom: &str, amount: Dec) {
        if amount.is_zero() {
            return;
        }
        match self.0.binary_search_by(|(d, _)| d.as_str().cmp(denom)) {
            Ok(found) => {
                if let Some((_, held)) = self.0.get_mut(found) {
                    *held = held.plus(amount);
                }
            }
            Err(place) => self.0.insert(place, (denom.to_string(), amount)),
        }
    }

    /// `self + other`
    pub fn plus(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        for (denom, amount) in other.iter() {
            sum.add(denom, amount);
        }
        sum
    }

    /// `self - other`; a negative amount panics, as in the SDK.
    pub fn minus(&self, other: &Self) -> Self {
        let mut rest = self.clone();
        for (denom, amount) in other.iter() {
            let left = rest.amount_of(denom).minus(amount);
            rest.0.retain(|(d, _)| d != denom);
            rest.add(denom, left);
        }
        rest
    }

    /// Applies `f` to each amount and drops what becomes zero.
    pub fn map(&self, f: impl Fn(Dec) -> Dec) -> Self {
        Self(self.0.iter().map(|(d, a)| (d.clone(), f(*a))).filter(|(_, a)| !a.is_zero()).collect())
    }

    /// `Intersect`: the smaller amount of each denomination.
    pub fn intersect(&self, other: &Self) -> Self {
        Self(
            self.iter()
                .map(|(d, a)| (d.to_string(), a.min(other.amount_of(d))))
                .filter(|(_, a)| !a.is_zero())
                .collect(),
        )
    }

    /// `TruncateDecimal`: whole coins, and what is left.
    pub fn truncate(&self) -> (Vec<Coin>, Self) {
        (self.whole_coins(), self.map(Dec::fraction))
    }

    /// The whole coins in it.
    pub fn whole_coins(&self) -> Vec<Coin> {
        self.iter()
            .map(|(denom, amount)| Coin { denom: denom.to_string(), amount: amount.truncate_int() })
            .filter(|coin| !coin.amount.is_zero())
            .collect()
    }

    /// As a contract's query answers it.
    pub fn to_std(&self) -> Vec<DecCoin> {
        self.iter().map(|(denom, amount)| DecCoin::new(amount, denom)).collect()
    }
}
