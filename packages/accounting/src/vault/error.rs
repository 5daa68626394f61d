//! Why a step of a vault's books cannot be taken.

use cosmwasm_std::Decimal;
use thiserror::Error;
use weir_quantities::{
    Assets, BucketId, GroupId, Magnitude, QuantityError, Seconds, ServiceId, Shares, Time,
    VaultTime,
};

/// Why a step of a vault's books cannot be taken.
#[derive(Error, Debug, PartialEq, Eq, Clone)]
pub enum VaultError {
    /// An amount left the range of 128 bits.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// Slashes left too little for another deposit or commitment.
    #[error("this generation of the vault is closed: {assets} assets behind {shares} shares, magnitude {magnitude}")]
    Closed {
        /// Assets behind the shares.
        assets: Assets,
        /// Shares in existence.
        shares: Shares,
        /// Magnitude left.
        magnitude: Magnitude,
    },
    /// Less than the smallest deposit.
    #[error("a deposit is at least {minimum} assets, this one is {assets}")]
    DepositTooSmall {
        /// What was deposited.
        assets: Assets,
        /// The smallest deposit.
        minimum: Assets,
    },
    /// The vault would hold more than its owner allows.
    #[error("the vault takes {room} assets more up to its cap of {cap}, this deposit is {assets}")]
    DepositCapReached {
        /// What was deposited.
        assets: Assets,
        /// What may still be deposited.
        room: Assets,
        /// The cap.
        cap: Assets,
    },
    /// The deposit gives fewer shares than the depositor, or the books, ask for.
    #[error("{assets} assets give {minted} shares, at least {least} were asked for")]
    TooFewShares {
        /// What was deposited.
        assets: Assets,
        /// What it is worth.
        minted: Shares,
        /// The least to be minted.
        least: Shares,
    },
    /// Open requests ask for more of the vault than the depositor accepts.
    #[error(
        "open slash requests ask for {pending} of the vault, the depositor accepts {accepted}"
    )]
    PendingSlashTooLarge {
        /// What open requests ask, as a share of the vault.
        pending: Decimal,
        /// What the depositor accepts.
        accepted: Decimal,
    },
    /// More shares than there are.
    #[error("{held} shares can be moved, {asked} were asked for")]
    TooManyShares {
        /// What is there.
        held: Shares,
        /// What was asked for.
        asked: Shares,
    },
    /// The exits of this bucket have matured.
    #[error("exits of bucket {bucket} matured at {matured_at} of the vault's clock, it is {now}")]
    Matured {
        /// The bucket.
        bucket: BucketId,
        /// When it matured.
        matured_at: VaultTime,
        /// The vault's clock.
        now: VaultTime,
    },
    /// The exits of this bucket have not matured.
    #[error("exits of bucket {bucket} mature at {matures_at} of the vault's clock, it is {now}")]
    NotMatured {
        /// The bucket.
        bucket: BucketId,
        /// When it matures.
        matures_at: VaultTime,
        /// The vault's clock.
        now: VaultTime,
    },
    /// A weight is more than nothing and at most the vault's magnitude.
    #[error("a weight is 1 to {magnitude}, not {weight}")]
    WeightOutOfRange {
        /// What was asked for.
        weight: Magnitude,
        /// The vault's magnitude.
        magnitude: Magnitude,
    },
    /// A service may take more than nothing and at most everything of its commitment.
    #[error("a service may take more than 0 and at most 1 of its commitment, not {max_slash}")]
    MaxSlashOutOfRange {
        /// What its terms say.
        max_slash: Decimal,
    },
    /// The weight is not above what the service has, and its terms are the same.
    #[error("service {service} has weight {current} at these terms, {weight} is no raise")]
    NoRaise {
        /// The service.
        service: ServiceId,
        /// What it has.
        current: Magnitude,
        /// What was announced.
        weight: Magnitude,
    },
    /// The weight is not below what the service has.
    #[error("service {service} has weight {current}, {target} is no lowering")]
    NoLowering {
        /// The service.
        service: ServiceId,
        /// What it has.
        current: Magnitude,
        /// What was asked for.
        target: Magnitude,
    },
    /// A lowering waits for its time.
    #[error("service {service} is being lowered until {effect_at} of the vault's clock")]
    LoweringPending {
        /// The service.
        service: ServiceId,
        /// When it is done.
        effect_at: VaultTime,
    },
    /// The service has slashed and not everybody has re-armed.
    #[error("service {service} is in quarantine after a slash until operator and service re-arm")]
    InQuarantine {
        /// The service.
        service: ServiceId,
    },
    /// The service is not in quarantine.
    #[error("service {service} is not in quarantine")]
    NotInQuarantine {
        /// The service.
        service: ServiceId,
    },
    /// The vault has promised this service nothing.
    #[error("the vault has no commitment to service {service}")]
    NoCommitment {
        /// The service.
        service: ServiceId,
    },
    /// The vault has as many commitments as it may.
    #[error("a vault has at most {limit} commitments")]
    TooManyCommitments {
        /// How many it may have.
        limit: usize,
    },
    /// Weights would add up to more than the leverage allows.
    #[error("weights would add up to {sum}, the leverage allows {allowed}")]
    LeverageExceeded {
        /// What they would add up to.
        sum: Magnitude,
        /// What is allowed.
        allowed: Magnitude,
    },
    /// What services may take would add up to more than the cap.
    #[error("what services may take would add up to {sum}, the cap allows {allowed}")]
    CapExceeded {
        /// What it would add up to.
        sum: Magnitude,
        /// What is allowed.
        allowed: Magnitude,
    },
    /// One service could take more than one may.
    #[error("service {service} could take {exposure}, one service may take {allowed}")]
    ServiceExceeded {
        /// The service.
        service: ServiceId,
        /// What it could take.
        exposure: Magnitude,
        /// What is allowed.
        allowed: Magnitude,
    },
    /// Services that fail together could take more than they may.
    #[error("services of group {group} could take {sum}, a group may take {allowed}")]
    GroupExceeded {
        /// The group.
        group: GroupId,
        /// What they could take.
        sum: Magnitude,
        /// What is allowed.
        allowed: Magnitude,
    },
    /// Exits would be through before an offence can be punished.
    #[error("an exit takes {delay}, it must take longer than the {longest} of service {service}")]
    ExitTooShort {
        /// The shortest exit delay, a pending one counted.
        delay: Seconds,
        /// What a slash of this service may take.
        longest: Seconds,
        /// The service.
        service: ServiceId,
    },
    /// The clock would stand still for longer than it may.
    #[error("the clock would stand still for {stopped} of the last 90 days, at most {allowed}")]
    StopTooLong {
        /// How long it would stand still.
        stopped: Seconds,
        /// How long it may.
        allowed: Seconds,
    },
    /// An offence lies in a past second.
    #[error("the offence is said to be at {infraction_time}, it is {now}: it must be in the past")]
    OffenceNotPast {
        /// When it is said to have been.
        infraction_time: Time,
        /// The time of the block.
        now: Time,
    },
    /// The evidence is older than the terms allow.
    #[error("the offence is {age} old by the vault's clock, evidence counts for {window}")]
    EvidenceTooOld {
        /// How old.
        age: Seconds,
        /// How old it may be.
        window: Seconds,
    },
    /// A fraction is more than nothing and at most what the terms of the time allow.
    #[error(
        "the terms of the time allow a fraction above 0 and at most {max_slash}, not {fraction}"
    )]
    FractionOutOfRange {
        /// What was asked for.
        fraction: Decimal,
        /// What the terms allow.
        max_slash: Decimal,
    },
    /// Nothing was slashable by the service at the time.
    #[error("service {service} had nothing slashable at {infraction_time}")]
    NothingSlashable {
        /// The service.
        service: ServiceId,
        /// The time of the offence.
        infraction_time: Time,
    },
    /// The time for it has not come.
    #[error("the slash can be applied from {from} of the vault's clock, it is {now}")]
    TooEarly {
        /// From when.
        from: VaultTime,
        /// The vault's clock.
        now: VaultTime,
    },
    /// The time for it is over.
    #[error("the slash could be applied until {until} of the vault's clock, it is {now}")]
    TooLate {
        /// Until when.
        until: VaultTime,
        /// The vault's clock.
        now: VaultTime,
    },
    /// More of the bond than is not queued.
    #[error("the active bond is {active}, {asked} were asked for")]
    BondTooSmall {
        /// What is there.
        active: Assets,
        /// What was asked for.
        asked: Assets,
    },
    /// As many exits of the bond wait as may.
    #[error("at most {limit} exits of the bond wait at a time")]
    TooManyBondExits {
        /// How many may wait.
        limit: usize,
    },
}
