//! Records of delegators: what they hold, what is on its way out, what is on its way over.

use cosmwasm_std::{Addr, StdResult, Timestamp, Uint128};

use crate::codec::{Reader, Writer};
use crate::dec::Dec;
use crate::dec_coins::DecCoins;

/// A delegation with the point from which its rewards are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Delegation {
    pub shares: Dec,
    pub starting_stake: Dec,
    pub starting_ratio: DecCoins,
    pub slashes_seen: u64,
}

impl Delegation {
    pub fn encode(&self) -> Vec<u8> {
        Writer::default()
            .dec(self.shares)
            .dec(self.starting_stake)
            .coins(&self.starting_ratio)
            .number(self.slashes_seen)
            .finish()
    }

    pub fn decode(bytes: &[u8]) -> StdResult<Self> {
        let mut r = Reader::new(bytes);
        Ok(Self {
            shares: r.dec()?,
            starting_stake: r.dec()?,
            starting_ratio: r.coins()?,
            slashes_seen: r.number()?,
        })
    }
}

/// A part of an unbonding or a redelegation, with its own completion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// unique on the chain
    pub id: u64,
    /// the block it was made in; slashes of older infractions do not touch it
    pub creation_height: u64,
    /// when it completes, at the end of the first block not earlier
    pub completes_at: Timestamp,
    /// what it was made with; slashes are computed from it
    pub initial_balance: Uint128,
    /// what is still in it; of a redelegation, the same as the initial balance
    pub balance: Uint128,
    /// of a redelegation, the shares created at the destination
    pub shares_dst: Dec,
    /// how often it is held past its completion
    pub holds: u64,
}

impl Entry {
    /// Whether its time has come, or no longer is.
    pub fn is_mature(&self, now: Timestamp) -> bool {
        self.completes_at <= now
    }

    /// Whether something outside the staking module keeps it.
    pub fn is_held(&self) -> bool {
        self.holds > 0
    }

    /// Whether a slash of this infraction can cut it.
    pub(crate) fn is_slashable(&self, infraction_height: u64, now: Timestamp) -> bool {
        self.creation_height >= infraction_height && (!self.is_mature(now) || self.is_held())
    }

    /// Whether it leaves at the end of a block of this time.
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        self.is_mature(now) && !self.is_held()
    }
}

pub(crate) fn encode_entries(entries: &[Entry]) -> Vec<u8> {
    entries
        .iter()
        .fold(Writer::default(), |w, e| {
            w.number(e.id)
                .number(e.creation_height)
                .number(e.completes_at.nanos())
                .amount(e.initial_balance)
                .amount(e.balance)
                .dec(e.shares_dst)
                .number(e.holds)
        })
        .finish()
}

pub(crate) fn decode_entries(bytes: &[u8]) -> StdResult<Vec<Entry>> {
    let mut r = Reader::new(bytes);
    let mut entries = Vec::new();
    while !r.is_done() {
        entries.push(Entry {
            id: r.number()?,
            creation_height: r.number()?,
            completes_at: Timestamp::from_nanos(r.number()?),
            initial_balance: r.amount()?,
            balance: r.amount()?,
            shares_dst: r.dec()?,
            holds: r.number()?,
        });
    }
    Ok(entries)
}

/// One entry of an undelegation, as the inspection of the chain shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnbondingEntry {
    /// who gets the coins
    pub delegator: Addr,
    /// where they were staked
    pub validator: String,
    /// the entry
    pub entry: Entry,
}

/// One entry of a redelegation, as the inspection of the chain shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedelegationEntry {
    /// whose stake moved
    pub delegator: Addr,
    /// from here
    pub source: String,
    /// to here
    pub destination: String,
    /// the entry
    pub entry: Entry,
}
