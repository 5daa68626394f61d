//! Answers. What the clock has decided and nobody has written yet is counted, in memory, where the
//! answer is about the next transaction; snapshots are as they were written.

use cosmwasm_std::{Addr, Binary, Decimal, Deps, Env, Order, Uint128};
use cw_storage_plus::Bound;
use weir_accounting::vault::{
    loss, matures_at, Books, Commitment, Pending, PoolRow, Request, ServiceRow, Waterfall,
    VIRTUAL_SHARES,
};
use weir_contract::address_key;
use weir_interface::hub::Crank;
use weir_interface::vault::{
    BondExitResponse, BondResponse, BooksResponse, BucketResponse, CommitmentResponse,
    ConfigResponse, ExitResponse, GroupExposure, Links as WireLinks, PausedScope,
    PendingCommitment, PendingLinks, PendingListeners, PositionResponse, QueryMsg, RequestResponse,
    ServiceExposure, SlashPreviewResponse, SlashedResponse, StakeResponse, VaultInfoResponse,
    VaultRiskResponse, VaultStandardInfoResponse, MAX_BUCKETS,
};
use weir_json::{to_binary, Failure, Json};
use weir_quantities::{
    mul_div, Assets, BucketId, Magnitude, QuantityError, Rounding, ServiceId, Shares, SlashId,
    TermsVersion, Time, VaultTime,
};

use crate::execute::request::known;
use crate::history::offence;
use crate::parameters::shown;
use crate::state::{
    Links, ACCESS, BOND, BREAKER, BUCKETS, ESCROW, EXITS, EXIT_DELAY, GUARDIAN, IDENTITY, LINKS,
    LISTENERS, PARAMETERS, PENDING_LINKS, PENDING_LISTENERS, POSITIONS, RAISES, REQUESTS, SETTLED,
};
use crate::world::World;
use crate::ContractError;

mod rewards;

const DEFAULT_LIMIT: u32 = 30;
const MAX_LIMIT: u32 = 100;

/// Answers what is asked.
pub fn answer(deps: Deps<'_>, env: &Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    let world = World::foresee(deps.storage, env)?;
    match msg {
        QueryMsg::VaultStandardInfo {} => {
            say(&VaultStandardInfoResponse { version: 1, extensions: vec![] })
        }
        QueryMsg::Info {} => say(&info(deps, env)?),
        QueryMsg::TotalAssets {} => say(&Uint128::from(world.core.pool.assets)),
        QueryMsg::TotalVaultTokenSupply {} => say(&Uint128::from(world.core.pool.shares)),
        QueryMsg::VaultTokenExchangeRate { quote_denom } => say(&rate(deps, &world, quote_denom)?),
        QueryMsg::ConvertToShares { amount } => {
            say(&Uint128::from(world.core.pool.shares_for(amount.into())?))
        }
        QueryMsg::ConvertToAssets { amount } => {
            say(&Uint128::from(world.core.pool.worth(amount.into())?))
        }
        QueryMsg::Config {} => say(&config(deps, env)?),
        QueryMsg::Ownership {} => Ok(to_binary(&weir_contract::get_ownership(deps.storage)?)),
        QueryMsg::Books {} => say(&books(deps, &world)?),
        QueryMsg::Position { owner } => {
            let owner = deps.api.addr_validate(&owner)?;
            say(&position(deps, &world, &owner)?)
        }
        QueryMsg::Rewards { distributor, owner } => {
            say(&rewards::earned(deps, &world, &distributor, owner)?)
        }
        QueryMsg::RewardStreams { distributor } => {
            say(&rewards::streams(deps, &world, &distributor)?)
        }
        QueryMsg::Buckets { start_after, limit } => say(&buckets(deps, start_after, limit)?),
        QueryMsg::Commitment { service } => {
            let books = world.foreseen(deps.storage)?;
            say(&commitment(&books, books.commitment(service)?)?)
        }
        QueryMsg::Commitments {} => {
            let books = world.foreseen(deps.storage)?;
            let all = books.commitments.iter().map(|one| commitment(&books, one));
            say(&all.collect::<Result<Vec<_>, _>>()?)
        }
        QueryMsg::GuaranteedStake { service, at } => {
            say(&stake(deps, &world, service, at, |pool, row, _| row.guaranteed(pool))?)
        }
        QueryMsg::SlashableStake { service, at } => {
            say(&stake(deps, &world, service, at, |pool, row, settled| row.base(pool, settled))?)
        }
        QueryMsg::Request { id } => say(&request(deps, &world, &load(deps, id)?)?),
        QueryMsg::Requests { start_after, limit } => {
            say(&requests(deps, &world, start_after, limit)?)
        }
        QueryMsg::PreviewSlash { id } => say(&preview(deps, world, &load(deps, id)?)?),
        QueryMsg::Bond {} => say(&bond(deps, &world)?),
        QueryMsg::Slashed {} => say(&slashed(deps)?),
        QueryMsg::VaultRisk {} => say(&risk(deps, &world)?),
        QueryMsg::Cranks {} => say(&cranks(deps, &world)?),
    }
}

fn say<T: Json>(answer: &T) -> Result<Binary, ContractError> {
    Ok(to_binary(answer))
}

fn info(deps: Deps<'_>, env: &Env) -> Result<VaultInfoResponse, ContractError> {
    Ok(VaultInfoResponse {
        base_token: IDENTITY.load(deps.storage)?.asset.to_string(),
        vault_token: env.contract.address.to_string(),
    })
}

fn rate(deps: Deps<'_>, world: &World, quote_denom: String) -> Result<Decimal, ContractError> {
    let asset = IDENTITY.load(deps.storage)?.asset;
    if asset.to_string() != quote_denom {
        let expected = asset.to_string();
        return Err(ContractError::WrongToken { expected, actual: quote_denom });
    }
    let pool = &world.core.pool;
    if pool.shares.is_zero() {
        // What the first depositor pays for a share: one asset stands against the virtual shares.
        return Ok(part(1, VIRTUAL_SHARES.u128())?);
    }
    // What a whole of all shares is paid, per share: never more than an exit gives.
    let worth = pool.worth(pool.shares)?;
    Ok(part(worth.u128(), pool.shares.u128())?)
}

fn wire(links: Links) -> WireLinks {
    WireLinks {
        coordinator: links.coordinator.into_string(),
        distributor: links.distributor.into_string(),
        fund: links.fund.map(Addr::into_string),
        hub: links.hub.map(Addr::into_string),
        treasury: links.treasury.into_string(),
    }
}

fn listed(listeners: Vec<Addr>) -> Vec<String> {
    listeners.into_iter().map(Addr::into_string).collect()
}

fn config(deps: Deps<'_>, env: &Env) -> Result<ConfigResponse, ContractError> {
    let identity = IDENTITY.load(deps.storage)?;
    let now: Time = env.block.time.into();
    let paused = ACCESS.load(deps.storage)?.pauses.into_iter().filter(|pause| now < pause.until);
    Ok(ConfigResponse {
        owner: weir_contract::get_ownership(deps.storage)?.owner.map(String::from),
        guardian: GUARDIAN.may_load(deps.storage)?.map(Addr::into_string),
        registry: identity.registry.into_string(),
        operator: identity.operator,
        asset: identity.asset,
        generation: identity.generation,
        links: wire(LINKS.load(deps.storage)?),
        pending_links: PENDING_LINKS
            .may_load(deps.storage)?
            .map(|pending| PendingLinks { links: wire(pending.links), at: pending.at.u64() }),
        listeners: listed(LISTENERS.load(deps.storage)?),
        pending_listeners: PENDING_LISTENERS.may_load(deps.storage)?.map(|pending| {
            PendingListeners { listeners: listed(pending.listeners), at: pending.at.u64() }
        }),
        parameters: shown(
            &PARAMETERS.load(deps.storage)?,
            &EXIT_DELAY.load(deps.storage)?,
            &RAISES.load(deps.storage)?,
        ),
        paused: paused
            .map(|pause| PausedScope { scope: pause.scope, until: pause.until.u64() })
            .collect(),
    })
}

fn books(deps: Deps<'_>, world: &World) -> Result<BooksResponse, ContractError> {
    let core = &world.core;
    Ok(BooksResponse {
        assets: core.pool.assets,
        shares: core.pool.shares,
        queued: core.pool.queued,
        settled: core.pool.settled,
        magnitude: core.pool.magnitude,
        claimable: core.claimable,
        escrow: core.escrow,
        clock: world.now.u64(),
        paused_until: core.clock.paused_until.u64(),
        closed: core.pool.is_closed(),
        tripped_at: BREAKER.load(deps.storage)?.tripped_at.map(|at| at.u64()),
    })
}

fn position(
    deps: Deps<'_>,
    world: &World,
    owner: &Addr,
) -> Result<PositionResponse, ContractError> {
    let key = address_key(deps.api, owner.as_str())?;
    let position = POSITIONS.may_load(deps.storage, &key)?;
    let active = position.map(|position| position.shares).unwrap_or_default();
    let mut exits = vec![];
    for row in EXITS.prefix(&key).range(deps.storage, None, None, Order::Ascending) {
        let (bucket, shares) = row?;
        let settled = match SETTLED.may_load(deps.storage, bucket)? {
            Some(settled) => Some(settled),
            None => world.foreseen_bucket(BucketId::new(bucket)),
        };
        exits.push(ExitResponse {
            bucket: BucketId::new(bucket),
            shares,
            matures_at: matures_at(BucketId::new(bucket)).u64(),
            assets: settled.map(|settled| settled.part(shares)).transpose()?,
        });
    }
    Ok(PositionResponse { active, assets: world.core.pool.worth(active)?, exits })
}

fn buckets(
    deps: Deps<'_>,
    start_after: Option<BucketId>,
    limit: Option<u32>,
) -> Result<Vec<BucketResponse>, Failure> {
    let limit = limit.unwrap_or(MAX_BUCKETS).min(MAX_BUCKETS) as usize;
    let from = start_after.map(|id| Bound::exclusive(id.u64()));
    let rows = BUCKETS.range(deps.storage, from, None, Order::Ascending).take(limit);
    rows.map(|row| {
        let (id, shares) = row?;
        let bucket = BucketId::new(id);
        Ok(BucketResponse { bucket, shares, matures_at: matures_at(bucket).u64() })
    })
    .collect()
}

fn commitment(books: &Books, one: &Commitment) -> Result<CommitmentResponse, ContractError> {
    let pending = one.pending.as_ref().map(|pending| match pending {
        Pending::Raise { weight, terms, at, .. } => {
            PendingCommitment { weight: *weight, version: Some(terms.version), at: at.u64() }
        }
        Pending::Lowering { target, at } => {
            PendingCommitment { weight: *target, version: None, at: at.u64() }
        }
    });
    Ok(CommitmentResponse {
        service: one.service,
        version: one.terms.version,
        power: one.power,
        slashable: one.slashable,
        max_slash: one.terms.max_slash,
        budget: one.budget,
        asked: one.asked,
        guaranteed: one.guaranteed(&books.pool)?,
        payable: books.pool.stake(one.budget)?,
        groups: one.groups.clone(),
        quarantined: one.quarantine.is_some(),
        pending,
    })
}

/// A stake at the beginning of a past second.
fn stake(
    deps: Deps<'_>,
    world: &World,
    service: ServiceId,
    at: u64,
    of: impl Fn(&PoolRow, &ServiceRow, Shares) -> Result<Assets, QuantityError>,
) -> Result<StakeResponse, ContractError> {
    let at = Time::new(at);
    if at > world.wall {
        return Err(ContractError::NotPast { at: at.u64(), now: world.wall.u64() });
    }
    let (pool, row) = offence(deps.storage, service, at)?;
    Ok(StakeResponse {
        assets: of(&pool, &row, world.core.pool.settled)?,
        version: row.terms.version,
        max_slash: row.terms.max_slash,
        active_bond: pool.active_bond,
        clock: pool.clock_at(at).u64(),
        now: world.now.u64(),
    })
}

fn load(deps: Deps<'_>, id: SlashId) -> Result<Request, ContractError> {
    known(deps.storage, &LINKS.load(deps.storage)?, id)
}

fn request(
    deps: Deps<'_>,
    world: &World,
    request: &Request,
) -> Result<RequestResponse, ContractError> {
    let window = request.window(&BREAKER.load(deps.storage)?);
    Ok(RequestResponse {
        id: request.id,
        service: request.service,
        fraction: request.fraction,
        infraction_time: request.infraction_time.u64(),
        version: request.version,
        asked: request.asked,
        resolved_at: request.resolved_at.u64(),
        from: window.from.u64(),
        until: window.until.u64(),
        clock: world.now.u64(),
    })
}

fn requests(
    deps: Deps<'_>,
    world: &World,
    start_after: Option<SlashId>,
    limit: Option<u32>,
) -> Result<Vec<RequestResponse>, ContractError> {
    let limit = limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT) as usize;
    let from = start_after.map(|id| Bound::exclusive(id.u64()));
    let rows = REQUESTS.range(deps.storage, from, None, Order::Ascending).take(limit);
    rows.map(|row| request(deps, world, &row?.1)).collect()
}

fn preview(
    deps: Deps<'_>,
    mut world: World,
    request: &Request,
) -> Result<SlashPreviewResponse, ContractError> {
    let (pool, row) = offence(deps.storage, request.service, request.infraction_time)?;
    let books = world.books_of(deps.storage, request.service)?;
    let base = row.base(&pool, books.pool.settled)?;
    let budget = books.commitment(request.service).map_or(Magnitude::ZERO, |one| one.budget);
    let loss = loss(&books.pool, budget, request.fraction, base)?;
    let bond = BOND.load(deps.storage)?.slashable(world.now)?;
    let window = request.window(&BREAKER.load(deps.storage)?);
    Ok(SlashPreviewResponse {
        base,
        loss,
        bond: Waterfall::split(loss, bond, Assets::ZERO)?.bond,
        active_bond: pool.active_bond,
        // No slash takes longer, whatever longer one was announced.
        exit_delay: EXIT_DELAY.load(deps.storage)?.at(world.now).delay.u64(),
        from: window.from.u64(),
        until: window.until.u64(),
        clock: world.now.u64(),
        listeners: listed(LISTENERS.load(deps.storage)?),
    })
}

fn bond(deps: Deps<'_>, world: &World) -> Result<BondResponse, ContractError> {
    let bond = BOND.load(deps.storage)?;
    let exits = bond
        .exits
        .iter()
        .map(|exit| BondExitResponse { assets: exit.assets, matures_at: exit.matures_at.u64() });
    Ok(BondResponse {
        active: bond.active,
        exits: exits.collect(),
        ratio: part(bond.active.u128(), world.core.pool.assets.u128())?,
    })
}

fn slashed(deps: Deps<'_>) -> Result<Vec<SlashedResponse>, Failure> {
    let rows = ESCROW.range(deps.storage, None, None, Order::Ascending).take(MAX_LIMIT as usize);
    rows.map(|row| {
        let ((service, version), assets) = row?;
        let (service, version) = (ServiceId::new(service), TermsVersion::new(version));
        Ok(SlashedResponse { service, version, assets })
    })
    .collect()
}

fn risk(deps: Deps<'_>, world: &World) -> Result<VaultRiskResponse, ContractError> {
    let books = world.foreseen(deps.storage)?;
    let whole = books.pool.magnitude.u128();
    let (mut weights, mut exposures, mut budgets) = (0u128, 0u128, 0u128);
    let mut services = vec![];
    let mut groups: Vec<GroupExposure> = vec![];
    for one in &books.commitments {
        let exposure = one.ceiling()?.u128();
        weights = weights.saturating_add(one.slashable.min(books.pool.magnitude).u128());
        exposures = exposures.saturating_add(exposure);
        budgets = budgets.saturating_add(one.budget.u128());
        let exposure = part(exposure, whole)?;
        services.push(ServiceExposure { service: one.service, exposure });
        for group in &one.groups {
            match groups.iter_mut().find(|known| known.group == *group) {
                Some(known) => known.exposure = known.exposure.saturating_add(exposure),
                None => groups.push(GroupExposure { group: *group, exposure }),
            }
        }
    }
    services.sort_by_key(|one| std::cmp::Reverse(one.exposure));
    Ok(VaultRiskResponse {
        leverage: part(weights, whole)?,
        exposure: part(exposures, whole)?,
        budgets: part(budgets, whole)?,
        pending_slash: books.pool.pending_slash(world.core.asked)?,
        queued: part(books.pool.queued.u128(), books.pool.shares.u128())?,
        exit_delay: EXIT_DELAY.load(deps.storage)?.at(world.now).delay.u64(),
        services,
        groups,
    })
}

fn cranks(deps: Deps<'_>, world: &World) -> Result<Vec<Crank>, ContractError> {
    let stored = World::peek(deps.storage, world.wall)?;
    let changes = RAISES.load(deps.storage)?.into_iter().map(|raise| raise.at);
    let links = PENDING_LINKS.may_load(deps.storage)?.map(|pending| pending.at);
    let listeners = PENDING_LISTENERS.may_load(deps.storage)?.map(|pending| pending.at);
    let due = changes.chain(links).chain(listeners).chain(stored.core.next_due()).min();
    // By the wall clock, if it does not stop.
    let wall = |at: VaultTime| world.wall.after(at.since(world.now)).u64();
    Ok(vec![Crank {
        name: "settle".to_string(),
        ready: due.is_some_and(|at| at <= world.now),
        ready_at: due.map(wall),
    }])
}

/// `part ÷ whole` rounded down; 0 of nothing.
fn part(part: u128, whole: u128) -> Result<Decimal, QuantityError> {
    if whole == 0 {
        return Ok(Decimal::zero());
    }
    let one = Decimal::one().atomics().u128();
    Ok(Decimal::raw(mul_div(part, one, whole, Rounding::Down)?))
}
