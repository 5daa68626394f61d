//! Vaults with promises, made by the functions under test.

use cosmwasm_std::Decimal;
use proptest::prelude::*;
use weir_accounting::vault::{
    Announcement, Books, Demand, DepositTerms, ExitDelay, Limits, Pool, Rules, Slashed, Terms,
    Windows, WHOLE,
};
use weir_quantities::{Assets, Magnitude, Seconds, ServiceId, TermsVersion, VaultTime, DAY};

use crate::common::*;

/// 21 days.
pub const DELAY: Seconds = DAY.times(21);

pub fn tau() -> VaultTime {
    VaultTime::new(NOW)
}

pub fn service(number: usize) -> ServiceId {
    ServiceId::new(number as u64 + 1)
}

pub fn magnitude(units: u128) -> Magnitude {
    Magnitude::new(units)
}

/// So many percent of a new vault's magnitude.
pub fn weight(percent: u128) -> Magnitude {
    magnitude(WHOLE.u128() * percent / 100)
}

/// The defaults: 3, 2 and 2 days.
pub const WINDOWS: Windows =
    Windows { evidence: DAY.times(3), resolution: DAY.times(2), execution: DAY.times(2) };

pub fn terms(max_slash: Decimal) -> Terms {
    Terms { version: TermsVersion::new(1), max_slash, windows: WINDOWS }
}

/// Limits on the sums only.
pub fn limits(leverage: u64, cap: Decimal) -> Limits {
    Limits { leverage: Decimal::percent(leverage), cap, per_service: cap, per_group: cap }
}

pub fn rules(cap: Decimal) -> Rules {
    Rules { delay: DELAY, cap }
}

pub fn pool(deposited: u128) -> Pool {
    let mut pool = Pool::default();
    pool.deposit(assets(deposited), Magnitude::ZERO, &DepositTerms::default()).unwrap();
    pool
}

/// A pool with commitments in force, as far as the limits allow them.
pub fn promised(
    pool: Pool,
    promises: &[(Magnitude, Decimal)],
    limits: &Limits,
    from: VaultTime,
) -> Books {
    let mut books = Books { pool, commitments: vec![] };
    for (number, (weight, max_slash)) in promises.iter().enumerate() {
        let announcement = Announcement {
            service: service(number),
            weight: *weight,
            terms: terms(*max_slash),
            groups: vec![],
        };
        let _ = books.announce(announcement, from, &ExitDelay::new(DELAY), None, limits);
    }
    books.advance(from.after(DELAY).after(DAY.times(2)), rules(limits.cap)).unwrap();
    books
}

/// How a vault may look.
#[derive(Clone, Debug)]
pub struct Plan {
    pub deposited: u128,
    pub leverage: u64,
    pub cap: Decimal,
    pub promises: Vec<(Magnitude, Decimal)>,
}

impl Plan {
    pub fn books(&self) -> Books {
        let limits = limits(self.leverage, self.cap);
        promised(pool(self.deposited), &self.promises, &limits, tau().before(DAY.times(40)))
    }
}

/// Vaults of any size with one to eight commitments that fit beside each other, at a leverage of
/// one to `most` percent.
pub fn plan(most: u64) -> impl Strategy<Value = Plan> {
    let promise = (1..=WHOLE.u128(), 1..=10_000u128);
    (wide(), 100..=most, 1u64..=50, prop::collection::vec(promise, 1..=8)).prop_map(
        |(deposited, leverage, cap, drawn)| {
            let (one, number) = (WHOLE.u128(), drawn.len() as u128);
            let cap = Decimal::percent(cap);
            let promise = |(weight, part): (u128, u128)| {
                let weight = (weight * u128::from(leverage) / 100 / number).clamp(1, one);
                let exposure = cap.atomics().u128() * part / 10_000 / number;
                (magnitude(weight), Decimal::raw((exposure * one / weight).clamp(1, one)))
            };
            let promises = drawn.into_iter().map(promise).collect();
            Plan { deposited, leverage, cap, promises }
        },
    )
}

/// Slashes without bond or cover.
pub fn slash(books: &mut Books, service: ServiceId, fraction: Decimal, base: Assets) -> Slashed {
    slash_at(books, service, fraction, base, tau())
}

pub fn slash_at(
    books: &mut Books,
    service: ServiceId,
    fraction: Decimal,
    base: Assets,
    now: VaultTime,
) -> Slashed {
    let demand = Demand { fraction, base, bond: Assets::ZERO, cover: Assets::ZERO };
    books.slash(service, demand, now, DELAY).unwrap()
}

/// What a service could take at once.
pub fn payable(books: &Books, service: ServiceId) -> Assets {
    books.pool.stake(books.commitment(service).unwrap().budget).unwrap()
}

/// The sum of all budgets.
pub fn budgets(books: &Books) -> u128 {
    books.commitments.iter().map(|one| one.budget.u128()).sum()
}

/// What holds of all books at any time.
pub fn check(books: &Books, cap: Decimal) {
    let magnitude = books.pool.magnitude;
    assert!(budgets(books) <= floor(&(whole(magnitude.u128()) * of_decimal(cap))), "Σb ≤ cap·M");
    for one in &books.commitments {
        let ceiling = floor(&(whole(one.slashable.u128()) * of_decimal(one.terms.max_slash)));
        assert!(one.budget.u128() <= ceiling, "b ≤ m·max_slash");
        assert!(one.budget <= magnitude, "b ≤ M");
        assert!(one.power <= one.slashable, "power within slashable");
        let guaranteed = one.guaranteed(&books.pool).unwrap();
        assert!(guaranteed <= books.pool.stake(one.slashable).unwrap(), "power ≤ slashable stake");
        if one.budget.is_zero() {
            assert!(guaranteed.is_zero(), "no power without budget");
        }
        // What the power promises to pay can be paid.
        let promise = whole(guaranteed.u128()) * of_decimal(one.terms.max_slash);
        let backed = exact(books.pool.assets.u128(), magnitude.u128().max(1));
        let payable = whole(one.budget.u128() + 1) * backed + whole(1);
        assert!(promise <= payable, "power {promise} beyond budget {payable}");
    }
    assert!(books.pool.queued <= books.pool.shares);
}
