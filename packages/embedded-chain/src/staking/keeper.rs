//! The module behind `StakingMsg` and `StakingQuery`, and the hook between blocks.

use std::rc::Rc;

use cosmwasm_std::{
    Addr, Api, Binary, BlockInfo, CustomMsg, CustomQuery, Querier, StakingMsg, StakingQuery,
    Storage,
};
use cw_multi_test::error::AnyResult;
use cw_multi_test::{AppResponse, CosmosRouter, Module, Staking, StakingSudo};
use serde::de::DeserializeOwned;

use super::{blocks, delegating, leaving, query, slashing};
use crate::context::{Ctx, ModuleAccounts, RouterBank};
use crate::error::{native, ChainError};
use crate::event::{ChainEvent, EventLog};
use crate::store;

/// x/staking and x/slashing for cw-multi-test.
pub struct StakingKeeper {
    pub(crate) accounts: Rc<ModuleAccounts>,
    pub(crate) log: Rc<EventLog>,
}

impl Staking for StakingKeeper {
    /// Called with the block that begins: the one before it ends here.
    fn process_queue<ExecC: CustomMsg, QueryC: CustomQuery>(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        block: &BlockInfo,
    ) -> AnyResult<AppResponse> {
        let bank = RouterBank { router, api, block };
        let (accounts, log) = (&*self.accounts, &*self.log);
        let mut ctx = Ctx { storage, bank: &bank, block, accounts, log };
        // the app would unwrap an error of this hook
        if let Err(error) = blocks::end_then_begin(&mut ctx, block) {
            log.record(ChainEvent::BlockFailed { reason: error.to_string() });
        }
        Ok(AppResponse::default())
    }
}

impl Module for StakingKeeper {
    type ExecT = StakingMsg;
    type QueryT = StakingQuery;
    type SudoT = StakingSudo;

    fn execute<ExecC, QueryC>(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        block: &BlockInfo,
        sender: Addr,
        msg: StakingMsg,
    ) -> AnyResult<AppResponse>
    where
        ExecC: CustomMsg + DeserializeOwned + 'static,
        QueryC: CustomQuery + DeserializeOwned + 'static,
    {
        let bank = RouterBank { router, api, block };
        let (accounts, log) = (&*self.accounts, &*self.log);
        let mut ctx = Ctx { storage, bank: &bank, block, accounts, log };
        let answer = match msg {
            StakingMsg::Delegate { validator, amount } => {
                delegating::delegate(&mut ctx, &sender, &validator, amount)
            }
            StakingMsg::Undelegate { validator, amount } => {
                leaving::undelegate(&mut ctx, &sender, &validator, amount)
            }
            StakingMsg::Redelegate { src_validator, dst_validator, amount } => {
                leaving::redelegate(&mut ctx, &sender, &src_validator, &dst_validator, amount)
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
        request: StakingQuery,
    ) -> AnyResult<Binary> {
        Ok(query::answer(storage, request)?)
    }

    /// `StakingSudo::Slash` cuts as of the current block.
    fn sudo<ExecC, QueryC>(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        block: &BlockInfo,
        msg: StakingSudo,
    ) -> AnyResult<AppResponse>
    where
        ExecC: CustomMsg + DeserializeOwned + 'static,
        QueryC: CustomQuery + DeserializeOwned + 'static,
    {
        let StakingSudo::Slash { validator, percentage } = msg;
        let bank = RouterBank { router, api, block };
        let (accounts, log) = (&*self.accounts, &*self.log);
        let mut ctx = Ctx { storage, bank: &bank, block, accounts, log };
        let tokens = store::any_validator(ctx.storage, &validator)?.tokens;
        let infraction = slashing::Infraction { height: block.height, tokens };
        slashing::slash(&mut ctx, &validator, infraction, percentage)?;
        Ok(AppResponse::default())
    }
}
