//! What a contract stored on a chain that tells rows one by one or in pages.

use cosmwasm_std::{Order, Record, Storage};

/// Rows asked for at first, and at most: wasmd gives no more at once.
const ROWS: (u32, u32) = (8, 100);

/// Who tells the rows of a contract. What cannot be told is not answered: the asker stops.
pub trait RowSource {
    /// The row of a key.
    fn row(&self, key: &[u8]) -> Option<Vec<u8>>;

    /// Rows from a key on, so many at most.
    fn page(&self, from: &[u8], count: u32) -> Page;
}

/// Some rows in the order of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// They.
    pub rows: Vec<Record>,
    /// The key after them; empty where none follows.
    pub next: Vec<u8>,
}

/// What a contract stored, asked for row by row. It is only read.
pub struct Rows<S>(pub S);

impl<S: RowSource> Storage for Rows<S> {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.0.row(key)
    }

    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        let mut found: Vec<Record> = vec![];
        let mut next = start.unwrap_or_default().to_vec();
        let mut count = ROWS.0;
        // Rows of other maps follow where these end: few are asked for first, then more and more.
        loop {
            let page = self.0.page(&next, count);
            count = count.saturating_mul(4).min(ROWS.1);
            found.extend(page.rows);
            next = page.next;
            if next.is_empty() || end.is_some_and(|end| next.as_slice() >= end) {
                break;
            }
        }
        found.retain(|(key, _)| end.is_none_or(|end| key.as_slice() < end));
        if order == Order::Descending {
            found.reverse();
        }
        Box::new(found.into_iter())
    }

    fn set(&mut self, _: &[u8], _: &[u8]) {
        unreachable!("rows of a chain are only read");
    }

    fn remove(&mut self, _: &[u8]) {
        unreachable!("rows of a chain are only read");
    }
}
