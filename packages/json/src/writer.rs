//! JSON that is written.

use std::fmt::Write;

use cosmwasm_std::{Binary, StdError};

use crate::{Failure, Json};

/// JSON that is written: text without spaces, as [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)
/// has it and serde writes it.
#[derive(Debug, Default)]
pub struct JsonWriter {
    text: String,
    /// Whether the object or list that is open has something in it.
    filled: bool,
    refused: Option<&'static str>,
}

impl JsonWriter {
    /// The beginning of an object.
    #[inline(never)]
    pub fn begin(&mut self) {
        self.open("{");
    }

    /// The name of a field, whose value is next.
    #[inline(never)]
    pub fn field(&mut self, name: &str) {
        self.item();
        self.plain(name);
        self.text.push(':');
    }

    /// The end of an object.
    #[inline(never)]
    pub fn end(&mut self) {
        self.close("}");
    }

    /// The name of a variant: an object with one field. Its content is next, then the object's end.
    #[inline(never)]
    pub fn variant(&mut self, name: &str) {
        self.begin();
        self.field(name);
    }

    /// A field with its value.
    pub fn put<T: Json>(&mut self, name: &str, value: &T) {
        self.field(name);
        value.write(self);
    }

    /// A variant with its content.
    pub fn put_variant<T: Json>(&mut self, name: &str, content: &T) {
        self.variant(name);
        content.write(self);
        self.end();
    }

    /// A list.
    pub fn list<T: Json>(&mut self, items: &[T]) {
        self.list_of(items, T::write);
    }

    /// A list of what is written in this way.
    pub fn list_of<T>(&mut self, items: &[T], write: fn(&T, &mut Self)) {
        self.begin_list();
        for item in items {
            self.item();
            write(item, self);
        }
        self.end_list();
    }

    /// The beginning of a list.
    #[inline(never)]
    pub fn begin_list(&mut self) {
        self.open("[");
    }

    /// An item of a list is next.
    #[inline(never)]
    pub fn item(&mut self) {
        if self.filled {
            self.text.push(',');
        }
        self.filled = true;
    }

    /// The end of a list.
    #[inline(never)]
    pub fn end_list(&mut self) {
        self.close("]");
    }

    /// Text in which nothing is to be escaped.
    #[inline(never)]
    pub fn plain(&mut self, text: &str) {
        self.text.push('"');
        self.text.push_str(text);
        self.text.push('"');
    }

    /// Text.
    #[inline(never)]
    pub fn string(&mut self, text: &str) {
        self.text.push('"');
        for letter in text.chars() {
            let short = match letter {
                '"' => '"',
                '\\' => '\\',
                '\n' => 'n',
                '\r' => 'r',
                '\t' => 't',
                '\u{8}' => 'b',
                '\u{c}' => 'f',
                '\0'..='\u{1f}' => {
                    self.text.push_str("\\u00");
                    for digit in [u32::from(letter) >> 4, u32::from(letter) & 15] {
                        self.text.extend(char::from_digit(digit, 16));
                    }
                    continue;
                }
                _ => {
                    self.text.push(letter);
                    continue;
                }
            };
            self.text.push('\\');
            self.text.push(short);
        }
        self.text.push('"');
    }

    /// A number.
    #[inline(never)]
    pub fn number(&mut self, number: u64) {
        // Text takes whatever is written.
        let _ = write!(self.text, "{number}");
    }

    /// A number below 0.
    pub fn negative(&mut self, number: i64) {
        let _ = write!(self.text, "{number}");
    }

    /// True or false.
    #[inline(never)]
    pub fn flag(&mut self, flag: bool) {
        self.text.push_str(if flag { "true" } else { "false" });
    }

    /// Nothing.
    #[inline(never)]
    pub fn null(&mut self) {
        self.text.push_str("null");
    }

    /// The text, of what is no question and no message to the chain: all of that can be written.
    pub(crate) fn into_binary(self) -> Binary {
        self.text.into_bytes().into()
    }

    /// Something of this kind cannot be written: nothing is, in the end.
    #[cold]
    pub(crate) fn refuse(&mut self, what: &'static str) {
        self.refused = Some(what);
    }

    /// The text.
    ///
    /// # Errors
    /// When something could not be written.
    pub fn finish(self) -> Result<Vec<u8>, Failure> {
        match self.refused {
            None => Ok(self.text.into_bytes()),
            Some(what) => {
                let words = ["a ", what, " of a kind that no contract here has"];
                Err(StdError::generic_err(words.concat()).into())
            }
        }
    }

    fn open(&mut self, bracket: &str) {
        self.text.push_str(bracket);
        self.filled = false;
    }

    fn close(&mut self, bracket: &str) {
        self.text.push_str(bracket);
        self.filled = true;
    }
}
