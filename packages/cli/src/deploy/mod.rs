//! `weir deploy`, `verify`, `migrate`, `addresses`, `doctor`, `wait`.

mod args;
mod show;

use std::path::Path;

use weir_client::{
    check, deploy, migrate, verify, Artifacts, Check, DeployError, Deployment, Grade, Manifest,
    ManifestError, Migration, Node, NodeError, Plan, Wish,
};

use crate::args::{ChainKind, Exit, Output};
use crate::node::{confirmed, open, BroadcastMode, Session};

pub use args::{AddressesArgs, DeployArgs, DoctorArgs, MigrateArgs, Places, VerifyArgs, WaitArgs};

/// Why a command stopped.
#[derive(Debug, thiserror::Error)]
enum Stop {
    #[error(transparent)]
    Deploy(#[from] DeployError),
    #[error("the chain is not one to deploy on: {0}; --skip-doctor deploys all the same")]
    Sick(String),
    #[error("nothing was sent")]
    NotConfirmed,
}

impl From<NodeError> for Stop {
    fn from(error: NodeError) -> Self {
        Self::Deploy(error.into())
    }
}

impl From<ManifestError> for Stop {
    fn from(error: ManifestError) -> Self {
        Self::Deploy(error.into())
    }
}

impl From<&Stop> for Exit {
    fn from(stop: &Stop) -> Self {
        match stop {
            Stop::Deploy(
                DeployError::Node(error) | DeployError::Manifest(ManifestError::File(error)),
            ) => error.into(),
            Stop::Deploy(DeployError::Missing { .. }) | Stop::Sick(_) => Self::ExpectationFailed,
            Stop::Deploy(_) | Stop::NotConfirmed => Self::Usage,
        }
    }
}

fn ended(act: impl FnOnce() -> Result<Exit, Stop>) -> Exit {
    act().unwrap_or_else(|stop| {
        anstream::eprintln!("weir: {stop}");
        Exit::from(&stop)
    })
}

fn artifacts<'a>(
    places: &Places,
    session: &'a Session,
    given: &'a mut Option<Artifacts>,
) -> &'a Artifacts {
    match &places.artifacts {
        None => &session.artifacts,
        Some(folder) => given.insert(Artifacts::Folder(folder.clone())),
    }
}

/// Each step needs the outcome of the one before.
fn waits(mode: BroadcastMode) -> Result<(), NodeError> {
    let cause = "each step needs to see what came of the one before".to_string();
    match mode {
        BroadcastMode::Block => Ok(()),
        BroadcastMode::Sync => Err(NodeError::Invalid { what: "-b sync".into(), cause }),
    }
}

/// Deploys a plan, or continues to.
pub fn run_deploy(args: &DeployArgs, chain: Option<&ChainKind>, output: Output) -> Exit {
    ended(|| deploying(args, chain, output))
}

fn deploying(args: &DeployArgs, chain: Option<&ChainKind>, output: Output) -> Result<Exit, Stop> {
    let (plan, plan_hash) = Plan::read(&args.plan)?;
    waits(args.tx.broadcast_mode)?;
    let mut session = open(chain, &args.node, true)?;
    let fee = args.tx.fee(session.gas_price.as_deref())?;
    if !args.skip_doctor {
        healthy(&check(&*session.node, Some(&Wish::of_plan(&plan)))?)?;
    }
    let (folder, mut given) = (args.places.deployments.clone(), None);
    let artifacts = artifacts(&args.places, &session, &mut given).clone();
    let it = Deployment {
        plan: &plan,
        plan_hash: &plan_hash,
        artifacts: &artifacts,
        from: &args.tx.from,
        fee: &fee,
        memo: &args.tx.note,
        folder,
    };
    if args.tx.generate_only || args.tx.dry_run {
        tell_due(it.due(&*session.node)?, args.tx.generate_only);
        return Ok(Exit::Ok);
    }
    let chain_id = session.node.chain_id().to_string();
    if !args.tx.yes && !confirmed(&format!("deploy {} on {chain_id}?", args.plan.display())) {
        return Err(Stop::NotConfirmed);
    }
    let manifest =
        deploy(&mut *session.node, &it, &mut |step: &str| anstream::eprintln!("{step}"))?;
    show::manifest(&manifest, output);
    Ok(Exit::Ok)
}

/// What would be sent next: its gas, or all of it.
fn tell_due(due: Option<(String, serde_json::Value)>, whole: bool) {
    let Some((step, tx)) = due else {
        anstream::eprintln!("nothing is left to send; weir verify compares what is there");
        return;
    };
    anstream::eprintln!("next: {step}");
    if whole {
        anstream::println!("{tx}");
    } else {
        let gas = tx["auth_info"]["fee"]["gas_limit"].as_str().unwrap_or_default();
        anstream::println!("gas estimate: {gas}");
    }
}

/// An error if the chain has what forbids a deployment; what is doubtful is told.
fn healthy(checks: &[Check]) -> Result<(), Stop> {
    let say = |one: &Check| format!("{}: the chain has {}, Weir {}", one.what, one.chain, one.weir);
    for one in checks.iter().filter(|one| one.grade == Grade::Doubtful) {
        anstream::eprintln!("doubtful: {}", say(one));
    }
    let wrong: Vec<_> = checks.iter().filter(|one| one.grade == Grade::Wrong).map(say).collect();
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(Stop::Sick(wrong.join("; "))),
    }
}

/// Gives the contracts newer code, or continues to.
pub fn run_migrate(args: &MigrateArgs, chain: Option<&ChainKind>, output: Output) -> Exit {
    ended(|| {
        let mut session = open(chain, &args.node, true)?;
        let fee = args.tx.fee(session.gas_price.as_deref())?;
        let (folder, mut given) = (args.places.deployments.clone(), None);
        let artifacts = artifacts(&args.places, &session, &mut given).clone();
        let (from, memo) = (args.tx.from.as_str(), args.tx.note.as_str());
        let it = Migration { artifacts: &artifacts, from, fee: &fee, memo, folder };
        waits(args.tx.broadcast_mode)?;
        if args.tx.generate_only || args.tx.dry_run {
            let due = it.due_now(&*session.node)?;
            tell_due(due, args.tx.generate_only);
            return Ok(Exit::Ok);
        }
        let chain_id = session.node.chain_id().to_string();
        if !args.tx.yes && !confirmed(&format!("migrate what is deployed on {chain_id}?")) {
            return Err(Stop::NotConfirmed);
        }
        let report = &mut |step: &str| anstream::eprintln!("{step}");
        let manifest = migrate(&mut *session.node, &it, report)?;
        show::manifest(&manifest, output);
        Ok(Exit::Ok)
    })
}

/// Compares chain, build and manifest.
pub fn run_verify(args: &VerifyArgs, chain: Option<&ChainKind>, output: Output) -> Exit {
    ended(|| {
        let session = open(chain, &args.node, true)?;
        let mut given = None;
        let artifacts = artifacts(&args.places, &session, &mut given);
        let found = verify(&*session.node, artifacts, &args.places.deployments)?;
        show::differences(&found, output);
        Ok(if found.is_empty() { Exit::Ok } else { Exit::ExpectationFailed })
    })
}

/// Shows what was deployed.
pub fn run_addresses(args: &AddressesArgs, chain: Option<&ChainKind>, output: Output) -> Exit {
    ended(|| {
        // A manifest is found by its chain's id: where that is given, no node is needed.
        let chain_id = match &args.node.chain_id {
            Some(chain_id) => chain_id.clone(),
            None => open(chain, &args.node, true)?.node.chain_id().to_string(),
        };
        show::manifest(&Manifest::load(&args.deployments, &chain_id)?, output);
        Ok(Exit::Ok)
    })
}

/// Looks at a chain, and at the hub on it if there is one.
pub fn run_doctor(args: &DoctorArgs, chain: Option<&ChainKind>, output: Output) -> Exit {
    ended(|| {
        let session = open(chain, &args.node, true)?;
        let wish = wish(&*session.node, args.plan.as_deref(), &args.deployments)?;
        if wish.is_none() {
            anstream::eprintln!("there is no hub and no --plan: the chain alone is looked at");
        }
        let checks = check(&*session.node, wish.as_ref())?;
        show::checks(&checks, output);
        let wrong = checks.iter().any(|one| one.grade == Grade::Wrong);
        Ok(if wrong { Exit::ExpectationFailed } else { Exit::Ok })
    })
}

fn wish(node: &dyn Node, plan: Option<&Path>, folder: &Path) -> Result<Option<Wish>, Stop> {
    if let Some(plan) = plan {
        return Ok(Some(Wish::of_plan(&Plan::read(plan)?.0)));
    }
    match Manifest::load(folder, node.chain_id()) {
        Ok(manifest) => Ok(Some(Wish::of_hub(node, manifest.address("staking-hub")?)?)),
        Err(ManifestError::Missing { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Lets time pass on a chain of this machine.
pub fn run_wait(args: &WaitArgs, chain: Option<&ChainKind>) -> Exit {
    ended(|| {
        let mut session = open(chain, &args.node, true)?;
        session.node.pass_time(args.period.as_secs())?;
        let now = session.node.latest_block()?;
        anstream::println!("height {}, {} seconds since 1970", now.height, now.seconds);
        Ok(Exit::Ok)
    })
}
