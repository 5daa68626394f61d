use cosmwasm_std::Decimal;
use weir_staking_hub::ContractError;
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
