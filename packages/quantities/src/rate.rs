//! The one bridge between assets and shares.

use cosmwasm_std::{Decimal, Uint128, Uint256};

use crate::{Assets, QuantityError, Shares};

/// Which way a quotient that is not whole goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the next smaller whole number.
    Down,
    /// To the next larger whole number.
    Up,
}

/// `a × b ÷ c` by way of 256 bits.
///
/// # Errors
/// [`QuantityError::DivisionByZero`], or [`QuantityError::Overflow`] when the quotient is beyond
/// 128 bits.
pub fn mul_div(a: u128, b: u128, c: u128, rounding: Rounding) -> Result<u128, QuantityError> {
    let product = Uint128::new(a).full_mul(b);
    let divisor = Uint256::from(c);
    let quotient = product
        .checked_div(divisor)
        .map_err(|_| QuantityError::DivisionByZero { numerator: product.to_string() })?;
    let overflow = || QuantityError::Overflow {
        operation: "quotient",
        left: product.to_string(),
        right: c.to_string(),
    };
    let exact = quotient.checked_mul(divisor).map_err(|_| overflow())? == product;
    let rounded = match rounding {
        Rounding::Up if !exact => quotient.checked_add(Uint256::one()).map_err(|_| overflow())?,
        Rounding::Up | Rounding::Down => quotient,
    };
    Uint128::try_from(rounded).map(|units| units.u128()).map_err(|_| overflow())
}

/// Assets per share: derived from the books whenever it is needed, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExchangeRate {
    assets: Assets,
    shares: Shares,
}

impl ExchangeRate {
    /// The rate at which `shares` stand for `assets`.
    pub const fn new(assets: Assets, shares: Shares) -> Self {
        Self { assets, shares }
    }

    /// The assets behind the shares.
    pub const fn assets(self) -> Assets {
        self.assets
    }

    /// The shares that stand for the assets.
    pub const fn shares(self) -> Shares {
        self.shares
    }

    /// What `shares` are worth.
    ///
    /// # Errors
    /// [`QuantityError`] without shares, or beyond 128 bits.
    pub fn to_assets(self, shares: Shares, rounding: Rounding) -> Result<Assets, QuantityError> {
        mul_div(shares.u128(), self.assets.u128(), self.shares.u128(), rounding).map(Assets::new)
    }

    /// How many shares stand for `assets`.
    ///
    /// # Errors
    /// [`QuantityError`] without assets, or beyond 128 bits.
    pub fn to_shares(self, assets: Assets, rounding: Rounding) -> Result<Shares, QuantityError> {
        mul_div(assets.u128(), self.shares.u128(), self.assets.u128(), rounding).map(Shares::new)
    }

    /// The rate to 18 decimals, rounded down: a lender must never read too much.
    ///
    /// # Errors
    /// [`QuantityError`] without shares, or beyond what a [`Decimal`] holds.
    pub fn to_decimal(self) -> Result<Decimal, QuantityError> {
        let atomics = mul_div(
            self.assets.u128(),
            10u128.pow(Decimal::DECIMAL_PLACES),
            self.shares.u128(),
            Rounding::Down,
        )?;
        Ok(Decimal::raw(atomics))
    }

    /// Whether this rate is lower than `other`, exactly.
    pub fn is_below(self, other: Self) -> bool {
        let left = Uint128::from(self.assets).full_mul(other.shares);
        let right = Uint128::from(other.assets).full_mul(self.shares);
        left < right
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "tests")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_product_beyond_128_bits_is_divided_exactly() {
        assert_eq!(mul_div(u128::MAX, u128::MAX, u128::MAX, Rounding::Down), Ok(u128::MAX));
        assert!(matches!(
            mul_div(u128::MAX, 2, 1, Rounding::Down),
            Err(QuantityError::Overflow { .. })
        ));
        assert!(matches!(
            mul_div(1, 1, 0, Rounding::Down),
            Err(QuantityError::DivisionByZero { .. })
        ));
    }

    #[test]
    fn rounding_up_past_the_edge_is_an_overflow() {
        assert!(mul_div(u128::MAX, 3, 2, Rounding::Up).is_err());
        assert_eq!(mul_div(u128::MAX, 1, 2, Rounding::Up), Ok(u128::MAX / 2 + 1));
    }

    proptest! {
        #[test]
        fn going_to_shares_and_back_never_gains(
            assets in 1..=u64::MAX, shares in 1..=u64::MAX, amount in 0..=u64::MAX,
        ) {
            let rate = ExchangeRate::new(Assets::new(assets.into()), Shares::new(shares.into()));
            let there = rate.to_shares(Assets::new(amount.into()), Rounding::Down)?;
            prop_assert!(rate.to_assets(there, Rounding::Down)?.u128() <= amount.into());
        }

        #[test]
        fn up_and_down_differ_by_at_most_one(a: u128, b: u64, c in 1..=u64::MAX) {
            let down = mul_div(a >> 64, b.into(), c.into(), Rounding::Down)?;
            let up = mul_div(a >> 64, b.into(), c.into(), Rounding::Up)?;
            prop_assert!(up == down || up == down + 1);
        }

        #[test]
        fn the_order_of_rates_is_that_of_cross_products(a: u64, s in 1..=u64::MAX, b: u64, t in 1..=u64::MAX) {
            let one = ExchangeRate::new(Assets::new(a.into()), Shares::new(s.into()));
            let two = ExchangeRate::new(Assets::new(b.into()), Shares::new(t.into()));
            prop_assert_eq!(one.is_below(two), u128::from(a) * u128::from(t) < u128::from(b) * u128::from(s));
        }
    }
}
