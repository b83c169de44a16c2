//! The four files: how is each of them written, and how is it described?

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use memoryview::{Be, Spec, View, npy};

/// A file, its description in the notation of `Spec`, and slices of it with their meaning.
pub(crate) struct Sample {
    pub path: PathBuf,
    pub what: &'static str,
    /// Empty for a file that describes itself.
    pub spec: String,
    pub slices: &'static [(&'static str, &'static str)],
    pub bytes: u64,
}

impl Sample {
    pub(crate) fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }
}

/// Writes all four; `mib` is the size of the first, the others are smaller.
pub(crate) fn write(folder: &Path, mib: usize) -> Result<Vec<Sample>, Box<dyn Error>> {
    let mib = mib.clamp(1, 1024);
    let mut samples = vec![
        array(folder.join("climate.npy"), mib)?,
        bitmap(folder.join("photo.bmp"), mib)?,
        sound(folder.join("concert.wav"), mib)?,
        table(folder.join("catalogue.bin"), mib)?,
    ];
    for sample in &mut samples {
        sample.bytes = sample.path.metadata()?.len();
    }
    Ok(samples)
}

/// 1024 stations x days of `>f4`, each station's days far apart: F order.
fn array(path: PathBuf, mib: usize) -> Result<Sample, Box<dyn Error>> {
    let (stations, days) = (1024, mib * 256);
    let spec = Spec::new(">f4")?
        .shape([stations, days])
        .order(memoryview::Order::F);
    let mut file = npy::create(&path, &spec)?;
    let all = file.foreign_mut()?;
    for day in 0..days {
        let column: Vec<Be<f32>> = (0..stations)
            .map(|station| Be::new((day % 365) as f32 + station as f32 / 1024.0))
            .collect();
        all.select(1, day)?.assign(&View::from_slice(&column))?;
    }
    Ok(Sample {
        path,
        what: "An array of big-endian floats in F order (.npy)",
        spec: String::new(),
        slices: &[
            ("100", "one row: every item on another cache line"),
            ("..., -1", "the last column: one run"),
            ("::-1, ::7", "rows backward, every 7th column"),
            ("...", "everything, to C order"),
        ],
        bytes: 0,
    })
}

/// 24 bits a pixel: rows from the bottom up, blue-green-red, each row padded to 4 bytes.
fn bitmap(path: PathBuf, mib: usize) -> Result<Sample, Box<dyn Error>> {
    const HEAD: usize = 54;
    let width = 2047;
    let pitch = (width * 3_usize).next_multiple_of(4);
    let height = mib * 1024 * 1024 / 8 / pitch;
    let mut file = BufWriter::new(File::create(&path)?);
    let size = u32::try_from(HEAD + pitch * height)?;
    file.write_all(b"BM")?;
    for word in [
        size,
        0,
        HEAD as u32,
        40,
        width as u32,
        height as u32,
        1 | (24 << 16),
        0,
        0,
        2835,
        2835,
        0,
        0,
    ] {
        file.write_all(&word.to_le_bytes())?;
    }
    let mut row = vec![0; pitch];
    for y in 0..height {
        for (x, pixel) in row[..width * 3].chunks_exact_mut(3).enumerate() {
            pixel.copy_from_slice(&[x as u8, y as u8, (x ^ y) as u8]);
        }
        file.write_all(&row)?;
    }
    file.flush()?;
    // The first row of the picture is the last one of the file.
    let first = HEAD + pitch * (height - 1);
    Ok(Sample {
        path,
        what: "A 24-bit bitmap: rows bottom-up, blue-green-red, padded (.bmp)",
        spec: format!("B; shape={height},{width},3; strides=-{pitch},3,1; offset={first}"),
        slices: &[
            (":3, :4, ::-1", "the top left corner, as red-green-blue"),
            ("..., 2", "the red channel"),
            ("::-1", "upside down: rows as they stand in the file"),
            ("::4, ::4", "a thumbnail"),
        ],
        bytes: 0,
    })
}

/// 16 bits, two channels, one after the other in each frame.
fn sound(path: PathBuf, mib: usize) -> Result<Sample, Box<dyn Error>> {
    let frames = mib * 1024 * 1024 / 4 / 4;
    let data = u32::try_from(frames * 4)?;
    let mut file = BufWriter::new(File::create(&path)?);
    file.write_all(b"RIFF")?;
    file.write_all(&(data + 36).to_le_bytes())?;
    file.write_all(b"WAVEfmt ")?;
    for word in [16, 1 | (2 << 16), 44_100, 44_100 * 4, 4 | (16 << 16)] {
        file.write_all(&u32::to_le_bytes(word))?;
    }
    file.write_all(b"data")?;
    file.write_all(&data.to_le_bytes())?;
    for i in 0..frames {
        let (left, right) = ((i % 441) as i16 * 74, (i % 882) as i16 * -37);
        file.write_all(&left.to_le_bytes())?;
        file.write_all(&right.to_le_bytes())?;
    }
    file.flush()?;
    Ok(Sample {
        path,
        what: "A 16-bit stereo sound: channels interleaved (.wav)",
        spec: format!("<i2; shape={frames},2; offset=44"),
        slices: &[
            (":, 0", "the left channel"),
            ("::-1", "played backward"),
            ("44100:88200", "the second second"),
        ],
        bytes: 0,
    })
}

/// 19 bytes a record, so that nothing is aligned.
fn table(path: PathBuf, mib: usize) -> Result<Sample, Box<dyn Error>> {
    let records = mib * 1024 * 1024 / 4 / 19;
    let mut file = BufWriter::new(File::create(&path)?);
    for i in 0..records {
        file.write_all(&u32::try_from(i)?.to_be_bytes())?;
        file.write_all(&(i as f64 / 1e6).to_be_bytes())?;
        file.write_all(&(20.0 - (i % 100) as f32 / 10.0).to_be_bytes())?;
        file.write_all([b"sun", b"dim", b"far"][i % 3])?;
    }
    file.flush()?;
    Ok(Sample {
        path,
        what: "A table of packed big-endian records, 19 bytes each",
        spec: "T{>I:id:d:ra:f:mag:3s:kind:}".into(),
        slices: &[
            (":4", "the first records"),
            ("::-1", "the last record first"),
            ("::100", "every hundredth"),
        ],
        bytes: 0,
    })
}
