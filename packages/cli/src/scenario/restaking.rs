//! `[restaking]`: the fund, services with their terms, operators, vaults.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::Deserialize;
use toml::Spanned;

use super::names::Actor;
use super::problem::Problem;
use super::quantity::{Percent, Period, Shares};
use super::read::Source;

/// Restaking as the story begins.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RestakingOptions {
    /// Parameters of the insurance fund that differ from the defaults.
    pub fund: FundOptions,
    /// Services, in the order of their ids.
    pub services: Vec<ServiceEntry>,
    /// Operators, in the order of their ids; each is linked with every service.
    pub operators: Vec<OperatorEntry>,
    /// Vaults.
    pub vaults: Vec<VaultEntry>,
}

/// Parameters of the insurance fund.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "each is the fund's parameter of the same name")]
pub struct FundOptions {
    pub of_loss: Option<Percent>,
    pub of_fund: Option<Percent>,
    pub exit_delay: Option<Period>,
}

/// A service and its first terms.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceEntry {
    /// The name by which steps call it.
    pub name: String,
    /// Who owns it.
    pub owner: Actor,
    /// Who may ask for slashes; the owner when absent.
    pub slasher: Option<Actor>,
    /// Most that it may take of a commitment within the exit delay.
    pub max_slash: Percent,
    /// How long after an offence it may be asked for: 3 days when absent.
    #[serde(default = "three_days")]
    pub evidence_window: Period,
    /// How long the council may decide: 2 days when absent.
    #[serde(default = "two_days")]
    pub resolution_window: Period,
    /// How long it may be executed then: 2 days when absent.
    #[serde(default = "two_days")]
    pub execution_window: Period,
    /// What silence of the council means: `"veto"`, the default, executes; `"approve"` does not.
    #[serde(default)]
    pub mode: ModeOf,
    /// Where slashed assets go; the treasury when absent.
    #[serde(default)]
    pub destination: DestinationOf,
    /// Least bond of an operator, in base units of the vault's asset.
    #[serde(default)]
    pub minimum_bond: u64,
}

impl ServiceEntry {
    /// Who fetches what was slashed: anyone, unless it goes to an account of the service.
    pub fn fetcher(&self) -> &str {
        match &self.destination {
            DestinationOf::Service(who) => &who.name,
            _ => "keeper",
        }
    }
}

/// What silence of the resolvers means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModeOf {
    /// The slash is executed unless vetoed.
    #[default]
    Veto,
    /// It is executed only when approved.
    Approve,
}

/// Where slashed assets go: `"treasury"`, `"fund"`, `"burn"`, `{ service = "alice" }` or
/// `{ unwind = "alice" }`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DestinationOf {
    /// To the treasury.
    #[default]
    Treasury,
    /// To the insurance fund.
    Fund,
    /// Burnt through the hub, for all who hold the LST.
    Burn,
    /// To an account of the service.
    Service(Actor),
    /// Redeemed through the hub, for that account.
    Unwind(Actor),
}

/// An operator.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorEntry {
    /// The name by which vaults call it.
    pub name: String,
    /// Who acts for it.
    pub admin: Actor,
    /// Where its bond goes home to; the admin when absent.
    pub bond_to: Option<Actor>,
}

/// A vault; its parameters are the defaults where nothing is said.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VaultEntry {
    /// The name by which steps call it.
    pub name: String,
    /// Its operator.
    pub operator: String,
    /// What it holds: `"lst"`, the default, or `"coin"`.
    #[serde(default)]
    pub asset: AssetOf,
    /// Seconds that an exit takes.
    pub exit_delay: Option<Period>,
    /// Sum of weights, as a multiple of the vault.
    pub leverage: Option<Percent>,
    /// Sum of what services may take.
    pub cap: Option<Percent>,
    /// What one service may take.
    pub per_service: Option<Percent>,
    /// What services of one group may take.
    pub per_group: Option<Percent>,
    /// Loss of a day that trips the breaker.
    pub breaker: Option<Percent>,
    /// Most that deposits may fill the vault to.
    pub deposit_cap: Option<Shares>,
}

/// What a vault holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssetOf {
    /// The LST.
    #[default]
    Lst,
    /// The staking coin.
    Coin,
}

fn two_days() -> Period {
    Period(2 * 86_400)
}

fn three_days() -> Period {
    Period(3 * 86_400)
}

impl<'de> Deserialize<'de> for DestinationOf {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum To {
            Service(Actor),
            Unwind(Actor),
        }
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = DestinationOf;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`\"treasury\"`, `\"fund\"`, `\"burn\"`, `{ service = \"alice\" }` or `{ unwind = \"alice\" }`")
            }
            fn visit_str<E: de::Error>(self, v: &str) -> Result<Self::Value, E> {
                match v {
                    "treasury" => Ok(DestinationOf::Treasury),
                    "fund" => Ok(DestinationOf::Fund),
                    "burn" => Ok(DestinationOf::Burn),
                    _ => Err(E::invalid_value(de::Unexpected::Str(v), &self)),
                }
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Ok(match To::deserialize(MapAccessDeserializer::new(map))? {
                    To::Service(who) => DestinationOf::Service(who),
                    To::Unwind(who) => DestinationOf::Unwind(who),
                })
            }
        }
        d.deserialize_any(Any)
    }
}

/// What must be known of `[restaking]` to read a step.
#[derive(Default, Deserialize)]
pub(super) struct RestakingNames {
    #[serde(default)]
    services: Vec<Spanned<Named>>,
    #[serde(default)]
    operators: Vec<Spanned<Named>>,
    #[serde(default)]
    vaults: Vec<Spanned<Named>>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
    operator: Option<String>,
}

impl RestakingNames {
    /// Names of services and of vaults.
    pub(super) fn checked(self, source: &Source) -> miette::Result<(Vec<String>, Vec<String>)> {
        let Self { services, operators, vaults } = self;
        let services = different(source, "service", services)?;
        for vault in &vaults {
            let Some(operator) = &vault.get_ref().operator else { continue };
            if !operators.iter().any(|known| known.get_ref().name == *operator) {
                let wrong = format!("no operator of the scenario is called `{operator}`");
                return Err(Problem::new(source, vault.span(), wrong, None).into());
            }
        }
        different(source, "operator", operators)?;
        let taken = |name: &str| super::names::CONTRACTS.iter().any(|(word, _)| *word == name);
        if let Some(vault) = vaults.iter().find(|vault| taken(&vault.get_ref().name)) {
            let wrong = format!("`{}` means a contract already", vault.get_ref().name);
            return Err(Problem::new(source, vault.span(), wrong, None).into());
        }
        Ok((services, different(source, "vault", vaults)?))
    }
}

fn different(source: &Source, what: &str, all: Vec<Spanned<Named>>) -> miette::Result<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for one in all {
        let span = one.span();
        let name = one.into_inner().name;
        if names.contains(&name) {
            let wrong = format!("the {what} `{name}` is there twice");
            return Err(Problem::new(source, span, wrong, None).into());
        }
        names.push(name);
    }
    Ok(names)
}
