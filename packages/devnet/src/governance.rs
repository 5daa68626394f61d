//! What the chain's governance decides, by the votes of all validators.

use std::time::{Duration, Instant};

use cosmrs::proto::cosmos::base::v1beta1::Coin;
use cosmrs::proto::cosmos::gov::v1::{
    MsgSubmitProposal, MsgVote, ProposalStatus, QueryProposalRequest, QueryProposalResponse,
    VoteOption,
};
use cosmrs::proto::traits::Message;
use cosmrs::{AccountId, Any};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::account::{Account, PREFIX};
use crate::devnet::Devnet;
use crate::error::{Error, Result};
use crate::node::PATIENCE;

/// Gas of a proposal, and of a vote.
const GAS: u64 = 1_000_000;
/// What a proposal is given, in units; it comes back when it passes.
const DEPOSIT: u128 = 100_000_000;
/// Pause between two looks at a proposal.
const PAUSE: Duration = Duration::from_millis(300);

impl Devnet {
    /// The account in whose name governance acts: the module's name hashed, so always the same.
    ///
    /// # Errors
    /// When it cannot be encoded; it always can.
    pub fn governance(&self) -> Result<AccountId> {
        let hash: [u8; 32] = Sha256::digest("gov").into();
        let bytes = hash.get(..20).unwrap_or_default();
        AccountId::new(PREFIX, bytes).map_err(Error::crypto("governance's address"))
    }

    /// Has governance send messages: the first node's operator proposes them, all operators vote for
    /// them, and the time of voting passes; a height at which they were sent.
    ///
    /// # Errors
    /// [`Error::Refused`] when the proposal does not pass, or what it says fails.
    pub fn govern(&self, messages: Vec<Any>) -> Result<u64> {
        let id = self.propose(messages)?;
        for node in self.nodes() {
            // Where voting is over before all have voted, those who have decide.
            if let Err(refused) = self.vote(node, id) {
                if self.proposal(id)?.0 == ProposalStatus::VotingPeriod {
                    return Err(refused);
                }
            }
        }
        let began = Instant::now();
        loop {
            let (status, reason) = self.proposal(id)?;
            match status {
                ProposalStatus::Passed => return self.rpc()?.height(),
                ProposalStatus::VotingPeriod if began.elapsed() < PATIENCE => {}
                status => {
                    let (asked, status) = (format!("proposal {id}"), status.as_str_name());
                    return Err(Error::Refused { asked, reason: format!("{status} {reason}") });
                }
            }
            std::thread::sleep(PAUSE);
        }
    }

    fn propose(&self, messages: Vec<Any>) -> Result<u64> {
        let first = self.nodes().next().unwrap_or_default();
        let proposer = Account::named(first)?;
        let deposit = Coin { denom: self.denom().to_string(), amount: DEPOSIT.to_string() };
        let proposal = MsgSubmitProposal {
            messages,
            initial_deposit: vec![deposit],
            proposer: proposer.address().to_string(),
            metadata: String::new(),
            title: "A change of the chain".to_string(),
            summary: "ordered on a devnet".to_string(),
            expedited: false,
        };
        let message = Any::from_msg(&proposal).map_err(Error::crypto("a proposal"))?;
        let sent = self.send(&proposer, vec![message], GAS)?;
        number(&sent.result).ok_or_else(|| Error::Refused {
            asked: "a proposal".to_string(),
            reason: "the chain does not tell its number".to_string(),
        })
    }

    fn vote(&self, node: &str, proposal_id: u64) -> Result<()> {
        let voter = Account::named(node)?;
        let vote = MsgVote {
            proposal_id,
            voter: voter.address().to_string(),
            option: VoteOption::Yes.into(),
            metadata: String::new(),
        };
        let message = Any::from_msg(&vote).map_err(Error::crypto("a vote"))?;
        self.send(&voter, vec![message], GAS).map(|_| ())
    }

    /// How far a proposal is, and why it failed if it did.
    fn proposal(&self, proposal_id: u64) -> Result<(ProposalStatus, String)> {
        let (rpc, path) = (self.rpc()?, "/cosmos.gov.v1.Query/Proposal");
        let answer = rpc.query(path, &QueryProposalRequest { proposal_id }.encode_to_vec())?;
        let answer = QueryProposalResponse::decode(answer.as_slice());
        let answer = answer.map_err(|e| rpc.nonsense(path, &e.to_string()))?;
        let proposal = answer.proposal.ok_or_else(|| rpc.nonsense(path, "no proposal"))?;
        let status = ProposalStatus::try_from(proposal.status);
        let status = status.map_err(|e| rpc.nonsense(path, &e.to_string()))?;
        Ok((status, proposal.failed_reason))
    }
}

/// The number of the proposal that a transaction made.
fn number(result: &Value) -> Option<u64> {
    let events = result.get("events")?.as_array()?.iter();
    let mut rows = events.filter(|event| event["type"] == "submit_proposal");
    let id = rows.find_map(|event| {
        let rows = event.get("attributes")?.as_array()?;
        rows.iter().find(|row| row["key"] == "proposal_id")?.get("value")?.as_str()
    });
    id?.parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_number_of_a_proposal_is_found_in_its_event() {
        let row = |key: &str, value: &str| json!({ "key": key, "value": value });
        let event = |kind: &str, rows: Vec<Value>| json!({ "type": kind, "attributes": rows });
        let events = [
            event("message", vec![row("proposal_id", "1")]),
            event("submit_proposal", vec![row("proposal_messages", ",")]),
            event("submit_proposal", vec![row("voting", "x"), row("proposal_id", "7")]),
        ];
        assert_eq!(number(&json!({ "events": events })), Some(7));
        assert_eq!(number(&json!({ "events": [] })), None);
    }
}
