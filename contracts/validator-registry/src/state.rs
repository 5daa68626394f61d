//! What the registry stores.

use cosmwasm_std::{Addr, Decimal};

use weir_interface::registry::Standing;
use weir_json::{Item, Map, Row};
use weir_quantities::{Seconds, Time, DAY, HOUR, MINUTE};

/// How far weights may move a day when nothing else is said.
pub const DEFAULT_DAILY_WEIGHT_CHANGE: Decimal = Decimal::percent(25);
/// The least change of a day that can be set.
pub const MIN_DAILY_WEIGHT_CHANGE: Decimal = Decimal::percent(1);
/// Most of the stake with one validator when nothing else is said.
pub const DEFAULT_MAX_SHARE: Decimal = Decimal::percent(20);
/// Absence before draining when nothing else is said.
pub const DEFAULT_DRAIN_AFTER: Seconds = DAY.times(3);
/// The longest absence before draining that can be set.
pub const MAX_DRAIN_AFTER: Seconds = DAY.times(14);
/// The highest commission when nothing else is said.
pub const DEFAULT_COMMISSION_LIMIT: Decimal = Decimal::percent(20);
/// Refreshes further apart than this say nothing of the time between them.
pub const MAX_REFRESH_GAP: Seconds = HOUR.times(6);
/// Refreshes nearer than this count as one (or the short period, where that is shorter).
pub const MIN_REFRESH_GAP: Seconds = MINUTE.times(10);
/// Over how long the change of weights is summed up.
pub const CHANGE_WINDOW: Seconds = DAY;
/// Most changes remembered one by one.
pub const MAX_CHANGES: usize = 24;
/// How often scores that weigh are sent to the hub.
pub const SCORE_PERIOD: Seconds = DAY;
/// What a delegation may hold and still count as emptied.
pub const DUST: u128 = 10;

/// Links and parameters. The hub never changes; the rest by the owner.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Config {
    /// The hub.
    pub hub: Addr,
    /// May set weights beside the owner.
    pub gauge: Option<Addr>,
    /// One hour, or a twentieth of the unbonding period the registry was created with where that
    /// is shorter: scales the waiting times of a chain of minutes.
    pub short_period: Seconds,
    /// How far the weights may move a day.
    pub daily_weight_change: Decimal,
    /// At most this share of the stake with one validator.
    pub max_share: Decimal,
    /// Absence after which a validator is drained.
    pub drain_after: Seconds,
    /// Highest commission a validator may take.
    pub commission_limit: Decimal,
    /// Whether weights are multiplied by scores.
    pub weigh_by_score: bool,
    /// Changes that wait.
    pub announced: Vec<Announced>,
}

/// A change of a parameter that waits.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Announced {
    /// The parameter.
    pub name: String,
    /// Its value to be; seconds as whole numbers.
    pub value: Decimal,
    /// From when the next refresh puts it into force.
    pub active_at: Time,
}

/// One validator. Written when it is added, drained, restored or weighed, and by a refresh that
/// finds it changed or absent.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Validator {
    /// How it stands.
    pub standing: Standing,
    /// Its weight; kept while it is inactive, 0 while it is draining.
    pub weight: u64,
    /// Commission when it was last seen.
    pub commission: Decimal,
    /// The highest commission seen.
    pub highest_commission: Decimal,
    /// Since when its commission is above the limit, over refreshes without a gap.
    pub over_commission_since: Option<Time>,
    /// Since when it is absent, over refreshes without a gap.
    pub absent_since: Option<Time>,
    /// When a refresh last found it absent.
    pub last_absent_at: Option<Time>,
    /// How long it was absent, from one refresh that found it so to the next.
    pub missed: Seconds,
    /// How long refreshes had watched before it was added. How long they saw it since follows from
    /// the time of all, so that a refresh need not write a row of each.
    pub joined: Seconds,
    /// When it was added.
    pub since: Time,
}

/// The last refresh. Written by every refresh.
#[derive(Clone, Debug, Default, PartialEq, Row)]
pub struct LastRefresh {
    /// Its block.
    pub height: u64,
    /// Its time.
    pub at: Time,
    /// How long refreshes have watched: the time between them, but for gaps. Time and not their
    /// number, or whoever refreshes while a rival is down would ruin its record.
    pub watched: Seconds,
}

/// A change of weights by owner or gauge.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Moved {
    /// When.
    pub at: Time,
    /// The share of the stake that it moved.
    pub share: Decimal,
}

/// Links and parameters.
pub const CONFIG: Item<Config> = Item::new("config");
/// Validators by operator address.
pub const VALIDATORS: Map<&str, Validator> = Map::new("validators");
/// The last refresh; absent before the first.
pub const LAST_REFRESH: Item<LastRefresh> = Item::new("last_refresh");
/// Changes of weights within the last day.
pub const CHANGES: Item<Vec<Moved>> = Item::new("changes");
/// When the hub was last sent the targets.
pub const PUSHED_AT: Item<Time> = Item::new("pushed_at");
