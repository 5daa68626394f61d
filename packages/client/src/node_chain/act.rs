//! What is sent: by the faucet, by accounts that it pays for; and how blocks are waited for.

use std::time::Instant;

use anyhow::Context as _;
use cosmwasm_std::{Addr, Coin, Timestamp};

use super::people::stop;
use super::{words, NodeChain};
use crate::rpc::{query, Seal};
use crate::{Artifacts, Msg, Node, NodeError, TxOutcome, Unsigned};

/// How long an account of a run may use gas that the faucet pays for.
const ALLOWED: u64 = 7 * 86_400;
/// Pause between two looks for the next block.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(200);

impl NodeChain {
    /// Fails unless the faucet has so much.
    ///
    /// # Errors
    /// [`NodeError::NoFunds`].
    pub fn can_pay(&self, units: u128) -> Result<(), NodeError> {
        let denom = &self.params.bond_denom;
        let has = query::balance(&self.seen, &self.faucet_address, denom)?;
        if has > units {
            return Ok(());
        }
        let needed = format!("{units}{denom} and gas");
        let (address, has) = (self.faucet_address.clone(), format!("{has}{denom}"));
        Err(NodeError::NoFunds { address, needed, has })
    }

    /// The ids of these codes: of those that are there already, or stored now.
    ///
    /// # Errors
    /// When an artifact is missing, or the chain does not take it.
    pub fn store_codes(
        &mut self,
        artifacts: &Artifacts,
        names: &[&str],
    ) -> Result<Vec<u64>, NodeError> {
        let mut ids = vec![];
        for name in names {
            let artifact = artifacts.read(name)?;
            let id = match self.node.code_with_hash(&artifact.hash)? {
                Some(id) => id,
                None => {
                    self.by_faucet(vec![Msg::StoreCode { wasm: artifact.wasm.into() }])?;
                    self.node.code_with_hash(&artifact.hash)?.ok_or_else(|| NodeError::Invalid {
                        what: format!("the code of {name}"),
                        cause: "not everybody may instantiate it on this chain".into(),
                    })?
                }
            };
            ids.push(id);
        }
        Ok(ids)
    }

    /// From now on everything is asked about this height.
    pub(super) fn look_at(&mut self, height: u64) -> Result<(), NodeError> {
        if height > self.height {
            (self.height, self.time) = (height, self.node.time_of(height)?);
            self.seen.look_at(height);
        }
        Ok(())
    }

    /// A transaction that the faucet sends and pays.
    fn by_faucet(&mut self, msgs: Vec<Msg>) -> Result<TxOutcome, NodeError> {
        let tx = Unsigned { from: self.faucet_address.clone(), msgs, memo: String::new() };
        let seal = Seal { key: &self.faucet, granter: "" };
        let outcome = self.node.broadcast_as(&tx, &self.fee, &seal)?;
        self.look_at(outcome.height)?;
        Ok(outcome)
    }

    /// What lets an account of this run act, if nothing does yet.
    fn welcome(&self, address: &str) -> Option<Msg> {
        let until = self.time.seconds().saturating_add(ALLOWED);
        let is_new = !self.allowed.contains(address) && self.people.key(address).is_some();
        is_new.then(|| words::allowance(&self.faucet_address, address, until))
    }

    /// A transaction that an account of this run sends and the faucet pays.
    pub(super) fn by_person(&mut self, address: &str, msgs: Vec<Msg>) -> anyhow::Result<TxOutcome> {
        let key = self.people.key(address);
        let key = key.with_context(|| format!("nobody here has the key of {address}"))?;
        if let Some(welcome) = self.welcome(address) {
            self.by_faucet(vec![welcome]).map_err(refused)?;
            self.allowed.insert(address.to_string());
        }
        let tx = Unsigned { from: address.to_string(), msgs, memo: String::new() };
        let seal = Seal { key: &key, granter: &self.faucet_address };
        // One that is refused changes nothing, so what is seen stays what it was.
        let outcome = self.node.broadcast_as(&tx, &self.fee, &seal).map_err(refused)?;
        self.look_at(outcome.height).map_err(refused)?;
        Ok(outcome)
    }

    pub(super) fn fund(&mut self, account: &Addr, coins: Vec<Coin>) -> anyhow::Result<()> {
        let mut msgs = vec![Msg::Send { to: account.to_string(), coins }];
        msgs.extend(self.welcome(account.as_str()));
        self.by_faucet(msgs).map_err(refused)?;
        if self.people.key(account.as_str()).is_some() {
            self.allowed.insert(account.to_string());
        }
        Ok(())
    }

    /// Waits for a block that is later than another and not earlier than a time.
    pub(super) fn wait_for(&mut self, height: u64, time: Timestamp) -> anyhow::Result<()> {
        let (mut last, mut since) = (self.height, Instant::now());
        loop {
            let now = self.node.committed().map_err(refused)?;
            if now > last {
                (last, since) = (now, Instant::now());
                if now > height && self.node.time_of(now).map_err(refused)? >= time {
                    return self.look_at(now).map_err(refused);
                }
            }
            let waited = since.elapsed();
            anyhow::ensure!(waited < self.node.patience(), "no block came after {last}");
            std::thread::sleep(PAUSE);
        }
    }
}

/// What the chain refused, with its reason, in the words that every chain has for it; the run ends
/// where the chain is not there any more.
pub(super) fn refused(error: NodeError) -> anyhow::Error {
    let refusal = |codespace: String, code, log| {
        weir_referee::Refusal { codespace, code, log, gas_used: 0 }.into()
    };
    match error {
        NodeError::Refused { codespace, code, text } => refusal(codespace, code, text),
        NodeError::NoFunds { needed, has, .. } => {
            let log =
                format!("spendable balance {has} is smaller than {needed}: insufficient funds");
            refusal("sdk".to_string(), 5, log)
        }
        error if error.exit_code() == 4 => stop(&error),
        error => error.into(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn refusals_have_the_words_of_other_chains_and_a_silent_node_ends_the_run() {
        let reason = |error| refused(error).downcast::<weir_referee::Refusal>().unwrap().reason();
        let (codespace, text) = ("wasm".to_string(), "the batch is open".to_string());
        assert_eq!(reason(NodeError::Refused { codespace, code: 5, text }), "the batch is open");
        let (needed, has) = ("9uatom".to_string(), "1uatom".to_string());
        let poor = NodeError::NoFunds { address: "wasm1a".to_string(), needed, has };
        assert!(reason(poor).ends_with("1uatom is smaller than 9uatom: insufficient funds"));
        let (url, cause) = ("http://there".to_string(), "it is off".to_string());
        let silent = NodeError::Unreachable { url, cause };
        let words = silent.to_string();
        let ended = std::panic::catch_unwind(|| refused(silent)).unwrap_err();
        assert_eq!(*ended.downcast::<String>().unwrap(), words);
    }
}
