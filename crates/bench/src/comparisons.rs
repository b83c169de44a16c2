//! How fast are two views found to be equal, against reading them and against others?

use std::hint::black_box;

use memoryview::View;
use ndarray::{ArrayView2, ShapeBuilder};

use crate::clock::Effort;
use crate::numpy::Numpy;
use crate::report::Line;

/// Two arrays of 64 MiB with equal items, the second in this order.
const CASES: [(&str, &str); 2] = [
    ("two views of 64 MiB of f32", "C"),
    ("C order against F order, 64 MiB of f32", "F"),
];

const SIDE: usize = 4096;

/// The bytes of either array.
pub(crate) const BYTES: usize = 4 * SIDE * SIDE;

pub(crate) fn names() -> impl Iterator<Item = (usize, &'static str)> {
    CASES.iter().map(|case| case.0).enumerate()
}

/// One case on the memory of all cases.
pub(crate) fn run(
    case: usize,
    src: &mut [u8],
    dst: &mut [u8],
    quick: bool,
    rivals: bool,
    numpy: Option<&mut Numpy>,
) -> Result<Line, String> {
    let (name, order) = CASES[case];
    let one: &mut [f32] = bytemuck::cast_slice_mut(&mut src[..BYTES]);
    let two: &mut [f32] = bytemuck::cast_slice_mut(&mut dst[..BYTES]);
    let place = |k: usize| {
        if order == "C" {
            k
        } else {
            k % SIDE * SIDE + k / SIDE
        }
    };
    for k in 0..SIDE * SIDE {
        one[k] = (k % 251) as f32;
        two[place(k)] = one[k];
    }
    // The last item decides, and only if all are looked at.
    let last = SIDE * SIDE - 1;
    for (value, wanted) in [(-1.0, false), (one[last], true)] {
        two[place(last)] = value;
        let naive = (0..=last).all(|k| one[k] == two[place(k)]);
        if equal(one, two, order)? != naive || naive != wanted {
            return Err(format!(
                "{name}: they are {}equal",
                if wanted { "" } else { "not " }
            ));
        }
    }
    let effort = Effort::of(BYTES, quick);
    let (one, two): (&[f32], &[f32]) = (one, two);
    let (mut reading, mut ours) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..2 {
        ours = ours.min(effort.best(|| {
            assert_eq!(equal(one, two, order), Ok(true));
        }));
        // Whichever way of reading both the machine likes better; other items would end this one early.
        if order == "C" {
            reading = reading.min(effort.best(|| {
                black_box(
                    bytemuck::cast_slice::<f32, u8>(one) == bytemuck::cast_slice::<f32, u8>(two),
                );
            }));
        }
        reading = reading.min(effort.best(|| {
            black_box(sum(one).wrapping_add(sum(two)));
        }));
    }
    let ndarray = rivals.then(|| {
        let shape = (SIDE, SIDE);
        let a = ArrayView2::from_shape(shape, one);
        let b = ArrayView2::from_shape(shape.set_f(order == "F"), two);
        let (a, b) = (a.expect("as many items"), b.expect("as many items"));
        effort.best_of_few(|| assert!(black_box(a) == black_box(b)))
    });
    let task = format!("\"deed\": \"equal\", \"shape\": [{SIDE}, {SIDE}], \"order\": {order:?}");
    Ok(Line {
        group: "comparison",
        name: name.into(),
        moved: 2 * BYTES,
        yardstick: reading,
        ours,
        rivals: [
            None,
            None,
            ndarray,
            numpy.and_then(|numpy| numpy.ask(&task, effort)),
        ],
    })
}

fn equal(one: &[f32], two: &[f32], order: &str) -> Result<bool, String> {
    let square = |items| {
        View::from_slice(items)
            .reshape([SIDE, SIDE])
            .map_err(|e| e.to_string())
    };
    let (a, b) = (square(one)?, square(two)?);
    Ok(if order == "C" {
        a == b
    } else {
        a == b.transpose()
    })
}

/// As many sums side by side as the compiler likes.
fn sum(items: &[f32]) -> u64 {
    let words = bytemuck::cast_slice::<f32, u64>(items).iter();
    words.fold(0, |sum, &x| sum.wrapping_add(x))
}
