//! What a chain says when it refuses, as our errors.

use weir_referee::plain;

use crate::NodeError;

/// What is known of the transaction that was refused.
pub struct About<'a> {
    pub sender: &'a str,
    pub hash: &'a str,
    pub timeout_height: u64,
    pub gas_limit: u64,
    pub gas_used: u64,
}

/// A refusal as our error. The texts decide, since a simulation tells no codes.
pub fn refusal(codespace: &str, code: u32, log: &str, about: &About<'_>) -> NodeError {
    sequence(log)
        .or_else(|| out_of_gas(codespace, code, log, about))
        .or_else(|| too_little(log, about))
        .or_else(|| fee(log))
        .or_else(|| late(codespace, code, about))
        .unwrap_or_else(|| NodeError::Refused {
            codespace: codespace.to_string(),
            code,
            text: plain(log),
        })
}

/// "account sequence mismatch, expected 5, got 4: incorrect account sequence"
fn sequence(log: &str) -> Option<NodeError> {
    let told = log.split("account sequence mismatch, expected ").nth(1)?;
    let (expected, rest) = told.split_once(", got ")?;
    Some(NodeError::Sequence { expected: expected.parse().ok()?, came: number(rest)? })
}

/// "out of gas in location: ReadFlat; gasWanted: 1000, gasUsed: 2000: out of gas"
fn out_of_gas(codespace: &str, code: u32, log: &str, about: &About<'_>) -> Option<NodeError> {
    if !log.contains("out of gas in location") && (codespace, code) != ("sdk", 11) {
        return None;
    }
    let after = |what: &str| log.split(what).nth(1).and_then(number);
    let limit = after("gasWanted: ").unwrap_or(about.gas_limit);
    Some(NodeError::OutOfGas { limit, used: after("gasUsed: ").unwrap_or(about.gas_used) })
}

/// "spendable balance 5uatom is smaller than 10uatom: insufficient funds", or no account at all.
/// What a contract cannot pay is another thing: there the text stays.
fn too_little(log: &str, about: &About<'_>) -> Option<NodeError> {
    let address = about.sender.to_string();
    if log.contains(about.sender) && log.contains("not found") && log.contains("account") {
        let needed = "an account that was sent coins before".to_string();
        return Some(NodeError::NoFunds { address, needed, has: "none".into() });
    }
    if !log.contains("insufficient funds") || log.contains("dispatch:") {
        return None;
    }
    let (before, after) = log.split_once(" is smaller than ")?;
    let has = before.rsplit([' ', ':']).next().filter(|has| !has.is_empty() && *has != "balance");
    let needed = after.split(':').next().unwrap_or(after).to_string();
    Some(NodeError::NoFunds { address, needed, has: has.unwrap_or("nothing").to_string() })
}

/// "insufficient fees; got: 0uatom required: 200uatom: insufficient fee"
fn fee(log: &str) -> Option<NodeError> {
    let told = log.split("insufficient fees; got: ").nth(1)?;
    let (came, rest) = told.split_once(" required: ")?;
    let needed = rest.split(':').next().unwrap_or(rest).trim().to_string();
    let came = if came.is_empty() { "none".to_string() } else { came.to_string() };
    Some(NodeError::FeeTooLow { needed, came })
}

/// The SDK's `ErrTxTimeoutHeight`.
fn late(codespace: &str, code: u32, about: &About<'_>) -> Option<NodeError> {
    let height = about.timeout_height;
    let hash = about.hash.to_string();
    ((codespace, code) == ("sdk", 30)).then_some(NodeError::NotIncluded { hash, height })
}

fn number(text: &str) -> Option<u64> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: About<'_> =
        About { sender: "cosmos1sender", hash: "AB", timeout_height: 9, gas_limit: 7, gas_used: 8 };

    #[test]
    fn the_sdks_words_become_typed_errors() {
        let of = |codespace: &str, code, log: &str| refusal(codespace, code, log, &ABOUT);
        assert_eq!(
            of(
                "sdk",
                32,
                "account sequence mismatch, expected 5, got 4: incorrect account sequence"
            ),
            NodeError::Sequence { expected: 5, came: 4 }
        );
        assert_eq!(
            of(
                "sdk",
                11,
                "out of gas in location: ReadFlat; gasWanted: 1000, gasUsed: 2000: out of gas"
            ),
            NodeError::OutOfGas { limit: 1000, used: 2000 }
        );
        assert_eq!(
            of("sdk", 5, "spendable balance 5uatom is smaller than 10uatom: insufficient funds"),
            NodeError::NoFunds {
                address: "cosmos1sender".into(),
                needed: "10uatom".into(),
                has: "5uatom".into()
            }
        );
        assert_eq!(
            of("sdk", 5, "spendable balance  is smaller than 10uatom: insufficient funds"),
            NodeError::NoFunds {
                address: "cosmos1sender".into(),
                needed: "10uatom".into(),
                has: "nothing".into()
            }
        );
        assert_eq!(
            of("sdk", 13, "insufficient fees; got: 1uatom required: 200uatom: insufficient fee"),
            NodeError::FeeTooLow { needed: "200uatom".into(), came: "1uatom".into() }
        );
        assert_eq!(
            of("sdk", 30, "block height: 10, timeout height: 9: tx timeout height"),
            NodeError::NotIncluded { hash: "AB".into(), height: 9 }
        );
    }

    #[test]
    fn a_contracts_reason_is_told_without_the_layers_around_it() {
        let log = "failed to execute message; message index: 0: the last sync is too old: call sync: \
                   execute wasm contract failed [CosmWasm/wasmd@v0.61.14/x/wasm/keeper/keeper.go:432] \
                   with gas used: '1234'";
        let text = "the last sync is too old: call sync".to_string();
        let error = refusal("wasm", 5, log, &ABOUT);
        assert_eq!(error, NodeError::Refused { codespace: "wasm".into(), code: 5, text });
    }
}
