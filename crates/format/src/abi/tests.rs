use super::*;
use core::mem::{align_of, size_of};

#[test]
fn the_native_abi_agrees_with_rusts_own_types() {
    let abi = Abi::NATIVE;
    let c = |size: usize, align: usize| {
        CType::new(u8::try_from(size).unwrap(), u8::try_from(align).unwrap())
    };
    assert_eq!(abi.short, c(size_of::<i16>(), align_of::<i16>()));
    assert_eq!(abi.int, c(size_of::<i32>(), align_of::<i32>()));
    assert_eq!(
        abi.long,
        c(
            size_of::<core::ffi::c_long>(),
            align_of::<core::ffi::c_long>()
        )
    );
    assert_eq!(abi.long_long, c(size_of::<i64>(), align_of::<i64>()));
    assert_eq!(abi.pointer, c(size_of::<usize>(), align_of::<usize>()));
    assert_eq!(abi.double, c(size_of::<f64>(), align_of::<f64>()));
}

#[test]
fn swapping_twice_changes_nothing() {
    for order in [ByteOrder::Little, ByteOrder::Big] {
        assert_eq!(order.swapped().swapped(), order);
        assert_eq!(order.is_native(), order == ByteOrder::NATIVE);
    }
}
