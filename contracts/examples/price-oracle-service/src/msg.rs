//! Messages and answers.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Binary, Decimal, Uint128};
use weir_quantities::{OperatorId, ServiceId};

/// Creates the service's contract.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct InstantiateMsg {
    /// Takes requests for slashes.
    pub coordinator: String,
    /// Says who the operators are.
    pub registry: String,
    /// The service, as it is registered. Its terms must name this contract as slasher.
    pub service: ServiceId,
    /// What an equivocation costs, of what stood behind the service. At most `max_slash` of the
    /// terms, or every request is refused.
    pub fraction: Decimal,
    /// The least seconds from one round to the next.
    pub round_seconds: u64,
}

/// A price and who stands for it.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct SignedPrice {
    /// The price, in a millionth of the quote.
    pub price: Uint128,
    /// 64 bytes, r and s, with a low s, over the hash of the text of [`crate::sign::text`].
    pub signature: Binary,
}

/// What the contract does.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub enum ExecuteMsg {
    /// Names an operator's key from the next round on. The one before stays good for its rounds.
    /// Caller: the operator's admin. Fails for bytes that are no compressed key, and when too many
    /// old keys are still accountable.
    SetKey {
        /// The operator.
        operator: OperatorId,
        /// 33 bytes.
        key: Binary,
    },
    /// Begins the next round. Caller: anyone. Fails before the round is long enough.
    OpenRound {},
    /// Brings an operator's price for the round that is open. Caller: anyone. Fails for another
    /// round, a signature that is not his, an operator without an active link with the service, and
    /// a second price.
    SubmitPrice {
        /// The operator.
        operator: OperatorId,
        /// The round.
        round: u64,
        /// What he signed.
        signed: SignedPrice,
    },
    /// Proves that an operator signed two prices for one round, and asks for the slash at one of
    /// his vaults. Caller: anyone. Fails for one price, a forged or malleable signature, a round
    /// that is not remembered, and a vault of another operator. The coordinator refuses what was
    /// reported before.
    ReportConflict {
        /// The operator.
        operator: OperatorId,
        /// His vault.
        vault: String,
        /// The round.
        round: u64,
        /// One price.
        first: SignedPrice,
        /// Another.
        second: SignedPrice,
    },
}

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
#[serde(deny_unknown_fields)]
pub enum QueryMsg {
    /// The round that is open.
    #[returns(RoundResponse)]
    Round {},
    /// The median of a round's prices; of an even number the lower of both in the middle. An error
    /// without any.
    #[returns(Uint128)]
    Price {
        /// The round.
        round: u64,
    },
    /// The text that an operator signs.
    #[returns(String)]
    Text {
        /// The operator.
        operator: OperatorId,
        /// The round.
        round: u64,
        /// The price.
        price: Uint128,
    },
}

/// The round that is open.
#[cw_serde]
pub struct RoundResponse {
    /// Its number; 0 before the first.
    pub round: u64,
    /// When it began; 0 before the first.
    pub opened_at: u64,
}
