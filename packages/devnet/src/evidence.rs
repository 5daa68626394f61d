//! A double sign: two votes of one validator for different blocks of one height, and their proof.

use base64::prelude::{Engine, BASE64_STANDARD};
use cosmrs::tendermint::block::{parts, Height, Id, Round};
use cosmrs::tendermint::vote::{SignVoteRequest, Type, Vote};
use cosmrs::tendermint::{account, chain, Hash, Time};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

use crate::consensus_key::{hex_upper, NodeKey};
use crate::error::{Error, Result};
use crate::rpc::{Commit, Voter};

/// The proof that a validator voted for two blocks at the height of a commit, as
/// `broadcast_evidence` takes it. One of the two is the block that the chain decided on.
pub(crate) fn double_sign(
    chain_id: &str,
    key: &NodeKey,
    commit: &Commit,
    voters: &[Voter],
    voter: &Voter,
) -> Result<Value> {
    let invented: [u8; 32] = Sha256::digest(format!("another block of {}", commit.height)).into();
    let invented = hex_upper(&invented);
    let mut ids = [
        (commit.hash.as_str(), commit.parts, commit.parts_hash.as_str()),
        (invented.as_str(), 1, invented.as_str()),
    ];
    // consensus wants the two in the order of their blocks
    ids.sort_unstable();
    let [first, second] = ids.map(|id| vote(chain_id, key, commit, voter, id));
    let total = voters.iter().fold(0u64, |sum, voter| sum.saturating_add(voter.power));
    Ok(json!({
        "type": "tendermint/DuplicateVoteEvidence",
        "value": {
            "vote_a": first?,
            "vote_b": second?,
            "TotalVotingPower": total.to_string(),
            "ValidatorPower": voter.power.to_string(),
            "Timestamp": commit.time,
        },
    }))
}

fn vote(
    chain_id: &str,
    key: &NodeKey,
    commit: &Commit,
    voter: &Voter,
    (hash, parts, parts_hash): (&str, u64, &str),
) -> Result<Value> {
    let unsigned = unsigned(key, commit, voter, (hash, parts, parts_hash))?;
    let chain_id: chain::Id = chain_id.parse().map_err(Error::crypto("a chain's id"))?;
    let bytes = SignVoteRequest { vote: unsigned, chain_id }.into_signable_vec();
    Ok(json!({
        "type": 2,
        "height": commit.height.to_string(),
        "round": commit.round,
        "block_id": { "hash": hash, "parts": { "total": parts, "hash": parts_hash } },
        "timestamp": commit.time,
        "validator_address": voter.address,
        "validator_index": voter.index,
        "signature": BASE64_STANDARD.encode(key.sign(&bytes)),
        "extension": null,
        "extension_signature": null,
    }))
}

fn unsigned(
    key: &NodeKey,
    commit: &Commit,
    voter: &Voter,
    (hash, parts, parts_hash): (&str, u64, &str),
) -> Result<Vote> {
    let made = Error::crypto::<cosmrs::tendermint::Error>;
    let read = |hash: &str| hash.parse::<Hash>().map_err(made("a block's hash"));
    let count = |n: u64| u32::try_from(n).map_err(Error::crypto("a vote"));
    let parts = parts::Header::new(count(parts)?, read(parts_hash)?).map_err(made("a vote"))?;
    Ok(Vote {
        vote_type: Type::Precommit,
        height: Height::try_from(commit.height).map_err(made("a vote"))?,
        round: Round::try_from(count(commit.round)?).map_err(made("a vote"))?,
        block_id: Some(Id { hash: read(hash)?, part_set_header: parts }),
        timestamp: Some(Time::parse_from_rfc3339(&commit.time).map_err(made("a vote's time"))?),
        validator_address: account::Id::new(key.address()),
        validator_index: u32::try_from(voter.index)
            .map_err(Error::crypto("a vote"))?
            .try_into()
            .map_err(made("a vote"))?,
        signature: None,
        extension: Vec::new(),
        extension_signature: None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn evidence(hash: &str) -> Value {
        let key = NodeKey::of_consensus("weir-a-1", "val2");
        let commit = Commit {
            height: 7,
            time: "2026-01-02T03:04:05.678901234Z".into(),
            round: 1,
            hash: hash.into(),
            parts: 3,
            parts_hash: "A".repeat(64),
        };
        let voter = Voter { address: hex_upper(&key.address()), index: 1, power: 10 };
        let other = Voter { address: "B".repeat(40), index: 0, power: 30 };
        let voters = [other, voter.clone()];
        double_sign("weir-a-1", &key, &commit, &voters, &voter).unwrap()
    }

    #[test]
    fn the_two_votes_are_for_different_blocks_of_one_height_and_in_order() {
        for hash in ["0".repeat(64), "F".repeat(64)] {
            let evidence = evidence(&hash);
            let [a, b] = ["vote_a", "vote_b"].map(|vote| evidence["value"][vote].clone());
            assert!(a["block_id"]["hash"].as_str() < b["block_id"]["hash"].as_str());
            assert!([&a, &b].iter().any(|vote| vote["block_id"]["hash"] == hash.as_str()));
            for same in ["height", "round", "type", "timestamp", "validator_address"] {
                assert_eq!(a[same], b[same]);
            }
            assert_ne!(a["signature"], b["signature"]);
            assert_eq!(evidence["value"]["TotalVotingPower"], "40");
            assert_eq!(evidence["value"]["ValidatorPower"], "10");
        }
    }
}
