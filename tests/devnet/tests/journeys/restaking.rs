//! A vault of the derivative that secures a service, slashed by it and by the chain.

use serde_json::{json, Value};

use crate::begin::Begin;
use crate::slashes::EXACT;
use crate::wat::Conduct;
use crate::world::{number, World, COIN};

pub const DAY: u64 = 86_400;
/// Longer than the notice of a vault.
const NOTICE: u64 = 24 * DAY;
/// A vault's whole magnitude, and what of it is promised to the service.
pub const WHOLE: u128 = 1_000_000_000_000_000_000;
pub const WEIGHT: u128 = 700_000_000_000_000_003;
/// Of the derivative, in the vault and as the operator's bond; figures that do not come out even.
pub const DEPOSIT: u128 = 600 * COIN + 7;
pub const BOND: u128 = 5 * COIN + 11;

/// The service may take a fifth of its weight, and asks for three twentieths.
pub const TERMS: (u128, u128) = (20, 100);
pub const ASKED: (u128, u128) = (15, 100);

/// Bob's service, and the vault of keeper's operator with alice's shares in it.
pub struct Secured {
    pub world: World,
    pub vault: String,
    pub coordinator: String,
    /// The service's hook, and then the vault's listeners.
    pub told: Vec<String>,
}

impl Secured {
    /// The service can rely on the vault, its hook and the vault's listeners are told of slashes.
    pub fn begin(name: &'static str, hook: &Conduct, listeners: &[Conduct]) -> Self {
        let mut begin = Begin::with(name, 4);
        begin.plan = "min_batch_interval = 6\nsubmit_lag = 4\nbuffer_target = \"0\"\n\n[restaking]\ntreasury = \"treasury\"\n";
        let mut world = World::begin(&begin);
        world.bond("alice", 1_000 * COIN);
        world.bond("bob", 100 * COIN);
        world.keep();
        let (services, distributor) =
            (world.contract("service-registry"), world.contract("reward-distributor"));
        let link = json!({ "set_service_registry": { "registry": services } });
        world.does("owner", &distributor, link);
        let operator =
            json!({ "metadata": { "name": "nodes" }, "bond_address": world.address("bob") });
        world.does("keeper", &services, json!({ "register_operator": operator }));
        let asset = json!({ "cw20": { "address": world.token } });
        let create = json!({ "create_vault": { "operator": 1, "asset": asset } });
        world.does("keeper", &services, create);
        let made = world.ask_of(&services, json!({ "vaults": { "operator": 1 } }));
        let vault = made[0]["vault"].as_str().unwrap().to_string();
        let coordinator = world.contract("slash-coordinator");
        let mut it = Self { world, vault, coordinator, told: vec![] };
        it.service(&services, hook);
        it.secures(listeners);
        it
    }

    fn service(&mut self, services: &str, hook: &Conduct) {
        let world = &mut self.world;
        let hook = world.store("hook", &hook.wasm());
        let register = json!({ "metadata": { "name": "prices" }, "hook": hook });
        self.told.push(hook);
        world.does("bob", services, json!({ "register_service": register }));
        let resolver = world.store("resolver", &Conduct::agree().wasm());
        let terms = json!({
            "slasher": world.address("bob"), "max_slash": "0.2", "evidence_window": 3 * DAY,
            "resolution_window": 2 * DAY, "execution_window": 2 * DAY, "mode": "veto",
            "resolvers": [resolver], "destination": "treasury", "minimum_bond": "0",
        });
        let publish = json!({ "publish_terms": { "service": 1, "terms": terms } });
        world.does("bob", services, publish);
        for side in ["keeper", "bob"] {
            world.does(side, services, json!({ "link": { "operator": 1, "service": 1 } }));
        }
    }

    fn secures(&mut self, listeners: &[Conduct]) {
        let vault = self.vault.clone();
        let told = listeners.iter().enumerate().map(|(number, conduct)| {
            self.world.store(&format!("listener {number}"), &conduct.wasm())
        });
        let told: Vec<String> = told.collect();
        self.told.extend(told.clone());
        let world = &mut self.world;
        world.does("owner", &vault, json!({ "set_listeners": { "listeners": told } }));
        world.send("alice", &vault, DEPOSIT, &json!({ "deposit": {} }));
        world.send("bob", &vault, BOND, &json!({ "add_bond": {} }));
        let announce = json!({ "service": 1, "version": 1, "weight": WEIGHT.to_string() });
        world.does("keeper", &vault, json!({ "announce_commitment": announce }));
        world.devnet.pass(NOTICE).unwrap();
        world.does("keeper", &vault, json!({ "settle": {} }));
        // the books below are of a commitment in force
        let commitment = self.commitment();
        assert_eq!(number(&commitment, "/slashable"), WEIGHT, "{commitment}");
        assert_eq!(number(&commitment, "/budget"), WEIGHT * TERMS.0 / TERMS.1, "{commitment}");
    }

    /// The service reports an offence of a moment ago; the request's id.
    pub fn accuse(&mut self, offence: &str) -> u64 {
        // a snapshot counts from the second after it was written
        self.world.devnet.pass(6).unwrap();
        let at = self.world.node_time();
        self.world.devnet.pass(6).unwrap();
        let request = json!({
            "service": 1, "vault": self.vault, "fraction": "0.15", "infraction_time": at,
            "offence_id": offence, "evidence_hash": "AAAA", "evidence_uri": "",
        });
        let coordinator = self.coordinator.clone();
        let request = json!({ "request_slash": request });
        self.world.does("bob", &coordinator, request);
        let rows = self.world.ask_of(&coordinator, json!({ "requests": {} }));
        rows.as_array().unwrap().last().unwrap()["id"].as_u64().unwrap()
    }

    pub fn books(&self) -> Value {
        self.world.ask_of(&self.vault, json!({ "books": {} }))
    }

    pub fn commitment(&self) -> Value {
        self.world.ask_of(&self.vault, json!({ "commitment": { "service": 1 } }))
    }

    pub fn receipt(&self, id: u64) -> Value {
        self.world.ask_of(&self.coordinator, json!({ "receipt": { "id": id } }))
    }
}

/// What the service takes of the vault as it was at first, reckoned as the rules say.
pub struct Due {
    pub base: u128,
    pub loss: u128,
    /// What the bond does not pay.
    pub pool: u128,
    /// Magnitude that goes with it, and that goes of the service's budget.
    pub magnitude: u128,
    pub budget: u128,
}

impl Due {
    pub fn reckon() -> Self {
        let base = DEPOSIT * WEIGHT / WHOLE;
        let budget = WEIGHT * TERMS.0 / TERMS.1;
        let loss = (base * ASKED.0 / ASKED.1).min(DEPOSIT * budget / WHOLE);
        let pool = loss - loss.min(BOND);
        let of_whole = |assets: u128| (assets * WHOLE).div_ceil(DEPOSIT);
        Self { base, loss, pool, magnitude: of_whole(pool), budget: of_whole(loss) }
    }
}

/// The service asks, the chain slashes a validator, the service's slash is executed: each takes what it
/// would have taken alone, the first of the coins behind every share, the second of the vault's shares.
#[test]
fn a_service_slash_with_a_slash_of_the_chain_in_between_takes_what_the_books_say() {
    let mut it = Secured::begin("restaking", &Conduct::agree(), &[]);
    let id = it.accuse("wrong-price");
    let before = it.books();
    the_chain_slashes(&mut it.world);
    let same = |row: &str| assert_eq!(it.books()[row], before[row], "{row} of the vault");
    ["assets", "shares", "magnitude", "escrow"].into_iter().for_each(same);

    let (due, coordinator) = (Due::reckon(), it.coordinator.clone());
    let execute = json!({ "execute": { "id": id } });
    let early = it.world.call("keeper", &coordinator, execute.clone(), vec![]);
    assert!(early.is_err(), "it may still be vetoed: {early:?}");
    it.world.devnet.pass(2 * DAY).unwrap();
    it.world.does("keeper", &coordinator, execute.clone());
    let again = it.world.call("keeper", &coordinator, execute, vec![]);
    assert!(again.is_err(), "an offence is executed once: {again:?}");
    the_slash_took(&it, id, &due);

    let (vault, treasury) = (it.vault.clone(), it.world.address("treasury"));
    let had = it.world.shares(&treasury);
    it.world.does("dave", &vault, json!({ "claim_slashed": { "service": 1, "version": 1 } }));
    assert_eq!(it.world.shares(&treasury), had + due.loss);
    assert_eq!(it.world.shares(&vault), DEPOSIT + BOND - due.loss, "nothing is left over");
    alice_leaves(&mut it, &due);
}

fn the_chain_slashes(world: &mut World) {
    let (staked, backing) = (staked(world), world.figure("solvency", "/backing"));
    let operator = world.devnet.operator("val4").unwrap();
    let with_it = world.delegated_to(&operator);
    let height = world.devnet.advance(2).unwrap();
    world.devnet.double_sign("val4", height - 2).unwrap();
    let cut = staked - self::staked(world);
    assert_eq!(cut, with_it - world.delegated_to(&operator), "nothing else was cut");
    assert!(cut.abs_diff(with_it / 20) <= EXACT, "{cut} of {with_it}");
    world.hub("keeper", json!({ "sync": {} }));
    assert_eq!(world.figure("solvency", "/backing"), backing - cut, "each coin of it is missing");
    world.assert_books();
}

fn staked(world: &World) -> u128 {
    world.delegations().iter().map(|(_, units)| units).sum()
}

/// Receipt, vault and commitment say what the rules say.
pub fn the_slash_took(it: &Secured, id: u64, due: &Due) {
    let (receipt, books, commitment) = (it.receipt(id), it.books(), it.commitment());
    let rows = ["base", "applied", "bond", "cover", "pool_loss"];
    let took = rows.map(|row| number(&receipt, &format!("/{row}")));
    assert_eq!(took, [due.base, due.loss, BOND, 0, due.pool], "{receipt}");
    assert_eq!(number(&books, "/assets"), DEPOSIT - due.pool, "{books}");
    assert_eq!(number(&books, "/escrow"), due.loss, "{books}");
    assert_eq!(number(&books, "/magnitude"), WHOLE - due.magnitude, "{books}");
    assert_eq!(number(&commitment, "/slashable"), WEIGHT - due.magnitude, "{commitment}");
    let budget = WEIGHT * TERMS.0 / TERMS.1 - due.budget;
    assert_eq!(number(&commitment, "/budget"), budget, "{commitment}");
}

/// All that the vault still has is hers, less what its virtual shares keep.
fn alice_leaves(it: &mut Secured, due: &Due) {
    let (vault, alice) = (it.vault.clone(), it.world.address("alice"));
    let shares = number(&it.books(), "/shares");
    let exit = json!({ "request_exit": { "shares": shares.to_string() } });
    it.world.does("alice", &vault, exit);
    it.world.devnet.pass(NOTICE).unwrap();
    let had = it.world.shares(&alice);
    it.world.does("alice", &vault, json!({ "claim_exit": {} }));
    let left = DEPOSIT - due.pool;
    let paid = (shares * (left + 1) / (shares + 1_000)).min(left);
    assert_eq!(it.world.shares(&alice), had + paid);
}
