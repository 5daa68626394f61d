//! Questions over HTTP, one at a time.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use cosmrs::tendermint::abci::Code;
use cosmrs::tendermint::block::Height;
use tendermint_rpc::endpoint::abci_query;
use tendermint_rpc::error::ErrorDetail;
use tendermint_rpc::{Request, Response};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::Agent;

use crate::NodeError;

/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// A block of a busy chain is not larger.
const LARGEST: u64 = 64 << 20;

/// How often a node is asked for a height that it knows of and its application has not got to yet,
/// and the pause between two questions.
const LOOKS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(200);

/// A node's RPC.
pub struct Transport {
    url: String,
    agent: Agent,
    view: RefCell<Option<View>>,
}

/// A height that all queries are about, and what was answered of it: nothing changes there any more.
#[derive(Default)]
struct View {
    height: u64,
    answered: BTreeMap<(String, Vec<u8>), Vec<u8>>,
}

/// What the application refused to answer.
pub struct Refusal {
    /// Whose error it is.
    pub codespace: String,
    /// Its number.
    pub code: u32,
    /// What it says.
    pub log: String,
}

impl Transport {
    pub fn new(url: &str) -> Self {
        // wallets and devnets say tcp
        let url = match url.strip_prefix("tcp://") {
            Some(rest) => format!("http://{rest}"),
            None => url.to_string(),
        };
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .tls_config(tls(&url))
            .build();
        Self { url, agent: config.new_agent(), view: RefCell::default() }
    }

    /// From now on every query is about this height.
    pub fn look_at(&self, height: u64) {
        *self.view.borrow_mut() = Some(View { height, ..View::default() });
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// The node's answer, or what it says instead of one.
    pub fn ask<R: Request>(&self, request: R) -> Result<Result<R::Response, String>, NodeError> {
        let asked = request.method().to_string();
        let unreachable = |error: ureq::Error| NodeError::Unreachable {
            url: self.url.clone(),
            cause: error.to_string(),
        };
        let sent = self
            .agent
            .post(&self.url)
            .header("content-type", "application/json")
            .send(request.into_json());
        let mut answer = sent.map_err(unreachable)?;
        let body = answer.body_mut().with_config().limit(LARGEST).read_to_vec();
        let body = body.map_err(unreachable)?;
        match R::Response::from_string(&body) {
            Ok(response) => Ok(Ok(response)),
            Err(error) => match error.detail() {
                ErrorDetail::Response(said) => Ok(Err(said.source.to_string())),
                _ => Err(self.nonsense(&asked, &beginning(&body))),
            },
        }
    }

    /// The node's answer.
    pub fn must<R: Request>(&self, request: R) -> Result<R::Response, NodeError> {
        let asked = request.method().to_string();
        self.ask(request)?.map_err(|said| self.nonsense(&asked, &said))
    }

    /// A gRPC query by way of ABCI: the answer in protobuf, or the application's refusal.
    pub fn query(&self, path: &str, data: Vec<u8>) -> Result<Result<Vec<u8>, Refusal>, NodeError> {
        let Some(height) = self.view.borrow().as_ref().map(|view| view.height) else {
            return self.query_at(path, data, None);
        };
        let question = (path.to_string(), data.clone());
        let known = |view: &View| view.answered.get(&question).cloned();
        if let Some(known) = self.view.borrow().as_ref().and_then(known) {
            return Ok(Ok(known));
        }
        let mut answer = self.query_at(path, data.clone(), Some(height))?;
        for _ in 0..LOOKS {
            match &answer {
                Err(refusal) if refusal.log.contains("height in the future") => {}
                _ => break,
            }
            std::thread::sleep(PAUSE);
            answer = self.query_at(path, data.clone(), Some(height))?;
        }
        if let (Ok(told), Some(view)) = (&answer, self.view.borrow_mut().as_mut()) {
            view.answered.insert(question, told.clone());
        }
        Ok(answer)
    }

    fn query_at(
        &self,
        path: &str,
        data: Vec<u8>,
        height: Option<u64>,
    ) -> Result<Result<Vec<u8>, Refusal>, NodeError> {
        let height = height.map(Height::try_from).transpose();
        let height = height.map_err(|error| self.nonsense(path, &error.to_string()))?;
        let request = abci_query::Request::new(Some(path.to_string()), data, height, false);
        let answer = self.must(request)?.response;
        Ok(match answer.code {
            Code::Ok => Ok(answer.value),
            Code::Err(code) => {
                Err(Refusal { codespace: answer.codespace, code: code.get(), log: answer.log })
            }
        })
    }

    pub fn nonsense(&self, asked: &str, came: &str) -> NodeError {
        NodeError::Nonsense { url: self.url.clone(), asked: asked.into(), came: came.into() }
    }
}

/// The machine's own certificates; none are read where none are needed.
fn tls(url: &str) -> TlsConfig {
    let found = match url.starts_with("https://") {
        true => rustls_native_certs::load_native_certs().certs,
        false => vec![],
    };
    let certs: Vec<Certificate<'static>> =
        found.iter().map(|cert| Certificate::from_der(cert).to_owned()).collect();
    TlsConfig::builder()
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .root_certs(RootCerts::new_with_certs(&certs))
        .build()
}

/// As much of an answer as a message can show.
fn beginning(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let mut shown: String = text.trim().chars().take(200).collect();
    if shown.is_empty() {
        shown = "nothing".into();
    }
    shown
}
