//! What can happen, and a random choice of it.

use rand::seq::SliceRandom;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::world::{World, COIN, DELEGATORS};

/// Names of delegators, validators and amounts as the trace prints them.
#[derive(Clone, Debug)]
pub enum Action {
    Delegate {
        who: usize,
        to: usize,
        amount: u128,
    },
    Undelegate {
        who: usize,
        from: usize,
        amount: u128,
    },
    Redelegate {
        who: usize,
        from: usize,
        to: usize,
        amount: u128,
    },
    Withdraw {
        who: usize,
        from: usize,
    },
    SetWithdrawAddress {
        who: usize,
        to: usize,
    },
    Reward {
        validator: usize,
        amount: u128,
    },
    WithdrawCommission {
        validator: usize,
    },
    SetCommission {
        validator: usize,
        percent: u64,
    },
    Unjail {
        validator: usize,
    },
    /// The operator takes out stake of its own.
    UndelegateOwn {
        validator: usize,
        amount: u128,
    },
}

/// What governance changes at the end of a block.
#[derive(Clone, Debug)]
pub enum Change {
    UnbondingPeriod(u64),
    MaxEntries(u32),
    MaxValidators(u32),
    DoubleSignFraction(u64),
    DowntimeFraction(u64),
    WithdrawAddressEnabled(bool),
    Window(u64),
    /// In per cent.
    MinSigned(u64),
}

#[derive(Clone, Debug)]
pub struct Plan {
    pub seconds: u64,
    pub actions: Vec<Action>,
    pub changes: Vec<Change>,
    /// Validators whose vote for the block before is missing.
    pub missed: Vec<usize>,
    /// Validators and heights.
    pub double_signs: Vec<(usize, u64)>,
    /// What is minted as the block begins.
    pub minted: u128,
}

impl Plan {
    /// A block without anything in it.
    pub fn empty(seconds: u64) -> Self {
        let (actions, changes, missed, double_signs) = (vec![], vec![], vec![], vec![]);
        Self { seconds, actions, changes, missed, double_signs, minted: 0 }
    }
}

pub const KINDS: [&str; 15] = [
    "change",
    "commission",
    "delegate",
    "double_sign",
    "minted",
    "missed",
    "redelegate",
    "reward",
    "set_commission",
    "set_withdraw",
    "slash_of_everything",
    "undelegate",
    "undelegate_own",
    "unjail",
    "withdraw",
];

impl Action {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Delegate { .. } => "delegate",
            Self::Undelegate { .. } => "undelegate",
            Self::Redelegate { .. } => "redelegate",
            Self::Withdraw { .. } => "withdraw",
            Self::SetWithdrawAddress { .. } => "set_withdraw",
            Self::Reward { .. } => "reward",
            Self::WithdrawCommission { .. } => "commission",
            Self::SetCommission { .. } => "set_commission",
            Self::Unjail { .. } => "unjail",
            Self::UndelegateOwn { .. } => "undelegate_own",
        }
    }
}

/// A block that may follow.
pub fn plan(random: &mut ChaCha8Rng, world: &World) -> Plan {
    let count = *[0, 1, 1, 2, 2, 3, 4, 8].choose(random).unwrap();
    let period = world.unbonding_period();
    let jumps = [1, 6, 6, 60, 601, 3_600, 86_400, period / 3, period - 1, period, 30 * 86_400];
    let mut actions: Vec<_> = (0..count).map(|_| action(random, world)).collect();
    // On a chain rewards come before the transactions of a block, and a delegation begun in the
    // same block counts none; those that transactions give later are an oddity left out.
    actions.sort_by_key(|action| !matches!(action, Action::Reward { .. }));
    let changes = match random.gen_bool(0.06) {
        true => vec![change(random, world)],
        false => vec![],
    };
    let mut double_signs = vec![];
    if random.gen_bool(0.08) {
        // half of the time one whose stake is on the way out, so that entries are cut, some of them twice
        let leaving = world.leaving().choose(random).copied().filter(|_| random.gen());
        let validator = leaving.unwrap_or_else(|| random.gen_range(0..world.validators()));
        let back = *[1, 1, 2, 2, 3, 5, 10, 12, 15, 30].choose(random).unwrap();
        if let Some(height) = world.signed_at(validator, back) {
            double_signs.push((validator, height));
        }
    }
    Plan {
        seconds: *jumps.choose(random).unwrap(),
        actions,
        changes,
        missed: world.absent(random),
        double_signs,
        minted: if random.gen_bool(0.6) { amount(random) } else { 0 },
    }
}

fn action(random: &mut ChaCha8Rng, world: &World) -> Action {
    let who = random.gen_range(0..DELEGATORS.len());
    let validator = random.gen_range(0..world.validators());
    let other = random.gen_range(0..world.validators());
    match random.gen_range(0..100) {
        0..=24 => Action::Delegate { who, to: validator, amount: amount(random) },
        25..=44 => {
            let from = held(random, world, who).unwrap_or(validator);
            Action::Undelegate { who, from, amount: part(random, world, who, from) }
        }
        45..=64 => {
            let from = held(random, world, who).unwrap_or(validator);
            Action::Redelegate { who, from, to: other, amount: part(random, world, who, from) }
        }
        65..=72 => {
            let from = held(random, world, who).unwrap_or(validator);
            Action::Withdraw { who, from }
        }
        73..=75 => Action::SetWithdrawAddress { who, to: random.gen_range(0..DELEGATORS.len()) },
        76..=87 => Action::Reward { validator, amount: amount(random).max(1) },
        88..=90 => Action::WithdrawCommission { validator },
        91..=93 => Action::SetCommission { validator, percent: random.gen_range(0..25) },
        94 => {
            let own = world.own_stake(validator);
            // what is left is below the least a validator may have of its own, or just above it
            let left = *[0, 0, 1, own / 2].choose(random).unwrap();
            Action::UndelegateOwn { validator, amount: own.saturating_sub(left).max(1) }
        }
        _ => Action::Unjail { validator: world.jailed(random).unwrap_or(validator) },
    }
}

/// From a unit to thousands of coins.
fn amount(random: &mut ChaCha8Rng) -> u128 {
    match random.gen_range(0..8) {
        0 => random.gen_range(0..4),
        1 => random.gen_range(1..COIN),
        2 => random.gen_range(1..2_000) * COIN,
        _ => random.gen_range(1..2_000 * COIN),
    }
}

fn held(random: &mut ChaCha8Rng, world: &World, who: usize) -> Option<usize> {
    match random.gen_bool(0.1) {
        true => None,
        false => world.stakes(who).choose(random).map(|(validator, _)| *validator),
    }
}

/// A part of a stake: all of it, a unit more or less, a little, anything.
fn part(random: &mut ChaCha8Rng, world: &World, who: usize, from: usize) -> u128 {
    let stake = world.stakes(who).iter().find(|(v, _)| *v == from).map_or(0, |(_, stake)| *stake);
    match random.gen_range(0..10) {
        0 => stake,
        1 => stake + 1,
        2 => stake.saturating_sub(1),
        3 => random.gen_range(0..4),
        4 => amount(random),
        _ => random.gen_range(0..=stake),
    }
}

fn change(random: &mut ChaCha8Rng, world: &World) -> Change {
    match random.gen_range(0..8) {
        0 => Change::UnbondingPeriod(*[600, 86_400, 21 * 86_400].choose(random).unwrap()),
        1 => Change::MaxEntries(random.gen_range(1..8)),
        2 => Change::MaxValidators(random.gen_range(2..=world.validators() as u32)),
        3 => Change::DoubleSignFraction(*[0, 1, 5, 33, 100].choose(random).unwrap()),
        4 => Change::DowntimeFraction(*[0, 1, 10, 100].choose(random).unwrap()),
        5 => Change::Window(random.gen_range(1..12)),
        6 => Change::MinSigned(random.gen_range(1..10) * 10),
        _ => Change::WithdrawAddressEnabled(random.gen()),
    }
}
