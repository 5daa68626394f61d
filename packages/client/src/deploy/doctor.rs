//! Whether a chain is one for Weir, and whether the hub's parameters fit it: what no contract can see.

use cosmwasm_std::{Decimal, Uint128};
use semver::Version;
use serde::Serialize;
use serde_json::json;

use super::Plan;
use crate::{Facts, Node, NodeError, Versions};

/// Rewards of a day may be at most this part of what may vest in a day.
const GROWTH: u128 = 3;
const DAY: u128 = 86_400;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// It fits.
    Fits,
    /// It cannot be told, or is unwise.
    Doubtful,
    /// It does not fit: `weir deploy` refuses.
    Wrong,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub what: String,
    /// How it came out.
    pub grade: Grade,
    /// What the chain has.
    pub chain: String,
    /// What Weir has or needs.
    pub weir: String,
}

/// What a hub has, or shall have: the parameters that must fit to the chain's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The staking coin.
    pub denom: String,
    /// Seconds of unbonding.
    pub unbonding_period: Option<u64>,
    /// Unbonding entries per delegator and validator.
    pub max_entries: Option<u32>,
    /// Most that vesting may add in a day.
    pub max_daily_growth: Option<Decimal>,
    /// The lowest fee of an instant redemption.
    pub instant_fee_min: Option<Decimal>,
    /// Seconds between two batches.
    pub min_batch_interval: Option<u64>,
}

impl Wish {
    /// Of a plan. What it leaves out is the hub's default.
    pub fn of_plan(plan: &Plan) -> Self {
        let given = &plan.parameters;
        Self {
            denom: plan.denom.clone(),
            // What the plan leaves out is asked of the chain.
            unbonding_period: plan.unbonding_period,
            max_entries: Some(given.max_entries.unwrap_or(7)),
            max_daily_growth: Some(given.max_daily_growth.unwrap_or(Decimal::permille(3))),
            instant_fee_min: Some(given.instant_fee_min.unwrap_or(Decimal::permille(1))),
            min_batch_interval: Some(given.min_batch_interval.unwrap_or(18 * 3_600)),
        }
    }

    /// Of a hub that is there.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn of_hub(node: &dyn Node, hub: &str) -> Result<Self, NodeError> {
        let config = node.query_smart(hub, &json!({ "config": {} }))?;
        let rows = config["parameters"].as_array().cloned().unwrap_or_default();
        let value = |name: &str| -> Option<String> {
            let row = rows.iter().find(|row| row["name"] == name)?;
            Some(row["value"].as_str()?.to_string())
        };
        Ok(Self {
            denom: config["denom"].as_str().unwrap_or_default().to_string(),
            unbonding_period: value("unbonding_period").and_then(|it| it.parse().ok()),
            max_entries: value("max_entries").and_then(|it| it.parse().ok()),
            max_daily_growth: value("max_daily_growth").and_then(|it| it.parse().ok()),
            instant_fee_min: value("instant_fee_min").and_then(|it| it.parse().ok()),
            min_batch_interval: value("min_batch_interval").and_then(|it| it.parse().ok()),
        })
    }
}

/// All checks of a chain, and of a hub's parameters if there is a hub or a plan for one.
///
/// # Errors
/// When the chain does not answer.
pub fn check(node: &dyn Node, wish: Option<&Wish>) -> Result<Vec<Check>, NodeError> {
    let facts = node.facts()?;
    let mut checks = versions(facts.versions.as_ref());
    if let Some(wish) = wish {
        checks.extend(parameters(&facts, wish));
    }
    Ok(checks)
}

fn parameters(facts: &Facts, wish: &Wish) -> Vec<Check> {
    let mut checks = vec![equal("staking coin", &facts.bond_denom, &wish.denom)];
    if let Some(period) = wish.unbonding_period {
        checks.push(equal("unbonding_period", &facts.unbonding_period, &period));
    }
    if let Some(entries) = wish.max_entries {
        checks.push(equal("max_entries", &facts.max_entries, &entries));
    }
    checks.extend(wish.max_daily_growth.map(|growth| daily_growth(facts, growth)));
    checks.extend(wish.instant_fee_min.map(|fee| instant_fee(facts, wish, fee)));
    checks
}

fn equal<T: ToString + PartialEq>(what: &str, chain: &T, weir: &T) -> Check {
    let grade = if chain == weir { Grade::Fits } else { Grade::Wrong };
    Check { what: what.into(), grade, chain: chain.to_string(), weir: weir.to_string() }
}

/// Rewards must be able to vest as fast as they come.
fn daily_growth(facts: &Facts, growth: Decimal) -> Check {
    let needed =
        facts.daily_yield.and_then(|it| it.checked_mul(Decimal::from_ratio(GROWTH, 1u128)).ok());
    let (grade, chain) = match needed {
        None => (Grade::Doubtful, "it does not tell its rewards".to_string()),
        Some(needed) if needed <= growth => (Grade::Fits, needed.to_string()),
        Some(needed) => (Grade::Doubtful, needed.to_string()),
    };
    let what = "max_daily_growth, at least three days of rewards".to_string();
    Check { what, grade, chain, weir: growth.to_string() }
}

/// Who sees missed blocks must not gain by leaving at once.
fn instant_fee(facts: &Facts, wish: &Wish, fee: Decimal) -> Check {
    let interval =
        Decimal::from_ratio(Uint128::from(wish.min_batch_interval.unwrap_or_default()), DAY);
    let yielded = facts.daily_yield.unwrap_or_default().checked_mul(interval).unwrap_or_default();
    let needed = facts.slash_fraction_downtime.checked_add(yielded).unwrap_or(Decimal::MAX);
    let grade = if fee >= needed { Grade::Fits } else { Grade::Doubtful };
    let what = "instant_fee_min, at least a downtime slash and a batch interval of rewards";
    Check { what: what.into(), grade, chain: needed.to_string(), weir: fee.to_string() }
}

/// A module, and the first version of each series without its known holes (major, minor, patch).
struct Floor {
    what: &'static str,
    path: &'static str,
    safe: &'static [(u64, u64, u64)],
}

const WASMD: Floor = Floor {
    what: "wasmd",
    path: "github.com/CosmWasm/wasmd",
    safe: &[(0, 54, 3), (0, 60, 2), (0, 61, 6), (0, 62, 0)],
};
const SDK: Floor = Floor {
    what: "Cosmos SDK",
    path: "github.com/cosmos/cosmos-sdk",
    safe: &[(0, 47, 10), (0, 50, 5), (0, 51, 0)],
};
/// ASA-2024-007.
const IBC: Floor = Floor {
    what: "ibc-go",
    path: "github.com/cosmos/ibc-go",
    safe: &[(4, 6, 0), (5, 4, 0), (6, 3, 0), (7, 4, 0), (8, 2, 0), (9, 0, 0)],
};

/// Holes that others found in what a chain runs (T97).
fn versions(told: Option<&Versions>) -> Vec<Check> {
    let Some(told) = told else { return vec![] };
    [WASMD, SDK, IBC]
        .iter()
        .filter_map(|floor| {
            let of_module = told.modules.iter().find(|(path, _)| is_module(path, floor.path));
            let version = match floor.what {
                "Cosmos SDK" => Some(&told.sdk),
                // wasmd itself names no dependency on wasmd.
                "wasmd" if of_module.is_none() && told.app.starts_with("wasm") => {
                    return Some(floor.check(told.app.rsplit(' ').next().unwrap_or_default()))
                }
                _ => of_module.map(|(_, version)| version),
            };
            match version {
                Some(version) => Some(floor.check(version)),
                // A chain without IBC has no hole in it.
                None if floor.what == "ibc-go" => None,
                None => Some(floor.check("")),
            }
        })
        .collect()
}

/// `github.com/cosmos/ibc-go` also as `…/v8`, but not `…/modules/…`.
fn is_module(path: &str, wanted: &str) -> bool {
    let rest = path.strip_prefix(wanted);
    rest.is_some_and(|rest| rest.is_empty() || (rest.starts_with("/v") && !rest[2..].contains('/')))
}

impl Floor {
    fn check(&self, version: &str) -> Check {
        let plain = version.trim_start_matches('v').split(['-', '+']).next().unwrap_or_default();
        let grade = match Version::parse(plain) {
            Err(_) => Grade::Doubtful,
            Ok(version) if self.is_safe(&version) => Grade::Fits,
            Ok(_) => Grade::Wrong,
        };
        let safe: Vec<_> = self.safe.iter().map(|(a, b, c)| format!("{a}.{b}.{c}")).collect();
        let weir = format!("without known holes: from {}", safe.join(", "));
        let chain = if version.is_empty() { "it does not tell" } else { version };
        Check { what: self.what.into(), grade, chain: chain.into(), weir }
    }

    /// Of its own series at least the repaired one; the last line is of every series after it.
    fn is_safe(&self, version: &Version) -> bool {
        let this = (version.major, version.minor, version.patch);
        let last = self.safe.last();
        if last.is_some_and(|last| this >= *last) {
            return true;
        }
        // Series are minor ones below 1.0, and major ones from there.
        let series = |(major, minor, _): (u64, u64, u64)| match major {
            0 => (0, minor),
            major => (major, 0),
        };
        self.safe.iter().any(|safe| series(*safe) == series(this) && this >= *safe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grade(floor: &Floor, version: &str) -> Grade {
        floor.check(version).grade
    }

    #[test]
    fn t97_a_chain_with_known_holes_is_wrong_and_one_without_fits() {
        for (version, expected) in [
            ("v0.53.0", Grade::Wrong),
            ("v0.54.2", Grade::Wrong),
            ("v0.54.3", Grade::Fits),
            ("v0.55.1", Grade::Wrong),
            ("v0.60.1", Grade::Wrong),
            ("v0.60.2", Grade::Fits),
            ("v0.61.5", Grade::Wrong),
            ("v0.61.14", Grade::Fits),
            ("v0.70.3", Grade::Fits),
            ("1.2", Grade::Doubtful),
        ] {
            assert_eq!(grade(&WASMD, version), expected, "wasmd {version}");
        }
        for (version, expected) in [
            ("v0.46.16", Grade::Wrong),
            ("v0.47.9", Grade::Wrong),
            ("v0.47.10", Grade::Fits),
            ("v0.50.4", Grade::Wrong),
            ("v0.50.13-evm", Grade::Fits),
            ("v0.53.0", Grade::Fits),
        ] {
            assert_eq!(grade(&SDK, version), expected, "sdk {version}");
        }
        for (version, expected) in [
            ("v7.3.1", Grade::Wrong),
            ("v7.4.0", Grade::Fits),
            ("v8.1.0", Grade::Wrong),
            ("v10.1.0", Grade::Fits),
        ] {
            assert_eq!(grade(&IBC, version), expected, "ibc-go {version}");
        }
    }

    #[test]
    fn parameters_that_do_not_fit_the_chain_are_told_one_by_one() {
        let facts = Facts {
            bond_denom: "uatom".into(),
            unbonding_period: 60,
            max_entries: 7,
            slash_fraction_downtime: Decimal::percent(1),
            slash_fraction_double_sign: Decimal::percent(5),
            daily_yield: Some(Decimal::permille(2)),
            versions: None,
        };
        let wish = Wish {
            denom: "uosmo".into(),
            unbonding_period: Some(61),
            max_entries: Some(8),
            // three days of rewards are six permille
            max_daily_growth: Some(Decimal::permille(5)),
            // a slash of one percent, and half a day of rewards
            instant_fee_min: Some(Decimal::permille(10)),
            min_batch_interval: Some(43_200),
        };
        let grades: Vec<_> = parameters(&facts, &wish).into_iter().map(|c| c.grade).collect();
        let (wrong, doubtful) = (Grade::Wrong, Grade::Doubtful);
        assert_eq!(grades, [wrong, wrong, wrong, doubtful, doubtful]);
        let fitting = Wish {
            denom: "uatom".into(),
            unbonding_period: Some(60),
            max_entries: Some(7),
            max_daily_growth: Some(Decimal::permille(6)),
            instant_fee_min: Some(Decimal::permille(11)),
            ..wish
        };
        let fits = |check: &Check| check.grade == Grade::Fits;
        assert!(parameters(&facts, &fitting).iter().all(fits));
    }
}
