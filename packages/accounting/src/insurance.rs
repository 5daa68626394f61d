//! What insurance pays: at most a part of each loss, at most a part of the fund in a week, and
//! only where nobody can rob it.
//!
//! Shares of the fund are those of a vault's pool ([`crate::vault::Pool`]).

use cosmwasm_std::{Decimal, Uint128, Uint256};
use thiserror::Error;
use weir_json::Row;
use weir_quantities::{Assets, QuantityError, Rounding, Seconds, Time, DAY};

use crate::vault::{Pool, MAX_STOP};

/// Days that count beside the present one: seven whole days at least.
const WEEK: u64 = 7;

/// How often what holders have a premium of theirs may be.
const MOST_BROUGHT: u128 = 10;

/// How long a reserve takes to pay holders as much as they have.
const DOUBLING: Seconds = DAY.times(3_650);
/// It pays no more than it would to holders of ten times what it has: in a year at most all of it.
const MOST_SERVED: u128 = 10;

/// Most that a cover may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoverLimits {
    /// Of a loss, after the bond.
    pub of_loss: Decimal,
    /// Of the fund, within seven days.
    pub of_fund: Decimal,
}

/// What was drawn on one day.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct DrawDay {
    /// The day by the wall clock.
    pub day: u64,
    /// What was drawn and not given back.
    pub drawn: Assets,
}

/// What was drawn lately.
#[derive(Clone, Debug, Default, Eq, PartialEq, Row)]
pub struct Draws {
    /// Each day of the last week on which something was, the oldest first.
    pub days: Vec<DrawDay>,
}

/// What was slashed for a fund. It pays covers before holders do, and holders interest. A share of it
/// would be of whoever is there when it arrives: anybody who saw it coming.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Row)]
pub struct Reserve {
    /// What is left.
    pub assets: Assets,
    /// Until when interest was paid.
    pub paid_to: Time,
    /// What did not make a whole unit then: so many seconds of ten years for one.
    pub carry: u64,
}

/// Why the fund does not pay.
#[derive(Error, Debug, PartialEq, Eq, Clone)]
pub enum InsuranceError {
    /// An amount left the range of 128 bits.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// Without a bond an operator has nothing of his own to lose.
    #[error("an insured operator needs a bond of more than 0")]
    NoMinimumBond,
    /// Insurance has a price.
    #[error("insurance needs a premium of more than 0 and at most 1, not {premium}")]
    PremiumOutOfRange {
        /// What was offered.
        premium: Decimal,
    },
    /// Slashed assets would go to who asks for the slash.
    #[error("slashed assets go to the service: such a commitment cannot be insured")]
    GoesToService,
    /// Premiums have not been paid for long enough.
    #[error("premiums are paid since {since}, cover begins at {from}, it is {now}")]
    NotPaidLongEnough {
        /// Since when they are paid.
        since: Time,
        /// When cover begins.
        from: Time,
        /// The time of the block.
        now: Time,
    },
    /// The operator's own bond was too small at the time of the offence.
    #[error("the active bond was {active} at the offence, insurance asks for {minimum}")]
    BondTooSmall {
        /// What it was.
        active: Assets,
        /// What it must be.
        minimum: Assets,
    },
    /// Depositors of the fund could leave before an offence is slashed.
    #[error("an exit from the vault takes {delay}, the fund covers vaults of up to {longest}")]
    ExitTooLong {
        /// The vault's exit delay.
        delay: Seconds,
        /// The longest that the fund's own exits allow.
        longest: Seconds,
    },
}

/// What the fund's owner insures: one service's terms at one vault.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct Policy {
    /// What the operator's active bond must have been at the offence.
    pub minimum_bond: Assets,
    /// The cut of the service's rewards.
    pub premium: Decimal,
    /// Since when premiums are paid.
    pub paid_since: Time,
}

impl Policy {
    /// Whether something can be insured at all. An attacker who is service, operator and
    /// destination at once would otherwise drain the fund.
    ///
    /// # Errors
    /// [`InsuranceError::GoesToService`], [`InsuranceError::NoMinimumBond`],
    /// [`InsuranceError::PremiumOutOfRange`].
    pub fn check(&self, goes_to_service: bool) -> Result<(), InsuranceError> {
        if goes_to_service {
            return Err(InsuranceError::GoesToService);
        }
        if self.minimum_bond.is_zero() {
            return Err(InsuranceError::NoMinimumBond);
        }
        if self.premium.is_zero() || self.premium > Decimal::one() {
            return Err(InsuranceError::PremiumOutOfRange { premium: self.premium });
        }
        Ok(())
    }

    /// Whether it covers an offence: premiums paid for the vault's exit delay and all that pauses
    /// can add, the operator's active bond large enough at the time. By the wall clock, as premiums
    /// are paid: a slash waits by the vault's, and who had committed an offence could insure it
    /// while that clock stands still.
    ///
    /// # Errors
    /// [`InsuranceError::NotPaidLongEnough`], [`InsuranceError::BondTooSmall`].
    pub fn covers(
        &self,
        active_bond: Assets,
        exit_delay: Seconds,
        now: Time,
    ) -> Result<(), InsuranceError> {
        let from = self.paid_since.after(exit_delay).after(MAX_STOP);
        if now < from {
            return Err(InsuranceError::NotPaidLongEnough { since: self.paid_since, from, now });
        }
        if active_bond < self.minimum_bond {
            let (active, minimum) = (active_bond, self.minimum_bond);
            return Err(InsuranceError::BondTooSmall { active, minimum });
        }
        Ok(())
    }
}

impl Reserve {
    /// Pays the holders of a pool interest until `now`: a tenth of what they have in a year, or of ten
    /// times what there is where they have more, rounded down; what is left of a unit counts the next
    /// time. Whoever holds more, or longer, bears more; when he came does not count.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn pay(&mut self, pool: &mut Pool, now: Time) -> Result<(), QuantityError> {
        let seconds = now.since(self.paid_to).u64();
        self.paid_to = now.max(self.paid_to);
        let served = pool.assets.u128().min(self.assets.u128().saturating_mul(MOST_SERVED));
        // 128 bits and 64: it always fits.
        let parts = Uint128::new(served).full_mul(seconds).saturating_add(self.carry.into());
        let unit = Uint256::from(DOUBLING.u64());
        let (units, rest) = (parts.checked_div(unit), parts.checked_rem(unit));
        let small = |part: Uint256| Uint128::try_from(part).unwrap_or(Uint128::MAX).u128();
        self.carry = rest.map_or(0, |rest| small(rest) as u64);
        let paid = Assets::new(units.map_or(0, small)).min(self.assets);
        self.assets = self.assets.minus(paid)?;
        pool.assets = pool.assets.plus(paid)?;
        Ok(())
    }

    /// Takes a cover out of it, and what it has not out of a pool. Answers what came from the reserve.
    ///
    /// # Errors
    /// [`QuantityError`] for more than both have.
    pub fn cover(&mut self, pool: &mut Pool, assets: Assets) -> Result<Assets, QuantityError> {
        let own = assets.min(self.assets);
        pool.assets = pool.assets.minus(assets.minus(own)?)?;
        self.assets = self.assets.minus(own)?;
        Ok(own)
    }
}

/// Whether a premium is the holders': it raises the price of all shares of a fund, virtual ones too, and
/// what these gain nobody can ever take out. They gain at most ten times what they have, a unit as long as
/// shares cost what they cost at first, when the fund holds a tenth of it. A larger one is the reserve's:
/// whoever puts a unit into an empty fund before millions arrive there gains nothing.
pub fn is_for_holders(pool: &Pool, premium: Assets) -> bool {
    Assets::new(premium.u128().div_ceil(MOST_BROUGHT)) <= pool.assets
}

/// Exits from the fund wait, by the wall clock, for the longest exit delay it covers and all that
/// pauses can add: a vault with a longer one draws nothing.
///
/// # Errors
/// [`InsuranceError::ExitTooLong`].
pub fn refuse_long_exit(fund: Seconds, vault: Seconds) -> Result<(), InsuranceError> {
    let longest = fund.minus_or_zero(MAX_STOP);
    match vault <= longest {
        true => Ok(()),
        false => Err(InsuranceError::ExitTooLong { delay: vault, longest }),
    }
}

impl Draws {
    /// What may be drawn for a loss that the bond left `rest` of, from a fund of `fund` assets.
    /// Rounded down. The fund at the beginning of the week is what it holds and what was drawn.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn allowed(
        &self,
        rest: Assets,
        fund: Assets,
        limits: &CoverLimits,
        now: Time,
    ) -> Result<Assets, QuantityError> {
        let drawn = self.drawn(now)?;
        let of_fund = fund.plus(drawn)?.times(limits.of_fund, Rounding::Down)?;
        let of_loss = rest.times(limits.of_loss, Rounding::Down)?;
        Ok(of_loss.min(of_fund.minus_or_zero(drawn)).min(fund))
    }

    /// What was drawn within the last week and not given back.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn drawn(&self, now: Time) -> Result<Assets, QuantityError> {
        let mut sum = Assets::ZERO;
        for day in self.days.iter().filter(|day| counts(day, now)) {
            sum = sum.plus(day.drawn)?;
        }
        Ok(sum)
    }

    /// Notes what comes back on the day of its draw: it was never drawn.
    ///
    /// # Errors
    /// [`QuantityError`] for more than was drawn that day.
    pub fn give_back(&mut self, returned: Assets, now: Time) -> Result<(), QuantityError> {
        let day = day_of(now);
        if let Some(last) = self.days.last_mut().filter(|last| last.day == day) {
            last.drawn = last.drawn.minus(returned)?;
        }
        Ok(())
    }

    /// Notes what was used of a draw: what came back was never drawn.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn note(&mut self, used: Assets, now: Time) -> Result<(), QuantityError> {
        let day = day_of(now);
        self.days.retain(|day| counts(day, now));
        match self.days.last_mut().filter(|last| last.day == day) {
            Some(last) => last.drawn = last.drawn.plus(used)?,
            None => self.days.push(DrawDay { day, drawn: used }),
        }
        Ok(())
    }
}

fn day_of(now: Time) -> u64 {
    now.u64().div_euclid(DAY.u64())
}

fn counts(day: &DrawDay, now: Time) -> bool {
    day.day.saturating_add(WEEK) >= day_of(now)
}
