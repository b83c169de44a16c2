//! Three columns of a FITS binary table: big-endian, packed, at odd addresses, and read where they lie.
//!
//! `fits_columns [FILE.fits COLUMN...]` takes the table of the first extension. Without a file it writes a catalogue of stars.

mod sample;
#[path = "../usage/mod.rs"]
mod usage;

use std::collections::HashMap;
use std::error::Error;

use memoryview::{Buffer, Order, Spec};

const BLOCK: usize = 2880;
type Cards = HashMap<String, String>;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut words = usage::words("[FILE.fits COLUMN...]", |n| n != 1);
    if words.is_empty() {
        let path = folder.path().join("stars.fits");
        std::fs::write(&path, sample::stars())?;
        words = vec![path.display().to_string()];
        words.extend(["RA", "DEC", "MAG"].map(String::from));
    }
    let file = Buffer::open(&words[0], &Spec::new("B")?)?;
    let (_, at) = header(&file, 0)?;
    let (cards, at) = header(&file, at)?;
    let table = file.with_spec(&table(&cards)?.offset(at))?;
    println!("{} rows of {} bytes", table.len(), table.itemsize());
    for name in &words[1..] {
        let column = table.field(name)?;
        println!("{name}: {column:?}\n  {}", column.slice(..5)?);
        let (low, high) = (column.min_as::<f64>()?, column.max_as::<f64>()?);
        println!("  from {low:?} to {high:?}");
    }
    Ok(())
}

/// The header at `at`, 80 characters a card, and where it ends.
fn header(file: &Buffer, mut at: usize) -> Result<(Cards, usize), Box<dyn Error>> {
    let mut cards = Cards::new();
    while !cards.contains_key("END") {
        let block = file.slice(at..at + BLOCK)?.to_bytes(Order::C)?;
        if block.len() < BLOCK || !block.is_ascii() {
            return Err("this is no FITS file with a table behind an empty first part".into());
        }
        for card in block.chunks(80).map(String::from_utf8_lossy) {
            let mut words = card[10..].split(['/', '\'']).map(str::trim);
            let value = words.find(|word| !word.is_empty()).unwrap_or("");
            cards.insert(card[..8].trim().into(), value.into());
        }
        at += BLOCK;
    }
    Ok((cards, at))
}

/// What the rows are: each column's `TFORM`, such as `8A` or `3E`, as a field, such as `8s` or `>(3)f`.
fn table(cards: &Cards) -> Result<Spec, Box<dyn Error>> {
    let card = |key: &str| cards.get(key).ok_or(format!("no card {key}"));
    let mut record = String::from("T{");
    for k in 1..=card("TFIELDS")?.parse()? {
        let (form, name) = (card(&format!("TFORM{k}"))?, card(&format!("TTYPE{k}"))?);
        let letter = form.trim_start_matches(|c: char| c.is_ascii_digit());
        let count: usize = form[..form.len() - letter.len()].parse().unwrap_or(1);
        let code = match letter.chars().next().and_then(|c| "LBIJKED".find(c)) {
            Some(k) => &"cBhiqfd"[k..=k],
            None if letter == "A" => "s",
            None => return Err(format!("this example does not read TFORM {form}").into()),
        };
        record += &match (code, count) {
            ("s", n) => format!("{n}s:{name}:"),
            (code, 1) => format!(">{code}:{name}:"),
            (code, n) => format!(">({n}){code}:{name}:"),
        };
    }
    let rows: usize = card("NAXIS2")?.parse()?;
    Ok(Spec::new(&(record + "}"))?.shape([rows]))
}
