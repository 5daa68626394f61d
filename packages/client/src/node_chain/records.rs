//! The chain's records over RPC, as those of the embedded chain.

use cosmrs::proto::cosmos::bank::v1beta1::{QuerySupplyOfRequest, QuerySupplyOfResponse};
use cosmrs::proto::cosmos::base::query::v1beta1::PageRequest;
use cosmrs::proto::cosmos::staking::v1beta1::{
    BondStatus, DelegationResponse, QueryDelegatorDelegationsRequest,
    QueryDelegatorDelegationsResponse, QueryDelegatorUnbondingDelegationsRequest,
    QueryDelegatorUnbondingDelegationsResponse, QueryValidatorRequest, QueryValidatorResponse,
    QueryValidatorsRequest, QueryValidatorsResponse, UnbondingDelegationEntry,
    Validator as ProtoValidator,
};
use cosmrs::proto::Timestamp as ProtoTime;
use cosmwasm_std::{Addr, Decimal, Timestamp, Uint128, Uint256};
use embedded_chain::{Dec, DelegationView, Entry, Status, UnbondingEntry, Validator};

use crate::rpc::query::{ask, must};
use crate::rpc::Transport;
use crate::NodeError;

/// Most rows asked for at once; a staking module has no more of one delegator.
const PAGE: u64 = 10_000;

/// A validator with the name that it gave itself.
pub struct Named {
    pub moniker: String,
    pub validator: Validator,
}

fn page() -> Option<PageRequest> {
    Some(PageRequest { limit: PAGE, ..PageRequest::default() })
}

/// How much there is of a coin.
pub fn supply(node: &Transport, denom: &str) -> Result<Uint128, NodeError> {
    let path = "/cosmos.bank.v1beta1.Query/SupplyOf";
    let answer: QuerySupplyOfResponse =
        must(node, path, &QuerySupplyOfRequest { denom: denom.to_string() })?;
    let coin = answer.amount.ok_or_else(|| node.nonsense(path, "no amount"))?;
    units(node, path, &coin.amount)
}

/// Every validator, in the set or not, by operator address.
pub fn validators(node: &Transport) -> Result<Vec<Named>, NodeError> {
    let path = "/cosmos.staking.v1beta1.Query/Validators";
    let request = QueryValidatorsRequest { status: String::new(), pagination: page() };
    let answer: QueryValidatorsResponse = must(node, path, &request)?;
    let all = answer.validators.into_iter().map(|one| validator_of(node, path, one));
    let mut all = all.collect::<Result<Vec<_>, _>>()?;
    all.sort_by(|one, other| one.validator.operator.cmp(&other.validator.operator));
    Ok(all)
}

/// A validator; nothing where the chain has none at this address.
pub fn validator(node: &Transport, operator: &str) -> Result<Option<Validator>, NodeError> {
    let path = "/cosmos.staking.v1beta1.Query/Validator";
    let request = QueryValidatorRequest { validator_addr: operator.to_string() };
    let answer: QueryValidatorResponse = match ask(node, path, &request)? {
        Ok(answer) => answer,
        Err(refusal) if refusal.log.contains("not found") => return Ok(None),
        Err(refusal) => return Err(node.nonsense(path, &refusal.log)),
    };
    let found = answer.validator.ok_or_else(|| node.nonsense(path, "no validator"))?;
    Ok(Some(validator_of(node, path, found)?.validator))
}

/// What a delegator has with validators.
pub fn delegations(node: &Transport, delegator: &Addr) -> Result<Vec<DelegationView>, NodeError> {
    let path = "/cosmos.staking.v1beta1.Query/DelegatorDelegations";
    let delegator_addr = delegator.to_string();
    let request = QueryDelegatorDelegationsRequest { delegator_addr, pagination: page() };
    let answer: QueryDelegatorDelegationsResponse = must(node, path, &request)?;
    let rows = answer.delegation_responses.into_iter();
    rows.map(|row| delegation_of(node, path, row)).collect()
}

/// What a delegator has in unbonding.
pub fn entries(node: &Transport, delegator: &Addr) -> Result<Vec<UnbondingEntry>, NodeError> {
    let path = "/cosmos.staking.v1beta1.Query/DelegatorUnbondingDelegations";
    let delegator_addr = delegator.to_string();
    let request = QueryDelegatorUnbondingDelegationsRequest { delegator_addr, pagination: page() };
    let answer: QueryDelegatorUnbondingDelegationsResponse = must(node, path, &request)?;
    let mut all = vec![];
    for row in answer.unbonding_responses {
        for entry in row.entries {
            all.push(UnbondingEntry {
                delegator: delegator.clone(),
                validator: row.validator_address.clone(),
                entry: entry_of(node, path, entry)?,
            });
        }
    }
    Ok(all)
}

fn validator_of(node: &Transport, path: &str, told: ProtoValidator) -> Result<Named, NodeError> {
    let bad = || node.nonsense(path, &told.operator_address);
    let commission = told.commission.clone().unwrap_or_default();
    let rates = commission.commission_rates.clone().unwrap_or_default();
    let mut validator = Validator::default();
    validator.tokens = units(node, path, &told.tokens)?;
    validator.shares = dec(&told.delegator_shares).ok_or_else(bad)?;
    validator.commission.rate = decimal(&rates.rate).ok_or_else(bad)?;
    validator.commission.max_rate = decimal(&rates.max_rate).ok_or_else(bad)?;
    validator.commission.max_change_rate = decimal(&rates.max_change_rate).ok_or_else(bad)?;
    validator.commission.updated_at = time(commission.update_time);
    validator.status = match told.status {
        status if status == BondStatus::Bonded as i32 => Status::Bonded,
        status if status == BondStatus::Unbonding as i32 => Status::Unbonding,
        _ => Status::Unbonded,
    };
    validator.jailed = told.jailed;
    validator.unbonding_at = time(told.unbonding_time);
    validator.unbonding_height = u64::try_from(told.unbonding_height).unwrap_or_default();
    validator.operator = told.operator_address;
    Ok(Named {
        moniker: told.description.map(|known| known.moniker).unwrap_or_default(),
        validator,
    })
}

fn delegation_of(
    node: &Transport,
    path: &str,
    told: DelegationResponse,
) -> Result<DelegationView, NodeError> {
    let delegation = told.delegation.ok_or_else(|| node.nonsense(path, "no delegation"))?;
    let balance = told.balance.map(|coin| coin.amount).unwrap_or_default();
    let shares = dec(&delegation.shares).ok_or_else(|| node.nonsense(path, &delegation.shares))?;
    Ok(DelegationView {
        delegator: Addr::unchecked(delegation.delegator_address),
        validator: delegation.validator_address,
        shares,
        // The chain tells it without decimals.
        worth: Dec::from_int(units(node, path, &balance)?),
    })
}

fn entry_of(
    node: &Transport,
    path: &str,
    told: UnbondingDelegationEntry,
) -> Result<Entry, NodeError> {
    Ok(Entry {
        id: told.unbonding_id,
        creation_height: u64::try_from(told.creation_height).unwrap_or_default(),
        completes_at: time(told.completion_time),
        initial_balance: units(node, path, &told.initial_balance)?,
        balance: units(node, path, &told.balance)?,
        shares_dst: Dec::ZERO,
        holds: u64::try_from(told.unbonding_on_hold_ref_count).unwrap_or_default(),
    })
}

fn units(node: &Transport, path: &str, digits: &str) -> Result<Uint128, NodeError> {
    digits.parse().map_err(|_| node.nonsense(path, digits))
}

/// The SDK's decimals in protobuf: units of 10^-18, in digits.
fn dec(digits: &str) -> Option<Dec> {
    digits.parse::<Uint256>().ok().map(Dec::from_raw)
}

/// The same, of those that are shares of a whole.
pub fn decimal(digits: &str) -> Option<Decimal> {
    digits.parse().ok().map(Decimal::new)
}

fn time(told: Option<ProtoTime>) -> Timestamp {
    let told = told.unwrap_or_default();
    let seconds = u64::try_from(told.seconds).unwrap_or_default();
    Timestamp::from_seconds(seconds).plus_nanos(u64::try_from(told.nanos).unwrap_or_default())
}
