//! How far a request is, by the vault's clock.

use cosmwasm_std::QuerierWrapper;
use weir_interface::coordinator::RequestState;
use weir_interface::vault::{SlashPreviewResponse, VaultContract};
use weir_quantities::{SlashId, VaultTime};

use crate::state::{Decision, Request};
use crate::ContractError;

/// What a vault's clock shows, and what its breaker makes of a request's window.
#[derive(Clone, Copy)]
pub struct Progress {
    /// What the vault's clock shows.
    pub now: VaultTime,
    /// From when it can be executed, a review counted.
    pub from: VaultTime,
    /// The last second for it.
    pub until: VaultTime,
}

impl Progress {
    /// Asks the vault. Nothing when it does not know the request, or does not answer.
    pub fn ask(querier: QuerierWrapper<'_>, request: &Request, id: SlashId) -> Option<Self> {
        let known = VaultContract(request.vault.clone()).request(querier, id).ok()?;
        Some(Self {
            now: VaultTime::new(known.clock),
            from: VaultTime::new(known.from),
            until: VaultTime::new(known.until),
        })
    }

    /// The same out of a preview.
    pub fn of(preview: &SlashPreviewResponse) -> Self {
        Self {
            now: VaultTime::new(preview.clock),
            from: VaultTime::new(preview.from),
            until: VaultTime::new(preview.until),
        }
    }

    /// The same, for what cannot go on without it.
    ///
    /// # Errors
    /// [`ContractError::VaultSilent`].
    pub fn need(
        querier: QuerierWrapper<'_>,
        request: &Request,
        id: SlashId,
        now: weir_quantities::Time,
    ) -> Result<Self, ContractError> {
        let silent = ContractError::VaultSilent { id, from: request.given_up_at(), now };
        Self::ask(querier, request, id).ok_or(silent)
    }
}

impl Request {
    /// From when it can be ended although the vault says nothing: by then no clock of a vault can
    /// still allow it, and a vault that knew it has forgotten it.
    pub fn given_up_at(&self) -> weir_quantities::Time {
        let lasts = self.resolution_window.plus(self.execution_window).plus(crate::state::REVIEW);
        self.requested_at.after(lasts)
    }

    /// What has become of it.
    pub fn state(&self, progress: Option<Progress>) -> RequestState {
        match self.decision {
            Decision::Executed {} => return RequestState::Executed,
            Decision::Vetoed {} => return RequestState::Vetoed,
            Decision::Expired {} => return RequestState::Expired,
            Decision::Open {} | Decision::Approved {} => {}
        }
        let approved = self.decision == Decision::Approved {};
        match progress {
            None => RequestState::Requested { approved },
            Some(at) if at.now < self.resolved_at => RequestState::Requested { approved },
            Some(at) if !self.is_approved() || at.now > at.until => RequestState::Expired,
            Some(at) if at.now < at.from => RequestState::Review,
            Some(_) => RequestState::Executable,
        }
    }
}
