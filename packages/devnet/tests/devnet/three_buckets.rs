//! A double sign finds what a delegator had at its height, wherever it is by then: on five nodes of
//! wasmd, and to the unit the same on the embedded chain.

use cosmwasm_std::{Coin, Timestamp};
use embedded_chain::EmbeddedChain;
use weir_devnet::cosmrs::proto::cosmos::base::v1beta1::Coin as Units;
use weir_devnet::cosmrs::proto::cosmos::staking::v1beta1::{
    MsgBeginRedelegate, MsgDelegate, MsgUndelegate, QueryDelegationRequest,
    QueryDelegationResponse, QueryDelegatorUnbondingDelegationsRequest,
    QueryDelegatorUnbondingDelegationsResponse,
};
use weir_devnet::cosmrs::proto::traits::{Message, Name};
use weir_devnet::cosmrs::Any;
use weir_devnet::{Account, Devnet, Options};

use crate::common::{self, Owned};

/// What is staked at first, and what of it leaves before the double sign's height, after it, and
/// for another validator after it. The fractions of 5 % do not come out even.
const STAKED: u128 = 10_000_007;
const BEFORE: u128 = 1_000_003;
const AFTER: u128 = 2_000_011;
const MOVED: u128 = 3_000_017;

/// What a delegator and two validators have.
#[derive(Debug, PartialEq, Eq)]
struct Books {
    /// Entries in unbonding: from which block, what they were made with, what is in them.
    entries: Vec<(u64, u128, u128)>,
    /// Units with the validator that signed twice, and with the other.
    delegated: [u128; 2],
    /// All units staked with the two.
    tokens: [u128; 2],
    jailed: [bool; 2],
}

/// The heights at which what happened.
struct Heights {
    staked: u64,
    before: u64,
    after: u64,
    moved: u64,
    signed_twice: u64,
}

fn send(devnet: &Devnet, from: &Account, message: &(impl Message + Name)) -> u64 {
    let message = Any::from_msg(message).unwrap();
    devnet.send(from, vec![message], 500_000).unwrap().height
}

fn units(amount: u128) -> Option<Units> {
    Some(Units { denom: "uatom".into(), amount: amount.to_string() })
}

fn on_nodes(devnet: &Devnet) -> (Books, Heights) {
    let alice = Account::named("alice").unwrap();
    let who = alice.address().to_string();
    let [guilty, other] = ["val4", "val2"].map(|node| devnet.operator(node).unwrap());

    let stake = MsgDelegate {
        delegator_address: who.clone(),
        validator_address: guilty.clone(),
        amount: units(STAKED),
    };
    let leave = |amount| MsgUndelegate {
        delegator_address: who.clone(),
        validator_address: guilty.clone(),
        amount: units(amount),
    };
    let go = MsgBeginRedelegate {
        delegator_address: who.clone(),
        validator_src_address: guilty.clone(),
        validator_dst_address: other.clone(),
        amount: units(MOVED),
    };
    let staked = send(devnet, &alice, &stake);
    devnet.advance(3).unwrap();
    let before = send(devnet, &alice, &leave(BEFORE));
    devnet.advance(4).unwrap();
    let signed_twice = before + 2;
    let after = send(devnet, &alice, &leave(AFTER));
    let moved = send(devnet, &alice, &go);
    devnet.double_sign("val4", signed_twice).unwrap();
    let heights = Heights { staked, before, after, moved, signed_twice };
    (books_on_nodes(devnet, &who, [&guilty, &other]), heights)
}

fn books_on_nodes(devnet: &Devnet, who: &str, operators: [&String; 2]) -> Books {
    let rpc = devnet.rpc().unwrap();
    let request = QueryDelegatorUnbondingDelegationsRequest {
        delegator_addr: who.to_string(),
        pagination: None,
    };
    let path = "/cosmos.staking.v1beta1.Query/DelegatorUnbondingDelegations";
    let answer = rpc.query(path, &request.encode_to_vec()).unwrap();
    let unbonding = QueryDelegatorUnbondingDelegationsResponse::decode(&*answer).unwrap();
    let entries = unbonding.unbonding_responses.iter().flat_map(|from| &from.entries);
    let entry =
        |entry: &weir_devnet::cosmrs::proto::cosmos::staking::v1beta1::UnbondingDelegationEntry| {
            let amount = |text: &str| text.parse::<u128>().unwrap();
            let height = u64::try_from(entry.creation_height).unwrap();
            (height, amount(&entry.initial_balance), amount(&entry.balance))
        };
    let delegated = operators.map(|operator| {
        let request = QueryDelegationRequest {
            delegator_addr: who.to_string(),
            validator_addr: operator.to_string(),
        };
        let path = "/cosmos.staking.v1beta1.Query/Delegation";
        let answer = rpc.query(path, &request.encode_to_vec()).unwrap();
        let answer = QueryDelegationResponse::decode(&*answer).unwrap();
        answer.delegation_response.unwrap().balance.unwrap().amount.parse().unwrap()
    });
    let [guilty, other] = ["val4", "val2"].map(|node| devnet.standing(node).unwrap());
    Books {
        entries: entries.map(entry).collect(),
        delegated,
        tokens: [guilty.tokens, other.tokens],
        jailed: [guilty.jailed, other.jailed],
    }
}

fn on_the_embedded_chain(stake: u128, heights: &Heights) -> Books {
    let begins = Timestamp::from_seconds(1_700_000_000);
    let mut chain = EmbeddedChain::builder()
        .denom("uatom")
        .start(heights.staked, begins)
        .params(|params| params.unbonding_period = 60)
        .validator("val4", stake)
        .validator("val2", stake)
        .build()
        .unwrap();
    let alice = chain.account("alice");
    let [guilty, other] = ["val4", "val2"].map(|name| chain.operator_address(name));
    chain.mint(&alice, vec![Coin::new(STAKED, "uatom")]).unwrap();
    let until = |chain: &mut EmbeddedChain, height: u64| {
        while chain.block().height < height {
            chain.advance_block(1);
        }
    };
    chain.delegate(&alice, &guilty, STAKED).unwrap();
    until(&mut chain, heights.before);
    chain.undelegate(&alice, &guilty, BEFORE).unwrap();
    until(&mut chain, heights.after);
    chain.undelegate(&alice, &guilty, AFTER).unwrap();
    until(&mut chain, heights.moved);
    chain.redelegate(&alice, &guilty, &other, MOVED).unwrap();
    until(&mut chain, heights.moved + 2);
    chain.double_sign(&guilty, heights.signed_twice, None).unwrap().unwrap();

    let entries = chain.unbonding_entries(&alice).unwrap();
    let entry = |found: &embedded_chain::UnbondingEntry| {
        let entry = &found.entry;
        (entry.creation_height, entry.initial_balance.u128(), entry.balance.u128())
    };
    let operators = [&guilty, &other];
    let delegated = operators
        .map(|operator| chain.delegation(&alice, operator).unwrap().unwrap().amount().u128());
    let validators = operators.map(|operator| chain.validator(operator).unwrap());
    Books {
        entries: entries.iter().map(entry).collect(),
        delegated,
        tokens: [validators[0].tokens.u128(), validators[1].tokens.u128()],
        jailed: [validators[0].jailed, validators[1].jailed],
    }
}

#[test]
fn a_double_sign_finds_three_buckets_alike_on_nodes_and_on_the_embedded_chain() {
    let options = Options::new(common::home(), "buckets");
    let stake = options.stake;
    let devnet = Owned::start(&options);
    let (real, heights) = on_nodes(&devnet);

    // left before: whole. Left after: 5 % less. Moved after: 5 % less where it is. Stayed: 5 % less
    let [(_, _, before), (_, _, after)] = real.entries[..] else { panic!("{real:?}") };
    assert_eq!(before, BEFORE);
    assert_eq!(after, AFTER - AFTER * 5 / 100);
    // shares of it are cut, fractions of a unit included, and what is left is rounded down
    assert_eq!(real.delegated[1], MOVED - (MOVED * 5).div_ceil(100));
    let stayed = STAKED - BEFORE - AFTER - MOVED;
    let cut = stayed - real.delegated[0];
    assert!(cut.abs_diff(stayed * 5 / 100) <= 1, "{cut} of {stayed}");
    assert_eq!(real.jailed, [true, false]);

    assert_eq!(real, on_the_embedded_chain(stake, &heights));
}
