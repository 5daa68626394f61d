//! A devnet at a glance.

use std::path::PathBuf;

use serde::Serialize;

use crate::devnet::Devnet;
use crate::modules::Standing;
use crate::process::Life;
use crate::state::NodeState;

/// A devnet at a glance.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    /// Its name.
    pub name: String,
    /// The id of its chain.
    pub chain_id: String,
    /// The RPC of its first node.
    pub rpc: String,
    /// What a unit of gas costs at least.
    pub gas_price: String,
    /// Where its files are.
    pub folder: PathBuf,
    /// The last block's height, if any node answers.
    pub height: Option<u64>,
    /// Its nodes.
    pub nodes: Vec<NodeStatus>,
}

/// A node at a glance.
#[derive(Clone, Debug, Serialize)]
pub struct NodeStatus {
    /// Its name.
    pub name: String,
    /// `running`, `halted` or `gone`.
    pub state: &'static str,
    /// The number of its process, unless that is gone.
    pub pid: Option<u32>,
    /// The RPC port's address.
    pub rpc: String,
    /// The address of gRPC.
    pub grpc: String,
    /// The address of REST, where it is served.
    pub rest: Option<String>,
    /// Its log.
    pub log: PathBuf,
    /// The last block that it has, if it answers.
    pub height: Option<u64>,
    /// The operator's address.
    pub operator: Option<String>,
    /// What the chain thinks of its validator, if any node answers.
    pub standing: Option<Standing>,
}

impl Devnet {
    /// The devnet at a glance. Nodes that do not answer have less to show; that is no error.
    pub fn status(&self) -> Status {
        let nodes: Vec<_> = self.state.nodes.iter().map(|node| self.node_status(node)).collect();
        Status {
            name: self.name().to_string(),
            chain_id: self.chain_id().to_string(),
            rpc: self.first().url().to_string(),
            gas_price: self.gas_price().to_string(),
            folder: self.folder(),
            height: nodes.iter().filter_map(|node| node.height).max(),
            nodes,
        }
    }

    /// What each node said last, for whoever looks for the reason of a failure.
    pub fn last_words(&self) -> String {
        let said = |node: &NodeState| {
            let (name, state) = (&node.name, node.life().word());
            format!("--- {name}, {state}: {}\n{}\n", node.log.display(), node.last_words())
        };
        self.state.nodes.iter().map(said).collect()
    }

    fn node_status(&self, node: &NodeState) -> NodeStatus {
        let life = node.life();
        let height = (life == Life::Running).then(|| node.ask_quickly().height().ok()).flatten();
        let address = |port: u16| format!("http://127.0.0.1:{port}");
        NodeStatus {
            name: node.name.clone(),
            state: life.word(),
            pid: node.process.filter(|_| life != Life::Gone).map(|process| process.pid),
            rpc: address(node.rpc),
            grpc: address(node.grpc),
            rest: node.rest.map(address),
            log: node.log.clone(),
            height,
            operator: self.operator(&node.name).ok(),
            standing: self.standing(&node.name).ok(),
        }
    }
}
