//! Messages of the suite as messages of a transaction.

use cosmrs::proto::cosmos::distribution::v1beta1::MsgSetWithdrawAddress;
use cosmrs::proto::cosmos::feegrant::v1beta1::{BasicAllowance, MsgGrantAllowance};
use cosmrs::proto::cosmwasm::wasm::v1::MsgInstantiateContract;
use cosmrs::proto::traits::{Message, Name};
use cosmrs::proto::Timestamp as ProtoTime;
use cosmrs::Any;
use cosmwasm_std::{BankMsg, Binary, CosmosMsg, DistributionMsg, StakingMsg, WasmMsg};
use serde_json::Value;

use crate::rpc::message::coins;
use crate::Msg;

/// A message of the suite.
pub fn msg(sender: &str, message: CosmosMsg) -> anyhow::Result<Msg> {
    Ok(match message {
        CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => {
            Msg::Send { to: to_address, coins: amount }
        }
        CosmosMsg::Wasm(message) => wasm(sender, message)?,
        CosmosMsg::Staking(StakingMsg::Delegate { validator, amount }) => {
            Msg::Delegate { validator, coin: amount }
        }
        CosmosMsg::Staking(StakingMsg::Undelegate { validator, amount }) => {
            Msg::Undelegate { validator, coin: amount }
        }
        CosmosMsg::Staking(StakingMsg::Redelegate { src_validator, dst_validator, amount }) => {
            Msg::Redelegate { from: src_validator, to: dst_validator, coin: amount }
        }
        CosmosMsg::Distribution(DistributionMsg::WithdrawDelegatorReward { validator }) => {
            Msg::WithdrawRewards { validator }
        }
        CosmosMsg::Distribution(DistributionMsg::SetWithdrawAddress { address }) => {
            let delegator_address = sender.to_string();
            other(&MsgSetWithdrawAddress { delegator_address, withdraw_address: address })
        }
        other => anyhow::bail!("{other:?} cannot be sent to this chain"),
    })
}

fn wasm(sender: &str, message: WasmMsg) -> anyhow::Result<Msg> {
    let object = |msg: &Binary| -> anyhow::Result<Value> { Ok(serde_json::from_slice(msg)?) };
    Ok(match message {
        WasmMsg::Execute { contract_addr, msg, funds } => {
            Msg::Execute { contract: contract_addr, msg: object(&msg)?, funds }
        }
        WasmMsg::Instantiate { admin, code_id, msg, funds, label } => {
            other(&MsgInstantiateContract {
                sender: sender.to_string(),
                admin: admin.unwrap_or_default(),
                code_id,
                label,
                msg: msg.into(),
                funds: coins(&funds),
            })
        }
        WasmMsg::Instantiate2 { admin, code_id, label, msg, funds, salt } => {
            Msg::Instantiate2 { code_id, label, admin, salt, msg: object(&msg)?, funds }
        }
        WasmMsg::Migrate { contract_addr, new_code_id, msg } => {
            Msg::Migrate { contract: contract_addr, code_id: new_code_id, msg: object(&msg)? }
        }
        other => anyhow::bail!("{other:?} cannot be sent to this chain"),
    })
}

/// Lets an account use gas that another pays for, until a time. It makes the account, too, if there
/// was none.
pub fn allowance(granter: &str, grantee: &str, until: u64) -> Msg {
    let seconds = i64::try_from(until).unwrap_or(i64::MAX);
    let expiration = Some(ProtoTime { seconds, nanos: 0 });
    let basic = BasicAllowance { spend_limit: vec![], expiration };
    let allowance =
        Some(Any { type_url: BasicAllowance::type_url(), value: basic.encode_to_vec() });
    let (granter, grantee) = (granter.to_string(), grantee.to_string());
    other(&MsgGrantAllowance { granter, grantee, allowance })
}

fn other<M: Message + Name>(message: &M) -> Msg {
    Msg::Other { type_url: M::type_url(), value: message.encode_to_vec().into() }
}
