//! How does the meaning of one field fit into a word?
//!
//! A text of one letter may be a whole field, and 16 bytes are all that it may cost: eight of them are its offset, eight are here. The low
//! byte says what kind of word it is: for a scalar, which of the frequent ones ([`Plain`]), so that reading it is a single jump; from
//! [`WIDE`] on, what else. A scalar has its kind, byte order, alignment and size beside it. Whatever is larger stands in the tables of the
//! [`Tree`](super::tree::Tree), and the word says where.

use crate::scalar::Plain;
use crate::{ByteOrder, LongDouble, Scalar, ScalarKind, TimeBase, TimeUnit};

/// A word of the tables, most of them the meaning of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code(u64);

/// What a word means. Of a scalar, and of the one in a row or behind a pointer, [`Code::as_scalar`] and [`Code::item`] say more.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Meaning {
    Scalar,
    /// A scalar whose size did not fit: two words at this place in the cells.
    Wide(usize),
    /// Scalars side by side; their lengths begin at `axes`.
    Row {
        axes: usize,
        rank: usize,
    },
    /// Anything else side by side: the word at `cell` is the item's, and if there are several axes, the next one is their number.
    Array {
        cell: usize,
        axes: usize,
        several: bool,
    },
    /// A head's place.
    Record(usize),
    /// The word at this place in the cells says what it points to.
    Pointer(usize),
    /// The word at this place in the cells says where in the text the signature is.
    Function(usize),
    /// A format of its own.
    Link(usize),
}

/// The first byte that is no `Plain`.
const WIDE: u8 = 32;
const ROW: u8 = 33;
const ARRAY: u8 = 34;
const ARRAYS: u8 = 35;
const RECORD: u8 = 36;
const POINTER: u8 = 37;
const FUNCTION: u8 = 38;
const LINK: u8 = 39;

const KIND: u32 = 8;
const ORDER: u32 = 13;
const ALIGN: u32 = 14;
/// Where the size of a scalar begins, or its unit.
const SIZE: u32 = 17;
/// Where a place begins that stands behind a scalar of at most 255 bytes.
const PLACE: u32 = 25;
/// Where the rank of a row stands, and which of the frequent scalars it has.
const RANK: u32 = 53;
const PLAIN: u32 = 57;
/// Where an array's second place begins.
const SECOND: u32 = 36;

/// So many cells and axes a table may have, because two of their places have to fit. Each takes a letter or more.
pub(crate) const MAX_PLACES: usize = 1 << 28;

/// The kinds by their numbers, and enough of the last one that no number of five bits is out of bounds.
const KINDS: [ScalarKind; 32] = {
    use ScalarKind as K;
    [
        K::Bool,
        K::Int,
        K::UInt,
        K::Float,
        K::Complex,
        K::Char,
        K::Bytes,
        K::Pascal,
        K::Text,
        K::Ucs2,
        K::Void,
        K::Datetime(TimeUnit::GENERIC),
        K::Timedelta(TimeUnit::GENERIC),
        K::LongDouble(LongDouble::X87),
        K::LongDouble(LongDouble::Quad),
        K::LongDouble(LongDouble::DoubleDouble),
        K::LongComplex(LongDouble::X87),
        K::LongComplex(LongDouble::Quad),
        K::LongComplex(LongDouble::DoubleDouble),
        K::Pointer,
        K::CharPointer,
        K::WcharPointer,
        K::Object,
        K::Object,
        K::Object,
        K::Object,
        K::Object,
        K::Object,
        K::Object,
        K::Object,
        K::Object,
        K::Object,
    ]
};

/// Where a kind stands in [`KINDS`].
const fn number(kind: ScalarKind) -> u64 {
    use ScalarKind as K;
    const fn form(form: LongDouble) -> u64 {
        match form {
            LongDouble::X87 => 0,
            LongDouble::Quad => 1,
            LongDouble::DoubleDouble => 2,
        }
    }
    match kind {
        K::Bool => 0,
        K::Int => 1,
        K::UInt => 2,
        K::Float => 3,
        K::Complex => 4,
        K::Char => 5,
        K::Bytes => 6,
        K::Pascal => 7,
        K::Text => 8,
        K::Ucs2 => 9,
        K::Void => 10,
        K::Datetime(_) => 11,
        K::Timedelta(_) => 12,
        K::LongDouble(of) => 13 + form(of),
        K::LongComplex(of) => 16 + form(of),
        K::Pointer => 19,
        K::CharPointer => 20,
        K::WcharPointer => 21,
        K::Object => 22,
    }
}

/// A unit of time in 36 bits: never 0, because no count is.
fn unit_bits(unit: TimeUnit) -> u64 {
    u64::from(unit.count()) << 4 | u64::from(unit.base().number())
}

fn unit(bits: u64) -> TimeUnit {
    let base = TimeBase::of_number(place(bits & 15));
    let unit = |base| TimeUnit::new(u32::try_from(bits >> 4).ok()?, base);
    base.and_then(unit).unwrap_or(TimeUnit::GENERIC)
}

/// A place in a table, which is a number below 2^32.
fn place(bits: u64) -> usize {
    usize::try_from(bits).unwrap_or(usize::MAX)
}

fn wide(place: usize) -> u64 {
    place as u64
}

impl Code {
    /// Nothing yet.
    pub(crate) const NONE: Self = Self(0);

    /// Any number, where the word means one.
    pub(crate) const fn raw(bits: u64) -> Self {
        Self(bits)
    }

    pub(crate) const fn bits(self) -> u64 {
        self.0
    }

    /// Which of the frequent scalars it is, if it is any.
    #[inline]
    pub(crate) const fn plain(self) -> Option<Plain> {
        // Said before, so that the table of jumps that follows needs no other check.
        match self.tag() {
            number @ 1..=Plain::LAST => Some(Plain::of_number(number)),
            _ => None,
        }
    }

    #[inline]
    const fn tag(self) -> u8 {
        self.0.to_le_bytes()[0]
    }

    #[inline]
    pub(crate) const fn is_scalar(self) -> bool {
        self.tag() < WIDE
    }

    /// Is it this one of the frequent scalars?
    #[inline]
    pub(crate) const fn is(self, plain: Plain) -> bool {
        self.tag() == plain as u8
    }

    /// A frequent scalar, but for its alignment.
    #[inline]
    pub(crate) fn as_plain(self) -> Option<&'static Scalar> {
        Scalar::of_plain(self.tag())
    }

    /// Are two scalars equal? Their alignments need not be.
    pub(crate) const fn same_scalar(self, other: Self) -> bool {
        (self.0 ^ other.0) & !(7 << ALIGN) == 0
    }

    /// The head's place, of a record.
    #[inline]
    pub(crate) fn as_record(self) -> Option<usize> {
        match self.tag() {
            RECORD => Some(place(self.0 >> KIND)),
            _ => None,
        }
    }

    /// The scalar, if it fits into the word.
    #[inline]
    pub(crate) fn as_scalar(self) -> Option<Scalar> {
        let size = self.0 >> SIZE;
        match self.kind() {
            _ if !self.is_scalar() => None,
            ScalarKind::Datetime(_) => Some(self.of_kind(ScalarKind::Datetime(unit(size)), 8)),
            ScalarKind::Timedelta(_) => Some(self.of_kind(ScalarKind::Timedelta(unit(size)), 8)),
            kind => Some(self.of_kind(kind, place(size))),
        }
    }

    /// The size of a scalar that fits into the word.
    #[inline]
    pub(crate) fn scalar_size(self) -> usize {
        match self.kind() {
            ScalarKind::Datetime(_) | ScalarKind::Timedelta(_) => 8,
            _ => place(self.0 >> SIZE),
        }
    }

    /// The scalar of a row, or the address of a pointer.
    pub(crate) fn item(self) -> Scalar {
        self.of_kind(self.kind(), self.item_size())
    }

    #[inline]
    pub(crate) fn item_size(self) -> usize {
        match self.kind() {
            ScalarKind::Datetime(_) | ScalarKind::Timedelta(_) => 8,
            _ => place(self.0 >> SIZE & 255),
        }
    }

    /// The scalar of two cells.
    pub(crate) fn scalar_of_cells(self, size: Self) -> Scalar {
        self.of_kind(self.kind(), place(size.0))
    }

    #[inline]
    pub(crate) fn kind(self) -> ScalarKind {
        KINDS[place(self.0 >> KIND & 31)]
    }

    /// The alignment of a scalar, of the one in a row or of an address.
    #[inline]
    pub(crate) fn scalar_align(self) -> usize {
        1 << (self.0 >> ALIGN & 7)
    }

    #[inline]
    fn of_kind(self, kind: ScalarKind, size: usize) -> Scalar {
        let order = match self.0 >> ORDER & 1 {
            0 => ByteOrder::NATIVE,
            _ => ByteOrder::NATIVE.swapped(),
        };
        let align = 1 << (self.0 >> ALIGN & 7);
        Scalar::restored(kind, size, order, align)
    }

    /// Kind, byte order and alignment.
    fn described(tag: u8, scalar: Scalar) -> u64 {
        u64::from(tag)
            | number(scalar.kind()) << KIND
            | u64::from(!scalar.order().is_native()) << ORDER
            | u64::from(scalar.align().trailing_zeros()) << ALIGN
    }

    /// A scalar, unless its size does not fit.
    #[inline]
    pub(crate) fn scalar(scalar: Scalar) -> Option<Self> {
        let size = match scalar.kind() {
            ScalarKind::Datetime(of) | ScalarKind::Timedelta(of) => unit_bits(of),
            _ => wide(scalar.size()),
        };
        let fits = size >> (u64::BITS - SIZE) == 0;
        fits.then(|| Self(Self::described(scalar.plain() as u8, scalar) | size << SIZE))
    }

    /// The two cells of a scalar whose size does not fit.
    pub(crate) fn wide_scalar(scalar: Scalar) -> [Self; 2] {
        [
            Self(Self::described(0, scalar)),
            Self::raw(wide(scalar.size())),
        ]
    }

    pub(crate) fn wide(cell: usize) -> Self {
        Self(u64::from(WIDE) | wide(cell) << KIND)
    }

    /// Scalars side by side; `None` where that takes a cell.
    pub(crate) fn row(item: Self, axes: usize, rank: usize) -> Option<Self> {
        let size = item.0 >> SIZE;
        let fits = match item.kind() {
            ScalarKind::Datetime(_) | ScalarKind::Timedelta(_) => unit(size) == TimeUnit::GENERIC,
            _ => size <= 255,
        };
        if !item.is_scalar() || !fits || !(1..=15).contains(&rank) || axes >= MAX_PLACES {
            return None;
        }
        // All that the scalar's word says, but that its first byte stands at another place.
        let described = item.0 & !255;
        Some(Self(
            u64::from(ROW)
                | described
                | wide(axes) << PLACE
                | wide(rank) << RANK
                | u64::from(item.tag()) << PLAIN,
        ))
    }

    /// The scalar in a row, as a word of its own.
    #[inline]
    pub(crate) fn of_row(self) -> Self {
        let described = self.0 & ((1 << PLACE) - 256);
        Self(described | self.0 >> PLAIN)
    }

    /// [`of_row`](Self::of_row), if this is one.
    #[inline]
    pub(crate) fn row_item(self) -> Option<Self> {
        (self.tag() == ROW).then(|| self.of_row())
    }

    pub(crate) fn array(cell: usize, axes: usize, several: bool) -> Self {
        let tag = if several { ARRAYS } else { ARRAY };
        Self(u64::from(tag) | wide(cell) << KIND | wide(axes) << SECOND)
    }

    pub(crate) fn record(head: usize) -> Self {
        Self(u64::from(RECORD) | wide(head) << KIND)
    }

    pub(crate) fn pointer(address: Scalar, cell: usize) -> Self {
        Self(Self::described(POINTER, address) | wide(address.size()) << SIZE | wide(cell) << PLACE)
    }

    pub(crate) fn function(address: Scalar, cell: usize) -> Self {
        let Self(bits) = Self::pointer(address, cell);
        Self(bits - u64::from(POINTER) + u64::from(FUNCTION))
    }

    pub(crate) fn link(link: usize) -> Self {
        Self(u64::from(LINK) | wide(link) << KIND)
    }

    #[inline]
    pub(crate) fn meaning(self) -> Meaning {
        let behind = place(self.0 >> PLACE & 0xFFFF_FFFF);
        let first = place(self.0 >> KIND);
        match self.tag() {
            0..WIDE => Meaning::Scalar,
            WIDE => Meaning::Wide(first),
            ROW => Meaning::Row {
                axes: behind & (MAX_PLACES - 1),
                rank: place(self.0 >> RANK & 15),
            },
            RECORD => Meaning::Record(first),
            POINTER => Meaning::Pointer(behind),
            FUNCTION => Meaning::Function(behind),
            LINK => Meaning::Link(first),
            tag => Meaning::Array {
                // Cut to its bits before it is taken for an address, which may have 32.
                cell: place(self.0 >> KIND & (wide(MAX_PLACES) - 1)),
                axes: place(self.0 >> SECOND),
                several: tag == ARRAYS,
            },
        }
    }
}

#[cfg(test)]
mod tests;
