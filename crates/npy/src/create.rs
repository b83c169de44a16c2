//! How is an `.npy` file made that is filled through a mapping?

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use memoryview_strided::{Buffer, Layout, Order, Spec};

use crate::wide::wide;
use crate::write::header_of;
use crate::{Error, Header};

/// Makes a file of this format, shape and order, all zeros, and maps it for writing.
///
/// [`Buffer::foreign_mut`] writes it; [`Buffer::flush`] waits until it is in the file. The file takes no room on the disk before
/// it is written, where the system can do that. If the disk is full by then, the process is killed (`SIGBUS` on Unix).
/// A file that exists is emptied first: nobody else may have it mapped.
///
/// # Errors
/// [`Error::Spec`] if the specification leaves a length open or has an offset or gaps; [`Error::Objects`] if items hold Python
/// objects; [`Error::Axes`] and [`Error::Size`] as for [`write`](crate::write); [`Error::View`] if the specification is not valid, or if the file cannot be made or mapped.
///
/// ```
/// use memoryview_npy as npy;
/// use memoryview_strided::{Order, Spec, View};
///
/// let dir = tempfile::tempdir()?;
/// let path = dir.path().join("a.npy");
/// let mut a = npy::create(&path, &Spec::new(">f4")?.shape([1000, 1000]).order(Order::F))?;
/// a.foreign_mut()?.slice((7, 2..4))?.fill(1.5)?;
/// a.flush()?;
/// assert_eq!(npy::read(&path)?.slice((7, ..5))?.to_string(), "[0.0, 0.0, 1.5, 1.5, 0.0]");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn create(path: impl AsRef<Path>, spec: &Spec) -> Result<Buffer, Error> {
    let (layout, order) = placed(spec)?;
    let header = header_of(spec.format(), layout.shape(), order)?;
    // The file is described by its own header, so that what is written can be read.
    let header_read = Header::from_bytes(&header)?;
    let path = path.as_ref();
    let io = |error: std::io::Error| Error::io(path.display(), &error);
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(true);
    let mut file = options.open(path).map_err(io)?;
    file.write_all(&header).map_err(io)?;
    let total = wide(header.len()).saturating_add(wide(layout.nbytes()));
    file.set_len(total).map_err(io)?;
    Ok(Buffer::map_mut(&file, &header_read.spec())?)
}

/// The layout that a specification means in a file of its own, and its order.
fn placed(spec: &Spec) -> Result<(Layout, Order), Error> {
    let layout = spec.layout(0)?;
    let refuse = |reason| Err(Error::Spec { reason });
    // A length that is left open is what the bytes leave; more bytes than any memory has always leave too much.
    if spec.layout(usize::MAX).is_err() {
        return refuse("a length of the shape is open");
    }
    if layout.offset() != 0 {
        return refuse("it begins at an offset");
    }
    if layout.itemsize() != spec.format().size() {
        return refuse("its items have bytes that their format does not mention");
    }
    if layout.is_c_contiguous() {
        Ok((layout, Order::C))
    } else if layout.is_f_contiguous() {
        Ok((layout, Order::F))
    } else {
        refuse("its items do not lie one after the other")
    }
}

#[cfg(test)]
mod tests;
