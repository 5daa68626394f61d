//! Staking, slashing and distribution keepers for cw-multi-test that behave like the Cosmos SDK.
