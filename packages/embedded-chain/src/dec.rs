//! The SDK's `LegacyDec`: 18 decimals, with each of its roundings under its own name.

use std::fmt;

use cosmwasm_std::{Decimal, Decimal256, Uint128, Uint256, Uint512};

use crate::error::go_panic;

const UNIT: u128 = 1_000_000_000_000_000_000;
const HALF: u128 = UNIT / 2;

/// A non-negative fixed-point number with 18 decimals, rounding as the SDK's `LegacyDec`.
///
/// An overflow panics as it does there, which ends the transaction. Products are held in 512 bits.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dec(Uint256);

fn narrow(value: Uint512) -> Dec {
    match Uint256::try_from(value) {
        Ok(value) => Dec(value),
        Err(_) => go_panic("Int overflow"),
    }
}

fn times(a: Uint512, b: impl Into<Uint256>) -> Uint512 {
    match a.checked_mul(Uint512::from(b.into())) {
        Ok(product) => product,
        Err(_) => go_panic("Int overflow"),
    }
}

fn over(a: Uint512, b: impl Into<Uint256>) -> Uint512 {
    match a.checked_div(Uint512::from(b.into())) {
        Ok(quotient) => quotient,
        Err(_) => go_panic("division by zero"),
    }
}

/// Divides by 10^18, half to even.
fn chop_round(value: Uint512) -> Dec {
    let quotient = over(value, UNIT);
    let rest = value.wrapping_sub(times(quotient, UNIT));
    let half = Uint512::from(HALF);
    let odd = quotient.to_le_bytes()[0] & 1 == 1;
    if rest > half || (rest == half && odd) {
        narrow(quotient.wrapping_add(Uint512::one()))
    } else {
        narrow(quotient)
    }
}

impl Dec {
    /// 0
    pub const ZERO: Dec = Dec(Uint256::zero());

    /// 1
    pub fn one() -> Self {
        Self::from_raw(UNIT)
    }

    /// The whole number `value`.
    pub fn from_int(value: impl Into<Uint256>) -> Self {
        narrow(times(Uint512::from(value.into()), UNIT))
    }

    /// The number of units of 10^-18.
    pub fn from_raw(raw: impl Into<Uint256>) -> Self {
        Self(raw.into())
    }

    /// The number of units of 10^-18 in it.
    pub fn raw(self) -> Uint256 {
        self.0
    }

    /// Whether it is 0.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// `self + other`
    pub fn plus(self, other: Dec) -> Dec {
        match self.0.checked_add(other.0) {
            Ok(sum) => Dec(sum),
            Err(_) => go_panic("Int overflow"),
        }
    }

    /// `self - other`; a negative result panics, as the SDK's coin types do.
    pub fn minus(self, other: Dec) -> Dec {
        match self.0.checked_sub(other.0) {
            Ok(rest) => Dec(rest),
            Err(_) => go_panic("negative coin amount"),
        }
    }

    /// `self - other`, at least 0.
    pub fn saturating_minus(self, other: Dec) -> Dec {
        Dec(self.0.saturating_sub(other.0))
    }

    /// `Mul`: half to even.
    pub fn mul_round(self, other: Dec) -> Dec {
        chop_round(times(self.0.into(), other.0))
    }

    /// `MulTruncate`
    pub fn mul_truncate(self, other: Dec) -> Dec {
        narrow(over(times(self.0.into(), other.0), UNIT))
    }

    /// `MulInt`
    pub fn mul_int(self, int: Uint128) -> Dec {
        narrow(times(self.0.into(), int))
    }

    /// `QuoTruncate`
    pub fn quo_truncate(self, other: Dec) -> Dec {
        narrow(over(over(times(times(self.0.into(), UNIT), UNIT), other.0), UNIT))
    }

    /// `QuoRoundUp`
    pub fn quo_round_up(self, other: Dec) -> Dec {
        let scaled = times(times(self.0.into(), UNIT), UNIT);
        let quotient = over(scaled, other.0);
        let down = over(quotient, UNIT);
        if times(down, UNIT) == quotient {
            narrow(down)
        } else {
            narrow(down.wrapping_add(Uint512::one()))
        }
    }

    /// `MulInt(int).Quo(divisor)`: half to even, the product not limited to 256 bits.
    pub fn mul_int_quo(self, int: Uint128, divisor: Dec) -> Dec {
        chop_round(self.scaled_ratio(int, divisor))
    }

    /// `MulInt(int).QuoTruncate(divisor)`
    pub fn mul_int_quo_truncate(self, int: Uint128, divisor: Dec) -> Dec {
        narrow(over(self.scaled_ratio(int, divisor), UNIT))
    }

    /// `MulInt(int).QuoInt(divisor)`, which truncates.
    pub fn mul_int_quo_int(self, int: Uint128, divisor: Uint128) -> Dec {
        narrow(over(times(self.0.into(), int), divisor))
    }

    fn scaled_ratio(self, int: Uint128, divisor: Dec) -> Uint512 {
        over(times(times(times(self.0.into(), int), UNIT), UNIT), divisor.0)
    }

    /// `TruncateInt`
    pub fn truncate_int(self) -> Uint128 {
        let whole = over(self.0.into(), UNIT);
        match Uint256::try_from(whole).ok().and_then(|w| Uint128::try_from(w).ok()) {
            Some(whole) => whole,
            None => go_panic("Int overflow"),
        }
    }

    /// The part after the point.
    pub fn fraction(self) -> Dec {
        self.saturating_minus(Dec::from_int(self.truncate_int()))
    }
}

impl From<Decimal> for Dec {
    fn from(value: Decimal) -> Self {
        Self::from_raw(value.atomics())
    }
}

impl From<Dec> for Decimal256 {
    fn from(value: Dec) -> Self {
        Decimal256::new(value.0)
    }
}

impl fmt::Display for Dec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Decimal256::new(self.0), f)
    }
}

impl fmt::Debug for Dec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Dec {
    type Err = cosmwasm_std::StdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Decimal256::from_str(text).map(|value| Dec(value.atomics()))
    }
}

/// `a + b` of whole amounts; an overflow ends the transaction.
pub(crate) fn sum(a: Uint128, b: Uint128) -> Uint128 {
    a.checked_add(b).unwrap_or_else(|_| go_panic("Int overflow"))
}

/// `a - b` of whole amounts; a negative result ends the transaction.
pub(crate) fn difference(a: Uint128, b: Uint128) -> Uint128 {
    a.checked_sub(b).unwrap_or_else(|_| go_panic("negative coin amount"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;

    fn dec(text: &str) -> Dec {
        text.parse().unwrap()
    }

    #[test]
    fn mul_rounds_half_to_even() {
        // 0.5 units of 10^-18 rounds to 0, 1.5 to 2, 2.5 to 2
        let half = dec("0.5");
        assert_eq!(Dec::from_raw(1u128).mul_round(half), Dec::ZERO);
        assert_eq!(Dec::from_raw(3u128).mul_round(half), Dec::from_raw(2u128));
        assert_eq!(Dec::from_raw(5u128).mul_round(half), Dec::from_raw(2u128));
    }

    #[test]
    fn quotients_differ_by_their_rounding_only() {
        let third = Dec::from_int(2u128).quo_truncate(Dec::from_int(3u128));
        assert_eq!(third, dec("0.666666666666666666"));
        assert_eq!(
            Dec::from_int(2u128).quo_round_up(Dec::from_int(3u128)),
            dec("0.666666666666666667")
        );
        assert_eq!(
            Dec::from_int(2u128).mul_int_quo(Uint128::one(), Dec::from_int(3u128)),
            dec("0.666666666666666667")
        );
        assert_eq!(Dec::from_int(4u128).quo_round_up(Dec::from_int(2u128)), Dec::from_int(2u128));
    }

    #[test]
    fn products_beyond_256_bits_are_exact() {
        let stake = Uint128::new(10u128.pow(30));
        let shares = Dec::from_int(stake);
        assert_eq!(shares.mul_int_quo(stake, shares).truncate_int(), stake);
        assert_eq!(shares.mul_int_quo_int(stake, stake), shares);
    }

    #[test]
    fn the_fraction_is_what_truncation_drops() {
        assert_eq!(dec("12.75").truncate_int(), Uint128::new(12));
        assert_eq!(dec("12.75").fraction(), dec("0.75"));
    }
}
