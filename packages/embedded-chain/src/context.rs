//! What every keeper works with: storage, block, bank and the module accounts.

use std::cell::RefCell;
use std::collections::BTreeSet;

use cosmwasm_std::{
    Addr, Api, BankMsg, BlockInfo, CanonicalAddr, Checksum, Coin, CustomMsg, CustomQuery,
    StdResult, Storage, Uint128,
};
use cw_multi_test::error::AnyError;
use cw_multi_test::{BankSudo, CosmosRouter, SudoMsg};

use crate::dec::sum;
use crate::dec_coins::DecCoins;
use crate::error::ChainError;
use crate::event::{ChainEvent, EventLog};
use crate::params::Params;
use crate::store;
use crate::validator::{Status, Validator, ValidatorRewards};

pub(crate) type Result<T> = std::result::Result<T, ChainError>;

/// The accounts of the modules, with the addresses they have on every Cosmos chain.
#[derive(Debug)]
pub struct ModuleAccounts {
    /// stake of bonded validators
    pub bonded_pool: Addr,
    /// stake of other validators, and all unbonding entries
    pub not_bonded_pool: Addr,
    /// rewards not withdrawn, and the community pool
    pub distribution: Addr,
    pub(crate) blocked: RefCell<BTreeSet<Addr>>,
}

impl ModuleAccounts {
    pub(crate) fn new(api: &dyn Api) -> StdResult<Self> {
        let bonded_pool = module_address(api, "bonded_tokens_pool")?;
        let not_bonded_pool = module_address(api, "not_bonded_tokens_pool")?;
        let distribution = module_address(api, "distribution")?;
        let blocked =
            [&bonded_pool, &not_bonded_pool, &distribution].into_iter().cloned().collect();
        Ok(Self { bonded_pool, not_bonded_pool, distribution, blocked: RefCell::new(blocked) })
    }

    /// Whether nobody may pay this address.
    pub fn is_blocked(&self, address: &Addr) -> bool {
        self.blocked.borrow().contains(address)
    }

    pub(crate) fn pool(&self, status: Status) -> &Addr {
        match status {
            Status::Bonded => &self.bonded_pool,
            Status::Unbonding | Status::Unbonded => &self.not_bonded_pool,
        }
    }
}

/// `NewModuleAddress`: the first 20 bytes of the name's SHA-256.
fn module_address(api: &dyn Api, name: &str) -> StdResult<Addr> {
    let hash = Checksum::generate(name.as_bytes());
    let address = hash.as_slice().get(..20).unwrap_or_default();
    api.addr_humanize(&CanonicalAddr::from(address))
}

/// Coins in and out of accounts, past the checks of a user's transfer.
pub(crate) trait BankPort {
    fn burn(&self, storage: &mut dyn Storage, from: &Addr, coins: Vec<Coin>) -> Result<()>;
    fn mint(&self, storage: &mut dyn Storage, to: &Addr, coins: Vec<Coin>) -> Result<()>;
}

/// The bank behind the app's router.
pub(crate) struct RouterBank<'a, ExecC, QueryC> {
    pub router: &'a dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
    pub api: &'a dyn Api,
    pub block: &'a BlockInfo,
}

fn refusal(error: AnyError) -> ChainError {
    ChainError::of(&error).cloned().unwrap_or_else(|| ChainError::Std(error.to_string()))
}

impl<ExecC: CustomMsg, QueryC: CustomQuery> BankPort for RouterBank<'_, ExecC, QueryC> {
    fn burn(&self, storage: &mut dyn Storage, from: &Addr, amount: Vec<Coin>) -> Result<()> {
        let msg = BankMsg::Burn { amount }.into();
        let done = self.router.execute(self.api, storage, self.block, from.clone(), msg);
        done.map(|_| ()).map_err(refusal)
    }

    fn mint(&self, storage: &mut dyn Storage, to: &Addr, amount: Vec<Coin>) -> Result<()> {
        let msg = SudoMsg::Bank(BankSudo::Mint { to_address: to.to_string(), amount });
        let done = self.router.sudo(self.api, storage, self.block, msg);
        done.map(|_| ()).map_err(refusal)
    }
}

/// One action of a keeper, inside a transaction or at a block's edge.
pub(crate) struct Ctx<'a> {
    pub storage: &'a mut dyn Storage,
    pub bank: &'a dyn BankPort,
    pub block: &'a BlockInfo,
    pub accounts: &'a ModuleAccounts,
    pub log: &'a EventLog,
}

/// A validator taken out of storage with its rewards accrued up to now.
pub(crate) struct Open {
    pub validator: Validator,
    pub rewards: ValidatorRewards,
    /// its part of the bonded total when it was opened
    bonded: Uint128,
    tokens: Uint128,
    status: Status,
    jailed: bool,
    /// what it was given out of the community pool as it was opened
    accrued: DecCoins,
}

fn bonded_part(validator: &Validator) -> Uint128 {
    match validator.status {
        Status::Bonded => validator.tokens,
        Status::Unbonding | Status::Unbonded => Uint128::zero(),
    }
}

impl Open {
    pub fn wrap(validator: Validator, rewards: ValidatorRewards) -> Self {
        let (bonded, tokens) = (bonded_part(&validator), validator.tokens);
        let (status, jailed) = (validator.status, validator.jailed);
        Self { validator, rewards, bonded, tokens, status, jailed, accrued: DecCoins::default() }
    }
}

impl Ctx<'_> {
    pub fn params(&self) -> Result<Params> {
        Ok(store::params(self.storage)?)
    }

    pub fn record(&self, event: ChainEvent) {
        self.log.record(event);
    }

    pub fn open(&self, operator: &str) -> Result<Open> {
        self.open_record(store::validator(self.storage, operator)?)
    }

    /// Opens it even while its record is made unreadable, as blocks and controls do.
    pub fn open_any(&self, operator: &str) -> Result<Open> {
        self.open_record(store::any_validator(self.storage, operator)?)
    }

    fn open_record(&self, validator: Validator) -> Result<Open> {
        let rewards = store::rewards(self.storage, &validator.operator)?;
        let mut open = Open::wrap(validator, rewards);
        let (validator, rewards) = (&mut open.validator, &mut open.rewards);
        open.accrued = crate::distribution::accrue(self.storage, validator, rewards)?;
        Ok(open)
    }

    /// Puts it back, with everything that depends on its tokens, its status and its jail.
    pub fn close(&mut self, open: Open) -> Result<()> {
        let Open { validator, rewards, bonded, tokens, status, jailed, accrued } = open;
        store::take_from_community_pool(self.storage, &accrued)?;
        store::save_rewards(self.storage, &validator.operator, &rewards);
        store::save_validator(self.storage, &validator);
        let same = validator.status == status && validator.jailed == jailed;
        if validator.tokens != tokens || !same {
            let mut totals = store::totals(self.storage)?;
            let others = crate::dec::difference(totals.bonded, bonded);
            totals.bonded = sum(others, bonded_part(&validator));
            totals.set_changed = true;
            store::save_totals(self.storage, &totals);
        }
        if validator.tokens != tokens {
            store::save_history(
                self.storage,
                &validator.operator,
                self.block.height,
                validator.tokens,
            );
        }
        Ok(())
    }

    pub fn coin(&self, amount: Uint128) -> Result<Vec<Coin>> {
        Ok(vec![Coin { denom: self.params()?.bond_denom, amount }])
    }

    pub fn transfer(&mut self, from: &Addr, to: &Addr, coins: Vec<Coin>) -> Result<()> {
        let coins: Vec<Coin> = coins.into_iter().filter(|c| !c.amount.is_zero()).collect();
        if coins.is_empty() || from == to {
            return Ok(());
        }
        self.bank.burn(self.storage, from, coins.clone())?;
        self.bank.mint(self.storage, to, coins)
    }

    pub fn burn_stake(&mut self, status: Status, amount: Uint128) -> Result<()> {
        if amount.is_zero() {
            return Ok(());
        }
        let coins = self.coin(amount)?;
        let pool = self.accounts.pool(status);
        self.bank.burn(self.storage, pool, coins)
    }

    /// Moves stake between the pools when its status differs.
    pub fn move_stake(&mut self, from: Status, to: Status, amount: Uint128) -> Result<()> {
        let (from, to) = (self.accounts.pool(from), self.accounts.pool(to));
        let coins = self.coin(amount)?;
        self.transfer(from, to, coins)
    }
}
