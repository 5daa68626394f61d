//! Everything that can go wrong between the command line and a chain.

/// What went wrong, what was expected and what came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NodeError {
    /// Nobody answers at the address.
    #[error("no node answers at {url}: {cause}; is it running, and is --node right?")]
    Unreachable {
        /// Which.
        url: String,
        /// What the connection said.
        cause: String,
    },
    /// The node belongs to another chain.
    #[error(
        "the node at {url} is of chain {came}, expected {expected}; see --chain-id and --node"
    )]
    WrongChain {
        /// The node.
        url: String,
        /// Which chain was asked for.
        expected: String,
        /// Which it is of.
        came: String,
    },
    /// The sender has no account, or cannot pay.
    #[error("{address} cannot pay: needs {needed}, has {has}")]
    NoFunds {
        /// Whose.
        address: String,
        /// What it needs.
        needed: String,
        /// What it has.
        has: String,
    },
    /// The account signed something else in between.
    #[error("the account's sequence is {expected}, the transaction was signed with {came}; is another program using the same key?")]
    Sequence {
        /// What the chain expects.
        expected: u64,
        /// What was signed.
        came: u64,
    },
    /// The transaction needed more gas than it was given.
    #[error("out of gas: {limit} were allowed, at least {used} are needed; raise --gas or --gas-adjustment")]
    OutOfGas {
        /// What it was given.
        limit: u64,
        /// What it had used when it was stopped.
        used: u64,
    },
    /// The fee is below what the node takes.
    #[error("the node wants a fee of {needed}, {came} was offered; see --gas-prices and --fees")]
    FeeTooLow {
        /// What it wants.
        needed: String,
        /// What was offered.
        came: String,
    },
    /// The chain refused a transaction.
    #[error("the chain refused: {text} ({codespace} {code})")]
    Refused {
        /// Whose error it is.
        codespace: String,
        /// Its number.
        code: u32,
        /// What it says.
        text: String,
    },
    /// A contract, or the chain on its behalf, refused a query.
    #[error("{contract} does not answer: {text}")]
    QueryRefused {
        /// Which.
        contract: String,
        /// What it says.
        text: String,
    },
    /// The transaction was sent, and no block can have it any more.
    #[error(
        "transaction {hash} was in no block up to {height}, so it never will be; nothing happened"
    )]
    NotIncluded {
        /// Its hash.
        hash: String,
        /// The last height that could have had it.
        height: u64,
    },
    /// The transaction was sent, and it is unknown whether a block has it.
    #[error("transaction {hash} was sent, and the node stopped answering before a block had it ({cause}); ask for it before sending it again")]
    Unknown {
        /// Its hash.
        hash: String,
        /// Why it is unknown.
        cause: String,
    },
    /// The node's answer makes no sense.
    #[error("the node at {url} answers nonsense to {asked}: {came}")]
    Nonsense {
        /// Which node.
        url: String,
        /// What was asked.
        asked: String,
        /// What came, or what is wrong with it.
        came: String,
    },
    /// The keyring has no such key, or its file cannot be read.
    #[error("no key for {name}: {cause}")]
    NoKey {
        /// Which.
        name: String,
        /// Why not.
        cause: String,
    },
    /// An address, an amount or a message is not what the chain takes.
    #[error("{what} is not usable: {cause}")]
    Invalid {
        /// What.
        what: String,
        /// Why.
        cause: String,
    },
    /// This kind of chain cannot do it.
    #[error("{what} is not possible on this kind of chain")]
    NotPossibleHere {
        /// What.
        what: &'static str,
    },
    /// A file of the chain's or of the keyring's cannot be read or written.
    #[error("{path}: {cause}")]
    File {
        /// Which.
        path: String,
        /// Why.
        cause: String,
    },
}

impl NodeError {
    /// The exit code that tells of it: 1 usage, 2 a transaction failed, 4 not reachable.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Unreachable { .. }
            | Self::WrongChain { .. }
            | Self::Nonsense { .. }
            | Self::Unknown { .. } => 4,
            Self::NoKey { .. }
            | Self::Invalid { .. }
            | Self::NotPossibleHere { .. }
            | Self::File { .. } => 1,
            _ => 2,
        }
    }
}
