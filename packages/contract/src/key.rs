use cosmwasm_std::{Api, StdResult};

/// What stands for an address in keys of rows: its bytes. As text a key would be twice as long, and
/// every byte of a key is paid for with each reading and writing.
///
/// # Errors
/// What is no address.
pub fn address_key(api: &dyn Api, address: &str) -> StdResult<Vec<u8>> {
    Ok(api.addr_canonicalize(address)?.into())
}
