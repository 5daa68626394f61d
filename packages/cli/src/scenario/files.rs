//! The files of real validators and delegations a scenario may name.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::Deserialize;

use super::body::Each;
use super::chain::Validator;
use super::quantity::{parse_decimal, Percent};

/// What is wrong with a file, and the line it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileProblem {
    /// Line, from 1.
    pub line: u64,
    /// What is wrong.
    pub message: String,
}

/// One deposit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// The delegator's number: the actor is `delegator-<number>`.
    pub delegator: u32,
    /// Base units.
    pub amount: u128,
}

impl Deposit {
    /// The name of who deposits.
    pub fn actor(&self) -> String {
        format!("delegator-{}", self.delegator)
    }
}

#[derive(Deserialize)]
struct ValidatorRow {
    operator: String,
    moniker: String,
    tokens_uatom: String,
    delegator_shares: String,
    commission: String,
    commission_max: String,
    commission_max_change: String,
    missed_of_last_10000: u64,
    slashes: u32,
}

#[derive(Deserialize)]
struct DelegationRow {
    kind: String,
    delegator: u32,
    amount_uatom: u128,
}

/// Reads `operator, moniker, tokens_uatom, delegator_shares, commission, …`.
pub fn validators(text: &str) -> Result<Vec<Validator>, FileProblem> {
    rows(text, |row: ValidatorRow| {
        let number = |field: &str, text: &str, places: u32| {
            parse_decimal(text, places).map_err(|e| format!("{field}: {e}"))
        };
        Ok(Some(Validator {
            tokens: number("tokens_uatom", &row.tokens_uatom, 0)?,
            shares: number("delegator_shares", &row.delegator_shares, 18)?,
            commission: Percent(number("commission", &row.commission, 18)?),
            commission_max: Percent(number("commission_max", &row.commission_max, 18)?),
            commission_max_change: Percent(number(
                "commission_max_change",
                &row.commission_max_change,
                18,
            )?),
            operator: Some(row.operator),
            name: row.moniker,
            missed: row.missed_of_last_10000,
            slashes: row.slashes,
        }))
    })
}

/// Reads the rows of kind `delegation`: worthless ones are left out, `each` says whether a
/// delegator's are added up. Order is the file's.
pub fn deposits(text: &str, each: Each) -> Result<Vec<Deposit>, FileProblem> {
    let all = delegations(text)?;
    if each == Each::Delegation {
        return Ok(all.into_iter().filter(|d| d.amount > 0).collect());
    }
    let mut place: BTreeMap<u32, usize> = BTreeMap::new();
    let mut sums: Vec<Deposit> = Vec::new();
    for deposit in all {
        let at = *place.entry(deposit.delegator).or_insert(sums.len());
        match sums.get_mut(at) {
            Some(sum) => sum.amount = sum.amount.saturating_add(deposit.amount),
            None => sums.push(deposit),
        }
    }
    Ok(sums.into_iter().filter(|d| d.amount > 0).collect())
}

/// Every row of kind `delegation`, as it stands.
pub fn delegations(text: &str) -> Result<Vec<Deposit>, FileProblem> {
    rows(text, |row: DelegationRow| {
        let deposit = Deposit { delegator: row.delegator, amount: row.amount_uatom };
        Ok((row.kind == "delegation").then_some(deposit))
    })
}

fn rows<R: DeserializeOwned, T>(
    text: &str,
    make: impl Fn(R) -> Result<Option<T>, String>,
) -> Result<Vec<T>, FileProblem> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().map_err(problem)?.clone();
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record.map_err(problem)?;
        let line = record.position().map_or(0, csv::Position::line);
        let row = record.deserialize(Some(&headers)).map_err(|e| match e.into_kind() {
            csv::ErrorKind::Deserialize { err, .. } => {
                let column =
                    err.field().and_then(|f| usize::try_from(f).ok()).and_then(|f| headers.get(f));
                let column = column.map(|c| format!("{c}: ")).unwrap_or_default();
                FileProblem { line, message: format!("{column}{}", err.kind()) }
            }
            other => FileProblem { line, message: format!("{other:?}") },
        })?;
        out.extend(make(row).map_err(|message| FileProblem { line, message })?);
    }
    Ok(out)
}

fn problem(error: csv::Error) -> FileProblem {
    let line = error.position().map_or(1, csv::Position::line);
    FileProblem { line, message: error.to_string() }
}
