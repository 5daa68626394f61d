//! Other parameters of a chain as messages of its governance.

use cosmwasm_std::Decimal;
use embedded_chain::Params;
use weir_devnet::cosmrs::proto::cosmos::distribution::v1beta1 as distribution;
use weir_devnet::cosmrs::proto::cosmos::slashing::v1beta1 as slashing;
use weir_devnet::cosmrs::proto::cosmos::staking::v1beta1 as staking;
use weir_devnet::cosmrs::proto::traits::{Message, Name};
use weir_devnet::cosmrs::Any;
use weir_devnet::Devnet;

/// The messages that put these parameters into force, of those modules alone whose parameters differ.
pub fn changes(devnet: &Devnet, params: &Params) -> anyhow::Result<Vec<Any>> {
    let authority = devnet.governance()?.to_string();
    let mut messages = vec![];
    let path = "/cosmos.staking.v1beta1.Query/Params";
    let told: staking::QueryParamsResponse = ask(devnet, path, &staking::QueryParamsRequest {})?;
    let is = told.params.unwrap_or_default();
    let shall = staking_params(is.clone(), params)?;
    if shall != is {
        let (authority, params) = (authority.clone(), Some(shall));
        messages.push(any(&staking::MsgUpdateParams { authority, params })?);
    }
    let path = "/cosmos.slashing.v1beta1.Query/Params";
    let told: slashing::QueryParamsResponse = ask(devnet, path, &slashing::QueryParamsRequest {})?;
    let is = told.params.unwrap_or_default();
    let shall = slashing_params(is.clone(), params);
    if shall != is {
        let (authority, params) = (authority.clone(), Some(shall));
        messages.push(any(&slashing::MsgUpdateParams { authority, params })?);
    }
    let path = "/cosmos.distribution.v1beta1.Query/Params";
    let told: distribution::QueryParamsResponse =
        ask(devnet, path, &distribution::QueryParamsRequest {})?;
    let is = told.params.unwrap_or_default();
    let shall = distribution::Params { community_tax: digits(params.community_tax), ..is.clone() };
    if shall != is {
        let params = Some(shall);
        messages.push(any(&distribution::MsgUpdateParams { authority, params })?);
    }
    Ok(messages)
}

fn staking_params(mut is: staking::Params, params: &Params) -> anyhow::Result<staking::Params> {
    if let Some(time) = is.unbonding_time.as_mut() {
        time.seconds = i64::try_from(params.unbonding_period)?;
    }
    (is.max_entries, is.max_validators) = (params.max_entries, params.max_validators);
    Ok(is)
}

fn slashing_params(is: slashing::Params, params: &Params) -> slashing::Params {
    slashing::Params {
        slash_fraction_double_sign: digits(params.slash_fraction_double_sign).into_bytes(),
        slash_fraction_downtime: digits(params.slash_fraction_downtime).into_bytes(),
        ..is
    }
}

/// The SDK's decimals in protobuf: units of 10^-18, in digits.
fn digits(share: Decimal) -> String {
    share.atomics().to_string()
}

fn any<M: Message + Name>(message: &M) -> anyhow::Result<Any> {
    Ok(Any { type_url: M::type_url(), value: message.encode_to_vec() })
}

fn ask<A: Message + Default>(
    devnet: &Devnet,
    path: &str,
    request: &impl Message,
) -> anyhow::Result<A> {
    Ok(A::decode(devnet.rpc()?.query(path, &request.encode_to_vec())?.as_slice())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_written_as_the_sdk_reads_them() {
        assert_eq!(digits(Decimal::percent(5)), "50000000000000000");
        let params =
            Params { slash_fraction_double_sign: Decimal::percent(7), ..Params::default() };
        let is = slashing::Params { signed_blocks_window: 30, ..slashing::Params::default() };
        let shall = slashing_params(is, &params);
        assert_eq!(shall.slash_fraction_double_sign, b"70000000000000000");
        assert_eq!(shall.signed_blocks_window, 30, "what nobody names stays");
    }
}
