//! How do the costs of a slice and of a copy grow with what is selected? In lines of text and as a picture.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use memoryview::{Buffer, Order, Slice};
use memoryview_plot::{Lines, Unit, crossing};

use crate::measure::{bytes, seconds, time, used};

/// What one size costs, in seconds.
struct Point {
    nbytes: usize,
    slice: f64,
    /// Into memory that is there already: the least that any copy costs.
    memcpy: f64,
    /// Into fresh memory.
    copy: f64,
    /// Every seventh item, into fresh memory; none where the array is too short for that.
    scattered: Option<f64>,
}

/// Shows the first items of a contiguous array, more and more of them; the picture goes to `plot`.
pub(crate) fn show(array: &Buffer, plot: &Path) -> Result<(), Box<dyn Error>> {
    let points = measure(&array.reshape([-1])?)?;
    println!("\n== More and more of the array");
    println!(
        "  {:>9}{:>12}{:>12}{:>12}{:>20}",
        "selected", "to slice", "memcpy", "to copy", "every 7th item"
    );
    for point in points.iter().step_by(3) {
        println!(
            "  {:>9}{:>12}{:>12}{:>12}{:>20}",
            bytes(point.nbytes as u64),
            time(point.slice),
            time(point.memcpy),
            time(point.copy),
            point.scattered.map_or(String::new(), time)
        );
    }
    fs::write(plot, picture(&points))?;
    println!("  as a picture: {}", plot.display());
    Ok(())
}

fn measure(line: &Buffer) -> Result<Vec<Point>, Box<dyn Error>> {
    const SHORT: Duration = Duration::from_millis(5);
    const LONG: Duration = Duration::from_millis(30);
    let lent = line.foreign();
    let every_seventh = line.slice(Slice::every(7))?;
    let source = vec![1_u8; line.nbytes()];
    let mut target = vec![2_u8; line.nbytes()];
    let mut points = Vec::new();
    let mut items = 16;
    while items <= line.len() {
        let part = line.slice(..items)?;
        let nbytes = part.nbytes();
        let scattered = if items <= every_seventh.len() {
            let view = every_seventh.slice(..items)?;
            Some(seconds(LONG, || used(&view.to_bytes(Order::C)?))?)
        } else {
            None
        };
        points.push(Point {
            nbytes,
            slice: seconds(SHORT, || used(&black_box(&lent).slice(..black_box(items))?))?,
            memcpy: seconds(LONG, || {
                black_box(&mut target[..nbytes]).copy_from_slice(black_box(&source[..nbytes]));
                Ok(())
            })?,
            copy: seconds(LONG, || used(&part.to_bytes(Order::C)?))?,
            scattered,
        });
        items *= 2;
    }
    Ok(points)
}

fn picture(points: &[Point]) -> String {
    let curve = |cost: fn(&Point) -> Option<f64>| -> Vec<(f64, f64)> {
        let places = points.iter().map(|p| (p.nbytes as f64, cost(p)));
        places.filter_map(|(x, y)| Some((x, y?))).collect()
    };
    let slice = curve(|p| Some(p.slice));
    let memcpy = curve(|p| Some(p.memcpy));
    let meeting = crossing(&slice, &memcpy);
    let plot = Lines::new(
        "What it costs to select a part of an array",
        ("bytes selected", Unit::Bytes),
        ("time", Unit::Seconds),
    )
    .series("slice it", slice)
    .series("copy every 7th item", curve(|p| p.scattered))
    .series("copy it to fresh memory", curve(|p| Some(p.copy)))
    .yardstick("memcpy to memory at hand", memcpy);
    let Some(at) = meeting else {
        return plot.svg();
    };
    let text = format!(
        "crossover at {}: from here on even a bare memcpy costs more",
        Unit::Bytes.text(at.0)
    );
    plot.mark(at, &text).svg()
}
