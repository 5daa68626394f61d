use cosmwasm_std::{Decimal, VoteOption};
use weir_interface::hub::{ExecuteMsg, WeightedOption};

use crate::common::*;

fn split(yes: u64, no: u64) -> ExecuteMsg {
    let option = |option, percent| WeightedOption { option, weight: Decimal::percent(percent) };
    ExecuteMsg::VoteProposal {
        proposal_id: 1,
        options: vec![option(VoteOption::Yes, yes), option(VoteOption::No, no)],
    }
}

#[test]
fn only_the_voter_votes() {
    let mut suite = staked();
    for stranger in ["owner", "guardian", "alice"] {
        refused!(
            suite.vote(stranger, 1, VoteOption::Yes),
            Error::Unauthorized { role: "voter", .. }
        );
    }
    suite.vote("voter", 1, VoteOption::Yes).unwrap();
    assert_eq!(suite.chain.votes(1).unwrap().len(), 1);
}

#[test]
fn without_a_voter_nobody_votes() {
    let mut suite = staked();
    let none = ExecuteMsg::SetRoles { guardian: None, voter: None };
    call(&mut suite, "owner", none).unwrap();
    refused!(suite.vote("voter", 1, VoteOption::Yes), Error::Unauthorized { role: "voter", .. });
}

#[test]
fn weights_of_a_vote_add_up_to_one() {
    let mut suite = staked();
    for (yes, no) in [(0, 0), (50, 49), (50, 51), (100, 0)] {
        refused!(call(&mut suite, "voter", split(yes, no)), Error::BadVote { .. });
    }
    call(&mut suite, "voter", split(50, 50)).unwrap();
    let none = ExecuteMsg::VoteProposal { proposal_id: 1, options: vec![] };
    refused!(call(&mut suite, "voter", none), Error::BadVote { .. });
}
