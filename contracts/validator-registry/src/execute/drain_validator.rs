//! Drains a validator.

use cosmwasm_std::{DepsMut, Env, MessageInfo, QuerierWrapper, Response, StdResult};
use weir_interface::registry::{Standing, StandingChanged};

use super::push_targets::push;
use crate::limits::book_moved;
use crate::roster::Roster;
use crate::standing::{counted, reason_to_drain};
use crate::state::{CONFIG, LAST_REFRESH};
use crate::ContractError;

pub fn drain_validator(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    validator: String,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let before = Roster::load(deps.storage)?;
    let row = before.get(&validator)?;
    if row.standing == Standing::Draining {
        return Err(ContractError::IsDraining { validator });
    }
    let last = LAST_REFRESH.may_load(deps.storage)?.unwrap_or_default();
    let now = env.block.time.into();
    let counted = counted(row, &last, now, &config);
    let reason = match reason_to_drain(counted, &config) {
        Some(reason) => reason,
        None if !weir_contract::is_owner(deps.storage, &info.sender)? => {
            let (needed, (absent, over)) = (config.drain_after.u64(), counted);
            let (absent, over) = (absent.u64(), over.u64());
            return Err(ContractError::NoReasonToDrain { validator, needed, absent, over });
        }
        // A mistake of the owner must not leave nobody to delegate to; a true reason may.
        None if row.standing == Standing::Active && before.active().count() == 1 => {
            return Err(ContractError::LastActive { validator });
        }
        None => "owner",
    };
    let event = StandingChanged {
        validator: validator.clone(),
        before: row.standing,
        after: Standing::Draining,
        reason,
    };
    let mut after = before.clone();
    let row = after.get_mut(&validator)?;
    row.standing = Standing::Draining;
    row.weight = 0;
    // Without a reason that anyone may name it counts as any change of weights, or draining would be
    // a way around the daily limit; but who is absent now, jailed or tombstoned, leaves at once.
    if reason == "owner" && is_bonded(deps.querier, &validator)? {
        book_moved(deps.storage, now, &config, &before, &after)?;
    }
    after.save_changes(deps.storage, &before);
    let response = Response::new().add_attribute("action", "drain_validator").add_event(event);
    push(deps, env, &config, &after, response)
}

fn is_bonded(querier: QuerierWrapper<'_>, validator: &str) -> StdResult<bool> {
    Ok(querier.query_all_validators()?.iter().any(|bonded| bonded.address == validator))
}
