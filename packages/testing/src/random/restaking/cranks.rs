//! What anyone may do about slashes, bonds and rewards, and the clock.

use weir_chain::Chain;
use weir_interface::coordinator::ExecuteMsg as Coordinate;
use weir_interface::distributor;
use weir_interface::vault::ExecuteMsg;
use weir_quantities::{ServiceId, SlashId};

use super::super::life::{Came, NOTHING};
use super::super::resolve::pick;
use super::super::{Action, Life, Pick};
use super::NOTICE;

impl<C: Chain> Life<C> {
    pub(super) fn by_anyone(&mut self, action: &Action) -> Came {
        match *action {
            Action::Settle { vault } => self.suite.settle(self.vault(vault)).into(),
            Action::ExecuteSlash { which } => self.execute_slash(which, None),
            Action::ExecuteSkip { which } => {
                let council = self.suite.restaking().council.to_string();
                self.execute_slash(which, Some(vec![council]))
            }
            Action::EndSlash { which } => {
                let Some((id, _)) = pick(which, &self.slash_requests()) else { return NOTHING };
                self.suite.end_request(id).into()
            }
            Action::EndAtVault { which } => self.end_at_vault(which),
            Action::ClaimSlashed { which, by_service } => {
                let Some((vault, service, version)) = pick(which, &self.slashed()) else {
                    return NOTHING;
                };
                let owner = self.suite.owner_of(service);
                let who = if by_service { owner.as_str() } else { "anyone" };
                self.suite.claim_slashed(who, vault, service, version).into()
            }
            Action::ClaimBond { vault } => {
                let vault = self.vault(vault);
                self.suite.vault_call("anyone", vault, &ExecuteMsg::ClaimBond {}).into()
            }
            Action::ClaimCommission { vault } => {
                let vault = self.suite.restaking().vaults[self.vault(vault)].address.to_string();
                let msg = distributor::ExecuteMsg::ClaimCommission { vault, coins: None };
                self.suite.distributor_call("anyone", &msg).into()
            }
            Action::ReclaimStream { which, of_service } => {
                let (vault, service, _) = self.commitment(which);
                let vault = self.suite.restaking().vaults[vault].address.to_string();
                let service = of_service.then_some(ServiceId::new(service));
                let msg = distributor::ExecuteMsg::ReclaimStream {
                    vault,
                    service,
                    funder: None,
                    coin: None,
                };
                self.suite.distributor_call("anyone", &msg).into()
            }
            ref other => panic!("{other:?} is nothing that anyone does"),
        }
    }

    /// What the clock decided is done in a message of its own before, so that the slash is judged
    /// alone.
    fn execute_slash(&mut self, which: Pick, skip: Option<Vec<String>>) -> Came {
        let Some((id, request)) = pick(which, &self.slash_requests()) else { return NOTHING };
        let settled = self.suite.settle(self.place_of(request.vault.as_str()));
        debug_assert!(settled.is_ok(), "{settled:?}");
        let msg = Coordinate::Execute { id: SlashId::new(id), skip };
        self.suite.coordinate("anyone", &msg).into()
    }

    /// A request that a vault still knows.
    fn end_at_vault(&mut self, which: Pick) -> Came {
        let vaults = 0..self.suite.restaking().vaults.len();
        let known = vaults.flat_map(|vault| {
            let ids = self.suite.vault_state(vault).requests.into_keys();
            ids.map(move |id| (vault, id))
        });
        let known: Vec<(usize, u64)> = known.collect();
        let Some((vault, id)) = pick(which, &known) else { return NOTHING };
        self.suite.end_at_vault(vault, id).into()
    }

    pub(super) fn by_the_clock(&mut self, action: &Action) -> Came {
        match *action {
            Action::NoticeOver {} => self.pass(NOTICE, false),
            Action::ResolutionOver { which, late } => {
                let Some((_, request)) = pick(which, &self.slash_requests()) else {
                    return NOTHING;
                };
                let shows = self.suite.vault_state(self.place_of(request.vault.as_str())).now();
                let wait = request.resolved_at.u64().saturating_sub(shows.u64());
                // Up to the last second of the execution and a little beyond.
                let late = request.execution_window.u64() / 240 * u64::from(late);
                self.pass((wait + late).max(1), false);
            }
            ref other => panic!("{other:?} is nothing that the clock does"),
        }
        self.suite.look(action.kind());
        Came::Accepted
    }
}
