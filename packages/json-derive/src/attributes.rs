//! The attributes of serde that are understood.

use syn::{Attribute, LitStr};

/// What is said of a field or variant.
#[derive(Default)]
pub struct Said {
    /// It may be left out.
    pub default: bool,
    /// It is not written.
    pub skip: bool,
    /// Its name in JSON.
    pub rename: Option<String>,
}

/// Whether a type refuses fields it does not know.
pub fn container(attributes: &[Attribute]) -> syn::Result<bool> {
    let mut deny = false;
    each(attributes, |meta| {
        if !meta.path.is_ident("deny_unknown_fields") {
            return Err(meta.error("`#[json]` does not know this attribute"));
        }
        deny = true;
        Ok(())
    })?;
    Ok(deny)
}

/// What is said of a field or variant.
pub fn said(attributes: &[Attribute]) -> syn::Result<Said> {
    let mut said = Said::default();
    each(attributes, |meta| {
        if meta.path.is_ident("default") {
            said.default = true;
        } else if meta.path.is_ident("skip_serializing") {
            said.skip = true;
        } else if meta.path.is_ident("rename") {
            said.rename = Some(meta.value()?.parse::<LitStr>()?.value());
        } else {
            return Err(meta.error("`#[json]` does not know this attribute"));
        }
        Ok(())
    })?;
    Ok(said)
}

fn each(
    attributes: &[Attribute],
    mut see: impl FnMut(syn::meta::ParseNestedMeta<'_>) -> syn::Result<()>,
) -> syn::Result<()> {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        attribute.parse_nested_meta(&mut see)?;
    }
    Ok(())
}

/// `QueueUnbond` as `queue_unbond`.
pub fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for (index, letter) in name.char_indices() {
        if index > 0 && letter.is_uppercase() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
