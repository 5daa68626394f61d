//! A node's configuration: what `wasmd init` wrote, with what a devnet needs otherwise.

use std::path::Path;

use toml_edit::{value, Array, DocumentMut, Item, Value};

use crate::error::{Error, Result};
use crate::files;
use crate::ports::NodePorts;

/// What one node's configuration is made of.
pub(crate) struct Settings<'a> {
    pub moniker: &'a str,
    pub chain_id: &'a str,
    pub ports: NodePorts,
    /// The other nodes, as `id@host:port`.
    pub peers: &'a str,
    pub gas_price: &'a str,
    /// Whether REST is served.
    pub api: bool,
}

/// Writes the configuration of a node from that of another's folder.
pub(crate) fn write(from: &Path, to: &Path, settings: &Settings<'_>) -> Result<()> {
    rewrite(from, to, "config.toml", |file| consensus(file, settings))?;
    rewrite(from, to, "app.toml", |file| application(file, settings))?;
    rewrite(from, to, "client.toml", |file| client(file, settings))
}

fn rewrite(from: &Path, to: &Path, file: &str, f: impl Fn(&mut DocumentMut)) -> Result<()> {
    let path = from.join(file);
    let mut content: DocumentMut = files::read(&path)?
        .parse()
        .map_err(|e: toml_edit::TomlError| Error::Unreadable { path, reason: e.to_string() })?;
    f(&mut content);
    files::write(&to.join(file), content.to_string().as_bytes())
}

/// Sets a key and keeps the comments around it.
fn set(table: &mut Item, key: &str, to: impl Into<Value>) {
    let mut to: Value = to.into();
    if let Some(Item::Value(was)) = table.get(key) {
        *to.decor_mut() = was.decor().clone();
    }
    table[key] = value(to);
}

fn local(port: u16) -> String {
    format!("tcp://127.0.0.1:{port}")
}

fn consensus(file: &mut DocumentMut, settings: &Settings<'_>) {
    let top = file.as_item_mut();
    set(top, "moniker", settings.moniker);

    let rpc = &mut top["rpc"];
    set(rpc, "laddr", local(settings.ports.rpc));
    set(rpc, "pprof_laddr", "");
    // a stored code of 800 KiB, in base64, twice
    set(rpc, "max_body_bytes", 4_000_000);
    // the dApp asks from a page
    set(rpc, "cors_allowed_origins", Array::from_iter(["*"]));

    let p2p = &mut top["p2p"];
    set(p2p, "laddr", local(settings.ports.p2p));
    set(p2p, "persistent_peers", settings.peers);
    set(p2p, "persistent_peers_max_dial_period", "1s");
    set(p2p, "addr_book_strict", false);
    set(p2p, "allow_duplicate_ip", true);
    // everybody knows everybody already
    set(p2p, "pex", false);

    let consensus = &mut top["consensus"];
    set(consensus, "timeout_propose", "500ms");
    set(consensus, "timeout_commit", "450ms");
}

fn application(file: &mut DocumentMut, settings: &Settings<'_>) {
    let top = file.as_item_mut();
    set(top, "minimum-gas-prices", settings.gas_price);
    // past heights can be asked about
    set(top, "pruning", "nothing");
    // 190 MB a node rather than a gigabyte in the long run
    set(top, "iavl-cache-size", 50_000);

    let api = &mut top["api"];
    set(api, "enable", settings.api);
    set(api, "address", local(settings.ports.rest));
    let grpc = &mut top["grpc"];
    // without it a node cannot simulate a transaction or tell its version, over RPC neither
    set(grpc, "enable", true);
    set(grpc, "address", format!("127.0.0.1:{}", settings.ports.grpc));
    set(&mut top["grpc-web"], "enable", false);
}

fn client(file: &mut DocumentMut, settings: &Settings<'_>) {
    let top = file.as_item_mut();
    set(top, "chain-id", settings.chain_id);
    set(top, "node", local(settings.ports.rpc));
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    const CONFIG: &str = r#"# top
moniker = "x" # a name
[rpc]
laddr = "tcp://0.0.0.0:26657"
cors_allowed_origins = []
pprof_laddr = "localhost:6060"
max_body_bytes = 1000000
[p2p]
laddr = "tcp://0.0.0.0:26656"
persistent_peers = ""
addr_book_strict = true
[consensus]
timeout_commit = "5s"
double_sign_check_height = 0
"#;
    const APP: &str = "minimum-gas-prices = \"0stake\"\n[api]\nenable = true\n[grpc]\n[grpc-web]\n";
    const CLIENT: &str = "chain-id = \"\"\nkeyring-backend = \"os\"\n";

    fn written(api: bool) -> [String; 3] {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        for made in [&from, &to] {
            std::fs::create_dir(made).unwrap();
        }
        for (name, content) in [("config.toml", CONFIG), ("app.toml", APP), ("client.toml", CLIENT)]
        {
            std::fs::write(from.join(name), content).unwrap();
        }
        let ports = NodePorts { p2p: 1, rpc: 2, grpc: 3, rest: 4 };
        let (peers, gas_price) = ("ab@127.0.0.1:9", "0.025uatom");
        let settings =
            Settings { moniker: "val1", chain_id: "weir-a-1", ports, peers, gas_price, api };
        write(&from, &to, &settings).unwrap();
        ["config.toml", "app.toml", "client.toml"].map(|name| files::read(&to.join(name)).unwrap())
    }

    fn read(file: &str, path: &str) -> String {
        let file: DocumentMut = file.parse().unwrap();
        let item = path.split('.').fold(file.as_item(), |item, key| &item[key]);
        item.as_value().unwrap().clone().decorated("", "").to_string()
    }

    #[test]
    fn nodes_listen_on_this_machine_alone() {
        let [config, app, client] = written(true);
        assert_eq!(read(&config, "rpc.laddr"), r#""tcp://127.0.0.1:2""#);
        assert_eq!(read(&config, "p2p.laddr"), r#""tcp://127.0.0.1:1""#);
        assert_eq!(read(&config, "rpc.pprof_laddr"), r#""""#);
        assert_eq!(read(&app, "api.address"), r#""tcp://127.0.0.1:4""#);
        assert_eq!(read(&app, "grpc.address"), r#""127.0.0.1:3""#);
        assert_eq!(read(&client, "node"), r#""tcp://127.0.0.1:2""#);
        assert!(!config.contains("0.0.0.0:") && !app.contains("0.0.0.0:"));
    }

    #[test]
    fn consensus_is_quick_and_peers_may_share_an_address() {
        let [config, app, _] = written(false);
        assert_eq!(read(&config, "consensus.timeout_commit"), r#""450ms""#);
        assert_eq!(read(&config, "consensus.timeout_propose"), r#""500ms""#);
        assert_eq!(read(&config, "p2p.addr_book_strict"), "false");
        assert_eq!(read(&config, "p2p.allow_duplicate_ip"), "true");
        assert_eq!(read(&config, "p2p.persistent_peers"), r#""ab@127.0.0.1:9""#);
        assert_eq!(read(&app, "minimum-gas-prices"), r#""0.025uatom""#);
    }

    #[test]
    fn rest_is_served_only_when_asked_for_and_grpc_always() {
        let [_, app, _] = written(false);
        assert_eq!(
            (read(&app, "api.enable"), read(&app, "grpc.enable")),
            ("false".into(), "true".into())
        );
        let [_, app, _] = written(true);
        assert_eq!(
            (read(&app, "api.enable"), read(&app, "grpc.enable")),
            ("true".into(), "true".into())
        );
    }

    #[test]
    fn what_is_not_changed_stays_with_its_comments() {
        let [config, _, client] = written(false);
        assert!(config.starts_with("# top\nmoniker = \"val1\" # a name\n"), "{config}");
        assert_eq!(read(&config, "consensus.double_sign_check_height"), "0");
        assert_eq!(read(&client, "keyring-backend"), r#""os""#);
    }
}
