//! The parameters governance can change while the chain runs.

use cosmwasm_std::{Decimal, Uint128};
use serde::{Deserialize, Serialize};

/// Where the staking rewards of each block come from. They are in the bond denomination and depend
/// on the time passed, so one block after three hours pays three hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inflation {
    /// No rewards but those a test adds.
    None,
    /// A yearly rate on all bonded tokens.
    YearlyOnBonded(Decimal),
    /// A fixed amount each second, shared by the bonded tokens.
    PerSecond(Uint128),
}

/// Parameters of staking, slashing, distribution and minting, with the SDK's defaults, but the cut
/// for downtime, which is the 0.01 % of most live chains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Params {
    /// the only denomination that can be staked
    pub bond_denom: String,
    /// seconds an undelegation or redelegation takes
    pub unbonding_period: u64,
    /// how many validators are bonded
    pub max_validators: u32,
    /// entries of one (delegator, validator), and of one (delegator, source, destination)
    pub max_entries: u32,
    /// tokens of one unit of consensus power. Slashes are computed from whole units of power, and
    /// a validator with less than one cannot be bonded.
    pub power_reduction: Uint128,
    /// the share of all rewards that goes to the community pool first
    pub community_tax: Decimal,
    /// whether delegators may set a withdraw address
    pub withdraw_address_enabled: bool,
    /// blocks in which missed ones are counted
    pub signed_blocks_window: u64,
    /// the share of them that must be signed
    pub min_signed_per_window: Decimal,
    /// seconds a validator stays jailed after downtime
    pub downtime_jail_period: u64,
    /// cut for signing twice
    pub slash_fraction_double_sign: Decimal,
    /// cut for missing too many blocks
    pub slash_fraction_downtime: Decimal,
    /// evidence older than this many seconds ...
    pub max_evidence_age_period: u64,
    /// ... and this many blocks is ignored
    pub max_evidence_age_blocks: u64,
    /// what each block mints
    pub inflation: Inflation,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            bond_denom: "stake".into(),
            unbonding_period: 21 * 24 * 60 * 60,
            max_validators: 100,
            max_entries: 7,
            power_reduction: Uint128::new(1_000_000),
            community_tax: Decimal::percent(2),
            withdraw_address_enabled: true,
            signed_blocks_window: 100,
            min_signed_per_window: Decimal::percent(50),
            downtime_jail_period: 600,
            slash_fraction_double_sign: Decimal::percent(5),
            slash_fraction_downtime: Decimal::bps(1),
            max_evidence_age_period: 2 * 24 * 60 * 60,
            max_evidence_age_blocks: 100_000,
            inflation: Inflation::YearlyOnBonded(Decimal::percent(13)),
        }
    }
}

impl Params {
    /// How many blocks of the window may be missed.
    pub(crate) fn missable_blocks(&self) -> u64 {
        let window = Uint128::from(self.signed_blocks_window);
        let least = crate::dec::Dec::from(self.min_signed_per_window).mul_int(window);
        // the SDK rounds half to even here
        let rounded = least.mul_round(crate::dec::Dec::from_raw(1u128)).raw();
        let signed = u64::try_from(Uint128::try_from(rounded).unwrap_or_default().u128())
            .unwrap_or(u64::MAX);
        self.signed_blocks_window.saturating_sub(signed)
    }
}
