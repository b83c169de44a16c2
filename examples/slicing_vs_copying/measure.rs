//! How long does making a slice take, and how long does copying it?

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use memoryview::{Buffer, Key, Order};

/// One line of the table.
pub(crate) struct Row {
    slice: String,
    meaning: String,
    shape: Vec<usize>,
    nanoseconds: f64,
    copy: Duration,
    nbytes: usize,
}

/// Measures each slice, in this run.
pub(crate) fn rows(buffer: &Buffer, slices: &[(&str, &str)]) -> Result<Vec<Row>, Box<dyn Error>> {
    let measured = slices.iter().map(|&(text, meaning)| {
        let key: Key = text.parse()?;
        let view = buffer.slice(&key)?;
        Ok(Row {
            slice: format!("[{text}]"),
            meaning: meaning.to_owned(),
            shape: view.shape().to_vec(),
            nanoseconds: slicing(buffer, &key)?,
            copy: copying(&view)?,
            nbytes: view.nbytes(),
        })
    });
    measured.collect()
}

/// The shortest of several rounds, for one slice, in nanoseconds.
fn slicing(buffer: &Buffer, key: &Key) -> Result<f64, Box<dyn Error>> {
    const CALLS: u32 = 1000;
    let view = buffer.foreign();
    let mut best = Duration::MAX;
    for _ in 0..20 {
        let start = Instant::now();
        for _ in 0..CALLS {
            black_box(&black_box(&view).slice(black_box(key))?);
        }
        best = best.min(start.elapsed());
    }
    Ok(best.as_secs_f64() * 1e9 / f64::from(CALLS))
}

/// The shortest of several copies, at least two: the first one brings the file into memory.
fn copying(view: &Buffer) -> Result<Duration, Box<dyn Error>> {
    let begun = Instant::now();
    let mut best = Duration::MAX;
    let mut rounds = 0;
    while rounds < 2 || begun.elapsed() < Duration::from_millis(400) {
        rounds += 1;
        let start = Instant::now();
        black_box(view.to_bytes(Order::C)?);
        best = best.min(start.elapsed());
    }
    Ok(best)
}

pub(crate) fn table(rows: &[Row]) {
    println!(
        "  {:<16}{:<44}{:<18}{:>9}{:>11}{:>12}{:>14}",
        "slice", "", "shape", "to slice", "to copy", "bytes moved", "copy / slice"
    );
    for row in rows {
        let shape: Vec<String> = row.shape.iter().map(usize::to_string).collect();
        let ratio = row.copy.as_secs_f64() * 1e9 / row.nanoseconds;
        println!(
            "  {:<16}{:<44}{:<18}{:>6.0} ns{:>11}{:>12}{:>14}",
            row.slice,
            row.meaning,
            format!("({})", shape.join(", ")),
            row.nanoseconds,
            time(row.copy.as_secs_f64()),
            // A copy reads every byte and writes it; a slice touches none.
            bytes(2 * row.nbytes as u64),
            thousands(ratio),
        );
    }
}

/// Time to slice and to copy against size, both axes logarithmic, as bars of text.
pub(crate) fn picture(array: &Buffer) -> Result<(), Box<dyn Error>> {
    println!(
        "\n== Rows of the array, more and more of them: '#' to copy, '|' to slice (two characters to the right: twice the time)"
    );
    let row = array.itemsize() * array.shape()[1..].iter().product::<usize>();
    let mut count = 1;
    while count <= array.shape()[0] {
        let key: Key = format!(":{count}").parse()?;
        let part = array.slice(&key)?;
        let (slice, copy) = (slicing(array, &key)?, copying_briefly(&part)?);
        let column = |ns: f64| (ns.max(1.0).log2() * 2.0).round() as usize;
        let (at, end) = (column(slice), column(copy));
        let bar: String = (0..=end.max(at))
            .map(|x| {
                if x == at {
                    '|'
                } else if x <= end {
                    '#'
                } else {
                    ' '
                }
            })
            .collect();
        println!(
            "  {:>9} {bar} {}",
            bytes((row * count) as u64),
            time(copy / 1e9)
        );
        count *= 4;
    }
    Ok(())
}

fn copying_briefly(view: &Buffer) -> Result<f64, Box<dyn Error>> {
    let mut best = f64::MAX;
    for _ in 0..3 {
        let start = Instant::now();
        black_box(view.to_bytes(Order::C)?);
        best = best.min(start.elapsed().as_secs_f64() * 1e9);
    }
    Ok(best)
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

fn time(seconds: f64) -> String {
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
