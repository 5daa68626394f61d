//! Why something was refused, and whether that is a fault.

use crate::Refusal;

/// What is wrong with a refusal, if anything.
pub(super) fn fault_of(refusal: &Refusal, panicking: bool) -> Option<&'static str> {
    use embedded_chain::ChainError;
    use weir_accounting::AccountingError::Quantity;
    use weir_staking_hub::ContractError::{Accounting, Std};
    if refusal.is_of_a_real_chain() {
        // There it is text, whatever refused.
        return None;
    }
    match refusal.chain() {
        Some(ChainError::ContractPanic { .. }) => return Some("a contract panicked"),
        Some(ChainError::GoPanic { .. }) if !panicking => return Some("the chain panicked"),
        Some(_) => return None,
        None => {}
    }
    match refusal.hub() {
        Some(Std(_)) => return Some("an untyped error of the hub"),
        Some(Accounting(Quantity(_))) => return Some("arithmetic ran out"),
        _ => {}
    }
    fault_of_restaking(refusal).or_else(|| (!refusal.is_typed()).then_some("an untyped error"))
}

fn fault_of_restaking(refusal: &Refusal) -> Option<&'static str> {
    use weir_accounting::vault::VaultError::Quantity;
    use weir_restaking_vault::ContractError::{Books, Std};
    match (refusal.vault(), refusal.coordinator(), refusal.insurer(), refusal.services()) {
        (Some(Std(_)), ..) => Some("an untyped error of a vault"),
        (Some(Books(Quantity(_))), ..) => Some("arithmetic of a vault ran out"),
        (_, Some(weir_slash_coordinator::ContractError::Std(_)), ..) => {
            Some("an untyped error of the coordinator")
        }
        (_, _, Some(weir_insurance_fund::ContractError::Std(_)), _) => {
            Some("an untyped error of the fund")
        }
        (_, _, Some(weir_insurance_fund::ContractError::Quantity(_)), _) => {
            Some("arithmetic of the fund ran out")
        }
        (.., Some(weir_service_registry::ContractError::Std(_))) => {
            Some("an untyped error of the service registry")
        }
        _ => None,
    }
}

/// The variant of a refusal.
pub(super) fn name_of(refusal: &Refusal) -> String {
    let debug = match (refusal.hub(), refusal.token(), refusal.registry(), refusal.distributor()) {
        (Some(error), ..) => format!("hub {error:?}"),
        (_, Some(error), ..) => format!("token {error:?}"),
        (_, _, Some(error), _) => format!("registry {error:?}"),
        (_, _, _, Some(error)) => format!("distributor {error:?}"),
        _ => of_restaking(refusal),
    };
    let end = debug.find([' ', '{']).map_or(0, |first| first + 1);
    let rest = &debug[end..];
    let stop = rest.find([' ', '{']).unwrap_or(rest.len());
    debug[..end + stop].trim().chars().take(60).collect()
}

fn of_restaking(refusal: &Refusal) -> String {
    match (refusal.vault(), refusal.coordinator(), refusal.insurer(), refusal.services()) {
        (Some(error), ..) => format!("vault {error:?}"),
        (_, Some(error), ..) => format!("coordinator {error:?}"),
        (_, _, Some(error), _) => format!("fund {error:?}"),
        (.., Some(error)) => format!("services {error:?}"),
        _ => refusal.chain().map_or(refusal.text(), |error| format!("chain {error:?}")),
    }
}
