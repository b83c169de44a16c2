//! `#[derive(Element)]`: a struct as a named record.
//!
//! Use it through the crate `memoryview`, which documents it where it documents `Element`.

mod expand;
mod input;

use proc_macro::TokenStream;

/// Implements `Element`, and with it bytemuck's `Pod` and `Zeroable`, for a struct of elements.
///
/// The struct is `#[repr(C)]`, `#[repr(C, packed)]` or `#[repr(transparent)]`, `Copy`, and has no generics. Every field is an element: a number, `Bool`, an array, another
/// derived struct. There is no implicit padding: where C would insert some, a field of bytes stands with `#[element(pad)]`. It becomes `x` codes of the
/// format, and no field of the record.
///
/// `#[element(crate = path)]` on the struct names the crate where it is not `::memoryview`.
#[proc_macro_derive(Element, attributes(element))]
pub fn derive_element(input: TokenStream) -> TokenStream {
    let derived = syn::parse(input).and_then(|input| input::read(&input));
    match derived {
        Ok(record) => expand::expand(&record).into(),
        Err(refusal) => refusal.to_compile_error().into(),
    }
}
