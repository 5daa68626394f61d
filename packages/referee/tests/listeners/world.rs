//! Restaking as compiled, on the chain's real modules: one vault of coins, one service.

use serde_json::{json, Value};
use weir_referee::{msg, Block, Error, Outcome, Tx};

use crate::common::{artifact, text, Weir, COIN, DENOM};
use crate::contract::Conduct;

const DAY: u64 = 86_400;
/// Longer than the notice of a vault.
const NOTICE: u64 = 24 * DAY;
/// A vault's whole magnitude, as the wire has it.
const WHOLE: &str = "1000000000000000000";
/// Of Alice, in the vault.
pub const DEPOSIT: u128 = 1_000 * COIN;

/// A vault whose whole magnitude secures one service: bob's, by bob's operator.
pub struct World {
    pub weir: Weir,
    pub registry: String,
    pub coordinator: String,
    pub vault: String,
}

impl World {
    pub fn begin() -> Result<Self, Error> {
        let mut weir = Weir::begin(1)?;
        let names = ["service-registry", "restaking-vault", "slash-coordinator"];
        let mut codes = vec![];
        for name in names {
            codes.push(weir.chain.store_code("deployer", &artifact(name))?);
        }
        let owner = weir.chain.account("owner")?;
        let birth = json!({
            "owner": owner, "guardian": null, "vault_code": codes[1], "vault_admin": null,
            "links": null, "assets": [{ "native": { "denom": DENOM } }],
        });
        let registry = born(&mut weir, codes[0], birth)?;
        let birth = json!({ "owner": owner, "registry": registry, "fund": null });
        let coordinator = born(&mut weir, codes[2], birth)?;
        let set = json!({ "set_service_registry": { "registry": registry } });
        let distributor = weir.distributor.clone();
        weir.call("owner", &distributor, set)?;
        let links = json!({
            "coordinator": coordinator, "distributor": distributor, "fund": null, "hub": null,
            "treasury": weir.chain.account("treasury")?,
        });
        weir.call("owner", &registry, json!({ "set_links": { "links": links } }))?;
        Ok(Self { weir, registry, coordinator, vault: String::new() })
    }

    /// A contract that conducts itself so; its owner may change that.
    pub fn contract(&mut self, conduct: &Conduct) -> Result<String, Error> {
        let code = self.weir.chain.store_code("deployer", &conduct.wasm())?;
        born(&mut self.weir, code, json!({}))
    }

    /// Has a contract conduct itself otherwise.
    pub fn becomes(&mut self, contract: &str, conduct: &Conduct) -> Result<(), Error> {
        let code = self.weir.chain.store_code("deployer", &conduct.wasm())?;
        let owner = self.weir.chain.account("owner")?;
        let migrate = msg::migrate(&owner, contract, code, json!({}));
        self.weir.chain.tx(Tx::new("owner", migrate)).map(|_| ())
    }

    /// Alice's coins secure a service that tells `hook`, in a vault that tells `listeners`.
    pub fn secure(&mut self, hook: &str, listeners: &[String]) -> Result<(), Error> {
        let registry = self.registry.clone();
        let name = |name: &str| json!({ "name": name, "description": null, "link": null });
        let service = json!({ "metadata": name("service"), "hook": hook });
        self.weir.call("bob", &registry, json!({ "register_service": service }))?;
        let resolver = self.contract(&Conduct::agree())?;
        let terms = json!({
            "slasher": self.weir.chain.account("bob")?, "max_slash": "0.2",
            "evidence_window": 3 * DAY, "resolution_window": 2 * DAY, "execution_window": 2 * DAY,
            "mode": "veto", "resolvers": [resolver], "destination": "treasury", "minimum_bond": "0",
        });
        let publish = json!({ "publish_terms": { "service": 1, "terms": terms } });
        self.weir.call("bob", &registry, publish)?;
        let bond_address = self.weir.chain.account("bob")?;
        let operator =
            json!({ "metadata": name("operator"), "bond_address": bond_address, "hook": null });
        self.weir.call("keeper", &registry, json!({ "register_operator": operator }))?;
        for side in ["keeper", "bob"] {
            let link = json!({ "link": { "operator": 1, "service": 1 } });
            self.weir.call(side, &registry, link)?;
        }
        let create = json!({
            "operator": 1, "asset": { "native": { "denom": DENOM } }, "parameters": null,
        });
        self.weir.call("keeper", &registry, json!({ "create_vault": create }))?;
        let all = json!({ "vaults": { "operator": 1, "start_after": null, "limit": null } });
        let made = self.weir.chain.smart(&registry, &all)?;
        self.vault = text(&made, "/0/vault");
        let vault = self.vault.clone();
        let set = json!({ "set_listeners": { "listeners": listeners } });
        self.weir.call("owner", &vault, set)?;
        let deposit = json!({ "receiver": null, "min_shares": null, "max_pending_slash": null });
        self.weir.call_with("alice", &vault, json!({ "deposit": deposit }), DEPOSIT)?;
        let announce = json!({ "service": 1, "version": 1, "weight": WHOLE });
        self.weir.call("keeper", &vault, json!({ "announce_commitment": announce }))?;
        self.weir.chain.block(&Block::after(NOTICE))?;
        self.weir.call("keeper", &vault, json!({ "settle": {} }))?;
        Ok(())
    }

    /// A request for a tenth, with the time that resolvers have gone by.
    pub fn accuse(&mut self) -> Result<(), Error> {
        let block = self.weir.chain.block(&Block::after(6))?;
        self.weir.chain.block(&Block::after(6))?;
        let request = json!({
            "service": 1, "vault": self.vault, "fraction": "0.1", "infraction_time": block.time,
            "offence_id": "offence", "evidence_hash": msg::embedded(&json!("evidence")),
            "evidence_uri": "",
        });
        let coordinator = self.coordinator.clone();
        self.weir.call("bob", &coordinator, json!({ "request_slash": request }))?;
        self.weir.chain.block(&Block::after(2 * DAY))?;
        Ok(())
    }

    /// Anyone executes the request.
    pub fn execute(&mut self, skip: &[&str]) -> Result<Outcome, Error> {
        let coordinator = self.coordinator.clone();
        let execute = json!({ "execute": { "id": 1, "skip": skip } });
        self.weir.call("keeper", &coordinator, execute)
    }

    /// An answer of the coordinator.
    pub fn ask(&mut self, query: Value) -> Result<Value, Error> {
        let coordinator = self.coordinator.clone();
        self.weir.chain.smart(&coordinator, &query)
    }

    /// Who was not told, as the coordinator remembers it.
    pub fn failures(&mut self) -> Result<Vec<String>, Error> {
        let query = json!({ "failures": { "id": 1, "start_after": null, "limit": null } });
        let rows = self.ask(query)?;
        Ok(rows.as_array().unwrap().iter().map(|row| text(row, "/listener")).collect())
    }

    /// A day passes.
    pub fn day_passes(&mut self) -> Result<(), Error> {
        self.weir.chain.block(&Block::after(DAY)).map(|_| ())
    }
}

fn born(weir: &mut Weir, code: u64, birth: Value) -> Result<String, Error> {
    let (deployer, admin) = (weir.chain.account("deployer")?, weir.chain.account("owner")?);
    let born = msg::instantiate(&deployer, &admin, code, "restaking", birth, vec![]);
    Ok(text(&weir.chain.tx(Tx::new("deployer", born))?.responses[0], "/address"))
}
