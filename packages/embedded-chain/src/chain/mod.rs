//! The chain as a test drives it: transactions, blocks, controls and what they left.

mod blocks;
mod builder;
mod controls;
mod inspect;
mod transactions;

use std::collections::BTreeMap;
use std::rc::Rc;

use cosmwasm_std::{Empty, MemoryStorage};
use cw_multi_test::{App, FailingModule, IbcFailingModule, MockApiBech32, StargateFailing};

pub use builder::{ChainBuilder, GenesisValidator};
pub use inspect::DelegationView;

use crate::bank::ChainBank;
use crate::calls::{Calls, Depth};
use crate::context::{Ctx, ModuleAccounts, Result, RouterBank};
use crate::contract::caught;
use crate::distribution::DistributionKeeper;
use crate::event::EventLog;
use crate::gov::GovRecorder;
use crate::meter::Meter;
use crate::staking::StakingKeeper;

/// The app inside an [`EmbeddedChain`].
pub type ChainApp = App<
    ChainBank,
    MockApiBech32,
    MemoryStorage,
    FailingModule<Empty, Empty, Empty>,
    Calls,
    StakingKeeper,
    DistributionKeeper,
    IbcFailingModule,
    GovRecorder,
    StargateFailing,
>;

/// A chain in one process, whose staking, slashing and distribution behave like the Cosmos SDK's.
pub struct EmbeddedChain {
    app: ChainApp,
    accounts: Rc<ModuleAccounts>,
    log: Rc<EventLog>,
    meter: Rc<Meter>,
    depth: Rc<Depth>,
    account_prefix: &'static str,
    operator_prefix: &'static str,
    operators: BTreeMap<String, String>,
    block_per_transaction: bool,
}

impl EmbeddedChain {
    /// A chain to be described.
    pub fn builder() -> ChainBuilder {
        ChainBuilder::default()
    }

    /// The app, for what this crate has no method for.
    pub fn app(&self) -> &ChainApp {
        &self.app
    }

    /// The app, to be changed. Blocks advanced through it behave as those of this type.
    pub fn app_mut(&mut self) -> &mut ChainApp {
        &mut self.app
    }

    /// Counts contracts' work.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// The modules' accounts.
    pub fn module_accounts(&self) -> &ModuleAccounts {
        &self.accounts
    }

    /// Runs a keeper's function between transactions.
    fn control<T>(&mut self, act: impl FnOnce(&mut Ctx<'_>) -> Result<T>) -> Result<T> {
        let block = self.app.block_info();
        let (accounts, log) = (Rc::clone(&self.accounts), Rc::clone(&self.log));
        self.app.init_modules(|router, api, storage| {
            let bank = RouterBank { router: &*router, api, block: &block };
            let mut ctx =
                Ctx { storage, bank: &bank, block: &block, accounts: &accounts, log: &log };
            caught(|| act(&mut ctx))?
        })
    }
}
