//! Permissionless calls, by anybody.

use weir_chain::Chain;
use weir_interface::hub::ExecuteMsg;
use weir_interface::{registry, PeerField};

use super::live::{Done, Live, Refused};
use crate::scenario::{Action, Crank};

impl<C: Chain> Live<'_, C> {
    /// A crank, if it is one.
    pub fn crank_act(&mut self, action: &Action) -> Option<Done> {
        let none = PeerField::default;
        let skip = |c: &Crank| {
            let names = c.skip.iter().map(|v| self.operator(v.index)).collect::<Vec<_>>();
            (!names.is_empty()).then_some(names)
        };
        let (crank, msg) = match action {
            Action::Harvest(c) => {
                let (limit, skip) = (c.limit, skip(c));
                let (validators, withdrawals, stages) = (none(), none(), none());
                (c, ExecuteMsg::Harvest { limit, skip, validators, withdrawals, stages })
            }
            Action::Sync(c) => (c, ExecuteMsg::Sync { skip: skip(c) }),
            Action::DelegateBuffer(c) => {
                (c, ExecuteMsg::DelegateBuffer { limit: c.limit, skip: skip(c) })
            }
            Action::SubmitBatch(c) => (
                c,
                ExecuteMsg::SubmitBatch {
                    max_parts: c.limit,
                    skip: skip(c),
                    undelegations: Default::default(),
                },
            ),
            Action::Reconcile(c) => (c, ExecuteMsg::Reconcile { limit: c.limit }),
            Action::Rebalance(c) => {
                let (max_moves, skip) = (c.limit, skip(c));
                (c, ExecuteMsg::Rebalance { max_moves, skip, min_redelegation: None })
            }
            Action::Advance(c) => (c, ExecuteMsg::Advance {}),
            Action::SweepSurplus(c) => (c, ExecuteMsg::SweepSurplus {}),
            Action::Refresh(c) => {
                let who = caller(c);
                let done = self.suite.registry_call(&who, &registry::ExecuteMsg::Refresh {});
                return Some(told(done, action));
            }
            Action::Crank(_) => {
                let done = self.suite.keep();
                let text = if done.is_empty() { "nothing was due".into() } else { done.join(", ") };
                return Some(Ok(text));
            }
            _ => return None,
        };
        let done = self.suite.hub_call(&caller(crank), &msg);
        Some(told(done, action))
    }
}

fn caller(crank: &Crank) -> String {
    crank.who.as_ref().map_or("keeper", |a| a.name.as_str()).to_owned()
}

fn told(done: weir_testing::Outcome, action: &Action) -> Done {
    let text = |_| format!("{} went through", action.name());
    done.map(text).map_err(|e| Refused(e.cause()))
}
