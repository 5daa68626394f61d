//! `weir devnet`: a chain of several validators on this machine.

mod args;
mod faults;
mod params;
mod profile;
mod show;

use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{json, Value};
use weir_devnet::{Devnet, Error, Interrupt, Options};

pub use args::{DevnetArgs, DevnetCommand, StartArgs};
pub use faults::DevnetFaults;

use crate::args::{Exit, Output};

/// Does what `weir devnet` asks for.
pub fn dispatch(args: DevnetArgs, output: Output) -> Exit {
    let home = args.home.unwrap_or_else(usual_home);
    match answer(&home, &args.name, args.command, output) {
        Ok(()) => Exit::Ok,
        Err(e) => {
            anstream::eprintln!("weir: {e}");
            match e.exit_code() {
                2 => Exit::TransactionFailed,
                4 => Exit::NotReachable,
                _ => Exit::Usage,
            }
        }
    }
}

fn usual_home() -> PathBuf {
    std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default().join(".weir")
}

fn answer(home: &Path, name: &str, command: DevnetCommand, output: Output) -> Result<(), Error> {
    let open = || Devnet::open(home, name);
    let (data, text) = match command {
        DevnetCommand::Start(args) => start(home, name, args)?,
        DevnetCommand::Stop => stop(home, name)?,
        DevnetCommand::Status => show::status(&open()?.status()),
        DevnetCommand::Halt { node } => {
            open()?.halt(&node)?;
            (json!({ "halted": node }), format!("{node} is halted"))
        }
        DevnetCommand::Resume { node } => {
            open()?.resume(&node)?;
            (json!({ "resumed": node }), format!("{node} goes on"))
        }
        DevnetCommand::Unjail { node } => show::unjailed(&node, &open()?.unjail(&node)?),
        DevnetCommand::DoubleSign { node, height } => {
            show::double_signed(&node, &open()?.double_sign(&node, height)?)
        }
        DevnetCommand::Advance { blocks } => {
            let height = open()?.advance(blocks)?;
            (json!({ "height": height }), format!("block {height}"))
        }
    };
    match output {
        Output::Text => anstream::println!("{text}"),
        Output::Json => anstream::println!("{data:#}"),
    }
    Ok(())
}

fn start(home: &Path, name: &str, args: StartArgs) -> Result<(Value, String), Error> {
    let mut options = Options::new(home, name);
    options.validators = args.validators;
    options.base_port = args.base_port;
    options.unbonding_time = args.unbonding_time.as_secs();
    options.api = args.api;
    // Whom docs/plan.example.toml names besides, and who pays for scenarios.
    options.accounts.extend(["deployer", "voter", "admin", "faucet"].map(String::from));
    options.genesis = args.genesis.as_deref().map(patch).transpose()?;
    if let Some(wasmd) = args.wasmd {
        options.wasmd = wasmd;
    }
    let interrupt = Interrupt::default();
    let asked = interrupt.clone();
    if let Err(e) = ctrlc::set_handler(move || asked.set()) {
        anstream::eprintln!("weir: a Ctrl-C will not be noticed: {e}");
    }
    anstream::eprintln!("starting devnet {name} with {} validators", options.validators);
    let began = Instant::now();
    let devnet = Devnet::start(&options, &interrupt)?;
    anstream::eprintln!("block 2 after {:.1} s", began.elapsed().as_secs_f64());
    // A devnet that nobody can reach by its name is none.
    if let Err(error) = profile::remember(home, &devnet) {
        Devnet::stop(home, name)?;
        return Err(error);
    }
    Ok(show::status(&devnet.status()))
}

fn patch(path: &Path) -> Result<Value, Error> {
    let file = |source| Error::File { path: path.to_path_buf(), source };
    let text = std::fs::read_to_string(path).map_err(file)?;
    serde_json::from_str(&text)
        .map_err(|e| Error::Unreadable { path: path.to_path_buf(), reason: e.to_string() })
}

fn stop(home: &Path, name: &str) -> Result<(Value, String), Error> {
    let stopped = Devnet::stop(home, name)?;
    let text = match stopped {
        true => format!("devnet {name} is stopped"),
        false => format!("devnet {name} was not running"),
    };
    Ok((json!({ "stopped": stopped }), text))
}
