//! Batches: groups of redemptions that are unbonded together, as typed states.
//!
//! A batch gathers requests, closes by time alone, waits, is placed in unbonding (wholly or bit
//! by bit), and is settled part by part. At most one closed batch waits; requests gather meanwhile.

use weir_json::{json, Row};
use weir_quantities::{
    Assets, BatchId, PartId, QuantityError, Rounding, Seconds, Shares, Time, DAY,
};

use crate::AccountingError;

/// A batch that waited this long beyond its lag may be cancelled again.
pub const CANCEL_AFTER: Seconds = DAY;
/// How long late coins may still pay what a batch misses.
pub const SHORTFALL_PERIOD: Seconds = Seconds::new(90 * 86_400);

/// The batch that gathers requests.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct OpenBatch {
    /// Its id.
    pub id: BatchId,
    /// Shares queued in it.
    pub shares: Shares,
    /// When the first of its present requests came.
    pub first_at: Time,
}

/// The closed batch that is not wholly placed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct WaitingBatch {
    /// Its id.
    pub id: BatchId,
    /// Shares of it that are not placed.
    pub unplaced: Shares,
    /// When it closed.
    pub closed_at: Time,
    /// Whether any of it is placed: then nobody can cancel.
    pub begun: bool,
}

/// The batch that gathers and the one that waits: what every request rewrites.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct Pipeline {
    /// Gathers requests.
    pub open: OpenBatch,
    /// Waits to be placed.
    pub waiting: Option<WaitingBatch>,
    /// When the last batch closed.
    pub closed_at: Time,
    /// When the last batch was wholly placed, or emptied.
    pub placed_at: Time,
    /// The id of the next part.
    pub next_part: PartId,
}

/// When batches close and may be submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cadence {
    /// Between the closings of two batches, at least.
    pub min_batch_interval: Seconds,
    /// Between closing and submission, at least: nobody may leave around a slash he can see.
    pub submit_lag: Seconds,
}

impl Pipeline {
    /// No requests yet.
    pub const fn new(now: Time) -> Self {
        Self {
            open: OpenBatch { id: BatchId::new(1), shares: Shares::ZERO, first_at: Time::ZERO },
            waiting: None,
            closed_at: Time::ZERO,
            placed_at: now,
            next_part: PartId::new(1),
        }
    }

    /// The last second in which the open batch takes requests, if the first came at `first_at`:
    /// the latest of that, the interval after the last closing, and the moment the last batch was
    /// wholly placed. Nothing while a batch waits.
    pub fn closes_at(&self, first_at: Time, cadence: Cadence) -> Option<Time> {
        match self.waiting {
            Some(_) => None,
            None => Some(
                first_at.max(self.closed_at.after(cadence.min_batch_interval)).max(self.placed_at),
            ),
        }
    }

    /// The pipeline as time has made it: an open batch whose time is over waits, and the next one
    /// gathers. No crank does this.
    pub fn at(mut self, now: Time, cadence: Cadence) -> Self {
        if self.open.shares.is_zero() {
            return self;
        }
        match self.closes_at(self.open.first_at, cadence) {
            Some(closed_at) if now > closed_at => {
                self.waiting = Some(WaitingBatch {
                    id: self.open.id,
                    unplaced: self.open.shares,
                    closed_at,
                    begun: false,
                });
                self.closed_at = closed_at;
                self.open = OpenBatch {
                    id: self.open.id.next(),
                    shares: Shares::ZERO,
                    first_at: Time::ZERO,
                };
                self
            }
            Some(_) | None => self,
        }
    }

    /// Ids are given to so many parts.
    pub const fn with_parts(mut self, parts: u64) -> Self {
        self.next_part = PartId::new(self.next_part.u64().saturating_add(parts));
        self
    }

    /// Queues shares in the open batch.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn queue(mut self, shares: Shares, now: Time) -> Result<Self, QuantityError> {
        if self.open.shares.is_zero() {
            self.open.first_at = now;
        }
        self.open.shares = self.open.shares.plus(shares)?;
        Ok(self)
    }

    /// Takes queued shares out of a batch: the open one, or one that waits and may be cancelled.
    ///
    /// # Errors
    /// [`AccountingError::NotCancellable`].
    pub fn cancel(
        mut self,
        batch: BatchId,
        shares: Shares,
        now: Time,
        cadence: Cadence,
        insolvent: bool,
    ) -> Result<Self, AccountingError> {
        if batch == self.open.id {
            self.open.shares = self.open.shares.minus(shares)?;
            return Ok(self);
        }
        let refused = |reason: String| AccountingError::NotCancellable { batch, reason };
        let Some(mut waiting) = self.waiting.filter(|waiting| waiting.id == batch) else {
            return Err(refused("it is not the open batch and does not wait".to_string()));
        };
        if waiting.begun {
            return Err(refused("a part of it is placed already".to_string()));
        }
        let from = waiting.closed_at.after(cadence.submit_lag).after(CANCEL_AFTER);
        if now < from && !insolvent {
            return Err(refused(format!(
                "it is closed, and can be cancelled from {from}, it is {now}"
            )));
        }
        waiting.unplaced = waiting.unplaced.minus(shares)?;
        self.waiting = Some(waiting).filter(|waiting| !waiting.unplaced.is_zero());
        if self.waiting.is_none() {
            self.placed_at = now;
        }
        Ok(self)
    }

    /// The batch to submit now.
    ///
    /// # Errors
    /// [`AccountingError::NothingWaits`], [`AccountingError::LagNotOver`].
    pub fn submittable(
        &self,
        now: Time,
        cadence: Cadence,
    ) -> Result<WaitingBatch, AccountingError> {
        let Some(waiting) = self.waiting else {
            let closes_at = match self.open.shares.is_zero() {
                true => Time::ZERO,
                false => self.closes_at(self.open.first_at, cadence).unwrap_or_default(),
            };
            return Err(AccountingError::NothingWaits { open: self.open.id, closes_at });
        };
        let from = waiting.closed_at.after(cadence.submit_lag);
        if now < from {
            return Err(AccountingError::LagNotOver { batch: waiting.id, from, now });
        }
        Ok(waiting)
    }

    /// Books that `shares` of the waiting batch were placed.
    ///
    /// # Errors
    /// [`QuantityError`] when fewer wait.
    pub fn place(mut self, shares: Shares, now: Time) -> Result<Self, QuantityError> {
        if let Some(mut waiting) = self.waiting {
            waiting.unplaced = waiting.unplaced.minus(shares)?;
            waiting.begun = true;
            self.waiting = Some(waiting).filter(|waiting| !waiting.unplaced.is_zero());
            if self.waiting.is_none() {
                self.placed_at = now;
            }
        }
        Ok(self)
    }
}

/// How far a batch is that was begun to be placed.
#[json]
#[derive(Copy, Eq, Row)]
pub enum Stage {
    /// Some of its shares still wait.
    Placing {},
    /// Wholly placed; parts are in unbonding.
    Unbonding {},
    /// Wholly placed and every part settled.
    Settled {
        /// When the last part was.
        at: Time,
    },
}

/// A batch from its first placement on. It gains assets only by settling a part, by a payment
/// from the buffer, or by late coins that pay its shortfall.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct Batch {
    /// Shares queued in it, placed or not.
    pub shares: Shares,
    /// How far it is.
    pub stage: Stage,
    /// Asked of the chain and paid from the buffer so far.
    pub placed: Assets,
    /// Parts not settled.
    pub parts: u32,
    /// When the last of its parts completes.
    pub completes_at: Time,
    /// Received for its requests.
    pub received: Assets,
    /// Paid to its requests.
    pub paid: Assets,
    /// What its settled parts miss.
    pub shortfall: Assets,
    /// Until when late coins may pay that.
    pub shortfall_until: Time,
}

impl Batch {
    /// A batch of which nothing is placed yet.
    pub const fn new(shares: Shares) -> Self {
        Self {
            shares,
            stage: Stage::Placing {},
            placed: Assets::ZERO,
            parts: 0,
            completes_at: Time::ZERO,
            received: Assets::ZERO,
            paid: Assets::ZERO,
            shortfall: Assets::ZERO,
            shortfall_until: Time::ZERO,
        }
    }

    /// A part went into unbonding.
    pub fn add_part(mut self, completes_at: Time) -> Self {
        self.parts = self.parts.saturating_add(1);
        self.completes_at = self.completes_at.max(completes_at);
        self
    }

    /// What a call placed is known: `wholly` when no share waits any more.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn place(
        mut self,
        placed: Assets,
        from_buffer: Assets,
        wholly: bool,
        now: Time,
    ) -> Result<Self, QuantityError> {
        self.placed = self.placed.plus(placed)?;
        self.received = self.received.plus(from_buffer)?;
        if wholly {
            self.stage = Stage::Unbonding {};
        }
        Ok(self.settle_if_done(now))
    }

    /// A part is settled: it was expected to bring `expected` and brought `received`.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn settle_part(
        mut self,
        expected: Assets,
        received: Assets,
        now: Time,
    ) -> Result<Self, QuantityError> {
        self.parts = self.parts.saturating_sub(1);
        self.received = self.received.plus(received)?;
        let missing = expected.minus_or_zero(received);
        if !missing.is_zero() {
            self.shortfall = self.shortfall.plus(missing)?;
            self.shortfall_until = now.after(SHORTFALL_PERIOD);
        }
        Ok(self.settle_if_done(now))
    }

    fn settle_if_done(mut self, now: Time) -> Self {
        if self.parts == 0 && self.stage == (Stage::Unbonding {}) {
            self.stage = Stage::Settled { at: now };
        }
        self
    }

    /// Late coins pay what is missing, as far as they go. Answers what they paid.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn pay_shortfall(mut self, coins: Assets) -> Result<(Self, Assets), QuantityError> {
        let paid = coins.min(self.shortfall);
        self.shortfall = self.shortfall.minus(paid)?;
        self.received = self.received.plus(paid)?;
        Ok((self, paid))
    }

    /// Whether every part is settled and no share waits.
    pub const fn is_settled(&self) -> bool {
        matches!(self.stage, Stage::Settled { .. })
    }

    /// Whether it can receive no more.
    pub fn is_final(&self, now: Time) -> bool {
        self.is_settled() && (self.shortfall.is_zero() || now > self.shortfall_until)
    }
}

/// What `shares` of a batch are burnt for `placed` of `priced`: rounded up, so that a batch placed
/// in part never lowers the rate for those who stay.
///
/// # Errors
/// [`QuantityError`] when nothing was priced.
pub fn burnt_for(shares: Shares, placed: Assets, priced: Assets) -> Result<Shares, QuantityError> {
    shares.times_ratio(placed.u128(), priced.u128(), Rounding::Up)
}

/// A claim on a batch.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Row)]
pub struct Request {
    /// Shares queued.
    pub shares: Shares,
    /// Assets paid on them, or counted as paid when the request was split.
    pub claimed: Assets,
}

impl Request {
    /// What can be paid now: `floor(shares × received / batch.shares) − claimed`.
    ///
    /// # Errors
    /// [`QuantityError`] when the batch has no shares.
    pub fn payable(&self, batch: &Batch) -> Result<Assets, QuantityError> {
        let due =
            batch.received.times_ratio(self.shares.u128(), batch.shares.u128(), Rounding::Down)?;
        Ok(due.minus_or_zero(self.claimed))
    }

    /// Adds shares.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn plus(self, other: Self) -> Result<Self, QuantityError> {
        Ok(Self {
            shares: self.shares.plus(other.shares)?,
            claimed: self.claimed.plus(other.claimed)?,
        })
    }

    /// Splits `shares` off. What was claimed goes along in proportion, rounded up on both sides:
    /// splitting a claim over many accounts never brings a unit more.
    ///
    /// # Errors
    /// [`AccountingError::TooManyShares`].
    pub fn split(self, batch: BatchId, shares: Shares) -> Result<(Self, Self), AccountingError> {
        if shares > self.shares {
            return Err(AccountingError::TooManyShares { batch, held: self.shares, asked: shares });
        }
        let rest = self.shares.minus(shares)?;
        let claimed =
            |part: Shares| self.claimed.times_ratio(part.u128(), self.shares.u128(), Rounding::Up);
        Ok((
            Self { shares: rest, claimed: claimed(rest)? },
            Self { shares, claimed: claimed(shares)? },
        ))
    }
}
