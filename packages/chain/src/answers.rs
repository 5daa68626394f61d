//! The events of a transaction as cw-multi-test tells them.

use cosmwasm_std::{Attribute, Event};
use cw_multi_test::AppResponse;

/// The events of a transaction of so many messages, each with its kind and its attributes, by
/// message: a real chain tells them all in one list and writes into each whose it is.
pub fn by_message(
    events: impl IntoIterator<Item = (String, Vec<(String, String)>)>,
    messages: usize,
) -> Vec<AppResponse> {
    let mut answers = vec![AppResponse::default(); messages.max(1)];
    for (kind, attributes) in events {
        let of = attributes.iter().find(|(key, _)| key == "msg_index");
        let of = of.and_then(|(_, index)| index.parse::<usize>().ok()).unwrap_or_default();
        // Keys that begin with an underscore are the chain's own and are not checked here.
        let mut known = Event::new(kind);
        let told = attributes.into_iter().filter(|(key, _)| key != "msg_index");
        known.attributes = told
            .map(|(key, value)| {
                let mut attribute = Attribute::default();
                (attribute.key, attribute.value) = (key, value);
                attribute
            })
            .collect();
        if let Some(answer) = answers.get_mut(of) {
            answer.events.push(known);
        }
    }
    answers
}
