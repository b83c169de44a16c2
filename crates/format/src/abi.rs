//! Which sizes, alignments and byte order do C's types have on a given platform?

use core::mem::{align_of, size_of};

/// The order of the bytes inside one number.
///
/// ```
/// use memoryview_format::ByteOrder;
/// assert!(ByteOrder::NATIVE.is_native());
/// assert_eq!(ByteOrder::Little.swapped(), ByteOrder::Big);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ByteOrder {
    /// Least significant byte first (`<`).
    Little,
    /// Most significant byte first (`>`).
    Big,
}

impl ByteOrder {
    /// The order of the machine that this program runs on.
    ///
    /// ```
    /// use memoryview_format::ByteOrder;
    /// let one = if ByteOrder::NATIVE == ByteOrder::Little { [1, 0] } else { [0, 1] };
    /// assert_eq!(1u16.to_ne_bytes(), one);
    /// ```
    pub const NATIVE: Self = if cfg!(target_endian = "big") {
        Self::Big
    } else {
        Self::Little
    };

    /// Is this the order of the machine that the program runs on?
    ///
    /// ```
    /// use memoryview_format::ByteOrder;
    /// assert_ne!(ByteOrder::Little.is_native(), ByteOrder::Big.is_native());
    /// ```
    #[must_use]
    pub const fn is_native(self) -> bool {
        matches!(
            (self, Self::NATIVE),
            (Self::Little, Self::Little) | (Self::Big, Self::Big)
        )
    }

    /// The other order.
    ///
    /// ```
    /// use memoryview_format::ByteOrder;
    /// assert_eq!(ByteOrder::Big.swapped(), ByteOrder::Little);
    /// ```
    #[must_use]
    pub const fn swapped(self) -> Self {
        match self {
            Self::Little => Self::Big,
            Self::Big => Self::Little,
        }
    }

    /// The character that stands for it in a format string.
    ///
    /// ```
    /// use memoryview_format::ByteOrder;
    /// assert_eq!(ByteOrder::Big.prefix(), '>');
    /// ```
    #[must_use]
    pub const fn prefix(self) -> char {
        match self {
            Self::Little => '<',
            Self::Big => '>',
        }
    }
}

/// How a C compiler stores `long double`, where it is wider than `double`.
///
/// ```
/// use memoryview_format::LongDouble;
/// assert_ne!(LongDouble::X87, LongDouble::Quad);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LongDouble {
    /// The 80-bit format of the x87, in 12 or 16 bytes. The only one whose values can be read.
    X87,
    /// IEEE binary128, in 16 bytes (64-bit ARM, RISC-V, s390x).
    Quad,
    /// Two doubles whose sum is the value (older PowerPC).
    DoubleDouble,
}

/// The size and the alignment of one C type, in bytes.
///
/// ```
/// use memoryview_format::{Abi, CType};
/// assert_eq!(Abi::LP64.long, CType::new(8, 8));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CType {
    size: u8,
    align: u8,
}

impl CType {
    /// A type of `size` bytes that must stand at multiples of `align`. Formats of sizes that no
    /// value can be read from (such as integers of 3 bytes) are carried as bytes.
    ///
    /// ```
    /// assert_eq!(memoryview_format::CType::new(8, 4).align(), 4);
    /// ```
    ///
    /// # Panics
    ///
    /// When `align` is no power of two.
    #[must_use]
    pub const fn new(size: u8, align: u8) -> Self {
        assert!(align.is_power_of_two(), "an alignment is a power of two");
        Self { size, align }
    }

    /// The same alignment with another size.
    #[inline]
    pub(crate) const fn with_size(self, size: u8) -> Self {
        Self { size, ..self }
    }

    /// `sizeof`, in bytes.
    ///
    /// ```
    /// assert_eq!(memoryview_format::Abi::LP64.pointer.size(), 8);
    /// ```
    #[must_use]
    pub const fn size(self) -> u8 {
        self.size
    }

    /// `_Alignof`, in bytes: a power of two.
    ///
    /// ```
    /// assert_eq!(memoryview_format::Abi::LP64.double.align(), 8);
    /// ```
    #[must_use]
    pub const fn align(self) -> u8 {
        self.align
    }
}

/// A C platform's types as values: what native (`@`) codes mean is passed in, never compiled in.
///
/// ```
/// use memoryview_format::{Abi, Format};
/// // The same text means other things on other platforms, and all can be asked on any machine.
/// assert_eq!(Format::parse_struct_with("bl", &Abi::LP64)?.size(), 16);
/// assert_eq!(Format::parse_struct_with("bl", &Abi::LLP64)?.size(), 8);
/// # Ok::<(), memoryview_format::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Abi {
    /// The byte order of native codes.
    pub order: ByteOrder,
    /// `short`: codes `h` and `H`.
    pub short: CType,
    /// `int`: codes `i` and `I`.
    pub int: CType,
    /// `long`: codes `l` and `L`.
    pub long: CType,
    /// `long long`: codes `q` and `Q`.
    pub long_long: CType,
    /// `size_t`: codes `n` and `N`.
    pub size: CType,
    /// `void *`: codes `P`, `O`, `z`, `Z`, `&` and `X{}`.
    pub pointer: CType,
    /// `_Bool`: code `?`.
    pub bool: CType,
    /// A 16-bit float: code `e`.
    pub half: CType,
    /// `float`: code `f`, and each half of `F` and `Zf`.
    pub float: CType,
    /// `double`: code `d`, and each half of `D` and `Zd`.
    pub double: CType,
    /// `long double`: code `g`, and each half of `Zg`. Eight bytes mean that it is `double`.
    pub long_double: CType,
    /// How `long double` is stored, where it is wider than `double`.
    pub long_double_form: LongDouble,
    /// `wchar_t`: what ctypes means by `u`.
    pub wchar: CType,
}

/// `size` bytes at multiples of `size`, which is what most C types do.
const fn natural(size: u8) -> CType {
    CType::new(size, size)
}

impl Abi {
    /// 64-bit Linux, macOS and the BSDs on x86-64: `long` has 8 bytes.
    ///
    /// ```
    /// assert_eq!(memoryview_format::Abi::LP64.long.size(), 8);
    /// ```
    pub const LP64: Self = Self {
        order: ByteOrder::Little,
        short: natural(2),
        int: natural(4),
        long: natural(8),
        long_long: natural(8),
        size: natural(8),
        pointer: natural(8),
        bool: natural(1),
        half: natural(2),
        float: natural(4),
        double: natural(8),
        long_double: natural(16),
        long_double_form: LongDouble::X87,
        wchar: natural(4),
    };

    /// 64-bit Windows: `long` has 4 bytes, `long double` is `double`, `wchar_t` has 2 bytes.
    ///
    /// ```
    /// assert_eq!(memoryview_format::Abi::LLP64.long.size(), 4);
    /// ```
    pub const LLP64: Self = Self {
        long: natural(4),
        long_double: natural(8),
        wchar: natural(2),
        ..Self::LP64
    };

    /// 32-bit with 8-byte types at multiples of 8: 32-bit ARM, WebAssembly.
    ///
    /// ```
    /// assert_eq!(memoryview_format::Abi::ILP32.double.align(), 8);
    /// ```
    pub const ILP32: Self = Self {
        long: natural(4),
        size: natural(4),
        pointer: natural(4),
        long_double: natural(8),
        ..Self::LP64
    };

    /// 32-bit x86 on Unix (the System V ABI): 8-byte types at multiples of 4.
    ///
    /// ```
    /// assert_eq!(memoryview_format::Abi::ILP32_ALIGN4.double.align(), 4);
    /// ```
    pub const ILP32_ALIGN4: Self = Self {
        long_long: CType::new(8, 4),
        double: CType::new(8, 4),
        long_double: CType::new(12, 4),
        ..Self::ILP32
    };

    /// The platform that this program runs on, as far as Rust knows it.
    ///
    /// ```
    /// let native = memoryview_format::Abi::NATIVE;
    /// assert_eq!(usize::from(native.pointer.size()), size_of::<usize>());
    /// ```
    pub const NATIVE: Self = native();

    /// The same platform with the other byte order.
    ///
    /// ```
    /// use memoryview_format::{Abi, ByteOrder};
    /// assert_eq!(Abi::LP64.with_order(ByteOrder::Big).order, ByteOrder::Big);
    /// ```
    #[must_use]
    pub const fn with_order(self, order: ByteOrder) -> Self {
        Self { order, ..self }
    }
}

impl Default for Abi {
    fn default() -> Self {
        Self::NATIVE
    }
}

/// What a compiler says of its target, as far as C's types depend on it.
#[derive(Clone, Copy)]
struct Target {
    order: ByteOrder,
    /// The size of a pointer.
    pointer: usize,
    /// The alignment of integers of 8 bytes.
    eight: usize,
    /// The alignment of `double`.
    double: usize,
    arch: Arch,
    windows: bool,
    msvc: bool,
    apple: bool,
}

/// The processors on which `long double` differs.
#[derive(Clone, Copy, PartialEq)]
enum Arch {
    X86,
    Arm64,
    PowerPc64,
    S390x,
    Wasm32,
    Other,
}

/// The one place where the compiler's target is looked at.
const fn native() -> Abi {
    Target {
        order: ByteOrder::NATIVE,
        pointer: size_of::<usize>(),
        eight: align_of::<u64>(),
        double: align_of::<f64>(),
        arch: if cfg!(any(target_arch = "x86", target_arch = "x86_64")) {
            Arch::X86
        } else if cfg!(target_arch = "aarch64") {
            Arch::Arm64
        } else if cfg!(target_arch = "powerpc64") {
            Arch::PowerPc64
        } else if cfg!(target_arch = "s390x") {
            Arch::S390x
        } else if cfg!(target_arch = "wasm32") {
            Arch::Wasm32
        } else {
            Arch::Other
        },
        windows: cfg!(windows),
        msvc: cfg!(target_env = "msvc"),
        apple: cfg!(target_vendor = "apple"),
    }
    .abi()
}

impl Target {
    const fn abi(self) -> Abi {
        let base = match (self.pointer, self.windows) {
            (8, true) => Abi::LLP64,
            (8, false) => Abi::LP64,
            _ => Abi::ILP32,
        };
        let (long_double, long_double_form) = self.long_double();
        Abi {
            order: self.order,
            long_long: CType::new(8, if self.eight == 4 { 4 } else { 8 }),
            double: CType::new(8, if self.double == 4 { 4 } else { 8 }),
            long_double,
            long_double_form,
            wchar: natural(if self.windows { 2 } else { 4 }),
            ..base
        }
    }

    const fn long_double(self) -> (CType, LongDouble) {
        let wide = self.pointer == 8;
        match self.arch {
            _ if self.msvc => (natural(8), LongDouble::X87),
            Arch::X86 if wide || self.apple => (natural(16), LongDouble::X87),
            Arch::X86 => (CType::new(12, 4), LongDouble::X87),
            Arch::Arm64 if self.apple => (natural(8), LongDouble::Quad),
            Arch::PowerPc64 => (natural(16), LongDouble::DoubleDouble),
            Arch::S390x => (CType::new(16, 8), LongDouble::Quad),
            Arch::Wasm32 => (natural(16), LongDouble::Quad),
            _ if wide => (natural(16), LongDouble::Quad),
            _ => (natural(8), LongDouble::Quad),
        }
    }
}

#[cfg(test)]
mod tests;
