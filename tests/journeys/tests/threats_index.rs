//! `docs/threats.md` names a test for every threat; this reads the page and the sources of the
//! tests and fails when they part.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// How many rows the list of threats has. A row is never dropped.
const ROWS: u32 = 160;
/// What a row without a test may wait for.
const WAITS: &[&str] = &["waits: real chain", "waits: restaking"];

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The rows of the page: number and the cell that names tests.
fn rows(page: &str) -> Vec<(u32, String)> {
    page.lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.strip_prefix("| T")?.split('|').map(str::trim).collect();
            Some((cells[0].parse().ok()?, cells[2].to_string()))
        })
        .collect()
}

/// The texts between backquotes.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_string).collect()
}

/// Names of the tests in a source that run: those marked ignored do not count.
fn tests_in(source: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let (mut is_test, mut is_ignored) = (false, false);
    for line in source.lines().map(str::trim) {
        is_test |= line == "#[test]";
        is_ignored |= line.starts_with("#[ignore");
        if let Some(rest) = line.strip_prefix("fn ") {
            if is_test && !is_ignored {
                names.insert(rest.split('(').next().unwrap_or_default().to_string());
            }
            (is_test, is_ignored) = (false, false);
        }
    }
    names
}

/// Tests by file, of every file of threats.
fn sources() -> BTreeMap<String, BTreeSet<String>> {
    ["tests", "../restaking/tests"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(here().join(folder)).unwrap())
        .map(|entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "rs"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, tests_in(&std::fs::read_to_string(&path).unwrap()))
        })
        .collect()
}

/// What is wrong with a page, given the tests there are.
fn faults(page: &str, files: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut faults = vec![];
    let rows = rows(page);
    let numbers: Vec<u32> = rows.iter().map(|(number, _)| *number).collect();
    if numbers != (1..=ROWS).collect::<Vec<_>>() {
        faults.push(format!("rows 1 to {ROWS}, each once and in order, are {numbers:?}"));
    }
    let mut listed = BTreeSet::new();
    for (number, cell) in &rows {
        if WAITS.contains(&cell.as_str()) {
            continue;
        }
        let words = quoted(cell);
        let Some((file, tests)) = words.split_first() else {
            faults.push(format!("T{number:02} names no test and waits for nothing: {cell}"));
            continue;
        };
        if tests.is_empty() {
            faults.push(format!("T{number:02} names a file and no test"));
        }
        for test in tests {
            let prefix = format!("t{number:02}_");
            if !test.starts_with(&prefix) {
                faults.push(format!("{test} does not bear the number of T{number:02}"));
            }
            if !files.get(file).is_some_and(|names| names.contains(test)) {
                faults.push(format!("T{number:02}: there is no test {test} in {file}"));
            }
            listed.insert((file.clone(), test.clone()));
        }
    }
    for (file, tests) in files.iter().filter(|(file, _)| file.starts_with("threats_")) {
        for test in tests.iter().filter(|test| is_numbered(test)) {
            if !listed.contains(&(file.clone(), test.clone())) {
                faults.push(format!("{test} in {file} is not on the page"));
            }
        }
    }
    faults
}

fn is_numbered(test: &str) -> bool {
    let number = test.strip_prefix('t').and_then(|rest| rest.split('_').next());
    number.is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()))
}

fn page() -> String {
    std::fs::read_to_string(here().join("../../docs/threats.md")).unwrap()
}

#[test]
fn every_threat_has_a_test_that_exists_or_says_what_it_waits_for() {
    let faults = faults(&page(), &sources());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_missing_row_a_missing_test_and_a_test_off_the_page_are_noticed() {
    let (page, files) = (page(), sources());
    let without_row: String = page
        .lines()
        .filter(|line| !line.starts_with("| T77 "))
        .map(|line| format!("{line}\n"))
        .collect();
    assert!(faults(&without_row, &files).iter().any(|fault| fault.contains("each once")));
    let renamed = page.replacen("t03_", "t03_not_", 1);
    assert!(faults(&renamed, &files).iter().any(|fault| fault.contains("there is no test")));
    assert!(faults(&renamed, &files).iter().any(|fault| fault.contains("is not on the page")));
    let waiting = page.replacen("waits: restaking", "waits: for ever", 1);
    assert!(faults(&waiting, &files).iter().any(|fault| fault.contains("names no test")));
}

#[test]
fn at_least_eighty_threats_are_tested_already() {
    let tested = rows(&page()).iter().filter(|(_, cell)| !WAITS.contains(&cell.as_str())).count();
    assert!(tested >= 80, "{tested} of {ROWS}");
}
