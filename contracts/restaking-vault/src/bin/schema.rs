//! Writes the JSON schema: `schema/restaking-vault.json` and `schema/restaking-vault/raw/*.json`,
//! below the current directory. Run it from the root of the workspace.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use cosmwasm_schema::generate_api;
    use weir_interface::vault::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};

    let api = generate_api! {
        name: "restaking-vault",
        instantiate: InstantiateMsg,
        execute: ExecuteMsg,
        query: QueryMsg,
        migrate: MigrateMsg,
    }
    .render();
    let folder = std::path::Path::new("schema/restaking-vault/raw");
    std::fs::create_dir_all(folder)?;
    std::fs::write("schema/restaking-vault.json", api.to_string()? + "\n")?;
    for (name, json) in api.to_schema_files()? {
        std::fs::write(folder.join(name), json + "\n")?;
    }
    Ok(())
}

#[cfg(target_arch = "wasm32")]
fn main() {}
