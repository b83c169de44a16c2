//! How does an `.npy` file become a view?

use std::fs::File;
use std::io::Read;
use std::path::Path;

use memoryview_strided::{Buffer, Spec, View};

use crate::wide::wide;
use crate::{Error, Header, grow};

/// Maps a file: only the header is read now, the data when they are looked at.
///
/// The memory is foreign, since another process may write the file meanwhile: items are read by value through
/// [`Buffer::foreign`]. What [`Buffer::open`] says of files that shrink holds here too; [`read()`] copies instead.
///
/// # Errors
/// [`Error::View`] if the file cannot be opened or mapped; otherwise as for [`from_bytes`].
///
/// ```
/// use memoryview_npy as npy;
/// use memoryview_strided::View;
///
/// let dir = tempfile::tempdir()?;
/// let path = dir.path().join("a.npy");
/// npy::save(&path, &View::from_slice(&[1.5f64, 2.5]))?;
/// let a = npy::open(&path)?;
/// assert_eq!(a.foreign().get::<f64>([1])?, 2.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(feature = "mmap")]
pub fn open(path: impl AsRef<Path>) -> Result<Buffer, Error> {
    let path = path.as_ref();
    let (file, header, total) = open_header(path)?;
    if let Some(total) = total {
        header.check_file(total)?;
    }
    Ok(Buffer::map(&file, &header.spec())?)
}

/// Copies a file into memory, aligned to 64 bytes.
///
/// What is no regular file, such as a pipe, is read as [`read_from`] reads it.
///
/// # Errors
/// [`Error::View`] if the file cannot be read, or if there is no memory; otherwise as for [`from_bytes`].
///
/// ```
/// use memoryview_npy as npy;
/// use memoryview_strided::View;
///
/// let dir = tempfile::tempdir()?;
/// let path = dir.path().join("a.npy");
/// npy::save(&path, &View::from_slice(&[1.5f64, 2.5]))?;
/// let a = npy::read(&path)?;
/// assert_eq!(a.view()?.typed::<f64>()?.as_slice()?, [1.5, 2.5]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(path: impl AsRef<Path>) -> Result<Buffer, Error> {
    let path = path.as_ref();
    let (file, header, total) = open_header(path)?;
    let Some(total) = total else {
        return data(file, &header);
    };
    header.check_file(total)?;
    drop(file);
    Ok(Buffer::read(path, &header.spec())?)
}

/// Reads one array from a stream, which then stands right behind it: several can follow each other.
///
/// Memory is asked for as the data come, so a header that claims more than the stream has costs nothing.
///
/// # Errors
/// [`Error::View`] if reading fails, or if there is no memory; otherwise as for [`from_bytes`].
///
/// # Panics
/// Where the standard library does: if the reader says that it has read more bytes than it was asked for.
///
/// ```
/// use memoryview_npy as npy;
/// use memoryview_strided::View;
///
/// let mut file = Vec::new();
/// npy::write(&mut file, &View::from_slice(&[1u16, 2]))?;
/// npy::write(&mut file, &View::from_slice(&[0.5f32]))?;
/// let mut stream = &file[..];
/// assert_eq!(npy::read_from(&mut stream)?.to_string(), "[1, 2]");
/// assert_eq!(npy::read_from(&mut stream)?.to_string(), "[0.5]");
/// # Ok::<(), npy::Error>(())
/// ```
pub fn read_from(mut reader: impl Read) -> Result<Buffer, Error> {
    let header = Header::read_from(&mut reader)?;
    data(reader, &header)
}

/// The data behind a header that was read already.
pub(crate) fn data(mut reader: impl Read, header: &Header) -> Result<Buffer, Error> {
    let bytes = grow::read(&mut reader, header.nbytes())?;
    header.check_data(wide(bytes.len()))?;
    Ok(Buffer::from_bytes(bytes, &header.spec_at(0))?)
}

/// The array in the bytes of a file: nothing is copied. Bytes behind the data are ignored, as NumPy does.
///
/// # Errors
/// As for [`Header::from_bytes`], and [`Error::Data`] if the data are not all there.
///
/// ```
/// use memoryview_npy as npy;
/// use memoryview_strided::View;
///
/// let mut file = Vec::new();
/// npy::write(&mut file, &View::from_slice(&[1u16, 2]).reshape([2, 1])?)?;
/// let a = npy::from_bytes(&file)?;
/// assert_eq!(a.to_string(), "[[1],\n [2]]");
/// assert_eq!(
///     npy::from_bytes(&file[..130]).unwrap_err().to_string(),
///     "the file ends in its data: shape (2, 1) of 2-byte items needs 4 bytes, and it has 2"
/// );
/// # Ok::<(), npy::Error>(())
/// ```
pub fn from_bytes(bytes: &[u8]) -> Result<View<'_>, Error> {
    Ok(View::from_bytes(bytes, &checked(bytes)?)?)
}

/// The array in the bytes of any owner, which the buffer keeps: nothing is copied.
///
/// # Errors
/// As for [`from_bytes`].
///
/// ```
/// use memoryview_npy as npy;
/// use memoryview_strided::View;
///
/// let mut file = Vec::new();
/// npy::write(&mut file, &View::from_slice(&[1u16, 2]))?;
/// let a = npy::from_owner(file)?;
/// assert_eq!(a.view()?.to_string(), "[1, 2]");
/// # Ok::<(), npy::Error>(())
/// ```
pub fn from_owner<O>(owner: O) -> Result<Buffer, Error>
where
    O: AsRef<[u8]> + Send + Sync + 'static,
{
    // An owner that then shows other bytes gives other items, but never any outside those bytes: that is checked once more.
    let spec = checked(owner.as_ref())?;
    Ok(Buffer::from_owner(owner, &spec)?)
}

fn checked(bytes: &[u8]) -> Result<Spec, Error> {
    let header = Header::from_bytes(bytes)?;
    header.check_file(wide(bytes.len()))?;
    Ok(header.spec())
}

/// The header of a file. That the data follow is not checked.
///
/// # Errors
/// [`Error::View`] if the file cannot be read; otherwise as for [`Header::from_bytes`].
///
/// ```
/// use memoryview_npy as npy;
/// use memoryview_strided::View;
///
/// let dir = tempfile::tempdir()?;
/// let path = dir.path().join("a.npy");
/// npy::save(&path, &View::from_slice(&[0u8; 5]))?;
/// assert_eq!(npy::header(&path)?.shape(), [5]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn header(path: impl AsRef<Path>) -> Result<Header, Error> {
    Ok(open_header(path.as_ref())?.1)
}

/// A file, its header, and its length if it is a regular file.
fn open_header(path: &Path) -> Result<(File, Header, Option<u64>), Error> {
    let io = |error: std::io::Error| Error::io(path.display(), &error);
    let mut file = File::open(path).map_err(io)?;
    let metadata = file.metadata().map_err(io)?;
    let total = metadata.is_file().then_some(metadata.len());
    let header = Header::read(&mut file, total)?;
    Ok((file, header, total))
}

#[cfg(test)]
mod tests;
