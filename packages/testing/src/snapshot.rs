//! What the world looks like after an action, read from storage. Its cost grows with validators,
//! never with users or past batches.

use std::collections::BTreeMap;

use cosmwasm_std::Storage;
use cw20_base::state::{BALANCES, TOKEN_INFO};
use weir_accounting::{Books, Moment, Owed, Pipeline};
use weir_chain::Chain;
use weir_quantities::{Assets, Shares, Time};
use weir_staking_hub::ledger::Stored;
use weir_staking_hub::state::{
    Access, Gates, Roster, Settlement, ACCESS, OWED, PIPELINE, POOL, ROSTER, SETTLEMENT, STAKE,
};

use crate::Suite;

/// The world after an action.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// Time of the block.
    pub now: Time,
    /// Height of the block.
    pub height: u64,
    /// The hub's books.
    pub books: Books,
    /// What it owes.
    pub owed: Owed,
    /// Its batches, as time has made them.
    pub pipeline: Option<Pipeline>,
    /// What is closed.
    pub gates: Gates,
    /// How far settling is.
    pub settlement: Settlement,
    /// Its validators.
    pub roster: Option<Roster>,
    /// Its ledger.
    pub ledger: Vec<Assets>,
    /// What the chain says its delegations are worth, by operator address.
    pub delegations: BTreeMap<String, u128>,
    /// Its balance of the staking coin.
    pub coins: u128,
    /// Its balance of the token.
    pub tokens: Shares,
    /// The token's supply.
    pub supply: Shares,
    /// The distributor's balance of the staking coin.
    pub distributor: u128,
    /// What is expected from parts past their completion and not settled.
    pub matured: u128,
}

impl Snapshot {
    /// Looks at the world.
    pub(crate) fn take(suite: &Suite<impl Chain>) -> Self {
        let storage = suite.storage_of(&suite.hub);
        let storage: &dyn Storage = &*storage;
        let token = suite.storage_of(&suite.token);
        let block = suite.chain.block();
        let now: Time = block.time.into();
        let Access { gates, parameters, .. } = ACCESS.load(storage).unwrap();
        let cadence = parameters.cadence();
        let delegations = suite.chain.delegations(&suite.hub).unwrap();
        let tokens = BALANCES.may_load(&*token, &suite.hub).unwrap().unwrap_or_default();
        Self {
            now,
            height: block.height,
            books: Books { pool: POOL.load(storage).unwrap(), stake: STAKE.load(storage).unwrap() },
            owed: OWED.load(storage).unwrap(),
            pipeline: Some(PIPELINE.load(storage).unwrap().at(now, cadence)),
            gates,
            settlement: SETTLEMENT.load(storage).unwrap(),
            roster: Some(ROSTER.load(storage).unwrap()),
            ledger: Stored::load(storage).unwrap().amounts().to_vec(),
            delegations: delegations
                .into_iter()
                .map(|held| {
                    let worth = held.amount().u128();
                    (held.validator, worth)
                })
                .collect(),
            coins: suite.chain.balance(&suite.hub, &suite.denom).u128(),
            tokens: tokens.into(),
            supply: TOKEN_INFO.load(&*token).unwrap().total_supply.into(),
            distributor: suite.chain.balance(&suite.distributor, &suite.denom).u128(),
            matured: suite.matured(),
        }
    }

    /// This block.
    pub fn moment(&self) -> Moment {
        Moment { time: self.now, height: self.height }
    }

    /// Backing at a time.
    pub fn backing_at(&self, now: Time) -> u128 {
        self.books.backing(now).unwrap().u128()
    }

    /// Shares in existence, as the hub tracks them.
    pub fn shares(&self) -> u128 {
        self.books.pool.supply.u128()
    }

    /// Shares queued and not burnt.
    pub fn queued(&self) -> u128 {
        self.pipeline.as_ref().map_or(0, |pipeline| {
            let waiting = pipeline.waiting.map_or(0, |waiting| waiting.unplaced.u128());
            pipeline.open.shares.u128() + waiting
        })
    }

    /// The hub's balance beyond buffer and claimable.
    pub fn unaccounted(&self) -> i128 {
        let owned = self.books.pool.buffer.u128() + self.owed.claimable.u128();
        self.coins as i128 - owned as i128
    }
}
