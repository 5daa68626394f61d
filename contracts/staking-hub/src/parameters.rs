//! The hub's parameters: defaults, bounds in code, and the notice that some changes need.

use cosmwasm_std::Decimal;
use weir_accounting::{Cadence, InstantTerms, VestingTerms};
use weir_interface::hub::{Parameter, ParameterChanges, PendingParameter};
use weir_json::Row;
use weir_quantities::{Assets, Seconds, Shares, Time, DAY, HOUR, MINUTE};

use crate::{ContractError, Refusal};

/// How long a change waits that can raise what a user pays, or loosen what bounds the owner.
pub const NOTICE: Seconds = Seconds::new(7 * 86_400);

/// Parameters that users' actions read.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct UserParameters {
    pub max_sync_age: Seconds,
    pub backing_cap: Option<Assets>,
    pub min_unbond: Shares,
    pub min_batch_interval: Seconds,
    pub submit_lag: Seconds,
}

/// Parameters that only cranks, instant redemption and queries read.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct CrankParameters {
    pub unbonding_period: Seconds,
    pub max_entries: u32,
    pub max_parts: u32,
    pub min_part: Assets,
    pub reward_period: Seconds,
    pub max_daily_growth: Decimal,
    pub buffer_target: Decimal,
    pub instant_fee_min: Decimal,
    pub instant_fee_max: Decimal,
    pub instant_outflow: Decimal,
    pub breaker_fall: Decimal,
    pub breaker_period: Seconds,
    pub rebalance_gap: Decimal,
    pub rebalance_min_move: Assets,
    pub rebalance_max_moves: u32,
    pub rebalance_daily_share: Decimal,
}

/// All parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    pub user: UserParameters,
    pub crank: CrankParameters,
}

/// A change that waits.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Announced {
    pub name: String,
    pub value: Decimal,
    pub active_at: Time,
}

/// One whole coin in units. `decimals` is at most 18.
pub fn whole_coin(decimals: u8) -> u128 {
    10u128.saturating_pow(u32::from(decimals))
}

/// A fraction of a coin, at least one unit.
fn coin_over(decimals: u8, divisor: u128) -> u128 {
    whole_coin(decimals).checked_div(divisor).unwrap_or_default().max(1)
}

/// One hour, or a twentieth of the unbonding period where that is shorter, so that a chain of
/// minutes can be lived through.
pub fn short_hour(unbonding_period: Seconds) -> Seconds {
    let twentieth = unbonding_period.u64().checked_div(20).unwrap_or_default();
    Seconds::new(HOUR.u64().min(twentieth.max(1)))
}

impl UserParameters {
    /// When batches close and may be submitted.
    pub fn cadence(&self) -> Cadence {
        Cadence { min_batch_interval: self.min_batch_interval, submit_lag: self.submit_lag }
    }
}

impl CrankParameters {
    /// How slowly rewards vest.
    pub fn vesting(&self) -> VestingTerms {
        VestingTerms { reward_period: self.reward_period, max_daily_growth: self.max_daily_growth }
    }

    /// The fee and limits of instant redemption.
    pub fn instant(&self) -> InstantTerms {
        InstantTerms {
            fee_min: self.instant_fee_min,
            fee_max: self.instant_fee_max,
            buffer_target: self.buffer_target,
            outflow: self.instant_outflow,
        }
    }
}

/// The least and the most a parameter may be, as text.
struct Bounds {
    min: String,
    max: String,
}

impl Parameters {
    /// The defaults for a coin and a chain.
    pub fn new(decimals: u8, unbonding_period: Seconds) -> Self {
        let short = short_hour(unbonding_period);
        // On a chain of minutes the defaults shrink with the unbonding period.
        let scaled = |hours: u64| HOUR.times(hours).min(short.times(hours));
        Self {
            user: UserParameters {
                max_sync_age: DAY,
                backing_cap: None,
                min_unbond: Shares::new(coin_over(decimals, 1_000)),
                min_batch_interval: scaled(18),
                submit_lag: scaled(6),
            },
            crank: CrankParameters {
                unbonding_period,
                max_entries: 7,
                max_parts: 5,
                min_part: Assets::new(coin_over(decimals, 100)),
                reward_period: scaled(24),
                max_daily_growth: Decimal::permille(3),
                buffer_target: Decimal::percent(1),
                instant_fee_min: Decimal::permille(1),
                instant_fee_max: Decimal::percent(5),
                instant_outflow: Decimal::permille(5),
                breaker_fall: Decimal::percent(1),
                breaker_period: DAY,
                rebalance_gap: Decimal::percent(2),
                rebalance_min_move: Assets::new(whole_coin(decimals)),
                rebalance_max_moves: 5,
                rebalance_daily_share: Decimal::percent(5),
            },
        }
    }

    /// Applies changes at once, raises that need notice included.
    pub fn apply(&mut self, changes: &ParameterChanges) {
        macro_rules! set {
            ($part:ident: $($name:ident $(as $wrap:expr)?),* $(,)?) => {
                $(if let Some(value) = changes.$name { self.$part.$name = set!(@ value $($wrap)?); })*
            };
            (@ $value:ident) => { $value };
            (@ $value:ident $wrap:expr) => { $wrap($value) };
        }
        set!(user: max_sync_age as Seconds::new, min_unbond, min_batch_interval as Seconds::new,
            submit_lag as Seconds::new);
        set!(crank: unbonding_period as Seconds::new, max_entries, max_parts, min_part,
            reward_period as Seconds::new, max_daily_growth, buffer_target, instant_fee_min,
            instant_fee_max, instant_outflow, breaker_fall, breaker_period as Seconds::new,
            rebalance_gap, rebalance_min_move, rebalance_max_moves, rebalance_daily_share);
        if let Some(cap) = changes.backing_cap {
            self.user.backing_cap = Some(cap).filter(|cap| !cap.is_zero());
        }
    }

    /// Every parameter with its value and bounds.
    ///
    /// # Errors
    /// None; the signature leaves room for bounds that can fail.
    fn rows(&self, decimals: u8) -> Vec<(&'static str, String, Bounds, bool)> {
        let (user, crank) = (&self.user, &self.crank);
        let whole = whole_coin(decimals);
        let short = short_hour(crank.unbonding_period);
        let seconds = |name, value: Seconds, min: Seconds, max: Seconds| {
            let bounds = Bounds { min: min.u64().to_string(), max: max.u64().to_string() };
            (name, value.u64().to_string(), bounds, min <= value && value <= max)
        };
        let amount = |name, value: u128, min: u128, max: u128| {
            let bounds = Bounds { min: min.to_string(), max: max.to_string() };
            (name, value.to_string(), bounds, min <= value && value <= max)
        };
        let share = |name, value: Decimal, min: Decimal, max: Decimal| {
            let bounds = Bounds { min: min.to_string(), max: max.to_string() };
            (name, value.to_string(), bounds, min <= value && value <= max)
        };
        let lag_max = DAY.times(2).min(user.min_batch_interval);
        let (bp, permille, percent) = (Decimal::bps, Decimal::permille, Decimal::percent);
        vec![
            seconds("unbonding_period", crank.unbonding_period, MINUTE, DAY.times(60)),
            amount("max_entries", crank.max_entries.into(), 1, 100),
            seconds("min_batch_interval", user.min_batch_interval, short, DAY.times(7)),
            seconds("submit_lag", user.submit_lag, short.min(lag_max), lag_max),
            amount("max_parts", crank.max_parts.into(), 1, 20),
            amount("min_unbond", user.min_unbond.u128(), 1, whole),
            amount("min_part", crank.min_part.u128(), 1, whole),
            seconds("max_sync_age", user.max_sync_age, HOUR, DAY.times(7)),
            seconds("reward_period", crank.reward_period, short, DAY.times(30)),
            share("max_daily_growth", crank.max_daily_growth, bp(5), percent(2)),
            share("buffer_target", crank.buffer_target, Decimal::zero(), percent(10)),
            share("instant_fee_min", crank.instant_fee_min, bp(1), percent(5)),
            share("instant_fee_max", crank.instant_fee_max, crank.instant_fee_min, percent(10)),
            share("instant_outflow", crank.instant_outflow, bp(1), percent(10)),
            share("breaker_fall", crank.breaker_fall, permille(1), percent(20)),
            seconds("breaker_period", crank.breaker_period, HOUR, DAY),
            share("rebalance_gap", crank.rebalance_gap, permille(1), percent(50)),
            amount("rebalance_min_move", crank.rebalance_min_move.u128(), 1, u128::MAX),
            amount("rebalance_max_moves", crank.rebalance_max_moves.into(), 1, 10),
            share("rebalance_daily_share", crank.rebalance_daily_share, permille(1), percent(20)),
            amount("backing_cap", user.backing_cap.map_or(0, Assets::u128), 0, u128::MAX),
        ]
    }

    /// Checks every bound.
    ///
    /// # Errors
    /// [`ContractError::ParameterOutOfBounds`] with the first that is broken.
    pub fn check(&self, decimals: u8) -> Result<(), Refusal> {
        match self.rows(decimals).into_iter().find(|(_, _, _, within)| !within) {
            None => Ok(()),
            Some((name, value, bounds, _)) => Err(ContractError::ParameterOutOfBounds {
                name: name.to_string(),
                min: bounds.min,
                max: bounds.max,
                value,
            }
            .into()),
        }
    }

    /// Every parameter for the config query.
    pub fn describe(&self, decimals: u8, announced: &[Announced]) -> Vec<Parameter> {
        let pending = |name: &str| {
            announced.iter().find(|raise| raise.name == name).map(|raise| PendingParameter {
                value: raise.value.to_string(),
                active_at: raise.active_at.u64(),
            })
        };
        self.rows(decimals)
            .into_iter()
            .map(|(name, value, bounds, _)| Parameter {
                name: name.to_string(),
                value,
                min: bounds.min,
                max: bounds.max,
                pending: pending(name),
            })
            .collect()
    }
}

/// Names of the changes asked for.
pub fn names(changes: &ParameterChanges) -> Vec<&'static str> {
    macro_rules! named {
        ($($name:ident),* $(,)?) => {{
            let mut names = vec![];
            $(if changes.$name.is_some() { names.push(stringify!($name)); })*
            names
        }};
    }
    named!(
        unbonding_period,
        max_entries,
        min_batch_interval,
        submit_lag,
        max_parts,
        min_unbond,
        min_part,
        max_sync_age,
        reward_period,
        max_daily_growth,
        buffer_target,
        instant_fee_min,
        instant_fee_max,
        instant_outflow,
        breaker_fall,
        breaker_period,
        rebalance_gap,
        rebalance_min_move,
        rebalance_max_moves,
        rebalance_daily_share,
        backing_cap,
    )
}

/// The values of which some changes wait, by name.
pub fn with_notice(crank: &CrankParameters) -> [(&'static str, Decimal); 5] {
    let period = crank.unbonding_period.u64();
    [
        ("buffer_target", crank.buffer_target),
        ("instant_fee_min", crank.instant_fee_min),
        ("instant_fee_max", crank.instant_fee_max),
        ("rebalance_daily_share", crank.rebalance_daily_share),
        ("unbonding_period", Decimal::from_ratio(period, 1u64)),
    ]
}

/// Whether a change waits. Instant fees, and how much stake may be moved in a day: a raise. The
/// unbonding period: lowering, since bounds shrink with it and stake of an absent validator may move
/// after it. The buffer's target: any, for leaving at once is dearer under a higher target with the
/// coins there are, and with fewer coins once a lower one has been delegated down to.
pub fn waits(name: &str, old: Decimal, new: Decimal) -> bool {
    match name {
        "buffer_target" => new != old,
        "unbonding_period" => new < old,
        _ => new > old,
    }
}

/// Sets a value of [`with_notice`].
pub fn enter(crank: &mut CrankParameters, name: &str, value: Decimal) {
    match name {
        "buffer_target" => crank.buffer_target = value,
        "instant_fee_min" => crank.instant_fee_min = value,
        "instant_fee_max" => crank.instant_fee_max = value,
        "rebalance_daily_share" => crank.rebalance_daily_share = value,
        _ => crank.unbonding_period = Seconds::new(value.to_uint_floor().u128() as u64),
    }
}
