//! The lender: what collateral counts for, loans, liquidations, slashes.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests; figures are small")]

use std::cell::RefCell;
use std::rc::Rc;

use cosmwasm_std::testing::{
    message_info, mock_dependencies, mock_env, MockApi, MockQuerier, MockStorage,
};
use cosmwasm_std::{
    coins, from_json, to_json_binary, Addr, BankMsg, Coin, ContractResult, CosmosMsg, Decimal, Env,
    OwnedDeps, Response, SystemError, SystemResult, Uint128, WasmMsg, WasmQuery,
};
use cw20::Cw20ReceiveMsg;
use serde_json::{json, Value};
use weir_example_lender::contract::{execute, instantiate, query};
use weir_example_lender::msg::{ExecuteMsg, InstantiateMsg, LoanResponse, QueryMsg, ReceiveMsg};
use weir_example_lender::ContractError;

const DENOM: &str = "uatom";
const AGE: u64 = 3_600;
const CAREFUL: u64 = 24 * 3_600;

/// The hub's rate and its time; nothing for an insolvent hub.
type Rate = Rc<RefCell<Option<(String, u64)>>>;

struct World {
    deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    env: Env,
    rate: Rate,
}

fn account(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

fn birth() -> InstantiateMsg {
    let address = |name: &str| account(name).into_string();
    InstantiateMsg {
        feeder: address("feeder"),
        hub: address("hub"),
        token: address("lst"),
        denom: DENOM.to_string(),
        coordinator: address("coordinator"),
        max_age: AGE,
        max_loan: Decimal::percent(50),
        liquidation_at: Decimal::percent(80),
        bonus: Decimal::percent(10),
        careful_for: CAREFUL,
    }
}

impl World {
    /// A share redeems for 1.2 and is sold for 1.1. Alice has 1,000 as collateral.
    fn new() -> Self {
        let (mut deps, env) = (mock_dependencies(), mock_env());
        let now = env.block.time.seconds();
        let rate: Rate = Rc::new(RefCell::new(Some(("1.2".to_string(), now))));
        let told = Rc::clone(&rate);
        deps.querier.update_wasm(move |query| {
            let WasmQuery::Smart { contract_addr, msg } = query else { unreachable!() };
            assert_eq!(*contract_addr, account("hub").as_str());
            let asked: Value = from_json(msg).unwrap();
            assert_eq!(asked["redemption_rate"]["denom"], account("lst").as_str());
            match &*told.borrow() {
                Some((rate, at)) => {
                    let answer = json!({ "redemption_rate": rate, "update_time": at });
                    SystemResult::Ok(ContractResult::Ok(to_json_binary(&answer).unwrap()))
                }
                None => SystemResult::Err(SystemError::Unknown {}),
            }
        });
        deps.querier.bank.update_balance(&env.contract.address, coins(10_000, DENOM));
        let info = message_info(&account("deployer"), &[]);
        instantiate(deps.as_mut(), env.clone(), info, birth()).unwrap();
        let mut world = Self { deps, env, rate };
        world.price("1.1");
        world.deposit("alice", 1_000).unwrap();
        world
    }

    fn act(&mut self, who: &str, msg: ExecuteMsg) -> Result<Response, ContractError> {
        self.pay(who, msg, &[])
    }

    fn pay(
        &mut self,
        who: &str,
        msg: ExecuteMsg,
        funds: &[Coin],
    ) -> Result<Response, ContractError> {
        let info = message_info(&account(who), funds);
        execute(self.deps.as_mut(), self.env.clone(), info, msg)
    }

    fn deposit(&mut self, who: &str, shares: u128) -> Result<Response, ContractError> {
        self.act("lst", sent(who, shares))
    }

    fn borrow(&mut self, amount: u128) -> Result<Response, ContractError> {
        self.act("alice", ExecuteMsg::Borrow { amount: Uint128::new(amount) })
    }

    fn withdraw(&mut self, shares: u128) -> Result<Response, ContractError> {
        self.act("alice", ExecuteMsg::Withdraw { shares: Uint128::new(shares) })
    }

    fn liquidate(&mut self, amount: u128) -> Result<Response, ContractError> {
        let borrower = account("alice").into_string();
        self.pay("bob", ExecuteMsg::Liquidate { borrower }, &coins(amount, DENOM))
    }

    fn price(&mut self, price: &str) {
        self.act("feeder", ExecuteMsg::SetPrice { price: price.parse().unwrap() }).unwrap();
    }

    fn rate(&mut self, rate: &str) {
        *self.rate.borrow_mut() = Some((rate.to_string(), self.env.block.time.seconds()));
    }

    fn pass(&mut self, seconds: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(seconds);
    }

    fn slash(&mut self, who: &str, phase: &str, applied: u128) -> Result<Response, ContractError> {
        // As a coordinator sends it.
        let notice = json!({ "on_slash": {
            "phase": phase, "id": 1, "service": 5, "operator": 3, "vault": account("vault"),
            "infraction_time": 1, "requested": "500", "applied": applied.to_string(),
            "pool_loss": applied.to_string(),
        }});
        let msg = from_json(to_json_binary(&notice).unwrap()).unwrap();
        self.act(who, msg)
    }

    fn loan(&self) -> (u128, u128) {
        let borrower = account("alice").into_string();
        let answer = query(self.deps.as_ref(), self.env.clone(), QueryMsg::Loan { borrower });
        let loan: LoanResponse = from_json(answer.unwrap()).unwrap();
        (loan.collateral.u128(), loan.debt.u128())
    }

    fn value(&self) -> Result<Decimal, ContractError> {
        let answer = query(self.deps.as_ref(), self.env.clone(), QueryMsg::Value {})?;
        Ok(from_json(answer).unwrap())
    }
}

fn sent(who: &str, shares: u128) -> ExecuteMsg {
    ExecuteMsg::Receive(Cw20ReceiveMsg {
        sender: account(who).into_string(),
        amount: Uint128::new(shares),
        msg: to_json_binary(&ReceiveMsg::Deposit {}).unwrap(),
    })
}

/// Coins sent, and shares given, with who gets them.
fn paid(response: &Response) -> Vec<(String, u128)> {
    let each = response.messages.iter().map(|sub| match &sub.msg {
        CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => {
            (to_address.clone(), amount[0].amount.u128())
        }
        CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, .. }) => {
            assert_eq!(*contract_addr, account("lst").as_str());
            let msg: Value = from_json(msg).unwrap();
            let text = |field: &str| msg["transfer"][field].as_str().unwrap().to_string();
            (text("recipient"), text("amount").parse().unwrap())
        }
        other => panic!("{other:?}"),
    });
    each.collect()
}

#[test]
fn a_share_counts_for_the_lower_of_price_and_redemption_rate() {
    let mut world = World::new();
    let value = |text: &str| Ok(text.parse::<Decimal>().unwrap());
    assert_eq!(world.value(), value("1.1"));
    world.price("99");
    assert_eq!(world.value(), value("1.2"), "a feed that was bent gains nothing");
    world.rate("1.15");
    assert_eq!(world.value(), value("1.15"), "a slash lowers it at once");
}

#[test]
fn a_loan_is_at_most_its_share_of_the_collateral() {
    let mut world = World::new();
    // 1,000 at 1.1, of which a half.
    let (most, debt) = (Uint128::new(550), Uint128::new(551));
    assert_eq!(world.borrow(551).unwrap_err(), ContractError::TooMuchDebt { most, debt });
    let response = world.borrow(550).unwrap();
    assert_eq!(paid(&response), [(account("alice").into_string(), 550)]);
    assert_eq!(world.loan(), (1_000, 550));
    let debt = Uint128::new(551);
    assert_eq!(world.borrow(1).unwrap_err(), ContractError::TooMuchDebt { most, debt });
    assert!(matches!(world.withdraw(1), Err(ContractError::TooMuchDebt { .. })));
}

#[test]
fn a_stale_rate_or_price_counts_for_nothing() {
    for stale in ["redemption rate", "price"] {
        let mut world = World::new();
        world.borrow(100).unwrap();
        let at = world.env.block.time.seconds();
        world.pass(AGE);
        world.borrow(1).unwrap();
        world.pass(1);
        match stale {
            "price" => world.rate("1.2"),
            _ => world.price("1.1"),
        }
        let error = || ContractError::Stale { what: stale, at, oldest: at + 1 };
        assert_eq!(world.borrow(1).unwrap_err(), error());
        assert_eq!(world.withdraw(1).unwrap_err(), error());
        assert_eq!(world.liquidate(5).unwrap_err(), error());
        // What makes nobody worse off works: more collateral, repaying, and leaving without debt.
        world.deposit("alice", 5).unwrap();
        world.pay("alice", ExecuteMsg::Repay { borrower: None }, &coins(101, DENOM)).unwrap();
        world.withdraw(1_005).unwrap();
        assert_eq!(world.loan(), (0, 0));
    }
}

#[test]
fn an_insolvent_hub_and_a_feed_that_never_spoke_count_for_nothing() {
    let mut world = World::new();
    *world.rate.borrow_mut() = None;
    assert!(matches!(world.borrow(1), Err(ContractError::Std(_))));
    let mut young = World::new();
    weir_example_lender::state::PRICE.remove(&mut young.deps.storage);
    assert_eq!(young.borrow(1).unwrap_err(), ContractError::NoPrice);
}

#[test]
fn a_debt_that_is_not_carried_any_more_is_liquidated_with_a_bonus() {
    let mut world = World::new();
    world.borrow(550).unwrap();
    // 80 % of 1,000 at 0.69 is 552: still carried.
    world.rate("0.69");
    let (most, debt) = (Uint128::new(552), Uint128::new(550));
    assert_eq!(world.liquidate(100).unwrap_err(), ContractError::Healthy { most, debt });
    world.rate("0.66");
    let response = world.liquidate(60).unwrap();
    // 60 and a tenth, at 0.66 a share.
    assert_eq!(paid(&response), [(account("bob").into_string(), 66 * 100 / 66)]);
    assert_eq!(world.loan(), (900, 490));
    // What is too much goes back.
    let response = world.liquidate(1_000).unwrap();
    let bob = account("bob").into_string();
    assert_eq!(paid(&response), [(bob.clone(), 539 * 100 / 66), (bob, 1_000 - 490)]);
    assert_eq!(world.loan(), (900 - 816, 0));
}

#[test]
fn collateral_without_enough_value_goes_whole_and_no_further() {
    let mut world = World::new();
    world.borrow(550).unwrap();
    world.rate("0.1");
    let response = world.liquidate(550).unwrap();
    assert_eq!(paid(&response), [(account("bob").into_string(), 1_000)]);
    assert_eq!(world.loan(), (0, 0));
}

#[test]
fn a_slash_stops_new_debt_and_giving_collateral_to_who_has_one_and_nothing_else() {
    let mut world = World::new();
    world.borrow(100).unwrap();
    world.slash("coordinator", "requested", 0).unwrap();
    world.slash("coordinator", "ended", 0).unwrap();
    world.slash("coordinator", "executed", 0).unwrap();
    world.borrow(1).unwrap();
    world.slash("coordinator", "executed", 400).unwrap();
    let until = world.env.block.time.seconds() + CAREFUL;
    assert_eq!(world.borrow(1).unwrap_err(), ContractError::Careful { until });
    // At a stale price 800 of the collateral would leave as well as 500 of new debt.
    assert_eq!(world.withdraw(800).unwrap_err(), ContractError::Careful { until });
    world.pay("alice", ExecuteMsg::Repay { borrower: None }, &coins(101, DENOM)).unwrap();
    world.withdraw(1).unwrap();
    world.pass(CAREFUL);
    world.rate("1.2");
    world.price("1.1");
    world.borrow(1).unwrap();
}

#[test]
fn strangers_set_no_prices_tell_of_no_slashes_and_bring_no_tokens() {
    let mut world = World::new();
    let not = |role, expected: &str, actual: &str| ContractError::Unauthorized {
        role,
        expected: account(expected).into_string(),
        actual: account(actual).into_string(),
    };
    let price = ExecuteMsg::SetPrice { price: Decimal::one() };
    assert_eq!(world.act("alice", price).unwrap_err(), not("feeder", "feeder", "alice"));
    let zero = ExecuteMsg::SetPrice { price: Decimal::zero() };
    assert_eq!(world.act("feeder", zero).unwrap_err(), ContractError::ZeroPrice);
    let slash = world.slash("alice", "executed", 1).unwrap_err();
    assert_eq!(slash, not("coordinator", "coordinator", "alice"));
    let token = world.act("fake", sent("alice", 5)).unwrap_err();
    assert_eq!(token, not("token", "lst", "fake"));
}

#[test]
fn funds_where_none_are_taken_and_others_than_the_lent_coin_are_refused() {
    let mut world = World::new();
    let borrow = ExecuteMsg::Borrow { amount: Uint128::one() };
    let refused = ContractError::FundsRefused { sent: "5uatom".to_string() };
    assert_eq!(world.pay("alice", borrow, &coins(5, DENOM)).unwrap_err(), refused);
    let wrong = || ContractError::WrongFunds { expected: DENOM.to_string() };
    for funds in [vec![], coins(5, "uother")] {
        let repay = ExecuteMsg::Repay { borrower: None };
        assert_eq!(world.pay("alice", repay, &funds).unwrap_err(), wrong());
    }
    let repay = ExecuteMsg::Repay { borrower: None };
    let none = world.pay("alice", repay, &coins(5, DENOM)).unwrap_err();
    assert_eq!(none, ContractError::NoDebt);
}

#[test]
fn nothing_is_lent_or_given_back_that_is_not_there() {
    let mut world = World::new();
    world.deposit("alice", 1_000_000).unwrap();
    let (held, asked) = (Uint128::new(10_000), Uint128::new(10_001));
    assert_eq!(world.borrow(10_001).unwrap_err(), ContractError::NotThatMuch { held, asked });
    let mut world = World::new();
    let (held, asked) = (Uint128::new(1_000), Uint128::new(1_001));
    assert_eq!(world.withdraw(1_001).unwrap_err(), ContractError::NotThatMuch { held, asked });
}

#[test]
fn a_lender_whose_loans_begin_as_liquidations_is_not_born() {
    let mut deps = mock_dependencies();
    for (max_loan, liquidation_at, bonus) in [(80, 80, 10), (50, 95, 10)] {
        let [max_loan, liquidation_at, bonus] =
            [max_loan, liquidation_at, bonus].map(Decimal::percent);
        let msg = InstantiateMsg { max_loan, liquidation_at, bonus, ..birth() };
        let info = message_info(&account("deployer"), &[]);
        assert_eq!(
            instantiate(deps.as_mut(), mock_env(), info, msg).unwrap_err(),
            ContractError::BadParameters { max_loan, liquidation_at, bonus }
        );
    }
}
