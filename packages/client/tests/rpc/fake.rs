//! A node of a few answers, over real HTTP.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64::prelude::{Engine, BASE64_STANDARD};
use cosmrs::proto::cosmos::auth::v1beta1::{BaseAccount, QueryAccountInfoResponse};
use cosmrs::proto::cosmos::base::abci::v1beta1::{GasInfo, TxMsgData};
use cosmrs::proto::cosmos::tx::v1beta1::{AuthInfo, SimulateRequest, SimulateResponse, TxRaw};
use cosmrs::proto::cosmwasm::wasm::v1::MsgStoreCodeResponse;
use cosmrs::proto::traits::Message;
use cosmrs::Any;
use cosmwasm_std::HexBinary;
use serde_json::{json, Value};

pub const CHAIN_ID: &str = "weir-fake-1";

/// What the node does; it does well unless told otherwise.
#[derive(Clone)]
pub struct Fake {
    raw: BTreeMap<String, String>,
    hang_up: Option<String>,
    /// How often a transaction is refused, and how.
    refusals: u32,
    refusal: Value,
    /// What a block says of it.
    in_block: Value,
    included: bool,
    account: bool,
    moving: bool,
    height: u64,
    /// Sequences of the transactions that were sent.
    pub sent: Arc<Mutex<Vec<u64>>>,
}

impl Fake {
    pub fn well() -> Self {
        Self {
            raw: BTreeMap::new(),
            hang_up: None,
            refusals: 0,
            refusal: Value::Null,
            in_block: json!({ "code": 0, "codespace": "", "log": "" }),
            included: true,
            account: true,
            moving: true,
            height: 10,
            sent: Arc::default(),
        }
    }

    pub fn raw(mut self, method: &str, body: &str) -> Self {
        self.raw.insert(method.into(), body.into());
        self
    }

    pub fn hang_up(mut self, method: &str) -> Self {
        self.hang_up = Some(method.into());
        self
    }

    pub fn refuses(mut self, times: u32, codespace: &str, code: u32, log: &str) -> Self {
        self.refusals = times;
        self.refusal = json!({ "codespace": codespace, "code": code, "log": log });
        self
    }

    pub fn fails_in_block(mut self, codespace: &str, code: u32, log: &str) -> Self {
        self.in_block = json!({ "codespace": codespace, "code": code, "log": log });
        self
    }

    pub fn never_includes(mut self) -> Self {
        self.included = false;
        self
    }

    pub fn without_account(mut self) -> Self {
        self.account = false;
        self
    }

    pub fn stands_still(mut self) -> Self {
        self.moving = false;
        self
    }

    /// Listens; its address. It ends with the test's process.
    pub fn start(mut self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                self.serve(stream);
            }
        });
        url
    }

    fn serve(&mut self, mut stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let (mut line, mut length) = (String::new(), 0);
        while reader.read_line(&mut line).unwrap_or(0) > 2 {
            let lower = line.to_lowercase();
            if let Some(told) = lower.strip_prefix("content-length:") {
                length = told.trim().parse().unwrap();
            }
            line.clear();
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let request: Value = serde_json::from_slice(&body).unwrap();
        let method = request["method"].as_str().unwrap();
        if self.hang_up.as_deref() == Some(method) {
            return;
        }
        let answer = match self.raw.get(method) {
            Some(body) => body.clone(),
            None => {
                let mut answer = self.answer(method, &request["params"]);
                answer["jsonrpc"] = json!("2.0");
                answer["id"] = request["id"].clone();
                answer.to_string()
            }
        };
        let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\n";
        let _ = write!(stream, "{head}content-length: {}\r\n\r\n{answer}", answer.len());
    }

    fn answer(&mut self, method: &str, params: &Value) -> Value {
        match method {
            "status" => {
                let status = status(self.height);
                let sent = !self.sent.lock().unwrap().is_empty();
                if sent && self.moving {
                    self.height += 1;
                }
                json!({ "result": status })
            }
            "broadcast_tx_sync" => self.broadcast(params),
            "tx" if self.included => json!({ "result": self.tx(params) }),
            "tx" => json!({ "error": {
                "code": -32603, "message": "Internal error", "data": "tx (AB) not found",
            }}),
            "abci_query" => json!({ "result": { "response": self.query(params) } }),
            other => panic!("nobody asks for {other}"),
        }
    }

    fn broadcast(&mut self, params: &Value) -> Value {
        let tx = BASE64_STANDARD.decode(params["tx"].as_str().unwrap()).unwrap();
        let raw = TxRaw::decode(tx.as_slice()).unwrap();
        let auth = AuthInfo::decode(raw.auth_info_bytes.as_slice()).unwrap();
        self.sent.lock().unwrap().push(auth.signer_infos[0].sequence);
        let mut result = json!({ "code": 0, "codespace": "", "log": "" });
        if self.refusals > 0 {
            self.refusals -= 1;
            result = self.refusal.clone();
        }
        result["data"] = json!("");
        result["hash"] = json!("AB".repeat(32));
        json!({ "result": result })
    }

    fn tx(&self, params: &Value) -> Value {
        let hash = BASE64_STANDARD.decode(params["hash"].as_str().unwrap()).unwrap();
        let mut result = self.in_block.clone();
        let stored = MsgStoreCodeResponse { code_id: 7, checksum: vec![] };
        let msg_responses = vec![Any::from_msg(&stored).unwrap()];
        let data = TxMsgData { msg_responses, ..Default::default() }.encode_to_vec();
        result["data"] = json!(BASE64_STANDARD.encode(data));
        result["info"] = json!("");
        result["gas_wanted"] = json!("100000");
        result["gas_used"] = json!("80000");
        result["events"] = json!([{ "type": "transfer", "attributes": [
            { "key": "amount", "value": "5uatom", "index": true },
        ]}]);
        json!({
            "hash": HexBinary::from(hash).to_hex().to_uppercase(),
            "height": "12", "index": 0, "tx_result": result, "tx": "",
        })
    }

    fn query(&self, params: &Value) -> Value {
        let ok = |answer: Vec<u8>| {
            let value = BASE64_STANDARD.encode(answer);
            json!({ "code": 0, "log": "", "value": value, "height": "10" })
        };
        let refused = |code: u32, codespace: &str, log: &str| json!({ "code": code, "log": log, "codespace": codespace, "value": null, "height": "10" });
        match params["path"].as_str().unwrap() {
            "/cosmos.auth.v1beta1.Query/AccountInfo" if self.account => {
                let sequence = 7 + self.sent.lock().unwrap().len() as u64;
                let info = Some(BaseAccount { account_number: 3, sequence, ..Default::default() });
                ok(QueryAccountInfoResponse { info }.encode_to_vec())
            }
            "/cosmos.auth.v1beta1.Query/AccountInfo" => {
                refused(22, "sdk", "rpc error: code = NotFound desc = account cosmos1 not found")
            }
            "/cosmos.tx.v1beta1.Service/Simulate" => {
                let asked = HexBinary::from_hex(params["data"].as_str().unwrap()).unwrap();
                let asked = SimulateRequest::decode(asked.as_slice()).unwrap();
                let raw = TxRaw::decode(asked.tx_bytes.as_slice()).unwrap();
                let auth = AuthInfo::decode(raw.auth_info_bytes.as_slice()).unwrap();
                if auth.fee.is_none() {
                    return refused(6, "sdk", "invalid memory address or nil pointer dereference");
                }
                let gas_info = Some(GasInfo { gas_wanted: 0, gas_used: 70_001 });
                ok(SimulateResponse { gas_info, result: None }.encode_to_vec())
            }
            "/cosmwasm.wasm.v1.Query/SmartContractState" => {
                refused(9, "wasm", "the hub is insolvent: query wasm contract failed")
            }
            other => panic!("nobody asks for {other}"),
        }
    }
}

/// What CometBFT 0.38 says of itself.
fn status(height: u64) -> Value {
    let hash = "AB".repeat(32);
    let time = "2022-11-01T00:00:00.5Z";
    json!({
        "node_info": {
            "protocol_version": { "p2p": "8", "block": "11", "app": "0" },
            "id": "5576458aef205977e18fd50b274e9b5d9014525a",
            "listen_addr": "tcp://0.0.0.0:26656",
            "network": CHAIN_ID,
            "version": "0.38.21",
            "channels": "40202122233038606100",
            "moniker": "fake",
            "other": { "tx_index": "on", "rpc_address": "tcp://127.0.0.1:26657" },
        },
        "sync_info": {
            "latest_block_hash": hash, "latest_app_hash": hash,
            "latest_block_height": height.to_string(), "latest_block_time": time,
            "earliest_block_hash": hash, "earliest_app_hash": hash,
            "earliest_block_height": "1", "earliest_block_time": time,
            "catching_up": false,
        },
        "validator_info": {
            "address": "AB".repeat(20),
            "pub_key": {
                "type": "tendermint/PubKeyEd25519",
                "value": "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
            },
            "voting_power": "0",
        },
    })
}
