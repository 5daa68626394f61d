//! What came of it, as tables or JSON.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::Table;
use serde::Serialize;
use weir_client::{Check, Difference, Grade, Manifest};

use crate::args::Output;

fn table(head: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED).set_header(head);
    table
}

fn json(value: &impl Serialize) {
    // What is shown here has no keys but text.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    anstream::println!("{text}");
}

/// A manifest.
pub fn manifest(manifest: &Manifest, output: Output) {
    if output == Output::Json {
        return json(manifest);
    }
    let mut rows = table(&["contract", "address", "code", "code hash", "admin"]);
    for (name, contract) in &manifest.contracts {
        let address = contract.address.as_deref().unwrap_or("-");
        let admin = contract.admin.as_deref().unwrap_or("nobody");
        let code = contract.code_id.to_string();
        rows.add_row([name.as_str(), address, code.as_str(), contract.code_hash.as_str(), admin]);
    }
    anstream::println!("{rows}");
}

/// What differs.
pub fn differences(found: &[Difference], output: Output) {
    if output == Output::Json {
        return json(&found);
    }
    if found.is_empty() {
        anstream::println!("what is on the chain is what was built and deployed");
        return;
    }
    let mut rows = table(&["contract", "what", "expected", "found"]);
    for one in found {
        rows.add_row([&one.contract, &one.what, &one.expected, &one.found]);
    }
    anstream::println!("{rows}");
}

/// What a chain is like.
pub fn checks(checks: &[Check], output: Output) {
    if output == Output::Json {
        return json(&checks);
    }
    let mut rows = table(&["", "what", "the chain", "Weir"]);
    for one in checks {
        let grade = match one.grade {
            Grade::Fits => "fits",
            Grade::Doubtful => "doubtful",
            Grade::Wrong => "WRONG",
        };
        rows.add_row([grade, one.what.as_str(), one.chain.as_str(), one.weir.as_str()]);
    }
    anstream::println!("{rows}");
}
