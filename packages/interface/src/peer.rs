//! Fields that clients of other staking hubs send and that mean nothing here.

use cosmwasm_schema::schemars::{gen::SchemaGenerator, schema::Schema, JsonSchema};
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

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

struct AnyVisitor;

impl<'de> Visitor<'de> for AnyVisitor {
    type Value = PeerField;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<PeerField, E> {
        Ok(PeerField::default())
    }

    fn visit_none<E>(self) -> Result<PeerField, E> {
        Ok(PeerField::default())
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<PeerField, D::Error> {
        value.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<PeerField, E> {
        Ok(PeerField { asks: value })
    }

    fn visit_u64<E>(self, value: u64) -> Result<PeerField, E> {
        Ok(PeerField { asks: value != 0 })
    }

    fn visit_i64<E>(self, value: i64) -> Result<PeerField, E> {
        Ok(PeerField { asks: value != 0 })
    }

    fn visit_str<E>(self, value: &str) -> Result<PeerField, E> {
        Ok(PeerField { asks: !value.is_empty() && value != "0" })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<PeerField, A::Error> {
        let mut asks = false;
        while items.next_element::<IgnoredAny>()?.is_some() {
            asks = true;
        }
        Ok(PeerField { asks })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<PeerField, A::Error> {
        let mut asks = false;
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            asks = true;
        }
        Ok(PeerField { asks })
    }
}

impl<'de> Deserialize<'de> for PeerField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyVisitor)
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
