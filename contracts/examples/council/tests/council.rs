//! A member has the council act; a stranger does not; what is frozen stays.
#![allow(clippy::unwrap_used, reason = "tests")]

use cosmwasm_std::{coins, Addr, BankMsg, Empty};
use cw_multi_test::{App, ContractWrapper, Executor};
use weir_example_council::{execute, instantiate, query, ContractError};
use weir_example_council::{ExecuteMsg, InstantiateMsg};

struct World {
    app: App,
    council: Addr,
    member: Addr,
    stranger: Addr,
}

fn world() -> World {
    let mut app = App::default();
    let [member, stranger] = ["member", "stranger"].map(|name| app.api().addr_make(name));
    let code = app.store_code(Box::new(ContractWrapper::new(execute, instantiate, query)));
    let birth = InstantiateMsg { admins: vec![member.to_string()], mutable: false };
    let council =
        app.instantiate_contract(code, member.clone(), &birth, &[], "council", None).unwrap();
    app.init_modules(|router, _, storage| {
        router.bank.init_balance(storage, &council, coins(10, "uatom")).unwrap();
    });
    World { app, council, member, stranger }
}

fn pay(to: &Addr) -> ExecuteMsg<Empty> {
    let send = BankMsg::Send { to_address: to.to_string(), amount: coins(4, "uatom") };
    ExecuteMsg::Execute { msgs: vec![send.into()] }
}

#[test]
fn a_member_has_it_send_what_he_says() {
    let World { mut app, council, member, stranger } = world();
    app.execute_contract(member, council.clone(), &pay(&stranger), &[]).unwrap();
    assert_eq!(app.wrap().query_balance(&stranger, "uatom").unwrap().amount.u128(), 4);
    assert_eq!(app.wrap().query_balance(&council, "uatom").unwrap().amount.u128(), 6);
}

#[test]
fn a_stranger_moves_nothing_and_frozen_members_stay() {
    let World { mut app, council, member, stranger } = world();
    let refused = app.execute_contract(stranger.clone(), council.clone(), &pay(&stranger), &[]);
    let refused = refused.unwrap_err();
    assert_eq!(refused.downcast_ref::<ContractError>(), Some(&ContractError::Unauthorized {}));
    let join = ExecuteMsg::<Empty>::UpdateAdmins { admins: vec![stranger.to_string()] };
    let refused = app.execute_contract(member, council.clone(), &join, &[]).unwrap_err();
    assert_eq!(refused.downcast_ref::<ContractError>(), Some(&ContractError::Unauthorized {}));
    assert_eq!(app.wrap().query_balance(&council, "uatom").unwrap().amount.u128(), 10);
}
