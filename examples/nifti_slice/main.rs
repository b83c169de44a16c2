//! A coronal slice of a NIfTI volume (`.nii`, `.nii.gz`) as a picture.
//!
//! `nifti_slice [FILE]`. A volume is in F order, in a type and byte order that its header tells, and scaled; the slice is a view of it. Without
//! a file it writes a head of its own, once plain and once compressed.

mod sample;
#[path = "../usage/mod.rs"]
mod usage;

use std::error::Error;
use std::fs;
use std::io::Read;
use std::path::Path;

use memoryview::{Buffer, Casting, Order, Spec};

/// What is needed of the 348 bytes of the header, behind its byte order; some of the datatypes.
const HEADER: &str = "T{40x(8)h:dim:14xh:datatype:36xf:vox_offset:f:slope:f:inter:228x}";
const TYPES: [&str; 7] = ["2 B", "4 h", "8 i", "16 f", "64 d", "256 b", "512 H"];

fn main() -> Result<(), Box<dyn Error>> {
    if let Some(path) = usage::words("[FILE]", |n| n <= 1).pop() {
        return show(path.as_ref(), "coronal.pgm".as_ref());
    }
    for (name, bytes) in sample::volumes()? {
        let path = std::env::temp_dir().join(name);
        fs::write(&path, bytes)?;
        show(&path, &path.with_extension("pgm"))?;
    }
    Ok(())
}

/// A file as bytes: mapped, unless it is compressed.
fn open(path: &Path) -> Result<Buffer, Box<dyn Error>> {
    if path.extension().is_none_or(|extension| extension != "gz") {
        return Ok(Buffer::open(path, &Spec::new("B")?)?);
    }
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(fs::File::open(path)?).read_to_end(&mut bytes)?;
    Ok(Buffer::from_vec(bytes))
}

/// The volume as it is stored, and how its items become values: times the first number, plus the second.
fn volume(file: &Buffer) -> Result<(Buffer, f64, f64), Box<dyn Error>> {
    let order = if file.get::<u8>([40])? > 0 { '<' } else { '>' }; // of the rank, 1 to 7
    let header = file.with_spec(&Spec::new(&format!("{order}{HEADER}"))?.shape([1]))?;
    let number = |name: &str| header.field(name)?.sum_as::<f64>();
    let dim: Vec<i64> = header.field("dim")?.iter_as()?.collect();
    let datatype = format!("{} ", number("datatype")?);
    let code = TYPES.iter().find_map(|t| t.strip_prefix(&datatype));
    let code = code.ok_or(format!("this example does not read datatype {datatype}"))?;
    let shape = dim.get(1..=dim[0] as usize).ok_or("not a NIfTI file")?;
    let spec = Spec::new(&format!("{order}{code}"))?.shape(shape);
    let spec = spec.order(Order::F).offset(number("vox_offset")? as i64);
    let volume = file.with_spec(&spec)?;
    match number("slope")? {
        slope if slope.is_normal() => Ok((volume, slope, number("inter")?)),
        _ => Ok((volume, 1.0, 0.0)),
    }
}

fn show(path: &Path, picture: &Path) -> Result<(), Box<dyn Error>> {
    let (volume, slope, inter) = volume(&open(path)?)?;
    println!("{}: {volume:?}", path.display());
    let mut slice = volume.select(1, volume.shape()[1] / 2)?;
    while slice.ndim() > 2 {
        slice = slice.select(2, 0)?;
    }
    let slice = slice.transpose().flip(0)?; // from the top of the head down
    let [height, width] = [0, 1].map(|axis| slice.shape()[axis]);
    let extremes = slice.min_as::<f64>()?.zip(slice.max_as::<f64>()?);
    let (low, high) = extremes.ok_or("the volume is empty")?;
    let grey = 255.0 / (high - low).max(1e-9);
    let pixels = slice.convert::<u8>().scale(grey, -low * grey);
    let pixels = pixels.casting(Casting::Unsafe).to_vec(Order::C)?;
    let head = format!("P5 {width} {height} 255\n").into_bytes();
    fs::write(picture, [head, pixels].concat())?;
    let [low, high] = [low, high].map(|value| value * slope + inter);
    let place = picture.display();
    println!("  {slice:?}\n  from {low:.2} to {high:.2}: {place}");
    Ok(())
}
