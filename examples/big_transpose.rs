//! A raw file four times as large as the memory that this program may have, transposed file to file, block by block.
//!
//! `big_transpose [FILE FORMAT ROWS COLUMNS]`. It starts itself again under a limit: `ulimit -d`, for all memory that is the program's own. What
//! is mapped of the two files the system takes back when it wants to. Without a file it writes one of 256 MiB.

mod usage;

use std::env;
use std::error::Error;
use std::fs::File;
use std::io::Write;
use std::process::Command;

use memoryview::{Buffer, Spec, View};

const LIMIT: usize = 64 << 20;
const BLOCK: usize = 4 << 20;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = usage::words("[FILE FORMAT ROWS COLUMNS]", |n| n == 0 || n == 4);
    if env::var_os("UNDER_A_LIMIT").is_some() {
        return transpose(&words[0], &words[1], words[2].parse()?, words[3].parse()?);
    }
    let folder = tempfile::tempdir()?;
    if words.is_empty() {
        let path = folder.path().join("waves.raw").display().to_string();
        write(&path)?;
        words.extend([&path, "<f4", "8192", "8192"].map(String::from));
    }
    let limited = format!("ulimit -d {} && exec \"$0\" \"$@\"", LIMIT >> 10);
    let mut child = Command::new("sh");
    child.arg("-c").arg(limited);
    child.arg(env::current_exe()?).args(words);
    match child.env("UNDER_A_LIMIT", "").status()?.success() {
        true => Ok(()),
        false => Err("the transposition failed".into()),
    }
}

fn transpose(path: &str, format: &str, rows: usize, columns: usize) -> Result<(), Box<dyn Error>> {
    let spec = Spec::new(format)?.shape([rows, columns]);
    match Buffer::read(path, &spec) {
        Ok(_) => println!("small enough to be read whole"),
        Err(refusal) => println!("read whole: {refusal}"),
    }
    let from = Buffer::open(path, &spec)?;
    let out = format!("{path}.transposed");
    let mut file = File::options();
    file.read(true).write(true).create(true).truncate(true);
    let file = file.open(&out)?;
    file.set_len(from.nbytes() as u64)?;
    let mut to = Buffer::map_mut(&file, &spec.shape([columns, rows]))?;
    let (total, mut done) = (to.nbytes(), 0);
    let blocks = to.foreign_mut()?.blocks(BLOCK);
    for (block, source) in blocks.zip_from(&from.foreign().transpose())? {
        block.view.assign(&source)?;
        done += source.nbytes();
        let bar = "#".repeat(done * 40 / total);
        print!("\r[{bar:<40}] {} of {} MiB", done >> 20, total >> 20);
        std::io::stdout().flush()?;
    }
    to.flush()?;
    println!("\n{rows} x {columns} became {columns} x {rows}: {out}");
    // A look at two far corners.
    let corner = from.slice((..3, -3..))?.transpose();
    assert_eq!(to.slice((-3.., ..3))?, corner);
    println!("{corner}");
    Ok(())
}

/// 8192 x 8192 numbers, a row at a time.
fn write(path: &str) -> Result<(), Box<dyn Error>> {
    let mut file = File::create(path)?;
    for y in 0..8192 {
        let row: Vec<f32> = (0..8192).map(|x| (y * 8192 + x) as f32).collect();
        file.write_all(View::from_slice(&row).as_bytes()?)?;
    }
    Ok(())
}
