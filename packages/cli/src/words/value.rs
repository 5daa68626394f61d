//! From words to JSON.

use std::path::Path;
use std::str::FromStr;

use cosmwasm_std::{Binary, Decimal, HexBinary};
use serde_json::{json, Value};

use super::amount::Amount;
use super::{CallError, Field, Kind, Suite};

/// Reads one word as a value. Amounts stay as they were written: see [`settle`].
///
/// # Errors
/// What was expected.
pub fn parse(kind: &Kind, text: &str) -> Result<Value, String> {
    match kind {
        Kind::Text | Kind::Account => Ok(text.into()),
        Kind::Number => text
            .replace('_', "")
            .parse::<u64>()
            .map(Value::from)
            .map_err(|_| format!("`{text}` is no whole number")),
        Kind::Flag => text.parse::<bool>().map(Value::from).map_err(|e| e.to_string()),
        Kind::Decimal => decimal(text),
        Kind::Binary => bytes(text).map(|bytes| bytes.to_base64().into()),
        Kind::Units(_) => {
            Amount::parse(text).map(|amount| amount.to_string().into()).map_err(|e| e.to_string())
        }
        Kind::Expiration => expiration(text),
        Kind::Choice(words) => {
            words.iter().find(|word| **word == text.replace('-', "_")).map_or_else(
                || Err(format!("`{text}` is none of {}", words.join(", "))),
                |word| Ok(word.as_str().into()),
            )
        }
        // A list within one word cannot be told apart; each of its things is a word of its own.
        Kind::List(item) => parse(item, text).map(|item| json!([item])),
        Kind::Tuple(kinds) => {
            let words = split(text, kinds.len())?;
            let items = kinds.iter().zip(words).map(|(kind, word)| parse(kind, word));
            items.collect::<Result<Vec<_>, _>>().map(Value::from)
        }
        Kind::Record(fields) => record(fields, text),
        Kind::OneOf(variants) => {
            let (name, rest) = text.split_once(':').unwrap_or((text, ""));
            let known = || variants.iter().map(|one| one.name.as_str()).collect::<Vec<_>>();
            let variant = variants.iter().find(|one| one.name == name);
            let variant =
                variant.ok_or_else(|| format!("`{name}` is none of {}", known().join(", ")))?;
            match &variant.content {
                None => Ok(name.into()),
                Some(content) => Ok(json!({ name: parse(content, rest)? })),
            }
        }
    }
}

/// How a word for such a value is written.
pub fn form(kind: &Kind, name: &str) -> String {
    let name = name.to_uppercase();
    match kind {
        Kind::Flag => "true|false".into(),
        Kind::Binary => "JSON|@FILE".into(),
        Kind::Expiration => "never|height:N|TIME".into(),
        Kind::Choice(words) if words.len() < 6 => words.join("|"),
        Kind::List(item) => match **item {
            Kind::Record(_) | Kind::Tuple(_) => form(item, &name),
            _ => form(item, name.strip_suffix('S').unwrap_or(&name)),
        },
        Kind::Tuple(kinds) => {
            kinds.iter().map(|kind| form(kind, kind_name(kind))).collect::<Vec<_>>().join(":")
        }
        Kind::Record(fields) => {
            let names = fields.iter().map(|field| form(&field.kind, &field.name));
            names.collect::<Vec<_>>().join(":")
        }
        Kind::OneOf(variants) => {
            let forms = variants.iter().map(|one| match &one.content {
                None => one.name.clone(),
                Some(content) => format!("{}:{}", one.name, form(content, "value")),
            });
            forms.collect::<Vec<_>>().join("|")
        }
        _ => name,
    }
}

const fn kind_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Decimal => "share",
        Kind::Number => "number",
        _ => "name",
    }
}

/// Turns amounts into base units and names of keys into addresses, wherever they are in a value.
///
/// # Errors
/// When a unit or a name is unknown, or the suite does not answer.
pub fn settle(kind: &Kind, value: &mut Value, suite: &dyn Suite) -> Result<(), CallError> {
    match (kind, value) {
        (Kind::Units(of), Value::String(text)) => {
            *text = Amount::parse(text)?.units(*of, &|| suite.units())?.to_string();
        }
        // An empty text takes something away.
        (Kind::Account, Value::String(text)) if !text.is_empty() => {
            *text = suite.account(text)?;
        }
        (Kind::List(item), Value::Array(values)) => {
            for value in values {
                settle(item, value, suite)?;
            }
        }
        (Kind::Record(fields), Value::Object(values)) => {
            for field in fields {
                if let Some(value) = values.get_mut(&field.name) {
                    settle(&field.kind, value, suite)?;
                }
            }
        }
        (Kind::OneOf(variants), Value::Object(values)) => {
            for variant in variants {
                if let Some((value, kind)) =
                    values.get_mut(&variant.name).zip(variant.content.as_ref())
                {
                    settle(kind, value, suite)?;
                }
            }
        }
        _ => {}
    }
    Ok(())
}

fn record(fields: &[Field], text: &str) -> Result<Value, String> {
    let words = split(text, fields.len())?;
    let named = fields.iter().zip(words);
    let values = named.map(|(field, word)| Ok((field.name.clone(), parse(&field.kind, word)?)));
    values.collect::<Result<serde_json::Map<_, _>, String>>().map(Value::from)
}

/// The last takes what is left.
fn split(text: &str, count: usize) -> Result<Vec<&str>, String> {
    let words: Vec<&str> = text.splitn(count, ':').collect();
    if words.len() == count && words.iter().all(|word| !word.is_empty()) {
        return Ok(words);
    }
    Err(format!("`{text}` should be {count} things with `:` between them"))
}

/// `0.05` or `5%`.
fn decimal(text: &str) -> Result<Value, String> {
    let wrong = |_| format!("`{text}` is no decimal: write `0.05` or `5%`");
    let value = match text.strip_suffix('%') {
        None => Decimal::from_str(text).map_err(wrong)?,
        Some(percent) => Decimal::from_str(percent)
            .map_err(wrong)?
            .checked_mul(Decimal::percent(1))
            .map_err(|error| error.to_string())?,
    };
    Ok(value.to_string().into())
}

/// JSON as it stands, `base64:…`, `hex:…`, or the content of a file.
fn bytes(text: &str) -> Result<Binary, String> {
    if let Some(path) = text.strip_prefix('@') {
        let content = std::fs::read(Path::new(path)).map_err(|error| format!("{path}: {error}"))?;
        return Ok(content.into());
    }
    if let Some(encoded) = text.strip_prefix("base64:") {
        return Binary::from_base64(encoded).map_err(|error| error.to_string());
    }
    if let Some(encoded) = text.strip_prefix("hex:") {
        let read = HexBinary::from_hex(encoded).map_err(|error| error.to_string());
        return read.map(|bytes| bytes.to_vec().into());
    }
    serde_json::from_str::<Value>(text)
        .map(|_| text.as_bytes().into())
        .map_err(|error| format!("neither JSON ({error}) nor `base64:…` nor `hex:…` nor `@FILE`"))
}

/// `never`, `height:N`, seconds since 1970, or a time such as `2026-01-31T12:00:00Z`.
fn expiration(text: &str) -> Result<Value, String> {
    if text == "never" {
        return Ok(json!({ "never": {} }));
    }
    if let Some(height) = text.strip_prefix("height:") {
        return parse(&Kind::Number, height).map(|height| json!({ "at_height": height }));
    }
    let seconds = match text.parse::<u64>() {
        Ok(seconds) => seconds,
        Err(_) => humantime::parse_rfc3339_weak(text)
            .ok()
            .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
            .map(|since| since.as_secs())
            .ok_or_else(|| {
                format!("`{text}` is neither `never` nor `height:N` nor a time (`2026-01-31T12:00:00Z` or seconds since 1970)")
            })?,
    };
    let nanos = u128::from(seconds).saturating_mul(1_000_000_000);
    Ok(json!({ "at_time": nanos.to_string() }))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test")]
    use super::*;

    #[test]
    fn shares_of_a_whole_are_decimals_or_percentages() {
        assert_eq!(parse(&Kind::Decimal, "0.05"), Ok("0.05".into()));
        assert_eq!(parse(&Kind::Decimal, "5%"), Ok("0.05".into()));
        assert!(parse(&Kind::Decimal, "5 %").is_err());
        assert!(parse(&Kind::Decimal, "-0.1").is_err());
    }

    #[test]
    fn a_moment_is_a_time_a_height_or_never() {
        assert_eq!(parse(&Kind::Expiration, "never").unwrap(), json!({"never": {}}));
        assert_eq!(parse(&Kind::Expiration, "height:7").unwrap(), json!({"at_height": 7}));
        let at = json!({"at_time": "1700000000000000000"});
        assert_eq!(parse(&Kind::Expiration, "1700000000").unwrap(), at);
        assert_eq!(parse(&Kind::Expiration, "2023-11-14T22:13:20Z").unwrap(), at);
        assert!(parse(&Kind::Expiration, "tomorrow").is_err());
    }

    #[test]
    fn bytes_are_json_base64_hex_or_a_file() {
        assert_eq!(parse(&Kind::Binary, "{\"a\":1}").unwrap(), "eyJhIjoxfQ==");
        assert_eq!(parse(&Kind::Binary, "base64:AAE=").unwrap(), "AAE=");
        assert_eq!(parse(&Kind::Binary, "hex:0001").unwrap(), "AAE=");
        assert!(parse(&Kind::Binary, "hex:000").is_err());
        assert!(parse(&Kind::Binary, "hello").is_err());
        assert!(parse(&Kind::Binary, "@/no/such/file").unwrap_err().contains("/no/such/file"));
    }
}
