//! The attribute `#[json]`: what `#[cw_serde]` is, for types that are read and written by way of
//! one [tree](https://docs.rs/serde_json/latest/serde_json/enum.Value.html)-like value.

#![warn(missing_docs)]

mod attributes;
mod body;
mod row;

use proc_macro::TokenStream;
use quote::quote;
use syn::{parse_macro_input, parse_quote, DeriveInput};

/// Derives `Json`, `Serialize`, `Deserialize`, `JsonSchema`, `Clone`, `Debug` and `PartialEq`.
///
/// The JSON is the one that serde's own derive gives: fields by name, variants in snake case,
/// a tuple struct of one field as that field, of more as a list. Of serde's attributes `deny_unknown_fields`,
/// `default`, `skip_serializing` and `rename` (of a variant) are understood; any other is an
/// error, so that none is silently without effect.
#[proc_macro_attribute]
pub fn json(_: TokenStream, item: TokenStream) -> TokenStream {
    let input = parse_macro_input!(item as DeriveInput);
    expand(input).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Derives `Row`, for what is stored: a struct is the list of its fields, one of a single field without
/// name that field; a variant is its number, with content the list of both.
#[proc_macro_derive(Row)]
pub fn row(item: TokenStream) -> TokenStream {
    let input = parse_macro_input!(item as DeriveInput);
    row::derive(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

fn expand(input: DeriveInput) -> syn::Result<proc_macro2::TokenStream> {
    let name = &input.ident;
    let deny = attributes::container(&input.attrs)?;
    let (read, write) = match &input.data {
        syn::Data::Enum(data) => body::of_enum(data, deny)?,
        syn::Data::Struct(data) => body::of_struct(data, deny)?,
        syn::Data::Union(_) => {
            return Err(syn::Error::new_spanned(name, "a union has no JSON"));
        }
    };
    let rename = matches!(input.data, syn::Data::Enum(_))
        .then(|| quote!(#[serde(rename_all = "snake_case")]));

    let mut bound = input.generics.clone();
    for parameter in bound.type_params_mut() {
        parameter.bounds.push(parse_quote!(::weir_json::Json));
    }
    let mut lifetime = bound.clone();
    lifetime.params.insert(0, parse_quote!('de));
    let (implement, arguments, conditions) = bound.split_for_impl();
    let (implement_de, _, _) = lifetime.split_for_impl();

    Ok(quote! {
        #[derive(Clone, Debug, PartialEq)]
        #[allow(clippy::derive_partial_eq_without_eq)]
        #[derive(::cosmwasm_schema::schemars::JsonSchema)]
        #[schemars(crate = "::cosmwasm_schema::schemars")]
        #rename
        #input

        impl #implement ::weir_json::Json for #name #arguments #conditions {
            fn read(value: &::weir_json::Value, reading: &mut ::weir_json::Reading) -> Self {
                #read
            }

            fn write(&self, json: &mut ::weir_json::JsonWriter) {
                #write
            }
        }

        impl #implement ::weir_json::serde::Serialize for #name #arguments #conditions {
            fn serialize<S: ::weir_json::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                ::weir_json::write(self, serializer)
            }
        }

        impl #implement_de ::weir_json::serde::Deserialize<'de> for #name #arguments #conditions {
            fn deserialize<D: ::weir_json::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                ::weir_json::read(deserializer)
            }
        }
    })
}
