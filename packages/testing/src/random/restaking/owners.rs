//! What owner and guardian of vaults and fund do.

use cosmwasm_std::Decimal;
use weir_chain::Chain;
use weir_interface::fund;
use weir_interface::vault::{ExecuteMsg, ParameterChanges, Scope};
use weir_quantities::{Assets, ServiceId, TermsVersion};

use super::super::life::{Came, NOTHING};
use super::super::resolve::pick;
use super::super::{Action, Amount, Life, Pick};
use super::DAY;

const SCOPES: [Scope; 4] =
    [Scope::Deposits, Scope::Commitments, Scope::Requests, Scope::Executions];

/// Names of changes that may wait in a vault.
const CHANGES: [&str; 6] =
    ["leverage", "cap", "per_service", "per_group", "exit_delay", "listeners"];

fn scopes(which: Pick) -> Vec<Scope> {
    vec![SCOPES[usize::from(which) % SCOPES.len()]]
}

impl<C: Chain> Life<C> {
    pub(super) fn by_governors(&mut self, action: &Action) -> Came {
        let (who, vault, msg) = match *action {
            Action::PauseVault { vault, scope, hours } => {
                let (scopes, seconds) = (scopes(scope), u64::from(hours % 80) * 3_600);
                ("guardian", vault, ExecuteMsg::Pause { scopes, seconds })
            }
            Action::PauseVaultByOwner { vault, scope, hours } => {
                let (scopes, seconds) = (scopes(scope), u64::from(hours) * 2 * 3_600);
                ("owner", vault, ExecuteMsg::Pause { scopes, seconds })
            }
            Action::ResumeVault { vault, scope } => {
                ("owner", vault, ExecuteMsg::Resume { scopes: scopes(scope) })
            }
            Action::ConfigureVault { vault, which, thousandths } => {
                let changes = changes(which, thousandths);
                ("owner", vault, ExecuteMsg::UpdateConfig { changes })
            }
            Action::SetListeners { vault, some } => {
                let council = self.suite.restaking().council.to_string();
                let listeners = if some { vec![council] } else { vec![] };
                ("owner", vault, ExecuteMsg::SetListeners { listeners })
            }
            Action::CancelVaultChange { vault, which } => {
                let name = CHANGES[usize::from(which) % CHANGES.len()].to_string();
                ("owner", vault, ExecuteMsg::CancelChange { name })
            }
            _ => return self.by_owner_of_fund(action),
        };
        self.suite.vault_call(who, self.vault(vault), &msg).into()
    }

    fn by_owner_of_fund(&mut self, action: &Action) -> Came {
        let msg = match *action {
            Action::Insure { which, percent, bond } => {
                let (vault, service, version) = self.commitment(which);
                let minimum_bond =
                    Assets::new(bond.of(self.suite.vault_state(vault).bond.active.u128()));
                fund::ExecuteMsg::Insure {
                    service: ServiceId::new(service),
                    version: TermsVersion::new(version),
                    vault: self.suite.restaking().vaults[vault].address.to_string(),
                    minimum_bond,
                    premium: Decimal::percent(u64::from(percent % 102)),
                }
            }
            Action::EndPolicy { which } => {
                let Some((vault, service, version)) = pick(which, &self.policies()) else {
                    return NOTHING;
                };
                fund::ExecuteMsg::EndPolicy {
                    service: ServiceId::new(service),
                    version: TermsVersion::new(version),
                    vault: self.suite.restaking().vaults[vault].address.to_string(),
                }
            }
            Action::FundCoverLoss { assets } => {
                let has = self.fund_holds() / 8;
                let assets = Assets::new(Amount::of(assets, has));
                fund::ExecuteMsg::CoverLoss { assets }
            }
            Action::ConfigureFund { which, percent } => {
                let part = Some(Decimal::percent(u64::from(percent % 52)));
                let mut changes = fund::ParameterChanges::default();
                match which % 3 {
                    0 => changes.of_loss = part,
                    1 => changes.of_fund = part,
                    _ => changes.exit_delay = Some((27 + u64::from(percent % 17)) * DAY),
                }
                fund::ExecuteMsg::UpdateConfig { changes }
            }
            ref other => panic!("{other:?} is nothing that an owner does"),
        };
        self.suite.fund_call("owner", &msg).into()
    }

    fn fund_holds(&self) -> u128 {
        let fund = self.suite.restaking().fund.clone();
        self.suite.holds(&self.suite.derivative(), &fund)
    }
}

fn changes(which: Pick, thousandths: u16) -> ParameterChanges {
    let thousandths = u64::from(thousandths % 1_001);
    let part = Some(Decimal::permille(thousandths * 11 / 20));
    let mut changes = ParameterChanges::default();
    match which % 8 {
        0 => changes.leverage = Some(Decimal::permille(1_000 + thousandths)),
        1 => changes.cap = part,
        2 => changes.per_service = part,
        3 => changes.per_group = part,
        4 => changes.breaker = part,
        5 => changes.exit_delay = Some((13 + thousandths % 17) * DAY),
        6 => changes.min_deposit = Some(Assets::new(u128::from(thousandths) * 100)),
        _ => changes.deposit_cap = Some(Assets::new(u128::from(thousandths) * 10u128.pow(9))),
    }
    changes
}
