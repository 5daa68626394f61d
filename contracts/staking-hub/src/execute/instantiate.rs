//! The birth: hub, token, registry and distributor come into being together, linked, with the
//! first deposit behind dead shares, or not at all.

use cosmwasm_std::{
    instantiate2_address, Addr, Binary, Deps, DepsMut, DistributionMsg, Env, Event, Response,
    Uint128, WasmMsg,
};
use weir_accounting::{Books, Owed, Peaks, Pipeline, Pool, Schedule, Stake};
use weir_interface::hub::{Born, InstantiateMsg};
use weir_interface::token::TokenContract;
use weir_interface::{distributor, registry, token};
use weir_json::{json, query_smart, to_binary, Json};
use weir_quantities::{Assets, Seconds, Shares};

use crate::chain::{bonded_denom, checksum, withdraw_address};
use crate::parameters::{whole_coin, Parameters};
use crate::reply::watch_birth;
use crate::state::{
    Access, Gates, Links, PauseBook, Roles, Roster, Settlement, ACCESS, ANNOUNCED,
    CRANK_PARAMETERS, INCOMING, LEDGER, LINKS, OWED, PAUSE_BOOK, PEAKS, PIPELINE, REFUSED, ROLES,
    ROSTER, SETTLEMENT,
};
use crate::world::{load_books, moment, save_books};
use crate::{ContractError, Outcome, Refusal};

pub fn instantiate(
    deps: DepsMut<'_>,
    env: Env,
    deposit: Assets,
    msg: InstantiateMsg,
) -> Result<Response, Refusal> {
    check(&deps, deposit, &msg)?;
    let mut parameters = Parameters::new(msg.decimals, Seconds::new(msg.unbonding_period));
    parameters.apply(&msg.parameters.clone().unwrap_or_default());
    parameters.check(msg.decimals)?;
    let creator = Creator { deps: deps.as_ref(), env: &env, admin: msg.admin.clone() };
    let links = Links {
        denom: msg.denom.clone(),
        decimals: msg.decimals,
        token: creator.predict(msg.token.code_id, "token")?,
        registry: creator.predict(msg.registry.code_id, "registry")?,
        distributor: creator.predict(msg.distributor.code_id, "distributor")?,
    };
    let shares = Shares::new(deposit.u128());
    let messages = [
        creator.create(msg.token.code_id, "token", &token_msg(&msg, shares))?,
        creator.create(msg.distributor.code_id, "distributor", &distributor_msg(&msg, &env))?,
        creator.create(msg.registry.code_id, "registry", &registry_msg(&msg, &env))?,
    ];
    let withdraw_to =
        DistributionMsg::SetWithdrawAddress { address: links.distributor.to_string() };
    let event = Born {
        token: links.token.to_string(),
        registry: links.registry.to_string(),
        distributor: links.distributor.to_string(),
        assets: deposit,
        shares,
    };
    save(deps, &env, &msg, parameters, links, deposit)?;
    Ok(Response::new()
        .add_messages(messages)
        .add_submessage(watch_birth(withdraw_to))
        .add_attribute("action", "instantiate")
        .add_event(Event::from(event)))
}

fn check(deps: &DepsMut<'_>, deposit: Assets, msg: &InstantiateMsg) -> Result<(), Refusal> {
    if msg.decimals > 18 {
        return Err(ContractError::BadDecimals { came: msg.decimals }.into());
    }
    let chain = bonded_denom(deps.querier)?;
    if chain != msg.denom {
        return Err(ContractError::WrongBondDenom { chain, asked: msg.denom.clone() }.into());
    }
    let needed = Uint128::new(whole_coin(msg.decimals));
    let came = Uint128::from(deposit);
    if came < needed {
        let denom = msg.denom.clone();
        return Err(ContractError::FirstDepositTooSmall { needed, denom, came }.into());
    }
    Ok(())
}

/// Creates contracts at predicted addresses, so that each can be told of the others at once.
struct Creator<'a> {
    deps: Deps<'a>,
    env: &'a Env,
    admin: Option<String>,
}

impl Creator<'_> {
    fn predict(&self, code_id: u64, salt: &str) -> Result<Addr, Refusal> {
        let checksum = checksum(self.deps.querier, code_id)?;
        let creator = self.deps.api.addr_canonicalize(self.env.contract.address.as_str())?;
        let address = instantiate2_address(checksum.as_slice(), &creator, salt.as_bytes())
            .map_err(|error| cosmwasm_std::StdError::generic_err(error.to_string()))?;
        Ok(self.deps.api.addr_humanize(&address)?)
    }

    fn create(&self, code_id: u64, salt: &str, msg: &impl Json) -> Result<WasmMsg, Refusal> {
        Ok(WasmMsg::Instantiate2 {
            admin: self.admin.clone(),
            code_id,
            label: format!("weir {salt}"),
            msg: to_binary(msg),
            funds: vec![],
            salt: Binary::from(salt.as_bytes()),
        })
    }
}

fn token_msg(msg: &InstantiateMsg, dead_shares: Shares) -> token::InstantiateMsg {
    token::InstantiateMsg {
        name: msg.token.name.clone(),
        symbol: msg.token.symbol.clone(),
        decimals: msg.decimals,
        dead_shares,
        marketing: msg.token.marketing.clone(),
    }
}

fn registry_msg(msg: &InstantiateMsg, env: &Env) -> registry::InstantiateMsg {
    registry::InstantiateMsg {
        owner: msg.owner.clone(),
        gauge: msg.registry.gauge.clone(),
        hub: env.contract.address.to_string(),
        validators: msg.registry.validators.clone(),
        unbonding_period: msg.unbonding_period,
        parameters: msg.registry.parameters.clone(),
    }
}

fn distributor_msg(msg: &InstantiateMsg, env: &Env) -> distributor::InstantiateMsg {
    distributor::InstantiateMsg {
        owner: msg.owner.clone(),
        hub: env.contract.address.to_string(),
        denom: msg.denom.clone(),
        fee: msg.distributor.fee,
        keeper_pay: msg.distributor.keeper_pay,
        receivers: msg.distributor.receivers.clone(),
    }
}

fn save(
    deps: DepsMut<'_>,
    env: &Env,
    msg: &InstantiateMsg,
    parameters: Parameters,
    links: Links,
    deposit: Assets,
) -> Result<(), Refusal> {
    let now = moment(env);
    let role =
        |name: &Option<String>| name.as_ref().map(|name| deps.api.addr_validate(name)).transpose();
    let roles = Roles { guardian: role(&msg.guardian)?, voter: role(&msg.voter)? };
    weir_contract::initialize_owner(deps.storage, deps.api, &msg.owner)?;
    let vesting = Schedule { assets: Assets::ZERO, from: now.time, until: now.time }.into();
    let books = Books {
        pool: Pool { buffer: deposit, supply: Shares::new(deposit.u128()) },
        stake: Stake { delegated: Assets::ZERO, vesting, synced: now, insolvent_until: None },
    };
    let storage = deps.storage;
    save_books(storage, &books);
    LINKS.save(storage, &links);
    ROLES.save(storage, &roles);
    let access = Access {
        gates: Gates::default(),
        parameters: parameters.user,
        denom: links.denom,
        token: links.token,
    };
    ACCESS.save(storage, &access);
    CRANK_PARAMETERS.save(storage, &parameters.crank);
    ANNOUNCED.save(storage, &vec![]);
    PAUSE_BOOK.save(storage, &PauseBook::default());
    OWED.save(storage, &Owed::default());
    PEAKS.save(storage, &Peaks::default());
    let max_share = cosmwasm_std::Decimal::one();
    ROSTER.save(storage, &Roster { max_share, seats: vec![] });
    LEDGER.save(storage, &vec![]);
    INCOMING.save(storage, &vec![]);
    REFUSED.save(storage, &vec![]);
    PIPELINE.save(storage, &Pipeline::new(now.time));
    SETTLEMENT.save(storage, &Settlement::default());
    Ok(())
}

// What the others answer, as far as it is compared.

#[json]
struct Minter {
    minter: String,
}

#[json]
struct Serves {
    hub: String,
}

#[json]
struct Pays {
    hub: String,
    denom: String,
}

/// The last step of the birth: every link is read back from whoever holds it.
pub fn verify_birth(deps: DepsMut<'_>, env: Env) -> Result<Response, Refusal> {
    let links = LINKS.load(deps.storage)?;
    let hub = env.contract.address.clone();
    let expect = |what: &'static str, expected: String, found: String| -> Outcome<()> {
        match expected == found {
            true => Ok(()),
            false => Err(ContractError::LinkBroken { what, expected, found }.into()),
        }
    };
    let querier = &deps.querier;
    let withdraw_to = withdraw_address(*querier, &hub)?;
    expect("the withdraw address", links.distributor.to_string(), withdraw_to)?;
    let minter: Minter = query_smart(*querier, &links.token, &token::QueryMsg::Minter {})?;
    expect("the token's minter", hub.to_string(), minter.minter)?;
    let counted = TokenContract(links.token.clone()).supply(*querier)?;
    let supply = load_books(deps.storage)?.pool.supply;
    expect("the token's supply", supply.to_string(), counted.to_string())?;
    let registry: Serves = query_smart(*querier, &links.registry, &registry::QueryMsg::Config {})?;
    expect("the registry's hub", hub.to_string(), registry.hub)?;
    let distributor: Pays =
        query_smart(*querier, &links.distributor, &distributor::QueryMsg::Config {})?;
    expect("the distributor's hub", hub.to_string(), distributor.hub)?;
    expect("the distributor's coin", links.denom, distributor.denom)?;
    Ok(Response::new())
}
