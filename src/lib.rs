//! Python's `memoryview` and buffer protocol as a Rust library: N-dimensional strided views of bytes that somebody else owns.
//!
//! The bytes may be a mapped file, a network frame, a `Vec`, a NumPy array. Their *format* is known only at run time (Python's `struct` codes, PEP
//! 3118, NumPy's dtypes), in any byte order, at any alignment. Slicing, permuting, flipping, reshaping, picking a field of a record: each gives
//! another view and copies nothing.
//!
//! ```
//! use memoryview::{Slice, Spec, View};
//!
//! // Three packed records of a big-endian u16 and an f32, as they came from a socket.
//! let frame = [0, 7, 63, 128, 0, 0, 0, 8, 64, 0, 0, 0, 0, 9, 64, 64, 0, 0];
//! let records = View::from_bytes(&frame, &Spec::new("T{>H:id:f:x:}")?)?;
//! let x = records.field("x")?.slice(Slice::REV)?;
//! assert_eq!((x.shape(), x.strides()), (&[3][..], &[-6][..]));
//! assert_eq!(x.to_string(), "[3.0, 2.0, 1.0]");
//! # Ok::<(), memoryview::Error>(())
//! ```
//!
//! # The parts
//!
//! ```text
//! view   = memory x layout x format
//! layout : indices -> byte offset.        Pure arithmetic. Knows neither pointers nor formats.
//! memory : who may touch which bytes, and for how long.  Knows neither shapes nor formats.
//! format : the bytes of one item -> a value.  Knows neither shapes nor memory.
//! ```
//!
//! Three kinds of memory make three kinds of view. [`View`] is shared memory that nobody writes meanwhile; it lends references. [`ViewMut`] is unique
//! memory. [`ForeignView`] is memory that others may write meanwhile, such as a mapped file: it gives items by value and copies, never a
//! reference. A [`Buffer`] owns its memory together with its clones, can be stored and sent, and lends one of the three.
//!
//! [`TypedView`] is a view and the proof, made once, that its items are of one [`Element`] type. [`Spec`] says what raw bytes are. [`format`](mod@format)
//! holds the formats and the values of items.
#![cfg_attr(feature = "npy", doc = "[`npy`] reads and writes NumPy's files.")]
#![cfg_attr(
    feature = "ndarray",
    doc = "[`ndarray`](mod@ndarray) makes views of arrays, and arrays of views."
)]
//!
//! # For NumPy users
//!
//! | NumPy | here | copies |
//! |---|---|---|
//! | `np.memmap(path, '>f4', shape=(3, 4))` | `Buffer::open(path, &Spec::new(">f4")?.shape([3, 4]))` | no |
//! | `np.load(path, mmap_mode='r')` | `npy::open(path)` | no |
//! | `np.fromfile(path, '<u2', offset=44)` | `Buffer::read(path, &Spec::new("<u2")?.offset(44))` | the file |
//! | `np.frombuffer(bytes, '<f8')` | `View::from_bytes(bytes, &Spec::new("<f8")?)` | no |
//! | `a[1, ..., ::-1, None]` | `a.slice((1, Ellipsis, Slice::REV, NewAxis))` | no |
//! | `a[1:-1]` | `a.slice(Slice::between(1, -1))` | no |
//! | `a.take(3, axis=1)` | `a.select(1, 3)` | no |
//! | `a.T`, `a.transpose(2, 0, 1)` | `a.transpose()`, `a.permute([2, 0, 1])` | no |
//! | `np.flip(a, 0)` | `a.flip(0)` | no |
//! | `a.reshape(4, -1)` | `a.reshape([4, -1])` | never: refuses instead |
//! | `np.broadcast_to(a, (2, 3))` | `a.broadcast_to(&[2, 3])` | no |
//! | `np.diagonal(a)` | `a.diagonal(0, 0, 1)` | no |
//! | `sliding_window_view(a, 3, axis=0)` | `a.sliding_windows(0, 3, 1)` | no |
//! | `a.view('<u2')` | `a.reinterpret(&"<H".parse()?)` | no |
//! | `as_strided(a, shape, strides)` | `a.as_strided(&shape, &strides, 0)`: checked | no |
//! | `a['x']` | `a.field("x")` | no |
//! | `a[1, 2].item()` | `a.item([1, 2])`, `a.get::<f32>([1, 2])` | the item |
//! | `b[...] = a` | `b.assign(&a)` | the items |
//! | `a.tobytes('F')` | `a.to_bytes(Order::F)` | the items |
//! | `a.tolist()` | `a.to_list()` | the items |
//! | `np.array_equal(a, b)` | `a == b`, by value across formats | |
//! | `a.astype(float).sum(axis=0)` | `a.sum_axis::<f64>(0)` | the sums |
//! | `for x in a.flat` | `a.iter_as::<f64>()`, whatever its numeric format | |
//! | `np.shares_memory(a, b)` | `a.overlaps(&b)` | |
//! | `a.flags.c_contiguous` | `a.is_c_contiguous()` | |
//!
//! # Features
//!
//! `std`, `npy`, `mmap`, `derive` are on by default; `ndarray` is the bridge to that crate's arrays; `half` and `num-complex` make `f16` and `Complex` elements, `rayon` adds
//! the `par_` forms, `approx` its traits between typed views. Without `std` the library needs `alloc` only.
#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(feature = "ndarray")]
#[doc(inline)]
pub use memoryview_ndarray as ndarray;
#[cfg(feature = "npy")]
#[doc(inline)]
pub use memoryview_npy as npy;
#[doc(inline)]
pub use memoryview_strided::*;

/// The examples of the README run as tests.
#[cfg(all(doctest, feature = "npy", feature = "mmap"))]
#[doc = include_str!("../README.md")]
struct Readme;
