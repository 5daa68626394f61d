//! What anyone may do to move things on.

use weir_chain::Chain;
use weir_interface::hub::ExecuteMsg;
use weir_interface::{registry, PeerField};

use super::life::Came;
use super::{Action, Life, Pick};

impl<C: Chain> Life<C> {
    /// At most three validators to leave out: those that panic first.
    fn skip(&self, which: Pick) -> Option<Vec<String>> {
        let mut names: Vec<String> = self.panicking.iter().take(2).cloned().collect();
        let one = self.broken_validator(which);
        if !names.contains(&one) {
            names.push(one);
        }
        Some(names.iter().map(|name| self.suite.operator(name)).collect())
    }

    pub(super) fn by_keepers(&mut self, action: &Action) -> Came {
        let none = PeerField::default();
        let msg = match *action {
            Action::SyncSkip { validator } => ExecuteMsg::Sync { skip: self.skip(validator) },
            Action::HarvestLimited { limit, validator } => ExecuteMsg::Harvest {
                limit: Some(u32::from(limit % 5)),
                skip: self.skip(validator),
                validators: none,
                withdrawals: none,
                stages: none,
            },
            Action::DelegateSkip { limit, validator } => ExecuteMsg::DelegateBuffer {
                limit: Some(u32::from(limit % 5)),
                skip: self.skip(validator),
            },
            Action::SubmitOne {} => ExecuteMsg::SubmitBatch {
                max_parts: Some(1),
                skip: None,
                undelegations: Default::default(),
            },
            Action::SubmitSkip { validator } => ExecuteMsg::SubmitBatch {
                max_parts: None,
                skip: self.skip(validator),
                undelegations: Default::default(),
            },
            Action::ReconcileOne {} => ExecuteMsg::Reconcile { limit: Some(1) },
            Action::RebalanceSkip { validator } => ExecuteMsg::Rebalance {
                max_moves: Some(2),
                skip: self.skip(validator),
                min_redelegation: None,
            },
            _ => return self.by_default(action),
        };
        self.suite.hub_call("keeper", &msg).into()
    }

    /// Whoever means to activate a raise waits until its notice is over.
    fn wait_for_notice(&mut self) {
        let storage = self.suite.storage_of(&self.suite.hub);
        let announced = weir_staking_hub::state::ANNOUNCED.load(&*storage).unwrap();
        drop(storage);
        if let Some(first) = announced.iter().map(|raise| raise.active_at.u64()).min() {
            let left = first.saturating_sub(self.suite.now());
            self.pass(left.max(1), false);
            self.suite.look("time");
        }
    }

    fn by_default(&mut self, action: &Action) -> Came {
        let name = match *action {
            Action::Sync {} => "sync",
            Action::Harvest {} => "harvest",
            Action::DelegateBuffer {} => "delegate_buffer",
            Action::SubmitBatch {} => "submit_batch",
            Action::Reconcile {} => "reconcile",
            Action::Rebalance {} => "rebalance",
            Action::Advance {} => "advance",
            Action::SweepSurplus {} => "sweep_surplus",
            Action::ActivateRaises {} => {
                self.wait_for_notice();
                "activate_raises"
            }
            Action::Refresh {} => return self.suite.refresh().into(),
            Action::PushTargets {} => {
                let msg = registry::ExecuteMsg::PushTargets {};
                return self.suite.registry_call("keeper", &msg).into();
            }
            Action::Distribute {} => return self.suite.distribute().into(),
            Action::Keep {} => {
                self.suite.keep();
                return Came::Accepted;
            }
            ref other => panic!("{other:?} is nothing that a keeper does"),
        };
        self.suite.crank(name).into()
    }
}
