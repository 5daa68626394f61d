//! Readers of proto-JSON, in which numbers are text and what is empty may be missing.

use std::str::FromStr;
use std::time::UNIX_EPOCH;

use base64::prelude::{Engine, BASE64_STANDARD};
use serde_json::Value;

use crate::error::{Error, Result};

/// The text at a place such as `/amount/denom`; nothing where there is none.
pub fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The rows of a list; none where it is missing.
pub fn rows<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The bytes that the text at a place stands for; none where it is missing or no base64.
pub fn bytes(value: &Value, pointer: &str) -> Vec<u8> {
    BASE64_STANDARD.decode(text(value, pointer)).unwrap_or_default()
}

/// What stands at a place as text or number.
///
/// # Errors
/// [`Error::Unreadable`] when there is nothing, or something else.
pub fn parsed<T: FromStr>(value: &Value, pointer: &str) -> Result<T> {
    let found = match value.pointer(pointer) {
        Some(Value::String(text)) => text.parse().ok(),
        Some(Value::Number(number)) => number.to_string().parse().ok(),
        _ => None,
    };
    found.ok_or_else(|| unreadable(value, format!("there is nothing to read at {pointer}")))
}

/// The time at a place, in nanoseconds since 1970; 0 if it is earlier, as what never was.
///
/// # Errors
/// [`Error::Unreadable`] when there is none.
pub fn nanos(value: &Value, pointer: &str) -> Result<u64> {
    let told = text(value, pointer);
    if told.is_empty() {
        return Err(unreadable(value, format!("there is no time at {pointer}")));
    }
    let read = humantime::parse_rfc3339_weak(told).ok();
    let since = read.and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    Ok(u64::try_from(since.as_nanos()).unwrap_or(u64::MAX))
}

fn unreadable(value: &Value, reason: String) -> Error {
    Error::Unreadable { call: "query", reason, answer: value.to_string() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_read_as_text_and_as_numbers() {
        let answer = json!({ "a": { "b": "12" }, "c": 13, "d": [1] });
        assert_eq!(parsed::<u64>(&answer, "/a/b").unwrap(), 12);
        assert_eq!(parsed::<u64>(&answer, "/c").unwrap(), 13);
        assert!(parsed::<u64>(&answer, "/d").is_err());
        assert!(parsed::<u64>(&answer, "/e").is_err());
        assert_eq!(rows(&answer, "d").len(), 1);
        assert!(rows(&answer, "a").is_empty());
    }

    #[test]
    fn times_before_1970_are_never() {
        let answer = json!({ "a": "1970-01-01T00:00:02Z", "b": "0001-01-01T00:00:00Z" });
        assert_eq!(nanos(&answer, "/a").unwrap(), 2_000_000_000);
        assert_eq!(nanos(&answer, "/b").unwrap(), 0);
        assert!(nanos(&answer, "/c").is_err());
    }
}
