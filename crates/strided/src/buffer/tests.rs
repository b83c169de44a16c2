use std::string::ToString;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::vec;

use super::Buffer;
use crate::{AccessFault, Error, Order, Spec, View};

/// Answers with another slice at each call, and counts its drops.
struct Liar {
    calls: AtomicUsize,
    slices: [vec::Vec<u8>; 2],
    drops: Arc<AtomicUsize>,
}

impl AsRef<[u8]> for Liar {
    fn as_ref(&self) -> &[u8] {
        &self.slices[self.calls.fetch_add(1, Ordering::Relaxed).min(1)]
    }
}

impl Drop for Liar {
    fn drop(&mut self) {
        self.drops.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn an_owner_is_asked_once_and_dropped_once() {
    let drops = Arc::new(AtomicUsize::new(0));
    let liar = Liar {
        calls: AtomicUsize::new(0),
        slices: [vec![1, 2, 3, 4], vec![]],
        drops: drops.clone(),
    };
    let b = Buffer::from_owner(liar, &Spec::new("B").unwrap()).unwrap();
    let tail = b.slice(2..).unwrap();
    assert_eq!(b.view().unwrap().as_bytes().unwrap(), [1, 2, 3, 4]);
    drop(b);
    let on_another_thread = std::thread::spawn(move || tail.to_bytes(Order::C).unwrap());
    assert_eq!(on_another_thread.join().unwrap(), [3, 4]);
    assert_eq!(drops.load(Ordering::Relaxed), 1);
    let failed = Liar {
        calls: AtomicUsize::new(0),
        slices: [vec![1], vec![]],
        drops: drops.clone(),
    };
    assert!(Buffer::from_owner(failed, &Spec::new("<d").unwrap()).is_err());
    assert_eq!(drops.load(Ordering::Relaxed), 2);
}

#[test]
fn only_the_only_owner_writes() {
    let mut b = Buffer::from_vec(vec![1_i32, 2, 3]);
    b.view_mut().unwrap().set([0], 9).unwrap();
    let mut clone = b.slice(1..).unwrap();
    for refused in [
        b.view_mut().map(drop),
        clone.view_mut().map(drop),
        b.foreign_mut().map(drop),
    ] {
        assert_eq!(
            refused.unwrap_err(),
            Error::Access(AccessFault::Shared { others: 1 })
        );
    }
    drop(b);
    clone.view_mut().unwrap().fill(7).unwrap();
    assert_eq!(clone.to_string(), "[7, 7]");
    let mut shared = Buffer::from_owner(vec![1, 2], &Spec::new("B").unwrap()).unwrap();
    assert_eq!(
        shared.view_mut().unwrap_err().to_string(),
        "the memory is read-only"
    );
}

#[test]
fn a_broadcast_buffer_is_never_written() {
    let mut b = Buffer::from_vec(vec![1_u8]).broadcast_to(&[3]).unwrap();
    assert_eq!(
        b.view_mut().unwrap_err().to_string(),
        "two indices of the view reach the same byte: (0,) and (1,)"
    );
    assert!(b.foreign_mut().is_err());
    assert_eq!(b.to_string(), "[1, 1, 1]");
}

#[test]
fn a_vec_comes_back_as_it_was() {
    let v = vec![1.5_f64, 2.5];
    let address = v.as_ptr();
    let b = Buffer::from_vec(v).reshape([2, 1]).unwrap();
    let back = b.try_into_vec::<f64>().unwrap();
    assert_eq!((back.as_ptr(), &back[..]), (address, &[1.5, 2.5][..]));

    let b = Buffer::from_vec(back);
    let e = b.clone().try_into_vec::<f64>().unwrap_err();
    assert_eq!(e.to_string(), "the memory has 1 other owner");
    drop(e);
    let e = b.try_into_vec::<u64>().unwrap_err();
    assert_eq!(e.to_string(), "the buffer does not own a Vec of this type");
    let part = e.buffer.slice(1..).unwrap();
    drop(e);
    let e = part.try_into_vec::<f64>().unwrap_err();
    assert_eq!(
        e.to_string(),
        "cannot give back shape (1,) to (1,): the Vec has 2 items"
    );
    let empty = Buffer::from_vec(vec![0_u8; 0]);
    assert!(empty.try_into_vec::<u8>().unwrap().is_empty());
    assert_eq!(
        Buffer::from_vec(vec![[0_u8; 0]; 3])
            .try_into_vec::<[u8; 0]>()
            .unwrap()
            .len(),
        3
    );
}

#[cfg(feature = "std")]
#[test]
fn a_file_is_read_as_far_as_it_is_reached() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a");
    std::fs::write(&path, (0..=255).collect::<vec::Vec<u8>>()).unwrap();
    let spec: Spec = "B; shape=(2, 2); strides=(-100, 3); offset=201"
        .parse()
        .unwrap();
    let b = Buffer::read(&path, &spec).unwrap();
    assert_eq!(b.to_string(), "[[201, 204],\n [101, 104]]");
    let whole = Buffer::read(&path, &Spec::new("=u8").unwrap()).unwrap();
    assert_eq!(
        whole.view().unwrap().as_bytes().unwrap().as_ptr().addr() % 64,
        0
    );
    assert!(
        whole
            .view()
            .unwrap()
            .typed::<u64>()
            .unwrap()
            .as_slice()
            .is_ok()
    );
    let beyond = Buffer::read(&path, &"B; shape=(257,)".parse().unwrap()).unwrap_err();
    assert_eq!(
        beyond.to_string(),
        "the layout reaches bytes 0..257, the memory has 0..256"
    );
    let missing = Buffer::read(dir.path().join("none"), &Spec::new("B").unwrap()).unwrap_err();
    assert!(matches!(
        missing,
        Error::Io {
            kind: std::io::ErrorKind::NotFound,
            ..
        }
    ));
    assert!(
        missing
            .to_string()
            .starts_with(&*dir.path().join("none").display().to_string())
    );
    let io = |error: Error| std::io::Error::from(error).kind();
    assert_eq!(io(missing), std::io::ErrorKind::NotFound);
    let (needed, length) = (4, 2);
    let short = crate::format::Error::TooShort { needed, length };
    assert_eq!(io(short.into()), std::io::ErrorKind::UnexpectedEof);
    let nothing = Buffer::read(&path, &"<d; shape=(0, 4); offset=250".parse().unwrap()).unwrap();
    assert_eq!(nothing.shape(), [0, 4]);
}

#[test]
fn all_of_them_travel() {
    fn everywhere<T: Send + Sync>() {}
    everywhere::<Buffer>();
    everywhere::<View<'static>>();
    everywhere::<crate::ViewMut<'static>>();
    everywhere::<crate::TypedView<'static, f32>>();
    everywhere::<Error>();
    assert!(size_of::<Error>() <= 80, "{}", size_of::<Error>());
    assert!(size_of::<View>() <= 256, "{}", size_of::<View>());
}

#[test]
fn another_spec_sees_the_whole_memory_and_nothing_beyond() {
    let file = Buffer::from_vec(vec![0u8, 1, 0, 2, 0, 3]);
    let tail = file.slice(4..).unwrap();
    let spec = Spec::new(">u2").unwrap();
    let mut all = tail.with_spec(&spec.clone().shape([3])).unwrap();
    assert_eq!(all.to_string(), "[1, 2, 3]");
    let beyond = tail.with_spec(&spec.shape([4])).unwrap_err();
    assert_eq!(
        beyond.to_string(),
        "the layout reaches bytes 0..8, the memory has 0..6"
    );
    // All of them are owners: none may write while another lives.
    assert!(all.view_mut().is_err());
    drop((file, tail));
    all.view_mut().unwrap().set_item([0], 7).unwrap();
    assert_eq!(all.to_string(), "[7, 2, 3]");
}

#[cfg(feature = "std")]
#[test]
fn items_without_bytes_are_read_from_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("head");
    std::fs::write(&path, [0; 128]).unwrap();
    let spec = Spec::new("|V0").unwrap().shape([2, 3]).offset(128);
    assert_eq!(Buffer::read(&path, &spec).unwrap().shape(), [2, 3]);
}
