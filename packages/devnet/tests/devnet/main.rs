//! Devnets, really: five nodes of wasmd with consensus. Needs Go to build wasmd; see README.md.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod common;
mod three_buckets;

use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use common::{processes_of, Owned};
use serde_json::json;
use weir_devnet::{Devnet, Error, Interrupt, Options};

/// Waits until it is so; tests that wait in vain fail.
fn until(what: &str, seconds: u64, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed().as_secs() < seconds, "{what} within {seconds} s");
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// One that has its second block within 20 s; a machine may be busy with something else, twice.
fn soon(options: &Options) -> Owned {
    let start = || {
        let began = Instant::now();
        let devnet = Owned::start(options);
        let took = began.elapsed();
        eprintln!("block 2 after {took:?}");
        (took < Duration::from_secs(20)).then_some(devnet)
    };
    start().or_else(start).or_else(start).expect("block 2 never came within 20 s")
}

#[test]
fn five_validators_live_are_slashed_come_back_and_leave_nothing() {
    let mut devnet = soon(&Options::new(common::home(), "life"));

    let status = devnet.status();
    assert_eq!(status.nodes.len(), 5);
    for node in &status.nodes {
        assert_eq!(node.state, "running");
        assert!(node.standing.as_ref().unwrap().bonded, "{node:?}");
        assert!(node.log.exists());
    }
    // the same name again is refused, and does no harm
    let again = Devnet::start(&Options::new(devnet.home(), "life"), &Interrupt::default());
    assert!(matches!(again, Err(Error::AlreadyRunning { .. })), "{again:?}");
    let from = Devnet::open(devnet.home(), "life").unwrap().advance(2).unwrap();
    assert!(from >= 4);

    // another one beside it, on other ports
    let mut small = Options::new(devnet.home(), "small");
    small.validators = 2;
    let small = Owned::start(&small);
    assert_ne!(small.chain_id(), devnet.chain_id());
    assert!(small.advance(2).unwrap() >= 4);
    assert!(devnet.advance(1).unwrap() > from);
    drop(small);
    devnet.advance(1).unwrap();

    downtime(&devnet);
    double_sign(&devnet);
    power_cuts(&mut devnet);
    comes_back(&devnet);

    let (home, folder) = (devnet.home().to_path_buf(), devnet.folder());
    assert_eq!(processes_of(&folder).len(), 5);
    assert!(Devnet::stop(&home, "life").unwrap());
    assert_eq!(processes_of(&folder), Vec::<u32>::new());
    assert!(matches!(Devnet::open(&home, "life"), Err(Error::NotRunning { .. })));
    assert!(folder.join("val1/wasmd.log").exists(), "its logs are left to read");
    assert!(!Devnet::stop(&home, "life").unwrap());
}

/// A halted validator is slashed by 1 % and jailed; it cannot come back before its minute is over.
fn downtime(devnet: &Devnet) {
    let before = devnet.standing("val5").unwrap();
    devnet.halt("val5").unwrap();
    assert_eq!(devnet.status().nodes[4].state, "halted");
    assert!(matches!(devnet.halt("val5"), Err(Error::NodeState { .. })));
    until("jailed for downtime", 60, || devnet.standing("val5").unwrap().jailed);
    let after = devnet.standing("val5").unwrap();
    assert_eq!(after.tokens, before.tokens - before.tokens / 100);
    assert!(!after.tombstoned);
    devnet.resume("val5").unwrap();
    let early = devnet.unjail("val5");
    assert!(
        matches!(&early, Err(Error::Transaction { codespace, code: 4, .. }) if codespace == "slashing"),
        "{early:?}"
    );
}

/// A validator that signed a past height twice loses 5 % in the next block, for ever.
fn double_sign(devnet: &Devnet) {
    let height = devnet.first().height().unwrap();
    let future = devnet.double_sign("val4", height + 100);
    assert!(matches!(future, Err(Error::NotPast { .. })), "{future:?}");
    let done = devnet.double_sign("4", height - 3).unwrap();
    assert!(!done.before.jailed && done.after.jailed && done.after.tombstoned);
    assert_eq!(done.after.tokens, done.before.tokens - done.before.tokens * 5 / 100);
    let again = devnet.double_sign("val4", height - 3);
    assert!(matches!(again, Err(Error::Tombstoned { .. })), "{again:?}");
    let never = devnet.unjail("val4");
    assert!(matches!(never, Err(Error::Transaction { .. })), "{never:?}");
    let nobody = devnet.double_sign("val6", 1);
    assert!(matches!(nobody, Err(Error::NoSuchNode { .. })), "{nobody:?}");
}

/// One node, and then all, are killed as by a power cut and go on from what they wrote.
fn power_cuts(devnet: &mut Devnet) {
    devnet.kill("val2").unwrap();
    assert_eq!(devnet.status().nodes[1].state, "gone");
    assert!(matches!(devnet.kill("val2"), Err(Error::NodeState { .. })));
    devnet.restart("val2").unwrap();
    assert_eq!(devnet.status().nodes[1].state, "running");

    let height = devnet.first().height().unwrap();
    devnet.restart_all().unwrap();
    assert!(devnet.first().height().unwrap() > height);
    // what restarted is known to whoever opens it
    let opened = Devnet::open(devnet.folder().ancestors().nth(2).unwrap(), "life").unwrap();
    assert!(opened.status().nodes.iter().all(|node| node.state == "running"));
}

fn comes_back(devnet: &Devnet) {
    until("unjailed", 90, || devnet.unjail("val5").is_ok());
    until("bonded again", 30, || devnet.standing("val5").unwrap().bonded);
}

/// What is left of a start that failed: nothing, and no ports.
fn leaves_nothing(options: &Options, interrupt: &Interrupt) -> Error {
    let refused = match Devnet::start(options, interrupt) {
        Err(refused) => refused,
        Ok(_) => {
            Devnet::stop(&options.home, &options.name).unwrap();
            panic!("this start had to fail: {options:?}");
        }
    };
    let folder = options.home.join("devnet").join(&options.name);
    assert!(!folder.exists(), "{refused}");
    assert_eq!(processes_of(&folder), Vec::<u32>::new(), "{refused}");
    refused
}

/// The first of ports that are free for two nodes, but for the RPC port of the second.
fn all_free_but_one() -> (u16, TcpListener) {
    let listen = |port| TcpListener::bind(("127.0.0.1", port));
    let found = (0..50).find_map(|_| {
        let taken = listen(0).unwrap();
        let base = taken.local_addr().unwrap().port().checked_sub(17)?;
        let others = (base..base + 20).filter(|port| *port != base + 17);
        others.map(listen).collect::<Result<Vec<_>, _>>().ok().map(|_| (base, taken))
    });
    found.unwrap()
}

#[test]
fn a_start_that_fails_cleans_up_and_says_why() {
    let home = tempfile::tempdir().unwrap();
    let mut options = Options::new(home.path(), "fails");
    options.validators = 2;
    let patient = Interrupt::default();

    // a node that ends: its last words reach the user
    let supply = json!([{ "denom": "uatom", "amount": "1" }]);
    options.genesis = Some(json!({ "app_state": { "bank": { "supply": supply } } }));
    let died = leaves_nothing(&options, &patient);
    assert!(matches!(died, Error::NodeDied { .. }), "{died}");
    assert!(died.to_string().contains("genesis supply is incorrect"), "{died}");

    options.genesis = Some(json!({ "app_state": { "stakin": {} } }));
    assert!(matches!(leaves_nothing(&options, &patient), Error::Genesis { .. }));
    options.genesis = None;

    // the RPC port of its second node is taken
    let (base, taken) = all_free_but_one();
    options.base_port = Some(base);
    let refused = leaves_nothing(&options, &patient);
    assert!(matches!(refused, Error::PortInUse { port } if port == base + 17), "{refused}");
    drop(taken);

    let wasmd = std::mem::replace(&mut options.wasmd, Path::new("/nowhere/wasmd").into());
    assert!(matches!(leaves_nothing(&options, &patient), Error::NoWasmd { .. }));
    options.wasmd = wasmd;

    options.patience = Duration::ZERO;
    assert!(matches!(leaves_nothing(&options, &patient), Error::NoBlock { height: 2, .. }));
    options.patience = Duration::from_secs(60);

    // Ctrl-C while nodes run and no block is made yet
    let interrupt = Interrupt::default();
    let asked = interrupt.clone();
    let folder = home.path().join("devnet/fails");
    let asks = std::thread::spawn(move || {
        until("a node", 30, || !processes_of(&folder).is_empty());
        asked.set();
    });
    assert!(matches!(leaves_nothing(&options, &interrupt), Error::Interrupted));
    asks.join().unwrap();

    // and after all that it starts
    drop(Owned::start(&options));
}
