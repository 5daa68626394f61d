//! Ports of the nodes: ten a node, of which four are used.

use std::net::{Ipv4Addr, TcpListener};

use crate::error::{Error, Result};

/// Ports between one node's first and the next one's.
const PER_NODE: u16 = 10;
/// Nodes a devnet may have.
pub(crate) const MOST_NODES: usize = 30;
/// First ports that are tried: below those that systems give to outgoing connections, and such that
/// the first devnet has the ports of a usual node.
const FIRST: u16 = 26_650;
const LAST: u16 = 31_750;

/// Ports that this process holds for the nodes it is about to start: the first of them is listened
/// on, so that no two starts on a machine choose the same.
pub(crate) struct Ports {
    base: u16,
    _claim: TcpListener,
}

/// The ports of one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NodePorts {
    pub p2p: u16,
    pub rpc: u16,
    pub grpc: u16,
    pub rest: u16,
}

impl Ports {
    /// Holds ports for so many nodes, from `base` on or where they are free.
    pub fn claim(base: Option<u16>, nodes: usize) -> Result<Self> {
        if let Some(base) = base {
            return Self::claim_at(base, nodes);
        }
        let step = PER_NODE.saturating_mul(u16::try_from(MOST_NODES).unwrap_or(u16::MAX));
        let bases = (FIRST..=LAST).step_by(usize::from(step));
        let mut free = bases.filter_map(|base| Self::claim_at(base, nodes).ok());
        free.next().ok_or(Error::NoPorts { nodes, from: FIRST, to: LAST.saturating_add(step) })
    }

    fn claim_at(base: u16, nodes: usize) -> Result<Self> {
        let span = u32::try_from(nodes).unwrap_or(u32::MAX).saturating_mul(PER_NODE.into());
        let last = u32::from(base).saturating_add(span).saturating_sub(1);
        if last > u16::MAX.into() {
            return Err(Error::PortRange { base, nodes, last });
        }
        let ports = Self { base, _claim: listen(base)? };
        for node in 0..nodes {
            let NodePorts { p2p, rpc, grpc, rest } = ports.of(node);
            for port in [p2p, rpc, grpc, rest] {
                listen(port)?;
            }
        }
        Ok(ports)
    }

    /// The first port.
    #[cfg(test)]
    pub fn base(&self) -> u16 {
        self.base
    }

    /// The ports of the node of this index.
    pub fn of(&self, node: usize) -> NodePorts {
        let node = u16::try_from(node).unwrap_or(u16::MAX);
        let first = self.base.saturating_add(node.saturating_mul(PER_NODE));
        let port = |offset| first.saturating_add(offset);
        NodePorts { p2p: port(6), rpc: port(7), grpc: port(8), rest: port(9) }
    }
}

fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|_| Error::PortInUse { port })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]
mod tests {
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use super::*;

    /// The ports are the machine's: one test at a time.
    fn alone() -> MutexGuard<'static, ()> {
        static ALONE: Mutex<()> = Mutex::new(());
        ALONE.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[test]
    fn two_claims_at_once_have_different_ports() {
        let _alone = alone();
        let (one, two) = (Ports::claim(None, 5).unwrap(), Ports::claim(None, 5).unwrap());
        assert!(one.base().abs_diff(two.base()) >= 50);
    }

    #[test]
    fn a_claim_ends_with_its_holder() {
        let _alone = alone();
        let base = Ports::claim(None, 2).unwrap().base();
        let held = Ports::claim(Some(base), 2).unwrap();
        let second = Ports::claim(Some(base), 2);
        assert!(matches!(second, Err(Error::PortInUse { port }) if port == base));
        drop(held);
        Ports::claim(Some(base), 2).unwrap();
    }

    #[test]
    fn a_port_in_use_is_named_when_it_was_asked_for_and_gone_round_when_not() {
        let _alone = alone();
        let free = Ports::claim(None, 2).unwrap();
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, free.of(1).rpc)).unwrap();
        let (base, port) = (free.base(), taken.local_addr().unwrap().port());
        drop(free);
        let asked = Ports::claim(Some(base), 2);
        assert!(matches!(asked, Err(Error::PortInUse { port: named }) if named == port));
        assert_ne!(Ports::claim(None, 2).unwrap().base(), base);
    }

    #[test]
    fn ports_do_not_run_past_the_last() {
        let claim = Ports::claim(Some(65_500), 5);
        assert!(matches!(claim, Err(Error::PortRange { last: 65_549, .. })));
    }

    #[test]
    fn nodes_share_no_port() {
        let _alone = alone();
        let ports = Ports::claim(None, 30).unwrap();
        let mut all = std::collections::BTreeSet::from([ports.base()]);
        for node in 0..30 {
            let NodePorts { p2p, rpc, grpc, rest } = ports.of(node);
            all.extend([p2p, rpc, grpc, rest]);
        }
        assert_eq!(all.len(), 1 + 30 * 4);
    }
}
