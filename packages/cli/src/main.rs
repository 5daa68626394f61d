//! The command line of Weir.

use std::process::ExitCode;

use clap::Parser;
use weir_cli::args::{Cli, Exit};

fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => weir_cli::commands::dispatch(cli).into(),
        // Help and version are no errors; wrong usage is 1, since 2 says that a transaction failed.
        Err(e) => {
            let exit = if e.use_stderr() { Exit::Usage } else { Exit::Ok };
            // Nobody is left to tell when the terminal is gone.
            let _ = e.print();
            exit.into()
        }
    }
}
