//! How do the bits of a half, single or x87 float become those of a `f64`, and back?
//!
//! Everything rounds once, to the nearest and to even in the middle, straight from the 64 bits:
//! going through `f32` would round a half twice. The bits of a NaN are kept as far as they fit, the
//! signalling bit included, which the machine's own conversions would set.

/// A binary format narrower than `f64`, by the widths of its fields.
struct Narrow {
    exponent_bits: u32,
    mantissa_bits: u32,
}

const HALF: Narrow = Narrow {
    exponent_bits: 5,
    mantissa_bits: 10,
};

const SINGLE: Narrow = Narrow {
    exponent_bits: 8,
    mantissa_bits: 23,
};

const MANTISSA: u32 = 52;
const BIAS: u64 = 1023;
const INFINITE: u64 = 0x7ff << MANTISSA;

impl Narrow {
    const fn infinite(&self) -> u64 {
        ((1 << self.exponent_bits) - 1) << self.mantissa_bits
    }

    const fn bias(&self) -> u64 {
        (1 << (self.exponent_bits - 1)) - 1
    }

    /// Bits of this format to bits of a `f64`: always exact.
    fn widen(&self, bits: u64) -> u64 {
        let width = self.exponent_bits + self.mantissa_bits;
        let sign = (bits >> width) << 63;
        let magnitude = bits & ((1 << width) - 1);
        let shift = MANTISSA - self.mantissa_bits;
        let exponent = magnitude >> self.mantissa_bits;
        if magnitude == 0 {
            return sign;
        }
        if magnitude >= self.infinite() {
            // The exponent here, all ones, falls upon the one there.
            return sign | INFINITE | magnitude << shift;
        }
        if exponent == 0 {
            // Subnormal here, normal there: the highest set bit becomes the hidden one.
            let top = 63 - magnitude.leading_zeros();
            let exponent = BIAS - self.bias() + 1 - u64::from(self.mantissa_bits - top);
            let mantissa = (magnitude ^ (1 << top)) << (MANTISSA - top);
            return sign | exponent << MANTISSA | mantissa;
        }
        sign | ((magnitude << shift) + ((BIAS - self.bias()) << MANTISSA))
    }

    /// Bits of a `f64` to the nearest of this format; `None` where a finite number would become
    /// infinite.
    fn narrow(&self, bits: u64) -> Option<u64> {
        let sign = (bits >> 63) << (self.exponent_bits + self.mantissa_bits);
        let magnitude = bits & !(1 << 63);
        let shift = MANTISSA - self.mantissa_bits;
        if magnitude >= INFINITE {
            let payload = magnitude - INFINITE;
            let kept = payload >> shift;
            // A NaN whose payload does not fit must not turn into infinity.
            let quiet = u64::from(payload != 0 && kept == 0) << (self.mantissa_bits - 1);
            return Some(sign | self.infinite() | kept | quiet);
        }
        let exponent = magnitude >> MANTISSA;
        let least = BIAS - self.bias() + 1;
        let rounded = if exponent >= least {
            // A carry out of the mantissa runs into the exponent, as it should.
            round(magnitude - ((least - 1) << MANTISSA), shift)
        } else {
            let hidden = if exponent == 0 { 0 } else { 1 << MANTISSA };
            let mantissa = (magnitude & ((1 << MANTISSA) - 1)) | hidden;
            // Below half of the least subnormal nothing is left, and the shift must stay in range.
            let places = u64::from(shift) + least - exponent.max(1);
            u32::try_from(places).map_or(0, |places| round(mantissa, places.min(63)))
        };
        (rounded < self.infinite()).then_some(sign | rounded)
    }
}

/// `bits / 2^shift`, to the nearest, ties to even.
const fn round(bits: u64, shift: u32) -> u64 {
    let kept = bits >> shift;
    let rest = bits & ((1 << shift) - 1);
    let half = 1 << (shift - 1);
    if rest > half || rest == half && kept & 1 == 1 {
        kept + 1
    } else {
        kept
    }
}

/// The value of a binary16.
pub(crate) fn half_to_f64(bits: u16) -> f64 {
    f64::from_bits(HALF.widen(u64::from(bits)))
}

/// The nearest binary16; `None` where a finite value would become infinite.
pub(crate) fn f64_to_half(value: f64) -> Option<u16> {
    u16::try_from(HALF.narrow(value.to_bits())?).ok()
}

/// The value of a binary32, with the bits of a NaN kept.
pub(crate) fn single_to_f64(bits: u32) -> f64 {
    let value = f32::from_bits(bits);
    if value.is_nan() {
        f64::from_bits(SINGLE.widen(u64::from(bits)))
    } else {
        f64::from(value)
    }
}

/// The bits of the nearest binary32; `None` where a finite value would become infinite.
pub(crate) fn f64_to_single(value: f64) -> Option<u32> {
    u32::try_from(SINGLE.narrow(value.to_bits())?).ok()
}

/// The value of the x87's 80 bits, rounded to a `f64`; too large becomes infinite, as in C.
pub(crate) fn x87_to_f64(bytes: [u8; 10]) -> f64 {
    let [a, b, c, d, e, f, g, h, low, high] = bytes;
    let mantissa = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
    let head = u16::from_le_bytes([low, high]);
    let sign = u64::from(head >> 15) << 63;
    let exponent = u64::from(head & 0x7fff);
    if exponent == 0x7fff {
        let payload = (mantissa << 1) >> 12;
        let lost = mantissa << 1 != 0 && payload == 0;
        let quiet = u64::from(lost) << (MANTISSA - 1);
        return f64::from_bits(sign | INFINITE | payload | quiet);
    }
    if mantissa == 0 {
        return f64::from_bits(sign);
    }
    // value = mantissa * 2^(exponent - 16383 - 63), and its highest bit may be anywhere. Both
    // formats count the least exponent twice, as 0 and as 1.
    let zeros = mantissa.leading_zeros();
    let mantissa = mantissa << zeros;
    let exponent = exponent.max(1) + BIAS;
    let Some(exponent) = exponent
        .checked_sub(16383 + u64::from(zeros))
        .filter(|&e| e > 0)
    else {
        let below = 16383 + u64::from(zeros) - exponent;
        // Subnormal: the hidden bit is written out, and one more place is lost for each step down.
        let rest = match u32::try_from(below + 12) {
            Ok(places @ ..64) => round(mantissa, places),
            // Only more than half of the least subnormal is rounded up to it.
            Ok(64) => u64::from(mantissa > 1 << 63),
            _ => 0,
        };
        return f64::from_bits(sign | rest);
    };
    if exponent >= 0x7ff {
        return f64::from_bits(sign | INFINITE);
    }
    // The hidden bit adds one to the exponent, so one less is put in.
    f64::from_bits(sign | (round(mantissa, 11) + ((exponent - 1) << MANTISSA)))
}

/// The x87's 80 bits of a `f64`: always exact.
pub(crate) fn f64_to_x87(value: f64) -> [u8; 10] {
    let bits = value.to_bits();
    let sign = u16::from(value.is_sign_negative()) << 15;
    let exponent = (bits >> MANTISSA) & 0x7ff;
    let mantissa = bits & ((1 << MANTISSA) - 1);
    let (head, mantissa): (u64, u64) = match (exponent, mantissa) {
        (0, 0) => (0, 0),
        (0, _) => {
            let zeros = mantissa.leading_zeros();
            (16383 - 1022 + 11 - u64::from(zeros), mantissa << zeros)
        }
        (0x7ff, _) => (0x7fff, 1 << 63 | mantissa << 11),
        _ => (exponent + 16383 - BIAS, 1 << 63 | mantissa << 11),
    };
    let mut bytes = [0; 10];
    bytes[..8].copy_from_slice(&mantissa.to_le_bytes());
    // The head has 15 bits by construction.
    let head = u16::try_from(head).unwrap_or(0x7fff) | sign;
    bytes[8..].copy_from_slice(&head.to_le_bytes());
    bytes
}

#[cfg(test)]
mod tests;
