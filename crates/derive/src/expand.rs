//! What is written for a record?

use proc_macro2::TokenStream;
use quote::quote;

use crate::input::{Kind, Member, Struct};

pub(crate) fn expand(record: &Struct) -> TokenStream {
    let (name, root) = (&record.name, &record.root);
    let (types, item): (Vec<_>, _) = match &record.kind {
        Kind::Transparent(ty) => (vec![ty], quote!(<#ty as #root::Element>::ITEM)),
        Kind::Record(members) => {
            let fields = members.iter().filter(|m| !m.pad).map(|m| field(record, m));
            let item = quote!(#root::ItemDesc::Record(
                &[#(#fields),*],
                ::core::mem::size_of::<#name>(),
            ));
            (members.iter().map(|m| &m.ty).collect(), item)
        }
    };
    let padded = format!(
        "{name} has implicit padding: write it out as fields of bytes with #[element(pad)], or use #[repr(C, packed)]"
    );
    quote! {
        const _: () = {
            const fn size_of_element<T: #root::Element>() -> usize {
                ::core::mem::size_of::<T>()
            }
            let fields: usize = 0 #(+ size_of_element::<#types>())*;
            ::core::assert!(::core::mem::size_of::<#name>() == fields, #padded);
        };
        // SAFETY: every field is an element, so zeros are valid for it.
        #[allow(unsafe_code)]
        unsafe impl #root::bytemuck::Zeroable for #name {}
        // SAFETY: every field is an element, and the sizes add up: there is no padding. The layout is that of C.
        #[allow(unsafe_code)]
        unsafe impl #root::bytemuck::Pod for #name {}
        // SAFETY: the fields as they stand in the struct, and its size.
        #[allow(unsafe_code)]
        unsafe impl #root::Element for #name {
            const ITEM: #root::ItemDesc = #item;
        }
    }
}

fn field(record: &Struct, member: &Member) -> TokenStream {
    let (name, root) = (&record.name, &record.root);
    let (field, ty) = (&member.name, &member.ty);
    // A raw identifier is a word of Rust's, not of the record's.
    let text = field.to_string();
    let text = text.strip_prefix("r#").unwrap_or(&text);
    quote!(#root::FieldDesc {
        name: #text,
        offset: ::core::mem::offset_of!(#name, #field),
        item: <#ty as #root::Element>::ITEM,
    })
}
