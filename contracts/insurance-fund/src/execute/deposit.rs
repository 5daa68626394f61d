//! Assets come in.

use cosmwasm_std::{Addr, DepsMut, Env, Response};
use weir_accounting::vault::DepositTerms;
use weir_interface::fund::Deposited;
use weir_quantities::{Assets, Magnitude, Shares};

use crate::books::{active, Books};
use crate::state::POSITIONS;
use crate::ContractError;

pub fn deposit(
    deps: DepsMut<'_>,
    env: &Env,
    (sender, receiver): (Addr, Addr),
    assets: Assets,
    min_shares: Option<Shares>,
) -> Result<Response, ContractError> {
    let mut books = Books::open(deps.storage, env)?;
    let terms = DepositTerms { min_shares, ..Default::default() };
    let shares = books.pool.deposit(assets, Magnitude::ZERO, &terms)?;
    let held = active(deps.storage, &receiver)?.plus(shares)?;
    POSITIONS.save(deps.storage, &receiver, &held);
    let event = Deposited {
        sender: sender.into_string(),
        receiver: receiver.into_string(),
        assets,
        shares,
        total_assets: books.pool.assets,
        total_shares: books.pool.shares,
    };
    books.save(deps.storage);
    Ok(Response::new().add_attribute("action", "deposit").add_event(event))
}
