//! What cranks load together and save together.

use cosmwasm_std::{Addr, Decimal, Env, Storage};
use weir_accounting::plan::{Role, Seat as PlanSeat};
use weir_accounting::{Books, LedgerRow, Moment};
use weir_interface::hub::Scope;
use weir_interface::registry::Standing;
use weir_quantities::{Assets, Seconds, Time};

use crate::ledger::Stored;
use crate::parameters::{CrankParameters, UserParameters};
use crate::state::{
    Access, Gates, Links, Roster, ACCESS, CRANK_PARAMETERS, LINKS, POOL, ROSTER, STAKE,
};
use crate::{ContractError, Outcome, Refusal};

/// The block as the books see it.
pub fn moment(env: &Env) -> Moment {
    Moment { time: env.block.time.into(), height: env.block.height }
}

/// Parts that complete until then may have been paid. Completions are rounded up to whole seconds
/// and the time of a block down, so the chain can pay up to a second before a part counts as past
/// its completion: until it does, its coins must not be taken for anybody else's.
pub const fn may_have_arrived(now: Time) -> Time {
    now.after(Seconds::new(1))
}

/// Loads the books.
pub fn load_books(storage: &dyn Storage) -> Outcome<Books> {
    Ok(Books { pool: POOL.load(storage)?, stake: STAKE.load(storage)? })
}

/// Saves the books.
pub fn save_books(storage: &mut dyn Storage, books: &Books) {
    POOL.save(storage, &books.pool);
    STAKE.save(storage, &books.stake);
}

/// Saves what may close actions.
pub fn save_gates(storage: &mut dyn Storage, gates: &Gates) -> Outcome<()> {
    let access = ACCESS.load(storage)?;
    ACCESS.save(storage, &Access { gates: gates.clone(), ..access });
    Ok(())
}

/// The rate for an event: 0 while there is none.
pub fn rate_or_zero(books: &Books, now: Time) -> Decimal {
    books.rate(now).ok().and_then(|rate| rate.to_decimal().ok()).unwrap_or_default()
}

impl Gates {
    /// Fails while the scope is paused.
    pub fn check_open(&self, scope: Scope, now: Time) -> Result<(), Refusal> {
        match self.paused.iter().find(|(paused, until)| *paused == scope && now < *until) {
            Some((_, until)) => Err(ContractError::Paused { scope, until: *until }.into()),
            None => Ok(()),
        }
    }

    /// Fails while the breaker is on or a validator cannot be read: at a rate that may be wrong
    /// nobody enters or leaves at once.
    pub fn check_priced(&self, now: Time) -> Result<(), Refusal> {
        if self.is_tripped(now) {
            return Err(ContractError::BreakerOn { until: self.breaker_until }.into());
        }
        if !self.unread.is_empty() {
            return Err(ContractError::ValidatorsUnread { validators: self.unread.len() }.into());
        }
        Ok(())
    }

    /// Whether the breaker is on.
    pub fn is_tripped(&self, now: Time) -> bool {
        now < self.breaker_until
    }
}

/// All that a crank over the ledger works on.
pub struct World {
    /// The block.
    pub now: Moment,
    /// The hub.
    pub hub: Addr,
    /// The other contracts and the coin.
    pub links: Links,
    /// What may close actions.
    pub gates: Gates,
    /// The parameters that users' actions read.
    pub user: UserParameters,
    /// The parameters of cranks.
    pub terms: CrankParameters,
    /// The books.
    pub books: Books,
    /// The validators.
    pub roster: Roster,
    /// Their rows, in the same order.
    pub ledger: Vec<LedgerRow>,
    /// The ledger as it is stored.
    stored: Stored,
}

impl World {
    /// Loads it.
    pub fn load(storage: &dyn Storage, env: &Env) -> Outcome<Self> {
        let Access { gates, parameters: user, .. } = ACCESS.load(storage)?;
        let stored = Stored::load(storage)?;
        let unread = |index: usize| {
            gates.unread.iter().find(|(row, _)| *row as usize == index).map(|(_, unread)| *unread)
        };
        let ledger = stored
            .amounts()
            .iter()
            .enumerate()
            .map(|(index, assets)| LedgerRow { assets: *assets, unread: unread(index) })
            .collect();
        Ok(Self {
            now: moment(env),
            hub: env.contract.address.clone(),
            links: LINKS.load(storage)?,
            gates,
            user,
            terms: CRANK_PARAMETERS.load(storage)?,
            books: load_books(storage)?,
            roster: ROSTER.load(storage)?,
            ledger,
            stored,
        })
    }

    /// Saves what a sync changes, and acts on the ledger: the stake, and the ledger if a row changed.
    pub fn save_stake(&mut self, storage: &mut dyn Storage) {
        self.stored.replace(storage, self.amounts());
        STAKE.save(storage, &self.books.stake);
    }

    /// Saves the ledger of another roster.
    pub fn write_ledger(&mut self, storage: &mut dyn Storage) {
        self.stored.write(storage, self.amounts());
    }

    /// From when a batch may be priced although validators cannot be read.
    pub fn priced_from(&self) -> Option<Time> {
        self.ledger.iter().filter_map(|row| Some(row.unread?.priced_from())).max()
    }

    /// What each delegation is worth.
    pub fn amounts(&self) -> Vec<Assets> {
        self.ledger.iter().map(|row| row.assets).collect()
    }

    /// The validators as plans see them.
    pub fn seats(&self) -> Vec<PlanSeat> {
        self.roster
            .seats
            .iter()
            .zip(&self.ledger)
            .map(|(seat, row)| PlanSeat { stake: row.assets, role: role(seat.1, seat.2) })
            .collect()
    }

    /// The operator address of a row.
    pub fn validator(&self, row: usize) -> &str {
        self.roster.seats.get(row).map_or("", |seat| seat.0.as_str())
    }

    /// The row of an operator address.
    pub fn row_of(&self, validator: &str) -> Option<usize> {
        self.roster.seats.iter().position(|seat| seat.0 == validator)
    }

    /// Takes assets out of a row, for an act that is under way.
    pub fn take(&mut self, row: usize, assets: Assets) -> Result<(), Refusal> {
        if let Some(entry) = self.ledger.get_mut(row) {
            entry.assets = entry.assets.minus(assets)?;
        }
        Ok(())
    }

    /// Adds assets to a row, for an act that is under way.
    pub fn give(&mut self, row: usize, assets: Assets) -> Result<(), Refusal> {
        if let Some(entry) = self.ledger.get_mut(row) {
            entry.assets = entry.assets.plus(assets)?;
        }
        Ok(())
    }
}

/// How a validator counts in plans.
fn role(weight: u64, standing: Standing) -> Role {
    match standing {
        Standing::Active => Role::Active { weight },
        Standing::Inactive => Role::Inactive,
        Standing::Draining => Role::Draining,
    }
}

/// Adds assets to the row of a validator, or takes them, when the chain refused an act.
pub fn correct_ledger(
    storage: &mut dyn Storage,
    validator: &str,
    change: impl Fn(Assets) -> Result<Assets, weir_quantities::QuantityError>,
) -> Result<(), Refusal> {
    let roster = ROSTER.load(storage)?;
    let mut stored = Stored::load(storage)?;
    let mut amounts = stored.amounts().to_vec();
    let row = roster.seats.iter().position(|seat| seat.0 == validator);
    if let Some(entry) = row.and_then(|row| amounts.get_mut(row)) {
        *entry = change(*entry)?;
        stored.replace(storage, amounts);
    }
    Ok(())
}
