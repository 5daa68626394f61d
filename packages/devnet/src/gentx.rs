//! How a validator is born with the chain: a signed transaction in genesis.

use base64::prelude::{Engine, BASE64_STANDARD};
use cosmrs::proto::cosmos::base::v1beta1::Coin;
use cosmrs::proto::cosmos::crypto::ed25519;
use cosmrs::proto::cosmos::staking::v1beta1::{CommissionRates, Description, MsgCreateValidator};
use cosmrs::tx::{Body, Fee, SignDoc, SignerInfo};
use cosmrs::Any;
use serde_json::{json, Value};

use crate::account::Account;
use crate::consensus_key::NodeKey;
use crate::error::{Error, Result};

/// Gas that the transaction names; nobody charges for it.
const GAS: u64 = 200_000;

/// Commission of every validator: 5 %, at most 20 %, by at most 1 % a day.
const COMMISSION: [u128; 3] = [atto(5), atto(20), atto(1)];

const fn atto(percent: u128) -> u128 {
    percent.saturating_mul(10_000_000_000_000_000)
}

/// What a validator begins with.
pub(crate) struct Birth<'a> {
    pub chain_id: &'a str,
    pub moniker: &'a str,
    pub operator: &'a Account,
    pub consensus: &'a NodeKey,
    pub denom: &'a str,
    pub stake: u128,
}

impl Birth<'_> {
    /// The transaction, as genesis holds it.
    pub fn transaction(&self) -> Result<Value> {
        let body = Body::new(vec![self.message()?], "", 0u8);
        let signer = SignerInfo::single_direct(Some(self.operator.key().public_key()), 0);
        let fee = Fee { amount: vec![], gas_limit: GAS, payer: None, granter: None };
        let auth = signer.auth_info(fee);
        let chain_id = self.chain_id.parse().map_err(Error::crypto("a chain's id"))?;
        // in genesis every account signs with the number 0
        let signed = SignDoc::new(&body, &auth, &chain_id, 0)
            .and_then(|doc| doc.sign(self.operator.key()))
            .map_err(Error::crypto("a validator's birth"))?;
        let raw: cosmrs::proto::cosmos::tx::v1beta1::TxRaw = signed.into();
        let signatures: Vec<String> =
            raw.signatures.iter().map(|signature| BASE64_STANDARD.encode(signature)).collect();
        Ok(json!({
            "body": {
                "messages": [self.message_json()?],
                "memo": "",
                "timeout_height": "0",
                "extension_options": [],
                "non_critical_extension_options": [],
            },
            "auth_info": {
                "signer_infos": [{
                    "public_key": {
                        "@type": "/cosmos.crypto.secp256k1.PubKey",
                        "key": BASE64_STANDARD.encode(self.operator.key().public_key().to_bytes()),
                    },
                    "mode_info": { "single": { "mode": "SIGN_MODE_DIRECT" } },
                    "sequence": "0",
                }],
                "fee": { "amount": [], "gas_limit": GAS.to_string(), "payer": "", "granter": "" },
            },
            "signatures": signatures,
        }))
    }

    fn message(&self) -> Result<Any> {
        let [rate, max_rate, max_change_rate] = COMMISSION.map(|part| part.to_string());
        let pubkey = ed25519::PubKey { key: self.consensus.public().to_vec() };
        let pubkey = Any::from_msg(&pubkey).map_err(Error::crypto("a validator's key"))?;
        // delegator_address is deprecated: the operator's is taken
        #[expect(deprecated, reason = "every field has to be said")]
        let message = MsgCreateValidator {
            description: Some(Description { moniker: self.moniker.into(), ..Default::default() }),
            commission: Some(CommissionRates { rate, max_rate, max_change_rate }),
            min_self_delegation: "1".into(),
            delegator_address: String::new(),
            validator_address: self.operator.operator()?.to_string(),
            pubkey: Some(pubkey),
            value: Some(Coin { denom: self.denom.into(), amount: self.stake.to_string() }),
        };
        Any::from_msg(&message).map_err(Error::crypto("a validator's birth"))
    }

    /// The same, as the SDK writes it in JSON.
    fn message_json(&self) -> Result<Value> {
        let [rate, max_rate, max_change_rate] = COMMISSION.map(|part| format!("0.{part:018}"));
        Ok(json!({
            "@type": "/cosmos.staking.v1beta1.MsgCreateValidator",
            "description": {
                "moniker": self.moniker,
                "identity": "",
                "website": "",
                "security_contact": "",
                "details": "",
            },
            "commission": {
                "rate": rate,
                "max_rate": max_rate,
                "max_change_rate": max_change_rate,
            },
            "min_self_delegation": "1",
            "delegator_address": "",
            "validator_address": self.operator.operator()?.to_string(),
            "pubkey": {
                "@type": "/cosmos.crypto.ed25519.PubKey",
                "key": self.consensus.public_base64(),
            },
            "value": { "denom": self.denom, "amount": self.stake.to_string() },
        }))
    }
}
