//! Threats T01 to T24: users, shares and the rate. Every test performs the attack and compares
//! what the attacker put in with what comes out.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::threats_common::*;
use cosmwasm_std::{coin, Binary, CosmosMsg, Decimal, WasmMsg};
use proptest::prelude::*;
use weir_accounting::{
    burnt_for, paid_for, quote, AccountingError, Batch, Books, InstantTerms, Pool, Request,
    Schedule, Stake, Vesting, VestingTerms,
};
use weir_interface::hub::{ExecuteMsg, ReceiveMsg};
use weir_interface::token;
use weir_quantities::{Assets, BatchId, Rounding, Seconds, Shares, Time};
use weir_reward_distributor::ContractError as DistributorError;
use weir_staking_hub::ContractError as HubError;
use weir_staking_token::ContractError as TokenError;
use weir_testing::Suite;

const TERMS: VestingTerms =
    VestingTerms { reward_period: Seconds::new(86_400), max_daily_growth: Decimal::permille(3) };

/// Books as they are born: a first deposit behind dead shares.
fn born(first_deposit: u128) -> Books {
    Books {
        pool: Pool { buffer: Assets::new(first_deposit), supply: Shares::new(first_deposit) },
        stake: Stake::default(),
    }
}

/// All the shares of somebody redeemed as a batch pays them: at the floor, burnt as placed.
fn redeem_all(books: &mut Books, shares: Shares, now: Time) -> u128 {
    let worth = books.rate(now).unwrap().to_assets(shares, Rounding::Down).unwrap();
    books.place(Assets::ZERO, worth, shares, now, TERMS).unwrap();
    worth.u128()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn t01_who_donates_between_two_deposits_never_gets_back_more(
        dead in COIN..=10_000 * COIN,
        deposit in 1u128..=10u128.pow(18),
        donation in 0u128..=10u128.pow(18),
        victim in 1u128..=10u128.pow(18),
    ) {
        let mut books = born(dead);
        let now = Time::new(1_000);
        let shares = books.bond(Assets::new(deposit), now)?;
        // The worst case: the gift counts at once and is not slowed by vesting.
        books.pool.buffer = books.pool.buffer.plus(Assets::new(donation))?;
        let theirs = books.bond(Assets::new(victim), now);
        let out = redeem_all(&mut books, shares, now);
        prop_assert!(out <= deposit + donation, "in {}, out {out}", deposit + donation);
        if let Ok(theirs) = theirs {
            // The victim loses less than what one share is worth.
            let back = redeem_all(&mut books, theirs, now);
            let share = (dead + deposit + donation) / (dead + deposit) + 1;
            prop_assert!(back + share >= victim, "victim in {victim}, out {back}");
        }
    }

    #[test]
    fn t02_a_gift_of_ten_times_all_there_is_never_leaves_a_victim_without_shares(
        dead in COIN..=10_000 * COIN,
        deposit in 1u128..=10u128.pow(15),
        tenths in 0u128..=100,
        victim in 1_000u128..=10u128.pow(12),
    ) {
        let mut books = born(dead);
        let now = Time::new(1_000);
        books.bond(Assets::new(deposit), now)?;
        let gift = (dead + deposit) * tenths / 10;
        books.pool.buffer = books.pool.buffer.plus(Assets::new(gift))?;
        let shares = books.bond(Assets::new(victim), now)?;
        // At 11 assets a share a thousand units are 90 shares; less than one is lost to rounding.
        prop_assert!(shares.u128() >= victim / 11 - 1, "{shares} shares for {victim}");
        let back = redeem_all(&mut books, shares, now);
        prop_assert!(back + 12 >= victim, "in {victim}, out {back}");
    }

    #[test]
    fn t06_many_small_bonds_never_mint_more_than_one_big_one(
        dead in COIN..=10u128.pow(12),
        gift in 0u128..=10u128.pow(12),
        each in 1u128..=10u128.pow(6),
        times in 2u128..=40,
    ) {
        let now = Time::new(1_000);
        let mut one = born(dead);
        one.pool.buffer = one.pool.buffer.plus(Assets::new(gift))?;
        let mut many = one;
        let mut in_steps = 0;
        for _ in 0..times {
            match many.bond(Assets::new(each), now) {
                Ok(shares) => in_steps += shares.u128(),
                Err(AccountingError::NothingMinted { .. }) => {}
                Err(other) => return Err(TestCaseError::fail(other.to_string())),
            }
        }
        let at_once = one.bond(Assets::new(each * times), now).map_or(0, Shares::u128);
        prop_assert!(in_steps <= at_once, "{in_steps} in steps, {at_once} at once");
    }

    #[test]
    fn t06_many_small_redemptions_never_pay_more_than_one_big_one(
        dead in COIN..=10u128.pow(12),
        gift in 0u128..=10u128.pow(12),
        each in 1u128..=10u128.pow(4),
        times in 2u128..=40,
    ) {
        let now = Time::new(1_000);
        let mut one = born(dead);
        let held = one.bond(Assets::new(each * times * 3), now)?;
        one.pool.buffer = one.pool.buffer.plus(Assets::new(gift))?;
        prop_assume!(held.u128() >= each * times);
        let mut many = one;
        let mut in_steps = 0;
        for _ in 0..times {
            in_steps += redeem_all(&mut many, Shares::new(each), now);
        }
        let at_once = redeem_all(&mut one, Shares::new(each * times), now);
        // What the steps leave behind lifts the rest by less than a unit in all.
        prop_assert!(in_steps <= at_once, "{in_steps} in steps, {at_once} at once");
    }

    #[test]
    fn t21_no_amount_makes_the_books_panic(
        buffer: u128, supply: u128, delegated: u128, assets: u128, shares: u128,
        unvested: u128, length: u64, received: u128, claimed: u128, fraction in 0u64..=10_000,
    ) {
        let now = Time::new(1_000);
        let vesting = Vesting::from(Schedule { assets: Assets::new(unvested), from: now, until: now.after(Seconds::new(length)) });
        let books = Books {
            pool: Pool { buffer: Assets::new(buffer), supply: Shares::new(supply) },
            stake: Stake { delegated: Assets::new(delegated), vesting, ..Stake::default() },
        };
        let (assets, shares) = (Assets::new(assets), Shares::new(shares));
        let later = now.after(Seconds::new(length / 2));
        let share = Decimal::bps(fraction);
        let instant = InstantTerms { fee_min: Decimal::bps(1), fee_max: share, buffer_target: share, outflow: share };
        // Whatever is accepted keeps the sums; whatever is refused is refused by an error.
        let mut bonded = books;
        if let Ok(minted) = bonded.bond(assets, later) {
            prop_assert_eq!(bonded.pool.supply.u128() - supply, minted.u128());
            prop_assert_eq!(bonded.pool.buffer.u128() - buffer, assets.u128());
            let exact = cosmwasm_std::Uint256::from(assets.u128()) * cosmwasm_std::Uint256::from(supply)
                / cosmwasm_std::Uint256::from(books.backing(later)?.u128());
            prop_assert_eq!(exact, cosmwasm_std::Uint256::from(minted.u128()));
        }
        let mut others = [books; 4];
        let _ = others[0].add_rewards(assets, later, TERMS);
        let _ = others[1].give_up(shares, later, TERMS);
        let _ = others[2].place(assets, assets, shares, later, TERMS);
        let _ = others[3].slow(later, TERMS);
        for other in others {
            let _ = (other.backing(later), other.rate(later), other.is_insolvent(later));
        }
        if let Ok(redemption) = quote(&books, shares, later, &instant) {
            prop_assert!(redemption.paid <= redemption.worth && redemption.paid.u128() <= buffer);
        }
        let _ = paid_for(assets, Assets::new(buffer), Assets::new(delegated), &instant);
        let _ = burnt_for(shares, assets, Assets::new(received));
        let request = Request { shares, claimed: Assets::new(claimed) };
        let mut batch = Batch::new(Shares::new(supply));
        batch.received = Assets::new(received);
        let _ = request.payable(&batch);
        if let Ok((rest, moved)) = request.split(BatchId::new(1), Shares::new(supply)) {
            prop_assert_eq!(rest.shares.u128() + moved.shares.u128(), shares.u128());
        }
    }
}

#[test]
fn t01_the_first_depositor_who_donates_loses_his_gift() {
    let mut suite = Suite::new();
    suite.keepers = false;
    suite.bond("mallory", 1_000).unwrap();
    suite.donate("mallory", "hub", 1_000 * COIN).unwrap();
    suite.donate("mallory", "distributor", 1_000 * COIN).unwrap();
    suite.crank("sweep_surplus").unwrap();
    suite.distribute().unwrap();
    suite.bond("victim", 5_000).unwrap();
    // Nothing of the gift counts yet: 5,000 units at a rate of 1.
    assert_eq!(suite.shares_of("victim"), 5_000);
    suite.keepers = true;
    suite.days_pass(40);
    suite.everyone_leaves(&["mallory", "victim"]);
    let given = 1_000 + 2_000 * COIN;
    assert!(suite.coins_of("mallory") < given / 1_000, "{}", suite.coins_of("mallory"));
    assert!(suite.coins_of("victim") >= 5_000, "{}", suite.coins_of("victim"));
    suite.check_everything();
}

#[test]
fn t02_a_victim_of_the_smallest_bond_loses_less_than_a_unit_in_a_thousand() {
    let mut suite = Suite::builder().first_deposit(COIN).build();
    suite.keepers = false;
    suite.bond("mallory", 1).unwrap();
    suite.donate("mallory", "hub", 10 * (COIN + 1)).unwrap();
    suite.crank("sweep_surplus").unwrap();
    suite.distribute().unwrap();
    suite.bond("victim", 1_000).unwrap();
    assert_eq!(suite.shares_of("victim"), 1_000, "the gift was counted in the same block");
}

#[test]
fn t03_coins_sent_to_the_hub_do_not_lift_the_rate() {
    let mut suite = staked(1_000);
    let before = suite.snapshot();
    let rate = suite.rate();
    for target in ["hub", "distributor"] {
        suite.donate("mallory", target, 500 * COIN).unwrap();
        assert_eq!(suite.rate(), rate, "the rate after a gift to the {target}");
    }
    assert_eq!(suite.snapshot().books, before.books);
    suite.crank("sweep_surplus").unwrap();
    suite.distribute().unwrap();
    assert_eq!(suite.rate(), rate, "the rate after the sweep");
    // Of 1,000 coins 90 % are passed; they may lift the backing of 1,010 by 0.3 % a day.
    let passed = suite.solvency().unvested.u128();
    assert_eq!(passed, 1_000 * COIN * 90 / 100);
    suite.days_pass(1);
    let most = rate * (Decimal::one() + Decimal::permille(3));
    assert!(suite.rate() > rate && suite.rate() <= most, "{} after a day", suite.rate());
    suite.days_pass(9);
    let most = rate * (Decimal::one() + Decimal::percent(3));
    assert!(suite.rate() <= most, "{} after ten days", suite.rate());
}

#[test]
fn t04_shares_sent_plainly_to_the_contracts_move_no_ledger() {
    let mut suite = staked(1_000);
    suite.queue_unbond("alice", 10 * COIN).unwrap();
    let before = suite.snapshot();
    for target in ["hub", "registry", "distributor"] {
        suite.transfer("alice", target, 5 * COIN).unwrap();
    }
    let after = suite.snapshot();
    assert_eq!(after.books, before.books);
    assert_eq!(after.pipeline, before.pipeline);
    assert_eq!(after.tokens.u128() - before.tokens.u128(), 5 * COIN);
    assert_eq!(suite.open_batch(), 1);
    // Nobody can cancel what was never queued, and the batch closes and settles as ever.
    refused!(
        suite.cancel_unbond("alice", Some(1), Some(10 * COIN + 1)),
        hub,
        HubError::Accounting(AccountingError::TooManyShares { .. })
    );
    suite.keepers = true;
    suite.everyone_leaves(&["alice"]);
    // Bonded 1,000, and gave 15 of them away.
    assert!(suite.coins_of("alice") >= 985 * COIN, "{}", suite.coins_of("alice"));
    assert!(suite.coins_of("alice") < 1_000 * COIN, "{}", suite.coins_of("alice"));
    suite.check_everything();
}

#[test]
fn t05_a_holder_cannot_burn_and_nobody_else_mints() {
    let mut suite = staked(100);
    let supply = suite.snapshot().supply;
    for who in ["alice", "owner", "admin", "guardian", "registry", "distributor"] {
        refused!(
            suite.token_call(who, &token::ExecuteMsg::Burn { amount: COIN.into() }),
            token,
            TokenError::NotHub { .. }
        );
        let mint = token::ExecuteMsg::Mint {
            recipient: suite.actor(who).to_string(),
            amount: COIN.into(),
        };
        refused!(suite.token_call(who, &mint), token, TokenError::NotHub { .. });
    }
    let alice = suite.actor("alice");
    let burn_from = format!(r#"{{"burn_from":{{"owner":"{alice}","amount":"1"}}}}"#);
    let refusal = raw(&mut suite, "mallory", "token", &burn_from).unwrap_err();
    assert!(refusal.text().contains("unknown variant `burn_from`"), "{refusal}");
    assert_eq!(suite.snapshot().supply, supply);
    suite.check_everything();
}

#[test]
fn t06_two_hundred_bonds_of_one_unit_and_one_bond_of_two_hundred() {
    let mut suite = staked(1_000);
    suite.donate("mallory", "distributor", 100 * COIN).unwrap();
    suite.distribute().unwrap();
    suite.days_pass(1);
    suite.crank("sync").unwrap();
    let mut refused_ones = 0;
    for _ in 0..200 {
        refused_ones += u128::from(suite.bond("mallory", 1).is_err());
    }
    suite.bond("honest", 200).unwrap();
    assert!(suite.shares_of("mallory") <= suite.shares_of("honest"));
    // A unit is worth less than a share by now: every one of them is refused and stays his.
    assert_eq!(refused_ones, 200);
    assert_eq!(suite.coins_of("mallory"), 200);
}

#[test]
fn t07_a_bond_that_mints_nothing_and_a_redemption_that_pays_nothing_are_refused() {
    let mut suite = staked(1_000);
    suite.donate("anyone", "distributor", 100 * COIN).unwrap();
    suite.distribute().unwrap();
    suite.days_pass(1);
    suite.crank("sync").unwrap();
    assert!(suite.rate() > Decimal::one());
    refused!(
        suite.bond("mallory", 1),
        hub,
        HubError::Accounting(AccountingError::NothingMinted { .. })
    );
    assert_eq!(suite.coins_of("mallory"), 1, "the coin was kept");
    let shares = suite.shares_of("alice");
    refused!(
        suite.instant_redeem("alice", 1, 0),
        hub,
        HubError::Accounting(AccountingError::NothingPaid { .. })
    );
    assert_eq!(suite.shares_of("alice"), shares, "the share was kept");
}

/// A world where instant redemption can take a tenth of everything.
fn liquid_world() -> Suite {
    let mut suite = Suite::builder()
        .hub(|change| {
            change.buffer_target = Some(Decimal::percent(10));
            change.instant_outflow = Some(Decimal::percent(10));
        })
        .build();
    suite.keepers = false;
    suite.bond("alice", 10_000 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    suite.next_block();
    suite
}

#[test]
fn t08_bonding_just_before_a_harvest_and_leaving_after_it_loses_the_fee() {
    for held in [0, HOUR] {
        let mut suite = liquid_world();
        suite.days_pass(30);
        suite.crank("sync").unwrap();
        suite.bond("mallory", 1_000 * COIN).unwrap();
        suite.crank("harvest").unwrap();
        let unvested = suite.solvency().unvested.u128();
        assert!(unvested > 50 * COIN, "a month of rewards was harvested: {unvested}");
        suite.seconds_pass(held);
        let shares = suite.shares_of("mallory");
        suite.instant_redeem("mallory", shares, 0).unwrap();
        let out = suite.coins_of("mallory");
        // His share of an hour of what streams is less than the fee of 0.1 %.
        assert!(out < 1_000 * COIN, "{out} after {held} s");
        assert!(out > 985 * COIN, "{out} after {held} s");
    }
}

#[test]
fn t09_nobody_leaves_at_a_price_from_before_a_slash() {
    // 4 % of one of five validators: 0.8 % of the stake, below the breaker.
    let mut suite = liquid_world();
    suite.bond("mallory", 100 * COIN).unwrap();
    suite.queue_unbond("mallory", 50 * COIN).unwrap();
    suite.slash("val1", Decimal::percent(4));
    let stale = suite.snapshot();
    suite.instant_redeem("mallory", 50 * COIN, 0).unwrap();
    let lost = stale.books.stake.delegated.u128() / 5 * 4 / 100;
    let live = stale.backing_at(stale.now) - lost;
    let most = 50 * COIN * live / stale.shares();
    assert!(suite.coins_of("mallory") <= most, "{} at most {most}", suite.coins_of("mallory"));
    // The queued half is priced at the live rate too.
    let answer = submit(&mut suite).unwrap();
    let priced: u128 =
        attribute(&answer, "weir_hub_batch_submitted", "priced").unwrap().parse().unwrap();
    assert!(priced <= most + most / 1_000, "priced {priced}, live {most}");
    assert!(priced < 50 * COIN);
}

#[test]
fn t09_a_slash_that_trips_the_breaker_closes_the_way_out_at_once() {
    let mut suite = liquid_world();
    suite.bond("mallory", 100 * COIN).unwrap();
    suite.slash("val1", Decimal::percent(50));
    suite.instant_redeem("mallory", 100 * COIN, 0).unwrap();
    assert_eq!(suite.coins_of("mallory"), 0, "paid at a price from before the slash");
    assert_eq!(suite.shares_of("mallory"), 100 * COIN, "the shares came back");
    refused!(suite.instant_redeem("mallory", 100 * COIN, 0), hub, HubError::BreakerOn { .. });
    refused!(suite.bond("mallory", COIN), hub, HubError::BreakerOn { .. });
}

#[test]
fn t10_rewards_that_arrive_by_themselves_go_to_the_distributor() {
    let mut suite = staked(10_000);
    suite.queue_unbond("alice", 1_000 * COIN).unwrap();
    suite.days_pass(3);
    suite.crank("sync").unwrap();
    suite.bond("bob", 500 * COIN).unwrap();
    let before = suite.snapshot();
    assert_eq!(before.distributor, 0);
    suite.crank("delegate_buffer").unwrap();
    let after = suite.snapshot();
    let delegated = after.books.stake.delegated.u128() - before.books.stake.delegated.u128();
    assert!(after.distributor > COIN, "three days of rewards: {}", after.distributor);
    assert_eq!(before.coins - after.coins, delegated, "the hub paid out what it delegated");
    suite.days_pass(1);
    let before = suite.snapshot();
    suite.crank("submit_batch").unwrap();
    let after = suite.snapshot();
    assert!(after.distributor > before.distributor, "undelegating pays rewards too");
    assert_eq!(after.coins, before.coins, "no reward was counted as principal");
}

#[test]
fn t11_a_protection_with_a_typo_is_refused_and_not_dropped() {
    let mut suite = Suite::new();
    suite.fund("alice", COIN);
    let hub = suite.hub.clone();
    for json in [
        r#"{"bond":{"min_share":"2000000"}}"#,
        r#"{"bond":{"min_shares":"1","minShares":"2000000"}}"#,
        r#"{"bond":{"max_ages":1}}"#,
        r#"{"bond":{},"min_shares":"1"}"#,
    ] {
        let funds = vec![coin(COIN, &suite.denom)];
        let msg = Binary::from(json.as_bytes());
        let refusal = suite.execute_raw("alice", &hub, msg, funds).unwrap_err();
        assert!(refusal.hub().is_none(), "it was read, and refused later: {refusal}");
        assert_eq!(suite.coins_of("alice"), COIN, "{json}");
    }
    // The same for what travels inside a token's send.
    suite.bond_own("alice", COIN).unwrap();
    let typo = Binary::from(br#"{"instant_redeem":{"min_asset":"1","min_assets":"1"}}"#);
    let send =
        token::ExecuteMsg::Send { contract: hub.to_string(), amount: COIN.into(), msg: typo };
    refused!(suite.token_call("alice", &send), hub, HubError::Std(_));
    assert_eq!(suite.shares_of("alice"), COIN);
}

#[test]
fn t12_there_is_no_free_option_to_cancel_after_seeing_the_outcome() {
    let mut suite = staked(10_000);
    suite.transfer("alice", "mallory", 200 * COIN).unwrap();
    suite.transfer("alice", "honest", 100 * COIN).unwrap();
    suite.queue_unbond("mallory", 100 * COIN).unwrap();
    suite.next_block();
    // Batch 1 is closed; what comes now is in batch 2.
    suite.queue_unbond("mallory", 100 * COIN).unwrap();
    let not_cancellable = suite.cancel_unbond("mallory", Some(1), None);
    refused!(not_cancellable, hub, HubError::Accounting(AccountingError::NotCancellable { .. }));
    suite.slash("val1", Decimal::percent(4));
    refused!(
        suite.cancel_unbond("mallory", Some(1), None),
        hub,
        HubError::Accounting(AccountingError::NotCancellable { .. })
    );
    // The open batch can be left, with exactly the shares, which bore the loss like all others.
    suite.cancel_unbond("mallory", None, None).unwrap();
    assert_eq!(suite.shares_of("mallory"), 100 * COIN);
    let answer = submit(&mut suite).unwrap();
    let priced: u128 =
        attribute(&answer, "weir_hub_batch_submitted", "priced").unwrap().parse().unwrap();
    // 0.8 % of the stake was lost; who was queued lost it too.
    let kept = 100 * COIN * 992 / 1_000;
    assert!(priced <= kept + kept / 1_000 && priced >= kept - kept / 1_000, "{priced}, {kept}");
}

#[test]
fn t13_dust_heaped_on_a_victim_is_one_row_at_a_flat_cost() {
    let mut suite = staked(1_000);
    suite.transfer("alice", "mallory", 100 * COIN).unwrap();
    let victim = suite.actor("victim").to_string();
    let dust = ReceiveMsg::QueueUnbond { receiver: Some(victim) };
    refused!(suite.send_shares("mallory", 999, &dust), hub, HubError::BelowMinUnbond { .. });
    suite.send_shares("mallory", 1_000, &dust).unwrap();
    let mallory = suite.actor("mallory");
    let mut written = vec![];
    for _ in 0..60 {
        let msg = shares_to_hub(&suite, 1_000, &dust);
        let (answer, reading) = suite.chain.execute_metered(&mallory, msg);
        answer.unwrap();
        written.push((reading.rows_written, reading.iterator_steps));
    }
    suite.look("dust");
    assert!(written.windows(2).all(|pair| pair[0] == pair[1]), "{written:?}");
    let requests: Vec<weir_interface::hub::RequestByUser> = suite
        .query(
            &suite.hub,
            &weir_interface::hub::QueryMsg::UnbondRequestsByUser {
                user: suite.actor("victim").to_string(),
                start_after: None,
                limit: None,
            },
        )
        .unwrap();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].shares, Shares::new(61 * 1_000));
    suite.check_everything();
}

#[test]
fn t14_nobody_resets_a_victims_clock() {
    let mut suite = staked(1_000);
    suite.transfer("alice", "mallory", 100 * COIN).unwrap();
    suite.transfer("alice", "victim", 100 * COIN).unwrap();
    suite.queue_unbond("victim", 100 * COIN).unwrap();
    let closes_at = suite.batch(1).closes_at;
    let for_victim = ReceiveMsg::QueueUnbond { receiver: Some(suite.actor("victim").to_string()) };
    suite.send_shares("mallory", COIN, &for_victim).unwrap();
    assert_eq!(suite.batch(1).closes_at, closes_at, "in the same batch");
    suite.next_block();
    suite.send_shares("mallory", COIN, &for_victim).unwrap();
    submit(&mut suite).unwrap();
    let completes_at = suite.batch(1).completes_at;
    suite.send_shares("mallory", COIN, &for_victim).unwrap();
    assert_eq!(suite.batch(1).completes_at, completes_at, "in the next batch");
    settle(&mut suite, 1);
    suite.withdraw("victim").unwrap();
    assert!(suite.coins_of("victim") >= 101 * COIN - 1, "{}", suite.coins_of("victim"));
}

#[test]
fn t15_a_claim_takes_at_most_thirty_batches_in_any_order() {
    let mut suite = Suite::builder()
        .params(|params| params.unbonding_period = DAY)
        .hub(|change| {
            change.min_batch_interval = Some(HOUR);
            change.submit_lag = Some(HOUR);
        })
        .build();
    suite.bond("alice", 10_000 * COIN).unwrap();
    // Forty batches, one of them every two hours.
    for batch in 1..=40 {
        suite.queue_unbond("alice", batch * 10 * COIN).unwrap();
        suite.hours_pass(3);
    }
    suite.days_pass(4);
    let hub = suite.hub.clone();
    for (limit, came) in [(31, 31), (u32::MAX, u32::MAX), (0, 0)] {
        let msg =
            ExecuteMsg::WithdrawUnbonded { receiver: None, start_after: None, limit: Some(limit) };
        let outcome = suite.execute("alice", &hub, &msg, 0);
        refused!(outcome, hub, HubError::BadLimit { max: 30, came: found } if *found == came);
    }
    let batches = suite.open_batch() - 1;
    assert!(batches > 30, "{batches} batches");
    // The last one first, then the rest by thirties.
    suite.withdraw_batch("anyone", batches, "alice").unwrap();
    let answer = suite.withdraw("alice").unwrap();
    assert_eq!(attribute(&answer, "weir_hub_unbonded_withdrawn", "batches").unwrap(), "30");
    suite.withdraw("alice").unwrap();
    refused!(suite.withdraw("alice"), hub, HubError::NothingPayable { .. });
    let queued: u128 = (1..=40).map(|batch| batch * 10 * COIN).sum();
    assert!(suite.coins_of("alice") >= queued, "{} of {queued}", suite.coins_of("alice"));
    suite.check_everything();
}

#[test]
fn t16_a_claim_is_paid_once_and_to_its_owner() {
    let mut suite = staked(1_000);
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    submit(&mut suite).unwrap();
    settle(&mut suite, 1);
    let to_mallory = ExecuteMsg::WithdrawUnbonded {
        receiver: Some(suite.actor("mallory").to_string()),
        start_after: None,
        limit: None,
    };
    refused!(suite.hub_call("mallory", &to_mallory), hub, HubError::NothingPayable { .. });
    refused!(suite.withdraw_batch("mallory", 1, "mallory"), hub, HubError::NoRequest { .. });
    suite.withdraw_batch("mallory", 1, "alice").unwrap();
    assert_eq!((suite.coins_of("alice"), suite.coins_of("mallory")), (100 * COIN, 0));
    refused!(suite.withdraw_batch("alice", 1, "alice"), hub, HubError::NoRequest { .. });
    refused!(suite.withdraw("alice"), hub, HubError::NothingPayable { .. });
    assert_eq!(suite.coins_of("alice"), 100 * COIN);
}

#[test]
fn t16_a_claim_on_a_batch_that_is_paid_in_parts_is_paid_once_a_part() {
    let mut suite = staked(1_000);
    suite.queue_unbond("alice", 500 * COIN).unwrap();
    suite.transfer("alice", "bob", 100 * COIN).unwrap();
    suite.queue_unbond("bob", 100 * COIN).unwrap();
    suite.next_block();
    suite.hours_pass(7);
    let one_part = ExecuteMsg::SubmitBatch {
        max_parts: Some(1),
        skip: None,
        undelegations: Default::default(),
    };
    suite.hub_call("keeper", &one_part).unwrap();
    let first_completes = suite.batch(1).completes_at.unwrap();
    suite.days_pass(3);
    suite.crank("submit_batch").unwrap();
    until(&mut suite, first_completes + 7);
    suite.next_block();
    suite.crank("reconcile").unwrap();
    let received = suite.batch(1).received.u128();
    suite.withdraw("alice").unwrap();
    assert_eq!(suite.coins_of("alice"), received * 5 / 6);
    for _ in 0..3 {
        refused!(suite.withdraw("alice"), hub, HubError::NothingPayable { .. });
        refused!(suite.withdraw_batch("mallory", 1, "alice"), hub, HubError::NothingPayable { .. });
    }
    settle(&mut suite, 1);
    suite.withdraw("alice").unwrap();
    suite.withdraw("bob").unwrap();
    assert_eq!((suite.coins_of("alice"), suite.coins_of("bob")), (500 * COIN, 100 * COIN));
    suite.check_everything();
}

#[test]
fn t17_a_receiver_that_cannot_be_paid_fails_its_own_transaction_alone() {
    let mut suite = staked(1_000);
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    suite.transfer("alice", "bob", 100 * COIN).unwrap();
    let alice = suite.actor("alice").to_string();
    let other_chain = alice.replacen("cosmos1", "osmo1", 1);
    let cut = alice[..alice.len() - 1].to_string();
    for receiver in [other_chain.as_str(), &alice.to_uppercase(), &cut, "", " ", "alice"] {
        let hub = suite.hub.clone();
        let msg = format!(r#"{{"bond":{{"receiver":"{receiver}"}}}}"#);
        suite.fund("carol", COIN);
        let funds = vec![coin(COIN, &suite.denom)];
        let msg = Binary::from(msg.as_bytes());
        refused!(suite.execute_raw("carol", &hub, msg, funds), hub, HubError::Std(_));
        let queue = ReceiveMsg::QueueUnbond { receiver: Some(receiver.to_string()) };
        refused!(suite.send_shares("bob", COIN, &queue), hub, HubError::Std(_));
        let transfer =
            format!(r#"{{"transfer_unbond_request":{{"batch_id":1,"recipient":"{receiver}"}}}}"#);
        refused!(raw(&mut suite, "alice", "hub", &transfer), hub, HubError::Std(_));
    }
    submit(&mut suite).unwrap();
    settle(&mut suite, 1);
    // A module account cannot be paid: that claim fails, and another receiver is named.
    let pool = suite.chain.module_accounts().bonded_pool.to_string();
    let withdraw = |receiver: &str| ExecuteMsg::WithdrawUnbonded {
        receiver: Some(receiver.to_string()),
        start_after: None,
        limit: None,
    };
    let refusal = suite.hub_call("alice", &withdraw(&pool)).unwrap_err();
    assert!(
        matches!(refusal.chain(), Some(embedded_chain::ChainError::BlockedAddress { .. })),
        "{refusal}"
    );
    // A contract's address of 32 bytes is as good as any.
    let contract = suite.token.to_string();
    suite.hub_call("alice", &withdraw(&contract)).unwrap();
    assert_eq!(suite.coins_of("token"), 100 * COIN);
}

#[test]
fn t18_around_the_maturity_block_nothing_is_lost() {
    for (offset, settles_at_once) in [(0u64, false), (1, false), (7, false)] {
        let mut suite = staked(1_000);
        suite.queue_unbond("alice", 100 * COIN).unwrap();
        submit(&mut suite).unwrap();
        let completes_at = suite.batch(1).completes_at.unwrap();
        until(&mut suite, completes_at - 1);
        refused!(suite.crank("reconcile"), hub, HubError::NothingToReconcile { .. });
        refused!(suite.withdraw("alice"), hub, HubError::NothingPayable { .. });
        // The first block at or past completion: the chain pays at its end.
        until(&mut suite, completes_at + offset);
        suite.crank("reconcile").unwrap();
        assert_eq!(suite.batch(1).received.is_zero(), !settles_at_once, "offset {offset}");
        refused!(suite.crank("reconcile"), hub, HubError::NotArrived { .. });
        refused!(suite.crank("sweep_surplus"), hub, HubError::UnsettledParts {});
        refused!(suite.withdraw("alice"), hub, HubError::NothingPayable { .. });
        suite.next_block();
        refused!(suite.crank("sweep_surplus"), hub, HubError::UnsettledParts {});
        suite.crank("reconcile").unwrap();
        assert_eq!(suite.batch(1).shortfall, Assets::ZERO);
        suite.withdraw("alice").unwrap();
        assert_eq!(suite.coins_of("alice"), 100 * COIN, "offset {offset}");
        refused!(suite.crank("sweep_surplus"), hub, HubError::NoSurplus {});
    }
}

#[test]
fn t19_a_slash_while_unbonding_is_shared_and_the_last_one_is_paid() {
    let mut suite = staked(10_000);
    for who in ["bob", "carol", "dave"] {
        suite.transfer("alice", who, 100 * COIN).unwrap();
    }
    suite.queue_unbond("bob", 100 * COIN).unwrap();
    suite.queue_unbond("carol", 33 * COIN + 1).unwrap();
    suite.queue_unbond("dave", 7 * COIN + 3).unwrap();
    submit(&mut suite).unwrap();
    let height = suite.chain.block().height;
    let entry = suite.chain.unbonding_entries(&suite.hub).unwrap().remove(0);
    suite.next_block();
    suite.slash_at(&entry.validator, height, Decimal::percent(10));
    settle(&mut suite, 1);
    let queued = 140 * COIN + 4;
    let received = suite.batch(1).received.u128();
    assert!(received < queued && received >= queued * 90 / 100 - 1, "{received} of {queued}");
    for (who, shares) in [("dave", 7 * COIN + 3), ("bob", 100 * COIN), ("carol", 33 * COIN + 1)] {
        suite.withdraw(who).unwrap();
        assert_eq!(suite.coins_of(who), received * shares / queued, "{who}");
    }
    suite.check_everything();
}

#[test]
fn t20_a_batch_worth_one_unit_blocks_nobody() {
    let mut suite = stake(
        Suite::builder().hub(|change| change.min_unbond = Some(Shares::new(1))).build(),
        1_000,
    );
    suite.transfer("alice", "mallory", 1).unwrap();
    suite.queue_unbond("mallory", 1).unwrap();
    let answer = submit(&mut suite).unwrap();
    assert_eq!(attribute(&answer, "weir_hub_batch_submitted", "priced").unwrap(), "1");
    assert_eq!(attribute(&answer, "weir_hub_batch_submitted", "from_buffer").unwrap(), "1");
    suite.withdraw("mallory").unwrap();
    assert_eq!(suite.coins_of("mallory"), 1);
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    suite.hours_pass(19);
    submit(&mut suite).unwrap();
    settle(&mut suite, 2);
    suite.withdraw("alice").unwrap();
    assert_eq!(suite.coins_of("alice"), 100 * COIN);
}

#[test]
fn t21_the_largest_and_smallest_amounts_are_refused_by_errors() {
    let mut suite = staked(1_000);
    let max = u128::MAX;
    assert!(suite.queue_unbond("alice", max).is_err());
    assert!(suite.instant_redeem("alice", max, 0).is_err());
    assert!(suite.queue_unbond("alice", 0).is_err());
    suite.queue_unbond("alice", COIN).unwrap();
    refused!(
        suite.cancel_unbond("alice", None, Some(max)),
        hub,
        HubError::Accounting(AccountingError::TooManyShares { .. })
    );
    refused!(suite.cancel_unbond("alice", None, Some(0)), hub, HubError::ZeroAmount {});
    refused!(
        suite.transfer_unbond("alice", "bob", 1, Some(max)),
        hub,
        HubError::Accounting(AccountingError::TooManyShares { .. })
    );
    refused!(suite.transfer_unbond("alice", "bob", 1, Some(0)), hub, HubError::ZeroAmount {});
    refused!(suite.cancel_unbond("alice", Some(u64::MAX), None), hub, HubError::NoRequest { .. });
    suite.fund("bob", COIN);
    refused!(suite.bond_with("bob", COIN, max, None), hub, HubError::TooFewShares { .. });
    refused!(suite.instant_redeem("alice", COIN, max), hub, HubError::TooFewAssets { .. });
    // All the coins that 128 bits can count, bonded at once.
    suite.fund("whale", max / 2);
    refused!(suite.bond_own("whale", 0), hub, HubError::WrongFunds { .. });
    let before = suite.snapshot().books;
    match suite.bond_own("whale", max / 2) {
        Ok(_) => assert_eq!(suite.shares_of("whale"), max / 2),
        Err(refusal) => {
            assert!(refusal.hub().is_some() || refusal.token().is_some(), "{refusal}");
            assert_eq!(suite.snapshot().books, before);
        }
    }
}

#[test]
fn t22_wrong_coins_two_coins_and_coins_where_none_belong_are_refused() {
    let mut suite = Suite::new();
    let denom = suite.denom.clone();
    let mallory = suite.actor("mallory");
    suite.chain.mint(&mallory, vec![coin(COIN, &denom), coin(COIN, "uscam")]).unwrap();
    let hub = suite.hub.clone();
    let bond = || Binary::from(br#"{"bond":{}}"#);
    for funds in [vec![], vec![coin(COIN, "uscam")], vec![coin(COIN, &denom), coin(1, "uscam")]] {
        refused!(
            suite.execute_raw("mallory", &hub, bond(), funds),
            hub,
            HubError::WrongFunds { .. }
        );
    }
    for msg in [
        r#"{"cancel_unbond":{}}"#,
        r#"{"withdraw_unbonded":{}}"#,
        r#"{"withdraw_batch":{"batch_id":1}}"#,
        r#"{"sync":{}}"#,
        r#"{"harvest":{}}"#,
        r#"{"delegate_buffer":{}}"#,
        r#"{"submit_batch":{}}"#,
        r#"{"reconcile":{}}"#,
        r#"{"rebalance":{}}"#,
        r#"{"advance":{}}"#,
        r#"{"sweep_surplus":{}}"#,
        r#"{"activate_raises":{}}"#,
        r#"{"cancel_raises":{}}"#,
        r#"{"set_roles":{}}"#,
        r#"{"pause":{"scopes":["bond"],"seconds":1}}"#,
        r#"{"resume":{"scopes":["bond"]}}"#,
        r#"{"update_config":{"parameters":{}}}"#,
        r#"{"update_ownership":"accept_ownership"}"#,
        r#"{"vote_proposal":{"proposal_id":1,"options":[]}}"#,
        r#"{"update_targets":{"targets":[],"max_share":"1"}}"#,
    ] {
        for funds in [vec![coin(1, &denom)], vec![coin(1, "uscam")]] {
            let msg_bytes = Binary::from(msg.as_bytes());
            refused!(
                suite.execute_raw("mallory", &hub, msg_bytes, funds),
                hub,
                HubError::UnexpectedFunds { .. }
            );
        }
    }
    let funds = || vec![coin(1, &denom)];
    let (token, registry) = (suite.token.clone(), suite.registry.clone());
    let distributor = suite.distributor.clone();
    let transfer = format!(r#"{{"transfer":{{"recipient":"{mallory}","amount":"1"}}}}"#);
    let msg = Binary::from(transfer.as_bytes());
    refused!(
        suite.execute_raw("mallory", &token, msg, funds()),
        token,
        TokenError::FundsRefused { .. }
    );
    let msg = Binary::from(br#"{"refresh":{}}"#);
    refused!(
        suite.execute_raw("mallory", &registry, msg, funds()),
        registry,
        weir_validator_registry::ContractError::FundsRefused { .. }
    );
    let msg = Binary::from(br#"{"distribute":{}}"#);
    refused!(
        suite.execute_raw("mallory", &distributor, msg, funds()),
        distributor,
        DistributorError::FundsRefused { .. }
    );
    assert_eq!(suite.coins_of("mallory"), COIN, "no coin was kept");
}

#[test]
fn t23_bonding_and_leaving_at_once_in_one_transaction_costs_the_fee() {
    let mut suite = liquid_world();
    suite.fund("mallory", 500 * COIN);
    let loops = 5;
    let mut msgs = vec![];
    for _ in 0..loops {
        let minted = 90 * COIN;
        msgs.push(to_hub(&suite, &bond_msg(), 90 * COIN));
        let leave = ReceiveMsg::InstantRedeem { min_assets: Assets::ZERO, receiver: None };
        msgs.push(shares_to_hub(&suite, minted, &leave));
    }
    suite.transaction("mallory", msgs).unwrap();
    let out = suite.coins_of("mallory");
    // Each time at least 0.1 % of 90 coins is left behind.
    let fees = loops * 90 * COIN / 1_000;
    assert!(out <= 500 * COIN - fees, "{out}");
    assert_eq!(suite.shares_of("mallory"), 0);
    // Bond, give shares up, leave: nothing of it comes back either.
    suite.fund("mallory", 500 * COIN);
    let before = suite.coins_of("mallory");
    let leave = ReceiveMsg::InstantRedeem { min_assets: Assets::ZERO, receiver: None };
    let msgs = vec![
        to_hub(&suite, &bond_msg(), 200 * COIN),
        shares_to_hub(&suite, 100 * COIN, &ReceiveMsg::CoverLoss {}),
        shares_to_hub(&suite, 99 * COIN, &leave),
    ];
    suite.transaction("mallory", msgs).unwrap();
    assert!(suite.coins_of("mallory") < before - 100 * COIN, "{}", suite.coins_of("mallory"));
}

/// A contract that looks at the rate whenever anything calls it.
mod probe {
    use cosmwasm_schema::cw_serde;
    use cosmwasm_std::*;
    use weir_interface::hub::{QueryMsg, RateResponse};

    #[cw_serde]
    pub enum Msg {
        /// Does the messages one by one and looks after each.
        Run { msgs: Vec<CosmosMsg> },
        /// Shares were sent here.
        Receive(cw20::Cw20ReceiveMsg),
        /// The distributor has a coin swapped.
        Swap { min_out: Uint128 },
    }

    #[cw_serde]
    pub struct Init {
        pub hub: String,
        pub denom: String,
    }

    fn look(deps: Deps<'_>, response: Response) -> StdResult<Response> {
        let init: Init = from_json(deps.storage.get(b"init").unwrap())?;
        let rate: RateResponse = deps.querier.query_wasm_smart(&init.hub, &QueryMsg::Rate {})?;
        Ok(response.add_event(
            Event::new("seen")
                .add_attribute("backing", rate.backing.to_string())
                .add_attribute("supply", rate.supply.to_string()),
        ))
    }

    pub fn instantiate(
        deps: DepsMut<'_>,
        _: Env,
        _: MessageInfo,
        msg: Init,
    ) -> StdResult<Response> {
        deps.storage.set(b"init", &to_json_vec(&msg)?);
        Ok(Response::new())
    }

    pub fn execute(deps: DepsMut<'_>, _: Env, info: MessageInfo, msg: Msg) -> StdResult<Response> {
        let init: Init = from_json(deps.storage.get(b"init").unwrap())?;
        let response = match msg {
            Msg::Run { msgs } => Response::new()
                .add_submessages(msgs.into_iter().map(|msg| SubMsg::reply_always(msg, 1))),
            Msg::Receive(_) => Response::new(),
            Msg::Swap { min_out } => Response::new().add_message(WasmMsg::Execute {
                contract_addr: info.sender.to_string(),
                msg: Binary::from(br#"{"bring_proceeds":{}}"#),
                funds: coins(min_out.u128(), init.denom),
            }),
        };
        look(deps.as_ref(), response)
    }

    pub fn reply(deps: DepsMut<'_>, _: Env, reply: Reply) -> StdResult<Response> {
        let failed = reply.result.is_err();
        let response = look(deps.as_ref(), Response::new())?;
        Ok(response.add_attribute("failed", failed.to_string()))
    }

    pub fn query(_: Deps<'_>, _: Env, _: Empty) -> StdResult<Binary> {
        Ok(Binary::default())
    }
}

#[test]
fn t24_a_rate_read_in_the_middle_of_a_transaction_has_no_gap() {
    let mut suite = liquid_world();
    let code = suite.chain.store_code(Box::new(
        cw_multi_test::ContractWrapper::new(probe::execute, probe::instantiate, probe::query)
            .with_reply(probe::reply),
    ));
    let init = probe::Init { hub: suite.hub.to_string(), denom: suite.denom.clone() };
    let deployer = suite.actor("deployer");
    let probe = suite.chain.instantiate(code, &deployer, &init, &[], "probe", None).unwrap();
    let name = probe.to_string();
    suite.fund(&name, 300 * COIN);
    let route = weir_interface::distributor::ExecuteMsg::SetRoute {
        denom: "uother".to_string(),
        route: Some(weir_interface::distributor::Route::Swap {
            adapter: name.clone(),
            min_rate: Decimal::percent(50),
        }),
    };
    suite.distributor_call("owner", &route).unwrap();
    let distributor = suite.distributor.clone();
    suite.chain.mint(&distributor, vec![coin(10 * COIN, "uother")]).unwrap();
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    suite.days_pass(2);
    suite.crank("sync").unwrap();

    let hub = |msg: &str, funds: u128| -> CosmosMsg {
        to_hub(&suite, &serde_json::from_str::<serde_json::Value>(msg).unwrap(), funds)
    };
    let leave = ReceiveMsg::InstantRedeem { min_assets: Assets::ZERO, receiver: None };
    let to_probe = token::ExecuteMsg::Send {
        contract: name.clone(),
        amount: COIN.into(),
        msg: Binary::default(),
    };
    let routed = weir_interface::distributor::ExecuteMsg::RouteCoin { denom: "uother".into() };
    let msgs = vec![
        hub(r#"{"bond":{}}"#, 100 * COIN + 7),
        token::TokenContract(suite.token.clone()).call(&to_probe).unwrap(),
        shares_to_hub(&suite, 10 * COIN + 1, &leave),
        shares_to_hub(&suite, COIN, &ReceiveMsg::QueueUnbond { receiver: None }),
        shares_to_hub(&suite, COIN + 3, &ReceiveMsg::CoverLoss {}),
        hub(r#"{"harvest":{}}"#, 0),
        WasmMsg::Execute {
            contract_addr: distributor.to_string(),
            msg: cosmwasm_std::to_json_binary(&routed).unwrap(),
            funds: vec![],
        }
        .into(),
        hub(r#"{"submit_batch":{}}"#, 0),
        hub(r#"{"delegate_buffer":{}}"#, 0),
        hub(r#"{"bond":{}}"#, 5),
    ];
    let steps = msgs.len();
    let before = suite.snapshot();
    let run = cosmwasm_std::to_json_binary(&probe::Msg::Run { msgs }).unwrap();
    let run = WasmMsg::Execute { contract_addr: name.clone(), msg: run, funds: vec![] };
    let answer = suite.chain.execute(&deployer, run).unwrap();
    let seen: Vec<(u128, u128)> = answer
        .events
        .iter()
        .filter(|event| event.ty == "wasm-seen")
        .map(|event| {
            let number = |key: &str| {
                let found = event.attributes.iter().find(|attribute| attribute.key == key);
                found.unwrap().value.parse().unwrap()
            };
            (number("backing"), number("supply"))
        })
        .collect();
    let failed = answer.events.iter().flat_map(|event| &event.attributes);
    let failed = failed.filter(|a| a.key == "failed" && a.value == "true").count();
    assert_eq!(failed, 0, "every step was done");
    // The start, every step, and the calls from inside: the token's and the adapter's.
    assert_eq!(seen.len(), 1 + steps + 2);
    let first = (before.backing_at(before.now), before.shares());
    let mut last = first;
    for (index, (backing, supply)) in seen.into_iter().enumerate() {
        // Never lower than before by more than a unit per rounding, nor higher by a share's worth.
        let wide =
            |a: u128, b: u128| cosmwasm_std::Uint256::from(a) * cosmwasm_std::Uint256::from(b);
        assert!(
            wide(backing + 6, last.1) >= wide(last.0, supply),
            "step {index}: {last:?}, {backing} for {supply}"
        );
        assert!(
            wide(backing, last.1) <= wide(last.0 + 3, supply),
            "step {index}: {last:?}, {backing} for {supply}"
        );
        last = (backing, supply);
    }
    assert_ne!(first, last);
}
