//! Birth of the distributor, its owner, its answers.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop; figures are small"
)]

use crate::common::*;
use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env};
use cosmwasm_std::{coins, from_json, Decimal, Storage};
use cw_ownable::{Action, OwnershipError};
use weir_interface::distributor::{ExecuteMsg, InstantiateMsg, QueryMsg};
use weir_interface::hub::Crank;
use weir_reward_distributor::contract::instantiate;
use weir_reward_distributor::{ContractError, CONTRACT_NAME, CONTRACT_VERSION};

fn born(who: &str, msg: InstantiateMsg) -> Result<(), ContractError> {
    let info = message_info(&account(who), &[]);
    instantiate(mock_dependencies().as_mut(), mock_env(), info, msg).map(|_| ())
}

#[test]
fn it_is_born_with_what_was_given_or_the_defaults() {
    let config = Distributor::new().config();
    assert_eq!(config.owner, Some(account("dao").into()));
    assert_eq!((config.hub.as_str(), config.denom.as_str()), (account("hub").as_str(), DENOM));
    let shown: Vec<_> = config
        .parameters
        .iter()
        .map(|row| [row.name.as_str(), row.value.as_str(), row.min.as_str(), row.max.as_str()])
        .collect();
    assert_eq!(shown, [["fee", "0.1", "0", "0.2"], ["keeper_pay", "0.05", "0", "0.2"]]);
    assert_eq!(config.receivers, birth().receivers);
    let record = cw2::get_contract_version(&Distributor::new().deps.storage).unwrap();
    assert_eq!(
        (record.contract.as_str(), record.version.as_str()),
        (CONTRACT_NAME, CONTRACT_VERSION)
    );
}

#[test]
fn only_the_hub_creates_its_distributor() {
    let expected =
        ContractError::NotHub { expected: account("hub").into(), actual: account("dao").into() };
    assert_eq!(born("dao", birth()), Err(expected));
}

#[test]
fn what_is_refused_later_is_refused_at_birth() {
    let refused = |msg: InstantiateMsg| born("hub", msg).unwrap_err();
    let over = Some(Decimal::percent(21));
    let msg = InstantiateMsg { fee: over, ..birth() };
    assert!(matches!(refused(msg), ContractError::OutOfBounds { parameter: "fee", .. }));
    let msg = InstantiateMsg { keeper_pay: over, ..birth() };
    assert!(matches!(refused(msg), ContractError::OutOfBounds { parameter: "keeper_pay", .. }));
    let msg = InstantiateMsg { receivers: vec![], ..birth() };
    assert_eq!(refused(msg), ContractError::ReceiverCount { max: 5, actual: 0 });
    let msg = InstantiateMsg { denom: "u atom".to_string(), ..birth() };
    assert_eq!(refused(msg), ContractError::NoDenom { denom: "u atom".to_string() });
    let info = message_info(&account("hub"), &coins(1, DENOM));
    let funded = instantiate(mock_dependencies().as_mut(), mock_env(), info, birth());
    assert_eq!(funded, Err(ContractError::FundsRefused { sent: "1uatom".to_string() }));
}

#[test]
fn an_unknown_field_at_birth_is_refused() {
    let json = serde_json::to_string(&birth()).unwrap();
    assert!(from_json::<InstantiateMsg>(&json).is_ok());
    let more = json.replacen('{', r#"{"admin":"x","#, 1);
    assert!(from_json::<InstantiateMsg>(more).is_err());
}

#[test]
fn t69_the_ownership_moves_in_two_steps() {
    let mut distributor = Distributor::new();
    let offer = |who: &str| {
        let (new_owner, expiry) = (account(who).into(), None);
        ExecuteMsg::UpdateOwnership(Action::TransferOwnership { new_owner, expiry })
    };
    let accept = || ExecuteMsg::UpdateOwnership(Action::AcceptOwnership);
    let refused = distributor.act("eve", offer("eve"));
    assert_eq!(refused, Err(ContractError::Ownership(OwnershipError::NotOwner)));
    distributor.act("dao", offer("bob")).unwrap();
    let response = distributor.act("dao", offer("new")).unwrap();
    let event = "weir_distributor_ownership_updated";
    assert_eq!(attribute(&response, event, "owner"), Some(account("dao").into()));
    assert_eq!(attribute(&response, event, "pending_owner"), Some(account("new").into()));
    let refused = distributor.act("bob", accept());
    assert_eq!(refused, Err(ContractError::Ownership(OwnershipError::NotPendingOwner)));
    distributor.act("new", accept()).unwrap();
    assert_eq!(distributor.config().owner, Some(account("new").into()));
    let refused = distributor.act("dao", set_fee(Decimal::zero()));
    assert_eq!(refused, Err(ContractError::Ownership(OwnershipError::NotOwner)));
}

#[test]
fn t66_without_an_owner_rewards_are_split_as_before() {
    let mut distributor = Distributor::with_rewards(1_000);
    distributor.act("dao", ExecuteMsg::UpdateOwnership(Action::RenounceOwnership)).unwrap();
    assert_eq!(distributor.config().owner, None);
    assert_eq!(passed(&distributor.act("keeper", distribute()).unwrap()), Some(900));
}

#[test]
fn cranks_say_what_is_ready() {
    let mut distributor = Distributor::new();
    let cranks = |distributor: &Distributor| {
        let cranks: Vec<Crank> = distributor.ask(QueryMsg::Cranks {});
        cranks
            .into_iter()
            .map(|crank| (crank.name, crank.ready, crank.ready_at))
            .collect::<Vec<_>>()
    };
    let (split, raise) = ("distribute".to_string(), "activate_raise".to_string());
    let nothing = vec![(split.clone(), false, None), (raise.clone(), false, None)];
    assert_eq!(cranks(&distributor), nothing);
    distributor.hold(1);
    distributor.act("dao", set_fee(Decimal::percent(11))).unwrap();
    let now = distributor.env.block.time.seconds();
    let later = now + 7 * 86_400;
    let waiting = vec![(split, true, Some(now)), (raise.clone(), false, Some(later))];
    assert_eq!(cranks(&distributor), waiting);
    distributor.pass(7 * 86_400);
    assert_eq!(cranks(&distributor)[1], (raise, true, Some(later)));
}

#[test]
fn keys_of_storage_are_the_names_of_their_constants() {
    let mut distributor = Distributor::with_rewards(1_000);
    let response = distributor.act("keeper", distribute()).unwrap();
    distributor.hear(&response.messages[1], failed()).unwrap();
    distributor.act("dao", set_fee(Decimal::percent(11))).unwrap();
    let route = Some(weir_interface::distributor::Route::To { receiver: account("x").into() });
    let set = ExecuteMsg::SetRoute { denom: "uosmo".to_string(), route };
    distributor.act("dao", set).unwrap();
    let credit = [b"\0\x07credits".as_slice(), account("treasury").as_bytes()].concat();
    let keys: [&[u8]; 7] = [
        b"config",
        b"books",
        b"pending_raise",
        b"ownership",
        b"contract_info",
        &credit,
        b"\0\x06routesuosmo",
    ];
    for key in keys {
        assert!(distributor.deps.storage.get(key).is_some(), "{}", String::from_utf8_lossy(key));
    }
}
