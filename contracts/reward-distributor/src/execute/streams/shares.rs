//! What a vault says of its holders: what they have, as long as it tells this contract of every change,
//! and what they had when it left.

use cosmwasm_std::{Addr, Env, QuerierWrapper};
use weir_accounting::rewards::RewardError;
use weir_interface::vault::{DepartureResponse, RewardedSharesResponse, VaultContract};
use weir_json::Failure;
use weir_quantities::{Shares, Time};

use super::VaultBooks;

/// Asks a vault by which shares it is paid here, and one of its holders.
///
/// # Errors
/// When the vault does not answer.
pub fn ask(
    querier: QuerierWrapper<'_>,
    env: &Env,
    vault: &Addr,
    owner: Option<&Addr>,
) -> Result<RewardedSharesResponse, Failure> {
    VaultContract(vault.clone()).rewarded_shares(querier, &env.contract.address, owner)
}

/// What a holder is paid by since he was counted last.
#[derive(Clone, Copy, Debug)]
pub struct Holding {
    /// Whether the vault is here.
    pub told: bool,
    /// Active shares; of a vault that has left, those when it did.
    pub shares: Shares,
    /// Those when the vault left last, before it came back.
    pub kept: Shares,
}

impl From<&RewardedSharesResponse> for Holding {
    /// Whoever entered after the vault had left would otherwise be paid for all the time before him.
    fn from(said: &RewardedSharesResponse) -> Self {
        let kept = said.departure.as_ref().map_or(Shares::ZERO, |departure| departure.shares);
        Self { told: said.told, shares: if said.told { said.shares } else { kept }, kept }
    }
}

impl VaultBooks {
    /// Brings every stream and index up to `now`, at the active shares since the last time. After a
    /// departure there are none: nobody says what they are. Of a vault that came back its return has
    /// done so for the time before.
    ///
    /// # Errors
    /// [`RewardError`] never, in practice.
    pub fn advance_as(
        &mut self,
        said: &RewardedSharesResponse,
        now: Time,
    ) -> Result<(), RewardError> {
        if said.told {
            return self.advance(said.active, now);
        }
        self.advance_to_departure(said.departure.as_ref())?;
        self.advance(Shares::ZERO, now)
    }

    /// Up to when the vault left last, at the shares of that time.
    ///
    /// # Errors
    /// [`RewardError`] never, in practice.
    pub fn advance_to_departure(
        &mut self,
        departure: Option<&DepartureResponse>,
    ) -> Result<(), RewardError> {
        match departure {
            Some(departure) => self.advance(departure.active, Time::new(departure.at)),
            None => Ok(()),
        }
    }
}
