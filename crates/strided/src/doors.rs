//! Which doors between the kinds of memory does the compiler keep shut?
//!
//! Each of these must not compile, and for the reason that its code names (which a nightly compiler checks). The doors that are checked when the program runs are
//! attacked in `tests/suite/doors.rs` of the facade.
//!
//! A view does not outlive its bytes:
//! ```compile_fail,E0505
//! use memoryview_strided::View;
//! let bytes = vec![1u8, 2, 3];
//! let view = View::from_slice(&bytes);
//! drop(bytes);
//! view.len();
//! ```
//! nor what was lent by a buffer the buffer, though a slice of a slice lives as long as the bytes:
//! ```compile_fail,E0505
//! use memoryview_strided::Buffer;
//! let buffer = Buffer::from_vec(vec![1u8, 2, 3]);
//! let rest = buffer.view()?.slice(1..)?;
//! drop(buffer);
//! rest.len();
//! # Ok::<(), memoryview_strided::Error>(())
//! ```
//! Unique memory is lent once,
//! ```compile_fail,E0499
//! use memoryview_strided::ViewMut;
//! let mut bytes = [1u8, 2, 3];
//! let mut one = ViewMut::from_slice(&mut bytes);
//! let mut two = ViewMut::from_slice(&mut bytes);
//! one.set([0], 2u8)?;
//! # Ok::<(), memoryview_strided::Error>(())
//! ```
//! is not read while it is written,
//! ```compile_fail,E0502
//! use memoryview_strided::ViewMut;
//! let mut bytes = [1u8, 2, 3];
//! let mut view = ViewMut::from_slice(&mut bytes);
//! let read = view.as_view().as_bytes()?;
//! view.set([0], 2u8)?;
//! assert_eq!(read[0], 1);
//! # Ok::<(), memoryview_strided::Error>(())
//! ```
//! cannot be cloned,
//! ```compile_fail,E0599
//! use memoryview_strided::ViewMut;
//! let mut bytes = [1u8, 2, 3];
//! let copy = ViewMut::from_slice(&mut bytes).clone();
//! ```
//! is used up by a transform,
//! ```compile_fail,E0382
//! use memoryview_strided::ViewMut;
//! let mut bytes = [1u8, 2, 3];
//! let view = ViewMut::from_slice(&mut bytes);
//! let head = view.slice(..2)?;
//! let tail = view.slice(1..)?;
//! # Ok::<(), memoryview_strided::Error>(())
//! ```
//! and is never repeated:
//! ```compile_fail,E0599
//! # use memoryview_strided::ViewMut;
//! ViewMut::from_slice(&mut [1u8]).broadcast_to(&[9]);
//! ```
//! ```compile_fail,E0599
//! # use memoryview_strided::ViewMut;
//! ViewMut::from_slice(&mut [1u8, 2]).sliding_windows(0, 2, 1);
//! ```
//! A slice of a typed view is lent as long as the view is:
//! ```compile_fail,E0499
//! use memoryview_strided::ViewMut;
//! let mut bytes = [1u8, 2, 3];
//! let mut view = ViewMut::from_slice(&mut bytes).typed::<u8>()?;
//! let one = view.as_mut_slice()?;
//! let two = view.as_mut_slice()?;
//! one[0] = two[0];
//! # Ok::<(), memoryview_strided::Error>(())
//! ```
//! Foreign memory lends no references,
//! ```compile_fail,E0599
//! # use memoryview_strided::Buffer;
//! Buffer::from_vec(vec![1u8]).foreign().as_bytes();
//! ```
//! ```compile_fail,E0599
//! # use memoryview_strided::Buffer;
//! Buffer::from_vec(vec![1u8]).foreign().typed::<u8>();
//! ```
//! becomes another kind by `unsafe` only,
//! ```compile_fail,E0133
//! # use memoryview_strided::Buffer;
//! Buffer::from_vec(vec![1u8]).foreign().assume_shared();
//! ```
//! ```compile_fail,E0133
//! # use memoryview_strided::Buffer;
//! Buffer::from_vec(vec![1u8]).assume_shared();
//! ```
//! and stays on its thread, as pointers to rows do:
//! ```compile_fail,E0277
//! use memoryview_strided::Buffer;
//! let buffer = Buffer::from_vec(vec![1u8]);
//! let view = buffer.foreign();
//! std::thread::scope(|scope| { scope.spawn(|| view.len()); });
//! ```
//! ```compile_fail,E0277
//! use memoryview_strided::IndirectView;
//! let view = IndirectView::from_rows(&[&[1u8][..]])?;
//! std::thread::scope(|scope| { scope.spawn(move || view.len()); });
//! # Ok::<(), memoryview_strided::Error>(())
//! ```
//! A byte that is written cannot become a `bool` or a `char`:
//! ```compile_fail,E0277
//! # use memoryview_strided::ViewMut;
//! ViewMut::from_slice(&mut [true, false]);
//! ```
//! ```compile_fail,E0277
//! # use memoryview_strided::View;
//! View::from_bools(&[true]).typed::<bool>();
//! ```
//! ```compile_fail,E0277
//! # use memoryview_strided::Buffer;
//! Buffer::from_vec(vec!['x']);
//! ```
//! Nobody else says what an element is without `unsafe`, where an index leads, or what a number is:
//! ```compile_fail,E0200
//! # use memoryview_strided::{Element, ItemDesc};
//! impl Element for std::num::NonZeroU8 { const ITEM: ItemDesc = u8::ITEM; }
//! ```
//! ```compile_fail,E0277
//! use memoryview_strided::{Error, Layout, Position};
//! struct Far;
//! impl Position for Far {
//!     fn locate(&self, _: &Layout) -> Result<isize, Error> { Ok(1 << 40) }
//! }
//! ```
//! ```compile_fail,E0277
//! use memoryview_strided::Int;
//! #[derive(Clone, Copy)]
//! struct Fickle;
//! impl Int for Fickle { fn to_isize(self) -> isize { 7 } }
//! ```
//! ```compile_fail,E0277
//! struct Elsewhere;
//! impl memoryview_strided::Destination for Elsewhere {}
//! ```
//! ```compile_fail,E0277
//! struct Anything(std::num::NonZeroU8);
//! impl memoryview_strided::ConvertTo for Anything {
//!     fn target() -> memoryview_strided::Format { "B".parse().unwrap() }
//! }
//! ```
//! ```compile_fail,E0277
//! # use memoryview_strided::View;
//! #[derive(Clone, Copy, Default)]
//! struct Number(f64);
//! View::from_slice(&[1.0]).sum_as::<Number>();
//! ```
//! What was cut of unique memory piece by piece is not cut again:
//! ```compile_fail,E0599
//! # use memoryview_strided::ViewMut;
//! let mut bytes = [1u8, 2, 3];
//! let pieces = ViewMut::from_slice(&mut bytes).blocks(1).clone();
//! ```
//! ```compile_fail,E0382
//! # use memoryview_strided::ViewMut;
//! let mut bytes = [1u8, 2, 3];
//! let view = ViewMut::from_slice(&mut bytes);
//! let rows = view.axis_iter(0)?;
//! let again = view.axis_iter(0)?;
//! # Ok::<(), memoryview_strided::Error>(())
//! ```
//! An owner is not taken away, nor changed, behind a buffer:
//! ```compile_fail,E0277
//! use std::cell::RefCell;
//! use memoryview_strided::{Buffer, Spec};
//! Buffer::from_owner(RefCell::new(vec![1u8]), &Spec::new("B")?)?;
//! # Ok::<(), memoryview_strided::Error>(())
//! ```
//! ```compile_fail,E0597
//! use memoryview_strided::{Buffer, Spec};
//! let spec = Spec::new("B")?;
//! let bytes = vec![1u8];
//! let buffer = Buffer::from_owner(&bytes[..], &spec)?;
//! # Ok::<(), memoryview_strided::Error>(())
//! ```
