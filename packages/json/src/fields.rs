//! The fields of an object.

use std::borrow::Cow;

use crate::{Fault, Json, Value};

/// An object that is read.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a>(&'a [(Cow<'static, str>, Value)]);

impl<'a> Object<'a> {
    /// That of a value, for a type with these fields; `deny` refuses others.
    ///
    /// # Errors
    /// When it is no object, has a field of the type twice, or one that is refused.
    pub fn of(value: &'a Value, known: &[&str], deny: bool) -> Result<Self, Fault> {
        let Value::Object(fields) = value else { return Err(Fault::expected("an object")) };
        for (index, (name, _)) in fields.iter().enumerate() {
            if !known.contains(&name.as_ref()) {
                if deny {
                    return Err(Fault::unknown_field(name, known));
                }
            } else if fields.iter().take(index).any(|(earlier, _)| earlier == name) {
                return Err(Fault::duplicate_field(name));
            }
        }
        Ok(Self(fields))
    }

    /// One of its fields.
    ///
    /// # Errors
    /// When it is not there and must be, or is of another type.
    pub fn take<T: Json>(self, name: &'static str) -> Result<T, Fault> {
        T::from_value(self.value(name)).map_err(|fault| self.blame(fault, name))
    }

    /// One of its fields, or the default when it is not there.
    ///
    /// # Errors
    /// When it is of another type.
    pub fn take_or_default<T: Json + Default>(self, name: &'static str) -> Result<T, Fault> {
        match self.find(name) {
            Some(value) => T::from_value(value).map_err(|fault| fault.within(name)),
            None => Ok(T::default()),
        }
    }

    /// What one of its fields says; `null` when it is not there.
    pub fn value(self, name: &str) -> &'a Value {
        self.find(name).unwrap_or(&Value::Null)
    }

    fn find(self, name: &str) -> Option<&'a Value> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    #[cold]
    fn blame(self, fault: Fault, name: &str) -> Fault {
        match self.find(name) {
            Some(_) => fault.within(name),
            None => Fault::missing_field(name),
        }
    }
}
