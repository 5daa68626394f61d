//! Writes the JSON schema: `schema/service-registry.json` and `schema/service-registry/raw/*.json`,
//! below the current directory. Run it from the root of the workspace.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use cosmwasm_schema::generate_api;
    use weir_interface::service_registry::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};

    let api = generate_api! {
        name: "service-registry",
        instantiate: InstantiateMsg,
        execute: ExecuteMsg,
        query: QueryMsg,
        migrate: MigrateMsg,
    }
    .render();
    let folder = std::path::Path::new("schema/service-registry/raw");
    std::fs::create_dir_all(folder)?;
    std::fs::write("schema/service-registry.json", api.to_string()? + "\n")?;
    for (name, json) in api.to_schema_files()? {
        std::fs::write(folder.join(name), json + "\n")?;
    }
    Ok(())
}

#[cfg(target_arch = "wasm32")]
fn main() {}
