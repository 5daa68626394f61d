//! The types of the language.

use crate::{Fault, Json, JsonWriter, Value};

impl Json for bool {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        match value {
            Value::Bool(value) => Ok(*value),
            _ => Err(Fault::expected("true or false")),
        }
    }

    fn write(&self, json: &mut JsonWriter) {
        json.flag(*self);
    }
}

macro_rules! number {
    ($($number:ty),*) => {$(
        impl Json for $number {
            fn from_value(value: &Value) -> Result<Self, Fault> {
                let number = value.as_number(Self::MAX.into())?;
                Self::try_from(number).map_err(|_| Fault::expected("a smaller number"))
            }

            fn write(&self, json: &mut JsonWriter) {
                json.number((*self).into());
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

    fn write(&self, json: &mut JsonWriter) {
        json.null();
    }
}

impl Json for String {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        value.as_text().map(str::to_string)
    }

    fn write(&self, json: &mut JsonWriter) {
        json.string(self);
    }
}

impl<T: Json> Json for Option<T> {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        match value {
            Value::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }

    fn write(&self, json: &mut JsonWriter) {
        match self {
            None => json.null(),
            Some(value) => value.write(json),
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

    fn write(&self, json: &mut JsonWriter) {
        json.list(self);
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
            fn write(&self, json: &mut JsonWriter) {
                let ($($item,)*) = self;
                json.begin_list();
                $(
                    json.item();
                    $item.write(json);
                )*
                json.end_list();
            }
        }
    };
}

tuple!("a list of 2": A, B);
tuple!("a list of 3": A, B, C);
