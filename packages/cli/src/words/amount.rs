//! Amounts as people write them: base units, base units of a coin, or whole coins.

use std::fmt;

/// What an amount is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The staking coin.
    Assets,
    /// The staking token.
    Shares,
}

/// An amount as it was written: `1000`, `1000uatom`, `1.5atom`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    digits: String,
    unit: String,
}

/// Coins as they were written, with the denomination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coins(pub Amount);

/// Why an amount is not usable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    /// No number at all.
    #[error("`{text}` is no amount: write base units (`1500000`), with their denomination (`1500000uatom`), or whole coins (`1.5atom`)")]
    NoAmount {
        /// What came.
        text: String,
    },
    /// Decimals without a unit.
    #[error("`{text}` has decimals and no unit: base units are whole, whole coins need their name (`1.5atom`)")]
    NoUnit {
        /// What came.
        text: String,
    },
    /// A unit that is none of the two.
    #[error("`{unit}` is unknown here: {known}")]
    Unknown {
        /// What came.
        unit: String,
        /// What would be understood.
        known: String,
    },
    /// More decimals than there are.
    #[error("`{text}` has more than {decimals} decimals")]
    TooFine {
        /// What came.
        text: String,
        /// How many there are.
        decimals: u32,
    },
    /// Beyond 128 bits.
    #[error("`{text}` is too large")]
    TooLarge {
        /// What came.
        text: String,
    },
    /// A unit where a contract has an asset of its own.
    #[error("amounts of the {contract} are in base units of its asset, without a unit")]
    OwnAsset {
        /// The contract.
        contract: &'static str,
    },
    /// The suite could not be asked for its coin.
    #[error("{0}")]
    Unanswered(String),
}

/// The coin and the token of a suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Units {
    /// Base units of the staking coin.
    pub denom: String,
    /// The token's ticker.
    pub symbol: String,
    /// Decimals of both.
    pub decimals: u32,
}

impl Units {
    /// The whole coin's name, where the denomination says it: `atom` of `uatom` with 6 decimals.
    pub fn coin(&self) -> Option<&str> {
        let prefix = match self.decimals {
            3 => 'm',
            6 => 'u',
            9 => 'n',
            18 => 'a',
            _ => return None,
        };
        self.denom.strip_prefix(prefix).filter(|rest| rest.len() > 1)
    }

    fn known(&self, of: Of) -> String {
        match of {
            Of::Assets => match self.coin() {
                Some(coin) => format!("amounts are in {} or whole {coin}", self.denom),
                None => format!("amounts are in {}", self.denom),
            },
            Of::Shares => format!("shares are written in base units or whole {}", self.symbol),
        }
    }
}

impl Amount {
    /// Reads an amount; whether its unit exists is seen later.
    ///
    /// # Errors
    /// When it is no number, or has decimals without a unit.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let end = text.find(|c: char| !matches!(c, '0'..='9' | '.' | '_')).unwrap_or(text.len());
        let (digits, unit) = text.split_at(end);
        let digits = digits.replace('_', "");
        let (whole, rest) = digits.split_once('.').unwrap_or((&digits, ""));
        let is_number = !whole.is_empty() && !rest.contains('.') && !digits.ends_with('.');
        let is_unit = !unit.chars().any(|c| c.is_whitespace() || c == ',');
        if !is_number || !is_unit {
            return Err(UnitError::NoAmount { text: text.into() });
        }
        if unit.is_empty() && digits.contains('.') {
            return Err(UnitError::NoUnit { text: text.into() });
        }
        Ok(Self { digits, unit: unit.into() })
    }

    /// Base units; the suite is asked for its coin only where a unit was written.
    ///
    /// # Errors
    /// When the unit is unknown, the number too fine or too large, or the suite does not answer.
    pub fn units(
        &self,
        of: Of,
        known: &dyn Fn() -> Result<Units, UnitError>,
    ) -> Result<u128, UnitError> {
        if self.unit.is_empty() {
            return self.scaled(0);
        }
        let known = known()?;
        let whole = match of {
            Of::Assets => known.coin().is_some_and(|coin| coin.eq_ignore_ascii_case(&self.unit)),
            Of::Shares => known.symbol.eq_ignore_ascii_case(&self.unit),
        };
        if whole {
            return self.scaled(known.decimals);
        }
        if of == Of::Assets && self.unit == known.denom {
            return self.scaled(0);
        }
        Err(UnitError::Unknown { unit: self.unit.clone(), known: known.known(of) })
    }

    /// Whether it says what it is of.
    pub const fn has_unit(&self) -> bool {
        !self.unit.is_empty()
    }

    /// As a coin of an asset: its unit, if any, must be that asset's.
    ///
    /// # Errors
    /// As [`Self::units`].
    pub fn coin_of(
        &self,
        denom: &str,
        known: &dyn Fn() -> Result<Units, UnitError>,
    ) -> Result<cosmwasm_std::Coin, UnitError> {
        let coin = match self.has_unit() {
            true => Coins(self.clone()).coin(known)?,
            false => cosmwasm_std::coin(self.scaled(0)?, denom),
        };
        match coin.denom == denom {
            true => Ok(coin),
            false => Err(self.unknown(denom)),
        }
    }

    /// The error of one whose unit is not an asset's.
    pub fn unknown(&self, asset: &str) -> UnitError {
        let known = format!("what is sent is in base units of {asset}");
        UnitError::Unknown { unit: self.unit.clone(), known }
    }

    fn scaled(&self, decimals: u32) -> Result<u128, UnitError> {
        let (whole, rest) = self.digits.split_once('.').unwrap_or((&self.digits, ""));
        if rest.len() > decimals as usize {
            return Err(UnitError::TooFine { text: self.to_string(), decimals });
        }
        let padded = format!("{whole}{rest:0<width$}", width = decimals as usize);
        padded.parse().map_err(|_| UnitError::TooLarge { text: self.to_string() })
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.digits, self.unit)
    }
}

impl Coins {
    /// Reads coins: a number with a unit.
    ///
    /// # Errors
    /// When it is no number or has no unit.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let amount = Amount::parse(text)?;
        if amount.unit.is_empty() {
            return Err(UnitError::NoAmount { text: text.into() });
        }
        Ok(Self(amount))
    }

    /// Amount and denomination. Whole coins are the staking coin's; any other unit is a
    /// denomination as it stands, and the contract says whether it takes it.
    ///
    /// # Errors
    /// As [`Amount::units`].
    pub fn coin(
        &self,
        known: &dyn Fn() -> Result<Units, UnitError>,
    ) -> Result<cosmwasm_std::Coin, UnitError> {
        let Self(amount) = self;
        let suite = known();
        if let Ok(suite) = &suite {
            if suite.coin().is_some_and(|coin| coin.eq_ignore_ascii_case(&amount.unit)) {
                let units = amount.scaled(suite.decimals)?;
                return Ok(cosmwasm_std::coin(units, suite.denom.clone()));
            }
        }
        match (amount.scaled(0), suite) {
            (Ok(units), _) => Ok(cosmwasm_std::coin(units, amount.unit.clone())),
            (Err(UnitError::TooFine { .. }), Err(unanswered)) => Err(unanswered),
            (Err(error), _) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test")]
    use super::*;

    fn atom() -> Result<Units, UnitError> {
        Ok(Units { denom: "uatom".into(), symbol: "wATOM".into(), decimals: 6 })
    }

    fn silent() -> Result<Units, UnitError> {
        Err(UnitError::Unanswered("nobody is there".into()))
    }

    fn assets(text: &str) -> Result<u128, UnitError> {
        Amount::parse(text)?.units(Of::Assets, &atom)
    }

    fn coin(text: &str) -> Result<String, UnitError> {
        Ok(Coins::parse(text)?.coin(&atom)?.to_string())
    }

    #[test]
    fn amounts_are_base_units_or_whole_coins() {
        assert_eq!(assets("1_500"), Ok(1_500));
        assert_eq!(assets("1500uatom"), Ok(1_500));
        assert_eq!(assets("1.5atom"), Ok(1_500_000));
        assert_eq!(assets("1.5ATOM"), Ok(1_500_000));
        assert_eq!(Amount::parse("0.000001wATOM").unwrap().units(Of::Shares, &atom), Ok(1));
    }

    #[test]
    fn what_is_no_amount_is_told() {
        for text in ["", "x", "-5", "1..2", ".5atom", "5.", "1,5atom", "1 atom"] {
            let told = Amount::parse(text);
            assert!(matches!(told, Err(UnitError::NoAmount { .. })), "{text}: {told:?}");
        }
        assert!(matches!(assets("1.5"), Err(UnitError::NoUnit { .. })));
        assert!(matches!(assets("0.0000001atom"), Err(UnitError::TooFine { decimals: 6, .. })));
        assert!(matches!(assets("1.5uatom"), Err(UnitError::TooFine { decimals: 0, .. })));
        assert!(matches!(assets("5osmo"), Err(UnitError::Unknown { .. })));
        let most = "340282366920938463463374607431768211456";
        assert!(matches!(assets(most), Err(UnitError::TooLarge { .. })));
    }

    #[test]
    fn a_unit_is_asked_for_only_where_it_counts() {
        assert_eq!(Amount::parse("7").unwrap().units(Of::Shares, &silent), Ok(7));
        let told = Amount::parse("7x").unwrap().units(Of::Shares, &silent);
        assert_eq!(told.unwrap_err(), silent().unwrap_err());
        assert_eq!(Coins::parse("7uatom").unwrap().coin(&silent).unwrap().to_string(), "7uatom");
        let told = Coins::parse("7.5atom").unwrap().coin(&silent);
        assert_eq!(told.unwrap_err(), silent().unwrap_err());
    }

    #[test]
    fn coins_have_a_denomination() {
        assert_eq!(coin("100uatom").unwrap(), "100uatom");
        assert_eq!(coin("1.5atom").unwrap(), "1500000uatom");
        assert_eq!(
            coin("100ibc/27394FB092D2ECCD56123C74F36E4C1F926001CEADA9CA97EA622B25F41E5EB2")
                .unwrap(),
            "100ibc/27394FB092D2ECCD56123C74F36E4C1F926001CEADA9CA97EA622B25F41E5EB2"
        );
        assert!(Coins::parse("100").is_err());
        assert!(coin("1.5uosmo").is_err());
    }

    #[test]
    fn the_whole_coin_is_known_where_the_denomination_says_it() {
        let coin = |denom: &str, decimals| {
            let units = Units { denom: denom.into(), symbol: "x".into(), decimals };
            units.coin().map(str::to_string)
        };
        assert_eq!(coin("uatom", 6).as_deref(), Some("atom"));
        assert_eq!(coin("aevmos", 18).as_deref(), Some("evmos"));
        assert_eq!(coin("stake", 6), None);
        assert_eq!(coin("uatom", 18), None);
    }
}
