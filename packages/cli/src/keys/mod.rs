//! `weir keys`: accounts of the keyring.

use std::io::{BufRead, Write};

use clap::{Args, Subcommand};
use serde_json::json;
use weir_client::{Backend, Home, Key, Keyring, NodeError};

use crate::args::{ChainKind, Exit, Output};
use crate::node::{ask, confirmed, NodeArgs};

/// Accounts of the keyring.
#[derive(Debug, Args)]
pub struct KeysArgs {
    /// What to do with them.
    #[command(subcommand)]
    command: KeysCommand,
    /// Which keyring.
    #[command(flatten)]
    node: NodeArgs,
    /// Prefix of addresses; the profile's if left out, or cosmos.
    #[arg(long, global = true)]
    prefix: Option<String>,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Make a key and show, once, the words it can be made of again.
    Add {
        /// Its name.
        name: String,
        /// Make it of words given on stdin instead.
        #[arg(long)]
        recover: bool,
    },
    /// Show all keys.
    List,
    /// Show a key's address.
    Show {
        /// Its name.
        name: String,
        /// Show its secret too, in hex: whoever has it has the account.
        #[arg(long)]
        secret: bool,
    },
    /// Forget a key.
    Delete {
        /// Its name.
        name: String,
        /// Do not ask.
        #[arg(short, long)]
        yes: bool,
    },
    /// Take a secret in hex from stdin.
    Import {
        /// Its name.
        name: String,
    },
}

/// Does what is asked.
pub fn run(args: &KeysArgs, chain: Option<&ChainKind>, output: Output) -> Exit {
    match act(args, chain, output) {
        Ok(()) => Exit::Ok,
        Err(error) => {
            anstream::eprintln!("weir: {error}");
            Exit::from(&error)
        }
    }
}

fn act(args: &KeysArgs, chain: Option<&ChainKind>, output: Output) -> Result<(), NodeError> {
    let home = Home::new(args.node.home.clone());
    let profile = match chain {
        Some(ChainKind::Local) => home.profile("local")?,
        Some(ChainKind::Profile(name)) => home.profile(name)?,
        None | Some(ChainKind::Embedded | ChainKind::Sdk) => Default::default(),
    };
    let backend = args.node.keyring_backend.map(Backend::from).or(profile.keyring_backend);
    let folder = profile.home.unwrap_or_else(|| home.path().to_path_buf());
    let keyring = Keyring::new(&folder, backend.unwrap_or_default(), ask);
    let prefix = args.prefix.clone().or(profile.prefix).unwrap_or_else(|| "cosmos".into());
    let rows = match &args.command {
        KeysCommand::Add { name, recover } => {
            let (key, words) = match recover {
                true => (Key::from_mnemonic(&line("the words")?)?, None),
                false => Key::generate().map(|(key, words)| (key, Some(words)))?,
            };
            keyring.add(name, &key)?;
            if let Some(words) = words {
                // To stderr: stdout is data, and data is kept.
                anstream::eprintln!(
                    "Write these words down; they are shown this once:\n\n{words}\n"
                );
            }
            vec![(name.clone(), None)]
        }
        KeysCommand::Import { name } => {
            let digits = line("the secret")?;
            let bytes = cosmwasm_std::HexBinary::from_hex(digits.trim_start_matches("0x"));
            let bytes = bytes.map_err(|error| NodeError::Invalid {
                what: "the secret".into(),
                cause: error.to_string(),
            })?;
            keyring.add(name, &Key::from_bytes(&bytes)?)?;
            vec![(name.clone(), None)]
        }
        KeysCommand::List => keyring.names()?.into_iter().map(|name| (name, None)).collect(),
        KeysCommand::Show { name, secret } => {
            let shown = secret.then(|| keyring.key(name)).transpose()?;
            vec![(name.clone(), shown.map(|key| key.secret_hex()))]
        }
        KeysCommand::Delete { name, yes } => {
            if *yes || confirmed(&format!("forget {name} for ever?")) {
                keyring.delete(name)?;
            }
            vec![]
        }
    };
    show(&keyring, &prefix, rows, output)
}

fn show(
    keyring: &Keyring,
    prefix: &str,
    rows: Vec<(String, Option<String>)>,
    output: Output,
) -> Result<(), NodeError> {
    let mut all = vec![];
    for (name, secret) in rows {
        let address = keyring.address(&name, prefix)?;
        match output {
            Output::Text => {
                let secret = secret.map(|secret| format!("  {secret}")).unwrap_or_default();
                anstream::println!("{name}  {address}{secret}");
            }
            Output::Json => {
                let mut row = json!({ "name": name, "address": address });
                if let Some(secret) = secret {
                    row["secret"] = secret.into();
                }
                all.push(row);
            }
        }
    }
    if output == Output::Json {
        // Nobody is left to tell when stdout is gone.
        let _ = writeln!(std::io::stdout(), "{}", serde_json::Value::from(all));
    }
    Ok(())
}

/// A line of stdin.
fn line(what: &str) -> Result<String, NodeError> {
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    let invalid = |cause: String| NodeError::Invalid { what: what.into(), cause };
    read.map_err(|error| invalid(error.to_string()))?;
    match line.trim() {
        "" => Err(invalid("stdin has none".into())),
        typed => Ok(typed.to_string()),
    }
}
