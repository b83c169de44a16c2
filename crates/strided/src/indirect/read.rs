//! What are the items behind pointers: their shape, values and bytes?

use alloc::vec::Vec;
use core::fmt;

use memoryview_format::{Format, Value};

use super::IndirectView;
use crate::equal::{has_values, same_shape};
use crate::error::{Tuple, try_vec};
use crate::iter::Window;
use crate::values::unravel;
use crate::{Element, Error, ForeignView, Index, Layout, Order, Position, Source};

impl<'a> IndirectView<'a> {
    /// The length of each axis, in items.
    pub fn shape(&self) -> &[usize] {
        self.levels.shape()
    }

    /// The step of each axis in bytes, from pointer to pointer where the axis has pointers.
    ///
    /// ```
    /// use memoryview_strided::IndirectView;
    /// let v = IndirectView::from_rows(&[&[1u16, 2, 3][..], &[4, 5, 6]])?;
    /// assert_eq!(v.strides(), [size_of::<*const u8>() as isize, 2]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn strides(&self) -> Vec<isize> {
        self.levels.strides()
    }

    /// The suboffsets as PEP 3118 has them: -1 where an axis has no pointers. `None` where suboffsets cannot say it: [`Levels::suboffsets`](crate::Levels::suboffsets) says why.
    ///
    /// ```
    /// use memoryview_strided::IndirectView;
    /// let v = IndirectView::from_rows(&[&[1u16, 2, 3][..], &[4, 5, 6]])?;
    /// assert_eq!(v.slice((.., 1..))?.suboffsets(), Some(vec![2, -1]));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn suboffsets(&self) -> Option<Vec<isize>> {
        self.levels.suboffsets().ok()
    }

    /// The number of dimensions.
    pub fn ndim(&self) -> usize {
        self.shape().len()
    }

    /// The number of items: the product of the shape.
    pub fn len(&self) -> usize {
        self.levels.flat().len()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.levels.flat().is_empty()
    }

    /// The size of one item in bytes.
    pub fn itemsize(&self) -> usize {
        self.levels.itemsize()
    }

    /// The bytes that the items hold: their number times their size.
    pub fn nbytes(&self) -> usize {
        self.len() * self.itemsize()
    }

    /// What one item is.
    pub fn format(&self) -> &Format {
        &self.format
    }

    /// The ordinary memory in which an item lies, and the place of the item in it.
    pub(super) fn locate(
        &self,
        index: impl Position,
    ) -> Result<(ForeignView<'a>, Vec<usize>), Error> {
        let flat = Layout::contiguous(self.shape(), 1, Order::C)?;
        // An item that is there: so no length is 0, and the offset counts the items before it.
        let mut place = unravel(index.locate(&flat)?.unsigned_abs(), self.shape());
        let rest = place.split_off(self.levels.outer());
        Ok((self.behind(&place)?, rest))
    }

    /// One item as a value. Negative indices count from the end.
    ///
    /// # Errors
    /// [`Error::Index`] or [`Error::Key`] if there is no such item, [`Error::Format`] if the format has no values.
    ///
    /// ```
    /// use memoryview_strided::IndirectView;
    /// let v = IndirectView::from_rows(&[&[1u16, 2, 3][..], &[4, 5, 6]])?;
    /// assert_eq!(v.item([-1, 0])?.to_string(), "4");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn item(&self, index: impl Position) -> Result<Value, Error> {
        let (block, place) = self.locate(index)?;
        block.item(place)
    }

    /// One item as a `T`. Negative indices count from the end.
    ///
    /// # Errors
    /// [`Error::Type`] if the format is not that of `T`, [`Error::Index`] or [`Error::Key`] if there is no such item.
    ///
    /// ```
    /// use memoryview_strided::IndirectView;
    /// let v = IndirectView::from_rows(&[&[1u16, 2, 3][..], &[4, 5, 6]])?;
    /// assert_eq!(v.get::<u16>([1, 2])?, 6);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn get<T: Element>(&self, index: impl Position) -> Result<T, Error> {
        crate::element::check::<T>(&self.format)?;
        let (block, place) = self.locate(index)?;
        block.get(place)
    }

    /// All items in logical order: the last axis runs fastest.
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, Value};
    /// let v = IndirectView::from_rows(&[&[1u16, 2][..], &[3, 4]])?;
    /// let items = v.iter().collect::<Result<Vec<Value>, _>>()?;
    /// assert_eq!(items, [1, 2, 3, 4].map(Value::from));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = Result<Value, Error>> {
        let (outer, inner) = self.shape().split_at(self.levels.outer());
        let rows = match self.is_empty() {
            true => 0..0,
            false => 0..self.len() / inner.iter().product::<usize>(),
        };
        rows.flat_map(move |k| {
            let (items, refused) = match self.behind(&unravel(k, outer)) {
                Ok(row) => (Some(row.iter()), None),
                Err(error) => (None, Some(Err(error))),
            };
            items.into_iter().flatten().chain(refused)
        })
    }

    /// All items as arrays in arrays; of a view without axes, its item.
    ///
    /// # Errors
    /// [`Error::Format`] if the format has no values, [`Error::Allocation`] if there is no memory, or if more than 2^20 lists would hold no item.
    ///
    /// ```
    /// use memoryview_strided::IndirectView;
    /// let v = IndirectView::from_rows(&[&[1u16, 2][..], &[3, 4]])?;
    /// assert_eq!(v.to_list()?.to_string(), "[[1, 2], [3, 4]]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn to_list(&self) -> Result<Value, Error> {
        crate::values::check_lists(self.shape())?;
        nest(self.shape(), &mut self.iter())
    }
}

fn nest(
    shape: &[usize],
    items: &mut dyn Iterator<Item = Result<Value, Error>>,
) -> Result<Value, Error> {
    let Some((&len, inner)) = shape.split_first() else {
        return items.next().unwrap_or_else(|| Ok(Value::Array(Vec::new())));
    };
    let mut list = try_vec(len)?;
    for _ in 0..len {
        list.push(nest(inner, items)?);
    }
    Ok(Value::Array(list))
}

/// Two views that are not equal, or an error on the way to know it.
struct Unequal;

impl From<Error> for Unequal {
    fn from(_: Error) -> Self {
        Unequal
    }
}

impl IndirectView<'_> {
    /// Whether a view of this format, shape and strides has equal items, as `same` says of each block and the key that it has.
    fn equals(
        &self,
        format: &Format,
        shape: &[usize],
        strides: &[isize],
        same: &mut dyn FnMut(&[Index], ForeignView<'_>) -> bool,
    ) -> bool {
        if !same_shape(self.shape(), shape) || !has_values(&self.format) || !has_values(format) {
            return false;
        }
        if self.is_empty() {
            return true;
        }
        // Of an axis along which both sides repeat their items one index will do: no memory bounds its length.
        let (mine, repeats) = (self.strides(), |stride: isize| stride == 0);
        let once = |k: usize| self.itemsize() == 0 || repeats(mine[k]) && repeats(strides[k]);
        let ranges = self.shape().iter().enumerate();
        let ranges: Vec<_> = ranges
            .map(|(k, &n)| 0..if once(k) { 1 } else { n })
            .collect();
        let part = self.window(&ranges);
        let each = &mut |key: &[Index], block: ForeignView<'_>| match same(key, block) {
            true => Ok(()),
            false => Err(Unequal),
        };
        part.each_block(each).is_ok()
    }
}

/// By value, as for two ordinary views: those of other formats and layouts may be equal, items that cannot be read are not.
impl PartialEq<IndirectView<'_>> for IndirectView<'_> {
    fn eq(&self, other: &IndirectView<'_>) -> bool {
        let same = &mut |key: &[Index], block: ForeignView<'_>| {
            other
                .slice(key)
                .and_then(|part| part.slice(whole(block.shape())))
                .is_ok_and(|part| part == block)
        };
        self.equals(&other.format, other.shape(), &other.strides(), same)
    }
}

/// By value, as for two indirect views.
impl<S: Source> PartialEq<S> for IndirectView<'_> {
    fn eq(&self, other: &S) -> bool {
        let other = other.as_foreign();
        let same = &mut |key: &[Index], block: ForeignView<'_>| {
            other
                .slice(key)
                .and_then(|part| part.slice(whole(block.shape())))
                .is_ok_and(|part| part == block)
        };
        self.equals(other.format(), other.shape(), other.strides(), same)
    }
}

/// As many indices of each axis from the first on.
fn whole(shape: &[usize]) -> Vec<Index> {
    shape.iter().map(|&n| Index::from(0..n)).collect()
}

impl fmt::Debug for IndirectView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = alloc::string::ToString::to_string(&self.format);
        let strides = self.strides();
        let (shape, strides) = (Tuple(self.shape()), Tuple(&strides));
        write!(
            f,
            "IndirectView(format={format:?}, shape={shape}, strides={strides}"
        )?;
        match self.suboffsets() {
            Some(suboffsets) => write!(f, ", suboffsets={})", Tuple(&suboffsets)),
            None => f.write_str(")"),
        }
    }
}
