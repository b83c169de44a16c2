//! What exactly is wrong, and how is it said?

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use memoryview_format::Caret;

use super::{Counted, Tuple};
use crate::SuboffsetFault;

/// What is wrong with an axis: see [`Error::Axis`](crate::Error::Axis).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AxisFault {
    /// There is no such axis.
    Missing,
    /// The axis stands twice where each stands once.
    Twice,
    /// A permutation names fewer or more axes than there are.
    Count,
    /// Only an axis of length 1 can be squeezed out; this one has another length.
    Length(usize),
    /// Windows of this length and step cannot be cut from an axis.
    Window {
        /// The length of the axis.
        len: usize,
        /// The length of the window.
        window: usize,
        /// From one window to the next.
        step: usize,
    },
    /// There is no smallest or largest item along an axis of length 0.
    Empty,
}

/// What is wrong with a key: see [`Error::Key`](crate::Error::Key).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyFault {
    /// More indices than dimensions.
    TooMany {
        /// How many indices the key has.
        given: usize,
        /// How many dimensions there are.
        ndim: usize,
    },
    /// Fewer indices than dimensions, where one item was asked for.
    TooFew {
        /// How many indices the key has.
        given: usize,
        /// How many dimensions there are.
        ndim: usize,
    },
    /// A slice with step 0.
    ZeroStep {
        /// The axis that it was for, if it was for one.
        axis: Option<usize>,
    },
    /// More than one ellipsis.
    TwoEllipses,
}

/// What was exceeded: see [`Error::Overflow`](crate::Error::Overflow).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// More than [`MAX_NDIM`](crate::MAX_NDIM) dimensions.
    Rank(usize),
    /// So many times so many bytes do not fit `isize`; a length or an item size of 0 counts as 1.
    Size {
        /// The first axis that is too long, if it is one.
        axis: Option<usize>,
        /// Its length.
        len: usize,
        /// What one index of it is: the item size times the lengths of the axes before.
        bytes: usize,
    },
    /// An item lies where no `isize` leads.
    Reach {
        /// The first axis whose last item does, if it is not the first item of all.
        axis: Option<usize>,
        /// Its length.
        len: usize,
        /// Its stride in bytes.
        stride: isize,
        /// Where the first item of all lies.
        offset: isize,
    },
}

/// How memory does not lie as asked: see [`Error::Memory`](crate::Error::Memory).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemoryFault {
    /// The items do not lie one after the other.
    NotContiguous {
        /// The first axis, counted from the last, whose stride is another than contiguity asks for.
        axis: usize,
        /// Its stride in bytes.
        stride: isize,
        /// The stride in bytes that was needed.
        needed: isize,
    },
    /// The address of the first item is not aligned for the type.
    Misaligned {
        /// How many bytes the address lies past an aligned one.
        off_by: usize,
        /// The alignment of the type in bytes.
        align: usize,
    },
    /// An item has more bytes than its value.
    Padded {
        /// The item size in bytes.
        itemsize: usize,
        /// The size of the value in bytes.
        size: usize,
    },
    /// The items lie behind pointers.
    Indirect {
        /// The first axis of pointers.
        axis: usize,
    },
    /// Suboffsets cannot say where the items lie.
    Suboffsets {
        /// The axis of pointers of which they cannot.
        axis: usize,
        /// Why not.
        why: SuboffsetFault,
    },
    /// A view without axes has one item, which stays of its size.
    NoAxis {
        /// The item size in bytes.
        itemsize: usize,
        /// The item size asked for.
        size: usize,
    },
    /// The length of the bytes is no multiple of the item size.
    NotMultiple {
        /// The number of bytes.
        bytes: usize,
        /// The item size in bytes.
        itemsize: usize,
    },
}

/// How memory may not be used: see [`Error::Access`](crate::Error::Access).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AccessFault {
    /// The memory is read-only.
    ReadOnly,
    /// Somebody else may write the memory meanwhile, so that no reference to it can be lent.
    Foreign,
    /// Other buffers own the memory too.
    Shared {
        /// How many others there were, clones and slices of this one.
        others: usize,
    },
    /// Two indices of the view reach the same byte.
    Aliased {
        /// Two that do; none if that they exist was all that the work told that [`Overlap::TooHard`](crate::Overlap::TooHard) allows.
        indices: Option<[Box<[usize]>; 2]>,
    },
    /// Whether two indices of the view reach the same byte was too hard to tell: see [`Overlap::TooHard`](crate::Overlap::TooHard).
    TooHard {
        /// How many axes have more than one index.
        axes: usize,
        /// How many partial sums of their strides were looked at.
        sums: u32,
    },
    /// Items that hold Python objects are not written.
    Objects,
    /// Bytes that are no Python objects would be taken for some.
    MadeObjects,
    /// The view has gaps, which may belong to others.
    Gaps {
        /// A stride in bytes.
        stride: usize,
        /// The bytes that it steps over, of which the view reaches no more than these.
        span: usize,
    },
    /// Two of the fields that were asked for share a byte of the record.
    Fields {
        /// The place of the one in the list, from 0.
        first: usize,
        /// The place of the other.
        second: usize,
    },
    /// The memory belongs to an owner of another kind.
    Owner,
}

/// A text that does not parse: see [`Error::Text`](crate::Error::Text).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TextFault {
    /// What the text should have been.
    pub what: &'static str,
    /// The text; empty where there is no memory for another one like it.
    pub text: String,
    /// The byte at which it fails.
    pub position: usize,
    /// What was expected there.
    pub expected: &'static str,
}

impl AxisFault {
    pub(super) fn write(self, axis: isize, ndim: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AxisFault::Missing => write!(
                f,
                "axis {axis} is out of bounds: {:#}",
                Counted(ndim, "axis")
            ),
            AxisFault::Twice => write!(f, "axis {axis} is named twice"),
            AxisFault::Count => write!(
                f,
                "{} named: {:#}",
                Counted(axis, "axis"),
                Counted(ndim, "axis")
            ),
            AxisFault::Window { len, window, step } => write!(
                f,
                "no windows of length {window} and step {step} in axis {axis} of length {len}"
            ),
            AxisFault::Empty => {
                write!(
                    f,
                    "axis {axis} has length 0: no item is the smallest or largest"
                )
            }
            AxisFault::Length(len) => {
                write!(
                    f,
                    "axis {axis} cannot be squeezed: its length is {len}, not 1"
                )
            }
        }
    }
}

impl fmt::Display for KeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyFault::TooMany { given, ndim } => {
                write!(
                    f,
                    "too many indices: {given} for {}",
                    Counted(*ndim, "dimension")
                )
            }
            KeyFault::TooFew { given, ndim } => {
                write!(
                    f,
                    "too few indices for one item: {given} for {}",
                    Counted(*ndim, "dimension")
                )
            }
            KeyFault::ZeroStep { axis } => {
                f.write_str("slice step cannot be zero")?;
                axis.map_or(Ok(()), |axis| write!(f, ": it is for axis {axis}"))
            }
            KeyFault::TwoEllipses => f.write_str("a key can have only one ellipsis ('...')"),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Rank(ndim) => write!(
                f,
                "number of dimensions must not exceed {}, but is {ndim}",
                crate::MAX_NDIM
            ),
            Limit::Size { axis, len, bytes } => {
                if let Some(axis) = axis {
                    write!(f, "axis {axis} is too long: ")?;
                }
                write!(
                    f,
                    "{len} times {} exceeds the address space",
                    Counted(*bytes, "byte")
                )
            }
            Limit::Reach {
                axis: Some(axis),
                len,
                stride,
                offset,
            } => write!(
                f,
                "axis {axis} leads outside the address space: {len} items {} apart, from offset {offset} on",
                Counted(*stride, "byte")
            ),
            Limit::Reach { offset, .. } => {
                write!(f, "offset {offset} leads outside the address space")
            }
        }
    }
}

impl fmt::Display for MemoryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MemoryFault::NotContiguous {
                axis,
                stride,
                needed,
            } => write!(
                f,
                "the view is not contiguous: the stride of axis {axis} is {}, not {needed}",
                Counted(*stride, "byte")
            ),
            MemoryFault::Misaligned { off_by, align } => {
                write!(
                    f,
                    "the address is {} off alignment {align}",
                    Counted(*off_by, "byte")
                )
            }
            MemoryFault::Padded { itemsize, size } => {
                write!(
                    f,
                    "each item of {} has padding behind a value of {size}",
                    Counted(*itemsize, "byte")
                )
            }
            MemoryFault::Indirect { axis } => write!(
                f,
                "the items lie behind pointers along axis {axis}: fix that axis by an index, or copy"
            ),
            MemoryFault::Suboffsets { axis, why } => write!(
                f,
                "suboffsets cannot say where the items lie: axis {axis} {why}"
            ),
            MemoryFault::NoAxis { itemsize, size } => write!(
                f,
                "a view without axes keeps its item size: {}, not {size}",
                Counted(*itemsize, "byte")
            ),
            MemoryFault::NotMultiple { bytes, itemsize } => {
                write!(
                    f,
                    "{} cannot be divided by the item size {itemsize}",
                    Counted(*bytes, "byte")
                )
            }
        }
    }
}

impl fmt::Display for AccessFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            AccessFault::ReadOnly => "the memory is read-only",
            AccessFault::Foreign => {
                "the memory is foreign: others may write it meanwhile (use foreign(), or copy it)"
            }
            AccessFault::Shared { others } => {
                let owners = if *others == 1 { "owner" } else { "owners" };
                return write!(f, "the memory has {others} other {owners}");
            }
            AccessFault::Aliased { indices: None } => "two indices of the view reach the same byte",
            AccessFault::Aliased {
                indices: Some([first, second]),
            } => {
                let (first, second) = (Tuple(first), Tuple(second));
                return write!(
                    f,
                    "two indices of the view reach the same byte: {first} and {second}"
                );
            }
            AccessFault::TooHard { axes, sums } => {
                let what = "whether two indices of the view reach the same byte";
                return write!(
                    f,
                    "it is too hard to tell {what}: {sums} partial sums of the strides of {} did not",
                    Counted(*axes, "axis")
                );
            }
            AccessFault::Objects => "items that hold Python objects are read-only",
            AccessFault::MadeObjects => "other bytes cannot be taken for Python objects",
            AccessFault::Owner => "the buffer does not own a Vec of this type",
            AccessFault::Gaps { stride, span } => {
                let why = "the view has gaps, which may belong to others";
                return write!(
                    f,
                    "{why}: stride {stride} is more than the {} below it",
                    Counted(*span, "byte")
                );
            }
            AccessFault::Fields { first, second } => {
                return write!(f, "fields {first} and {second} of the list share a byte");
            }
        };
        f.write_str(text)
    }
}

impl fmt::Display for TextFault {
    /// Three lines: the complaint, the text, a caret below the place.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, expected) = (self.what, self.expected);
        let place = Caret::new(&self.text, self.position);
        write!(f, "{what} does not parse: expected {expected}\n{place}")
    }
}
