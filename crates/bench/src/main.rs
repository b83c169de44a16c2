//! How fast is a copy from one layout to another, against memcpy and against others?
//!
//! `cargo xtask bench relayout [--quick] [--threads N] [--json FILE] [--group NAME] [--alone]`. One line a case: GiB/s of bytes read plus bytes written, the
//! best of several runs; of small arrays nanoseconds a call; of comparisons the bytes read. Ratios are to be quoted, not figures: contestants take turns in one
//! run, on the same memory.

mod cases;
mod clock;
mod comparisons;
mod conversions;
mod memory;
mod naive;
mod numpy;
mod report;
mod rivals;
mod ttc;

use std::process::ExitCode;

use crate::cases::Case;
use crate::clock::Effort;
use crate::conversions::Contest;
use crate::memory::Memory;
use crate::numpy::Numpy;
use crate::report::{Line, RIVALS, Report};

/// What the command line asks for.
struct Wish {
    quick: bool,
    threads: usize,
    json: Option<String>,
    group: Option<String>,
    /// Only memcpy and ours.
    alone: bool,
}

impl Wish {
    /// Whether a case is in the group that is named, or is named itself.
    fn asks_for(&self, group: &str, case: &str) -> bool {
        let named =
            |name: &String| group.starts_with(name.as_str()) || case.starts_with(name.as_str());
        self.group.as_ref().is_none_or(named)
    }
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
    cases.extend(cases::growth(quick));
    cases.retain(|case| wish.asks_for(case.group, &case.name));
    let mut conversions = conversions::cases();
    conversions.retain(|case| wish.asks_for("conversion", case.name()));
    let comparisons: Vec<usize> = comparisons::names()
        .filter(|(_, name)| wish.asks_for("comparison", name))
        .map(|(k, _)| k)
        .collect();
    let longest = |len: fn(&Case) -> usize| {
        let copies = cases.iter().map(len).max().unwrap_or(0);
        let conversions = conversions
            .first()
            .map_or(0, |_| conversions::longest(quick));
        let comparisons = comparisons.first().map_or(0, |_| comparisons::BYTES);
        copies.max(conversions).max(comparisons)
    };
    let mut src = Memory::new(longest(Case::src_len));
    let mut dst = Memory::new(longest(Case::dst_len));
    let mut numpy = if wish.alone { None } else { Numpy::start() };
    let mut report = Report::new(wish.threads, numpy.as_ref().map(|n| n.version.as_str()));
    for case in &cases {
        report.add(contest(case, &src, &mut dst, numpy.as_mut(), wish)?);
    }
    let (src, dst) = (src.bytes_mut(), dst.bytes_mut());
    for case in &conversions {
        report.add(case.run(&mut Contest {
            src,
            dst,
            quick,
            threads: wish.threads,
            numpy: numpy.as_mut(),
        })?);
    }
    for case in comparisons {
        let rivals = !wish.alone;
        report.add(comparisons::run(
            case,
            src,
            dst,
            quick,
            rivals,
            numpy.as_mut(),
        )?);
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
    let growth = case.group == "growth";
    let effort = if growth { effort.cold() } else { effort };
    dst[..case.dst_len()].fill(0xA5);
    rivals::copy_once(case, src, dst, threads);
    if let Some(index) = naive::first_fault(case, src, dst, |a, b| a == b) {
        return Err(format!("{}: the item at {index:?} is wrong", case.name));
    }
    // Taking turns, so that a neighbour's noise does not meet one of them alone.
    let (mut memcpy, mut ours) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..2 {
        memcpy = memcpy.min(rivals::memcpy(case, src, dst, effort, threads));
        ours = ours.min(rivals::ours(case, src, dst, effort, threads));
    }
    let mut line = Line {
        group: case.group,
        name: case.name.clone(),
        moved: 2 * case.bytes(),
        yardstick: memcpy,
        ours,
        rivals: [None; RIVALS.len()],
    };
    // How ours grows is compared with itself.
    if !wish.alone && !growth {
        let (strided_perm, ndarray) = match case.width {
            1 => rust_rivals::<u8>(case, src, dst, effort, threads),
            2 => rust_rivals::<u16>(case, src, dst, effort, threads),
            4 => rust_rivals::<f32>(case, src, dst, effort, threads),
            8 => rust_rivals::<f64>(case, src, dst, effort, threads),
            16 => rust_rivals::<u128>(case, src, dst, effort, threads),
            _ => (None, None),
        };
        let hptt = rivals::hptt(case, src, dst, effort, threads)?;
        let numpy = numpy.and_then(|numpy| numpy.time(case, effort));
        line.rivals = [hptt, strided_perm, ndarray, numpy];
    }
    Ok(line)
}

fn rust_rivals<T: bytemuck::Pod + Send + Sync>(
    case: &Case,
    src: &[u8],
    dst: &mut [u8],
    effort: Effort,
    threads: usize,
) -> (Option<f64>, Option<f64>) {
    (
        // It is told to stay on one thread.
        (threads < 2)
            .then(|| rivals::strided_perm::<T>(case, src, dst, effort))
            .flatten(),
        rivals::ndarray::<T>(case, src, dst, effort, threads),
    )
}
