//! Which functions and methods do the two modules have?
//!
//! The functions keep a `Struct` for each format that they were called with.

use std::ffi::CStr;
use std::marker::PhantomData;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};

use super::calls;
use super::class::{Class, Held};
use super::entry::{self, Arguments, Call, Given};
use super::parsed::Parsed;
use crate::beside::beside;

/// So many formats are kept; one more, and all are forgotten.
const KEPT: usize = 100;

/// The `Struct` of a format, from the cache where it is there.
fn kept<'py, C: Class>(format: &Bound<'py, PyAny>) -> PyResult<Bound<'py, C>> {
    let py = format.py();
    let cache = C::cache()
        .get_or_init(py, || PyDict::new(py).unbind())
        .bind(py);
    if let Some(found) = cache.get_item(format)? {
        return Ok(found.cast_into()?);
    }
    let made = Bound::new(py, C::of(Held::of(Parsed::of(format, C::MODE)?)))?;
    if cache.len() >= KEPT {
        cache.clear();
    }
    cache.set_item(format, &made)?;
    Ok(made)
}

/// Functions and methods: the type that stands for it, its name, the arguments, what it does and what `help` says.
macro_rules! calls {
    ($($call:ident $name:literal $arguments:ident $deed:expr; $doc:literal)*) => {$(
        struct $call<C>(PhantomData<C>);

        impl<C: Class> Call for $call<C> {
            const NAME: &'static CStr = $name;
            const DOC: &'static CStr = $doc;
            const ARGUMENTS: Arguments = Arguments::$arguments;
            const DEED: entry::Deed = $deed;
        }
    )*};
}

type Answer<'py> = PyResult<Bound<'py, PyAny>>;

calls! {
    Pack c"pack" Many method_pack::<C>; c"pack($self, /, *values)
--

Return a bytes object containing the values packed according to the format; padding is 0.

Raises struct.error for another number of values than the format has, and for one that does not fit.

>>> Struct('>hB').pack(1, 2)
b'\\x00\\x01\\x02'"

    PackInto c"pack_into" Many method_pack_into::<C>; c"pack_into($self, buffer, offset, /, *values)
--

Write the packed values into the writable buffer from offset on, in bytes; a negative one counts from the end.

Raises struct.error as pack does, and where there is no room. memoryview_rs.struct then writes nothing;
memoryview_rs.strict.struct has written what comes before the value, as CPython does.

>>> target = bytearray(4)
>>> Struct('>h').pack_into(target, 2, 258)
>>> target
bytearray(b'\\x00\\x00\\x01\\x02')"

    Unpack c"unpack" One method_unpack::<C>; c"unpack($self, buffer, /)
--

Return a tuple of the values that a buffer holds, whose size in bytes must be that of the format.

Raises struct.error if it is not. A record in the format is a tuple in the result, a sub-array inside one a list.

>>> Struct('>hB').unpack(b'\\x00\\x01\\x02')
(1, 2)"

    UnpackFrom c"unpack_from" Named method_unpack_from::<C>; c"unpack_from($self, /, buffer, offset=0)
--

Return a tuple of the values that a buffer holds from offset on, in bytes; a negative one counts from the end.

Raises struct.error if fewer bytes are left than the format has.

>>> Struct('>h').unpack_from(b'\\x00\\x01\\x02', 1)
(258,)"

    IterUnpack c"iter_unpack" One method_iter_unpack::<C>; c"iter_unpack($self, buffer, /)
--

Return an iterator over the tuples of a buffer, whose size must be a multiple of the format's.

Raises struct.error if it is not, or if the format has no bytes. The buffer is held until the end was reached.

>>> list(Struct('>h').iter_unpack(b'\\x00\\x01\\x00\\x02'))
[(1,), (2,)]"

    ModulePack c"pack" Many pack::<C>; c"pack(format, /, *values)
--

Return a bytes object containing the values packed according to the format; padding is 0.

Raises struct.error for another number of values than the format has, and for one that does not fit.

>>> pack('>hB', 1, 2)
b'\\x00\\x01\\x02'"

    ModulePackInto c"pack_into" Many pack_into::<C>; c"pack_into(format, buffer, offset, /, *values)
--

Write the packed values into the writable buffer from offset on, in bytes; a negative one counts from the end.

Raises struct.error as pack does, and where there is no room. memoryview_rs.struct then writes nothing;
memoryview_rs.strict.struct has written what comes before the value, as CPython does.

>>> target = bytearray(4)
>>> pack_into('>h', target, 2, 258)
>>> target
bytearray(b'\\x00\\x00\\x01\\x02')"

    ModuleUnpack c"unpack" Many unpack::<C>; c"unpack(format, buffer, /)
--

Return a tuple of the values that a buffer holds, whose size in bytes must be calcsize(format).

Raises struct.error if it is not. A record in the format is a tuple in the result, a sub-array inside one a list.

>>> unpack('>hB', b'\\x00\\x01\\x02')
(1, 2)"

    ModuleUnpackFrom c"unpack_from" Named unpack_from::<C>; c"unpack_from(format, /, buffer, offset=0)
--

Return a tuple of the values that a buffer holds from offset on, in bytes; a negative one counts from the end.

Raises struct.error if fewer bytes are left than the format has.

>>> unpack_from('>h', b'\\x00\\x01\\x02', 1)
(258,)"

    ModuleIterUnpack c"iter_unpack" Many iter_unpack::<C>; c"iter_unpack(format, buffer, /)
--

Return an iterator over the tuples of a buffer, whose size must be a multiple of calcsize(format).

Raises struct.error if it is not, or if the format has no bytes. The buffer is held until the end was reached.

>>> list(iter_unpack('>h', b'\\x00\\x01\\x00\\x02'))
[(1,), (2,)]"

    Calcsize c"calcsize" One calcsize::<C>; c"calcsize(format, /)
--

Return the size in bytes of an item of this format.

>>> calcsize('>hB')
3"

    ClearCache c"_clearcache" Many clear_cache::<C>; c"_clearcache()
--

Forget the formats that the functions were called with."
}

fn method_pack<'py, C: Class>(this: &Bound<'py, PyAny>, given: Given<'_, 'py>) -> Answer<'py> {
    calls::pack(this.cast::<C>()?.get().held().get(), given).map(Bound::into_any)
}

fn method_pack_into<'py, C: Class>(this: &Bound<'py, PyAny>, given: Given<'_, 'py>) -> Answer<'py> {
    at_least("pack_into", 2, given)?;
    calls::pack_into(this.cast::<C>()?.get().held().get(), given, C::MODE, 0)?;
    Ok(none(given))
}

fn method_unpack<'py, C: Class>(this: &Bound<'py, PyAny>, given: Given<'_, 'py>) -> Answer<'py> {
    let buffer = argument(given, 0)?;
    calls::unpack(this.cast::<C>()?.get().held().get(), &buffer).map(Bound::into_any)
}

fn method_unpack_from<'py, C: Class>(
    this: &Bound<'py, PyAny>,
    given: Given<'_, 'py>,
) -> Answer<'py> {
    calls::unpack_from(this.cast::<C>()?.get().held().get(), given, 0).map(Bound::into_any)
}

fn method_iter_unpack<'py, C: Class>(
    this: &Bound<'py, PyAny>,
    given: Given<'_, 'py>,
) -> Answer<'py> {
    let buffer = argument(given, 0)?;
    calls::iter_unpack(this.cast::<C>()?.get().held().get(), &buffer).map(Bound::into_any)
}

fn pack<'py, C: Class>(_: &Bound<'py, PyAny>, given: Given<'_, 'py>) -> Answer<'py> {
    at_least("pack", 1, given)?;
    let made = kept::<C>(&*argument(given, 0)?)?;
    calls::pack(made.get().held().get(), given.after(1)).map(Bound::into_any)
}

fn pack_into<'py, C: Class>(_: &Bound<'py, PyAny>, given: Given<'_, 'py>) -> Answer<'py> {
    at_least("pack_into", 3, given)?;
    let made = kept::<C>(&*argument(given, 0)?)?;
    calls::pack_into(made.get().held().get(), given.after(1), C::MODE, 1)?;
    Ok(none(given))
}

fn unpack<'py, C: Class>(_: &Bound<'py, PyAny>, given: Given<'_, 'py>) -> Answer<'py> {
    exactly_two("unpack", given)?;
    let made = kept::<C>(&*argument(given, 0)?)?;
    calls::unpack(made.get().held().get(), &*argument(given, 1)?).map(Bound::into_any)
}

fn unpack_from<'py, C: Class>(_: &Bound<'py, PyAny>, given: Given<'_, 'py>) -> Answer<'py> {
    if given.names().1 == 0 {
        let text = "unpack_from() takes at least 1 positional argument (0 given)";
        return Err(PyTypeError::new_err(text));
    }
    // CPython looks at the other arguments first, but only at how many there are and how they are named.
    let made = kept::<C>(&*argument(given, 0)?)?;
    calls::unpack_from(made.get().held().get(), given.after(1), 1).map(Bound::into_any)
}

fn iter_unpack<'py, C: Class>(_: &Bound<'py, PyAny>, given: Given<'_, 'py>) -> Answer<'py> {
    exactly_two("iter_unpack", given)?;
    let made = kept::<C>(&*argument(given, 0)?)?;
    calls::iter_unpack(made.get().held().get(), &*argument(given, 1)?).map(Bound::into_any)
}

fn calcsize<'py, C: Class>(_: &Bound<'py, PyAny>, given: Given<'_, 'py>) -> Answer<'py> {
    let made = kept::<C>(&*argument(given, 0)?)?;
    let size = made.get().held().get().map_or(0, |version| version.size);
    Ok(size.into_pyobject(given.py())?.into_any())
}

fn clear_cache<'py, C: Class>(_: &Bound<'py, PyAny>, given: Given<'_, 'py>) -> Answer<'py> {
    if let Some(cache) = C::cache().get(given.py()) {
        cache.bind(given.py()).clear();
    }
    Ok(none(given))
}

fn none<'py>(given: Given<'_, 'py>) -> Bound<'py, PyAny> {
    given.py().None().into_bound(given.py())
}

#[inline]
fn argument<'a, 'py>(given: Given<'a, 'py>, index: usize) -> PyResult<Borrowed<'a, 'py, PyAny>> {
    given
        .get(index)
        .ok_or_else(|| PyTypeError::new_err("missing format argument"))
}

/// CPython 3.15 counts before it looks at any.
#[inline]
fn at_least(function: &str, least: usize, given: Given<'_, '_>) -> PyResult<()> {
    let found = given.len();
    if found >= least || !beside().counts_arguments {
        return Ok(());
    }
    let s = if least == 1 { "" } else { "s" };
    Err(PyTypeError::new_err(format!(
        "{function} expected at least {least} argument{s}, got {found}"
    )))
}

fn exactly_two(function: &str, given: Given<'_, '_>) -> PyResult<()> {
    match given.len() {
        2 => Ok(()),
        found => Err(PyTypeError::new_err(format!(
            "{function} expected 2 arguments, got {found}"
        ))),
    }
}

/// The methods of the class.
pub(super) fn add_methods<C: Class>(class: &Bound<'_, PyType>) -> PyResult<()> {
    entry::add_method::<Pack<C>>(class)?;
    entry::add_method::<PackInto<C>>(class)?;
    entry::add_method::<Unpack<C>>(class)?;
    entry::add_method::<UnpackFrom<C>>(class)?;
    entry::add_method::<IterUnpack<C>>(class)
}

/// The functions of the module; `name` is what they call it.
pub(super) fn add_functions<C: Class>(module: &Bound<'_, PyModule>, name: &str) -> PyResult<()> {
    entry::add_function::<ModulePack<C>>(module, name)?;
    entry::add_function::<ModulePackInto<C>>(module, name)?;
    entry::add_function::<ModuleUnpack<C>>(module, name)?;
    entry::add_function::<ModuleUnpackFrom<C>>(module, name)?;
    entry::add_function::<ModuleIterUnpack<C>>(module, name)?;
    entry::add_function::<Calcsize<C>>(module, name)?;
    entry::add_function::<ClearCache<C>>(module, name)
}
