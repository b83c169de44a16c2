//! The channels of a 24-bit bitmap, and its mirror image: views of the pixels where they stand in the file.
//!
//! `bitmap [FILE.bmp]`. A bitmap stores its rows from the bottom up, each padded to 4 bytes, and blue before green before red. Without a
//! file it draws one.

mod usage;

use std::error::Error;
use std::path::Path;

use memoryview::{Buffer, Spec, ViewMut};

/// What is needed of the 54 bytes of the header.
const HEADER: &str = "<T{2s:magic:8xI:offset:4xi:width:i:height:2xH:bits:I:compression:20x}";

fn main() -> Result<(), Box<dyn Error>> {
    let drawn = std::env::temp_dir().join("rings.bmp");
    let path = match usage::words("[FILE.bmp]", |n| n <= 1).pop() {
        Some(path) => path.into(),
        None => save(&drawn, &rings()?).map(|()| drawn)?,
    };
    let image = open(&path)?;
    println!("{}: {image:?}", path.display());
    for (name, channel) in [("red", 2), ("green", 1), ("blue", 0)] {
        let channel = image.select(2, channel)?;
        let mean = channel.sum_as::<f64>()? / channel.len() as f64;
        println!("  {name}: strides {:?}, mean {mean:.1}", channel.strides());
    }
    let mirrored = image.flip(1)?;
    let out = path.with_extension("mirrored.bmp");
    save(&out, &mirrored)?;
    let strides = mirrored.strides();
    println!("mirrored, strides {strides:?}: {}", out.display());
    assert_eq!(open(&out)?, mirrored);
    Ok(())
}

/// The pixels: rows from the top, columns, then blue, green, red.
fn open(path: &Path) -> Result<Buffer, Box<dyn Error>> {
    let file = Buffer::open(path, &Spec::new("B")?)?;
    let header = file.with_spec(&Spec::new(HEADER)?.shape([1]))?;
    let number = |name: &str| header.field(name)?.sum_as::<i64>();
    if (number("bits")?, number("compression")?) != (24, 0) {
        return Err("this example reads uncompressed bitmaps of 24 bits a pixel".into());
    }
    let (width, height) = (number("width")?, number("height")?);
    let pitch = (width * 3 + 3) / 4 * 4;
    // A negative height says that the first row stands first.
    let first = if height > 0 { pitch * (height - 1) } else { 0 };
    let pitch = if height > 0 { -pitch } else { pitch };
    let spec = Spec::new("B")?
        .shape([height.abs(), width, 3])
        .strides([pitch, 3, 1]);
    Ok(file.with_spec(&spec.offset(number("offset")? + first))?)
}

/// Copies pixels, whatever their strides, to where they belong in a file.
fn save(path: &Path, image: &Buffer) -> Result<(), Box<dyn Error>> {
    let [height, width] = [0, 1].map(|axis| image.shape()[axis]);
    let pitch = (width * 3).next_multiple_of(4);
    let (size, w, h) = ((54 + pitch * height) as u32, width as u32, height as u32);
    let head = [size, 0, 54, 40, w, h, 1 | 24 << 16, 0, 0, 2835, 2835, 0, 0];
    let mut file = [b"BM", head.map(u32::to_le_bytes).as_flattened()].concat();
    file.resize(54 + pitch * height, 0);
    let spec = Spec::new("B")?
        .shape([height, width, 3])
        .strides([pitch, 3, 1]);
    let rows = ViewMut::from_bytes(&mut file, &spec.offset(54))?;
    rows.flip(0)?.assign(image)?;
    Ok(std::fs::write(path, file)?)
}

/// Rings around a corner, each channel at its own pace.
fn rings() -> Result<Buffer, memoryview::Error> {
    let pixel = |x: usize, y: usize| [9, 7, 5].map(|n| ((x * x + y * y).isqrt() * n / 4) as u8);
    let pixels = (0..240 * 321)
        .flat_map(|k| pixel(k % 321, k / 321))
        .collect();
    Buffer::from_vec::<u8>(pixels).reshape([240, 321, 3])
}
