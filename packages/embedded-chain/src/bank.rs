//! x/bank: cw-multi-test's keeper, with the refusals of the SDK instead of panics.

use std::rc::Rc;

use cosmwasm_std::{
    Addr, Api, BankMsg, BankQuery, Binary, BlockInfo, Coin, CustomMsg, CustomQuery, Querier,
    StdError, Storage,
};
use cw_multi_test::error::{AnyError, AnyResult};
use cw_multi_test::{AppResponse, Bank, BankKeeper, BankSudo, CosmosRouter, Module};
use serde::de::DeserializeOwned;

use crate::context::ModuleAccounts;
use crate::error::{native, ChainError};

/// The bank, which lets nobody pay a module account.
pub struct ChainBank {
    pub(crate) inner: BankKeeper,
    pub(crate) accounts: Rc<ModuleAccounts>,
}

fn refusal(error: AnyError, coins: &[Coin]) -> AnyError {
    if error.downcast_ref::<StdError>().is_none() {
        return error;
    }
    let coin = coins.first().cloned().unwrap_or_default();
    native(ChainError::InsufficientFunds { needed: coin.amount, denom: coin.denom })
}

impl Bank for ChainBank {}

impl Module for ChainBank {
    type ExecT = BankMsg;
    type QueryT = BankQuery;
    type SudoT = BankSudo;

    fn execute<ExecC, QueryC>(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        block: &BlockInfo,
        sender: Addr,
        msg: BankMsg,
    ) -> AnyResult<AppResponse>
    where
        ExecC: CustomMsg + DeserializeOwned + 'static,
        QueryC: CustomQuery + DeserializeOwned + 'static,
    {
        let coins = match &msg {
            BankMsg::Send { to_address, amount } => {
                let to = api.addr_validate(to_address).map_err(|_| {
                    native(ChainError::InvalidAddress { address: to_address.clone() })
                })?;
                if self.accounts.is_blocked(&to) {
                    return Err(native(ChainError::BlockedAddress { address: to.into_string() }));
                }
                amount.clone()
            }
            BankMsg::Burn { amount } => amount.clone(),
            other => return Err(ChainError::UnknownRequest { what: format!("{other:?}") }.into()),
        };
        if coins.iter().all(|coin| coin.amount.is_zero()) {
            return Err(native(ChainError::InvalidCoins));
        }
        self.inner.execute(api, storage, router, block, sender, msg).map_err(|e| refusal(e, &coins))
    }

    fn query(
        &self,
        api: &dyn Api,
        storage: &dyn Storage,
        querier: &dyn Querier,
        block: &BlockInfo,
        request: BankQuery,
    ) -> AnyResult<Binary> {
        #[allow(deprecated)]
        match request {
            BankQuery::Supply { .. }
            | BankQuery::Balance { .. }
            | BankQuery::AllBalances { .. }
            | BankQuery::DenomMetadata { .. }
            | BankQuery::AllDenomMetadata { .. } => {
                self.inner.query(api, storage, querier, block, request)
            }
            other => Err(ChainError::UnknownRequest { what: format!("{other:?}") }.into()),
        }
    }

    fn sudo<ExecC, QueryC>(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        block: &BlockInfo,
        msg: BankSudo,
    ) -> AnyResult<AppResponse>
    where
        ExecC: CustomMsg + DeserializeOwned + 'static,
        QueryC: CustomQuery + DeserializeOwned + 'static,
    {
        self.inner.sudo(api, storage, router, block, msg)
    }
}
