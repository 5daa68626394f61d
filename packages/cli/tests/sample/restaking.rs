//! Made-up vaults, services and slashes, lived through in steps of six hours, so that sums are right.

use weir_cli::report::*;

use super::{ATOM, DAY, START};

const STEP: u64 = DAY / 4;
const STEPS: u64 = 90 * 4;
/// How long an exit waits, and a budget before it is refilled and while it is.
const DELAY: u64 = 21 * 4;
/// When commitments take effect.
const COMMITTED: u64 = 16 * 4;
const WHOLE: u128 = 1_000_000;

/// A service: name, mode, most it takes in millionths, destination.
const SERVICES: [(&str, &str, u128, &str); 3] = [
    ("price oracle", "veto", 200_000, "fund"),
    ("bridge & relay", "approve", 100_000, "burn"),
    ("rollup <sequencer>", "veto", 150_000, "treasury"),
];

/// A vault: name, operator, asset, bond, deposits and exits by day, services with their weights.
struct Plan {
    name: &'static str,
    operator: &'static str,
    asset: &'static str,
    bond: u128,
    deposits: &'static [(u64, u128)],
    exits: &'static [(u64, u128)],
    weights: &'static [(usize, u128)],
}

const PLANS: [Plan; 2] = [
    Plan {
        name: "alpha",
        operator: "Any Labs <script>alert(1)</script>",
        asset: "wATOM",
        bond: 40_000,
        deposits: &[(1, 300_000), (3, 250_000), (8, 410_000), (30, 55_000), (47, 120_000)],
        exits: &[(25, 90_000), (39, 150_000), (60, 60_000), (78, 210_000)],
        weights: &[(0, 600_000), (1, 400_000)],
    },
    Plan {
        name: "beta",
        operator: "Everstake",
        asset: "dATOM",
        bond: 15_000,
        deposits: &[(5, 90_000), (12, 140_000), (55, 30_000)],
        exits: &[(37, 20_000), (71, 45_000)],
        weights: &[(0, 500_000), (2, 500_000)],
    },
];

/// A request: vault, service, offence, request, end in steps, fraction, outcome, held up, untold.
type Asked = (usize, usize, u64, u64, Option<u64>, u128, Outcome, bool, u32);

const ASKED: [Asked; 7] = [
    (0, 0, 92, 94, Some(104), 60_000, Outcome::Executed, false, 0),
    (0, 1, 117, 118, Some(125), 80_000, Outcome::Vetoed, false, 0),
    (1, 2, 131, 139, Some(151), 150_000, Outcome::Executed, true, 1),
    (0, 0, 160, 163, Some(174), 170_000, Outcome::Executed, false, 0),
    (1, 0, 190, 191, Some(212), 200_000, Outcome::Expired, false, 0),
    (0, 1, 246, 251, Some(259), 45_000, Outcome::Executed, false, 2),
    (0, 0, 347, 350, None, 110_000, Outcome::Requested, false, 0),
];

struct Promise {
    service: usize,
    weight: u128,
    /// What is left of the budget, and what open requests ask of it, in millionths of the most.
    level: u128,
    pending: u128,
    refill_from: u64,
}

struct Vault {
    plan: &'static Plan,
    row: VaultRow,
    active: u128,
    /// When each exit matures, and what it is worth.
    exits: Vec<(u64, u128)>,
    bond: u128,
    promises: Vec<Promise>,
}

pub fn restaking() -> Restaking {
    let mut all = Restaking {
        services: SERVICES.iter().map(service).collect(),
        fund: Some(FundRow {
            asset: "wATOM".into(),
            deposited: Units(90_000 * ATOM),
            premiums: Units(1_350 * ATOM),
            withdrawn: Units(4_000 * ATOM),
            ..FundRow::default()
        }),
        ..Restaking::default()
    };
    let mut vaults: Vec<Vault> = PLANS.iter().map(Vault::new).collect();
    for step in 0..=STEPS {
        for vault in &mut vaults {
            vault.live(step);
        }
        for (index, asked) in ASKED.iter().enumerate() {
            slash(&mut all, &mut vaults[asked.0], index, asked, step);
        }
        for vault in &mut vaults {
            vault.sample(step);
        }
    }
    all.vaults = vaults.into_iter().map(|vault| vault.row).collect();
    if let Some(fund) = &mut all.fund {
        let came = fund.deposited.0 + fund.premiums.0 + fund.received.0;
        fund.left = Units(came - fund.covered.0 - fund.withdrawn.0);
    }
    all.rewards = vec![
        rewards("alpha", "ATOM", &[("price oracle", 9_000), ("bridge & relay", 4_500)], 40),
        rewards("beta", "ATOM", &[("rollup <sequencer>", 2_200)], 12),
        rewards("beta", "wATOM", &[("price oracle", 700)], 12),
    ];
    all
}

fn service(&(name, mode, most, destination): &(&str, &str, u128, &str)) -> ServiceRow {
    ServiceRow {
        name: name.into(),
        mode: mode.into(),
        max_slash: decimal(most),
        destination: destination.into(),
    }
}

fn decimal(millionths: u128) -> String {
    format!("0.{millionths:06}").trim_end_matches('0').to_owned()
}

impl Vault {
    fn new(plan: &'static Plan) -> Self {
        let promises = plan.weights.iter().map(|&(service, weight)| Promise {
            service,
            weight,
            level: WHOLE,
            pending: 0,
            refill_from: 0,
        });
        let series = plan.weights.iter().map(|(service, _)| PromiseSeries {
            service: SERVICES[*service].0.into(),
            ..PromiseSeries::default()
        });
        let row = VaultRow {
            name: plan.name.into(),
            operator: plan.operator.into(),
            asset: plan.asset.into(),
            promises: series.collect(),
            ..VaultRow::default()
        };
        let bond = plan.bond * ATOM;
        Self { plan, row, active: 0, exits: Vec::new(), bond, promises: promises.collect() }
    }

    fn queued(&self) -> u128 {
        self.exits.iter().map(|(_, amount)| amount).sum()
    }

    fn assets(&self) -> u128 {
        self.active + self.queued()
    }

    /// Deposits, exits that begin, exits that mature, refills.
    fn live(&mut self, step: u64) {
        for (_, amount) in self.plan.deposits.iter().filter(|(day, _)| day * 4 == step) {
            self.active += amount * ATOM;
            self.row.deposited.0 += amount * ATOM;
        }
        for (_, amount) in self.plan.exits.iter().filter(|(day, _)| day * 4 == step) {
            self.active -= amount * ATOM;
            self.exits.push((step + DELAY, amount * ATOM));
        }
        let matured = self.exits.iter().filter(|(at, _)| *at == step).map(|(_, amount)| amount);
        let matured: u128 = matured.sum();
        // Who leaves late does not come for it before the end.
        let to = if step > 300 { &mut self.row.unclaimed } else { &mut self.row.claimed };
        to.0 += matured;
        self.exits.retain(|(at, _)| *at != step);
        for promise in self.promises.iter_mut().filter(|p| step >= p.refill_from) {
            promise.level = (promise.level + WHOLE / u128::from(DELAY)).min(WHOLE);
        }
    }

    /// Most that a service may take, now that its budget is whole.
    fn ceiling(&self, promise: &Promise) -> u128 {
        let stake = self.assets() * promise.weight / WHOLE;
        stake * SERVICES[promise.service].2 / WHOLE
    }

    fn sample(&mut self, step: u64) {
        self.row.times.push(START + step * STEP);
        self.row.assets.push(Units(self.assets()));
        self.row.queued.push(Units(self.queued()));
        self.row.bond.push(Units(self.bond));
        let committed = u128::from(step >= COMMITTED);
        for (index, promise) in self.promises.iter().enumerate() {
            let spare = promise.level.saturating_sub(promise.pending);
            let power = self.active * promise.weight / WHOLE * spare / WHOLE * committed;
            let budget = self.ceiling(promise) * promise.level / WHOLE * committed;
            self.row.promises[index].power.push(Units(power));
            self.row.promises[index].budget.push(Units(budget));
        }
    }

    /// Takes from the depositors, queued ones alike.
    fn lose(&mut self, loss: u128) {
        let all = self.assets();
        for (_, amount) in &mut self.exits {
            *amount -= *amount * loss / all;
        }
        self.active = all - loss - self.queued();
        self.row.pool_lost.0 += loss;
    }
}

/// Requests, ends, or does nothing, as the step says.
fn slash(all: &mut Restaking, vault: &mut Vault, index: usize, asked: &Asked, step: u64) {
    let &(_, service, offence, requested, ended, fraction, outcome, delayed, untold) = asked;
    let place = vault.promises.iter().position(|p| p.service == service).unwrap();
    let ceiling = vault.ceiling(&vault.promises[place]);
    if step == requested {
        let base = vault.assets() * vault.promises[place].weight / WHOLE;
        let amount = base * fraction / WHOLE;
        vault.promises[place].pending = (amount * WHOLE).div_ceil(ceiling);
        let (name, _, _, destination) = SERVICES[service];
        all.requests.push(SlashRow {
            id: index as u64 + 1,
            service: name.into(),
            vault: vault.row.name.clone(),
            fraction: decimal(fraction),
            infraction_time: START + offence * STEP - 1_234,
            requested_at: START + requested * STEP,
            ended_at: ended.map(|step| START + step * STEP),
            outcome,
            asked: Units(amount),
            destination: destination.into(),
            delayed,
            untold,
            ..SlashRow::default()
        });
    }
    if step != ended.unwrap_or(STEPS) {
        return;
    }
    let budget = ceiling * vault.promises[place].level / WHOLE;
    let row = all.requests.iter_mut().find(|row| row.id == index as u64 + 1).unwrap();
    row.budget = Units(budget);
    if ended.is_some() {
        vault.promises[place].pending = 0;
    }
    if outcome == Outcome::Executed {
        let fund = all.fund.as_mut().unwrap();
        execute(row, fund, vault, place);
        let spent = (row.loss.0 * WHOLE).div_ceil(ceiling);
        let promise = &mut vault.promises[place];
        promise.level = promise.level.saturating_sub(spent);
        promise.refill_from = step + DELAY;
    }
}

/// Bond, cover, pool.
fn execute(row: &mut SlashRow, fund: &mut FundRow, vault: &mut Vault, place: usize) {
    row.loss = row.asked.min(row.budget);
    row.bond = Units(row.loss.0.min(vault.bond));
    vault.bond -= row.bond.0;
    let rest = row.loss.0 - row.bond.0;
    let held = fund.deposited.0 + fund.received.0 - fund.covered.0;
    // Insurance is of one asset.
    let insured = vault.row.asset == fund.asset;
    row.cover = Units(if insured { (rest / 2).min(held / 5) } else { 0 });
    row.pool = Units(rest - row.cover.0);
    vault.lose(row.pool.0);
    vault.row.bond_lost.0 += row.bond.0;
    vault.row.promises[place].taken.0 += row.loss.0;
    fund.covered.0 += row.cover.0;
    if insured && row.destination == "fund" {
        fund.received.0 += row.loss.0;
    }
}

/// A twentieth is the operator's, most of the rest is paid.
fn rewards(vault: &str, coin: &str, funded: &[(&str, u128)], people: u128) -> RewardRow {
    let named = |who: &str, amount| NamedAmount { who: who.into(), amount: Units(amount) };
    let total: u128 = funded.iter().map(|(_, amount)| amount * ATOM).sum();
    let commission = total / 20;
    let shares: u128 = (1..=people).sum();
    let paid: Vec<_> = (1..=people)
        .rev()
        .map(|i| named(&format!("delegator-{}", people - i), total * 9 / 10 * i / shares))
        .collect();
    let out: u128 = paid.iter().map(|p| p.amount.0).sum();
    RewardRow {
        vault: vault.into(),
        coin: coin.into(),
        funded: funded.iter().map(|(who, amount)| named(who, amount * ATOM)).collect(),
        commission: Units(commission),
        paid,
        left: Units(total - commission - out),
    }
}
