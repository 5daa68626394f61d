//! What the hub is told, and asked.

use std::collections::BTreeMap;

use cosmwasm_std::{Addr, CosmosMsg, Decimal, QuerierWrapper, StdResult};
use weir_accounting::weights;
use weir_interface::hub::{self, HubContract};
use weir_interface::registry::{Standing, Target, TargetsPushed};
use weir_quantities::{Assets, QuantityError, Seconds};

use crate::roster::Roster;
use crate::standing::record;
use crate::state::{Config, LastRefresh, Validator};
use crate::ContractError;

/// What the hub has and lost with validators, by operator address.
#[derive(Default)]
pub struct Ledger(BTreeMap<String, (Assets, Assets)>);

impl Ledger {
    /// Asks the hub.
    pub fn read(querier: QuerierWrapper<'_>, hub: &Addr) -> StdResult<Self> {
        let rows = HubContract(hub.clone()).validators(querier)?;
        Ok(Self(rows.into_iter().map(|row| (row.validator, (row.assets, row.losses))).collect()))
    }

    /// What it lost with one.
    pub fn losses(&self, validator: &str) -> Assets {
        self.0.get(validator).map(|(_, losses)| *losses).unwrap_or_default()
    }

    /// The score of one.
    pub fn score(
        &self,
        name: &str,
        validator: &Validator,
        last: &LastRefresh,
    ) -> Result<Decimal, QuantityError> {
        let (watched, seen) = record(validator, last);
        let (assets, losses) = self.0.get(name).copied().unwrap_or_default();
        weights::score(seen, watched, validator.commission, assets, losses)
    }
}

/// The chain's unbonding period as the hub has it now: its owner may have changed it since the
/// registry was created, and nobody tells the registry.
pub fn unbonding_period(querier: QuerierWrapper<'_>, hub: &Addr) -> StdResult<Seconds> {
    let config: hub::ConfigResponse = querier.query_wasm_smart(hub, &hub::QueryMsg::Config {})?;
    Ok(Seconds::new(config.unbond_period))
}

/// What the hub is told of every validator, and the cap.
pub fn targets(
    config: &Config,
    roster: &Roster,
    last: &LastRefresh,
    ledger: &Ledger,
) -> Result<(Vec<Target>, Decimal), QuantityError> {
    let scored = if config.weigh_by_score {
        let pairs = roster.0.iter().map(|(name, validator)| {
            Ok((roster.active_weight(name), ledger.score(name, validator, last)?))
        });
        weights::scored(&pairs.collect::<Result<Vec<_>, QuantityError>>()?)?
    } else {
        roster.0.keys().map(|name| roster.active_weight(name)).collect()
    };
    let targets: Vec<Target> = roster
        .0
        .iter()
        .zip(scored)
        .map(|((name, row), weight)| Target {
            validator: name.clone(),
            weight,
            standing: row.standing,
        })
        .collect();
    let active = targets.iter().filter(|target| target.standing == Standing::Active);
    let weights: Vec<u64> = active.map(|target| target.weight).collect();
    Ok((targets, weights::cap(config.max_share, &weights)?))
}

/// The message that tells the hub, and its event.
pub fn tell(
    config: &Config,
    targets: Vec<Target>,
    max_share: Decimal,
) -> Result<(CosmosMsg, TargetsPushed), ContractError> {
    let total = weights::total(targets.iter().map(|target| target.weight));
    let event = TargetsPushed {
        validators: targets.len(),
        total_weight: u64::try_from(total).unwrap_or(u64::MAX),
    };
    let msg = hub::ExecuteMsg::UpdateTargets { targets, max_share };
    Ok((HubContract(config.hub.clone()).call(&msg, vec![])?, event))
}
