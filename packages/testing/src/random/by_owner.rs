//! What owner and guardian do.

use cosmwasm_std::{Decimal, Order};
use weir_chain::Chain;
use weir_interface::hub::{ExecuteMsg, ParameterChanges, Scope};
use weir_interface::{distributor, registry};
use weir_quantities::{Assets, Shares};

use super::life::{Came, NOTHING};
use super::resolve::pick;
use super::{Action, Life, Setting};

const GUARDED: [Scope; 8] = [
    Scope::Bond,
    Scope::QueueUnbond,
    Scope::TransferUnbond,
    Scope::InstantRedeem,
    Scope::Harvest,
    Scope::DelegateBuffer,
    Scope::SubmitBatch,
    Scope::Rebalance,
];
const EXITS: [Scope; 3] = [Scope::Withdraw, Scope::Reconcile, Scope::CancelUnbond];

/// A whole number between two bounds.
fn between(least: u64, most: u64, thousandths: u16) -> u64 {
    least + most.saturating_sub(least) / 1_000 * u64::from(thousandths % 1_001)
}

impl<C: Chain> Life<C> {
    pub(super) fn by_owner(&mut self, action: &Action) -> Came {
        match *action {
            Action::Configure { setting, thousandths } => self.configure(setting, thousandths),
            Action::AnnounceRaise { which, bps } => {
                let value = Some(Decimal::bps(u64::from(bps % 1_001)));
                let change = |p: &mut ParameterChanges| match which % 3 {
                    0 => p.buffer_target = value,
                    1 => p.instant_fee_min = value,
                    _ => p.instant_fee_max = value,
                };
                self.suite.configure("owner", change).into()
            }
            Action::CancelRaises {} => {
                self.suite.hub_call("owner", &ExecuteMsg::CancelRaises {}).into()
            }
            Action::Pause { scope, hours } => {
                let scope = GUARDED[usize::from(scope) % GUARDED.len()];
                let seconds = u64::from(hours % 73) * 3_600;
                self.suite.pause("guardian", &[scope], seconds).into()
            }
            Action::PauseExits { scope, hours } => {
                let scope = EXITS[usize::from(scope) % EXITS.len()];
                let seconds = u64::from(hours % 169) * 3_600;
                self.suite.pause("owner", &[scope], seconds).into()
            }
            Action::Resume { scope } => {
                let closed = self.suite.snapshot().gates.paused;
                let Some((scope, _)) = pick(scope, &closed) else { return NOTHING };
                self.suite.resume("owner", &[scope]).into()
            }
            Action::AnnounceFee { percent } => {
                self.distributor(distributor::ExecuteMsg::UpdateConfig {
                    fee: Some(Decimal::percent(u64::from(percent % 22))),
                    keeper_pay: None,
                    receivers: None,
                })
            }
            Action::CancelFee {} => self.distributor(distributor::ExecuteMsg::CancelRaise {}),
            Action::ActivateFee {} => {
                let panicking = self.panicking.iter().take(3);
                let skip = panicking.map(|name| self.suite.operator(name)).collect();
                self.distributor(distributor::ExecuteMsg::ActivateRaise { skip: Some(skip) })
            }
            _ => self.by_registry(action),
        }
    }

    fn distributor(&mut self, msg: distributor::ExecuteMsg) -> Came {
        self.suite.distributor_call("owner", &msg).into()
    }

    fn configure(&mut self, setting: Setting, thousandths: u16) -> Came {
        let params = self.suite.chain.params();
        let period = params.unbonding_period;
        let least = 3_600.min(period / 20).max(1);
        let scaled = |least: u64, most: u64| between(least, most, thousandths);
        let bps = |least: u64, most: u64| Some(Decimal::bps(scaled(least, most)));
        let mut p = ParameterChanges::default();
        match setting {
            Setting::BatchInterval => p.min_batch_interval = Some(scaled(least, period / 2)),
            Setting::SubmitLag => p.submit_lag = Some(scaled(least, period / 4)),
            Setting::MaxParts => p.max_parts = Some(u32::from(thousandths % 20) + 1),
            Setting::MaxEntries => p.max_entries = Some(u32::from(thousandths % 9) + 1),
            Setting::MinUnbond => p.min_unbond = Some(Shares::new(scaled(1, 1_000_000).into())),
            Setting::MinPart => p.min_part = Some(Assets::new(scaled(1, 1_000_000).into())),
            Setting::RewardPeriod => p.reward_period = Some(scaled(least, 5 * 86_400)),
            Setting::MaxDailyGrowth => p.max_daily_growth = bps(5, 200),
            Setting::BreakerFall => p.breaker_fall = bps(10, 2_000),
            Setting::RebalanceGap => {
                p.rebalance_gap = bps(10, 1_000);
                p.rebalance_min_move = Some(Assets::new(scaled(1, 1_000_000).into()));
            }
            Setting::RebalanceShare => p.rebalance_daily_share = bps(10, 2_000),
            Setting::InstantOutflow => p.instant_outflow = bps(1, 1_000),
            Setting::BackingCap => {
                let held = self.suite.snapshot().books.holdings().unwrap_or_default();
                p.backing_cap = Some(held.plus(Assets::new(u128::MAX >> 8)).unwrap_or(held));
            }
            Setting::AsTheChain => {
                p.unbonding_period = Some(period);
                p.max_entries = Some(params.max_entries);
            }
        }
        self.suite.configure("owner", |parameters| *parameters = p).into()
    }

    fn by_registry(&mut self, action: &Action) -> Came {
        let msg = match *action {
            Action::SetWeights { first, second, others } => {
                let weights = self
                    .members()
                    .into_iter()
                    .enumerate()
                    .map(|(index, validator)| {
                        let weight = [first, second].get(index).copied().unwrap_or(others);
                        registry::Weight { validator, weight: u64::from(weight) }
                    })
                    .collect();
                registry::ExecuteMsg::SetWeights { weights }
            }
            Action::AddValidator { weight } => {
                let members = self.members();
                let mut all = self.suite.validators.iter().map(|name| self.suite.operator(name));
                let Some(validator) = all.find(|operator| !members.contains(operator)) else {
                    return NOTHING;
                };
                registry::ExecuteMsg::AddValidator { validator, weight: u64::from(weight) }
            }
            Action::DrainValidator { validator } => {
                let Some(validator) = pick(validator, &self.members()) else { return NOTHING };
                registry::ExecuteMsg::DrainValidator { validator }
            }
            Action::RestoreValidator { validator, weight } => {
                let Some(validator) = pick(validator, &self.draining()) else { return NOTHING };
                registry::ExecuteMsg::RestoreValidator { validator, weight: u64::from(weight) }
            }
            Action::RemoveValidator { validator } => {
                let Some(validator) = pick(validator, &self.draining()) else { return NOTHING };
                registry::ExecuteMsg::RemoveValidator { validator }
            }
            Action::ConfigureRegistry { which, percent } => {
                let percent = u64::from(percent % 101);
                let value = Some(Decimal::percent(percent));
                let mut parameters = registry::ParameterChanges::default();
                match which % 5 {
                    0 => parameters.daily_weight_change = value,
                    1 => parameters.max_share = value,
                    2 => parameters.drain_after = Some(3_600 * (percent + 1)),
                    3 => parameters.commission_limit = value,
                    _ => parameters.weigh_by_score = Some(percent > 50),
                }
                registry::ExecuteMsg::UpdateConfig { parameters }
            }
            ref other => panic!("{other:?} is nothing that an owner does"),
        };
        self.suite.registry_call("owner", &msg).into()
    }

    fn records(&self) -> Vec<registry::ValidatorRecord> {
        let msg = registry::QueryMsg::Validators { start_after: None, limit: Some(30) };
        self.suite.query(&self.suite.registry, &msg).unwrap()
    }

    fn members(&self) -> Vec<String> {
        self.records().into_iter().map(|record| record.validator).collect()
    }

    fn draining(&self) -> Vec<String> {
        let draining =
            |record: &registry::ValidatorRecord| record.standing == registry::Standing::Draining;
        self.records().into_iter().filter(draining).map(|record| record.validator).collect()
    }

    /// Whether any scope is closed now.
    pub(super) fn closed_scopes(&self) -> Vec<Scope> {
        let now = self.suite.now();
        let paused = self.suite.snapshot().gates.paused;
        paused.into_iter().filter(|(_, until)| until.u64() > now).map(|(scope, _)| scope).collect()
    }

    /// How many batches there ever were.
    pub(super) fn batches(&self) -> u128 {
        let storage = self.suite.storage_of(&self.suite.hub);
        let batches =
            weir_staking_hub::state::BATCHES.keys(&*storage, None, None, Order::Ascending);
        batches.count() as u128
    }
}
