//! How a chain of a journey begins: nodes, keys, the suite.

use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::json;
use tempfile::TempDir;
use weir_client::{
    deploy, Artifacts, Backend, Deployment, Key, Keyring, Manifest, Plan, RpcNode, RpcOptions,
};
use weir_devnet::{Devnet, Interrupt, Options};

use crate::world::fee;

/// Parameters of the hub: batches every few seconds, nothing kept in the buffer.
pub const USUAL: &str = "min_batch_interval = 6\nsubmit_lag = 4\nbuffer_target = \"0\"\n";

/// What differs from journey to journey.
pub struct Begin {
    /// Of the devnet, and of its folder.
    pub name: &'static str,
    pub validators: usize,
    /// Blocks of which a validator has to sign half.
    pub window: u64,
    /// In seconds.
    pub unbonding_time: u64,
    /// More accounts with coins.
    pub accounts: Vec<String>,
    /// The last lines of the plan: parameters of the hub, then further sections.
    pub plan: &'static str,
}

impl Begin {
    /// As many validators as a story needs. None is jailed because the machine is busy.
    pub fn with(name: &'static str, validators: usize) -> Self {
        Self { name, validators, window: 200, unbonding_time: 60, accounts: vec![], plan: USUAL }
    }
}

/// A devnet that ends with its journey, however that ends.
pub struct Owned {
    devnet: Devnet,
    home: PathBuf,
    began: Instant,
}

impl Owned {
    pub fn start(begin: &Begin) -> Self {
        let (began, name) = (Instant::now(), begin.name);
        let home =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let mut options = Options::new(&home, name);
        options.accounts.extend(["deployer".to_string(), "admin".to_string()]);
        options.accounts.extend(begin.accounts.iter().cloned());
        options.validators = begin.validators;
        options.unbonding_time = begin.unbonding_time;
        let window = json!({ "signed_blocks_window": begin.window.to_string() });
        options.genesis = Some(json!({ "app_state": { "slashing": { "params": window } } }));
        let devnet = Devnet::start(&options, &Interrupt::default());
        Self { devnet: devnet.unwrap_or_else(|e| panic!("{e}")), home, began }
    }
}

impl Deref for Owned {
    type Target = Devnet;

    fn deref(&self) -> &Devnet {
        &self.devnet
    }
}

impl DerefMut for Owned {
    fn deref_mut(&mut self) -> &mut Devnet {
        &mut self.devnet
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{:#?}\n{}", self.devnet.status(), self.devnet.last_words());
        }
        Devnet::stop(&self.home, self.devnet.name()).unwrap();
        std::fs::remove_dir_all(&self.home).unwrap();
        eprintln!("{} took {} s", self.devnet.name(), self.began.elapsed().as_secs());
    }
}

/// The first node, with the keys of all accounts in a folder.
pub fn connect(devnet: &Devnet, keys: &Path) -> RpcNode {
    let keyring = Keyring::new(keys, Backend::Test, |_| panic!("no passphrase"));
    for account in devnet.accounts().unwrap() {
        keyring.add(account.name(), &Key::from_mnemonic(account.mnemonic()).unwrap()).unwrap();
    }
    let node = RpcOptions::new(devnet.first().url(), devnet.chain_id());
    RpcNode::connect(node, keyring).unwrap()
}

/// Deploys the suite with all validators at equal weights.
pub fn suite(devnet: &Devnet, node: &mut RpcNode, more: &str) -> Manifest {
    let seat = |node| {
        let operator = devnet.operator(node).unwrap();
        format!("[[registry.validators]]\nvalidator = \"{operator}\"\nweight = 100\n")
    };
    let validators: String = devnet.nodes().map(seat).collect();
    let text = include_str!("plan.toml").replace("# validators", &validators) + more;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("plan.toml");
    std::fs::write(&file, text).unwrap();
    let (plan, plan_hash) = Plan::read(&file).unwrap();
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artifacts");
    let it = Deployment {
        plan: &plan,
        plan_hash: &plan_hash,
        artifacts: &Artifacts::Folder(built),
        from: "deployer",
        fee: &fee(),
        memo: "",
        folder: folder.path().to_path_buf(),
    };
    deploy(node, &it, &mut |_: &str| ()).unwrap()
}
