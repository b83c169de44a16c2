//! How are the arrays of an `.npz` file reached?

mod archive;
mod directory;
mod fault;
mod member;
mod writer;

use std::path::Path;

use memoryview_strided::{Buffer, Spec};

use crate::Error;
use archive::Archive;
use directory::Entry;
pub use fault::ArchiveFault;
pub use writer::NpzWriter;

/// Unless told otherwise, a compressed member may unpack to so many bytes: 1 GiB.
const LIMIT: u64 = 1 << 30;

/// An `.npz` file: a zip archive of `.npy` files.
///
/// Members that are stored (as `numpy.savez` does) are views inside the archive's one mapping or memory: nothing is copied, whatever their
/// address. Compressed ones (`numpy.savez_compressed`) are unpacked when they are asked for, up to a limit.
///
/// ```
/// use memoryview_npy::{Npz, NpzWriter};
/// use memoryview_strided::View;
///
/// let dir = tempfile::tempdir()?;
/// let path = dir.path().join("a.npz");
/// let mut writer = NpzWriter::new(std::fs::File::create(&path)?);
/// writer.add("x", &View::from_slice(&[1u8, 2, 3]))?;
/// writer.add("y", &View::from_slice(&[0.5f64]))?;
/// writer.finish()?;
///
/// let npz = Npz::read(&path)?;
/// assert_eq!(npz.names().collect::<Vec<_>>(), ["x", "y"]);
/// assert_eq!(npz.get("y")?.to_string(), "[0.5]");
/// assert_eq!(
///     npz.get("z").unwrap_err().to_string(),
///     "no member \"z\" among the 2 of the archive"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Npz {
    archive: Archive,
    entries: Vec<Entry>,
    /// Positions in `entries`, sorted by name.
    by_name: Vec<usize>,
    limit: u64,
}

impl Npz {
    /// Maps an archive. Its members are foreign memory, as in [`open`](crate::open), unless they are compressed.
    ///
    /// # Errors
    /// [`Error::View`] if the file cannot be opened or mapped, [`Error::Archive`] if it is no zip archive.
    ///
    /// ```
    /// use memoryview_npy::{Npz, NpzWriter};
    /// use memoryview_strided::View;
    ///
    /// let dir = tempfile::tempdir()?;
    /// let path = dir.path().join("a.npz");
    /// let mut writer = NpzWriter::new(std::fs::File::create(&path)?);
    /// writer.add("x", &View::from_slice(&[1u8, 2, 3]))?;
    /// writer.finish()?;
    /// let x = Npz::open(&path)?.get("x")?;
    /// assert_eq!(x.foreign().to_string(), "[1, 2, 3]");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "mmap")]
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::new(Buffer::open(path, &Spec::of::<u8>())?)
    }

    /// Copies an archive into memory.
    ///
    /// # Errors
    /// [`Error::View`] if the file cannot be read, or if there is no memory; [`Error::Archive`] if it is no zip archive.
    ///
    /// ```
    /// use memoryview_npy::{Npz, NpzWriter};
    /// use memoryview_strided::View;
    ///
    /// let dir = tempfile::tempdir()?;
    /// let path = dir.path().join("a.npz");
    /// let mut writer = NpzWriter::new(std::fs::File::create(&path)?);
    /// writer.add("x", &View::from_slice(&[1u8, 2, 3]))?;
    /// writer.finish()?;
    /// assert_eq!(Npz::read(&path)?.get("x")?.view()?.as_bytes()?, [1, 2, 3]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::new(Buffer::read(path, &Spec::of::<u8>())?)
    }

    /// An archive in the bytes of any owner, which its members keep.
    ///
    /// # Errors
    /// [`Error::Archive`] if it is no zip archive.
    ///
    /// ```
    /// use memoryview_npy::Npz;
    /// assert_eq!(
    ///     Npz::from_owner(vec![0; 100]).unwrap_err().to_string(),
    ///     "not a zip archive: no end record in its last 100 bytes"
    /// );
    /// ```
    pub fn from_owner<O>(owner: O) -> Result<Self, Error>
    where
        O: AsRef<[u8]> + Send + Sync + 'static,
    {
        Self::new(Buffer::from_owner(owner, &Spec::of::<u8>())?)
    }

    fn new(bytes: Buffer) -> Result<Self, Error> {
        let mut archive = Archive::new(bytes);
        let entries = directory::read(&mut archive)?;
        let mut by_name: Vec<usize> = (0..entries.len()).collect();
        by_name.sort_by_key(|&position| &entries[position].name);
        let same = |pair: &&[usize]| entries[pair[0]].name == entries[pair[1]].name;
        if let Some(pair) = by_name.windows(2).find(same) {
            let name = entries[pair[0]].name.clone();
            return Err(ArchiveFault::Duplicate { name }.into());
        }
        Ok(Npz {
            archive,
            entries,
            by_name,
            limit: LIMIT,
        })
    }

    /// The same archive, of which compressed members may unpack to so many bytes each. Without this it is 1 GiB.
    ///
    /// ```
    /// use memoryview_npy::{Npz, NpzWriter};
    /// let empty = NpzWriter::new(std::io::Cursor::new(Vec::new())).finish()?;
    /// let npz = Npz::from_owner(empty.into_inner())?.with_limit(100 << 30);
    /// assert!(npz.is_empty());
    /// # Ok::<(), memoryview_npy::Error>(())
    /// ```
    #[must_use]
    pub fn with_limit(self, bytes: u64) -> Self {
        Npz {
            limit: bytes,
            ..self
        }
    }

    /// The names of the members in the archive's order, without their `.npy`.
    ///
    /// ```
    /// use memoryview_npy::{Npz, NpzWriter};
    /// use memoryview_strided::View;
    ///
    /// let mut writer = NpzWriter::new(std::io::Cursor::new(Vec::new()));
    /// writer.add("x", &View::from_slice(&[1u8, 2, 3]))?;
    /// let npz = Npz::from_owner(writer.finish()?.into_inner())?;
    /// assert_eq!(npz.names().collect::<Vec<_>>(), ["x"]);
    /// # Ok::<(), memoryview_npy::Error>(())
    /// ```
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> + DoubleEndedIterator {
        let plain = |name| str::strip_suffix(name, ".npy").unwrap_or(name);
        self.entries.iter().map(move |entry| plain(&entry.name))
    }

    /// The number of members.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The array of this name; the name may be given with or without its `.npy`.
    ///
    /// The checksum of a stored member is not compared, since that would read all of it.
    ///
    /// # Errors
    /// [`Error::NoMember`] if there is none; [`Error::Member`] if it is damaged, not an array, or larger than the limit.
    ///
    /// ```
    /// use memoryview_npy::{Npz, NpzWriter};
    /// use memoryview_strided::View;
    ///
    /// let mut writer = NpzWriter::new(std::io::Cursor::new(Vec::new()));
    /// writer.add("x", &View::from_slice(&[1u8, 2, 3]))?;
    /// let npz = Npz::from_owner(writer.finish()?.into_inner())?;
    /// assert_eq!(npz.get("x")?.slice(1..)?.to_string(), "[2, 3]");
    /// assert!(npz.get("x.npy").is_ok() && npz.get("y").is_err());
    /// # Ok::<(), memoryview_npy::Error>(())
    /// ```
    pub fn get(&self, name: &str) -> Result<Buffer, Error> {
        let Some(entry) = self.find(name) else {
            let (name, members) = (name.into(), self.len());
            return Err(Error::NoMember { name, members });
        };
        let array = member::array(&self.archive, entry, self.limit);
        array.map_err(|error| error.in_member(name))
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        let find = |name: &str| {
            let entry = |position: &usize| &*self.entries[*position].name;
            let found = self.by_name.binary_search_by(|p| entry(p).cmp(name)).ok()?;
            self.entries.get(self.by_name[found])
        };
        find(name).or_else(|| find(&format!("{name}.npy")))
    }
}

#[cfg(test)]
mod tests;
