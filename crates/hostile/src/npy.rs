//! Any bytes as a .npy or .npz file: what is read lies inside the file, and is written and read again.

use std::io::Cursor;

use memoryview::npy::{self, Header, Npz, NpzWriter};
use memoryview::{Order, View};

/// The most bytes that a member of an archive may claim.
const LIMIT: u64 = 1 << 16;

/// Reads a file in every way there is.
///
/// # Panics
/// Where what must hold does not.
pub fn npy(data: &[u8]) {
    let header = Header::from_bytes(data);
    let streamed = Header::read_from(Cursor::new(data));
    if let (Ok(one), Ok(two)) = (&header, &streamed) {
        assert_eq!((one.shape(), one.format()), (two.shape(), two.format()));
    }
    if let Ok(header) = &header {
        assert!(header.data_offset() <= data.len());
        let _ = (header.order(), header.version(), header.spec().to_string());
        let _ = format!("{header:?}");
    }
    let read = npy::read_from(Cursor::new(data));
    match npy::from_bytes(data) {
        Ok(view) => {
            assert!(view.nbytes() <= data.len());
            let header = header.expect("a header, as the array was read");
            assert_eq!(view.shape(), header.shape());
            assert_eq!(view.nbytes(), header.nbytes());
            let buffer = read.expect("what was viewed can be read");
            assert_eq!(bytes(&buffer.view().expect("our own memory")), bytes(&view));
            again(&view);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    archive(data);
}

fn bytes(view: &View<'_>) -> Vec<u8> {
    view.to_bytes(Order::C).expect("not more than the file")
}

/// What is written is read back as it was; fields without a name have NumPy's names then, as `to_descr` says.
fn again(view: &View<'_>) {
    let mut file = Vec::new();
    if npy::write(&mut file, view).is_err() {
        return;
    }
    let back = npy::from_bytes(&file).expect("what we wrote");
    let named = |view: &View<'_>| view.format().to_descr().expect("what was written");
    assert_eq!((back.shape(), named(&back)), (view.shape(), named(view)));
    assert_eq!(back.format().size(), view.format().size());
    assert_eq!(bytes(&back), bytes(view));
    let mut archive = NpzWriter::new(Cursor::new(Vec::new()));
    archive.add("a", view).expect("one member");
    let archive = archive.finish().expect("an archive").into_inner();
    let archive = Npz::from_owner(archive).expect("what we wrote");
    let member = archive.get("a").expect("what we added");
    assert_eq!(bytes(&member.view().expect("our own memory")), bytes(view));
}

fn archive(data: &[u8]) {
    let Ok(archive) = Npz::from_owner(data.to_vec()) else {
        return;
    };
    let archive = archive.with_limit(LIMIT);
    let names: Vec<String> = archive.names().map(str::to_owned).collect();
    assert_eq!(names.len(), archive.len());
    for name in names.iter().take(16) {
        if let Ok(member) = archive.get(name) {
            assert!(member.nbytes() as u64 <= LIMIT.max(data.len() as u64));
            let _ = member.to_string();
        }
    }
}
