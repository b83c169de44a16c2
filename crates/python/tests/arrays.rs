//! Functions that take and return arrays, called from Python; NumPy must be there: what it says is right.

use memoryview_python::{Fault, PyView, ToPython, export, export_mut};
use memoryview_strided::{Buffer, Slice};
use pyo3::prelude::*;
use pyo3::types::PyDict;

#[path = "../examples/sum_axis.rs"]
mod sum_axis;

#[pyfunction]
fn assign(py: Python<'_>, to: PyView, from: PyView) -> Result<(), Fault> {
    Ok(to.foreign(py).assign(&from.foreign(py))?)
}

#[pyfunction]
fn reversed(py: Python<'_>, x: PyView) -> Result<ToPython, Fault> {
    let bytes = x.foreign(py).to_bytes(Default::default())?;
    let spec = memoryview_strided::Spec::from_format(x.format().clone()).shape(x.layout().shape());
    Ok(ToPython(
        Buffer::from_bytes(bytes, &spec)?.slice(Slice::REV)?,
    ))
}

/// Runs Python code that asserts.
fn run(code: &std::ffi::CStr) {
    Python::attach(|py| {
        let globals = PyDict::new(py);
        let functions = [
            wrap_pyfunction!(assign, py),
            wrap_pyfunction!(reversed, py),
            wrap_pyfunction!(sum_axis::sum_axis, py),
        ];
        for function in functions {
            let function = function.unwrap();
            globals
                .set_item(function.getattr("__name__").unwrap(), function)
                .unwrap();
        }
        if let Err(error) = py.run(code, Some(&globals), None) {
            panic!("{error}: {:?}", error.traceback(py).map(|t| t.format()));
        }
    });
}

#[test]
fn one_array_twice() {
    run(c"
import array
x = array.array('i', range(6))
assign(x, x)
assign(x, memoryview(x)[::-1])
assert x.tolist() == [5, 4, 3, 2, 1, 0]
assign(memoryview(x)[1:], memoryview(x)[:-1])
assert x.tolist() == [5, 5, 4, 3, 2, 1]
x.append(1)
");
}

#[test]
fn refusals_are_exceptions() {
    run(c"
def refused(kind, text, f, *args):
    try:
        f(*args)
    except kind as error:
        assert text in str(error), error
    else:
        raise AssertionError(kind)

refused(TypeError, \"'list'\", reversed, [1])
refused(BufferError, 'read-only', assign, b'abc', b'xyz')
refused(ValueError, 'shape', assign, bytearray(3), b'ab')
refused(IndexError, 'axis', sum_axis, b'abc', 1)
");
}

#[test]
fn buffers_arrive_as_memoryviews() {
    run(c"
v = reversed(b'abc')
assert type(v) is memoryview and v.readonly
assert (v.tolist(), v.strides, v.format) == ([99, 98, 97], (-1,), 'B')
assert reversed(v).tobytes() == b'abc'
");
}

#[test]
fn any_array_of_numpy() {
    run(c"
import numpy as np
for dtype in ['?', 'i1', '>i2', '<u4', '>i8', '<f2', '>f4', 'f8']:
    x = np.arange(24).reshape(2, 3, 4).astype(dtype)[:, ::-1, ::2].T
    for axis in range(-3, 3):
        assert np.array_equal(sum_axis(x, axis), x.sum(axis, dtype='f8')), (dtype, axis)
table = np.zeros((2, 5), [('a', '<i2'), ('b', '>f8')])
table['b'] = np.arange(10).reshape(2, 5)
assert np.array_equal(sum_axis(table['b'], 0), table['b'].sum(0))
back = np.asarray(reversed(table))
assert back.dtype == table.dtype and (back == table[::-1]).all()
");
}

#[test]
fn exports_end_with_their_users() {
    Python::attach(|py| {
        let object = export_mut(py, Buffer::from_vec(vec![1u16, 2, 3])).unwrap();
        let x: PyView = object.extract().unwrap();
        x.foreign(py).set([0], 7u16).unwrap();
        assert!(x.shared().is_none() && !x.is_read_only());
        let read_only = export(py, Buffer::from_vec(vec![1.5f32])).unwrap();
        let y: PyView = read_only.extract().unwrap();
        drop((object, read_only));
        assert_eq!(x.foreign(py).to_string(), "[7, 2, 3]");
        assert_eq!(y.shared().unwrap().to_string(), "[1.5]");
        assert!(y.foreign(py).set([0], 2f32).is_err());
    });
}

/// NumPy's long double of 12 bytes is that of x86 with 32 bits: `g` would say another size elsewhere, so it is not exported as that.
#[test]
fn another_machines_long_doubles_are_not_exported_as_ours() {
    let spec = memoryview_strided::Spec::new("<f12").unwrap().shape([1]);
    let buffer = Buffer::from_bytes(vec![0; 12], &spec).unwrap();
    let ours = memoryview_strided::Format::parse("g").unwrap().size() == 12;
    Python::attach(|py| match export(py, buffer) {
        Ok(object) => {
            assert!(ours);
            let view = pyo3::types::PyMemoryView::from(&object).unwrap();
            assert_eq!(view.getattr("itemsize").unwrap().to_string(), "12");
        }
        Err(error) => assert_eq!(
            error.to_string(),
            "BufferError: a long double of another platform is not supported"
        ),
    });
}

#[test]
fn no_references_in_memory_of_rust() {
    // NumPy would follow them when the array is gone.
    run(c"
import numpy
for dtype in ('O', [('n', 'i4'), ('what', 'O')]):
    try:
        reversed(numpy.zeros(3, dtype))
    except BufferError as error:
        assert 'holds no references' in str(error), error
    else:
        raise AssertionError(dtype)
");
}

#[test]
fn records_with_padding_at_their_end_reach_numpy() {
    run(c"
import numpy
padded = numpy.dtype({'names': ['a', 'b'], 'formats': ['<i4', '<i2'], 'offsets': [0, 4], 'itemsize': 9})
x = numpy.zeros(3, padded)
x.view('u1')[:] = numpy.arange(x.nbytes)
y = numpy.asarray(reversed(x))
assert y.dtype == padded and y.tolist() == x[::-1].tolist()
");
}

/// NumPy leaves that padding out of its text, and looks for the second record elsewhere: <https://github.com/numpy/numpy/issues/7797>.
#[test]
fn padding_within_records_is_found_by_the_dtype() {
    run(c"
import numpy
inner = numpy.dtype({'names': ['a', 'b'], 'formats': ['<i4', '<i2'], 'offsets': [0, 4], 'itemsize': 9})
for dtype in (
    [('n', inner, (2,)), ('c', 'i1')],
    [('n', inner), ('c', '<i4')],
    [('c', 'i1'), ('n', [('m', inner, (2, 1))], (2,))],
):
    x = numpy.zeros(3, dtype)
    x.view('u1')[:] = numpy.arange(x.nbytes)
    y, z = numpy.asarray(reversed(x)), numpy.zeros(3, dtype)
    assign(z, x)
    assert y.dtype == x.dtype
    for field in ('a', 'b'):
        part = lambda v: v['n'][field] if 'm' not in v['n'].dtype.names else v['n']['m'][field]
        assert (part(z) == part(x)).all() and (part(y) == part(x)[::-1]).all(), (dtype, field)
    assert (z['c'] == x['c']).all()
");
}
