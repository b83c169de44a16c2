//! One item at a time, through `Value` and Rust's `as`: what every conversion must equal.

use std::vec;
use std::vec::Vec;

use memoryview_format::{ByteOrder, Format, Scalar, ScalarKind, Value};

/// All numeric scalars, in both byte orders.
pub(crate) fn scalars() -> Vec<Scalar> {
    use ScalarKind as K;
    let kinds = [
        (K::Bool, 1),
        (K::Int, 1),
        (K::Int, 2),
        (K::Int, 4),
        (K::Int, 8),
        (K::UInt, 1),
        (K::UInt, 2),
        (K::UInt, 4),
        (K::UInt, 8),
        (K::Float, 2),
        (K::Float, 4),
        (K::Float, 8),
        (K::Complex, 8),
        (K::Complex, 16),
    ];
    kinds
        .into_iter()
        .flat_map(|(kind, size)| {
            [ByteOrder::Little, ByteOrder::Big]
                .into_iter()
                .filter_map(move |order| Scalar::new(kind, size, order))
        })
        .collect()
}

#[derive(Clone, Copy)]
enum Number {
    Bool(bool),
    Int(i128),
    Float(f64),
    Complex(f64, f64),
}

fn read(scalar: Scalar, bytes: &[u8]) -> Number {
    match Format::scalar(scalar).decode(bytes).unwrap() {
        Value::Bool(b) => Number::Bool(b),
        Value::Int(i) => Number::Int(i.into()),
        Value::UInt(u) => Number::Int(u.into()),
        Value::Float(x) => Number::Float(x),
        Value::Complex { re, im } => Number::Complex(re, im),
        other => panic!("{other:?}"),
    }
}

impl Number {
    fn real(self) -> Number {
        match self {
            Number::Complex(re, _) => Number::Float(re),
            Number::Bool(b) => Number::Int(b.into()),
            other => other,
        }
    }

    fn double(self) -> f64 {
        match self.real() {
            Number::Int(i) => i as f64,
            Number::Float(x) => x,
            _ => unreachable!(),
        }
    }

    fn single(self) -> f32 {
        match self.real() {
            Number::Int(i) => i as f32,
            Number::Float(x) => x as f32,
            _ => unreachable!(),
        }
    }
}

/// The bytes of one float in host order: `encode` of binary16 refuses what becomes infinite.
fn half(x: f64) -> Vec<u8> {
    let format = Format::scalar(Scalar::F16);
    let mut bytes = vec![0; 2];
    if format.encode(&Value::Float(x), &mut bytes).is_err() {
        let infinite = f64::INFINITY.copysign(x);
        format.encode(&Value::Float(infinite), &mut bytes).unwrap();
    }
    bytes
}

/// What an item becomes.
pub(crate) fn convert(
    bytes: &[u8],
    from: Scalar,
    to: Scalar,
    scale: Option<(f64, f64)>,
) -> Vec<u8> {
    let mut number = read(from, bytes);
    if let Some((a, b)) = scale {
        let single = to.kind() == ScalarKind::Float && to.size() == 4
            || to.kind() == ScalarKind::Complex && to.size() == 8;
        let both = from.kind() == ScalarKind::Complex && to.kind() == ScalarKind::Complex;
        number = match number {
            Number::Complex(re, im) if both => Number::Complex(re * a + b, im * a),
            n if single && from.size() <= 2 => {
                Number::Float(f64::from(n.single() * a as f32 + b as f32))
            }
            n => Number::Float(n.double() * a + b),
        };
    }
    let mut out = native(number, to);
    if !to.order().is_native() {
        for unit in out.chunks_mut(to.swap_unit()) {
            unit.reverse();
        }
    }
    out
}

fn native(number: Number, to: Scalar) -> Vec<u8> {
    macro_rules! integer {
        ($t:ty) => {
            match number.real() {
                Number::Int(i) => (i as $t).to_ne_bytes().to_vec(),
                Number::Float(x) => (x as $t).to_ne_bytes().to_vec(),
                _ => unreachable!(),
            }
        };
    }
    use ScalarKind as K;
    match (to.kind(), to.size()) {
        (K::Bool, _) => vec![u8::from(match number {
            Number::Bool(b) => b,
            Number::Int(i) => i != 0,
            Number::Float(x) => x != 0.0,
            Number::Complex(re, im) => re != 0.0 || im != 0.0,
        })],
        (K::Int, 1) => integer!(i8),
        (K::Int, 2) => integer!(i16),
        (K::Int, 4) => integer!(i32),
        (K::Int, 8) => integer!(i64),
        (K::UInt, 1) => integer!(u8),
        (K::UInt, 2) => integer!(u16),
        (K::UInt, 4) => integer!(u32),
        (K::UInt, 8) => integer!(u64),
        (K::Float, 2) => half(number.double()),
        (K::Float, 4) => number.single().to_ne_bytes().to_vec(),
        (K::Float, 8) => number.double().to_ne_bytes().to_vec(),
        (K::Complex, size) => {
            let (re, im) = match number {
                Number::Complex(re, im) => (Number::Float(re), im),
                n => (n, 0.0),
            };
            match size {
                8 => [re.single().to_ne_bytes(), (im as f32).to_ne_bytes()].concat(),
                _ => [re.double().to_ne_bytes(), im.to_ne_bytes()].concat(),
            }
        }
        other => panic!("{other:?}"),
    }
}

/// Whether two items are the same bytes, or both NaN in the same places.
pub(crate) fn same(a: &[u8], b: &[u8], scalar: Scalar) -> bool {
    if a == b {
        return true;
    }
    let parts = |bytes| match read(scalar, bytes) {
        Number::Float(x) => (x, 0.0),
        Number::Complex(re, im) => (re, im),
        _ => (0.0, 0.0),
    };
    let equal = |x: f64, y: f64| x.to_bits() == y.to_bits() || x.is_nan() && y.is_nan();
    let ((a, b), (c, d)) = (parts(a), parts(b));
    (a.is_nan() || b.is_nan()) && equal(a, c) && equal(b, d)
}

/// Bytes of items that are as often an edge as they are anything: zeros, ones, infinities, the bounds of integers and their neighbours.
pub(crate) fn bytes(scalar: Scalar, count: usize, mut seed: u64) -> Vec<u8> {
    const EDGES: [f64; 24] = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        -0.5,
        1.5,
        127.0,
        128.5,
        -128.0,
        -129.0,
        255.0,
        256.0,
        65504.0,
        65520.0,
        -65519.0,
        2_147_483_648.0,
        -2_147_483_649.0,
        9_223_372_036_854_775_808.0,
        18_446_744_073_709_551_616.0,
        1.0 / 16_777_216.0,
        1.0 / 33_554_432.0,
        f64::INFINITY,
        f64::NAN,
    ];
    let mut random = || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    };
    let mut out = Vec::new();
    for _ in 0..count {
        let size = scalar.size();
        if random() % 2 == 0 {
            out.extend((0..size).map(|_| (random() % 256) as u8));
            continue;
        }
        let edge = Number::Float(EDGES[random() % EDGES.len()]);
        let mut item = native(edge, scalar);
        if !scalar.order().is_native() {
            for unit in item.chunks_mut(scalar.swap_unit()) {
                unit.reverse();
            }
        }
        out.extend(item);
    }
    out
}
