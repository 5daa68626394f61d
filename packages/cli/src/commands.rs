//! What each command does, and with which exit code it ends.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use miette::IntoDiagnostic;

use crate::args::{ChainKind, Cli, Command, Exit, Output, RunArgs};
use crate::report::{write_html, write_json, Report, Trace, Verdict};
use crate::runner::{self, RunError, RunOptions};
use crate::scenario::Scenario;
use crate::terminal::{checked, summary, Bars};
use crate::{deploy, keys};

/// Does what the command line asks for.
pub fn dispatch(cli: Cli) -> Exit {
    let (chain, output) = (cli.chain.as_ref(), cli.output);
    match cli.command {
        Command::Demo(args) => match Scenario::demo() {
            Ok(scenario) => live(&scenario, args.report.as_deref(), &args, output, chain),
            Err(e) => refuse(&e),
        },
        Command::Run { scenarios, run } => each(&scenarios, |scenario, alone| {
            let folder =
                run.report.as_ref().map(|f| if alone { f.clone() } else { f.join(stem(scenario)) });
            live(scenario, folder.as_deref(), &run, output, chain)
        }),
        Command::Check { scenarios } => each(&scenarios, |scenario, _| {
            anstream::println!("{}", checked(scenario));
            Exit::Ok
        }),
        Command::Deploy(args) => deploy::run_deploy(&args, chain, output),
        Command::Verify(args) => deploy::run_verify(&args, chain, output),
        Command::Migrate(args) => deploy::run_migrate(&args, chain, output),
        Command::Addresses(args) => deploy::run_addresses(&args, chain, output),
        Command::Doctor(args) => deploy::run_doctor(&args, chain, output),
        Command::Wait(args) => deploy::run_wait(&args, chain),
        Command::Keys(args) => keys::run(&args, chain, output),
        Command::Devnet(args) => crate::devnet::dispatch(args, cli.output),
        Command::Tx(args) => crate::tx::run(&args, chain, output),
        Command::Q(args) => crate::q::run(&args, chain, output),
        Command::Keeper(args) => crate::keeper::dispatch(&args, chain, output),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "weir", &mut io::stdout());
            Exit::Ok
        }
    }
}

/// Does `f` for each file; the gravest exit code is the answer. Files that cannot be read stop
/// everything before any is run.
fn each(paths: &[PathBuf], f: impl Fn(&Scenario, bool) -> Exit) -> Exit {
    let mut all = Vec::new();
    let mut wrong = false;
    for path in paths {
        match Scenario::from_path(path) {
            Ok(scenario) => all.push(scenario),
            Err(e) => {
                refuse(&e);
                wrong = true;
            }
        }
    }
    if wrong {
        return Exit::Usage;
    }
    let exits = all.iter().map(|s| f(s, all.len() == 1));
    exits.max_by_key(|e| *e as u8).unwrap_or(Exit::Ok)
}

/// Runs one scenario and shows what came of it.
fn live(
    scenario: &Scenario,
    folder: Option<&Path>,
    args: &RunArgs,
    output: Output,
    chain: Option<&ChainKind>,
) -> Exit {
    let (fail_fast, chain) = (args.fail_fast, chain.cloned());
    let options = RunOptions { fail_fast, chain, node: args.on_node.clone() };
    let mut progress = Bars::new(args.quiet);
    let lived = open_trace(folder).map_err(RunError::Io).and_then(|mut trace| {
        let report = runner::run(scenario, &options, &mut progress, &mut trace)?;
        trace.finish()?;
        Ok(report)
    });
    let report = match lived {
        Ok(report) => report,
        Err(e) => {
            anstream::eprintln!("weir: {}: {e}", scenario.file());
            return (&e).into();
        }
    };
    if let Err(e) = show(&report, folder, output) {
        return refuse(&e);
    }
    match report.verdict() {
        Verdict::Passed => Exit::Ok,
        Verdict::TransactionFailed => Exit::TransactionFailed,
        Verdict::ExpectationFailed => Exit::ExpectationFailed,
    }
}

fn open_trace(folder: Option<&Path>) -> io::Result<Trace> {
    let Some(folder) = folder else { return Ok(Trace::none()) };
    std::fs::create_dir_all(folder)?;
    Trace::create(&folder.join("trace.jsonl"))
}

fn show(report: &Report, folder: Option<&Path>, output: Output) -> miette::Result<()> {
    match output {
        Output::Text => anstream::print!("{}", summary(report)),
        Output::Json => {
            let mut out = io::stdout().lock();
            serde_json::to_writer_pretty(&mut out, report).into_diagnostic()?;
            writeln!(out).into_diagnostic()?;
        }
    }
    if let Some(folder) = folder {
        write_json(report, folder).into_diagnostic()?;
        write_html(report, folder).into_diagnostic()?;
        anstream::eprintln!("report: {}", folder.join("report.html").display());
    }
    Ok(())
}

fn stem(scenario: &Scenario) -> String {
    let stem = Path::new(scenario.file()).file_stem();
    stem.map_or("scenario".into(), |s| s.to_string_lossy().into_owned())
}

fn refuse(error: &miette::Report) -> Exit {
    anstream::eprintln!("{error:?}");
    Exit::Usage
}
