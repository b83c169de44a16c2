//! How does a view become an `.npy` file?

use std::io::Write;

use memoryview_strided::format::{Field, Form};
use memoryview_strided::{ForeignView, Format, Layout, MAX_NDIM, Order, Source, Spec, ViewMut};

use crate::Error;
use crate::header::compose;

/// So many bytes are copied at a time, or one item if that is larger.
const BLOCK: usize = 1 << 20;

/// Writes a view, in blocks of at most 1 MiB: no view is copied as a whole, whatever its strides.
///
/// The bytes are those that NumPy writes: the header in the oldest version of the format that can say it, data in C order, or in F order if the view
/// is F-contiguous and not C-contiguous. Items with more bytes than their format become records with padding, and items that are
/// arrays become axes.
///
/// # Errors
/// [`Error::View`] if writing fails, or if NumPy has no type for the format; [`Error::Objects`] if items hold Python objects;
/// [`Error::Axes`] if the axes of the view and those of its items are more than [`MAX_NDIM`] together, or if a field has more;
/// [`Error::Size`] if their lengths together fit no address space;
/// [`Error::HeaderLength`] if the header would be longer than [`MAX_HEADER`](crate::MAX_HEADER).
///
/// # Panics
/// Where the standard library does: if the writer says that it has written more bytes than it was given.
///
/// ```
/// use memoryview_npy as npy;
/// use memoryview_strided::{Slice, View};
///
/// let data = [1i32, 2, 3, 4, 5, 6];
/// let odd = View::from_slice(&data).slice(Slice::every(2))?;
/// let mut file = Vec::new();
/// npy::write(&mut file, &odd)?;
/// assert_eq!(&file[10..40], b"{'descr': '<i4', 'fortran_orde");
/// assert_eq!(file[128..], [1, 0, 0, 0, 3, 0, 0, 0, 5, 0, 0, 0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write(mut writer: impl Write, source: &(impl Source + ?Sized)) -> Result<(), Error> {
    let view = source.as_foreign();
    let header = header(&view)?;
    let io = |error: std::io::Error| Error::io("write", &error);
    writer.write_all(&header).map_err(io)?;
    let mut blocks = Blocks::new(&view, &mut writer)?;
    match order(&view) {
        Order::F => blocks.write(&view.transpose())?,
        _ => blocks.write(&view)?,
    }
    writer.flush().map_err(io)
}

/// The header that a view is written with.
pub(crate) fn header(view: &ForeignView<'_>) -> Result<Vec<u8>, Error> {
    let format = view.format().with_size(view.itemsize());
    let format = format.map_err(memoryview_strided::Error::from)?;
    header_of(&format, view.shape(), order(view))
}

/// The header of an array: NumPy's have no items that are arrays, so their axes stand behind the axes there are.
pub(crate) fn header_of(format: &Format, shape: &[usize], order: Order) -> Result<Vec<u8>, Error> {
    let (mut item, outer, mut shape) = (format.clone(), shape.len(), shape.to_vec());
    while let Form::Array(array) = item.form() {
        shape.extend_from_slice(array.shape());
        item = array.item();
    }
    // What no reader admits is not written: neither so many axes nor, hidden by a zero, such lengths.
    let items = shape.len() - outer;
    if shape.len() > MAX_NDIM {
        return Err(Error::Axes { outer, items });
    }
    if let Some(items) = most_axes(&item).filter(|&items| items > MAX_NDIM) {
        return Err(Error::Axes { outer: 0, items });
    }
    let itemsize = item.size();
    if items > 0 && Layout::contiguous(&shape, itemsize, order).is_err() {
        let shape = shape.into();
        return Err(Error::Size { shape, itemsize });
    }
    compose(&item, &shape, order)
}

/// The axes of the field that has most, however deep it lies.
fn most_axes(format: &Format) -> Option<usize> {
    match format.form() {
        Form::Array(array) => most_axes(&array.item()).max(Some(array.shape().len())),
        Form::Record(record) => {
            let axes = |field: Field<'_>| most_axes(&field.format());
            record.fields().filter_map(axes).max()
        }
        _ => None,
    }
}

/// The order in which NumPy would write the items: C unless only F needs no copy.
fn order(view: &ForeignView<'_>) -> Order {
    // Arrays as items run the other way: in no order are they F-contiguous together with the axes.
    let whole = !matches!(view.format().form(), Form::Array(_));
    match view.is_f_contiguous() && !view.is_c_contiguous() && whole {
        true => Order::F,
        false => Order::C,
    }
}

/// Writes views part by part through one block of memory.
struct Blocks<W> {
    writer: W,
    block: Vec<u8>,
}

impl<W: Write> Blocks<W> {
    fn new(view: &ForeignView<'_>, writer: W) -> Result<Self, Error> {
        let size = view.nbytes().min(BLOCK.max(view.itemsize()));
        let mut block = Vec::new();
        let reserved = block.try_reserve_exact(size);
        reserved.map_err(|_| Error::memory(size))?;
        block.resize(size, 0);
        Ok(Blocks { writer, block })
    }

    /// Writes the items of a view in C order.
    fn write(&mut self, view: &ForeignView<'_>) -> Result<(), Error> {
        let size = view.nbytes();
        if size <= self.block.len() {
            return self.write_block(view);
        }
        // More than one item, so there is an axis, and none of its rows is empty.
        let length = view.shape()[0];
        let row = size / length;
        if row > self.block.len() {
            return (0..length).try_for_each(|index| self.write(&view.select(0, index)?));
        }
        let rows = self.block.len() / row;
        (0..length)
            .step_by(rows)
            .try_for_each(|index| self.write_block(&view.slice(index..(index + rows).min(length))?))
    }

    /// Writes the items of a view that fits the block.
    fn write_block(&mut self, view: &ForeignView<'_>) -> Result<(), Error> {
        let block = &mut self.block[..view.nbytes()];
        let spec = Spec::from_format(view.format().clone())
            .itemsize(view.itemsize())
            .shape(view.shape());
        ViewMut::from_bytes(block, &spec)?.assign(view)?;
        let written = self.writer.write_all(block);
        written.map_err(|error| Error::io("write", &error))
    }
}

#[cfg(test)]
mod tests;
