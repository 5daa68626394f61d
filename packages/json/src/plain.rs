//! The types of the language.

use crate::{Json, JsonWriter, Reading, Value};

impl Json for bool {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        match value {
            Value::Bool(value) => *value,
            _ => {
                reading.expected("true or false");
                false
            }
        }
    }

    fn write(&self, json: &mut JsonWriter) {
        json.flag(*self);
    }
}

macro_rules! number {
    ($($number:ty),*) => {$(
        impl Json for $number {
            fn read(value: &Value, reading: &mut Reading) -> Self {
                value.number(Self::MAX.into(), reading) as Self
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
    fn read(value: &Value, reading: &mut Reading) -> Self {
        value.nothing(reading);
    }

    fn write(&self, json: &mut JsonWriter) {
        json.null();
    }
}

impl Json for String {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        value.text(reading).to_string()
    }

    fn write(&self, json: &mut JsonWriter) {
        json.string(self);
    }
}

impl<T: Json> Json for Option<T> {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        match value {
            Value::Null => None,
            value => Some(T::read(value, reading)),
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
    fn read(value: &Value, reading: &mut Reading) -> Self {
        let (list, depth) = (value.list(reading), reading.depth());
        let mut items = Self::with_capacity(list.len());
        for item in list {
            reading.back_to(depth);
            items.push(T::read(item, reading));
        }
        items
    }

    fn write(&self, json: &mut JsonWriter) {
        json.list(self);
    }
}

macro_rules! tuple {
    ($what:literal: $($item:ident $index:literal),*) => {
        impl<$($item: Json),*> Json for ($($item,)*) {
            fn read(value: &Value, reading: &mut Reading) -> Self {
                let (list, depth) = (value.list(reading), reading.depth());
                if list.len() != [$($index),*].len() {
                    reading.expected($what);
                }
                ($({
                    reading.back_to(depth);
                    $item::read(list.get($index).unwrap_or(&Value::Null), reading)
                },)*)
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

tuple!("a list of 2": A 0, B 1);
tuple!("a list of 3": A 0, B 1, C 2);
