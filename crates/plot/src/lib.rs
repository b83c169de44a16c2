//! How do measurements become a picture? Plots as self-contained SVG: no script, no font, no file beside it, and colours for light and dark pages.
//!
//! [`Lines`] plots one quantity over another on logarithmic axes, [`Bars`] compares contestants row by row. Both take seconds, bytes or plain
//! numbers, and write axes in the units that a [`Unit`] names.
//!
//! ```
//! use memoryview_plot::{Lines, Unit, crossing};
//!
//! let (slice, copy) = ([(64.0, 2e-8), (4096.0, 2e-8)], [(64.0, 2e-9), (4096.0, 6e-8)]);
//! let (x, y) = crossing(&slice, &copy).unwrap();
//! let svg = Lines::new("To slice and to copy", ("selected", Unit::Bytes), ("time", Unit::Seconds))
//!     .series("slice", slice)
//!     .series("memcpy", copy)
//!     .mark((x, y), "equal")
//!     .svg();
//! assert!(svg.starts_with("<svg ") && svg.contains("memcpy"));
//! ```

mod bars;
mod lines;
mod paper;
mod unit;

pub use bars::{Bars, Look};
pub use lines::{Lines, crossing};
pub use paper::escape;
pub use unit::Unit;
