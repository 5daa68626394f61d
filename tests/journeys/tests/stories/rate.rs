//! What moves the exchange rate, and what does not.

use weir_interface::hub::ReceiveMsg;
use weir_interface::token;
use weir_testing::Suite;

use crate::common::*;

/// A day may add this share of backing, as thousandths.
const GROWTH: u128 = 3;

/// How long `unvested` must take beside `backing`: no more than 0.3 % a day.
fn slowest(unvested: u128, backing: u128) -> u64 {
    let a_day = floor(backing, GROWTH, 1_000);
    u64::try_from(ceil(unvested, u128::from(DAY), a_day)).unwrap()
}

#[test]
fn the_first_depositor_loses_less_than_a_millionth_to_donations_of_a_thousand_coins() {
    let mut suite = still().build();
    suite.keepers = false;
    suite.bond("mallory", 1).unwrap();
    let gift = 10u128.pow(9);
    suite.donate("mallory", "hub", gift).unwrap();
    suite.donate("mallory", "distributor", gift).unwrap();
    suite.crank("sweep_surplus").unwrap();
    suite.distribute().unwrap();
    // A tenth of both is fee, the rest vests beside 10 dead coins and one unit.
    let backing = 10 * COIN + 1;
    let unvested = 2 * gift * 9 / 10;
    assert_eq!(suite.solvency().unvested.u128(), unvested);
    assert_eq!(books(&suite), (backing, backing));
    suite.bond("first", 10 * COIN).unwrap();
    assert_eq!(suite.shares_of("first"), 10 * COIN);

    // A day later the rate has risen as fast as it may, and a depositor loses a unit or two.
    suite.days_pass(1);
    suite.crank("sync").unwrap();
    let period = u128::from(slowest(unvested, backing));
    let vested = unvested - ceil(unvested, period - u128::from(DAY), period);
    assert_eq!(vested, 30_000, "0.3 % of ten coins");
    let (b, s) = (backing + 10 * COIN + vested, backing + 10 * COIN);
    assert_eq!(books(&suite), (b, s));
    suite.bond("second", 10 * COIN).unwrap();
    let shares = floor(10 * COIN, s, b);
    assert_eq!(suite.shares_of("second"), shares);
    let worth = floor(shares, b + 10 * COIN, s + shares);
    assert!((10 * COIN - worth) * 1_000_000 < 10 * COIN, "{worth} of ten coins");
    // What mallory got of her two thousand coins: the growth of one share.
    assert_eq!(floor(1, b, s), 1);
}

#[test]
fn a_large_donation_vests_and_one_unit_after_another_does_not_hold_it_up() {
    for to in ["hub", "distributor"] {
        let mut suite = thousand();
        let give = |suite: &mut Suite, units| {
            suite.donate("donor", to, units).unwrap();
            if to == "hub" {
                suite.crank("sweep_surplus").unwrap();
            }
            suite.distribute().unwrap();
        };
        give(&mut suite, COIN);
        let (start, passed) = (suite.now(), COIN * 9 / 10);
        // 0.9 of 1,000 coins are within 0.3 % a day: one day.
        assert_eq!(suite.solvency().vested_at, start + DAY);
        assert_eq!(books(&suite), (1_000 * COIN, 1_000 * COIN));
        suite.hours_pass(12);
        for _ in 0..20 {
            give(&mut suite, 1);
            suite.next_block();
            assert_eq!(suite.solvency().vested_at, start + DAY, "the mean end, rounded down");
        }
        wait_until(&mut suite, start + DAY);
        // A fee of a tenth of one unit is nothing.
        assert_eq!(books(&suite), (1_000 * COIN + passed + 20, 1_000 * COIN));
    }
}

#[test]
fn shares_sent_to_the_hub_without_a_word_move_no_rate_and_join_the_dead() {
    let mut suite = thousand();
    suite.transfer("alice", "hub", 5 * COIN).unwrap();
    assert_eq!(books(&suite), (1_000 * COIN, 1_000 * COIN));
    assert_eq!(suite.snapshot().tokens.u128(), (10 + 5) * COIN);
    suite.check_everything();
}

#[test]
fn rewards_sent_while_one_holder_leaves_go_to_him_as_far_as_they_vested_and_slow_down_for_the_rest()
{
    let mut suite = thousand();
    suite.donate("chain", "distributor", 10 * COIN).unwrap();
    suite.distribute().unwrap();
    let (start, unvested) = (suite.now(), 9 * COIN);
    let period = slowest(unvested, 1_000 * COIN);
    assert_eq!(period, 3 * DAY, "nine coins at three a day");
    suite.queue_unbond("alice", 990 * COIN).unwrap();
    let batch = suite.open_batch();
    let answer = submit(&mut suite, batch);
    let vested = 9 * COIN * u128::from(6 * HOUR) / u128::from(period);
    let backing = 1_000 * COIN + vested;
    let priced = floor(990 * COIN, backing, 1_000 * COIN);
    assert_eq!(number(&answer, "hub_batch_submitted", "priced"), priced);
    // Five stakes of 198 and the rest from the buffer: everything is placed and burnt.
    assert_eq!(number(&answer, "hub_batch_submitted", "placed"), priced);
    assert_eq!(number(&answer, "hub_batch_submitted", "from_buffer"), priced - 5 * 198 * COIN);
    let left = backing - priced;
    assert_eq!(books(&suite), (left, 10 * COIN));
    // Ten coins may not grow by the 8 that are left in three days.
    let (unvested, now) = (unvested - vested, start + 6 * HOUR);
    assert_eq!(suite.solvency().vested_at, now + slowest(unvested, left));
    settle(&mut suite, batch);
    assert_eq!(paid(&mut suite, "alice"), priced);
    assert_eq!(suite.solvency().supply.u128(), 10 * COIN);
}

#[test]
fn bond_then_unbond_never_profits() {
    for assets in [1_500, 7_777, 999_999, 1_000_003, 123_456_789] {
        let mut suite = thousand();
        // An uneven rate: 198 coins lose 7 %.
        let validator = suite.operator("val1");
        suite.slash(&validator, cosmwasm_std::Decimal::percent(7));
        suite.crank("sync").unwrap();
        suite.days_pass(1);
        suite.crank("sync").unwrap();
        let (b, s) = books(&suite);
        assert_eq!((b, s), (1_000 * COIN - 198 * COIN * 7 / 100, 1_000 * COIN));
        suite.bond("bob", assets).unwrap();
        let shares = floor(assets, s, b);
        let (batch, answer) = redeem(&mut suite, "bob", shares);
        let priced = floor(shares, b + assets, s + shares);
        assert_eq!(number(&answer, "hub_batch_submitted", "priced"), priced);
        settle(&mut suite, batch);
        assert_eq!(paid(&mut suite, "bob"), priced);
        assert!(priced <= assets && assets - priced <= 1, "{priced} of {assets}");
        suite.check_everything();
    }
}

#[test]
fn bond_cover_queue_and_submit_in_one_transaction_gain_nothing() {
    // Invariants are made for one message at a time.
    let mut suite = thousand_of(still().without_checks());
    suite.bond("mallory", 100 * COIN).unwrap();
    suite.queue_unbond("mallory", 100 * COIN).unwrap();
    suite.hours_pass(6);
    suite.fund("mallory", 100 * COIN);
    // 100 coins in, half of the shares given up to lift the rate, the other half queued, and the
    // batch with the shares of before submitted.
    let hub = suite.hub.clone();
    let bond = weir_interface::hub::ExecuteMsg::Bond {
        receiver: None,
        min_shares: None,
        max_age: None,
        referral: None,
        donate: Default::default(),
    };
    let call = |msg: &weir_interface::hub::ExecuteMsg, units: u128| -> cosmwasm_std::CosmosMsg {
        let funds = match units {
            0 => vec![],
            units => vec![cosmwasm_std::coin(units, "uatom")],
        };
        let msg = cosmwasm_std::to_json_binary(msg).unwrap();
        cosmwasm_std::WasmMsg::Execute { contract_addr: hub.to_string(), msg, funds }.into()
    };
    let token = token::TokenContract(suite.token.clone());
    let send = |amount: u128, msg: &ReceiveMsg| {
        let msg = cosmwasm_std::to_json_binary(msg).unwrap();
        let send =
            token::ExecuteMsg::Send { contract: hub.to_string(), amount: amount.into(), msg };
        token.call(&send).unwrap()
    };
    let submit_batch = weir_interface::hub::ExecuteMsg::SubmitBatch {
        max_parts: None,
        skip: None,
        undelegations: Default::default(),
    };
    let messages = vec![
        call(&bond, 100 * COIN),
        send(50 * COIN, &ReceiveMsg::CoverLoss {}),
        send(50 * COIN, &ReceiveMsg::QueueUnbond { receiver: None }),
        call(&submit_batch, 0),
    ];
    suite.transaction("mallory", messages).unwrap();
    // The cover vests: the price in this block is what it was, to the unit.
    assert_eq!(suite.batch(1).placed.u128(), 100 * COIN);
    assert_eq!(books(&suite), (1_050 * COIN, 1_050 * COIN));
    assert_eq!(suite.solvency().unvested.u128(), 50 * COIN);
    let unplaced = suite.batch(2).unplaced.u128();
    assert_eq!(unplaced, 50 * COIN, "the new request waits its own lag");
    let placed_at = suite.now();
    wait_for_lag(&mut suite, 2);
    let answer = suite.crank("submit_batch").unwrap();
    let period = u128::from(slowest(50 * COIN, 1_050 * COIN));
    let waited = u128::from(suite.now() - placed_at);
    let vested = 50 * COIN - ceil(50 * COIN, period - waited, period);
    let priced = floor(50 * COIN, 1_050 * COIN + vested, 1_050 * COIN);
    assert_eq!(number(&answer, "hub_batch_submitted", "priced"), priced);
    assert!(100 * COIN + priced < 200 * COIN, "she put in 200 and gets {priced} and 100");
}

#[test]
fn nobody_mints_or_burns_for_an_amount_worth_less_than_a_share() {
    let mut suite = thousand();
    suite.donate("chain", "distributor", COIN).unwrap();
    suite.distribute().unwrap();
    suite.days_pass(1);
    suite.crank("sync").unwrap();
    // One unit is worth less than one share since rewards came.
    let outcome = suite.bond("bob", 1);
    use weir_accounting::AccountingError;
    use weir_staking_hub::ContractError;
    refused!(outcome, hub, ContractError::Accounting(AccountingError::NothingMinted { .. }));
    suite.bond("bob", 2).unwrap();
    assert_eq!(suite.shares_of("bob"), floor(2, 1_000 * COIN, 1_000 * COIN + COIN * 9 / 10));
}
