//! What operators, services, slashers and resolvers do.

use cosmwasm_std::Decimal;
use weir_accounting::vault::WHOLE;
use weir_chain::Chain;
use weir_interface::coordinator::ExecuteMsg as Coordinate;
use weir_interface::service_registry::ExecuteMsg as Register;
use weir_interface::vault::ExecuteMsg;
use weir_quantities::{Magnitude, OperatorId, ServiceId, SlashId, TermsVersion};

use super::super::life::{Came, NOTHING};
use super::super::resolve::pick;
use super::super::{Action, Amount, Cut, Life, Pick};
use super::{COIN, DAY, SERVICES};

/// How long ago an offence may be: around the windows of evidence.
const AGES: [u64; 10] = [1, 1, 60, 3_600, DAY, 2 * DAY, 3 * DAY - 1, 3 * DAY, 3 * DAY + 1, 0];

/// A service by number.
fn service(which: Pick) -> ServiceId {
    ServiceId::new(u64::from(which) % SERVICES.len() as u64 + 1)
}

/// Percent of a whole magnitude, at most 45.
fn weight(percent: u8) -> Magnitude {
    Magnitude::new(WHOLE.u128() * u128::from(percent % 46) / 100)
}

impl<C: Chain> Life<C> {
    pub(super) fn by_services(&mut self, action: &Action) -> Came {
        match *action {
            Action::RequestSlash { which, ago, cut } => self.request_slash(which, ago, cut),
            Action::Approve { which } => self.decide(which, |id| Coordinate::Approve { id }),
            Action::Veto { which } => {
                self.decide(which, |id| Coordinate::Veto { id, barred_until: None })
            }
            Action::VetoWithBar { which } => {
                let barred_until = Some(self.suite.now());
                self.decide(which, |id| Coordinate::Veto { id, barred_until })
            }
            Action::FundStream { which, coins, days } => {
                let (vault, service, _) = self.commitment(which);
                let owner = self.suite.owner_of(service);
                let units = coins.of(1_000 * COIN).clamp(1, 1_000_000 * COIN);
                self.suite.fund(&owner, units);
                let coin = self.suite.staking_coin();
                self.fund_stream((vault, service), (&coin, units), days)
            }
            Action::FundStreamOfShares { which, shares, days } => {
                let (vault, service, _) = self.commitment(which);
                let units = shares.of(self.suite.shares_of(&self.suite.owner_of(service)));
                let derivative = self.suite.derivative();
                self.fund_stream((vault, service), (&derivative, units), days)
            }
            Action::PublishTerms { .. }
            | Action::RevokeVersion { .. }
            | Action::Link { .. }
            | Action::Unlink { .. }
            | Action::JailOperator { .. } => self.agree(action),
            _ => self.by_operators(action),
        }
    }

    fn request_slash(&mut self, which: Pick, ago: Pick, cut: Cut) -> Came {
        let (vault, service, _) = self.commitment(which);
        let state = self.suite.vault_state(vault);
        let most = state.commitment(service).map_or(Decimal::one(), |one| one.terms.max_slash);
        let fraction = most.checked_mul(cut.fraction()).unwrap();
        // One in sixteen asks for more than the terms allow.
        let fraction = if which % 16 == 15 { most + Decimal::bps(1) } else { fraction };
        let at = self.suite.now() - AGES[usize::from(ago) % AGES.len()];
        let slasher = format!("slasher{service}");
        self.suite.request_slash(&slasher, vault, service, fraction, at).into()
    }

    fn decide(&mut self, which: Pick, msg: impl FnOnce(SlashId) -> Coordinate) -> Came {
        let Some((id, _)) = pick(which, &self.slash_requests()) else { return NOTHING };
        self.suite.coordinate("council", &msg(SlashId::new(id))).into()
    }

    fn fund_stream(
        &mut self,
        (vault, service): (usize, u64),
        (coin, units): (&weir_interface::restaking::Asset, u128),
        days: u8,
    ) -> Came {
        let owner = self.suite.owner_of(service);
        let duration = u64::from(days % 60) * DAY;
        self.suite.fund_stream(&owner, vault, Some(service), (coin, units), duration).into()
    }

    fn agree(&mut self, action: &Action) -> Came {
        let operator = |which: Pick| OperatorId::new(u64::from(which) % 2 + 1);
        let (which, by_service, msg) = match *action {
            Action::PublishTerms { service: which, destination, percent } => {
                let id = service(which);
                let owner = self.suite.owner_of(id.u64());
                let destination = self.destination(destination, &owner);
                let mut terms = self.terms(id.u64() as usize - 1, destination);
                terms.max_slash = Decimal::percent(u64::from(percent % 61));
                (id, true, Register::PublishTerms { service: id, terms })
            }
            Action::RevokeVersion { which } => {
                let (_, id, version) = self.commitment(which);
                let (service, version) = (ServiceId::new(id), TermsVersion::new(version));
                (service, true, Register::RevokeVersion { service, version })
            }
            Action::Link { operator: of, service: which, by_service } => {
                let (operator, service) = (operator(of), service(which));
                (service, by_service, Register::Link { operator, service })
            }
            Action::Unlink { operator: of, service: which, by_service } => {
                let (operator, service) = (operator(of), service(which));
                (service, by_service, Register::Unlink { operator, service })
            }
            Action::JailOperator { operator: of, service: which, days } => {
                let (operator, service) = (operator(of), service(which));
                let until = self.suite.now() + u64::from(days % 100) * DAY;
                (service, true, Register::Jail { operator, service, until })
            }
            ref other => panic!("{other:?} is no agreement"),
        };
        let who = match (&msg, by_service) {
            (Register::Link { operator, .. } | Register::Unlink { operator, .. }, false) => {
                format!("op{operator}")
            }
            _ => self.suite.owner_of(which.u64()),
        };
        self.suite.register(&who, &msg).into()
    }

    fn by_operators(&mut self, action: &Action) -> Came {
        let (who, vault, msg) = match *action {
            Action::Announce { vault, service: which, percent } => {
                let (vault, service) = (self.vault(vault), service(which));
                let version = self.newest_version(service);
                let came = self.suite.announce(vault, service.u64(), version, weight(percent));
                return came.into();
            }
            Action::Lower { which, percent } => {
                let (vault, service, _) = self.commitment(which);
                return self.suite.lower(vault, service, weight(percent)).into();
            }
            Action::AddBond { vault, assets } => {
                let vault = self.vault(vault);
                let operator = self.suite.operator_of(vault);
                let units = self.operators_units(&operator, vault, assets);
                return self.suite.add_bond(&operator, vault, units).into();
            }
            Action::RequestBondExit { vault, assets } => {
                let vault = self.vault(vault);
                let units = assets.of(self.suite.vault_state(vault).bond.active.u128());
                return self.suite.request_bond_exit(vault, units).into();
            }
            Action::SetCommission { vault, percent } => {
                let vault = self.vault(vault);
                let commission = Decimal::percent(u64::from(percent % 60));
                let msg = ExecuteMsg::SetCommission { commission };
                (self.suite.operator_of(vault), vault, msg)
            }
            Action::RearmByOperator { which } => {
                let (vault, service) = self.quarantined(which);
                (self.suite.operator_of(vault), vault, ExecuteMsg::Rearm { service })
            }
            Action::RearmByService { which } => {
                let (vault, service) = self.quarantined(which);
                (self.suite.owner_of(service.u64()), vault, ExecuteMsg::Rearm { service })
            }
            ref other => panic!("{other:?} is nothing that an operator does"),
        };
        self.suite.vault_call(&who, vault, &msg).into()
    }

    /// A promise that was slashed and waits for somebody to re-arm; else any.
    fn quarantined(&self, which: Pick) -> (usize, ServiceId) {
        let waits = |(vault, service, _): &(usize, u64, u64)| {
            let state = self.suite.vault_state(*vault);
            state.commitment(*service).is_some_and(|one| one.quarantine.is_some())
        };
        let waiting: Vec<_> = self.commitments().into_iter().filter(waits).collect();
        let (vault, service, _) = pick(which, &waiting).unwrap_or_else(|| self.commitment(which));
        (vault, ServiceId::new(service))
    }

    fn operators_units(&mut self, operator: &str, vault: usize, amount: Amount) -> u128 {
        let coin = self.suite.staking_coin();
        if self.suite.restaking().vaults[vault].asset != coin {
            return amount.of(self.suite.shares_of(operator));
        }
        let units = amount.of(100 * COIN).max(1);
        self.suite.fund(operator, units);
        units
    }
}
