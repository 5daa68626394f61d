//! What must hold of the contracts beside the vaults: coordinator, fund, reward streams.

mod coordinator;
mod fund;
mod judge;
mod streams;

use cosmwasm_std::Event;

pub use coordinator::{CoordinatorState, RULES as COORDINATOR};
pub use fund::{FundState, RULES as FUND};
pub(crate) use judge::Around;
pub use streams::{StreamsState, VaultStreams, RULES as STREAMS};

/// One contract beside the vaults, one message.
#[derive(Clone, Debug)]
pub struct Turn<S> {
    /// The kind of message.
    pub kind: String,
    /// The contract before it.
    pub before: S,
    /// The contract after it.
    pub after: S,
    /// All that was told, if the message was accepted.
    pub events: Option<Vec<Event>>,
}

/// A rule with its name.
pub struct Rule<S: 'static> {
    /// The rule, as a statement.
    pub name: &'static str,
    /// Fails with what was expected and what came.
    pub check: fn(&Turn<S>) -> Result<(), String>,
}

/// Every step of these contracts, when they are kept.
#[derive(Clone, Debug, Default)]
pub struct Turns {
    /// Of the coordinator.
    pub coordinator: Vec<Turn<CoordinatorState>>,
    /// Of the fund.
    pub fund: Vec<Turn<FundState>>,
    /// Of the streams.
    pub streams: Vec<Turn<StreamsState>>,
}

macro_rules! rules {
    ($($name:ident),* $(,)?) => { &[$($crate::restaking::around::Rule {
        name: stringify!($name),
        check: $name,
    }),*] };
}
pub(crate) use rules;

fn ensure(holds: bool, detail: impl FnOnce() -> String) -> Result<(), String> {
    match holds {
        true => Ok(()),
        false => Err(detail()),
    }
}

impl<S> Turn<S> {
    /// Events of this type.
    fn told<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Event> {
        self.events.iter().flatten().filter(move |event| event.ty == format!("wasm-{name}"))
    }

    /// The sum of an amount over all events of a type.
    fn sum(&self, name: &str, key: &str) -> u128 {
        self.told(name).map(|event| number(event, key)).sum()
    }
}

fn text<'a>(event: &'a Event, key: &str) -> &'a str {
    let found = event.attributes.iter().find(|attribute| attribute.key == key);
    found.map_or("", |attribute| attribute.value.as_str())
}

fn number(event: &Event, key: &str) -> u128 {
    text(event, key).parse().unwrap_or_else(|_| panic!("{} has no {key}", event.ty))
}
