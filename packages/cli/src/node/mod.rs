//! From the command line's words to a chain, whichever it is, and to what a transaction pays.

mod args;
mod passphrase;

use std::path::PathBuf;

use weir_client::{
    Artifacts, Backend, Embedded, Home, Journaled, Keyring, LocalChain, Node, NodeError, Profile,
    RpcNode, RpcOptions, Sdk,
};

use crate::args::{ChainKind, Exit};

pub use args::{per_gas, BroadcastMode, NodeArgs, TxArgs};
pub use passphrase::ask;
pub(crate) use passphrase::confirmed;

/// A chain with what its profile says of it.
pub struct Session {
    /// The chain.
    pub node: Box<dyn Node>,
    /// What a unit of gas costs there, such as `0.025uatom`.
    pub gas_price: Option<String>,
    /// Where its modules come from unless told otherwise.
    pub artifacts: Artifacts,
}

/// The chain that is asked for, ready to be asked; `wait` says whether transactions are waited for.
///
/// # Errors
/// When there is no such profile, or the chain is not reachable or another.
pub fn open(chain: Option<&ChainKind>, args: &NodeArgs, wait: bool) -> Result<Session, NodeError> {
    let home = Home::new(args.home.clone());
    let built = Artifacts::Folder(PathBuf::from("artifacts"));
    match chain {
        // `--node` alone says which chain.
        None if args.node.is_some() => remote(&home, Profile::default(), args, wait),
        None | Some(ChainKind::Embedded) => {
            let node = Box::new(journaled::<Embedded>(&home)?);
            let artifacts = Artifacts::Native { remark: String::new() };
            Ok(Session { node, gas_price: None, artifacts })
        }
        Some(ChainKind::Sdk) => {
            let node = Box::new(journaled::<Sdk>(&home)?);
            Ok(Session { node, gas_price: None, artifacts: built })
        }
        Some(ChainKind::Local | ChainKind::Profile(_)) => {
            remote(&home, profile(chain, args)?, args, wait)
        }
    }
}

/// A node by itself, with what a unit of gas costs there.
///
/// # Errors
/// When the chain is not reachable or another.
pub fn reach(profile: Profile, args: &NodeArgs) -> Result<(RpcNode, Option<String>), NodeError> {
    connect(&Home::new(args.home.clone()), profile, args, true)
}

/// What is written down about the node that is asked for; nothing if `--node` alone says which.
///
/// # Errors
/// When there is no such profile, or the chain is one of this process.
pub fn profile(chain: Option<&ChainKind>, args: &NodeArgs) -> Result<Profile, NodeError> {
    let home = Home::new(args.home.clone());
    match chain {
        None => Ok(Profile::default()),
        Some(ChainKind::Local) => home.profile("local"),
        Some(ChainKind::Profile(name)) => home.profile(name),
        Some(ChainKind::Embedded | ChainKind::Sdk) => {
            Err(NodeError::NotPossibleHere { what: "asking a node" })
        }
    }
}

fn journaled<N: LocalChain>(home: &Home) -> Result<Journaled<N>, NodeError> {
    Journaled::open(&home.path().join("chains").join(N::NAME).with_extension("jsonl"))
}

fn remote(
    home: &Home,
    profile: Profile,
    args: &NodeArgs,
    wait: bool,
) -> Result<Session, NodeError> {
    let (node, gas_price) = connect(home, profile, args, wait)?;
    let artifacts = Artifacts::Folder(PathBuf::from("artifacts"));
    Ok(Session { node: Box::new(node), gas_price, artifacts })
}

/// A node, by its profile as far as the command line does not say otherwise.
fn connect(
    home: &Home,
    profile: Profile,
    args: &NodeArgs,
    wait: bool,
) -> Result<(RpcNode, Option<String>), NodeError> {
    let needed = |given: &Option<String>, of_profile: String, flag: &str| {
        let told = given.clone().unwrap_or(of_profile);
        let cause = format!("{flag} is needed where no profile says it");
        match told.is_empty() {
            true => Err(NodeError::Invalid { what: "the command line".into(), cause }),
            false => Ok(told),
        }
    };
    let node = needed(&args.node, profile.node, "--node")?;
    let mut options =
        RpcOptions::new(&node, &needed(&args.chain_id, profile.chain_id, "--chain-id")?);
    (options.prefix, options.wait) = (profile.prefix, wait);
    let backend = args.keyring_backend.map(Backend::from).or(profile.keyring_backend);
    let folder = profile.home.unwrap_or_else(|| home.path().to_path_buf());
    let keyring = Keyring::new(&folder, backend.unwrap_or_default(), ask);
    Ok((RpcNode::connect(options, keyring)?, profile.gas_price))
}

impl From<&NodeError> for Exit {
    fn from(error: &NodeError) -> Self {
        match error.exit_code() {
            1 => Self::Usage,
            4 => Self::NotReachable,
            _ => Self::TransactionFailed,
        }
    }
}
