//! What could use these bytes without a copy: a slice, an `ndarray`, NumPy? And otherwise, why not?

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;

use crate::error::{Counted, MemoryFault, Tuple};
use crate::memory::Memory;
use crate::parts::Parts;
use crate::{Buffer, Element, Error, ForeignView, Order, View, ViewMut};

/// Who could use the items of a view as they lie, and what stands in the way of the others: as data, and as text by its `Display`.
///
/// An empty list means that no copy is needed.
///
/// ```
/// use memoryview_strided::{Obstacle, View};
///
/// // Records of 6 bytes; x is at byte 2.
/// let v = View::from_bytes(&[0; 18], &"<T{H:id:f:x:}".parse()?)?.field("x")?;
/// let why = v.explain::<f32>();
/// assert!(why.numpy.is_empty());
/// assert!(why.ndarray.contains(&Obstacle::Stride { axis: 0, stride: 6, size: 4 }));
/// assert!(why.to_string().contains("ndarray: a copy: stride 6 of axis 0 is not a multiple of the item's 4 bytes"));
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// The format of the view.
    pub format: Box<str>,
    /// Its shape.
    pub shape: Box<[usize]>,
    /// Its strides in bytes.
    pub strides: Box<[isize]>,
    /// The type asked about.
    pub wanted: &'static str,
    /// Why the items are not a slice of that type.
    pub slice: Vec<Obstacle>,
    /// Why they are not an `ndarray` view of that type.
    pub ndarray: Vec<Obstacle>,
    /// Why NumPy cannot view them as an array; the type asked about does not matter to it.
    pub numpy: Vec<Obstacle>,
}

/// Why a copy is needed.
///
/// ```
/// use memoryview_strided::{Be, MemoryFault, Obstacle, Slice, View};
///
/// let odd = [Be::new(1u16), Be::new(2), Be::new(3)];
/// let why = View::from_slice(&odd).slice(Slice::every(2))?.explain::<Be<u16>>();
/// let fault = MemoryFault::NotContiguous { axis: 0, stride: 4, needed: 2 };
/// assert_eq!(why.slice, [Obstacle::Memory(fault)]);
/// assert_eq!(why.ndarray, []);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Obstacle {
    /// The format is not that of the type: where they differ, first.
    Type(Box<str>),
    /// The items do not lie as a slice does, or the address is not aligned.
    Memory(MemoryFault),
    /// A stride is not a multiple of the size of the type, and `ndarray` counts strides in items.
    Stride {
        /// The axis.
        axis: usize,
        /// Its stride in bytes.
        stride: isize,
        /// The size of the type in bytes.
        size: usize,
    },
    /// Others may write the memory meanwhile, so no reference to it is lent.
    Foreign,
    /// NumPy has no type for the format: why not.
    NoType(Box<str>),
}

impl<M: Memory> Parts<M> {
    fn explain<T: Element>(&self, foreign: bool) -> Explanation {
        let layout = self.layout();
        let mut common = Vec::new();
        if foreign {
            common.push(Obstacle::Foreign);
        }
        if let Err(Error::Type { reason, .. }) = crate::element::check::<T>(self.format()) {
            common.push(Obstacle::Type(reason));
        }
        let aligned = self.check_first::<T>().err().map(Obstacle::Memory);
        let mut slice = common.clone();
        let typed = !common.iter().any(|o| matches!(o, Obstacle::Type(_)));
        if let (true, Err(Error::Memory(fault))) = (typed, self.exact::<T>()) {
            slice.push(Obstacle::Memory(fault));
        }
        slice.extend(layout.broken_axis(Order::C).map(Obstacle::Memory));
        slice.extend(aligned.clone());
        let mut ndarray = common;
        ndarray.extend(self.undivided(size_of::<T>()));
        ndarray.extend(aligned);
        let numpy = self.format().to_descr().err();
        Explanation {
            format: self.format().to_string().into(),
            shape: layout.shape().into(),
            strides: layout.strides().into(),
            wanted: core::any::type_name::<T>(),
            slice,
            ndarray,
            numpy: numpy
                .into_iter()
                .map(|e| Obstacle::NoType(e.to_string().into()))
                .collect(),
        }
    }

    /// The strides that are read and do not divide.
    fn undivided(&self, size: usize) -> Vec<Obstacle> {
        let layout = self.layout();
        if layout.is_empty() || size == 0 {
            return Vec::new();
        }
        let axes = layout.shape().iter().zip(layout.strides()).enumerate();
        let bad =
            axes.filter(|&(_, (&n, stride))| n > 1 && !stride.unsigned_abs().is_multiple_of(size));
        bad.map(|(axis, (_, &stride))| Obstacle::Stride { axis, stride, size })
            .collect()
    }

    /// Whether the first item is aligned, if there is one.
    fn check_first<T>(&self) -> Result<(), MemoryFault> {
        let layout = self.layout();
        let first = self.mem().start().wrapping_offset(layout.offset());
        let align = align_of::<T>();
        match first.addr() % align {
            off_by if off_by > 0 && layout.nbytes() > 0 => {
                Err(MemoryFault::Misaligned { off_by, align })
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shape, strides) = (Tuple(&self.shape), Tuple(&self.strides));
        let Explanation { format, wanted, .. } = self;
        write!(
            f,
            "items {format:?}, shape {shape}, strides {strides}, as {wanted}"
        )?;
        let users = [
            ("a slice", &self.slice),
            ("ndarray", &self.ndarray),
            ("NumPy", &self.numpy),
        ];
        for (user, obstacles) in users {
            write!(f, "\n  {user}: ")?;
            if obstacles.is_empty() {
                f.write_str("no copy")?;
            }
            for (k, obstacle) in obstacles.iter().enumerate() {
                write!(f, "{}{obstacle}", if k == 0 { "a copy: " } else { "; " })?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Obstacle::Type(why) | Obstacle::NoType(why) => f.write_str(why),
            Obstacle::Memory(fault) => fault.fmt(f),
            Obstacle::Stride { axis, stride, size } => write!(
                f,
                "stride {stride} of axis {axis} is not a multiple of the item's {}",
                Counted(*size, "byte")
            ),
            Obstacle::Foreign => f.write_str("others may write the memory meanwhile"),
        }
    }
}

macro_rules! explain {
    ($([$($generics:tt)*] $type:ty, |$view:ident| $foreign:expr, $setup:expr;)*) => {$(
        impl<$($generics)*> $type {
            /// Who could use the items as `T` without a copy (a slice, `ndarray`, NumPy), and otherwise all that stands in the way, with its numbers.
            ///
            #[doc = concat!("```\n", $setup, "\nprintln!(\"{}\", v.explain::<f32>());\nassert!(v.explain::<i32>().numpy.is_empty());\nassert!(!v.explain::<f32>().slice.is_empty());\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn explain<T: Element>(&self) -> Explanation {
                let $view = self;
                self.parts().explain::<T>($foreign)
            }
        }
    )*};
}

explain! {
    ['a] View<'a>, |_view| false, "use memoryview_strided::View;\nlet v = View::from_slice(&[0i32, 1]);";
    ['a] ViewMut<'a>, |_view| false, "use memoryview_strided::ViewMut;\nlet mut data = [0i32, 1];\nlet v = ViewMut::from_slice(&mut data);";
    ['a] ForeignView<'a>, |_view| true, "use memoryview_strided::Buffer;\nlet b = Buffer::from_vec(vec![0i32, 1]);\nlet v = b.foreign();";
    [] Buffer, |view| view.is_foreign(), "use memoryview_strided::Buffer;\nlet v = Buffer::from_vec(vec![0i32, 1]);";
}

#[cfg(test)]
mod tests;
