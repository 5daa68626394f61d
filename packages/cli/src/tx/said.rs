//! What a contract said, without what the chain wraps around it, and what to do about it.

use weir_client::NodeError;

use super::restaking_advice::RESTAKING_ADVICE;
use crate::report::format::date_time;

/// What the chain puts before the words of a contract.
const BEFORE: [&str; 5] = [
    "rpc error: code = Unknown desc = ",
    "rpc error: code = Internal desc = ",
    "failed to execute message; message index: ",
    "dispatch: submessages: ",
    "dispatch: ",
];

/// What it puts behind them.
const BEHIND: [&str; 5] = [
    ": execute wasm contract failed",
    ": query wasm contract failed",
    ": instantiate wasm contract failed",
    ": migrate wasm contract failed",
    " [CosmWasm/",
];

/// The words of the contract, or what the node says.
pub fn said(error: &NodeError) -> String {
    match error {
        NodeError::Refused { text, .. } | NodeError::QueryRefused { text, .. } => {
            words(text).to_string()
        }
        other => other.to_string(),
    }
}

fn words(text: &str) -> &str {
    let mut words = text.trim();
    for before in BEFORE {
        if let Some(rest) = words.strip_prefix(before) {
            // The number of the message.
            let number = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or_default();
            words = match before.ends_with("index: ") {
                true => rest.get(number..).unwrap_or_default().trim_start_matches(": "),
                false => rest,
            };
        }
    }
    let end = BEHIND.iter().filter_map(|behind| words.find(behind)).min();
    end.and_then(|end| words.get(..end)).unwrap_or(words)
}

/// Words of the contracts, and what to do when they say them.
const HINTS: [(&str, &str); 28] = [
    ("call sync", "`weir tx hub sync` reads the delegations; then send this again"),
    ("shares would be minted", "the rate rose: `weir q simulate bond ASSETS` says what would be minted now; lower --min-shares if that will do"),
    ("assets would be paid", "`weir q simulate instant SHARES` says what would be paid now; accept less, or `weir tx unbond` and wait"),
    ("is paused until", "`weir q rate` shows what is paused; claims, cancels and queries stay open unless named there"),
    ("the rate fell sharply", "`weir q slashes` shows why; unbond, cancel-unbond and withdraw stay open"),
    ("validators cannot be read; this is closed", "`weir q validators` shows which; `weir tx hub sync` opens this once they answer"),
    ("backing would be", "`weir q config` shows the cap; a smaller amount may fit"),
    ("a request takes at least", "unbond more at once; `weir q config` shows `min_unbond`"),
    ("has no request in batch", "`weir q requests OWNER` shows the batches with requests"),
    ("nothing can be paid to", "`weir q requests OWNER` shows when each batch is there"),
    ("instant redemption is closed", "`weir tx unbond` always works"),
    ("instant redemptions may take", "a smaller amount fits now, or wait within the hour; `weir tx unbond` always works"),
    (", paying takes", "a smaller amount fits; `weir tx unbond` always works"),
    ("are worth less than one share", "send more"),
    ("the hub is insolvent", "`weir tx hub cover COINS` makes it solvent again; unbond, cancel-unbond and withdraw stay open"),
    ("cannot be cancelled", "`weir q requests OWNER` shows how far it is; `weir tx transfer-request` gives it to somebody else"),
    ("can be placed now: no validator", "`weir q validators` shows when entries complete; the batch is placed from then on, nothing is lost"),
    ("no part is past its completion", "`weir q parts` shows when each completes"),
    ("have not arrived", "send it again in the next block"),
    ("no crank is due", "`weir q cranks` shows when each is ready"),
    ("no closed batch waits", "`weir q batches` shows when the open one closes"),
    ("can be submitted from", "`weir q cranks` shows when it is ready"),
    ("surplus cannot be told", "`weir tx hub reconcile` first"),
    ("call reconcile", "`weir tx hub reconcile` first"),
    ("Caller is not the contract's current owner", "`weir q hub ownership` shows the owner; a DAO sends what --generate-only prints"),
    ("only the ", "`weir q config` shows who holds which role"),
    ("is not in the registry", "`weir q registry validators` shows those that are"),
    ("Cannot Sub with", "fewer tokens are there than that: `weir q balance ADDRESS`"),
];

/// What to do about an error, where it is known.
pub fn hint(error: &NodeError) -> Option<String> {
    let words = said(error);
    let mut all = HINTS.iter().chain(&RESTAKING_ADVICE);
    let known = all.find(|(needle, _)| words.contains(needle));
    let mut hint = known.map(|(_, hint)| (*hint).to_string())?;
    // A vault's clock stands still while the vault is paused: its times are no moments of the chain's.
    let time = if words.contains("of the vault's clock") { None } else { moment(&words) };
    if let Some(time) = time {
        hint = format!("{} UTC is {time} of the chain's clock; {hint}", date_time(time));
    }
    Some(hint)
}

/// The first time in a sentence: seconds since 1970 after `until`, `from` or `at`.
fn moment(words: &str) -> Option<u64> {
    let mut before = "";
    for word in words.split_whitespace() {
        let time = word.trim_end_matches([',', '.', ';', ':']).parse::<u64>().ok();
        if let Some(time) = time.filter(|time| *time > 1_000_000_000) {
            if matches!(before, "until" | "from" | "at") {
                return Some(time);
            }
        }
        before = word;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::{Addr, OverflowError, OverflowOperation};
    use weir_accounting::AccountingError as Books;
    use weir_interface::hub::Scope;
    use weir_quantities::{Assets, BatchId, Seconds, Shares, Time};
    use weir_staking_hub::ContractError as Hub;

    fn refused(text: &str) -> NodeError {
        NodeError::Refused { codespace: "wasm".into(), code: 5, text: text.into() }
    }

    /// What the contracts really say, with the beginning of the advice.
    fn errors() -> Vec<(String, &'static str)> {
        let (assets, shares, batch) = (Assets::new(5), Shares::new(5), BatchId::new(7));
        let (time, owner) = (Time::new(1_700_000_000), || Addr::unchecked("cosmos1owner"));
        let (age, max) = (Seconds::new(90_000), Seconds::new(86_400));
        let hub = |error: Hub| error.to_string();
        let books = |error: Books| error.to_string();
        let sub = OverflowError::new(OverflowOperation::Sub).to_string();
        vec![
            (hub(Hub::StaleSync { age, max }), "`weir tx hub sync`"),
            (hub(Hub::TooFewShares { shares, min: shares }), "the rate rose"),
            (hub(Hub::TooFewAssets { assets, min: assets }), "`weir q simulate instant"),
            (
                hub(Hub::Paused { scope: Scope::Bond, until: time }),
                "2023-11-14 22:13 UTC is 1700000000 of the chain's clock; `weir q rate`",
            ),
            (
                hub(Hub::BreakerOn { until: time }),
                "2023-11-14 22:13 UTC is 1700000000 of the chain's clock; `weir q slashes`",
            ),
            (hub(Hub::ValidatorsUnread { validators: 1 }), "`weir q validators` shows which"),
            (
                hub(Hub::CapReached { backing: assets, cap: assets }),
                "`weir q config` shows the cap",
            ),
            (hub(Hub::BelowMinUnbond { min: shares, came: shares }), "unbond more"),
            (
                hub(Hub::NoRequest { owner: owner(), batch }),
                "`weir q requests OWNER` shows the batches",
            ),
            (hub(Hub::NothingPayable { owner: owner() }), "`weir q requests OWNER` shows when"),
            (hub(Hub::InstantClosed {}), "`weir tx unbond` always"),
            (
                books(Books::OutflowExceeded { allowed: assets, needed: assets }),
                "a smaller amount fits now",
            ),
            (
                books(Books::BufferTooSmall { buffer: assets, needed: assets }),
                "a smaller amount fits;",
            ),
            (books(Books::NothingMinted { assets, backing: assets, supply: shares }), "send more"),
            (books(Books::Insolvent { backing: assets, supply: shares }), "`weir tx hub cover"),
            (
                books(Books::NotCancellable { batch, reason: "it is closed".into() }),
                "`weir q requests OWNER` shows how far",
            ),
            (hub(Hub::NothingPlaceable { batch }), "`weir q validators` shows when entries"),
            (
                hub(Hub::NothingToReconcile { next: Some(time) }),
                "2023-11-14 22:13 UTC is 1700000000 of the chain's clock; `weir q parts`",
            ),
            (hub(Hub::NotArrived { due: assets, missing: assets }), "send it again"),
            (hub(Hub::NothingDue { next: None }), "`weir q cranks`"),
            (books(Books::NothingWaits { open: batch, closes_at: Time::ZERO }), "`weir q batches`"),
            (
                books(Books::LagNotOver { batch, from: time, now: time }),
                "2023-11-14 22:13 UTC is 1700000000 of the chain's clock; `weir q cranks`",
            ),
            (hub(Hub::UnsettledParts {}), "`weir tx hub reconcile`"),
            (hub(Hub::ShortfallsOpen { shortfall: assets }), "`weir tx hub reconcile`"),
            (cw_ownable::OwnershipError::NotOwner.to_string(), "`weir q hub ownership`"),
            (
                hub(Hub::Unauthorized { role: "guardian", caller: owner() }),
                "`weir q config` shows who",
            ),
            (sub, "fewer tokens"),
        ]
    }

    #[test]
    fn what_the_contracts_say_has_advice() {
        for (text, expected) in errors() {
            let wrapped = format!(
                "failed to execute message; message index: 0: {text}: execute wasm contract failed"
            );
            let hint = hint(&refused(&wrapped)).unwrap_or_else(|| panic!("no advice for {text}"));
            assert!(hint.starts_with(expected), "{text}: {hint}");
        }
    }

    #[test]
    fn no_advice_is_for_words_nobody_says() {
        let said: Vec<String> = errors().into_iter().map(|(text, _)| text).collect();
        for (needle, _) in HINTS {
            // The registry's own words are in its crate.
            let known =
                said.iter().any(|text| text.contains(needle)) || needle == "is not in the registry";
            assert!(known, "{needle}");
        }
    }

    #[test]
    fn the_words_of_a_contract_are_found_in_what_the_chain_says() {
        let words =
            "the delegations were last read 90000 s ago, at most 86400 s is allowed: call sync";
        for text in [
            words.to_string(),
            format!("failed to execute message; message index: 12: {words}: execute wasm contract failed"),
            format!("rpc error: code = Unknown desc = {words}: execute wasm contract failed [CosmWasm/wasmd@v0.61/x/wasm/keeper/keeper.go:437] with gas used: '1'"),
            format!("failed to execute message; message index: 0: dispatch: submessages: {words}: execute wasm contract failed"),
        ] {
            assert_eq!(said(&refused(&text)), words);
        }
        let other = NodeError::OutOfGas { limit: 1, used: 2 };
        assert_eq!(said(&other), other.to_string());
        assert_eq!(hint(&other), None);
    }
}
