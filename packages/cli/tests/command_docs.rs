//! `docs/command-line.md` is made of the commands themselves. `WEIR_UPDATE=1` writes it anew.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test")]

use std::fmt::Write as _;
use std::path::Path;

use clap::{Arg, Command, CommandFactory};
use weir_cli::args::Cli;

const HEAD: &str = "# The command line

Generated from the commands: `WEIR_UPDATE=1 cargo test --workspace --test cli command_docs`.

stdout is data, stderr is progress and problems. Exit codes: 0 all is well, 1 usage, 2 a transaction failed or a contract refused, 3 an expectation or an invariant failed, 4 the chain is not reachable.

Every message and query of a contract is a command below `weir tx` and `weir q`, named as on the wire with hyphens; what it must be given follows in order, the rest are options. Those of every day can be had without the contract's name (`weir tx bond`, `weir q rate`). Written are

- amounts: base units (`1500000`, `1500000uatom`) or whole coins (`1.5atom`, shares `1.5wATOM`), where the denomination and its decimals say what a whole coin is called (`u` with 6, `a` with 18);
- shares of a whole: `0.05` or `5%`;
- lists: `a,b` or the option several times; things of several parts `cosmosvaloper1…:10`, apart by spaces;
- moments: `never`, `height:N`, seconds since 1970, or `2027-01-31T12:00:00Z`;
- bytes: JSON as it is, `base64:…`, `hex:…`, or `@FILE`;
- accounts: an address, or the name of a key;
- assets of vaults: `cw20:ADDRESS` or `native:DENOM`;
- the vault that is meant: its address, first of all (`weir tx vault deposit VAULT 5`, `weir q vault books VAULT`). Amounts of the restaking contracts are of the vault's or the fund's asset, and so in base units without a name; what is sent along may name it (`1.5wATOM`, `5uatom`);
- where leaving an option out would take something away, it must be said: `none`.

A refusal is told in the contract's own words ([errors.md](errors.md)) with what to do next, where that is known.
";

fn page() -> String {
    let mut cli = Cli::command();
    cli.build();
    let mut page = HEAD.to_string();
    let _ = write!(page, "\n## Everywhere\n\n");
    options(&mut page, cli.get_arguments().filter(|arg| arg.is_global_set()));
    for command in cli.get_subcommands().filter(|one| one.get_name() != "help") {
        section(&mut page, command, "weir", 2, &[&cli]);
    }
    page
}

fn section(page: &mut String, command: &Command, path: &str, depth: usize, above: &[&Command]) {
    let path = format!("{path} {}", command.get_name());
    let about = command.get_long_about().or(command.get_about());
    let about = about.map(ToString::to_string).unwrap_or_default();
    let _ = write!(page, "\n{} `{path}`\n\n", "#".repeat(depth.min(4)));
    let aliases: Vec<_> = command.get_visible_aliases().collect();
    if !aliases.is_empty() {
        let _ = write!(page, "Also `{}`. ", aliases.join("`, `"));
    }
    let _ = writeln!(page, "{}", about.trim().trim_end_matches('.').to_string() + ".");
    let inherited = |arg: &&Arg| {
        above.iter().any(|one| one.get_arguments().any(|known| known.get_id() == arg.get_id()))
    };
    let own: Vec<&Arg> = command
        .get_arguments()
        .filter(|arg| !inherited(arg) && !["help", "version"].contains(&arg.get_id().as_str()))
        .collect();
    if !own.is_empty() {
        page.push('\n');
        options(page, own.into_iter());
    }
    let above: Vec<&Command> = above.iter().copied().chain([command]).collect();
    for inner in command.get_subcommands().filter(|one| one.get_name() != "help") {
        section(page, inner, &path, depth + 1, &above);
    }
}

fn options<'a>(page: &mut String, args: impl Iterator<Item = &'a Arg>) {
    for arg in args {
        let names = arg.get_value_names().unwrap_or_default();
        let value = match arg.get_action().takes_values() {
            true => names.iter().map(|name| format!("<{name}>")).collect::<Vec<_>>().join(" "),
            false => String::new(),
        };
        let many =
            if arg.get_num_args().is_some_and(|range| range.max_values() > 1) { "…" } else { "" };
        let mut word = match (arg.get_short(), arg.get_long()) {
            (Some(short), Some(long)) => format!("-{short}, --{long} {value}"),
            (None, Some(long)) => format!("--{long} {value}"),
            _ => value,
        };
        word = word.trim().to_string() + many;
        let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        help = help.trim_end_matches('.').to_string();
        let default: Vec<_> =
            arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        let shown =
            !default.is_empty() && !default[0].is_empty() && arg.get_action().takes_values();
        if shown {
            let _ = write!(help, " (`{}`)", default.join(","));
        }
        let _ = writeln!(page, "- `{word}`: {help}");
    }
}

#[test]
fn the_page_is_what_the_commands_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/command-line.md");
    let made = page();
    if std::env::var_os("WEIR_UPDATE").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == made, "docs/command-line.md is old: WEIR_UPDATE=1 makes it new");
}
