//! What `--chain local` means: the devnet's node and the keys of its accounts.

use std::io;
use std::path::Path;

use weir_client::{Backend, Home, Key, Keyring, NodeError, Profile};
use weir_devnet::{Devnet, Error, PREFIX};

/// Writes the devnet's profile under its name, and its accounts into a keyring of its own. The keys
/// are worth nothing.
pub fn remember(home: &Path, devnet: &Devnet) -> Result<(), Error> {
    let folder = devnet.folder();
    write(home, devnet)
        .map_err(|error| Error::File { path: folder, source: io::Error::other(error) })
}

fn write(home: &Path, devnet: &Devnet) -> Result<(), NodeError> {
    let folder = devnet.folder();
    let keyring = Keyring::new(&folder, Backend::Test, |whose| {
        let cause = "keys of a devnet have no passphrase".to_string();
        Err(NodeError::NoKey { name: whose.to_string(), cause })
    });
    let unreadable = |error: Error| NodeError::File {
        path: folder.display().to_string(),
        cause: error.to_string(),
    };
    for account in devnet.accounts().map_err(unreadable)? {
        keyring.add(account.name(), &Key::from_mnemonic(account.mnemonic())?)?;
    }
    let profile = Profile {
        node: devnet.first().url().to_string(),
        chain_id: devnet.chain_id().to_string(),
        gas_price: Some(devnet.gas_price().to_string()),
        keyring_backend: Some(Backend::Test),
        home: Some(folder.clone()),
        prefix: Some(PREFIX.to_string()),
    };
    Home::new(Some(home.to_path_buf())).save_profile(devnet.name(), profile)
}
