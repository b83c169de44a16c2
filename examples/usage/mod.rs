//! What does an example take, and what does it say to anything else?

use std::path::Path;
use std::process;

/// The words behind the example's name, if `fits` says so of their number.
///
/// Otherwise, or where one is an option, it ends here: with code 2 and what the example takes, or with 0 if that was asked for.
pub(crate) fn words(takes: &str, fits: impl Fn(usize) -> bool) -> Vec<String> {
    let mut words = std::env::args();
    let program = words.next().unwrap_or_default();
    let name = Path::new(&program).file_stem().unwrap_or_default();
    let words: Vec<String> = words.collect();
    let usage = format!("usage: {} {takes}", name.display());
    match words.iter().find(|word| word.starts_with('-')) {
        Some(word) if word == "--help" => println!("{}", usage.trim_end()),
        None if fits(words.len()) => return words,
        _ => {
            eprintln!("{}", usage.trim_end());
            process::exit(2);
        }
    }
    process::exit(0)
}
