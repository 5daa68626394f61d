//! What the hub asks of the chain and how its answers are read.

use anybuf::Bufany;
use cosmwasm_std::{
    Addr, BankQuery, DistributionQuery, HexBinary, MsgResponse, QuerierWrapper, StakingQuery,
    SubMsgResponse, WasmQuery,
};
use weir_accounting::{sort_short, Reading};
use weir_json::{json, query};
use weir_quantities::{Assets, Seconds, Time};

use crate::state::Seat;
use crate::{ContractError, Outcome, Refusal};

/// A delegation, of which only this matters.
#[json]
struct Held {
    validator: String,
    amount: Amount,
}

#[json]
struct Amount {
    amount: Assets,
}

#[json]
struct Delegations {
    delegations: Vec<Held>,
}

#[json]
struct Delegation {
    delegation: Option<Held>,
}

/// Reads every delegation: in one query, or, if that fails, one by one without those in `skip`.
pub fn read_delegations(
    querier: QuerierWrapper<'_>,
    hub: &Addr,
    seats: &[Seat],
    skip: &[String],
) -> Vec<Reading> {
    let all = StakingQuery::AllDelegations { delegator: hub.to_string() };
    match query::<Delegations>(querier, &all.into()) {
        Ok(Delegations { mut delegations }) => {
            sort_short(&mut delegations, |one, other| one.validator > other.validator);
            let find = |validator: &String| {
                let found = delegations.binary_search_by(|held| held.validator.cmp(validator));
                let held = found.ok().and_then(|index| delegations.get(index));
                Reading::Worth(held.map_or(Assets::ZERO, |held| held.amount.amount))
            };
            seats.iter().map(|seat| find(&seat.0)).collect()
        }
        Err(_) => seats.iter().map(|seat| read_one(querier, hub, &seat.0, skip)).collect(),
    }
}

fn read_one(
    querier: QuerierWrapper<'_>,
    hub: &Addr,
    validator: &String,
    skip: &[String],
) -> Reading {
    if skip.contains(validator) {
        return Reading::Skipped;
    }
    let (delegator, validator) = (hub.to_string(), validator.clone());
    match query(querier, &StakingQuery::Delegation { delegator, validator }.into()) {
        Ok(Delegation { delegation: Some(held) }) => Reading::Worth(held.amount.amount),
        Ok(Delegation { delegation: None }) => Reading::Worth(Assets::ZERO),
        Err(_) => Reading::Unreadable,
    }
}

/// The hub's balance of the staking coin.
pub fn balance(querier: QuerierWrapper<'_>, hub: &Addr, denom: &str) -> Outcome<Assets> {
    #[json]
    struct Balance {
        amount: Amount,
    }
    let request = BankQuery::Balance { address: hub.to_string(), denom: denom.to_string() };
    Ok(query::<Balance>(querier, &request.into())?.amount.amount)
}

/// Whether the chain knows a validator by this very name: an address has more than one spelling.
pub fn is_validator(querier: QuerierWrapper<'_>, validator: &str) -> Outcome<bool> {
    #[json]
    struct Named {
        address: String,
    }
    #[json]
    struct Found {
        validator: Option<Named>,
    }
    let request = StakingQuery::Validator { address: validator.to_string() };
    let found = query::<Found>(querier, &request.into())?.validator;
    Ok(found.is_some_and(|found| found.address == validator))
}

/// The coin that the chain stakes.
pub fn bonded_denom(querier: QuerierWrapper<'_>) -> Outcome<String> {
    #[json]
    struct Bonded {
        denom: String,
    }
    Ok(query::<Bonded>(querier, &StakingQuery::BondedDenom {}.into())?.denom)
}

/// Where the hub's staking rewards go.
pub fn withdraw_address(querier: QuerierWrapper<'_>, hub: &Addr) -> Outcome<String> {
    #[json]
    struct Withdraw {
        withdraw_address: String,
    }
    let request =
        DistributionQuery::DelegatorWithdrawAddress { delegator_address: hub.to_string() };
    Ok(query::<Withdraw>(querier, &request.into())?.withdraw_address)
}

/// Who may migrate a contract.
pub fn admin(querier: QuerierWrapper<'_>, contract: &Addr) -> Outcome<Option<Addr>> {
    #[json]
    struct Contract {
        admin: Option<Addr>,
    }
    let request = WasmQuery::ContractInfo { contract_addr: contract.to_string() };
    Ok(query::<Contract>(querier, &request.into())?.admin)
}

/// The checksum of a code.
pub fn checksum(querier: QuerierWrapper<'_>, code_id: u64) -> Outcome<HexBinary> {
    #[json]
    struct Code {
        checksum: String,
    }
    let request = WasmQuery::CodeInfo { code_id };
    Ok(HexBinary::from_hex(&query::<Code>(querier, &request.into())?.checksum)?)
}

/// What the chain granted for an undelegation.
pub struct Granted {
    /// When it pays: rounded up to whole seconds, so that a block whose whole seconds have reached
    /// it is past it.
    pub completes_at: Time,
    /// How much; nothing where the chain is too old to say.
    pub assets: Option<Assets>,
}

/// Reads `MsgUndelegateResponse`: `completion_time = 1`, `amount = 2`.
pub fn read_undelegated(response: SubMsgResponse) -> Result<Granted, Refusal> {
    let value = response_value(response)?;
    let message = Bufany::deserialize(&value).map_err(unreadable)?;
    let assets = match message.message(2) {
        None => None,
        Some(coin) => {
            let amount = coin.string(2).unwrap_or_default();
            Some(Assets::new(amount.parse().map_err(unreadable)?))
        }
    };
    Ok(Granted { completes_at: read_completion(&message), assets })
}

/// Reads `MsgBeginRedelegateResponse`: `completion_time = 1`. A move that is over at once answers a
/// time long past.
pub fn read_redelegated(response: SubMsgResponse) -> Result<Time, Refusal> {
    let value = response_value(response)?;
    Ok(read_completion(&Bufany::deserialize(&value).map_err(unreadable)?))
}

fn read_completion(message: &Bufany<'_>) -> Time {
    let Some(timestamp) = message.message(1) else { return Time::ZERO };
    let seconds = u64::try_from(timestamp.int64(1).unwrap_or_default()).unwrap_or_default();
    let begun = u64::from(timestamp.int32(2).unwrap_or_default() > 0);
    Time::new(seconds).after(Seconds::new(begun))
}

/// The first message response; chains before wasmd 0.51 put it into the data instead.
fn response_value(response: SubMsgResponse) -> Result<Vec<u8>, Refusal> {
    let first: Option<MsgResponse> = response.msg_responses.into_iter().next();
    if let Some(first) = first {
        return Ok(first.value.to_vec());
    }
    #[expect(deprecated, reason = "the only place where older chains put the answer")]
    Ok(response.data.map(|data| data.to_vec()).ok_or_else(|| unreadable("it is empty"))?)
}

fn unreadable(reason: impl std::fmt::Display) -> ContractError {
    ContractError::UnreadableReply { reason: reason.to_string() }
}
