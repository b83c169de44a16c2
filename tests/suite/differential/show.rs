//! How are values, lists and bytes written, so that both sides write them alike?

use std::fmt::Write as _;

use memoryview::Value;

pub(super) fn csv<T: std::fmt::Display>(items: &[T]) -> String {
    if items.is_empty() {
        return "-".into();
    }
    items.iter().map(T::to_string).collect::<Vec<_>>().join(",")
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn float(x: f64) -> String {
    if x.is_nan() {
        "nan".into()
    } else {
        format!("f{:016x}", x.to_bits())
    }
}

pub(super) fn show(value: &Value) -> String {
    match value {
        Value::Bool(b) => format!("?{}", u8::from(*b)),
        Value::Int(i) => format!("i{i}"),
        Value::UInt(u) => format!("i{u}"),
        Value::Float(x) => float(*x),
        Value::Complex { re, im } => format!("c({}{})", float(*re), float(*im)),
        Value::Bytes(b) => format!("b{}", hex(b)),
        Value::Text(t) => format!("t{}", hex(t.as_bytes())),
        Value::Record(items) | Value::Array(items) => list(items),
        other => panic!("{other:?}"),
    }
}

pub(super) fn list(items: &[Value]) -> String {
    format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(" "))
}

/// So many bytes, the given ones again and again.
pub(super) fn cycled(bytes: &[u8], size: usize) -> Vec<u8> {
    bytes.iter().copied().cycle().take(size).collect()
}

/// The memory that the oracle has too.
pub(super) fn memory() -> Vec<u8> {
    (0..4096_usize)
        .map(|k| ((k * 7 + (k >> 8) * 31 + (k >> 5)) & 255) as u8)
        .collect()
}

/// The checksum of `zlib.crc32`.
pub(super) fn crc(bytes: &[u8]) -> String {
    let crc = bytes.iter().fold(!0_u32, |crc, &byte| {
        let low = (0..8).fold(crc & 255 ^ u32::from(byte), |c, _| {
            if c & 1 == 0 {
                c >> 1
            } else {
                c >> 1 ^ 0xEDB8_8320
            }
        });
        crc >> 8 ^ low
    });
    format!("{:x}", !crc)
}
