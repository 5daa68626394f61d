//! What one vault is paid: lines in which its holders earn, and the streams into them.

use cosmwasm_std::{Addr, Decimal, Uint128, Uint256};
use weir_json::Row;
use weir_quantities::{Seconds, ServiceId, Shares, Time};

use super::{advance, RewardError, RewardIndex, Stream, MAX_LINES, MAX_OPEN_LINES, MAX_STREAMS};

/// A line: what the vault is paid by one distributor in one coin.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Row)]
pub struct Line {
    /// Rewards per share, and what was funded.
    pub index: RewardIndex,
    /// Until when its streams have been counted.
    pub counted_to: Time,
}

/// Who pays. A service has one stream, a listed funder too.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Payer {
    /// The service; nothing for a listed funder.
    pub service: Option<ServiceId>,
    /// The account that funds.
    pub funder: Addr,
}

/// A stream into a line. Until when it has been counted, the line says.
#[derive(Clone, Debug, Eq, PartialEq, Row)]
pub struct PaidStream {
    /// The service that pays; nothing for a listed funder.
    pub service: Option<ServiceId>,
    /// Who funded it last.
    pub funder: Addr,
    /// Its line.
    pub line: u32,
    /// 10^-36 units a second.
    pub rate: Uint256,
    /// When it is over.
    pub ends_at: Time,
}

/// What a stream had left when its line was closed: nobody has earned it.
#[derive(Clone, Debug, Eq, PartialEq, Row)]
pub struct Leftover {
    /// The service that paid; nothing for a listed funder.
    pub service: Option<ServiceId>,
    /// Who funded it last.
    pub funder: Addr,
    /// Whole units.
    pub units: Uint128,
}

/// What a vault is paid, apart from its lines' books. Changes when a stream is funded or stands still,
/// with the operator's part and with the distributor: a change of shares only reads it.
#[derive(Clone, Debug, Default, Eq, PartialEq, Row)]
pub struct Schedule {
    /// The operator's part.
    pub commission: Decimal,
    /// Lines before this one are closed: the vault has another distributor since.
    pub closed: u32,
    /// How many lines were ever opened: the number of the next one.
    pub opened: u32,
    /// Streams that are not over, and some that are.
    pub streams: Vec<PaidStream>,
}

/// Schedule and open lines of a vault.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rewards {
    /// Streams, the operator's part, which lines are open.
    pub schedule: Schedule,
    /// Lines from [`Self::first`] on.
    lines: Vec<Line>,
    first: u32,
}

impl Rewards {
    /// Of a schedule and its open lines in their order.
    pub const fn new(schedule: Schedule, lines: Vec<Line>) -> Self {
        let first = schedule.closed;
        Self { schedule, lines, first }
    }

    /// The lines that were open when these were read, with their numbers.
    pub fn lines(&self) -> impl Iterator<Item = (u32, &Line)> {
        (self.first..).zip(&self.lines)
    }

    /// Brings every stream and line up to `now`, at the active shares and the operator's part since the
    /// last time.
    ///
    /// # Errors
    /// [`RewardError`] never, in practice.
    pub fn advance(&mut self, active: Shares, now: Time) -> Result<(), RewardError> {
        let Self { schedule: Schedule { commission, streams, .. }, lines, first } = self;
        for (number, line) in (*first..).zip(lines) {
            let mut live: Vec<(&mut PaidStream, Stream)> = streams
                .iter_mut()
                .filter(|stream| stream.line == number && stream.ends_at > line.counted_to)
                .map(|stream| {
                    let counted = stream.counted_to(line.counted_to);
                    (stream, counted)
                })
                .collect();
            if live.is_empty() {
                continue;
            }
            let mut counted: Vec<Stream> = live.iter().map(|(_, stream)| *stream).collect();
            advance(&mut counted, &mut line.index, active, *commission, now)?;
            for ((stream, _), counted) in live.iter_mut().zip(counted) {
                stream.ends_at = counted.ends_at;
            }
            line.counted_to = now.max(line.counted_to);
        }
        Ok(())
    }

    /// Opens a line. Answers its number.
    ///
    /// # Errors
    /// [`RewardError::TooManyLines`].
    pub fn open(&mut self) -> Result<u32, RewardError> {
        if self.lines.len() >= MAX_OPEN_LINES || self.schedule.opened >= MAX_LINES {
            return Err(RewardError::TooManyLines);
        }
        let number = self.schedule.opened;
        self.lines.push(Line::default());
        self.schedule.opened = number.saturating_add(1);
        Ok(number)
    }

    /// Funds the payer's stream into a line, after all was brought up to `now`. Answers when the stream
    /// is over.
    ///
    /// # Errors
    /// [`RewardError`] for a line that is not open, beside a live stream of the payer into another
    /// line, for a seventeenth live stream, for nothing, and for a duration out of its bounds.
    pub fn fund(
        &mut self,
        payer: Payer,
        line: u32,
        units: Uint128,
        duration: Seconds,
        now: Time,
    ) -> Result<Time, RewardError> {
        let not_open = RewardError::LineNotOpen { line };
        let at = line.checked_sub(self.first).and_then(|at| self.lines.get_mut(at as usize));
        let of_line = at.ok_or(not_open)?;
        let stream = self.schedule.place(payer, line, now)?;
        let mut paid = stream.counted_to(now);
        paid.ends_at = paid.ends_at.max(now);
        let undivided = paid.fund(units, duration, now)?;
        of_line.index.fund(units, undivided)?;
        of_line.counted_to = now;
        (stream.rate, stream.ends_at) = (paid.rate, paid.ends_at);
        Ok(paid.ends_at)
    }

    /// Closes all lines, after all was brought up to now. Answers what streams had left, by line: it is
    /// not of what was funded any more.
    ///
    /// # Errors
    /// [`RewardError`] never, in practice.
    pub fn close(&mut self) -> Result<Vec<(u32, Leftover)>, RewardError> {
        let mut left = vec![];
        for stream in std::mem::take(&mut self.schedule.streams) {
            let at = stream.line.saturating_sub(self.first) as usize;
            let Some(line) = self.lines.get_mut(at) else { continue };
            let units = line.index.take_back(&stream.counted_to(line.counted_to))?;
            if !units.is_zero() {
                let PaidStream { service, funder, line, .. } = stream;
                left.push((line, Leftover { service, funder, units }));
            }
        }
        self.schedule.closed = self.schedule.opened;
        Ok(left)
    }
}

impl PaidStream {
    /// It, counted up to a time.
    pub const fn counted_to(&self, counted_to: Time) -> Stream {
        Stream { rate: self.rate, counted_to, ends_at: self.ends_at }
    }
}

impl Schedule {
    /// The payer's stream: the one that runs, or a new one. Those that are over go.
    fn place(
        &mut self,
        payer: Payer,
        line: u32,
        now: Time,
    ) -> Result<&mut PaidStream, RewardError> {
        self.streams.retain(|stream| stream.ends_at > now);
        let Payer { service, funder } = payer;
        let is_own = |stream: &PaidStream| {
            stream.service == service && (service.is_some() || stream.funder == funder)
        };
        let at = match self.streams.iter().position(is_own) {
            Some(at) => at,
            None if self.streams.len() >= MAX_STREAMS => return Err(RewardError::TooManyStreams),
            None => {
                let (rate, funder) = (Uint256::zero(), funder.clone());
                self.streams.push(PaidStream { service, funder, line, rate, ends_at: now });
                self.streams.len().saturating_sub(1)
            }
        };
        let stream = self.streams.get_mut(at).ok_or(RewardError::OutOfRange)?;
        if stream.line != line {
            return Err(RewardError::OtherLineLive { live: stream.line });
        }
        stream.funder = funder;
        Ok(stream)
    }
}
