//! Which methods does every view type have, and how are they documented?
//!
//! The deeds themselves stand once, in `parts` and `layout`. Here is the one list from which the wrappers of all types are written.
//! On types that can be cloned a transform takes `&self` and the result keeps the data's lifetime; on unique ones it takes `self`.

/// What a view is: its shape, strides, format and flags.
macro_rules! attributes {
    ([$($generics:tt)*] $type:ty) => {
        impl<$($generics)*> $type {
            /// The length of each axis, in items.
            #[inline]
            pub fn shape(&self) -> &[usize] {
                self.layout().shape()
            }

            /// The step of each axis, in bytes.
            #[inline]
            pub fn strides(&self) -> &[isize] {
                self.layout().strides()
            }

            /// The number of dimensions.
            #[inline]
            pub fn ndim(&self) -> usize {
                self.layout().ndim()
            }

            /// The size of one item in bytes. The format may say less: the rest is padding.
            #[inline]
            pub fn itemsize(&self) -> usize {
                self.layout().itemsize()
            }

            /// The number of items: the product of the shape.
            #[inline]
            pub fn len(&self) -> usize {
                self.layout().len()
            }

            /// Whether there are no items.
            #[inline]
            pub fn is_empty(&self) -> bool {
                self.layout().is_empty()
            }

            /// The bytes that the items hold: their number times their size, not the span in memory.
            #[inline]
            pub fn nbytes(&self) -> usize {
                self.layout().nbytes()
            }

            /// Whether the items lie one after the other, the last axis fastest.
            #[inline]
            pub fn is_c_contiguous(&self) -> bool {
                self.layout().is_c_contiguous()
            }

            /// Whether the items lie one after the other, the first axis fastest.
            #[inline]
            pub fn is_f_contiguous(&self) -> bool {
                self.layout().is_f_contiguous()
            }

            /// Whether the items lie one after the other, in either order.
            #[inline]
            pub fn is_contiguous(&self) -> bool {
                self.layout().is_contiguous()
            }

            /// Shape, strides and offset as a value.
            #[inline]
            pub fn layout(&self) -> &Layout {
                self.parts().layout()
            }

            /// What one item is.
            #[inline]
            pub fn format(&self) -> &Format {
                self.parts().format()
            }
        }
    };
}

/// Transforms that keep items disjoint: for every type. `$setup` makes `v`, of shape (2, 3), of the `i32` 0 to 5.
macro_rules! transforms {
    ([$($generics:tt)*] $type:ty, [$($amp:tt)*] $self:ident, $setup:expr) => {
        impl<$($generics)*> $type {
            /// The part that a key selects: an integer drops its axis, a slice keeps it. Bounds of slices are clamped, as in Python.
            ///
            /// # Errors
            /// [`Error::Index`] for an integer out of bounds, [`Error::Key`] for too many indices, two ellipses or step 0.
            ///
            #[doc = concat!("```\n", $setup, "\nlet s = v.slice((1, -2..))?;\nassert_eq!((s.shape(), s.strides()), (&[2][..], &[4][..]));\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            #[inline]
            pub fn slice($($amp)* $self, key: impl IntoKey) -> Result<Self, Error> {
                let parts = key.into_key();
                // Asked once: it might answer otherwise the next time.
                let key = parts.as_ref();
                if let Some(line) = $self.layout().slice_line(key) {
                    return Ok($self.finish(line));
                }
                // Written to its place: moving a layout costs more than making it.
                let mut layout = Layout::blank();
                $self.layout().slice_into(key, &mut layout)?;
                Ok($self.finish(layout))
            }

            transforms!(@method [$($amp)*] $self, $setup,
                "One index of one axis, which goes away. Negative numbers count from the end.\n\n\
                 # Errors\n[`Error::Axis`] or [`Error::Index`] if there is no such axis or index.",
                "assert_eq!(v.select(-1, 0)?.strides(), [12]);",
                select(axis: impl Int, index: impl Int), |from, to| from.select_into(axis.to_isize(), index.to_isize(), &mut to)?);
            transforms!(@method [$($amp)*] $self, $setup,
                "The axes in another order: axis `k` of the result is axis `axes[k]` of this view.\n\n\
                 # Errors\n[`Error::Axis`] if an axis is missing, or named twice, or not named.",
                "assert_eq!(v.permute([1, 0])?.shape(), [3, 2]);",
                permute[I](axes: impl AsRef<[I]>), |from, to| from.permute_into(axes.as_ref(), &mut to)?);
            /// The axes in reverse order.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.transpose().strides(), [4, 12]);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn transpose($($amp)* $self) -> Self {
                let layout = $self.layout().transpose();
                $self.finish(layout)
            }

            transforms!(@method [$($amp)*] $self, $setup,
                "One axis from its end to its start.\n\n\
                 # Errors\n[`Error::Axis`] if there is no such axis.",
                "let f = v.flip(0)?;\nassert_eq!((f.strides(), f.layout().offset()), (&[-12, 4][..], 12));",
                flip(axis: impl Int), |from| from.flip(axis.to_isize())?);
            transforms!(@method [$($amp)*] $self, $setup,
                "Without one axis of length 1.\n\n\
                 # Errors\n[`Error::Axis`] if there is no such axis, or if its length is not 1.",
                "assert_eq!(v.slice((..1, ..))?.squeeze(0)?.shape(), [3]);",
                squeeze(axis: impl Int), |from| from.squeeze(axis.to_isize())?);
            transforms!(@method [$($amp)*] $self, $setup,
                "With a new axis of length 1 at this place; `-1` is behind the last.\n\n\
                 # Errors\n[`Error::Axis`] if there is no such place, [`Error::Overflow`] if there are [`MAX_NDIM`](crate::MAX_NDIM) axes already.",
                "assert_eq!(v.expand_dims(0)?.shape(), [1, 2, 3]);",
                expand_dims(axis: impl Int), |from| from.expand_dims(axis.to_isize())?);
            transforms!(@method [$($amp)*] $self, $setup,
                "The same items in C order in another shape, never by copying. One length may be `-1`: it is what the others leave.\n\n\
                 # Errors\n[`Error::Shape`] if the number of items differs, or if axes that would have to merge do not run into each other.",
                "assert_eq!(v.reshape([3, -1])?.shape(), [3, 2]);",
                reshape[I](shape: impl AsRef<[I]>), |from| from.reshape(&shape.as_ref().iter().map(|n| n.to_isize()).collect::<Vec<_>>())?);
        }
    };
    (@method [$($amp:tt)*] $self:ident, $setup:expr, $doc:literal, $example:literal,
     $(#[$attr:meta])* $name:ident $([$int:ident])? ($($arg:ident: $argtype:ty),*), |$from:ident $(, $to:ident)?| $body:expr) => {
        #[doc = $doc]
        #[doc = ""]
        #[doc = concat!("```\n", $setup, "\n", $example, "\n# Ok::<(), memoryview_strided::Error>(())\n```")]
        $(#[$attr])*
        pub fn $name $(<$int: Int>)? ($($amp)* $self, $($arg: $argtype),*) -> Result<Self, Error> {
            let $from = $self.layout();
            // Written to its place: moving a layout costs more than making it.
            $(let mut $to = Layout::blank();)?
            let layout = transforms!(@layout $body $(, $to)?);
            Ok($self.finish(layout))
        }
    };
    (@layout $body:expr) => { $body };
    (@layout $body:expr, $to:ident) => {{
        $body;
        $to
    }};
}

/// Transforms that repeat items: for types that are only read. `$setup` as above.
macro_rules! sharing {
    ([$($generics:tt)*] $type:ty, $repeated:ident, $setup:expr) => {
        impl<$($generics)*> $type {
            /// Repeated to a larger shape by NumPy's rules, without a copy: new axes stand in front, and an axis of length 1 takes
            /// any length, with stride 0. The result is read-only: several indices reach one item.
            ///
            /// # Errors
            /// [`Error::Shape`] if the shapes do not go together, [`Error::Overflow`] if the new one is too large.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.broadcast_to(&[4, 2, 3])?.strides(), [0, 12, 4]);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn broadcast_to(&self, shape: &[usize]) -> Result<Self, Error> {
                let parts = self.parts().broadcast_to(shape)?;
                Ok(self.$repeated(parts))
            }
        }
    };
}

/// Fields of records: for every type without an element type.
macro_rules! fields {
    ([$($generics:tt)*] $type:ty, [$($amp:tt)*] $self:ident) => {
        impl<$($generics)*> $type {
            /// One field of every record, as a strided view: no copy. The axes of a sub-array stand behind the axes there are.
            ///
            /// The field is named by its name, by its number, or by a path: see [`FieldPath`](crate::FieldPath).
            ///
            /// # Errors
            /// [`Error::Field`] if the items have no such field.
            ///
            /// ```
            /// use memoryview_strided::View;
            /// let table = [1u8, 0, 0, 128, 63, 2, 0, 0, 0, 64];
            /// let v = View::from_bytes(&table, &"<T{b:n:f:x:}".parse()?)?;
            /// let x = v.field("x")?;
            /// assert_eq!((x.shape(), x.strides()), (&[2][..], &[5][..]));
            /// assert_eq!(x.to_string(), "[1.0, 2.0]");
            /// # Ok::<(), memoryview_strided::Error>(())
            /// ```
            pub fn field($($amp)* $self, path: impl crate::FieldPath) -> Result<Self, Error> {
                let parts = $self.parts().field(&path)?;
                Ok($self.rebuild(parts))
            }
        }
    };
}

/// Reading: for every type without an element type.
macro_rules! reading {
    ([$($generics:tt)*] $type:ty, $setup:expr) => {
        impl<$($generics)*> $type {
            /// One item as a value. Negative indices count from the end.
            ///
            /// # Errors
            /// [`Error::Index`] or [`Error::Key`] if there is no such item, [`Error::Format`] if the format has no values.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.item([-1, 0])?.to_string(), \"3\");\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn item(&self, index: impl Position) -> Result<Value, Error> {
                let parts = self.parts();
                parts.decode(index.locate(parts.layout())?)
            }

            /// One item as a `T`, from any address. Negative indices count from the end.
            ///
            /// The format is compared with `T` at each call: for many items, [`typed`](crate::View::typed) compares once.
            ///
            /// # Errors
            /// [`Error::Type`] if the format is not that of `T`, [`Error::Index`] or [`Error::Key`] if there is no such item.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.get::<i32>([-1, 0])?, 3);\nassert!(v.get::<f32>([-1, 0]).is_err());\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn get<T: Element>(&self, index: impl Position) -> Result<T, Error> {
                crate::element::check::<T>(self.format())?;
                let parts = self.parts();
                Ok(parts.read(index.locate(parts.layout())?))
            }

            /// All items as bytes, one after the other in this order: a copy.
            ///
            /// # Errors
            /// [`Error::Allocation`] if there is no memory for [`nbytes`](Self::nbytes) bytes.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.to_bytes(Order::F)?[..8], [0, 0, 0, 0, 3, 0, 0, 0]);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn to_bytes(&self, order: Order) -> Result<Vec<u8>, Error> {
                self.parts().collect(order)
            }

            /// All items as bytes, one after the other in this order, to memory of [`nbytes`](Self::nbytes) bytes that somebody else
            /// allocated and need not have initialised: it comes back as the bytes.
            ///
            /// # Errors
            /// [`Error::Shape`] if the memory has another number of bytes.
            ///
            #[doc = concat!("```\n", $setup, "\nlet mut room = [std::mem::MaybeUninit::uninit(); 24];\nassert_eq!(v.to_bytes_in(Order::F, &mut room)?, v.to_bytes(Order::F)?);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn to_bytes_in<'b>(&self, order: Order, room: &'b mut [core::mem::MaybeUninit<u8>]) -> Result<&'b mut [u8], Error> {
                self.parts().collect_to(crate::copy::Crew::One, order, room)
            }

            /// [`to_bytes_in`](Self::to_bytes_in) on the threads of rayon's current pool, where the bytes are so many that it pays.
            ///
            /// # Errors
            /// As for [`to_bytes_in`](Self::to_bytes_in).
            ///
            #[doc = concat!("```\n", $setup, "\nlet mut room = [std::mem::MaybeUninit::uninit(); 24];\nassert_eq!(v.par_to_bytes_in(Order::F, &mut room)?, v.to_bytes(Order::F)?);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            #[cfg(feature = "rayon")]
            pub fn par_to_bytes_in<'b>(&self, order: Order, room: &'b mut [core::mem::MaybeUninit<u8>]) -> Result<&'b mut [u8], Error> {
                self.parts().collect_to(crate::Source::as_foreign(self).crew(), order, room)
            }

            /// [`to_bytes`](Self::to_bytes) on the threads of rayon's current pool, where the bytes are so many that it pays.
            ///
            /// # Errors
            /// As for [`to_bytes`](Self::to_bytes).
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.par_to_bytes(Order::F)?, v.to_bytes(Order::F)?);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            #[cfg(feature = "rayon")]
            pub fn par_to_bytes(&self, order: Order) -> Result<Vec<u8>, Error> {
                self.parts().collect_by(crate::Source::as_foreign(self).crew(), order)
            }

            /// All items, one after the other in this order: a copy.
            ///
            /// # Errors
            /// [`Error::Type`] if the format is not that of `T`, [`Error::Allocation`] if there is no memory.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.to_vec::<i32>(Order::F)?, [0, 3, 1, 4, 2, 5]);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn to_vec<T: Element>(&self, order: Order) -> Result<Vec<T>, Error> {
                crate::typed::collect(self.parts(), crate::copy::Crew::One, order)
            }

            /// [`to_vec`](Self::to_vec) on the threads of rayon's current pool, where the bytes are so many that it pays.
            ///
            /// # Errors
            /// As for [`to_vec`](Self::to_vec).
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.par_to_vec::<i32>(Order::F)?, [0, 3, 1, 4, 2, 5]);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            #[cfg(feature = "rayon")]
            pub fn par_to_vec<T: Element>(&self, order: Order) -> Result<Vec<T>, Error> {
                crate::typed::collect(self.parts(), crate::Source::as_foreign(self).crew(), order)
            }
        }

        impl<$($generics)*> fmt::Display for $type {
            /// The items in nested brackets, as NumPy prints them; above 1000 items only the first and last three of each axis.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                crate::display::write(self.parts(), f)
            }
        }
    };
}

pub(crate) use {attributes, fields, reading, sharing, transforms};
