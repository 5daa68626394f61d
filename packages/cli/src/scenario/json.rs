//! JSON inside a scenario, checked when the scenario is read.

use serde::de::{self, Deserializer};
use serde::Deserialize;
use serde_json::Value;

/// A JSON value in which a string `"$alice"`, `"$hub"` or `"$validator:name"` stands for an address.
#[derive(Clone, Debug, PartialEq)]
pub struct Json(pub Value);

impl Json {
    /// The value with every `$name` replaced by what `address` says; the name of one it does not
    /// know is the error.
    pub fn resolve(&self, address: &dyn Fn(&str) -> Option<String>) -> Result<Value, String> {
        resolve(&self.0, address)
    }
}

fn resolve(value: &Value, address: &dyn Fn(&str) -> Option<String>) -> Result<Value, String> {
    Ok(match value {
        Value::String(text) => match text.strip_prefix('$') {
            Some(name) => Value::String(address(name).ok_or_else(|| name.to_owned())?),
            None => value.clone(),
        },
        Value::Array(items) => {
            Value::Array(items.iter().map(|v| resolve(v, address)).collect::<Result<_, _>>()?)
        }
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(k, v)| Ok((k.clone(), resolve(v, address)?)))
                .collect::<Result<_, String>>()?,
        ),
        other => other.clone(),
    })
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        serde_json::from_str(&text).map(Self).map_err(|e| {
            de::Error::custom(format!("not JSON: {e} (counted from the start of this text)"))
        })
    }
}
