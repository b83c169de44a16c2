//! Which bytes does NumPy write in front of the data of an array?

use memoryview_strided::{Format, Order};

use super::MAGIC;
use crate::error::Tuple;
use crate::{Error, MAX_HEADER};

/// The data begin at a multiple of this.
const ALIGN: usize = 64;
/// NumPy leaves room for the axis along which a file may grow to have so many digits.
const GROWTH_DIGITS: usize = 21;

/// The whole header, in the oldest version that can say it.
pub(crate) fn compose(format: &Format, shape: &[usize], order: Order) -> Result<Vec<u8>, Error> {
    if format.has_objects() {
        let format = format.to_string().into();
        return Err(Error::Objects { format });
    }
    let descr = format.to_descr().map_err(memoryview_strided::Error::from)?;
    let (fortran, growing) = match order {
        Order::F => ("True", shape.last()),
        _ => ("False", shape.first()),
    };
    let room = growing.map_or(0, |length| {
        GROWTH_DIGITS.saturating_sub(length.to_string().len())
    });
    let text = format!(
        "{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {}, }}{:room$}",
        Tuple(shape),
        ""
    );
    let latin: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
    let (version, text) = match latin {
        Some(latin) if padded(latin.len(), 10) - 10 <= usize::from(u16::MAX) => (1, latin),
        Some(latin) => (2, latin),
        None => (3, text.into_bytes()),
    };
    wrap(version, &text)
}

/// The length of the header when so many bytes of text follow so many of prefix. If they end at a multiple already, NumPy adds a
/// whole line of padding.
fn padded(text: usize, prefix: usize) -> usize {
    let length = prefix + text + 1;
    length + ALIGN - length % ALIGN
}

fn wrap(version: u8, text: &[u8]) -> Result<Vec<u8>, Error> {
    let begin = if version == 1 { 10 } else { 12 };
    let total = padded(text.len(), begin);
    let length = total - begin;
    let Some(stated) = u32::try_from(length).ok().filter(|_| length <= MAX_HEADER) else {
        let len = crate::wide::wide(length);
        return Err(Error::HeaderLength { len });
    };
    let mut header = Vec::with_capacity(total);
    header.extend_from_slice(MAGIC);
    header.extend_from_slice(&[version, 0]);
    // Version 1 has only the two low bytes, which are all that is not zero there.
    header.extend_from_slice(&stated.to_le_bytes()[..begin - 8]);
    header.extend_from_slice(text);
    header.resize(total - 1, b' ');
    header.push(b'\n');
    Ok(header)
}

#[cfg(test)]
mod tests;
