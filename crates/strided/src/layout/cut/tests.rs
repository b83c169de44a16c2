use crate::key::{Index, Slice};
use crate::{Error, KeyFault, Layout, Limit, MAX_NDIM, Order};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::vec::Vec;

/// Written over: of more axes than stand in a layout.
fn used() -> Layout {
    Layout::new(&[1; 9], &[7; 9], 3, 5).unwrap()
}

#[test]
fn parts_are_taken_as_a_key_is() -> Result<(), Error> {
    let l = Layout::contiguous(&[4, 5, 6, 7], 2, Order::F)?;
    let back = Slice::new(Some(4), None, -3);
    let mut part = used();
    l.cut_to(&mut part, |cut| {
        cut.new_axis();
        cut.at(-1)?;
        cut.keep_all_but(1);
        cut.slice(back)?;
        cut.new_axis();
        Ok::<(), Error>(())
    })?;
    let key = [
        Index::NewAxis,
        Index::At(-1),
        Index::Ellipsis,
        Index::Slice(back),
        Index::NewAxis,
    ];
    assert_eq!(part, l.slice(&key)?);
    assert_eq!(part.shape(), [1, 5, 6, 2, 1]);
    assert_eq!(part.strides(), [0, 8, 40, -720, 0]);
    assert_eq!(part.offset(), 2 * 3 + 240 * 4);
    Ok(())
}

#[test]
fn what_is_not_named_stays() -> Result<(), Error> {
    for ndim in [0, 1, 8, 9, MAX_NDIM] {
        let l = Layout::contiguous(&[1].repeat(ndim), 4, Order::C)?;
        let mut part = used();
        l.cut_to(&mut part, |_| Ok::<(), Error>(()))?;
        assert_eq!(part, l);
        l.cut_to(&mut part, |cut| {
            cut.keep_all_but(ndim + 1);
            Ok::<(), Error>(())
        })?;
        assert_eq!(part, l);
    }
    Ok(())
}

#[test]
fn refusals_leave_nothing() {
    let l = Layout::contiguous(&[4, 5], 2, Order::C).unwrap();
    let refused = |read: &dyn Fn(&mut super::Cut<'_>) -> Result<(), Error>| {
        let mut part = used();
        let error = l.cut_to(&mut part, read).unwrap_err();
        assert_eq!(part, Layout::default());
        error
    };
    let at = |cut: &mut super::Cut<'_>| cut.at(1);
    assert_eq!(
        refused(&|cut| at(cut).and_then(|()| cut.at(5))),
        Error::Index {
            axis: 1,
            index: 5,
            len: 5
        }
    );
    assert_eq!(
        refused(&|cut| at(cut).and_then(|()| cut.slice(Slice::every(0)))),
        Error::Key(KeyFault::ZeroStep { axis: Some(1) })
    );
    assert_eq!(
        refused(&|cut| at(cut).and_then(|()| at(cut)).and_then(|()| at(cut))),
        Error::Key(KeyFault::TooMany { given: 3, ndim: 2 })
    );
    assert_eq!(
        refused(&|cut| {
            (0..MAX_NDIM - 1).for_each(|_| cut.new_axis());
            Ok(())
        }),
        Error::Overflow(Limit::Rank(MAX_NDIM + 1))
    );
}

/// The offset moves before the strides that need it are known: a half-made layout would reach outside.
#[test]
fn a_panic_leaves_nothing() {
    let l = Layout::contiguous(&[4, 5], 2, Order::C).unwrap();
    for axes in [0, 9] {
        let mut part = used();
        let read = |cut: &mut super::Cut<'_>| -> Result<(), Error> {
            (0..axes).for_each(|_| cut.new_axis());
            cut.slice(Slice::REV)?;
            panic!("as a key does that cannot be read");
        };
        let done = catch_unwind(AssertUnwindSafe(|| l.cut_to(&mut part, read)));
        assert!(done.is_err());
        assert_eq!(part, Layout::default());
    }
}

#[test]
fn of_an_empty_part_the_offset_stays() -> Result<(), Error> {
    let l = Layout::new(&[4, 5], &[10, 2], 30, 2)?;
    for key in [
        [Slice::from(2..2), Slice::REV],
        [Slice::REV, Slice::from(9..)],
    ] {
        let mut part = used();
        l.cut_to(&mut part, |cut| {
            key.into_iter().try_for_each(|s| cut.slice(s))
        })?;
        assert_eq!(part.offset(), 30);
        let lens: Vec<usize> = part.shape().to_vec();
        assert!(lens.contains(&0));
    }
    Ok(())
}
