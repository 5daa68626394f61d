//! Writes the JSON schema: `schema/insurance-fund.json` and `schema/insurance-fund/raw/*.json`,
//! below the current directory. Run it from the root of the workspace.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use cosmwasm_schema::generate_api;
    use weir_interface::fund::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};

    let api = generate_api! {
        name: "insurance-fund",
        instantiate: InstantiateMsg,
        execute: ExecuteMsg,
        query: QueryMsg,
        migrate: MigrateMsg,
    }
    .render();
    let folder = std::path::Path::new("schema/insurance-fund/raw");
    std::fs::create_dir_all(folder)?;
    std::fs::write("schema/insurance-fund.json", api.to_string()? + "\n")?;
    for (name, json) in api.to_schema_files()? {
        std::fs::write(folder.join(name), json + "\n")?;
    }
    Ok(())
}

#[cfg(target_arch = "wasm32")]
fn main() {}
