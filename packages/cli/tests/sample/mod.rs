//! A report of made-up numbers: 175 validators, 90 days, 412 people, 60 batches.

mod restaking;

use weir_cli::report::*;

const START: u64 = 1_700_000_000;
const DAY: u64 = 86_400;
const ATOM: u128 = 1_000_000;

/// Numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

pub fn report() -> Report {
    let mut dice = Dice(7);
    let mut r = Report {
        title: "Ninety days of the Cosmos Hub".into(),
        description: "175 real validators and the deposits of 412 real delegators; downtime, a double sign, a halt, and everybody leaves.".into(),
        file: "scenarios/cosmos-hub.toml".into(),
        chain: ChainFacts {
            id: "embedded-1".into(),
            denom: "uatom".into(),
            display: "ATOM".into(),
            lst: "wATOM".into(),
            decimals: 6,
            validators: 175,
            unbonding: 21 * DAY,
            max_entries: 7,
            facts: vec![("Inflation".into(), "10 % a year".into()), ("Community tax".into(), "2 %".into())],
        },
        started_at: START,
        ended_at: START + 90 * DAY,
        cost: Cost { seconds: 41.7, blocks: 8_640, transactions: 12_733, failed: 12, checks: 9_001 },
        ..Report::default()
    };
    slashes(&mut r);
    rates(&mut r);
    batches(&mut r, &mut dice);
    validators(&mut r, &mut dice);
    coins(&mut r);
    payouts(&mut r, &mut dice);
    checks(&mut r);
    r.restaking = Some(restaking::restaking());
    r
}

fn slashes(r: &mut Report) {
    let marks = [
        (23, "HyperblocksPro", "0.0001", SlashKind::Downtime, 12),
        (23, "MathWallet麦子钱包", "0.0001", SlashKind::Downtime, 9),
        (24, "Any Labs <script>alert(1)</script>", "0.0001", SlashKind::Downtime, 7),
        (41, "Binance Staking", "0.05", SlashKind::DoubleSign, 310_000),
        (66, "KuCoin & friends", "0.01", SlashKind::Other, 40_000),
    ];
    for (day, validator, fraction, kind, lost) in marks {
        r.slashes.push(SlashMark {
            time: START + day * DAY + 7_000,
            validator: validator.into(),
            fraction: fraction.into(),
            lost: Units(lost * ATOM),
            lost_unbonding: Units(lost * ATOM / 10),
            kind,
        });
    }
}

fn rates(r: &mut Report) {
    for hour in 0..90 * 24 {
        let time = START + hour * 3_600;
        let day = hour as f64 / 24.0;
        let fall = if day > 66.1 {
            0.0045
        } else if day > 41.1 {
            0.0037
        } else {
            0.0
        };
        let rate = 1.0 + 0.000_36 * day - fall;
        r.rate.push(RateSample { time, rate: format!("{rate:.9}") });
    }
}

fn batches(r: &mut Report, dice: &mut Dice) {
    for id in 0..60u64 {
        let opened_at = START + 6 * DAY + id * 29 * 3_600;
        let closed_at = opened_at + 18 * 3_600;
        let submitted_at = closed_at + 6 * 3_600 + dice.roll(9_000);
        let done = submitted_at + 21 * DAY < r.ended_at;
        let amount = u128::from(dice.roll(90_000) + 500) * ATOM;
        let parts: Vec<PartRow> = (0..3 + dice.roll(3))
            .map(|n| {
                let slashed = id > 12 && id < 28 && n == 1 && id % 3 == 0;
                PartRow {
                    validator: Some(format!("validator {}", dice.roll(100))),
                    placed_at: submitted_at,
                    completes_at: submitted_at + 21 * DAY,
                    settled_at: done.then_some(submitted_at + 21 * DAY + 900),
                    amount: Units(amount / 4),
                    received: Units(if done { amount / 4 } else { 0 }),
                    slashed,
                }
            })
            .collect();
        let cut = parts.iter().any(|p| p.slashed);
        r.batches.push(BatchRow {
            id: id + 1,
            opened_at,
            closed_at: Some(closed_at).filter(|t| *t < r.ended_at),
            submitted_at: Some(submitted_at).filter(|t| *t < r.ended_at),
            settled_at: done.then_some(submitted_at + 21 * DAY + 900),
            shares: Units(amount * 99 / 100),
            requests: dice.roll(30) + 1,
            expected: Units(amount),
            received: Units(if done { amount } else { 0 }),
            paid: Units(if done { amount * 9 / 10 } else { 0 }),
            shortfall: Units(if done && cut { amount / 80 } else { 0 }),
            parts: if submitted_at < r.ended_at { parts } else { vec![] },
        });
    }
}

fn validators(r: &mut Report, dice: &mut Dice) {
    let weights: Vec<f64> = (0..100).map(|i| 1.0 / (f64::from(i) + 12.0)).collect();
    let sum: f64 = weights.iter().sum();
    for i in 0..175usize {
        let target = weights.get(i).map_or(0.0, |w| w / sum);
        let standing = match i {
            1 => "draining",
            40 | 77 => "inactive",
            i if i >= 100 => "none",
            _ => "active",
        };
        let noise = (dice.roll(1_000) as f64 - 500.0) / 10_000.0;
        let actual = if i == 1 { target * 0.4 } else { target * (1.0 + noise) };
        r.validators.push(ValidatorRow {
            moniker: format!("Validator {}", i + 1),
            operator: format!("cosmosvaloper1{:038x}", i * 7_919),
            target_share: if i == 1 { 0.0 } else { target },
            actual_share: actual,
            stake: Units((actual * 1e13) as u128),
            tokens: Units(1_000_000 * ATOM),
            standing: standing.into(),
            losses: Units(if i == 1 { 341_000 * ATOM } else { 0 }),
            commission: 0.05,
            jailed: i == 1,
        });
    }
}

fn coins(r: &mut Report) {
    for n in 0..=720u64 {
        let day = n as f64 / 8.0;
        let total = 11_000_000.0;
        let in_ = (day / 6.0).min(1.0);
        let out = ((day - 70.0) / 20.0).clamp(0.0, 1.0);
        let held = total * in_ * (1.0 - out);
        let late = ((day - 20.0) / 10.0).clamp(0.0, 1.0);
        let unbonding = held * 0.18 * late;
        let units = |v: f64| (v.max(0.0) * 1e6) as u128;
        r.coins.push(
            START + n * DAY / 8,
            &[
                ("buffer", units(held * 0.012)),
                ("delegated", units(held * 0.988 - unbonding)),
                ("unbonding", units(unbonding)),
                ("claimable", units(held * 0.02 * late)),
                ("unvested", units(held * 0.0004)),
                ("with users", units(total * (1.0 - in_) + total * out)),
                ("treasury", units(day * 120.0)),
                ("distributor", units(day * 3.0)),
            ],
        );
    }
}

fn payouts(r: &mut Report, dice: &mut Dice) {
    for i in 0..412u64 {
        let power = 10f64.powf(7.0 - i as f64 / 412.0 * 10.0 + dice.roll(100) as f64 / 200.0);
        let bonded = ((power * 1e6) as u128).max(1);
        let gain = bonded * u128::from(270 + dice.roll(40)) / 10_000;
        let out = if i % 17 == 5 { bonded * 98 / 100 } else { bonded + gain };
        let instant = if i % 9 == 2 { out / 3 } else { 0 };
        r.payouts.rows.push(PayoutRow {
            who: format!("delegator-{i}"),
            bonded: Units(bonded),
            claimed: Units(out - instant - out / 10),
            instant: Units(instant),
            held: Units(out / 10),
            ..PayoutRow::default()
        });
    }
    r.payouts.rows.sort_by_key(|p| std::cmp::Reverse(p.bonded));
    r.payouts.rows.push(PayoutRow {
        who: "treasury".into(),
        income: Units(10_800 * ATOM),
        ..PayoutRow::default()
    });
}

fn checks(r: &mut Report) {
    for name in [
        "books add up",
        "supply is the token's",
        "rate falls only by slashes",
        "nobody is paid twice",
    ] {
        r.invariants.push(InvariantRow {
            name: name.into(),
            checked: 2_250,
            ..InvariantRow::default()
        });
    }
    for (action, done) in
        [("harvest", 90), ("submit_batch", 60), ("reconcile", 171), ("delegate_buffer", 312)]
    {
        r.keepers.push(KeeperRow { action: action.into(), done, failed: 1, paid: Units(7 * ATOM) });
    }
    for line in [40, 77, 112] {
        let text = "rate from 1.02 to 1.04: it is 1.0279".into();
        r.expectations.push(ExpectationRow { line, text, ok: true });
    }
    for index in 1..=80u64 {
        r.steps.push(StepRow {
            index,
            title: format!("queue_unbond = {{ who = \"delegator-{index}\", part = \"50%\" }}"),
            line: 30 + index * 4,
            height: index * 108,
            time: START + index * DAY,
            result: "12,000.00 wATOM queued in batch 4".into(),
            error: (index == 33).then(|| "closed while the breaker is on until 1700000000".into()),
            ok: true,
        });
    }
    r.books.push(BookRow {
        name: "dead shares".into(),
        amount: Units(ATOM),
        shares: true,
        note: "the hub's own first deposit, for ever".into(),
    });
    r.books.push(BookRow {
        name: "backing".into(),
        amount: Units(1_027_911),
        shares: false,
        note: "behind the dead shares".into(),
    });
    r.books.push(BookRow {
        name: "dust".into(),
        amount: Units(83),
        shares: false,
        note: "rounding, in favour of the pool".into(),
    });
}
