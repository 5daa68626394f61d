//! A door before a node: it shuts at the answer to one request.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

/// Lets requests and answers through, until the request of a number: the node hears it, and nobody
/// hears an answer any more.
pub struct Door {
    url: String,
    count: Arc<Count>,
}

struct Count {
    requests: AtomicUsize,
    last: usize,
}

impl Count {
    fn is_shut(&self) -> bool {
        self.requests.load(Ordering::SeqCst) >= self.last
    }
}

impl Door {
    /// Before a node, shut from its request of this number on.
    pub fn before(node: &str, last: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let count = Arc::new(Count { requests: AtomicUsize::new(0), last });
        let (to, counted) = (node.trim_start_matches("http://").to_string(), count.clone());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                through(client, &to, &counted);
            }
        });
        Self { url, count }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether the last request was heard.
    pub fn is_shut(&self) -> bool {
        self.count.is_shut()
    }
}

/// Connections end with those who made them.
fn through(client: TcpStream, node: &str, count: &Arc<Count>) {
    let Ok(node) = TcpStream::connect(node) else { return };
    let (from, mut to) = (client.try_clone().unwrap(), node.try_clone().unwrap());
    let counted = count.clone();
    std::thread::spawn(move || {
        pump(from, |piece| {
            let heard = to.write_all(piece).is_ok();
            if piece.starts_with(b"POST ") || piece.starts_with(b"GET ") {
                counted.requests.fetch_add(1, Ordering::SeqCst);
            }
            heard
        });
    });
    let (counted, mut client) = (count.clone(), client);
    std::thread::spawn(move || {
        pump(node, |piece| !counted.is_shut() && client.write_all(piece).is_ok());
    });
}

fn pump(mut from: TcpStream, mut to: impl FnMut(&[u8]) -> bool) {
    let mut piece = [0; 65_536];
    while let Ok(length @ 1..) = from.read(&mut piece) {
        if !to(&piece[..length]) {
            return;
        }
    }
}
