//! The distributor's side: it opens a line for each coin that it holds for the vault, and says what was
//! paid into it. It can do no more than that.

use cosmwasm_std::{Addr, DepsMut, Env, Response, Storage, Uint128};
use weir_accounting::rewards::Payer;
use weir_interface::vault::{LineOpened, RewardsFunded};
use weir_quantities::{Seconds, ServiceId};

use crate::execute::response;
use crate::rewards::{is_linked, stays, Earning};
use crate::world::World;
use crate::ContractError;

/// What was paid in.
pub struct Funding {
    /// Into which line.
    pub line: u32,
    /// The service that pays; nothing for a listed funder.
    pub service: Option<ServiceId>,
    /// Who funds.
    pub funder: String,
    /// How much.
    pub units: Uint128,
    /// Over how many seconds.
    pub duration: u64,
}

pub fn open_line(
    deps: DepsMut<'_>,
    env: &Env,
    sender: &Addr,
    line: u32,
) -> Result<Response, ContractError> {
    only_distributor(deps.storage, sender)?;
    let world = World::foresee(deps.storage, env)?;
    let mut earning = Earning::until_now(deps.storage, &world)?;
    let expected = earning.rewards.open()?;
    if line != expected {
        return Err(ContractError::WrongLine { expected, actual: line });
    }
    earning.save(deps.storage);
    let distributor = sender.to_string();
    Ok(response("open_line", vec![LineOpened { line, distributor }.into()]))
}

pub fn fund(
    deps: DepsMut<'_>,
    env: &Env,
    sender: &Addr,
    funding: Funding,
) -> Result<Response, ContractError> {
    only_distributor(deps.storage, sender)?;
    if !stays(deps.storage, sender)? {
        return Err(ContractError::DistributorLeaves { distributor: sender.to_string() });
    }
    let world = World::foresee(deps.storage, env)?;
    let mut earning = Earning::until_now(deps.storage, &world)?;
    let Funding { line, service, funder, units, duration } = funding;
    let payer = Payer { service, funder: deps.api.addr_validate(&funder)? };
    let ends_at = earning.rewards.fund(payer, line, units, Seconds::new(duration), world.wall)?;
    earning.save(deps.storage);
    let event = RewardsFunded { line, funder, amount: units, ends_at: ends_at.u64() };
    Ok(response("fund_rewards", vec![event.into()]))
}

fn only_distributor(storage: &dyn Storage, sender: &Addr) -> Result<(), ContractError> {
    match is_linked(storage, sender)? {
        true => Ok(()),
        false => {
            let caller = sender.to_string();
            Err(ContractError::Unauthorized { role: "distributor", caller })
        }
    }
}
