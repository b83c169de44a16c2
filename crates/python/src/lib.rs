//! Python's buffers for authors of extensions.

mod error;

pub use error::Fault;
