//! How a world begins.

use cosmwasm_std::Decimal;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use crate::restaking::Beside;
use crate::{Suite, SuiteBuilder};

/// How a world begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct World {
    /// How many validators there are.
    pub validators: u8,
    /// Whether others hold a million coins with each, or only ten.
    pub big: bool,
    /// Whether unbonding takes 21 days, or one.
    pub long: bool,
    /// The weight of the first validator; the others have 100.
    pub weight: u8,
    /// The first deposit in whole coins.
    pub deposit: u8,
    /// Whether the coins of the first users are delegated at once.
    pub delegated: bool,
    /// Whether the hub keeps no buffer.
    pub unbuffered: bool,
    /// Whether there are vaults, services and a fund beside the hub.
    pub restaking: bool,
}

/// How a world begins.
pub fn world() -> impl Strategy<Value = World> {
    (
        1u8..=7,
        any::<bool>(),
        any::<bool>(),
        50u8..=150,
        1u8..=100,
        any::<bool>(),
        prop::bool::weighted(0.3),
        any::<bool>(),
    )
        .prop_map(
            |(validators, big, long, weight, deposit, delegated, unbuffered, restaking)| World {
                validators,
                big,
                long,
                weight,
                deposit,
                delegated,
                unbuffered,
                restaking,
            },
        )
}

impl World {
    /// How it begins.
    pub fn builder(&self) -> SuiteBuilder {
        let tokens = if self.big { 10u128.pow(12) } else { 10u128.pow(7) };
        let names: Vec<String> = (1..=self.validators).map(|n| format!("val{n}")).collect();
        let mut builder = Suite::builder().noting_violations();
        for name in &names {
            builder = builder.validator(name, tokens);
        }
        // One more that is no target yet.
        builder = builder.validator("newcomer", tokens);
        if self.restaking {
            builder = builder.with_restaking(Beside::default());
        }
        let mut weights: Vec<(&str, u64)> = names.iter().map(|name| (name.as_str(), 100)).collect();
        if let Some(first) = weights.first_mut() {
            first.1 = u64::from(self.weight);
        }
        let share = Decimal::percent(100 / u64::from(self.validators) + 20).min(Decimal::one());
        let (long, unbuffered) = (self.long, self.unbuffered);
        builder
            .weights(&weights)
            .first_deposit(u128::from(self.deposit) * 1_000_000)
            .fee(Decimal::percent(10), Decimal::percent(5))
            .registry(|parameters| parameters.max_share = Some(share))
            .params(|params| {
                if !long {
                    params.unbonding_period = 86_400;
                }
            })
            .hub(|parameters| {
                if unbuffered {
                    parameters.buffer_target = Some(Decimal::zero());
                }
                if !long {
                    parameters.min_batch_interval = Some(7_200);
                    parameters.submit_lag = Some(3_600);
                    parameters.reward_period = Some(7_200);
                }
            })
    }
}
