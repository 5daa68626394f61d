//! Parameters, their bounds, and changes that wait.

use cosmwasm_std::{Decimal, Storage};
use weir_accounting::insurance::CoverLimits;
use weir_accounting::vault::MAX_STOP;
use weir_interface::fund::ParameterChanges;
use weir_interface::hub::{Parameter, PendingParameter};
use weir_quantities::{Assets, Seconds, Time, DAY};

use crate::state::{Announced, Parameters, PARAMETERS};
use crate::ContractError;

const OF_LOSS: &str = "of_loss";
const OF_FUND: &str = "of_fund";
const EXIT_DELAY: &str = "exit_delay";
const MIN_PREMIUM: &str = "min_premium";
/// The largest part of a loss, and of the fund in a week.
const MOST: Decimal = Decimal::percent(50);
/// What a premium is at least, unless the owner says otherwise: as a deposit into a vault.
const LEAST_PREMIUM: Assets = Assets::new(1_000);
const SHORTEST: Seconds = DAY.times(28);
const LONGEST: Seconds = DAY.times(42);
/// What the notice is longer than an exit.
const MARGIN: Seconds = DAY.times(2);

impl Default for Parameters {
    fn default() -> Self {
        let (of_loss, of_fund) = (MOST, Decimal::percent(20));
        let (exit_delay, min_premium) = (DAY.times(35), LEAST_PREMIUM);
        Self { of_loss, of_fund, exit_delay, min_premium, announced: vec![] }
    }
}

/// Those in force now. What has waited long enough counts without a message of its own.
pub fn parameters(storage: &dyn Storage, now: Time) -> Result<Parameters, ContractError> {
    let mut parameters = PARAMETERS.load(storage)?;
    parameters.enter_due(now);
    Ok(parameters)
}

impl Parameters {
    /// What a cover may be.
    pub fn limits(&self) -> CoverLimits {
        CoverLimits { of_loss: self.of_loss, of_fund: self.of_fund }
    }

    /// The longest exit delay of a vault that the fund covers: over it slashed assets vest, and so
    /// often premiums must be paid.
    pub fn longest_covered(&self) -> Seconds {
        self.exit_delay.minus_or_zero(MAX_STOP)
    }

    /// How long a change waits: everybody can be out before it.
    pub fn notice(&self) -> Seconds {
        self.exit_delay.plus(MARGIN)
    }

    fn enter_due(&mut self, now: Time) {
        let (due, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.announced).into_iter().partition(|change| change.at <= now);
        self.announced = rest;
        for change in due {
            self.enter(&change.name, change.value);
        }
    }

    fn enter(&mut self, name: &str, value: Decimal) {
        match name {
            OF_LOSS => self.of_loss = value,
            OF_FUND => self.of_fund = value,
            _ => self.exit_delay = seconds(value),
        }
    }

    fn value(&self, name: &str) -> Decimal {
        match name {
            OF_LOSS => self.of_loss,
            OF_FUND => self.of_fund,
            _ => whole(self.exit_delay),
        }
    }

    /// Changes the smallest premium now, and announces the rest: what a lower part covers less has
    /// perhaps happened already. Answers the names of those changed, and what waits.
    ///
    /// # Errors
    /// [`ContractError::OutOfBounds`].
    pub fn change(
        &mut self,
        changes: &ParameterChanges,
        now: Time,
    ) -> Result<(Vec<&'static str>, Vec<Announced>), ContractError> {
        let (mut changed, mut waiting) = (vec![], vec![]);
        let least = least_premium(changes)?.unwrap_or(self.min_premium);
        if least != self.min_premium {
            self.min_premium = least;
            changed.push(MIN_PREMIUM);
        }
        for (name, value) in wanted(changes)? {
            self.announced.retain(|change| change.name != name);
            if value != self.value(name) {
                let at = now.after(self.notice());
                let change = Announced { name: name.to_string(), value, at };
                self.announced.push(change.clone());
                waiting.push(change);
            }
        }
        Ok((changed, waiting))
    }

    /// Sets what a new fund begins with.
    ///
    /// # Errors
    /// [`ContractError::OutOfBounds`].
    pub fn begin(changes: &ParameterChanges) -> Result<Self, ContractError> {
        let mut parameters = Self::default();
        parameters.min_premium = least_premium(changes)?.unwrap_or(parameters.min_premium);
        for (name, value) in wanted(changes)? {
            parameters.enter(name, value);
        }
        Ok(parameters)
    }

    /// What is shown of them.
    pub fn show(&self) -> Vec<Parameter> {
        let least = Parameter {
            name: MIN_PREMIUM.to_string(),
            value: self.min_premium.to_string(),
            min: Assets::new(1).to_string(),
            max: Assets::MAX.to_string(),
            pending: None,
        };
        let timed = [OF_LOSS, OF_FUND, EXIT_DELAY].into_iter();
        timed
            .map(|name| {
                let (min, max) = bounds(name);
                let pending = self.announced.iter().find(|change| change.name == name);
                Parameter {
                    name: name.to_string(),
                    value: self.value(name).to_string(),
                    min: min.to_string(),
                    max: max.to_string(),
                    pending: pending.map(|change| PendingParameter {
                        value: change.value.to_string(),
                        active_at: change.at.u64(),
                    }),
                }
            })
            .chain([least])
            .collect()
    }
}

/// A premium of nothing keeps no cover alive.
fn least_premium(changes: &ParameterChanges) -> Result<Option<Assets>, ContractError> {
    match changes.min_premium {
        Some(least) if least.is_zero() => Err(ContractError::OutOfBounds {
            name: MIN_PREMIUM,
            min: Assets::new(1).to_string(),
            max: Assets::MAX.to_string(),
            actual: least.to_string(),
        }),
        least => Ok(least),
    }
}

fn wanted(changes: &ParameterChanges) -> Result<Vec<(&'static str, Decimal)>, ContractError> {
    let delay = changes.exit_delay.map(|delay| whole(Seconds::new(delay.min(u32::MAX.into()))));
    let named = [(OF_LOSS, changes.of_loss), (OF_FUND, changes.of_fund), (EXIT_DELAY, delay)];
    let named = named.into_iter().filter_map(|(name, value)| Some((name, value?)));
    named.map(|(name, value)| in_bounds(name, value)).collect()
}

fn in_bounds(name: &'static str, value: Decimal) -> Result<(&'static str, Decimal), ContractError> {
    let (min, max) = bounds(name);
    if value < min || value > max {
        let (min, max, actual) = (min.to_string(), max.to_string(), value.to_string());
        return Err(ContractError::OutOfBounds { name, min, max, actual });
    }
    Ok((name, value))
}

fn bounds(name: &str) -> (Decimal, Decimal) {
    match name {
        EXIT_DELAY => (whole(SHORTEST), whole(LONGEST)),
        _ => (Decimal::zero(), MOST),
    }
}

/// Seconds as a decimal: at most 32 bits of them come here.
fn whole(seconds: Seconds) -> Decimal {
    Decimal::from_ratio(seconds.u64(), 1u64)
}

fn seconds(value: Decimal) -> Seconds {
    Seconds::new(u64::try_from(value.to_uint_floor().u128()).unwrap_or(u64::MAX))
}
