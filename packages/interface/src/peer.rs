//! Fields that clients of other staking hubs send and that mean nothing here.

use cosmwasm_schema::schemars::{gen::SchemaGenerator, schema::Schema, JsonSchema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use weir_json::{Json, JsonWriter, Reading, Value};

/// A field of a peer's message that Weir has no use for: accepted while it asks for nothing
/// (`null`, `false`, `0`, an empty string, list or object), an error that says why otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PeerField {
    asks: bool,
}

impl PeerField {
    /// A field that asks for something.
    pub const ASKING: Self = Self { asks: true };

    /// Whether the sender wants something by it.
    pub const fn asks(self) -> bool {
        self.asks
    }
}

impl Serialize for PeerField {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_none()
    }
}

impl JsonSchema for PeerField {
    fn schema_name() -> String {
        "PeerField".to_string()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        Schema::Bool(true)
    }
}

impl Json for PeerField {
    fn read(value: &Value, _: &mut Reading) -> Self {
        let asks = match value {
            Value::Null => false,
            Value::Bool(value) => *value,
            Value::Number(value) => *value != 0,
            Value::Negative(_) => true,
            Value::Text(value) => !value.is_empty() && *value != "0",
            Value::List(items) => !items.is_empty(),
            Value::Object(fields) => !fields.is_empty(),
        };
        Self { asks }
    }

    fn write(&self, json: &mut JsonWriter) {
        json.null();
    }
}

impl<'de> Deserialize<'de> for PeerField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        weir_json::read(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::PeerField;
    use cosmwasm_std::from_json;

    #[test]
    fn what_asks_for_nothing_is_told_from_what_asks() {
        for off in ["null", "false", "[]", "{}", "0", "\"\"", "\"0\""] {
            assert!(!from_json::<PeerField>(off).expect(off).asks(), "{off}");
        }
        for on in ["true", "[1]", "[[\"a\",{\"b\":1}]]", "{\"a\":[]}", "7", "\"1000\""] {
            assert!(from_json::<PeerField>(on).expect(on).asks(), "{on}");
        }
    }
}
