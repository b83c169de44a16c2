//! NumPy's `.npy` and `.npz` files as strided views: mapped, read, or in place in any bytes.
//!
//! | to | from | call |
//! |---|---|---|
//! | look at an array without reading it | a file | [`open`] |
//! | have an array in memory | a file | [`read()`] |
//! | | a socket, a pipe, a decompressor | [`read_from`] |
//! | view an array in place | bytes | [`from_bytes`], [`from_owner`] |
//! | know what a file holds | a file | [`header()`], [`Header`] |
//! | write any view, of any strides, as a file | a path | [`save`] |
//! | | any [`io::Write`](std::io::Write) | [`write()`] |
//! | fill a file larger than memory | | [`create`] |
//! | look at several arrays | an archive | [`Npz`] |
//! | write several arrays | | [`NpzWriter`] |
//!
//! Every dtype but Python objects is read, with its byte order: booleans, integers, floats from half to long double, complex numbers,
//! byte strings, texts, raw bytes, dates and durations with their unit, records with padding, nesting and sub-arrays. The data are never converted: an
//! array of big-endian floats in F order is a view of big-endian floats in F order.
//!
#![cfg_attr(feature = "mmap", doc = "```")]
#![cfg_attr(not(feature = "mmap"), doc = "```ignore")]
//! use memoryview_npy as npy;
//! use memoryview_strided::Spec;
//!
//! let dir = tempfile::tempdir()?;
//! let path = dir.path().join("table.npy");
//!
//! // A table of big-endian records, filled through a mapping.
//! let spec = Spec::new("[('id', '>u2'), ('x', '>f8')]")?.shape([1000]);
//! let mut table = npy::create(&path, &spec)?;
//! table.foreign_mut()?.field("x")?.slice(10..12)?.fill(2.5)?;
//! drop(table);
//!
//! // One field of some rows, mapped: nothing else of the file is read.
//! let x = npy::open(&path)?.slice(9..13)?.field("x")?;
//! assert_eq!(x.strides(), [10]);
//! assert_eq!(x.to_string(), "[0.0, 2.5, 2.5, 0.0]");
//!
//! // The slice as a file of its own.
//! let small = dir.path().join("x.npy");
//! npy::save(&small, &x)?;
//! assert_eq!(npy::read(&small)?.format().to_typestr()?, ">f8");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Files that somebody else made
//!
//! A file is a claim. Its header is read by a grammar, not evaluated; its length is capped ([`MAX_HEADER`]) and compared with the
//! file's before memory is asked for; unknown, doubled and missing keys, negative lengths, and shapes whose product overflows are refused; the data
//! must all be there. A stream whose length is not known gets memory as its data come. Compressed members of archives have a limit
//! ([`Npz::with_limit`]). Object arrays and pickles are refused, always.
//!
//! Every refusal is one clear line with its numbers, and for a header the place:
//!
//! ```
//! use memoryview_npy as npy;
//!
//! let file = b"\x93NUMPY\x01\x00\x3b\x00{'descr': '<f4', 'fortran_order': False, 'shape': (2, -1)}\n";
//! assert_eq!(
//!     npy::from_bytes(file).unwrap_err().to_string(),
//!     "bad .npy header: a length is negative
//!   ...fortran_order': False, 'shape': (2, -1)}
//!                                          ^"
//! );
//! ```
//!
//! # Features
//!
//! `mmap` (default): [`open`], [`create`] and [`Npz::open`]. A mapped file is foreign memory: another process may write it meanwhile,
//! so its items are read by value. A mapped file that shrinks kills the process that looks at the lost part (`SIGBUS` on Unix), which no
//! library can turn into an error; where that may happen, use [`read()`].
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(feature = "mmap"),
    allow(
        rustdoc::broken_intra_doc_links,
        reason = "the documentation mentions what the feature adds"
    )
)]

#[cfg(feature = "mmap")]
mod create;
mod error;
mod grow;
mod header;
mod npz;
mod read;
mod save;
mod wide;
mod write;

#[cfg(feature = "mmap")]
pub use create::create;
pub use error::{Error, ErrorKind};
pub use header::{Header, HeaderFault, HeaderProblem, MAX_HEADER};
pub use npz::{ArchiveFault, Npz, NpzWriter};
#[cfg(feature = "mmap")]
pub use read::open;
pub use read::{from_bytes, from_owner, header, read, read_from};
pub use save::save;
pub use write::write;

#[cfg(all(doctest, feature = "mmap"))]
#[doc = include_str!("../README.md")]
struct Readme;
