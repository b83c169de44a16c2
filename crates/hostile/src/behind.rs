//! Any chain of transforms of rows that lie behind pointers: each gives what it gives of the same rows in one memory, or refuses what that one refuses.

use memoryview::{Element, Error, IndirectView, NewAxis, Order, Slice, View};

use crate::input::Input;

/// The most bytes of a view: all are copied after each step.
const BYTES: usize = 1 << 12;

/// The same call of either type, and whether strides decide what becomes of it.
macro_rules! transformed {
    ($input:expr, $($view:expr),*) => {{
        let (deed, a, b) = ($input.below(15), $input.any(), $input.any());
        let (few, more) = ($input.below(5), $input.below(4));
        let format = [u8::format(), u16::format(), <[u8; 3]>::format()][few % 3].clone();
        ($(match deed {
            0 => Ok($view.transpose()),
            1 => $view.flip(a),
            2 => $view.select(few, b),
            3 => $view.slice((Slice::new(Some(a), Some(b), 1 + few.cast_signed()), ..)),
            4 => $view.slice((.., NewAxis, Slice::new(Some(b), None, -1 - more.cast_signed()))),
            5 => $view.move_axis(few, b),
            6 => $view.swap_axes(a, more),
            7 => $view.squeeze(few),
            8 => $view.expand_dims(a),
            9 => {
                let shape: Vec<usize> = [more].iter().chain($view.shape()).copied().collect();
                $view.broadcast_to(&shape)
            }
            10 => $view.sliding_windows(more, few, 1 + few % 2),
            11 => $view.split_at(more, b).map(|(head, tail)| if few > 2 { head } else { tail }),
            12 => $view.reshape([few.cast_signed(), -1]),
            13 => $view.diagonal(a, more, few),
            _ => $view.reinterpret(&format),
        },)* deed > 11)
    }};
}

/// Both transformed, step by step.
///
/// # Panics
/// Where they differ.
pub(crate) fn transforms(view: IndirectView<'_>, direct: View<'_>, input: &mut Input<'_>) {
    let (mut view, mut direct) = (view, direct);
    for _ in 0..12 {
        if input.is_empty() {
            break;
        }
        let (ours, theirs, by_strides) = transformed!(input, view, direct);
        (view, direct) = match (ours, theirs) {
            (Ok(ours), Ok(theirs)) => (ours, theirs),
            (Err(_), Err(_)) if by_strides => continue,
            (Err(a), Err(b)) => {
                assert_eq!(a, b);
                continue;
            }
            // Pointers stand between two axes; or rows that follow each other in the one memory lie apart in the other, and the other way round.
            (Err(Error::Shape { .. } | Error::Memory(_)), Ok(_)) if by_strides => continue,
            (Ok(ours), Err(_)) if by_strides => {
                assert_eq!(ours.nbytes(), direct.nbytes());
                continue;
            }
            (ours, theirs) => panic!("{:?} {:?}", ours.err(), theirs.err()),
        };
        assert_eq!(
            (view.shape(), view.itemsize()),
            (direct.shape(), direct.itemsize())
        );
        if view.nbytes() > BYTES {
            break;
        }
        for order in [Order::C, Order::F] {
            assert_eq!(
                view.to_bytes(order).expect("memory"),
                direct.to_bytes(order).expect("memory")
            );
        }
        assert!(view == direct);
    }
}
