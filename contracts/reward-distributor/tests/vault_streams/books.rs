//! How a vault counts what its holders earn, and what it says of it.

use std::collections::BTreeMap;

use cosmwasm_std::{Addr, Uint256};
use serde_json::{json, Value};
use weir_accounting::rewards::{Leftover, Line, Payer, Position, RewardError, Rewards, Schedule};
use weir_interface::vault::ExecuteMsg;
use weir_quantities::{Seconds, Shares, Time};

pub struct VaultBooks {
    pub rewards: Rewards,
    closed: Vec<Line>,
    positions: BTreeMap<String, Position>,
    earned: BTreeMap<(String, u32), Uint256>,
    left: Vec<(u32, Leftover)>,
    /// Whether another distributor took over.
    pub gone: bool,
}

impl Default for VaultBooks {
    fn default() -> Self {
        let rewards = Rewards::new(Schedule::default(), vec![]);
        let (closed, positions, earned, left) = Default::default();
        Self { rewards, closed, positions, earned, left, gone: false }
    }
}

impl VaultBooks {
    pub fn advance(&mut self, now: Time) {
        let active = self.positions.values().map(|position| position.shares.u128()).sum();
        self.rewards.advance(Shares::new(active), now).unwrap();
    }

    /// A holder's position, counted up to the last advance.
    fn position(&self, owner: &str) -> (Position, Vec<(u32, Uint256)>) {
        let schedule = &self.rewards.schedule;
        let stored = self.positions.get(owner).cloned();
        let mut position = stored.unwrap_or_else(|| Position::none(schedule));
        let mut finished = vec![];
        while position.is_behind(schedule) {
            let line = position.from;
            finished.push((line, position.finish(&self.closed[line as usize]).unwrap()));
        }
        position.count(&self.rewards).unwrap();
        (position, finished)
    }

    pub fn hold(&mut self, owner: &str, shares: u128, now: Time) {
        self.advance(now);
        let (mut position, finished) = self.position(owner);
        position.shares = Shares::new(shares);
        for (line, parts) in finished {
            self.earned.insert((owner.to_string(), line), parts);
        }
        self.positions.insert(owner.to_string(), position);
    }

    pub fn leave(&mut self, now: Time) {
        self.advance(now);
        self.left.extend(self.rewards.close().unwrap());
        self.closed.extend(self.rewards.lines().map(|(_, line)| *line));
        self.rewards = Rewards::new(self.rewards.schedule.clone(), vec![]);
        self.gone = true;
    }

    /// What the distributor tells it.
    pub fn hear(&mut self, msg: ExecuteMsg, now: Time) -> Result<(), RewardError> {
        let before = self.rewards.clone();
        let heard = match msg {
            ExecuteMsg::OpenLine { line } => {
                let opened = self.rewards.open();
                assert!(opened.as_ref().map_or(true, |opened| *opened == line));
                opened.map(|_| ())
            }
            ExecuteMsg::FundRewards { line, service, funder, units, duration } => {
                self.advance(now);
                let payer = Payer { service, funder: Addr::unchecked(funder) };
                let funded = self.rewards.fund(payer, line, units, Seconds::new(duration), now);
                funded.map(|_| ())
            }
            other => panic!("{other:?}"),
        };
        if heard.is_err() {
            self.rewards = before;
        }
        heard
    }

    pub fn said(&self, owner: Option<&str>) -> Value {
        let held = owner.map(|owner| self.position(owner));
        let earned = |line: u32| match (&held, owner) {
            (Some((position, finished)), Some(owner)) => {
                let finished = finished.iter().find(|(of, _)| *of == line).map(|(_, parts)| *parts);
                let before = self.earned.get(&(owner.to_string(), line)).copied();
                finished.or(before).unwrap_or_else(|| position.earned(line))
            }
            _ => Uint256::zero(),
        };
        let open = self.rewards.lines().map(|(number, line)| (number, line, true));
        let closed = (0u32..).zip(&self.closed).map(|(number, line)| (number, line, false));
        let lines = closed.chain(open).map(|(number, line, open)| {
            json!({
                "line": number, "open": open, "index": line.index.index,
                "commission": line.index.commission, "earned": earned(number),
            })
        });
        let lines: Vec<_> = lines.collect();
        let next_line = self.rewards.schedule.opened;
        json!({ "stays": !self.gone, "next_line": next_line, "lines": lines })
    }

    pub fn streams(&self, now: Time) -> Value {
        let live = self.rewards.schedule.streams.iter().filter(|stream| stream.ends_at > now);
        let streams = live.map(|one| {
            json!({
                "service": one.service, "funder": one.funder, "line": one.line, "rate": one.rate,
                "ends_at": one.ends_at.u64(),
            })
        });
        let left = self.left.iter().map(|(line, one)| {
            json!({
                "line": line, "service": one.service, "funder": one.funder, "units": one.units,
            })
        });
        json!({ "streams": streams.collect::<Vec<_>>(), "left": left.collect::<Vec<_>>() })
    }
}
