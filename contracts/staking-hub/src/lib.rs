//! The staking hub: delegations, buffer, batches and the exchange rate.
