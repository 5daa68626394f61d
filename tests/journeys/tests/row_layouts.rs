//! What is stored is told apart by its place alone: the order of the fields and variants of every
//! stored type is compared with `snapshots/rows.txt`. `WEIR_UPDATE=1` writes it anew; a change in it
//! is a change of what is stored, and needs a migration.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use syn::{Attribute, Fields, Item};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            found.push(entry);
        }
    }
}

fn is_row(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("derive")).any(|attribute| {
        let mut row = false;
        attribute
            .parse_nested_meta(|meta| {
                row |= meta.path.is_ident("Row");
                Ok(())
            })
            .unwrap();
        row
    })
}

fn told(fields: &Fields) -> String {
    let types = fields.iter().map(|field| {
        let ty = &field.ty;
        let ty = quote::quote!(#ty).to_string().replace(' ', "");
        match &field.ident {
            Some(name) => format!("{name}: {ty}"),
            None => ty,
        }
    });
    types.collect::<Vec<_>>().join(", ")
}

fn layouts() -> String {
    let mut layouts = String::new();
    for part in ["contracts", "packages"] {
        let mut crates: Vec<PathBuf> = std::fs::read_dir(root().join(part))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        crates.sort();
        for one in crates.iter().filter(|one| one.join("src").is_dir()) {
            let mut files = Vec::new();
            sources(&one.join("src"), &mut files);
            for file in files {
                let parsed = syn::parse_file(&std::fs::read_to_string(&file).unwrap()).unwrap();
                let name = one.file_name().unwrap().to_string_lossy().into_owned();
                for item in &parsed.items {
                    describe(&name, item, &mut layouts);
                }
            }
        }
    }
    layouts
}

fn describe(from: &str, item: &Item, layouts: &mut String) {
    match item {
        Item::Struct(item) if is_row(&item.attrs) => {
            writeln!(layouts, "{from}: {} = [{}]", item.ident, told(&item.fields)).unwrap();
        }
        Item::Enum(item) if is_row(&item.attrs) => {
            for (number, variant) in item.variants.iter().enumerate() {
                let (name, fields) = (&variant.ident, told(&variant.fields));
                writeln!(layouts, "{from}: {} {number} = {name} [{fields}]", item.ident).unwrap();
            }
        }
        _ => {}
    }
}

#[test]
fn t95_layouts_of_rows_are_those_of_the_golden_list() {
    let path = root().join("snapshots/rows.txt");
    let found = layouts();
    assert!(found.contains("staking-hub: Links = [denom: String, "), "{found}");
    if std::env::var_os("WEIR_UPDATE").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    for (golden, found) in golden.lines().zip(found.lines()) {
        assert_eq!(golden, found, "a changed layout breaks what is stored and needs a migration");
    }
    assert_eq!(golden.lines().count(), found.lines().count(), "a stored type was added or removed");
}
