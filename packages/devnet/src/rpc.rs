//! Questions to a node over its RPC port. Nodes of a devnet are on this machine, so plain blocking
//! HTTP is enough.

use std::time::Duration;

use base64::prelude::{Engine, BASE64_STANDARD};
use serde_json::{json, Value};

use crate::error::{Error, Result};

/// How long a node may take to answer.
const ANSWER: Duration = Duration::from_secs(5);

/// A node's RPC port.
#[derive(Clone, Debug)]
pub struct Rpc {
    url: String,
    agent: ureq::Agent,
}

/// What the chain decided on at a height.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The height.
    pub height: u64,
    /// The block's time, as the chain writes it.
    pub time: String,
    /// The round in which the block was decided on.
    pub round: u64,
    /// The block's hash, in hex.
    pub hash: String,
    /// How many parts the block was sent in.
    pub parts: u64,
    /// The hash of its parts, in hex.
    pub parts_hash: String,
}

/// A validator as consensus knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Voter {
    pub address: String,
    pub index: usize,
    pub power: u64,
}

impl Rpc {
    /// The node of this port.
    pub fn on(port: u16) -> Self {
        Self::within(port, ANSWER)
    }

    /// The same, but it is given up sooner or later.
    pub(crate) fn within(port: u16, time: Duration) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(time))
            // the RPC tells of errors in the body, with a status to match
            .http_status_as_error(false)
            .build();
        Self { url: format!("http://127.0.0.1:{port}"), agent: config.into() }
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Calls a method.
    ///
    /// # Errors
    /// [`Error::Unreachable`] when there is no answer, [`Error::Refused`] when it is an error,
    /// [`Error::Nonsense`] when it is none of the RPC.
    pub fn call(&self, method: &str, params: Value) -> Result<Value> {
        let unreachable =
            |e: ureq::Error| Error::Unreachable { url: self.url.clone(), cause: e.to_string() };
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let mut response = self.agent.post(&self.url).send_json(&request).map_err(unreachable)?;
        let text = response.body_mut().read_to_string().map_err(unreachable)?;
        let mut answer: Value =
            serde_json::from_str(&text).map_err(|_| self.nonsense(method, &text))?;
        if let Some(error) = answer.get("error") {
            let words = ["/message", "/data"].map(|at| error.pointer(at).and_then(Value::as_str));
            let reason = words.into_iter().flatten().collect::<Vec<_>>().join(": ");
            return Err(Error::Refused { asked: method.to_string(), reason });
        }
        let result = answer.get_mut("result").map(Value::take);
        result.ok_or_else(|| self.nonsense(method, &text))
    }

    /// The last block's height.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub fn height(&self) -> Result<u64> {
        number(&self.call("status", json!({}))?, "/sync_info/latest_block_height")
            .ok_or_else(|| self.nonsense("status", "it has no height"))
    }

    /// What was decided on at a height.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub fn commit(&self, height: u64) -> Result<Commit> {
        let answer = self.call("commit", json!({ "height": height.to_string() }))?;
        let read = || {
            let at = |path: &str| Some(answer.pointer("/signed_header")?.pointer(path)?.clone());
            let text = |path| Some(at(path)?.as_str()?.to_string());
            let count = |path| at(path)?.as_u64();
            Some(Commit {
                height,
                time: text("/header/time")?,
                round: count("/commit/round")?,
                hash: text("/commit/block_id/hash")?,
                parts: count("/commit/block_id/parts/total")?,
                parts_hash: text("/commit/block_id/parts/hash")?,
            })
        };
        read().ok_or_else(|| self.nonsense("commit", &answer.to_string()))
    }

    /// Who could vote at a height.
    pub(crate) fn voters(&self, height: u64) -> Result<Vec<Voter>> {
        let params = json!({ "height": height.to_string(), "per_page": "100" });
        let answer = self.call("validators", params)?;
        let read = |(index, voter): (usize, &Value)| {
            let address = voter.get("address")?.as_str()?.to_string();
            Some(Voter { address, index, power: number(voter, "/voting_power")? })
        };
        let voters = answer.get("validators").and_then(Value::as_array);
        let voters = voters.and_then(|all| all.iter().enumerate().map(read).collect());
        voters.ok_or_else(|| self.nonsense("validators", &answer.to_string()))
    }

    /// Asks a module: the answer's bytes, of which the path says the type.
    ///
    /// # Errors
    /// As [`call`](Self::call), and [`Error::Refused`] when the module refuses.
    pub fn query(&self, path: &str, request: &[u8]) -> Result<Vec<u8>> {
        let data: String = request.iter().map(|byte| format!("{byte:02x}")).collect();
        let answer = self.call("abci_query", json!({ "path": path, "data": data }))?;
        let answer = answer.get("response").unwrap_or(&Value::Null);
        if answer.get("code").and_then(Value::as_u64).unwrap_or(0) != 0 {
            let reason = answer.get("log").and_then(Value::as_str).unwrap_or_default().to_string();
            return Err(Error::Refused { asked: path.to_string(), reason });
        }
        match answer.get("value") {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(value) => value
                .as_str()
                .and_then(|text| BASE64_STANDARD.decode(text).ok())
                .ok_or_else(|| self.nonsense(path, &value.to_string())),
        }
    }

    pub(crate) fn nonsense(&self, asked: &str, came: &str) -> Error {
        let came = came.chars().take(300).collect();
        Error::Nonsense { url: self.url.clone(), asked: asked.to_string(), came }
    }
}

/// A number, which the RPC writes as a text.
pub(crate) fn number(value: &Value, path: &str) -> Option<u64> {
    value.pointer(path)?.as_str()?.parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;

    /// A node that answers one request with this.
    fn answers(status: &'static str, body: &'static str) -> Rpc {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            let length = body.len();
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n");
            stream.write_all((head + body).as_bytes()).unwrap();
        });
        Rpc::on(port)
    }

    #[test]
    fn a_height_is_read() {
        let rpc = answers("200 OK", r#"{"result":{"sync_info":{"latest_block_height":"12"}}}"#);
        assert_eq!(rpc.height().unwrap(), 12);
    }

    #[test]
    fn an_error_comes_with_its_words() {
        let body = r#"{"error":{"code":-32603,"message":"Internal error","data":"no height 9"}}"#;
        let refused = answers("500 Internal Server Error", body).commit(9).unwrap_err();
        assert_eq!(refused.to_string(), "commit is refused: Internal error: no height 9");
    }

    #[test]
    fn nonsense_and_silence_are_told_apart() {
        for body in ["<html>", "{}", r#"{"result":{"sync_info":{}}}"#] {
            let came = answers("200 OK", body).height();
            assert!(matches!(came, Err(Error::Nonsense { .. })), "{body}: {came:?}");
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        assert!(matches!(Rpc::on(port).height(), Err(Error::Unreachable { .. })));
        // a halted node: the connection is made, and nobody answers
        let halted = TcpListener::bind("127.0.0.1:0").unwrap();
        let rpc = Rpc::within(halted.local_addr().unwrap().port(), Duration::from_millis(100));
        assert!(matches!(rpc.height(), Err(Error::Unreachable { .. })));
    }

    #[test]
    fn a_module_that_refuses_is_heard() {
        let body = r#"{"result":{"response":{"code":22,"log":"not found","value":null}}}"#;
        let refused = answers("200 OK", body).query("/a.Query/B", &[]).unwrap_err();
        assert_eq!(refused.to_string(), "/a.Query/B is refused: not found");
        let body = r#"{"result":{"response":{"code":0,"value":"AQI="}}}"#;
        assert_eq!(answers("200 OK", body).query("/a.Query/B", &[1]).unwrap(), [1, 2]);
    }
}
