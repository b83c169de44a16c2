use super::{REGISTER, masks};

/// What the masks say is done byte by byte: `C` planes, one behind the other, and the pixels of them.
fn check<const C: usize, const W: usize>() {
    let pixels = REGISTER / W;
    // Every byte of the planes has a number of its own.
    let planes = |plane: usize, pixel: usize, part: usize| (plane * pixels + pixel) * W + part;
    for (apart, masks) in [(false, masks::<C, W>(false)), (true, masks::<C, W>(true))] {
        for pixel in 0..pixels {
            for plane in 0..C {
                for part in 0..W {
                    let inside = planes(plane, pixel, part);
                    let woven = (pixel * C + plane) * W + part;
                    let (from, to) = if apart {
                        (woven, inside)
                    } else {
                        (inside, woven)
                    };
                    let mask = masks[to / REGISTER].map(|mask| mask[to % REGISTER]);
                    for (k, byte) in mask.into_iter().enumerate() {
                        let taken = (k == from / REGISTER).then_some(from % REGISTER);
                        assert_eq!(usize::from(byte), taken.unwrap_or(0x80));
                    }
                }
            }
        }
    }
}

#[test]
fn masks_take_each_byte_from_its_place() {
    check::<2, 1>();
    check::<3, 1>();
    check::<3, 2>();
    check::<4, 1>();
    check::<4, 4>();
}
