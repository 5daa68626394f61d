use cosmwasm_std::testing::{mock_dependencies, mock_env};
use cosmwasm_std::{
    from_json, Addr, Binary, Decimal, Deps, Empty, Env, Reply, StdResult, SubMsgResponse,
    SubMsgResult,
};
use cw_multi_test::{Contract, ContractWrapper};
use serde_json::Value;
use weir_interface::{distributor, registry, token};
use weir_staking_hub::state::{Links, LINKS};
use weir_staking_hub::{contract, ContractError};
use weir_testing::{Refusal, Suite, SuiteBuilder};

use crate::common::*;

fn born(builder: SuiteBuilder) -> Result<Suite, Refusal> {
    builder.try_build().map_err(Refusal::new)
}

fn refusal(builder: SuiteBuilder) -> Refusal {
    match born(builder) {
        Ok(_) => panic!("it was born"),
        Err(refusal) => refusal,
    }
}

#[test]
fn the_first_deposit_is_at_least_one_whole_coin_and_its_shares_are_dead() {
    let refused = refusal(Suite::builder().first_deposit(COIN - 1));
    assert!(
        matches!(
            refused.hub(),
            Some(ContractError::FirstDepositTooSmall { needed, came, .. })
                if (needed.u128(), came.u128()) == (COIN, COIN - 1)
        ),
        "{refused}"
    );
    let suite = born(Suite::builder().first_deposit(COIN)).unwrap();
    assert_eq!(suite.shares_of("hub"), COIN);
    assert_eq!(suite.solvency().supply.u128(), COIN);
}

#[test]
fn a_parameter_out_of_bounds_is_refused_at_birth_as_later() {
    let refused = refusal(Suite::builder().hub(|change| change.max_parts = Some(21)));
    assert!(
        matches!(
            refused.hub(),
            Some(ContractError::ParameterOutOfBounds { name, .. }) if name == "max_parts"
        ),
        "{refused}"
    );
}

#[test]
fn the_unbonding_period_is_a_minute_to_sixty_days() {
    for (seconds, fits) in [(59, false), (60, true), (60 * DAY, true), (60 * DAY + 1, false)] {
        let builder = Suite::builder().params(|params| params.unbonding_period = seconds);
        match born(builder) {
            Ok(_) => assert!(fits, "{seconds}"),
            Err(refused) => {
                assert!(!fits, "{seconds}: {refused}");
                assert!(matches!(
                    refused.hub(),
                    Some(ContractError::ParameterOutOfBounds { name, .. }) if name == "unbonding_period"
                ));
            }
        }
    }
}

#[test]
fn a_coin_has_at_most_eighteen_decimals() {
    let coin = |decimals| Suite::builder().coin("uatom", decimals);
    let refused = refusal(coin(19));
    assert!(matches!(refused.hub(), Some(ContractError::BadDecimals { came: 19 })), "{refused}");
    assert!(born(coin(18).first_deposit(10u128.pow(18))).is_ok());
    assert!(born(coin(0).first_deposit(1)).is_ok());
}

#[test]
fn raises_at_birth_need_no_notice() {
    let suite = Suite::builder().hub(|change| change.buffer_target = Some(Decimal::percent(10)));
    assert!(born(suite).is_ok());
}

#[test]
fn a_coin_that_the_chain_does_not_stake_is_refused() {
    let refused = refusal(Suite::builder().params(|params| params.bond_denom = "uother".into()));
    assert!(
        matches!(
            refused.hub(),
            Some(ContractError::WrongBondDenom { chain, asked })
                if (chain.as_str(), asked.as_str()) == ("uother", "uatom")
        ),
        "{refused}"
    );
}

/// An answer with another value in one field.
fn altered(answer: Binary, field: &str, value: &str) -> StdResult<Binary> {
    let mut answer: Value = from_json(answer)?;
    answer[field] = value.into();
    Ok(Binary::from(answer.to_string().into_bytes()))
}

fn foreign_minter(deps: Deps<'_>, env: Env, msg: token::QueryMsg) -> StdResult<Binary> {
    let asked = matches!(msg, token::QueryMsg::Minter {});
    let answer = weir_staking_token::query(deps, env, msg)?;
    if asked {
        altered(answer, "minter", "somebody")
    } else {
        Ok(answer)
    }
}

fn other_supply(deps: Deps<'_>, env: Env, msg: token::QueryMsg) -> StdResult<Binary> {
    let asked = matches!(msg, token::QueryMsg::TokenInfo {});
    let answer = weir_staking_token::query(deps, env, msg)?;
    if asked {
        altered(answer, "total_supply", "9999999")
    } else {
        Ok(answer)
    }
}

fn registry_of_another(deps: Deps<'_>, env: Env, msg: registry::QueryMsg) -> StdResult<Binary> {
    altered(weir_validator_registry::contract::query(deps, env, msg)?, "hub", "somebody")
}

fn pays_another(deps: Deps<'_>, env: Env, msg: distributor::QueryMsg) -> StdResult<Binary> {
    altered(weir_reward_distributor::contract::query(deps, env, msg)?, "hub", "somebody")
}

fn pays_in_another(deps: Deps<'_>, env: Env, msg: distributor::QueryMsg) -> StdResult<Binary> {
    altered(weir_reward_distributor::contract::query(deps, env, msg)?, "denom", "uother")
}

type Code = Box<dyn Contract<Empty>>;

fn token_with(query: fn(Deps<'_>, Env, token::QueryMsg) -> StdResult<Binary>) -> Code {
    use weir_staking_token::{execute, instantiate};
    Box::new(ContractWrapper::new(execute, instantiate, query))
}

fn registry_with(query: fn(Deps<'_>, Env, registry::QueryMsg) -> StdResult<Binary>) -> Code {
    use weir_validator_registry::contract::{execute, instantiate};
    Box::new(ContractWrapper::new(execute, instantiate, query))
}

fn distributor_with(query: fn(Deps<'_>, Env, distributor::QueryMsg) -> StdResult<Binary>) -> Code {
    use weir_reward_distributor::contract::{execute, instantiate, reply};
    Box::new(ContractWrapper::new(execute, instantiate, query).with_reply(reply))
}

/// A birth of token, registry and distributor of this code.
fn birth_of(parts: [Code; 3]) -> anyhow::Result<Suite> {
    Suite::builder().try_build_on(|genesis| {
        let mut chain = genesis.build()?;
        let hub = ContractWrapper::new(contract::execute, contract::instantiate, contract::query);
        let hub = chain.store_code(Box::new(hub.with_reply(contract::reply)));
        let [token, registry, distributor] = parts.map(|part| chain.store_code(part));
        Ok((chain, vec![hub, token, registry, distributor]))
    })
}

fn sound() -> [Code; 3] {
    [
        token_with(weir_staking_token::query),
        registry_with(weir_validator_registry::contract::query),
        distributor_with(weir_reward_distributor::contract::query),
    ]
}

#[test]
fn every_link_is_read_back_at_birth() {
    birth_of(sound()).unwrap();
    let broken = [
        ("the token's minter", 0, token_with(foreign_minter)),
        ("the token's supply", 0, token_with(other_supply)),
        ("the registry's hub", 1, registry_with(registry_of_another)),
        ("the distributor's hub", 2, distributor_with(pays_another)),
        ("the distributor's coin", 2, distributor_with(pays_in_another)),
    ];
    for (link, part, code) in broken {
        let mut parts = sound();
        parts[part] = code;
        let refused = Refusal::new(birth_of(parts).err().expect(link));
        assert!(
            matches!(refused.hub(), Some(ContractError::LinkBroken { what, .. }) if *what == link),
            "{link}: {refused}"
        );
    }
}

#[test]
fn rewards_that_would_go_elsewhere_end_the_birth() {
    let mut deps = mock_dependencies();
    let address = |name: &str| Addr::unchecked(name);
    let links = Links {
        denom: "uatom".to_string(),
        decimals: 6,
        token: address("token"),
        registry: address("registry"),
        distributor: address("distributor"),
    };
    LINKS.save(&mut deps.storage, &links);
    let env = mock_env();
    deps.querier.distribution.set_withdraw_address(&env.contract.address, "elsewhere");
    #[expect(deprecated, reason = "the field is there")]
    let response = SubMsgResponse { events: vec![], data: None, msg_responses: vec![] };
    let result = SubMsgResult::Ok(response);
    let born = Reply { id: 1, payload: Binary::default(), gas_used: 0, result };
    let refused = contract::reply(deps.as_mut(), env, born);
    assert_eq!(
        refused.map(|_| ()),
        Err(ContractError::LinkBroken {
            what: "the withdraw address",
            expected: "distributor".to_string(),
            found: "elsewhere".to_string(),
        })
    );
}
