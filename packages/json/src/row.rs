//! What a stored row is: [CBOR](https://www.rfc-editor.org/rfc/rfc8949.html), since a chain charges
//! for every byte that is read and written. No message is written so.
//!
//! Of CBOR there is what rows need: whole numbers from 0, bytes, text, lists of known length, true,
//! false, null. A library for all of it is five times the code, in every contract; a test reads and
//! writes with one what is read and written here.

use crate::Fault;

/// A type that is stored. Derived, a struct is the list of its fields in their order; a variant is its
/// number, counted from 0 in the order of the variants, or the list of its number and its content.
pub trait Row: Sized {
    /// Reads one. What cannot be read is noted in the reader, which then reads nothing but zeros, so
    /// that a type has no code for it.
    fn read(reader: &mut Reader<'_>) -> Self;

    /// Writes it.
    fn write(&self, writer: &mut Writer);
}

/// The bytes of a row.
pub fn pack(row: &impl Row) -> Vec<u8> {
    let mut writer = Writer(Vec::new());
    row.write(&mut writer);
    writer.0
}

/// The row of these bytes.
///
/// # Errors
/// [`Fault`] when they are not one of this type and nothing else.
pub fn unpack<T: Row>(bytes: &[u8]) -> Result<T, Fault> {
    let mut reader = Reader { rest: bytes, fault: None };
    let row = T::read(&mut reader);
    reader.end().map(|()| row)
}

// The kinds of CBOR: the upper three bits of the first byte.
const NUMBER: u8 = 0;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const LIST: u8 = 4;
const TAG: u8 = 6;
const SIMPLE: u8 = 7;

/// The tag of bytes that are a number, the most significant first.
const WIDE: u64 = 2;

const FALSE: u64 = 20;
const TRUE: u64 = 21;
const NULL: u64 = 22;

/// A row that is read.
#[derive(Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    fault: Option<&'static str>,
}

impl<'a> Reader<'a> {
    /// The beginning of a list of exactly so many items.
    #[inline(never)]
    pub fn list(&mut self, items: u64) {
        if self.of_kind(LIST, "a list") != items {
            self.fail("a list of another length");
        }
    }

    /// The beginning of a list: how many items follow.
    #[inline(never)]
    pub fn items(&mut self) -> u64 {
        let items = self.of_kind(LIST, "a list");
        // An item is a byte at least.
        if items > self.rest.len() as u64 {
            self.fail("a list that is all there");
            return 0;
        }
        items
    }

    /// The number of a variant, its content next; of each it is said whether it has any.
    #[inline(never)]
    pub fn variant(&mut self, contents: &[bool]) -> u64 {
        let content = self.rest.first().is_some_and(|first| first >> 5 == LIST);
        if content {
            self.list(2);
        }
        let number = self.number(u32::MAX.into());
        if contents.get(number as usize) != Some(&content) {
            self.fail("a variant");
            return 0;
        }
        number
    }

    /// A number of at most this.
    #[inline(never)]
    pub fn number(&mut self, max: u64) -> u64 {
        let number = self.of_kind(NUMBER, "a number");
        if number > max {
            self.fail("a smaller number");
            return 0;
        }
        number
    }

    /// A number of 128 bits.
    #[inline(never)]
    pub fn wide(&mut self) -> u128 {
        let (kind, number) = self.head();
        match (kind, number) {
            (NUMBER, _) => number.into(),
            (TAG, WIDE) => {
                let bytes = self.bytes();
                if bytes.len() > 16 {
                    self.fail("a number of 128 bits");
                    return 0;
                }
                bytes.iter().fold(0, |number, byte| number << 8 | u128::from(*byte))
            }
            _ => {
                self.fail("a number");
                0
            }
        }
    }

    /// True or false.
    #[inline(never)]
    pub fn flag(&mut self) -> bool {
        match self.of_kind(SIMPLE, "true or false") {
            TRUE => true,
            FALSE => false,
            _ => {
                self.fail("true or false");
                false
            }
        }
    }

    /// Text.
    #[inline(never)]
    pub fn text(&mut self) -> &'a str {
        let length = self.of_kind(TEXT, "text");
        let bytes = self.take(length);
        std::str::from_utf8(bytes).unwrap_or_else(|_| {
            self.fail("text in UTF-8");
            ""
        })
    }

    /// Bytes.
    #[inline(never)]
    pub fn bytes(&mut self) -> &'a [u8] {
        let length = self.of_kind(BYTES, "bytes");
        self.take(length)
    }

    /// Whether nothing is there; if so, that is read.
    #[inline(never)]
    pub fn nothing(&mut self) -> bool {
        match self.rest.split_first() {
            Some((first, rest)) if *first == SIMPLE << 5 | NULL as u8 => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// Whatever comes next.
    #[inline(never)]
    pub fn skip(&mut self) {
        match self.head() {
            (NUMBER | SIMPLE, _) => {}
            (BYTES | TEXT, length) => {
                self.take(length);
            }
            (LIST, items) => {
                for _ in 0..items {
                    if self.fault.is_some() {
                        return;
                    }
                    self.skip();
                }
            }
            (TAG, _) => self.skip(),
            _ => self.fail("what a row is made of"),
        }
    }

    /// Notes that something else was expected. Nothing is left to read then.
    #[cold]
    #[inline(never)]
    pub fn fail(&mut self, expected: &'static str) {
        self.fault.get_or_insert(expected);
        self.rest = &[];
    }

    /// The number that comes with this kind.
    #[inline(never)]
    fn of_kind(&mut self, kind: u8, expected: &'static str) -> u64 {
        let (found, number) = self.head();
        if found != kind {
            self.fail(expected);
            return 0;
        }
        number
    }

    /// The next kind and the number with it: in the lower five bits, or in 1, 2, 4, 8 bytes that follow.
    #[inline(never)]
    fn head(&mut self) -> (u8, u64) {
        let [first] = self.take(1) else { return (NUMBER, 0) };
        let number = match first & 31 {
            small @ 0..=23 => small.into(),
            width @ 24..=27 => {
                let bytes = self.take(1 << (width & 3));
                bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
            }
            _ => {
                self.fail("a number of at most 64 bits");
                0
            }
        };
        (first >> 5, number)
    }

    #[inline(never)]
    fn take(&mut self, length: u64) -> &'a [u8] {
        let length = usize::try_from(length).ok();
        match length.and_then(|length| self.rest.split_at_checked(length)) {
            Some((taken, rest)) => {
                self.rest = rest;
                taken
            }
            None => {
                self.fail("more");
                &[]
            }
        }
    }

    #[inline(never)]
    fn end(self) -> Result<(), Fault> {
        match self.fault {
            Some(expected) => Err(Fault::expected(expected)),
            None if self.rest.is_empty() => Ok(()),
            None => Err(Fault::expected("the end of the row")),
        }
    }
}

/// A row that is written.
#[derive(Debug)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// The beginning of a list of so many items.
    #[inline(never)]
    pub fn list(&mut self, items: usize) {
        self.head(LIST, items as u64);
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
        self.head(NUMBER, number);
    }

    /// A number of 128 bits.
    #[inline(never)]
    pub fn wide(&mut self, number: u128) {
        if let Ok(number) = u64::try_from(number) {
            return self.number(number);
        }
        self.head(TAG, WIDE);
        self.bytes(significant(&number.to_be_bytes()));
    }

    /// True or false.
    #[inline(never)]
    pub fn flag(&mut self, flag: bool) {
        self.head(SIMPLE, if flag { TRUE } else { FALSE });
    }

    /// Text.
    #[inline(never)]
    pub fn text(&mut self, text: &str) {
        self.head(TEXT, text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Bytes.
    #[inline(never)]
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.head(BYTES, bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    /// Nothing.
    #[inline(never)]
    pub fn nothing(&mut self) {
        self.head(SIMPLE, NULL);
    }

    /// A kind and the number with it, as short as it can be.
    #[inline(never)]
    fn head(&mut self, kind: u8, number: u64) {
        let all = number.to_be_bytes();
        let (small, bytes): (u8, &[u8]) = match (number, &all) {
            (0..=23, [.., last]) => (*last, &[]),
            (0..=0xff, [_, _, _, _, _, _, _, rest @ ..]) => (24, rest),
            (0..=0xffff, [_, _, _, _, _, _, rest @ ..]) => (25, rest),
            (0..=0xffff_ffff, [_, _, _, _, rest @ ..]) => (26, rest),
            (_, all) => (27, all),
        };
        self.0.push(kind << 5 | small);
        self.0.extend_from_slice(bytes);
    }
}

/// Bytes without leading zeros.
pub(crate) fn significant(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}
