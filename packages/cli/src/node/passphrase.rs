//! Passphrases and confirmations.

use std::io::{BufRead, IsTerminal};

use weir_client::NodeError;

/// Asks for a passphrase: on a terminal without showing it, otherwise a line of stdin.
///
/// # Errors
/// When there is none.
pub fn ask(whose: &str) -> Result<String, NodeError> {
    let none = |cause: String| NodeError::NoKey { name: whose.to_string(), cause };
    let typed = match std::io::stdin().is_terminal() {
        true => rpassword::prompt_password(format!("passphrase of {whose}: ")),
        false => {
            let mut line = String::new();
            std::io::stdin().lock().read_line(&mut line).map(|_| line)
        }
    };
    let typed = typed.map_err(|error| none(error.to_string()))?;
    let typed = typed.trim_end_matches(['\r', '\n']).to_string();
    match typed.is_empty() {
        true => Err(none("no passphrase was given".into())),
        false => Ok(typed),
    }
}

/// Asks on a terminal whether to go on; where there is none, going on was meant.
pub(crate) fn confirmed(question: &str) -> bool {
    if !std::io::stdin().is_terminal() {
        return true;
    }
    anstream::eprint!("{question} [y/N] ");
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.is_ok() && matches!(line.trim(), "y" | "Y" | "yes")
}
