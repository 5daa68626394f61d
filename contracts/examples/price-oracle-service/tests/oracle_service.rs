//! The oracle service: keys, rounds, prices, and the proof that slashes, with real signatures.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests; figures are small")]

use cosmwasm_std::testing::{
    message_info, mock_dependencies, mock_env, MockApi, MockQuerier, MockStorage,
};
use cosmwasm_std::{
    coins, from_json, to_json_binary, Addr, Binary, ContractResult, CosmosMsg, Decimal, Env,
    OwnedDeps, Response, SystemError, SystemResult, Uint128, WasmMsg, WasmQuery,
};
use k256::ecdsa::signature::hazmat::PrehashSigner;
use k256::ecdsa::{Signature, SigningKey};
use k256::Scalar;
use serde_json::{json, Value};
use weir_example_price_oracle_service::contract::{execute, instantiate, query};
use weir_example_price_oracle_service::msg::{
    ExecuteMsg, InstantiateMsg, QueryMsg, RoundResponse, SignedPrice,
};
use weir_example_price_oracle_service::sign::{hash, text, Subject};
use weir_example_price_oracle_service::ContractError;
use weir_quantities::{OperatorId, ServiceId};

const THREE: OperatorId = OperatorId::new(3);
const FOUR: OperatorId = OperatorId::new(4);
const FIVE: ServiceId = ServiceId::new(5);
const ROUND: u64 = 60;
const DAY: u64 = 24 * 3_600;

struct World {
    deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    env: Env,
}

fn account(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).unwrap()
}

fn public(key: &SigningKey) -> Binary {
    Binary::from(key.verifying_key().to_encoded_point(true).as_bytes())
}

/// Operators 3 and 4 have an admin, a vault and a link with the service each; others have an admin.
fn answer(contract: &str, msg: &Value) -> Option<Value> {
    assert_eq!(contract, account("registry").as_str());
    if let Some(asked) = msg.get("link") {
        let state = if [3, 4].contains(&asked["operator"].as_u64()?) { "active" } else { "none" };
        return Some(json!({
            "operator": asked["operator"], "service": asked["service"], "state": state,
        }));
    }
    if let Some(asked) = msg.get("operator") {
        let number = asked["operator"].as_u64()?;
        return Some(json!({
            "operator": number, "admin": account(&format!("admin {number}")),
            "pending_admin": null, "metadata": { "name": "x", "description": null, "link": null },
            "bond_address": "x", "pending_bond_address": null, "hook": null, "hot_keys": [],
        }));
    }
    let vault = msg.get("vault")?["vault"].as_str()?;
    let number = [3, 4].into_iter().find(|n| vault == account(&format!("vault {n}")).as_str())?;
    Some(json!({
        "vault": vault, "operator": number, "asset": { "native": { "denom": "uatom" } },
        "generation": 0,
    }))
}

impl World {
    /// Round 1 is open, and operator 3 has key 7 from round 1 on.
    fn new() -> Self {
        let (mut deps, env) = (mock_dependencies(), mock_env());
        deps.querier.update_wasm(|query| {
            let WasmQuery::Smart { contract_addr, msg } = query else { unreachable!() };
            match answer(contract_addr, &from_json(msg).unwrap()) {
                Some(answer) => {
                    SystemResult::Ok(ContractResult::Ok(to_json_binary(&answer).unwrap()))
                }
                None => SystemResult::Err(SystemError::Unknown {}),
            }
        });
        let info = message_info(&account("anyone"), &[]);
        instantiate(deps.as_mut(), env.clone(), info, birth(Decimal::percent(10))).unwrap();
        let mut world = Self { deps, env };
        world.set_key(THREE, &key(7)).unwrap();
        world.open_round();
        world
    }

    fn act(&mut self, who: &str, msg: ExecuteMsg) -> Result<Response, ContractError> {
        let info = message_info(&account(who), &[]);
        execute(self.deps.as_mut(), self.env.clone(), info, msg)
    }

    fn set_key(
        &mut self,
        operator: OperatorId,
        key: &SigningKey,
    ) -> Result<Response, ContractError> {
        let key = public(key);
        self.act(&format!("admin {operator}"), ExecuteMsg::SetKey { operator, key })
    }

    /// The next round, as soon as may be. When it was opened.
    fn open_round(&mut self) -> u64 {
        self.env.block.time = self.env.block.time.plus_seconds(ROUND);
        self.act("anyone", ExecuteMsg::OpenRound {}).unwrap();
        self.env.block.time.seconds()
    }

    fn sign(&self, key: &SigningKey, round: u64, price: u128) -> SignedPrice {
        sign(&self.env, FIVE, THREE, key, round, price)
    }

    fn submit(&mut self, one: &SubmitPrice) -> Result<Response, ContractError> {
        let SubmitPrice { operator, round, price, key: seed } = *one;
        let signed = sign(&self.env, FIVE, operator, &key(seed), round, price);
        self.act("anyone", ExecuteMsg::SubmitPrice { operator, round, signed })
    }

    fn report(
        &mut self,
        round: u64,
        first: &SignedPrice,
        second: &SignedPrice,
    ) -> Result<Response, ContractError> {
        self.act("anyone", conflict("vault 3", round, first, second))
    }

    fn ask<T: cosmwasm_schema::serde::de::DeserializeOwned>(&self, msg: QueryMsg) -> T {
        from_json(query(self.deps.as_ref(), self.env.clone(), msg).unwrap()).unwrap()
    }
}

/// A price that somebody submits.
struct SubmitPrice {
    operator: OperatorId,
    round: u64,
    price: u128,
    key: u8,
}

fn birth(fraction: Decimal) -> InstantiateMsg {
    InstantiateMsg {
        coordinator: account("coordinator").into_string(),
        registry: account("registry").into_string(),
        service: FIVE,
        fraction,
        round_seconds: ROUND,
    }
}

fn sign(
    env: &Env,
    service: ServiceId,
    operator: OperatorId,
    key: &SigningKey,
    round: u64,
    price: u128,
) -> SignedPrice {
    let price = Uint128::new(price);
    let digest = hash(text(Subject { env, service, operator, round }, price).as_bytes());
    let signature: Signature = key.sign_prehash(&digest).unwrap();
    SignedPrice { price, signature: Binary::from(signature.to_bytes().to_vec()) }
}

fn conflict(vault: &str, round: u64, first: &SignedPrice, second: &SignedPrice) -> ExecuteMsg {
    let vault = account(vault).into_string();
    let (first, second) = (first.clone(), second.clone());
    ExecuteMsg::ReportConflict { operator: THREE, vault, round, first, second }
}

/// The same signature in its other form, which is as good to whoever does not look.
fn high(signed: &SignedPrice) -> SignedPrice {
    let signature = Signature::from_slice(&signed.signature).unwrap();
    let (r, s) = signature.split_scalars();
    let other: Scalar = -*s;
    let other = Signature::from_scalars(r.to_bytes(), other.to_bytes()).unwrap();
    SignedPrice { price: signed.price, signature: Binary::from(other.to_bytes().to_vec()) }
}

fn requested(response: &Response) -> Value {
    let [sub] = response.messages.as_slice() else { panic!("one message") };
    let CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, .. }) = &sub.msg else {
        panic!("a call")
    };
    assert_eq!(*contract_addr, account("coordinator").as_str());
    from_json::<Value>(msg).unwrap()["request_slash"].clone()
}

#[test]
fn two_prices_of_one_round_are_slashed_by_whoever_holds_them() {
    let mut world = World::new();
    let opened_at = world.env.block.time.seconds();
    let (first, second) = (world.sign(&key(7), 1, 100), world.sign(&key(7), 1, 101));
    world.env.block.time = world.env.block.time.plus_seconds(DAY);
    let request = requested(&world.report(1, &first, &second).unwrap());
    assert_eq!(request["service"], 5);
    assert_eq!(request["vault"], account("vault 3").as_str());
    assert_eq!(request["fraction"], "0.1");
    assert_eq!(request["infraction_time"], opened_at);
    // The name is the same whoever reports, in whichever order: reported once.
    let again = requested(&world.report(1, &second, &first).unwrap());
    assert_eq!(again["offence_id"], request["offence_id"]);
    let name = request["offence_id"].as_str().unwrap();
    assert_eq!(name.len(), 64);
    assert!(name.bytes().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c)));
}

#[test]
fn t118_a_forged_or_replayed_signature_is_refused() {
    let mut world = World::new();
    let good = world.sign(&key(7), 1, 100);
    let forged = |price: u128| ContractError::Forged {
        operator: THREE,
        round: 1,
        price: Uint128::new(price),
    };
    let with = |env: &Env, service, operator, key: &SigningKey, round| {
        sign(env, service, operator, key, round, 101)
    };
    let mut elsewhere = world.env.clone();
    elsewhere.block.chain_id = "another-chain".to_string();
    let mut other = world.env.clone();
    other.contract.address = account("another contract");
    let env = world.env.clone();
    let mut relabelled = world.sign(&key(7), 1, 100);
    relabelled.price = Uint128::new(101);
    for replayed in [
        relabelled,
        with(&env, FIVE, THREE, &key(8), 1),
        with(&env, FIVE, THREE, &key(7), 2),
        with(&env, FIVE, FOUR, &key(7), 1),
        with(&env, ServiceId::new(6), THREE, &key(7), 1),
        with(&elsewhere, FIVE, THREE, &key(7), 1),
        with(&other, FIVE, THREE, &key(7), 1),
    ] {
        assert_eq!(world.report(1, &good, &replayed).unwrap_err(), forged(101));
        assert_eq!(world.report(1, &replayed, &good).unwrap_err(), forged(101));
    }
    let zeros = SignedPrice { price: Uint128::new(101), signature: vec![0; 64].into() };
    assert_eq!(world.report(1, &good, &zeros).unwrap_err(), forged(101));
    for length in [0, 63, 65] {
        let odd = SignedPrice { price: Uint128::new(101), signature: vec![1; length].into() };
        let error = ContractError::SignatureLength { actual: length };
        assert_eq!(world.report(1, &good, &odd).unwrap_err(), error);
    }
}

#[test]
fn the_other_form_of_a_signature_is_refused_and_one_price_is_no_conflict() {
    let mut world = World::new();
    let (first, second) = (world.sign(&key(7), 1, 100), world.sign(&key(7), 1, 101));
    // It is a good signature to the chain: the control of this test.
    let digest = hash(
        text(Subject { env: &world.env, service: FIVE, operator: THREE, round: 1 }, second.price)
            .as_bytes(),
    );
    let api = &world.deps.api;
    let bent = high(&second);
    let taken =
        cosmwasm_std::Api::secp256k1_verify(api, &digest, &bent.signature, &public(&key(7)));
    assert_eq!(taken, Ok(true));
    assert_eq!(world.report(1, &first, &bent).unwrap_err(), ContractError::MalleableSignature);
    let price = Uint128::new(100);
    for same in [first.clone(), high(&first)] {
        let error = ContractError::NoConflict { price };
        assert_eq!(world.report(1, &first, &same).unwrap_err(), error);
    }
}

#[test]
fn t118_another_key_after_signing_twice_saves_nobody() {
    let mut world = World::new();
    let (first, second) = (world.sign(&key(7), 1, 100), world.sign(&key(7), 1, 101));
    world.set_key(THREE, &key(9)).unwrap();
    world.open_round();
    world.report(1, &first, &second).unwrap();
    // The new key is good from round 2 on, and the old one no more.
    let (new, more) = (world.sign(&key(9), 2, 100), world.sign(&key(9), 2, 101));
    world.report(2, &new, &more).unwrap();
    let late = world.sign(&key(7), 2, 102);
    assert!(matches!(world.report(2, &new, &late), Err(ContractError::Forged { .. })));
    let early = world.sign(&key(9), 1, 102);
    assert!(matches!(world.report(1, &first, &early), Err(ContractError::Forged { .. })));
}

#[test]
fn an_offence_is_remembered_for_the_longest_window_and_fourteen_days() {
    let mut world = World::new();
    let (first, second) = (world.sign(&key(7), 1, 100), world.sign(&key(7), 1, 101));
    let mut forgotten = world.env.block.time.seconds() + 21 * DAY;
    world.env.block.time = cosmwasm_std::Timestamp::from_seconds(forgotten - ROUND);
    assert_eq!(world.open_round(), forgotten);
    world.report(1, &first, &second).unwrap();
    world.env.block.time = world.env.block.time.plus_seconds(1);
    forgotten = world.open_round();
    assert!(forgotten > 0);
    assert_eq!(
        world.report(1, &first, &second).unwrap_err(),
        ContractError::UnknownRound { round: 1 }
    );
}

#[test]
fn only_the_operators_own_vaults_answer_for_him() {
    let mut world = World::new();
    let (first, second) = (world.sign(&key(7), 1, 100), world.sign(&key(7), 1, 101));
    assert_eq!(
        world.act("anyone", conflict("vault 4", 1, &first, &second)).unwrap_err(),
        ContractError::OtherOperator { expected: THREE, actual: FOUR }
    );
    world.act("anyone", conflict("made by nobody", 1, &first, &second)).unwrap_err();
}

#[test]
fn keys_are_set_by_the_operators_admin_and_are_keys() {
    let mut world = World::new();
    let msg = |key: Binary| ExecuteMsg::SetKey { operator: THREE, key };
    let (expected, actual) = (account("admin 3").into_string(), account("admin 4").into_string());
    assert_eq!(
        world.act("admin 4", msg(public(&key(1)))).unwrap_err(),
        ContractError::NotAdmin { operator: THREE, expected, actual }
    );
    for bytes in [vec![], vec![2; 32], vec![4; 33], vec![2; 65]] {
        let actual = bytes.len();
        let error = world.act("admin 3", msg(bytes.into())).unwrap_err();
        assert_eq!(error, ContractError::NoKey { actual });
    }
    for _ in 0..14 {
        world.set_key(THREE, &key(1)).unwrap();
        world.open_round();
    }
    world.set_key(THREE, &key(1)).unwrap();
    world.open_round();
    let full = ContractError::TooManyKeys { operator: THREE, max: 16 };
    assert_eq!(world.set_key(THREE, &key(1)).unwrap_err(), full);
    world.env.block.time = world.env.block.time.plus_seconds(22 * DAY);
    world.set_key(THREE, &key(1)).unwrap();
}

#[test]
fn prices_are_taken_once_for_the_open_round_and_answered_as_their_median() {
    let mut world = World::new();
    world.set_key(FOUR, &key(8)).unwrap();
    world.open_round();
    let submit = |operator, round, signed: &SignedPrice| {
        let signed = signed.clone();
        ExecuteMsg::SubmitPrice { operator, round, signed }
    };
    let of_three = world.sign(&key(7), 2, 100);
    let of_four = sign(&world.env, FIVE, FOUR, &key(8), 2, 110);
    let price = |world: &World| -> Uint128 { world.ask(QueryMsg::Price { round: 2 }) };
    world.act("anyone", submit(THREE, 2, &of_three)).unwrap();
    world.act("anyone", submit(FOUR, 2, &of_four)).unwrap();
    assert_eq!(price(&world), Uint128::new(100), "the lower of two");
    let there = ContractError::PriceThere { operator: THREE, round: 2, price: Uint128::new(100) };
    assert_eq!(world.act("anyone", submit(THREE, 2, &of_three)).unwrap_err(), there);
    let closed = ContractError::RoundNotOpen { expected: 2, actual: 1 };
    assert_eq!(world.act("anyone", submit(THREE, 1, &of_three)).unwrap_err(), closed);
    let none = query(world.deps.as_ref(), world.env.clone(), QueryMsg::Price { round: 1 });
    assert_eq!(none.unwrap_err(), ContractError::NoPrice { round: 1 });
}

#[test]
fn t118_a_price_that_its_operator_did_not_sign_for_the_round_is_not_taken() {
    let mut world = World::new();
    let submit = |signed: &SignedPrice| {
        let signed = signed.clone();
        ExecuteMsg::SubmitPrice { operator: THREE, round: 1, signed }
    };
    let price = Uint128::new(100);
    let forged = |price| ContractError::Forged { operator: THREE, round: 1, price };
    let good = world.sign(&key(7), 1, 100);
    let mut dearer = good.clone();
    dearer.price = Uint128::new(101);
    let of_four = sign(&world.env, FIVE, FOUR, &key(7), 1, 100);
    let of_six = sign(&world.env, ServiceId::new(6), THREE, &key(7), 1, 100);
    for (signed, error) in [
        (world.sign(&key(8), 1, 100), forged(price)),
        (world.sign(&key(7), 2, 100), forged(price)),
        (of_four, forged(price)),
        (of_six, forged(price)),
        (dearer, forged(Uint128::new(101))),
        (high(&good), ContractError::MalleableSignature),
        (
            SignedPrice { price, signature: vec![1; 63].into() },
            ContractError::SignatureLength { actual: 63 },
        ),
    ] {
        assert_eq!(world.act("anyone", submit(&signed)).unwrap_err(), error);
    }
    // Whoever named no key signed nothing; and before the first round there is none.
    let of_four = sign(&world.env, FIVE, FOUR, &key(8), 1, 100);
    let msg = ExecuteMsg::SubmitPrice { operator: FOUR, round: 1, signed: of_four };
    let none = ContractError::NoKeyThen { operator: FOUR, round: 1 };
    assert_eq!(world.act("anyone", msg).unwrap_err(), none);
    for round in [0, 2, u64::MAX] {
        let signed = world.sign(&key(7), round, 100);
        let msg = ExecuteMsg::SubmitPrice { operator: THREE, round, signed };
        let closed = ContractError::RoundNotOpen { expected: 1, actual: round };
        assert_eq!(world.act("anyone", msg).unwrap_err(), closed);
    }
    let none = query(world.deps.as_ref(), world.env.clone(), QueryMsg::Price { round: 1 });
    assert_eq!(none.unwrap_err(), ContractError::NoPrice { round: 1 });
    world.act("anyone", submit(&good)).unwrap();
}

#[test]
fn operators_whom_the_service_does_not_know_move_no_price() {
    let mut world = World::new();
    let of_three = SubmitPrice { operator: THREE, round: 2, price: 100, key: 7 };
    // Registered by one account, for nothing: two of three prices are the median.
    let strange = [8, 9].map(|key| SubmitPrice {
        operator: OperatorId::new(key.into()),
        round: 2,
        price: 1_000,
        key,
    });
    for one in &strange {
        world.set_key(one.operator, &key(one.key)).unwrap();
    }
    world.open_round();
    world.submit(&of_three).unwrap();
    for one in &strange {
        let refused = world.submit(one).unwrap_err();
        let (operator, service) = (one.operator, FIVE);
        assert_eq!(refused, ContractError::NoActiveLink { operator, service });
    }
    let price: Uint128 = world.ask(QueryMsg::Price { round: 2 });
    assert_eq!(price, Uint128::new(100));
}

#[test]
fn rounds_are_as_long_as_they_must_be() {
    let mut world = World::new();
    let opened_at = world.env.block.time.seconds();
    let round: RoundResponse = world.ask(QueryMsg::Round {});
    assert_eq!(round, RoundResponse { round: 1, opened_at });
    world.env.block.time = world.env.block.time.plus_seconds(ROUND - 1);
    let (expected, actual) = (opened_at + ROUND, opened_at + ROUND - 1);
    assert_eq!(
        world.act("anyone", ExecuteMsg::OpenRound {}).unwrap_err(),
        ContractError::RoundTooShort { expected, actual }
    );
}

#[test]
fn coins_and_fractions_out_of_range_are_refused() {
    let mut world = World::new();
    let info = message_info(&account("anyone"), &coins(5, "uatom"));
    let paid = execute(world.deps.as_mut(), world.env.clone(), info, ExecuteMsg::OpenRound {});
    let sent = "5uatom".to_string();
    assert_eq!(paid.unwrap_err(), ContractError::FundsRefused { sent });
    for actual in [Decimal::zero(), Decimal::percent(101)] {
        let info = message_info(&account("anyone"), &[]);
        let born = instantiate(world.deps.as_mut(), world.env.clone(), info, birth(actual));
        assert_eq!(born.unwrap_err(), ContractError::FractionOutOfRange { actual });
    }
}
