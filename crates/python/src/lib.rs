//! Python's buffers for authors of extensions.

mod error;
mod export;
mod import;

pub use error::Fault;
pub use export::{Offer, ToPython, export, export_mut, fill, format_text};
pub use import::{Description, Import, Lent, exports};
