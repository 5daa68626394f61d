//! Contracts that do one thing whatever they are told, written as text.

use serde_json::{json, Value};

/// What a contract does when it is called.
#[derive(Clone)]
pub enum Conduct {
    /// Answers.
    Answer(Value),
    /// Traps.
    Trap,
    /// Goes round for ever.
    Loop,
}

impl Conduct {
    /// Agrees and does nothing.
    pub fn agree() -> Self {
        Self::messages(vec![])
    }

    /// Agrees and asks for messages.
    pub fn messages(messages: Vec<Value>) -> Self {
        let never = |msg| json!({ "id": 0, "msg": msg, "gas_limit": null, "reply_on": "never" });
        let messages: Vec<Value> = messages.into_iter().map(never).collect();
        Self::Answer(json!({ "ok": {
            "messages": messages, "attributes": [], "events": [], "data": null,
        } }))
    }

    /// Refuses with an error of so many bytes.
    pub fn refuse(bytes: usize) -> Self {
        Self::Answer(json!({ "error": "x".repeat(bytes) }))
    }

    /// Agrees with so many bytes of text.
    pub fn tell(bytes: usize) -> Self {
        let attribute = json!({ "key": "told", "value": "x".repeat(bytes) });
        Self::Answer(json!({ "ok": {
            "messages": [], "attributes": [attribute], "events": [], "data": null,
        } }))
    }

    /// The contract, compiled: born and migrated without a word.
    pub fn wasm(&self) -> Vec<u8> {
        self.wasm_with("")
    }

    /// The same with more parts of a module, as text.
    pub fn wasm_with(&self, more: &str) -> Vec<u8> {
        let (body, answer) = match self {
            Self::Answer(answer) => ("(i32.const 16)", answer.to_string()),
            Self::Trap => ("unreachable", String::new()),
            Self::Loop => ("(loop $again (br $again)) unreachable", String::new()),
        };
        let agreed = match Self::agree() {
            Self::Answer(answer) => answer.to_string(),
            Self::Trap | Self::Loop => unreachable!(),
        };
        // Regions: where, how much fits, how much is there.
        let (first, second) = (64, 64 + agreed.len());
        let text = format!(
            r#"(module
                (memory (export "memory") 64)
                (global $free (mut i32) (i32.const 3000000))
                (data (i32.const 0) "{}")
                (data (i32.const 16) "{}")
                (data (i32.const {first}) "{}")
                (data (i32.const {second}) "{}")
                (func (export "interface_version_8"))
                (func (export "allocate") (param $size i32) (result i32) (local $region i32)
                    (local.set $region (global.get $free))
                    (global.set $free (i32.add (i32.add (local.get $region) (i32.const 12)) (local.get $size)))
                    (i32.store (local.get $region) (i32.add (local.get $region) (i32.const 12)))
                    (i32.store offset=4 (local.get $region) (local.get $size))
                    (local.get $region))
                (func (export "deallocate") (param i32))
                (func (export "instantiate") (param i32 i32 i32) (result i32) (i32.const 0))
                (func (export "migrate") (param i32 i32) (result i32) (i32.const 0))
                (func (export "execute") (param i32 i32 i32) (result i32) {body})
                {more})"#,
            region(first, agreed.len()),
            region(second, answer.len()),
            escaped(agreed.as_bytes()),
            escaped(answer.as_bytes()),
        );
        wat::parse_str(text).unwrap()
    }
}

fn region(offset: usize, length: usize) -> String {
    let numbers = [offset, length, length].map(|number| (number as u32).to_le_bytes());
    escaped(&numbers.concat())
}

fn escaped(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("\\{byte:02x}")).collect()
}

/// `bank.MsgMultiSend` by `from` to itself, of two amounts whose sum is no number of the chain: the
/// module panics where it adds them.
pub fn overflow(from: &str, denom: &str) -> Value {
    let half = format!("{}", cosmwasm_std::Uint256::one() << 255);
    let coin = [field(1, denom.as_bytes()), field(2, half.as_bytes())].concat();
    let part = [field(1, from.as_bytes()), field(2, &coin)].concat();
    let value = [field(1, &part), field(2, &part), field(2, &part)].concat();
    let value = cosmwasm_std::Binary::from(value).to_base64();
    json!({ "any": { "type_url": "/cosmos.bank.v1beta1.MsgMultiSend", "value": value } })
}

/// A field of bytes in protobuf.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![number << 3 | 2];
    let mut length = bytes.len();
    while length >= 0x80 {
        out.push((length as u8 & 0x7f) | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend_from_slice(bytes);
    out
}
