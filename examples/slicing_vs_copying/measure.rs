//! How long does making a slice take, and how long does copying it?

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use memoryview::{Buffer, Key, Order};

/// One line of the table; times in seconds.
pub(crate) struct Row {
    slice: String,
    meaning: String,
    shape: Vec<usize>,
    to_slice: f64,
    to_copy: f64,
    nbytes: usize,
}

/// Measures each slice, in this run.
pub(crate) fn rows(buffer: &Buffer, slices: &[(&str, &str)]) -> Result<Vec<Row>, Box<dyn Error>> {
    const SLICE: Duration = Duration::from_millis(5);
    const COPY: Duration = Duration::from_millis(400);
    let lent = buffer.foreign();
    let measured = slices.iter().map(|&(text, meaning)| {
        let key: Key = text.parse()?;
        let view = buffer.slice(&key)?;
        Ok(Row {
            slice: format!("[{text}]"),
            meaning: meaning.to_owned(),
            shape: view.shape().to_vec(),
            to_slice: seconds(SLICE, || used(&black_box(&lent).slice(black_box(&key))?))?,
            to_copy: seconds(COPY, || used(&view.to_bytes(Order::C)?))?,
            nbytes: view.nbytes(),
        })
    });
    measured.collect()
}

/// Seconds that `work` takes: the least of several rounds of many calls, two rounds at least and as many as begin within `limit`.
///
/// A first call, which brings the file into memory, is not timed.
pub(crate) fn seconds(
    limit: Duration,
    mut work: impl FnMut() -> Result<(), memoryview::Error>,
) -> Result<f64, Box<dyn Error>> {
    const ROUND: Duration = Duration::from_micros(50);
    let mut calls = 1_u32;
    let mut best = f64::INFINITY;
    let (begun, mut rounds) = (Instant::now(), 0);
    work()?;
    while rounds < 2 || begun.elapsed() < limit {
        let start = Instant::now();
        for _ in 0..calls {
            work()?;
        }
        let time = start.elapsed();
        if time < ROUND && calls < 1 << 20 {
            calls *= 2;
            continue;
        }
        rounds += 1;
        best = best.min(time.as_secs_f64() / f64::from(calls));
    }
    Ok(best)
}

/// Ends work whose result nobody looks at, so that the compiler does not leave it out. By reference: a view is not moved from where it was made.
pub(crate) fn used<T>(made: &T) -> Result<(), memoryview::Error> {
    black_box(made);
    Ok(())
}

pub(crate) fn table(rows: &[Row]) {
    println!(
        "  {:<16}{:<44}{:<18}{:>9}{:>11}{:>12}{:>14}",
        "slice", "", "shape", "to slice", "to copy", "bytes moved", "copy / slice"
    );
    for row in rows {
        let shape: Vec<String> = row.shape.iter().map(usize::to_string).collect();
        let ratio = row.to_copy / row.to_slice;
        println!(
            "  {:<16}{:<44}{:<18}{:>9}{:>11}{:>12}{:>14}",
            row.slice,
            row.meaning,
            format!("({})", shape.join(", ")),
            time(row.to_slice),
            time(row.to_copy),
            // A copy reads every byte and writes it; a slice touches none.
            bytes(2 * row.nbytes as u64),
            thousands(ratio),
        );
    }
}

/// `12.3 MiB`
pub(crate) fn bytes(n: u64) -> String {
    let units = ["B", "KiB", "MiB", "GiB"];
    let mut value = n as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < units.len() {
        value /= 1024.0;
        unit += 1;
    }
    let digits = if unit == 0 || value >= 100.0 { 0 } else { 1 };
    format!("{value:.digits$} {}", units[unit])
}

pub(crate) fn time(seconds: f64) -> String {
    match seconds {
        s if s < 1e-6 => format!("{:.0} ns", s * 1e9),
        s if s < 1e-3 => format!("{:.1} us", s * 1e6),
        s if s < 1.0 => format!("{:.1} ms", s * 1e3),
        s => format!("{s:.2} s"),
    }
}

/// `1 234 567`
fn thousands(n: f64) -> String {
    let digits = format!("{n:.0}");
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(c);
    }
    out
}
