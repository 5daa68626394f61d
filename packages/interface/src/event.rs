//! How an event is declared: one struct, its name on the wire, and its documentation as data.

use cosmwasm_std::Event;

/// What the reference page says of one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventDoc {
    /// Its type as a contract emits it; the chain puts `wasm-` before it.
    pub name: &'static str,
    /// What happened.
    pub doc: &'static str,
    /// Its attributes and what each means.
    pub fields: &'static [(&'static str, &'static str)],
}

/// An event that can say what it is.
pub trait Described {
    /// Its entry in the reference.
    const DOC: EventDoc;
}

/// An event with its attributes.
pub(crate) fn event(name: &str, attributes: &[(&str, &dyn std::fmt::Display)]) -> Event {
    let mut event = Event::new(name);
    for (key, value) in attributes {
        event = event.add_attribute(*key, value.to_string());
    }
    event
}

/// Declares event structs with their names, docs and the conversion to an [`Event`].
macro_rules! events {
    ($($(#[doc = $doc:literal])+ $name:ident = $wire:literal {
        $($(#[doc = $field_doc:literal])+ $field:ident: $type:ty,)*
    })*) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub struct $name {
                $($(#[doc = $field_doc])+ pub $field: $type,)*
            }

            impl $crate::Described for $name {
                const DOC: $crate::EventDoc = $crate::EventDoc {
                    name: $wire,
                    doc: concat!($($doc),+),
                    fields: &[$((stringify!($field), concat!($($field_doc),+)),)*],
                };
            }

            impl From<$name> for cosmwasm_std::Event {
                fn from(event: $name) -> Self {
                    $crate::event::event($wire, &[$((stringify!($field), &event.$field)),*])
                }
            }
        )*

        /// Every event of this contract, for the reference.
        pub const ALL: &[$crate::EventDoc] = &[$(<$name as $crate::Described>::DOC),*];
    };
}

pub(crate) use events;
