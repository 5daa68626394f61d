//! Every message and query of every contract can be written on the command line, and is what was
//! written.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeSet;
use std::path::Path;

use clap::{CommandFactory, Parser};
use serde_json::Value;
use weir_cli::args::{Cli, Command};
use weir_cli::words::{CallError, Contract, Queries, Suite, UnitError, Units};
use weir_interface::restaking::Asset;

/// Contracts by the names of their schemas.
const SCHEMAS: [(Contract, &str); 8] = [
    (Contract::Hub, "staking-hub"),
    (Contract::Token, "staking-token"),
    (Contract::Registry, "validator-registry"),
    (Contract::Distributor, "reward-distributor"),
    (Contract::Services, "service-registry"),
    (Contract::Vault, "restaking-vault"),
    (Contract::Coordinator, "slash-coordinator"),
    (Contract::Fund, "insurance-fund"),
];

fn schema(name: &str, part: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema");
    let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()[part].clone()
}

/// Variants of a schema with the names of their fields; fields that mean nothing here are left out.
fn variants(schema: &Value) -> Vec<(String, Vec<String>)> {
    let mut all = vec![];
    for one in schema["oneOf"].as_array().unwrap() {
        for name in one["enum"].as_array().into_iter().flatten() {
            all.push((name.as_str().unwrap().to_string(), vec![]));
        }
        for (name, content) in one["properties"].as_object().into_iter().flatten() {
            let fields = content["properties"].as_object().into_iter().flatten();
            let is_foreign = |field: &Value| field.to_string().contains("PeerField");
            let name_of = |field: &Value| {
                let one = ["allOf", "anyOf"].map(|key| field[key][0]["$ref"].clone());
                one.iter().find_map(|name| name.as_str().map(str::to_string))
            };
            let of = |field: &Value| match name_of(field) {
                Some(path) => schema["definitions"][path.rsplit('/').next().unwrap()].clone(),
                None => Value::Null,
            };
            let mut names = vec![];
            for (name, field) in fields.filter(|(_, field)| !is_foreign(field)) {
                // A group of parameters: each is an option of its own.
                match of(field)["properties"].as_object() {
                    Some(inner) => names.extend(inner.keys().cloned()),
                    None => names.push(name.clone()),
                }
            }
            all.push((name.clone(), names));
        }
    }
    all
}

fn kebab(name: &str) -> String {
    name.replace('_', "-")
}

/// Checks a part of every schema against the commands below `root`.
fn every_variant_has_a_command(root: &str, part: &str) {
    let cli = Cli::command();
    let root = cli.find_subcommand(root).unwrap();
    for (contract, name) in SCHEMAS {
        let commands = root.find_subcommand(contract.name()).unwrap();
        let all = variants(&schema(name, part));
        assert!(all.len() > 5, "{name}: {all:?}");
        for (variant, fields) in all {
            let command = commands.find_subcommand(kebab(&variant));
            let command = command.unwrap_or_else(|| panic!("no command for {name} {variant}"));
            let has = |field: &String| {
                let id = format!("message.{field}");
                command.get_arguments().any(|arg| arg.get_id().as_str() == id)
            };
            let missing: Vec<_> = fields.iter().filter(|field| !has(field)).collect();
            assert!(missing.is_empty(), "{name} {variant} has no option for {missing:?}");
        }
    }
}

#[test]
fn every_message_of_every_contract_has_a_command() {
    every_variant_has_a_command("tx", "execute");
}

#[test]
fn every_query_of_every_contract_has_a_command() {
    every_variant_has_a_command("q", "query");
}

#[test]
fn what_comes_with_shares_has_a_command_at_the_hub() {
    let cli = Cli::command();
    let hub = cli.find_subcommand("tx").unwrap().find_subcommand("hub").unwrap();
    for verb in Contract::Hub.messages_with_shares() {
        assert!(hub.find_subcommand(kebab(&verb.name)).is_some(), "{}", verb.name);
    }
}

#[test]
fn every_command_says_what_it_does() {
    fn look(command: &clap::Command, path: &str) {
        for inner in command.get_subcommands().filter(|one| one.get_name() != "help") {
            let path = format!("{path} {}", inner.get_name());
            assert!(inner.get_about().is_some_and(|about| !about.to_string().is_empty()), "{path}");
            for arg in inner.get_arguments() {
                let told = arg.get_help().is_some_and(|help| !help.to_string().is_empty());
                assert!(told, "{path}: {}", arg.get_id());
            }
            look(inner, &path);
        }
    }
    let cli = Cli::command();
    cli.clone().debug_assert();
    look(cli.find_subcommand("tx").unwrap(), "tx");
    look(cli.find_subcommand("q").unwrap(), "q");
}

struct World;

impl Suite for World {
    fn address(&self, contract: Contract) -> Result<String, CallError> {
        Ok(format!("<{}>", contract.name()))
    }

    fn account(&self, name: &str) -> Result<String, CallError> {
        Ok(if name.starts_with("cosmos1") { name.into() } else { format!("<address of {name}>") })
    }

    fn asset(&self, contract: &str) -> Result<Asset, CallError> {
        Ok(match contract {
            "cosmos1native" => Asset::Native { denom: "uatom".into() },
            "cosmos1foreign" => Asset::Cw20 { address: "cosmos1other".into() },
            _ => Asset::Cw20 { address: "<token>".into() },
        })
    }

    fn units(&self) -> Result<Units, UnitError> {
        Ok(Units { denom: "uatom".into(), symbol: "wATOM".into(), decimals: 6 })
    }
}

/// What a line becomes, and which message of which contract it is.
fn read(line: &str) -> (String, Option<(Contract, String)>) {
    let words = shlex(&format!(
        "weir {line} {}",
        match line.starts_with("tx") {
            true => "--from alice",
            false => "",
        }
    ));
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(error) => return (format!("{}", error).lines().next().unwrap().to_string(), None),
    };
    match cli.command {
        Command::Tx(args) => {
            let call = &args.what.0;
            let id = (call.contract, call.verb.name.clone());
            match call.settled(&World) {
                Ok(settled) => {
                    let funds: Vec<String> =
                        settled.funds.iter().map(ToString::to_string).collect();
                    let with = if funds.is_empty() {
                        String::new()
                    } else {
                        format!(" with {}", funds.join(", "))
                    };
                    (format!("{} {}{with}", settled.contract, settled.msg), Some(id))
                }
                Err(error) => (error.to_string(), None),
            }
        }
        Command::Q(args) => match args.what {
            Queries::Contract(query) => {
                let id = (query.contract, query.verb.name.clone());
                match query.settled(&World) {
                    Ok(settled) => (settled.to_string(), Some(id)),
                    Err(error) => (error.to_string(), None),
                }
            }
            other => (format!("{other:?}"), None),
        },
        other => panic!("{other:?}"),
    }
}

/// Words of a line, quoted as in a shell.
fn shlex(line: &str) -> Vec<String> {
    let mut words = vec![];
    let (mut word, mut quoted, mut begun) = (String::new(), false, false);
    for c in line.chars() {
        match c {
            '\'' => (quoted, begun) = (!quoted, true),
            ' ' if !quoted => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            c => {
                word.push(c);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

/// Every message and query at least once, as a person would write it.
const LINES: &str = include_str!("words/lines.txt");

#[test]
fn lines_become_the_messages_they_say() {
    let mut out = String::new();
    for line in LINES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (became, _) = read(line);
        out.push_str(&format!("{line}\n  {became}\n"));
    }
    insta::assert_snapshot!("lines", out);
}

#[test]
fn every_message_and_query_is_among_the_lines() {
    let said: BTreeSet<(String, Contract, String)> = LINES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|line| {
            let root = line.split(' ').next().unwrap().to_string();
            read(line).1.map(|(contract, verb)| (root, contract, verb))
        })
        .collect();
    for (contract, name) in SCHEMAS {
        for (root, part) in [("tx", "execute"), ("q", "query")] {
            for (variant, _) in variants(&schema(name, part)) {
                let is_said = said.contains(&(root.into(), contract, variant.clone()));
                assert!(is_said, "no line for {root} {name} {variant}");
            }
        }
    }
}

#[test]
fn what_belongs_together_is_given_whole_or_not_at_all() {
    let (told, _) = read("tx services declare-attack 1 --profit 5000");
    assert!(told.contains("required arguments were not provided"), "{told}");
}

#[test]
fn what_is_taken_away_must_be_said() {
    for line in [
        "tx hub set-roles",
        "tx hub set-roles --guardian none",
        "tx registry set-gauge",
        "tx distributor set-route uosmo",
        "tx services set-hook 1",
        "tx services transfer-service 1",
        "tx services set-hot-key 1 lower",
        "tx services update-service 1 --name Prices",
        "tx vault set-guardian cosmos1vault",
        "tx coordinator set-links cosmos1registry",
    ] {
        assert!(read(line).1.is_none(), "{line}");
    }
}
