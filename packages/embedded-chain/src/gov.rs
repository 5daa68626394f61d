//! x/gov as far as contracts reach it: votes are checked and remembered, proposals are not kept.

use cosmwasm_std::{
    from_json, to_json_vec, Addr, Api, Binary, BlockInfo, CustomMsg, CustomQuery, Decimal, Empty,
    Event, GovMsg, Order, Querier, StdResult, Storage, VoteOption, WeightedVoteOption,
};
use cw_multi_test::error::AnyResult;
use cw_multi_test::{AppResponse, CosmosRouter, Gov, Module};
use serde::de::DeserializeOwned;

use crate::error::{native, ChainError};
use crate::responses;

/// What one account voted on one proposal, last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// who voted
    pub voter: Addr,
    /// the options and their weights, which sum to 1
    pub options: Vec<WeightedVoteOption>,
}

/// Records votes of any proposal.
#[derive(Default)]
pub struct GovRecorder;

fn prefix(proposal: u64) -> Vec<u8> {
    let mut key = b"sdk/gov\0".to_vec();
    key.extend_from_slice(&proposal.to_be_bytes());
    key
}

/// All votes on a proposal.
pub(crate) fn votes(storage: &dyn Storage, proposal: u64) -> StdResult<Vec<Vote>> {
    let (start, end) = (prefix(proposal), prefix(proposal.saturating_add(1)));
    storage
        .range(Some(&start), Some(&end), Order::Ascending)
        .map(|(key, value)| {
            let voter =
                String::from_utf8_lossy(key.get(start.len()..).unwrap_or_default()).into_owned();
            Ok(Vote { voter: Addr::unchecked(voter), options: from_json(value)? })
        })
        .collect()
}

fn check(options: &[WeightedVoteOption]) -> Result<(), ChainError> {
    let invalid = |reason: &str| Err(ChainError::InvalidVote { reason: reason.to_string() });
    let mut total = Decimal::zero();
    for (index, vote) in options.iter().enumerate() {
        if vote.weight.is_zero() {
            return invalid("weight must be positive");
        }
        if options.iter().take(index).any(|other| other.option == vote.option) {
            return invalid("duplicated vote option");
        }
        total = total.checked_add(vote.weight).unwrap_or(Decimal::MAX);
    }
    if total == Decimal::one() {
        Ok(())
    } else {
        invalid("total weight is not 1.00")
    }
}

impl Gov for GovRecorder {}

impl Module for GovRecorder {
    type ExecT = GovMsg;
    type QueryT = Empty;
    type SudoT = Empty;

    fn execute<ExecC, QueryC>(
        &self,
        _api: &dyn Api,
        storage: &mut dyn Storage,
        _router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        _block: &BlockInfo,
        sender: Addr,
        msg: GovMsg,
    ) -> AnyResult<AppResponse>
    where
        ExecC: CustomMsg + DeserializeOwned + 'static,
        QueryC: CustomQuery + DeserializeOwned + 'static,
    {
        let whole =
            |option: VoteOption| vec![WeightedVoteOption { option, weight: Decimal::one() }];
        let (proposal, options, kind) = match msg {
            GovMsg::Vote { proposal_id, option } => (proposal_id, whole(option), "MsgVoteResponse"),
            GovMsg::VoteWeighted { proposal_id, options } => {
                (proposal_id, options, "MsgVoteWeightedResponse")
            }
        };
        check(&options).map_err(native)?;
        let mut key = prefix(proposal);
        key.extend_from_slice(sender.as_bytes());
        storage.set(&key, &to_json_vec(&options)?);
        let event = Event::new("proposal_vote")
            .add_attribute("voter", sender)
            .add_attribute("proposal_id", proposal.to_string());
        Ok(responses::empty(&format!("/cosmos.gov.v1beta1.{kind}"), event))
    }

    fn query(
        &self,
        _api: &dyn Api,
        _storage: &dyn Storage,
        _querier: &dyn Querier,
        _block: &BlockInfo,
        request: Empty,
    ) -> AnyResult<Binary> {
        Err(ChainError::UnknownRequest { what: format!("gov query {request:?}") }.into())
    }

    fn sudo<ExecC, QueryC>(
        &self,
        _api: &dyn Api,
        _storage: &mut dyn Storage,
        _router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        _block: &BlockInfo,
        msg: Empty,
    ) -> AnyResult<AppResponse>
    where
        ExecC: CustomMsg + DeserializeOwned + 'static,
        QueryC: CustomQuery + DeserializeOwned + 'static,
    {
        Err(ChainError::UnknownRequest { what: format!("gov sudo {msg:?}") }.into())
    }
}
