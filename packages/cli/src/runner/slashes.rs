//! Slash requests from asking to receipt, and the fund that covers some of them.

use weir_chain::Chain;
use weir_interface::{coordinator, fund};
use weir_quantities::{Assets, ServiceId, Shares, SlashId, TermsVersion};
use weir_testing::Outcome;

use super::live::{Done, Live, Refused};
use super::owner::named;
use super::restaking::{part_of, refused, told};
use super::setup::decimal;
use crate::report::format::length;
use crate::scenario::{
    Action, AssetAmount, FundDeposit, Insure, OfFund, OfService, OneRequest, PayPremium,
    RequestSlash, ServiceEntry, ServiceRef, UnitOf,
};

/// How long ago an offence was where nothing is said.
const USUAL_BACK: u64 = 60;

fn version(version: Option<u64>) -> TermsVersion {
    TermsVersion::new(version.unwrap_or(1))
}

impl<C: Chain> Live<'_, C> {
    /// A step in the life of a slash request, if it is one.
    pub(super) fn slash_act(&mut self, action: &Action) -> Option<Done> {
        Some(match action {
            Action::RequestSlash(body) => self.request_slash(body),
            Action::Veto(body) => self.decide(body, "vetoed", |suite, _, id| suite.veto(id)),
            Action::Approve(body) => {
                self.decide(body, "approved", |suite, _, id| suite.approve(id))
            }
            Action::ExecuteSlash(body) => self.execute_slash(body),
            Action::EndRequest(body) => self.decide(body, "ended", |suite, who, id| {
                let id = SlashId::new(id);
                suite.coordinate(who, &coordinator::ExecuteMsg::End { id })
            }),
            _ => return None,
        })
    }

    /// What the scenario says of a service.
    fn service_entry(&self, service: &ServiceRef) -> Option<&ServiceEntry> {
        self.scenario.restaking.as_ref()?.services.get(service.index)
    }

    fn request_slash(&mut self, body: &RequestSlash) -> Done {
        let back = body.back.map_or(USUAL_BACK, |period| period.0);
        let at = self.suite.now().saturating_sub(back);
        let slasher = self
            .service_entry(&body.service)
            .map(|entry| entry.slasher.as_ref().unwrap_or(&entry.owner).name.clone());
        let (vault, service) = (body.vault.index, body.service.id());
        let slasher = slasher.unwrap_or_default();
        let fraction = decimal(body.fraction);
        let done = self.suite.request_slash(&slasher, vault, service, fraction, at);
        let answer = done.map_err(|e| refused(&slasher, &e))?;
        let id = weir_testing::attribute(Some(&answer), "weir_coordinator_slash_requested", "id");
        let id: u64 = id.unwrap_or_default();
        self.last_request = Some(id);
        Ok(format!("request {id}, of an offence {} ago", length(back)))
    }

    fn execute_slash(&mut self, body: &OneRequest) -> Done {
        let name = "weir_vault_slash_applied";
        let mut loss = None;
        let done = self.decide(body, "executed", |suite, who, id| {
            let id = SlashId::new(id);
            let msg = coordinator::ExecuteMsg::Execute { id, skip: None };
            let came = suite.coordinate(who, &msg);
            loss = weir_testing::attribute::<u128>(came.as_ref().ok(), name, "loss");
            came
        })?;
        Ok(format!("{done}: {} units lost", loss.unwrap_or_default()))
    }

    fn decide(
        &mut self,
        body: &OneRequest,
        what: &str,
        act: impl FnOnce(&mut weir_testing::Suite<C>, &str, u64) -> Outcome,
    ) -> Done {
        let none = || Refused("nobody has asked for a slash yet".into());
        let id = body.request.or(self.last_request).ok_or_else(none)?;
        let who = named(&body.who, "keeper");
        let done = act(&mut self.suite, &who, id);
        told(done, format!("request {id} is {what}"))
    }

    pub(super) fn claim_slashed(&mut self, body: &OfService) -> Done {
        let (vault, service) = (body.vault.index, body.service.id());
        let version = body.version.unwrap_or(1);
        // Where the destination is the service's own account, that account fetches it.
        let who =
            self.service_entry(&body.service).map_or("keeper", |entry| entry.fetcher()).to_owned();
        let done = self.suite.claim_slashed(&who, vault, service, version);
        let answer = done.map_err(|e| refused(&who, &e))?;
        let name = "weir_vault_slashed_claimed";
        let units: u128 =
            weir_testing::attribute(Some(&answer), name, "assets").unwrap_or_default();
        Ok(self.asset_text(vault, units))
    }

    /// LST for the fund; refused when it is written as coins.
    fn for_fund(&self, amount: AssetAmount) -> Result<u128, Refused> {
        match amount.of {
            Some(UnitOf::Coins) => {
                Err(Refused("the fund holds shares: say how many of them".into()))
            }
            _ => Ok(amount.units),
        }
    }

    pub(super) fn fund_deposit(&mut self, body: &FundDeposit) -> Done {
        let units = self.for_fund(body.amount)?;
        let (names, most) = self.people.turn(&body.who);
        for name in names.iter().take(most) {
            let done = self.suite.deposit_into_fund(name, units);
            done.map_err(|e| refused(name, &e))?;
        }
        Ok(self.lst(units))
    }

    pub(super) fn request_fund_exit(&mut self, body: &OfFund) -> Done {
        let who = &body.who.name;
        let (fund, owner) = (self.suite.restaking().fund.clone(), self.suite.actor(who).into());
        let position: Result<fund::PositionResponse, _> =
            self.suite.query(&fund, &fund::QueryMsg::Position { owner });
        let held = position.map_err(Refused::new)?.active;
        let shares = Shares::new(part_of(held.u128(), body.part));
        let done = self.suite.fund_call(who, &fund::ExecuteMsg::RequestExit { shares });
        done.map(|_| "on its way out of the fund".to_owned()).map_err(|e| refused(who, &e))
    }

    pub(super) fn claim_fund_exit(&mut self, who: &str) -> Done {
        let msg = fund::ExecuteMsg::ClaimExit { receiver: None };
        let answer = self.suite.fund_call(who, &msg).map_err(|e| refused(who, &e))?;
        let units = weir_testing::attribute(Some(&answer), "weir_fund_exit_claimed", "assets");
        Ok(self.lst(units.unwrap_or_default()))
    }

    pub(super) fn insure(&mut self, body: &Insure) -> Done {
        let minimum_bond = Assets::new(self.units(&body.vault, body.minimum_bond)?);
        let msg = fund::ExecuteMsg::Insure {
            service: ServiceId::new(body.service.id()),
            version: version(body.version),
            vault: self.suite.restaking().vaults[body.vault.index].address.to_string(),
            minimum_bond,
            premium: decimal(body.premium),
        };
        let done = self.suite.fund_call("owner", &msg);
        told(done, format!("{} at {}", body.service.name, body.vault.name))
    }

    pub(super) fn pay_premium(&mut self, body: &PayPremium) -> Done {
        let units = self.for_fund(body.amount)?;
        let service = body.service.id();
        let who = self.suite.owner_of(service);
        let done = self.suite.pay_premium(&who, body.vault.index, service, units);
        done.map(|_| self.lst(units)).map_err(|e| refused(&who, &e))
    }
}
