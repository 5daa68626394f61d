//! The books of a vault: what its depositors own, what it promised to services, what a slash takes.
//!
//! Deposits and exits move assets and shares together; a slash takes assets and *magnitude*, the
//! measure of promises, and leaves shares alone. Each service has a budget in magnitude, stored as
//! a level: what it may still take. Since budgets together are at most the vault's cap, all of them
//! can always be paid, whatever the weights add up to, and no service pays for another's slash.
//!
//! A state change first does what the clock decided since the last one ([`Books::advance`]), then
//! its own step. A deposit and an exit touch the [`Pool`] alone as long as [`Books::next_change`] has
//! not come.

mod advance;
mod bond;
mod breaker;
mod budget;
mod clock;
mod commitment;
mod delay;
mod deposit;
mod error;
mod exits;
mod limits;
mod pool;
mod power;
mod request;
mod slash;
mod snapshot;

use weir_quantities::{Magnitude, Seconds, Shares, DAY};

pub use advance::{Advanced, Changed, Refilled, Rules};
pub use bond::{Bond, BondExit};
pub use breaker::{Breaker, ExecutionWindow, LossHour};
pub use budget::{ceiling, headroom};
pub use clock::{Clock, Stop, Stops};
pub use commitment::{Announcement, Commitment, Party, Pending, Quarantine, Terms, Windows};
pub use delay::{ExitDelay, PendingDelay};
pub use deposit::DepositTerms;
pub use error::VaultError;
pub use exits::{bucket_for, matures_at, Bucket, SettledBucket};
pub use limits::Limits;
pub use pool::{Books, Pool};
pub use power::power;
pub use request::{asks_a_sixteenth_more, Request, Sighting};
pub use slash::{asked, base, loss, Demand, Slashed, Waterfall};
pub use snapshot::{prunable, row_before, PoolRow, ServiceRow};

/// Shares that nobody holds, so that the first depositor cannot set the price: a share has three
/// more decimals than an asset.
pub const VIRTUAL_SHARES: Shares = Shares::new(1_000);
/// The magnitude of a new vault.
pub const WHOLE: Magnitude = Magnitude::new(1_000_000_000_000_000_000);
/// Below this magnitude a vault takes no deposits and no commitments any more.
pub const CLOSES_BELOW: Magnitude = Magnitude::new(1_000_000_000);
/// Most commitments of a vault, announced ones counted.
pub const MAX_COMMITMENTS: usize = 16;
/// How long a tripped breaker holds a request up.
pub const REVIEW: Seconds = DAY.times(2);
/// Least time between two trips of the breaker.
pub const BETWEEN_TRIPS: Seconds = DAY.times(7);
/// How much a notice is longer than the exit delay.
pub const NOTICE_BEYOND_EXIT: Seconds = DAY.times(2);
/// How long the clock may stand still within [`STOP_WINDOW`].
pub const MAX_STOP: Seconds = DAY.times(14);
/// The window, by the wall clock, in which pauses are counted.
pub const STOP_WINDOW: Seconds = DAY.times(90);
/// Requests that one service may have open at one vault without asking for more than all others.
pub const MAX_OPEN_REQUESTS: usize = 8;
/// Exits of the operator's bond that may wait at a time.
pub const MAX_BOND_EXITS: usize = 8;
