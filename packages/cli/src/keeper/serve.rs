//! A page for Prometheus and one for whoever asks whether the keeper is well.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

use tiny_http::{Header, Method, Request, Response, Server};

use super::Metrics;

/// What Prometheus expects of the text that `prometheus-client` writes.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The pages, served until this is dropped.
pub struct Page {
    server: Arc<Server>,
    address: SocketAddr,
    serving: Option<JoinHandle<()>>,
}

impl Page {
    /// Serves at an address; port 0 takes any that is free.
    ///
    /// # Errors
    /// When the address is taken or not this machine's.
    pub fn serve(address: SocketAddr, metrics: Metrics) -> Result<Self, String> {
        let server = Server::http(address).map_err(|error| format!("{address}: {error}"))?;
        let address = server.server_addr().to_ip().unwrap_or(address);
        let server = Arc::new(server);
        let listening = server.clone();
        let serving = std::thread::spawn(move || {
            for request in listening.incoming_requests() {
                answer(request, &metrics);
            }
        });
        Ok(Self { server, address, serving: Some(serving) })
    }

    /// Where it is.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(serving) = self.serving.take() {
            // It ends with the server.
            let _ = serving.join();
        }
    }
}

fn answer(request: Request, metrics: &Metrics) {
    let path = request.url().split('?').next().unwrap_or_default();
    let is_read = matches!(request.method(), Method::Get | Method::Head);
    let (status, kind, body) = match path {
        _ if !is_read => (405, "text/plain", "only GET\n".to_string()),
        "/metrics" => (200, OPEN_METRICS, metrics.text()),
        "/health" => {
            let health = metrics.health();
            let body = serde_json::to_string(&health).unwrap_or_default();
            (if health.ok { 200 } else { 503 }, "application/json", body + "\n")
        }
        "/" => (200, "text/plain", "weir keeper: /metrics, /health\n".to_string()),
        _ => (404, "text/plain", "nothing here: /metrics, /health\n".to_string()),
    };
    let mut response = Response::from_string(body).with_status_code(status);
    if let Ok(header) = Header::from_bytes(&b"Content-Type"[..], kind.as_bytes()) {
        response = response.with_header(header);
    }
    // Who asked may be gone.
    let _ = request.respond(response);
}
