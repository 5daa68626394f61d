//! What the keeper tells.

use std::fmt;

use serde::Serialize;

use super::Crank;

/// Somebody who is told.
pub trait Reporter {
    /// Hears of an event.
    fn report(&mut self, event: &Event);
}

/// How grave an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// As it should be.
    Info,
    /// Somebody should look if it stays so.
    Warn,
    /// Somebody should look.
    Error,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The keeper began.
    Started {
        /// The chain.
        chain: String,
        /// The hub.
        hub: String,
        /// The service registry whose vaults are kept, where there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        services: Option<String>,
        /// Who sends the transactions.
        keeper: String,
    },
    /// A crank went through.
    Done {
        /// Which.
        crank: Crank,
        /// The transaction.
        hash: String,
        /// Its block.
        height: u64,
        /// Gas it used.
        gas_used: u64,
        /// What was paid, in units of the fee's coin.
        fee: u128,
        /// Validators or listeners that were left out.
        skip: Vec<String>,
    },
    /// A crank was refused since it is not due any more: somebody else did it.
    DoneByOthers {
        /// Which.
        crank: Crank,
    },
    /// A crank failed, and is tried again later.
    Failed {
        /// Which.
        crank: Crank,
        /// Why.
        why: String,
        /// How often in a row.
        failures: u32,
        /// Seconds until it is tried again.
        retry_in: u64,
    },
    /// Validators were found that break the chain's modules: they are left out.
    Skipping {
        /// Which.
        validators: Vec<String>,
        /// What they break.
        crank: Crank,
    },
    /// An execution goes through only without these listeners: they are left out.
    SkippingListeners {
        /// Which.
        listeners: Vec<String>,
        /// What they break.
        crank: Crank,
    },
    /// A listener failed too often to be told again.
    LeftAlone {
        /// What is not tried any more.
        crank: Crank,
        /// How often it failed.
        failures: u32,
    },
    /// A crank would cost more than may be paid today.
    TooDear {
        /// Which.
        crank: Crank,
        /// What it would cost.
        fee: u128,
        /// What was paid in the last 24 hours.
        paid: u128,
        /// Seconds until it fits; nothing when it never does.
        fits_in: Option<u64>,
    },
    /// A crank that this program does not know: it is older than the contracts.
    UnknownCrank {
        /// Which.
        crank: Crank,
    },
    /// A contract does not answer.
    Silent {
        /// Which.
        contract: String,
        /// Why.
        why: String,
    },
    /// A round ended.
    Round {
        /// The block it began at.
        height: u64,
        /// That block's time.
        block_time: u64,
        /// Cranks done.
        done: usize,
        /// Cranks that failed, now or before, and did not go through since.
        failing: Vec<String>,
        /// When the next one is ready, as far as time decides.
        next_at: Option<u64>,
    },
    /// The node does not answer, and is asked again later.
    NodeAway {
        /// Why.
        why: String,
        /// Seconds until it is asked again.
        retry_in: u64,
    },
    /// It answers again.
    NodeBack,
    /// The keeper cannot go on.
    GaveUp {
        /// Why.
        why: String,
    },
    /// The keeper was asked to end, and has.
    Stopped,
}

impl Event {
    /// How grave it is.
    pub const fn level(&self) -> Level {
        match self {
            Self::Started { .. }
            | Self::Done { .. }
            | Self::DoneByOthers { .. }
            | Self::Round { .. }
            | Self::NodeBack
            | Self::Stopped => Level::Info,
            Self::Failed { .. }
            | Self::Skipping { .. }
            | Self::SkippingListeners { .. }
            | Self::LeftAlone { .. }
            | Self::NodeAway { .. }
            | Self::UnknownCrank { .. }
            | Self::TooDear { .. } => Level::Warn,
            Self::Silent { .. } | Self::GaveUp { .. } => Level::Error,
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Started { chain, hub, services, keeper } => {
                write!(f, "keeps {hub}")?;
                if let Some(services) = services {
                    write!(f, " and the vaults of {services}")?;
                }
                write!(f, " on {chain} as {keeper}")
            }
            Self::Done { crank, hash, height, gas_used, fee, skip } => {
                write!(f, "{crank} in block {height} ({hash}), {gas_used} gas, fee {fee}")?;
                if !skip.is_empty() {
                    write!(f, ", without {}", skip.join(", "))?;
                }
                Ok(())
            }
            Self::DoneByOthers { crank } => write!(f, "{crank} is not due any more"),
            Self::Failed { crank, why, failures, retry_in } => {
                write!(f, "{crank} failed ({failures} in a row), again in {retry_in} s: {why}")
            }
            Self::Skipping { validators, crank } => {
                write!(f, "{} breaks {crank} and is left out", validators.join(", "))
            }
            Self::SkippingListeners { listeners, crank } => {
                write!(f, "{} breaks {crank} and is left out", listeners.join(", "))
            }
            Self::LeftAlone { crank, failures } => {
                write!(f, "{crank} failed {failures} times and is left alone")
            }
            Self::TooDear { crank, fee, paid, fits_in } => {
                write!(f, "{crank} would cost {fee}, {paid} were paid today; ")?;
                match fits_in {
                    Some(seconds) => write!(f, "it fits in {seconds} s"),
                    None => f.write_str("it is more than may be paid in a day"),
                }
            }
            Self::UnknownCrank { crank } => {
                write!(f, "{crank} is unknown to this version; a newer one is needed")
            }
            Self::Silent { contract, why } => write!(f, "the {contract} does not answer: {why}"),
            Self::Round { height, done, failing, .. } => {
                write!(f, "round at block {height}: {done} done")?;
                if !failing.is_empty() {
                    write!(f, ", failing: {}", failing.join(", "))?;
                }
                Ok(())
            }
            Self::NodeAway { why, retry_in } => write!(f, "again in {retry_in} s: {why}"),
            Self::NodeBack => f.write_str("the node answers again"),
            Self::GaveUp { why } => f.write_str(why),
            Self::Stopped => f.write_str("stopped"),
        }
    }
}
