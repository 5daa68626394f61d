//! Sorting of short lists.

/// Sorts a list of a few dozen rows, such as one of validators, and keeps the order of equal ones.
/// `is_after` says whether the first comes after the second. Its code is a hundredth of that of the
/// standard sort, which a contract would hold once for every type sorted.
pub fn sort_short<T>(rows: &mut [T], is_after: impl Fn(&T, &T) -> bool) {
    for end in 1..rows.len() {
        for at in (1..=end).rev() {
            let before = at.saturating_sub(1);
            match (rows.get(before), rows.get(at)) {
                (Some(one), Some(other)) if is_after(one, other) => rows.swap(before, at),
                _ => break,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::sort_short;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_sort_does(mut rows: Vec<(u8, u16)>) {
            let mut expected = rows.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort_short(&mut rows, |(one, _), (other, _)| one > other);
            prop_assert_eq!(rows, expected);
        }
    }
}
