//! What does it cost to parse a format, and to unpack a record with it?
//!
//! `cargo bench -p memoryview-bench --bench unpack`. The targets: `>hfB` at most 10 ns a record into values that are
//! used again and 3 ns as a tuple, `<10s2HIQ` parsed in 300 ns, and twice as many fields in at most
//! 2.5 times the time. CPython 3.11 needs 45 ns for `struct.Struct('>hfB').unpack`.

#![allow(
    missing_docs,
    reason = "what criterion's macro makes has no documentation"
)]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use memoryview::format::{Format, Value};

const RECORDS: usize = 1000;

fn unpacking(c: &mut Criterion) {
    let format = Format::parse_struct(">hfB").unwrap();
    let bytes: Vec<u8> = (0..7 * RECORDS).map(|n| (n * 37 % 251) as u8).collect();
    let mut group = c.benchmark_group("unpack >hfB, 1000 records");
    group.throughput(Throughput::Elements(RECORDS as u64));
    group.bench_function("into values that exist", |b| {
        let mut values = Vec::new();
        b.iter(|| {
            for row in black_box(&bytes).chunks_exact(7) {
                format.unpack_into(row, &mut values).unwrap();
                black_box(&mut values);
            }
        });
    });
    group.bench_function("into new values", |b| {
        b.iter(|| {
            for row in format.iter_unpack(black_box(&bytes)).unwrap() {
                black_box(row.unwrap());
            }
        });
    });
    group.bench_function("as a tuple, checked once", |b| {
        let typed = format.typed::<(i16, f32, u8)>().unwrap();
        b.iter(|| {
            for row in black_box(&bytes).chunks_exact(7) {
                black_box(typed.unpack(row).unwrap());
            }
        });
    });
    group.bench_function("as a tuple, checked each time", |b| {
        b.iter(|| {
            for row in black_box(&bytes).chunks_exact(7) {
                black_box(format.unpack_as::<(i16, f32, u8)>(row).unwrap());
            }
        });
    });
    group.bench_function("packed again", |b| {
        let values: [Value; 3] = [1.into(), 1.5.into(), 7.into()];
        let mut target = [0; 7];
        b.iter(|| {
            for _ in 0..RECORDS {
                format
                    .pack_into(black_box(&values), &mut target, 0)
                    .unwrap();
                black_box(&mut target);
            }
        });
    });
    group.finish();
}

fn parsing(c: &mut Criterion) {
    let mut group = c.benchmark_group("parse");
    for text in ["i", "<10s2HIQ", "T{b:a:xxxi:b:(2,3)d:c:}"] {
        group.bench_function(text, |b| {
            b.iter(|| Format::parse(black_box(text)).unwrap());
        });
    }
    group.bench_function("<10s2HIQ as struct", |b| {
        b.iter(|| Format::parse_struct(black_box("<10s2HIQ")).unwrap());
    });
    group.finish();
}

fn scaling(c: &mut Criterion) {
    let mut group = c.benchmark_group("parse a record of n fields");
    for fields in [1000, 2000, 4000, 8000, 16000] {
        let items: String = (0..fields).map(|n| format!("<i:field{n}:")).collect();
        let text = format!("T{{{items}}}");
        group.throughput(Throughput::Elements(fields));
        group.bench_with_input(BenchmarkId::from_parameter(fields), &text, |b, text| {
            b.iter(|| Format::parse(black_box(text)).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, unpacking, parsing, scaling);
criterion_main!(benches);
