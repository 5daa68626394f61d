//! What a test can make happen to the chain. Controls act as BeginBlock of the current block.

use cosmwasm_std::{Addr, Coin, Decimal, Uint128};

use super::EmbeddedChain;
use crate::context::Result;
use crate::event::ChainEvent;
use crate::params::Params;
use crate::staking::{self, Infraction, SlashOutcome};
use crate::store;
use crate::validator::{Fault, Unreadable};

impl EmbeddedChain {
    /// Changes parameters, as governance does.
    pub fn set_params(&mut self, change: impl FnOnce(&mut Params)) -> Result<()> {
        self.control(|ctx| {
            let mut params = ctx.params()?;
            change(&mut params);
            store::save_params(ctx.storage, &params)?;
            let mut totals = store::totals(ctx.storage)?;
            totals.set_changed = true;
            store::save_totals(ctx.storage, &totals);
            Ok(())
        })
    }

    /// Lets contracts call contracts only so deep, the first one counted, as wasmd does (100 in
    /// 0.61); nothing for as deep as there is room.
    pub fn limit_calls(&mut self, most: Option<u32>) {
        self.depth.most.set(most);
    }

    /// Creates coins out of nothing.
    pub fn mint(&mut self, to: &Addr, coins: Vec<Coin>) -> Result<()> {
        self.control(|ctx| ctx.bank.mint(ctx.storage, to, coins))
    }

    /// Lets nobody pay this address any more, nor set it as withdraw address.
    pub fn block_address(&mut self, address: &Addr) {
        self.accounts.blocked.borrow_mut().insert(address.clone());
    }

    /// Jails a validator without a slash; it leaves the set at the end of the block.
    pub fn jail(&mut self, validator: &str) -> Result<()> {
        self.control(|ctx| staking::jail(ctx, validator))
    }

    /// Unjails a validator, if its operator has stake of its own and it is neither tombstoned nor
    /// within its time.
    pub fn unjail(&mut self, validator: &str) -> Result<()> {
        self.control(|ctx| staking::unjail(ctx, validator))
    }

    /// Jails a validator for ever, without a slash.
    pub fn tombstone(&mut self, validator: &str) -> Result<()> {
        self.control(|ctx| staking::tombstone(ctx, validator))
    }

    /// Slashes a validator for an infraction at a height, with the tokens it had at that block's end.
    pub fn slash(
        &mut self,
        validator: &str,
        infraction_height: u64,
        fraction: Decimal,
    ) -> Result<SlashOutcome> {
        self.control(|ctx| {
            let now = store::any_validator(ctx.storage, validator)?.tokens;
            let tokens =
                store::tokens_at(ctx.storage, validator, infraction_height)?.unwrap_or(now);
            staking::slash(
                ctx,
                validator,
                Infraction { height: infraction_height, tokens },
                fraction,
            )
        })
    }

    /// Slashes as [`slash`](Self::slash), with the tokens at the infraction given.
    pub fn slash_tokens(
        &mut self,
        validator: &str,
        infraction_height: u64,
        tokens: Uint128,
        fraction: Decimal,
    ) -> Result<SlashOutcome> {
        let infraction = Infraction { height: infraction_height, tokens };
        self.control(|ctx| staking::slash(ctx, validator, infraction, fraction))
    }

    /// Evidence that a validator signed twice at a height: slashed one block before it, jailed and
    /// tombstoned. `None` if the evidence changes nothing.
    pub fn double_sign(
        &mut self,
        validator: &str,
        infraction_height: u64,
        fraction: Option<Decimal>,
    ) -> Result<Option<SlashOutcome>> {
        self.control(|ctx| staking::double_sign(ctx, validator, infraction_height, 0, fraction))
    }

    /// Evidence of double signing that is `age` seconds old.
    pub fn old_evidence(
        &mut self,
        validator: &str,
        infraction_height: u64,
        age: u64,
    ) -> Result<Option<SlashOutcome>> {
        self.control(|ctx| staking::double_sign(ctx, validator, infraction_height, age, None))
    }

    /// Slashes and jails a validator for downtime, as of two blocks back.
    pub fn downtime(&mut self, validator: &str) -> Result<SlashOutcome> {
        self.control(|ctx| staking::downtime(ctx, validator))
    }

    /// Lets a validator miss this block and those after it, `blocks` in all. The one that is too many
    /// slashes and jails it.
    pub fn miss_blocks(&mut self, validator: &str, blocks: u64) -> Result<()> {
        self.control(|ctx| {
            store::any_validator(ctx.storage, validator)?;
            let mut missing = store::missing(ctx.storage)?;
            missing.retain(|(operator, _)| operator != validator);
            if blocks > 0 {
                missing.push((validator.to_string(), blocks));
            }
            Ok(store::save_missing(ctx.storage, &missing)?)
        })
    }

    /// Changes a commission by the SDK's rules: once a day, by a step, up to the maximum.
    pub fn set_commission(&mut self, validator: &str, rate: Decimal) -> Result<()> {
        self.control(|ctx| {
            let mut open = ctx.open_any(validator)?;
            open.validator.commission.check(rate, ctx.block.time)?;
            open.validator.commission.rate = rate;
            open.validator.commission.updated_at = ctx.block.time;
            ctx.close(open)
        })
    }

    /// Changes a commission past all rules; the maximum follows if need be.
    pub fn force_commission(&mut self, validator: &str, rate: Decimal) -> Result<()> {
        self.control(|ctx| {
            let mut open = ctx.open_any(validator)?;
            let commission = &mut open.validator.commission;
            commission.rate = rate;
            commission.max_rate = commission.max_rate.max(rate);
            ctx.close(open)
        })
    }

    /// Pays an operator's commission to an account.
    pub fn withdraw_commission(&mut self, validator: &str, to: &Addr) -> Result<Vec<Coin>> {
        self.control(|ctx| staking::withdraw_commission(ctx, validator, to))
    }

    /// Mints rewards of any denominations for one validator and its delegators, untaxed.
    pub fn reward_validator(&mut self, validator: &str, coins: Vec<Coin>) -> Result<()> {
        self.control(|ctx| {
            store::any_validator(ctx.storage, validator)?;
            ctx.bank.mint(ctx.storage, &ctx.accounts.distribution, coins.clone())?;
            staking::reward(ctx, validator, &coins)
        })
    }

    /// Mints rewards of any denominations for all bonded validators by stake, after the community
    /// tax, as fees are shared out; by votes where inflation is.
    pub fn reward_all(&mut self, coins: Vec<Coin>) -> Result<()> {
        self.control(|ctx| {
            ctx.bank.mint(ctx.storage, &ctx.accounts.distribution, coins.clone())?;
            staking::share_out(ctx, &coins)
        })
    }

    /// Keeps an unbonding entry past its completion, as interchain security can.
    pub fn hold_entry(&mut self, delegator: &Addr, validator: &str, id: u64) -> Result<()> {
        self.control(|ctx| staking::hold(ctx, delegator.as_str(), validator, id))
    }

    /// Lets go of a held entry; if it is mature it is paid at once.
    pub fn release_entry(&mut self, delegator: &Addr, validator: &str, id: u64) -> Result<()> {
        self.control(|ctx| staking::release(ctx, delegator.as_str(), validator, id))
    }

    /// Breaks a validator's distribution records.
    pub fn break_distribution(&mut self, validator: &str, fault: Fault) -> Result<()> {
        self.set_fault(validator, Some(fault))
    }

    /// Undoes [`break_distribution`](Self::break_distribution).
    pub fn repair_distribution(&mut self, validator: &str) -> Result<()> {
        self.set_fault(validator, None)
    }

    fn set_fault(&mut self, validator: &str, fault: Option<Fault>) -> Result<()> {
        self.control(|ctx| {
            let mut record = store::any_validator(ctx.storage, validator)?;
            record.fault = fault;
            store::save_validator(ctx.storage, &record);
            Ok(())
        })
    }

    /// Makes queries about a validator fail, or all of them work again.
    pub fn unreadable(&mut self, validator: &str, what: Option<Unreadable>) -> Result<()> {
        self.control(|ctx| {
            let mut record = store::any_validator(ctx.storage, validator)?;
            record.unreadable = what;
            store::save_validator(ctx.storage, &record);
            Ok(())
        })
    }

    /// What blocks and controls did so far.
    pub fn events(&self) -> Vec<ChainEvent> {
        self.log.all()
    }

    /// Forgets the events so far.
    pub fn clear_events(&mut self) {
        self.log.clear();
    }
}
