//! What shall be deployed: a TOML file.

use std::path::Path;

use cosmwasm_std::{Decimal, Uint128};
use serde::Deserialize;
use serde_json::{json, Value};
use weir_interface::hub::InstantiateMsg;
use weir_interface::restaking::Asset;
use weir_interface::{fund, hub, registry};

use crate::{Node, NodeError, CONTRACTS, RESTAKING};

/// What shall be deployed. Accounts are addresses, or names of keys in the keyring.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The staking coin.
    pub denom: String,
    /// Its decimal places, 0 to 18.
    pub decimals: u8,
    /// Units whose shares are dead for ever: at least one whole coin. The deployer pays them.
    pub first_deposit: Uint128,
    /// What the hub's address is made of, beside its code and the deployer: another one for another
    /// deployment of the same code.
    #[serde(default = "usual_salt")]
    pub salt: String,
    /// Who governs: a DAO.
    pub owner: String,
    /// May pause for a limited time.
    pub guardian: Option<String>,
    /// May vote the hub's stake in the chain's governance.
    pub voter: Option<String>,
    /// Who may migrate the contracts: the DAO behind a delay. Nobody ever if left out.
    pub admin: Option<String>,
    /// The chain's unbonding period in seconds; the chain is asked if left out.
    pub unbonding_period: Option<u64>,
    /// The token.
    pub token: TokenPlan,
    /// The registry.
    pub registry: RegistryPlan,
    /// The distributor.
    #[serde(default)]
    pub distributor: DistributorPlan,
    /// Parameters of the hub other than the defaults.
    #[serde(default)]
    pub parameters: hub::ParameterChanges,
    /// The contracts of restaking; none of them if left out.
    pub restaking: Option<RestakingPlan>,
}

/// Service registry, code of vaults, slash coordinator and insurance fund, beside the derivative.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestakingPlan {
    /// Gets what is slashed for the treasury.
    pub treasury: String,
    /// What vaults may hold beside the derivative.
    #[serde(default)]
    pub assets: Vec<Asset>,
    /// Parameters of the insurance fund other than the defaults.
    #[serde(default)]
    pub fund: fund::ParameterChanges,
}

/// The token.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenPlan {
    /// Name for people.
    pub name: String,
    /// Ticker.
    pub symbol: String,
}

/// The registry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistryPlan {
    /// May set weights beside the owner.
    pub gauge: Option<String>,
    /// The first validators with their weights.
    #[serde(default)]
    pub validators: Vec<registry::Weight>,
    /// Instead of a list: as many of the bonded set's largest, with equal weights, that take no more
    /// commission than the limit.
    pub largest: Option<usize>,
    /// Parameters other than the defaults.
    #[serde(default)]
    pub parameters: registry::ParameterChanges,
}

/// The distributor.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DistributorPlan {
    /// The fee on rewards.
    pub fee: Option<Decimal>,
    /// Of the fee a call produced, what its caller gets.
    pub keeper_pay: Option<Decimal>,
    /// Who gets the rest of the fee.
    #[serde(default)]
    pub receivers: Vec<weir_interface::distributor::Receiver>,
}

/// By what a deployment knows its plan again: hashes of what it says, however it is written. The
/// section `[restaking]` has one of its own, since it may be added later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanHash {
    /// SHA-256 of all but that section, in hex.
    pub suite: String,
    /// SHA-256 of that section; nothing without.
    pub restaking: Option<String>,
}

impl PlanHash {
    fn of(text: &str) -> Result<Self, toml::de::Error> {
        let mut plan: toml::Table = toml::from_str(text)?;
        let restaking = plan.remove("restaking");
        // Both are sorted by their keys.
        let hash = |value: &toml::Value| {
            crate::files::hash_of(value.to_string().as_bytes()).to_lowercase()
        };
        Ok(Self { restaking: restaking.as_ref().map(hash), suite: hash(&plan.into()) })
    }
}

fn usual_salt() -> String {
    "weir".to_string()
}

/// Ids of the codes a hub is made of.
pub(super) struct Codes {
    pub token: u64,
    pub registry: u64,
    pub distributor: u64,
}

impl Plan {
    /// A plan from a file; with the hashes of what it says.
    ///
    /// # Errors
    /// [`NodeError::File`] with the line.
    pub fn read(path: &Path) -> Result<(Self, PlanHash), NodeError> {
        let shown = path.display().to_string();
        let file = |cause: String| NodeError::File { path: shown.clone(), cause };
        let text = std::fs::read_to_string(path).map_err(|error| file(error.to_string()))?;
        let plan: Self = toml::from_str(&text).map_err(|error| file(error.to_string()))?;
        let bad = plan.problem();
        match bad {
            Some(cause) => Err(file(cause)),
            None => Ok((plan, PlanHash::of(&text).map_err(|error| file(error.to_string()))?)),
        }
    }

    /// The contracts it is of, by name.
    pub(super) fn contracts(&self) -> Vec<&'static str> {
        let restaking = self.restaking.iter().flat_map(|_| RESTAKING);
        CONTRACTS.into_iter().chain(restaking).collect()
    }

    /// What is wrong with it, as far as no chain is needed to tell.
    fn problem(&self) -> Option<String> {
        if self.decimals > 18 {
            return Some(format!("decimals are at most 18, not {}", self.decimals));
        }
        let whole = Uint128::new(10u128.saturating_pow(self.decimals.into()));
        if self.first_deposit < whole {
            let came = self.first_deposit;
            return Some(format!("first_deposit is at least {whole} (one whole coin), not {came}"));
        }
        if !(1..=64).contains(&self.salt.len()) {
            return Some(format!("salt has 1 to 64 bytes, not {}", self.salt.len()));
        }
        match (self.registry.validators.is_empty(), self.registry.largest) {
            (true, None | Some(0)) => {
                Some("registry names no validators: give `validators` or `largest`".into())
            }
            (false, Some(_)) => Some("registry has `validators` and `largest`: give one".into()),
            _ => None,
        }
    }

    /// The message the hub is created with.
    pub(super) fn message(&self, node: &dyn Node, codes: &Codes) -> Result<Value, NodeError> {
        let optional = |who: &Option<String>| -> Result<Option<String>, NodeError> {
            who.as_deref().map(|who| node.address_of(who)).transpose()
        };
        let receivers = self.distributor.receivers.iter().map(|receiver| {
            let address = node.address_of(&receiver.address)?;
            let (weight, label) = (receiver.weight, &receiver.label);
            Ok(json!({ "address": address, "weight": weight, "label": label }))
        });
        let unbonding_period = match self.unbonding_period {
            Some(seconds) => seconds,
            None => node.facts()?.unbonding_period,
        };
        let message = json!({
            "owner": node.address_of(&self.owner)?,
            "guardian": optional(&self.guardian)?,
            "voter": optional(&self.voter)?,
            "denom": self.denom,
            "decimals": self.decimals,
            "admin": optional(&self.admin)?,
            "unbonding_period": unbonding_period,
            "parameters": self.parameters,
            "token": {
                "code_id": codes.token,
                "name": self.token.name,
                "symbol": self.token.symbol,
                "marketing": null,
            },
            "registry": {
                "code_id": codes.registry,
                "gauge": optional(&self.registry.gauge)?,
                "validators": self.validators(node)?,
                "parameters": self.registry.parameters,
            },
            "distributor": {
                "code_id": codes.distributor,
                "fee": self.distributor.fee,
                "keeper_pay": self.distributor.keeper_pay,
                "receivers": receivers.collect::<Result<Vec<_>, NodeError>>()?,
            },
        });
        // What the hub would refuse to read is refused here, before anybody pays for it.
        let read: Result<InstantiateMsg, _> = serde_json::from_value(message.clone());
        let invalid = |error: serde_json::Error| NodeError::Invalid {
            what: "the plan".into(),
            cause: error.to_string(),
        };
        read.map_err(invalid)?;
        Ok(message)
    }

    fn validators(&self, node: &dyn Node) -> Result<Vec<registry::Weight>, NodeError> {
        let Some(wanted) = self.registry.largest else {
            return Ok(self.registry.validators.clone());
        };
        let limit = self.registry.parameters.commission_limit.unwrap_or(Decimal::percent(20));
        let fits = node.bonded_validators()?.into_iter().filter(|one| one.commission <= limit);
        let chosen: Vec<_> = fits
            .take(wanted)
            .map(|one| registry::Weight { validator: one.operator, weight: 100 })
            .collect();
        match chosen.len() {
            0 => Err(NodeError::Invalid {
                what: "registry.largest".into(),
                cause: format!("no bonded validator takes at most {limit} of its rewards"),
            }),
            _ => Ok(chosen),
        }
    }
}
