//! The validator registry: which validators may be given stake, how much, and why.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Addr, CosmosMsg, Decimal, QuerierWrapper, WasmMsg};

use crate::event::events;
use weir_json::{json, query_smart, to_binary, Failure, Row};

/// How a validator stands with the registry.
#[json]
#[derive(Copy, Eq, Row)]
pub enum Standing {
    /// Gets new stake up to its weight and the cap.
    Active,
    /// Absent from the bonded set; gets nothing, keeps what it has.
    Inactive,
    /// On its way out; gets nothing, redemptions and moves take from it first.
    Draining,
}

impl std::fmt::Display for Standing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Draining => "draining",
        })
    }
}

/// A validator and its weight among the others.
#[json]
#[derive(Eq)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// Operator address.
    pub validator: String,
    /// Its weight; what counts is its share of the total.
    pub weight: u64,
}

/// What the hub is told of one validator.
#[json]
#[derive(Eq)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Operator address.
    pub validator: String,
    /// Its weight; 0 unless it is active.
    pub weight: u64,
    /// How it stands.
    pub standing: Standing,
}

/// Creates the registry. Sent by the hub at its birth; the registry's first act is to send the
/// hub its targets.
#[json]
#[serde(deny_unknown_fields)]
pub struct InstantiateMsg {
    /// Who governs it: a DAO.
    pub owner: String,
    /// May set weights beside the owner: a gauge's executor.
    pub gauge: Option<String>,
    /// The hub it serves.
    pub hub: String,
    /// The first validators.
    pub validators: Vec<Weight>,
    /// The chain's unbonding period in seconds; the hub sends its own.
    pub unbonding_period: u64,
    /// Parameters other than the defaults.
    pub parameters: Option<ParameterChanges>,
}

/// Parameters to change; what is left out stays.
#[json]
#[derive(Default, Row)]
#[serde(deny_unknown_fields)]
pub struct ParameterChanges {
    /// How far the weights may move a day, as a share of their total. 0.01 to 1; default 0.25.
    pub daily_weight_change: Option<Decimal>,
    /// At most this share of the stake with one validator. 1 ÷ active validators to 1; default 0.2.
    pub max_share: Option<Decimal>,
    /// Seconds of absence after which a validator is drained. One hour (or unbonding period ÷ 20,
    /// where that is shorter) to 14 days; default 3 days.
    pub drain_after: Option<u64>,
    /// Highest commission a validator may take. 0 to 1; default 0.2.
    pub commission_limit: Option<Decimal>,
    /// Whether weights are multiplied by the validators' scores. Default off.
    pub weigh_by_score: Option<bool>,
}

/// What the registry does.
#[json]
#[serde(deny_unknown_fields)]
pub enum ExecuteMsg {
    /// Sets the weights of active validators; those left out keep theirs. Caller: owner or gauge.
    /// Fails when one is unknown or named twice, the total would be zero, one would be above
    /// `max_share`, or the change of the day would be more than `daily_weight_change`.
    SetWeights {
        /// The new weights.
        weights: Vec<Weight>,
    },
    /// Adds a validator. Caller: owner. Fails when it is known already or no validator of the
    /// chain, takes more commission than the limit, or there would be too many. The weight counts
    /// towards the change of the day.
    AddValidator {
        /// Operator address.
        validator: String,
        /// Its weight.
        weight: u64,
    },
    /// Drains a validator: no new stake, and what it has is taken first. Caller: owner; anyone
    /// when it has been absent, or its commission above the limit, for `drain_after`. Without
    /// such a reason it counts towards the change of the day, but for one that is not in the bonded
    /// set now, and fails for the last active one.
    DrainValidator {
        /// Operator address.
        validator: String,
    },
    /// Takes a draining validator back. Caller: owner. Fails while the reason for the draining lasts.
    RestoreValidator {
        /// Operator address.
        validator: String,
        /// Its weight.
        weight: u64,
    },
    /// Removes a draining validator. Caller: anyone. Fails while the hub has more than dust with
    /// it, an unsettled part, or a move that is not over.
    RemoveValidator {
        /// Operator address.
        validator: String,
    },
    /// Reads the bonded set once, updates standings and commissions, puts announced changes of
    /// parameters into force whose time has come, and tells the hub of changes. Caller: anyone. Fails when the last refresh was in this very block.
    Refresh {},
    /// Sends the hub the targets again. Caller: anyone.
    PushTargets {},
    /// Changes parameters. Caller: owner. Seven days later, with the first refresh from then on, takes
    /// effect: a higher `daily_weight_change` or `max_share`, a shorter `drain_after`, any change of
    /// `commission_limit`. Naming one of them again replaces what is announced of it.
    UpdateConfig {
        /// The changes.
        parameters: ParameterChanges,
    },
    /// Names the gauge's executor, or nobody. Caller: owner.
    SetGauge {
        /// Who may set weights beside the owner.
        gauge: Option<String>,
    },
    /// Moves the ownership, in two steps. Caller: owner, then the new owner.
    UpdateOwnership(cw_ownable::Action),
}

/// What can be asked of the registry.
#[json]
#[derive(QueryResponses)]
#[serde(deny_unknown_fields)]
pub enum QueryMsg {
    /// Links and parameters, with bounds.
    #[returns(ConfigResponse)]
    Config {},
    /// Owner and pending owner.
    #[returns(cw_ownable::Ownership<String>)]
    Ownership {},
    /// The record of one validator.
    #[returns(ValidatorRecord)]
    Validator {
        /// Operator address.
        validator: String,
    },
    /// The records of all, by operator address.
    #[returns(Vec<ValidatorRecord>)]
    Validators {
        /// Begin after this operator address.
        start_after: Option<String>,
        /// At most this many; 30 if left out, at most 128.
        limit: Option<u32>,
    },
    /// What the hub is told.
    #[returns(TargetsResponse)]
    Targets {},
    /// From and to which validators stake may be moved now, judged against the bonded set of this
    /// very block. The hub asks before a rebalance.
    #[returns(Vec<MoveRight>)]
    MoveRights {},
    /// Cranks and when each is ready.
    #[returns(Vec<crate::hub::Crank>)]
    Cranks {},
    /// Gauge adapter: every active validator.
    #[returns(AllOptionsResponse)]
    AllOptions {},
    /// Gauge adapter: whether an option is an active validator.
    #[returns(CheckOptionResponse)]
    CheckOption {
        /// Operator address.
        option: String,
    },
    /// Gauge adapter: the messages that carry out a selection.
    #[returns(SampleGaugeMsgsResponse)]
    SampleGaugeMsgs {
        /// Options with their shares of the vote; they add up to 1 within rounding.
        selected: Vec<(String, Decimal)>,
    },
}

/// Links and parameters.
#[json]
pub struct ConfigResponse {
    /// Who governs.
    pub owner: Option<String>,
    /// May set weights beside the owner.
    pub gauge: Option<String>,
    /// The hub.
    pub hub: String,
    /// Every parameter with its bounds.
    pub parameters: Vec<crate::hub::Parameter>,
}

/// What the registry knows of one validator.
#[json]
pub struct ValidatorRecord {
    /// Operator address.
    pub validator: String,
    /// How it stands.
    pub standing: Standing,
    /// Its weight; kept while it is inactive.
    pub weight: u64,
    /// Its share of the total weight of active validators.
    pub share: Decimal,
    /// Assets that the hub lost with it to slashes, over all time.
    pub losses: weir_quantities::Assets,
    /// Commission at the last refresh.
    pub commission: Decimal,
    /// The highest commission seen.
    pub highest_commission: Decimal,
    /// Since when it is above the limit without a break.
    pub over_commission_since: Option<u64>,
    /// Since when it is absent from the bonded set without a break.
    pub absent_since: Option<u64>,
    /// When it was last found absent.
    pub last_absent_at: Option<u64>,
    /// Of the seconds watched, those in which it was not found absent at the refresh before and at
    /// the one after.
    pub seen: u64,
    /// Seconds since it was added, but for those between refreshes more than 6 hours apart.
    pub watched: u64,
    /// The uptime that refreshes saw, times what commission and slashes leave, 0 to 1.
    pub score: Decimal,
    /// When it was added.
    pub since: u64,
}

/// What the hub is told.
#[json]
pub struct TargetsResponse {
    /// Every validator.
    pub targets: Vec<Target>,
    /// At most this share of the stake with one validator.
    pub max_share: Decimal,
}

/// Whether stake may be moved from and to a validator now.
#[json]
#[derive(Eq)]
pub struct MoveRight {
    /// Operator address.
    pub validator: String,
    /// Stake may be moved away: it is in the bonded set and was for `drain_after`, or it has been
    /// absent for a whole unbonding period.
    pub may_give: bool,
    /// It has been absent for a whole unbonding period: a move completes at once.
    pub unbonded: bool,
    /// Stake may be moved to it: active and in the bonded set.
    pub may_take: bool,
}

/// Gauge adapter: the options.
#[json]
pub struct AllOptionsResponse {
    /// Operator addresses.
    pub options: Vec<String>,
}

/// Gauge adapter: whether an option is valid.
#[json]
pub struct CheckOptionResponse {
    /// Whether it is.
    pub valid: bool,
}

/// Gauge adapter: what carries out a selection.
#[cw_serde]
pub struct SampleGaugeMsgsResponse {
    /// The messages.
    pub execute: Vec<CosmosMsg>,
}

/// Migrates to a newer version of the same contract.
#[json]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {}

events! {
    /// Weights were set by the owner or the gauge.
    WeightsSet = "weir_registry_weights_set" {
        /// Who set them.
        by: String,
        /// How many validators were named.
        validators: usize,
        /// The total weight of active validators after it.
        total_weight: u64,
    }
    /// A validator was added.
    ValidatorAdded = "weir_registry_validator_added" {
        /// Operator address.
        validator: String,
        /// Its weight.
        weight: u64,
    }
    /// A validator changed its standing.
    StandingChanged = "weir_registry_standing_changed" {
        /// Operator address.
        validator: String,
        /// How it stood.
        before: Standing,
        /// How it stands.
        after: Standing,
        /// Why: `absent`, `returned`, `commission`, `owner`.
        reason: &'static str,
    }
    /// A validator was removed.
    ValidatorRemoved = "weir_registry_validator_removed" {
        /// Operator address.
        validator: String,
    }
    /// The bonded set was read.
    Refreshed = "weir_registry_refreshed" {
        /// Validators known to the registry.
        validators: usize,
        /// Of them in the bonded set.
        bonded: usize,
        /// Of them with another standing than before.
        changed: usize,
    }
    /// The hub was sent the targets.
    TargetsPushed = "weir_registry_targets_pushed" {
        /// Validators in the list.
        validators: usize,
        /// The total weight.
        total_weight: u64,
    }
    /// Parameters were changed, or changes announced.
    ConfigUpdated = "weir_registry_config_updated" {
        /// Names of the parameters changed now, separated by commas.
        parameters: String,
        /// Names of those that change in seven days, separated by commas.
        announced: String,
    }
    /// Announced changes came into force.
    ChangesEntered = "weir_registry_changes_entered" {
        /// Names of the parameters, separated by commas.
        parameters: String,
    }
    /// The gauge's executor was named.
    GaugeSet = "weir_registry_gauge_set" {
        /// Who may set weights beside the owner; empty for nobody.
        gauge: String,
    }
    /// A step of a change of ownership.
    OwnershipUpdated = "weir_registry_ownership_updated" {
        /// The owner after it; empty for nobody.
        owner: String,
        /// Who may accept; empty for nobody.
        pending_owner: String,
    }
}

/// The registry at an address.
#[json]
pub struct RegistryContract(pub Addr);

impl RegistryContract {
    /// A message to the registry, without funds.
    ///
    /// # Errors
    /// When the message cannot be written as JSON.
    pub fn call(&self, msg: &ExecuteMsg) -> Result<CosmosMsg, Failure> {
        Ok(WasmMsg::Execute {
            contract_addr: self.0.to_string(),
            msg: to_binary(msg),
            funds: vec![],
        }
        .into())
    }

    /// From and to which validators stake may be moved now.
    ///
    /// # Errors
    /// When the registry does not answer.
    pub fn move_rights(&self, querier: QuerierWrapper<'_>) -> Result<Vec<MoveRight>, Failure> {
        query_smart(querier, &self.0, &QueryMsg::MoveRights {})
    }
}
