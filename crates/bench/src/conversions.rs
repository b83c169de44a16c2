//! How fast do items become items of another type, against NumPy and against moving the bytes?

use memoryview::{Casting, ConvertTo, Element, Spec, View, ViewMut};

use crate::clock::Effort;
use crate::numpy::Numpy;
use crate::report::Line;
use crate::rivals::{self, Threads};

/// Items of one numeric format that become those of another.
pub(crate) struct Conversion {
    name: &'static str,
    /// As PEP 3118 and as NumPy call the formats.
    from: [&'static str; 2],
    to: &'static str,
    scale: Option<(f64, f64)>,
    /// The destination has the axes the other way round.
    transposed: bool,
    run: fn(&Conversion, &mut Contest<'_>) -> Result<Line, String>,
}

/// Where it takes place.
pub(crate) struct Contest<'a> {
    pub(crate) src: &'a mut [u8],
    pub(crate) dst: &'a mut [u8],
    pub(crate) quick: bool,
    pub(crate) threads: Threads,
    pub(crate) numpy: Option<&'a mut Numpy>,
}

/// Items a row.
const WIDTH: usize = 4096;

fn shape(quick: bool) -> [usize; 2] {
    [if quick { 2048 } else { 4096 }, WIDTH]
}

/// The most bytes that either side has.
pub(crate) fn longest(quick: bool) -> usize {
    8 * shape(quick).iter().product::<usize>()
}

pub(crate) fn cases() -> Vec<Conversion> {
    let case = |name, from, to, run| Conversion {
        name,
        from,
        to,
        scale: None,
        transposed: false,
        run,
    };
    let samples = || {
        case(">i2 to f4", [">h", ">i2"], "f4", |c, t| {
            c.contest(t, |x| f32::from(i16::from_be_bytes(x)))
        })
    };
    let scaled: fn(&Conversion, &mut Contest<'_>) -> Result<Line, String> =
        |c, t| c.contest(t, |x| f32::from(i16::from_be_bytes(x)) * 0.25 + 3.0);
    vec![
        samples(),
        Conversion {
            name: ">i2 to f4, scaled",
            scale: Some((0.25, 3.0)),
            run: scaled,
            ..samples()
        },
        Conversion {
            name: ">i2 to f4, transposed",
            transposed: true,
            ..samples()
        },
        case("f8 to f4", ["<d", "<f8"], "f4", |c, t| {
            c.contest(t, |x| f64::from_le_bytes(x) as f32)
        }),
        case("f2 to f4", ["<e", "<f2"], "f4", |c, t| {
            c.contest(t, |x| half(u16::from_le_bytes(x)))
        }),
        case("u1 to f4", ["B", "u1"], "f4", |c, t| {
            c.contest(t, |[x]| f32::from(x))
        }),
        case("byte swap of 2", [">H", ">u2"], "<u2", |c, t| {
            c.contest(t, u16::from_be_bytes)
        }),
        case("byte swap of 4", [">I", ">u4"], "<u4", |c, t| {
            c.contest(t, u32::from_be_bytes)
        }),
        case("byte swap of 8", [">Q", ">u8"], "<u8", |c, t| {
            c.contest(t, u64::from_be_bytes)
        }),
    ]
}

/// A binary16, by its definition.
fn half(bits: u16) -> f32 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f32::from(bits & 1023));
    let size = match exponent {
        0 => fraction * 2f32.powi(-24),
        31 if fraction > 0.0 => f32::NAN,
        31 => f32::INFINITY,
        _ => (1024.0 + fraction) * 2f32.powi(exponent - 25),
    };
    if bits >> 15 == 1 { -size } else { size }
}

impl Conversion {
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn run(&self, contest: &mut Contest<'_>) -> Result<Line, String> {
        (self.run)(self, contest)
    }

    /// `naive` makes one result of the bytes of one item.
    fn contest<const W: usize, T: ConvertTo + Element + PartialOrd>(
        &self,
        contest: &mut Contest<'_>,
        naive: impl Fn([u8; W]) -> T,
    ) -> Result<Line, String> {
        let Contest {
            src,
            dst,
            quick,
            threads,
            numpy,
        } = contest;
        let (threads, [rows, columns]) = (*threads, shape(*quick));
        let items = rows * columns;
        if self.from[0] == "<d" {
            // Random bytes would be too large for an f32.
            for (i, x) in bytemuck::cast_slice_mut::<u8, f64>(&mut src[..8 * items])
                .iter_mut()
                .enumerate()
            {
                *x = (i % 251) as f64 * 0.1;
            }
        }
        let fault = |error: memoryview::Error| format!("{}: {error}", self.name);
        let spec = Spec::new(self.from[0])
            .map_err(|e| e.to_string())?
            .shape([rows, columns]);
        let source = View::from_bytes(&src[..W * items], &spec).map_err(fault)?;
        let source = if self.transposed {
            source.transpose()
        } else {
            source
        };
        let wish = source.convert::<T>().casting(Casting::SameKind);
        let wish = match self.scale {
            Some((a, b)) => wish.scale(a, b),
            None => wish,
        };
        let results = bytemuck::cast_slice_mut::<u8, T>(&mut dst[..size_of::<T>() * items]);
        let convert = |results: &mut [T]| {
            let to = ViewMut::from_slice(results).reshape(source.shape())?;
            if threads > 1 {
                wish.par_write_into(to)
            } else {
                wish.write_into(to)
            }
        };
        convert(results).map_err(fault)?;
        let item = |k: usize| {
            let place = if self.transposed {
                k % rows * columns + k / rows
            } else {
                k
            };
            let mut bytes = [0; W];
            bytes.copy_from_slice(&src[place * W..][..W]);
            bytes
        };
        let nan = |x: &T| x.partial_cmp(x).is_none();
        let wrong = results.iter().enumerate().find(|&(k, x)| {
            let right = naive(item(k));
            *x != right && !(nan(x) && nan(&right))
        });
        if let Some((k, _)) = wrong {
            return Err(format!("{}: result {k} is wrong", self.name));
        }
        let effort = Effort::of(items * W, *quick);
        let moved = items * (W + size_of::<T>());
        let (mut yardstick, mut ours) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..2 {
            ours = ours.min(effort.best(|| {
                convert(bytemuck::cast_slice_mut(&mut dst[..size_of::<T>() * items]))
                    .expect("it did so before");
            }));
            yardstick = yardstick.min(rivals::memcpy_of(moved / 2, src, dst, effort, threads));
        }
        let scale = self
            .scale
            .map_or("null".into(), |(a, b)| format!("[{a}, {b}]"));
        let task = format!(
            "\"deed\": \"convert\", \"from\": {:?}, \"to\": {:?}, \"shape\": [{rows}, {columns}], \"scale\": {scale}, \"transposed\": {}",
            self.from[1], self.to, self.transposed
        );
        let numpy = numpy.as_mut().and_then(|numpy| numpy.ask(&task, effort));
        Ok(Line {
            group: "conversion",
            name: self.name.into(),
            moved,
            yardstick,
            ours,
            rivals: [None, None, None, numpy],
        })
    }
}
