//! Round after round, whatever the node does.

use weir_client::{Node, NodeError};

use super::round::{Keeper, Round};
use super::turn::is_final;
use super::{Event, Pace, Reporter};

/// Seconds until a node that does not answer is asked again; twice as long each further time.
const FIRST_WAIT: u64 = 1;
/// Seconds at most.
const MOST_WAIT: u64 = 60;

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was asked to.
    Stopped,
    /// It had one round to do.
    Once(Round),
    /// The node does not answer, and it had one round to do.
    NodeAway(NodeError),
    /// It cannot go on.
    GaveUp(NodeError),
}

/// Runs until it is asked to stop, or once.
pub fn run(
    keeper: &mut Keeper,
    node: &mut dyn Node,
    pace: &mut dyn Pace,
    to: &mut dyn Reporter,
    interval: u64,
    once: bool,
) -> Ended {
    let mut away = 0_u32;
    while !pace.is_stopping() {
        let wait = match keeper.round(node, pace, to) {
            Ok(round) if once => return Ended::Once(round),
            Ok(_) => {
                if away > 0 {
                    to.report(&Event::NodeBack);
                }
                away = 0;
                interval
            }
            Err(error) if is_final(&error) => {
                to.report(&Event::GaveUp { why: error.to_string() });
                return Ended::GaveUp(error);
            }
            Err(error) if once => return Ended::NodeAway(error),
            Err(error) => {
                let retry_in = FIRST_WAIT.saturating_mul(2_u64.saturating_pow(away)).min(MOST_WAIT);
                away = away.saturating_add(1);
                to.report(&Event::NodeAway { why: error.to_string(), retry_in });
                retry_in
            }
        };
        if !pace.is_stopping() {
            pace.wait(wait);
        }
    }
    to.report(&Event::Stopped);
    Ended::Stopped
}
