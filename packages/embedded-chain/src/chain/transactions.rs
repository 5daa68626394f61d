//! Transactions and queries, with every panic turned into an error and no change left behind.

use std::rc::Rc;

use cosmwasm_std::{
    to_json_binary, Addr, Binary, Coin, CosmosMsg, Empty, QueryRequest, StakingMsg, WasmMsg,
    WasmQuery,
};
use cw_multi_test::error::AnyResult;
use cw_multi_test::{AppResponse, Contract, CosmosRouter, Executor, MockApiBech32};
use serde::{de::DeserializeOwned, Serialize};

use super::EmbeddedChain;
use crate::contract::{caught, ChainContract};
use crate::meter::Reading;
use crate::store;

fn recovered<T>(run: impl FnOnce() -> AnyResult<T>) -> AnyResult<T> {
    caught(run)?
}

impl EmbeddedChain {
    /// Runs a transaction of one message. If it fails or panics nothing of it is kept.
    pub fn execute(&mut self, sender: &Addr, msg: impl Into<CosmosMsg>) -> AnyResult<AppResponse> {
        let msg = msg.into();
        let app = &mut self.app;
        let done = recovered(|| app.execute(sender.clone(), msg));
        self.end_transaction();
        done
    }

    /// Runs a transaction of several messages: all or none.
    pub fn execute_multi(
        &mut self,
        sender: &Addr,
        msgs: Vec<CosmosMsg>,
    ) -> AnyResult<Vec<AppResponse>> {
        let app = &mut self.app;
        let done = recovered(|| app.execute_multi(sender.clone(), msgs));
        self.end_transaction();
        done
    }

    /// Runs a transaction and counts what contracts did in it.
    pub fn execute_metered(
        &mut self,
        sender: &Addr,
        msg: impl Into<CosmosMsg>,
    ) -> (AnyResult<AppResponse>, Reading) {
        self.meter.start();
        let answer = self.execute(sender, msg);
        (answer, self.meter.stop())
    }

    /// Executes a contract.
    pub fn execute_contract<T: Serialize>(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        msg: &T,
        funds: &[Coin],
    ) -> AnyResult<AppResponse> {
        let msg = WasmMsg::Execute {
            contract_addr: contract.to_string(),
            msg: to_json_binary(msg)?,
            funds: funds.to_vec(),
        };
        self.execute(sender, msg)
    }

    /// Registers a contract's code; its panics become errors and its work is metered.
    pub fn store_code(&mut self, code: Box<dyn Contract<Empty>>) -> u64 {
        let code = ChainContract::new(code, Rc::clone(&self.meter));
        self.app.store_code_with_creator(self.account("creator"), Box::new(code))
    }

    /// Instantiates a contract.
    pub fn instantiate<T: Serialize>(
        &mut self,
        code_id: u64,
        sender: &Addr,
        msg: &T,
        funds: &[Coin],
        label: &str,
        admin: Option<&Addr>,
    ) -> AnyResult<Addr> {
        let app = &mut self.app;
        let admin = admin.map(Addr::to_string);
        recovered(|| app.instantiate_contract(code_id, sender.clone(), msg, funds, label, admin))
    }

    /// Instantiates a contract at a predictable address.
    #[expect(clippy::too_many_arguments, reason = "the message has as many fields")]
    pub fn instantiate2<T: Serialize>(
        &mut self,
        code_id: u64,
        sender: &Addr,
        msg: &T,
        funds: &[Coin],
        label: &str,
        admin: Option<&Addr>,
        salt: impl Into<Binary>,
    ) -> AnyResult<Addr> {
        let app = &mut self.app;
        let (admin, salt) = (admin.map(Addr::to_string), salt.into());
        let (sender, label) = (sender.clone(), label.to_string());
        recovered(|| app.instantiate2_contract(code_id, sender, msg, funds, label, admin, salt))
    }

    /// Migrates a contract.
    pub fn migrate<T: Serialize>(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        msg: &T,
        code_id: u64,
    ) -> AnyResult<AppResponse> {
        let app = &mut self.app;
        recovered(|| app.migrate_contract(sender.clone(), contract.clone(), msg, code_id))
    }

    /// Any query a contract could make.
    pub fn query<T: DeserializeOwned>(
        &self,
        request: impl Into<QueryRequest<Empty>>,
    ) -> AnyResult<T> {
        Ok(cosmwasm_std::from_json(self.query_raw(request)?)?)
    }

    /// The same, its answer as it came.
    pub fn query_raw(&self, request: impl Into<QueryRequest<Empty>>) -> AnyResult<Binary> {
        let (request, block) = (request.into(), self.app.block_info());
        recovered(|| {
            self.app.read_module(|router, api, storage| router.query(api, storage, &block, request))
        })
    }

    /// A contract's smart query.
    pub fn query_contract<T: DeserializeOwned>(
        &self,
        contract: &Addr,
        msg: &impl Serialize,
    ) -> AnyResult<T> {
        let msg = to_json_binary(msg)?;
        self.query(WasmQuery::Smart { contract_addr: contract.to_string(), msg })
    }

    /// Delegates bond coins of any account.
    pub fn delegate(
        &mut self,
        delegator: &Addr,
        validator: &str,
        amount: u128,
    ) -> AnyResult<AppResponse> {
        let (validator, amount) = (validator.to_string(), self.bond_coin(amount));
        self.execute(delegator, StakingMsg::Delegate { validator, amount })
    }

    /// Undelegates an amount of any account.
    pub fn undelegate(
        &mut self,
        delegator: &Addr,
        validator: &str,
        amount: u128,
    ) -> AnyResult<AppResponse> {
        let (validator, amount) = (validator.to_string(), self.bond_coin(amount));
        self.execute(delegator, StakingMsg::Undelegate { validator, amount })
    }

    /// Redelegates an amount of any account.
    pub fn redelegate(
        &mut self,
        delegator: &Addr,
        source: &str,
        destination: &str,
        amount: u128,
    ) -> AnyResult<AppResponse> {
        let (src_validator, dst_validator) = (source.to_string(), destination.to_string());
        let amount = self.bond_coin(amount);
        self.execute(delegator, StakingMsg::Redelegate { src_validator, dst_validator, amount })
    }

    /// An amount of the coin that can be staked.
    pub fn bond_coin(&self, amount: u128) -> Coin {
        let denom = store::params(self.app.storage()).map(|p| p.bond_denom).unwrap_or_default();
        Coin::new(amount, denom)
    }

    /// An account's address, made from a name.
    pub fn account(&self, name: &str) -> Addr {
        MockApiBech32::new(self.account_prefix).addr_make(name)
    }

    /// A validator's operator address, made from a name.
    pub fn operator_address(&self, name: &str) -> String {
        if let Some(address) = self.operators.get(name) {
            return address.clone();
        }
        MockApiBech32::new(self.operator_prefix).addr_make(name).into_string()
    }
}
