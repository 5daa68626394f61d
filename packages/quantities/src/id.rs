//! Numbers that name things.

use weir_json::{json, Row};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[json]
        #[derive(Copy, Default, Eq, PartialOrd, Ord, Row)]
        pub struct $name(u64);

        impl $name {
            /// The id with this number.
            pub const fn new(number: u64) -> Self {
                Self(number)
            }

            /// The number.
            pub const fn u64(self) -> u64 {
                self.0
            }

            /// The id after this one.
            pub const fn next(self) -> Self {
                Self(self.0.saturating_add(1))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// Names a batch: a group of redemptions that are unbonded together. The first is 1.
    BatchId
}
id! {
    /// Names a part: what one batch undelegates from one validator in one call.
    PartId
}
id! {
    /// Names a service: who rents security from vaults. The first is 1.
    ServiceId
}
id! {
    /// Names an operator: who runs nodes for services and has vaults. The first is 1.
    OperatorId
}
id! {
    /// Names a version of a service's terms. The first is 1.
    TermsVersion
}
id! {
    /// Names a correlation group: services that are likely to fail together. The first is 1.
    GroupId
}
id! {
    /// Names a slash request. The first is 1.
    SlashId
}
id! {
    /// Names a bucket of exits by the day of the vault's clock on whose first second it matures.
    BucketId
}
