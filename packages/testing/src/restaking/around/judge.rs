//! Looks at coordinator, fund and streams after an action.

use cosmwasm_std::Addr;
use cw_multi_test::AppResponse;
use weir_chain::Chain;
use weir_quantities::Time;

use super::{CoordinatorState, FundState, Rule, StreamsState, Turn};
use crate::restaking::judge::touches;
use crate::{Refusal, Restaking, Suite, Violation};

/// What these contracts were after the last action that touched them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    coordinator: CoordinatorState,
    /// Nothing where another contract stands in its place.
    fund: Option<FundState>,
    /// The same.
    streams: Option<StreamsState>,
}

impl<C: Chain> Suite<C> {
    /// What they are when restaking begins; fund and distributor where they are Weir's own.
    pub(crate) fn look_around(&self, restaking: &Restaking, own_fund: bool) -> Around {
        let own_streams = restaking.distributor == self.distributor;
        Around {
            coordinator: CoordinatorState::read(&*self.storage_of(&restaking.coordinator)),
            fund: own_fund.then(|| self.read_fund(restaking)),
            streams: own_streams.then(|| self.read_streams(restaking)),
        }
    }

    /// Looks at those that an action touched, or at all of them after a refusal.
    pub(crate) fn judge_around(
        &mut self,
        kind: &str,
        at: u64,
        outcome: Result<&AppResponse, &Refusal>,
    ) {
        let Some(mut restaking) = self.restaking.take() else { return };
        let touched = |account: &Addr| outcome.map_or(true, |answer| touches(answer, account));
        let mut around = std::mem::take(&mut restaking.around);
        let mut told = Judgement { kind, at, outcome, suite: self, broken: vec![], checks: vec![] };
        let mut turns = restaking.turns.take();
        if touched(&restaking.coordinator) {
            let after = CoordinatorState::read(&*told.suite.storage_of(&restaking.coordinator));
            let turn = told.turn(&mut around.coordinator, after, super::COORDINATOR);
            turns.iter_mut().for_each(|turns| turns.coordinator.push(turn.clone()));
        }
        if let Some(fund) = around.fund.as_mut().filter(|_| touched(&restaking.fund)) {
            fund.wall = Time::new(at);
            let after = told.suite.read_fund(&restaking);
            let turn = told.turn(fund, after, super::FUND);
            turns.iter_mut().for_each(|turns| turns.fund.push(turn.clone()));
        }
        let vaults = || restaking.vaults.iter().any(|vault| touched(&vault.address));
        if let Some(streams) =
            around.streams.as_mut().filter(|_| touched(&restaking.distributor) || vaults())
        {
            let after = told.suite.read_streams(&restaking);
            let turn = told.turn(streams, after, super::STREAMS);
            turns.iter_mut().for_each(|turns| turns.streams.push(turn.clone()));
        }
        let (broken, checks) = (told.broken, told.checks);
        checks.into_iter().for_each(|name| *self.checked.entry(name).or_default() += 1);
        (restaking.around, restaking.turns) = (around, turns);
        self.restaking = Some(restaking);
        self.note(broken);
    }

    /// The coordinator as it is now.
    pub fn coordinator_state(&self) -> CoordinatorState {
        CoordinatorState::read(&*self.storage_of(&self.restaking().coordinator))
    }

    /// The fund as it is now, where it is Weir's own.
    pub fn fund_state(&self) -> FundState {
        self.read_fund(self.restaking())
    }

    /// Rewards into vaults as they are now, where the distributor is Weir's own.
    pub fn streams_state(&self) -> StreamsState {
        self.read_streams(self.restaking())
    }

    fn read_fund(&self, restaking: &Restaking) -> FundState {
        let balance = self.holds(&self.derivative(), &restaking.fund);
        FundState::read(&*self.storage_of(&restaking.fund), Time::new(self.now()), balance)
    }

    fn read_streams(&self, restaking: &Restaking) -> StreamsState {
        let storage = self.storage_of(&restaking.distributor);
        let mut streams = StreamsState::read(&*storage, &self.denom, Time::new(self.now()));
        for asset in [self.derivative(), self.staking_coin()] {
            let units = self.holds(&asset, &restaking.distributor);
            streams.balances.insert(asset.to_string(), units);
        }
        for (vault, of_vault) in &mut streams.vaults {
            of_vault.read_vault(&*self.storage_of(vault));
        }
        streams
    }
}

/// One action judged.
struct Judgement<'a, C: Chain> {
    kind: &'a str,
    at: u64,
    outcome: Result<&'a AppResponse, &'a Refusal>,
    suite: &'a Suite<C>,
    broken: Vec<Violation>,
    checks: Vec<&'static str>,
}

impl<C: Chain> Judgement<'_, C> {
    /// Goes through the rules of one contract, and keeps what it is now.
    fn turn<S: Clone>(&mut self, last: &mut S, after: S, rules: &[Rule<S>]) -> Turn<S> {
        let before = std::mem::replace(last, after.clone());
        let kind = self.kind.to_string();
        let events = self.outcome.ok().map(|answer| answer.events.clone());
        let turn = Turn { kind, before, after, events };
        for Rule { name, check } in rules {
            self.checks.push(name);
            if let Err(detail) = check(&turn) {
                let (after, at) = (self.kind.to_string(), self.at);
                self.broken.push(Violation { invariant: name, after, at, detail });
            }
        }
        turn
    }
}
