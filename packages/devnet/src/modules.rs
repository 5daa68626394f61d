//! What the chain's modules know of a validator and of an account.

use cosmrs::proto::cosmos::auth::v1beta1::{
    BaseAccount, QueryAccountRequest, QueryAccountResponse,
};
use cosmrs::proto::cosmos::slashing::v1beta1::{QuerySigningInfoRequest, QuerySigningInfoResponse};
use cosmrs::proto::cosmos::staking::v1beta1::{
    BondStatus, QueryValidatorRequest, QueryValidatorResponse,
};
use cosmrs::proto::traits::Message;
use cosmrs::AccountId;
use serde::Serialize;

use crate::account::PREFIX;
use crate::error::{Error, Result};
use crate::rpc::Rpc;

/// A validator as the chain sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Whether it is in the set that makes blocks.
    pub bonded: bool,
    /// Whether it was put out of the set and has to ask to come back.
    pub jailed: bool,
    /// Whether it can never come back.
    pub tombstoned: bool,
    /// Units staked with it.
    pub tokens: u128,
    /// Blocks it missed of the window that is looked at.
    pub missed_blocks: u64,
}

/// What an account signs its next transaction with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Signing {
    pub account_number: u64,
    pub sequence: u64,
}

/// What staking and slashing know of a validator.
pub(crate) fn standing(rpc: &Rpc, operator: &AccountId, consensus: [u8; 20]) -> Result<Standing> {
    let request = QueryValidatorRequest { validator_addr: operator.to_string() };
    let path = "/cosmos.staking.v1beta1.Query/Validator";
    let answer: QueryValidatorResponse = ask(rpc, path, &request)?;
    let validator = answer.validator.ok_or_else(|| rpc.nonsense(path, "no validator"))?;
    let tokens = validator.tokens.parse().map_err(|_| rpc.nonsense(path, &validator.tokens))?;

    let address = AccountId::new(&format!("{PREFIX}valcons"), &consensus)
        .map_err(Error::crypto("a validator's address"))?;
    let request = QuerySigningInfoRequest { cons_address: address.to_string() };
    let path = "/cosmos.slashing.v1beta1.Query/SigningInfo";
    let answer: QuerySigningInfoResponse = ask(rpc, path, &request)?;
    let signing = answer.val_signing_info.unwrap_or_default();
    Ok(Standing {
        bonded: validator.status == BondStatus::Bonded as i32,
        jailed: validator.jailed,
        tombstoned: signing.tombstoned,
        tokens,
        missed_blocks: u64::try_from(signing.missed_blocks_counter).unwrap_or(0),
    })
}

/// What an account's next transaction is signed with.
pub(crate) fn signing(rpc: &Rpc, address: &AccountId) -> Result<Signing> {
    let path = "/cosmos.auth.v1beta1.Query/Account";
    let request = QueryAccountRequest { address: address.to_string() };
    let answer: QueryAccountResponse = ask(rpc, path, &request)?;
    let account = answer.account.ok_or_else(|| rpc.nonsense(path, "no account"))?;
    let account = BaseAccount::decode(account.value.as_slice())
        .map_err(|e| rpc.nonsense(path, &e.to_string()))?;
    Ok(Signing { account_number: account.account_number, sequence: account.sequence })
}

fn ask<T: Message + Default>(rpc: &Rpc, path: &str, request: &impl Message) -> Result<T> {
    let answer = rpc.query(path, &request.encode_to_vec())?;
    T::decode(answer.as_slice()).map_err(|e| rpc.nonsense(path, &e.to_string()))
}
