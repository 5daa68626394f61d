//! What the distributor refuses, and why.

use cosmwasm_std::{Decimal, StdError, Uint128};
use cw_ownable::OwnershipError;
use thiserror::Error;
use weir_accounting::rewards::RewardError;
use weir_contract::MigrationError;
use weir_json::Failure;
use weir_quantities::{Assets, QuantityError, ServiceId};

/// A broken rule of the distributor.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    /// Storage, JSON, an address or the chain's answer.
    #[error(transparent)]
    Std(#[from] StdError),
    /// The caller is not the owner, or no step of a change of ownership is open to him.
    #[error(transparent)]
    Ownership(#[from] OwnershipError),
    /// An amount beyond what can be counted.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// Coins were attached.
    #[error("the distributor takes no coins with its messages, {sent} was attached")]
    FundsRefused {
        /// The first coin attached.
        sent: String,
    },
    /// Only the hub creates its distributor.
    #[error("only the hub {expected} creates its distributor, not {actual}")]
    NotHub {
        /// The hub.
        expected: String,
        /// The caller.
        actual: String,
    },
    /// A message that the distributor sends only to itself.
    #[error("only the distributor {expected} sends itself this message, not {actual}")]
    NotItself {
        /// The distributor.
        expected: String,
        /// The caller.
        actual: String,
    },
    /// A caller names somebody else as keeper.
    #[error("only the hub names a keeper: {actual} was named by {caller}")]
    KeeperNamed {
        /// The caller.
        caller: String,
        /// Whom it named.
        actual: String,
    },
    /// Nothing has arrived.
    #[error("no {denom} has arrived since the last distribution")]
    NothingToDistribute {
        /// The staking coin.
        denom: String,
    },
    /// No credit.
    #[error("{address} is owed nothing")]
    NothingOwed {
        /// The caller.
        address: String,
    },
    /// A text that names no coin of the chain.
    #[error("{denom:?} names no coin: 3 to 128 letters, digits, '/', ':', '.', '_', '-', a letter first")]
    NoDenom {
        /// The text.
        denom: String,
    },
    /// The staking coin has no route: it is split.
    #[error("{denom} is the staking coin: it is distributed, not routed")]
    StakingCoin {
        /// The staking coin.
        denom: String,
    },
    /// A coin without a route.
    #[error("{denom} has no route; the owner may set one")]
    NoRoute {
        /// The coin.
        denom: String,
    },
    /// Nothing of a coin.
    #[error("there is no {denom} to route")]
    NothingToRoute {
        /// The coin.
        denom: String,
    },
    /// A rate of zero would let the adapter keep everything.
    #[error("the least rate of a swap must be above 0")]
    ZeroRate,
    /// So little of a coin that nothing need come back for it.
    #[error("{amount}{denom} at {min_rate} is less than one unit of the staking coin")]
    TooLittleToSwap {
        /// The coin.
        denom: String,
        /// How much of it there is.
        amount: Assets,
        /// The least rate of its route.
        min_rate: Decimal,
    },
    /// One swap at a time.
    #[error("{denom} is being swapped: no coin is routed within a swap")]
    SwapUnderWay {
        /// The coin that is being swapped.
        denom: String,
    },
    /// Proceeds without a swap.
    #[error("no swap is under way")]
    NoSwap,
    /// Proceeds from somebody else than the adapter.
    #[error("only the adapter {expected} brings what the swap under way got, not {actual}")]
    NotAdapter {
        /// The adapter.
        expected: String,
        /// The caller.
        actual: String,
    },
    /// Proceeds in another coin than the staking coin, in more than one, or none.
    #[error("proceeds are {denom} and nothing else")]
    NoProceeds {
        /// The staking coin.
        denom: String,
    },
    /// The adapter sent back too little.
    #[error("the swap of {denom} must bring {expected}, it brought {actual}")]
    SwapShort {
        /// The coin.
        denom: String,
        /// The least allowed.
        expected: Assets,
        /// What came.
        actual: Assets,
    },
    /// Harvest is paused: before a raise everything earned must be split at the old fee.
    #[error("harvest is paused: a raise of the fee can be announced only while it is open")]
    HarvestPaused,
    /// No raise waits.
    #[error("no raise of the fee was announced")]
    NoRaise,
    /// The notice is not over.
    #[error("the raise can come into force from {expected}, it is {actual}")]
    RaiseTooEarly {
        /// From when.
        expected: u64,
        /// Now.
        actual: u64,
    },
    /// A parameter outside its bounds.
    #[error("{parameter} must be from {min} to {max}, not {actual}")]
    OutOfBounds {
        /// Its name.
        parameter: &'static str,
        /// The least allowed.
        min: Decimal,
        /// The most allowed.
        max: Decimal,
        /// What was asked.
        actual: Decimal,
    },
    /// Too few or too many receivers.
    #[error("there must be 1 to {max} receivers, not {actual}")]
    ReceiverCount {
        /// The most allowed.
        max: usize,
        /// How many were named.
        actual: usize,
    },
    /// A receiver named twice.
    #[error("{address} is named twice among the receivers")]
    DuplicateReceiver {
        /// The receiver.
        address: String,
    },
    /// Coins sent to the distributor or the hub would come back as rewards and be split again.
    #[error("{address} is the distributor or the hub: what it got would be split again")]
    ReceiverRefused {
        /// The receiver.
        address: String,
    },
    /// No receiver has a weight.
    #[error("at least one receiver must have a weight above 0")]
    NoWeight,
    /// A label that is too long.
    #[error("a label has at most {max} bytes, this one has {actual}")]
    LabelTooLong {
        /// The most allowed.
        max: usize,
        /// How many it has.
        actual: usize,
    },
    /// A rule of streams.
    #[error(transparent)]
    Rewards(#[from] RewardError),
    /// A stream is funded in one coin.
    #[error("a stream is funded with one coin, attached or sent")]
    OneCoin,
    /// No registry says what is a vault.
    #[error("the service registry was not named yet")]
    NoServiceRegistry,
    /// The registry is named once.
    #[error("the service registry is {registry}, for ever")]
    RegistryNamed {
        /// The registry.
        registry: String,
    },
    /// A vault that is not one of the registry's.
    #[error("the registry {registry} made no vault {vault}")]
    UnknownVault {
        /// The registry.
        registry: String,
        /// What was named.
        vault: String,
    },
    /// The caller does not own the vault.
    #[error("the vault's owner is {expected}, not {actual}")]
    NotVaultOwner {
        /// The owner; empty for nobody.
        expected: String,
        /// The caller.
        actual: String,
    },
    /// The caller does not own the service.
    #[error("the owner of service {service} is {expected}, not {actual}")]
    NotServiceOwner {
        /// The service.
        service: ServiceId,
        /// The owner.
        expected: String,
        /// The caller.
        actual: String,
    },
    /// A service that the vault has promised nothing.
    #[error("the vault has no commitment to service {service}")]
    NoCommitment {
        /// The service.
        service: ServiceId,
    },
    /// A vault that services pay.
    #[error("the vault has {commitments} commitments: services fund its streams")]
    HasCommitments {
        /// How many.
        commitments: usize,
    },
    /// Not a listed funder.
    #[error("{actual} is not among the vault's listed funders")]
    NotFunder {
        /// The caller.
        actual: String,
    },
    /// A coin that the vault is not paid in.
    #[error("the vault is not paid in {coin}: its owner has not listed it")]
    UnknownCoin {
        /// The coin.
        coin: String,
    },
    /// A coin that is listed, or named twice.
    #[error("{coin} is there already")]
    CoinTwice {
        /// The coin.
        coin: String,
    },
    /// Too many funders, or one named twice.
    #[error("at most {max} funders, each once")]
    BadFunders {
        /// As many as may be.
        max: usize,
    },
    /// Less of a token has arrived than it says.
    #[error("{expected} {coin} should be here after this, the token says {actual}")]
    ArrivedShort {
        /// The token.
        coin: String,
        /// What should be here.
        expected: Uint128,
        /// What it says.
        actual: Uint128,
    },
    /// Somebody else's rewards go to him alone.
    #[error("only {owner} says where his rewards go, not {actual}")]
    NotHolder {
        /// Whose they are.
        owner: String,
        /// The caller.
        actual: String,
    },
    /// Nothing has been earned.
    #[error("{owner} has earned no whole unit that was not paid")]
    NothingEarned {
        /// Whose rewards.
        owner: String,
    },
    /// No such stream.
    #[error("there is no such stream into {vault}")]
    NoStream {
        /// The vault.
        vault: String,
    },
    /// A vault that says its holders earned more than was ever paid in.
    #[error("{asked} {coin} were asked for, {left} of what was funded are left")]
    MoreThanFunded {
        /// The coin.
        coin: String,
        /// What is left.
        left: Uint128,
        /// What was asked for.
        asked: Uint128,
    },
    /// It cannot be migrated to this code.
    #[error("{0}")]
    Migration(#[from] MigrationError),
}

impl From<Failure> for ContractError {
    fn from(error: Failure) -> Self {
        Self::Std(error.into())
    }
}
