//! Rewards per share so far, and what a holder has of them.

use cosmwasm_std::{Decimal, Uint128, Uint256};
use weir_json::Row;
use weir_quantities::{Shares, Time};

use super::{take_whole, RewardError, Stream};

/// The index of one coin in one vault.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Row)]
pub struct RewardIndex {
    /// 10^-36 units per share since the beginning. Never falls.
    pub index: Uint256,
    /// Parts that did not divide by the shares: the next step hands them out.
    pub carry: Uint256,
    /// Parts that the operator has earned since the beginning.
    pub commission: Uint256,
    /// All units ever funded, without those that went back. As long as it fits 128 bits, every product
    /// here fits 256.
    pub funded: Uint128,
}

/// A holder's part of one coin's rewards.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Row)]
pub struct Account {
    /// The index up to which he has been counted.
    pub index: Uint256,
    /// Parts that he has earned since the beginning.
    pub accrued: Uint256,
}

/// Brings streams of one coin, and its index, up to `now`: at the shares and the commission that
/// were in force since the last time. Without active shares the streams' clocks stand still.
///
/// # Errors
/// [`RewardError::OutOfRange`] never, in practice.
pub fn advance(
    streams: &mut [Stream],
    index: &mut RewardIndex,
    active: Shares,
    commission: Decimal,
    now: Time,
) -> Result<(), RewardError> {
    let mut released = Uint256::zero();
    for stream in streams {
        if active.is_zero() {
            stream.hold(now);
        } else {
            released = released.checked_add(stream.release(now)?)?;
        }
    }
    index.hand_out(released, active, commission)
}

impl RewardIndex {
    /// Notes `units` that a stream was funded with, and the parts of it that did not divide.
    ///
    /// # Errors
    /// [`RewardError::OutOfRange`] when all that was ever funded is beyond 128 bits.
    pub fn fund(&mut self, units: Uint128, undivided: Uint256) -> Result<(), RewardError> {
        self.funded = self.funded.checked_add(units)?;
        self.carry = self.carry.checked_add(undivided)?;
        Ok(())
    }

    /// Takes out the whole units that a stream has left: nobody has earned them. What is less than a
    /// unit stays, to be handed out.
    ///
    /// # Errors
    /// [`RewardError::OutOfRange`] never, in practice: they were funded.
    pub fn take_back(&mut self, stream: &Stream) -> Result<Uint128, RewardError> {
        let mut left = stream.left()?;
        let units = take_whole(&mut left)?;
        self.funded = self.funded.checked_sub(units)?;
        self.carry = self.carry.checked_add(left)?;
        Ok(units)
    }

    /// Splits parts between the operator, rounded down, and the shares.
    fn hand_out(
        &mut self,
        released: Uint256,
        active: Shares,
        commission: Decimal,
    ) -> Result<(), RewardError> {
        if active.is_zero() {
            return Ok(());
        }
        let one = Uint256::from(Decimal::one().atomics());
        let operator = released.full_mul(commission.atomics()).checked_div(one.into())?;
        let operator = Uint256::try_from(operator)?;
        let holders = released.checked_sub(operator)?.checked_add(self.carry)?;
        let shares = Uint256::from(active.u128());
        self.commission = self.commission.checked_add(operator)?;
        self.index = self.index.checked_add(holders.checked_div(shares)?)?;
        self.carry = holders.checked_rem(shares)?;
        Ok(())
    }
}

impl Account {
    /// Counts what `shares`, held since the last time, have earned. Done before they change.
    ///
    /// # Errors
    /// [`RewardError::OutOfRange`] for more shares than were active.
    pub fn checkpoint(&mut self, shares: Shares, index: Uint256) -> Result<(), RewardError> {
        let grown = index.checked_sub(self.index)?;
        let earned = grown.checked_mul(shares.u128().into())?;
        self.accrued = self.accrued.checked_add(earned)?;
        self.index = index;
        Ok(())
    }
}
