//! Any text as a format: in which dialect it may be read, it says one thing, and says it again when written.

use memoryview::Format;
use memoryview::format::{Abi, MAX_SIZE, ParseError};

use crate::input::Input;

/// Reads a text as every kind of format.
///
/// # Panics
/// Where what must hold does not.
pub fn format(data: &[u8]) {
    let mut input = Input::new(data);
    let choice = input.byte();
    let abi = match choice % 4 {
        0 => Abi::LP64,
        1 => Abi::LLP64,
        2 => Abi::ILP32,
        _ => Abi::ILP32_ALIGN4,
    };
    let itemsize = input.any().unsigned_abs();
    let text = String::from_utf8_lossy(input.rest());
    let native = Abi::NATIVE;
    check(Format::parse(&text), &text, &native);
    check(Format::parse_with(&text, &abi), &text, &abi);
    check(Format::parse_struct(&text), &text, &native);
    check(Format::parse_struct_with(&text, &abi), &text, &abi);
    check(Format::parse_sized(&text, itemsize, &abi), &text, &abi);
    check(Format::from_typestr(&text), &text, &native);
    check(Format::from_descr(&text), &text, &native);
    if let Ok((read, used)) = Format::from_descr_prefix(&text) {
        assert_eq!(Format::from_descr(&text[..used]).ok(), Some(read));
    }
    let buffer = Format::for_buffer(&text, itemsize);
    assert!(buffer.size() <= itemsize);
    if itemsize <= MAX_SIZE {
        check(Ok(buffer), &text, &native);
    }
}

/// Written by the rules of `abi`, a text is read by them: the size of a pointer or of a long double stands in no text.
fn check(read: Result<Format, ParseError>, text: &str, abi: &Abi) {
    let format = match read {
        Ok(format) => format,
        Err(error) => {
            // It points into the text that was given.
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    assert!(format.size() <= MAX_SIZE, "{text:?}");
    assert!(format.align().is_power_of_two(), "{text:?}");
    assert!(format.fields().all(|field| {
        let end = field.offset().checked_add(field.format().size());
        end.is_some_and(|end| end <= format.size())
    }));
    // Nested up to the limit: none of these may need more stack than there is.
    let _ = (format.kind(), format.has_objects(), format.value_count());
    let _ = format!("{format:?} {}", format.describe());
    let _ = (format.to_numpy(), format.to_typestr(), format.to_descr());
    let written = format.to_string();
    if let Ok(canonical) = format.to_text() {
        assert_eq!(canonical, written);
    }
    if let Ok(canonical) = format.to_text_with(abi) {
        let again = Format::parse_with(&canonical, abi);
        assert_eq!(
            again.as_ref(),
            Ok(&format),
            "{text:?} was written {canonical:?}"
        );
    }
}
