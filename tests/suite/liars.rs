//! What if safe code of others lies, panics or leaks, wherever a trait, a closure or a guard lets it?
//!
//! Owners that answer differently each time are in `doors`.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use memoryview::{
    Buffer, Error, FieldPath, FieldStep, ForeignView, Index, IndirectView, IntoKey, Order, Source,
    Spec, Tolerance, Value, View, ViewMut,
};

/// Is another memory at each question: of another length, and another format.
struct Fickle<'a> {
    views: [View<'a>; 2],
    asked: Cell<usize>,
}

impl Source for Fickle<'_> {
    fn as_foreign(&self) -> ForeignView<'_> {
        let asked = self.asked.replace(self.asked.get() + 1);
        let view = &self.views[asked % 2];
        // Lent by a view that has the lifetime of the borrow.
        Source::as_foreign(view)
    }
}

#[test]
fn a_source_that_is_another_each_time() {
    let (short, long) = ([7_u8; 4], [9_u8; 4000]);
    for first in [0, 1] {
        let fickle = Fickle {
            views: [View::from_slice(&short), View::from_slice(&long)],
            asked: Cell::new(first),
        };
        let wanted = if first == 0 { 7 } else { 9 };
        let mut target = vec![0_u8; 4000];
        ViewMut::from_slice(&mut target[..4])
            .assign(&fickle)
            .map_or_else(
                |error| assert!(first == 1, "{error}"),
                |()| assert!(first == 0),
            );
        fickle.asked.set(first);
        let whole = ViewMut::from_slice(&mut target).assign(&fickle);
        assert_eq!(whole.is_ok(), first == 1, "4 items do not become 4000");
        assert!(target[..4].iter().all(|&x| x == wanted));
        fickle.asked.set(first);
        let view = View::from_slice(&short);
        assert_eq!(view.diff(&fickle, Tolerance::EXACT).is_ok(), first == 0);
        fickle.asked.set(first);
        #[cfg(feature = "rayon")]
        assert_eq!(
            ViewMut::from_slice(&mut target).par_assign(&fickle).is_ok(),
            first == 1
        );
    }
}

/// Names one field when it is asked first, and another then.
struct Wandering {
    names: [&'static str; 2],
    asked: Cell<usize>,
}

impl FieldPath for Wandering {
    fn steps(&self) -> impl Iterator<Item = FieldStep<'_>> {
        let asked = self.asked.replace(self.asked.get() + 1);
        std::iter::once(FieldStep::Name(self.names[asked % 2]))
    }
}

/// A text that is another each time it is looked at.
struct Text(Wandering);

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        let asked = self.0.asked.replace(self.0.asked.get() + 1);
        self.0.names[asked % 2]
    }
}

#[test]
fn paths_that_wander_split_no_field_twice() {
    let spec = Spec::new("T{B:a:B:b:}").unwrap();
    let wander = |names, asked| Wandering {
        names,
        asked: Cell::new(asked),
    };
    for asked in [0, 1] {
        let mut bytes = [0_u8; 4];
        let view = ViewMut::from_bytes(&mut bytes, &spec).unwrap();
        // The two name different fields, or the same one, by the question.
        let paths = [wander(["a", "b"], asked), wander(["b", "b"], 0)];
        let [mut x, mut y] = match view.split_fields(paths) {
            Ok(views) => views,
            Err(_) => {
                assert_eq!(asked, 1);
                continue;
            }
        };
        x.fill(1).unwrap();
        y.fill(2).unwrap();
        assert_eq!(bytes, [1, 2, 1, 2]);
        let mut bytes = [0_u8; 4];
        let view = ViewMut::from_bytes(&mut bytes, &spec).unwrap();
        let texts = [[Text(wander(["a", "b"], 0))], [Text(wander(["a", "a"], 0))]];
        assert!(view.split_fields(texts).is_err());
    }
}

/// A key of so many new axes; of none, when it is asked again.
struct Endless(usize);

struct Parts {
    parts: Vec<Index>,
    asked: Cell<bool>,
}

impl AsRef<[Index]> for Parts {
    fn as_ref(&self) -> &[Index] {
        if self.asked.replace(true) {
            &[]
        } else {
            &self.parts
        }
    }
}

impl IntoKey for Endless {
    type Parts = Parts;

    fn into_key(self) -> Parts {
        Parts {
            parts: vec![Index::NewAxis; self.0],
            asked: Cell::new(false),
        }
    }
}

#[test]
fn keys_longer_than_any_rank() {
    let data = [1_u8, 2, 3];
    let view = View::from_slice(&data);
    assert_eq!(view.slice(Endless(63)).unwrap().ndim(), 64);
    let rows = IndirectView::from_rows(&[&data[..], &data]).unwrap();
    assert_eq!(rows.slice(Endless(62)).unwrap().shape().len(), 64);
    assert!(rows.slice(Endless(63)).is_err());
    for parts in [64, 65, 1_000_000] {
        assert!(matches!(
            view.slice(Endless(parts)),
            Err(Error::Overflow(_))
        ));
    }
}

#[test]
fn closures_that_panic_leave_the_memory_to_its_owner() {
    let panics = |work: &mut dyn FnMut()| catch_unwind(AssertUnwindSafe(work)).is_err();
    let mut data: Vec<u32> = (0..10_000).collect();
    let mut view = ViewMut::from_slice(&mut data).reshape([100, 100]).unwrap();
    assert!(panics(&mut || drop(
        view.assign_within(|_| panic!("on purpose"))
    )));
    assert!(panics(&mut || {
        let _ = view.fold_axis_as(0, 0_u32, |_, x: u32| {
            if x == 7_777 {
                panic!("on purpose")
            }
            x
        });
    }));
    #[cfg(feature = "rayon")]
    {
        use memoryview::rayon::prelude::*;
        let read = view.as_view();
        assert!(panics(&mut || {
            let _ = read.par_fold_as::<u32, u32>(|| 0, |_, _| panic!("on purpose"), |a, _| a);
        }));
        let typed = read.typed::<u32>().unwrap();
        assert!(panics(&mut || {
            typed
                .par_iter()
                .for_each(|x| assert!(x != 9_999, "on purpose"));
        }));
        assert!(panics(&mut || {
            let blocks = view.reborrow().par_blocks(64);
            blocks.for_each(|mut block| {
                block.view.fill(5).unwrap();
                assert!(block.ranges[0].start != 50, "on purpose");
            });
        }));
    }
    view.fill(Value::Int(3)).unwrap();
    assert!(data.iter().all(|&x| x == 3));
}

/// Counts how often it is dropped, and panics the first time.
struct Dropped(Vec<u8>, Arc<AtomicUsize>);

impl AsRef<[u8]> for Dropped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Dropped {
    fn drop(&mut self) {
        if self.1.fetch_add(1, Ordering::Relaxed) == 0 {
            panic!("on purpose");
        }
    }
}

#[test]
fn an_owner_whose_end_panics_ends_once() {
    let count = Arc::new(AtomicUsize::new(0));
    let owner = Dropped(vec![1, 2, 3], Arc::clone(&count));
    let buffer = Buffer::from_owner(owner, &Spec::new("B").unwrap()).unwrap();
    let slice = buffer.slice(1..).unwrap();
    drop(buffer);
    assert_eq!(slice.to_bytes(Order::C).unwrap(), [2, 3]);
    assert!(catch_unwind(AssertUnwindSafe(|| drop(slice))).is_err());
    assert_eq!(count.load(Ordering::Relaxed), 1);
    // Refused: the owner ends there, once.
    let count = Arc::new(AtomicUsize::new(1));
    let owner = Dropped(vec![1, 2, 3], Arc::clone(&count));
    assert!(Buffer::from_owner(owner, &Spec::new("B").unwrap().shape([4])).is_err());
    assert_eq!(count.load(Ordering::Relaxed), 2);
}

/// Never dropped; its address is kept, so that leak checkers know that this is on purpose.
fn leak<T>(value: T) {
    static KEPT: Mutex<Vec<usize>> = Mutex::new(vec![]);
    let address = std::ptr::from_mut(Box::leak(Box::new(value))).addr();
    KEPT.lock().unwrap().push(address);
}

/// What is never given back stays lent: nobody gets the right to write beside it.
#[test]
fn what_is_leaked_stays_lent() {
    let mut buffer = Buffer::from_vec(vec![1_u16, 2, 3]);
    leak(buffer.view_mut().unwrap());
    leak(buffer.foreign_mut().unwrap());
    buffer.view_mut().unwrap().set([0], 9_u16).unwrap();
    leak(buffer.slice(1..).unwrap());
    assert!(buffer.view_mut().is_err() && buffer.foreign_mut().is_err());
    let kept = buffer.try_into_vec::<u16>().unwrap_err().buffer;
    assert_eq!(kept.to_string(), "[9, 2, 3]");
    let mut data = [0_u8; 6];
    leak(ViewMut::from_slice(&mut data).split_at(0, 3).unwrap());
    leak(ViewMut::from_slice(&mut data).axis_iter(0).unwrap());
    leak(ViewMut::from_slice(&mut data).blocks(2));
    ViewMut::from_slice(&mut data).fill(1).unwrap();
    assert_eq!(data, [1; 6]);
}
