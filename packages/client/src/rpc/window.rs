//! What a chain that lives by itself needs of its node: one height at a time, and keys that no
//! keyring has.

use cosmwasm_std::Timestamp;
use tendermint_rpc::endpoint::{abci_info, header};

use super::sign::sign_with;
use super::{RpcNode, Transport};
use crate::{Fee, Key, Node, NodeError, TxOutcome, Unsigned};

/// A key that signs, and who pays for the gas if not its account: empty if it does.
pub(crate) struct Seal<'a> {
    pub key: &'a Key,
    pub granter: &'a str,
}

impl RpcNode {
    /// What addresses of accounts begin with.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// A key of the keyring.
    pub(crate) fn key(&self, name: &str) -> Result<Key, NodeError> {
        self.keyring.key(name)
    }

    /// The same node for questions about one height at a time.
    pub(crate) fn window(&self) -> Transport {
        Transport::new(&self.options.node)
    }

    /// How long to wait for the next sign of life of the chain.
    pub(crate) fn patience(&self) -> std::time::Duration {
        self.options.patience
    }

    /// The last height that the application has.
    pub(crate) fn committed(&self) -> Result<u64, NodeError> {
        Ok(self.transport.must(abci_info::Request)?.response.last_block_height.value())
    }

    /// The time of a block, to the nanosecond.
    pub(crate) fn time_of(&self, height: u64) -> Result<Timestamp, NodeError> {
        let bad = |cause: String| self.transport.nonsense("header", &cause);
        let at = height.try_into().map_err(|_| bad(format!("height {height}")))?;
        let time = self.transport.must(header::Request::new(at))?.header.time;
        let nanos = u64::try_from(time.unix_timestamp_nanos());
        Ok(Timestamp::from_nanos(nanos.map_err(|error| bad(error.to_string()))?))
    }

    /// Signs with a key of the sender's, sends and waits. A wrong sequence is tried once more.
    pub(crate) fn broadcast_as(
        &mut self,
        tx: &Unsigned,
        fee: &Fee,
        seal: &Seal<'_>,
    ) -> Result<TxOutcome, NodeError> {
        let signed = |node: &Self| sign_with(node, tx, fee, seal.granter, || Ok(seal.key.clone()));
        let first = signed(self)?;
        match self.submit(&first) {
            Err(NodeError::Sequence { .. }) => {
                let again = signed(self)?;
                self.submit(&again)
            }
            done => done,
        }
    }
}
