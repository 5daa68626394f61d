//! The two methods of `Json`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{DataEnum, DataStruct, Fields, FieldsNamed, FieldsUnnamed, Variant};

use crate::attributes::{said, snake_case};

/// Reading and writing.
type Bodies = (TokenStream, TokenStream);

/// Of a struct.
pub fn of_struct(data: &DataStruct, deny: bool) -> syn::Result<Bodies> {
    match &data.fields {
        Fields::Named(fields) => {
            let (read, write) = named(fields, &quote!(Self), deny)?;
            let names = fields.named.iter().map(|field| &field.ident);
            Ok((quote!(#read), quote!(let Self { #(#names),* } = self; #write)))
        }
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Ok((
            quote!(Self(::weir_json::Json::read(value, reading))),
            quote!(::weir_json::Json::write(&self.0, json);),
        )),
        Fields::Unnamed(fields) => {
            let types = fields.unnamed.iter().map(|field| &field.ty);
            let names: Vec<_> =
                (0..fields.unnamed.len()).map(|index| format_ident!("field_{index}")).collect();
            Ok((
                quote! {
                    let (#(#names),*) = <(#(#types),*) as ::weir_json::Json>::read(value, reading);
                    Self(#(#names),*)
                },
                quote! {
                    let Self(#(#names),*) = self;
                    json.begin_list();
                    #(
                        json.item();
                        ::weir_json::Json::write(#names, json);
                    )*
                    json.end_list();
                },
            ))
        }
        Fields::Unit => Err(unsupported(&data.fields)),
    }
}

/// Of an enum.
pub fn of_enum(data: &DataEnum, deny: bool) -> syn::Result<Bodies> {
    let mut reads = Vec::new();
    let mut writes = Vec::new();
    let mut keys = Vec::new();
    for (index, variant) in data.variants.iter().enumerate() {
        let key = match said(&variant.attrs)?.rename {
            Some(rename) => rename,
            None => snake_case(&variant.ident.to_string()),
        };
        let (read, write) = of_variant(variant, &key, deny)?;
        // What is none of them is read as the first one.
        reads.push(match index {
            0 => quote!(_ => { #read }),
            _ => quote!(#index => { #read }),
        });
        writes.push(write);
        keys.push(key);
    }
    if reads.is_empty() {
        return Err(syn::Error::new_spanned(
            &data.variants,
            "an enum without variants has no JSON",
        ));
    }
    reads.rotate_left(1);
    let read = quote! {
        let (variant, value) = value.variant(&[#(#keys),*], reading);
        match variant {
            #(#reads)*
        }
    };
    Ok((read, quote!(match self { #(#writes)* })))
}

fn of_variant(variant: &Variant, key: &str, deny: bool) -> syn::Result<Bodies> {
    let name = &variant.ident;
    match &variant.fields {
        Fields::Named(fields) => {
            let (read, write) = named(fields, &quote!(Self::#name), deny)?;
            let names = fields.named.iter().map(|field| &field.ident);
            Ok((
                read,
                quote! {
                    Self::#name { #(#names),* } => {
                        json.variant(#key);
                        #write
                        json.end();
                    }
                },
            ))
        }
        Fields::Unnamed(FieldsUnnamed { unnamed, .. }) if unnamed.len() == 1 => Ok((
            quote!(Self::#name(::weir_json::Json::read(value, reading))),
            quote! {
                Self::#name(content) => json.put_variant(#key, content),
            },
        )),
        Fields::Unit => Ok((
            quote! {
                value.nothing(reading);
                Self::#name
            },
            quote!(Self::#name => json.plain(#key),),
        )),
        fields @ Fields::Unnamed(_) => Err(unsupported(fields)),
    }
}

/// Of fields with names: reads `value`, writes from variables that are called like the fields.
fn named(fields: &FieldsNamed, path: &TokenStream, deny: bool) -> syn::Result<Bodies> {
    let mut reads = Vec::new();
    let mut writes = Vec::new();
    let mut keys = Vec::new();
    for field in &fields.named {
        let Some(name) = &field.ident else { continue };
        let key = name.to_string();
        let said = said(&field.attrs)?;
        let take = match said.default {
            true => format_ident!("take_or_default"),
            false => format_ident!("take"),
        };
        reads.push(quote!(#name: fields.#take(#key, reading)));
        writes.push(match said.skip {
            true => quote!(let _ = #name;),
            false => quote!(json.put(#key, #name);),
        });
        keys.push(key);
    }
    let fields = (!reads.is_empty()).then(|| quote!(let fields =));
    let read = quote! {
        #fields ::weir_json::Object::of(value, &[#(#keys),*], #deny, reading);
        #path { #(#reads),* }
    };
    let write = quote! {
        json.begin();
        #(#writes)*
        json.end();
    };
    Ok((read, write))
}

fn unsupported(fields: &Fields) -> syn::Error {
    syn::Error::new_spanned(fields, "`#[json]` does not know such fields")
}
