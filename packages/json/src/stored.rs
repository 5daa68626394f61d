//! Types of the language and of CosmWasm in rows.

use cosmwasm_std::{Addr, Binary, Decimal, Uint128, Uint256, Uint64};

use crate::{Fault, Reader, Row, Writer};

impl Row for bool {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.flag()
    }

    fn write(&self, writer: &mut Writer) {
        writer.flag(*self);
    }
}

macro_rules! number {
    ($($number:ty),*) => {$(
        impl Row for $number {
            fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
                let number = reader.number(Self::MAX.into())?;
                Self::try_from(number).map_err(|_| Fault::expected("a smaller number"))
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
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        match reader.nothing() {
            true => Ok(()),
            false => Err(Fault::expected("nothing")),
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
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.skip().map(|()| Self)
    }

    fn write(&self, writer: &mut Writer) {
        writer.nothing();
    }
}

impl Row for String {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.text().map(str::to_string)
    }

    fn write(&self, writer: &mut Writer) {
        writer.text(self);
    }
}

impl<T: Row> Row for Option<T> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        match reader.nothing() {
            true => Ok(None),
            false => T::read(reader).map(Some),
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
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        let mut items = Self::new();
        for _ in 0..reader.items()? {
            items.push(T::read(reader)?);
        }
        Ok(items)
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
            fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
                reader.list($items)?;
                Ok(($($item::read(reader)?,)*))
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
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.wide().map(Self::new)
    }

    fn write(&self, writer: &mut Writer) {
        writer.wide(self.u128());
    }
}

impl Row for Uint64 {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.number(u64::MAX).map(Self::new)
    }

    fn write(&self, writer: &mut Writer) {
        writer.number(self.u64());
    }
}

/// As bytes, the most significant first, without leading zeros.
impl Row for Uint256 {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        let bytes = reader.bytes()?;
        let mut all = [0; 32];
        let fault = || Fault::expected("at most 32 bytes");
        let from = all.len().checked_sub(bytes.len()).ok_or_else(fault)?;
        all.get_mut(from..).ok_or_else(fault)?.copy_from_slice(bytes);
        Ok(Self::from_be_bytes(all))
    }

    fn write(&self, writer: &mut Writer) {
        let all = self.to_be_bytes();
        let zeros = all.iter().take_while(|byte| **byte == 0).count();
        writer.bytes(all.get(zeros..).unwrap_or_default());
    }
}

/// In units of its last place.
impl Row for Decimal {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.wide().map(|units| Self::new(Uint128::new(units)))
    }

    fn write(&self, writer: &mut Writer) {
        writer.wide(self.atomics().u128());
    }
}

impl Row for Addr {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.text().map(Self::unchecked)
    }

    fn write(&self, writer: &mut Writer) {
        writer.text(self.as_str());
    }
}

impl Row for Binary {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.bytes().map(Self::from)
    }

    fn write(&self, writer: &mut Writer) {
        writer.bytes(self);
    }
}
