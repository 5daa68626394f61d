//! Every message and every query of every compiled contract, by everybody, on the chain's real modules:
//! done or refused in words, never a trap. Which there are, and of what shape, the schemas say.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;

use std::collections::BTreeMap;
use std::path::Path;

use common::restaking::{Held, Restaking, DEPOSIT, WHOLE};
use common::wat::Conduct;
use common::{COIN, DENOM};
use serde_json::{json, Map, Value};
use weir_referee::{msg, Error, Tx};

/// Who sends: holders, whoever governs, an operator, and nobody in particular.
const SENDERS: [&str; 5] = ["alice", "bob", "keeper", "owner", "guardian"];

/// Values by the name of their field; what is not here is made from its type.
fn known(world: &mut Restaking) -> Result<BTreeMap<&'static str, Value>, Error> {
    let alice = world.weir.chain.account("alice")?;
    let validator = world.weir.chain.operator("val1")?;
    let block = world.weir.chain.block(&weir_referee::Block::after(6))?;
    let accounts = ["account", "address", "owner", "spender", "recipient", "receiver", "sender"];
    let accounts = accounts.into_iter().chain(["new_owner", "listener", "bond_address"]);
    let mut known: BTreeMap<&'static str, Value> =
        accounts.map(|name| (name, json!(alice))).collect();
    known.extend([
        ("validator", json!(validator)),
        ("vault", json!(world.vault)),
        ("contract", json!(world.weir.hub)),
        ("registry", json!(world.registry)),
        ("fund", json!(world.fund)),
        ("asset", json!({ "cw20": { "address": world.weir.token } })),
        ("coin", json!({ "native": { "denom": DENOM } })),
        ("denom", json!(DENOM)),
        ("quote_denom", json!(DENOM)),
        ("amount", json!("1000000")),
        ("shares", json!("1000000")),
        ("assets", json!("1000000")),
        ("weight", json!("1000")),
        ("max_slash", json!("0.2")),
        ("fraction", json!("0.1")),
        ("commission", json!("0.1")),
        ("premium", json!("0.1")),
        ("infraction_time", json!(block.time - 6)),
        ("at", json!(block.time - 6)),
        ("offence_id", json!("offence")),
        ("evidence_hash", json!(msg::embedded(&json!("evidence")))),
        ("msg", json!(msg::embedded(&json!({})))),
        ("funders", json!([alice])),
        ("duration", json!(864_000)),
        ("exit_delay", json!(1_814_400)),
        ("seconds", json!(3_600)),
    ]);
    for nothing in ["skip", "start_after", "expires", "hook"] {
        known.insert(nothing, Value::Null);
    }
    Ok(known)
}

/// A schema's definitions, and what is known.
struct Maker<'a> {
    definitions: &'a Value,
    known: &'a BTreeMap<&'static str, Value>,
}

impl Maker<'_> {
    /// A value of a shape.
    fn value(&self, name: &str, schema: &Value, all: bool) -> Value {
        if let Some(value) = self.known.get(name) {
            return value.clone();
        }
        if let Some(place) = schema["$ref"].as_str() {
            let definition = place.rsplit('/').next().unwrap();
            return self.value("", &self.definitions[definition], all);
        }
        for several in ["allOf", "anyOf", "oneOf"] {
            if let Some(first) = schema[several].as_array().and_then(|shapes| shapes.first()) {
                return self.value("", first, all);
            }
        }
        if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
            return first.clone();
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds[0].as_str().unwrap(),
            kind => kind.as_str().unwrap_or("null"),
        };
        match kind {
            "object" => self.object(schema, all),
            "array" => json!([]),
            "string" => json!("1"),
            "integer" => json!(1),
            "boolean" => json!(true),
            _ => Value::Null,
        }
    }

    /// An object with the fields it must have, or with all that it may.
    fn object(&self, schema: &Value, all: bool) -> Value {
        let required: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|r| r.as_str().unwrap())
            .collect();
        let fields = schema["properties"].as_object().cloned().unwrap_or_default();
        let chosen = fields.iter().filter(|(name, _)| all || required.contains(&name.as_str()));
        let made = chosen.map(|(name, shape)| (name.clone(), self.value(name, shape, all)));
        Value::Object(made.collect::<Map<_, _>>())
    }

    /// Every message of a kind: without and with what may be left out.
    fn messages(&self, schema: &Value) -> Vec<Value> {
        let variants = schema["oneOf"].as_array().unwrap();
        let mut made = vec![];
        for variant in variants {
            let names = variant["enum"].as_array().into_iter().flatten();
            made.extend(names.cloned());
            if variant["properties"].is_object() {
                made.extend([false, true].map(|all| self.object(variant, all)));
            }
        }
        made
    }
}

fn schema(contract: &str) -> Value {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema");
    let text = std::fs::read_to_string(place.join(format!("{contract}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The vault has a commitment, a bond and an open request.
fn begun() -> Result<Restaking, Error> {
    let mut world = Restaking::begin(Held::Derivative)?;
    let hook = world.contract(&Conduct::agree())?;
    world.begin_service(1, Some(&hook))?;
    world.deposit("alice", DEPOSIT)?;
    world.announce(1, WHOLE / 2)?;
    let (fund, vault) = (world.fund.clone(), world.vault.clone());
    world.pay("alice", &fund, DEPOSIT, json!({ "deposit": {} }))?;
    world.pay("bob", &vault, COIN, json!({ "add_bond": {} }))?;
    world.notice_passes()?;
    world.accuse(1, "first")?;
    Ok(world)
}

#[test]
fn no_message_to_a_compiled_contract_and_no_query_is_a_trap() {
    let mut world = begun().unwrap();
    let known = known(&mut world).unwrap();
    let weir = &world.weir;
    let contracts = [
        ("staking-token", weir.token.clone()),
        ("validator-registry", weir.registry.clone()),
        ("service-registry", world.registry.clone()),
        ("slash-coordinator", world.coordinator.clone()),
        ("restaking-vault", world.vault.clone()),
        ("insurance-fund", world.fund.clone()),
        ("reward-distributor", weir.distributor.clone()),
        ("staking-hub", weir.hub.clone()),
    ];
    let mut trapped = vec![];
    let (mut done, mut refused, mut answered) = (0, 0, 0);
    for (name, address) in &contracts {
        let schema = schema(name);
        let query = Maker { definitions: &schema["query"]["definitions"], known: &known };
        for asked in query.messages(&schema["query"]) {
            match world.weir.chain.smart(address, &asked) {
                Ok(_) => answered += 1,
                Err(error) if error.to_string().contains("Wasm") => {
                    trapped.push(format!("{name} {asked}: {error}"));
                }
                Err(_) => refused += 1,
            }
        }
        let execute = Maker { definitions: &schema["execute"]["definitions"], known: &known };
        for told in execute.messages(&schema["execute"]) {
            for sender in SENDERS {
                for coins in [0, COIN] {
                    let from = world.weir.chain.account(sender).unwrap();
                    let funds = if coins == 0 { vec![] } else { vec![msg::coin(coins, DENOM)] };
                    let call = msg::execute(&from, address, told.clone(), funds);
                    match world.weir.chain.tx(Tx::new(sender, call)) {
                        Ok(_) => done += 1,
                        Err(Error::Transaction(refusal))
                            if !refusal.log.contains("RuntimeError") =>
                        {
                            refused += 1;
                        }
                        Err(error) => trapped.push(format!("{name} {told} by {sender}: {error}")),
                    }
                }
            }
        }
    }
    println!("{done} done, {answered} answered, {refused} refused");
    assert!(trapped.is_empty(), "{}", trapped.join("\n"));
    // Most of what is asked for makes sense.
    assert!(done > 100 && answered > 100, "{done} done, {answered} answered");
}
