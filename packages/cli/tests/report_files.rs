//! The files a report is written to.
#![expect(clippy::unwrap_used, reason = "a test")]

use weir_cli::report::{html, write_html, write_json, Comparison, Report, Trace, Verdict};

#[test]
fn the_json_reads_back_as_the_same_report() {
    let folder = tempfile::tempdir().unwrap();
    let report = crate::sample::report();
    write_json(&report, folder.path()).unwrap();
    let text = std::fs::read_to_string(folder.path().join("report.json")).unwrap();
    let back: Report = serde_json::from_str(&text).unwrap();
    // Shares of validators are floats, which JSON rounds: everything that is an amount is exact.
    let exact = |r: &Report| {
        serde_json::to_string(&(&r.batches, &r.coins, &r.payouts, &r.rate, &r.books)).unwrap()
    };
    assert!(exact(&back) == exact(&report), "amounts read back as they were written");
    assert!(back.restaking == report.restaking && report.restaking.is_some());
    let without = serde_json::to_value(Report::default()).unwrap();
    assert!(without.get("restaking").is_none());
}

#[test]
fn the_page_loads_nothing_and_has_every_picture() {
    let folder = tempfile::tempdir().unwrap();
    write_html(&crate::sample::report(), folder.path()).unwrap();
    let page = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    let rest = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    for word in ["http://", "https://", "<script", "<link", "@import", "url(", "src="] {
        assert!(!rest.contains(word), "{word} in the page");
    }
    for picture in ["rate", "batches", "validators", "coins", "payouts", "returns"] {
        for width in ["wide", "narrow"] {
            assert!(page.contains(&format!("class=\"picture {picture} {width}\"")), "{picture}");
        }
    }
    assert!(page.contains("&lt;script&gt;"), "names are escaped");
    assert!(!page.contains("NaN") && !page.contains("inf "));
}

#[test]
fn a_number_that_differs_from_the_embedded_chains_is_on_the_page_and_fails_the_run() {
    let mut report = crate::sample::report();
    let verdict = report.verdict();
    report.comparison = Some(Comparison::of(&report, &report).unwrap());
    assert_eq!(report.verdict(), verdict, "nothing differs");
    assert!(!html(&report).unwrap().contains("unexplained"));

    let mut embedded = crate::sample::report();
    embedded.cost.seconds += 1.0;
    embedded.books[0].amount.0 += 1;
    report.comparison = None;
    report.comparison = Some(Comparison::of(&report, &embedded).unwrap());
    let page = html(&report).unwrap();
    assert!(page.contains("<code>books[0].amount</code>") && page.contains("unexplained"));
    assert!(page.contains("<code>cost.seconds</code>") && page.contains("wall clock"));
    assert_eq!(report.verdict(), Verdict::ExpectationFailed);
}

#[test]
fn a_report_of_nothing_is_a_page_too() {
    let page = html(&Report::default()).unwrap();
    assert!(page.contains("</html>"));
    assert!(!page.contains("NaN"));
}

#[test]
fn a_trace_has_one_object_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace.jsonl");
    let mut trace = Trace::create(&path).unwrap();
    for step in 1..=3 {
        trace.write(&serde_json::json!({ "kind": "step", "step": step })).unwrap();
    }
    trace.finish().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[2]["step"], 3);
}
