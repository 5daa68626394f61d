//! The steps, one after the other: repeated, judged, noted.

use serde_json::json;

use super::live::{Done, Live, Refused};
use super::RunError;
use crate::report::{FailureKind, StepRow};
use crate::scenario::{Action, Expect, Scenario, Step, Switch};
use weir_chain::Chain;

/// How many steps a scenario has, with repetitions.
fn count(steps: &[Step]) -> u64 {
    let of = |step: &Step| match &step.action {
        Action::Sequence(inner) => count(inner),
        _ => 1,
    };
    let all = steps.iter().map(|s| of(s).saturating_mul(s.repeat.into()));
    all.fold(0, u64::saturating_add)
}

/// How a step went, all its repetitions together.
#[derive(Default)]
struct Course {
    result: String,
    error: Option<String>,
    failed: bool,
}

impl<C: Chain> Live<'_, C> {
    /// Lives through all steps.
    pub fn all_steps(&mut self) -> Result<(), RunError> {
        let scenario: &Scenario = self.scenario;
        let seconds = scenario.days.unwrap_or_default().saturating_mul(86_400);
        self.progress.begin(&scenario.title, count(&scenario.steps), seconds);
        for (index, step) in scenario.steps.iter().enumerate() {
            self.step = (index as u64).saturating_add(1);
            let mut course = Course::default();
            self.repeated(step, &mut course)?;
            self.note(step, course)?;
            if !self.goes_on() {
                break;
            }
        }
        self.sample()?;
        self.progress.end();
        Ok(())
    }

    fn note(&mut self, step: &Step, course: Course) -> Result<(), RunError> {
        let block = self.suite.chain.block();
        let (line, _) = self.scenario.line_column(&step.span);
        let row = StepRow {
            index: self.step,
            title: self.scenario.title_of(step),
            line: line as u64,
            height: block.height,
            time: block.time.seconds(),
            result: course.result,
            error: course.error,
            ok: !course.failed,
        };
        self.trace.write(&json!({ "kind": "step", "step": row }))?;
        self.report.steps.push(row);
        Ok(())
    }

    fn repeated(&mut self, step: &Step, course: &mut Course) -> Result<(), RunError> {
        for _ in 0..step.repeat {
            match &step.action {
                Action::Sequence(inner) => {
                    for step in inner {
                        self.repeated(step, course)?;
                    }
                }
                _ => self.once(step, course)?,
            }
            if let Some(every) = step.every {
                let _ = self.pass(every.0)?;
            }
            if !self.goes_on() {
                return Ok(());
            }
        }
        if step.repeat > 1 {
            course.result = format!("{} times, the last: {}", step.repeat, course.result);
        }
        Ok(())
    }

    fn once(&mut self, step: &Step, course: &mut Course) -> Result<(), RunError> {
        let title = self.scenario.title_of(step);
        self.done = self.done.saturating_add(1);
        self.progress.step(self.done, &title);
        let before = self.report.failures.len();
        match &step.action {
            Action::Expect(expect) => self.expected(step, expect, course)?,
            action => {
                let done = self.act(action)?;
                self.judge(step, done, course)?;
            }
        }
        self.absorb()?;
        // Every balance, request and batch, not only what an action can reach.
        self.suite.check_everything();
        self.tell_violations(&step.span)?;
        self.sample()?;
        course.failed |= self.report.failures.len() > before;
        Ok(())
    }

    fn expected(
        &mut self,
        step: &Step,
        expect: &Expect,
        course: &mut Course,
    ) -> Result<(), RunError> {
        let (held, all) = self.check(step, expect)?;
        course.result = format!("{held} of {all} expectations hold");
        Ok(())
    }

    /// Compares what came of an action with what the step wants.
    fn judge(&mut self, step: &Step, done: Done, course: &mut Course) -> Result<(), RunError> {
        let kind = FailureKind::Transaction;
        match (done, &step.expect_error) {
            (Ok(text), None) => course.result = text,
            (Ok(text), Some(wanted)) => {
                let says = format!("this went well ({text}), and should have been refused");
                let help = format!("the step expects an error with «{}» in it", wanted.get_ref());
                self.fail(kind, &wanted.span(), says, Some(help))?;
                course.result = text;
            }
            (Err(refused), None) => {
                self.fail(kind, &step.span, format!("refused: {}", refused.0), None)?;
                (course.result, course.error) = ("refused".into(), Some(refused.0));
            }
            (Err(refused), Some(wanted)) => {
                if !refused.0.to_lowercase().contains(&wanted.get_ref().to_lowercase()) {
                    let says = format!("refused with another error: {}", refused.0);
                    let help = format!("the step expects «{}» in it", wanted.get_ref());
                    self.fail(kind, &wanted.span(), says, Some(help))?;
                }
                (course.result, course.error) =
                    ("refused, as it should be".into(), Some(refused.0));
            }
        }
        Ok(())
    }

    fn act(&mut self, action: &Action) -> Result<Done, RunError> {
        Ok(match action {
            Action::Pass(period) => self.pass(period.get_ref().0)?,
            Action::Blocks(n) => self.blocks(*n)?,
            Action::Halt(period) => self.halt(period.0)?,
            Action::BondFile(bond) => self.bond_file(bond)?,
            Action::Keepers(switch) => {
                self.suite.keepers = *switch == Switch::On;
                Ok(if self.suite.keepers { "keepers act" } else { "keepers are silent" }.into())
            }
            action => {
                let done = self.user_act(action).or_else(|| self.crank_act(action));
                let done = done.or_else(|| self.chain_act(action));
                let done = done.or_else(|| self.restaking_act(action));
                let nobody = || Err(Refused(format!("nobody knows how to {}", action.name())));
                done.or_else(|| self.owner_act(action)).unwrap_or_else(nobody)
            }
        })
    }
}
