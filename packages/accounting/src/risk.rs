//! Whether an attack on a service pays: what it could gain beside what it would lose.

use cosmwasm_std::{Decimal, Decimal256, Uint128};
use weir_quantities::Assets;

/// `threshold · budget ÷ profit`, rounded down: 1 + γ, where `(1 + γ) · profit ≤ threshold · budget`
/// is the rule under which no coalition of attackers gains, since budgets are never shared (EigenLayer,
/// "Robust Restaking Networks", with slash budgets for stake). Below 1 an attack can pay. Nothing for a
/// profit of 0; the largest decimal where it would be larger.
#[must_use]
pub fn margin(budget: Assets, profit: Assets, threshold: Decimal) -> Option<Decimal> {
    let loss = Uint128::from(budget).full_mul(threshold.atomics());
    let gain = Uint128::from(profit).full_mul(Decimal::one().atomics());
    let ratio = match Decimal256::checked_from_ratio(loss, gain) {
        Ok(ratio) => ratio,
        Err(_) if profit.is_zero() => return None,
        Err(_) => return Some(Decimal::MAX),
    };
    Some(Decimal::try_from(ratio).unwrap_or(Decimal::MAX))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

    use cosmwasm_std::{Uint256, Uint512};
    use proptest::prelude::*;

    use super::*;

    fn of(budget: u128, profit: u128, percent: u64) -> Option<Decimal> {
        margin(Assets::new(budget), Assets::new(profit), Decimal::percent(percent))
    }

    #[test]
    fn a_third_of_the_budget_against_the_profit() {
        assert_eq!(of(900, 200, 33), Some(Decimal::permille(1_485)));
        assert_eq!(of(900, 300, 33), Some(Decimal::permille(990)));
        assert_eq!(of(0, 1, 100), Some(Decimal::zero()));
        assert_eq!(of(900, 0, 33), None);
        assert_eq!(of(u128::MAX, 1, 100), Some(Decimal::MAX));
    }

    proptest! {
        /// Rounded down, and by less than a unit in the last place.
        #[test]
        fn it_never_promises_more_than_there_is(
            budget in 0..=u128::MAX / 2, profit in 1..=u128::MAX / 2, percent in 1_u64..=100,
        ) {
            let margin = of(budget, profit, percent).unwrap();
            prop_assume!(margin < Decimal::MAX);
            let wide = |value: u128| Uint512::from(Uint256::from(value));
            let loss = wide(budget) * wide(Decimal::percent(percent).atomics().u128());
            let (atomics, profit) = (wide(margin.atomics().u128()), wide(profit));
            prop_assert!(atomics * profit <= loss);
            prop_assert!((atomics + wide(1)) * profit > loss);
        }
    }
}
