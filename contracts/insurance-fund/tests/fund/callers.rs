//! Messages that are somebody's alone, sent by everybody else, and input at the edge of its type.

use cosmwasm_std::{to_json_binary, Decimal};
use weir_accounting::vault::VaultError;
use weir_insurance_fund::ContractError;
use weir_interface::fund::{ExecuteMsg, ParameterChanges, ReceiveMsg};
use weir_quantities::{Assets, QuantityError, ServiceId, Shares, SlashId};

use crate::world::{account, deposit, draw, insure, World, FIVE, TWO};

/// Refused, with nothing changed. Answers how.
fn refused(world: &mut World, who: &str, msg: ExecuteMsg) -> ContractError {
    let before = world.rows();
    let text = format!("{who}: {msg:?}");
    let refused = world.act(who, msg).map(drop).expect_err(&text);
    assert_eq!(world.rows(), before, "{text}");
    refused
}

/// A fund with a policy that pays and a change that waits.
fn ready() -> World {
    let mut world = World::new();
    world.deposit("alice", 998);
    world.insure_and_wait();
    let exit_delay = Some(42 * 24 * 3_600);
    let changes = ParameterChanges { exit_delay, ..ParameterChanges::default() };
    world.act("dao", ExecuteMsg::UpdateConfig { changes }).unwrap();
    world
}

#[test]
fn what_is_the_owners_is_his_alone() {
    let vault = || account("vault").into_string();
    let changes = ParameterChanges::default();
    for msg in [
        insure(1),
        ExecuteMsg::EndPolicy { service: FIVE, version: TWO, vault: vault() },
        ExecuteMsg::CoverLoss { assets: Assets::new(1) },
        ExecuteMsg::UpdateConfig { changes },
        ExecuteMsg::CancelChange { name: "exit_delay".to_string() },
        ExecuteMsg::UpdateOwnership(cw_ownable::Action::RenounceOwnership),
    ] {
        let mut world = ready();
        for who in ["alice", "coordinator", "vault", "registry", "hub", "stranger"] {
            let error = refused(&mut world, who, msg.clone());
            assert_eq!(error, ContractError::Ownership(cw_ownable::OwnershipError::NotOwner));
        }
        world.act("dao", msg).unwrap();
    }
}

#[test]
fn a_draw_is_for_a_policy_that_there_is() {
    let mut world = ready();
    let vault = || account("vault").into_string();
    let no = |service, vault| ContractError::NoPolicy { service, vault };
    let with = |change: &dyn Fn(&mut ServiceId, &mut String)| {
        let mut msg = draw(1, 100);
        if let ExecuteMsg::Draw { service, vault, .. } = &mut msg {
            change(service, vault);
        }
        msg
    };
    let six = ServiceId::new(6);
    let of_another = with(&|service, _| *service = six);
    assert_eq!(refused(&mut world, "coordinator", of_another), no(six, vault()));
    let elsewhere = || account("another vault").into_string();
    let at_another = with(&|_, vault| *vault = elsewhere());
    assert_eq!(refused(&mut world, "coordinator", at_another), no(FIVE, elsewhere()));
    let mut of_older_terms = draw(1, 100);
    if let ExecuteMsg::Draw { version, .. } = &mut of_older_terms {
        *version = weir_quantities::TermsVersion::new(1);
    }
    assert_eq!(refused(&mut world, "coordinator", of_older_terms), no(FIVE, vault()));
    let nowhere = with(&|_, vault| *vault = "nowhere".to_string());
    let error = refused(&mut world, "coordinator", nowhere);
    assert!(matches!(error, ContractError::Std(_)), "{error}");
    world.draw(1, 100).unwrap();
}

#[test]
fn cover_comes_back_for_a_draw_that_was_made() {
    let mut world = ready();
    let caller = account("vault").into_string();
    let error = ContractError::Unauthorized { role: "vault of the draw", caller };
    let back = |id| ReceiveMsg::ReturnCover { id: SlashId::new(id) };
    assert_eq!(world.send("vault", 10, back(1)).unwrap_err(), error);
    world.draw(1, 100).unwrap();
    assert_eq!(world.send("vault", 10, back(2)).unwrap_err(), error);
    world.send("vault", 10, back(1)).unwrap();
}

#[test]
fn the_largest_amounts_are_refused_by_the_rule_that_they_break() {
    let mut world = ready();
    let (most, all) = (Shares::new(u128::MAX), Assets::MAX);
    let (owner, held) = (account("alice").into_string(), world.position("alice").active);
    let exit = ExecuteMsg::RequestExit { shares: most };
    let error = ContractError::NotThatMany { owner: owner.clone(), held, asked: most };
    assert_eq!(refused(&mut world, "alice", exit), error);
    for matures_at in [0, 1, u64::MAX] {
        let cancel = ExecuteMsg::CancelExit { matures_at };
        let error = ContractError::NoExit { owner: owner.clone(), matures_at };
        assert_eq!(refused(&mut world, "alice", cancel), error);
    }
    let allowed = Assets::new(200);
    let cover = ExecuteMsg::CoverLoss { assets: all };
    let error = ContractError::OverTheCap { allowed, asked: all };
    assert_eq!(refused(&mut world, "dao", cover), error);
    // The token says that all of it arrived: sums are what stops it.
    world.others.borrow_mut().balance = u128::MAX;
    let msg = to_json_binary(&deposit()).unwrap();
    let receive =
        ExecuteMsg::Receive { sender: account("bob").into(), amount: u128::MAX.into(), msg };
    let error = refused(&mut world, "lst", receive);
    let overflow = |error: &ContractError| match error {
        ContractError::Quantity(error) | ContractError::Books(VaultError::Quantity(error)) => {
            matches!(error, QuantityError::Overflow { .. })
        }
        _ => false,
    };
    assert!(overflow(&error), "{error}");
}

#[test]
fn a_loss_of_the_largest_amount_draws_no_more_than_the_fund_gives_in_a_week() {
    let mut world = ready();
    let response = world.draw(1, u128::MAX).unwrap();
    assert_eq!(crate::world::sent(&response), 1_000 / 5);
}

#[test]
fn a_policy_of_more_than_everything_is_none() {
    let mut world = World::new();
    let mut msg = insure(1);
    if let ExecuteMsg::Insure { premium, .. } = &mut msg {
        *premium = Decimal::MAX;
    }
    let premium = Decimal::MAX;
    let out = weir_accounting::insurance::InsuranceError::PremiumOutOfRange { premium };
    assert_eq!(refused(&mut world, "dao", msg), ContractError::Insurance(out));
    let mut msg = draw(1, 100);
    if let ExecuteMsg::Draw { exit_delay, .. } = &mut msg {
        *exit_delay = u64::MAX;
    }
    let error = refused(&mut world, "coordinator", msg);
    assert!(matches!(error, ContractError::Insurance(_)), "{error}");
}
