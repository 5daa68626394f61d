//! What happens between transactions, which no transaction's answer shows.

use std::cell::RefCell;

use cosmwasm_std::{Addr, Coin, Decimal, Uint128};

/// Something that blocks or controls did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainEvent {
    /// A validator's own tokens were cut.
    Slashed {
        /// the validator
        validator: String,
        /// when the infraction was
        infraction_height: u64,
        /// the cut asked for
        fraction: Decimal,
        /// burnt from its tokens
        burnt: Uint128,
    },
    /// An unbonding entry was cut.
    UnbondingSlashed {
        /// whose entry
        delegator: Addr,
        /// on which validator
        validator: String,
        /// the entry
        id: u64,
        /// what it lost
        burnt: Uint128,
    },
    /// Stake that had been redelegated was cut where it is now.
    RedelegationSlashed {
        /// whose stake
        delegator: Addr,
        /// the slashed validator
        source: String,
        /// where the stake is now
        destination: String,
        /// from unbonding entries there
        from_unbonding: Uint128,
        /// from the delegation there
        from_delegation: Uint128,
    },
    /// A cut of redelegated stake failed, where a real chain would stop.
    RedelegationSlashFailed {
        /// whose stake
        delegator: Addr,
        /// where the stake is now
        destination: String,
        /// why
        reason: String,
    },
    /// A validator was jailed.
    Jailed {
        /// the validator
        validator: String,
    },
    /// A validator was unjailed.
    Unjailed {
        /// the validator
        validator: String,
    },
    /// A validator was tombstoned.
    Tombstoned {
        /// the validator
        validator: String,
    },
    /// A validator entered the set.
    Bonded {
        /// the validator
        validator: String,
    },
    /// A validator left the set.
    UnbondingBegan {
        /// the validator
        validator: String,
    },
    /// A validator has been out of the set for an unbonding period.
    Unbonded {
        /// the validator
        validator: String,
    },
    /// A validator without any delegation was forgotten.
    ValidatorRemoved {
        /// the validator
        validator: String,
    },
    /// An unbonding entry was paid.
    UnbondingPaid {
        /// who got the coins
        delegator: Addr,
        /// where they were staked
        validator: String,
        /// how many
        amount: Uint128,
    },
    /// A redelegation matured.
    RedelegationCompleted {
        /// whose stake
        delegator: Addr,
        /// from here
        source: String,
        /// to here
        destination: String,
    },
    /// Rewards were paid outside of a transaction.
    RewardsPaid {
        /// whose rewards
        delegator: Addr,
        /// of which validator
        validator: String,
        /// where they went
        to: Addr,
        /// how much
        coins: Vec<Coin>,
    },
    /// A block's own work failed, where a real chain would stop.
    BlockFailed {
        /// why
        reason: String,
    },
    /// Evidence that changed nothing.
    EvidenceIgnored {
        /// the validator
        validator: String,
        /// why
        reason: String,
    },
}

/// The events of all blocks so far.
#[derive(Default, Debug)]
pub(crate) struct EventLog(RefCell<Vec<ChainEvent>>);

impl EventLog {
    pub fn record(&self, event: ChainEvent) {
        self.0.borrow_mut().push(event);
    }

    pub fn all(&self) -> Vec<ChainEvent> {
        self.0.borrow().clone()
    }

    pub fn clear(&self) {
        self.0.borrow_mut().clear();
    }
}
