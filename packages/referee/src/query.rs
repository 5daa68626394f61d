//! The usual queries.

use serde_json::{json, Value};

use crate::error::Result;
use crate::{msg, read};
use crate::{Referee, Tx};

impl Referee {
    /// What an account holds of a coin.
    ///
    /// # Errors
    /// As [`query`](Self::query).
    pub fn balance(&mut self, account: &str, denom: &str) -> Result<u128> {
        let request = json!({ "address": account, "denom": denom });
        let answer = self.query("/cosmos.bank.v1beta1.Query/Balance", request)?;
        read::parsed(&answer, "/balance/amount")
    }

    /// What a contract answers.
    ///
    /// # Errors
    /// As [`query`](Self::query).
    pub fn smart(&mut self, contract: &str, msg: &Value) -> Result<Value> {
        let request = json!({ "address": contract, "query_data": msg });
        let mut answer = self.query("/cosmwasm.wasm.v1.Query/SmartContractState", request)?;
        Ok(answer.get_mut("data").map(Value::take).unwrap_or_default())
    }

    /// Uploads the code of a contract and answers its id.
    ///
    /// # Errors
    /// As [`tx`](Self::tx).
    pub fn store_code(&mut self, from: &str, wasm: &[u8]) -> Result<u64> {
        let sender = self.account(from)?;
        let outcome = self.tx(Tx::new(from, msg::store_code(&sender, wasm)))?;
        let answer = outcome.responses.into_iter().next().unwrap_or_default();
        read::parsed(&answer, "/code_id")
    }
}
