//! Amounts, percentages and lengths of time as a person writes them.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::Deserialize;

use super::context;

/// An amount of the staking coin in base units: `1_000_000`, `"1_000_000"`, `"12.5 ATOM"` or `"5 uatom"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(pub u128);

/// An amount of the LST in base units: `1_000_000` or `"12.5 shares"` (whole ones).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shares(pub u128);

/// An amount of what a vault holds, staking coin or LST: `"12.5 ATOM"`, `"12.5 shares"`, or base
/// units of either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssetAmount {
    /// Base units.
    pub units: u128,
    /// Of which they are, where it is written.
    pub of: Option<UnitOf>,
}

/// What an amount is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitOf {
    /// The staking coin.
    Coins,
    /// The LST.
    Shares,
}

/// A share of a whole, written `"5%"`, with 18 decimals: `Percent::ONE` is all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(pub u128);

/// A plain decimal such as an exchange rate, with 18 decimals: `"1.02"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(pub u128);

/// A length of time in seconds: `"3h"`, `"21d"`, `"1d 12h"`, `"45s"`, or a number of seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period(pub u64);

impl Percent {
    /// The whole: 100 %.
    pub const ONE: u128 = 1_000_000_000_000_000_000;

    /// In hundredths of a percent, if it is a whole number of them.
    pub fn bps(self) -> Option<u64> {
        const UNIT: u128 = Percent::ONE / 10_000;
        (self.0.checked_rem(UNIT) == Some(0)).then(|| u64::try_from(self.0 / UNIT).ok())?
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", decimal(self.0, 16))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&decimal(self.0, 18))
    }
}

/// `value` with `places` decimals and no trailing zeros.
fn decimal(value: u128, places: u32) -> String {
    let unit = 10u128.saturating_pow(places).max(1);
    let whole = value.checked_div(unit).unwrap_or_default();
    let rest = value.checked_rem(unit).unwrap_or_default();
    let text = format!("{whole}.{rest:0width$}", width = places as usize);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Reads `"1_000.25"` as a number of `10^-places` units; digits beyond that are refused.
pub(super) fn parse_decimal(text: &str, places: u32) -> Result<u128, String> {
    let clean: String = text.trim().chars().filter(|c| !matches!(c, '_' | ',')).collect();
    let (whole, rest) = clean.split_once('.').unwrap_or((&clean, ""));
    let digits = |s: &str| s.chars().all(|c| c.is_ascii_digit());
    if clean.is_empty() || clean == "." || !digits(whole) || !digits(rest) {
        return Err(format!("`{text}` is not a number"));
    }
    if rest.len() > places as usize {
        return Err(format!("`{text}` has more than {places} decimals"));
    }
    let padded = format!("{whole}{rest:0<width$}", width = places as usize);
    padded.parse().map_err(|_| format!("`{text}` is too large"))
}

fn split_unit(text: &str) -> (&str, &str) {
    let at = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(at);
    (number.trim(), unit.trim())
}

impl Amount {
    fn parse(text: &str) -> Result<Self, String> {
        let (number, unit) = split_unit(text);
        let known = context::with(|c| (c.display.clone(), c.denom.clone(), c.decimals));
        let (display, denom, decimals) = known.unwrap_or(("ATOM".into(), "uatom".into(), 6));
        if unit.is_empty() || unit == denom {
            let hint = || format!("; whole coins are written `{number} {display}`");
            return parse_decimal(number, 0).map(Self).map_err(|e| {
                if number.contains('.') {
                    e + &hint()
                } else {
                    e
                }
            });
        }
        if unit.eq_ignore_ascii_case(&display) {
            return parse_decimal(number, decimals).map(Self);
        }
        Err(format!(
            "unknown unit `{unit}`: an amount is in `{denom}` (the default) or `{display}`"
        ))
    }
}

impl Shares {
    fn parse(text: &str) -> Result<Self, String> {
        let (number, unit) = split_unit(text);
        let decimals = context::with(|c| c.decimals).unwrap_or(6);
        match unit {
            "" => parse_decimal(number, 0).map(Self),
            "share" | "shares" => parse_decimal(number, decimals).map(Self),
            other => Err(format!("unknown unit `{other}`: an amount of the LST is plain base units, or whole ones with `shares`")),
        }
    }
}

impl AssetAmount {
    fn parse(text: &str) -> Result<Self, String> {
        let (number, unit) = split_unit(text);
        let of = match unit {
            "" => None,
            "share" | "shares" => Some(UnitOf::Shares),
            _ => Some(UnitOf::Coins),
        };
        let units = match of {
            None => parse_decimal(number, 0)?,
            Some(UnitOf::Shares) => Shares::parse(text)?.0,
            Some(UnitOf::Coins) => Amount::parse(text)?.0,
        };
        Ok(Self { units, of })
    }
}

impl Percent {
    fn parse(text: &str) -> Result<Self, String> {
        let number = text.trim().strip_suffix('%');
        let number = number.ok_or_else(|| format!("`{text}` is not a percentage: write `5%`"))?;
        parse_decimal(number, 16).map(Self)
    }
}

impl Rate {
    fn parse(text: &str) -> Result<Self, String> {
        parse_decimal(text, 18).map(Self)
    }
}

impl Period {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is not a length of time: write `45s`, `90m`, `18h`, `21d` or `1d 12h`"
            )
        };
        let mut total = 0u64;
        let mut rest = text.trim();
        if rest.is_empty() {
            return Err(wrong());
        }
        while !rest.is_empty() {
            let at = rest.find(|c: char| !c.is_ascii_digit() && c != '_').ok_or_else(wrong)?;
            let (number, tail) = rest.split_at(at);
            let mut chars = tail.chars();
            let unit = match chars.next() {
                Some('s') => 1,
                Some('m') => 60,
                Some('h') => 3_600,
                Some('d') => 86_400,
                Some('w') => 604_800,
                _ => return Err(wrong()),
            };
            let number: u64 = number.replace('_', "").parse().map_err(|_| wrong())?;
            let part = number.checked_mul(unit).and_then(|p| total.checked_add(p));
            total = part.ok_or_else(|| format!("`{text}` is too long"))?;
            rest = chars.as_str().trim_start();
        }
        Ok(Self(total))
    }
}

struct Text<T> {
    what: &'static str,
    parse: fn(&str) -> Result<T, String>,
    /// What a bare TOML integer means, where it means anything.
    integer: Option<fn(u64) -> T>,
}

impl<T> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)
    }

    fn visit_str<E: de::Error>(self, v: &str) -> Result<T, E> {
        (self.parse)(v).map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, v: i64) -> Result<T, E> {
        let whole = u64::try_from(v).ok().zip(self.integer);
        whole
            .map(|(v, make)| make(v))
            .ok_or_else(|| E::invalid_value(de::Unexpected::Signed(v), &self))
    }

    fn visit_u64<E: de::Error>(self, v: u64) -> Result<T, E> {
        let make = self.integer;
        make.map(|make| make(v)).ok_or_else(|| E::invalid_value(de::Unexpected::Unsigned(v), &self))
    }
}

macro_rules! readable {
    ($type:ident, $what:literal, $integer:expr) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let integer: Option<fn(u64) -> Self> = $integer;
                d.deserialize_any(Text { what: $what, parse: Self::parse, integer })
            }
        }
    };
}
readable!(Amount, "an amount such as `1_000_000` or `\"12.5 ATOM\"`", Some(|v| Self(v.into())));
readable!(
    Shares,
    "an amount of the LST such as `1_000_000` or `\"12.5 shares\"`",
    Some(|v| Self(v.into()))
);
readable!(
    AssetAmount,
    "an amount such as `1_000_000`, `\"12.5 ATOM\"` or `\"12.5 shares\"`",
    Some(|v| Self { units: v.into(), of: None })
);
readable!(Percent, "a percentage such as `\"5%\"`", None);
readable!(Rate, "a decimal in quotes such as `\"1.02\"`", None);
readable!(Period, "a length of time such as `\"18h\"`", Some(Self));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_add_up() {
        assert_eq!(Period::parse("1d 12h"), Ok(Period(36 * 3_600)));
        assert_eq!(Period::parse("90m"), Ok(Period(5_400)));
        assert!(Period::parse("3 days").is_err());
        assert!(Period::parse("12").is_err());
    }

    #[test]
    fn amounts_know_whole_coins_and_base_units() {
        assert_eq!(Amount::parse("12.5 ATOM"), Ok(Amount(12_500_000)));
        assert_eq!(Amount::parse("1_000"), Ok(Amount(1_000)));
        assert_eq!(Amount::parse("7 uatom"), Ok(Amount(7)));
        assert!(Amount::parse("1.5").is_err());
        assert!(Amount::parse("0.0000001 ATOM").is_err());
        assert!(Amount::parse("-5").is_err());
    }

    #[test]
    fn percentages_are_exact() {
        assert_eq!(Percent::parse("0.01%").map(Percent::bps), Ok(Some(1)));
        assert_eq!(Percent::parse("100%"), Ok(Percent(Percent::ONE)));
        assert_eq!(Percent(Percent::ONE / 20).to_string(), "5%");
    }
}
