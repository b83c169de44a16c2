//! How fast is a copy from one layout to another, against memcpy and against others?
//!
//! `cargo xtask bench relayout [--quick] [--threads N] [--json FILE] [--group NAME] [--alone]`. One line a case: GiB/s of bytes read plus bytes written, the
//! best of several runs; of small arrays nanoseconds a call. Ratios are to be quoted, not figures: contestants take turns in one
//! run, on the same memory.

mod cases;
mod clock;
mod memory;
mod naive;
mod numpy;
mod report;
mod rivals;
mod ttc;

use std::process::ExitCode;

use crate::cases::Case;
use crate::clock::Effort;
use crate::memory::Memory;
use crate::numpy::Numpy;
use crate::report::{Line, Report};

/// What the command line asks for.
struct Wish {
    quick: bool,
    threads: usize,
    json: Option<String>,
    group: Option<String>,
    /// Only memcpy and ours.
    alone: bool,
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let done = wish(&args).and_then(|wish| run(&wish));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            eprintln!("bench: {refusal}");
            ExitCode::from(2)
        }
    }
}

fn wish(args: &[String]) -> Result<Wish, String> {
    let mut wish = Wish {
        quick: false,
        threads: 1,
        json: None,
        group: None,
        alone: false,
    };
    let mut args = args.iter();
    if args.next().map(String::as_str) != Some("relayout") {
        return Err(
            "takes relayout [--quick] [--threads N] [--json FILE] [--group NAME] [--alone]".into(),
        );
    }
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("{arg} takes a value"));
        match arg.as_str() {
            "--quick" => wish.quick = true,
            "--alone" => wish.alone = true,
            "--threads" => {
                let text = value()?;
                let threads = text.parse().ok().filter(|&n| n > 0);
                wish.threads = threads.ok_or(format!("--threads takes a number, not `{text}`"))?;
            }
            "--json" => wish.json = Some(value()?.clone()),
            "--group" => wish.group = Some(value()?.clone()),
            other => return Err(format!("no option `{other}`")),
        }
    }
    Ok(wish)
}

fn run(wish: &Wish) -> Result<(), String> {
    let quick = wish.quick;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(wish.threads);
    pool.build_global().map_err(|error| error.to_string())?;
    let mut cases = cases::table(quick);
    cases.extend(cases::widths(quick));
    cases.extend(cases::small(quick));
    cases.extend(cases::gathers(quick));
    cases.extend(cases::runs(quick));
    if let Some(group) = &wish.group {
        cases.retain(|case| {
            case.group.starts_with(group.as_str()) || case.name.starts_with(group.as_str())
        });
    }
    let longest = |len: fn(&Case) -> usize| cases.iter().map(len).max().unwrap_or(0);
    let src = Memory::new(longest(Case::src_len));
    let mut dst = Memory::new(longest(Case::dst_len));
    let mut numpy = if wish.alone { None } else { Numpy::start() };
    let mut report = Report::new(wish.threads, numpy.as_ref().map(|n| n.version.as_str()));
    for case in &cases {
        let line = contest(case, &src, &mut dst, numpy.as_mut(), wish)?;
        report.add(line);
    }
    report.finish(wish.json.as_deref())
}

/// All contestants on one case.
fn contest(
    case: &Case,
    src: &Memory,
    dst: &mut Memory,
    numpy: Option<&mut Numpy>,
    wish: &Wish,
) -> Result<Line, String> {
    let (src, dst) = (src.bytes(), dst.bytes_mut());
    let (effort, threads) = (Effort::of(case.bytes(), wish.quick), wish.threads);
    dst[..case.dst_len()].fill(0xA5);
    rivals::copy_once(case, src, dst, threads);
    if let Some(index) = naive::first_fault(case, src, dst) {
        return Err(format!("{}: the item at {index:?} is wrong", case.name));
    }
    // Taking turns, so that a neighbour's noise does not meet one of them alone.
    let (mut memcpy, mut ours) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..2 {
        memcpy = memcpy.min(rivals::memcpy(case, src, dst, effort, threads));
        ours = ours.min(rivals::ours(case, src, dst, effort, threads));
    }
    let (strided_perm, ndarray) = match case.width {
        _ if wish.alone => (None, None),
        1 => rust_rivals::<u8>(case, src, dst, effort, threads),
        2 => rust_rivals::<u16>(case, src, dst, effort, threads),
        4 => rust_rivals::<f32>(case, src, dst, effort, threads),
        8 => rust_rivals::<f64>(case, src, dst, effort, threads),
        16 => rust_rivals::<u128>(case, src, dst, effort, threads),
        _ => (None, None),
    };
    Ok(Line {
        case: case.clone(),
        memcpy,
        ours,
        strided_perm,
        ndarray,
        numpy: numpy.and_then(|numpy| numpy.time(case, effort)),
    })
}

fn rust_rivals<T: bytemuck::Pod + Send + Sync>(
    case: &Case,
    src: &[u8],
    dst: &mut [u8],
    effort: Effort,
    threads: usize,
) -> (Option<f64>, Option<f64>) {
    (
        rivals::strided_perm::<T>(case, src, dst, effort),
        rivals::ndarray::<T>(case, src, dst, effort, threads),
    )
}
