//! How often each kind was accepted and refused.

use std::collections::BTreeMap;
use std::fmt;

use super::Action;

/// How often each kind of action was accepted and refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    counts: BTreeMap<&'static str, (u64, u64)>,
    reasons: BTreeMap<(&'static str, String), u64>,
    met: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Counts one that was accepted.
    pub fn accept(&mut self, kind: &'static str) {
        self.counts.entry(kind).or_default().0 += 1;
    }

    /// Counts one that was refused, and why.
    pub fn refuse(&mut self, kind: &'static str, reason: &str) {
        self.counts.entry(kind).or_default().1 += 1;
        *self.reasons.entry((kind, reason.to_string())).or_default() += 1;
    }

    /// Notes how often a life met something that is no action.
    pub fn meet(&mut self, what: &'static str, times: usize) {
        *self.met.entry(what).or_default() += times as u64;
    }

    /// What was met less than `least` times.
    pub fn hardly_met(&self, least: u64) -> Vec<&'static str> {
        self.met.iter().filter(|(_, times)| **times < least).map(|(what, _)| *what).collect()
    }

    /// Adds another tally.
    pub fn add(&mut self, other: &Self) {
        for (kind, (accepted, refused)) in &other.counts {
            let count = self.counts.entry(kind).or_default();
            count.0 += accepted;
            count.1 += refused;
        }
        for (what, times) in &other.met {
            *self.met.entry(what).or_default() += times;
        }
        for (key, count) in &other.reasons {
            *self.reasons.entry(key.clone()).or_default() += count;
        }
    }

    /// All that was tried.
    pub fn tried(&self) -> u64 {
        self.counts.values().map(|(accepted, refused)| accepted + refused).sum()
    }

    /// How often a kind was accepted.
    pub fn accepted(&self, kind: &str) -> u64 {
        self.counts.get(kind).map_or(0, |count| count.0)
    }

    /// Kinds that were never accepted, though they may be.
    pub fn never_accepted(&self) -> Vec<&'static str> {
        let missing = |kind: &&str| self.accepted(kind) == 0 && !Action::REFUSED.contains(kind);
        Action::KINDS.iter().copied().filter(missing).collect()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:30} {:>9} {:>9}  most refused for", "kind", "accepted", "refused")?;
        for kind in Action::KINDS {
            let (accepted, refused) = self.counts.get(kind).copied().unwrap_or_default();
            let of_kind = self.reasons.iter().filter(|((of, _), _)| of == kind);
            let most = of_kind.max_by_key(|(_, count)| **count);
            let reason = most.map_or("", |((_, reason), _)| reason.as_str());
            writeln!(f, "{kind:30} {accepted:>9} {refused:>9}  {reason}")?;
        }
        for (what, times) in &self.met {
            writeln!(f, "{what:30} {times:>9}")?;
        }
        Ok(())
    }
}
