//! How does a file become a buffer of its own memory?

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use bytemuck::Zeroable;

use super::Buffer;
use crate::copy::uninit::Line;
use crate::error::try_vec;
use crate::{Error, Spec};

impl Buffer {
    /// Copies the part of a file that a specification reaches into memory, aligned to 64 bytes.
    ///
    /// Nothing is allocated before the specification has been compared with the length of the file.
    ///
    /// # Errors
    /// [`Error::Io`] if the file cannot be read, [`Error::Bounds`] if the specification reaches outside it,
    /// [`Error::Allocation`] if there is no memory.
    ///
    /// ```
    /// use memoryview_strided::{Buffer, Spec};
    /// let dir = tempfile::tempdir()?;
    /// let path = dir.path().join("a.raw");
    /// std::fs::write(&path, b"head\x01\x00\x02\x00")?;
    /// let b = Buffer::read(&path, &Spec::new("<u2")?.offset(4))?;
    /// assert_eq!(b.to_vec::<u16>(Default::default())?, [1, 2]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(path: impl AsRef<Path>, spec: &Spec) -> Result<Self, Error> {
        let path = path.as_ref();
        let io = |e: std::io::Error| Error::io(path.display(), &e);
        let mut file = File::open(path).map_err(io)?;
        let len = file.metadata().map_err(io)?.len();
        let layout = spec.layout(usize::try_from(len).unwrap_or(usize::MAX))?;
        let empty = layout.is_empty();
        let reach = layout.reach().unwrap_or(0..0);
        let (low, high) = (reach.start, reach.end);
        let inside = low >= 0 && u64::try_from(high).is_ok_and(|high| high <= len);
        let (true, Ok(start)) = (inside, u64::try_from(low)) else {
            let len = usize::try_from(len).unwrap_or(usize::MAX);
            return Err(Error::Bounds { low, high, len });
        };
        let bytes = (high - low).unsigned_abs();
        let mut lines = try_vec::<Line>(bytes.div_ceil(64))?;
        lines.resize(bytes.div_ceil(64), Line::zeroed());
        file.seek(SeekFrom::Start(start)).map_err(io)?;
        let target = bytemuck::cast_slice_mut::<Line, u8>(&mut lines);
        file.read_exact(&mut target[..bytes]).map_err(io)?;
        let layout = match empty {
            true => layout,
            // Items without bytes have a place too.
            false => layout.shifted(-low)?,
        };
        Self::from_items(lines, layout, spec.format().clone())
    }
}
