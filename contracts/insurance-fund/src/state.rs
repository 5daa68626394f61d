//! What the fund stores.

use cosmwasm_std::{Addr, Decimal, Order, Storage};
use weir_accounting::insurance::{Draws, Policy, Reserve};
use weir_accounting::vault::{Bucket, Pool, SettledBucket};
use weir_interface::restaking::Asset;
use weir_json::{Failure, Item, Map, Row};
use weir_quantities::{Assets, Seconds, ServiceId, Shares, Time};

use crate::ContractError;

/// Most versions of one service's terms that are insured at one vault.
pub const MAX_VERSIONS: usize = 8;
/// Most exits that one claim pays.
pub const MAX_EXITS: usize = 30;

/// What the fund holds and whom it works with. Never changes.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Links {
    /// What it holds.
    pub asset: Asset,
    /// Draws cover.
    pub coordinator: Addr,
    /// Says who is who.
    pub registry: Addr,
    /// Whose losses it may cover.
    pub hub: Option<Addr>,
}

/// Assets, shares and sums. Changes with every payment in or out.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Core {
    /// Shares, and the assets behind them.
    pub pool: Pool,
    /// Owed to exits that have matured.
    pub claimable: Assets,
    /// What was slashed for the fund: nobody's share.
    pub reserve: Reserve,
    /// Premiums over all time.
    pub premiums: Assets,
    /// Covers over all time, what came back apart.
    pub covered: Assets,
}

/// Parameters in force, and those that wait. Changes by the owner, and when a notice is over.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Parameters {
    /// Part of a loss, after the bond, that is covered.
    pub of_loss: Decimal,
    /// Part of the fund that is drawn within 7 days.
    pub of_fund: Decimal,
    /// How long an exit takes, by the wall clock.
    pub exit_delay: Seconds,
    /// The smallest premium.
    pub min_premium: Assets,
    /// Changes that wait.
    pub announced: Vec<Announced>,
}

/// A change that waits.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Announced {
    /// The parameter.
    pub name: String,
    /// A part; of a delay, its seconds.
    pub value: Decimal,
    /// When it counts.
    pub at: Time,
}

/// What is insured. Changes by the owner, and with premiums.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Insured {
    /// What the operator's active bond must have been at the offence.
    pub minimum_bond: Assets,
    /// Part of the service's rewards that is paid as premium.
    pub premium: Decimal,
    /// Since when premiums are paid without a gap; nothing before the first.
    pub paid_since: Option<Time>,
    /// The last one.
    pub paid_last: Time,
    /// When it is over; nothing unless that was announced.
    pub ends_at: Option<Time>,
}

/// What was drawn for a request. Written with the draw, and when something comes back.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Draw {
    /// The vault.
    pub vault: Addr,
    /// What was sent there.
    pub drawn: Assets,
    /// Of it, what the reserve paid.
    pub of_reserve: Assets,
    /// What came back.
    pub returned: Assets,
}

/// What the fund holds and whom it works with.
pub const LINKS: Item<Links> = Item::new("links");
/// Assets, shares and sums.
pub const CORE: Item<Core> = Item::new("core");
/// Parameters.
pub const PARAMETERS: Item<Parameters> = Item::new("parameters");
/// What was drawn lately.
pub const DRAWS: Item<Draws> = Item::new("draws");
/// Shares that are not on their way out, by holder.
pub const POSITIONS: Map<&Addr, Shares> = Map::new("positions");
/// Shares on their way out, by holder and bucket. A row goes when it is paid or cancelled.
pub const EXITS: Map<(&Addr, u64), Shares> = Map::new("exits");
/// Buckets that have not matured: at most one a day of the exit delay.
pub const BUCKETS: Map<u64, Bucket> = Map::new("buckets");
/// Buckets that have: what each is paid.
pub const SETTLED: Map<u64, SettledBucket> = Map::new("settled");
/// Policies, by vault, service and version of terms. One that is over goes when its pair is insured
/// anew, or when it is ended again.
pub const POLICIES: Map<(&Addr, u64, u64), Insured> = Map::new("policies");
/// What was drawn, by request. Never removed: nothing is drawn twice.
pub const DRAWN: Map<u64, Draw> = Map::new("drawn");

/// Policies of a service at a vault, by version.
///
/// # Errors
/// Storage.
pub fn policies_of(
    storage: &dyn Storage,
    vault: &Addr,
    service: ServiceId,
) -> Result<Vec<(u64, Insured)>, Failure> {
    let rows = POLICIES.prefix((vault, service.u64()));
    rows.range(storage, None, None, Order::Ascending).collect()
}

impl Insured {
    /// A premium is paid. After a gap longer than the longest exit delay it begins anew.
    pub fn pay(&mut self, now: Time, longest: Seconds) {
        if self.paid_since.is_none() || now > self.paid_last.after(longest) {
            self.paid_since = Some(now);
        }
        self.paid_last = now;
    }

    /// When it ended; nothing while it goes on.
    pub fn ended_at(&self, now: Time) -> Option<Time> {
        self.ends_at.filter(|at| *at <= now)
    }

    /// The policy, as far as its premiums are paid.
    ///
    /// # Errors
    /// [`ContractError::PolicyOver`], [`ContractError::NeverPaid`],
    /// [`ContractError::PremiumsStopped`].
    pub fn in_force(
        &self,
        service: ServiceId,
        longest: Seconds,
        now: Time,
    ) -> Result<Policy, ContractError> {
        if let Some(ended_at) = self.ended_at(now) {
            return Err(ContractError::PolicyOver { service, ended_at, now });
        }
        let paid_since = self.paid_since.ok_or(ContractError::NeverPaid { service })?;
        let until = self.paid_last.after(longest);
        if now > until {
            return Err(ContractError::PremiumsStopped { last: self.paid_last, until, now });
        }
        Ok(Policy { minimum_bond: self.minimum_bond, premium: self.premium, paid_since })
    }
}
