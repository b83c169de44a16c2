//! An `.npy` file of whatever dtype, order and byte order as an `Array<f32>`: feature `ndarray`.
//!
//! `npy_to_ndarray [FILE.npy]`. Without a file it writes the same plane with three dtypes.

mod usage;

use std::error::Error;
use std::path::Path;

use memoryview::ndarray::ndarray::{ArrayD, IxDyn};
use memoryview::ndarray::{AsNdarray, ConvertToArray};
use memoryview::{Be, Buffer, Casting, Order, npy};

fn main() -> Result<(), Box<dyn Error>> {
    if let Some(path) = usage::words("[FILE.npy]", |n| n <= 1).pop() {
        return show(path.as_ref());
    }
    let folder = tempfile::tempdir()?;
    let plane: Vec<f32> = (0..12).map(|k| k as f32 / 4.0).collect();
    let buffer = |name: &str, items: Buffer| {
        let path = folder.path().join(name);
        npy::save(&path, &items)?;
        show(&path)
    };
    buffer(
        "native.npy",
        Buffer::from_vec(plane.clone()).reshape([3, 4])?,
    )?;
    let big: Vec<Be<f64>> = plane.iter().map(|&v| Be::new(v.into())).collect();
    buffer(
        "big-endian-f-order.npy",
        Buffer::from_vec(big).reshape([4, 3])?.transpose(),
    )?;
    let small: Vec<i16> = plane.iter().map(|&v| (v * 100.0) as i16).collect();
    buffer("integers.npy", Buffer::from_vec(small).reshape([3, 4])?)
}

fn show(path: &Path) -> Result<(), Box<dyn Error>> {
    let file = npy::read(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    println!(
        "{name}: {} of shape {:?}, strides {:?}",
        file.format(),
        file.shape(),
        file.strides()
    );
    // In place where that can be; the refusal says why not, with the numbers.
    match file.as_ndarray::<f32, IxDyn>() {
        Ok(view) => println!("  as it lies: an ArrayView, mean {:?}", view.mean()),
        Err(refusal) => println!("  {refusal}"),
    }
    // Any dtype of numbers, in one pass: `SameKind` lets f64 become f32, but complex numbers do not become real.
    let array: ArrayD<f32> = file
        .convert::<f32>()
        .casting(Casting::SameKind)
        .to_array(Order::C)?;
    println!("  converted: an Array, mean {:?}\n{array}\n", array.mean());
    Ok(())
}
