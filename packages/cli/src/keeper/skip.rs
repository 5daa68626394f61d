//! Which validator, or listener of slashes, breaks the chain's modules.
//!
//! An error of one is isolated by the hub, or the coordinator; a panic inside the chain's modules
//! ends the whole transaction and names nobody. So as many as may be are left out at a time in
//! simulations, which cost nothing, until the call goes through.

use serde_json::{json, Value};
use weir_client::{Node, NodeError};

/// Whether a transaction was ended by a panic of the chain's own modules.
pub fn is_panic(error: &NodeError) -> bool {
    /// `ErrPanic` of the SDK.
    const PANIC: u32 = 111_222;
    match error {
        NodeError::Refused { code, text, .. } => {
            *code == PANIC || text.contains("panic") || text.contains("recovered:")
        }
        _ => false,
    }
}

/// The validators of the hub's ledger, those first that are most likely to be broken.
///
/// # Errors
/// When the hub does not answer.
pub fn suspects(node: &dyn Node, hub: &str) -> Result<Vec<String>, NodeError> {
    let answer = node.query_smart(hub, &json!({ "validators": {} }))?;
    let mut rows: Vec<&Value> = answer.as_array().into_iter().flatten().collect();
    let is_sound = |row: &&Value| {
        let reads = row.get("unread_since").is_none_or(Value::is_null);
        let is_active = row.get("standing").is_some_and(|standing| standing == "active");
        (reads, is_active)
    };
    rows.sort_by_key(is_sound);
    let name = |row: &Value| row.get("validator").and_then(Value::as_str).map(str::to_string);
    Ok(rows.into_iter().filter_map(name).collect())
}

/// Those without whom a call goes through, at most so many, none of whom can be spared, and what it
/// answers then.
///
/// # Errors
/// When the node does not answer.
pub fn search<T>(
    suspects: &[String],
    most: usize,
    mut goes_through: impl FnMut(&[String]) -> Result<Option<T>, NodeError>,
) -> Result<Option<(Vec<String>, T)>, NodeError> {
    for group in suspects.chunks(most) {
        let Some(mut answer) = goes_through(group)? else { continue };
        let mut blamed = group.to_vec();
        for one in group {
            let others: Vec<String> = blamed.iter().filter(|name| *name != one).cloned().collect();
            if others.is_empty() {
                break;
            }
            if let Some(without) = goes_through(&others)? {
                (blamed, answer) = (others, without);
            }
        }
        return Ok(Some((blamed, answer)));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test")]
    use super::*;
    use weir_interface::hub::MAX_SKIP;

    fn names(count: usize) -> Vec<String> {
        (1..=count).map(|n| format!("val{n}")).collect()
    }

    fn found(count: usize, broken: &[&str]) -> (Option<Vec<String>>, usize) {
        let mut calls = 0;
        let all = names(count);
        let search = search(&all, MAX_SKIP, |skip| {
            calls += 1;
            assert!(skip.len() <= MAX_SKIP);
            Ok(broken.iter().all(|one| skip.iter().any(|name| name == one)).then_some(()))
        });
        (search.unwrap().map(|(skip, ())| skip), calls)
    }

    #[test]
    fn the_broken_one_is_found_in_a_third_of_the_calls() {
        assert_eq!(found(128, &["val128"]), (Some(vec!["val128".into()]), 43 + 1));
        assert_eq!(found(7, &["val2"]), (Some(vec!["val2".into()]), 1 + 3));
        assert_eq!(found(1, &["val1"]), (Some(vec!["val1".into()]), 1));
    }

    #[test]
    fn neighbours_are_left_out_together() {
        assert_eq!(found(9, &["val4", "val5"]).0, Some(names(5)[3..].to_vec()));
    }

    #[test]
    fn nobody_is_blamed_when_nothing_helps() {
        assert_eq!(found(9, &["somebody else"]), (None, 3));
    }
}
