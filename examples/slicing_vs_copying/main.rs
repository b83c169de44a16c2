//! What does slicing a file instead of copying it buy?
//!
//! ```text
//! slicing_vs_copying [--size MIB] [--plot FILE.svg]
//! slicing_vs_copying FILE.npy [SLICE]
//! slicing_vs_copying FILE --format F [--shape N,N] [--order F] [--offset B] [--strides B,B] [SLICE]
//! ```
//! Without a file it writes four of its own, of formats that exist: an array of big-endian floats in F order, a bitmap, a sound, and a table of packed
//! records; and it draws how both costs grow, by default beside the program. SLICE is what stands between the brackets in NumPy: `"::-1, 100:200, ..., None"`.

mod files;
mod growth;
mod measure;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use memoryview::{Buffer, Key, Spec, npy};

const USAGE: &str = "\
usage: slicing_vs_copying [--size MIB] [--plot FILE.svg]
       slicing_vs_copying FILE.npy [SLICE]
       slicing_vs_copying FILE --format F [--shape N,N] [--order F] [--offset B] [--strides B,B] [SLICE]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            eprintln!("slicing_vs_copying: {refusal}");
            ExitCode::from(2)
        }
    }
}

/// What the command line says.
#[derive(Default)]
struct Request {
    help: bool,
    size: Option<usize>,
    /// Where the picture goes.
    plot: Option<PathBuf>,
    /// The file, then the slice.
    words: Vec<String>,
    /// The options that describe a raw file, as `Spec::set` takes them.
    raw: Vec<(String, String)>,
}

fn run(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let request = parse(arguments)?;
    if request.help {
        println!("{USAGE}");
        return Ok(());
    }
    match &request.words[..] {
        [] => {
            let beside = || std::env::current_exe().map(|path| path.with_extension("svg"));
            let plot = request.plot.map_or_else(beside, Ok)?;
            demonstrate(request.size.unwrap_or(256), &plot)
        }
        [file, rest @ ..] if rest.len() < 2 => {
            let buffer = open(Path::new(file), &request.raw)?;
            let slice = rest.first().map_or("...", String::as_str);
            show(file, &buffer, &[(slice, "your slice")])
        }
        _ => Err(USAGE.into()),
    }
}

fn parse(arguments: &[String]) -> Result<Request, Box<dyn Error>> {
    let mut request = Request::default();
    let mut rest = arguments.iter();
    while let Some(word) = rest.next() {
        let Some(option) = word.strip_prefix("--") else {
            request.words.push(word.clone());
            continue;
        };
        if option == "help" {
            request.help = true;
            continue;
        }
        let value = rest
            .next()
            .ok_or_else(|| format!("--{option} needs a value"))?;
        match option {
            "size" => {
                let wrong = |_| format!("--size takes a number of MiB, not {value:?}");
                request.size = Some(value.parse().map_err(wrong)?);
            }
            "plot" => request.plot = Some(value.into()),
            _ => request.raw.push((option.to_owned(), value.to_owned())),
        }
    }
    if request.words.is_empty() && !request.raw.is_empty() {
        return Err(USAGE.into());
    }
    Ok(request)
}

/// The user's file, mapped.
fn open(path: &Path, raw: &[(String, String)]) -> Result<Buffer, Box<dyn Error>> {
    if raw.is_empty() {
        if path.extension().is_some_and(|e| e == "npy") {
            return Ok(npy::open(path)?);
        }
        return Err(
            "a file that is not .npy needs --format (and --shape, --order, --offset, --strides)"
                .into(),
        );
    }
    let mut spec = Spec::new("B")?;
    for (key, value) in raw {
        spec.set(key, value)?;
    }
    Ok(Buffer::open(path, &spec)?)
}

/// Writes the four files, shows them, and takes them away again.
fn demonstrate(mib: usize, plot: &Path) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let files = files::write(folder.path(), mib)?;
    let total: u64 = files.iter().map(|f| f.bytes).sum();
    println!(
        "Wrote {} files, {} in all, to {}",
        files.len(),
        measure::bytes(total),
        folder.path().display()
    );
    println!("(they go away at the end; --size MIB changes how much)");
    for file in &files {
        let buffer = if file.spec.is_empty() {
            npy::open(&file.path)?
        } else {
            Buffer::open(&file.path, &file.spec.parse()?)?
        };
        println!("\n== {}", file.what);
        show(&file.name(), &buffer, file.slices)?;
    }
    let array = npy::open(&files[0].path)?;
    growth::show(&array.transpose(), plot)
}

/// What the view is, some values, and a line for each slice.
fn show(name: &str, buffer: &Buffer, slices: &[(&str, &str)]) -> Result<(), Box<dyn Error>> {
    // Whatever is to be refused is refused before anything is printed.
    for (slice, _) in slices {
        let _ = buffer.slice(slice.parse::<Key>()?)?;
    }
    let order = match (buffer.is_c_contiguous(), buffer.is_f_contiguous()) {
        (true, _) => "C-contiguous",
        (_, true) => "F-contiguous",
        _ => "not contiguous",
    };
    println!(
        "{name}: {} mapped, none of it read yet",
        measure::bytes(buffer.nbytes() as u64)
    );
    println!(
        "  format {}  shape {:?}  strides {:?}  {order}",
        buffer.format(),
        buffer.shape(),
        buffer.strides()
    );
    let rows = measure::rows(buffer, slices)?;
    measure::table(&rows);
    let (slice, _) = slices[0];
    println!("  [{slice}] =");
    let shown = buffer.slice(slice.parse::<Key>()?)?.to_string();
    for line in shown.lines() {
        println!("    {line}");
    }
    Ok(())
}
