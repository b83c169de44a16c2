//! Do formats and the values of items take extreme numbers?

use memoryview::format::MAX_SIZE;
use memoryview::{Format, Spec, Value, View};

use super::{LENGTHS, SIGNED};
use crate::model::{MAX, MIN};

#[test]
fn formats() {
    let byte = || Format::parse("B").unwrap();
    for size in LENGTHS {
        let fits = size <= MAX_SIZE;
        for offset in LENGTHS {
            let inside = offset < size;
            let made = Format::record(size).at(offset, "x", byte()).build();
            assert_eq!(made.is_ok(), fits && inside, "{size} {offset}");
            let nested = made.and_then(|f| Format::record(size).at(0, "y", f).build());
            assert_eq!(nested.is_ok(), fits && inside);
        }
        for n in LENGTHS {
            let item = Format::opaque(size, None);
            let wanted = (n as i128)
                .max(1)
                .checked_mul((size as i128).max(1))
                .is_some_and(|bytes| bytes <= MAX);
            let made = Format::array(&[n], item);
            assert_eq!(made.is_ok(), wanted, "{n} of {size}");
            if let Ok(array) = made {
                assert_eq!(array.size() as i128, n as i128 * size as i128);
            }
            let wanted = (n as i128)
                .max(1)
                .checked_mul((size as i128).max(1))
                .is_some_and(|p| p <= MAX);
            assert_eq!(Format::array(&[n, size], byte()).is_ok(), wanted);
        }
        let larger = byte().with_size(size);
        assert_eq!(larger.is_ok(), size >= 1 && fits, "{size}");
        let text = format!("{size}s");
        assert_eq!(Format::parse(&text).is_ok(), fits);
        assert!(!Format::for_buffer("B", size).is_opaque() || size == 0);
        let spec = Spec::from_format(Format::opaque(size, None));
        assert!(View::from_bytes(&[0; 4], &spec.shape([1])).is_ok() == (size <= 4));
    }
    let text = format!("{}B", MAX_SIZE);
    let wide = Format::parse(&text).unwrap();
    assert!(wide.unpack(&[0; 8]).is_err() && wide.decode(&[0; 8]).is_err());
    assert!(wide.pack(&[Value::Int(0)]).is_err() && wide.value_count() == MAX_SIZE);
    assert!(wide.iter_unpack(&[0; 8]).is_err());
}

/// Every integer into every integer code: what fits is read back, what does not is refused.
#[test]
fn values_of_integers() {
    let values = SIGNED
        .iter()
        .map(|&n| n as i128)
        .chain(LENGTHS.iter().map(|&n| n as i128));
    let edges = [
        127,
        128,
        -128,
        -129,
        255,
        256,
        32767,
        32768,
        -32769,
        65535,
        65536,
        MAX,
        MIN,
        MAX + 1,
        2 * MAX + 1,
    ];
    let values: Vec<i128> = values.chain(edges).collect();
    for (code, bits, signed) in [
        ('b', 8, true),
        ('B', 8, false),
        ('h', 16, true),
        ('H', 16, false),
        ('i', 32, true),
        ('I', 32, false),
        ('q', 64, true),
        ('Q', 64, false),
    ] {
        let (low, high) = if signed {
            (-(1_i128 << (bits - 1)), (1_i128 << (bits - 1)) - 1)
        } else {
            (0, (1_i128 << bits) - 1)
        };
        for order in ["<", ">"] {
            let format = Format::parse_struct(&format!("{order}{code}")).unwrap();
            for &n in &values {
                let value = match (i64::try_from(n), u64::try_from(n)) {
                    (Ok(n), _) => Value::Int(n),
                    (_, Ok(n)) => Value::UInt(n),
                    _ => continue,
                };
                let packed = format.pack(std::slice::from_ref(&value));
                assert_eq!(packed.is_ok(), (low..=high).contains(&n), "{n} as {code}");
                if let Ok(bytes) = packed {
                    assert_eq!(format.unpack(&bytes).unwrap(), [value]);
                }
            }
        }
    }
}
