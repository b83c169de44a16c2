//! Which part of a record does a name, a number or a path mean?

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use memoryview_format::{Field, Form, Format};

use crate::error::AccessFault;
use crate::memory::Memory;
use crate::parts::Parts;
use crate::{Element, Error, Int, Layout, TypedView, TypedViewMut, View, ViewMut};

/// One step from a record to a field of it.
///
/// ```
/// use memoryview_strided::{FieldPath, FieldStep};
/// assert_eq!("a.b".steps().collect::<Vec<_>>(), [FieldStep::Path("a.b")]);
/// assert_eq!(["a", "b"].steps().last(), Some(FieldStep::Name("b")));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldStep<'s> {
    /// The field of exactly this name.
    Name(&'s str),
    /// The field of this number, in the order in which they were declared; negative numbers count from the end.
    Number(isize),
    /// The field of exactly this name, if there is one, and otherwise a path through records: `"a.b.c"`.
    Path(&'s str),
}

/// What names a field: a text, an integer, or a list of names.
///
/// - A text is the name of a field; if there is no such field, what stands before its first dot is one, and the rest names a field of that. So a name with a dot in
///   it is found first.
/// - An integer is the place of the field in the record; negative ones count from the end. Fields without a name are found only so.
/// - A list of texts are names, each of a field of the one before; a dot in them means nothing.
///
/// ```
/// use memoryview_strided::{Spec, View};
///
/// let spec: Spec = "<T{H:id:T{b:x:b:y:}:at:}".parse()?;
/// let v = View::from_bytes(&[1, 0, 2, 3, 4, 0, 5, 6], &spec)?;
/// assert_eq!(v.field("at.y")?.to_string(), "[3, 6]");
/// assert_eq!(v.field(["at", "x"])?.to_string(), "[2, 5]");
/// assert_eq!(v.field(0)?.to_string(), "[1, 4]");
/// assert_eq!(v.field("at.z").unwrap_err().to_string(), "no field \"z\" in format \"T{b:x:b:y:}\"");
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name a field",
    label = "no field path",
    note = "fields are named by `\"x\"`, `\"at.x\"`, a number, or a list of names"
)]
pub trait FieldPath {
    /// The steps of the path, one after the other.
    fn steps(&self) -> impl Iterator<Item = FieldStep<'_>>;
}

impl FieldPath for &str {
    fn steps(&self) -> impl Iterator<Item = FieldStep<'_>> {
        core::iter::once(FieldStep::Path(self))
    }
}

impl FieldPath for &String {
    fn steps(&self) -> impl Iterator<Item = FieldStep<'_>> {
        core::iter::once(FieldStep::Path(self))
    }
}

impl<I: Int> FieldPath for I {
    fn steps(&self) -> impl Iterator<Item = FieldStep<'_>> {
        core::iter::once(FieldStep::Number(self.to_isize()))
    }
}

impl<S: AsRef<str>> FieldPath for &[S] {
    fn steps(&self) -> impl Iterator<Item = FieldStep<'_>> {
        self.iter().map(|name| FieldStep::Name(name.as_ref()))
    }
}

impl<S: AsRef<str>, const N: usize> FieldPath for [S; N] {
    fn steps(&self) -> impl Iterator<Item = FieldStep<'_>> {
        self.iter().map(|name| FieldStep::Name(name.as_ref()))
    }
}

/// A layout of items, and what they are.
pub(crate) struct Place {
    pub(crate) layout: Layout,
    pub(crate) format: Format,
}

impl Place {
    /// The part of every item that a path names; the axes of sub-arrays stand behind the axes there are.
    pub(crate) fn follow<'s>(
        mut self,
        steps: impl IntoIterator<Item = FieldStep<'s>>,
    ) -> Result<Self, Error> {
        for step in steps {
            self = self.step(step)?;
        }
        Ok(self)
    }

    fn step(self, step: FieldStep<'_>) -> Result<Self, Error> {
        let FieldStep::Path(path) = step else {
            return self.one(step);
        };
        if self.format.field(path).is_some() {
            return self.one(FieldStep::Name(path));
        }
        match path.split_once('.') {
            Some((name, rest)) if self.format.field(name).is_some() => {
                self.one(FieldStep::Name(name))?.step(FieldStep::Path(rest))
            }
            _ => self.one(FieldStep::Name(path)),
        }
    }

    fn one(self, step: FieldStep<'_>) -> Result<Self, Error> {
        let Some(field) = find(&self.format, step) else {
            let name = match step {
                FieldStep::Name(name) | FieldStep::Path(name) => Cow::from(name),
                FieldStep::Number(n) => Cow::from(n.to_string()),
            };
            return Err(Error::Field {
                name: name.into(),
                format: self.format.to_string().into(),
            });
        };
        let (mut format, mut shape) = (field.format(), Vec::new());
        while let Form::Array(array) = format.form() {
            shape.extend_from_slice(array.shape());
            format = array.item();
        }
        let layout = self.layout.field(field.offset(), format.size(), &shape)?;
        Ok(Place { layout, format })
    }
}

fn find<'f>(format: &'f Format, step: FieldStep<'_>) -> Option<Field<'f>> {
    match step {
        FieldStep::Name(name) | FieldStep::Path(name) => format.field(name),
        FieldStep::Number(n) => {
            let fields = format.fields();
            fields.get(crate::layout::clamp::resolve(n, fields.len())?)
        }
    }
}

impl<M: Memory> Parts<M> {
    /// The part of every item that a path names.
    pub(crate) fn field(&self, path: &impl FieldPath) -> Result<Self, Error> {
        self.follow(path.steps())
    }

    fn follow<'s>(&self, steps: impl IntoIterator<Item = FieldStep<'s>>) -> Result<Self, Error> {
        let (layout, format) = (self.layout().clone(), self.format().clone());
        let Place { layout, format } = Place { layout, format }.follow(steps)?;
        // A part of each item: the reach shrinks, disjoint items stay disjoint. Rules 1 and 6 are checked once more.
        Parts::new(self.mem(), layout, format)
    }
}

impl<'a, T: Element> TypedView<'a, T> {
    /// One field of every record, as a strided view: no copy. The axes of a sub-array stand behind the axes there are.
    ///
    /// # Errors
    /// [`Error::Field`] if the items have no such field.
    ///
    #[cfg_attr(feature = "derive", doc = "```")]
    #[cfg_attr(not(feature = "derive"), doc = "```ignore")]
    /// use memoryview_strided::{Element, View};
    ///
    /// #[derive(Clone, Copy, Element)]
    /// #[repr(C)]
    /// #[element(crate = memoryview_strided)]
    /// struct Particle {
    ///     id: u64,
    ///     pos: [f64; 3],
    /// }
    ///
    /// let particles = [Particle { id: 7, pos: [1.0, 2.0, 3.0] }; 2];
    /// let pos = View::from_slice(&particles).typed::<Particle>()?.field("pos")?.typed::<f64>()?;
    /// assert_eq!((pos.shape(), pos.strides()), (&[2, 3][..], &[32, 8][..]));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn field(&self, path: impl FieldPath) -> Result<View<'a>, Error> {
        self.as_view().field(path)
    }
}

impl<'a, T: Element> TypedViewMut<'a, T> {
    /// As [`TypedView::field`], to write.
    ///
    /// # Errors
    /// As there.
    ///
    /// ```
    /// use memoryview_strided::{Element, Spec, ViewMut};
    /// # #[cfg(feature = "derive")] {
    /// #[derive(Clone, Copy, Default, Element)]
    /// #[repr(C)]
    /// #[element(crate = memoryview_strided)]
    /// struct Pixel { rgb: [u8; 3], alpha: u8 }
    ///
    /// let mut pixels = [Pixel::default(); 2];
    /// ViewMut::from_slice(&mut pixels).typed::<Pixel>()?.field("alpha")?.fill(255)?;
    /// assert_eq!((pixels[1].rgb, pixels[1].alpha), ([0; 3], 255));
    /// # }
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn field(self, path: impl FieldPath) -> Result<ViewMut<'a>, Error> {
        ViewMut::trusted(self.parts().clone()).field(path)
    }
}

impl<'a> ViewMut<'a> {
    /// Several fields at once, each as a view that can be written: they may not share a byte of the record.
    ///
    /// # Errors
    /// [`Error::Field`] if the items have no such field, [`Error::Access`] if two of the fields share a byte.
    ///
    /// ```
    /// use memoryview_strided::{Spec, ViewMut};
    ///
    /// let mut bytes = [0u8; 6];
    /// let spec: Spec = "<T{H:id:b:x:}".parse()?;
    /// let [mut id, mut x] = ViewMut::from_bytes(&mut bytes, &spec)?.split_fields(["id", "x"])?;
    /// id.fill(258)?;
    /// x.set([1], 9i8)?;
    /// assert_eq!(bytes, [2, 1, 0, 2, 1, 9]);
    /// let twice = ViewMut::from_bytes(&mut bytes, &spec)?.split_fields(["id", "id"]);
    /// assert_eq!(twice.unwrap_err().to_string(), "fields 0 and 1 of the list share a byte");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn split_fields<P: FieldPath, const N: usize>(
        self,
        paths: [P; N],
    ) -> Result<[ViewMut<'a>; N], Error> {
        let parts = self.into_parts();
        // Where each lies in one item: exactly, so that fields of records in a sub-array may alternate.
        let mut places = Vec::with_capacity(N);
        let mut views = Vec::with_capacity(N);
        for path in &paths {
            let layout = Layout::scalar(0, parts.layout().itemsize());
            let format = parts.format().clone();
            // Asked once: a path of another crate might answer otherwise the next time.
            let steps: Vec<FieldStep<'_>> = path.steps().collect();
            let place = Place { layout, format }
                .follow(steps.iter().copied())?
                .layout;
            for (first, other) in places.iter().enumerate() {
                if !place.overlaps(other).is_no() {
                    let second = places.len();
                    return Err(Error::Access(AccessFault::Fields { first, second }));
                }
            }
            places.push(place);
            // Items are disjoint, and so are these parts of one item: each view is unique, and none reaches what another does.
            views.push(ViewMut::trusted(parts.follow(steps)?));
        }
        match views.try_into() {
            Ok(views) => Ok(views),
            Err(_) => unreachable!("there are as many views as paths"),
        }
    }
}

#[cfg(test)]
mod tests;
