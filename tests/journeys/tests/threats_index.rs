//! `docs/threats.md` names a test for every threat; this reads the page and the sources of the
//! tests and fails when they part.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// How many rows the list of threats has. A row is never dropped.
const ROWS: u32 = 174;

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

/// Where tests of threats are, and what the page puts before their files: nothing for journeys.
fn folders() -> Vec<(PathBuf, String)> {
    let mut all = vec![
        (here().join("tests"), String::new()),
        (here().join("../restaking/tests"), String::new()),
        (here().join("../../packages/referee/tests"), "referee/".to_string()),
        (here().join("../../packages/client/src"), "client/".to_string()),
    ];
    for contracts in ["../../contracts", "../../contracts/examples"] {
        for contract in std::fs::read_dir(here().join(contracts)).unwrap() {
            let contract = contract.unwrap();
            let name = contract.file_name().to_string_lossy().into_owned();
            all.push((contract.path().join("tests"), format!("{name}/")));
        }
    }
    all
}

/// Tests by file.
fn sources() -> BTreeMap<String, BTreeSet<String>> {
    let mut files = BTreeMap::new();
    let mut open = folders();
    while let Some((folder, prefix)) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
            if path.is_dir() {
                open.push((path, format!("{name}/")));
            } else if name.ends_with(".rs") {
                files.insert(name, tests_in(&std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files
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
        let words = quoted(cell);
        let (mut file, mut tests) = (String::new(), 0u32);
        for test in &words {
            if test.ends_with(".rs") {
                file.clone_from(test);
                continue;
            }
            tests += 1;
            if !numbers_of(test).contains(number) {
                faults.push(format!("{test} does not bear the number of T{number:02}"));
            }
            if !files.get(&file).is_some_and(|names| names.contains(test)) {
                faults.push(format!("T{number:02}: there is no test {test} in {file}"));
            }
            listed.insert((file.clone(), test.clone()));
        }
        if tests == 0 {
            faults.push(format!("T{number:02} names no test: {cell}"));
        }
    }
    for (file, tests) in files.iter().filter(|(file, _)| file.starts_with("threats_")) {
        for test in tests.iter().filter(|test| !numbers_of(test).is_empty()) {
            if !listed.contains(&(file.clone(), test.clone())) {
                faults.push(format!("{test} in {file} is not on the page"));
            }
        }
    }
    faults
}

/// The rows whose numbers a test's name begins with, as `t28_t30_no_listener_…`.
fn numbers_of(test: &str) -> Vec<u32> {
    let number = |word: &str| word.strip_prefix('t').and_then(|digits| digits.parse().ok());
    test.split('_').map_while(number).collect()
}

fn page() -> String {
    std::fs::read_to_string(here().join("../../docs/threats.md")).unwrap()
}

#[test]
fn every_threat_has_a_test_that_exists() {
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
    let waiting = page.replacen("| `threats_users.rs`", "| waits for one", 1);
    assert!(faults(&waiting, &files).iter().any(|fault| fault.contains("is not on the page")));
    let without = page.replacen("`threats_users.rs`: `t03_", "(t03_", 1);
    assert!(faults(&without, &files).iter().any(|fault| fault.contains("T03")));
}
