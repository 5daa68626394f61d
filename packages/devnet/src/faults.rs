//! What goes wrong on a devnet because somebody asked for it.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::account::Account;
use crate::consensus_key::{hex_upper, NodeKey};
use crate::devnet::Devnet;
use crate::error::{Error, Result};
use crate::evidence;
use crate::modules::Standing;
use crate::node::PATIENCE;
use crate::process::{self, wait_until, Life};
use crate::start;
use crate::state::NodeState;
use crate::tx::Included;

/// Gas of a transaction of the SDK's own messages.
const GAS: u64 = 300_000;

/// A double sign that the chain acted upon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubleSign {
    /// The height that was signed twice.
    pub height: u64,
    /// The evidence's hash, in hex.
    pub evidence: String,
    /// The validator before.
    pub before: Standing,
    /// The validator after.
    pub after: Standing,
}

impl Devnet {
    /// Stops a node where it is, as a machine that hangs; it misses blocks from now on.
    ///
    /// # Errors
    /// [`Error::NodeState`] when it does not run.
    pub fn halt(&self, node: &str) -> Result<()> {
        self.turn(node, Life::Running, Signal::STOP, Life::Halted)
    }

    /// Lets a halted node go on.
    ///
    /// # Errors
    /// [`Error::NodeState`] when it is not halted.
    pub fn resume(&self, node: &str) -> Result<()> {
        self.turn(node, Life::Halted, Signal::CONT, Life::Running)
    }

    /// Kills a node at once, as a power cut would.
    ///
    /// # Errors
    /// [`Error::NodeState`] when it is gone already.
    pub fn kill(&self, node: &str) -> Result<()> {
        let node = self.node(node)?;
        match (node.life(), node.process) {
            (Life::Running | Life::Halted, Some(identity)) => {
                process::kill(identity, &node.home);
                Ok(())
            }
            _ => Err(node.is_not("running")),
        }
    }

    /// Starts a node again that was killed or ended, with what it had written, and waits until it
    /// has the block that the others have by then.
    ///
    /// # Errors
    /// [`Error::NodeState`] when it is not gone; when it ends again or gets no block.
    pub fn restart(&mut self, node: &str) -> Result<()> {
        let at = self.index(node)?;
        self.restart_those(&[at])
    }

    /// Kills all nodes at once and starts them again, as after a power cut; waits for a new block.
    ///
    /// # Errors
    /// When a node ends again or no block comes.
    pub fn restart_all(&mut self) -> Result<()> {
        for node in &self.state.nodes {
            if let Some(identity) = node.process {
                process::kill(identity, &node.home);
            }
        }
        let all: Vec<_> = (0..self.state.nodes.len()).collect();
        self.restart_those(&all)
    }

    fn restart_those(&mut self, those: &[usize]) -> Result<()> {
        let _lock = self.place.lock()?;
        let nodes = those.iter().filter_map(|at| self.state.nodes.get(*at));
        if let Some(alive) = nodes.clone().find(|node| node.life() != Life::Gone) {
            return Err(alive.is_not("gone"));
        }
        // a node that was killed does not know how far the others are
        let height = self.rpc().and_then(|rpc| rpc.height());
        let from = height.or_else(|_| self.last_height(those))?;
        for at in those {
            start::launch(&mut self.state, *at)?;
            self.place.save(&self.state)?;
        }
        let nodes = those.iter().filter_map(|at| self.state.nodes.get(*at));
        nodes.into_iter().try_for_each(|node| node.wait_for(from.saturating_add(1)).map(|_| ()))
    }

    /// The greatest height that these nodes signed, as they wrote it down themselves.
    fn last_height(&self, those: &[usize]) -> Result<u64> {
        let nodes = those.iter().filter_map(|at| self.state.nodes.get(*at));
        let heights: Result<Vec<u64>> = nodes.map(NodeState::signed_height).collect();
        Ok(heights?.into_iter().max().unwrap_or(0))
    }

    /// Asks for a jailed validator to come back, in its operator's name.
    ///
    /// # Errors
    /// [`Error::Transaction`] when the chain refuses: it is not jailed, not for long enough, or
    /// tombstoned.
    pub fn unjail(&self, node: &str) -> Result<Included> {
        let node = self.node(node)?;
        let operator = Account::named(&node.name)?;
        let address = operator.operator()?.to_string();
        let message =
            cosmrs::proto::cosmos::slashing::v1beta1::MsgUnjail { validator_addr: address };
        let message = cosmrs::Any::from_msg(&message).map_err(Error::crypto("a message"))?;
        self.send(&operator, vec![message], GAS)
    }

    /// Signs a past height a second time with a node's own key, reports it and waits until the
    /// chain has acted: the validator is slashed, jailed and tombstoned.
    ///
    /// # Errors
    /// When the height is not past, the validator did not vote then or is tombstoned already, or
    /// the evidence is refused, as it is when it is too old.
    pub fn double_sign(&self, node: &str, height: u64) -> Result<DoubleSign> {
        let rpc = self.rpc()?;
        let before = self.standing(node)?;
        let node = self.node(node)?;
        if before.tombstoned {
            return Err(Error::Tombstoned { node: node.name.clone() });
        }
        let latest = rpc.height()?;
        if height == 0 || height >= latest {
            return Err(Error::NotPast { height, latest });
        }
        let key = NodeKey::read(&node.home)?;
        let (commit, voters) = (rpc.commit(height)?, rpc.voters(height)?);
        let address = hex_upper(&key.address());
        let voter = voters.iter().find(|voter| voter.address == address);
        let voter = voter.ok_or_else(|| Error::NotInSet { node: node.name.clone(), height })?;
        let proof = evidence::double_sign(self.chain_id(), &key, &commit, &voters, voter)?;
        let answer = rpc.call("broadcast_evidence", serde_json::json!({ "evidence": proof }))?;
        let evidence = answer.get("hash").and_then(|hash| hash.as_str()).unwrap_or_default();
        let after = self.acted(&node.name)?;
        Ok(DoubleSign { height, evidence: evidence.to_string(), before, after })
    }

    fn acted(&self, node: &str) -> Result<Standing> {
        let began = Instant::now();
        loop {
            let standing = self.standing(node)?;
            if standing.tombstoned {
                // its parts are asked one after the other: the first may be of the block before
                return self.standing(node);
            }
            if began.elapsed() > PATIENCE {
                let reason = format!("no block used it within {} s", PATIENCE.as_secs());
                return Err(Error::Refused { asked: "the evidence".to_string(), reason });
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn turn(&self, node: &str, from: Life, by: Signal, to: Life) -> Result<()> {
        let node = self.node(node)?;
        let identity = node.process.filter(|_| node.life() == from);
        let identity = identity.ok_or_else(|| node.is_not(from.word()))?;
        process::signal(identity, by);
        match wait_until(PATIENCE, || node.life() == to) {
            true => Ok(()),
            false => Err(node.is_not(to.word())),
        }
    }
}
