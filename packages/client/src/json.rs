//! Messages and whole transactions in the SDK's JSON, as multisig tools and Ledger users take them.

use base64::prelude::{Engine, BASE64_STANDARD};
use cosmwasm_std::Coin;
use serde_json::{json, Value};

use crate::{Fee, Msg, NodeError, Unsigned, VoteOption};

impl Unsigned {
    /// The SDK's JSON of the transaction, not signed; `sender` is the address it is signed by.
    ///
    /// # Errors
    /// [`NodeError::NotPossibleHere`] for a message that only its caller can read.
    pub fn to_json(&self, sender: &str, fee: &Fee, gas: u64) -> Result<Value, NodeError> {
        let messages = self.msgs.iter().map(|msg| message(sender, msg));
        Ok(json!({
            "body": {
                "messages": messages.collect::<Result<Vec<_>, _>>()?,
                "memo": self.memo,
                "timeout_height": "0",
                "extension_options": [],
                "non_critical_extension_options": [],
            },
            "auth_info": {
                "signer_infos": [],
                "fee": {
                    "amount": coins(&fee.coins(gas)?),
                    "gas_limit": gas.to_string(),
                    "payer": "",
                    "granter": "",
                },
                "tip": null,
            },
            "signatures": [],
        }))
    }
}

/// A message in the chain's words.
pub(crate) fn message(sender: &str, msg: &Msg) -> Result<Value, NodeError> {
    Ok(match msg {
        Msg::StoreCode { wasm } => json!({
            "@type": "/cosmwasm.wasm.v1.MsgStoreCode",
            "sender": sender,
            "wasm_byte_code": BASE64_STANDARD.encode(wasm),
            "instantiate_permission": null,
        }),
        Msg::Instantiate2 { code_id, label, admin, salt, msg, funds } => json!({
            "@type": "/cosmwasm.wasm.v1.MsgInstantiateContract2",
            "sender": sender,
            "admin": admin.as_deref().unwrap_or_default(),
            "code_id": code_id.to_string(),
            "label": label,
            "msg": msg,
            "funds": coins(funds),
            "salt": BASE64_STANDARD.encode(salt),
            "fix_msg": false,
        }),
        Msg::Execute { contract, msg, funds } => json!({
            "@type": "/cosmwasm.wasm.v1.MsgExecuteContract",
            "sender": sender,
            "contract": contract,
            "msg": msg,
            "funds": coins(funds),
        }),
        Msg::Migrate { contract, code_id, msg } => json!({
            "@type": "/cosmwasm.wasm.v1.MsgMigrateContract",
            "sender": sender,
            "contract": contract,
            "code_id": code_id.to_string(),
            "msg": msg,
        }),
        Msg::UpdateAdmin { contract, admin } => json!({
            "@type": "/cosmwasm.wasm.v1.MsgUpdateAdmin",
            "sender": sender,
            "new_admin": admin,
            "contract": contract,
        }),
        Msg::ClearAdmin { contract } => json!({
            "@type": "/cosmwasm.wasm.v1.MsgClearAdmin",
            "sender": sender,
            "contract": contract,
        }),
        Msg::Send { to, coins: sent } => json!({
            "@type": "/cosmos.bank.v1beta1.MsgSend",
            "from_address": sender,
            "to_address": to,
            "amount": coins(sent),
        }),
        Msg::Delegate { validator, coin: amount } => json!({
            "@type": "/cosmos.staking.v1beta1.MsgDelegate",
            "delegator_address": sender,
            "validator_address": validator,
            "amount": coin(amount),
        }),
        Msg::Undelegate { validator, coin: amount } => json!({
            "@type": "/cosmos.staking.v1beta1.MsgUndelegate",
            "delegator_address": sender,
            "validator_address": validator,
            "amount": coin(amount),
        }),
        Msg::Redelegate { from, to, coin: amount } => json!({
            "@type": "/cosmos.staking.v1beta1.MsgBeginRedelegate",
            "delegator_address": sender,
            "validator_src_address": from,
            "validator_dst_address": to,
            "amount": coin(amount),
        }),
        Msg::WithdrawRewards { validator } => json!({
            "@type": "/cosmos.distribution.v1beta1.MsgWithdrawDelegatorReward",
            "delegator_address": sender,
            "validator_address": validator,
        }),
        Msg::Unjail { validator } => json!({
            "@type": "/cosmos.slashing.v1beta1.MsgUnjail",
            "validator_addr": validator,
        }),
        Msg::Vote { proposal, option } => json!({
            "@type": "/cosmos.gov.v1.MsgVote",
            "proposal_id": proposal.to_string(),
            "voter": sender,
            "option": match option {
                VoteOption::Yes => "VOTE_OPTION_YES",
                VoteOption::Abstain => "VOTE_OPTION_ABSTAIN",
                VoteOption::No => "VOTE_OPTION_NO",
                VoteOption::NoWithVeto => "VOTE_OPTION_NO_WITH_VETO",
            },
            "metadata": "",
        }),
        Msg::Other { .. } => {
            return Err(NodeError::NotPossibleHere { what: "a message in protobuf" })
        }
    })
}

fn coin(coin: &Coin) -> Value {
    json!({ "denom": coin.denom, "amount": coin.amount })
}

fn coins(all: &[Coin]) -> Vec<Value> {
    all.iter().map(coin).collect()
}
