//! Restaking as compiled, on the chain's real modules: registry, coordinator, fund, one vault.

use serde_json::{json, Value};
use weir_referee::{msg, Block, Error, Outcome, Tx};

use super::wat::Conduct;
use super::{artifact, text, Weir, COIN, DENOM};

pub const DAY: u64 = 86_400;
/// Longer than the notice of a vault.
pub const NOTICE: u64 = 24 * DAY;
/// A vault's whole magnitude, as the wire has it.
pub const WHOLE: u128 = 1_000_000_000_000_000_000;
/// Of Alice, in the vault.
pub const DEPOSIT: u128 = 1_000 * COIN;

/// What the vault of a world holds.
#[derive(Clone, Copy, PartialEq)]
pub enum Held {
    Coins,
    Derivative,
}

/// A vault of keeper's operator. Every service is bob's.
pub struct Restaking {
    pub weir: Weir,
    pub registry: String,
    pub coordinator: String,
    pub fund: String,
    pub vault: String,
    held: Held,
}

impl Restaking {
    /// An empty vault. Alice and bob have half of their coins bonded.
    pub fn begin(held: Held) -> Result<Self, Error> {
        let mut weir = Weir::begin(1)?;
        for name in ["alice", "bob"] {
            weir.bond(name, 500_000 * COIN)?;
        }
        let names = ["service-registry", "restaking-vault", "slash-coordinator", "insurance-fund"];
        let mut codes = vec![];
        for name in names {
            codes.push(weir.chain.store_code("deployer", &artifact(name))?);
        }
        let asset = match held {
            Held::Coins => json!({ "native": { "denom": DENOM } }),
            Held::Derivative => json!({ "cw20": { "address": weir.token } }),
        };
        let hub = (held == Held::Derivative).then(|| weir.hub.clone());
        let owner = weir.chain.account("owner")?;
        let birth = json!({ "owner": owner, "vault_code": codes[1], "assets": [asset] });
        let registry = born(&mut weir, codes[0], birth)?;
        let birth = json!({ "owner": owner, "registry": registry });
        let coordinator = born(&mut weir, codes[2], birth)?;
        let birth = json!({
            "owner": owner, "asset": asset, "coordinator": coordinator, "registry": registry,
            "hub": hub,
        });
        let fund = born(&mut weir, codes[3], birth)?;
        let set = json!({ "set_service_registry": { "registry": registry } });
        let distributor = weir.distributor.clone();
        weir.call("owner", &distributor, set)?;
        let links = json!({
            "coordinator": coordinator, "distributor": distributor, "fund": fund,
            "hub": hub, "treasury": weir.chain.account("treasury")?,
        });
        weir.call("owner", &registry, json!({ "set_links": { "links": links } }))?;
        let operator = json!({
            "metadata": { "name": "operator" }, "bond_address": weir.chain.account("bob")?,
        });
        weir.call("keeper", &registry, json!({ "register_operator": operator }))?;
        let create = json!({ "create_vault": { "operator": 1, "asset": asset } });
        weir.call("keeper", &registry, create)?;
        let made = weir.chain.smart(&registry, &json!({ "vaults": { "operator": 1 } }))?;
        let vault = text(&made, "/0/vault");
        Ok(Self { weir, registry, coordinator, fund, vault, held })
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

    /// A service that takes at most a fifth, linked with the operator.
    ///
    /// What was done for it, by the message's name.
    pub fn begin_service(
        &mut self,
        service: u64,
        hook: Option<&str>,
    ) -> Result<Vec<(&'static str, Outcome)>, Error> {
        let registry = self.registry.clone();
        let register = json!({ "metadata": { "name": "service" }, "hook": hook });
        let register = json!({ "register_service": register });
        let mut told = vec![("register_service", self.weir.call("bob", &registry, register)?)];
        let resolver = self.contract(&Conduct::agree())?;
        let terms = json!({
            "slasher": self.weir.chain.account("bob")?, "max_slash": "0.2",
            "evidence_window": 3 * DAY, "resolution_window": 2 * DAY, "execution_window": 2 * DAY,
            "mode": "veto", "resolvers": [resolver], "destination": "treasury", "minimum_bond": "0",
        });
        let publish = json!({ "publish_terms": { "service": service, "terms": terms } });
        told.push(("publish_terms", self.weir.call("bob", &registry, publish)?));
        for side in ["keeper", "bob"] {
            let link = json!({ "link": { "operator": 1, "service": service } });
            told.push(("link", self.weir.call(side, &registry, link)?));
        }
        Ok(told)
    }

    /// The operator announces a commitment of a part of the vault's magnitude.
    pub fn announce(&mut self, service: u64, weight: u128) -> Result<Outcome, Error> {
        let announce = json!({ "service": service, "version": 1, "weight": weight.to_string() });
        self.vault("keeper", json!({ "announce_commitment": announce }))
    }

    /// What was announced takes effect.
    pub fn notice_passes(&mut self) -> Result<(), Error> {
        self.passes(NOTICE)?;
        self.vault("keeper", json!({ "settle": {} })).map(|_| ())
    }

    /// A message to the vault.
    pub fn vault(&mut self, from: &str, call: Value) -> Result<Outcome, Error> {
        let vault = self.vault.clone();
        self.weir.call(from, &vault, call)
    }

    /// A message to the coordinator.
    pub fn coordinate(&mut self, from: &str, call: Value) -> Result<Outcome, Error> {
        let coordinator = self.coordinator.clone();
        self.weir.call(from, &coordinator, call)
    }

    /// The vault's asset with a message, to the vault or the fund.
    pub fn pay(
        &mut self,
        from: &str,
        to: &str,
        units: u128,
        call: Value,
    ) -> Result<Outcome, Error> {
        if self.held == Held::Coins {
            return self.weir.call_with(from, to, call, units);
        }
        self.weir.send(from, to, units, &call)
    }

    /// Somebody enters the vault.
    pub fn deposit(&mut self, from: &str, units: u128) -> Result<Outcome, Error> {
        let vault = self.vault.clone();
        self.pay(from, &vault, units, json!({ "deposit": {} }))
    }

    /// Anyone sends what a service slashed where it belongs.
    pub fn claim_slashed(&mut self, service: u64) -> Result<Outcome, Error> {
        let claim = json!({ "claim_slashed": { "service": service, "version": 1 } });
        self.vault("keeper", claim)
    }

    /// Active shares of somebody.
    pub fn shares_of(&mut self, name: &str) -> Result<u128, Error> {
        let position = self.position(name)?;
        Ok(text(&position, "/active").parse().unwrap())
    }

    /// Buckets in which somebody's shares are on their way out.
    pub fn buckets(&mut self, name: &str) -> Result<Vec<u64>, Error> {
        let position = self.position(name)?;
        let rows = position["exits"].as_array().unwrap();
        Ok(rows.iter().map(|row| text(row, "/bucket").parse().unwrap()).collect())
    }

    fn position(&mut self, name: &str) -> Result<Value, Error> {
        let (vault, owner) = (self.vault.clone(), self.weir.chain.account(name)?);
        self.weir.chain.smart(&vault, &json!({ "position": { "owner": owner } }))
    }

    /// A request for a part of what stands behind a service now.
    pub fn accuse(&mut self, service: u64, offence: &str) -> Result<Outcome, Error> {
        let block = self.weir.chain.block(&Block::after(6))?;
        self.passes(6)?;
        let request = json!({
            "service": service, "vault": self.vault, "fraction": "0.1",
            "infraction_time": block.time, "offence_id": offence,
            "evidence_hash": msg::embedded(&json!("evidence")), "evidence_uri": "",
        });
        self.coordinate("bob", json!({ "request_slash": request }))
    }

    /// Anyone executes a request.
    pub fn execute(&mut self, id: u64, skip: &[&str]) -> Result<Outcome, Error> {
        self.coordinate("keeper", json!({ "execute": { "id": id, "skip": skip } }))
    }

    /// An answer of the coordinator.
    pub fn ask(&mut self, query: Value) -> Result<Value, Error> {
        let coordinator = self.coordinator.clone();
        self.weir.chain.smart(&coordinator, &query)
    }

    /// Who was not told of a request, as the coordinator remembers it.
    pub fn failures(&mut self, id: u64) -> Result<Vec<String>, Error> {
        let rows = self.ask(json!({ "failures": { "id": id } }))?;
        Ok(rows.as_array().unwrap().iter().map(|row| text(row, "/listener")).collect())
    }

    /// Time passes in a block.
    pub fn passes(&mut self, seconds: u64) -> Result<(), Error> {
        self.weir.chain.block(&Block::after(seconds)).map(|_| ())
    }
}

fn born(weir: &mut Weir, code: u64, birth: Value) -> Result<String, Error> {
    let (deployer, admin) = (weir.chain.account("deployer")?, weir.chain.account("owner")?);
    let born = msg::instantiate(&deployer, &admin, code, "restaking", birth, vec![]);
    Ok(text(&weir.chain.tx(Tx::new("deployer", born))?.responses[0], "/address"))
}
