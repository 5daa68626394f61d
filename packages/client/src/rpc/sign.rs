//! Transactions, signed with SIGN_MODE_DIRECT.

use cosmrs::proto::cosmos::tx::signing::v1beta1::SignMode;
use cosmrs::proto::cosmos::tx::v1beta1::mode_info::{Single, Sum};
use cosmrs::proto::cosmos::tx::v1beta1::SignDoc;
use cosmrs::proto::cosmos::tx::v1beta1::{
    AuthInfo, Fee as ProtoFee, ModeInfo, SignerInfo, SimulateRequest, SimulateResponse, TxBody,
    TxRaw,
};
use cosmrs::proto::traits::Message;
use cosmrs::Any;

use super::message::{any, coins};
use super::refusal::{refusal, About};
use super::{query, RpcNode};
use crate::files::hash_of;
use crate::{Fee, Key, Node, NodeError, Signed, Unsigned};

/// What a signer is to the chain.
struct Signer {
    address: String,
    number: u64,
}

pub fn sign(node: &RpcNode, tx: &Unsigned, fee: &Fee) -> Result<Signed, NodeError> {
    let name = node.keyring.name_of(&node.address_of(&tx.from)?, &node.prefix)?;
    sign_with(node, tx, fee, "", || node.keyring.key(&name))
}

/// Signs with a key of the sender's; `granter` is who pays for the gas, by an allowance, if not the
/// sender.
pub fn sign_with(
    node: &RpcNode,
    tx: &Unsigned,
    fee: &Fee,
    granter: &str,
    key: impl FnOnce() -> Result<Key, NodeError>,
) -> Result<Signed, NodeError> {
    let address = node.address_of(&tx.from)?;
    let gas_limit = fee.limit(|| simulate(node, tx))?;
    let amount = coins(&fee.coins(gas_limit)?);
    let (number, sequence) = query::account(&node.transport, &address)?;
    let signer = Signer { address, number };
    let timeout_height = node.latest_block()?.height.saturating_add(node.options.timeout_blocks);
    let key = key()?;
    let body = body(tx, &signer.address, timeout_height);
    let paid = ProtoFee { amount, gas_limit, granter: granter.to_string(), ..ProtoFee::default() };
    let auth = auth(&key, sequence, paid)?;
    let bytes = seal(&key, &node.options.chain_id, &signer, &body, &auth)?;
    Ok(Signed { hash: hash_of(&bytes), bytes, timeout_height, gas_limit })
}

pub fn simulate(node: &RpcNode, tx: &Unsigned) -> Result<u64, NodeError> {
    let address = node.address_of(&tx.from)?;
    let (_, sequence) = query::account(&node.transport, &address)?;
    // No signature is looked at, so that nobody here needs the key; then the chain reckons with a
    // usual one.
    let name = node.keyring.name_of(&address, &node.prefix).ok();
    let public = name.map(|name| node.keyring.public(&name)).transpose()?;
    // The SDK reads the fee without looking whether there is one.
    let fee = Some(ProtoFee::default());
    let auth = AuthInfo { signer_infos: vec![info(public, sequence)], fee, ..AuthInfo::default() };
    let raw = TxRaw {
        body_bytes: body(tx, &address, 0).encode_to_vec(),
        auth_info_bytes: auth.encode_to_vec(),
        signatures: vec![vec![0; 64]],
    };
    let request = SimulateRequest { tx_bytes: raw.encode_to_vec(), ..SimulateRequest::default() };
    let path = "/cosmos.tx.v1beta1.Service/Simulate";
    let answer: SimulateResponse = query::ask(&node.transport, path, &request)?.map_err(|no| {
        let about =
            About { sender: &address, hash: "", timeout_height: 0, gas_limit: 0, gas_used: 0 };
        refusal(&no.codespace, no.code, &no.log, &about)
    })?;
    let gas = answer.gas_info.ok_or_else(|| node.transport.nonsense(path, "no gas"))?;
    Ok(gas.gas_used)
}

fn body(tx: &Unsigned, sender: &str, timeout_height: u64) -> TxBody {
    TxBody {
        messages: tx.msgs.iter().map(|msg| any(sender, msg)).collect(),
        memo: tx.memo.clone(),
        timeout_height,
        ..TxBody::default()
    }
}

fn info(public_key: Option<Any>, sequence: u64) -> SignerInfo {
    let single = Single { mode: SignMode::Direct.into() };
    let mode_info = Some(ModeInfo { sum: Some(Sum::Single(single)) });
    SignerInfo { public_key, mode_info, sequence }
}

fn auth(key: &Key, sequence: u64, paid: ProtoFee) -> Result<AuthInfo, NodeError> {
    Ok(AuthInfo {
        signer_infos: vec![info(Some(key.public_any()?), sequence)],
        fee: Some(paid),
        ..AuthInfo::default()
    })
}

fn seal(
    key: &Key,
    chain_id: &str,
    signer: &Signer,
    body: &TxBody,
    auth: &AuthInfo,
) -> Result<Vec<u8>, NodeError> {
    let doc = SignDoc {
        body_bytes: body.encode_to_vec(),
        auth_info_bytes: auth.encode_to_vec(),
        chain_id: chain_id.to_string(),
        account_number: signer.number,
    };
    let signature = key.signer()?.sign(&doc.encode_to_vec()).map_err(|error| {
        let cause = error.to_string();
        NodeError::NoKey { name: signer.address.clone(), cause }
    })?;
    let raw = TxRaw {
        body_bytes: doc.body_bytes,
        auth_info_bytes: doc.auth_info_bytes,
        signatures: vec![signature.to_vec()],
    };
    Ok(raw.encode_to_vec())
}
