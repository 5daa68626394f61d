//! The first block: parameters, accounts and validators.

use std::collections::BTreeMap;
use std::rc::Rc;

use cosmwasm_std::{Addr, BlockInfo, Coin, Decimal, MemoryStorage, Timestamp, Uint128};
use cw_multi_test::{no_init, AppBuilder, BankKeeper, MockApiBech32, WasmKeeper};

use super::EmbeddedChain;
use crate::bank::ChainBank;
use crate::calls::{Calls, Depth};
use crate::context::{Ctx, ModuleAccounts, Result};
use crate::dec::Dec;
use crate::delegation::Delegation;
use crate::distribution::{initialize, DistributionKeeper};
use crate::event::EventLog;
use crate::gov::GovRecorder;
use crate::missed::Missed;
use crate::params::Params;
use crate::staking::{begin_voting, update_set, StakingKeeper};
use crate::store;
use crate::validator::{Commission, Status, Validator};

/// A validator that exists from the first block on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenesisValidator {
    /// operator address
    pub operator: String,
    /// who holds its shares; the operator's own account if not given
    pub delegator: Option<Addr>,
    /// in base units
    pub tokens: Uint128,
    /// more than the tokens if it was slashed before
    pub shares: Dec,
    /// its commission
    pub commission: Decimal,
    /// the rate it can never exceed
    pub max_commission: Decimal,
    /// how much it can rise in a day
    pub max_commission_change: Decimal,
    /// blocks of the current window it missed
    pub missed_blocks: u64,
    /// whether it starts jailed
    pub jailed: bool,
}

impl GenesisValidator {
    /// A validator never slashed, with 10 % commission, at most 20 %, by 1 % a day.
    pub fn new(operator: impl Into<String>, tokens: impl Into<Uint128>) -> Self {
        let tokens = tokens.into();
        Self {
            operator: operator.into(),
            delegator: None,
            tokens,
            shares: Dec::from_int(tokens),
            commission: Decimal::percent(10),
            max_commission: Decimal::percent(20),
            max_commission_change: Decimal::percent(1),
            missed_blocks: 0,
            jailed: false,
        }
    }

    /// Sets the shares, for a validator slashed before.
    pub fn shares(mut self, shares: Dec) -> Self {
        self.shares = shares;
        self
    }

    /// Sets the commission, its maximum and its daily step.
    pub fn commission(mut self, rate: Decimal, max: Decimal, change: Decimal) -> Self {
        self.commission = rate;
        self.max_commission = max;
        self.max_commission_change = change;
        self
    }

    /// Sets how many blocks of the window it missed.
    pub fn missed_blocks(mut self, missed: u64) -> Self {
        self.missed_blocks = missed;
        self
    }
}

/// Describes an [`EmbeddedChain`].
pub struct ChainBuilder {
    /// the bech32 prefix of accounts
    pub prefix: String,
    /// the chain's name
    pub chain_id: String,
    /// the parameters
    pub params: Params,
    /// the first block's height
    pub height: u64,
    /// and its time
    pub time: Timestamp,
    /// validators by name alone, with their tokens
    pub named: Vec<(String, Uint128)>,
    /// validators described in full
    pub validators: Vec<GenesisValidator>,
    /// what accounts start with
    pub balances: Vec<(Addr, Vec<Coin>)>,
    /// operator addresses of names that shall have others than those made of them
    pub operators: BTreeMap<String, String>,
    /// whether every transaction ends its block
    pub block_per_transaction: bool,
    /// whether what blocks mint is shared by votes, and not by the tokens that are bonded
    pub rewards_by_votes: bool,
}

impl Default for ChainBuilder {
    fn default() -> Self {
        Self {
            prefix: "cosmos".into(),
            chain_id: "embedded-1".into(),
            params: Params::default(),
            height: 1,
            time: Timestamp::from_seconds(1_700_000_000),
            named: vec![],
            validators: vec![],
            balances: vec![],
            operators: BTreeMap::new(),
            block_per_transaction: false,
            rewards_by_votes: false,
        }
    }
}

impl ChainBuilder {
    /// The bech32 prefix of accounts; operators have it with `valoper`.
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// The chain's name.
    pub fn chain_id(mut self, id: &str) -> Self {
        self.chain_id = id.into();
        self
    }

    /// The denomination that can be staked.
    pub fn denom(mut self, denom: &str) -> Self {
        self.params.bond_denom = denom.into();
        self
    }

    /// Changes parameters.
    pub fn params(mut self, change: impl FnOnce(&mut Params)) -> Self {
        change(&mut self.params);
        self
    }

    /// Height and time of the first block.
    pub fn start(mut self, height: u64, time: Timestamp) -> Self {
        self.height = height;
        self.time = time;
        self
    }

    /// A validator whose operator address is made from a name, see
    /// [`EmbeddedChain::operator_address`].
    pub fn validator(mut self, name: &str, tokens: impl Into<Uint128>) -> Self {
        self.named.push((name.into(), tokens.into()));
        self
    }

    /// A validator described in full.
    pub fn genesis_validator(mut self, validator: GenesisValidator) -> Self {
        self.validators.push(validator);
        self
    }

    /// Several validators described in full.
    pub fn genesis_validators(
        mut self,
        validators: impl IntoIterator<Item = GenesisValidator>,
    ) -> Self {
        self.validators.extend(validators);
        self
    }

    /// Coins an account starts with.
    pub fn balance(mut self, account: Addr, coins: Vec<Coin>) -> Self {
        self.balances.push((account, coins));
        self
    }

    /// Gives a name this operator address instead of the one made of it.
    pub fn operator(mut self, name: &str, address: &str) -> Self {
        self.operators.insert(name.into(), address.into());
        self
    }

    /// Every transaction ends its block, and the next one has the same time: as a chain that is
    /// made to execute transactions one by one. Rewards are shared by votes there.
    pub fn block_per_transaction(mut self) -> Self {
        self.block_per_transaction = true;
        self.rewards_by_votes()
    }

    /// What blocks mint is shared by the votes on the block before, as x/distribution does it. They
    /// follow stake by three blocks, so this is for chains with blocks of seconds; elsewhere, where a
    /// block may last for days, it is shared by the tokens that are bonded now.
    pub fn rewards_by_votes(mut self) -> Self {
        self.rewards_by_votes = true;
        self
    }

    /// Begins the first block.
    pub fn build(self) -> Result<EmbeddedChain> {
        // cw-multi-test keeps the prefix for ever
        let account_prefix: &'static str = self.prefix.clone().leak();
        let operator_prefix: &'static str = format!("{}valoper", self.prefix).leak();
        let api = MockApiBech32::new(account_prefix);
        let accounts = Rc::new(ModuleAccounts::new(&api)?);
        let log = Rc::new(EventLog::default());
        let block = BlockInfo { height: self.height, time: self.time, chain_id: self.chain_id };
        let depth = Rc::<Depth>::default();
        let app = AppBuilder::new()
            .with_api(api)
            .with_storage(MemoryStorage::new())
            .with_block(block)
            .with_bank(ChainBank { inner: BankKeeper::new(), accounts: Rc::clone(&accounts) })
            .with_staking(StakingKeeper { accounts: Rc::clone(&accounts), log: Rc::clone(&log) })
            .with_distribution(DistributionKeeper {
                accounts: Rc::clone(&accounts),
                log: Rc::clone(&log),
            })
            .with_gov(GovRecorder)
            .with_wasm(Calls { inner: WasmKeeper::new(), depth: Rc::clone(&depth) })
            .build(no_init);
        let meter = Rc::default();
        let mut chain = EmbeddedChain {
            app,
            accounts,
            log,
            meter,
            depth,
            account_prefix,
            operator_prefix,
            operators: self.operators,
            block_per_transaction: self.block_per_transaction,
        };
        let named = self
            .named
            .iter()
            .map(|(name, tokens)| GenesisValidator::new(chain.operator_address(name), *tokens));
        let validators: Vec<_> = self.validators.into_iter().chain(named).collect();
        let owned: Vec<_> = validators
            .into_iter()
            .map(|v| (v.delegator.clone().unwrap_or_else(|| chain.account(&v.operator)), v))
            .collect();
        let (params, balances, by_votes) = (self.params, self.balances, self.rewards_by_votes);
        chain.control(|ctx| {
            store::save_params(ctx.storage, &params)?;
            let (height, time) = (ctx.block.height, ctx.block.time);
            store::save_totals(
                ctx.storage,
                &store::Totals { height, time, set_changed: true, by_votes, ..Default::default() },
            );
            for (account, coins) in balances {
                ctx.bank.mint(ctx.storage, &account, coins)?;
            }
            for (delegator, validator) in owned {
                create(ctx, &delegator, validator)?;
            }
            update_set(ctx)?;
            begin_voting(ctx)
        })?;
        chain.log.clear();
        Ok(chain)
    }
}

fn create(ctx: &mut Ctx<'_>, delegator: &Addr, genesis: GenesisValidator) -> Result<()> {
    let validator = Validator {
        operator: genesis.operator,
        account: delegator.to_string(),
        tokens: genesis.tokens,
        shares: genesis.shares,
        commission: Commission {
            rate: genesis.commission,
            max_rate: genesis.max_commission,
            max_change_rate: genesis.max_commission_change,
            updated_at: Timestamp::from_nanos(0),
        },
        status: Status::Unbonded,
        jailed: genesis.jailed,
        missed_blocks: genesis.missed_blocks,
        ..Validator::default()
    };
    if !validator.tokens.is_zero() {
        let coins = ctx.coin(validator.tokens)?;
        ctx.bank.mint(ctx.storage, &ctx.accounts.not_bonded_pool, coins)?;
    }
    store::save_validator(ctx.storage, &validator);
    // the latest ones
    let window = ctx.params()?.signed_blocks_window;
    let missed = Missed::end_of(window, genesis.missed_blocks);
    store::save_misses(ctx.storage, &validator.operator, &missed);
    store::save_history(ctx.storage, &validator.operator, ctx.block.height, validator.tokens);
    let open = ctx.open_any(&validator.operator)?;
    if !validator.shares.is_zero() {
        let mut delegation = Delegation { shares: validator.shares, ..Default::default() };
        initialize(&open, &mut delegation);
        store::save_delegation(ctx.storage, delegator.as_str(), &validator.operator, &delegation);
    }
    ctx.close(open)
}
