//! What holders earn: counted here, in the transaction that changes their shares, and paid by the
//! distributor, which asks. So nobody's way in or out leads through another contract.

use cosmwasm_std::{Addr, Order, Storage, Uint256};
use weir_accounting::rewards::{Leftover, Line, Position, Rewards};
use weir_json::Failure;
use weir_quantities::Shares;

use crate::state::{
    CLOSED_LINES, EARNED, LEFTOVERS, LINES, LINKS, PENDING_LINKS, POSITIONS, REWARDS,
};
use crate::world::World;
use crate::ContractError;

/// What the vault is paid, brought up to the time of the block.
pub struct Earning {
    /// Schedule and open lines.
    pub rewards: Rewards,
    before: Rewards,
}

impl Earning {
    /// Counts every stream up to now, at the active shares of before this message changes them.
    ///
    /// # Errors
    /// Storage.
    pub fn until_now(storage: &dyn Storage, world: &World) -> Result<Self, ContractError> {
        let schedule = REWARDS.load(storage)?;
        let open = schedule.closed..schedule.opened;
        let lines = open.map(|line| LINES.load(storage, line)).collect::<Result<_, _>>()?;
        let before = Rewards::new(schedule, lines);
        let mut rewards = before.clone();
        rewards.advance(world.core.pool.active_shares()?, world.wall)?;
        Ok(Self { rewards, before })
    }

    /// A holder's position, with what he has earned until now.
    ///
    /// # Errors
    /// Storage.
    pub fn position(&self, storage: &dyn Storage, owner: &[u8]) -> Result<Held, ContractError> {
        let schedule = &self.rewards.schedule;
        let stored = POSITIONS.may_load(storage, owner)?;
        let mut position = stored.unwrap_or_else(|| Position::none(schedule));
        let mut finished = vec![];
        while position.is_behind(schedule) {
            let line = position.from;
            finished.push((line, position.finish(&LINES.load(storage, line)?)?));
        }
        position.count(&self.rewards)?;
        Ok(Held { position, finished })
    }

    /// Writes what is other than before.
    pub fn save(&self, storage: &mut dyn Storage) {
        let Self { rewards, before } = self;
        if rewards.schedule != before.schedule {
            REWARDS.save(storage, &rewards.schedule);
        }
        let old = before.lines().map(Some).chain(std::iter::repeat(None));
        for ((number, line), old) in rewards.lines().zip(old) {
            if old.is_none_or(|(_, old)| old != line) {
                LINES.save(storage, number, line);
            }
        }
    }

    /// Closes the lines of a distributor that is replaced.
    ///
    /// # Errors
    /// Storage.
    pub fn close(
        &mut self,
        storage: &mut dyn Storage,
        distributor: &Addr,
    ) -> Result<(), ContractError> {
        let first = self.rewards.schedule.closed;
        let mut by_line: Vec<(u32, Vec<Leftover>)> = vec![];
        for (line, left) in self.rewards.close()? {
            match by_line.iter_mut().find(|(other, _)| *other == line) {
                Some((_, of_line)) => of_line.push(left),
                None => by_line.push((line, vec![left])),
            }
        }
        for (line, left) in by_line {
            LEFTOVERS.save(storage, line, &left);
        }
        let closed = self.rewards.schedule.closed;
        if first < closed {
            CLOSED_LINES.save(storage, (distributor, first), &closed);
        }
        Ok(())
    }
}

/// A holder's position, counted up to now.
pub struct Held {
    position: Position,
    /// Lines that were closed since his shares changed last, with what he earned in them.
    finished: Vec<(u32, Uint256)>,
}

impl Held {
    /// Active shares.
    pub const fn shares(&self) -> Shares {
        self.position.shares
    }

    /// Parts earned in a line.
    ///
    /// # Errors
    /// Storage.
    pub fn earned(
        &self,
        storage: &dyn Storage,
        owner: &[u8],
        line: u32,
    ) -> Result<Uint256, Failure> {
        let finished = self.finished.iter().find(|(number, _)| *number == line);
        match finished {
            Some((_, parts)) => Ok(*parts),
            None if line >= self.position.from => Ok(self.position.earned(line)),
            None => Ok(EARNED.may_load(storage, (owner, line))?.unwrap_or_default()),
        }
    }

    /// Stores it with other active shares; a row of nothing goes.
    pub fn save(mut self, storage: &mut dyn Storage, owner: &[u8], shares: Shares) {
        for (line, parts) in self.finished.iter().filter(|(_, parts)| !parts.is_zero()) {
            EARNED.save(storage, (owner, *line), parts);
        }
        self.position.shares = shares;
        match self.position.is_over() {
            true => POSITIONS.remove(storage, owner),
            false => POSITIONS.save(storage, owner, &self.position),
        }
    }
}

/// Lines of a distributor with their numbers: closed ones, and open ones if the vault is linked with it.
///
/// # Errors
/// Storage.
pub fn lines_of(
    storage: &dyn Storage,
    earning: &Earning,
    distributor: &Addr,
) -> Result<Vec<(u32, Line, bool)>, Failure> {
    let mut lines = vec![];
    let closed = CLOSED_LINES.prefix(distributor);
    for row in closed.range(storage, None, None, Order::Ascending) {
        let (first, after) = row?;
        for number in first..after {
            lines.push((number, LINES.load(storage, number)?, false));
        }
    }
    if is_linked(storage, distributor)? {
        lines.extend(earning.rewards.lines().map(|(number, line)| (number, *line, true)));
    }
    Ok(lines)
}

/// Whether the vault is linked with a distributor, and no change to another one waits.
///
/// # Errors
/// Storage.
pub fn stays(storage: &dyn Storage, distributor: &Addr) -> Result<bool, Failure> {
    let to_come = PENDING_LINKS.may_load(storage)?.map(|pending| pending.links.distributor);
    Ok(is_linked(storage, distributor)? && to_come.is_none_or(|to_come| to_come == *distributor))
}

/// Whether the vault is linked with a distributor.
///
/// # Errors
/// Storage.
pub fn is_linked(storage: &dyn Storage, distributor: &Addr) -> Result<bool, Failure> {
    Ok(LINKS.load(storage)?.distributor == *distributor)
}
