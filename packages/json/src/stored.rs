//! Types of the language and of CosmWasm in rows.

use cosmwasm_std::{Addr, Binary, Decimal, Uint128, Uint256, Uint64};

use crate::row::significant;
use crate::{Reader, Row, Writer};

impl Row for bool {
    fn read(reader: &mut Reader<'_>) -> Self {
        reader.flag()
    }

    fn write(&self, writer: &mut Writer) {
        writer.flag(*self);
    }
}

macro_rules! number {
    ($($number:ty),*) => {$(
        impl Row for $number {
            fn read(reader: &mut Reader<'_>) -> Self {
                reader.number(Self::MAX.into()) as Self
            }

            fn write(&self, writer: &mut Writer) {
                writer.number((*self).into());
            }
        }
    )*};
}

number!(u8, u32, u64);

/// Nothing, for a row that only is there.
impl Row for () {
    fn read(reader: &mut Reader<'_>) -> Self {
        if !reader.nothing() {
            reader.fail("nothing");
        }
    }

    fn write(&self, writer: &mut Writer) {
        writer.nothing();
    }
}

/// What is of no interest to whom reads a row. It cannot be written back: nothing is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skipped;

impl Row for Skipped {
    fn read(reader: &mut Reader<'_>) -> Self {
        reader.skip();
        Self
    }

    fn write(&self, writer: &mut Writer) {
        writer.nothing();
    }
}

impl Row for String {
    fn read(reader: &mut Reader<'_>) -> Self {
        reader.text().to_string()
    }

    fn write(&self, writer: &mut Writer) {
        writer.text(self);
    }
}

impl<T: Row> Row for Option<T> {
    fn read(reader: &mut Reader<'_>) -> Self {
        match reader.nothing() {
            true => None,
            false => Some(T::read(reader)),
        }
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            None => writer.nothing(),
            Some(value) => value.write(writer),
        }
    }
}

impl<T: Row> Row for Vec<T> {
    fn read(reader: &mut Reader<'_>) -> Self {
        let mut items = Self::new();
        for _ in 0..reader.items() {
            items.push(T::read(reader));
        }
        items
    }

    fn write(&self, writer: &mut Writer) {
        writer.list(self.len());
        for item in self {
            item.write(writer);
        }
    }
}

macro_rules! tuple {
    ($items:literal: $($item:ident),*) => {
        impl<$($item: Row),*> Row for ($($item,)*) {
            fn read(reader: &mut Reader<'_>) -> Self {
                reader.list($items);
                ($($item::read(reader),)*)
            }

            #[expect(non_snake_case, reason = "the names of the types")]
            fn write(&self, writer: &mut Writer) {
                let ($($item,)*) = self;
                writer.list($items);
                $($item.write(writer);)*
            }
        }
    };
}

tuple!(2: A, B);
tuple!(3: A, B, C);

impl Row for Uint128 {
    fn read(reader: &mut Reader<'_>) -> Self {
        Self::new(reader.wide())
    }

    fn write(&self, writer: &mut Writer) {
        writer.wide(self.u128());
    }
}

impl Row for Uint64 {
    fn read(reader: &mut Reader<'_>) -> Self {
        Self::new(reader.number(u64::MAX))
    }

    fn write(&self, writer: &mut Writer) {
        writer.number(self.u64());
    }
}

/// As bytes, the most significant first, without leading zeros.
impl Row for Uint256 {
    fn read(reader: &mut Reader<'_>) -> Self {
        let bytes = reader.bytes();
        let mut all = [0; 32];
        match all.len().checked_sub(bytes.len()).and_then(|zeros| all.get_mut(zeros..)) {
            Some(rest) => rest.copy_from_slice(bytes),
            None => reader.fail("at most 32 bytes"),
        }
        Self::from_be_bytes(all)
    }

    fn write(&self, writer: &mut Writer) {
        writer.bytes(significant(&self.to_be_bytes()));
    }
}

/// In units of its last place.
impl Row for Decimal {
    fn read(reader: &mut Reader<'_>) -> Self {
        Self::new(Uint128::new(reader.wide()))
    }

    fn write(&self, writer: &mut Writer) {
        writer.wide(self.atomics().u128());
    }
}

impl Row for Addr {
    fn read(reader: &mut Reader<'_>) -> Self {
        Self::unchecked(reader.text())
    }

    fn write(&self, writer: &mut Writer) {
        writer.text(self.as_str());
    }
}

impl Row for Binary {
    fn read(reader: &mut Reader<'_>) -> Self {
        Self::from(reader.bytes())
    }

    fn write(&self, writer: &mut Writer) {
        writer.bytes(self);
    }
}
