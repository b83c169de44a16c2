//! Do the faults that systems of this kind have had stay out of this one?
//!
//! Each test names the report of a fault in CPython, NumPy, a binding or a crate, and shows that the same input, or its like here, is refused
//! or answered. What follows are the reports that no test here can speak of.
//!
//! # Those that Python alone can have
//!
//! They need an object whose methods run code between a check and its use, a reference count, or a release; their tests belong to the Python package.
//!
//! | report | fault |
//! |---|---|
//! | <https://github.com/python/cpython/issues/92888> | `__index__` releases the view that is being indexed |
//! | <https://github.com/python/cpython/issues/142665> | a sub-view is made before the indices are parsed |
//! | <https://github.com/python/cpython/issues/142664> | the exporter's `__hash__` releases the view |
//! | <https://github.com/python/cpython/issues/142663> | a comparison calls a patched `Struct` |
//! | <https://github.com/python/cpython/issues/143379> | `__bool__` initialises the `Struct` anew that is packing |
//! | <https://github.com/python/cpython/issues/157114>, 157113, 157112 | `tobytes`, `hex`, `hash` while another thread releases |
//! | <https://github.com/python/cpython/issues/157111> | a list given as shape is changed during `cast` |
//! | <https://github.com/python/cpython/pull/123937> | the garbage collector clears a view that is still referenced |
//! | <https://github.com/python/cpython/issues/92804> | an iterator leaks (the Rust half is in `lifetimes`) |
//! | <https://github.com/RustPython/RustPython/pull/8553> | `release` does not count exports (the Rust half is in `lifetimes`) |
//! | RUSTSEC-2020-0074 | one `decref` too many |
//! | <https://github.com/cython/cython/issues/4296> | a reference leaks when a later argument fails |
//! | <https://github.com/numpy/numpy/issues/16934> | the description of a buffer leaks |
//!
//! # Those that cannot happen here
//!
//! | report | fault | why not here |
//! |---|---|---|
//! | <https://github.com/python/cpython/pull/145624> | methods before initialisation | no constructor gives half a `Format` |
//! | <https://github.com/python/cpython/pull/105290> | a view of freed heap memory | a view borrows for `'a`: the compiler refuses (see `src/doors.rs` of `memoryview-strided`) |
//! | RUSTSEC-2026-0186 | ranges of `flush` and `advise` unchecked | `Buffer::flush` takes no range, and nothing gives advice |
//! | RUSTSEC-2026-0117 | NaN passes a check of bounds | no float is ever an index or a length |
//! | RUSTSEC-2021-0003, RUSTSEC-2021-0028 | a buffer filled from an iterator that lies about its length | nothing is collected from a caller's iterator into reserved memory; those that are asked at all are in `layouts` |
//! | RUSTSEC-2021-0070 | `Deserialize` skips the invariant | nothing is deserialised |
//! | RUSTSEC-2023-0074 | a `Ref` over `cell::Ref` | no owner can be exchanged behind a view: `as_ref` is called once |
//! | RUSTSEC-2020-0050, RUSTSEC-2024-0424 | allocation at the wrong alignment | memory comes from `Vec` of the item's own type |

#[cfg(all(feature = "npy", feature = "mmap"))]
#[path = "past_faults/files.rs"]
mod files;
#[path = "past_faults/integers.rs"]
mod integers;
#[cfg(all(feature = "npy", feature = "mmap"))]
#[path = "suite/itself.rs"]
mod itself;
#[path = "past_faults/layouts.rs"]
mod layouts;
#[path = "past_faults/lifetimes.rs"]
mod lifetimes;
#[path = "past_faults/values.rs"]
mod values;
