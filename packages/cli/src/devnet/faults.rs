//! What can be made to go wrong on a devnet while a scenario lives on it.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use weir_chain::{Event, EventKind};
use weir_client::{Faults, Home};
use weir_devnet::Devnet;

use super::params::changes;
use crate::args::ChainKind;

/// How long a halted node may miss blocks until its validator is jailed, and the pause between looks.
const PATIENCE: Duration = Duration::from_secs(180);
const PAUSE: Duration = Duration::from_millis(300);

/// The nodes of a devnet, to be halted, to sign twice, to come back, and to vote.
pub struct DevnetFaults(Devnet);

impl DevnetFaults {
    /// Those of the devnet that a chain's name means, if it is one that runs.
    pub fn of(chain: Option<&ChainKind>, home: Option<PathBuf>) -> Option<Self> {
        let name = match chain? {
            ChainKind::Local => "local",
            ChainKind::Profile(name) => name,
            ChainKind::Embedded | ChainKind::Sdk => return None,
        };
        Devnet::open(Home::new(home).path(), name).ok().map(Self)
    }

    /// Whether they are of this chain: a profile may have been changed since.
    pub fn are_of(&self, chain_id: &str) -> bool {
        self.0.chain_id() == chain_id
    }

    /// The node of a validator.
    fn node(&self, operator: &str) -> anyhow::Result<String> {
        let is = |node: &&str| self.0.operator(node).is_ok_and(|known| known == operator);
        let found = self.0.nodes().find(is).map(str::to_string);
        found.with_context(|| format!("no node of the devnet is {operator}'s"))
    }

    /// A node stands still until its validator is jailed for it, and goes on.
    fn go_down(&self, node: &str) -> anyhow::Result<u64> {
        anyhow::ensure!(!self.0.standing(node)?.jailed, "{node} is jailed already");
        self.0.halt(node)?;
        let jailed = self.jailed(node);
        self.0.resume(node)?;
        jailed
    }

    /// Waits until a validator is jailed; a height at which it is.
    fn jailed(&self, node: &str) -> anyhow::Result<u64> {
        let began = Instant::now();
        while !self.0.standing(node)?.jailed {
            anyhow::ensure!(
                began.elapsed() < PATIENCE,
                "{node} was halted for {} s and is not jailed: are there blocks without it, and how \
                 long is the window?",
                PATIENCE.as_secs()
            );
            std::thread::sleep(PAUSE);
        }
        Ok(self.0.rpc()?.height()?)
    }
}

impl Faults for DevnetFaults {
    fn can(&self, kind: EventKind) -> bool {
        matches!(
            kind,
            EventKind::WentDown
                | EventKind::Unjailed
                | EventKind::DoubleSigned
                | EventKind::Governed
        )
    }

    fn bring_about(&mut self, event: &Event) -> anyhow::Result<u64> {
        match event {
            Event::WentDown { validator } => self.go_down(&self.node(validator)?),
            Event::Unjailed { validator } => Ok(self.0.unjail(&self.node(validator)?)?.height),
            Event::DoubleSigned { validator, height, .. } => {
                self.0.double_sign(&self.node(validator)?, *height)?;
                Ok(self.0.rpc()?.height()?)
            }
            Event::Governed(params) => match changes(&self.0, params)? {
                messages if messages.is_empty() => Ok(self.0.rpc()?.height()?),
                messages => Ok(self.0.govern(messages)?),
            },
            other => anyhow::bail!("{other:?} cannot be brought about"),
        }
    }
}
