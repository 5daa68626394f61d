//! Parameters, messages and events in the chain's words.

use cosmwasm_std::{BankMsg, Binary, Coin, CosmosMsg, DistributionMsg, StakingMsg, WasmMsg};
use cw_multi_test::AppResponse;
use embedded_chain::Params;
use serde_json::{json, Value};
use weir_referee::{msg, Outcome};

use crate::by_message;

/// The parameters of the modules that hold them, in the chain's words.
pub(super) fn modules(params: &Params) -> [(&'static str, Value); 3] {
    [
        (
            "staking",
            json!({
                "bond_denom": params.bond_denom,
                "unbonding_time": format!("{}s", params.unbonding_period),
                "max_validators": params.max_validators,
                "max_entries": params.max_entries,
                // Sets of past blocks, for IBC alone: nobody asks, and each is as large as the set.
                "historical_entries": 0,
            }),
        ),
        (
            "slashing",
            json!({
                "signed_blocks_window": params.signed_blocks_window.to_string(),
                "min_signed_per_window": params.min_signed_per_window.to_string(),
                "downtime_jail_duration": format!("{}s", params.downtime_jail_period),
                "slash_fraction_double_sign": params.slash_fraction_double_sign.to_string(),
                "slash_fraction_downtime": params.slash_fraction_downtime.to_string(),
            }),
        ),
        (
            "distribution",
            json!({
                "community_tax": params.community_tax.to_string(),
                "withdraw_addr_enabled": params.withdraw_address_enabled,
            }),
        ),
    ]
}

/// A message in the chain's words.
pub(super) fn proto(sender: &str, message: CosmosMsg) -> anyhow::Result<Value> {
    let coins = |funds: Vec<Coin>| -> Vec<Value> {
        funds.into_iter().map(|one| msg::coin(one.amount.u128(), &one.denom)).collect()
    };
    let object = |msg: &Binary| -> anyhow::Result<Value> { Ok(serde_json::from_slice(msg)?) };
    Ok(match message {
        CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => json!({
            "@type": "/cosmos.bank.v1beta1.MsgSend",
            "from_address": sender,
            "to_address": to_address,
            "amount": coins(amount),
        }),
        CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, funds }) => {
            msg::execute(sender, &contract_addr, object(&msg)?, coins(funds))
        }
        CosmosMsg::Wasm(WasmMsg::Instantiate { admin, code_id, msg, funds, label }) => {
            let admin = admin.unwrap_or_default();
            msg::instantiate(sender, &admin, code_id, &label, object(&msg)?, coins(funds))
        }
        CosmosMsg::Wasm(WasmMsg::Instantiate2 { admin, code_id, label, msg, funds, salt }) => {
            let admin = admin.unwrap_or_default();
            let funds = coins(funds);
            let mut made = msg::instantiate(sender, &admin, code_id, &label, object(&msg)?, funds);
            made["@type"] = "/cosmwasm.wasm.v1.MsgInstantiateContract2".into();
            made["salt"] = salt.to_base64().into();
            made
        }
        CosmosMsg::Wasm(WasmMsg::Migrate { contract_addr, new_code_id, msg }) => json!({
            "@type": "/cosmwasm.wasm.v1.MsgMigrateContract",
            "sender": sender,
            "contract": contract_addr,
            "code_id": new_code_id.to_string(),
            "msg": object(&msg)?,
        }),
        CosmosMsg::Staking(StakingMsg::Delegate { validator, amount }) => {
            msg::delegate(sender, &validator, amount.amount.u128(), &amount.denom)
        }
        CosmosMsg::Staking(StakingMsg::Undelegate { validator, amount }) => {
            msg::undelegate(sender, &validator, amount.amount.u128(), &amount.denom)
        }
        CosmosMsg::Staking(StakingMsg::Redelegate { src_validator, dst_validator, amount }) => {
            let units = amount.amount.u128();
            msg::redelegate(sender, &src_validator, &dst_validator, units, &amount.denom)
        }
        CosmosMsg::Distribution(DistributionMsg::WithdrawDelegatorReward { validator }) => {
            msg::withdraw_rewards(sender, &validator)
        }
        CosmosMsg::Distribution(DistributionMsg::SetWithdrawAddress { address }) => {
            msg::set_withdraw_address(sender, &address)
        }
        other => anyhow::bail!("{other:?} cannot be sent to this chain"),
    })
}

/// The events of a transaction, by message.
pub(super) fn answers(outcome: Outcome, messages: usize) -> Vec<AppResponse> {
    by_message(outcome.events.into_iter().map(|event| (event.kind, event.attributes)), messages)
}
