//! A devnet that was started: found, asked, sent to and stopped.

use std::path::{Path, PathBuf};

use crate::account::Account;
use crate::consensus_key::NodeKey;
use crate::error::{Error, Result};
use crate::files;
use crate::modules::{self, Standing};
use crate::options::{Interrupt, Options};
use crate::process::{self, Life};
use crate::rpc::Rpc;
use crate::start;
use crate::state::{NodeState, Phase, Place, State};
use crate::tx::{self, Included, Price};

/// A devnet that was started. It goes on when this is dropped, and when the process ends: it is
/// found again by [`Devnet::open`], and ends with [`Devnet::stop`].
#[derive(Debug)]
pub struct Devnet {
    pub(crate) place: Place,
    pub(crate) state: State,
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

    fn fee(&self, gas: u64) -> u128 {
        // a price is a decimal number with its coin; a fee is rounded up
        let number: String =
            self.state.gas_price.chars().take_while(|c| !c.is_alphabetic()).collect();
        let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
        let millionths = format!("{whole}{part:0<6.6}").parse::<u128>().unwrap_or(0);
        millionths.saturating_mul(gas.into()).div_ceil(1_000_000)
    }

    pub(crate) fn index(&self, node: &str) -> Result<usize> {
        let fits =
            |known: &NodeState| known.name == node || known.name.strip_prefix("val") == Some(node);
        self.state.nodes.iter().position(fits).ok_or_else(|| Error::NoSuchNode {
            name: self.name().to_string(),
            node: node.to_string(),
            nodes: self.nodes().collect::<Vec<_>>().join(", "),
        })
    }

    /// A node by its name, or by its number.
    pub(crate) fn node(&self, node: &str) -> Result<&NodeState> {
        let at = self.index(node)?;
        self.state.nodes.get(at).ok_or_else(|| Error::NotRunning { name: self.name().to_string() })
    }
}
