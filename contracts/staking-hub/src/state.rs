//! What the hub stores. Keys are the constants' names in lower case; indexers read them.
//!
//! Rows are cut by who writes them: a bond rewrites [`POOL`] alone, a request [`PIPELINE`] and its
//! own row, a withdrawal [`OWED`] and its own row. Nothing that a user writes grows with users,
//! batches or validators.

use cosmwasm_std::{Addr, Decimal, Storage};

use weir_accounting::{Batch, Outflow, Owed, Peaks, Pipeline, Pool, Request, Round, Stake, Unread};
use weir_interface::hub::Scope;
use weir_interface::registry::Standing;
use weir_json::{Item, Map, Row};
use weir_quantities::{Assets, BatchId, Time};

use crate::parameters::{Announced, CrankParameters, UserParameters};

/// The other contracts and the coin. Written once, at birth.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Links {
    /// The staking coin.
    pub denom: String,
    /// Its decimal places.
    pub decimals: u8,
    /// The token.
    pub token: Addr,
    /// The registry.
    pub registry: Addr,
    /// The distributor.
    pub distributor: Addr,
}

/// Who may do what beside the owner.
#[derive(Clone, Debug, Default, PartialEq, Row)]
pub struct Roles {
    /// May pause for a limited time.
    pub guardian: Option<Addr>,
    /// May vote the hub's stake.
    pub voter: Option<Addr>,
}

/// What may close a user's action: small, since every action reads it.
#[derive(Clone, Debug, Default, PartialEq, Row)]
pub struct Gates {
    /// Closed scopes and until when.
    pub paused: Vec<(Scope, Time)>,
    /// Until when the breaker keeps bonding and instant redemption closed.
    pub breaker_until: Time,
    /// Rows of the ledger that cannot be read.
    pub unread: Vec<(u32, Unread)>,
}

/// What every user's action reads, in one row.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Access {
    /// What may close it.
    pub gates: Gates,
    /// Parameters that users' actions read.
    pub parameters: UserParameters,
    /// The staking coin, as in [`Links`].
    pub denom: String,
    /// The token, as in [`Links`].
    pub token: Addr,
}

/// What was paused, so that pauses stay within their limits.
#[derive(Clone, Debug, Default, PartialEq, Row)]
pub struct PauseBook {
    /// Until when the guardian may not pause a scope again.
    pub cooling: Vec<(Scope, Time)>,
    /// Pauses of scopes that exits need, whoever paused: from when, until when.
    pub exits: Vec<(Scope, Time, Time)>,
}

/// A validator in the roster: operator address, weight, standing.
#[derive(Clone, Debug, PartialEq)]
pub struct Seat(pub String, pub u64, pub Standing);

/// Every validator in ledger or targets, and the cap; in the order of the ledger. Stored shorter than
/// it is: every crank reads it all.
#[derive(Clone, Debug, PartialEq)]
pub struct Roster {
    /// At most this share of the stake with one validator.
    pub max_share: Decimal,
    /// The validators.
    pub seats: Vec<Seat>,
}

/// A part in unbonding.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Part {
    /// Its batch.
    pub batch: BatchId,
    /// Operator address.
    pub validator: String,
    /// What the chain granted.
    pub expected: Assets,
}

/// How a part is found: by completion, then id.
pub type PartKey = (u64, u64);

/// Stake moved into a validator that is not over.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Incoming {
    /// From this operator address.
    pub source: String,
    /// Into this one.
    pub destination: String,
    /// Until when.
    pub until: Time,
}

/// What the chain took so far of a batch that is placed in several parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Row)]
pub struct Progress {
    /// What it took.
    pub undelegated: Assets,
    /// What it granted for that.
    pub expected: Assets,
    /// In how many parts.
    pub parts: u32,
    /// When the last of them completes.
    pub completes_at: Time,
}

/// Settling: how far it is, and the round in progress.
#[derive(Clone, Debug, Default, PartialEq, Row)]
pub struct Settlement {
    /// Every part that completes until then is settled: its entry is free.
    pub through: Time,
    /// Parts marked and not all settled.
    pub round: Option<Round<PartKey>>,
}

/// Harvests: where the next one begins, and when the last one was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Row)]
pub struct HarvestState {
    /// First row of the ledger for the next call.
    pub cursor: u32,
    /// When the last one began at the first row.
    pub at: Time,
}

/// Stake moved in the day that began at `since`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Row)]
pub struct Moved {
    /// When the day began.
    pub since: Time,
    /// How much was moved in it.
    pub assets: Assets,
}

/// A slash seen by a sync.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct SlashRecord {
    /// Operator address.
    pub validator: String,
    /// The delegation before.
    pub before: Assets,
    /// The delegation after.
    pub after: Assets,
    /// When the sync saw it.
    pub seen_at: Time,
}

/// The other contracts and the coin.
pub const LINKS: Item<Links> = Item::new("links");
/// Guardian and voter.
pub const ROLES: Item<Roles> = Item::new("roles");
/// Parameters that only cranks, instant redemption and queries read.
pub const CRANK_PARAMETERS: Item<CrankParameters> = Item::new("crank_parameters");
/// Changes that wait.
pub const ANNOUNCED: Item<Vec<Announced>> = Item::new("announced");
/// What every user's action reads.
pub const ACCESS: Item<Access> = Item::new("access");
/// What was paused.
pub const PAUSE_BOOK: Item<PauseBook> = Item::new("pause_book");

/// Buffer and supply: rewritten by every bond.
pub const POOL: Item<Pool> = Item::new("pool");
/// The sum of the ledger, vesting, the last sync: rewritten by cranks.
pub const STAKE: Item<Stake> = Item::new("stake");
/// Claimable, in unbonding, missing.
pub const OWED: Item<Owed> = Item::new("owed");
/// What instant redemptions took lately.
pub const OUTFLOW: Item<Outflow> = Item::new("outflow");
/// The day's highest rates.
pub const PEAKS: Item<Peaks> = Item::new("peaks");

/// The validators. Rewritten when targets change.
pub const ROSTER: Item<Roster> = Item::new("roster");
/// What each delegation is worth, in the order of the roster, when many last changed.
pub const LEDGER: Item<Vec<Assets>> = Item::new("ledger");
/// What changed in the ledger since: place and worth. Few, or the ledger is written anew; absent
/// without any.
pub const LEDGER_CHANGES: Item<Vec<(u32, Assets)>> = Item::new("ledger_changes");
/// Completion times of unbonding entries, by operator address.
pub const ENTRIES: Map<&str, Vec<Time>> = Map::new("entries");
/// Moves that are not over.
pub const INCOMING: Item<Vec<Incoming>> = Item::new("incoming");
/// Validators left alone until then, since the chain refused something; rows stay for a day more.
pub const REFUSED: Item<Vec<(String, Time)>> = Item::new("refused");

/// Whether the chain refused something of this validator within the last day.
pub fn was_refused(refused: &[(String, Time)], validator: &str) -> bool {
    refused.iter().any(|(other, _)| other == validator)
}
/// Lost to slashes over all time, by operator address.
pub const LOSSES: Map<&str, Assets> = Map::new("losses");
/// How many slashes were seen.
pub const SLASH_COUNT: Item<u64> = Item::new("slash_count");
/// The last slashes, by number.
pub const SLASHES: Map<u64, SlashRecord> = Map::new("slashes");
/// One rate a day, by day since 1970.
pub const RATES: Map<u64, (Time, Decimal)> = Map::new("rates");

/// The batch that gathers and the one that waits.
pub const PIPELINE: Item<Pipeline> = Item::new("pipeline");
/// Batches from their first placement on.
pub const BATCHES: Map<u64, Batch> = Map::new("batches");
/// Requests, by owner and batch. Owners are bytes ([`weir_contract::address_key`]).
pub const REQUESTS: Map<(&[u8], u64), Request> = Map::new("requests");
/// Whose requests a batch has.
pub const REQUESTS__BATCH: Map<(u64, &[u8]), ()> = Map::new("requests__batch");

/// Takes a request away.
pub fn remove_request(storage: &mut dyn Storage, owner: &[u8], batch: u64) {
    REQUESTS.remove(storage, (owner, batch));
    REQUESTS__BATCH.remove(storage, (batch, owner));
}
/// Parts in unbonding, by completion.
pub const PARTS: Map<PartKey, Part> = Map::new("parts");
/// A batch on its way into unbonding; there only within one transaction, and only when it has more
/// than one part: what does not change meanwhile travels with the parts.
pub const SUBMISSION: Item<Progress> = Item::new("submission");
/// How far settling is.
pub const SETTLEMENT: Item<Settlement> = Item::new("settlement");
/// Batches that miss something, by the time of their last settled part.
pub const SHORTFALLS: Map<(u64, u64), ()> = Map::new("shortfalls");
/// Where the next harvest begins.
pub const HARVEST: Item<HarvestState> = Item::new("harvest");
/// Stake moved today.
pub const MOVED: Item<Moved> = Item::new("moved");
