//! What is wrong with a scenario, shown at its line and column.

use std::ops::Range;
use std::sync::Arc;

use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;

use super::suggest::nearest;

/// Something wrong at a place in a scenario.
#[derive(Debug, Error, Diagnostic)]
#[error("{message}")]
pub struct Problem {
    message: String,
    #[help]
    help: Option<String>,
    #[source_code]
    source_code: NamedSource<Arc<String>>,
    #[label("{label}")]
    span: SourceSpan,
    label: String,
}

impl Problem {
    pub(super) fn new(
        source: &NamedSource<Arc<String>>,
        span: Range<usize>,
        message: impl Into<String>,
        help: Option<String>,
    ) -> Self {
        Self {
            message: message.into(),
            help,
            source_code: source.clone(),
            span: span.into(),
            label: "here".into(),
        }
    }

    /// A refusal of the TOML reader, in our words.
    pub(super) fn from_toml(source: &NamedSource<Arc<String>>, error: &toml::de::Error) -> Self {
        let (message, help) = reword(error.message());
        Self::new(source, error.span().unwrap_or(0..0), message, help)
    }
}

/// Turns serde's list of expected words into a suggestion, and moves hints into the help.
fn reword(text: &str) -> (String, Option<String>) {
    let quoted =
        |s: &str| -> Vec<String> { s.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    for (kind, ours) in [("unknown field ", "unknown key"), ("unknown variant ", "unknown word")] {
        let Some(rest) = text.strip_prefix(kind) else { continue };
        let words = quoted(rest);
        let Some((word, known)) = words.split_first() else { continue };
        let list = known.join(", ");
        let help = match nearest(word, known.iter().map(String::as_str)) {
            Some(meant) => format!("did you mean `{meant}`? Known here: {list}"),
            None => format!("known here: {list}"),
        };
        return (format!("{ours} `{word}`"), Some(help));
    }
    if let Some((message, meant)) = text.split_once(": did you mean ") {
        return (message.to_owned(), Some(format!("did you mean {meant}")));
    }
    if let Some(word) = text.strip_prefix("missing field ") {
        return (format!("the key {word} is missing"), None);
    }
    (text.to_owned(), None)
}
