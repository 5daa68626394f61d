//! The chain in this process, with native contracts: no gas, no signatures.

use std::collections::BTreeMap;

use cosmwasm_std::{
    from_json, to_json_binary, Addr, BankMsg, CodeInfoResponse, ContractInfoResponse, CosmosMsg,
    DistributionMsg, GovMsg, StakingMsg, Timestamp, Uint128, WasmMsg, WasmQuery,
};
use cw_multi_test::AppResponse;
use embedded_chain::{EmbeddedChain, Inflation};
use serde_json::Value;

use super::journal::{read_signed, sealed};
use super::{LocalChain, Op, ACCOUNTS, BLOCK, COINS, DENOM, START, VALIDATORS};
use crate::native;
use crate::{
    Answer, BlockTime, BondedValidator, ContractInfo, Facts, Fee, Msg, Node, NodeError, Signed,
    TxEvent, TxOutcome, Unsigned, VoteOption,
};

const CHAIN_ID: &str = "weir-embedded-1";
const DAY: u64 = 86_400;

/// The chain in this process.
pub struct Embedded {
    chain: EmbeddedChain,
    /// Hashes of codes by id.
    codes: BTreeMap<u64, [u8; 32]>,
    /// Transactions so far, so that no two have one hash.
    count: u64,
}

impl Embedded {
    /// The chain itself: for what no transaction does.
    pub fn chain_mut(&mut self) -> &mut EmbeddedChain {
        &mut self.chain
    }

    fn addr(&self, key_or_address: &str) -> Result<Addr, NodeError> {
        self.address_of(key_or_address).map(Addr::unchecked)
    }

    /// One message: codes are no messages of this chain.
    fn act(&mut self, msg: &Msg) -> Result<Acted, NodeError> {
        if let Msg::StoreCode { wasm } = msg {
            let unknown = || NodeError::Invalid {
                what: "this module".into(),
                cause: "the embedded chain runs the contracts of this process only".into(),
            };
            let code = native::code(wasm).ok_or_else(unknown)?;
            let hash = cosmwasm_std::Checksum::generate(wasm);
            let code_id = self.chain.store_code(code);
            self.codes.insert(code_id, hash.as_slice().try_into().unwrap_or_default());
            return Ok(Acted::Stored(code_id));
        }
        cosmos(msg).map(Acted::Asked)
    }

    fn transact(&mut self, tx: &Unsigned) -> Result<TxOutcome, NodeError> {
        let sender = self.addr(&tx.from)?;
        let stores = tx.msgs.iter().any(|msg| matches!(msg, Msg::StoreCode { .. }));
        if stores && tx.msgs.len() > 1 {
            return Err(NodeError::NotPossibleHere {
                what: "storing a code beside other messages",
            });
        }
        let mut asked = vec![];
        let mut answers = vec![];
        for msg in &tx.msgs {
            match self.act(msg)? {
                Acted::Stored(code_id) => answers.push(Answer::Stored { code_id }),
                Acted::Asked(msg) => asked.push(msg),
            }
        }
        let done = self.chain.execute_multi(&sender, asked).map_err(|error| refused(&error))?;
        let height = self.chain.block().height;
        let hash = sealed(self.count, sender.as_str(), tx)?.hash;
        self.count = self.count.saturating_add(1);
        self.chain.advance_block(BLOCK);
        answers.extend(done.iter().zip(&tx.msgs).map(|(response, msg)| answer(response, msg)));
        let events = done.into_iter().flat_map(|response| response.events).map(event).collect();
        Ok(TxOutcome { hash, height, gas_wanted: 0, gas_used: 0, events, answers })
    }
}

enum Acted {
    Stored(u64),
    Asked(CosmosMsg),
}

impl LocalChain for Embedded {
    const NAME: &'static str = "embedded";

    fn begin() -> Result<Self, NodeError> {
        let failed = |error: &dyn std::fmt::Display| NodeError::Invalid {
            what: "the embedded chain's beginning".into(),
            cause: error.to_string(),
        };
        let mut genesis = EmbeddedChain::builder()
            .chain_id(CHAIN_ID)
            .denom(DENOM)
            .start(1, Timestamp::from_seconds(START))
            .params(|params| {
                params.inflation = Inflation::YearlyOnBonded(cosmwasm_std::Decimal::percent(10));
            });
        for index in 1..=VALIDATORS {
            genesis = genesis.validator(&format!("val{index}"), COINS);
        }
        let mut chain = genesis.build().map_err(|error| failed(&error))?;
        for name in ACCOUNTS {
            let (account, coin) = (chain.account(name), chain.bond_coin(COINS));
            chain.mint(&account, vec![coin]).map_err(|error| failed(&error))?;
        }
        Ok(Self { chain, codes: BTreeMap::new(), count: 0 })
    }

    fn apply(&mut self, op: &Op) -> Result<Option<TxOutcome>, NodeError> {
        match op {
            Op::Tx(tx) => self.transact(tx).map(Some),
            Op::Time(seconds) => {
                // A block an hour, so that what depends on blocks has some.
                self.chain.advance(*seconds, 3_600);
                Ok(None)
            }
        }
    }
}

impl Node for Embedded {
    fn chain_id(&self) -> &str {
        CHAIN_ID
    }

    fn latest_block(&self) -> Result<BlockTime, NodeError> {
        let block = self.chain.block();
        Ok(BlockTime { height: block.height, seconds: block.time.seconds() })
    }

    fn address_of(&self, key_or_address: &str) -> Result<String, NodeError> {
        Ok(match key_or_address.starts_with("cosmos1") {
            true => key_or_address.to_string(),
            false => self.chain.account(key_or_address).to_string(),
        })
    }

    fn balance(&self, address: &str, denom: &str) -> Result<u128, NodeError> {
        Ok(self.chain.balance(&self.addr(address)?, denom).u128())
    }

    fn query_smart(&self, contract: &str, msg: &Value) -> Result<Value, NodeError> {
        let refused = |text: String| NodeError::QueryRefused { contract: contract.into(), text };
        let contract_addr = contract.to_string();
        let msg = to_json_binary(msg).map_err(|error| refused(error.to_string()))?;
        let answer = self.chain.query_raw(WasmQuery::Smart { contract_addr, msg });
        let answer = answer.map_err(|error| refused(reason(&error)))?;
        serde_json::from_slice(&answer).map_err(|error| refused(error.to_string()))
    }

    fn query_raw(&self, contract: &str, key: &[u8]) -> Result<Option<Vec<u8>>, NodeError> {
        Ok(self.chain.app().contract_storage(&Addr::unchecked(contract)).get(key))
    }

    fn contract_info(&self, contract: &str) -> Result<Option<ContractInfo>, NodeError> {
        let contract_addr = contract.to_string();
        let Ok(answer) = self.chain.query_raw(WasmQuery::ContractInfo { contract_addr }) else {
            return Ok(None);
        };
        let info: ContractInfoResponse = from_json(answer).map_err(|e| nonsense(&e))?;
        // What it is called, this chain does not tell.
        Ok(Some(ContractInfo {
            code_id: info.code_id,
            creator: info.creator.into(),
            admin: info.admin.map(String::from),
            label: String::new(),
        }))
    }

    fn code_hash(&self, code_id: u64) -> Result<[u8; 32], NodeError> {
        let answer = self.chain.query_raw(WasmQuery::CodeInfo { code_id });
        let answer = answer.map_err(|error| refused(&error))?;
        let info: CodeInfoResponse = from_json(answer).map_err(|e| nonsense(&e))?;
        info.checksum.as_slice().try_into().map_err(|e| nonsense(&e))
    }

    fn code_with_hash(&self, hash: &[u8; 32]) -> Result<Option<u64>, NodeError> {
        Ok(self.codes.iter().find(|(_, known)| *known == hash).map(|(id, _)| *id))
    }

    fn facts(&self) -> Result<Facts, NodeError> {
        let params = self.chain.params();
        let validators = self.chain.validators().map_err(|error| nonsense(&error))?;
        let bonded: Uint128 = validators.iter().filter(|v| v.is_bonded()).map(|v| v.tokens).sum();
        let minted = params.minted_in(DAY, bonded);
        Ok(Facts {
            bond_denom: params.bond_denom,
            unbonding_period: params.unbonding_period,
            max_entries: params.max_entries,
            slash_fraction_downtime: params.slash_fraction_downtime,
            slash_fraction_double_sign: params.slash_fraction_double_sign,
            daily_yield: cosmwasm_std::Decimal::checked_from_ratio(minted, bonded).ok(),
            versions: None,
        })
    }

    fn bonded_validators(&self) -> Result<Vec<BondedValidator>, NodeError> {
        let all = self.chain.validators().map_err(|error| nonsense(&error))?;
        let bonded = all.into_iter().filter(|validator| validator.is_bonded());
        let mut bonded: Vec<_> = bonded
            .map(|validator| BondedValidator {
                operator: validator.operator,
                tokens: validator.tokens.u128(),
                commission: validator.commission.rate,
            })
            .collect();
        bonded.sort_by_key(|validator| std::cmp::Reverse(validator.tokens));
        Ok(bonded)
    }

    fn simulate(&self, _: &Unsigned) -> Result<u64, NodeError> {
        Ok(0)
    }

    fn sign(&self, tx: &Unsigned, _: &Fee) -> Result<Signed, NodeError> {
        sealed(self.count, &self.address_of(&tx.from)?, tx)
    }

    fn submit(&mut self, signed: &Signed) -> Result<TxOutcome, NodeError> {
        self.transact(&read_signed(signed)?)
    }

    fn outcome(&self, _: &str) -> Result<Option<TxOutcome>, NodeError> {
        Ok(None)
    }

    fn pass_time(&mut self, seconds: u64) -> Result<(), NodeError> {
        self.apply(&Op::Time(seconds)).map(|_| ())
    }
}

/// A message in this chain's words.
fn cosmos(msg: &Msg) -> Result<CosmosMsg, NodeError> {
    let bytes = |msg: &Value| {
        to_json_binary(msg)
            .map_err(|e| NodeError::Invalid { what: "a message".into(), cause: e.to_string() })
    };
    Ok(match msg.clone() {
        Msg::Instantiate2 { code_id, label, admin, salt, msg, funds } => {
            WasmMsg::Instantiate2 { admin, code_id, label, msg: bytes(&msg)?, funds, salt }.into()
        }
        Msg::Execute { contract, msg, funds } => {
            WasmMsg::Execute { contract_addr: contract, msg: bytes(&msg)?, funds }.into()
        }
        Msg::Migrate { contract, code_id, msg } => {
            WasmMsg::Migrate { contract_addr: contract, new_code_id: code_id, msg: bytes(&msg)? }
                .into()
        }
        Msg::UpdateAdmin { contract, admin } => {
            WasmMsg::UpdateAdmin { contract_addr: contract, admin }.into()
        }
        Msg::ClearAdmin { contract } => WasmMsg::ClearAdmin { contract_addr: contract }.into(),
        Msg::Send { to, coins } => BankMsg::Send { to_address: to, amount: coins }.into(),
        Msg::Delegate { validator, coin } => {
            StakingMsg::Delegate { validator, amount: coin }.into()
        }
        Msg::Undelegate { validator, coin } => {
            StakingMsg::Undelegate { validator, amount: coin }.into()
        }
        Msg::Redelegate { from, to, coin } => {
            let (src_validator, dst_validator) = (from, to);
            StakingMsg::Redelegate { src_validator, dst_validator, amount: coin }.into()
        }
        Msg::WithdrawRewards { validator } => {
            DistributionMsg::WithdrawDelegatorReward { validator }.into()
        }
        Msg::Vote { proposal, option } => GovMsg::Vote {
            proposal_id: proposal,
            option: match option {
                VoteOption::Yes => cosmwasm_std::VoteOption::Yes,
                VoteOption::Abstain => cosmwasm_std::VoteOption::Abstain,
                VoteOption::No => cosmwasm_std::VoteOption::No,
                VoteOption::NoWithVeto => cosmwasm_std::VoteOption::NoWithVeto,
            },
        }
        .into(),
        Msg::Unjail { .. } => {
            return Err(NodeError::NotPossibleHere { what: "unjailing as a message" })
        }
        Msg::StoreCode { .. } | Msg::Other { .. } => {
            return Err(NodeError::NotPossibleHere { what: "a message in protobuf" })
        }
    })
}

fn answer(response: &AppResponse, msg: &Msg) -> Answer {
    let data = response.data.clone().unwrap_or_default();
    match msg {
        Msg::Instantiate2 { .. } => {
            let mut events = response.events.iter().filter(|event| event.ty == "instantiate");
            let made = events.next().and_then(|event| {
                event.attributes.iter().find(|one| one.key == "_contract_address")
            });
            let address = made.map(|one| one.value.clone()).unwrap_or_default();
            Answer::Instantiated { address, data }
        }
        Msg::Execute { .. } | Msg::Migrate { .. } => Answer::Data(data),
        _ => Answer::Nothing,
    }
}

fn event(event: cosmwasm_std::Event) -> TxEvent {
    let attributes = event.attributes.into_iter().map(|one| (one.key, one.value)).collect();
    TxEvent { kind: event.ty, attributes }
}

/// The innermost cause: the layers around it are cw-multi-test's.
fn reason(error: &impl AsRef<dyn std::error::Error + 'static>) -> String {
    let mut cause: &dyn std::error::Error = error.as_ref();
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

fn refused(error: &(impl AsRef<dyn std::error::Error + 'static> + Sized)) -> NodeError {
    NodeError::Refused { codespace: "embedded".into(), code: 1, text: reason(error) }
}

fn nonsense(error: &impl ToString) -> NodeError {
    NodeError::Nonsense { url: CHAIN_ID.into(), asked: "a query".into(), came: error.to_string() }
}
