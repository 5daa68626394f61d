//! How reading goes.

use crate::Fault;

/// How reading goes: where it is, and what was first found to be wrong. Whoever finds something wrong
/// notes it here and goes on with nothing (0, no text, no items, the first variant), so that no type
/// has code for it; what was read is thrown away in the end.
#[derive(Debug, Default)]
pub struct Reading {
    path: Vec<&'static str>,
    absent: bool,
    fault: Option<Fault>,
}

impl Reading {
    /// Notes that something else was expected here.
    #[cold]
    #[inline(never)]
    pub fn expected(&mut self, what: &str) {
        match (self.absent, self.path.pop()) {
            (true, Some(name)) => self.fail(&["missing field `", name, "`"]),
            (_, last) => {
                self.path.extend(last);
                self.fail(&["expected ", what]);
            }
        }
    }

    /// Notes what is wrong here, if nothing was before.
    #[cold]
    #[inline(never)]
    pub fn fail(&mut self, words: &[&str]) {
        let path = &self.path;
        self.fault.get_or_insert_with(|| {
            let mut all = Vec::new();
            for name in path {
                all.extend([*name, ": "]);
            }
            all.extend(words);
            Fault::of(&all)
        });
    }

    /// How deep it is in fields.
    pub fn depth(&self) -> usize {
        self.path.len()
    }

    /// Something is next that is this deep in fields, and there.
    #[inline(never)]
    pub fn back_to(&mut self, depth: usize) {
        self.path.truncate(depth);
        self.absent = false;
    }

    /// A field is next.
    #[inline(never)]
    pub fn enter(&mut self, depth: usize, name: &'static str, absent: bool) {
        self.path.truncate(depth);
        self.path.push(name);
        self.absent = absent;
    }

    /// What was read.
    ///
    /// # Errors
    /// What was wrong.
    pub fn end<T>(self, read: T) -> Result<T, Fault> {
        match self.fault {
            None => Ok(read),
            Some(fault) => Err(fault),
        }
    }
}
