//! What a stored row is: [CBOR](https://www.rfc-editor.org/rfc/rfc8949.html), since a chain charges
//! for every byte that is read and written. No message is written so.

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};

use crate::Fault;

/// A type that is stored. Derived, a struct is the list of its fields in their order; a variant is its
/// number, counted from 0 in the order of the variants, or the list of its number and its content.
pub trait Row: Sized {
    /// Reads one.
    ///
    /// # Errors
    /// [`Fault`] when what comes next is not of this type.
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault>;

    /// Writes it.
    fn write(&self, writer: &mut Writer);
}

/// The bytes of a row.
pub fn pack(row: &impl Row) -> Vec<u8> {
    let mut writer = Writer(Encoder::new(Vec::new()));
    row.write(&mut writer);
    writer.0.into_writer()
}

/// The row of these bytes.
///
/// # Errors
/// [`Fault`] when they are not one of this type and nothing else.
pub fn unpack<T: Row>(bytes: &[u8]) -> Result<T, Fault> {
    let mut reader = Reader(Decoder::new(bytes));
    let row = T::read(&mut reader)?;
    reader.end()?;
    Ok(row)
}

/// A row that is read.
#[derive(Debug)]
pub struct Reader<'a>(Decoder<'a>);

/// What minicbor tells of a fault is more code than all of reading.
macro_rules! read {
    ($read:expr, $what:literal) => {
        $read.map_err(|_| Fault::expected($what))
    };
}

impl<'a> Reader<'a> {
    /// The beginning of a list of exactly so many items.
    ///
    /// # Errors
    /// When it is something else.
    #[inline(never)]
    pub fn list(&mut self, items: u64) -> Result<(), Fault> {
        match self.0.array() {
            Ok(Some(found)) if found == items => Ok(()),
            _ => Err(Fault::expected("a list of another length")),
        }
    }

    /// The beginning of a list: how many items follow.
    ///
    /// # Errors
    /// When it is something else.
    #[inline(never)]
    pub fn items(&mut self) -> Result<u64, Fault> {
        read!(self.0.array(), "a list")?.ok_or_else(|| Fault::expected("a list with its length"))
    }

    /// The number of a variant, and whether its content follows.
    ///
    /// # Errors
    /// When it is something else.
    #[inline(never)]
    pub fn variant(&mut self) -> Result<(u64, bool), Fault> {
        let content = matches!(self.0.datatype(), Ok(Type::Array));
        if content {
            self.list(2)?;
        }
        Ok((self.number(u64::MAX)?, content))
    }

    /// A number of at most this.
    ///
    /// # Errors
    /// When it is something else.
    #[inline(never)]
    pub fn number(&mut self, max: u64) -> Result<u64, Fault> {
        let number = read!(self.0.u64(), "a number")?;
        if number > max {
            return Err(Fault::expected("a smaller number"));
        }
        Ok(number)
    }

    /// A number of 128 bits.
    ///
    /// # Errors
    /// When it is something else.
    #[inline(never)]
    pub fn wide(&mut self) -> Result<u128, Fault> {
        read!(self.0.u128(), "a number of 128 bits")
    }

    /// True or false.
    ///
    /// # Errors
    /// When it is something else.
    #[inline(never)]
    pub fn flag(&mut self) -> Result<bool, Fault> {
        read!(self.0.bool(), "true or false")
    }

    /// Text.
    ///
    /// # Errors
    /// When it is something else.
    #[inline(never)]
    pub fn text(&mut self) -> Result<&'a str, Fault> {
        read!(self.0.str(), "text")
    }

    /// Bytes.
    ///
    /// # Errors
    /// When it is something else.
    #[inline(never)]
    pub fn bytes(&mut self) -> Result<&'a [u8], Fault> {
        read!(self.0.bytes(), "bytes")
    }

    /// Whether nothing is there; if so, that is read.
    #[inline(never)]
    pub fn nothing(&mut self) -> bool {
        matches!(self.0.datatype(), Ok(Type::Null)) && self.0.null().is_ok()
    }

    /// Whatever comes next.
    ///
    /// # Errors
    /// When it is no CBOR.
    #[inline(never)]
    pub fn skip(&mut self) -> Result<(), Fault> {
        read!(self.0.skip(), "CBOR")
    }

    fn end(&self) -> Result<(), Fault> {
        match self.0.position() == self.0.input().len() {
            true => Ok(()),
            false => Err(Fault::expected("the end of the row")),
        }
    }
}

/// A row that is written.
/// A vector takes whatever is written: what minicbor answers is always well.
#[derive(Debug)]
pub struct Writer(Encoder<Vec<u8>>);

impl Writer {
    /// The beginning of a list of so many items.
    #[inline(never)]
    pub fn list(&mut self, items: usize) {
        let _ = self.0.array(items as u64);
    }

    /// The number of a variant whose content follows.
    #[inline(never)]
    pub fn variant(&mut self, number: u64) {
        self.list(2);
        self.number(number);
    }

    /// A number.
    #[inline(never)]
    pub fn number(&mut self, number: u64) {
        let _ = self.0.u64(number);
    }

    /// A number of 128 bits.
    #[inline(never)]
    pub fn wide(&mut self, number: u128) {
        let _ = self.0.u128(number);
    }

    /// True or false.
    #[inline(never)]
    pub fn flag(&mut self, flag: bool) {
        let _ = self.0.bool(flag);
    }

    /// Text.
    #[inline(never)]
    pub fn text(&mut self, text: &str) {
        let _ = self.0.str(text);
    }

    /// Bytes.
    #[inline(never)]
    pub fn bytes(&mut self, bytes: &[u8]) {
        let _ = self.0.bytes(bytes);
    }

    /// Nothing.
    #[inline(never)]
    pub fn nothing(&mut self) {
        let _ = self.0.null();
    }
}
