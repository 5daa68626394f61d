//! What came of it: JSON for programs, text for people.

use comfy_table::{presets, Table};
use serde_json::{json, Value};
use weir_devnet::{DoubleSign, Included, NodeStatus, Standing, Status};

/// A devnet at a glance.
pub(super) fn status(status: &Status) -> (Value, String) {
    let height = status.height.map_or("no node answers".to_string(), |h| format!("block {h}"));
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_header(["node", "state", "pid", "block", "validator", "tokens", "rpc", "log"]);
    table.add_rows(status.nodes.iter().map(row));
    let head = format!("{} at {}, {height}", status.chain_id, status.rpc);
    let text = format!("{head}\n{}\nfiles: {}", table.trim_fmt(), status.folder.display());
    (serde_json::to_value(status).unwrap_or_default(), text)
}

fn row(node: &NodeStatus) -> Vec<String> {
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_string());
    vec![
        node.name.clone(),
        node.state.to_string(),
        or_none(node.pid.map(|pid| pid.to_string())),
        or_none(node.height.map(|height| height.to_string())),
        or_none(node.standing.as_ref().map(|standing| word(standing).to_string())),
        or_none(node.standing.as_ref().map(|standing| standing.tokens.to_string())),
        node.rpc.clone(),
        node.log.display().to_string(),
    ]
}

fn word(standing: &Standing) -> &'static str {
    match standing {
        Standing { tombstoned: true, .. } => "tombstoned",
        Standing { jailed: true, .. } => "jailed",
        Standing { bonded: true, .. } => "bonded",
        _ => "not bonded",
    }
}

/// A validator came back.
pub(super) fn unjailed(node: &str, included: &Included) -> (Value, String) {
    let Included { hash, height, .. } = included;
    let text = format!("{node} is unjailed in block {height}, transaction {hash}");
    (json!({ "unjailed": node, "height": height, "hash": hash }), text)
}

/// A validator signed twice.
pub(super) fn double_signed(node: &str, done: &DoubleSign) -> (Value, String) {
    let (before, after) = (done.before.tokens, done.after.tokens);
    let text = format!(
        "{node} signed height {} twice: {before} units before, {after} after, {}; evidence {}",
        done.height,
        word(&done.after),
        done.evidence
    );
    let data = json!({
        "node": node,
        "height": done.height,
        "evidence": done.evidence,
        "before": done.before,
        "after": done.after,
    });
    (data, text)
}
