//! What a chain must be able to do for a scenario, asked before anything starts.

use weir_chain::EventKind;

use super::{Progress, RunError};
use crate::report::format::length;
use crate::scenario::{Action, Scenario, Step};

/// Seconds until a block has a transaction, with the simulation before it: about as long as on most
/// chains.
const TRANSACTION: u64 = 3;
/// Seconds until something has gone wrong that was ordered: blocks are missed, votes are cast.
const FAULT: u64 = 45;

/// What is known of a chain before it begins.
pub struct Abilities<'a> {
    /// What can be brought about.
    pub can: &'a dyn Fn(EventKind) -> bool,
    /// Whether blocks come by themselves, so that time cannot stand still.
    pub lives_by_itself: bool,
}

/// What a chain must be able to bring about for an action.
fn needs(action: &Action, scenario: &Scenario) -> Vec<EventKind> {
    let usual = scenario.chain.slash_double_sign;
    vec![match action {
        Action::Downtime(_) | Action::DowntimeWorst(_) => EventKind::WentDown,
        Action::DoubleSign(body) if body.fraction.is_some_and(|cut| cut != usual) => {
            // The cut is a parameter of the chain, which governance changes for that block.
            return vec![EventKind::DoubleSigned, EventKind::Governed];
        }
        Action::DoubleSign(_) => EventKind::DoubleSigned,
        Action::Slash(_) => EventKind::Slashed,
        Action::Jail(_) => EventKind::Jailed,
        Action::Unjail(_) => EventKind::Unjailed,
        Action::Tombstone(_) => EventKind::Tombstoned,
        Action::SetCommission(_) => EventKind::CommissionSet,
        Action::ChainParams(_) => EventKind::Governed,
        Action::HoldEntry(_) | Action::ReleaseEntry(_) => EventKind::EntryHeld,
        _ => return vec![],
    }]
}

/// Fails when a step needs what the chain cannot be made to do; tells each such step.
pub fn check(
    scenario: &Scenario,
    abilities: &Abilities<'_>,
    progress: &mut dyn Progress,
) -> Result<(), RunError> {
    // A chain that was there before mints in its own way, too.
    let of_its_own = |action: &Action| match action {
        Action::Halt(_) => true,
        Action::ChainParams(body) => body.inflation.is_some(),
        _ => false,
    };
    let mut steps = 0u32;
    let mut left: Vec<&Step> = scenario.steps.iter().rev().collect();
    while let Some(step) = left.pop() {
        if let Action::Sequence(inner) = &step.action {
            left.extend(inner.iter().rev());
        }
        let impossible =
            needs(&step.action, scenario).into_iter().any(|kind| !(abilities.can)(kind));
        if impossible || (abilities.lives_by_itself && of_its_own(&step.action)) {
            let text = format!("`{}` cannot be brought about on this chain", step.action.name());
            progress.problem(scenario.error_at(step.span.clone(), text, None));
            steps = steps.saturating_add(1);
        }
    }
    match steps {
        0 => Ok(()),
        steps => Err(RunError::Impossible { steps }),
    }
}

/// Fails when a scenario would take longer than it may where time is real.
pub fn check_length(scenario: &Scenario, may: u64) -> Result<(), RunError> {
    let takes = seconds(&scenario.steps, scenario);
    match takes > may {
        true => Err(RunError::TooLong { takes: length(takes), may: length(may) }),
        false => Ok(()),
    }
}

/// About how many seconds some steps take in real time: what passes, and a transaction for everything
/// else that is done.
fn seconds(steps: &[Step], scenario: &Scenario) -> u64 {
    let of = |step: &Step| {
        let once = match &step.action {
            Action::Sequence(inner) => seconds(inner, scenario),
            Action::Pass(period) => period.get_ref().0,
            Action::Halt(period) => period.0,
            Action::Blocks(count) => scenario.chain.block_seconds.saturating_mul((*count).into()),
            Action::BondFile(bond) => {
                let deposits = TRANSACTION.saturating_mul(bond.deposits.len() as u64);
                bond.over.map_or(0, |period| period.0).max(deposits)
            }
            Action::Expect(_) | Action::Keepers(_) => 0,
            action if needs(action, scenario).is_empty() => TRANSACTION,
            _ => FAULT,
        };
        let every = step.every.map_or(0, |period| period.0);
        once.saturating_add(every).saturating_mul(step.repeat.into())
    };
    steps.iter().map(of).fold(0, u64::saturating_add)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn scenario(steps: &str) -> Scenario {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("story.toml");
        let head = "[scenario]\ntitle = \"a story\"\n\n[chain]\nvalidators = 3\n\n";
        std::fs::write(&path, format!("{head}{steps}")).unwrap();
        Scenario::from_path(&path).unwrap()
    }

    struct Told(Vec<String>);

    impl Progress for Told {
        fn problem(&mut self, report: miette::Report) {
            self.0.push(report.to_string());
        }
    }

    fn impossible(steps: &str, can: &[EventKind], lives_by_itself: bool) -> (u32, Vec<String>) {
        let can = |kind: EventKind| can.contains(&kind);
        let mut told = Told(vec![]);
        let abilities = Abilities { can: &can, lives_by_itself };
        let checked = check(&scenario(steps), &abilities, &mut told);
        let steps = match checked {
            Ok(()) => 0,
            Err(RunError::Impossible { steps }) => steps,
            Err(other) => panic!("{other}"),
        };
        (steps, told.0)
    }

    #[test]
    fn every_step_that_cannot_be_is_told_in_the_order_of_the_file() {
        let steps =
            "[[steps]]\ndowntime = { validator = \"validator-1\" }\n\n[[steps]]\nrepeat = 2\n\
                     sequence = [{ unjail = { validator = \"validator-1\" } }]\n";
        let (count, told) = impossible(steps, &[], true);
        assert_eq!(count, 2);
        assert!(told[0].contains("`downtime`") && told[1].contains("`unjail`"), "{told:?}");
        assert_eq!(impossible(steps, &[EventKind::WentDown, EventKind::Unjailed], true).0, 0);
    }

    #[test]
    fn another_cut_than_the_chains_needs_governance() {
        let steps = |cut: &str| {
            format!("[[steps]]\ndouble_sign = {{ validator = \"validator-1\"{cut} }}\n")
        };
        let signs = &[EventKind::DoubleSigned];
        assert_eq!(impossible(&steps(""), signs, true).0, 0);
        assert_eq!(impossible(&steps(", fraction = \"5%\""), signs, true).0, 0);
        assert_eq!(impossible(&steps(", fraction = \"7%\""), signs, true).0, 1);
    }

    #[test]
    fn a_chain_that_lives_by_itself_does_not_stand_still() {
        let steps = "[[steps]]\nhalt = \"1h\"\n";
        assert_eq!(impossible(steps, &[], false).0, 0);
        assert_eq!(impossible(steps, &[], true).0, 1);
    }

    #[test]
    fn a_chain_that_lives_by_itself_mints_in_its_own_way() {
        let steps = |what: &str| format!("[[steps]]\nchain_params = {{ {what} }}\n");
        let governs = &[EventKind::Governed];
        assert_eq!(impossible(&steps("inflation = \"5%\""), governs, false).0, 0);
        assert_eq!(impossible(&steps("inflation = \"5%\""), governs, true).0, 1);
        assert_eq!(impossible(&steps("community_tax = \"5%\""), governs, true).0, 0);
    }

    #[test]
    fn what_passes_and_what_is_sent_takes_time() {
        let down = scenario("[[steps]]\ndowntime = { validator = \"validator-1\" }\n");
        assert_eq!(seconds(&down.steps, &down), FAULT);
        let [waits, syncs, expects] = [
            "[[steps]]\npass = \"10m\"\n",
            "[[steps]]\nrepeat = 4\nevery = \"1m\"\nsync = {}\n",
            "[[steps]]\nexpect = { open_batches = 0 }\n",
        ];
        let scenario = scenario(&[waits, syncs, expects].concat());
        assert_eq!(seconds(&scenario.steps, &scenario), 600 + 4 * (60 + TRANSACTION));
        assert!(check_length(&scenario, 600 + 4 * (60 + TRANSACTION)).is_ok());
        let refused = check_length(&scenario, 600).unwrap_err();
        assert!(matches!(&refused, RunError::TooLong { .. }));
        let words = refused.to_string();
        assert!(words.contains(&length(852)) && words.contains("--longest"), "{words}");
    }
}
