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
/// All that have a name.
const NAMES: [&str; 4] = [OF_LOSS, OF_FUND, EXIT_DELAY, MIN_PREMIUM];
/// The largest part of a loss, and of the fund in a week.
const MOST: Decimal = Decimal::percent(50);
/// What a premium is at least, unless the owner says otherwise: as a deposit into a vault.
const LEAST_PREMIUM: Assets = Assets::new(1_000);
/// The largest of smallest premiums: a hundred coins of eighteen decimals.
const DEAREST_PREMIUM: Assets = Assets::new(100_000_000_000_000_000_000);
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

    /// The longest exit delay of a vault that the fund covers: so often premiums must be paid.
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
            MIN_PREMIUM => self.min_premium = Assets::new(floor(value)),
            _ => self.exit_delay = seconds(value),
        }
    }

    fn value(&self, name: &str) -> Decimal {
        match name {
            OF_LOSS => self.of_loss,
            OF_FUND => self.of_fund,
            MIN_PREMIUM => whole(self.min_premium.u128()),
            _ => whole(self.exit_delay.u64()),
        }
    }

    /// Announces them all: what a lower part covers less has perhaps happened already, and a smallest
    /// premium beyond what is paid ends cover. Answers what waits, and the names of those that no
    /// longer do.
    ///
    /// # Errors
    /// [`ContractError::OutOfBounds`].
    pub fn change(
        &mut self,
        changes: &ParameterChanges,
        now: Time,
    ) -> Result<(Vec<Announced>, Vec<&'static str>), ContractError> {
        let (mut waiting, mut taken_back) = (vec![], vec![]);
        for (name, value) in wanted(changes)? {
            let waited = self.take_back(name);
            if value != self.value(name) {
                let at = now.after(self.notice());
                let change = Announced { name: name.to_string(), value, at };
                self.announced.push(change.clone());
                waiting.push(change);
            } else if waited {
                taken_back.push(name);
            }
        }
        Ok((waiting, taken_back))
    }

    /// Takes a change back that waits: whether there was one.
    pub fn take_back(&mut self, name: &str) -> bool {
        let before = self.announced.len();
        self.announced.retain(|change| change.name != name);
        self.announced.len() < before
    }

    /// Sets what a new fund begins with.
    ///
    /// # Errors
    /// [`ContractError::OutOfBounds`].
    pub fn begin(changes: &ParameterChanges) -> Result<Self, ContractError> {
        let mut parameters = Self::default();
        for (name, value) in wanted(changes)? {
            parameters.enter(name, value);
        }
        Ok(parameters)
    }

    /// What is shown of them.
    pub fn show(&self) -> Vec<Parameter> {
        NAMES
            .into_iter()
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
            .collect()
    }
}

fn wanted(changes: &ParameterChanges) -> Result<Vec<(&'static str, Decimal)>, ContractError> {
    let delay = changes.exit_delay.map(whole);
    let least = changes.min_premium.map(|least| whole(least.u128()));
    let values = [changes.of_loss, changes.of_fund, delay, least];
    let named = NAMES.into_iter().zip(values).filter_map(|(name, value)| Some((name, value?)));
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
        EXIT_DELAY => (whole(SHORTEST.u64()), whole(LONGEST.u64())),
        MIN_PREMIUM => (Decimal::one(), whole(DEAREST_PREMIUM.u128())),
        _ => (Decimal::zero(), MOST),
    }
}

/// Seconds or units as a decimal: what does not fit is beyond all bounds, as the largest is.
fn whole(number: impl Into<u128>) -> Decimal {
    Decimal::checked_from_ratio(number.into(), 1u64).unwrap_or(Decimal::MAX)
}

fn floor(value: Decimal) -> u128 {
    value.to_uint_floor().u128()
}

fn seconds(value: Decimal) -> Seconds {
    Seconds::new(u64::try_from(floor(value)).unwrap_or(u64::MAX))
}
