//! What does making a view cost, against `ndarray`'s views of dynamic and of static rank, and against copying the same selection?
//!
//! `cargo bench -p memoryview-bench --bench slicing`. Each pair does the same on the same array; the ratio of the two lines is the figure to quote.
#![allow(
    missing_docs,
    reason = "the macros of criterion write functions without"
)]

use std::hint::black_box;

use criterion::{Bencher, Criterion, criterion_group, criterion_main};
use memoryview::{Order, Slice, Spec, Value, View};
use ndarray::{ArrayD, ArrayView, Axis, Ix1, Ix4, Ix6, IxDyn, SliceInfoElem, s};

const SHAPES: [(&str, &[usize]); 3] = [
    ("1-D", &[4096]),
    ("4-D", &[8, 8, 8, 8]),
    ("6-D", &[4, 4, 4, 4, 4, 4]),
];

/// Times making a value where it stands. (Returning it from the closure would time moving it, too.)
fn make<T>(b: &mut Bencher<'_>, make: impl Fn() -> T) {
    b.iter(|| {
        black_box(&make());
    });
}

fn slices(c: &mut Criterion) {
    let data: Vec<f32> = (0..4096).map(|i| i as f32).collect();
    let rev = Slice::REV;
    for (name, shape) in SHAPES {
        let view = View::from_slice(&data).reshape(shape).unwrap();
        let array = ArrayD::from_shape_vec(IxDyn(shape), data.clone()).unwrap();
        let array = array.view();
        let mut group = c.benchmark_group(format!("slice {name}"));
        match shape.len() {
            1 => {
                group.bench_function("memoryview", |b| {
                    make(b, || black_box(&view).slice(black_box(2)..-2).unwrap())
                });
                group.bench_function("ndarray", |b| {
                    make(b, || black_box(&array).slice(s![black_box(2)..-2]))
                });
                let fixed: ArrayView<'_, f32, Ix1> = array.clone().into_dimensionality().unwrap();
                group.bench_function("ndarray, static rank", |b| {
                    make(b, || black_box(&fixed).slice(s![black_box(2)..-2]))
                });
                group.bench_function("memoryview, copied to fresh memory", |b| {
                    let part = view.slice(black_box(2)..-2).unwrap();
                    make(b, || black_box(&part).to_bytes(Order::C).unwrap())
                });
                group.bench_function("ndarray, copied to fresh memory", |b| {
                    let part = array.slice(s![black_box(2)..-2]);
                    make(b, || black_box(&part).to_owned())
                });
            }
            4 => {
                group.bench_function("memoryview", |b| {
                    make(b, || {
                        black_box(&view)
                            .slice((1.., black_box(2), ..-1, rev))
                            .unwrap()
                    })
                });
                group.bench_function("ndarray", |b| {
                    make(b, || {
                        black_box(&array).slice(s![1.., black_box(2), ..-1, ..;-1])
                    })
                });
                let fixed: ArrayView<'_, f32, Ix4> = array.clone().into_dimensionality().unwrap();
                group.bench_function("ndarray, static rank", |b| {
                    make(b, || {
                        black_box(&fixed).slice(s![1.., black_box(2), ..-1, ..;-1])
                    })
                });
                group.bench_function("memoryview, copied to fresh memory", |b| {
                    let part = view.slice((1.., black_box(2), ..-1, rev)).unwrap();
                    make(b, || black_box(&part).to_bytes(Order::C).unwrap())
                });
                group.bench_function("ndarray, copied to fresh memory", |b| {
                    let part = array.slice(s![1.., black_box(2), ..-1, ..;-1]);
                    make(b, || black_box(&part).to_owned())
                });
            }
            _ => {
                group.bench_function("memoryview", |b| {
                    make(b, || {
                        black_box(&view)
                            .slice((1.., black_box(2), ..-1, rev, .., 1..3))
                            .unwrap()
                    })
                });
                group.bench_function("ndarray", |b| {
                    make(b, || {
                        black_box(&array).slice(s![1.., black_box(2), ..-1, ..;-1, .., 1..3])
                    })
                });
                let fixed: ArrayView<'_, f32, Ix6> = array.clone().into_dimensionality().unwrap();
                group.bench_function("ndarray, static rank", |b| {
                    make(b, || {
                        black_box(&fixed).slice(s![1.., black_box(2), ..-1, ..;-1, .., 1..3])
                    })
                });
                group.bench_function("memoryview, copied to fresh memory", |b| {
                    let part = view
                        .slice((1.., black_box(2), ..-1, rev, .., 1..3))
                        .unwrap();
                    make(b, || black_box(&part).to_bytes(Order::C).unwrap())
                });
                group.bench_function("ndarray, copied to fresh memory", |b| {
                    let part = array.slice(s![1.., black_box(2), ..-1, ..;-1, .., 1..3]);
                    make(b, || black_box(&part).to_owned())
                });
            }
        }
        group.finish();
    }
    let key = "1:, 2, :-1, ::-1".parse::<memoryview::Key>().unwrap();
    let array = ArrayD::from_shape_vec(IxDyn(&[8, 8, 8, 8]), data.clone()).unwrap();
    let view = View::from_slice(&data).reshape([8, 8, 8, 8]).unwrap();
    let mut group = c.benchmark_group("slice 4-D by a key known at run time");
    group.bench_function("memoryview", |b| {
        make(b, || black_box(&view).slice(black_box(&key)).unwrap())
    });
    let info: Vec<SliceInfoElem> = s![1.., 2, ..-1, ..;-1].as_ref().to_vec();
    group.bench_function("ndarray", |b| {
        let array = array.view();
        make(b, || black_box(&array).slice(black_box(&info[..])))
    });
    group.finish();
}

fn other_transforms(c: &mut Criterion) {
    let data: Vec<f32> = (0..4096).map(|i| i as f32).collect();
    let view = View::from_slice(&data).reshape([8, 8, 8, 8]).unwrap();
    let array = ArrayD::from_shape_vec(IxDyn(&[8, 8, 8, 8]), data.clone()).unwrap();
    let array = array.view();
    let mut group = c.benchmark_group("permute 4-D");
    group.bench_function("memoryview", |b| {
        make(b, || black_box(&view).permute([3, 1, 0, 2]).unwrap())
    });
    group.bench_function("ndarray", |b| {
        make(b, || {
            black_box(&array)
                .clone()
                .permuted_axes(IxDyn(&[3, 1, 0, 2]))
        })
    });
    group.finish();
    let mut group = c.benchmark_group("select one index of an axis");
    group.bench_function("memoryview", |b| {
        make(b, || black_box(&view).select(1, black_box(3)).unwrap())
    });
    group.bench_function("ndarray", |b| {
        make(b, || black_box(&array).index_axis(Axis(1), black_box(3)))
    });
    group.finish();
    let records = vec![0_u8; 12 * 1000];
    let spec = Spec::new("T{<H:id:d:at:h:x:}").unwrap();
    let records = View::from_bytes(&records, &spec).unwrap();
    let mut group = c.benchmark_group("a field of 1000 packed records");
    group.bench_function("memoryview", |b| {
        make(b, || black_box(&records).field(black_box("at")).unwrap())
    });
    group.bench_function("memoryview, copied to fresh memory", |b| {
        let at = records.field("at").unwrap();
        make(b, || black_box(&at).to_bytes(Order::C).unwrap())
    });
    group.finish();
    let mut group = c.benchmark_group("clone 4-D");
    group.bench_function("memoryview", |b| make(b, || black_box(&view).clone()));
    group.bench_function("ndarray", |b| make(b, || black_box(&array).clone()));
    group.finish();
}

fn items(c: &mut Criterion) {
    let data: Vec<f32> = (0..4096).map(|i| i as f32).collect();
    let view = View::from_slice(&data).reshape([16, 16, 16]).unwrap();
    let typed = view.typed::<f32>().unwrap();
    let array = ArrayD::from_shape_vec(IxDyn(&[16, 16, 16]), data.clone()).unwrap();
    let mut group = c.benchmark_group("one item of a 3-D view");
    let at = [3_usize, 4, 5];
    group.bench_function("memoryview, typed", |b| {
        b.iter(|| black_box(&typed).get(black_box(at)).unwrap())
    });
    group.bench_function("memoryview, type compared each time", |b| {
        b.iter(|| black_box(&view).get::<f32>(black_box(at)).unwrap())
    });
    group.bench_function("memoryview, as a value", |b| {
        b.iter(|| -> Value { black_box(&view).item(black_box(at)).unwrap() })
    });
    group.bench_function("ndarray", |b| {
        b.iter(|| black_box(&array)[black_box(&at[..])])
    });
    group.finish();
}

criterion_group!(benches, slices, other_transforms, items);
criterion_main!(benches);
