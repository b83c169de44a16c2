//! How loud is a 24-bit sound, moment by moment? Windows that overlap, on many threads, over items of 3 bytes.
//!
//! `wav_windows [FILE.wav]`. The windows are views: no sample is copied, though each is in four of them. Without a file it makes a sound
//! that swells and fades.

mod sample;
#[path = "../usage/mod.rs"]
mod usage;

use std::error::Error;
use std::ops::Range;

use memoryview::rayon::prelude::*;
use memoryview::{Buffer, Spec, TypedView};

const WINDOW: usize = 4096;
const STEP: usize = WINDOW / 4;

fn main() -> Result<(), Box<dyn Error>> {
    let file = match usage::words("[FILE.wav]", |n| n <= 1).pop() {
        Some(path) => Buffer::read(path, &Spec::new("B")?)?,
        None => Buffer::from_vec(sample::swell()),
    };
    let (channels, rate, data) = chunks(file.view()?.as_bytes()?)?;
    // The items are 3 bytes each, which no number of Rust's is.
    let spec = Spec::new("(3)B")?.shape([data.len() / 3 / channels, channels]);
    let sound = file.with_spec(&spec.offset(data.start))?;
    let windows = sound.sliding_windows(0, WINDOW, STEP)?;
    println!("frames, channels:          {sound:?}");
    println!("windows, channels, frames: {windows:?}");
    let (bytes, own) = (windows.nbytes() >> 10, sound.nbytes() >> 10);
    println!("{bytes} KiB of windows over {own} KiB of sound");
    let windows = windows.view()?.typed::<[u8; 3]>()?;
    let loudness = windows.par_axis_iter(0)?.map(|window| decibels(&window));
    let loudness: Vec<f64> = loudness.collect();
    let step = loudness.len().div_ceil(24);
    for (k, level) in loudness.iter().enumerate().step_by(step) {
        let at = (k * STEP) as f64 / rate;
        let bar = "#".repeat((level + 72.0).max(0.0) as usize);
        println!("{at:>6.2} s {level:>6.1} dB {bar}");
    }
    Ok(())
}

/// The root of the mean square, against a full-scale square wave.
fn decibels(window: &TypedView<'_, [u8; 3]>) -> f64 {
    let value = |[a, b, c]: [u8; 3]| f64::from(i32::from_le_bytes([0, a, b, c])) / 2_f64.powi(31);
    let squares: f64 = window.iter().map(|sample| value(sample).powi(2)).sum();
    10.0 * (squares / window.len() as f64).max(1e-15).log10()
}

/// How many channels, how many frames a second, and where the samples stand.
fn chunks(file: &[u8]) -> Result<(usize, f64, Range<usize>), Box<dyn Error>> {
    let int = |at: usize, n: usize| {
        let bytes = file.get(at..at + n).ok_or("the file ends too early")?;
        let int = bytes.iter().rev().fold(0, |sum, b| sum << 8 | *b as usize);
        Ok::<usize, Box<dyn Error>>(int)
    };
    let (mut at, mut format) = (12, None);
    loop {
        let (start, len) = (at + 8, int(at + 4, 4)?);
        match &file[at..at + 4] {
            b"fmt " => format = Some((int(start + 2, 2)?, int(start + 4, 4)?, int(start + 14, 2)?)),
            b"data" => break at = start,
            _ => {}
        }
        at = start + len.next_multiple_of(2);
    }
    match format {
        Some((channels, rate, 24)) => Ok((
            channels,
            rate as f64,
            at..file.len().min(at + int(at - 4, 4)?),
        )),
        _ => Err("this example reads sounds of 24 bits".into()),
    }
}
