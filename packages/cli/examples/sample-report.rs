//! Writes a report of made-up numbers, rich enough to look at every picture: no chain is needed.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "made-up numbers")]

#[path = "../tests/sample/mod.rs"]
mod sample;

fn main() {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).unwrap_or("out/sample".into()));
    std::fs::create_dir_all(&folder).unwrap();
    let report = sample::report();
    weir_cli::report::write_json(&report, &folder).unwrap();
    weir_cli::report::write_html(&report, &folder).unwrap();
    anstream::print!("{}", weir_cli::terminal::summary(&report));
}
