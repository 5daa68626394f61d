//! The hub's stake votes in the chain's governance, as the voter says.

use cosmwasm_std::{
    Addr, Decimal, DepsMut, Event, GovMsg, Response, VoteOption, WeightedVoteOption,
};
use weir_interface::hub::{ProposalVoted, WeightedOption};

use crate::state::ROLES;
use crate::{ContractError, Refusal};

pub fn vote_proposal(
    deps: DepsMut<'_>,
    sender: Addr,
    proposal_id: u64,
    options: Vec<WeightedOption>,
) -> Result<Response, Refusal> {
    if ROLES.load(deps.storage)?.voter.as_ref() != Some(&sender) {
        return Err(ContractError::Unauthorized { role: "voter", caller: sender }.into());
    }
    let described = options
        .iter()
        .map(|option| format!("{}:{}", name(&option.option), option.weight))
        .collect::<Vec<_>>()
        .join(",");
    let total = options
        .iter()
        .try_fold(Decimal::zero(), |sum, option| sum.checked_add(option.weight))
        .unwrap_or(Decimal::MAX);
    if total != Decimal::one() || options.iter().any(|option| option.weight.is_zero()) {
        return Err(ContractError::BadVote { came: described }.into());
    }
    let message = match options.as_slice() {
        [only] => GovMsg::Vote { proposal_id, option: only.option.clone() },
        _ => GovMsg::VoteWeighted {
            proposal_id,
            options: options
                .into_iter()
                .map(|option| WeightedVoteOption { option: option.option, weight: option.weight })
                .collect(),
        },
    };
    Ok(Response::new()
        .add_message(message)
        .add_attribute("action", "vote_proposal")
        .add_event(Event::from(ProposalVoted { proposal_id, options: described })))
}

fn name(option: &VoteOption) -> &'static str {
    match option {
        VoteOption::Yes => "yes",
        VoteOption::No => "no",
        VoteOption::Abstain => "abstain",
        VoteOption::NoWithVeto => "no_with_veto",
    }
}
