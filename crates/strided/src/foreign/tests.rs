//! On the threads of a pool, only what nobody else can write meanwhile is worked on by many.

use std::vec;

use crate::copy::Crew;
use crate::{Buffer, Order, Source, View, ViewMut};

/// Who works on memory that this thread may also write, and on memory that a view or buffer lends.
fn crews() -> [Crew; 5] {
    let mut buffer = Buffer::from_vec(vec![0_u8; 4]);
    let shared = buffer.foreign().crew();
    let writable = buffer.foreign_mut().unwrap();
    let data = [0_u8; 4];
    [
        writable.flip(0).unwrap().crew(),
        writable.to_read_only().as_foreign().crew(),
        shared,
        View::from_slice(&data).as_foreign().transpose().crew(),
        ViewMut::from_slice(&mut [0_u8; 4]).as_foreign().crew(),
    ]
}

#[test]
fn a_thread_of_the_pool_shares_no_foreign_memory() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build();
    let inside = pool.unwrap().install(crews);
    assert_eq!(
        inside,
        [Crew::One, Crew::One, Crew::Pool, Crew::Pool, Crew::Pool]
    );
    assert_eq!(crews(), [Crew::Pool; 5]);
}

/// Work that the waiting thread takes up writes through another view of the same memory: the copy may hold old and new bytes, but no byte is read
/// while it is written. The thread sanitizer says so.
#[test]
fn a_view_kept_by_the_thread_writes_while_a_copy_runs() {
    use core::sync::atomic::{AtomicPtr, Ordering};
    use std::cell::RefCell;

    use crate::ForeignView;
    std::thread_local! {
        static KEPT: RefCell<Option<ForeignView<'static>>> = const { RefCell::new(None) };
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(4)
        .build()
        .unwrap();
    static ROOT: AtomicPtr<Buffer> = AtomicPtr::new(core::ptr::null_mut());
    let copies = pool.install(|| {
        let buffer = std::boxed::Box::leak(Buffer::from_vec(vec![1_u8; 4 << 20]).into());
        // Never dropped, but not lost.
        ROOT.store(buffer, Ordering::Relaxed);
        let view = buffer.foreign_mut().unwrap();
        KEPT.set(Some(view.clone()));
        let copies = (0..8).map(|_| {
            // Each thread has its own, which no other takes: this one's waits until it has nothing better to do.
            rayon::spawn_broadcast(|_| {
                KEPT.with_borrow(|kept| {
                    if let Some(kept) = kept {
                        kept.fill(2).unwrap();
                    }
                });
            });
            view.par_to_bytes(Order::C).unwrap()
        });
        copies.collect::<vec::Vec<_>>()
    });
    assert!(copies.iter().flatten().all(|&byte| byte == 1 || byte == 2));
}

#[test]
fn who_may_write_says_so_and_does() {
    let mut buffer = Buffer::from_vec(vec![0_u8; 3]);
    let writable = buffer.foreign_mut().unwrap();
    assert!(!writable.is_read_only() && writable.to_read_only().is_read_only());
    let source = [1_u8, 2, 3];
    writable.par_assign(&View::from_slice(&source)).unwrap();
    assert_eq!(writable.to_bytes(Order::C).unwrap(), source);
    writable.par_fill(7).unwrap();
    assert_eq!(writable.to_bytes(Order::C).unwrap(), [7; 3]);
    let mut data = [0_u8; 3];
    ViewMut::from_slice(&mut data).par_fill(8).unwrap();
    assert_eq!(data, [8; 3]);
}

#[test]
fn a_crew_of_one_stays_one() {
    let (one, pool) = (Crew::One, Crew::Pool);
    let both = [one.and(one), one.and(pool), pool.and(one), pool.and(pool)];
    assert_eq!(both, [one, one, one, pool]);
}
