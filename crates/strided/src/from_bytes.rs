//! How do buffers and `bytes::Bytes` become each other without a copy?

use bytes::Bytes;

use crate::{Buffer, Error, Spec};

/// The bytes, as items of format `B`: nothing is copied, and the buffer keeps the allocation that it is a part of.
///
/// With another format: [`Buffer::from_owner`], which takes [`Bytes`] as any owner of bytes.
///
/// ```
/// use bytes::Bytes;
/// use memoryview_strided::{Buffer, Spec};
/// let received = Bytes::from(vec![0, 9, 1, 0, 2, 0]);
/// let numbers = Buffer::from_owner(received.slice(2..), &Spec::new("<u2")?)?;
/// assert_eq!(numbers.view()?.as_bytes()?.as_ptr(), received[2..].as_ptr());
/// assert_eq!((numbers.to_string(), Buffer::from(received).len()), ("[1, 2]".into(), 6));
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
impl From<Bytes> for Buffer {
    fn from(bytes: Bytes) -> Self {
        match Buffer::from_owner(bytes, &Spec::of::<u8>()) {
            Ok(buffer) => buffer,
            // Whatever a slice holds is a line of bytes from its start to its end.
            Err(refusal) => unreachable!("bytes are no line of bytes: {refusal}"),
        }
    }
}

/// The bytes of the items, which lie one after the other in C order: nothing is copied, and the memory is given back when the last clone of the
/// result is gone.
///
/// # Errors
/// [`Error::Access`] if the memory is foreign, [`Error::Memory`] if the items do not lie in C order without gaps: [`Buffer::to_bytes`] copies them.
///
/// ```
/// use bytes::Bytes;
/// use memoryview_strided::{Buffer, Slice};
/// let b = Buffer::from_vec(vec![1u8, 2, 3, 4]);
/// let at = b.view()?.as_bytes()?.as_ptr();
/// let sent = Bytes::try_from(b.slice(1..)?)?;
/// assert_eq!((sent.as_ptr(), &sent[..]), (at.wrapping_add(1), &[2, 3, 4][..]));
/// assert!(Bytes::try_from(b.slice(Slice::REV)?).is_err());
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
impl TryFrom<Buffer> for Bytes {
    type Error = Error;

    fn try_from(buffer: Buffer) -> Result<Self, Error> {
        buffer.view()?.as_bytes()?;
        Ok(Bytes::from_owner(Line(buffer)))
    }
}

/// A buffer whose items lie in C order without gaps, in memory that is lent.
struct Line(Buffer);

impl AsRef<[u8]> for Line {
    fn as_ref(&self) -> &[u8] {
        // Both were asked before this was made, and nothing changes the answers; were it otherwise, no byte would be lent.
        let bytes = self.0.view().and_then(|view| view.as_bytes());
        bytes.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::sync::Arc;
    use alloc::vec;
    use alloc::vec::Vec;

    struct Counted(Vec<u8>, #[expect(dead_code, reason = "is counted")] Arc<()>);

    impl AsRef<[u8]> for Counted {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }

    #[test]
    fn the_memory_lives_as_long_as_what_was_made_of_it() {
        let count = Arc::new(());
        let owner = Counted(vec![1, 2, 3, 4], Arc::clone(&count));
        let buffer = Buffer::from(Bytes::from_owner(owner)).slice(2..).unwrap();
        let bytes = Bytes::try_from(buffer).unwrap();
        let part = bytes.slice(1..);
        drop(bytes);
        assert_eq!((&part[..], Arc::strong_count(&count)), (&[4][..], 2));
        drop(part);
        assert_eq!(Arc::strong_count(&count), 1);
    }

    #[test]
    fn gaps_are_refused_and_emptiness_is_not() {
        let buffer = Buffer::from_vec(vec![1u16, 2, 3]);
        let gaps = buffer.slice(crate::Slice::every(2)).unwrap();
        assert_eq!(
            Bytes::try_from(gaps).unwrap_err().to_string(),
            "the view is not contiguous: the stride of axis 0 is 4 bytes, not 2"
        );
        let none = buffer.slice(3..).unwrap();
        assert!(Bytes::try_from(none).unwrap().is_empty());
        assert!(Buffer::from(Bytes::new()).is_empty());
    }
}
