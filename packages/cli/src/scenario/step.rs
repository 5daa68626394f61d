//! One step: its action, what may stand beside it, and where it is in the file.

use std::fmt;
use std::ops::Range;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, VariantAccess,
    Visitor,
};
use serde::Deserialize;
use toml::Spanned;

use super::action::{Action, ACTIONS};
use super::quantity::Period;

/// What may stand beside an action.
const BESIDE: [&str; 4] = ["label", "expect_error", "repeat", "every"];

/// One step of a scenario.
#[derive(Clone, Debug)]
pub struct Step {
    /// What it does.
    pub action: Action,
    /// Where the action's key stands: errors point there.
    pub span: Range<usize>,
    /// A title to show.
    pub label: Option<String>,
    /// The step must fail, with this text in its error.
    pub expect_error: Option<Spanned<String>>,
    /// How often it is done.
    pub repeat: u32,
    /// Time that passes after each time.
    pub every: Option<Period>,
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_map(StepVisitor)
    }
}

struct StepVisitor;

impl<'de> Visitor<'de> for StepVisitor {
    type Value = Step;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a step such as `bond = { who = \"alice\", amount = \"10 ATOM\" }`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Step, A::Error> {
        let mut action: Option<(Action, Range<usize>)> = None;
        let (mut label, mut expect_error, mut repeat, mut every) = (None, None, None, None);
        loop {
            let already = action.as_ref().map(|(a, _)| a.name());
            let Some(key) = map.next_key_seed(KeySeed { already })? else { break };
            match key.get_ref().as_str() {
                "label" => label = Some(map.next_value()?),
                "expect_error" => expect_error = Some(map.next_value()?),
                "repeat" => repeat = Some(map.next_value::<Repeat>()?.0),
                "every" => every = Some(map.next_value()?),
                name => {
                    let entry = ActionEntry { name, map: &mut map };
                    action = Some((Action::deserialize(entry)?, key.span()));
                }
            }
        }
        let none = || de::Error::custom("a step needs an action, such as `pass = \"1d\"`");
        let (action, span) = action.ok_or_else(none)?;
        Ok(Step { action, span, label, expect_error, repeat: repeat.unwrap_or(1), every })
    }
}

/// How often a step is done: at least once.
struct Repeat(u32);

impl<'de> Deserialize<'de> for Repeat {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        match u32::deserialize(d)? {
            n @ 1..=100_000 => Ok(Self(n)),
            n => Err(de::Error::custom(format!("{n} times: from 1 to 100000"))),
        }
    }
}

/// Refuses an unknown key, or a second action, at the key itself.
struct KeySeed {
    already: Option<&'static str>,
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Spanned<String>;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Self::Value, D::Error> {
        let key = Spanned::<String>::deserialize(d)?;
        let name = key.get_ref().as_str();
        if BESIDE.contains(&name) {
            return Ok(key);
        }
        if !ACTIONS.contains(&name) {
            let known: Vec<String> =
                ACTIONS.iter().chain(&BESIDE).map(|k| format!("`{k}`")).collect();
            let text = format!("unknown field `{name}`, expected one of {}", known.join(", "));
            return Err(de::Error::custom(text));
        }
        match self.already {
            Some(other) => Err(de::Error::custom(format!(
                "a step does one thing: this one has `{other}` already, and `{name}` needs a [[steps]] of its own"
            ))),
            None => Ok(key),
        }
    }
}

/// A key and the value that follows it, seen as an enum's variant.
struct ActionEntry<'k, 'm, A> {
    name: &'k str,
    map: &'m mut A,
}

impl<'de, A: MapAccess<'de>> Deserializer<'de> for ActionEntry<'_, '_, A> {
    type Error = A::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_enum(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, A: MapAccess<'de>> EnumAccess<'de> for ActionEntry<'_, '_, A> {
    type Error = A::Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), A::Error> {
        let name: de::value::StrDeserializer<'_, A::Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de, A: MapAccess<'de>> VariantAccess<'de> for ActionEntry<'_, '_, A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.map.next_value()
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, A::Error> {
        self.map.next_value_seed(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, A::Error> {
        Err(de::Error::custom("an action has one value"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, A::Error> {
        Err(de::Error::custom("an action has one value"))
    }
}
