//! Amounts of the staking coin and of the claim on it.

use cosmwasm_std::{Decimal, Uint128};

use crate::{mul_div, QuantityError, Rounding};
use weir_json::{json, Row};

macro_rules! amount {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[json]
        #[derive(Copy, Default, Eq, PartialOrd, Ord, Row)]
        pub struct $name(Uint128);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(Uint128::zero());
            /// As much as 128 bits hold.
            pub const MAX: Self = Self(Uint128::MAX);

            /// This many units.
            pub const fn new(units: u128) -> Self {
                Self(Uint128::new(units))
            }

            /// The number of units.
            pub const fn u128(self) -> u128 {
                self.0.u128()
            }

            /// Whether this is nothing.
            pub fn is_zero(self) -> bool {
                self.0.is_zero()
            }

            /// The sum.
            ///
            /// # Errors
            /// [`QuantityError::Overflow`] beyond 128 bits.
            pub fn plus(self, other: Self) -> Result<Self, QuantityError> {
                self.0.checked_add(other.0).map(Self).map_err(|_| QuantityError::Overflow {
                    operation: "sum",
                    left: self.to_string(),
                    right: other.to_string(),
                })
            }

            /// The difference.
            ///
            /// # Errors
            /// [`QuantityError::Underflow`] when `other` is the larger one.
            pub fn minus(self, other: Self) -> Result<Self, QuantityError> {
                self.0.checked_sub(other.0).map(Self).map_err(|_| QuantityError::Underflow {
                    left: self.to_string(),
                    right: other.to_string(),
                })
            }

            /// The difference, or nothing when `other` is the larger one.
            pub fn minus_or_zero(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }

            /// `self × numerator ÷ denominator` by way of 256 bits, rounded as named.
            ///
            /// # Errors
            /// [`QuantityError::DivisionByZero`], or [`QuantityError::Overflow`] beyond 128 bits.
            pub fn times_ratio(
                self,
                numerator: u128,
                denominator: u128,
                rounding: Rounding,
            ) -> Result<Self, QuantityError> {
                mul_div(self.u128(), numerator, denominator, rounding).map(Self::new)
            }

            /// `self × fraction` by way of 256 bits, rounded as named.
            ///
            /// # Errors
            /// [`QuantityError::Overflow`] beyond 128 bits.
            pub fn times(self, fraction: Decimal, rounding: Rounding) -> Result<Self, QuantityError> {
                self.times_ratio(fraction.atomics().u128(), 10u128.pow(Decimal::DECIMAL_PLACES), rounding)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<Uint128> for $name {
            fn from(units: Uint128) -> Self {
                Self(units)
            }
        }

        impl From<$name> for Uint128 {
            fn from(amount: $name) -> Self {
                amount.0
            }
        }
    };
}

amount! {
    /// Units of the staking coin; in a vault, of the vault's asset.
    Assets
}
amount! {
    /// Units of the claim on assets: of the derivative; in a vault, of what its depositors hold.
    Shares
}
amount! {
    /// Units of a vault's magnitude, the measure in which it promises stake: a new vault is worth
    /// 10^18 of them, a slash takes some away, and deposits and exits leave them alone.
    Magnitude
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_a_string_on_the_wire() {
        let json = serde_json::to_string(&Assets::new(u128::MAX)).expect("serialises");
        assert_eq!(json, "\"340282366920938463463374607431768211455\"");
        assert_eq!(serde_json::from_str::<Assets>(&json).expect("parses"), Assets::MAX);
    }

    #[test]
    fn sums_and_differences_refuse_to_wrap() {
        assert_eq!(Shares::new(2).plus(Shares::new(3)), Ok(Shares::new(5)));
        assert!(matches!(Shares::MAX.plus(Shares::new(1)), Err(QuantityError::Overflow { .. })));
        assert!(matches!(
            Shares::new(1).minus(Shares::new(2)),
            Err(QuantityError::Underflow { .. })
        ));
        assert_eq!(Shares::new(1).minus_or_zero(Shares::new(2)), Shares::ZERO);
    }

    #[test]
    fn a_fraction_of_an_amount_rounds_as_named() {
        let third = Decimal::from_ratio(1u128, 3u128);
        assert_eq!(Assets::new(10).times(third, Rounding::Down), Ok(Assets::new(3)));
        assert_eq!(Assets::new(10).times(third, Rounding::Up), Ok(Assets::new(4)));
    }
}
