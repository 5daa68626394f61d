//! What came of restaking, read from events and from the vaults themselves.

use std::collections::BTreeMap;

use cosmwasm_std::Event;
use weir_chain::Chain;
use weir_interface::restaking::Asset;
use weir_interface::{coordinator, fund};
use weir_quantities::SlashId;
use weir_testing::restaking::VaultState;
use weir_testing::Suite;

use super::people::People;
use super::record::{add, number, text};
use super::setup;
use crate::report::{
    FundRow, NamedAmount, Outcome, PromiseSeries, Restaking, RewardRow, ServiceRow, SlashRow,
    Units, VaultRow,
};
use crate::scenario::{DestinationOf, ModeOf, RestakingOptions, Scenario, ServiceEntry};

/// What came of restaking so far.
#[derive(Default)]
pub struct Restaked {
    /// The report's part.
    pub report: Restaking,
    /// Places of vaults by address.
    vaults: BTreeMap<String, usize>,
    /// Names of coins by what events call them.
    coins: BTreeMap<String, String>,
    /// The staking coin, as events call it.
    denom: String,
}

fn service_row(service: &ServiceEntry) -> ServiceRow {
    ServiceRow {
        name: service.name.clone(),
        mode: match service.mode {
            ModeOf::Veto => "veto",
            ModeOf::Approve => "approve",
        }
        .into(),
        max_slash: setup::decimal(service.max_slash).to_string(),
        destination: match service.destination {
            DestinationOf::Treasury => "treasury",
            DestinationOf::Fund => "fund",
            DestinationOf::Burn => "burn",
            DestinationOf::Service(_) => "service",
            DestinationOf::Unwind(_) => "unwind",
        }
        .into(),
    }
}

impl Restaked {
    /// Before any step.
    pub fn new(scenario: &Scenario, options: &RestakingOptions, suite: &Suite<impl Chain>) -> Self {
        let (coin, lst) = (scenario.chain.display(), setup::symbol(scenario));
        let services: Vec<ServiceRow> = options.services.iter().map(service_row).collect();
        let promises = || services.iter().map(|service| service.name.clone());
        let row = |(place, entry): (&weir_testing::restaking::Place, _)| {
            let entry: &crate::scenario::VaultEntry = entry;
            VaultRow {
                name: entry.name.clone(),
                operator: entry.operator.clone(),
                asset: match place.asset {
                    Asset::Native { .. } => coin.clone(),
                    Asset::Cw20 { .. } => lst.clone(),
                },
                promises: promises()
                    .map(|service| PromiseSeries { service, ..PromiseSeries::default() })
                    .collect(),
                ..VaultRow::default()
            }
        };
        let places = &suite.restaking().vaults;
        let vaults = places.iter().zip(&options.vaults).map(row).collect();
        let fund = Some(FundRow { asset: lst.clone(), ..FundRow::default() });
        let addresses = (0..).zip(places).map(|(index, place)| (place.address.to_string(), index));
        let coins = [(suite.denom.clone(), coin), (suite.token.to_string(), lst)];
        Self {
            vaults: addresses.collect(),
            report: Restaking { services, vaults, fund, ..Restaking::default() },
            coins: coins.into(),
            denom: suite.denom.clone(),
        }
    }

    fn vault(&mut self, address: &str) -> Option<&mut VaultRow> {
        let index = *self.vaults.get(address)?;
        self.report.vaults.get_mut(index)
    }

    fn name_of(&self, address: &str) -> String {
        let found = self.vaults.get(address).and_then(|index| self.report.vaults.get(*index));
        found.map_or_else(|| address.to_owned(), |row| row.name.clone())
    }

    fn service(&self, id: u64) -> Option<&ServiceRow> {
        self.report.services.get(usize::try_from(id).ok()?.checked_sub(1)?)
    }

    /// Takes in an event, as it is called without the suite's prefix. Answers whose coins came out
    /// of restaking (above 0) or went into it, if any.
    pub fn event(
        &mut self,
        name: &str,
        e: &Event,
        time: u64,
        people: &People,
    ) -> Option<(String, i128)> {
        match name.split_once('_')? {
            ("vault", name) => self.of_vault(name, e),
            ("coordinator", name) => {
                self.of_request(name, e, time);
                None
            }
            ("fund", name) => {
                self.of_fund(name, e);
                None
            }
            ("distributor", name) => self.of_stream(name, e, people),
            _ => None,
        }
    }

    fn of_vault(&mut self, name: &str, e: &Event) -> Option<(String, i128)> {
        let units: u128 = number(e, "assets");
        let address = text(e, "_contract_address").to_owned();
        let service = self.service(number(e, "service")).map(|row| row.name.clone());
        let row = self.vault(&address)?;
        let (who, moved) = match name {
            "deposited" => {
                add(&mut row.deposited, units);
                (text(e, "sender"), minus(units))
            }
            "exit_claimed" => {
                add(&mut row.claimed, units);
                (text(e, "receiver"), plus(units))
            }
            "bond_added" => (text(e, "sender"), minus(units)),
            "bond_claimed" | "slashed_claimed" => (text(e, "recipient"), plus(units)),
            "slash_applied" => {
                add(&mut row.pool_lost, number(e, "pool_loss"));
                add(&mut row.bond_lost, number(e, "bond"));
                let promise =
                    row.promises.iter_mut().find(|p| Some(&p.service) == service.as_ref());
                if let Some(promise) = promise {
                    add(&mut promise.taken, number(e, "loss"));
                }
                self.applied(e);
                return None;
            }
            _ => return None,
        };
        let coin = self.report.vaults.get(*self.vaults.get(&address)?)?.asset.clone();
        let moves_coins = self.coins.get(&self.denom) == Some(&coin);
        moves_coins.then(|| (who.to_owned(), moved))
    }

    fn request(&mut self, id: u64) -> Option<&mut SlashRow> {
        self.report.requests.iter_mut().find(|row| row.id == id)
    }

    fn applied(&mut self, e: &Event) {
        let Some(row) = self.request(number(e, "id")) else { return };
        row.loss = Units(number(e, "loss"));
        row.bond = Units(number(e, "bond"));
        row.cover = Units(number(e, "cover"));
        row.pool = Units(number(e, "pool_loss"));
    }

    fn of_request(&mut self, name: &str, e: &Event, time: u64) {
        let id = number(e, "id");
        if name == "slash_requested" {
            let service = self.service(number(e, "service")).cloned().unwrap_or_default();
            self.report.requests.push(SlashRow {
                id,
                service: service.name,
                vault: self.name_of(text(e, "vault")),
                fraction: text(e, "fraction").to_owned(),
                infraction_time: number(e, "infraction_time"),
                requested_at: time,
                asked: Units(number(e, "requested")),
                destination: service.destination,
                ..SlashRow::default()
            });
            return;
        }
        let Some(row) = self.request(id) else { return };
        let outcome = match name {
            "slash_vetoed" => Outcome::Vetoed,
            "slash_expired" => Outcome::Expired,
            "slash_executed" => Outcome::Executed,
            "listener_failed" => {
                row.untold = row.untold.saturating_add(1);
                return;
            }
            _ => return,
        };
        (row.outcome, row.ended_at) = (outcome, Some(time));
    }

    fn of_fund(&mut self, name: &str, e: &Event) {
        let units: u128 = number(e, "assets");
        let Some(row) = &mut self.report.fund else { return };
        match name {
            "deposited" => add(&mut row.deposited, units),
            "premium_paid" => add(&mut row.premiums, units),
            "slashed_received" => add(&mut row.received, units),
            "cover_paid" | "loss_covered" => add(&mut row.covered, units),
            "cover_returned" => row.covered = Units(row.covered.0.saturating_sub(units)),
            "exit_claimed" => add(&mut row.withdrawn, units),
            _ => {}
        }
    }

    fn of_stream(&mut self, name: &str, e: &Event, people: &People) -> Option<(String, i128)> {
        let units: u128 = number(e, "amount");
        let coin = text(e, "coin");
        let (who, moved) = match name {
            "stream_funded" => (text(e, "funder"), minus(units)),
            "stream_reclaimed" => (text(e, "funder"), plus(units)),
            "rewards_claimed" | "commission_claimed" => (text(e, "recipient"), plus(units)),
            _ => return None,
        };
        let (vault, ticker) = (self.name_of(text(e, "vault")), self.coins.get(coin)?.clone());
        let person = people.name(who);
        let found = self.report.rewards.iter().position(|r| r.vault == vault && r.coin == ticker);
        let index = found.unwrap_or_else(|| {
            let row = RewardRow { vault, coin: ticker, ..RewardRow::default() };
            self.report.rewards.push(row);
            self.report.rewards.len().saturating_sub(1)
        });
        let row = self.report.rewards.get_mut(index)?;
        match name {
            "stream_funded" => to_somebody(&mut row.funded, person, units),
            "stream_reclaimed" => back_to_somebody(&mut row.funded, &person, units),
            "rewards_claimed" => to_somebody(&mut row.paid, person, units),
            _ => add(&mut row.commission, units),
        }
        (coin == self.denom).then(|| (who.to_owned(), moved))
    }

    /// Looks at every vault: once a moment counts, the last look.
    pub fn sample(&mut self, suite: &Suite<impl Chain>) {
        self.see_delays(suite);
        for (index, row) in self.report.vaults.iter_mut().enumerate() {
            let state = suite.vault_state(index);
            push(row, &state);
            let open = |r: &&mut SlashRow| r.outcome == Outcome::Requested && r.vault == row.name;
            for request in self.report.requests.iter_mut().filter(open) {
                let budget = row.promises.iter().find(|p| p.service == request.service);
                request.budget = budget.and_then(|p| p.budget.last().copied()).unwrap_or_default();
            }
        }
    }

    /// Whether the breaker holds up what is still open: the coordinator tells from when it can be
    /// executed.
    fn see_delays(&mut self, suite: &Suite<impl Chain>) {
        let coordinator = &suite.restaking().coordinator;
        let open = self.report.requests.iter_mut().filter(|r| r.outcome == Outcome::Requested);
        for row in open.filter(|row| !row.delayed) {
            let msg = coordinator::QueryMsg::Request { id: SlashId::new(row.id) };
            let is = suite.query::<coordinator::RequestResponse>(coordinator, &msg);
            row.delayed = is.is_ok_and(|is| is.from > is.resolved_at);
        }
    }

    /// What stands at the end beside what events told.
    pub fn close(&mut self, suite: &Suite<impl Chain>) {
        for (index, row) in self.report.vaults.iter_mut().enumerate() {
            row.unclaimed = Units(suite.vault_state(index).core.claimable.u128());
        }
        let restaking = suite.restaking();
        for row in &mut self.report.rewards {
            let gone = row.total_paid().saturating_add(row.commission.0);
            row.left = Units(row.total_funded().saturating_sub(gone));
        }
        let books = suite.query::<fund::BooksResponse>(&restaking.fund, &fund::QueryMsg::Books {});
        if let (Some(row), Ok(books)) = (&mut self.report.fund, books) {
            row.left = Units(books.assets.u128().saturating_add(books.reserve.u128()));
        }
    }
}

fn plus(units: u128) -> i128 {
    i128::try_from(units).unwrap_or(i128::MAX)
}

fn minus(units: u128) -> i128 {
    plus(units).saturating_neg()
}

fn to_somebody(amounts: &mut Vec<NamedAmount>, who: String, units: u128) {
    match amounts.iter_mut().find(|named| named.who == who) {
        Some(named) => add(&mut named.amount, units),
        None => amounts.push(NamedAmount { who, amount: Units(units) }),
    }
}

fn back_to_somebody(amounts: &mut [NamedAmount], who: &str, units: u128) {
    if let Some(named) = amounts.iter_mut().find(|named| named.who == who) {
        named.amount = Units(named.amount.0.saturating_sub(units));
    }
}

/// Adds a vault as it is to its series.
fn push(row: &mut VaultRow, state: &VaultState) {
    let again = row.times.last() == Some(&state.wall.u64());
    if again {
        row.times.pop();
        let promises = row.promises.iter_mut().flat_map(|p| [&mut p.power, &mut p.budget]);
        for series in [&mut row.assets, &mut row.queued, &mut row.bond].into_iter().chain(promises)
        {
            series.pop();
        }
    }
    let pool = state.pool();
    let queued = pool.worth(pool.queued).map_or(0, |assets| assets.u128());
    row.times.push(state.wall.u64());
    row.assets.push(Units(pool.assets.u128()));
    row.queued.push(Units(queued));
    row.bond.push(Units(state.bond.active.u128()));
    for (id, promise) in (1..).zip(&mut row.promises) {
        let known = state.commitment(id);
        let power = known.and_then(|one| one.guaranteed(pool).ok()).map_or(0, |a| a.u128());
        let budget = known.and_then(|one| pool.stake(one.budget).ok()).map_or(0, |a| a.u128());
        promise.power.push(Units(power));
        promise.budget.push(Units(budget));
    }
}
