//! `docs/messages.md`, `docs/events.md` and `docs/errors.md` are what the code says.
//!
//! Run with `WEIR_UPDATE=1` to write them anew.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use cosmwasm_schema::{schema_for, QueryResponses};
use serde_json::Value;
use weir_interface::{
    coordinator, distributor, fund, hub, registry, service_registry, streams, token, vault,
    EventDoc,
};

const GENERATED: &str = "<!-- Generated from the code; `WEIR_UPDATE=1 cargo test --workspace --test suite references` writes it anew. -->\n";

const EVENTS: [(&str, &str, &[EventDoc]); 8] = [
    ("staking-hub", "weir_hub_", hub::ALL),
    ("validator-registry", "weir_registry_", registry::ALL),
    ("reward-distributor", "weir_distributor_", distributor::ALL),
    ("reward-distributor, for vaults", "weir_distributor_", streams::ALL),
    ("restaking-vault", "weir_vault_", vault::ALL),
    ("service-registry", "weir_service_registry_", service_registry::ALL),
    ("slash-coordinator", "weir_coordinator_", coordinator::ALL),
    ("insurance-fund", "weir_fund_", fund::ALL),
];

const ERRORS: [(&str, &str); 13] = [
    ("staking-hub", "contracts/staking-hub/src/error.rs"),
    ("staking-token", "contracts/staking-token/src/error.rs"),
    ("validator-registry", "contracts/validator-registry/src/error.rs"),
    ("reward-distributor", "contracts/reward-distributor/src/error.rs"),
    ("restaking-vault", "contracts/restaking-vault/src/error.rs"),
    ("service-registry", "contracts/service-registry/src/error.rs"),
    ("slash-coordinator", "contracts/slash-coordinator/src/error.rs"),
    ("insurance-fund", "contracts/insurance-fund/src/error.rs"),
    ("The arithmetic", "packages/accounting/src/error.rs"),
    ("The arithmetic of vaults", "packages/accounting/src/vault/error.rs"),
    ("The arithmetic of insurance", "packages/accounting/src/insurance.rs"),
    ("The arithmetic of streams", "packages/accounting/src/rewards/error.rs"),
    ("Amounts", "packages/quantities/src/error.rs"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Fails unless the file says `expected`, or writes it.
fn compare(file: &str, expected: &str) {
    let path = root().join(file);
    if std::env::var_os("WEIR_UPDATE").is_some() {
        return std::fs::write(path, expected).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    let differs = expected.lines().zip(found.lines()).find(|(expected, found)| expected != found);
    assert!(
        found == expected,
        "{file} is not what the code says; first: {differs:?}. \
         WEIR_UPDATE=1 cargo test --workspace --test suite references writes it anew"
    );
}

// ---- Messages

/// The words of a type: `text`, `u64`, `Weight`, `list of Weight`.
fn words(schema: &Value) -> String {
    let name = |reference: &str| reference.rsplit('/').next().unwrap().to_string();
    if let Some(reference) = schema["$ref"].as_str() {
        return match name(reference).as_str() {
            "PeerField" => "must ask for nothing".to_string(),
            other => format!("`{other}`"),
        };
    }
    for combined in ["allOf", "anyOf"] {
        if let Some(of) = schema[combined].as_array() {
            return words(of.iter().find(|one| one["type"] != "null").unwrap());
        }
    }
    if let Some(items) = schema.get("items") {
        return match items.as_array() {
            Some(pair) => pair.iter().map(words).collect::<Vec<_>>().join(" and "),
            None => format!("list of {}", words(items)),
        };
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null").unwrap(),
        kind => kind,
    };
    match (kind.as_str(), schema["format"].as_str()) {
        (Some("string"), _) => "text".to_string(),
        (Some("integer"), Some(format)) => format.replace("uint", "u").replace("int", "i"),
        (Some("boolean"), _) => "true or false".to_string(),
        (Some("object"), _) => "object".to_string(),
        _ => "anything".to_string(),
    }
}

/// A doc comment on one line, with references to code as plain code.
fn flat(text: &Value) -> String {
    let text = text.as_str().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("[`", "`").replace("`]", "`")
}

fn fields(page: &mut String, object: &Value, indent: &str) {
    let needed = object["required"].as_array().cloned().unwrap_or_default();
    for (name, field) in object["properties"].as_object().into_iter().flatten() {
        let needed = match needed.iter().any(|needed| needed == name) {
            true => "",
            false => ", optional",
        };
        let doc = flat(&field["description"]);
        assert!(!doc.is_empty(), "the field {name} has no doc comment");
        writeln!(page, "{indent}- `{name}` ({}{needed}): {doc}", words(field)).unwrap();
    }
}

/// The variants of an enum: name, doc comment, content.
fn variants(schema: &Value) -> Vec<(String, String, Value)> {
    let mut found = vec![];
    for variant in schema["oneOf"].as_array().into_iter().flatten() {
        let doc = flat(&variant["description"]);
        for name in variant["enum"].as_array().into_iter().flatten() {
            found.push((name.as_str().unwrap().to_string(), doc.clone(), Value::Null));
        }
        for (name, content) in variant["properties"].as_object().into_iter().flatten() {
            found.push((name.clone(), doc.clone(), content.clone()));
        }
    }
    found
}

fn message(page: &mut String, title: &str, schema: &Value, answers: &BTreeMap<String, String>) {
    writeln!(page, "### {title}\n").unwrap();
    let all = variants(schema);
    if all.is_empty() {
        writeln!(page, "{}\n", flat(&schema["description"])).unwrap();
        fields(page, schema, "");
        page.push('\n');
    }
    for (name, doc, content) in all {
        assert!(!doc.is_empty(), "{title}: {name} has no doc comment");
        let answer = answers.get(&name).map(|answer| format!(" Answers `{answer}`."));
        writeln!(page, "**`{name}`** {doc}{}\n", answer.unwrap_or_default()).unwrap();
        if content.get("properties").is_some() {
            fields(page, &content, "");
            page.push('\n');
        } else if !content.is_null() && content["type"] != "object" {
            writeln!(page, "- its content: {}\n", words(&content)).unwrap();
        }
    }
}

/// The types that messages of a contract are made of.
fn parts(page: &mut String, schemas: &[Value]) {
    let mut definitions = BTreeMap::new();
    for schema in schemas {
        let own = schema["definitions"].as_object().into_iter().flatten();
        definitions.extend(own.map(|(name, part)| (name.clone(), part.clone())));
    }
    // Types of others, that their own docs describe, and those whose name says it.
    definitions.retain(|_, part| part["properties"].is_object() || part["oneOf"].is_array());
    if !definitions.is_empty() {
        page.push_str("### Types in these messages\n\n");
    }
    for (name, part) in definitions {
        writeln!(page, "**`{name}`** {}\n", flat(&part["description"])).unwrap();
        let (before, all) = (page.len(), variants(&part));
        for (variant, doc, content) in all {
            writeln!(page, "- `{variant}`: {doc}").unwrap();
            let mut inner = String::new();
            for (field, schema) in content["properties"].as_object().into_iter().flatten() {
                let doc = flat(&schema["description"]);
                writeln!(inner, "  - `{field}` ({}): {doc}", words(schema)).unwrap();
            }
            page.push_str(&inner);
        }
        for (field, schema) in part["properties"].as_object().into_iter().flatten() {
            writeln!(page, "- `{field}` ({}): {}", words(schema), flat(&schema["description"]))
                .unwrap();
        }
        if page.len() > before {
            page.push('\n');
        }
    }
}

fn answers<Q: QueryResponses>() -> BTreeMap<String, String> {
    let title = |schema: &Value| schema["title"].as_str().unwrap_or("anything").replace('_', " ");
    let schemas = Q::response_schemas().unwrap();
    schemas
        .into_iter()
        .map(|(query, schema)| (query, title(&serde_json::to_value(schema).unwrap())))
        .collect()
}

macro_rules! contract {
    ($page:ident, $name:literal, $module:ident $(, $receive:ident)?) => {
        let schema = |schema| serde_json::to_value::<cosmwasm_schema::schemars::schema::RootSchema>(schema).unwrap();
        let none = BTreeMap::new();
        writeln!($page, "## {}\n", $name).unwrap();
        let instantiate = schema(schema_for!($module::InstantiateMsg));
        let execute = schema(schema_for!($module::ExecuteMsg));
        let query = schema(schema_for!($module::QueryMsg));
        message(&mut $page, "Instantiate", &instantiate, &none);
        message(&mut $page, "Execute", &execute, &none);
        $(
            let receive = schema(schema_for!($module::$receive));
            message(&mut $page, "In a cw20 `send`", &receive, &none);
        )?
        message(&mut $page, "Query", &query, &answers::<$module::QueryMsg>());
        parts(&mut $page, &[instantiate, execute, query]);
    };
}

#[test]
fn the_reference_of_messages_is_what_the_types_say() {
    let mut page = format!(
        "# Messages\n\n{GENERATED}\nEvery message of every contract. Amounts are whole units in decimal texts, times are seconds since \
         1970-01-01 00:00 UTC, lengths of time are seconds, fractions are decimals (`\"0.05\"` is \
         five percent). Unknown fields are refused. The JSON schemas are in \
         [schema/](../schema).\n\n"
    );
    contract!(page, "staking-hub", hub, ReceiveMsg);
    contract!(page, "staking-token", token);
    contract!(page, "validator-registry", registry);
    contract!(page, "reward-distributor", distributor, ReceiveMsg);
    contract!(page, "restaking-vault", vault, ReceiveMsg);
    contract!(page, "service-registry", service_registry);
    contract!(page, "slash-coordinator", coordinator);
    contract!(page, "insurance-fund", fund, ReceiveMsg);
    compare("docs/messages.md", &(page.trim_end().to_string() + "\n"));
}

// ---- Events

#[test]
fn the_reference_of_events_is_what_the_events_say() {
    let mut page = format!(
        "# Events\n\n{GENERATED}\nThe chain puts `wasm-` before each name, and `_contract_address` before the attributes. The \
         token's attributes are cw20's.\n\n"
    );
    for (contract, _, events) in EVENTS {
        writeln!(page, "## {contract}\n").unwrap();
        for event in events {
            writeln!(page, "**`{}`** {}\n", event.name, flat(&event.doc.into())).unwrap();
            for (field, doc) in event.fields {
                writeln!(page, "- `{field}`: {}", flat(&(*doc).into())).unwrap();
            }
            page.push('\n');
        }
    }
    compare("docs/events.md", &(page.trim_end().to_string() + "\n"));
}

/// Whether a name ends in what happened: a participle, for these events one in `-ed` or one of a
/// few that English makes otherwise, or a thing that `_sync` was kept for.
fn says_what_happened(name: &str) -> bool {
    let others = ["born", "read", "unread", "withdrawn", "swept", "set", "paid", "kept_sync"];
    name.ends_with("ed") || others.iter().any(|other| name.ends_with(other))
}

#[test]
fn events_are_named_so_that_indexers_can_search_them() {
    let plain = |text: &str| {
        text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            && !text.starts_with('_')
    };
    let mut seen = BTreeMap::new();
    for (contract, prefix, events) in EVENTS {
        assert!(!events.is_empty(), "{contract} has no events");
        for event in events {
            assert!(event.name.starts_with(prefix), "{} of {contract}", event.name);
            assert!(plain(event.name), "{}", event.name);
            assert!(says_what_happened(event.name), "{} is no participle", event.name);
            assert!(!event.doc.trim().is_empty(), "{} has no doc", event.name);
            assert!(!event.fields.is_empty(), "{} has no attributes", event.name);
            assert_eq!(seen.insert(event.name, contract), None, "{} is there twice", event.name);
            for (field, doc) in event.fields {
                assert!(plain(field), "{}: {field}", event.name);
                assert!(!doc.trim().is_empty(), "{}: {field} has no doc", event.name);
            }
        }
    }
}

#[test]
fn an_event_after_which_the_price_counts_says_backing_and_supply() {
    let has = |event: &EventDoc, key: &str| event.fields.iter().any(|(field, _)| *field == key);
    for event in hub::ALL {
        let priced = has(event, "rate") && !has(event, "peak");
        if priced {
            assert!(has(event, "backing") && has(event, "supply"), "{}", event.name);
        }
        assert_eq!(has(event, "backing"), has(event, "supply"), "{}", event.name);
    }
}

// ---- Errors

/// One error as its source says it.
struct Rule {
    name: String,
    doc: String,
    text: String,
    fields: Vec<String>,
}

/// The first string literal in `source`, with escapes and continued lines resolved.
fn literal(source: &str) -> Option<String> {
    let mut text = String::new();
    let mut chars = source[source.find('"')? + 1..].chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => return Some(text),
            '\\' => match chars.next()? {
                '\n' => while chars.next_if(|c| c.is_whitespace()).is_some() {},
                escaped => text.push(escaped),
            },
            c => text.push(c),
        }
    }
    None
}

/// Every variant with an `#[error(..)]` before it.
fn rules(source: &str) -> Vec<Rule> {
    let mut found = vec![];
    let mut rest = source;
    while let Some(at) = rest.find("#[error(") {
        let before = rest[..at].trim_end();
        let lines = before.lines().rev().map(str::trim).take_while(|line| line.starts_with("///"));
        let mut docs: Vec<&str> = lines.map(|line| line[3..].trim()).collect();
        docs.reverse();
        let after = &rest[at + "#[error(".len()..];
        let end = after.find(")]\n").unwrap();
        let (attribute, variant) = (&after[..end], &after[end + 3..]);
        let lines = variant.lines().map(str::trim);
        let head = lines.clone().find(|line| !line.starts_with("//") && !line.starts_with("#["));
        let head = head.unwrap();
        let name: String = head.chars().take_while(|c| c.is_alphanumeric()).collect();
        let text = match attribute.trim() {
            "transparent" => {
                let inner = head[head.find("#[from]").unwrap() + "#[from]".len()..].trim();
                format!("(the text of `{}`)", inner.trim_end_matches([')', ',']))
            }
            _ => literal(attribute).unwrap_or_else(|| panic!("{name}: {attribute}")),
        };
        let block = match head.contains('{') {
            true => variant[variant.find('{').unwrap()..].split('}').next().unwrap(),
            false => "",
        };
        let fields = block
            .split(['{', ',', '\n'])
            .filter_map(|piece| piece.split_once(": "))
            .map(|(field, _)| field.trim().to_string())
            .filter(|field| field.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
            .collect();
        found.push(Rule { name, doc: docs.join(" "), text, fields });
        rest = variant;
    }
    found
}

fn source(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap()
}

#[test]
fn the_reference_of_errors_is_what_the_errors_say() {
    let mut page = format!(
        "# Errors\n\n{GENERATED}\nWhy a contract refuses. In the chain's error these texts stand after \"execute wasm contract \
         failed\"; what is in braces is filled in. Whatever is refused changes nothing.\n\n"
    );
    for (title, file) in ERRORS {
        writeln!(page, "## {title}\n\n| error | text |\n| --- | --- |").unwrap();
        for rule in rules(&source(file)) {
            let text = rule.text.replace('|', "\\|");
            let doc = rule.doc.trim_end_matches('.');
            let doc = if doc.is_empty() { String::new() } else { format!("<br>{doc}.") };
            writeln!(page, "| `{}`{doc} | {text} |", rule.name).unwrap();
        }
        page.push('\n');
    }
    compare("docs/errors.md", &(page.trim_end().to_string() + "\n"));
}

#[test]
fn every_error_is_a_broken_rule_with_a_text_for_the_sender() {
    for (title, file) in ERRORS {
        let rules = rules(&source(file));
        // Each variant has its attribute: as many as the parser of the compiler finds.
        assert_eq!(rules.len(), source(file).matches("#[error(").count(), "{title}");
        assert!(!rules.is_empty(), "{title}");
        for rule in rules {
            let name = &rule.name;
            assert!(!rule.text.is_empty(), "{title}: {name} has no text");
            assert!(!rule.fields.iter().any(|field| field == "msg"), "{title}: {name} {{ msg }}");
            assert!(!rule.text.contains("{msg}"), "{title}: {name}");
            for field in &rule.fields {
                let said = rule.text.contains(&format!("{{{field}")) || rule.text.contains("{}");
                assert!(said, "{title}: {name} does not say its {field}: {}", rule.text);
            }
        }
    }
}
