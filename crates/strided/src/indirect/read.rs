//! What are the items behind pointers: their shape, values and bytes?

use alloc::vec::Vec;
use core::fmt;

use memoryview_format::{Format, Value};

use super::IndirectView;
use crate::error::{Tuple, try_vec};
use crate::values::unravel;
use crate::{
    Element, Error, ForeignView, Index, Layout, Order, Position, Source, Spec, View, ViewMut,
};

impl<'a> IndirectView<'a> {
    /// The length of each axis, in items.
    pub fn shape(&self) -> &[usize] {
        &self.shape
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
        self.levels
            .iter()
            .flat_map(Layout::strides)
            .copied()
            .collect()
    }

    /// The suboffsets as PEP 3118 has them: -1 where an axis has no pointers. `None` where suboffsets cannot say it: if one would be negative, or if pointers are followed
    /// twice without an axis between.
    ///
    /// ```
    /// use memoryview_strided::IndirectView;
    /// let v = IndirectView::from_rows(&[&[1u16, 2, 3][..], &[4, 5, 6]])?;
    /// assert_eq!(v.slice((.., 1..))?.suboffsets(), Some(vec![2, -1]));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn suboffsets(&self) -> Option<Vec<isize>> {
        let mut suboffsets = Vec::with_capacity(self.ndim());
        for pair in self.levels.windows(2) {
            let before = pair[0].ndim().checked_sub(1)?;
            suboffsets.extend(core::iter::repeat_n(-1, before));
            suboffsets.push(Some(pair[1].offset()).filter(|&offset| offset >= 0)?);
        }
        suboffsets.resize(self.ndim(), -1);
        Some(suboffsets)
    }

    /// The number of dimensions.
    pub fn ndim(&self) -> usize {
        self.shape.len()
    }

    /// The number of items: the product of the shape.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.shape.contains(&0)
    }

    /// The size of one item in bytes.
    pub fn itemsize(&self) -> usize {
        self.levels.last().map_or(0, Layout::itemsize)
    }

    /// The bytes that the items hold: their number times their size.
    pub fn nbytes(&self) -> usize {
        self.len() * self.itemsize()
    }

    /// What one item is.
    pub fn format(&self) -> &Format {
        &self.format
    }

    /// How many items lie in one block of ordinary memory.
    fn block_len(&self) -> usize {
        self.levels.last().map_or(0, Layout::len)
    }

    /// The block in which an item lies, and the place of the item in it.
    pub(super) fn locate(
        &self,
        index: impl Position,
    ) -> Result<(ForeignView<'a>, Vec<usize>), Error> {
        let flat = Layout::contiguous(&self.shape, 1, Order::C)?;
        // An item that is there: so no length is 0, and the offset counts the items before it.
        let item = index.locate(&flat)?.unsigned_abs();
        let block = self.block_at(item / self.block_len())?;
        let place = unravel(item % self.block_len(), block.shape());
        Ok((block, place))
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
        let blocks = self.len().checked_div(self.block_len()).unwrap_or(0);
        (0..blocks).flat_map(|k| {
            let (items, refused) = match self.block_at(k) {
                Ok(block) => (Some(block.iter()), None),
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
        crate::values::check_lists(&self.shape)?;
        nest(&self.shape, &mut self.iter())
    }

    /// All items as bytes, one after the other in this order: a copy.
    ///
    /// # Errors
    /// [`Error::Allocation`] if there is no memory.
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, Order};
    /// let v = IndirectView::from_rows(&[&[1u8, 2][..], &[3, 4]])?;
    /// assert_eq!(v.to_bytes(Order::F)?, [1, 3, 2, 4]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn to_bytes(&self, order: Order) -> Result<Vec<u8>, Error> {
        let mut bytes = try_vec(self.nbytes())?;
        self.each_block(&mut |_, block| {
            bytes.extend_from_slice(&block.to_bytes(Order::C)?);
            Ok(())
        })?;
        match order {
            Order::C => Ok(bytes),
            order => View::from_bytes(&bytes, &self.spec())?.to_bytes(order),
        }
    }

    /// What [`to_bytes`](Self::to_bytes) gives in C order.
    pub(super) fn spec(&self) -> Spec {
        Spec::from_format(self.format.clone())
            .itemsize(self.itemsize())
            .shape(&self.shape)
    }

    /// All items, one after the other in this order: a copy.
    ///
    /// # Errors
    /// [`Error::Type`] if the format is not that of `T`, [`Error::Allocation`] if there is no memory.
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, Order};
    /// let v = IndirectView::from_rows(&[&[1u16, 2][..], &[3, 4]])?;
    /// assert_eq!(v.to_vec::<u16>(Order::C)?, [1, 2, 3, 4]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn to_vec<T: Element>(&self, order: Order) -> Result<Vec<T>, Error> {
        crate::element::check::<T>(&self.format)?;
        let bytes = self.to_bytes(Order::C)?;
        View::from_bytes(&bytes, &self.spec())?.to_vec(order)
    }

    /// Copies every item to its place in a view of the same shape and format.
    ///
    /// # Errors
    /// [`Error::Shape`] if the shapes differ; otherwise as for [`ViewMut::assign`].
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, ViewMut};
    /// let mut target = [0u8; 4];
    /// let v = IndirectView::from_rows(&[&[1u8, 2][..], &[3, 4]])?;
    /// v.copy_to(&mut ViewMut::from_slice(&mut target).reshape([2, 2])?.transpose())?;
    /// assert_eq!(target, [1, 3, 2, 4]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn copy_to(&self, target: &mut ViewMut<'_>) -> Result<(), Error> {
        if target.shape() != self.shape {
            return Err(Error::shape(
                "copy",
                &self.shape,
                target.shape(),
                "they differ",
            ));
        }
        self.each_block(&mut |k, block| {
            let key = self.key_of(k);
            target.reborrow().slice(key)?.assign(&block)
        })
    }

    /// The key of the axes of pointers that leads to a block.
    pub(super) fn key_of(&self, block: usize) -> Vec<Index> {
        let inner = self.levels.last().map_or(0, Layout::ndim);
        let outer = &self.shape[..self.ndim() - inner];
        let place = unravel(block, outer);
        place.iter().map(|i| Index::At(i.cast_signed())).collect()
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

/// By value, as [`Value`] compares: views of other formats and layouts may be equal, items that cannot be read are not.
impl PartialEq<IndirectView<'_>> for IndirectView<'_> {
    fn eq(&self, other: &IndirectView<'_>) -> bool {
        self.shape == other.shape
            && self
                .iter()
                .zip(other.iter())
                .all(|pair| matches!(pair, (Ok(a), Ok(b)) if a == b))
    }
}

/// By value, as for two indirect views.
impl<S: Source> PartialEq<S> for IndirectView<'_> {
    fn eq(&self, other: &S) -> bool {
        let other = other.as_foreign();
        let parts = other.parts();
        let items = parts.layout().offsets().map(|offset| parts.decode(offset));
        self.shape == other.shape()
            && self
                .iter()
                .zip(items)
                .all(|pair| matches!(pair, (Ok(a), Ok(b)) if a == b))
    }
}

impl fmt::Debug for IndirectView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = alloc::string::ToString::to_string(&self.format);
        let strides = self.strides();
        let (shape, strides) = (Tuple(&self.shape), Tuple(&strides));
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
