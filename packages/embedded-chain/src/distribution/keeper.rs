//! The module behind `DistributionMsg` and `DistributionQuery`.

use std::rc::Rc;

use cosmwasm_std::{
    Addr, Api, Binary, BlockInfo, Coin, CustomMsg, CustomQuery, DistributionMsg, DistributionQuery,
    Empty, Event, Querier, Storage,
};
use cw_multi_test::error::AnyResult;
use cw_multi_test::{AppResponse, CosmosRouter, Distribution, Module};
use serde::de::DeserializeOwned;

use super::accounting::{initialize, withdraw};
use super::query;
use crate::context::{Ctx, ModuleAccounts, Result, RouterBank};
use crate::dec_coins::DecCoins;
use crate::error::{native, ChainError};
use crate::event::EventLog;
use crate::responses;
use crate::store;

/// x/distribution for cw-multi-test, on the records of [`StakingKeeper`](crate::StakingKeeper).
pub struct DistributionKeeper {
    pub(crate) accounts: Rc<ModuleAccounts>,
    pub(crate) log: Rc<EventLog>,
}

fn withdraw_reward(ctx: &mut Ctx<'_>, delegator: &Addr, operator: &str) -> Result<AppResponse> {
    let mut open = ctx.open(operator)?;
    let Some(mut delegation) = store::delegation(ctx.storage, delegator.as_str(), operator)? else {
        return Err(ChainError::NoDelegation);
    };
    let paid = withdraw(ctx, &mut open, delegator, &delegation)?;
    initialize(&open, &mut delegation);
    store::save_delegation(ctx.storage, delegator.as_str(), operator, &delegation);
    ctx.close(open)?;
    Ok(responses::withdraw(&paid, delegator, operator))
}

fn set_withdraw_address(
    ctx: &mut Ctx<'_>,
    api: &dyn Api,
    delegator: &Addr,
    address: &str,
) -> Result<AppResponse> {
    if !ctx.params()?.withdraw_address_enabled {
        return Err(ChainError::SetWithdrawAddressDisabled);
    }
    let to = api
        .addr_validate(address)
        .map_err(|_| ChainError::InvalidAddress { address: address.to_string() })?;
    if ctx.accounts.is_blocked(&to) {
        return Err(ChainError::BlockedAddress { address: to.into_string() });
    }
    store::save_withdraw_address(ctx.storage, delegator.as_str(), to.as_str());
    let event = Event::new("set_withdraw_address").add_attribute("withdraw_address", to);
    Ok(responses::empty("/cosmos.distribution.v1beta1.MsgSetWithdrawAddressResponse", event))
}

pub(crate) fn fund_community_pool(
    ctx: &mut Ctx<'_>,
    from: &Addr,
    coins: Vec<Coin>,
) -> Result<AppResponse> {
    if coins.iter().all(|coin| coin.amount.is_zero()) {
        return Err(ChainError::InvalidCoins);
    }
    let distribution = &ctx.accounts.distribution;
    ctx.transfer(from, distribution, coins.clone())?;
    store::add_to_community_pool(ctx.storage, &DecCoins::from_coins(&coins))?;
    let event = Event::new("fund_community_pool").add_attribute("depositor", from);
    Ok(responses::empty("/cosmos.distribution.v1beta1.MsgFundCommunityPoolResponse", event))
}

impl Distribution for DistributionKeeper {}

impl Module for DistributionKeeper {
    type ExecT = DistributionMsg;
    type QueryT = DistributionQuery;
    type SudoT = Empty;

    fn execute<ExecC, QueryC>(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        block: &BlockInfo,
        sender: Addr,
        msg: DistributionMsg,
    ) -> AnyResult<AppResponse>
    where
        ExecC: CustomMsg + DeserializeOwned + 'static,
        QueryC: CustomQuery + DeserializeOwned + 'static,
    {
        let bank = RouterBank { router, api, block };
        let (accounts, log) = (&*self.accounts, &*self.log);
        let mut ctx = Ctx { storage, bank: &bank, block, accounts, log };
        let answer = match msg {
            DistributionMsg::WithdrawDelegatorReward { validator } => {
                withdraw_reward(&mut ctx, &sender, &validator)
            }
            DistributionMsg::SetWithdrawAddress { address } => {
                set_withdraw_address(&mut ctx, api, &sender, &address)
            }
            DistributionMsg::FundCommunityPool { amount } => {
                fund_community_pool(&mut ctx, &sender, amount)
            }
            other => Err(ChainError::UnknownRequest { what: format!("{other:?}") }),
        };
        answer.map_err(native)
    }

    fn query(
        &self,
        _api: &dyn Api,
        storage: &dyn Storage,
        _querier: &dyn Querier,
        _block: &BlockInfo,
        request: DistributionQuery,
    ) -> AnyResult<Binary> {
        Ok(query::answer(storage, request)?)
    }

    fn sudo<ExecC, QueryC>(
        &self,
        _api: &dyn Api,
        _storage: &mut dyn Storage,
        _router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        _block: &BlockInfo,
        msg: Empty,
    ) -> AnyResult<AppResponse>
    where
        ExecC: CustomMsg + DeserializeOwned + 'static,
        QueryC: CustomQuery + DeserializeOwned + 'static,
    {
        Err(ChainError::UnknownRequest { what: format!("distribution sudo {msg:?}") }.into())
    }
}
