//! The fields of a stored row.

use crate::{Fault, Json, Value};

/// A list that is read as the fields of a type, in their order.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    values: &'a [Value],
    names: &'a [&'static str],
}

impl<'a> Row<'a> {
    /// That of a value, for a type with these fields.
    ///
    /// # Errors
    /// When it is no list, or not of as many items.
    pub fn of(value: &'a Value, names: &'a [&'static str]) -> Result<Self, Fault> {
        let values = value.as_list()?;
        if values.len() != names.len() {
            return Err(Fault::expected(&["a list of: ", &names.join(", ")].concat()));
        }
        Ok(Self { values, names })
    }

    /// The next of its fields.
    ///
    /// # Errors
    /// When it is of another type.
    pub fn take<T: Json>(&mut self) -> Result<T, Fault> {
        let (name, value) = self.next();
        T::from_value(value).map_err(|fault| fault.within(name))
    }

    fn next(&mut self) -> (&'static str, &'a Value) {
        let (Some((name, names)), Some((value, values))) =
            (self.names.split_first(), self.values.split_first())
        else {
            return ("", &Value::Null);
        };
        (self.names, self.values) = (names, values);
        (name, value)
    }
}
