//! How does a view become an `.npy` file, all of it or nothing?

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use memoryview_strided::Source;

use crate::{Error, write};

/// Writes a view to the file of this name, as [`write()`](crate::write()) writes it: NumPy's `save`.
///
/// The items go to a new file beside it, which takes its place when it is complete. So a file that exists stays as it was if anything
/// fails, whoever has it mapped keeps the old items, and a view may be saved over the file that it is a view of. A file that exists keeps
/// its permissions, and a link still leads to it. What is no regular file, such as a pipe, is written to.
///
/// # Errors
/// As for [`write()`](crate::write()); [`Error::View`] with the path if no file can be made in its folder.
///
/// ```
/// use memoryview_npy as npy;
/// use memoryview_strided::{Buffer, Slice};
///
/// let dir = tempfile::tempdir()?;
/// let path = dir.path().join("a.npy");
/// npy::save(&path, &Buffer::from_vec(vec![1u16, 2, 3, 4]))?;
/// let all = npy::read(&path)?;
/// npy::save(&path, &all.slice(Slice::every(2))?)?;
/// assert_eq!(npy::read(&path)?.to_string(), "[1, 3]");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn save(path: impl AsRef<Path>, source: &(impl Source + ?Sized)) -> Result<(), Error> {
    let path = path.as_ref();
    let named = |error: Error| error.in_file(path);
    let io = |error: io::Error| Error::io(path.display(), &error);
    let old = match fs::metadata(path) {
        Ok(old) if !old.is_file() => {
            let device = File::options().write(true).open(path).map_err(io)?;
            return write(device, source).map_err(named);
        }
        Ok(old) => Some(old),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(io(error)),
    };
    // Of a link, the file that it leads to.
    let target = match old {
        Some(_) => fs::canonicalize(path).map_err(io)?,
        None => path.to_path_buf(),
    };
    let (part, file) = Part::beside(&target).map_err(io)?;
    write(file, source).map_err(named)?;
    if let Some(old) = old {
        fs::set_permissions(&part.path, old.permissions()).map_err(io)?;
    }
    part.rename(&target).map_err(io)
}

/// A file that is not complete yet, and goes away if it is never renamed.
struct Part {
    path: PathBuf,
    renamed: bool,
}

impl Part {
    fn beside(target: &Path) -> io::Result<(Self, File)> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let Some(name) = target.file_name() else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let mut part = OsString::from(".");
        part.push(name);
        part.push(format!(".{}-{number}.part", std::process::id()));
        let path = target.with_file_name(part);
        let file = File::create_new(&path)?;
        let renamed = false;
        Ok((Self { path, renamed }, file))
    }

    fn rename(mut self, target: &Path) -> io::Result<()> {
        fs::rename(&self.path, target)?;
        self.renamed = true;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.renamed {
            // The error that led here is told; that a file without a use stays cannot be helped.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests;
