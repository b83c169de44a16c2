use super::*;
use crate::native_text::sized;
use alloc::string::ToString;

#[test]
fn every_typestr_comes_back() {
    // The order of nothing is that of the machine.
    let no_text = if cfg!(target_endian = "big") {
        ">U0"
    } else {
        "<U0"
    };
    for text in [
        no_text, "|b1", "|i1", "|u1", "<i2", ">i2", "<u4", ">u8", "<f2", ">f4", "<f8", "<c8",
        ">c16", "|S0", "|S3", ">U3", "|V0", "|V7", "|O", "<M8", "<M8[ns]", ">m8[25s]", "<m8",
        "<M8[Y]",
    ] {
        let format = Format::from_typestr(text).unwrap();
        assert_eq!(format.to_typestr().unwrap(), text);
    }
}

/// 12 bytes are the x87's on every machine, 16 what this one has.
#[test]
fn long_doubles_are_told_by_their_size() {
    let own = Abi::NATIVE.long_double_form;
    for (text, kind) in [
        ("<f8", ScalarKind::Float),
        ("<f12", ScalarKind::LongDouble(LongDouble::X87)),
        ("<f16", ScalarKind::LongDouble(own)),
        ("<c16", ScalarKind::Complex),
        ("<c24", ScalarKind::LongComplex(LongDouble::X87)),
        ("<c32", ScalarKind::LongComplex(own)),
    ] {
        let format = Format::from_typestr(text).unwrap();
        let crate::Form::Scalar(scalar) = format.form() else {
            panic!("{format}")
        };
        assert_eq!(scalar.kind(), kind, "{text}");
        assert_eq!(format.to_typestr().unwrap(), text);
    }
}

/// 16 bytes of another machine.
#[test]
fn long_doubles_are_those_of_the_platform() {
    let kind = |text, form| {
        let abi = Abi {
            long_double_form: form,
            ..Abi::LP64
        };
        let parts = split(text).unwrap_or_else(|_| panic!("{text}"));
        scalar(&parts, &abi).map(Scalar::kind).ok()
    };
    for form in [LongDouble::X87, LongDouble::Quad] {
        assert_eq!(kind("<f16", form), Some(ScalarKind::LongDouble(form)));
        assert_eq!(kind("<c32", form), Some(ScalarKind::LongComplex(form)));
        let x87 = LongDouble::X87;
        assert_eq!(kind("<f12", form), Some(ScalarKind::LongDouble(x87)));
        assert_eq!(kind("<c24", form), Some(ScalarKind::LongComplex(x87)));
    }
}

#[test]
fn errors_show_the_place() {
    for (text, shown) in [
        (
            "",
            "bad format: expected a kind: one of b i u f c S U V O M m, found the end\n  \n  ^",
        ),
        (
            "<x4",
            "bad format: expected a kind: one of b i u f c S U V O M m, found 'x'\n  <x4\n   ^",
        ),
        (
            "<f3",
            "bad format: expected a size in bytes that this kind has, found '3'\n  <f3\n    ^",
        ),
        (
            "<f",
            "bad format: expected a size in bytes, found the end\n  <f\n    ^",
        ),
        (
            "<f4x",
            "bad format: expected the end, found 'x'\n  <f4x\n     ^",
        ),
        (
            "<M8[ns",
            "bad format: expected ']', found the end\n  <M8[ns\n        ^",
        ),
        (
            "<M8[eon]",
            "bad format: expected a unit of time, found '8'\n  <M8[eon]\n    ^",
        ),
        (
            "|S99999999999999999999",
            "bad format: the size exceeds MAX bytes\n  |S99999999999999999999\n    ^",
        ),
        (
            "<i4[s]",
            "bad format: expected the end, found '['\n  <i4[s]\n     ^",
        ),
        (
            "<UMAX",
            "bad format: the size exceeds MAX bytes\n  <UMAX\n    ^",
        ),
    ] {
        let error = Format::from_typestr(&sized(text)).unwrap_err();
        assert_eq!(error.to_string(), sized(shown));
    }
    let void = |size: usize| Format::from_typestr(&alloc::format!("|V{size}"));
    let most = extent::MAX_SIZE;
    assert_eq!(void(most).map(|format| format.size()), Ok(most));
    let error = void(most + 1).unwrap_err().to_string();
    assert!(error.contains("the size exceeds"), "{error}");
}

#[test]
fn what_numpy_lacks_is_refused() {
    for text in ["3p", "u", "P", "&i", "X{}"] {
        let error = Format::parse(text).unwrap().to_typestr().unwrap_err();
        assert_eq!(
            error.to_string(),
            "a type that NumPy lacks (p, u, or a pointer) is not supported"
        );
    }
}
