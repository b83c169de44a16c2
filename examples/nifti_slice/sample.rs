//! A head as a NIfTI-1 volume of 16-bit integers: an ellipsoid with a skull, folds and two ventricles.

use std::io::{self, Write};

use flate2::{Compression, write::GzEncoder};

const SHAPE: [i16; 3] = [91, 109, 91];

/// The volume as `.nii`, little-endian, and as `.nii.gz`, big-endian: names and contents of the files.
pub(crate) fn volumes() -> io::Result<[(&'static str, Vec<u8>); 2]> {
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(&volume(true))?;
    Ok([
        ("head.nii", volume(false)),
        ("head-big-endian.nii.gz", gz.finish()?),
    ])
}

fn volume(big: bool) -> Vec<u8> {
    let short = |n: i16| {
        if big {
            n.to_be_bytes()
        } else {
            n.to_le_bytes()
        }
    };
    let int = |n: i32| {
        if big {
            n.to_be_bytes()
        } else {
            n.to_le_bytes()
        }
    };
    let mut file = vec![0; 352];
    let mut put = |at: usize, bytes: &[u8]| file[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &int(348));
    put(344, b"n+1\0");
    for (k, n) in [3, SHAPE[0], SHAPE[1], SHAPE[2], 1, 1, 1, 1]
        .iter()
        .enumerate()
    {
        put(40 + 2 * k, &short(*n));
        // Two millimetres a voxel.
        put(
            76 + 4 * k,
            &int(if k == 0 { 1.0_f32 } else { 2.0 }.to_bits() as i32),
        );
    }
    put(70, &short(4)); // 16-bit integers
    put(72, &short(16));
    put(108, &int(352_f32.to_bits() as i32));
    put(112, &int(0.01_f32.to_bits() as i32));
    put(116, &int((-1.0_f32).to_bits() as i32));
    put(123, &[2]); // millimetres
    for z in 0..SHAPE[2] {
        for y in 0..SHAPE[1] {
            for x in 0..SHAPE[0] {
                file.extend(short(tissue([x, y, z])));
            }
        }
    }
    file
}

fn tissue(at: [i16; 3]) -> i16 {
    let [x, y, z] = [0, 1, 2].map(|k| f64::from(2 * at[k] - SHAPE[k] + 1) / f64::from(SHAPE[k]));
    let r = (x * x / 0.64 + y * y / 0.8 + z * z / 0.7).sqrt();
    let folds = (14.0 * x).sin() * (11.0 * z + 3.0 * x).sin() * (12.0 * y).cos();
    let ventricle =
        ((x.abs() - 0.13) / 0.09).powi(2) + ((z - 0.08) / 0.2).powi(2) + (y / 0.4).powi(2);
    (match () {
        () if r > 1.0 => 0.0,
        () if r > 0.93 => 2500.0, // skull
        () if r > 0.87 || ventricle < 1.0 => 300.0,
        () if r > 0.7 => 1100.0 + 500.0 * folds,
        () => 1700.0 + 150.0 * folds,
    }) as i16
}
