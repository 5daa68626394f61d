//! What owner, guardian, admin and strangers may not do.

use cosmwasm_std::{to_json_binary, Decimal};
use weir_contract::MigrationError;
use weir_interface::hub::{ExecuteMsg as HubMsg, MigrateMsg, ReceiveMsg, Scope};
use weir_interface::{distributor, registry, token};
use weir_reward_distributor::ContractError as DistributorError;
use weir_staking_hub::ContractError;
use weir_staking_token::ContractError as TokenError;
use weir_testing::{Refusal, Suite};
use weir_validator_registry::ContractError as RegistryError;

use crate::common::*;

fn set_fee(suite: &mut Suite, who: &str, percent: u64) -> weir_testing::Outcome {
    suite.distributor_call(
        who,
        &distributor::ExecuteMsg::UpdateConfig {
            fee: Some(Decimal::percent(percent)),
            keeper_pay: None,
            receivers: None,
        },
    )
}

#[test]
fn a_higher_fee_is_capped_waits_seven_days_and_takes_nothing_earned_before_it() {
    let mut suite = thousand();
    refused!(set_fee(&mut suite, "owner", 21), distributor, DistributorError::OutOfBounds { .. });
    refused!(set_fee(&mut suite, "stranger", 5), distributor, DistributorError::Ownership(_));
    set_fee(&mut suite, "owner", 20).unwrap();
    // Harvests must work while it waits.
    let outcome = suite.pause("owner", &[Scope::Harvest], HOUR);
    refused!(outcome, hub, ContractError::RaisePending {});
    suite.seconds_pass(7 * DAY - 1);
    let activate = distributor::ExecuteMsg::ActivateRaise { skip: None };
    let outcome = suite.distributor_call("stranger", &activate);
    refused!(outcome, distributor, DistributorError::RaiseTooEarly { .. });
    suite.seconds_pass(1);
    // Ten coins have arrived, and more waits with a validator.
    suite.donate("chain", "distributor", 10 * COIN).unwrap();
    let validator = suite.operator("val1");
    let coins = vec![cosmwasm_std::coin(1_000_000 * COIN, "uatom")];
    suite.chain.reward_validator(&validator, coins).unwrap();
    suite.look("rewards");
    let answer = suite.distributor_call("stranger", &activate).unwrap();
    let rewards = number(&answer, "distributor_distributed", "rewards");
    assert!(rewards > 10 * COIN, "{rewards}");
    // All of it at a tenth, with no keeper to pay.
    let old = rewards / 10;
    assert_eq!(suite.coins_of("treasury"), old);
    assert_eq!(suite.solvency().unvested.u128(), rewards - old);
    suite.donate("chain", "distributor", 10 * COIN).unwrap();
    suite.distribute().unwrap();
    // Ten more at a fifth, a twentieth of which is the keeper's.
    let new = 2 * COIN;
    assert_eq!(suite.coins_of("keeper"), new / 20);
    assert_eq!(suite.coins_of("treasury"), old + new * 19 / 20);
    // Lower at once.
    set_fee(&mut suite, "owner", 0).unwrap();
    suite.donate("chain", "distributor", COIN).unwrap();
    suite.distribute().unwrap();
    assert_eq!(suite.coins_of("treasury"), old + new * 19 / 20);
}

#[test]
fn instant_fees_rise_after_seven_days_and_fall_at_once_and_the_buffer_target_waits_either_way() {
    let mut suite = thousand();
    let parameter = |suite: &Suite, name: &str| -> Decimal {
        let config: weir_interface::hub::ConfigResponse =
            suite.query(&suite.hub, &weir_interface::hub::QueryMsg::Config {}).unwrap();
        let found = config.parameters.into_iter().find(|parameter| parameter.name == name);
        found.unwrap().value.parse().unwrap()
    };
    let beyond = suite.configure("owner", |p| p.instant_fee_max = Some(Decimal::percent(11)));
    refused!(beyond, hub, ContractError::ParameterOutOfBounds { .. });
    suite
        .configure("owner", |p| {
            p.instant_fee_min = Some(Decimal::bps(5));
            p.instant_fee_max = Some(Decimal::percent(10));
            p.buffer_target = Some(Decimal::zero());
        })
        .unwrap();
    assert_eq!(parameter(&suite, "instant_fee_min"), Decimal::bps(5));
    assert_eq!(parameter(&suite, "buffer_target"), Decimal::percent(1));
    assert_eq!(parameter(&suite, "instant_fee_max"), Decimal::percent(5));
    suite.seconds_pass(7 * DAY - 1);
    refused!(suite.crank("activate_raises"), hub, ContractError::NoticeNotOver { .. });
    suite.seconds_pass(1);
    suite.crank("activate_raises").unwrap();
    assert_eq!(parameter(&suite, "instant_fee_max"), Decimal::percent(10));
    assert_eq!(parameter(&suite, "buffer_target"), Decimal::zero());
    let stranger = suite.configure("stranger", |p| p.max_parts = Some(1));
    refused!(stranger, hub, ContractError::Ownership(_));
}

#[test]
fn an_instant_redemption_pays_the_fees_line_and_leaves_the_fee_to_the_others() {
    // A flat fee of 1 % so that the line needs no integral.
    let flat = Some(Decimal::percent(1));
    let mut suite = thousand_of(still().hub(|p| {
        p.instant_fee_min = flat;
        p.instant_fee_max = flat;
    }));
    suite.instant_redeem("alice", 4 * COIN, 0).unwrap();
    // Ten coins in the buffer, of which 1 % of what stays is the target: what lies above it and
    // what lies below are paid apart, each rounded down.
    let above = 10 * COIN - 996 * COIN / 100;
    let paid = above + (4 * COIN - ceil(above, 100, 99)) * 99 / 100;
    assert_eq!(4 * COIN * 99 / 100 - paid, 1);
    assert_eq!(suite.coins_of("alice"), paid);
    // The fee vests for the others: nothing jumps.
    assert_eq!(books(&suite), (996 * COIN, 996 * COIN));
    assert_eq!(suite.solvency().unvested.u128(), 4 * COIN - paid);
    // Half a percent of backing an hour: 4.98, of which 3.96 are gone.
    let allowance = 996 * COIN * 5 / 1_000;
    let over = ceil(allowance - paid + 1, 100, 99);
    let outcome = suite.instant_redeem("alice", over, 0);
    use weir_accounting::AccountingError::OutflowExceeded;
    refused!(outcome, hub, ContractError::Accounting(OutflowExceeded { .. }));
    let outcome = suite.instant_redeem("alice", COIN, COIN);
    refused!(outcome, hub, ContractError::TooFewAssets { .. });
}

#[test]
fn the_guardian_pauses_for_three_days_at_most_cools_down_as_long_and_never_closes_claims() {
    let mut suite = thousand();
    let longest = 72 * HOUR;
    let bond = [Scope::Bond];
    let outcome = suite.pause("stranger", &bond, HOUR);
    refused!(outcome, hub, ContractError::Unauthorized { .. });
    let outcome = suite.pause("guardian", &bond, longest + 1);
    refused!(outcome, hub, ContractError::PauseTooLong { max, .. } if *max == longest);
    for scope in [Scope::Withdraw, Scope::Reconcile, Scope::CancelUnbond] {
        let outcome = suite.pause("guardian", &[scope], 1);
        refused!(outcome, hub, ContractError::OwnerScope { .. });
    }
    let begun = suite.now();
    suite.pause("guardian", &bond, longest).unwrap();
    refused!(suite.bond("bob", COIN), hub, ContractError::Paused { scope: Scope::Bond, .. });
    refused!(suite.pause("guardian", &bond, 1), hub, ContractError::CoolingDown { .. });
    refused!(suite.resume("guardian", &bond), hub, ContractError::Ownership(_));
    suite.queue_unbond("alice", COIN).unwrap();
    wait_until(&mut suite, begun + longest - 1);
    suite.crank("sync").unwrap();
    refused!(suite.bond("bob", COIN), hub, ContractError::Paused { .. });
    suite.seconds_pass(1);
    suite.bond("bob", COIN).unwrap();
    wait_until(&mut suite, begun + 2 * longest - 1);
    refused!(suite.pause("guardian", &bond, 1), hub, ContractError::CoolingDown { .. });
    suite.seconds_pass(1);
    suite.pause("guardian", &bond, 1).unwrap();
    suite.resume("owner", &bond).unwrap();
    suite.crank("sync").unwrap();
    suite.bond("bob", COIN).unwrap();
}

#[test]
fn claims_are_closed_by_the_owner_for_seven_days_in_thirty_at_most() {
    let mut suite = thousand();
    let claims = [Scope::Withdraw];
    let week = 7 * DAY;
    let outcome = suite.pause("owner", &claims, week + 1);
    refused!(outcome, hub, ContractError::PauseTooLong { .. });
    suite.pause("owner", &claims, week - 10).unwrap();
    let outcome = suite.pause("owner", &claims, 11);
    refused!(outcome, hub, ContractError::PauseBudget { left: 10, .. });
    suite.pause("owner", &claims, 10).unwrap();
    suite.days_pass(30);
    let outcome = suite.pause("owner", &claims, week);
    refused!(outcome, hub, ContractError::PauseBudget { .. });
    suite.days_pass(7);
    suite.pause("owner", &claims, week).unwrap();
}

#[test]
fn only_the_admin_migrates_to_the_same_contract_and_a_newer_version() {
    let mut suite = thousand();
    // The suite stores hub, token, registry, distributor in this order.
    let contracts =
        [&suite.hub, &suite.token, &suite.registry, &suite.distributor].map(Clone::clone);
    let migrate = |suite: &mut Suite, who: &str, index: usize, code: u64| {
        let who = suite.actor(who);
        suite.chain.migrate(&who, &contracts[index], &MigrateMsg {}, code).map_err(Refusal::new)
    };
    refused!(
        migrate(&mut suite, "admin", 0, 1),
        hub,
        ContractError::Migration(MigrationError::NotNewer { .. })
    );
    refused!(
        migrate(&mut suite, "admin", 1, 2),
        token,
        TokenError::Migration(MigrationError::NotNewer { .. })
    );
    refused!(
        migrate(&mut suite, "admin", 2, 3),
        registry,
        RegistryError::Migration(MigrationError::NotNewer { .. })
    );
    refused!(
        migrate(&mut suite, "admin", 3, 4),
        distributor,
        DistributorError::Migration(MigrationError::NotNewer { .. })
    );
    refused!(
        migrate(&mut suite, "admin", 1, 1),
        hub,
        ContractError::Migration(MigrationError::OtherContract { .. })
    );
    refused!(
        migrate(&mut suite, "admin", 0, 2),
        token,
        TokenError::Migration(MigrationError::OtherContract { .. })
    );
    refused!(
        migrate(&mut suite, "admin", 0, 3),
        registry,
        RegistryError::Migration(MigrationError::OtherContract { .. })
    );
    refused!(
        migrate(&mut suite, "admin", 0, 4),
        distributor,
        DistributorError::Migration(MigrationError::OtherContract { .. })
    );
    for who in ["owner", "stranger"] {
        let refusal = migrate(&mut suite, who, 0, 1).unwrap_err();
        assert!(refusal.hub().is_none(), "the chain refuses: {refusal}");
    }
    // From an older version it works, once, and moves nothing.
    let hub = suite.hub.clone();
    let before = suite.snapshot();
    let mut storage = suite.chain.app_mut().contract_storage_mut(&hub);
    let older = br#"{"contract":"crates.io:weir-staking-hub","version":"0.0.1"}"#;
    storage.set(b"contract_info", older);
    drop(storage);
    migrate(&mut suite, "admin", 0, 1).unwrap();
    refused!(
        migrate(&mut suite, "admin", 0, 1),
        hub,
        ContractError::Migration(MigrationError::NotNewer { .. })
    );
    assert_eq!(suite.snapshot(), before);
    suite.check_everything();
}

#[test]
fn callbacks_and_links_answer_only_to_whom_they_are_for() {
    let mut suite = thousand();
    let msg = to_json_binary(&ReceiveMsg::QueueUnbond { receiver: None }).unwrap();
    let alice = suite.actor("alice").to_string();
    // A false token says that Alice sent shares.
    let receive = HubMsg::Receive { sender: alice.clone(), amount: COIN.into(), msg };
    for who in ["mallory", "registry", "distributor", "owner"] {
        refused!(suite.hub_call(who, &receive), hub, ContractError::ForeignToken { .. });
    }
    let hub = suite.hub.clone();
    suite.fund("mallory", COIN);
    let outcome = suite.execute("mallory", &hub, &HubMsg::AddRewards {}, COIN);
    refused!(outcome, hub, ContractError::Unauthorized { role: "distributor", .. });
    let targets = HubMsg::UpdateTargets { targets: vec![], max_share: Decimal::one() };
    let outcome = suite.hub_call("owner", &targets);
    refused!(outcome, hub, ContractError::Unauthorized { role: "registry", .. });
    for who in ["mallory", "owner", "registry"] {
        let mint = token::ExecuteMsg::Mint { recipient: alice.clone(), amount: COIN.into() };
        refused!(suite.token_call(who, &mint), token, TokenError::NotHub { .. });
    }
    let complete = distributor::ExecuteMsg::CompleteRaise {};
    let outcome = suite.distributor_call("owner", &complete);
    refused!(outcome, distributor, DistributorError::NotItself { .. });
    let keeper = Some(suite.actor("mallory").to_string());
    let named = distributor::ExecuteMsg::Distribute { keeper };
    suite.donate("chain", "distributor", COIN).unwrap();
    let outcome = suite.distributor_call("bob", &named);
    refused!(outcome, distributor, DistributorError::KeeperNamed { .. });
    // Nothing births a second set of links, and the withdraw address is the distributor.
    assert_eq!(suite.chain.withdraw_address(&suite.hub), suite.distributor);
    let links: registry::ConfigResponse =
        suite.query(&suite.registry, &registry::QueryMsg::Config {}).unwrap();
    assert_eq!(links.hub, suite.hub.to_string());
    suite.check_everything();
}

#[test]
fn shares_sent_by_an_allowed_spender_are_their_owners_request() {
    let mut suite = thousand();
    let spender = suite.actor("bob").to_string();
    let amount = (5 * COIN).into();
    let allow = token::ExecuteMsg::IncreaseAllowance { spender, amount, expires: None };
    suite.token_call("alice", &allow).unwrap();
    let msg = to_json_binary(&ReceiveMsg::QueueUnbond { receiver: None }).unwrap();
    let send = token::ExecuteMsg::SendFrom {
        owner: suite.actor("alice").to_string(),
        contract: suite.hub.to_string(),
        amount,
        msg,
    };
    suite.token_call("bob", &send).unwrap();
    // cw20 names the spender as sender: the request is his, as with every cw20 contract.
    suite.cancel_unbond("bob", None, None).unwrap();
    assert_eq!(suite.shares_of("bob"), 5 * COIN);
    let refusal = suite.token_call("bob", &send).unwrap_err();
    assert!(matches!(refusal.token(), Some(TokenError::Cw20(_))), "spent: {refusal}");
}
