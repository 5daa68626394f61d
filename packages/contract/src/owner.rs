//! The owner, handed on in two steps.

use cosmwasm_std::{Addr, Api, BlockInfo, DepsMut, StdError, StdResult, Storage};
use cw_ownable::{Action, Ownership, OwnershipError, OWNERSHIP_KEY};
use weir_json::{from_slice, to_binary};

/// Makes an address the owner, at birth.
///
/// # Errors
/// When it is no address.
pub fn initialize_owner(storage: &mut dyn Storage, api: &dyn Api, owner: &str) -> StdResult<()> {
    let owner = Some(api.addr_validate(owner)?);
    save(storage, &Ownership { owner, pending_owner: None, pending_expiry: None });
    Ok(())
}

/// The owner, and to whom the ownership is offered.
///
/// # Errors
/// Storage.
pub fn get_ownership(storage: &dyn Storage) -> StdResult<Ownership<Addr>> {
    let row = storage.get(OWNERSHIP_KEY.as_bytes());
    let row = row.ok_or_else(|| StdError::not_found(OWNERSHIP_KEY))?;
    Ok(from_slice(&row)?)
}

/// Whether an address is the owner.
///
/// # Errors
/// Storage.
pub fn is_owner(storage: &dyn Storage, address: &Addr) -> StdResult<bool> {
    Ok(get_ownership(storage)?.owner.as_ref() == Some(address))
}

/// Refuses everybody but the owner.
///
/// # Errors
/// [`OwnershipError::NotOwner`], [`OwnershipError::NoOwner`] when there is none any more.
pub fn assert_owner(storage: &dyn Storage, sender: &Addr) -> Result<(), OwnershipError> {
    check(&get_ownership(storage)?, sender)
}

fn check(ownership: &Ownership<Addr>, sender: &Addr) -> Result<(), OwnershipError> {
    match &ownership.owner {
        None => Err(OwnershipError::NoOwner),
        Some(owner) if owner != sender => Err(OwnershipError::NotOwner),
        Some(_) => Ok(()),
    }
}

/// Offers the ownership, accepts or renounces it. An offer takes the place of the one before.
///
/// # Errors
/// [`OwnershipError`] when the sender may not.
pub fn update_ownership(
    deps: DepsMut<'_>,
    block: &BlockInfo,
    sender: &Addr,
    action: Action,
) -> Result<Ownership<Addr>, OwnershipError> {
    let before = get_ownership(deps.storage)?;
    let after = match action {
        Action::TransferOwnership { new_owner, expiry } => {
            check(&before, sender)?;
            let pending_owner = Some(deps.api.addr_validate(&new_owner)?);
            Ownership { pending_owner, pending_expiry: expiry, ..before }
        }
        Action::AcceptOwnership => {
            let pending_owner = before.pending_owner.ok_or(OwnershipError::TransferNotFound)?;
            if pending_owner != *sender {
                return Err(OwnershipError::NotPendingOwner);
            }
            if before.pending_expiry.is_some_and(|expiry| expiry.is_expired(block)) {
                return Err(OwnershipError::TransferExpired);
            }
            Ownership { owner: Some(pending_owner), pending_owner: None, pending_expiry: None }
        }
        Action::RenounceOwnership => {
            check(&before, sender)?;
            Ownership { owner: None, pending_owner: None, pending_expiry: None }
        }
    };
    save(deps.storage, &after);
    Ok(after)
}

fn save(storage: &mut dyn Storage, ownership: &Ownership<Addr>) {
    storage.set(OWNERSHIP_KEY.as_bytes(), &to_binary(ownership));
}
