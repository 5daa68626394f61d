//! Who a step is about: actors, groups of them, validators, contracts.

use std::fmt;
use std::ops::Range;

use serde::de::{self, Deserializer};
use serde::Deserialize;
use toml::Spanned;

use super::context;
use super::suggest::nearest;

/// Actors that exist in every scenario: the owner of the contracts, the guardian, one keeper, the
/// receiver of protocol fees, and somebody without any right.
pub const BUILT_IN_ACTORS: [&str; 5] = ["owner", "guardian", "keeper", "treasury", "stranger"];

/// One actor: a name of `[[actors]]`, a built-in one, or `delegator-287` of a bulk deposit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The name as written.
    pub name: String,
}

/// One actor or a group of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// One by name.
    One(Actor),
    /// `"actors"`: all of `[[actors]]`; `"delegators"`: all of the bulk deposits; `"everyone"`: both.
    /// `"20 delegators"` picks that many by the scenario's seed.
    Group {
        /// Which group.
        group: Group,
        /// How many of it, picked by the seed; all of them when absent.
        pick: Option<u32>,
    },
}

/// A group of actors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// All of `[[actors]]`.
    Actors,
    /// All who came by `bond_file`.
    Delegators,
    /// Both.
    Everyone,
}

/// A validator by its moniker, its operator address, or `validator-3` among made-up ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidatorRef {
    /// Index into `Scenario::validators`.
    pub index: usize,
    /// The name as written.
    pub name: String,
    /// Where it is written.
    pub span: Range<usize>,
}

/// One of the suite's contracts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contract {
    /// The staking hub.
    Hub,
    /// The LST.
    Token,
    /// The validator registry.
    Registry,
    /// The reward distributor.
    Distributor,
    /// The service registry, `services`.
    Services,
    /// The slash coordinator.
    Coordinator,
    /// The insurance fund.
    Fund,
    /// A vault, by its name: index into the scenario's vaults.
    Vault(usize),
}

/// A vault of `[[restaking.vaults]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultRef {
    /// Its place in the list.
    pub index: usize,
    /// The name as written.
    pub name: String,
}

/// A service of `[[restaking.services]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRef {
    /// Its place in the list.
    pub index: usize,
    /// The name as written.
    pub name: String,
}

impl ServiceRef {
    /// Its id in the registry: from 1, in the order of the list.
    pub fn id(&self) -> u64 {
        (self.index as u64).saturating_add(1)
    }
}

/// The words for contracts, vaults apart.
pub const CONTRACTS: [(&str, Contract); 7] = [
    ("hub", Contract::Hub),
    ("token", Contract::Token),
    ("registry", Contract::Registry),
    ("distributor", Contract::Distributor),
    ("services", Contract::Services),
    ("coordinator", Contract::Coordinator),
    ("fund", Contract::Fund),
];

/// Where a name stands in a list that is known by the time steps are read.
fn index_of(what: &str, name: &str, known: &[String]) -> Result<usize, String> {
    known.iter().position(|one| one == name).ok_or_else(|| {
        let meant = nearest(name, known.iter().map(String::as_str));
        let meant = meant.map(|n| format!(": did you mean `{n}`?")).unwrap_or_default();
        format!("unknown {what} `{name}`{meant}")
    })
}

impl Contract {
    /// The word for it; nothing for a vault.
    pub fn word(self) -> &'static str {
        CONTRACTS.iter().find(|(_, known)| *known == self).map_or("", |(word, _)| word)
    }

    fn parse(name: &str) -> Result<Self, String> {
        let known = CONTRACTS.iter().find(|(word, _)| *word == name);
        if let Some((_, contract)) = known {
            return Ok(*contract);
        }
        let vaults = context::with(|c| c.vaults.clone()).unwrap_or_default();
        if let Some(index) = vaults.iter().position(|vault| vault == name) {
            return Ok(Self::Vault(index));
        }
        let words = CONTRACTS.iter().map(|(word, _)| *word);
        let all: Vec<String> =
            words.chain(vaults.iter().map(String::as_str)).map(|w| format!("`{w}`")).collect();
        Err(format!("unknown variant `{name}`, expected one of {}", all.join(", ")))
    }
}

impl<'de> Deserialize<'de> for Contract {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(d)?).map_err(de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for VaultRef {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let name = String::deserialize(d)?;
        let known = context::with(|c| c.vaults.clone()).unwrap_or_default();
        let index = index_of("vault", &name, &known).map_err(de::Error::custom)?;
        Ok(Self { index, name })
    }
}

impl<'de> Deserialize<'de> for ServiceRef {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let name = String::deserialize(d)?;
        let known = context::with(|c| c.services.clone()).unwrap_or_default();
        let index = index_of("service", &name, &known).map_err(de::Error::custom)?;
        Ok(Self { index, name })
    }
}

impl Actor {
    fn parse(name: &str) -> Result<Self, String> {
        let known = context::with(|c| c.actors.clone()).flatten();
        let bulk = name.strip_prefix("delegator-");
        let passes = known.as_ref().is_none_or(|known| known.iter().any(|k| k == name))
            || BUILT_IN_ACTORS.contains(&name)
            || bulk.is_some_and(|n| n.parse::<u32>().is_ok());
        if passes {
            return Ok(Self { name: name.to_owned() });
        }
        let known = known.unwrap_or_default();
        let all = known.iter().map(String::as_str).chain(BUILT_IN_ACTORS);
        let meant = nearest(name, all).map(|n| format!(": did you mean `{n}`?"));
        Err(format!("unknown actor `{name}`{}", meant.unwrap_or_default()))
    }
}

impl Who {
    fn parse(text: &str) -> Result<Self, String> {
        let (pick, word) = match text.split_once(' ') {
            Some((n, word)) => {
                (Some(n.parse().map_err(|_| format!("`{n}` is not a number of actors"))?), word)
            }
            None => (None, text),
        };
        let group = match word {
            "actors" => Group::Actors,
            "delegators" => Group::Delegators,
            "everyone" => Group::Everyone,
            _ if pick.is_some() => {
                return Err(format!("unknown group `{word}`: actors, delegators or everyone"))
            }
            _ => return Actor::parse(text).map(Self::One),
        };
        Ok(Self::Group { group, pick })
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(actor) => f.write_str(&actor.name),
            Self::Group { group, pick } => {
                if let Some(n) = pick {
                    write!(f, "{n} ")?;
                }
                f.write_str(match group {
                    Group::Actors => "actors",
                    Group::Delegators => "delegators",
                    Group::Everyone => "everyone",
                })
            }
        }
    }
}

impl<'de> Deserialize<'de> for Actor {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(d)?).map_err(de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Who {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(d)?).map_err(de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for ValidatorRef {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = Spanned::<String>::deserialize(d)?;
        let span = text.span();
        let name = text.into_inner();
        let known = context::with(|c| c.validators.clone()).flatten().unwrap_or_default();
        let found = known.iter().position(|(n, op)| *n == name || op.as_ref() == Some(&name));
        let index = found.ok_or_else(|| {
            let meant = nearest(&name, known.iter().map(|(n, _)| n.as_str()));
            let meant = meant.map(|n| format!(": did you mean `{n}`?")).unwrap_or_default();
            de::Error::custom(format!("unknown validator `{name}`{meant}"))
        })?;
        Ok(Self { index, name, span })
    }
}
