use super::*;
use crate::{Format, Value};
use alloc::string::ToString;
use core::error::Error as _;

/// Who asks why learns where the text is wrong.
#[test]
fn the_source_is_what_is_wrong_with_the_text() {
    let wrong = Format::parse("T{i").unwrap_err();
    let source = |error: Error| error.source().map(ToString::to_string);
    assert_eq!(source(wrong.clone().into()), Some(wrong.to_string()));
    let opaque = Format::for_buffer("T{i", 2);
    let error = opaque.decode(&[0; 2]).unwrap_err();
    let reason = opaque.opaque_reason().map(ToString::to_string);
    assert_eq!((source(error), reason.is_some()), (reason, true));
    let range = Format::parse("b")
        .unwrap()
        .encode(&Value::Int(128), &mut [0]);
    assert_eq!(source(range.unwrap_err()), None);
}

/// A file that is too short is one; anything else that is wrong with bytes is bad data.
#[cfg(feature = "std")]
#[test]
fn bytes_that_are_missing_are_the_end_of_a_file() {
    use std::io::ErrorKind::{InvalidData, UnexpectedEof};
    let io = |error: Error| std::io::Error::from(error).kind();
    let (needed, length) = (4, 2);
    assert_eq!(io(Error::TooShort { needed, length }), UnexpectedEof);
    assert_eq!(io(Format::parse("T{i").unwrap_err().into()), InvalidData);
}
