//! A vault's parameters: defaults, bounds in code, and which way a change waits.

use cosmwasm_std::Decimal;
use weir_accounting::vault::{ExitDelay, Limits};
use weir_interface::hub::{Parameter, PendingParameter};
use weir_interface::vault::ParameterChanges;
use weir_json::Row;
use weir_quantities::{Assets, Seconds, VaultTime, DAY};

use crate::ContractError;

/// The exit delay when none is given.
pub const DEFAULT_EXIT_DELAY: Seconds = DAY.times(21);
const EXIT_DELAY: (Seconds, Seconds) = (DAY.times(14), DAY.times(28));
const LEVERAGE: (Decimal, Decimal) = (Decimal::percent(100), Decimal::percent(200));
const EXPOSURE: (Decimal, Decimal) = (Decimal::percent(1), Decimal::percent(50));
const BREAKER: (Decimal, Decimal) = (Decimal::percent(5), Decimal::percent(50));
const COMMISSION: (Decimal, Decimal) = (Decimal::zero(), Decimal::percent(50));

/// Limits and conditions in force.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Parameters {
    /// Sum of weights.
    pub leverage: Decimal,
    /// Sum of what services may take.
    pub cap: Decimal,
    /// What one service may take.
    pub per_service: Decimal,
    /// What services of one group may take.
    pub per_group: Decimal,
    /// Loss of a day that trips the breaker.
    pub breaker: Decimal,
    /// The operator's part of rewards.
    pub commission: Decimal,
    /// Most assets that deposits may fill the vault to.
    pub deposit_cap: Option<Assets>,
    /// The smallest deposit.
    pub min_deposit: Assets,
}

/// A raise that waits for the notice.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Raise {
    /// The parameter.
    pub name: String,
    /// The value to come.
    pub value: Decimal,
    /// When it counts.
    pub at: VaultTime,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            leverage: Decimal::one(),
            cap: Decimal::percent(50),
            per_service: Decimal::percent(20),
            per_group: Decimal::percent(30),
            breaker: Decimal::percent(25),
            commission: Decimal::percent(5),
            deposit_cap: None,
            min_deposit: Assets::new(1_000),
        }
    }
}

impl Parameters {
    /// These with changes made at once: at birth nobody has anything at risk.
    pub fn with(mut self, changes: &ParameterChanges) -> Self {
        self.leverage = changes.leverage.unwrap_or(self.leverage);
        self.cap = changes.cap.unwrap_or(self.cap);
        self.per_service = changes.per_service.unwrap_or(self.per_service.min(self.cap));
        self.per_group = changes.per_group.unwrap_or(self.per_group.min(self.cap));
        self.breaker = changes.breaker.unwrap_or(self.breaker);
        self.min_deposit = changes.min_deposit.unwrap_or(self.min_deposit);
        self.deposit_cap = changes.deposit_cap.filter(|cap| !cap.is_zero());
        self
    }

    /// What may be promised.
    pub fn limits(&self) -> Limits {
        Limits {
            leverage: self.leverage,
            cap: self.cap,
            per_service: self.per_service,
            per_group: self.per_group,
        }
    }

    /// The fraction of this name.
    fn fraction(&mut self, name: &str) -> Option<&mut Decimal> {
        match name {
            "leverage" => Some(&mut self.leverage),
            "cap" => Some(&mut self.cap),
            "per_service" => Some(&mut self.per_service),
            "per_group" => Some(&mut self.per_group),
            "commission" => Some(&mut self.commission),
            _ => None,
        }
    }

    /// Puts raises into force whose time has come. Those that wait stay in `raises`.
    pub fn take_effect(&mut self, raises: &mut Vec<Raise>, now: VaultTime) {
        self.raise(raises, now);
        raises.retain(|raise| raise.at > now);
        self.cut();
    }

    /// These as raises want them at `then`.
    pub fn foreseen(&self, raises: &[Raise], then: VaultTime) -> Self {
        let mut wanted = self.clone();
        wanted.raise(raises, then);
        wanted
    }

    fn raise(&mut self, raises: &[Raise], now: VaultTime) {
        for raise in raises.iter().filter(|raise| raise.at <= now) {
            if let Some(value) = self.fraction(&raise.name) {
                *value = raise.value;
            }
        }
    }

    /// What may be taken by one is never more than what may be taken at all, which was lowered, or
    /// whose own raise was taken back, since a raise of the part was announced.
    fn cut(&mut self) {
        self.per_service = self.per_service.min(self.cap);
        self.per_group = self.per_group.min(self.cap);
    }

    /// Whether all are within their bounds, one beside the other.
    ///
    /// # Errors
    /// [`ContractError::OutOfBounds`].
    pub fn check(&self) -> Result<(), ContractError> {
        within("leverage", self.leverage, LEVERAGE)?;
        within("cap", self.cap, EXPOSURE)?;
        within("per_service", self.per_service, (EXPOSURE.0, self.cap))?;
        within("per_group", self.per_group, (EXPOSURE.0, self.cap))?;
        within("breaker", self.breaker, BREAKER)?;
        within("commission", self.commission, COMMISSION)
    }
}

/// # Errors
/// [`ContractError::OutOfBounds`].
pub fn check_exit_delay(delay: Seconds) -> Result<(), ContractError> {
    let (min, max) = EXIT_DELAY;
    if delay >= min && delay <= max {
        return Ok(());
    }
    Err(ContractError::OutOfBounds {
        name: "exit_delay",
        min: min.u64().to_string(),
        max: max.u64().to_string(),
        actual: delay.u64().to_string(),
    })
}

fn within(
    name: &'static str,
    actual: Decimal,
    (min, max): (Decimal, Decimal),
) -> Result<(), ContractError> {
    if actual >= min && actual <= max {
        return Ok(());
    }
    let (min, max, actual) = (min.to_string(), max.to_string(), actual.to_string());
    Err(ContractError::OutOfBounds { name, min, max, actual })
}

/// What a change does at once, and which raises it asks for.
pub fn split(
    current: &Parameters,
    changes: &ParameterChanges,
) -> (Parameters, Vec<(&'static str, Decimal)>) {
    let mut now = current.clone();
    let mut later = vec![];
    for (name, wanted) in fractions(changes) {
        match now.fraction(name) {
            Some(value) if wanted <= *value => *value = wanted,
            _ => later.push((name, wanted)),
        }
    }
    now.breaker = changes.breaker.unwrap_or(now.breaker);
    now.min_deposit = changes.min_deposit.unwrap_or(now.min_deposit);
    if let Some(cap) = changes.deposit_cap {
        now.deposit_cap = Some(cap).filter(|cap| !cap.is_zero());
    }
    now.cut();
    (now, later)
}

/// The fractions that are to be changed, of which a raise waits.
fn fractions(changes: &ParameterChanges) -> impl Iterator<Item = (&'static str, Decimal)> {
    let all = [
        ("leverage", changes.leverage),
        ("cap", changes.cap),
        ("per_service", changes.per_service),
        ("per_group", changes.per_group),
    ];
    all.into_iter().filter_map(|(name, wanted)| Some((name, wanted?)))
}

/// Lets raises wait until `at`, and lets go of those that waited: a later word about a parameter takes
/// the place of the one before, whichever way it goes. Answers the names of those that were only let
/// go of.
pub fn announce(
    raises: &mut Vec<Raise>,
    changes: &ParameterChanges,
    later: &[(&'static str, Decimal)],
    at: VaultTime,
) -> Vec<&'static str> {
    let mut taken_back = vec![];
    for (name, _) in fractions(changes) {
        let waited = raises.iter().any(|raise| raise.name == name);
        raises.retain(|raise| raise.name != name);
        match later.iter().find(|(raised, _)| *raised == name) {
            Some((_, value)) => raises.push(Raise { name: name.to_string(), value: *value, at }),
            None if waited => taken_back.push(name),
            None => {}
        }
    }
    taken_back
}

/// Every parameter, as the `config` query shows it.
pub fn shown(parameters: &Parameters, delay: &ExitDelay, raises: &[Raise]) -> Vec<Parameter> {
    let pending = |name: &str| {
        raises.iter().find(|raise| raise.name == name).map(|raise| PendingParameter {
            value: raise.value.to_string(),
            active_at: raise.at.u64(),
        })
    };
    let row = |name: &str, value: Decimal, (min, max): (Decimal, Decimal)| Parameter {
        name: name.to_string(),
        value: value.to_string(),
        min: min.to_string(),
        max: max.to_string(),
        pending: pending(name),
    };
    let capped = (EXPOSURE.0, parameters.cap);
    let amount = |name: &str, value: Assets| Parameter {
        name: name.to_string(),
        value: value.to_string(),
        min: "0".to_string(),
        max: Assets::MAX.to_string(),
        pending: None,
    };
    vec![
        Parameter {
            name: "exit_delay".to_string(),
            value: delay.delay.u64().to_string(),
            min: EXIT_DELAY.0.u64().to_string(),
            max: EXIT_DELAY.1.u64().to_string(),
            pending: delay.pending.map(|pending| PendingParameter {
                value: pending.delay.u64().to_string(),
                active_at: pending.at.u64(),
            }),
        },
        row("leverage", parameters.leverage, LEVERAGE),
        row("cap", parameters.cap, EXPOSURE),
        row("per_service", parameters.per_service, capped),
        row("per_group", parameters.per_group, capped),
        row("breaker", parameters.breaker, BREAKER),
        row("commission", parameters.commission, COMMISSION),
        amount("deposit_cap", parameters.deposit_cap.unwrap_or_default()),
        amount("min_deposit", parameters.min_deposit),
    ]
}
