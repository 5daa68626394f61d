//! Answers as people read them: one value a line, one thing a table, many things a row each.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::report::format::{date_time, exact, grouped};
use crate::terminal::table;
use crate::words::{Field, Kind, Of, Units};

/// Columns that come first, in this order; the others follow by name.
const FIRST: [&str; 16] = [
    "id",
    "batch",
    "validator",
    "user",
    "address",
    "name",
    "ready",
    "ready_at",
    "standing",
    "stage",
    "state",
    "weight",
    "rate",
    "value",
    "assets",
    "shares",
];

/// Before this, a number is no time.
const FIRST_TIME: u64 = 1_000_000_000;

/// The answer as text. Amounts are in whole coins where the coin is known.
pub fn show(answer: &Value, kind: Option<&Kind>, units: Option<&Units>) -> String {
    let page = Page { units };
    let mut out = String::new();
    page.block(&mut out, answer, kind);
    out
}

struct Page<'a> {
    units: Option<&'a Units>,
}

impl Page<'_> {
    fn block(&self, out: &mut String, answer: &Value, kind: Option<&Kind>) {
        match answer {
            Value::Object(fields) => self.thing(out, fields, kind),
            Value::Array(items) if items.is_empty() => out.push_str("none\n"),
            Value::Array(items) if items.iter().all(Value::is_object) => {
                let _ = writeln!(out, "{}", self.rows(items, item_kind(kind)));
            }
            Value::Array(items) => {
                for item in items {
                    let _ = writeln!(out, "{}", self.cell("", item, item_kind(kind)));
                }
            }
            value => {
                let _ = writeln!(out, "{}", self.cell("", value, kind));
            }
        }
    }

    /// Its plain fields in one table, each of its lists below.
    fn thing(&self, out: &mut String, fields: &Map<String, Value>, kind: Option<&Kind>) {
        let mut plain = table(&[], &[]);
        let mut lists = vec![];
        for name in ordered(fields.keys()) {
            let Some(value) = fields.get(name) else { continue };
            match value {
                Value::Array(items) if items.iter().any(Value::is_object) => {
                    lists.push((name, items));
                }
                value => {
                    let cell = self.cell(name, value, field_kind(kind, name));
                    plain.add_row([name.replace('_', " "), cell]);
                }
            }
        }
        if plain.row_count() > 0 {
            let _ = writeln!(out, "{plain}");
        }
        for (name, items) in lists {
            let rows = self.rows(items, item_kind(field_kind(kind, name)));
            let _ = writeln!(out, "\n{}\n{rows}", name.replace('_', " "));
        }
    }

    fn rows(&self, items: &[Value], kind: Option<&Kind>) -> comfy_table::Table {
        let keys = items.iter().filter_map(Value::as_object).flat_map(Map::keys);
        let names = ordered(keys);
        let head: Vec<String> = names.iter().map(|name| name.replace('_', " ")).collect();
        let head: Vec<&str> = head.iter().map(String::as_str).collect();
        let is_number = |name: &&str| {
            matches!(field_kind(kind, name), Some(Kind::Units(_) | Kind::Number | Kind::Decimal))
        };
        let right: Vec<usize> =
            names.iter().enumerate().filter(|(_, name)| is_number(name)).map(|(i, _)| i).collect();
        let mut table = table(&head, &right);
        for item in items {
            let cell = |name: &&str| {
                let value = item.get(*name).unwrap_or(&Value::Null);
                self.cell(name, value, field_kind(kind, name))
            };
            table.add_row(names.iter().map(cell));
        }
        table
    }

    fn cell(&self, name: &str, value: &Value, kind: Option<&Kind>) -> String {
        match (value, kind) {
            (Value::Null, _) => "–".into(),
            (Value::Bool(true), _) => "yes".into(),
            (Value::Bool(false), _) => "no".into(),
            (Value::String(units), Some(Kind::Units(of))) => self.amount(units, *of),
            (Value::Number(number), _) => {
                let number = number.as_u64().unwrap_or_default();
                match is_time(name) && number > FIRST_TIME {
                    true => format!("{} UTC", date_time(number)),
                    false => number.to_string(),
                }
            }
            (Value::String(text), _) => text.clone(),
            (Value::Array(items), kind) => {
                let tuple = |index: usize| match kind {
                    Some(Kind::Tuple(kinds)) => kinds.get(index),
                    _ => item_kind(kind),
                };
                let items = items.iter().enumerate();
                let cells = items.map(|(index, item)| self.cell(name, item, tuple(index)));
                let cells = cells.collect::<Vec<_>>().join(", ");
                if cells.is_empty() {
                    "none".into()
                } else {
                    cells
                }
            }
            (Value::Object(fields), kind) => {
                let names = ordered(fields.keys());
                let cells = names.into_iter().filter_map(|name| {
                    let cell = self.cell(name, fields.get(name)?, field_kind(kind, name));
                    Some(format!("{} {cell}", name.replace('_', " ")))
                });
                cells.collect::<Vec<_>>().join(", ")
            }
        }
    }

    fn amount(&self, units: &str, of: Of) -> String {
        let (Ok(number), Some(known)) = (units.parse::<u128>(), self.units) else {
            return units.to_string();
        };
        match of {
            Of::Shares => format!("{} {}", exact(number, known.decimals), known.symbol),
            Of::Assets => match known.coin() {
                Some(coin) => format!("{} {coin}", exact(number, known.decimals)),
                None => format!("{} {}", grouped(number), known.denom),
            },
        }
    }
}

fn ordered<'a>(names: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let mut all: Vec<&str> = names.map(String::as_str).collect();
    let place = |name: &str| FIRST.iter().position(|one| *one == name).unwrap_or(FIRST.len());
    all.sort_unstable_by_key(|name| (place(name), *name));
    all.dedup();
    all
}

fn is_time(name: &str) -> bool {
    name.is_empty()
        || ["_at", "_until", "_since", "_time", "until", "since"]
            .iter()
            .any(|end| name.ends_with(end))
        || matches!(name, "breaker" | "entries" | "exchange_rates")
}

fn item_kind(kind: Option<&Kind>) -> Option<&Kind> {
    match kind? {
        Kind::List(item) => Some(item),
        _ => None,
    }
}

fn field_kind<'a>(kind: Option<&'a Kind>, name: &str) -> Option<&'a Kind> {
    match kind? {
        Kind::Record(fields) => {
            fields.iter().find(|field: &&Field| field.name == name).map(|field| &field.kind)
        }
        _ => None,
    }
}
