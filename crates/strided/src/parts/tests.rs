use std::string::ToString;
use std::vec;
use std::vec::Vec;

use crate::{Bool, Error, Order, Spec, TypedView, Value, View, ViewMut};

/// A view of a field of a slice of a view keeps the lifetime of the data: all handles but the last are gone.
fn deep<'a>(bytes: &'a [u8]) -> TypedView<'a, crate::Be<u16>> {
    let v = View::from_bytes(bytes, &Spec::new("T{>H:id:3s:name:}").unwrap()).unwrap();
    v.slice(1..).unwrap().field("id").unwrap().typed().unwrap()
}

#[test]
fn transforms_keep_the_lifetime_of_the_data() {
    let bytes = [0, 1, b'a', b'b', b'c', 0, 2, b'd', 0, 0];
    let ids = deep(&bytes);
    assert_eq!(ids.iter().map(|id| id.get()).collect::<Vec<_>>(), [2]);
    assert_eq!(ids.get([0]).unwrap().get(), 2);
}

#[test]
fn fields_reach_through_sub_arrays() {
    let bytes: Vec<u8> = (0..28).collect();
    let v = View::from_bytes(&bytes, &Spec::new("T{B:a:(2,3)<H:m:x}").unwrap()).unwrap();
    let m = v.field("m").unwrap();
    assert_eq!((m.shape(), m.strides()), (&[2, 2, 3][..], &[14, 6, 2][..]));
    assert_eq!(m.get::<crate::Le<u16>>([1, 1, 2]).unwrap().get(), 0x1A19);
    let e = v.field("b").unwrap_err();
    assert!(
        e.to_string().starts_with("no field \"b\" in format \"T{"),
        "{e}"
    );
}

#[test]
fn every_address_can_be_read_and_written() {
    for odd in 0..16 {
        let mut bytes = vec![0_u8; 16 + 8 * 3];
        let spec = Spec::new("=d").unwrap().shape([3]).offset(odd);
        let mut v = ViewMut::from_bytes(&mut bytes, &spec).unwrap();
        v.set([1], 1.5).unwrap();
        v.set_item([2], Value::from(2.5)).unwrap();
        assert_eq!(v.to_vec::<f64>(Order::C).unwrap(), [0.0, 1.5, 2.5]);
        assert_eq!(v.item([1]).unwrap().to_string(), "1.5");
        let aligned = v.as_view().typed::<f64>().unwrap().as_slice().is_ok();
        let address = v.as_view().as_bytes().unwrap().as_ptr().addr();
        assert_eq!(aligned, address.is_multiple_of(align_of::<f64>()));
    }
}

#[test]
fn a_failed_write_changes_nothing() {
    let mut data = [1_u8, 2, 3];
    let mut v = ViewMut::from_slice(&mut data);
    assert!(v.set_item([0], 256).is_err());
    assert!(v.set_item([0], "a").is_err());
    assert!(v.fill(Value::from(-1)).is_err());
    assert_eq!(
        v.set([0], 1_u16).unwrap_err().to_string(),
        "format \"B\" is not u16: it has 1 byte, not 2"
    );
    assert_eq!(
        v.set([3], 1_u8).unwrap_err().to_string(),
        "index 3 is out of bounds: axis 0 has length 3"
    );
    assert_eq!(
        v.set([0, 0], 1_u8).unwrap_err().to_string(),
        "too many indices: 2 for 1 dimension"
    );
    assert_eq!(
        v.item(()).unwrap_err().to_string(),
        "too few indices for one item: 0 for 1 dimension"
    );
    let e = v.assign(&View::from_slice(&[1_i8])).unwrap_err();
    assert_eq!(
        e.to_string(),
        "format \"b\" is not \"B\": assign copies items as they are; convert them first"
    );
    assert_eq!(data, [1, 2, 3]);
}

#[test]
fn a_unique_view_never_aliases() {
    let mut bytes = [0_u8; 16];
    for (text, ok) in [
        ("<u4; shape=(4,); strides=(4,)", true),
        ("<u4; shape=(4,); strides=(2,)", false),
        ("<u4; shape=(4,); strides=(0,)", false),
        ("<u4; shape=(1,); strides=(0,)", true),
        ("<u4; shape=(2, 2); strides=(4, 4)", false),
        ("<u2; shape=(2, 2); strides=(-8, 4); offset=8", true),
        ("<u4; shape=(0, 4); strides=(0, 0)", true),
    ] {
        let made = ViewMut::from_bytes(&mut bytes, &text.parse().unwrap());
        assert_eq!(made.is_ok(), ok, "{text}");
    }
    let objects = ViewMut::from_bytes(&mut bytes, &Spec::new("O").unwrap()).unwrap_err();
    assert_eq!(
        objects.to_string(),
        "items that hold Python objects are read-only"
    );
}

#[test]
fn assigning_broadcasts() {
    let mut data = [0_i32; 6];
    let mut v = ViewMut::from_slice(&mut data).reshape([2, 3]).unwrap();
    v.assign(&View::from_slice(&[1, 2, 3])).unwrap();
    v.reborrow().select(0, 1).unwrap().fill(9).unwrap();
    v.reborrow()
        .transpose()
        .slice((0, ..))
        .unwrap()
        .assign(&View::from_slice(&[7]))
        .unwrap();
    assert_eq!(data, [7, 2, 3, 7, 9, 9]);
}

#[test]
fn items_without_bytes_are_still_items() {
    let nothing = [[0_u8; 0]; 5];
    let v = View::from_slice(&nothing);
    assert_eq!((v.len(), v.nbytes(), v.itemsize()), (5, 0, 0));
    assert_eq!(v.typed::<[u8; 0]>().unwrap().as_slice().unwrap().len(), 5);
    assert_eq!(v.to_vec::<[u8; 0]>(Order::C).unwrap().len(), 5);
    assert_eq!(v.slice(1..3).unwrap().flip(0).unwrap().len(), 2);
    let mut target = [[0_u8; 0]; 5];
    ViewMut::from_slice(&mut target).assign(&v).unwrap();
    let zero = View::from_bytes(&[], &"0s; shape=(4,)".parse().unwrap()).unwrap();
    assert_eq!(zero.item([3]).unwrap().to_string(), "b''");
}

#[test]
fn booleans_are_read_only() {
    let data = [true, false];
    let v = View::from_bools(&data);
    assert_eq!(
        v.typed::<Bool>().unwrap().get([0]).unwrap(),
        Bool::from(true)
    );
    assert_eq!(v.item([1]).unwrap(), Value::Bool(false));
}

#[cfg(target_pointer_width = "64")] // what 32 bits can name may be had
#[test]
fn an_allocation_that_cannot_be_is_an_error() {
    let byte = [0_u8];
    let v = View::from_slice(&byte).broadcast_to(&[1 << 62]).unwrap();
    assert_eq!(
        v.to_bytes(Order::C).unwrap_err(),
        Error::Allocation { bytes: 1 << 62 }
    );
    assert_eq!(
        v.to_vec::<u8>(Order::C).unwrap_err().to_string(),
        "cannot allocate 4611686018427387904 bytes"
    );
}

#[test]
fn an_empty_view_forms_no_pointer() {
    let v = View::from_bytes(
        &[],
        &"<d; shape=(3, 0); strides=(-999999, 7); offset=123456"
            .parse()
            .unwrap(),
    )
    .unwrap();
    assert!(v.as_bytes().unwrap().is_empty());
    assert!(v.to_vec::<crate::Le<f64>>(Order::F).unwrap().is_empty());
    assert!(v.flip(0).unwrap().select(0, 2).unwrap().is_empty());
    assert_eq!(
        v.item([0, 0]).unwrap_err().to_string(),
        "index 0 is out of bounds: axis 1 has length 0"
    );
    let mut nothing: [u8; 0] = [];
    let mut w = ViewMut::from_bytes(&mut nothing, &"<d; shape=(0, 5)".parse().unwrap()).unwrap();
    w.fill(1.0).unwrap();
    assert_eq!(w.layout().reach(), None);
}

/// What the debug assertion of every transform would notice.
#[test]
fn a_layout_that_reaches_out_is_not_held() {
    let bytes = [0_u8; 16];
    let v = View::from_bytes(&bytes, &"B; shape=(4,); offset=4".parse().unwrap()).unwrap();
    let layout = |offset, len| crate::Layout::new(&[len], &[1], offset, 1).unwrap();
    for (offset, len, held) in [
        (4, 4, true),
        (5, 2, true),
        (3, 2, false),
        (7, 2, false),
        (3, 6, false),
        (9, 0, true),
    ] {
        assert_eq!(
            v.parts().holds(&layout(offset, len)),
            held,
            "{len} bytes from {offset}"
        );
    }
}

/// What a typed view has of its own, against the view that it was made of.
#[test]
fn typed_views_copy_as_untyped_ones_do() {
    let (mut data, new) = ([1_u16, 2, 3, 4, 5, 6], [9_u16, 8, 7]);
    let v = ViewMut::from_slice(&mut data).reshape([2, 3]).unwrap();
    let mut typed = v.transpose().typed::<u16>().unwrap();
    for order in [Order::C, Order::F] {
        let naive = typed.as_view().to_vec(order).unwrap();
        assert_eq!(
            naive,
            if order == Order::C {
                [1, 4, 2, 5, 3, 6]
            } else {
                [1, 2, 3, 4, 5, 6]
            }
        );
        assert_eq!(typed.to_vec(order).unwrap(), naive);
        #[cfg(feature = "rayon")]
        {
            assert_eq!(typed.par_to_vec(order).unwrap(), naive);
            assert_eq!(typed.as_view().par_to_vec(order).unwrap(), naive);
        }
    }
    let column = View::from_slice(&new).reshape([3, 1]).unwrap();
    typed.assign(&column).unwrap();
    assert_eq!(data, [9, 8, 7, 9, 8, 7]);
}

#[test]
fn python_objects_stay_what_they_are() {
    let b = crate::Buffer::from_bytes(vec![0; 16], &Spec::new("O").unwrap()).unwrap();
    assert_eq!(
        b.with_spec(&Spec::new("O").unwrap().shape([1]))
            .unwrap()
            .len(),
        1
    );
    for other in ["T{O:a:}", "(2)O"] {
        let refused = b.with_spec(&Spec::new(other).unwrap()).unwrap_err();
        assert_eq!(
            refused,
            Error::Access(crate::AccessFault::MadeObjects),
            "{other}"
        );
    }
    let plain = crate::Buffer::from_vec(vec![0_u64; 2]);
    assert!(plain.with_spec(&Spec::new("O").unwrap()).is_err());
}
