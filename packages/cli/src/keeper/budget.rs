//! What may be paid in fees within a day.

use std::collections::VecDeque;

/// A day in seconds.
const DAY: u64 = 86_400;

/// Fees of the last 24 hours, in units of one coin.
#[derive(Clone, Debug, Default)]
pub struct Budget {
    most: Option<u128>,
    paid: VecDeque<(u64, u128)>,
}

impl Budget {
    /// At most so much; nothing if it shall not be limited.
    pub const fn new(most: Option<u128>) -> Self {
        Self { most, paid: VecDeque::new() }
    }

    /// Whether a fee fits in now. If not: in how many seconds it will, or never.
    ///
    /// # Errors
    /// The seconds; nothing when the fee alone is more than a day's.
    pub fn fits(&mut self, fee: u128, now: u64) -> Result<(), Option<u64>> {
        self.paid.retain(|(at, _)| now < at.saturating_add(DAY));
        let Some(most) = self.most else { return Ok(()) };
        let Some(room) = most.checked_sub(fee) else { return Err(None) };
        let mut paid = self.spent();
        if paid <= room {
            return Ok(());
        }
        for (at, amount) in &self.paid {
            paid = paid.saturating_sub(*amount);
            if paid <= room {
                return Err(Some(at.saturating_add(DAY).saturating_sub(now)));
            }
        }
        Err(None)
    }

    /// Notes a fee.
    pub fn pay(&mut self, fee: u128, now: u64) {
        self.paid.push_back((now, fee));
    }

    /// What was paid in the last 24 hours, as of the last look.
    pub fn spent(&self) -> u128 {
        self.paid.iter().fold(0, |sum, (_, fee)| sum.saturating_add(*fee))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fees_of_a_day_stay_below_the_most() {
        let mut budget = Budget::new(Some(100));
        assert_eq!(budget.fits(60, 0), Ok(()));
        budget.pay(60, 0);
        assert_eq!(budget.fits(40, 10), Ok(()));
        budget.pay(40, 10);
        assert_eq!(budget.fits(1, 20), Err(Some(DAY - 20)));
        assert_eq!(budget.fits(61, 20), Err(Some(DAY - 10)));
        assert_eq!(budget.fits(101, 20), Err(None));
        assert_eq!(budget.fits(60, DAY), Ok(()));
        assert_eq!(budget.spent(), 40);
    }

    #[test]
    fn without_a_limit_everything_fits() {
        let mut budget = Budget::new(None);
        budget.pay(u128::MAX, 0);
        assert_eq!(budget.fits(u128::MAX, 1), Ok(()));
    }
}
