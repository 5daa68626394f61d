//! `weir q …`: what the contracts answer.

mod ask;
mod show;

use clap::Args;

pub use ask::{ask, Told};
pub use show::show;

use crate::args::{ChainKind, Exit, Output};
use crate::node::open;
use crate::tx::{complain, Failure, Place, PlaceArgs};
use crate::words::{Queries, Suite};

/// A query.
#[derive(Debug, Args)]
pub struct QueryArgs {
    /// Where the contracts are.
    #[command(flatten)]
    pub place: PlaceArgs,
    /// What is asked.
    #[command(subcommand)]
    pub what: Queries,
}

/// Asks and shows the answer.
pub fn run(args: &QueryArgs, chain: Option<&ChainKind>, output: Output) -> Exit {
    match answered(args, chain, output) {
        Ok(()) => Exit::Ok,
        Err(failure) => complain(&failure),
    }
}

fn answered(args: &QueryArgs, chain: Option<&ChainKind>, output: Output) -> Result<(), Failure> {
    let session = open(chain, &args.place.node, true)?;
    let place = Place::new(&*session.node, &args.place);
    let Told { answer, kind } = ask(&*session.node, &place, &args.what)?;
    match output {
        Output::Json => anstream::println!("{answer:#}"),
        // What the coin is called is no part of the answer: base units will do.
        Output::Text => {
            let own = matches!(&args.what, Queries::Contract(it) if it.contract.has_own_asset());
            let units = if own { None } else { place.units().ok() };
            anstream::print!("{}", show(&answer, kind.as_ref(), units.as_ref()));
        }
    }
    Ok(())
}
