//! The guide: concepts, whole programs, tables for users of NumPy and of `ndarray`, and what to do about refusals.
//!
//! It is part of the documentation only, and its examples run as tests.

#[doc = include_str!("guide/concepts.md")]
pub mod concepts {}

#[doc = include_str!("guide/programs.md")]
pub mod programs {}

#[doc = include_str!("guide/numpy.md")]
pub mod numpy {}

#[doc = include_str!("guide/ndarray.md")]
pub mod ndarray {}

#[doc = include_str!("guide/refusals.md")]
pub mod refusals {}
