//! How lives are made up.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::Union;

use super::restaking::{self, restakers};
use super::{world, Action, Amount, Cut, Setting, World};

pub(super) fn coins() -> impl Strategy<Value = Amount> {
    prop_oneof![
        6 => (1u8..=99, 3u8..=8).prop_map(|(digits, exponent)| Amount::Units(digits, exponent)),
        1 => (1u8..=99, 0u8..=11).prop_map(|(digits, exponent)| Amount::Units(digits, exponent)),
        2 => (1u16..=1_000).prop_map(Amount::Part),
    ]
}

pub(super) fn shares() -> impl Strategy<Value = Amount> {
    prop_oneof![
        5 => (1u16..=1_000).prop_map(Amount::Part),
        3 => Just(Amount::All),
        1 => (1u8..=20).prop_map(Amount::AllBut),
        2 => (1u8..=99, 0u8..=7).prop_map(|(digits, exponent)| Amount::Units(digits, exponent)),
        1 => Just(Amount::TooMuch),
    ]
}

pub(super) fn cut() -> impl Strategy<Value = Cut> {
    prop_oneof![
        4 => (1u16..=500).prop_map(Cut::Bps),
        2 => (1u16..=10_000).prop_map(Cut::Bps),
        1 => Just(Cut::Whole),
    ]
}

fn setting() -> impl Strategy<Value = Setting> {
    prop::sample::select(vec![
        Setting::BatchInterval,
        Setting::SubmitLag,
        Setting::MaxParts,
        Setting::MaxEntries,
        Setting::MinUnbond,
        Setting::MinPart,
        Setting::RewardPeriod,
        Setting::MaxDailyGrowth,
        Setting::BreakerFall,
        Setting::RebalanceGap,
        Setting::RebalanceShare,
        Setting::InstantOutflow,
        Setting::BackingCap,
        Setting::AsTheChain,
    ])
}

pub(super) type Kinds = Vec<(u32, BoxedStrategy<Action>)>;

macro_rules! kinds {
    ($($weight:literal => $name:ident { $($field:ident: $strategy:expr),* }),* $(,)?) => {
        vec![$(($weight, (Just(()), $($strategy),*)
            .prop_map(|(_, $($field),*)| Action::$name { $($field),* }).boxed())),*]
    };
}

pub(super) use kinds;

fn users() -> Kinds {
    let p = any::<u8>;
    kinds![
        30 => Bond { who: p(), coins: coins() },
        5 => BondFor { who: p(), to: p(), coins: coins() },
        4 => BondDust { who: p(), units: p() },
        4 => BondAtLeast { who: p(), coins: coins(), one_more: any::<bool>() },
        30 => Queue { who: p(), shares: shares() },
        6 => QueueFor { who: p(), to: p(), shares: shares() },
        8 => CancelOpen { who: p(), shares: shares() },
        6 => CancelClosed { who: p(), shares: shares() },
        6 => TransferRequest { which: p(), to: p() },
        8 => SplitTransfer { which: p(), to: p(), shares: shares() },
        16 => Withdraw { who: p() },
        4 => WithdrawLimited { who: p(), to: p(), limit: p() },
        8 => WithdrawBatch { caller: p(), which: p() },
        10 => InstantRedeem { who: p(), shares: shares() },
        6 => TransferTokens { from: p(), to: p(), shares: shares() },
        4 => SendFrom { owner: p(), spender: p(), shares: shares() },
        3 => TransferFrom { owner: p(), spender: p(), shares: shares() },
        1 => BurnTokens { who: p(), shares: shares() },
        6 => Cover { who: p(), coins: coins() },
        4 => CoverLoss { who: p(), shares: shares() },
        4 => InOneTransaction { who: p(), coins: coins() },
    ]
}

fn gifts() -> Kinds {
    let p = any::<u8>;
    kinds![
        2 => DonateToHub { who: p(), coins: coins() },
        2 => DonateToDistributor { who: p(), coins: coins() },
        2 => DonateTokens { who: p(), shares: shares() },
        1 => DonateTokensToDistributor { who: p(), shares: shares() },
        2 => Vote { proposal: p(), option: p(), by_stranger: any::<bool>() },
    ]
}

fn keepers() -> Kinds {
    let p = any::<u8>;
    kinds![
        10 => Sync {},
        5 => SyncSkip { validator: p() },
        6 => Harvest {},
        5 => HarvestLimited { limit: p(), validator: p() },
        12 => DelegateBuffer {},
        4 => DelegateSkip { limit: p(), validator: p() },
        14 => SubmitBatch {},
        8 => SubmitOne {},
        5 => SubmitSkip { validator: p() },
        10 => Reconcile {},
        8 => ReconcileOne {},
        8 => Rebalance {},
        4 => RebalanceSkip { validator: p() },
        12 => Advance {},
        6 => SweepSurplus {},
        6 => ActivateRaises {},
        6 => Refresh {},
        2 => PushTargets {},
        4 => Distribute {},
        16 => Keep {},
    ]
}

fn owner() -> Kinds {
    let p = any::<u8>;
    kinds![
        6 => SetWeights { first: p(), second: p(), others: p() },
        4 => AddValidator { weight: p() },
        4 => DrainValidator { validator: p() },
        3 => RestoreValidator { validator: p(), weight: p() },
        4 => RemoveValidator { validator: p() },
        12 => Configure { setting: setting(), thousandths: 0u16..=1_000 },
        3 => ConfigureRegistry { which: p(), percent: p() },
        8 => AnnounceRaise { which: p(), bps: 0u16..=1_000 },
        5 => CancelRaises {},
        4 => AnnounceFee { percent: p() },
        3 => CancelFee {},
        4 => ActivateFee {},
        3 => Pause { scope: p(), hours: p() },
        3 => PauseExits { scope: p(), hours: p() },
        4 => Resume { scope: p() },
    ]
}

fn time() -> Kinds {
    let p = any::<u8>;
    kinds![
        16 => Seconds { seconds: p() },
        24 => Hours { hours: p(), keepers: prop::bool::weighted(0.3) },
        16 => Days { days: p(), keepers: prop::bool::weighted(0.3) },
        14 => BatchCloses {},
        12 => UnbondingOver { blocks: p() },
        4 => Halt { hours: p() },
    ]
}

fn chain() -> Kinds {
    let p = any::<u8>;
    kinds![
        4 => Downtime { validator: p() },
        3 => DoubleSign { validator: p(), blocks: p(), cut: cut() },
        8 => Slash { validator: p(), blocks: p(), cut: cut() },
        3 => Ruin {},
        2 => SlashAll { cut: cut() },
        3 => Jail { validator: p() },
        3 => Unjail { validator: p() },
        12 => HoldEntry { which: p() },
        8 => ReleaseEntry { which: p() },
        2 => UnbondingPeriod { hours: any::<u16>() },
        2 => MaxEntries { entries: p() },
        3 => Break { validator: p() },
        2 => BreakWithPanic { validator: p() },
        8 => Repair { validator: p() },
        3 => Unreadable { validator: p(), how: p() },
        5 => Readable { validator: p() },
        2 => Commission { validator: p(), percent: p() },
    ]
}

/// What chance hardly ever puts in order: each course ends with what is only accepted after the
/// rest of it.
fn courses() -> impl Strategy<Value = Vec<Action>> {
    let p = any::<u8>;
    let days = |days: u8| Action::Days { days, keepers: true };
    prop_oneof![
        (p(), 0u8..=30, p()).prop_map(move |(validator, over, other)| vec![
            Action::DrainValidator { validator },
            days(over),
            Action::RemoveValidator { validator: other },
        ]),
        (p(), p()).prop_map(|(validator, weight)| vec![
            Action::DrainValidator { validator },
            Action::RestoreValidator { validator, weight },
        ]),
        (p(), 0u8..=20, any::<bool>()).prop_map(move |(percent, over, cancelled)| vec![
            Action::AnnounceFee { percent },
            days(over),
            if cancelled { Action::CancelFee {} } else { Action::ActivateFee {} },
        ]),
        (p(), p(), p()).prop_map(|(validator, hours, blocks)| vec![
            Action::Downtime { validator },
            Action::Hours { hours, keepers: blocks % 2 == 0 },
            Action::Unjail { validator },
        ]),
        (p(), coins())
            .prop_map(|(who, coins)| vec![Action::Ruin {}, Action::Cover { who, coins },]),
        (p(), coins()).prop_map(|(who, coins)| vec![
            Action::DonateToHub { who, coins },
            Action::SweepSurplus {},
        ]),
    ]
}

fn of_the_hub() -> Kinds {
    [users(), gifts(), keepers(), owner(), time(), chain()].concat()
}

fn one_of(kinds: Kinds) -> impl Strategy<Value = Vec<Action>> {
    Union::new_weighted(kinds).prop_map(|action| vec![action])
}

/// Twenty to sixty actions; a few more where one begins a course. Those of restaking are among them
/// where there is something to do them with.
pub fn actions(restaking: bool) -> impl Strategy<Value = Vec<Action>> {
    let step = match restaking {
        true => {
            let all = one_of([of_the_hub(), restakers()].concat());
            prop_oneof![40 => all, 1 => courses(), 2 => restaking::courses()].boxed()
        }
        false => prop_oneof![40 => one_of(of_the_hub()), 1 => courses()].boxed(),
    };
    vec(step, 20..=60).prop_map(|steps| steps.concat())
}

/// A world, and what happens in it.
pub fn lives() -> impl Strategy<Value = (World, Vec<Action>)> {
    let one = |restaking: bool| {
        let world = world().prop_map(move |world| World { restaking, ..world });
        (world, actions(restaking))
    };
    prop_oneof![one(true), one(false)]
}

/// One action of a user, for load.
pub fn user_actions() -> impl Strategy<Value = Action> {
    Union::new_weighted(users())
}
