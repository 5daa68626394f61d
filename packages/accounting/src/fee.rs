//! How rewards are split: fee, keeper pay, receivers, and the rest that goes to the hub.

use cosmwasm_std::Decimal;
use weir_quantities::{Assets, QuantityError, Rounding};

/// Rewards, split. The three parts add up to the rewards exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeSplit {
    /// What the keeper gets of the fee.
    pub keeper_pay: Assets,
    /// What the receivers get of the fee.
    pub receivers: Assets,
    /// What goes to the hub.
    pub passed: Assets,
}

impl FeeSplit {
    /// The whole fee, keeper pay included.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits: never for what [`split`] gave.
    pub fn fee(self) -> Result<Assets, QuantityError> {
        self.keeper_pay.plus(self.receivers)
    }
}

/// Splits `rewards`: the fee is rounded down in favour of the holders, the keeper's part of it is
/// rounded down in favour of the receivers. So whoever calls in small steps never gains.
///
/// # Errors
/// [`QuantityError::Underflow`] when a fraction is above one.
pub fn split(
    rewards: Assets,
    fee: Decimal,
    keeper_pay: Decimal,
) -> Result<FeeSplit, QuantityError> {
    let fee = rewards.times(fee, Rounding::Down)?;
    let keeper_pay = fee.times(keeper_pay, Rounding::Down)?;
    Ok(FeeSplit { keeper_pay, receivers: fee.minus(keeper_pay)?, passed: rewards.minus(fee)? })
}

/// Splits `assets` among weights: every part is rounded down, and the rest goes to the first with a
/// weight, whose account the owner chose. The parts add up to `assets` exactly.
///
/// # Errors
/// [`QuantityError::DivisionByZero`] when no weight is above zero.
pub fn among(assets: Assets, weights: &[u64]) -> Result<Vec<Assets>, QuantityError> {
    let total = weights.iter().fold(0u128, |sum, weight| sum.saturating_add((*weight).into()));
    let mut rest = assets;
    let mut parts = Vec::with_capacity(weights.len());
    for weight in weights {
        let part = assets.times_ratio((*weight).into(), total, Rounding::Down)?;
        rest = rest.minus(part)?;
        parts.push(part);
    }
    let first = weights.iter().position(|weight| *weight > 0);
    if let Some(part) = first.and_then(|index| parts.get_mut(index)) {
        *part = part.plus(rest)?;
    }
    Ok(parts)
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "test figures are small")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ten_percent_of_a_thousand_with_a_keeper() {
        let split = split(Assets::new(1_000), Decimal::percent(10), Decimal::percent(5));
        assert_eq!(
            split,
            Ok(FeeSplit {
                keeper_pay: Assets::new(1_000 * 10 / 100 * 5 / 100),
                receivers: Assets::new(1_000 * 10 / 100 * 95 / 100),
                passed: Assets::new(1_000 * 90 / 100),
            })
        );
    }

    #[test]
    fn a_reward_too_small_for_a_fee_goes_to_the_hub_whole() {
        for units in 1..10 {
            let split = split(Assets::new(units), Decimal::percent(10), Decimal::percent(5));
            assert_eq!(split.map(|split| split.passed), Ok(Assets::new(units)));
        }
    }

    #[test]
    fn the_rest_goes_to_the_first_receiver_with_a_weight() {
        let units = |parts: &[u128]| parts.iter().copied().map(Assets::new).collect::<Vec<_>>();
        assert_eq!(among(Assets::new(10), &[1, 1, 1]), Ok(units(&[4, 3, 3])));
        assert_eq!(among(Assets::new(10), &[0, 2, 1]), Ok(units(&[0, 7, 3])));
        assert_eq!(among(Assets::new(0), &[1, 2]), Ok(units(&[0, 0])));
    }

    #[test]
    fn weights_of_nothing_are_refused() {
        assert!(matches!(
            among(Assets::new(1), &[0, 0]),
            Err(QuantityError::DivisionByZero { .. })
        ));
    }

    proptest! {
        #[test]
        fn the_parts_of_a_split_add_up(rewards: u128, fee in 0u64..=1_000, pay in 0u64..=1_000) {
            let split = split(Assets::new(rewards), Decimal::permille(fee), Decimal::permille(pay))?;
            prop_assert_eq!(split.fee()?.plus(split.passed)?, Assets::new(rewards));
        }

        #[test]
        fn splitting_in_two_steps_never_gains_fee_or_keeper_pay(
            one: u64, two: u64, fee in 0u64..=200, pay in 0u64..=200,
        ) {
            let (fee, pay) = (Decimal::permille(fee), Decimal::permille(pay));
            let apart = [one, two].map(|units| split(Assets::new(units.into()), fee, pay));
            let [one_split, two_split] = apart;
            let (one_split, two_split) = (one_split?, two_split?);
            let whole = split(Assets::new(u128::from(one) + u128::from(two)), fee, pay)?;
            prop_assert!(one_split.keeper_pay.plus(two_split.keeper_pay)? <= whole.keeper_pay);
            prop_assert!(one_split.fee()?.plus(two_split.fee()?)? <= whole.fee()?);
        }

        #[test]
        fn the_parts_of_receivers_add_up(
            assets: u128, weights in prop::collection::vec(any::<u64>(), 1..=5),
        ) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let parts = among(Assets::new(assets), &weights)?;
            let mut sum = Assets::ZERO;
            for (part, weight) in parts.iter().zip(&weights) {
                prop_assert!(*weight > 0 || part.is_zero());
                sum = sum.plus(*part)?;
            }
            prop_assert_eq!(sum, Assets::new(assets));
        }
    }
}
