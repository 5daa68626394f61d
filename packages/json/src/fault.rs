//! Why JSON is not of a type.

/// Why JSON is not of a type, for whom sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(Box<Reason>);

/// Behind one pointer, since every step of reading hands it on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reason {
    text: String,
}

impl Fault {
    fn new(words: &[&str]) -> Self {
        Self(Box::new(Reason { text: words.concat() }))
    }

    /// Something else was expected.
    #[cold]
    pub fn expected(what: &str) -> Self {
        Self::new(&["expected ", what])
    }

    /// A field that must be there is not.
    #[cold]
    pub fn missing_field(name: &str) -> Self {
        Self::new(&["missing field `", name, "`"])
    }

    /// A field is there twice.
    #[cold]
    pub fn duplicate_field(name: &str) -> Self {
        Self::new(&["duplicate field `", name, "`"])
    }

    /// A field that the type does not have.
    #[cold]
    pub fn unknown_field(name: &str, known: &[&str]) -> Self {
        Self::new(&["unknown field `", name, "`, expected one of: ", &known.join(", ")])
    }

    /// A variant that the type does not have.
    #[cold]
    pub fn unknown_variant(name: &str, known: &[&str]) -> Self {
        Self::new(&["unknown variant `", name, "`, expected one of: ", &known.join(", ")])
    }

    /// The same, found in a field.
    #[cold]
    pub fn within(self, field: &str) -> Self {
        Self::new(&[field, ": ", &self.0.text])
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.text)
    }
}

impl std::error::Error for Fault {}
