//! `weir keeper run` from its words to its exit code.

use std::io;
use std::time::Duration;

use serde_json::json;
use weir_client::{Fee, Node, NodeError, Pay};

use super::{
    run, Addresses, Ended, Event, Keeper, KeeperArgs, KeeperCommand, Log, Metrics, Options, Pace,
    Page, Reporter, Restaking, Round, RunFlags, Wall,
};
use crate::args::{ChainKind, Exit, Output};
use crate::node::{open, Session, TxArgs};
use crate::tx::{complain, Failure, Place};
use crate::words::{CallError, Contract, Suite};

/// Seconds until a node that was not there when the keeper began is tried again.
const AGAIN: u64 = 5;
/// Rounds may take three intervals and a minute before the keeper is not well.
const MINUTE: u64 = 60;

/// Log and metrics hear the same.
struct Both {
    log: Log<io::Stderr>,
    metrics: Metrics,
}

impl Reporter for Both {
    fn report(&mut self, event: &Event) {
        self.log.report(event);
        self.metrics.report(event);
    }
}

/// Keeps the suite going.
pub fn dispatch(args: &KeeperArgs, chain: Option<&ChainKind>, output: Output) -> Exit {
    let KeeperCommand::Run(flags) = &args.what;
    let patience = flags.interval.saturating_mul(3).saturating_add(MINUTE);
    let metrics = Metrics::new(Duration::from_secs(patience));
    let page = match flags.metrics.map(|address| Page::serve(address, metrics.clone())) {
        None => None,
        Some(Ok(page)) => Some(page),
        Some(Err(why)) => {
            anstream::eprintln!("weir: --metrics cannot be served: {why}");
            return Exit::Usage;
        }
    };
    let mut pace = match Wall::with_signals() {
        Ok(pace) => pace,
        Err(why) => {
            anstream::eprintln!("weir: signals cannot be heard: {why}");
            return Exit::Usage;
        }
    };
    if let Some(page) = &page {
        anstream::eprintln!("serves http://{}/metrics and /health", page.address());
    }
    let mut both = Both { log: Log::new(flags.log, io::stderr()), metrics };
    let ended = keep(flags, chain, &mut pace, &mut both);
    drop(page);
    match ended {
        Ok(ended) => told(ended, output),
        Err(failure) => complain(&failure),
    }
}

fn keep(
    flags: &RunFlags,
    chain: Option<&ChainKind>,
    pace: &mut Wall,
    to: &mut Both,
) -> Result<Ended, Failure> {
    let Some((mut session, mut keeper)) = begun(flags, chain, pace, to)? else {
        to.report(&Event::Stopped);
        return Ok(Ended::Stopped);
    };
    Ok(run(&mut keeper, &mut *session.node, pace, to, flags.interval, flags.once))
}

/// The chain and a keeper of what is there; a node that is not there yet is waited for. Nothing when
/// it was asked to stop before.
fn begun(
    flags: &RunFlags,
    chain: Option<&ChainKind>,
    pace: &mut Wall,
    to: &mut Both,
) -> Result<Option<(Session, Keeper)>, Failure> {
    while !pace.is_stopping() {
        match beginning(flags, chain, to) {
            Err(
                Failure::Node(error @ NodeError::Unreachable { .. })
                | Failure::Call(CallError::Node(error @ NodeError::Unreachable { .. })),
            ) if !flags.once => {
                to.report(&Event::NodeAway { why: error.to_string(), retry_in: AGAIN });
                pace.wait(AGAIN);
            }
            done => return done.map(Some),
        }
    }
    Ok(None)
}

fn beginning(
    flags: &RunFlags,
    chain: Option<&ChainKind>,
    to: &mut Both,
) -> Result<(Session, Keeper), Failure> {
    let session = open(chain, &flags.place.node, true)?;
    let fee = fee(flags, session.gas_price.as_deref())?;
    let keeper = session.node.address_of(&flags.from)?;
    let addresses = addresses(&*session.node, flags)?;
    let max_fee_per_day = most(flags, &fee)?;
    to.report(&Event::Started {
        chain: session.node.chain_id().into(),
        hub: addresses.hub.clone(),
        services: addresses.restaking.as_ref().map(|at| at.services.clone()),
        keeper,
    });
    let options = Options {
        from: flags.from.clone(),
        fee,
        only: flags.only.iter().cloned().collect(),
        except: flags.except.iter().cloned().collect(),
        vaults: flags.vaults.clone(),
        max_fee_per_day,
    };
    Ok((session, Keeper::new(addresses, options)))
}

fn addresses(node: &dyn Node, flags: &RunFlags) -> Result<Addresses, Failure> {
    let place = Place::new(node, &flags.place);
    Ok(Addresses {
        hub: place.address(Contract::Hub)?,
        registry: place.address(Contract::Registry)?,
        distributor: place.address(Contract::Distributor)?,
        restaking: restaking(&place)?,
    })
}

fn restaking(place: &Place<'_>) -> Result<Option<Restaking>, Failure> {
    if !place.has_restaking()? {
        return Ok(None);
    }
    Ok(Some(Restaking {
        services: place.address(Contract::Services)?,
        coordinator: place.address(Contract::Coordinator)?,
        fund: place.address(Contract::Fund).ok(),
    }))
}

fn fee(flags: &RunFlags, price: Option<&str>) -> Result<Fee, NodeError> {
    let args = TxArgs {
        from: flags.from.clone(),
        gas: "auto".into(),
        gas_adjustment: flags.gas_adjustment,
        gas_prices: flags.gas_prices.clone(),
        fees: None,
        broadcast_mode: Default::default(),
        yes: true,
        dry_run: false,
        generate_only: false,
        note: String::new(),
    };
    args.fee(price)
}

/// The day's limit counts the coin that is paid.
fn most(flags: &RunFlags, fee: &Fee) -> Result<Option<u128>, Failure> {
    let Some(coins) = &flags.max_fee_per_day else { return Ok(None) };
    let nobody = || Err(crate::words::UnitError::Unanswered("it is in base units".into()));
    let coin = coins.coin(&nobody).map_err(CallError::from)?;
    let paid = match &fee.pay {
        Pay::Price { denom, .. } => denom.as_str(),
        Pay::Coins(_) => coin.denom.as_str(),
    };
    if coin.denom != paid {
        let what = format!("--max-fee-per-day {coin}");
        let cause = format!("fees are paid in {paid}");
        return Err(NodeError::Invalid { what, cause }.into());
    }
    Ok(Some(coin.amount.u128()))
}

fn told(ended: Ended, output: Output) -> Exit {
    match ended {
        Ended::Stopped => Exit::Ok,
        Ended::Once(round) => {
            show(&round, output);
            if round.failed.is_empty() {
                Exit::Ok
            } else {
                Exit::TransactionFailed
            }
        }
        Ended::NodeAway(error) | Ended::GaveUp(error) => complain(&Failure::Node(error)),
    }
}

fn show(round: &Round, output: Output) {
    let names =
        |cranks: &[super::Crank]| cranks.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (done, failed) = (names(&round.done), names(&round.failed));
    match output {
        Output::Json => anstream::println!(
            "{}",
            json!({ "block": round.block, "done": done, "failed": failed, "next_at": round.next_at })
        ),
        Output::Text => {
            let said = |names: &[String]| match names {
                [] => "nothing".to_string(),
                names => names.join(", "),
            };
            anstream::println!("done    {}\nfailed  {}", said(&done), said(&failed));
        }
    }
}
