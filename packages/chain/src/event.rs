//! What may happen on a chain beside transactions.

use cosmwasm_std::{Addr, Coin, Decimal};
use embedded_chain::{Fault, Params, Unreadable};

/// Something that happens to validators, to their records, or by governance. Validators are named
/// by operator address.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// An account gets coins from nowhere, or from somebody who has enough.
    Funded {
        /// Who gets them.
        account: Addr,
        /// What.
        coins: Vec<Coin>,
    },
    /// Somebody gives a validator rewards to share with its delegators.
    Rewarded {
        /// Whose.
        validator: String,
        /// Units of the staking coin.
        units: u128,
    },
    /// Governance puts other parameters into force.
    Governed(Box<Params>),
    /// A slash for an infraction at a height.
    Slashed {
        /// Whose.
        validator: String,
        /// When it was committed.
        height: u64,
        /// The cut.
        fraction: Decimal,
    },
    /// Evidence that a validator signed two blocks of a height: slashed, jailed, tombstoned.
    DoubleSigned {
        /// Who.
        validator: String,
        /// Which height.
        height: u64,
        /// The cut, if it shall not be the chain's parameter.
        fraction: Option<Decimal>,
    },
    /// A validator missed too many blocks: slashed a little and jailed.
    WentDown {
        /// Who.
        validator: String,
    },
    /// A validator is jailed without a slash.
    Jailed {
        /// Who.
        validator: String,
    },
    /// A validator is jailed for ever without a slash.
    Tombstoned {
        /// Who.
        validator: String,
    },
    /// A validator asks to be let out.
    Unjailed {
        /// Who.
        validator: String,
    },
    /// A validator asks for another commission.
    CommissionSet {
        /// Who.
        validator: String,
        /// The rate.
        rate: Decimal,
        /// Whether its own limits and the chain's are passed over.
        forced: bool,
    },
    /// An entry in unbonding is held past its completion, or let go.
    EntryHeld {
        /// Whose.
        delegator: Addr,
        /// With whom.
        validator: String,
        /// Which.
        id: u64,
        /// Held, or let go.
        held: bool,
    },
    /// Distribution records break, or are repaired.
    DistributionBroken {
        /// Whose.
        validator: String,
        /// How; not at all any more if there is nothing.
        fault: Option<Fault>,
    },
    /// Queries about a validator fail, or answer again.
    Unreadable {
        /// About whom.
        validator: String,
        /// Which; none any more if there is nothing.
        what: Option<Unreadable>,
    },
}

/// The kind of an [`Event`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// [`Event::Funded`]
    Funded,
    /// [`Event::Rewarded`]
    Rewarded,
    /// [`Event::Governed`]
    Governed,
    /// [`Event::Slashed`]
    Slashed,
    /// [`Event::DoubleSigned`]
    DoubleSigned,
    /// [`Event::WentDown`]
    WentDown,
    /// [`Event::Jailed`]
    Jailed,
    /// [`Event::Tombstoned`]
    Tombstoned,
    /// [`Event::Unjailed`]
    Unjailed,
    /// [`Event::CommissionSet`]
    CommissionSet,
    /// [`Event::EntryHeld`]
    EntryHeld,
    /// [`Event::DistributionBroken`]
    DistributionBroken,
    /// [`Event::Unreadable`]
    Unreadable,
}

impl Event {
    /// Its kind.
    pub const fn kind(&self) -> EventKind {
        match self {
            Self::Funded { .. } => EventKind::Funded,
            Self::Rewarded { .. } => EventKind::Rewarded,
            Self::Governed(_) => EventKind::Governed,
            Self::Slashed { .. } => EventKind::Slashed,
            Self::DoubleSigned { .. } => EventKind::DoubleSigned,
            Self::WentDown { .. } => EventKind::WentDown,
            Self::Jailed { .. } => EventKind::Jailed,
            Self::Tombstoned { .. } => EventKind::Tombstoned,
            Self::Unjailed { .. } => EventKind::Unjailed,
            Self::CommissionSet { .. } => EventKind::CommissionSet,
            Self::EntryHeld { .. } => EventKind::EntryHeld,
            Self::DistributionBroken { .. } => EventKind::DistributionBroken,
            Self::Unreadable { .. } => EventKind::Unreadable,
        }
    }
}
