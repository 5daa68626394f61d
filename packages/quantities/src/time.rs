//! Moments and lengths of time, in whole seconds.

use weir_json::{json, Row};

/// A length of time in seconds.
#[json]
#[derive(Copy, Default, Eq, PartialOrd, Ord, Row)]
pub struct Seconds(u64);

/// One minute.
pub const MINUTE: Seconds = Seconds(60);
/// One hour.
pub const HOUR: Seconds = Seconds(3_600);
/// One day.
pub const DAY: Seconds = Seconds(86_400);

impl Seconds {
    /// No time.
    pub const ZERO: Self = Self(0);

    /// This many seconds.
    pub const fn new(seconds: u64) -> Self {
        Self(seconds)
    }

    /// The number of seconds.
    pub const fn u64(self) -> u64 {
        self.0
    }

    /// Both lengths, at most what 64 bits hold.
    pub const fn plus(self, more: Self) -> Self {
        Self(self.0.saturating_add(more.0))
    }

    /// What is left of it without `less`; no time when that is longer.
    pub const fn minus_or_zero(self, less: Self) -> Self {
        Self(self.0.saturating_sub(less.0))
    }

    /// This many times as long, at most what 64 bits hold.
    pub const fn times(self, factor: u64) -> Self {
        Self(self.0.saturating_mul(factor))
    }
}

impl std::fmt::Display for Seconds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} s", self.0)
    }
}

macro_rules! moment {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[json]
        #[derive(Copy, Default, Eq, PartialOrd, Ord, Row)]
        pub struct $name(u64);

        impl $name {
            /// The moment before every other.
            pub const ZERO: Self = Self(0);

            /// The moment this many seconds after the first.
            pub const fn new(seconds: u64) -> Self {
                Self(seconds)
            }

            /// Seconds since the first moment.
            pub const fn u64(self) -> u64 {
                self.0
            }

            /// The moment `length` later, at most the last one there is.
            pub const fn after(self, length: Seconds) -> Self {
                Self(self.0.saturating_add(length.0))
            }

            /// The moment `length` earlier, at least the first one there is.
            pub const fn before(self, length: Seconds) -> Self {
                Self(self.0.saturating_sub(length.0))
            }

            /// How long it is since `earlier`; no time when that is not earlier.
            pub const fn since(self, earlier: Self) -> Seconds {
                Seconds(self.0.saturating_sub(earlier.0))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

moment! {
    /// A moment: seconds since 1970-01-01 00:00 UTC, as in a block's header.
    Time
}
moment! {
    /// A moment of a vault's own clock, which stands still while slashes are paused. It began at
    /// the time of the vault's first block and has fallen behind it by every pause since.
    VaultTime
}

impl From<cosmwasm_std::Timestamp> for Time {
    fn from(timestamp: cosmwasm_std::Timestamp) -> Self {
        Self(timestamp.seconds())
    }
}
