//! Creates the registry.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use weir_interface::hub::MAX_VALIDATORS;
use weir_interface::registry::{InstantiateMsg, ValidatorAdded, Weight};
use weir_quantities::Seconds;

use super::add_validator::newcomer;
use super::push_targets::push;
use super::update_config::change;
use crate::limits::check_shares;
use crate::roster::Roster;
use crate::standing::short_period;
use crate::state::{
    Config, CONFIG, DEFAULT_COMMISSION_LIMIT, DEFAULT_DAILY_WEIGHT_CHANGE, DEFAULT_DRAIN_AFTER,
    DEFAULT_MAX_SHARE,
};
use crate::{ContractError, CONTRACT_NAME, CONTRACT_VERSION};

pub fn instantiate(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    let hub = deps.api.addr_validate(&msg.hub)?;
    if info.sender != hub {
        return Err(ContractError::NotHub {
            expected: hub.into_string(),
            actual: info.sender.to_string(),
        });
    }
    let mut config = Config {
        gauge: msg.gauge.map(|gauge| deps.api.addr_validate(&gauge)).transpose()?,
        short_period: short_period(Seconds::new(msg.unbonding_period)),
        daily_weight_change: DEFAULT_DAILY_WEIGHT_CHANGE,
        max_share: DEFAULT_MAX_SHARE,
        drain_after: DEFAULT_DRAIN_AFTER,
        commission_limit: DEFAULT_COMMISSION_LIMIT,
        weigh_by_score: false,
        announced: vec![],
        hub,
    };
    change(&mut config, msg.parameters.unwrap_or_default(), msg.validators.len())?;
    let (roster, events) = first_validators(&deps, env, &config, msg.validators)?;
    check_shares(&config, &Roster::default(), &roster)?;
    roster.save_changes(deps.storage, &Roster::default());
    CONFIG.save(deps.storage, &config);
    weir_contract::initialize_owner(deps.storage, deps.api, &msg.owner)?;
    weir_contract::set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION);
    let response = Response::new().add_attribute("action", "instantiate").add_events(events);
    push(deps, env, &config, &roster, response)
}

fn first_validators(
    deps: &DepsMut<'_>,
    env: &Env,
    config: &Config,
    validators: Vec<Weight>,
) -> Result<(Roster, Vec<ValidatorAdded>), ContractError> {
    if validators.len() > MAX_VALIDATORS {
        return Err(ContractError::TooMany { max: MAX_VALIDATORS, actual: validators.len() });
    }
    let mut roster = Roster::default();
    let mut events = Vec::with_capacity(validators.len());
    for Weight { validator, weight } in validators {
        if roster.0.contains_key(&validator) {
            return Err(ContractError::NamedTwice { validator });
        }
        let row = newcomer(deps, env, config, &validator, weight)?;
        roster.0.insert(validator.clone(), row);
        events.push(ValidatorAdded { validator, weight });
    }
    Ok((roster, events))
}
