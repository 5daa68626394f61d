//! Answers.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::{to_json_binary, Addr, Binary, Decimal, Deps, Env, StdError, StdResult};
use weir_accounting::weights::{self, VOTE_BASE};
use weir_interface::hub::{Crank, Parameter, PendingParameter, MAX_VALIDATORS};
use weir_interface::registry::{
    AllOptionsResponse, CheckOptionResponse, ConfigResponse, ExecuteMsg, MoveRight, QueryMsg,
    RegistryContract, SampleGaugeMsgsResponse, Standing, TargetsResponse, ValidatorRecord, Weight,
};
use weir_json::to_binary;
use weir_quantities::Time;

use crate::execute::min_max_share;
use crate::hub::{self, Ledger};
use crate::roster::Roster;
use crate::standing::{is_continuous, record, refresh_gap};
use crate::state::{
    LastRefresh, Validator, CONFIG, LAST_REFRESH, MAX_DRAIN_AFTER, MIN_DAILY_WEIGHT_CHANGE,
    VALIDATORS,
};
use crate::ContractError;

const DEFAULT_LIMIT: u32 = 30;

/// Answers one question.
pub fn answer(deps: Deps<'_>, env: &Env, msg: QueryMsg) -> StdResult<Binary> {
    Ok(match msg {
        QueryMsg::Config {} => to_binary(&config(deps).map_err(told)?),
        QueryMsg::Ownership {} => to_binary(&weir_contract::get_ownership(deps.storage)?),
        QueryMsg::Validator { validator } => {
            to_binary(&validator_record(deps, &validator).map_err(told)?)
        }
        QueryMsg::Validators { start_after, limit } => {
            to_binary(&validators(deps, start_after, limit).map_err(told)?)
        }
        QueryMsg::Targets {} => to_binary(&targets(deps).map_err(told)?),
        QueryMsg::MoveRights {} => to_binary(&move_rights(deps, env)?),
        QueryMsg::Cranks {} => to_binary(&cranks(deps, env)?),
        QueryMsg::AllOptions {} => to_binary(&all_options(deps)?),
        QueryMsg::CheckOption { option } => to_binary(&check_option(deps, &option)?),
        QueryMsg::SampleGaugeMsgs { selected } => {
            to_json_binary(&sample_gauge_msgs(deps, env, selected).map_err(told)?)?
        }
    })
}

fn told(error: ContractError) -> StdError {
    match error {
        ContractError::Std(error) => error,
        other => StdError::generic_err(other.to_string()),
    }
}

fn config(deps: Deps<'_>) -> Result<ConfigResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let active = Roster::load(deps.storage)?.active().count();
    let parameter = |name: &str, value: String, min: String, max: String| Parameter {
        name: name.to_string(),
        value,
        min,
        max,
        pending: config.announced.iter().find(|change| change.name == name).map(|change| {
            PendingParameter { value: change.value.to_string(), active_at: change.active_at.u64() }
        }),
    };
    let fraction = |name: &str, value: Decimal, min: Decimal| {
        parameter(name, value.to_string(), min.to_string(), Decimal::one().to_string())
    };
    Ok(ConfigResponse {
        owner: weir_contract::get_ownership(deps.storage)?.owner.map(String::from),
        gauge: config.gauge.as_ref().map(Addr::to_string),
        hub: config.hub.to_string(),
        parameters: vec![
            fraction("daily_weight_change", config.daily_weight_change, MIN_DAILY_WEIGHT_CHANGE),
            fraction("max_share", config.max_share, min_max_share(active)?),
            parameter(
                "drain_after",
                config.drain_after.u64().to_string(),
                config.short_period.u64().to_string(),
                MAX_DRAIN_AFTER.u64().to_string(),
            ),
            fraction("commission_limit", config.commission_limit, Decimal::zero()),
            parameter(
                "weigh_by_score",
                config.weigh_by_score.to_string(),
                false.to_string(),
                true.to_string(),
            ),
        ],
    })
}

fn last_refresh(deps: Deps<'_>) -> StdResult<LastRefresh> {
    Ok(LAST_REFRESH.may_load(deps.storage)?.unwrap_or_default())
}

fn validator_record(deps: Deps<'_>, name: &str) -> Result<ValidatorRecord, ContractError> {
    let roster = Roster::load(deps.storage)?;
    let ledger = Ledger::read(deps.querier, &CONFIG.load(deps.storage)?.hub)?;
    shape(name, roster.get(name)?, &last_refresh(deps)?, &ledger, roster.total())
}

fn validators(
    deps: Deps<'_>,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<Vec<ValidatorRecord>, ContractError> {
    let roster = Roster::load(deps.storage)?;
    let ledger = Ledger::read(deps.querier, &CONFIG.load(deps.storage)?.hub)?;
    let last = last_refresh(deps)?;
    let limit = usize::try_from(limit.unwrap_or(DEFAULT_LIMIT)).unwrap_or(usize::MAX);
    roster
        .0
        .iter()
        .filter(|(name, _)| start_after.as_ref().is_none_or(|after| *name > after))
        .take(limit.min(MAX_VALIDATORS))
        .map(|(name, row)| shape(name, row, &last, &ledger, roster.total()))
        .collect()
}

fn shape(
    name: &str,
    row: &Validator,
    last: &LastRefresh,
    ledger: &Ledger,
    total: u128,
) -> Result<ValidatorRecord, ContractError> {
    let (watched, seen) = record(row, last);
    let active_weight = if row.standing == Standing::Active { row.weight } else { 0 };
    Ok(ValidatorRecord {
        validator: name.to_string(),
        standing: row.standing,
        weight: row.weight,
        share: weights::share(active_weight, total)?,
        losses: ledger.losses(name),
        commission: row.commission,
        highest_commission: row.highest_commission,
        over_commission_since: row.over_commission_since.map(Time::u64),
        absent_since: row.absent_since.map(Time::u64),
        last_absent_at: row.last_absent_at.map(Time::u64),
        seen,
        watched,
        score: ledger.score(name, row, last)?,
        since: row.since.u64(),
    })
}

fn targets(deps: Deps<'_>) -> Result<TargetsResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let roster = Roster::load(deps.storage)?;
    let ledger = if config.weigh_by_score {
        Ledger::read(deps.querier, &config.hub).unwrap_or_default()
    } else {
        Ledger::default()
    };
    let (targets, max_share) = hub::targets(&config, &roster, &last_refresh(deps)?, &ledger)?;
    Ok(TargetsResponse { targets, max_share })
}

fn move_rights(deps: Deps<'_>, env: &Env) -> StdResult<Vec<MoveRight>> {
    let config = CONFIG.load(deps.storage)?;
    let now = Time::from(env.block.time);
    let watched = is_continuous(&last_refresh(deps)?, now);
    let roster = Roster::load(deps.storage)?;
    let bonded = deps.querier.query_all_validators()?;
    let bonded: BTreeSet<String> = bonded.into_iter().map(|validator| validator.address).collect();
    // The hub is asked only when the answer matters: it is a large one.
    let any_gone = roster
        .0
        .iter()
        .any(|(name, row)| watched && row.absent_since.is_some() && !bonded.contains(name));
    let unbonding_period =
        if any_gone { Some(hub::unbonding_period(deps.querier, &config.hub)?) } else { None };
    let right = |(name, row): (String, Validator)| {
        let is_bonded = bonded.contains(&name);
        let was_bonded = row.last_absent_at.is_none_or(|at| now.since(at) >= config.drain_after);
        // Only while refreshes go on: else it may have been back in between.
        let absence = row.absent_since.filter(|_| watched && !is_bonded).map(|at| now.since(at));
        let unbonded = absence.zip(unbonding_period).is_some_and(|(gone, period)| gone >= period);
        MoveRight {
            may_give: (is_bonded && was_bonded) || unbonded,
            unbonded,
            may_take: is_bonded && row.standing == Standing::Active,
            validator: name,
        }
    };
    Ok(roster.0.into_iter().map(right).collect())
}

fn cranks(deps: Deps<'_>, env: &Env) -> StdResult<Vec<Crank>> {
    let now = Time::from(env.block.time);
    let gap = refresh_gap(&CONFIG.load(deps.storage)?);
    let ready_at = LAST_REFRESH.may_load(deps.storage)?.map_or(now, |last| last.at.after(gap));
    Ok(vec![Crank {
        name: "refresh".to_string(),
        ready: now >= ready_at,
        ready_at: Some(ready_at.u64()),
    }])
}

fn all_options(deps: Deps<'_>) -> StdResult<AllOptionsResponse> {
    let roster = Roster::load(deps.storage)?;
    Ok(AllOptionsResponse { options: roster.active().map(|(name, _)| name.clone()).collect() })
}

fn check_option(deps: Deps<'_>, option: &str) -> StdResult<CheckOptionResponse> {
    let row = VALIDATORS.may_load(deps.storage, option)?;
    Ok(CheckOptionResponse { valid: row.is_some_and(|row| row.standing == Standing::Active) })
}

/// A selection becomes the weights of all active validators: those not voted for get 0. What is no
/// option any more when the vote is carried out is left out, or one jailed validator would stop it.
fn sample_gauge_msgs(
    deps: Deps<'_>,
    env: &Env,
    selected: Vec<(String, Decimal)>,
) -> Result<SampleGaugeMsgsResponse, ContractError> {
    let roster = Roster::load(deps.storage)?;
    let mut vote: BTreeMap<String, Decimal> =
        roster.active().map(|(name, _)| (name.clone(), Decimal::zero())).collect();
    let mut named = BTreeSet::new();
    for (validator, share) in selected {
        if !named.insert(validator.clone()) {
            return Err(ContractError::NamedTwice { validator });
        }
        if let Some(voted) = vote.get_mut(&validator) {
            *voted = share;
        }
    }
    let shares: Vec<Decimal> = vote.values().copied().collect();
    let weights = vote
        .into_keys()
        .zip(weights::normalise(&shares, VOTE_BASE)?)
        .map(|(validator, weight)| Weight { validator, weight })
        .collect();
    let registry = RegistryContract(env.contract.address.clone());
    Ok(SampleGaugeMsgsResponse {
        execute: vec![registry.call(&ExecuteMsg::SetWeights { weights })?],
    })
}
