//! Commands of the command line, made of variants of messages.

use clap::builder::ArgPredicate;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{json, Map, Value};

use super::amount::{Amount, Coins};
use super::value::{form, parse};
use super::{habits, Contract, Field, Kind, Sent, Verb};

/// The coins that come with a message.
const COINS: &str = "along.coins";
/// Shares that are sent.
const SHARES: &str = "along.shares";
/// What is sent of the contract's own asset.
const ASSET: &str = "along.asset";
/// Which of many contracts it is for.
const AT: &str = "along.at";
/// The only thing a message carries, when it has no name.
const VALUE: &str = "value";

/// A field among the command's other options.
fn id(name: &str) -> String {
    format!("message.{name}")
}

/// What comes along with a message, before its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// Nothing.
    Nothing,
    /// Coins.
    Coins,
    /// Shares, sent by way of the token.
    Shares,
    /// The contract's own asset: coins, or sent by way of its token.
    Asset,
}

/// The command's name: the wire's with hyphens.
pub fn kebab(name: &str) -> String {
    name.replace('_', "-")
}

/// The command for a variant.
pub fn command(contract: Contract, verb: &Verb, along: Along) -> Command {
    let mut command = named(&kebab(&verb.name), verb);
    if contract.is_one_of_many() {
        let name = contract.name();
        command = command.arg(
            Arg::new(AT)
                .help(format!("The address of the {name} that is meant"))
                .value_name(name.to_uppercase())
                .required(true),
        );
    }
    let command = match along {
        Along::Nothing => command,
        Along::Coins => command.arg(
            Arg::new(COINS)
                .help("What is sent along: base units (`1500000uatom`) or whole coins (`1.5atom`)")
                .value_name("COINS")
                .required(true)
                .value_parser(|text: &str| Coins::parse(text)),
        ),
        Along::Shares => {
            let kind = Kind::Units(super::Of::Shares);
            command.arg(
                Arg::new(SHARES)
                    .help("How many shares: base units, or whole ones with the token's ticker")
                    .value_name("SHARES")
                    .required(true)
                    .value_parser(move |text: &str| parse(&kind, text)),
            )
        }
        Along::Asset => command.arg(
            Arg::new(ASSET)
                .help("How much of the contract's asset is sent along, as coins or by way of its token: base units, or with the unit of the suite's coin or token")
                .value_name("ASSETS")
                .required(true)
                .value_parser(|text: &str| Amount::parse(text)),
        ),
    };
    match &verb.content {
        None => command,
        Some(Kind::Record(fields)) => command.args(args(contract, verb, fields)),
        Some(Kind::OneOf(variants)) => within(command, variants),
        Some(kind) => command.arg(word(VALUE, kind, "Which").required(true)),
    }
}

fn named(name: &str, verb: &Verb) -> Command {
    let first = verb.about.split_inclusive(". ").next().unwrap_or_default();
    let first = first.trim_end().trim_end_matches('.').to_string();
    Command::new(name.to_string()).about(first).long_about(verb.about.clone())
}

fn within(command: Command, variants: &[Verb]) -> Command {
    let inner = variants.iter().map(|variant| {
        let name = kebab(&variant.name);
        let mut inner = named(&name, variant);
        // `ownership transfer-ownership` says it twice.
        if let Some(short) = name.strip_suffix("-ownership") {
            inner = inner.visible_alias(short.to_string());
        }
        match &variant.content {
            None => inner,
            Some(Kind::Record(fields)) => {
                inner.args(fields.iter().map(|field| arg(field, false, None)))
            }
            Some(Kind::OneOf(variants)) => within(inner, variants),
            Some(kind) => inner.arg(word(VALUE, kind, "What").required(true)),
        }
    });
    command.subcommand_required(true).arg_required_else_help(true).subcommands(inner)
}

fn args(contract: Contract, verb: &Verb, fields: &[Field]) -> Vec<Arg> {
    let said = habits::all_said(contract, &verb.name);
    let mut args = vec![];
    for (field, group) in flat(fields) {
        let usual = habits::is_token_address(contract, &verb.name, &field.name);
        args.push(match usual {
            true => arg(&Field { required: false, ..field.clone() }, false, None),
            false => arg(field, said, group),
        });
    }
    args
}

/// Fields, those of a group among them, each of these with its group.
fn flat(fields: &[Field]) -> impl Iterator<Item = (&Field, Option<&Field>)> {
    fields.iter().flat_map(|field| {
        let (inner, group) = match &field.kind {
            Kind::Record(inner) => (inner.as_slice(), Some(field)),
            _ => (std::slice::from_ref(field), None),
        };
        inner.iter().map(move |field| (field, group))
    })
}

/// What a group asks for where any of it is given.
fn required_of(group: &Field) -> Vec<String> {
    let Kind::Record(inner) = &group.kind else { return vec![] };
    inner.iter().filter(|field| field.required).map(|field| id(&field.name)).collect()
}

/// What is required follows in order, unless it is one of a group, which is too much to remember. A
/// group that may be left out is given whole or not at all.
fn arg(field: &Field, said: bool, group: Option<&Field>) -> Arg {
    let name = field.name.replace('_', " ");
    // Types of other crates say less of themselves.
    let about = if field.about.is_empty() { &name } else { field.about.trim_end_matches('.') };
    let arg = if said && !field.required {
        word_or_none(field)
    } else {
        word(&field.name, &field.kind, about)
    };
    if field.required && group.is_none() {
        return arg.required(true);
    }
    let arg = arg.long(habits::option(&field.name));
    match group {
        Some(group) if !group.required => arg.requires_ifs(
            required_of(group)
                .into_iter()
                .filter(|other| *other != id(&field.name))
                .map(|other| (ArgPredicate::IsPresent, other)),
        ),
        _ => arg.required(said || field.required),
    }
}

fn word(name: &str, kind: &Kind, about: &str) -> Arg {
    let of = kind.clone();
    let arg = Arg::new(id(name))
        .help(about.to_string())
        .value_name(form(kind, name))
        .value_parser(move |text: &str| parse(&of, text));
    match kind {
        Kind::List(item) => {
            let arg = arg.action(ArgAction::Append).num_args(1..);
            // What consists of several things may have commas in it.
            match **item {
                Kind::Record(_) | Kind::Tuple(_) => arg,
                _ => arg.value_delimiter(','),
            }
        }
        _ => arg,
    }
}

fn word_or_none(field: &Field) -> Arg {
    let of = field.kind.clone();
    Arg::new(id(&field.name))
        .help(format!("{}; `none` for nobody or nothing", field.about.trim_end_matches('.')))
        .value_name(format!("{}|none", form(&field.kind, &field.name)))
        .value_parser(move |text: &str| match text {
            "none" => Ok(Value::Null),
            text => parse(&of, text),
        })
}

/// What came along, as it was written.
pub fn along(along: Along, matches: &ArgMatches) -> Sent {
    let sent = match along {
        Along::Nothing => None,
        Along::Coins => matches.get_one::<Coins>(COINS).cloned().map(Sent::Coins),
        Along::Shares => matches.get_one::<Value>(SHARES).cloned().map(Sent::Shares),
        Along::Asset => matches.get_one::<Amount>(ASSET).cloned().map(Sent::Asset),
    };
    sent.unwrap_or(Sent::Nothing)
}

/// Which of many contracts is meant.
pub fn at(contract: Contract, matches: &ArgMatches) -> Option<String> {
    match contract.is_one_of_many() {
        true => matches.get_one::<String>(AT).cloned(),
        false => None,
    }
}

/// The message that was written, amounts as they were written.
pub fn message(verb: &Verb, matches: &ArgMatches) -> Value {
    match content(verb.content.as_ref(), matches) {
        None => Value::String(verb.name.clone()),
        Some(content) => json!({ verb.name.clone(): content }),
    }
}

fn content(kind: Option<&Kind>, matches: &ArgMatches) -> Option<Value> {
    Some(match kind? {
        Kind::Record(fields) => record(fields, matches).into(),
        Kind::OneOf(variants) => {
            let (name, inner) = matches.subcommand()?;
            let variant = variants.iter().find(|variant| kebab(&variant.name) == name)?;
            message(variant, inner)
        }
        kind => one(VALUE, kind, matches)?,
    })
}

fn record(fields: &[Field], matches: &ArgMatches) -> Map<String, Value> {
    let mut values = Map::new();
    for field in fields {
        let value = match &field.kind {
            Kind::Record(inner) => {
                let group = record(inner, matches);
                (field.required || !group.is_empty()).then(|| group.into())
            }
            kind => one(&field.name, kind, matches),
        };
        if let Some(value) = value {
            values.insert(field.name.clone(), value);
        }
    }
    values
}

fn one(name: &str, kind: &Kind, matches: &ArgMatches) -> Option<Value> {
    let given: Vec<Value> = matches.get_many::<Value>(&id(name))?.cloned().collect();
    match kind {
        // Each word was read as a list of one.
        Kind::List(_) => Some(
            given
                .into_iter()
                .flat_map(|item| match item {
                    Value::Array(items) => items,
                    other => vec![other],
                })
                .collect(),
        ),
        _ => given.into_iter().next(),
    }
}
