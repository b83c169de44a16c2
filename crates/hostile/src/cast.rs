//! Any bytes under any format: casts, other formats, typed views and fields give what the bytes say.

use memoryview::{
    Be, Bool, Buffer, Cast, CastFault, Element, Format, Order, Spec, Unaligned, View, ViewMut,
};

use crate::input::Input;

/// Looks at the same bytes as items of other formats.
///
/// # Panics
/// Where what must hold does not.
pub fn cast(data: &[u8]) {
    let mut input = Input::new(data);
    let (from, to) = (input.text(), input.text());
    let lengths: Vec<isize> = (0..input.below(5)).map(|_| input.any()).collect();
    let order = [Order::C, Order::F][input.below(2)];
    let bytes = input.rest();
    as_python(bytes, (&from, &to), &lengths);
    let (Ok(from), Ok(to)) = (from.parse::<Format>(), to.parse::<Format>()) else {
        return;
    };
    let spec = Spec::from_format(from).shape(&lengths).order(order);
    let Ok(view) = View::from_bytes(bytes, &spec) else {
        return;
    };
    let mut copy = bytes.to_vec();
    let unique = ViewMut::from_bytes(&mut copy, &spec);
    let owned = Buffer::from_bytes(bytes.to_vec(), &spec).expect("as the view");
    let Ok(other) = view.reinterpret(&to) else {
        assert!(owned.reinterpret(&to).is_err());
        assert!(unique.is_err() || unique.is_ok_and(|v| v.reinterpret(&to).is_err()));
        return;
    };
    assert_eq!(reached(&other), reached(&view));
    if let Ok(unique) = unique {
        let unique = unique.reinterpret(&to).expect("as the view");
        assert_eq!(unique.to_string(), other.to_string());
    }
    // Not by value: a NaN is equal to nothing.
    let kept = owned.reinterpret(&to).expect("as the view");
    assert_eq!(
        (kept.layout(), kept.format()),
        (other.layout(), other.format())
    );
    assert_eq!(kept.to_bytes(order), other.to_bytes(order));
    let _ = format!("{other} {other:?} {:?}", other.explain::<f32>());
    typed::<u8>(&other);
    typed::<i16>(&other);
    typed::<f32>(&other);
    typed::<u64>(&other);
    typed::<Be<f64>>(&other);
    typed::<Bool>(&other);
    typed::<[u16; 3]>(&other);
    typed::<Unaligned<u32>>(&other);
    for number in 0..3 {
        if let Ok(field) = other.field(number) {
            assert!(reached(&field).iter().all(|b| reached(&other).contains(b)));
            let _ = field.to_string();
        }
    }
}

/// Every byte that a view of few items reaches, in order.
fn reached(view: &View<'_>) -> Vec<isize> {
    let size = view.itemsize().cast_signed();
    let mut bytes = Vec::new();
    if view.len() <= 4096 {
        for offset in view.layout().offsets() {
            bytes.extend(offset..offset + size);
        }
        bytes.sort_unstable();
        bytes.dedup();
    }
    bytes
}

/// Item by item what the slice, the iterator and the copy say, where there are any.
fn typed<T: Element>(view: &View<'_>) {
    let Ok(typed) = view.typed::<T>() else {
        assert!(view.to_vec::<T>(Order::C).is_err());
        return;
    };
    let whole = |items: &[T]| -> Vec<u8> {
        let bytes = items.iter().map(|item| {
            let one = [*item];
            let view = View::from_slice(&one);
            view.as_bytes().map(<[u8]>::to_vec).expect("one item")
        });
        bytes.flatten().collect()
    };
    let copied = typed.to_vec(Order::C).expect("memory");
    let iterated: Vec<T> = typed.iter().collect();
    assert_eq!(whole(&copied), whole(&iterated));
    let backward: Vec<T> = typed.iter().rev().collect();
    assert_eq!(backward.len(), copied.len());
    if let Ok(slice) = typed.as_slice() {
        assert!(slice.as_ptr().is_aligned());
        assert_eq!(whole(slice), whole(&copied));
    }
}

/// The rules of Python's `cast`: what they allow is a layout of all the bytes.
fn as_python(bytes: &[u8], texts: (&str, &str), lengths: &[isize]) {
    let view = View::from_slice(bytes);
    for (from, to) in [("B", texts.1), (texts.0, "B"), texts] {
        let shape = (!lengths.is_empty()).then_some(lengths.len());
        let Ok(cast) = Cast::new(view.layout(), from, to, shape) else {
            continue;
        };
        assert_eq!(cast.line().nbytes(), bytes.len());
        if let Ok(layout) = cast.shaped::<CastFault>(lengths.iter().map(|&n| Ok(n))) {
            assert_eq!(layout.nbytes(), bytes.len());
            assert!(layout.is_c_contiguous());
        }
    }
}
