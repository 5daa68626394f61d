//! What the restaking contracts say comes with advice, and no advice is for words nobody says.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use cosmwasm_std::Decimal;
use weir_accounting::vault::VaultError as Books;
use weir_cli::tx::{hint, said, RESTAKING_ADVICE};
use weir_client::NodeError;
use weir_insurance_fund::ContractError as Fund;
use weir_interface::vault::Scope;
use weir_quantities::{
    Assets, GroupId, Magnitude, OperatorId, ServiceId, Shares, SlashId, TermsVersion, VaultTime,
};
use weir_restaking_vault::ContractError as Vault;
use weir_service_registry::ContractError as Services;
use weir_slash_coordinator::ContractError as Coordinator;

const TIME: u64 = 1_700_000_000;

/// What the contracts really say, with the beginning of the advice.
fn errors() -> Vec<(String, &'static str)> {
    let (service, operator, id) = (ServiceId::new(1), OperatorId::new(2), SlashId::new(7));
    let (version, group, now) = (TermsVersion::new(3), GroupId::new(4), VaultTime::new(TIME));
    let (assets, shares, some) = (Assets::new(5), Shares::new(5), Magnitude::new(5));
    let name = || "cosmos1somebody".to_string();
    let vault = |error: Vault| error.to_string();
    let books = |error: Books| Vault::Books(error).to_string();
    let services = |error: Services| error.to_string();
    let coordinator = |error: Coordinator| error.to_string();
    let fund = |error: Fund| error.to_string();
    vec![
        (
            vault(Vault::Paused { scope: Scope::Deposits, until: TIME }),
            "2023-11-14 22:13 UTC is 1700000000 of the chain's clock; `weir q vault config VAULT`",
        ),
        (vault(Vault::NothingMatured { owner: name() }), "`weir q vault position VAULT OWNER`"),
        (fund(Fund::NothingMatured { owner: name() }), "`weir q vault position VAULT OWNER`"),
        (
            vault(Vault::NoActiveLink { operator, service, state: "none".into() }),
            "`weir q services link",
        ),
        (
            vault(Vault::TermsRevoked { service, version, revoked_at: 5 }),
            "`weir q services versions SERVICE`",
        ),
        (books(Books::InQuarantine { service }), "`weir tx vault rearm VAULT SERVICE`"),
        (
            books(Books::LoweringPending { service, effect_at: now }),
            "`weir q vault commitment VAULT SERVICE`",
        ),
        (books(Books::LeverageExceeded { sum: some, allowed: some }), "`weir q vault vault-risk"),
        (books(Books::CapExceeded { sum: some, allowed: some }), "`weir q vault vault-risk"),
        (
            books(Books::ServiceExceeded { service, exposure: some, allowed: some }),
            "`weir q vault vault-risk",
        ),
        (
            books(Books::GroupExceeded { group, sum: some, allowed: some }),
            "`weir q vault vault-risk",
        ),
        (
            books(Books::PendingSlashTooLarge {
                pending: Decimal::percent(2),
                accepted: Decimal::percent(1),
            }),
            "`weir q coordinator open-requests VAULT`",
        ),
        (
            books(Books::Closed { assets, shares, magnitude: some }),
            "`weir tx services open-next-generation VAULT`",
        ),
        (
            books(Books::DepositCapReached { assets, room: assets, cap: assets }),
            "a smaller deposit may fit",
        ),
        (books(Books::TooFewShares { assets, minted: shares, least: shares }), "the price rose"),
        (
            services(Services::StillSlashable { vault: name(), service, slashable: some }),
            "`weir tx vault lower-commitment VAULT SERVICE 0`",
        ),
        (
            coordinator(Coordinator::TooEarly { id, from: now, now }),
            "`weir q coordinator request ID`",
        ),
        (coordinator(Coordinator::TooLate { id, until: now, now }), "`weir tx coordinator end ID`"),
        (coordinator(Coordinator::NotApproved { id }), "`weir tx coordinator end ID`"),
        (
            coordinator(Coordinator::NotResolver { id, expected: name(), actual: name() }),
            "`weir q coordinator request ID` shows the version",
        ),
        (services(Services::NotLinkedYet {}), "the owner sets them"),
        (services(Services::AssetNotAllowed { asset: name() }), "`weir q services assets`"),
        (
            services(Services::SecondVault { operator, vault: name() }),
            "there is one vault for an operator and an asset",
        ),
        (fund(Fund::NeverPaid { service }), "`weir tx fund pay-premium"),
        (fund(Fund::NothingToDraw { drawn: assets, assets }), "`weir q fund books`"),
        (fund(Fund::NoPolicy { service, vault: name() }), "`weir q fund policies --vault VAULT`"),
        (
            coordinator(Coordinator::UnknownVault { registry: name(), vault: name() }),
            "`weir q services vaults`",
        ),
        (
            vault(Vault::Unauthorized { role: "operator", caller: name() }),
            "`weir q services operator OPERATOR`",
        ),
    ]
}

#[test]
fn what_the_restaking_contracts_say_is_told_with_advice() {
    for (text, expected) in errors() {
        let wrapped = format!(
            "failed to execute message; message index: 0: {text}: execute wasm contract failed"
        );
        let error = NodeError::Refused { codespace: "wasm".into(), code: 5, text: wrapped };
        assert_eq!(said(&error), text);
        let hint = hint(&error).unwrap_or_else(|| panic!("no advice for {text}"));
        assert!(hint.starts_with(expected), "{text}: {hint}");
    }
}

#[test]
fn no_advice_is_for_words_the_restaking_contracts_do_not_say() {
    for (needle, _) in RESTAKING_ADVICE {
        assert!(errors().iter().any(|(text, _)| text.contains(needle)), "{needle}");
    }
}

/// A vault's clock stands still while it is paused, so its times are no moments of the chain's.
#[test]
fn a_time_of_a_vaults_clock_is_not_told_as_one_of_the_chains() {
    let now = VaultTime::new(TIME);
    let text = Coordinator::TooEarly { id: SlashId::new(7), from: now, now }.to_string();
    assert!(text.contains(&TIME.to_string()), "{text}");
    let error = NodeError::Refused { codespace: "wasm".into(), code: 5, text };
    assert!(!hint(&error).unwrap().contains("UTC"));
}
