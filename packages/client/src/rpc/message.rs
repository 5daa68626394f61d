//! Messages in protobuf.

use cosmrs::proto::cosmos::bank::v1beta1::MsgSend;
use cosmrs::proto::cosmos::base::v1beta1::Coin as ProtoCoin;
use cosmrs::proto::cosmos::distribution::v1beta1::MsgWithdrawDelegatorReward;
use cosmrs::proto::cosmos::gov::v1::{MsgVote, VoteOption as ProtoOption};
use cosmrs::proto::cosmos::slashing::v1beta1::MsgUnjail;
use cosmrs::proto::cosmos::staking::v1beta1::{MsgBeginRedelegate, MsgDelegate, MsgUndelegate};
use cosmrs::proto::cosmwasm::wasm::v1::{
    MsgClearAdmin, MsgExecuteContract, MsgInstantiateContract2, MsgMigrateContract, MsgStoreCode,
    MsgUpdateAdmin,
};
use cosmrs::proto::traits::Message;
use cosmrs::Any;
use cosmwasm_std::Coin;
use serde_json::Value;

use crate::{Msg, VoteOption};

/// A message as a transaction holds it.
pub fn any(sender: &str, msg: &Msg) -> Any {
    let sender = sender.to_string();
    match msg.clone() {
        Msg::StoreCode { wasm } => pack(
            "/cosmwasm.wasm.v1.MsgStoreCode",
            MsgStoreCode { sender, wasm_byte_code: wasm.into(), instantiate_permission: None },
        ),
        Msg::Instantiate2 { code_id, label, admin, salt, msg, funds } => pack(
            "/cosmwasm.wasm.v1.MsgInstantiateContract2",
            MsgInstantiateContract2 {
                sender,
                admin: admin.unwrap_or_default(),
                code_id,
                label,
                msg: bytes(&msg),
                funds: coins(&funds),
                salt: salt.into(),
                fix_msg: false,
            },
        ),
        Msg::Execute { contract, msg, funds } => pack(
            "/cosmwasm.wasm.v1.MsgExecuteContract",
            MsgExecuteContract { sender, contract, msg: bytes(&msg), funds: coins(&funds) },
        ),
        Msg::Migrate { contract, code_id, msg } => pack(
            "/cosmwasm.wasm.v1.MsgMigrateContract",
            MsgMigrateContract { sender, contract, code_id, msg: bytes(&msg) },
        ),
        Msg::UpdateAdmin { contract, admin } => pack(
            "/cosmwasm.wasm.v1.MsgUpdateAdmin",
            MsgUpdateAdmin { sender, new_admin: admin, contract },
        ),
        Msg::ClearAdmin { contract } => {
            pack("/cosmwasm.wasm.v1.MsgClearAdmin", MsgClearAdmin { sender, contract })
        }
        Msg::Other { type_url, value } => Any { type_url, value: value.into() },
        Msg::Send { to, coins: sent } => pack(
            "/cosmos.bank.v1beta1.MsgSend",
            MsgSend { from_address: sender, to_address: to, amount: coins(&sent) },
        ),
        Msg::Delegate { validator, coin: amount } => pack(
            "/cosmos.staking.v1beta1.MsgDelegate",
            MsgDelegate {
                delegator_address: sender,
                validator_address: validator,
                amount: Some(coin(&amount)),
            },
        ),
        Msg::Undelegate { validator, coin: amount } => pack(
            "/cosmos.staking.v1beta1.MsgUndelegate",
            MsgUndelegate {
                delegator_address: sender,
                validator_address: validator,
                amount: Some(coin(&amount)),
            },
        ),
        Msg::Redelegate { from, to, coin: amount } => pack(
            "/cosmos.staking.v1beta1.MsgBeginRedelegate",
            MsgBeginRedelegate {
                delegator_address: sender,
                validator_src_address: from,
                validator_dst_address: to,
                amount: Some(coin(&amount)),
            },
        ),
        Msg::WithdrawRewards { validator } => pack(
            "/cosmos.distribution.v1beta1.MsgWithdrawDelegatorReward",
            MsgWithdrawDelegatorReward { delegator_address: sender, validator_address: validator },
        ),
        Msg::Unjail { validator } => {
            pack("/cosmos.slashing.v1beta1.MsgUnjail", MsgUnjail { validator_addr: validator })
        }
        Msg::Vote { proposal, option } => {
            let option = match option {
                VoteOption::Yes => ProtoOption::Yes,
                VoteOption::Abstain => ProtoOption::Abstain,
                VoteOption::No => ProtoOption::No,
                VoteOption::NoWithVeto => ProtoOption::NoWithVeto,
            };
            let (proposal_id, option) = (proposal, option.into());
            let vote = MsgVote { proposal_id, voter: sender, option, metadata: String::new() };
            pack("/cosmos.gov.v1.MsgVote", vote)
        }
    }
}

fn pack(type_url: &str, message: impl Message) -> Any {
    Any { type_url: type_url.to_string(), value: message.encode_to_vec() }
}

fn bytes(message: &Value) -> Vec<u8> {
    message.to_string().into_bytes()
}

/// A coin in protobuf.
pub fn coin(coin: &Coin) -> ProtoCoin {
    ProtoCoin { denom: coin.denom.clone(), amount: coin.amount.to_string() }
}

/// Coins in protobuf.
pub fn coins(all: &[Coin]) -> Vec<ProtoCoin> {
    all.iter().map(coin).collect()
}
