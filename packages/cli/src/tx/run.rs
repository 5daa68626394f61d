//! `weir tx …` from its words to its exit code.

use cosmwasm_std::Coin;
use serde_json::json;

use super::flags::MessageArgs;
use super::outcome;
use super::place::Place;
use super::send::{send, Failure, Sent};
use crate::args::{ChainKind, Exit, Output};
use crate::node::{confirmed, open, BroadcastMode};
use crate::report::format::grouped;

/// Sends a message and says what came of it.
pub fn run(args: &MessageArgs, chain: Option<&ChainKind>, output: Output) -> Exit {
    match sent(args, chain) {
        Ok(sent) => show(&sent, output),
        Err(failure) => complain(&failure),
    }
}

/// Says what went wrong and what to do, on stderr.
pub fn complain(failure: &Failure) -> Exit {
    anstream::eprintln!("weir: {failure}");
    if let Some(hint) = failure.hint() {
        anstream::eprintln!("      {hint}");
    }
    failure.exit()
}

fn sent(args: &MessageArgs, chain: Option<&ChainKind>) -> Result<Sent, Failure> {
    let wait = args.flags.broadcast_mode == BroadcastMode::Block;
    let mut session = open(chain, &args.place.node, wait)?;
    let fee = args.flags.fee(session.gas_price.as_deref())?;
    let call = &args.what.0;
    let settled = call.settled(&Place::new(&*session.node, &args.place))?;
    send(&mut *session.node, call, &settled, &args.flags, &fee, &mut confirmed)
}

fn show(sent: &Sent, output: Output) -> Exit {
    match (sent, output) {
        (Sent::Done { outcome, fee }, Output::Text) => {
            anstream::print!("{}", outcome::text(outcome, fee));
        }
        (Sent::Done { outcome, fee }, Output::Json) => {
            anstream::println!("{}", outcome::json(outcome, fee));
        }
        (Sent::WouldUse { gas, limit, fee }, Output::Text) => {
            let coins = fee.iter().map(Coin::to_string).collect::<Vec<_>>().join(", ");
            let (gas, limit) = (grouped(*gas), grouped(*limit));
            let coins = if coins.is_empty() { "nothing" } else { &coins };
            anstream::println!("it would use {gas} gas; {limit} would be allowed for {coins}");
        }
        (Sent::WouldUse { gas, limit, fee }, Output::Json) => {
            let limit = limit.to_string();
            let shown = json!({ "gas_used": gas.to_string(), "gas_limit": limit, "fee": fee });
            anstream::println!("{shown}");
        }
        // The SDK's own commands take it from here.
        (Sent::Unsigned(tx), _) => anstream::println!("{tx}"),
        (Sent::NotWanted, _) => {
            anstream::eprintln!("weir: nothing was sent");
            return Exit::Usage;
        }
    }
    Exit::Ok
}
