//! From a message to what came of it.

use cosmwasm_std::Coin;
use serde_json::Value;
use weir_client::{Fee, Gas, Msg, Node, NodeError, Pay, TxOutcome, Unsigned};

use super::flags::TxFlags;
use super::said::{hint, said};
use super::unsigned;
use crate::args::Exit;
use crate::words::{Call, CallError, Settled};

/// What came of it.
#[derive(Debug)]
pub enum Sent {
    /// A block has it, or, when nobody waited, the node.
    Done {
        /// What the chain says.
        outcome: TxOutcome,
        /// What was paid.
        fee: Vec<Coin>,
    },
    /// It was only simulated.
    WouldUse {
        /// Gas it would use.
        gas: u64,
        /// Gas that would be asked for.
        limit: u64,
        /// What would be paid.
        fee: Vec<Coin>,
    },
    /// It was only made.
    Unsigned(Value),
    /// The person said no.
    NotWanted,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The message could not be made.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The chain, or the way to it.
    #[error("{}", said(.0))]
    Node(#[from] NodeError),
    /// Nobody was named.
    #[error("--from says who sends it: a key's name or its address")]
    NoSender,
    /// A transaction is made for somebody else to sign, and cannot be simulated.
    #[error("there is no key of {address} here, so nothing can be simulated in its name: say how much gas it may use, such as --gas 400000")]
    NoSimulation {
        /// Whose it would be.
        address: String,
    },
}

impl Failure {
    /// The exit code that tells of it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Call(CallError::Node(error)) | Self::Node(error) => error.into(),
            Self::Call(_) | Self::NoSender | Self::NoSimulation { .. } => Exit::Usage,
        }
    }

    /// What to do next, where it is known.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Node(error) => hint(error),
            _ => None,
        }
    }
}

/// What a message would use and cost.
struct Cost {
    limit: u64,
    fee: Vec<Coin>,
}

/// Does what the flags ask for with a message; `confirmed` is asked with what is about to happen.
///
/// # Errors
/// Why nothing was done.
pub fn send(
    node: &mut dyn Node,
    call: &Call,
    settled: &Settled,
    flags: &TxFlags,
    fee: &Fee,
    confirmed: &mut dyn FnMut(&str) -> bool,
) -> Result<Sent, Failure> {
    let from = flags.from.as_deref().ok_or(Failure::NoSender)?;
    let sender = node.address_of(from)?;
    let msg = Msg::Execute {
        contract: settled.contract.clone(),
        msg: settled.msg.clone(),
        funds: settled.funds.clone(),
    };
    let tx = Unsigned { from: from.into(), msgs: vec![msg], memo: flags.note.clone() };
    let mut simulated = None;
    let limit = fee.limit(|| {
        let used = node.simulate(&tx)?;
        simulated = Some(used);
        Ok(used)
    });
    let limit = limit.map_err(|error| match error {
        NodeError::NoKey { .. } if flags.generate_only => {
            Failure::NoSimulation { address: sender.clone() }
        }
        other => other.into(),
    })?;
    let cost = Cost { limit, fee: fee.coins(limit)? };
    if flags.generate_only {
        let tx = unsigned::json(&sender, settled, &flags.note, cost.limit, &cost.fee);
        return Ok(Sent::Unsigned(tx));
    }
    if flags.dry_run {
        let gas = match simulated {
            Some(gas) => gas,
            None => node.simulate(&tx)?,
        };
        return Ok(Sent::WouldUse { gas, limit: cost.limit, fee: cost.fee });
    }
    if !flags.yes && !confirmed(&shown(&sender, call, settled, &cost, node.chain_id())) {
        return Ok(Sent::NotWanted);
    }
    let exactly = Fee { gas: Gas::Limit(cost.limit), pay: Pay::Coins(cost.fee.clone()) };
    let outcome = node.broadcast(&tx, &exactly)?;
    Ok(Sent::Done { outcome, fee: cost.fee })
}

fn shown(sender: &str, call: &Call, settled: &Settled, cost: &Cost, chain: &str) -> String {
    let coins = |coins: &[Coin]| match coins {
        [] => "nothing".to_string(),
        coins => coins.iter().map(Coin::to_string).collect::<Vec<_>>().join(", "),
    };
    format!(
        "chain    {chain}\nfrom     {sender}\nto       {} ({})\nmessage  {}\nwith     {}\nfee      {} for {} gas\nsign and send it?",
        settled.contract,
        call.contract.name(),
        settled.msg,
        coins(&settled.funds),
        coins(&cost.fee),
        cost.limit,
    )
}
