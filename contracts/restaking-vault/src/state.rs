//! What a vault stores.

use cosmwasm_std::{Addr, Storage, Uint256};

use weir_accounting::rewards::{Leftover, Line, Position, Schedule};
use weir_accounting::vault::{
    Bond, Breaker, Clock, Commitment, ExitDelay, Pool, PoolRow, Quarantine, Request, ServiceRow,
    SettledBucket, Stops,
};
use weir_interface::restaking::{Asset, Destination};
use weir_interface::vault::Scope;
use weir_json::{Failure, Item, Map, Row};
use weir_quantities::{
    Assets, Magnitude, OperatorId, QuantityError, Shares, SlashId, Time, VaultTime,
};

use crate::parameters::{Parameters, Raise};

/// What never changes.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Identity {
    /// The service registry, which created the vault.
    pub registry: Addr,
    /// The operator.
    pub operator: OperatorId,
    /// What it holds.
    pub asset: Asset,
    /// How many vaults of this operator and asset came before it.
    pub generation: u32,
}

/// The contracts a vault works with. Changed by `set_links`, after the notice.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Links {
    /// Decides about slash requests.
    pub coordinator: Addr,
    /// How many others did before it: of requests that one of them made, nothing is applied.
    pub turn: u32,
    /// Holds and pays what holders earn.
    pub distributor: Addr,
    /// Insures.
    pub fund: Option<Addr>,
    /// Burns and unbonds slashed shares of the derivative.
    pub hub: Option<Addr>,
    /// Gets what is slashed for the treasury.
    pub treasury: Addr,
}

/// What deposits read of what seldom changes, in one row. Asset and what a deposit must be are also in
/// [`IDENTITY`] and [`PARAMETERS`], which are written together with it.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Access {
    /// Closed scopes.
    pub pauses: Vec<Pause>,
    /// What it holds.
    pub asset: Asset,
    /// Whether that is the derivative of the hub that it was born with: a token whose rows are known.
    pub derivative: bool,
    /// The smallest deposit.
    pub min_deposit: Assets,
    /// The most the vault takes; nothing for no bound.
    pub deposit_cap: Option<Assets>,
}

/// What every deposit and exit reads and writes: one row for each second in which something
/// changed, so that the row of the newest is the vault as it is and the others are its history.
#[derive(Clone, Copy, Debug, PartialEq, Row)]
pub struct Core {
    /// Assets, shares, magnitude.
    pub pool: Pool,
    /// The vault's clock, as of the last change.
    pub clock: Clock,
    /// From when the clock has something to decide about promises; nothing while it has not.
    pub next_change: Option<VaultTime>,
    /// From when a bucket has matured; nothing without open ones.
    pub next_maturity: Option<VaultTime>,
    /// What all open requests ask for.
    pub asked: Magnitude,
    /// The operator's bond that is not on its way out.
    pub active_bond: Assets,
    /// The rest of the bond.
    pub queued_bond: Assets,
    /// Owed to exits that were settled.
    pub claimable: Assets,
    /// Slashed and not fetched: the sum of [`ESCROW`].
    pub escrow: Assets,
    /// Until then no row of the history is old enough to go.
    pub prune_from: VaultTime,
}

impl Core {
    /// Takes over the sums of the bond.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn set_bond(&mut self, bond: &Bond) -> Result<(), QuantityError> {
        self.active_bond = bond.active;
        self.queued_bond = bond.queued()?;
        Ok(())
    }

    /// From when the clock has something to decide.
    pub fn next_due(&self) -> Option<VaultTime> {
        self.next_change.into_iter().chain(self.next_maturity).min()
    }

    /// What others may ask of a past second.
    pub const fn row(&self) -> PoolRow {
        PoolRow { pool: self.pool, clock: self.clock, active_bond: self.active_bond }
    }
}

/// Cover that the fund brought for a request.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Cover {
    /// The request.
    pub id: SlashId,
    /// How much.
    pub assets: Assets,
}

/// Contracts to come.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct PendingLinks {
    /// The contracts.
    pub links: Links,
    /// When, by the vault's clock.
    pub at: VaultTime,
}

/// Listeners to come.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct PendingListeners {
    /// The contracts.
    pub listeners: Vec<Addr>,
    /// When, by the vault's clock.
    pub at: VaultTime,
}

/// A scope that is closed, or was last.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Pause {
    /// What is closed.
    pub scope: Scope,
    /// From when.
    pub from: Time,
    /// Until when.
    pub until: Time,
}

/// Operator, asset, registry.
pub const IDENTITY: Item<Identity> = Item::new("identity");
/// The contracts it works with.
pub const LINKS: Item<Links> = Item::new("links");
/// Who may pause beside the owner; absent for nobody.
pub const GUARDIAN: Item<Addr> = Item::new("guardian");
/// Pool, clock, sums after the last change of a second. The newest row is in force.
pub const CORE: Map<u64, Core> = Map::new("core");
/// Stops of the clock within 90 days.
pub const STOPS: Item<Stops> = Item::new("stops");
/// Contracts to come; absent without any.
pub const PENDING_LINKS: Item<PendingLinks> = Item::new("pending_links");
/// Who is told of executed slashes.
pub const LISTENERS: Item<Vec<Addr>> = Item::new("listeners");
/// Others to come; absent without any.
pub const PENDING_LISTENERS: Item<PendingListeners> = Item::new("pending_listeners");
/// Raises of parameters that wait.
pub const RAISES: Item<Vec<Raise>> = Item::new("raises");
/// Limits and conditions.
pub const PARAMETERS: Item<Parameters> = Item::new("parameters");
/// The exit delay and a change of it.
pub const EXIT_DELAY: Item<ExitDelay> = Item::new("exit_delay");
/// What deposits read.
pub const ACCESS: Item<Access> = Item::new("access");
/// Promises by service: a change of one rewrites no other.
pub const COMMITMENTS: Map<u64, Commitment> = Map::new("commitments");
/// Quarantines of services to which nothing is promised any more, by service: nothing is promised
/// anew before everybody has re-armed. Written when a promise is over, removed when the last has.
pub const QUARANTINES: Map<u64, Quarantine> = Map::new("quarantines");
/// Where slashed assets go, by service and version of terms; kept since old offences need it.
pub const DESTINATIONS: Map<(u64, u64), Destination> = Map::new("destinations");
/// The least active bond, by service and version of terms, where they ask for one; kept like the
/// destinations.
pub const MINIMUM_BONDS: Map<(u64, u64), Assets> = Map::new("minimum_bonds");
/// Active shares by holder, and what they have earned. Holders are bytes
/// ([`weir_contract::address_key`]).
pub const POSITIONS: Map<&[u8], Position> = Map::new("positions");
/// What the vault is paid.
pub const REWARDS: Item<Schedule> = Item::new("rewards");
/// What each line has brought.
pub const LINES: Map<u32, Line> = Map::new("lines");
/// Parts that holders earned in lines that are closed, by holder and line: written when a holder's
/// shares change for the first time after it was closed.
pub const EARNED: Map<(&[u8], u32), Uint256> = Map::new("earned");
/// Closed lines of distributors, by the distributor and the first of them: the number after the last.
pub const CLOSED_LINES: Map<(&Addr, u32), u32> = Map::new("closed_lines");
/// What streams into a line had left when it was closed.
pub const LEFTOVERS: Map<u32, Vec<Leftover>> = Map::new("leftovers");
/// Shares on their way out, by holder and bucket.
pub const EXITS: Map<(&[u8], u64), Shares> = Map::new("exits");
/// Open buckets: their shares.
pub const BUCKETS: Map<u64, Shares> = Map::new("buckets");
/// Buckets that have left the pool.
pub const SETTLED: Map<u64, SettledBucket> = Map::new("settled");
/// A commitment after the last change of a second, by service and second.
pub const SERVICE_ROWS: Map<(u64, u64), ServiceRow> = Map::new("service_rows");
/// Requests that are not over, by id.
pub const REQUESTS: Map<u64, Request> = Map::new("requests");
/// Cover that was brought; there only within one transaction.
pub const COVER: Item<Cover> = Item::new("cover");
/// The operator's bond.
pub const BOND: Item<Bond> = Item::new("bond");
/// Losses of the last day.
pub const BREAKER: Item<Breaker> = Item::new("breaker");
/// Slashed and not fetched, by service and version of terms.
pub const ESCROW: Map<(u64, u64), Assets> = Map::new("escrow");

/// Changes limits and conditions.
///
/// # Errors
/// Storage.
pub fn save_parameters(storage: &mut dyn Storage, parameters: &Parameters) -> Result<(), Failure> {
    PARAMETERS.save(storage, parameters);
    change_access(storage, |access| {
        access.min_deposit = parameters.min_deposit;
        access.deposit_cap = parameters.deposit_cap;
    })
}

/// Writes what deposits read, if that becomes something else.
///
/// # Errors
/// Storage.
pub fn change_access(
    storage: &mut dyn Storage,
    change: impl FnOnce(&mut Access),
) -> Result<(), Failure> {
    let before = ACCESS.load(storage)?;
    let mut access = before.clone();
    change(&mut access);
    if access != before {
        ACCESS.save(storage, &access);
    }
    Ok(())
}
