//! Which scalar does a code stand for, on a platform and under a prefix?

use super::{Alignment, Reader};
use crate::syntax::{Dialect, Item, Mode};
use crate::{ByteOrder, CType, ParseError, ParseErrorKind, Scalar, ScalarKind, extent};

impl Reader<'_> {
    /// The byte order that holds here.
    #[inline]
    pub(super) fn order(&self) -> ByteOrder {
        match self.mode {
            Mode::Little => ByteOrder::Little,
            Mode::Big => ByteOrder::Big,
            _ => self.abi.order,
        }
    }

    /// Do items stand at multiples of their alignment here?
    #[inline]
    pub(super) fn aligns(&self) -> bool {
        match self.rules.alignment {
            Alignment::Written => self.mode == Mode::Native,
            Alignment::All => true,
            Alignment::None => false,
        }
    }

    /// A scalar of C type `ctype`, aligned if this mode aligns.
    #[inline]
    pub(super) fn sized(&self, kind: ScalarKind, ctype: CType) -> Scalar {
        let align = if self.aligns() { ctype.align() } else { 1 };
        let size = usize::from(ctype.size());
        // A platform of somebody's own may have sizes that no value can be read from.
        let readable = Scalar::new(kind, size, ByteOrder::NATIVE).is_some();
        let kind = if readable { kind } else { ScalarKind::Void };
        Scalar::raw(kind, size, self.order(), align)
    }

    #[inline]
    pub(super) fn address(&self) -> Scalar {
        self.sized(ScalarKind::Pointer, self.abi.pointer)
    }

    /// The scalar of a one-letter code, and how many of them there are: 1 where the count is a
    /// length.
    #[inline]
    pub(super) fn code(&self, code: u8, item: &Item) -> Result<(Scalar, usize), ParseError> {
        use ScalarKind as K;
        let count = item.count.unwrap_or(1);
        let native = matches!(self.mode, Mode::Native | Mode::Unaligned);
        let abi = self.abi;
        let c = |native_type: CType, standard: u8| {
            if native {
                native_type
            } else {
                native_type.with_size(standard)
            }
        };
        let (kind, ctype) = match code {
            b'c' => (K::Char, CType::new(1, 1)),
            b'b' => (K::Int, CType::new(1, 1)),
            b'B' => (K::UInt, CType::new(1, 1)),
            b'?' => (K::Bool, c(abi.bool, 1)),
            b'h' => (K::Int, c(abi.short, 2)),
            b'H' => (K::UInt, c(abi.short, 2)),
            b'i' => (K::Int, c(abi.int, 4)),
            b'I' => (K::UInt, c(abi.int, 4)),
            b'l' => (K::Int, c(abi.long, 4)),
            b'L' => (K::UInt, c(abi.long, 4)),
            b'q' => (K::Int, c(abi.long_long, 8)),
            b'Q' => (K::UInt, c(abi.long_long, 8)),
            b'e' => (K::Float, abi.half),
            b'f' => (K::Float, abi.float),
            b'd' => (K::Float, abi.double),
            b'F' => (K::Complex, abi.float.with_size(8)),
            b'D' => (K::Complex, abi.double.with_size(16)),
            b's' | b'p' | b'x' | b'w' | b'u' => {
                return self.text_code(code, count, item).map(|s| (s, 1));
            }
            _ => return self.rare_code(code, item).map(|scalar| (scalar, count)),
        };
        Ok((self.sized(kind, ctype), count))
    }

    /// The codes whose count is a length.
    fn text_code(&self, code: u8, count: usize, item: &Item) -> Result<Scalar, ParseError> {
        let wchar = self.abi.wchar;
        let (kind, unit) = match code {
            b's' => (ScalarKind::Bytes, 1),
            b'p' => (ScalarKind::Pascal, 1),
            b'x' => (ScalarKind::Void, 1),
            b'w' => (ScalarKind::Text, 4),
            _ if self.rules.wide && wchar.size() == 4 => (ScalarKind::Text, 4),
            _ => (ScalarKind::Ucs2, 2),
        };
        let size = extent::times(count, usize::from(unit))
            .ok_or_else(|| super::too_large(item.span.start))?;
        let align = if self.aligns() { unit } else { 1 };
        Ok(Scalar::raw(kind, size, self.order(), align))
    }

    /// The codes that have native sizes only.
    fn rare_code(&self, code: u8, item: &Item) -> Result<Scalar, ParseError> {
        use ScalarKind as K;
        let abi = self.abi;
        let native = matches!(self.mode, Mode::Native | Mode::Unaligned);
        let strict = self.rules.dialect == Dialect::Struct;
        let (kind, ctype) = match code {
            b'n' if native => (K::Int, abi.size),
            b'N' if native => (K::UInt, abi.size),
            b'P' if native || !strict => (K::Pointer, abi.pointer),
            b'n' | b'N' | b'P' => {
                let reason = "this code has no standard size: it needs '@'";
                return Err(ParseError::at(
                    item.place,
                    ParseErrorKind::Refused { reason },
                ));
            }
            b'z' => (K::CharPointer, abi.pointer),
            b'Z' => (K::WcharPointer, abi.pointer),
            b'O' => (K::Object, abi.pointer),
            b'g' if abi.long_double.size() == 8 => (K::Float, abi.long_double),
            b'g' => (K::LongDouble(abi.long_double_form), abi.long_double),
            // `G`, the last: the lexer lets no other code through.
            _ => {
                let part = abi.long_double;
                let pair = part.with_size(part.size().saturating_mul(2));
                let wide = part.size() > 8;
                let form = K::LongComplex(abi.long_double_form);
                (if wide { form } else { K::Complex }, pair)
            }
        };
        Ok(self.sized(kind, ctype))
    }
}
