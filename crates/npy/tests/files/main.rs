//! Are the files of others read rightly, and ours by others?

mod claims;
mod corpus;
mod npyz;
mod numpy;
mod zip;

use memoryview_strided::ForeignView;

/// The items in C order, as text.
fn items(view: &ForeignView<'_>) -> Vec<String> {
    let mut index = vec![0; view.ndim()];
    let mut items = Vec::with_capacity(view.len());
    for _ in 0..view.len() {
        items.push(view.item(&index[..]).unwrap().to_string());
        for axis in (0..index.len()).rev() {
            index[axis] += 1;
            if index[axis] < view.shape()[axis] {
                break;
            }
            index[axis] = 0;
        }
    }
    items
}

/// A shape as Python prints it.
fn tuple(shape: &[usize]) -> String {
    let lengths: Vec<String> = shape.iter().map(usize::to_string).collect();
    match &lengths[..] {
        [one] => format!("({one},)"),
        all => format!("({})", all.join(", ")),
    }
}

/// What our writer makes of a view.
fn written(source: &impl memoryview_strided::Source) -> Vec<u8> {
    let mut file = Vec::new();
    memoryview_npy::write(&mut file, source).unwrap();
    file
}
