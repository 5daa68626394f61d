//! From text to [`Scenario`]: units first, then chain and names, then the steps that use them.

use std::path::Path;
use std::sync::Arc;

use miette::{IntoDiagnostic, NamedSource, WrapErr};
use serde::Deserialize;
use toml::Spanned;

use super::context::{self, Context, ReadFile};
use super::problem::Problem;
use super::restaking::RestakingNames;
use super::*;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    scenario: Head,
    #[serde(default)]
    chain: Chain,
    #[serde(default)]
    hub: HubOptions,
    #[serde(default)]
    registry: RegistryOptions,
    #[serde(default)]
    distributor: DistributorOptions,
    restaking: Option<RestakingOptions>,
    #[serde(default)]
    actors: Vec<ActorEntry>,
    #[serde(default)]
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    title: String,
    #[serde(default)]
    description: String,
    days: Option<u64>,
    #[serde(default)]
    seed: u64,
}

/// What must be known to read an amount.
#[derive(Default, Deserialize)]
struct Units {
    #[serde(default)]
    chain: UnitsOfChain,
}

#[derive(Default, Deserialize)]
struct UnitsOfChain {
    denom: Option<String>,
    display: Option<String>,
    decimals: Option<u32>,
}

/// What must be known to read a name.
#[derive(Deserialize)]
struct Names {
    #[serde(default)]
    chain: Chain,
    #[serde(default)]
    actors: Vec<Spanned<ActorEntry>>,
    #[serde(default)]
    restaking: RestakingNames,
}

pub(super) type Source = NamedSource<Arc<String>>;

impl Scenario {
    /// Reads a scenario and the files it names.
    pub fn from_path(path: &Path) -> miette::Result<Self> {
        let text = std::fs::read_to_string(path)
            .into_diagnostic()
            .wrap_err_with(|| format!("cannot read the scenario {}", path.display()))?;
        let base = path.parent().unwrap_or(Path::new("."));
        Self::read(&path.display().to_string(), text, base, |p| std::fs::read_to_string(p))
    }

    /// Reads a scenario from text; files it names are relative to the current folder.
    pub fn from_str(name: &str, text: &str) -> miette::Result<Self> {
        Self::read(name, text.to_owned(), Path::new("."), |p| std::fs::read_to_string(p))
    }

    /// The scenario that comes with the binary, with its data.
    pub fn demo() -> miette::Result<Self> {
        let text = include_str!("../../../../scenarios/cosmos-hub.toml");
        Self::read("cosmos-hub.toml", text.to_owned(), Path::new(""), |path| {
            let name = path.file_name().and_then(|n| n.to_str());
            let text = match name {
                Some("cosmoshub-4-validators.csv") => {
                    include_str!("../../../../scenarios/data/cosmoshub-4-validators.csv")
                }
                Some("cosmoshub-2-delegations.csv") => {
                    include_str!("../../../../scenarios/data/cosmoshub-2-delegations.csv")
                }
                _ => return Err(std::io::ErrorKind::NotFound.into()),
            };
            Ok(text.to_owned())
        })
    }

    fn read(name: &str, text: String, base: &Path, read: ReadFile) -> miette::Result<Self> {
        let text = Arc::new(text);
        let source = NamedSource::new(name, Arc::clone(&text)).with_language("TOML");
        let refuse = |e: toml::de::Error| Problem::from_toml(&source, &e);

        let units = toml::from_str::<Units>(&text).unwrap_or_default().chain;
        let chain = Chain {
            denom: units.denom.unwrap_or("uatom".into()),
            display: units.display,
            ..Chain::default()
        };
        let mut context = Context {
            display: chain.display(),
            denom: chain.denom,
            decimals: units.decimals.unwrap_or(chain.decimals),
            actors: None,
            validators: None,
            services: Vec::new(),
            vaults: Vec::new(),
            base: base.to_owned(),
            read,
        };

        let names =
            context::within(context.clone(), || toml::from_str::<Names>(&text)).map_err(refuse)?;
        let validators = load_validators(&source, &names.chain, &context)?;
        check_actors(&source, &names.actors)?;
        (context.services, context.vaults) = names.restaking.checked(&source)?;
        context.actors = Some(names.actors.into_iter().map(|a| a.into_inner().name).collect());
        context.validators =
            Some(validators.iter().map(|v| (v.name.clone(), v.operator.clone())).collect());

        let file =
            context::within(context.clone(), || toml::from_str::<File>(&text)).map_err(refuse)?;
        let mut scenario = Self {
            title: file.scenario.title,
            description: file.scenario.description,
            days: file.scenario.days,
            seed: file.scenario.seed,
            chain: file.chain,
            validators,
            hub: file.hub,
            registry: file.registry,
            distributor: file.distributor,
            restaking: file.restaking,
            actors: file.actors,
            steps: file.steps,
            source: source.clone(),
        };
        load_deposits(&source, &mut scenario.steps, &context)?;
        Ok(scenario)
    }
}

fn check_actors(source: &Source, actors: &[Spanned<ActorEntry>]) -> miette::Result<()> {
    for (i, actor) in actors.iter().enumerate() {
        let name = &actor.get_ref().name;
        let again = actors.iter().take(i).any(|a| a.get_ref().name == *name);
        let group = matches!(name.as_str(), "actors" | "delegators" | "everyone");
        let wrong = match name {
            _ if again => format!("the actor `{name}` is there twice"),
            _ if group || name.starts_with("delegator-") => {
                format!("`{name}` means something else already")
            }
            n if n.is_empty() || n.contains(char::is_whitespace) => {
                format!("`{n}` is no name: one word is")
            }
            _ => continue,
        };
        return Err(Problem::new(source, actor.span(), wrong, None).into());
    }
    Ok(())
}

fn load_validators(
    source: &Source,
    chain: &Chain,
    context: &Context,
) -> miette::Result<Vec<Validator>> {
    let mut all = match &chain.validators {
        ValidatorSource::File(file) => {
            let text = load(source, &file.file, context)?;
            files::validators(&text).map_err(|p| in_file(source, &file.file, &p))?
        }
        ValidatorSource::Listed(list) => list
            .iter()
            .map(|v| Validator::fresh(v.name.clone(), v.tokens.0, v.commission))
            .collect(),
        ValidatorSource::MadeUp(n) => {
            let whole = 10u128.saturating_pow(chain.decimals);
            let made = |i: u32| {
                // Falling like the real ones do: the tenth has a fifth of the first's stake.
                let tokens = whole.saturating_mul(10_000_000).saturating_mul(4);
                let tokens =
                    tokens.checked_div(u128::from(i).saturating_add(4)).unwrap_or_default();
                Validator::fresh(format!("validator-{i}"), tokens, Percent(Percent::ONE / 20))
            };
            (1..=*n).map(made).collect()
        }
    };
    all.sort_by_key(|v| std::cmp::Reverse(v.tokens));
    Ok(all)
}

fn load_deposits(source: &Source, steps: &mut [Step], context: &Context) -> miette::Result<()> {
    for step in steps {
        match &mut step.action {
            Action::Sequence(inner) => load_deposits(source, inner, context)?,
            Action::BondFile(bond) => {
                let text = load(source, &bond.file, context)?;
                let all = files::deposits(&text, bond.each)
                    .map_err(|p| in_file(source, &bond.file, &p))?;
                bond.deposits = all.into_iter().take(bond.limit.unwrap_or(usize::MAX)).collect();
            }
            _ => {}
        }
    }
    Ok(())
}

fn load(source: &Source, file: &Spanned<String>, context: &Context) -> miette::Result<String> {
    let path = context.base.join(file.get_ref());
    (context.read)(&path).map_err(|e| {
        let help = "the path is relative to the scenario's folder".to_owned();
        Problem::new(
            source,
            file.span(),
            format!("cannot read {}: {e}", path.display()),
            Some(help),
        )
        .into()
    })
}

fn in_file(source: &Source, file: &Spanned<String>, problem: &FileProblem) -> Problem {
    let text = format!("{}, line {}: {}", file.get_ref(), problem.line, problem.message);
    Problem::new(source, file.span(), text, None)
}
