//! Which structs can be records, and what do their attributes say?

use syn::meta::ParseNestedMeta;
use syn::{Attribute, Data, DeriveInput, Error, Fields, Ident, Path, Type, parse_quote};

/// A struct that can be a record.
pub(crate) struct Struct {
    pub(crate) name: Ident,
    /// The crate that has `Element`.
    pub(crate) root: Path,
    pub(crate) kind: Kind,
}

pub(crate) enum Kind {
    /// The one field is the item.
    Transparent(Type),
    Record(Vec<Member>),
}

pub(crate) struct Member {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    /// Explicit padding: bytes of no meaning.
    pub(crate) pad: bool,
}

/// What `#[repr(...)]` says.
#[derive(Default)]
struct Repr {
    c: bool,
    transparent: bool,
}

pub(crate) fn read(input: &DeriveInput) -> syn::Result<Struct> {
    let refuse = |why: &str| Err(Error::new_spanned(&input.ident, why));
    let Data::Struct(data) = &input.data else {
        return refuse(
            "only a struct can be a record: an enum or a union has invalid bit patterns",
        );
    };
    if !input.generics.params.is_empty() {
        return refuse("a record has no generics: its layout must be known here");
    }
    let repr = repr(&input.attrs)?;
    let kind = if repr.transparent {
        match data.fields.iter().collect::<Vec<_>>()[..] {
            [field] => Kind::Transparent(field.ty.clone()),
            _ => return refuse("a transparent record has one field"),
        }
    } else if !repr.c {
        return refuse(
            "a record needs #[repr(C)], #[repr(C, packed)] or #[repr(transparent)]: Rust's own layout is not fixed",
        );
    } else {
        Kind::Record(members(&input.ident, &data.fields)?)
    };
    Ok(Struct {
        name: input.ident.clone(),
        root: root(&input.attrs)?,
        kind,
    })
}

fn members(name: &Ident, fields: &Fields) -> syn::Result<Vec<Member>> {
    let Fields::Named(fields) = fields else {
        return Err(Error::new_spanned(
            name,
            "the fields of a record have names",
        ));
    };
    let member = |field: &syn::Field| {
        let mut pad = false;
        each_option(&field.attrs, |option| {
            if option.path.is_ident("pad") {
                pad = true;
                return Ok(());
            }
            Err(option.error("expected `pad`"))
        })?;
        if let Type::Reference(reference) = &field.ty {
            let why = "a reference cannot be a field of a record: an address has no meaning in somebody else's bytes";
            return Err(Error::new_spanned(reference, why));
        }
        match &field.ident {
            Some(name) => Ok(Member {
                name: name.clone(),
                ty: field.ty.clone(),
                pad,
            }),
            None => Err(Error::new_spanned(
                field,
                "the fields of a record have names",
            )),
        }
    };
    fields.named.iter().map(member).collect()
}

fn repr(attrs: &[Attribute]) -> syn::Result<Repr> {
    let mut repr = Repr::default();
    for attr in attrs.iter().filter(|a| a.path().is_ident("repr")) {
        attr.parse_nested_meta(|option| {
            repr.c |= option.path.is_ident("C");
            repr.transparent |= option.path.is_ident("transparent");
            // packed(N) and align(N) have an argument, which does not matter here: sizes are compared.
            if option.input.peek(syn::token::Paren) {
                let argument;
                syn::parenthesized!(argument in option.input);
                argument.parse::<proc_macro2::TokenStream>()?;
            }
            Ok(())
        })?;
    }
    Ok(repr)
}

fn root(attrs: &[Attribute]) -> syn::Result<Path> {
    let mut root = parse_quote!(::memoryview);
    each_option(attrs, |option| {
        if option.path.is_ident("crate") {
            root = option.value()?.parse()?;
            return Ok(());
        }
        Err(option.error("expected `crate = path`"))
    })?;
    Ok(root)
}

/// Every option of every `#[element(...)]`.
fn each_option(
    attrs: &[Attribute],
    mut f: impl FnMut(ParseNestedMeta<'_>) -> syn::Result<()>,
) -> syn::Result<()> {
    let ours = attrs.iter().filter(|a| a.path().is_ident("element"));
    for attr in ours {
        attr.parse_nested_meta(&mut f)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        read(&syn::parse_str(text).unwrap())
            .err()
            .unwrap()
            .to_string()
    }

    #[test]
    fn what_is_no_record_is_refused_with_the_reason() {
        let cases = [
            (
                "enum E { A }",
                "only a struct can be a record: an enum or a union has invalid bit patterns",
            ),
            (
                "union U { a: u8 }",
                "only a struct can be a record: an enum or a union has invalid bit patterns",
            ),
            (
                "#[repr(C)] struct S<T> { a: T }",
                "a record has no generics: its layout must be known here",
            ),
            (
                "struct S { a: u8 }",
                "a record needs #[repr(C)], #[repr(C, packed)] or #[repr(transparent)]: Rust's own layout is not fixed",
            ),
            (
                "#[repr(C)] struct S(u8);",
                "the fields of a record have names",
            ),
            (
                "#[repr(transparent)] struct S(u8, ());",
                "a transparent record has one field",
            ),
            (
                "#[repr(C)] struct S { a: &'static u8 }",
                "a reference cannot be a field of a record: an address has no meaning in somebody else's bytes",
            ),
            (
                "#[repr(C)] struct S { #[element(skip)] a: u8 }",
                "expected `pad`",
            ),
            (
                "#[repr(C)] #[element(root = x)] struct S { a: u8 }",
                "expected `crate = path`",
            ),
        ];
        for (text, why) in cases {
            assert_eq!(refusal(text), why, "{text}");
        }
    }

    #[test]
    fn attributes_are_read() {
        let text = "#[repr(C, packed(1))] #[element(crate = other::place)] struct S { a: u8, #[element(pad)] b: [u8; 3] }";
        let read = read(&syn::parse_str(text).unwrap()).ok().unwrap();
        let Kind::Record(members) = &read.kind else {
            panic!("a record")
        };
        assert_eq!(
            members.iter().map(|m| m.pad).collect::<Vec<_>>(),
            [false, true]
        );
        assert!(read.root.segments.len() == 2);
    }
}
