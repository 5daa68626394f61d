//! The commands below `weir tx` and `weir q`, and what was written there.

use clap::error::ErrorKind;
use clap::{value_parser, Arg, ArgMatches, Command, FromArgMatches, Subcommand};

use super::command::{along, at, command, kebab, message, Along};
use super::{habits, Call, Contract, Query, Verb};

/// The commands below `weir tx`.
#[derive(Clone, Debug, PartialEq)]
pub struct Transactions(pub Call);

/// The commands below `weir q`.
#[derive(Clone, Debug, PartialEq)]
pub enum Queries {
    /// What a contract answers.
    Contract(Query),
    /// The last batches, each in full.
    Batches {
        /// How many.
        limit: u64,
    },
    /// All requests of an owner.
    Requests {
        /// A key's name or an address.
        owner: String,
    },
}

/// Every message of a contract with what comes along.
fn messages(contract: Contract) -> Vec<(Verb, Along)> {
    let along = |verb: &Verb| {
        if habits::is_funded(contract, &verb.name) {
            return Along::Coins;
        }
        match habits::is_in_its_asset(contract, &verb.name) {
            true => Along::Asset,
            false => Along::Nothing,
        }
    };
    let direct = contract.messages().into_iter().map(|verb| {
        let along = along(&verb);
        (verb, along)
    });
    let with_shares = contract.messages_with_shares().into_iter();
    with_shares.map(|verb| (verb, Along::Shares)).chain(direct).collect()
}

fn message_commands(contract: Contract) -> Vec<Command> {
    let all = messages(contract);
    all.iter().map(|(verb, along)| command(contract, verb, *along)).collect()
}

fn query_commands(contract: Contract) -> Vec<Command> {
    let all = contract.queries();
    all.iter().map(|verb| command(contract, verb, Along::Nothing)).collect()
}

fn everyday(
    commands: fn(Contract) -> Vec<Command>,
    names: &[(&'static str, Contract, &str)],
) -> Vec<Command> {
    let of = |contract| (contract, commands(contract));
    let all = Contract::ALL.map(of);
    let one = |(name, contract, verb): &(&'static str, Contract, &str)| {
        let (_, commands) = all.iter().find(|(of, _)| of == contract)?;
        let found = commands.iter().find(|one| one.get_name() == kebab(verb))?;
        Some(found.clone().name(*name).display_order(0))
    };
    names.iter().filter_map(one).collect()
}

/// With its short name beside that on the wire.
fn aliased(contract: Contract, command: Command) -> Command {
    match habits::alias(contract, &command.get_name().replace('-', "_")) {
        Some(alias) => command.visible_alias(alias),
        None => command,
    }
}

fn augmented(
    command: Command,
    commands: fn(Contract) -> Vec<Command>,
    names: &[(&'static str, Contract, &str)],
) -> Command {
    let contracts = Contract::ALL.map(|contract| {
        Command::new(contract.name())
            .about(contract.about())
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommands(commands(contract).into_iter().map(|command| aliased(contract, command)))
    });
    command
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(everyday(commands, names))
        .subcommands(contracts)
}

fn no_command() -> clap::Error {
    clap::Error::raw(ErrorKind::MissingSubcommand, "what to do is missing\n")
}

/// The contract and the command's name, and what was given to it.
fn chosen<'a>(
    names: &[(&'static str, Contract, &'static str)],
    matches: &'a ArgMatches,
) -> Option<(Contract, String, &'a ArgMatches)> {
    let (name, inner) = matches.subcommand()?;
    if let Some(contract) = Contract::ALL.into_iter().find(|one| one.name() == name) {
        let (verb, inner) = inner.subcommand()?;
        return Some((contract, verb.to_string(), inner));
    }
    let (_, contract, verb) = names.iter().find(|(short, _, _)| *short == name)?;
    Some((*contract, kebab(verb), inner))
}

impl FromArgMatches for Transactions {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let (contract, name, inner) =
            chosen(&habits::EVERYDAY_MESSAGES, matches).ok_or_else(no_command)?;
        let all = messages(contract).into_iter();
        let (verb, with) =
            all.into_iter().find(|(verb, _)| kebab(&verb.name) == name).ok_or_else(no_command)?;
        let written = message(&verb, inner);
        let (at, sent) = (at(contract, inner), along(with, inner));
        Ok(Self(Call { contract, verb, at, written, sent }))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Subcommand for Transactions {
    fn augment_subcommands(command: Command) -> Command {
        augmented(command, message_commands, &habits::EVERYDAY_MESSAGES)
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        Contract::ALL.iter().any(|contract| contract.name() == name)
            || habits::EVERYDAY_MESSAGES.iter().any(|(short, _, _)| *short == name)
    }
}

const BATCHES: &str = "batches";
const REQUESTS: &str = "requests";

impl FromArgMatches for Queries {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        match matches.subcommand() {
            Some((BATCHES, inner)) => {
                let limit = inner.get_one::<u64>("limit").copied().unwrap_or(10);
                return Ok(Self::Batches { limit });
            }
            Some((REQUESTS, inner)) => {
                let owner = inner.get_one::<String>("owner").cloned().unwrap_or_default();
                return Ok(Self::Requests { owner });
            }
            _ => {}
        }
        let (contract, name, inner) =
            chosen(&habits::EVERYDAY_QUERIES, matches).ok_or_else(no_command)?;
        let mut all = contract.queries().into_iter();
        let verb = all.find(|verb| kebab(&verb.name) == name).ok_or_else(no_command)?;
        let written = message(&verb, inner);
        Ok(Self::Contract(Query { contract, verb, at: at(contract, inner), written }))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Subcommand for Queries {
    fn augment_subcommands(command: Command) -> Command {
        let batches = Command::new(BATCHES).about("The last batches, each in full").arg(
            Arg::new("limit")
                .long("limit")
                .help("How many")
                .default_value("10")
                .value_parser(value_parser!(u64)),
        );
        let requests = Command::new(REQUESTS)
            .about("All requests of an owner, with what could be withdrawn now")
            .arg(Arg::new("owner").help("Whose: a key's name or an address").required(true));
        let command = command.subcommand(batches).subcommand(requests);
        augmented(command, query_commands, &habits::EVERYDAY_QUERIES)
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        [BATCHES, REQUESTS].contains(&name)
            || Contract::ALL.iter().any(|contract| contract.name() == name)
            || habits::EVERYDAY_QUERIES.iter().any(|(short, _, _)| *short == name)
    }
}
