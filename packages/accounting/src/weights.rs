//! Weights of validators: shares of a vote made whole numbers, the change of a day, the cap of one
//! validator, and the score that may scale them.

use cosmwasm_std::Decimal;
use thiserror::Error;
use weir_quantities::{mul_div, Assets, QuantityError, Rounding};

use crate::sort_short;

/// The largest weight of one validator: with it 128 weights, and products of two sums of them, fit.
pub const MAX_WEIGHT: u64 = 10_000_000_000_000_000;
/// What the weights of a vote add up to.
pub const VOTE_BASE: u64 = 10_000;
/// What weights are multiplied by before their scores make them smaller, where they are small.
pub const SCORE_BASE: u64 = 10_000;
/// The largest sum of weights that is multiplied by [`SCORE_BASE`].
const MAX_SCALED: u128 = 100_000_000_000_000;

const ONE: u128 = Decimal::one().atomics().u128();

/// Weights that have no answer.
#[derive(Error, Debug, PartialEq, Eq, Clone)]
pub enum WeightError {
    /// Shares of a vote that are all zero.
    #[error("the shares of the vote add up to zero")]
    NothingVoted,
    /// A product beyond 128 bits.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
}

/// The weight of a validator before and after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Before; 0 for a newcomer.
    pub before: u64,
    /// After it.
    pub after: u64,
}

/// Shares of a vote as weights that add up to `base` exactly: each is rounded down, and the units
/// left over go one by one to the largest remainders, among equals to the first.
///
/// # Errors
/// [`WeightError::NothingVoted`] when all are zero.
pub fn normalise(shares: &[Decimal], base: u64) -> Result<Vec<u64>, WeightError> {
    let atomics = || shares.iter().map(|share| share.atomics().u128());
    let overflow = || QuantityError::Overflow {
        operation: "sum",
        left: "the shares".to_string(),
        right: "of a vote".to_string(),
    };
    let total = atomics().try_fold(0u128, u128::checked_add).ok_or_else(overflow)?;
    if total == 0 {
        return Err(WeightError::NothingVoted);
    }
    let mut weights = Vec::with_capacity(shares.len());
    let mut rest = base;
    for share in atomics() {
        let weight = mul_div(share, base.into(), total, Rounding::Down)?;
        let weight = u64::try_from(weight).map_err(|_| overflow())?;
        rest = rest.saturating_sub(weight);
        weights.push(weight);
    }
    // What a share lacks is `share × base mod total`; in order of it, the largest first.
    let mut order: Vec<(u128, usize)> = Vec::with_capacity(shares.len());
    for (index, share) in atomics().enumerate() {
        order.push((remainder(share, base.into(), total)?, index));
    }
    sort_short(&mut order, |(one, first), (two, second)| (two, first) > (one, second));
    for (_, index) in order {
        if rest == 0 {
            break;
        }
        if let Some(weight) = weights.get_mut(index) {
            *weight = weight.saturating_add(1);
            rest = rest.saturating_sub(1);
        }
    }
    Ok(weights)
}

/// The share of the stake that a change moves: half of the sum of all differences between a
/// validator's share before and after, rounded up. 1 is everything. A change from no weights at
/// all moves nothing.
///
/// # Errors
/// [`QuantityError`] when weights are beyond [`MAX_WEIGHT`] and too many.
pub fn moved(changes: &[Change]) -> Result<Decimal, QuantityError> {
    let before = total(changes.iter().map(|change| change.before));
    let after = total(changes.iter().map(|change| change.after));
    if before == 0 || after == 0 {
        return Ok(Decimal::zero());
    }
    let mut gained = Assets::ZERO;
    for change in changes {
        let now = Assets::new(change.after.into()).times_ratio(before, 1, Rounding::Down)?;
        let then = Assets::new(change.before.into()).times_ratio(after, 1, Rounding::Down)?;
        gained = gained.plus(now.minus_or_zero(then))?;
    }
    let whole = mul_div(before, after, 1, Rounding::Down)?;
    mul_div(gained.u128(), ONE, whole, Rounding::Up).map(Decimal::raw)
}

/// The sum of weights; it cannot pass 128 bits.
pub fn total(weights: impl Iterator<Item = u64>) -> u128 {
    weights.fold(0u128, |sum, weight| sum.saturating_add(weight.into()))
}

/// The cap that is sent to the hub: `max_share`, unless there are too few active validators to hold
/// everything under it. Then no weights could keep it, and the weights decide: it is the largest
/// share among them, rounded up, so that no coin lies idle for a rule that cannot be met.
///
/// # Errors
/// None in practice: a weight is within its total.
pub fn cap(max_share: Decimal, weights: &[u64]) -> Result<Decimal, QuantityError> {
    if is_kept_by(max_share, weights.len())? {
        return Ok(max_share);
    }
    let sum = total(weights.iter().copied());
    let largest = weights.iter().copied().max().unwrap_or_default();
    if sum == 0 {
        return Ok(max_share);
    }
    let largest = mul_div(largest.into(), ONE, sum, Rounding::Up)?;
    Ok(max_share.max(Decimal::raw(largest)))
}

/// Whether so many validators can hold everything with none above `max_share`.
///
/// # Errors
/// As [`least_max_share`].
pub fn is_kept_by(max_share: Decimal, active: usize) -> Result<bool, QuantityError> {
    Ok(active > 0 && max_share >= least_max_share(active)?)
}

/// The least cap under which so many validators can hold everything.
///
/// # Errors
/// None in practice: 1 ÷ a count fits.
pub fn least_max_share(active: usize) -> Result<Decimal, QuantityError> {
    if active == 0 {
        return Ok(Decimal::zero());
    }
    let active = u128::try_from(active).unwrap_or(u128::MAX);
    mul_div(ONE, 1, active, Rounding::Up).map(Decimal::raw)
}

/// Whether a validator's share passes the cap and is larger than before: a change is judged by
/// what it makes worse, or weights pushed over the cap by others' absence could not be mended.
///
/// # Errors
/// [`QuantityError`] when weights are beyond [`MAX_WEIGHT`] and too many.
pub fn breaks_cap(
    change: Change,
    total_before: u128,
    total_after: u128,
    max_share: Decimal,
) -> Result<bool, QuantityError> {
    let allowed = mul_div(total_after, max_share.atomics().u128(), ONE, Rounding::Down)?;
    let now = mul_div(change.after.into(), total_before, 1, Rounding::Down)?;
    let then = mul_div(change.before.into(), total_after, 1, Rounding::Down)?;
    let grew = total_before == 0 || now > then;
    Ok(u128::from(change.after) > allowed && grew)
}

/// A weight as a share of a total, rounded down; 0 without a total.
///
/// # Errors
/// None in practice: a weight is within its total.
pub fn share(weight: u64, total: u128) -> Result<Decimal, QuantityError> {
    if total == 0 {
        return Ok(Decimal::zero());
    }
    mul_div(weight.into(), ONE, total, Rounding::Down).map(Decimal::raw)
}

/// The score of a validator, 0 to 1, rounded down at every step:
/// `seen ÷ watched × (1 − commission) × assets ÷ (assets + losses)`.
/// What was not watched yet counts as seen; what has no losses keeps the last factor at 1.
///
/// # Errors
/// [`QuantityError`] beyond 128 bits.
pub fn score(
    seen: u64,
    watched: u64,
    commission: Decimal,
    assets: Assets,
    losses: Assets,
) -> Result<Decimal, QuantityError> {
    let uptime = match watched {
        0 => ONE,
        _ => mul_div(seen.min(watched).into(), ONE, watched.into(), Rounding::Down)?,
    };
    let kept = ONE.saturating_sub(commission.atomics().u128());
    let left = if losses.is_zero() {
        ONE
    } else {
        mul_div(assets.u128(), ONE, assets.plus(losses)?.u128(), Rounding::Down)?
    };
    let score = mul_div(uptime, kept, ONE, Rounding::Down)?;
    mul_div(score, left, ONE, Rounding::Down).map(Decimal::raw)
}

/// Weights times their scores, rounded down, at a scale at which rounding does not matter. A weight
/// above zero with a score above zero stays above zero.
///
/// # Errors
/// [`QuantityError`] when weights are beyond [`MAX_WEIGHT`].
pub fn scored(weights: &[(u64, Decimal)]) -> Result<Vec<u64>, QuantityError> {
    let sum = total(weights.iter().map(|(weight, _)| *weight));
    let scale = if sum <= MAX_SCALED { SCORE_BASE } else { 1 };
    weights
        .iter()
        .map(|(weight, score)| {
            let scaled = mul_div((*weight).into(), scale.into(), 1, Rounding::Down)?;
            let scored = mul_div(scaled, score.atomics().u128(), ONE, Rounding::Down)?;
            let least = u128::from(*weight > 0 && !score.is_zero());
            u64::try_from(scored.max(least)).map_err(|_| QuantityError::Overflow {
                operation: "product",
                left: weight.to_string(),
                right: score.to_string(),
            })
        })
        .collect()
}

/// `a × b mod c`.
fn remainder(a: u128, b: u128, c: u128) -> Result<u128, QuantityError> {
    use cosmwasm_std::{Uint128, Uint256};
    let product = Uint128::new(a).full_mul(b);
    let divided = || QuantityError::DivisionByZero { numerator: product.to_string() };
    let rest = product.checked_rem(Uint256::from(c)).map_err(|_| divided())?;
    Ok(Uint128::try_from(rest).unwrap_or_default().u128())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn change(before: u64, after: u64) -> Change {
        Change { before, after }
    }

    #[test]
    fn a_vote_becomes_weights_that_add_up() {
        let thirds = [Decimal::from_ratio(1u128, 3u128); 3];
        assert_eq!(normalise(&thirds, VOTE_BASE), Ok(vec![3_334, 3_333, 3_333]));
        let vote = [Decimal::percent(60), Decimal::percent(40)];
        assert_eq!(normalise(&vote, VOTE_BASE), Ok(vec![6_000, 4_000]));
        assert_eq!(normalise(&[Decimal::zero()], VOTE_BASE), Err(WeightError::NothingVoted));
        assert_eq!(normalise(&[], VOTE_BASE), Err(WeightError::NothingVoted));
    }

    #[test]
    fn moving_a_quarter_of_the_stake_is_a_quarter() {
        let changes = [change(50, 25), change(50, 75)];
        assert_eq!(moved(&changes), Ok(Decimal::percent(25)));
    }

    #[test]
    fn what_a_change_moves_is_rounded_up() {
        let third = Decimal::raw(333_333_333_333_333_334);
        assert_eq!(moved(&[change(3, 2), change(0, 1)]), Ok(third));
    }

    #[test]
    fn the_same_shares_at_another_scale_move_nothing() {
        let changes = [change(1, 1_000), change(3, 3_000)];
        assert_eq!(moved(&changes), Ok(Decimal::zero()));
    }

    #[test]
    fn a_newcomer_moves_the_share_it_gets() {
        let changes = [change(3, 3), change(0, 1)];
        assert_eq!(moved(&changes), Ok(Decimal::percent(25)));
    }

    #[test]
    fn with_too_few_validators_the_weights_decide() {
        let fifth = Decimal::percent(20);
        assert_eq!(cap(fifth, &[1, 1, 1, 1, 6]), Ok(fifth));
        assert_eq!(cap(fifth, &[1, 1, 1, 1]), Ok(Decimal::percent(25)));
        assert_eq!(cap(fifth, &[5, 3, 2]), Ok(Decimal::percent(50)));
        assert_eq!(cap(fifth, &[7]), Ok(Decimal::one()));
        assert_eq!(cap(fifth, &[0, 0]), Ok(fifth));
        assert_eq!(cap(fifth, &[]), Ok(fifth));
    }

    #[test]
    fn the_cap_is_broken_by_one_unit_above_it_only() {
        let fifth = Decimal::percent(20);
        assert_eq!(breaks_cap(change(10, 20), 100, 100, fifth), Ok(false));
        assert_eq!(breaks_cap(change(10, 21), 100, 100, fifth), Ok(true));
        // Above it already, and smaller than before.
        assert_eq!(breaks_cap(change(40, 30), 100, 100, fifth), Ok(false));
        // Above it already, and larger because the others fell.
        assert_eq!(breaks_cap(change(40, 40), 100, 90, fifth), Ok(true));
    }

    #[test]
    fn a_score_is_uptime_times_what_commission_and_slashes_leave() {
        let score = score(9, 10, Decimal::percent(10), Assets::new(95), Assets::new(5));
        assert_eq!(score, Ok(Decimal::from_ratio(9u64 * 90 * 95, 10u64 * 100 * 100)));
    }

    #[test]
    fn a_small_weight_is_not_scored_away() {
        assert_eq!(scored(&[(1, Decimal::raw(1)), (1, Decimal::percent(50))]), Ok(vec![1, 5_000]));
        assert_eq!(scored(&[(1, Decimal::zero()), (0, Decimal::one())]), Ok(vec![0, 0]));
    }

    #[test]
    fn scored_weights_of_every_size_add_up_within_64_bits() {
        for weight in [781_250_000_000, 781_250_000_001, MAX_WEIGHT] {
            let scored = scored(&[(weight, Decimal::one()); 128]);
            let sum = scored.map(|weights| total(weights.into_iter()));
            assert!(sum.is_ok_and(|sum| u64::try_from(sum).is_ok()), "{weight}");
        }
    }

    proptest! {
        #[test]
        fn normalised_weights_add_up_to_the_base(
            shares in prop::collection::vec(0u64..=u64::MAX, 1..=128), base in 1u64..=1_000_000,
        ) {
            prop_assume!(shares.iter().any(|share| *share > 0));
            let shares: Vec<_> = shares.into_iter().map(|share| Decimal::raw(share.into())).collect();
            let weights = normalise(&shares, base)?;
            prop_assert_eq!(total(weights.iter().copied()), u128::from(base));
            for (weight, share) in weights.iter().zip(&shares) {
                prop_assert!(*weight == 0 || !share.is_zero());
            }
        }

        #[test]
        fn no_change_moves_more_than_everything(
            pairs in prop::collection::vec((0..=MAX_WEIGHT, 0..=MAX_WEIGHT), 1..=128),
        ) {
            let changes: Vec<_> = pairs.into_iter().map(|(before, after)| change(before, after)).collect();
            prop_assert!(moved(&changes)? <= Decimal::one());
        }

        #[test]
        fn a_change_and_its_way_back_move_the_same(
            pairs in prop::collection::vec((0..=MAX_WEIGHT, 0..=MAX_WEIGHT), 1..=128),
        ) {
            let there: Vec<_> = pairs.iter().map(|(one, two)| change(*one, *two)).collect();
            let back: Vec<_> = pairs.iter().map(|(one, two)| change(*two, *one)).collect();
            prop_assert_eq!(moved(&there)?, moved(&back)?);
        }

        #[test]
        fn equal_weights_are_always_within_the_cap(count in 1usize..=128, max in 1u64..=100) {
            let cap = cap(Decimal::percent(max), &vec![1_000; count])?;
            let total = total(std::iter::repeat_n(1_000, count));
            prop_assert!(!breaks_cap(change(0, 1_000), 0, total, cap)?);
        }

        #[test]
        fn a_score_is_between_nothing_and_one(
            seen: u64, watched: u64, commission in 0u64..=1_000, assets: u64, losses: u64,
        ) {
            let score = score(
                seen, watched, Decimal::permille(commission),
                Assets::new(assets.into()), Assets::new(losses.into()),
            )?;
            prop_assert!(score <= Decimal::one());
        }
    }
}
