//! What is signed, and whether it was.

use cosmwasm_std::{Addr, Api, Binary, Env, Uint128};
use sha2::{Digest, Sha256};
use weir_quantities::{OperatorId, ServiceId};

use crate::msg::SignedPrice;
use crate::ContractError;

/// Half of the order of secp256k1, rounded down. Of both forms of a signature, s and order − s,
/// exactly one is at most this.
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

/// What a price is a price of.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// Chain and contract: what was signed for another means nothing here.
    pub env: &'a Env,
    /// The service.
    pub service: ServiceId,
    /// Who signs.
    pub operator: OperatorId,
    /// The round.
    pub round: u64,
}

/// The text that an operator signs, by way of its SHA-256.
pub fn text(subject: Subject<'_>, price: Uint128) -> String {
    let Subject { env, service, operator, round } = subject;
    let (chain, contract): (&str, &Addr) = (&env.block.chain_id, &env.contract.address);
    format!("weir price|{chain}|{contract}|{service}|{operator}|{round}|{price}")
}

/// The hash of some bytes.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Whether a price is signed with a key. Of both forms of a signature the low one alone is taken.
///
/// # Errors
/// [`ContractError::SignatureLength`], [`ContractError::MalleableSignature`],
/// [`ContractError::Forged`].
pub fn verify(
    api: &dyn Api,
    subject: Subject<'_>,
    key: &Binary,
    signed: &SignedPrice,
) -> Result<(), ContractError> {
    let signature = signed.signature.as_slice();
    let Some(s) = signature.get(32..).filter(|s| s.len() == 32) else {
        return Err(ContractError::SignatureLength { actual: signature.len() });
    };
    if s > HALF_ORDER.as_slice() {
        return Err(ContractError::MalleableSignature);
    }
    let hash = hash(text(subject, signed.price).as_bytes());
    // An error is bytes that are no signature or no key at all: not his either.
    if api.secp256k1_verify(&hash, signature, key).unwrap_or(false) {
        return Ok(());
    }
    let Subject { operator, round, .. } = subject;
    Err(ContractError::Forged { operator, round, price: signed.price })
}
