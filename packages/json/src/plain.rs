//! The types of the language.

use std::borrow::Cow;

use crate::{Fault, Json, Value};

impl Json for bool {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        match value {
            Value::Bool(value) => Ok(*value),
            _ => Err(Fault::expected("true or false")),
        }
    }

    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
}

macro_rules! number {
    ($($number:ty),*) => {$(
        impl Json for $number {
            fn from_value(value: &Value) -> Result<Self, Fault> {
                let number = value.as_number(Self::MAX.into())?;
                Self::try_from(number).map_err(|_| Fault::expected("a smaller number"))
            }

            fn to_value(&self) -> Value {
                Value::Number((*self).into())
            }
        }
    )*};
}

number!(u8, u32, u64);

/// Nothing, for a row that only is there.
impl Json for () {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        value.nothing()
    }

    fn to_value(&self) -> Value {
        Value::Null
    }
}

impl Json for String {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        value.as_text().map(str::to_string)
    }

    fn to_value(&self) -> Value {
        Value::Text(Cow::Owned(self.clone()))
    }
}

impl<T: Json> Json for Option<T> {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        match value {
            Value::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }

    fn to_value(&self) -> Value {
        match self {
            None => Value::Null,
            Some(value) => value.to_value(),
        }
    }
}

impl<T: Json> Json for Vec<T> {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let list = value.as_list()?;
        let mut items = Vec::with_capacity(list.len());
        for item in list {
            items.push(T::from_value(item)?);
        }
        Ok(items)
    }

    fn to_value(&self) -> Value {
        let mut items = Vec::with_capacity(self.len());
        for item in self {
            items.push(item.to_value());
        }
        Value::List(items)
    }
}

macro_rules! tuple {
    ($what:literal: $($item:ident),*) => {
        impl<$($item: Json),*> Json for ($($item,)*) {
            #[expect(non_snake_case, reason = "the names of the types")]
            fn from_value(value: &Value) -> Result<Self, Fault> {
                match value.as_list()? {
                    [$($item),*] => Ok(($($item::from_value($item)?,)*)),
                    _ => Err(Fault::expected($what)),
                }
            }

            #[expect(non_snake_case, reason = "the names of the types")]
            fn to_value(&self) -> Value {
                let ($($item,)*) = self;
                Value::List(vec![$($item.to_value()),*])
            }
        }
    };
}

tuple!("a list of 2": A, B);
tuple!("a list of 3": A, B, C);
