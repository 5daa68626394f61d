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
use weir_devnet::cosmrs::proto::traits::Name;
use weir_devnet::cosmrs::Any;
use weir_devnet::{Account, Included};

use crate::chain::ask;
use crate::world::{number, World, COIN, DENOM};

/// Where the chain keeps what governance decides on; the module's name hashed, so always the same.
pub const GOVERNANCE: &str = "wasm10d07y265gmmuvt4z0w9aw880jnsr700js7zslc";
/// What a minute of unbonding is changed to, in seconds.
const SHORTER: i64 = 30;

/// A batch that unbonds when the time becomes shorter is paid when the chain said it would be, and
/// one that begins after it in the new time.
pub fn the_hubs_vote_changes_the_unbonding_time_while_a_batch_unbonds(world: &mut World) {
    world.queue("alice", 20 * COIN);
    world.hub_when_ready("submit_batch", json!({ "submit_batch": {} }));
    let before = number_of(world.batch(4)["completes_at"].as_u64());

    let id = propose(world, vec![Any::from_msg(&shorter(world)).unwrap()]);
    let yes = json!([{ "option": "yes", "weight": "1" }]);
    world.hub("dave", json!({ "vote_proposal": { "proposal_id": id, "options": yes } }));
    let votes = |node: &&str| world.devnet.standing(node).unwrap().bonded;
    let nodes: Vec<&str> = world.devnet.nodes().filter(votes).collect();
    let staked = |node: &&str| world.delegated_to(&world.devnet.operator(node).unwrap());
    let staked: u128 = nodes.iter().map(staked).sum();
    let request = QueryTallyResultRequest { proposal_id: id };
    let path = "/cosmos.gov.v1.Query/TallyResult";
    let tally: QueryTallyResultResponse = ask(&world.devnet, path, &request);
    let yes: u128 = tally.tally.unwrap().yes_count.parse().unwrap();
    // each delegation is rounded down
    assert!(staked.abs_diff(yes) <= 5, "the hub's stake alone has voted: {yes} of {staked}");
    for node in nodes {
        vote(world, node, id);
    }
    assert_eq!(ends(world, id), ProposalStatus::Passed);

    world.queue("alice", 20 * COIN);
    world.hub_when_ready("submit_batch", json!({ "submit_batch": {} }));
    let after = number_of(world.batch(5)["completes_at"].as_u64());
    let now = world.node_time();
    // a block's time is rounded down here, and a completion's up
    let latest = now + u64::try_from(SHORTER).unwrap() + 1;
    assert!(after <= latest, "{after}, at {now}");
    assert_eq!(world.batch(4)["completes_at"].as_u64(), Some(before));
    world.devnet.pass(60).unwrap();
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

fn shorter(world: &World) -> MsgUpdateParams {
    let path = "/cosmos.staking.v1beta1.Query/Params";
    let now: QueryParamsResponse = ask(&world.devnet, path, &QueryParamsRequest {});
    let mut params = now.params.unwrap();
    params.unbonding_time.as_mut().unwrap().seconds = SHORTER;
    MsgUpdateParams { authority: GOVERNANCE.to_string(), params: Some(params) }
}

/// All validators agree on messages in governance's name; what comes of the proposal.
pub fn decide(world: &World, messages: Vec<Any>) -> ProposalStatus {
    let id = propose(world, messages);
    for node in world.devnet.nodes() {
        vote(world, node, id);
    }
    ends(world, id)
}

fn propose(world: &World, messages: Vec<Any>) -> u64 {
    let proposal = MsgSubmitProposal {
        messages,
        initial_deposit: vec![Coin { denom: DENOM.into(), amount: (100 * COIN).to_string() }],
        proposer: world.address("bob"),
        metadata: String::new(),
        title: "A proposal".into(),
        summary: "of a journey".into(),
        expedited: false,
    };
    let sent = send(world, "bob", &proposal);
    let events = sent.result["events"].as_array().unwrap();
    let rows = events.iter().filter(|event| event["type"] == "submit_proposal");
    let mut attributes = rows.flat_map(|event| event["attributes"].as_array().unwrap());
    let id = attributes.find(|row| row["key"] == "proposal_id").unwrap();
    id["value"].as_str().unwrap().parse().unwrap()
}

fn vote(world: &World, node: &str, id: u64) {
    let vote = MsgVote {
        proposal_id: id,
        voter: Account::named(node).unwrap().address().to_string(),
        option: VoteOption::Yes as i32,
        metadata: String::new(),
    };
    send(world, node, &vote);
}

fn ends(world: &World, id: u64) -> ProposalStatus {
    let began = Instant::now();
    loop {
        let path = "/cosmos.gov.v1.Query/Proposal";
        let request = QueryProposalRequest { proposal_id: id };
        let answer: QueryProposalResponse = ask(&world.devnet, path, &request);
        let proposal = answer.proposal.unwrap();
        let status = ProposalStatus::try_from(proposal.status).unwrap();
        if status != ProposalStatus::VotingPeriod {
            return status;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{proposal:?}");
        world.devnet.pass(5).unwrap();
    }
}

fn send(world: &World, from: &str, message: &impl Name) -> Included {
    let from = Account::named(from).unwrap();
    world.devnet.send(&from, vec![Any::from_msg(message).unwrap()], 1_000_000).unwrap()
}

fn number_of(seconds: Option<u64>) -> u64 {
    seconds.unwrap_or_else(|| panic!("the batch does not say when it completes"))
}
