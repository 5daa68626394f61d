//! The chain's governance.

use std::time::{Duration, Instant};

use serde_json::json;
use weir_devnet::cosmrs::proto::cosmos::base::v1beta1::Coin;
use weir_devnet::cosmrs::proto::cosmos::gov::v1::{
    MsgSubmitProposal, MsgVote, ProposalStatus, QueryProposalRequest, QueryProposalResponse,
    QueryTallyResultRequest, QueryTallyResultResponse, VoteOption,
};
use weir_devnet::cosmrs::proto::cosmos::staking::v1beta1::{
    MsgUpdateParams, QueryParamsRequest, QueryParamsResponse,
};
use weir_devnet::cosmrs::proto::traits::{Message, Name};
use weir_devnet::cosmrs::Any;
use weir_devnet::Account;

use crate::chain::ask;
use crate::world::{number, World, COIN, DENOM};

/// Where the chain keeps what governance decides on; the module's name hashed, so always the same.
const GOVERNANCE: &str = "wasm10d07y265gmmuvt4z0w9aw880jnsr700js7zslc";
/// What a minute of unbonding is changed to, in seconds.
const SHORTER: i64 = 30;
const FIRST: u64 = 1;

/// A batch that unbonds when the time becomes shorter is paid when the chain said it would be, and
/// one that begins after it in the new time.
pub fn the_hubs_vote_changes_the_unbonding_time_while_a_batch_unbonds(world: &mut World) {
    world.queue("alice", 20 * COIN);
    world.hub_when_ready("submit_batch", json!({ "submit_batch": {} }));
    let before = number_of(world.batch(4)["completes_at"].as_u64());

    propose(world);
    let yes = json!([{ "option": "yes", "weight": "1" }]);
    world.hub("dave", json!({ "vote_proposal": { "proposal_id": FIRST, "options": yes } }));
    let votes = |node: &&str| world.devnet.standing(node).unwrap().bonded;
    let nodes: Vec<&str> = world.devnet.nodes().filter(votes).collect();
    let staked = |node: &&str| world.delegated_to(&world.devnet.operator(node).unwrap());
    let staked: u128 = nodes.iter().map(staked).sum();
    let request = QueryTallyResultRequest { proposal_id: FIRST };
    let path = "/cosmos.gov.v1.Query/TallyResult";
    let tally: QueryTallyResultResponse = ask(&world.devnet, path, &request);
    let yes: u128 = tally.tally.unwrap().yes_count.parse().unwrap();
    // each delegation is rounded down
    assert!(staked.abs_diff(yes) <= 5, "the hub's stake alone has voted: {yes} of {staked}");
    for node in nodes {
        vote(world, node);
    }
    passes(world);

    world.queue("alice", 20 * COIN);
    world.hub_when_ready("submit_batch", json!({ "submit_batch": {} }));
    let after = number_of(world.batch(5)["completes_at"].as_u64());
    let now = world.node_time();
    // a block's time is rounded down here, and a completion's up
    let latest = now + u64::try_from(SHORTER).unwrap() + 1;
    assert!(after <= latest, "{after}, at {now}");
    assert_eq!(world.batch(4)["completes_at"].as_u64(), Some(before));
    world.keep_until("both batches settled", |world| {
        [4, 5].iter().all(|id| world.batch(*id)["stage"] == "settled")
    });
    for id in [4, 5] {
        let batch = world.batch(id);
        // a slashed validator's shares are worth fractions of units: the chain grants one unit less
        let missing = number(&batch, "/placed") - number(&batch, "/received");
        assert!(missing <= 1, "{batch}");
        assert_eq!(number(&batch, "/shortfall"), 0, "{batch}");
    }
    world.hub("keeper", json!({ "sync": {} }));
    world.assert_books();
}

fn propose(world: &World) {
    let path = "/cosmos.staking.v1beta1.Query/Params";
    let now: QueryParamsResponse = ask(&world.devnet, path, &QueryParamsRequest {});
    let mut params = now.params.unwrap();
    params.unbonding_time.as_mut().unwrap().seconds = SHORTER;
    let change = MsgUpdateParams { authority: GOVERNANCE.to_string(), params: Some(params) };
    let proposal = MsgSubmitProposal {
        messages: vec![Any::from_msg(&change).unwrap()],
        initial_deposit: vec![Coin { denom: DENOM.into(), amount: (100 * COIN).to_string() }],
        proposer: world.address("bob"),
        metadata: String::new(),
        title: "Unbonding".into(),
        summary: "half as long".into(),
        expedited: false,
    };
    send(world, "bob", &proposal);
}

fn vote(world: &World, node: &str) {
    let vote = MsgVote {
        proposal_id: FIRST,
        voter: Account::named(node).unwrap().address().to_string(),
        option: VoteOption::Yes as i32,
        metadata: String::new(),
    };
    send(world, node, &vote);
}

fn passes(world: &World) {
    let began = Instant::now();
    loop {
        let path = "/cosmos.gov.v1.Query/Proposal";
        let request = QueryProposalRequest { proposal_id: FIRST };
        let answer: QueryProposalResponse = ask(&world.devnet, path, &request);
        let proposal = answer.proposal.unwrap();
        match ProposalStatus::try_from(proposal.status).unwrap() {
            ProposalStatus::Passed => return,
            ProposalStatus::VotingPeriod => {}
            other => panic!("{other:?}: {proposal:?}"),
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{proposal:?}");
        world.devnet.advance(1).unwrap();
    }
}

fn send(world: &World, from: &str, message: &(impl Message + Name)) {
    let from = Account::named(from).unwrap();
    world.devnet.send(&from, vec![Any::from_msg(message).unwrap()], 500_000).unwrap();
}

fn number_of(seconds: Option<u64>) -> u64 {
    seconds.unwrap_or_else(|| panic!("the batch does not say when it completes"))
}
