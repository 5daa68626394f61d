//! Receives staking rewards, takes the fee, passes the rest to the hub.
