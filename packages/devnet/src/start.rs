//! From nothing to the second block, or back to nothing.

use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::Value;

use crate::account::Account;
use crate::config::{self, Settings};
use crate::consensus_key::NodeKey;
use crate::devnet::Devnet;
use crate::error::{Error, Result};
use crate::files;
use crate::genesis::Genesis;
use crate::gentx::Birth;
use crate::options::{Interrupt, Options};
use crate::ports::Ports;
use crate::process;
use crate::state::{Lock, NodeState, Phase, Place, State};
use crate::wasmd::Wasmd;

/// Megabytes that nodes fill in their first hour, and some to spare.
const ROOM: u64 = 300;

/// Starts a devnet; see [`Devnet::start`].
pub(crate) fn start(options: &Options, interrupt: &Interrupt) -> Result<Devnet> {
    options.check()?;
    let place = Place::of(options.home(), &options.name)?;
    let lock = place.lock()?;
    make_way(&place)?;
    let wasmd = Wasmd::check(&options.wasmd)?;
    room(&place.folder())?;
    let ports = Ports::claim(options.base_port, options.validators)?;

    let begun = Unfinished { folder: place.folder(), _lock: &lock, finished: false };
    let mut state = prepare(options, &place, &wasmd, &ports)?;
    interrupt.check()?;
    for at in 0..state.nodes.len() {
        launch(&mut state, at)?;
        place.save(&state)?;
    }
    second_block(&state, options, interrupt)?;
    state.phase = Phase::Started;
    place.save(&state)?;
    begun.finish();
    Ok(Devnet::new(place, state))
}

/// Refuses where a devnet of this name runs, and clears away what an earlier one left.
fn make_way(place: &Place) -> Result<()> {
    let folder = place.folder();
    // a state that cannot be read was not written by a start that ended well
    let started = place.load().ok().flatten().filter(|state| state.phase == Phase::Started);
    if let Some(state) = started {
        let running = |node: &&NodeState| node.life() != process::Life::Gone;
        if let Some(first) = state.nodes.iter().find(running) {
            let rpc = format!("http://127.0.0.1:{}", first.rpc);
            return Err(Error::AlreadyRunning { name: state.name, rpc });
        }
    }
    clear(&folder)
}

/// Ends all nodes that live in a folder, and removes it.
pub(crate) fn clear(folder: &Path) -> Result<()> {
    end_all_in(folder);
    files::remove_folder(folder)
}

/// Ends all nodes that live in a folder, also those that nobody wrote down.
pub(crate) fn end_all_in(folder: &Path) {
    let found = process::nodes_in(folder);
    let nodes: Vec<_> = found.iter().map(|(id, home)| (*id, home.as_path())).collect();
    process::end(&nodes);
}

fn room(folder: &Path) -> Result<()> {
    let mut there = folder;
    while !there.exists() {
        there = there.parent().unwrap_or(Path::new("/"));
    }
    let stat = rustix::fs::statvfs(there).map_err(|e| Error::file(there)(e.into()))?;
    let free = stat.f_bavail.saturating_mul(stat.f_frsize) / 1_000_000;
    match free >= ROOM {
        true => Ok(()),
        false => Err(Error::DiskFull { path: there.to_path_buf(), free, needed: ROOM }),
    }
}

/// What a start that does not get to its end leaves: nothing.
struct Unfinished<'a> {
    folder: PathBuf,
    /// Nobody else may begin before all is cleared away.
    _lock: &'a Lock,
    finished: bool,
}

impl Unfinished<'_> {
    fn finish(mut self) {
        self.finished = true;
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if !self.finished {
            // the reason for all this is on its way to the user, and worth more than another
            let _ = clear(&self.folder);
        }
    }
}

/// Writes everything that nodes begin with.
fn prepare(options: &Options, place: &Place, wasmd: &Wasmd, ports: &Ports) -> Result<State> {
    let (names, chain_id) = (options.nodes(), options.chain_id());
    let state = State {
        name: options.name.clone(),
        chain_id: chain_id.clone(),
        phase: Phase::Starting,
        denom: options.denom.clone(),
        gas_price: options.gas_price.clone(),
        wasmd: wasmd.path().to_path_buf(),
        accounts: [&names[..], &options.accounts].concat(),
        nodes: nodes(options, place, ports),
    };
    files::make_folder(&place.folder())?;
    place.save(&state)?;

    // one node's home is what wasmd makes of it, the others' are made after it
    let first = place.folder().join("init");
    wasmd.init(&first, "init", &chain_id, &options.denom)?;
    let mut genesis: Value = files::read_json(&first.join("config/genesis.json"))?;
    write_genesis(&mut genesis, options, &state)?;
    for (at, node) in state.nodes.iter().enumerate() {
        let folder = node.home.join("config");
        files::make_folder(&folder)?;
        files::make_folder(&node.home.join("data"))?;
        let peers = peers(&state, &node.name);
        let settings = Settings {
            moniker: &node.name,
            chain_id: &chain_id,
            ports: ports.of(at),
            peers: &peers,
            gas_price: &options.gas_price,
            api: options.api,
        };
        config::write(&first.join("config"), &folder, &settings)?;
        let consensus = NodeKey::of_consensus(&chain_id, &node.name).consensus_file();
        files::write_json(&folder.join("priv_validator_key.json"), &consensus)?;
        let peer = NodeKey::of_peer(&chain_id, &node.name).peer_file();
        files::write_json(&folder.join("node_key.json"), &peer)?;
        files::write_json(&folder.join("genesis.json"), &genesis)?;
        let nothing_signed = serde_json::json!({ "height": "0", "round": 0, "step": 0 });
        files::write_json(&node.home.join("data/priv_validator_state.json"), &nothing_signed)?;
    }
    files::remove_folder(&first)?;
    write_accounts(place, &state)?;
    Ok(state)
}

/// For people and for other wallets: who has which key.
fn write_accounts(place: &Place, state: &State) -> Result<()> {
    let row = |name: &String| {
        let account = Account::named(name)?;
        let (address, mnemonic) = (account.address().to_string(), account.mnemonic());
        Ok(serde_json::json!({ "name": name, "address": address, "mnemonic": mnemonic }))
    };
    let rows: Result<Vec<Value>> = state.accounts.iter().map(row).collect();
    files::write_json(&place.folder().join("accounts.json"), &rows?)
}

fn nodes(options: &Options, place: &Place, ports: &Ports) -> Vec<NodeState> {
    let node = |(at, name): (usize, String)| {
        let home = place.folder().join(&name);
        let ports = ports.of(at);
        NodeState {
            log: home.join("wasmd.log"),
            home,
            name,
            rpc: ports.rpc,
            p2p: ports.p2p,
            grpc: ports.grpc,
            rest: options.api.then_some(ports.rest),
            process: None,
        }
    };
    options.nodes().into_iter().enumerate().map(node).collect()
}

fn write_genesis(genesis: &mut Value, options: &Options, state: &State) -> Result<()> {
    let mut births = Vec::new();
    let mut accounts = Vec::new();
    for node in &state.nodes {
        let operator = Account::named(&node.name)?;
        let birth = Birth {
            chain_id: &state.chain_id,
            moniker: &node.name,
            operator: &operator,
            consensus: &NodeKey::of_consensus(&state.chain_id, &node.name),
            denom: &options.denom,
            stake: options.stake,
        };
        births.push(birth.transaction()?);
        accounts.push((operator, options.stake.saturating_add(options.funds)));
    }
    for name in &options.accounts {
        accounts.push((Account::named(name)?, options.funds));
    }
    let (denom, unbonding_time) = (options.denom.as_str(), options.unbonding_time);
    let begin = Genesis { denom, unbonding_time, accounts: &accounts, births };
    begin.write_into(genesis, options.genesis.as_ref())
}

fn peers(state: &State, but: &str) -> String {
    let others = state.nodes.iter().filter(|node| node.name != but);
    let peers = others.map(|node| {
        let id = NodeKey::of_peer(&state.chain_id, &node.name).address();
        let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{id}@127.0.0.1:{}", node.p2p)
    });
    peers.collect::<Vec<_>>().join(",")
}

/// Starts the node of this index.
pub(crate) fn launch(state: &mut State, at: usize) -> Result<()> {
    let wasmd = state.wasmd.clone();
    if let Some(node) = state.nodes.get_mut(at) {
        node.process = Some(process::start(&wasmd, &node.home, &node.log)?);
    }
    Ok(())
}

/// Waits for the second block: the first that the validators of genesis agreed on knowing the one
/// before it.
fn second_block(state: &State, options: &Options, interrupt: &Interrupt) -> Result<()> {
    const BLOCK: u64 = 2;
    let began = Instant::now();
    loop {
        interrupt.check()?;
        if let Some(node) = state.nodes.iter().find(|node| node.life() == process::Life::Gone) {
            return Err(node.died());
        }
        let Some(first) = state.nodes.first() else { return Ok(()) };
        if first.ask_quickly().height().is_ok_and(|height| height >= BLOCK) {
            return Ok(());
        }
        if began.elapsed() > options.patience {
            return Err(Error::NoBlock {
                height: BLOCK,
                seconds: options.patience.as_secs(),
                node: first.name.clone(),
                last_words: first.last_words(),
            });
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}
