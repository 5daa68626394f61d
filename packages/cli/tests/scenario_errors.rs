//! Every refusal of a scenario points at its line and column.
#![expect(clippy::unwrap_used, reason = "a test")]

use miette::{GraphicalReportHandler, GraphicalTheme};
use weir_cli::scenario::Scenario;

const HEAD: &str = r#"[scenario]
title = "errors"

[chain]
denom = "uatom"
validators = [
  { name = "Stake One", tokens = "1000 ATOM", commission = "5%" },
  { name = "Stake Two", tokens = "900 ATOM", commission = "5%" },
]

[[actors]]
name = "alice"
funds = "100 ATOM"

"#;

/// What a reader of the terminal sees for `HEAD` and then `text`.
fn refusal(text: &str) -> String {
    let report = Scenario::from_str("story.toml", &format!("{HEAD}{text}")).unwrap_err();
    let mut out = String::new();
    GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
        .with_width(100)
        .without_cause_chain()
        .render_report(&mut out, report.as_ref())
        .unwrap();
    out
}

macro_rules! refuses {
    ($($name:ident: $text:expr;)*) => {$(
        #[test]
        fn $name() {
            insta::assert_snapshot!(refusal($text));
        }
    )*};
}

/// Restaking of alice's, and then `text`.
fn refused_restaking(text: &str) -> String {
    let sections = r#"[[restaking.services]]
name = "oracle"
owner = "alice"
max_slash = "20%"

[[restaking.operators]]
name = "north"
admin = "alice"

[[restaking.vaults]]
name = "north-lst"
operator = "north"

"#;
    refusal(&format!("{sections}{text}"))
}

macro_rules! refuses_restaking {
    ($($name:ident: $text:expr;)*) => {$(
        #[test]
        fn $name() {
            insta::assert_snapshot!(refused_restaking($text));
        }
    )*};
}

refuses_restaking! {
    an_unknown_vault: "[[steps]]\nsettle = { vault = \"north-last\" }\n";
    an_unknown_service: "[[steps]]\nrearm = { vault = \"north-lst\", service = \"orakel\" }\n";
    a_vault_of_nobody: "[[restaking.vaults]]\nname = \"south\"\noperator = \"south\"\n";
    a_vault_twice: "[[restaking.vaults]]\nname = \"north-lst\"\noperator = \"north\"\n";
    a_vault_named_as_a_contract: "[[restaking.vaults]]\nname = \"hub\"\noperator = \"north\"\n";
    an_unknown_destination:
        "[[restaking.services]]\nname = \"bridge\"\nowner = \"alice\"\nmax_slash = \"5%\"\ndestination = \"nowhere\"\n";
    a_contract_that_is_no_vault:
        "[[steps]]\nexecute = { who = \"alice\", contract = \"north\", msg = \"{}\" }\n";
    an_amount_and_a_part_of_it:
        "[[steps]]\ndeposit = { who = \"alice\", vault = \"north-lst\", amount = 5, part = \"5%\" }\n";
    no_part_of_a_position: "[[steps]]\nrequest_exit = { who = \"alice\", vault = \"north-lst\" }\n";
}

refuses! {
    an_unknown_action: "[[steps]]\nbondd = { who = \"alice\", amount = 5 }\n";
    an_unknown_key_of_an_action: "[[steps]]\nbond = { who = \"alice\", amout = 5 }\n";
    an_unknown_section: "[hubb]\nsubmit_lag = \"6h\"\n";
    an_unknown_parameter: "[hub]\nsubmit_log = \"6h\"\n";
    a_wrong_type: "[[steps]]\nblocks = \"many\"\n";
    a_bad_amount: "[[steps]]\nbond = { who = \"alice\", amount = \"1.5\" }\n";
    an_amount_of_another_coin: "[[steps]]\nbond = { who = \"alice\", amount = \"5 OSMO\" }\n";
    a_bad_percentage: "[[steps]]\nslash = { validator = \"Stake One\", fraction = \"0.05\" }\n";
    a_bad_period: "[[steps]]\npass = \"3 days\"\n";
    an_unknown_actor: "[[steps]]\nbond = { who = \"alicia\", amount = 5 }\n";
    an_unknown_validator: "[[steps]]\njail = { validator = \"Stake Tow\" }\n";
    two_actions: "[[steps]]\npass = \"1d\"\nharvest = {}\n";
    no_action: "[[steps]]\nlabel = \"nothing\"\n";
    a_missing_key: "[[steps]]\nbond = { who = \"alice\" }\n";
    no_part_of_a_holding: "[[steps]]\nqueue_unbond = { who = \"alice\" }\n";
    more_than_a_holding: "[[steps]]\nqueue_unbond = { who = \"alice\", part = \"101%\" }\n";
    an_empty_expectation: "[[steps]]\nexpect = { backing = {} }\n";
    an_unknown_expectation: "[[steps]]\nexpect = { baking = { equals = 5 } }\n";
    a_range_upside_down: "[[steps]]\nexpect = { balance = { who = \"alice\", at_least = 9, at_most = 5 } }\n";
    bad_json: "[[steps]]\nexecute = { who = \"alice\", contract = \"hub\", msg = '{\"sync\":' }\n";
    an_unknown_contract: "[[steps]]\ndonate = { to = \"hob\", amount = 5 }\n";
    a_file_that_is_not_there: "[[steps]]\nbond_file = { file = \"nowhere.csv\" }\n";
    the_same_actor_twice: "[[actors]]\nname = \"alice\"\n";
    broken_toml: "[[steps]\npass = \"1d\"\n";
}

#[test]
fn a_failure_at_run_time_points_at_the_step() {
    let text = format!(
        "{HEAD}[[steps]]\nlabel = \"rate\"\nexpect = {{ rate_between = [\"1\", \"1.02\"] }}\n"
    );
    let scenario = Scenario::from_str("story.toml", &text).unwrap();
    let step = &scenario.steps[0];
    assert_eq!(scenario.line_column(&step.span), (17, 1));
    assert_eq!(scenario.title_of(step), "rate");
}
