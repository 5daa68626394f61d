//! The same chain twice: as the real modules run it and as the embedded chain does.

use std::collections::BTreeMap;

use cosmwasm_std::{Addr, Coin, Decimal, DistributionMsg, StakingMsg, Timestamp};
use embedded_chain::{ChainError, ChainEvent, EmbeddedChain, Inflation};
use rand::seq::SliceRandom;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use serde_json::{json, Value};
use weir_referee::{
    msg, Addresses, Block, BlockAnswer, Error, Genesis, GenesisValidator, Outcome, Referee, Tx,
};

use crate::action::{Action, Change, Plan};
use crate::compare;

pub const COIN: u128 = 1_000_000;
pub const DENOM: &str = "uatom";
pub const DELEGATORS: [&str; 3] = ["alice", "bob", "carol"];
const START: (u64, u64) = (1_000, 1_667_260_800);
const COMMISSION: [&str; 3] = ["0.1", "0.2", "0.01"];

pub struct World {
    pub real: Referee,
    pub embedded: EmbeddedChain,
    pub delegators: Vec<Addr>,
    pub operators: Vec<Addresses>,
    /// The sets that vote, by height.
    voters: BTreeMap<u64, BTreeMap<String, u64>>,
    times: BTreeMap<u64, u64>,
    /// The block both are about to end.
    height: u64,
    down: usize,
    faucet: String,
    /// Nobody is left in the set.
    halted: bool,
    story: Vec<String>,
}

/// How a block of the embedded chain began.
#[derive(PartialEq)]
enum Begun {
    Quietly,
    Punishing,
    /// With an error that would stop every node.
    Halting(String),
}

/// What both answered to one thing: nothing, or codespace and code.
type Refused = Option<(String, u32)>;

fn name(index: usize) -> String {
    format!("val{index}")
}

impl World {
    pub fn begin(random: &mut ChaCha8Rng) -> Self {
        let count = random.gen_range(3..=5);
        let period = *[600, 86_400, 21 * 86_400].choose(random).unwrap();
        let (entries, set) = (random.gen_range(1..=7), random.gen_range(3..=count));
        let (window, signed) = (random.gen_range(2..8), random.gen_range(2..8));
        // in some all is lost at once
        let double_sign = *[5, 5, 5, 5, 100].choose(random).unwrap();
        let tokens: Vec<u128> = (0..count)
            .map(|i| (i as u128 + 1) * 1_000 * COIN + random.gen_range(0..COIN))
            .collect();

        let mut genesis = Genesis::new("differential-1", DENOM)
            // so that the two have had the same votes when the first block begins that both run
            .start(START.0 - 2, START.1)
            .module(
                "staking",
                json!({ "params": {
                    "unbonding_time": format!("{period}s"),
                    "max_entries": entries,
                    "max_validators": set,
                }}),
            )
            .module(
                "slashing",
                json!({ "params": {
                    "signed_blocks_window": window.to_string(),
                    "min_signed_per_window": format!("0.{signed}"),
                    "downtime_jail_duration": "600s",
                    "slash_fraction_downtime": "0.01",
                    "slash_fraction_double_sign": Decimal::percent(double_sign).to_string(),
                }}),
            )
            .max_evidence_age(2 * 86_400, 10);
        for (index, tokens) in tokens.iter().enumerate() {
            let mut validator = GenesisValidator::new(&name(index), *tokens);
            [validator.commission, validator.max_commission, validator.max_commission_change] =
                COMMISSION.map(str::to_string);
            // before genesis on the embedded chain as well
            validator.signs_since = Some(-1_000);
            validator.balance = format!("{COIN}{DENOM}");
            genesis = genesis.validator(validator);
        }
        for delegator in DELEGATORS {
            genesis = genesis.account(delegator, &format!("{}{DENOM}", 1_000_000 * COIN));
        }
        let mut real = Referee::build_and_begin(&genesis).unwrap();
        (0..2).for_each(|_| drop(real.block(&Block::after(0)).unwrap()));
        let delegators: Vec<Addr> =
            DELEGATORS.map(|who| Addr::unchecked(real.account(who).unwrap())).into();
        let faucet = real.account("faucet").unwrap();
        let operators: Vec<Addresses> =
            (0..count).map(|index| real.addresses(&name(index)).unwrap()).collect();

        let mut builder = EmbeddedChain::builder()
            .denom(DENOM)
            .rewards_by_votes()
            // block 1000 is the first that both run, so the embedded chain begins before it
            .start(START.0 - 1, Timestamp::from_seconds(START.1))
            .params(|params| {
                params.unbonding_period = period;
                params.max_entries = entries;
                params.max_validators = set as u32;
                params.signed_blocks_window = window;
                params.min_signed_per_window = Decimal::percent(signed * 10);
                params.downtime_jail_period = 600;
                params.slash_fraction_downtime = Decimal::percent(1);
                params.slash_fraction_double_sign = Decimal::percent(double_sign);
                params.max_evidence_age_period = 2 * 86_400;
                params.max_evidence_age_blocks = 10;
                params.inflation = Inflation::None;
            });
        for (operator, tokens) in operators.iter().zip(&tokens) {
            let rates = COMMISSION.map(|rate| rate.parse::<Decimal>().unwrap());
            let mut validator = embedded_chain::GenesisValidator::new(&operator.operator, *tokens)
                .commission(rates[0], rates[1], rates[2]);
            validator.delegator = Some(Addr::unchecked(&operator.account));
            builder = builder
                .genesis_validator(validator)
                .balance(Addr::unchecked(&operator.account), vec![Coin::new(COIN, DENOM)]);
        }
        for delegator in &delegators {
            builder = builder.balance(delegator.clone(), vec![Coin::new(1_000_000 * COIN, DENOM)]);
        }
        let mut world = Self {
            real,
            embedded: builder.build().unwrap(),
            delegators,
            operators,
            voters: BTreeMap::new(),
            times: BTreeMap::new(),
            height: START.0 - 1,
            down: random.gen_range(0..count),
            faucet,
            halted: false,
            story: vec![format!("{count} validators {tokens:?}, unbonding {period} s, {entries} entries, {set} in the set, window {window} of which 0.{signed} signed, {double_sign} % for a double sign")],
        };
        world.run(0, Plan::empty(6));
        world
    }

    pub fn halted(&self) -> bool {
        self.halted
    }

    pub fn validators(&self) -> usize {
        self.operators.len()
    }

    pub fn unbonding_period(&self) -> u64 {
        self.embedded.params().unbonding_period
    }

    /// Validators and what is staked with them.
    pub fn stakes(&self, who: usize) -> Vec<(usize, u128)> {
        let all = self.embedded.delegations(&self.delegators[who]).unwrap();
        all.iter()
            .filter_map(|row| {
                let index = self.operators.iter().position(|o| o.operator == row.validator)?;
                Some((index, row.amount().u128()))
            })
            .collect()
    }

    /// What an operator has staked with itself.
    pub fn own_stake(&self, validator: usize) -> u128 {
        let Addresses { account, operator, .. } = &self.operators[validator];
        let own = self.embedded.delegation(&Addr::unchecked(account), operator).unwrap();
        own.map_or(0, |own| own.amount().u128())
    }

    /// Validators with unbonding entries.
    pub fn leaving(&self) -> Vec<usize> {
        let entries = self.embedded.all_unbonding_entries().unwrap();
        let has = |operator: &str| entries.iter().any(|row| row.validator == operator);
        (0..self.validators()).filter(|index| has(&self.operators[*index].operator)).collect()
    }

    pub fn jailed(&self, random: &mut ChaCha8Rng) -> Option<usize> {
        let jailed = |index: &usize| {
            let found = self.embedded.validator(&self.operators[*index].operator);
            found.is_ok_and(|validator| validator.jailed)
        };
        (0..self.validators()).filter(jailed).collect::<Vec<_>>().choose(random).copied()
    }

    /// A height some blocks back, if the validator was in its set.
    pub fn signed_at(&self, validator: usize, back: u64) -> Option<u64> {
        let height = (self.height + 1).checked_sub(back)?;
        self.voters.get(&height)?.contains_key(&name(validator)).then_some(height)
    }

    /// Who does not sign: one that is down, most of the time, and now and then any other.
    pub fn absent(&self, random: &mut ChaCha8Rng) -> Vec<usize> {
        if std::env::var_os("DIFFERENTIAL_ALL_SIGN").is_some() {
            return vec![];
        }
        (0..self.validators())
            .filter(|index| random.gen_bool(if *index == self.down { 0.6 } else { 0.05 }))
            .collect()
    }

    /// Runs a block on both and answers what passed, by kind.
    pub fn run(&mut self, seed: u64, mut plan: Plan) -> Vec<(&'static str, bool)> {
        let begun = self.end_and_begin(seed, plan.seconds, &plan.missed);
        // Evidence against one that is forgotten by now stops the real chain: `ValidatorByConsAddr`
        // answers an error where x/evidence awaits nothing. No chain goes on from there.
        let known =
            |index: &usize| self.embedded.validator(&self.operators[*index].operator).is_ok();
        plan.double_signs.retain(|(index, _)| known(index));
        if begun != Begun::Quietly || !plan.double_signs.is_empty() {
            // A slash of stake that was moved begins a delegation anew; see `plan`.
            plan.actions.retain(|action| !matches!(action, Action::Reward { .. }));
            // What is minted comes before any slash.
            plan.minted = 0;
        }
        self.height += 1;
        self.story.push(format!("block {}: {plan:?}", self.height));
        if let Begun::Halting(reason) = begun {
            match self.run_real(&plan) {
                Err(Error::Refused { reason, .. }) if reason.starts_with("the chain halts") => {}
                other => self.fail(seed, &format!("embedded halts ({reason}), really {other:?}")),
            }
            self.halted = true;
            return vec![];
        }
        let real = match self.run_real(&plan) {
            Ok(real) => real,
            Err(error) => self.fail(seed, &error.to_string()),
        };
        self.halted = real.validators.is_empty();
        self.times.insert(self.height, real.time);
        self.voters.insert(self.height + 2, real.validators.clone());
        let outcomes = self.run_embedded(&plan);
        let mut kinds = vec![];
        if plan.minted > 0 {
            kinds.push(("minted", true));
        }
        for ((action, real), embedded) in plan.actions.iter().zip(&real.txs).zip(outcomes) {
            let refused = refusal_of(real);
            if refused != embedded {
                self.fail(
                    seed,
                    &format!(
                        "{action:?}: really {refused:?} ({}), embedded {embedded:?}",
                        real.log
                    ),
                );
            }
            kinds.push((action.kind(), refused.is_none()));
        }
        for (change, outcome) in plan.changes.iter().zip(&real.gov) {
            assert_eq!(outcome.code, 0, "{change:?}: {}", outcome.log);
            kinds.push(("change", true));
        }
        for event in real.events.iter().filter(|event| event.kind == "slash") {
            match event.attribute("reason") {
                Some("double_sign") => {
                    kinds.push(("double_sign", true));
                    let params = self.embedded.params();
                    if params.slash_fraction_double_sign == Decimal::one() {
                        kinds.push(("slash_of_everything", true));
                    }
                }
                Some("missing_signature") => kinds.push(("missed", true)),
                _ => {}
            }
        }
        kinds
    }

    /// Ends the last block on both and compares for the last time.
    pub fn finish(mut self, seed: u64) {
        if !self.halted {
            self.end_and_begin(seed, 6, &[]);
        }
    }

    fn run_real(&mut self, plan: &Plan) -> Result<BlockAnswer, Error> {
        let mut block = Block::after(plan.seconds);
        if plan.minted > 0 {
            block = block.minted(&format!("{}{DENOM}", plan.minted));
        }
        for action in &plan.actions {
            let (from, msg) = self.message(action);
            block = block.tx(Tx::new(&from, msg));
        }
        let changed = self.changed(&plan.changes);
        block = changed.into_iter().fold(block, Block::gov);
        block = plan.missed.iter().fold(block, |block, index| block.missed(&name(*index)));
        for (index, height) in &plan.double_signs {
            block = block.double_sign(&name(*index), *height);
        }
        self.real.block(&block)
    }

    fn message(&self, action: &Action) -> (String, Value) {
        let who =
            |index: &usize| (DELEGATORS[*index].to_string(), self.delegators[*index].as_str());
        let at = |index: &usize| self.operators[*index].operator.as_str();
        match action {
            Action::Delegate { who: index, to, amount } => {
                let (from, address) = who(index);
                (from, msg::delegate(address, at(to), *amount, DENOM))
            }
            Action::Undelegate { who: index, from, amount } => {
                let (name, address) = who(index);
                (name, msg::undelegate(address, at(from), *amount, DENOM))
            }
            Action::Redelegate { who: index, from, to, amount } => {
                let (name, address) = who(index);
                (name, msg::redelegate(address, at(from), at(to), *amount, DENOM))
            }
            Action::Withdraw { who: index, from } => {
                let (name, address) = who(index);
                (name, msg::withdraw_rewards(address, at(from)))
            }
            Action::SetWithdrawAddress { who: index, to } => {
                let (name, address) = who(index);
                (name, msg::set_withdraw_address(address, self.delegators[*to].as_str()))
            }
            Action::Reward { validator, amount } => {
                // nobody whose coins are compared pays
                ("faucet".to_string(), msg::reward(&self.faucet, at(validator), *amount, DENOM))
            }
            Action::WithdrawCommission { validator } => {
                (name(*validator), msg::withdraw_commission(at(validator)))
            }
            Action::SetCommission { validator, percent } => {
                let rate = Decimal::percent(*percent).to_string();
                (name(*validator), msg::set_commission(at(validator), &rate))
            }
            Action::Unjail { validator } => (name(*validator), msg::unjail(at(validator))),
            Action::UndelegateOwn { validator, amount } => {
                let account = &self.operators[*validator].account;
                (name(*validator), msg::undelegate(account, at(validator), *amount, DENOM))
            }
        }
    }

    fn changed(&mut self, changes: &[Change]) -> Vec<Value> {
        let one = |change: &Change| match change {
            Change::UnbondingPeriod(seconds) => {
                ("staking", json!({ "unbonding_time": format!("{seconds}s") }))
            }
            Change::MaxEntries(most) => ("staking", json!({ "max_entries": most })),
            Change::MaxValidators(most) => ("staking", json!({ "max_validators": most })),
            Change::DoubleSignFraction(percent) => {
                let fraction = Decimal::percent(*percent).to_string();
                ("slashing", json!({ "slash_fraction_double_sign": fraction }))
            }
            Change::DowntimeFraction(percent) => {
                let fraction = Decimal::percent(*percent).to_string();
                ("slashing", json!({ "slash_fraction_downtime": fraction }))
            }
            Change::WithdrawAddressEnabled(enabled) => {
                ("distribution", json!({ "withdraw_addr_enabled": enabled }))
            }
            Change::Window(blocks) => {
                ("slashing", json!({ "signed_blocks_window": blocks.to_string() }))
            }
            Change::MinSigned(percent) => {
                let part = Decimal::percent(*percent).to_string();
                ("slashing", json!({ "min_signed_per_window": part }))
            }
        };
        changes
            .iter()
            .map(|change| {
                let (module, change) = one(change);
                self.real.update_params(&format!("cosmos.{module}.v1beta1"), change).unwrap()
            })
            .collect()
    }

    fn run_embedded(&mut self, plan: &Plan) -> Vec<Refused> {
        if plan.minted > 0 {
            self.embedded.reward_all(vec![Coin::new(plan.minted, DENOM)]).unwrap();
        }
        for (index, height) in &plan.double_signs {
            let age = self.embedded.block().time.seconds() - self.times[height];
            let operator = self.operators[*index].operator.clone();
            self.embedded.old_evidence(&operator, *height, age).unwrap();
        }
        let outcomes = plan.actions.iter().map(|action| self.act(action)).collect();
        for change in &plan.changes {
            let change = change.clone();
            self.embedded
                .set_params(|params| match change {
                    Change::UnbondingPeriod(seconds) => params.unbonding_period = seconds,
                    Change::MaxEntries(most) => params.max_entries = most,
                    Change::MaxValidators(most) => params.max_validators = most,
                    Change::DoubleSignFraction(percent) => {
                        params.slash_fraction_double_sign = Decimal::percent(percent)
                    }
                    Change::DowntimeFraction(percent) => {
                        params.slash_fraction_downtime = Decimal::percent(percent)
                    }
                    Change::WithdrawAddressEnabled(enabled) => {
                        params.withdraw_address_enabled = enabled
                    }
                    Change::Window(blocks) => params.signed_blocks_window = blocks,
                    Change::MinSigned(percent) => {
                        params.min_signed_per_window = Decimal::percent(percent)
                    }
                })
                .unwrap();
        }
        outcomes
    }

    /// Ends the open block of the embedded chain, begins the next, and compares with the chain that
    /// has only ended its block. The two differ when the begin punished somebody for a missed vote;
    /// then what the next block leaves is compared.
    fn end_and_begin(&mut self, seed: u64, seconds: u64, missed: &[usize]) -> Begun {
        self.embedded.clear_events();
        for index in missed {
            let operator = self.operators[*index].operator.clone();
            // one that is gone has nothing to miss
            let _ = self.embedded.miss_blocks(&operator, 1);
        }
        self.embedded.advance_block(seconds);
        let mut begun = Begun::Quietly;
        for event in self.embedded.events() {
            match event {
                ChainEvent::Slashed { .. } => begun = Begun::Punishing,
                ChainEvent::BlockFailed { reason } => return Begun::Halting(reason),
                _ => {}
            }
        }
        if begun == Begun::Quietly && self.height >= START.0 {
            if let Err(difference) = compare::states(self) {
                self.fail(seed, &difference);
            }
        }
        begun
    }

    fn act(&mut self, action: &Action) -> Refused {
        let coin = |amount: &u128| Coin::new(*amount, DENOM);
        let at = |index: &usize| self.operators[*index].operator.clone();
        match action {
            Action::Delegate { who, to, amount } => {
                let delegate = StakingMsg::Delegate { validator: at(to), amount: coin(amount) };
                self.send(*who, delegate)
            }
            Action::Undelegate { who, from, amount } => {
                let undelegate =
                    StakingMsg::Undelegate { validator: at(from), amount: coin(amount) };
                self.send(*who, undelegate)
            }
            Action::Redelegate { who, from, to, amount } => {
                let redelegate = StakingMsg::Redelegate {
                    src_validator: at(from),
                    dst_validator: at(to),
                    amount: coin(amount),
                };
                self.send(*who, redelegate)
            }
            Action::Withdraw { who, from } => {
                let withdraw = DistributionMsg::WithdrawDelegatorReward { validator: at(from) };
                self.send(*who, withdraw)
            }
            Action::SetWithdrawAddress { who, to } => {
                let address = self.delegators[*to].to_string();
                self.send(*who, DistributionMsg::SetWithdrawAddress { address })
            }
            Action::Reward { validator, amount } => {
                let operator = at(validator);
                self.embedded.reward_validator(&operator, vec![coin(amount)]).err().map(refused)
            }
            Action::WithdrawCommission { validator } => {
                let (operator, to) =
                    (at(validator), Addr::unchecked(&self.operators[*validator].account));
                self.embedded.withdraw_commission(&operator, &to).err().map(refused)
            }
            Action::SetCommission { validator, percent } => {
                let (operator, rate) = (at(validator), Decimal::percent(*percent));
                self.embedded.set_commission(&operator, rate).err().map(refused)
            }
            Action::Unjail { validator } => {
                let operator = at(validator);
                self.embedded.unjail(&operator).err().map(refused)
            }
            Action::UndelegateOwn { validator, amount } => {
                let undelegate =
                    StakingMsg::Undelegate { validator: at(validator), amount: coin(amount) };
                self.send_by(&Addr::unchecked(&self.operators[*validator].account), undelegate)
            }
        }
    }

    fn send(&mut self, who: usize, msg: impl Into<cosmwasm_std::CosmosMsg>) -> Refused {
        self.send_by(&self.delegators[who].clone(), msg)
    }

    fn send_by(&mut self, who: &Addr, msg: impl Into<cosmwasm_std::CosmosMsg>) -> Refused {
        let error = self.embedded.execute(who, msg).err()?;
        match ChainError::of(&error) {
            Some(known) => Some(refused(known.clone())),
            None => Some((format!("unknown: {error:?}"), 0)),
        }
    }

    pub fn fail(&self, seed: u64, what: &str) -> ! {
        panic!("seed {seed}, block {}: {what}\nBefore:\n{}", self.height, self.story.join("\n"));
    }
}

fn refused(error: ChainError) -> (String, u32) {
    (error.codespace().to_string(), error.code())
}

fn refusal_of(outcome: &Outcome) -> Refused {
    (outcome.code != 0).then(|| (outcome.codespace.clone(), outcome.code))
}
