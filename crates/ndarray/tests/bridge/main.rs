//! The bridge between views and `ndarray`, as one binary with modules.

mod chains;
mod counted;
mod owned;
mod refusals;
mod round_trips;
