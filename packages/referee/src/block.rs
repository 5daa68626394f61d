//! What a block consists of.

use serde::Serialize;
use serde_json::Value;

/// A transaction, signed by the key of a name.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Tx {
    from: String,
    msgs: Vec<Value>,
    gas: u64,
    fee: String,
}

impl Tx {
    /// A transaction of one message, with as much gas as it can need.
    pub fn new(from: &str, msg: Value) -> Self {
        Self { from: from.to_string(), msgs: vec![msg], ..Self::default() }
    }

    /// One more message.
    pub fn msg(mut self, msg: Value) -> Self {
        self.msgs.push(msg);
        self
    }

    /// The gas it may use.
    pub fn gas(mut self, gas: u64) -> Self {
        self.gas = gas;
        self
    }

    /// The fee it pays, as `100uatom`. The next block shares it out to validators and delegators.
    pub fn fee(mut self, coins: &str) -> Self {
        self.fee = coins.to_string();
        self
    }
}

#[derive(Clone, Debug, Serialize)]
struct DoubleSign {
    validator: String,
    height: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    power: Option<u64>,
}

/// One block, some seconds after the last.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Block {
    seconds: u64,
    txs: Vec<Tx>,
    missed: Vec<String>,
    double_signs: Vec<DoubleSign>,
    gov: Vec<Value>,
    minted: String,
    welcome: Vec<String>,
}

impl Block {
    /// An empty block. It may be weeks later.
    pub fn after(seconds: u64) -> Self {
        Self { seconds, ..Self::default() }
    }

    /// One more transaction.
    pub fn tx(mut self, tx: Tx) -> Self {
        self.txs.push(tx);
        self
    }

    /// The vote of this validator for the block before is missing.
    pub fn missed(mut self, validator: &str) -> Self {
        self.missed.push(validator.to_string());
        self
    }

    /// Evidence that this validator signed twice at a height in whose set it was.
    pub fn double_sign(mut self, validator: &str, height: u64) -> Self {
        let validator = validator.to_string();
        self.double_signs.push(DoubleSign { validator, height, power: None });
        self
    }

    /// Evidence as [`double_sign`](Self::double_sign) with a power of its own.
    pub fn double_sign_of(mut self, validator: &str, height: u64, power: u64) -> Self {
        let validator = validator.to_string();
        self.double_signs.push(DoubleSign { validator, height, power: Some(power) });
        self
    }

    /// Coins that are made as the block begins, as `100uatom`, and shared out in it to validators and
    /// delegators.
    pub fn minted(mut self, coins: &str) -> Self {
        self.minted = coins.to_string();
        self
    }

    /// A name that has an account from the block's begin on and can sign in it, even without coins.
    pub fn welcome(mut self, name: &str) -> Self {
        self.welcome.push(name.to_string());
        self
    }

    /// A message that governance sends at the end of the block.
    pub fn gov(mut self, msg: Value) -> Self {
        self.gov.push(msg);
        self
    }
}
