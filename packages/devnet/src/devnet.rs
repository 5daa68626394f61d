//! A devnet that was started, and what can be done to it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::account::Account;
use crate::consensus_key::{hex_upper, NodeKey};
use crate::error::{Error, Result};
use crate::evidence;
use crate::files;
use crate::modules::{self, Standing};
use crate::options::{Interrupt, Options};
use crate::process::{self, wait_until, Life};
use crate::rpc::Rpc;
use crate::start;
use crate::state::{NodeState, Phase, Place, State};
use crate::tx::{self, Included, Price};

/// How long a command waits for a block that would come within two seconds on a healthy chain.
const PATIENCE: Duration = Duration::from_secs(60);
/// Lines of a log that a user is shown.
const LAST_WORDS: usize = 15;
/// Gas of a transaction of the SDK's own messages.
const GAS: u64 = 300_000;

/// A devnet that was started. It goes on when this is dropped, and when the process ends: it is
/// found again by [`Devnet::open`], and ends with [`Devnet::stop`].
#[derive(Debug)]
pub struct Devnet {
    place: Place,
    state: State,
}

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
    /// Starts a devnet and waits for its second block. What an earlier start or an earlier devnet
    /// of this name left is cleared away before. A start that fails, is interrupted or panics
    /// leaves nothing; one whose process is killed is cleared away by the next.
    ///
    /// # Errors
    /// When one of this name runs, wasmd is missing or of another version, ports are taken, there
    /// is no room, a node ends or no block comes: with its last words.
    pub fn start(options: &Options, interrupt: &Interrupt) -> Result<Self> {
        start::start(options, interrupt)
    }

    /// The devnet of this name below Weir's home, if it was started and not stopped.
    ///
    /// # Errors
    /// [`Error::NotRunning`] when it was not.
    pub fn open(home: &Path, name: &str) -> Result<Self> {
        let place = Place::of(home, name)?;
        let state = place.load()?.filter(|state| state.phase == Phase::Started);
        let state = state.ok_or_else(|| Error::NotRunning { name: name.to_string() })?;
        Ok(Self { place, state })
    }

    /// Stops the devnet of this name: when this returns no process is left. Its files stay, to be
    /// read, until it is started anew. One that was not started, or whose start was killed, is
    /// cleared away. Whether there was anything to stop.
    ///
    /// # Errors
    /// When another process starts or changes it, or its files cannot be written.
    pub fn stop(home: &Path, name: &str) -> Result<bool> {
        let place = Place::of(home, name)?;
        let folder = place.folder();
        if !folder.exists() {
            return Ok(false);
        }
        let _lock = place.lock()?;
        let ran = !process::nodes_in(&folder).is_empty();
        start::end_all_in(&folder);
        match place.load() {
            Ok(Some(mut state)) if state.phase != Phase::Starting => {
                let ran = ran || state.phase == Phase::Started;
                state.phase = Phase::Stopped;
                state.nodes.iter_mut().for_each(|node| node.process = None);
                place.save(&state)?;
                Ok(ran)
            }
            _ => files::remove_folder(&folder).map(|()| true),
        }
    }

    pub(crate) fn new(place: Place, state: State) -> Self {
        Self { place, state }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.place.name()
    }

    /// The id of its chain.
    pub fn chain_id(&self) -> &str {
        &self.state.chain_id
    }

    /// The staking coin.
    pub fn denom(&self) -> &str {
        &self.state.denom
    }

    /// What a unit of gas costs at least, as `0.025uatom`.
    pub fn gas_price(&self) -> &str {
        &self.state.gas_price
    }

    /// Its folder.
    pub fn folder(&self) -> PathBuf {
        self.place.folder()
    }

    /// Its nodes' names.
    pub fn nodes(&self) -> impl Iterator<Item = &str> {
        self.state.nodes.iter().map(|node| node.name.as_str())
    }

    /// Its accounts that began with coins, operators of validators included.
    ///
    /// # Errors
    /// As [`Account::named`].
    pub fn accounts(&self) -> Result<Vec<Account>> {
        self.state.accounts.iter().map(|name| Account::named(name)).collect()
    }

    /// The RPC port of its first node.
    pub fn first(&self) -> Rpc {
        Rpc::on(self.state.nodes.first().map_or(0, |node| node.rpc))
    }

    /// The RPC port of the first node that runs.
    ///
    /// # Errors
    /// [`Error::NotRunning`] when none does.
    pub fn rpc(&self) -> Result<Rpc> {
        let running = self.state.nodes.iter().find(|node| node.life() == Life::Running);
        let running = running.ok_or_else(|| Error::NotRunning { name: self.name().to_string() })?;
        Ok(Rpc::on(running.rpc))
    }

    /// The address of a validator's operator.
    ///
    /// # Errors
    /// [`Error::NoSuchNode`].
    pub fn operator(&self, node: &str) -> Result<String> {
        Ok(Account::named(&self.node(node)?.name)?.operator()?.to_string())
    }

    /// What the chain thinks of a node's validator.
    ///
    /// # Errors
    /// When no node answers.
    pub fn standing(&self, node: &str) -> Result<Standing> {
        let node = self.node(node)?;
        let key = NodeKey::of_consensus(self.chain_id(), &node.name);
        let operator = Account::named(&node.name)?.operator()?;
        modules::standing(&self.rpc()?, &operator, key.address())
    }

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

    /// Waits for so many further blocks; the height then.
    ///
    /// # Errors
    /// [`Error::NoBlock`] when a minute passes without one.
    pub fn advance(&self, blocks: u64) -> Result<u64> {
        let running = self.state.nodes.iter().find(|node| node.life() == Life::Running);
        let node = running.ok_or_else(|| Error::NotRunning { name: self.name().to_string() })?;
        let from = Rpc::on(node.rpc).height()?;
        node.wait_for(from.saturating_add(blocks))
    }

    /// Sends messages from an account of the devnet in one transaction, and waits until a block
    /// has it.
    ///
    /// # Errors
    /// [`Error::Transaction`] when the chain refuses it.
    pub fn send(&self, from: &Account, messages: Vec<cosmrs::Any>, gas: u64) -> Result<Included> {
        let price = Price { gas, fee: self.fee(gas), denom: self.state.denom.clone() };
        tx::send(&self.rpc()?, self.chain_id(), from, messages, &price)
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
        let message = cosmrs::proto::cosmos::slashing::v1beta1::MsgUnjail { validator_addr: address };
        let message =
            cosmrs::Any::from_msg(&message).map_err(Error::crypto("a message"))?;
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
                return Ok(standing);
            }
            if began.elapsed() > PATIENCE {
                let reason = format!("no block used it within {} s", PATIENCE.as_secs());
                return Err(Error::Refused { asked: "the evidence".to_string(), reason });
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn fee(&self, gas: u64) -> u128 {
        // a price is a decimal number with its coin; a fee is rounded up
        let number: String = self.state.gas_price.chars().take_while(|c| !c.is_alphabetic()).collect();
        let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
        let millionths = format!("{whole}{part:0<6.6}").parse::<u128>().unwrap_or(0);
        millionths.saturating_mul(gas.into()).div_ceil(1_000_000)
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

    pub(crate) fn states(&self) -> &[NodeState] {
        &self.state.nodes
    }

    fn index(&self, node: &str) -> Result<usize> {
        let fits = |known: &NodeState| known.name == node || known.name.strip_prefix("val") == Some(node);
        self.state.nodes.iter().position(fits).ok_or_else(|| Error::NoSuchNode {
            name: self.name().to_string(),
            node: node.to_string(),
            nodes: self.nodes().collect::<Vec<_>>().join(", "),
        })
    }

    /// A node by its name, or by its number.
    fn node(&self, node: &str) -> Result<&NodeState> {
        let at = self.index(node)?;
        self.state.nodes.get(at).ok_or_else(|| Error::NotRunning { name: self.name().to_string() })
    }
}

impl Life {
    /// As `status` says it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Halted => "halted",
            Self::Gone => "gone",
        }
    }
}

impl NodeState {
    /// What its process is doing.
    pub(crate) fn life(&self) -> Life {
        self.process.map_or(Life::Gone, |identity| process::life(identity, &self.home))
    }

    /// Its RPC port, when an answer is not worth waiting for.
    pub(crate) fn ask_quickly(&self) -> Rpc {
        Rpc::within(self.rpc, Duration::from_secs(1))
    }

    /// The end of its log.
    pub(crate) fn last_words(&self) -> String {
        files::last_lines(&self.log, LAST_WORDS)
    }

    fn is_not(&self, expected: &'static str) -> Error {
        Error::NodeState { node: self.name.clone(), state: self.life().word(), expected }
    }

    /// The height that it signed last.
    fn signed_height(&self) -> Result<u64> {
        let path = self.home.join("data/priv_validator_state.json");
        let signed: serde_json::Value = files::read_json(&path)?;
        let reason = "it has no height".to_string();
        crate::rpc::number(&signed, "/height").ok_or(Error::Unreadable { path, reason })
    }

    /// Waits until it has a block of this height; the height that it has.
    fn wait_for(&self, height: u64) -> Result<u64> {
        let mut last = (0, Instant::now());
        loop {
            let at = self.ask_quickly().height().unwrap_or(0);
            if at >= height {
                return Ok(at);
            }
            if at > last.0 {
                last = (at, Instant::now());
            }
            if self.life() == Life::Gone {
                return Err(died(self));
            }
            if last.1.elapsed() > PATIENCE {
                return Err(Error::NoBlock {
                    height: last.0.saturating_add(1),
                    seconds: PATIENCE.as_secs(),
                    node: self.name.clone(),
                    last_words: self.last_words(),
                });
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

/// A node that ended, with its last words.
pub(crate) fn died(node: &NodeState) -> Error {
    Error::NodeDied { node: node.name.clone(), last_words: node.last_words() }
}
