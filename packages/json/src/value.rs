//! What JSON says.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::{Json, JsonWriter, Reading};

/// What JSON says. Fractions are none of it: the contracts' JSON has no floating point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// `7`
    Number(u64),
    /// `-7`
    Negative(i64),
    /// `"text"`
    Text(Cow<'static, str>),
    /// `[…]`
    List(Vec<Value>),
    /// `{…}`: its fields in their order; the same name may come twice.
    Object(Vec<(Cow<'static, str>, Value)>),
}

impl Value {
    /// Which of these variants it is, and its content: an object with that one field, or its bare name.
    #[inline(never)]
    pub fn variant(&self, known: &[&str], reading: &mut Reading) -> (usize, &Self) {
        let (name, content) = match self {
            Self::Text(name) => (name, &Self::Null),
            Self::Object(fields) => match fields.as_slice() {
                [(name, content)] => (name, content),
                _ => {
                    reading.expected("an object with one field, the variant");
                    return (0, &Self::Null);
                }
            },
            _ => {
                reading.expected("a variant");
                return (0, &Self::Null);
            }
        };
        match known.iter().position(|one| one == name) {
            Some(index) => (index, content),
            None => {
                let known = known.join(", ");
                reading.fail(&["unknown variant `", name, "`, expected one of: ", &known]);
                (0, &Self::Null)
            }
        }
    }

    /// The text.
    #[inline(never)]
    pub fn text(&self, reading: &mut Reading) -> &str {
        match self {
            Self::Text(text) => text,
            _ => {
                reading.expected("a string");
                ""
            }
        }
    }

    /// The items.
    #[inline(never)]
    pub fn list(&self, reading: &mut Reading) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => {
                reading.expected("a list");
                &[]
            }
        }
    }

    /// The number, at most this.
    #[inline(never)]
    pub fn number(&self, max: u64, reading: &mut Reading) -> u64 {
        match self {
            Self::Number(number) if *number <= max => *number,
            _ => {
                reading.expected(&["a number from 0 to ", &max.to_string()].concat());
                0
            }
        }
    }

    /// Nothing.
    #[inline(never)]
    pub fn nothing(&self, reading: &mut Reading) {
        if *self != Self::Null {
            reading.expected("a bare name");
        }
    }
}

impl Json for Value {
    fn read(value: &Value, _: &mut Reading) -> Self {
        value.clone()
    }

    fn write(&self, json: &mut JsonWriter) {
        match self {
            Self::Null => json.null(),
            Self::Bool(value) => json.flag(*value),
            Self::Number(value) => json.number(*value),
            Self::Negative(value) => json.negative(*value),
            Self::Text(value) => json.string(value),
            Self::List(items) => json.list(items),
            Self::Object(fields) => {
                json.begin();
                for (name, value) in fields {
                    json.field(name);
                    value.write(json);
                }
                json.end();
            }
        }
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON without fractions")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<Value, D::Error> {
        value.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(u64::try_from(value).map_or(Value::Negative(value), Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(Cow::Owned(value.to_string())))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(Cow::Owned(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(name) = entries.next_key::<String>()? {
            fields.push((Cow::Owned(name), entries.next_value()?));
        }
        Ok(Value::Object(fields))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor).map_err(D::Error::custom)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(value) => serializer.serialize_u64(*value),
            Self::Negative(value) => serializer.serialize_i64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    map.serialize_entry(name.as_ref(), value)?;
                }
                map.end()
            }
        }
    }
}
