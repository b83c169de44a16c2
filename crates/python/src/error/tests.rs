//! Every kind of refusal is the exception that Python's own memoryview would raise for it.

use memoryview_strided::{Buffer, Error, Layout, Order, Slice, Spec, View};
use pyo3::prelude::*;

use super::Fault;

fn name(error: impl Into<Error>) -> String {
    Python::attach(|py| {
        let raised = PyErr::from(Fault::from(error.into()));
        raised.get_type(py).to_string()
    })
}

#[test]
fn a_kind_is_an_exception() {
    let v = View::from_slice(&[1i32, 2, 3]);
    assert_eq!(name(v.get::<i32>([3]).unwrap_err()), "<class 'IndexError'>");
    let step = Slice::new(None, None, 0);
    assert_eq!(name(v.slice(step).unwrap_err()), "<class 'ValueError'>");
    assert_eq!(name(v.get::<f32>([0]).unwrap_err()), "<class 'TypeError'>");
    let back = v.slice(Slice::REV).unwrap();
    assert_eq!(name(back.as_bytes().unwrap_err()), "<class 'BufferError'>");
    let huge = Layout::contiguous(&[usize::MAX / 2], 8, Order::C).unwrap_err();
    assert_eq!(name(huge), "<class 'OverflowError'>");
    let spec = Spec::new("B").unwrap();
    let file = Buffer::read("no such file", &spec).unwrap_err();
    assert_eq!(name(file), "<class 'FileNotFoundError'>");
    let folder = Buffer::read(std::env::temp_dir(), &spec).unwrap_err();
    let class = name(folder);
    assert!(
        class.contains("Error") && !class.contains("Buffer"),
        "{class}"
    );
}

#[test]
fn an_exception_stays_itself() {
    Python::attach(|py| {
        let raised = py.eval(c"1/0", None, None).unwrap_err();
        let back = PyErr::from(Fault::from(raised));
        assert_eq!(back.to_string(), "ZeroDivisionError: division by zero");
    });
}
