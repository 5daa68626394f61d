//! The fields of an object.

use std::borrow::Cow;

use crate::{Json, Reading, Value};

/// An object that is read.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a> {
    fields: &'a [(Cow<'static, str>, Value)],
    depth: usize,
}

impl<'a> Object<'a> {
    /// That of a value, for a type with these fields; `deny` refuses others. A field of the type that
    /// is there twice is refused.
    #[inline(never)]
    pub fn of(value: &'a Value, known: &[&str], deny: bool, reading: &mut Reading) -> Self {
        let depth = reading.depth();
        let Value::Object(fields) = value else {
            reading.expected("an object");
            return Self { fields: &[], depth };
        };
        reading.back_to(depth);
        for (index, (name, _)) in fields.iter().enumerate() {
            if !known.contains(&name.as_ref()) {
                if deny {
                    let known = known.join(", ");
                    reading.fail(&["unknown field `", name, "`, expected one of: ", &known]);
                }
            } else if fields.iter().take(index).any(|(earlier, _)| earlier == name) {
                reading.fail(&["duplicate field `", name, "`"]);
            }
        }
        Self { fields, depth }
    }

    /// One of its fields. When it is not there it is read as `null`.
    pub fn take<T: Json>(self, name: &'static str, reading: &mut Reading) -> T {
        T::read(self.value(name, reading), reading)
    }

    /// One of its fields, or the default when it is not there.
    pub fn take_or_default<T: Json + Default>(
        self,
        name: &'static str,
        reading: &mut Reading,
    ) -> T {
        match self.find(name, reading) {
            Some(value) => T::read(value, reading),
            None => T::default(),
        }
    }

    /// What one of its fields says; `null` when it is not there.
    #[inline(never)]
    pub fn value(self, name: &'static str, reading: &mut Reading) -> &'a Value {
        self.find(name, reading).unwrap_or(&Value::Null)
    }

    #[inline(never)]
    fn find(self, name: &'static str, reading: &mut Reading) -> Option<&'a Value> {
        let found = self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        reading.enter(self.depth, name, found.is_none());
        found
    }
}
