//! Which arguments has a call, by place and by name, and what does CPython 3.13 say of wrong ones?
//!
//! As CPython's own functions take theirs (`_PyArg_UnpackKeywords`), in its words and its order.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

/// What a function takes: by name, or by place in this order.
pub(crate) struct Function<const R: usize, const O: usize> {
    pub(crate) name: &'static str,
    /// How many arguments stand before these; they have places only, and were taken already.
    pub(crate) before: usize,
    pub(crate) required: [&'static str; R],
    pub(crate) optional: [&'static str; O],
}

/// The arguments of a call.
type Taken<'py, const R: usize, const O: usize> =
    ([Bound<'py, PyAny>; R], [Option<Bound<'py, PyAny>>; O]);

impl<const R: usize, const O: usize> Function<R, O> {
    /// # Errors
    /// `TypeError` for too many arguments, too few, unknown ones and those that are given twice.
    pub(crate) fn taken<'py>(
        &self,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Taken<'py, R, O>> {
        let named = || kwargs.into_iter().flat_map(|named| named.iter());
        let values = args.iter().chain(named().map(|(_, value)| value));
        self.given(values, args.len(), named().map(|(name, _)| name))
    }

    /// As [`taken`](Self::taken), of arguments one after the other: first those that are `placed`, then as many as there are names.
    pub(crate) fn given<'py>(
        &self,
        mut values: impl Iterator<Item = Bound<'py, PyAny>>,
        placed: usize,
        names: impl Iterator<Item = Bound<'py, PyAny>>,
    ) -> PyResult<Taken<'py, R, O>> {
        let (mut required, mut optional) = ([const { None }; R], [const { None }; O]);
        let mut given = placed;
        let mut slots = required.iter_mut().chain(&mut optional);
        for value in values.by_ref().take(placed) {
            if let Some(slot) = slots.next() {
                *slot = Some(value);
            }
        }
        let (mut twice, mut unknown) = (None, None);
        for (word, value) in names.zip(values) {
            given += 1;
            let word = word.extract::<String>()?;
            match self.names().position(|known| known == word) {
                Some(place) if place < placed => {
                    twice = Some(twice.map_or(place, |first: usize| first.min(place)));
                }
                Some(place) if place < R => required[place] = Some(value),
                Some(place) => optional[place - R] = Some(value),
                None => unknown = unknown.or(Some(word)),
            }
        }
        let name = self.name;
        let missing = required.iter().position(Option::is_none);
        let text = if given > R + O {
            let (most, all) = (R + O + self.before, given + self.before);
            let keyword = if placed + self.before == 0 {
                "keyword "
            } else {
                ""
            };
            let s = if most == 1 { "" } else { "s" };
            format!("{name}() takes at most {most} {keyword}argument{s} ({all} given)")
        } else if let Some(place) = missing {
            let (word, position) = (self.required[place], place + self.before + 1);
            format!("{name}() missing required argument '{word}' (pos {position})")
        } else if let Some(place) = twice {
            let word = self.names().nth(place).unwrap_or_default();
            let position = place + self.before + 1;
            format!("argument for {name}() given by name ('{word}') and position ({position})")
        } else if let Some(word) = unknown {
            format!("{name}() got an unexpected keyword argument '{word}'")
        } else {
            let there = |value: Option<_>| value.unwrap_or_else(|| unreachable!("none is missing"));
            return Ok((required.map(there), optional));
        };
        Err(PyTypeError::new_err(text))
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.required.into_iter().chain(self.optional)
    }
}
