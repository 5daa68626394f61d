//! Which places of its window a validator missed: the bitmap of x/slashing, as runs.

use cosmwasm_std::StdResult;

use crate::codec::{Reader, Writer};

/// First and last places of each run, in order, with a gap between any two.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Missed(Vec<(u64, u64)>);

impl Missed {
    /// The last places of a window.
    pub fn end_of(window: u64, count: u64) -> Self {
        match window.checked_sub(1).filter(|_| count > 0) {
            Some(last) => Self(vec![(window.saturating_sub(count), last)]),
            None => Self::default(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        let length = |(first, last): &(u64, u64)| last.saturating_sub(*first).saturating_add(1);
        self.0.iter().map(length).fold(0, u64::saturating_add)
    }

    /// Notes what became of the vote at a place.
    pub fn set(&mut self, place: u64, missed: bool) {
        let mut runs = Vec::with_capacity(self.0.len().saturating_add(1));
        for (first, last) in std::mem::take(&mut self.0) {
            if place < first || place > last {
                runs.push((first, last));
                continue;
            }
            if place > first {
                runs.push((first, place.saturating_sub(1)));
            }
            if place < last {
                runs.push((place.saturating_add(1), last));
            }
        }
        if missed {
            runs.push((place, place));
            runs.sort_unstable();
        }
        for (first, last) in runs {
            match self.0.last_mut().filter(|(_, end)| end.saturating_add(1) == first) {
                Some((_, end)) => *end = last,
                None => self.0.push((first, last)),
            }
        }
    }

    pub fn encode(&self) -> Vec<u8> {
        let row = |row: Writer, (first, last): &(u64, u64)| row.number(*first).number(*last);
        self.0.iter().fold(Writer::default(), row).finish()
    }

    pub fn decode(bytes: &[u8]) -> StdResult<Self> {
        let mut reader = Reader::new(bytes);
        let mut runs = vec![];
        while !reader.is_done() {
            runs.push((reader.number()?, reader.number()?));
        }
        Ok(Self(runs))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_set_of_places(changes in prop::collection::vec((0u64..12, any::<bool>()), 0..40)) {
            let (mut runs, mut set) = (Missed::default(), BTreeSet::new());
            for (place, missed) in changes {
                runs.set(place, missed);
                if missed { set.insert(place) } else { set.remove(&place) };
                prop_assert_eq!(runs.count(), set.len() as u64);
                prop_assert_eq!(&Missed::decode(&runs.encode()).unwrap(), &runs);
                let places: BTreeSet<u64> = runs.0.iter().flat_map(|(a, b)| *a..=*b).collect();
                prop_assert_eq!(&places, &set);
            }
        }
    }
}
