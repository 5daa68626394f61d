//! What is done in lives with restaking, and how often.

use proptest::prelude::*;

use super::super::strategy::{coins, cut, kinds, shares, Kinds};
use super::super::{Action, Amount, Cut};

fn holders() -> Kinds {
    let p = any::<u8>;
    kinds![
        14 => Deposit { who: p(), vault: p(), assets: shares() },
        5 => DepositFor { who: p(), to: p(), vault: p(), assets: shares() },
        12 => RequestExit { which: p(), shares: shares() },
        4 => CancelExit { which: p(), shares: shares() },
        6 => ClaimExit { which: p(), to: p() },
        6 => TransferPosition { which: p(), to: p(), shares: shares() },
        3 => GiveToVault { who: p(), vault: p(), assets: shares() },
        5 => ClaimRewards { which: p() },
        4 => ClaimRewardsFor { caller: p(), which: p() },
        4 => ClaimAndDeposit { which: p() },
        6 => FundDeposit { who: p(), assets: shares() },
        4 => FundRequestExit { which: p(), shares: shares() },
        3 => FundCancelExit { which: p() },
        3 => FundClaimExit { which: p() },
        4 => PayPremium { who: p(), which: p(), assets: shares() },
    ]
}

fn anyone() -> Kinds {
    let p = any::<u8>;
    kinds![
        5 => Settle { vault: p() },
        10 => ExecuteSlash { which: p() },
        4 => ExecuteSkip { which: p() },
        5 => EndSlash { which: p() },
        4 => EndAtVault { which: p() },
        6 => ClaimSlashed { which: p(), by_service: any::<bool>() },
        3 => ClaimBond { vault: p() },
        3 => ClaimCommission { vault: p() },
        2 => ReclaimStream { which: p(), of_service: any::<bool>() },
        5 => NoticeOver {},
        8 => ResolutionOver { which: p(), late: p() },
    ]
}

fn services() -> Kinds {
    let p = any::<u8>;
    kinds![
        8 => Announce { vault: p(), service: p(), percent: p() },
        4 => Lower { which: p(), percent: p() },
        4 => RearmByOperator { which: p() },
        4 => RearmByService { which: p() },
        4 => AddBond { vault: p(), assets: shares() },
        4 => RequestBondExit { vault: p(), assets: shares() },
        3 => SetCommission { vault: p(), percent: p() },
        18 => RequestSlash { which: p(), ago: p(), cut: cut() },
        5 => Approve { which: p() },
        3 => Veto { which: p() },
        3 => VetoWithBar { which: p() },
        5 => FundStream { which: p(), coins: coins(), days: p() },
        5 => FundStreamOfShares { which: p(), shares: shares(), days: p() },
        4 => PublishTerms { service: p(), destination: p(), percent: p() },
        2 => RevokeVersion { which: p() },
        3 => Link { operator: p(), service: p(), by_service: any::<bool>() },
        3 => Unlink { operator: p(), service: p(), by_service: any::<bool>() },
        2 => JailOperator { operator: p(), service: p(), days: p() },
    ]
}

fn governors() -> Kinds {
    let p = any::<u8>;
    kinds![
        3 => PauseVault { vault: p(), scope: p(), hours: p() },
        3 => PauseVaultByOwner { vault: p(), scope: p(), hours: p() },
        4 => ResumeVault { vault: p(), scope: p() },
        6 => ConfigureVault { vault: p(), which: p(), thousandths: 0u16..=1_000 },
        2 => SetListeners { vault: p(), some: any::<bool>() },
        2 => CancelVaultChange { vault: p(), which: p() },
        5 => Insure { which: p(), percent: p(), bond: shares() },
        4 => EndPolicy { which: p() },
        3 => FundCoverLoss { assets: shares() },
        3 => ConfigureFund { which: p(), percent: p() },
    ]
}

/// Everything that is done in vaults and beside them.
pub(in super::super) fn restakers() -> Kinds {
    [holders(), anyone(), services(), governors()].concat()
}

fn request(which: u8, cut: Cut) -> [Action; 2] {
    [Action::RequestSlash { which, ago: 0, cut }, Action::Approve { which: 0 }]
}

/// A slash from its request to its destination.
fn slash(which: u8, cut: Cut, late: u8, skips: bool) -> Vec<Action> {
    let mut course = request(which, cut).to_vec();
    let late = if skips { late / 3 + 130 } else { late / 4 };
    course.push(Action::ResolutionOver { which: 0, late });
    course.push(match skips {
        true => Action::ExecuteSkip { which: 0 },
        false => Action::ExecuteSlash { which: 0 },
    });
    course.push(Action::ClaimSlashed { which: late, by_service: which.is_multiple_of(2) });
    course
}

fn slashes() -> impl Strategy<Value = Vec<Action>> {
    let p = any::<u8>;
    prop_oneof![
        2 => (p(), cut(), p(), any::<bool>())
            .prop_map(|(w, cut, late, skips)| slash(w, cut, late, skips)),
        2 => (p(), cut(), p()).prop_map(|(which, cut, other)| {
            let late = Action::ResolutionOver { which: 0, late: 250 };
            let ends = [Action::EndSlash { which: 0 }, Action::EndAtVault { which: other }];
            [&request(which, cut)[..1], &[late], &ends].concat()
        }),
        // Both re-arm, and more is promised again.
        2 => (p(), cut(), p()).prop_map(|(which, cut, percent)| {
            let rearm = [Action::RearmByOperator { which: 0 }, Action::RearmByService { which: 0 }];
            let (vault, service) = (which, percent);
            let more = [Action::Announce { vault, service, percent }, Action::NoticeOver {}];
            [&slash(which, cut, 0, false)[..], &rearm, &more, &[Action::Settle { vault }]].concat()
        }),
        2 => (p(), cut(), any::<bool>()).prop_map(|(which, cut, bar)| {
            let veto = match bar {
                true => Action::VetoWithBar { which: 0 },
                false => Action::Veto { which: 0 },
            };
            [&request(which, cut)[..1], &[veto], &request(which, cut)].concat()
        }),
        5 => insured(),
    ]
}

/// Premiums are paid for a whole way out, then there is a slash of more than the bond.
fn insured() -> impl Strategy<Value = Vec<Action>> {
    let p = any::<u8>;
    (p(), 1u8..=100, 1u16..=900, p()).prop_map(|(which, percent, bond, policy)| {
        let mut course = vec![
            Action::FundDeposit { who: which, assets: Amount::Part(200) },
            Action::Insure { which, percent, bond: Amount::Part(bond) },
        ];
        for _ in 0..4 {
            course.push(Action::PayPremium { who: which, which: 0, assets: Amount::Part(5) });
            course.push(Action::Days { days: 8, keepers: false });
        }
        [course, slash(which, Cut::Whole, 0, false), vec![Action::EndPolicy { which: policy }]]
            .concat()
    })
}

fn promises() -> impl Strategy<Value = Vec<Action>> {
    let p = any::<u8>;
    prop_oneof![
        (p(), p(), p()).prop_map(|(vault, service, percent)| vec![
            Action::Announce { vault, service, percent },
            Action::NoticeOver {},
            Action::Settle { vault },
        ]),
        (p(), p()).prop_map(|(which, percent)| vec![
            Action::Lower { which, percent },
            Action::NoticeOver {},
            Action::Settle { vault: which },
        ]),
        // Other terms, and a slash by them.
        (p(), p(), p(), 20u8..40, cut()).prop_map(|(vault, service, destination, percent, cut)| {
            let course = [
                Action::PublishTerms { service, destination, percent },
                Action::Announce { vault, service, percent },
                Action::NoticeOver {},
                Action::Settle { vault },
            ];
            [&course[..], &slash(vault, cut, 0, false)].concat()
        }),
        (p(), p(), any::<bool>()).prop_map(|(operator, service, by_service)| vec![
            Action::Unlink { operator, service, by_service },
            Action::Link { operator, service, by_service },
        ]),
    ]
}

fn ways_out() -> impl Strategy<Value = Vec<Action>> {
    let p = any::<u8>;
    prop_oneof![
        (p(), shares(), p()).prop_map(|(which, shares, to)| vec![
            Action::RequestExit { which, shares },
            Action::NoticeOver {},
            Action::ClaimExit { which, to },
        ]),
        (p(), shares(), shares()).prop_map(|(which, some, shares)| vec![
            Action::RequestExit { which, shares: some },
            Action::CancelExit { which, shares },
        ]),
        (p(), shares(), any::<bool>()).prop_map(|(which, shares, stays)| {
            let ends = match stays {
                true => vec![Action::FundCancelExit { which }],
                false => vec![
                    Action::NoticeOver {},
                    Action::Days { days: 11, keepers: false },
                    Action::FundClaimExit { which },
                ],
            };
            [vec![Action::FundRequestExit { which, shares }], ends].concat()
        }),
        (p(), shares()).prop_map(|(vault, assets)| vec![
            Action::RequestBondExit { vault, assets },
            Action::NoticeOver {},
            Action::ClaimBond { vault },
        ]),
    ]
}

/// A stream, time, and claims by some of those that it may be for; the last of them twice.
fn rewards() -> impl Strategy<Value = Vec<Action>> {
    let p = any::<u8>;
    (p(), coins(), shares(), 1u8..60, any::<bool>(), p(), p()).prop_map(
        |(which, coins, shares, days, of_coins, passed, by)| {
            let stream = match of_coins {
                true => Action::FundStream { which, coins, days },
                false => Action::FundStreamOfShares { which, shares, days },
            };
            let claim = |place: u8| {
                let which = by.wrapping_add(place);
                match by / 64 {
                    0 => Action::ClaimRewards { which },
                    1 => Action::ClaimRewardsFor { caller: place, which },
                    2 => Action::ClaimAndDeposit { which },
                    _ => Action::ClaimCommission { vault: which },
                }
            };
            let days = Action::Days { days: passed, keepers: false };
            vec![stream, days, claim(0), claim(1), claim(2), claim(3), claim(3)]
        },
    )
}

fn pauses() -> impl Strategy<Value = Vec<Action>> {
    let p = any::<u8>;
    prop_oneof![
        (p(), p(), p(), 1u8..72).prop_map(|(vault, scope, between, hours)| vec![
            Action::PauseVault { vault, scope, hours },
            Action::Hours { hours: between, keepers: false },
            Action::ResumeVault { vault, scope },
        ]),
        (p(), 0u16..=1_000).prop_map(|(vault, thousandths)| vec![
            Action::ConfigureVault { vault, which: 5, thousandths },
            Action::CancelVaultChange { vault, which: 4 },
        ]),
    ]
}

/// What chance hardly ever puts in order.
pub(in super::super) fn courses() -> impl Strategy<Value = Vec<Action>> {
    prop_oneof![
        6 => slashes(),
        3 => promises(),
        4 => ways_out(),
        3 => rewards(),
        1 => pauses(),
    ]
}
