//! Any format with any bytes: what was unpacked packs again, and no byte of padding is left as it was.

use memoryview::Format;
use memoryview::format::Value;

use crate::input::Input;

/// The most bytes of one item that are tried.
const MOST: usize = 4096;

/// Unpacks bytes, and packs what came out.
///
/// # Panics
/// Where what must hold does not.
pub fn pack(data: &[u8]) {
    let mut input = Input::new(data);
    let text = input.text();
    let read = match input.byte() % 4 {
        0 => Format::parse_struct(&text),
        1 => Format::from_typestr(&text),
        2 => Format::from_descr(&text),
        _ => Format::parse(&text),
    };
    let Ok(format) = read else { return };
    let size = format.size();
    if size > MOST {
        return;
    }
    let mut bytes = input.rest().to_vec();
    let whole = bytes.len() >= size;
    assert!(whole || format.unpack_from(&bytes, 0).is_err());
    assert!(bytes.len() == size || format.unpack(&bytes).is_err());
    bytes.resize(size, 0xA5);
    one_item(&format, &bytes);
    many_values(&format, &bytes);
}

/// One item as one value: what is written reads as what was written.
fn one_item(format: &Format, bytes: &[u8]) {
    let Ok(value) = format.decode(bytes) else {
        return;
    };
    let mut again = Value::Bool(false);
    assert!(format.decode_into(bytes, &mut again).is_ok());
    assert_eq!(value.to_string(), again.to_string());
    let _ = format!("{value:?}");
    let mut one = vec![0x5A; format.size()];
    let mut two = vec![0xA5; format.size()];
    let first = format.encode(&value, &mut one);
    assert_eq!(format.encode(&value, &mut two).is_ok(), first.is_ok());
    if first.is_ok() {
        assert_eq!(one, two, "{format}: a byte was left as it was");
        let back = format.decode(&one).expect("what was encoded");
        assert_eq!(back.to_string(), value.to_string(), "{format}");
    }
    if let Some(short) = format.size().checked_sub(1) {
        assert!(format.encode(&value, &mut one[..short]).is_err());
        assert!(format.decode(&bytes[..short]).is_err());
    }
}

/// As `struct` does it: fields one after the other.
fn many_values(format: &Format, bytes: &[u8]) {
    let Ok(values) = format.unpack(bytes) else {
        return;
    };
    assert_eq!(values.len(), format.value_count(), "{format}");
    let Ok(packed) = format.pack(&values) else {
        return;
    };
    assert_eq!(packed.len(), format.size());
    let again = format.unpack(&packed).expect("what was packed");
    assert_eq!(show(&again), show(&values), "{format}");
    assert_eq!(format.pack(&again).as_ref(), Ok(&packed), "{format}");
    let mut into = vec![0x77; format.size() + 3];
    format.pack_into(&values, &mut into, 2).expect("room");
    assert_eq!(&into[2..2 + packed.len()], &packed[..]);
    assert_eq!((into[0], into[1], into[into.len() - 1]), (0x77, 0x77, 0x77));
    if format.size() > 0 {
        let twice = [&packed[..], &packed].concat();
        let items = format.iter_unpack(&twice).expect("two items");
        assert_eq!(items.count(), 2);
    }
}

/// So that NaN equals itself.
fn show(values: &[Value]) -> Vec<String> {
    values.iter().map(Value::to_string).collect()
}
