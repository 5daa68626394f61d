//! The keeper's pages and its log.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use weir_cli::keeper::{Crank, Event, Log, LogFormat, Metrics, Page, Reporter};
use weir_cli::words::Contract;

fn crank(name: &str) -> Crank {
    Crank::whole(Contract::Hub, name)
}

fn events() -> Vec<Event> {
    let hash = "AB".to_string();
    vec![
        Event::Done {
            crank: crank("harvest"),
            hash,
            height: 7,
            gas_used: 300_000,
            fee: 7_500,
            skip: vec!["cosmosvaloper1a".into()],
        },
        Event::Failed { crank: crank("sync"), why: "no".into(), failures: 1, retry_in: 30 },
        Event::DoneByOthers { crank: crank("reconcile") },
        Event::TooDear { crank: crank("rebalance"), fee: 1, paid: 2, fits_in: None },
        Event::Round {
            height: 7,
            block_time: 1_700_000_000,
            done: 1,
            failing: vec!["sync".into()],
            next_at: Some(1_700_003_600),
        },
    ]
}

fn get(address: SocketAddr, request: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(stream, "{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_string(), body.to_string())
}

fn page(patience: Duration, told: &[Event]) -> Page {
    let mut metrics = Metrics::new(patience);
    told.iter().for_each(|event| metrics.report(event));
    Page::serve("127.0.0.1:0".parse().unwrap(), metrics).unwrap()
}

#[test]
fn prometheus_reads_what_was_done() {
    let page = page(Duration::from_secs(60), &events());
    let (status, body) = get(page.address(), "GET /metrics");
    assert!(status.contains("200"), "{status}");
    insta::assert_snapshot!("metrics", body);
}

#[test]
fn the_docs_list_every_metric() {
    let docs = include_str!("../../../docs/keeper.md");
    let page = page(Duration::from_secs(60), &events());
    let (_, body) = get(page.address(), "GET /metrics");
    let names: Vec<&str> = body
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "))
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        assert!(docs.contains(&format!("`{name}")), "{name} is not in docs/keeper.md");
    }
}

#[test]
fn who_asks_for_health_is_told_until_when_it_was_well() {
    let well = page(Duration::from_secs(60), &events());
    let (status, body) = get(well.address(), "GET /health");
    assert!(status.contains("200"), "{status}");
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["ok"], true);
    assert_eq!(body["failing"][0], "sync");
    assert_eq!(body["height"], 7);

    let away = Event::NodeAway { why: "nobody is there".into(), retry_in: 1 };
    let unwell = page(Duration::ZERO, &[away]);
    std::thread::sleep(Duration::from_millis(10));
    let (status, body) = get(unwell.address(), "GET /health");
    assert!(status.contains("503"), "{status}");
    assert!(body.contains("nobody is there"), "{body}");
}

#[test]
fn nothing_else_is_served() {
    let page = page(Duration::from_secs(60), &[]);
    assert!(get(page.address(), "GET /secrets").0.contains("404"));
    assert!(get(page.address(), "POST /metrics").0.contains("405"));
}

#[test]
fn a_port_in_use_is_told() {
    let first = page(Duration::from_secs(60), &[]);
    let error = Page::serve(first.address(), Metrics::new(Duration::ZERO)).err().unwrap();
    assert!(error.contains(&first.address().to_string()), "{error}");
}

fn logged(format: LogFormat) -> Vec<String> {
    let mut out = vec![];
    let mut log = Log::new(format, &mut out);
    events().iter().for_each(|event| log.report(event));
    String::from_utf8(out).unwrap().lines().map(str::to_string).collect()
}

#[test]
fn the_log_is_a_line_an_event() {
    let lines = logged(LogFormat::Text);
    assert_eq!(lines.len(), events().len());
    assert!(
        lines[0].contains(" info  harvest in block 7 (AB), 300000 gas, fee 7500"),
        "{}",
        lines[0]
    );
    assert!(
        lines[1].contains(" warn  sync failed (1 in a row), again in 30 s: no"),
        "{}",
        lines[1]
    );
}

#[test]
fn as_json_every_line_is_an_object_with_its_time_and_kind() {
    for (line, event) in logged(LogFormat::Json).iter().zip(events()) {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["time"].as_str().unwrap().ends_with('Z'));
        assert!(line["level"].is_string());
        let event = serde_json::to_value(event).unwrap();
        assert_eq!(line["event"], event["event"]);
    }
}
