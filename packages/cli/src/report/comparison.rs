//! Two runs of one scenario on two chains, number for number.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Report;

/// A run on one chain beside the same scenario's run on the embedded chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Numbers and texts of the report that were compared.
    pub compared: u64,
    /// Those that differ, in the report's order.
    pub differences: Vec<Difference>,
}

/// A number or text of the report that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Where it stands in report.json, as `validators[3].operator`.
    pub place: String,
    /// What it is on the embedded chain.
    pub embedded: String,
    /// What it is here.
    pub here: String,
    /// Why it must be; nothing if it must not.
    pub reason: Option<String>,
}

/// Places that cannot be alike, with the reason. `[]` stands for any row.
const MUST_DIFFER: &[(&str, &str)] =
    &[("cost.seconds", "the time that running took, by the wall clock")];

impl Comparison {
    /// Compares everything in two reports.
    ///
    /// # Errors
    /// When a report cannot be written as JSON.
    pub fn of(here: &Report, embedded: &Report) -> serde_json::Result<Self> {
        let mut comparison = Self::default();
        let (embedded, here) = (serde_json::to_value(embedded)?, serde_json::to_value(here)?);
        comparison.compare("", &embedded, &here);
        Ok(comparison)
    }

    /// Those for which there is no reason.
    pub fn unexplained(&self) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(|difference| difference.reason.is_none())
    }

    /// Differences of the same place in different rows as one: the first, and how many there are.
    pub fn by_kind(&self) -> Vec<(&Difference, usize)> {
        let mut kinds: Vec<(String, &Difference, usize)> = Vec::new();
        for difference in &self.differences {
            let kind = any_row(&difference.place);
            match kinds.iter_mut().find(|(known, ..)| *known == kind) {
                Some((_, _, count)) => *count = count.saturating_add(1),
                None => kinds.push((kind, difference, 1)),
            }
        }
        kinds.into_iter().map(|(_, first, count)| (first, count)).collect()
    }

    fn compare(&mut self, place: &str, embedded: &Value, here: &Value) {
        match (embedded, here) {
            (Value::Object(embedded), Value::Object(here)) => {
                let nothing = Value::Null;
                let keys: std::collections::BTreeSet<_> =
                    embedded.keys().chain(here.keys()).collect();
                for key in keys {
                    let inner =
                        if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
                    let of = |map: &serde_json::Map<String, Value>| {
                        map.get(key).unwrap_or(&nothing).clone()
                    };
                    self.compare(&inner, &of(embedded), &of(here));
                }
            }
            (Value::Array(embedded), Value::Array(here)) => {
                let rows = embedded.len().max(here.len());
                for row in 0..rows {
                    let of = |all: &[Value]| all.get(row).cloned().unwrap_or_default();
                    self.compare(&format!("{place}[{row}]"), &of(embedded), &of(here));
                }
            }
            (embedded, here) => {
                self.compared = self.compared.saturating_add(1);
                if embedded != here {
                    self.differences.push(Difference {
                        reason: reason(place, embedded, here).map(str::to_owned),
                        place: place.to_owned(),
                        embedded: shown(embedded),
                        here: shown(here),
                    });
                }
            }
        }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "nothing".into(),
        other => other.to_string(),
    }
}

fn reason(place: &str, embedded: &Value, here: &Value) -> Option<&'static str> {
    let kind = any_row(place);
    let known = MUST_DIFFER.iter().find(|(known, _)| *known == kind).map(|(_, reason)| *reason);
    let alike = without_accounts(embedded).zip(without_accounts(here));
    known.or_else(|| alike.filter(|(one, other)| one == other).map(|_| OTHER_KEYS))
}

/// Why texts alike but for the addresses of accounts in them must differ.
const OTHER_KEYS: &str =
    "an account is named by its address, which is that of a key here and made of \
                          the name alone on the embedded chain";

/// The words of a text, addresses of accounts left out.
fn without_accounts(value: &Value) -> Option<Vec<&str>> {
    let words = value.as_str()?.split(' ');
    Some(words.map(|word| if word.starts_with("cosmos1") { "" } else { word }).collect())
}

/// A place without the numbers of its rows.
fn any_row(place: &str) -> String {
    let parts = place.split('[').enumerate();
    parts
        .map(|(index, part)| match part.split_once(']') {
            Some((_, rest)) if index > 0 => format!("[]{rest}"),
            _ => part.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Units, ValidatorRow};

    fn report(stake: u128, operator: &str) -> Report {
        let row = ValidatorRow {
            stake: Units(stake),
            operator: operator.to_owned(),
            ..ValidatorRow::default()
        };
        Report { validators: vec![row], ..Report::default() }
    }

    #[test]
    fn a_unit_more_is_told_with_its_place_and_has_no_reason() {
        let nothing = Value::Null;
        assert_eq!(reason("cost.seconds", &nothing, &nothing), Some(MUST_DIFFER[0].1));
        let comparison = Comparison::of(&report(8, "a"), &report(7, "b"));
        let comparison = comparison.unwrap_or_default();
        let told: Vec<_> = comparison.unexplained().collect();
        assert_eq!(told.len(), 2);
        assert_eq!(told[1].place, "validators[0].stake");
        assert_eq!((told[1].embedded.as_str(), told[1].here.as_str()), ("7", "8"));
        assert!(comparison.compared > 10);
    }

    #[test]
    fn texts_may_differ_in_addresses_of_accounts_alone() {
        let told = |text: &str| Value::String(text.to_owned());
        let owed = told("nothing is paid to cosmos1abc yet");
        let reason = |other: &str| reason("steps[20].error", &owed, &told(other));
        assert_eq!(reason("nothing is paid to cosmos1xyz yet"), Some(OTHER_KEYS));
        assert_eq!(reason("nothing is paid to cosmos1xyz"), None);
        assert_eq!(reason("nothing is owed to cosmos1abc yet"), None);
    }

    #[test]
    fn a_row_more_differs_in_everything() {
        let mut more = report(7, "a");
        more.validators.push(ValidatorRow::default());
        let comparison = Comparison::of(&more, &report(7, "a")).unwrap_or_default();
        assert!(comparison.unexplained().all(|told| told.place.starts_with("validators[1]")));
        assert!(comparison.unexplained().count() > 0);
    }

    #[test]
    fn what_is_alike_in_all_rows_is_told_once() {
        let mut two = report(8, "a");
        two.validators.extend(report(9, "b").validators);
        let mut other = report(7, "c");
        other.validators.extend(report(7, "d").validators);
        let comparison = Comparison::of(&two, &other).unwrap_or_default();
        let kinds: Vec<_> = comparison
            .by_kind()
            .into_iter()
            .map(|(first, count)| (first.place.clone(), count))
            .collect();
        let kind = |place: &str| (place.to_owned(), 2);
        assert_eq!(kinds, [kind("validators[0].operator"), kind("validators[0].stake")]);
    }
}
