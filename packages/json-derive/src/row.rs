//! `Row`: how a type is stored.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{parse_quote, Data, DataEnum, DeriveInput, Fields, Ident, Variant};

/// Of a struct or an enum.
pub fn derive(input: &DeriveInput) -> syn::Result<TokenStream> {
    let name = &input.ident;
    let (read, write) = match &input.data {
        Data::Struct(data) => {
            let (pattern, read, write) = content(&data.fields, &quote!(Self));
            (read, quote!(let #pattern = self; #write))
        }
        Data::Enum(data) if data.variants.is_empty() => {
            return Err(syn::Error::new_spanned(name, "an enum without variants is no row"));
        }
        Data::Enum(data) => of_enum(data),
        Data::Union(_) => return Err(syn::Error::new_spanned(name, "a union is no row")),
    };
    let mut generics = input.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.bounds.push(parse_quote!(::weir_json::Row));
    }
    let (implement, arguments, conditions) = generics.split_for_impl();
    Ok(quote! {
        impl #implement ::weir_json::Row for #name #arguments #conditions {
            fn read(reader: &mut ::weir_json::Reader<'_>) -> Self {
                #read
            }

            fn write(&self, writer: &mut ::weir_json::Writer) {
                #write
            }
        }
    })
}

fn of_enum(data: &DataEnum) -> (TokenStream, TokenStream) {
    let mut reads = Vec::new();
    let mut writes = Vec::new();
    let mut contents = Vec::new();
    for (number, variant) in (0u64..).zip(&data.variants) {
        let (read, write) = of_variant(number, variant);
        // A reader that fails reads the first one.
        reads.push(match number {
            0 => quote!(_ => { #read }),
            _ => quote!(#number => { #read }),
        });
        writes.push(write);
        contents.push(!matches!(variant.fields, Fields::Unit));
    }
    reads.rotate_left(1);
    let read = quote! {
        match reader.variant(&[#(#contents),*]) {
            #(#reads)*
        }
    };
    (read, quote!(match self { #(#writes)* }))
}

fn of_variant(number: u64, variant: &Variant) -> (TokenStream, TokenStream) {
    let name = &variant.ident;
    if matches!(variant.fields, Fields::Unit) {
        return (quote!(Self::#name), quote!(Self::#name => writer.number(#number),));
    }
    let (pattern, read, write) = content(&variant.fields, &quote!(Self::#name));
    let write = quote! {
        #pattern => {
            writer.variant(#number);
            #write
        }
    };
    (read, write)
}

/// How fields are taken apart, read and written.
fn content(fields: &Fields, path: &TokenStream) -> (TokenStream, TokenStream, TokenStream) {
    let names: Vec<Ident> = fields
        .iter()
        .enumerate()
        .map(|(index, field)| field.ident.clone().unwrap_or_else(|| format_ident!("field_{index}")))
        .collect();
    let takes = names.iter().map(|_| quote!(::weir_json::Row::read(reader)));
    let (pattern, make) = match fields {
        Fields::Named(_) => (quote!(#path { #(#names),* }), quote!(#path { #(#names: #takes),* })),
        Fields::Unnamed(_) => (quote!(#path(#(#names),*)), quote!(#path(#(#takes),*))),
        Fields::Unit => (quote!(#path), quote!(#path)),
    };
    let items = names.len();
    let length = items as u64;
    let (read_list, write_list) = match fields {
        Fields::Unnamed(_) if items == 1 => (quote!(), quote!()),
        _ => (quote!(reader.list(#length);), quote!(writer.list(#items);)),
    };
    (
        pattern,
        quote!(#read_list #make),
        quote!(#write_list #(::weir_json::Row::write(#names, writer);)*),
    )
}
