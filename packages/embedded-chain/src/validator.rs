//! A validator's record, and the exchange between its tokens and its shares.

use cosmwasm_std::{Decimal, StdResult, Timestamp, Uint128, Uint256};

use crate::codec::{Reader, Writer};
use crate::dec::{difference, sum, Dec};
use crate::dec_coins::DecCoins;
use crate::error::{go_panic, ChainError};

/// Where a validator stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// out of the set for a whole unbonding period
    #[default]
    Unbonded,
    /// left the set, its unbonding period runs
    Unbonding,
    /// in the set
    Bonded,
}

/// What a validator keeps of its delegators' rewards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Commission {
    /// the rate now
    pub rate: Decimal,
    /// the rate it can never exceed
    pub max_rate: Decimal,
    /// how much it can rise in one change
    pub max_change_rate: Decimal,
    /// when it last changed
    pub updated_at: Timestamp,
}

impl Commission {
    /// The SDK's rule for a new rate: once a day, up to the maximum, by one step at most.
    pub(crate) fn check(&self, rate: Decimal, now: Timestamp) -> Result<(), ChainError> {
        const DAY: u64 = 24 * 60 * 60;
        if now.seconds().saturating_sub(self.updated_at.seconds()) < DAY {
            return Err(ChainError::CommissionUpdateTime);
        }
        if rate > self.max_rate {
            return Err(ChainError::CommissionAboveMaxRate);
        }
        if rate.saturating_sub(self.rate) > self.max_change_rate {
            return Err(ChainError::CommissionAboveMaxChangeRate);
        }
        Ok(())
    }
}

/// How a validator's distribution records fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Every withdrawal, and so every action on it, answers an error.
    Error,
    /// Every withdrawal, every action and the `Delegation` query panics and ends the transaction.
    Panic,
}

/// Which queries about a validator fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Its record is missing: `Delegation` on it, all of `AllDelegations`, and every action fail.
    RecordMissing,
    /// `Delegation` on it and all of `AllDelegations` fail; actions work.
    DelegationQueries,
    /// Only `Delegation` on it fails.
    DelegationQuery,
}

/// A validator as the staking and slashing modules know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validator {
    /// operator address
    pub operator: String,
    /// the operator's own account, whose delegation is the self-delegation
    pub account: String,
    /// all that is delegated to it, in base units
    pub tokens: Uint128,
    /// all shares of its delegators
    pub shares: Dec,
    /// its commission
    pub commission: Commission,
    /// bonded, unbonding or unbonded
    pub status: Status,
    /// kept out of the set
    pub jailed: bool,
    /// never to return
    pub tombstoned: bool,
    /// when its own unbonding completes
    pub unbonding_at: Timestamp,
    /// when its own unbonding began
    pub unbonding_height: u64,
    /// before this it cannot be unjailed
    pub jailed_until: Timestamp,
    /// blocks of the window it missed
    pub missed_blocks: u64,
    /// the block at whose end it joined the set last; 0 for longer than any window
    pub signs_since: u64,
    /// the injected fault of its distribution records
    pub fault: Option<Fault>,
    /// the injected fault of its queries
    pub unreadable: Option<Unreadable>,
    pub(crate) reward_index: Uint256,
    /// its power in the set that votes now; 0 if it is not in it
    pub(crate) voting_power: u128,
    /// the power that consensus was told last
    pub(crate) told_power: u128,
    /// its votes that were counted, given or missed, up to the block `counted_at`
    pub(crate) counted: u64,
    pub(crate) counted_at: u64,
    /// how far it was given its part of the rewards that are shared by votes
    pub(crate) shared: SharedUpTo,
}

/// A place in the list of rewards shared by votes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SharedUpTo {
    /// the run of blocks alike
    pub run: u64,
    /// blocks of it
    pub blocks: u64,
}

impl Validator {
    /// Whether it is in the set.
    pub fn is_bonded(&self) -> bool {
        self.status == Status::Bonded
    }

    /// Whether its votes are counted: it is in the set that votes, and not jailed.
    pub(crate) fn is_counted(&self) -> bool {
        self.voting_power > 0 && !self.jailed
    }

    /// `IndexOffset` after the block of this height began.
    pub(crate) fn votes_until(&self, height: u64) -> u64 {
        let since = match self.is_counted() {
            true => height.saturating_sub(self.counted_at),
            false => 0,
        };
        self.counted.saturating_add(since)
    }

    /// Notes the votes up to a block, before what they are counted by changes.
    pub(crate) fn note_votes(&mut self, height: u64) {
        self.counted = self.votes_until(height);
        self.counted_at = self.counted_at.max(height);
    }

    /// `InvalidExRate`: shares, but no tokens.
    pub fn has_no_rate(&self) -> bool {
        self.tokens.is_zero() && !self.shares.is_zero()
    }

    /// `TokensFromShares`, which rounds half to even.
    pub fn tokens_from_shares(&self, shares: Dec) -> Dec {
        if self.shares.is_zero() {
            return Dec::ZERO;
        }
        shares.mul_int_quo(self.tokens, self.shares)
    }

    /// `TokensFromSharesTruncated`
    pub fn tokens_from_shares_truncated(&self, shares: Dec) -> Dec {
        if self.shares.is_zero() {
            return Dec::ZERO;
        }
        shares.mul_int_quo_truncate(self.tokens, self.shares)
    }

    /// `SharesFromTokens`; the SDK's truncated variant gives the same number.
    pub fn shares_from_tokens(&self, amount: Uint128) -> Result<Dec, ChainError> {
        if self.tokens.is_zero() {
            return Err(ChainError::InsufficientShares);
        }
        Ok(self.shares.mul_int_quo_int(amount, self.tokens))
    }

    /// Whether the operator's own shares are worth less than the least a validator may have of its
    /// own: a unit, as in every genesis.
    pub(crate) fn is_below_min_self_delegation(&self, own: Dec) -> bool {
        self.tokens_from_shares(own).truncate_int().is_zero()
    }

    /// Units of consensus power.
    pub fn power(&self, power_reduction: Uint128) -> u128 {
        self.tokens.u128().checked_div(power_reduction.u128()).unwrap_or_default()
    }

    pub(crate) fn add_tokens(&mut self, amount: Uint128) -> Result<Dec, ChainError> {
        let issued = if self.shares.is_zero() {
            Dec::from_int(amount)
        } else {
            self.shares_from_tokens(amount)?
        };
        self.tokens = sum(self.tokens, amount);
        self.shares = self.shares.plus(issued);
        Ok(issued)
    }

    /// `RemoveDelShares`: the last shares get any trimmings, all others leave the excess behind.
    pub(crate) fn remove_shares(&mut self, shares: Dec) -> Uint128 {
        let rest = self.shares.minus(shares);
        let issued = if rest.is_zero() {
            self.tokens
        } else {
            self.tokens_from_shares(shares).truncate_int()
        };
        if issued > self.tokens {
            go_panic("attempting to remove more tokens than available in validator");
        }
        self.tokens = difference(self.tokens, issued);
        self.shares = rest;
        issued
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let fault = match self.fault {
            None => 0,
            Some(Fault::Error) => 1,
            Some(Fault::Panic) => 2,
        };
        let unreadable = match self.unreadable {
            None => 0,
            Some(Unreadable::RecordMissing) => 1,
            Some(Unreadable::DelegationQueries) => 2,
            Some(Unreadable::DelegationQuery) => 3,
        };
        let status = match self.status {
            Status::Unbonded => 0,
            Status::Unbonding => 1,
            Status::Bonded => 2,
        };
        Writer::default()
            .text(&self.account)
            .amount(self.tokens)
            .dec(self.shares)
            .amount(self.commission.rate.atomics())
            .amount(self.commission.max_rate.atomics())
            .amount(self.commission.max_change_rate.atomics())
            .number(self.commission.updated_at.nanos())
            .byte(status)
            .flag(self.jailed)
            .flag(self.tombstoned)
            .number(self.unbonding_at.nanos())
            .number(self.unbonding_height)
            .number(self.jailed_until.nanos())
            .number(self.missed_blocks)
            .number(self.signs_since)
            .byte(fault)
            .byte(unreadable)
            .wide(self.reward_index)
            .amount(self.voting_power.into())
            .amount(self.told_power.into())
            .number(self.counted)
            .number(self.counted_at)
            .number(self.shared.run)
            .number(self.shared.blocks)
            .finish()
    }

    pub(crate) fn decode(operator: &str, bytes: &[u8]) -> StdResult<Self> {
        let mut r = Reader::new(bytes);
        Ok(Self {
            operator: operator.to_string(),
            account: r.text()?,
            tokens: r.amount()?,
            shares: r.dec()?,
            commission: Commission {
                rate: Decimal::new(r.amount()?),
                max_rate: Decimal::new(r.amount()?),
                max_change_rate: Decimal::new(r.amount()?),
                updated_at: Timestamp::from_nanos(r.number()?),
            },
            status: match r.byte()? {
                0 => Status::Unbonded,
                1 => Status::Unbonding,
                _ => Status::Bonded,
            },
            jailed: r.flag()?,
            tombstoned: r.flag()?,
            unbonding_at: Timestamp::from_nanos(r.number()?),
            unbonding_height: r.number()?,
            jailed_until: Timestamp::from_nanos(r.number()?),
            missed_blocks: r.number()?,
            signs_since: r.number()?,
            fault: match r.byte()? {
                0 => None,
                1 => Some(Fault::Error),
                _ => Some(Fault::Panic),
            },
            unreadable: match r.byte()? {
                0 => None,
                1 => Some(Unreadable::RecordMissing),
                2 => Some(Unreadable::DelegationQueries),
                _ => Some(Unreadable::DelegationQuery),
            },
            reward_index: r.wide()?,
            voting_power: r.amount()?.u128(),
            told_power: r.amount()?.u128(),
            counted: r.number()?,
            counted_at: r.number()?,
            shared: SharedUpTo { run: r.number()?, blocks: r.number()? },
        })
    }
}

/// A validator's records in the distribution module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ValidatorRewards {
    /// of the period that runs
    pub current: DecCoins,
    /// rewards of one token since ever, of all periods closed
    pub ratio: DecCoins,
    /// all that is owed to delegators and operator
    pub outstanding: DecCoins,
    /// of it, what is owed to the operator
    pub commission: DecCoins,
    /// how many slashes were recorded
    pub slashes: u64,
}

impl ValidatorRewards {
    pub fn encode(&self) -> Vec<u8> {
        Writer::default()
            .coins(&self.current)
            .coins(&self.ratio)
            .coins(&self.outstanding)
            .coins(&self.commission)
            .number(self.slashes)
            .finish()
    }

    pub fn decode(bytes: &[u8]) -> StdResult<Self> {
        let mut r = Reader::new(bytes);
        Ok(Self {
            current: r.coins()?,
            ratio: r.coins()?,
            outstanding: r.coins()?,
            commission: r.coins()?,
            slashes: r.number()?,
        })
    }
}

/// One slash, as the rewards of delegations older than it need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SlashRecord {
    pub ratio: DecCoins,
    pub fraction: Dec,
}

impl SlashRecord {
    pub fn encode(&self) -> Vec<u8> {
        Writer::default().coins(&self.ratio).dec(self.fraction).finish()
    }

    pub fn decode(bytes: &[u8]) -> StdResult<Self> {
        let mut r = Reader::new(bytes);
        Ok(Self { ratio: r.coins()?, fraction: r.dec()? })
    }
}
