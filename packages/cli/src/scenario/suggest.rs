//! "Did you mean": the nearest of the known words.

/// The nearest of `known` to `word`, if it is near at all.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = word.to_lowercase();
    let limit = wanted.chars().count().div_ceil(3).max(1);
    known
        .into_iter()
        .map(|k| (distance(&wanted, &k.to_lowercase()), k))
        .filter(|(d, k)| *d <= limit || (wanted.len() > 2 && k.to_lowercase().contains(&wanted)))
        .min_by_key(|(d, _)| *d)
        .map(|(_, k)| k)
}

/// Edits (insert, delete, replace) between two words.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i.saturating_add(1);
        let mut next = vec![left];
        for (cb, up) in b.iter().zip(row.iter().skip(1)) {
            let replaced = diagonal.saturating_add(usize::from(ca != *cb));
            left = replaced.min(left.saturating_add(1)).min(up.saturating_add(1));
            diagonal = *up;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_word_that_was_meant() {
        let known = ["bond", "amount", "min_shares", "validator"];
        assert_eq!(nearest("amout", known), Some("amount"));
        assert_eq!(nearest("Bond", known), Some("bond"));
        assert_eq!(nearest("shares", known), Some("min_shares"));
        assert_eq!(nearest("zebra", known), None);
    }
}
