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
    /// In these words.
    #[cold]
    pub(crate) fn of(words: &[&str]) -> Self {
        Self(Box::new(Reason { text: words.concat() }))
    }

    /// Something else was expected.
    #[cold]
    pub(crate) fn expected(what: &str) -> Self {
        Self::of(&["expected ", what])
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.text)
    }
}

impl std::error::Error for Fault {}
