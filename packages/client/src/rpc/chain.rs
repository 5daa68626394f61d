//! What a chain is like.

use cosmrs::proto::cosmos::base::query::v1beta1::PageRequest;
use cosmrs::proto::cosmos::base::tendermint::v1beta1::{GetNodeInfoRequest, GetNodeInfoResponse};
use cosmrs::proto::cosmos::mint::v1beta1::{
    QueryAnnualProvisionsRequest, QueryAnnualProvisionsResponse,
};
use cosmrs::proto::cosmos::slashing::v1beta1::{
    QueryParamsRequest as SlashingRequest, QueryParamsResponse as SlashingResponse,
};
use cosmrs::proto::cosmos::staking::v1beta1::{
    QueryParamsRequest as StakingRequest, QueryParamsResponse as StakingResponse, QueryPoolRequest,
    QueryPoolResponse, QueryValidatorsRequest, QueryValidatorsResponse,
};
use cosmwasm_std::{Decimal, Uint128};

use super::query::{ask, must};
use super::transport::Transport;
use crate::{BondedValidator, Facts, NodeError, Versions};

const DAYS: u128 = 365;

pub fn facts(transport: &Transport) -> Result<Facts, NodeError> {
    let path = "/cosmos.staking.v1beta1.Query/Params";
    let staking: StakingResponse = must(transport, path, &StakingRequest {})?;
    let staking = staking.params.ok_or_else(|| transport.nonsense(path, "no parameters"))?;
    let period = staking.unbonding_time.map(|time| time.seconds).unwrap_or_default();
    let path = "/cosmos.slashing.v1beta1.Query/Params";
    let slashing: SlashingResponse = must(transport, path, &SlashingRequest {})?;
    let slashing = slashing.params.ok_or_else(|| transport.nonsense(path, "no parameters"))?;
    let share = |bytes: &[u8]| {
        decimal(bytes).ok_or_else(|| transport.nonsense(path, &String::from_utf8_lossy(bytes)))
    };
    Ok(Facts {
        bond_denom: staking.bond_denom,
        unbonding_period: u64::try_from(period).unwrap_or_default(),
        max_entries: staking.max_entries,
        slash_fraction_downtime: share(&slashing.slash_fraction_downtime)?,
        slash_fraction_double_sign: share(&slashing.slash_fraction_double_sign)?,
        daily_yield: daily_yield(transport)?,
        versions: Some(versions(transport)?),
    })
}

/// A chain need not mint as x/mint does; then nothing is known.
fn daily_yield(transport: &Transport) -> Result<Option<Decimal>, NodeError> {
    let path = "/cosmos.mint.v1beta1.Query/AnnualProvisions";
    let minted: QueryAnnualProvisionsResponse =
        match ask(transport, path, &QueryAnnualProvisionsRequest {})? {
            Ok(minted) => minted,
            Err(_) => return Ok(None),
        };
    let path = "/cosmos.staking.v1beta1.Query/Pool";
    let pool: QueryPoolResponse = must(transport, path, &QueryPoolRequest {})?;
    let bonded = pool.pool.map(|pool| pool.bonded_tokens).unwrap_or_default();
    let a_year = decimal(&minted.annual_provisions).map(|minted| minted.to_uint_floor());
    let staked = bonded.parse::<u128>().ok();
    Ok(a_year.zip(staked).and_then(|(a_year, staked)| {
        let a_year_staked = Uint128::new(staked).checked_mul(DAYS.into()).ok()?;
        Decimal::checked_from_ratio(a_year, a_year_staked).ok()
    }))
}

/// The bonded set, the largest first.
pub fn bonded_validators(transport: &Transport) -> Result<Vec<BondedValidator>, NodeError> {
    let path = "/cosmos.staking.v1beta1.Query/Validators";
    let status = "BOND_STATUS_BONDED".to_string();
    let (mut all, mut key) = (vec![], vec![]);
    loop {
        let pagination = Some(PageRequest { key, limit: 100, ..PageRequest::default() });
        let request = QueryValidatorsRequest { status: status.clone(), pagination };
        let page: QueryValidatorsResponse = must(transport, path, &request)?;
        for validator in page.validators {
            let bad = || transport.nonsense(path, &validator.operator_address);
            let rates = validator.commission.as_ref().and_then(|c| c.commission_rates.as_ref());
            let rate = rates.and_then(|rates| decimal(rates.rate.as_bytes()));
            all.push(BondedValidator {
                tokens: validator.tokens.parse().map_err(|_| bad())?,
                commission: rate.ok_or_else(bad)?,
                operator: validator.operator_address.clone(),
            });
        }
        key = page.pagination.map(|page| page.next_key).unwrap_or_default();
        if key.is_empty() {
            break;
        }
    }
    all.sort_by_key(|validator| std::cmp::Reverse(validator.tokens));
    Ok(all)
}

fn versions(transport: &Transport) -> Result<Versions, NodeError> {
    let path = "/cosmos.base.tendermint.v1beta1.Service/GetNodeInfo";
    let answer: GetNodeInfoResponse = must(transport, path, &GetNodeInfoRequest {})?;
    let told = answer.application_version;
    let told = told.ok_or_else(|| transport.nonsense(path, "no version"))?;
    let modules = told.build_deps.into_iter().map(|module| (module.path, module.version));
    Ok(Versions {
        app: format!("{} {}", told.app_name, told.version),
        sdk: told.cosmos_sdk_version,
        modules: modules.collect(),
    })
}

/// The SDK's decimals in protobuf: units of 10^-18, in digits.
fn decimal(bytes: &[u8]) -> Option<Decimal> {
    let units: Uint128 = std::str::from_utf8(bytes).ok()?.parse().ok()?;
    Some(Decimal::new(units))
}
