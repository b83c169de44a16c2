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

/// Sizes and alignments as the ABI documents of each platform have them.
#[test]
fn every_target_has_its_own_types() {
    let linux = Target {
        order: ByteOrder::Little,
        pointer: 8,
        eight: 8,
        double: 8,
        arch: Arch::X86,
        windows: false,
        msvc: false,
        apple: false,
    };
    let windows = Target {
        windows: true,
        ..linux
    };
    let msvc = Target {
        msvc: true,
        ..windows
    };
    let i686 = Target {
        pointer: 4,
        eight: 4,
        double: 4,
        ..linux
    };
    assert_eq!(linux.abi(), Abi::LP64);
    assert_eq!(msvc.abi(), Abi::LLP64);
    assert_eq!(
        (windows.abi().long.size(), windows.abi().long_double.size()),
        (4, 16) // MinGW keeps the x87's type
    );
    assert_eq!(i686.abi(), Abi::ILP32_ALIGN4);
    let windows32 = Target {
        pointer: 4,
        ..windows
    };
    assert_eq!(windows32.abi().wchar.size(), 2);
    let eight = |target: Target| (target.abi().long_long.align(), target.abi().double.align());
    assert_eq!(eight(Target { eight: 8, ..i686 }), (8, 4));
    let long_double = |target: Target| {
        let abi = target.abi();
        let c = abi.long_double;
        (c.size(), c.align(), abi.long_double_form)
    };
    use LongDouble::{DoubleDouble, Quad, X87};
    let small = |arch| Target {
        pointer: 4,
        arch,
        ..linux
    };
    let large = |arch| Target { arch, ..linux };
    let apple = |target| Target {
        apple: true,
        ..target
    };
    for (target, expected) in [
        (linux, (16, 16, X87)),
        (i686, (12, 4, X87)),
        (apple(i686), (16, 16, X87)),
        (msvc, (8, 8, X87)),
        (large(Arch::Arm64), (16, 16, Quad)),
        (apple(large(Arch::Arm64)), (8, 8, Quad)),
        (large(Arch::PowerPc64), (16, 16, DoubleDouble)),
        (large(Arch::S390x), (16, 8, Quad)),
        (small(Arch::Wasm32), (16, 16, Quad)),
        (large(Arch::Other), (16, 16, Quad)), // 64-bit RISC-V
        (small(Arch::Other), (8, 8, Quad)),   // 32-bit ARM
    ] {
        assert_eq!(long_double(target), expected);
    }
    let s390x = Target {
        order: ByteOrder::Big,
        ..large(Arch::S390x)
    };
    assert_eq!(s390x.abi().order, ByteOrder::Big);
}

#[test]
fn thirty_two_bits_differ_in_pointers_and_in_what_stands_where() {
    let sizes = |abi: Abi| [abi.long, abi.size, abi.pointer, abi.long_double].map(CType::size);
    assert_eq!(sizes(Abi::LP64), [8, 8, 8, 16]);
    assert_eq!(sizes(Abi::LLP64), [4, 8, 8, 8]);
    assert_eq!(sizes(Abi::ILP32), [4, 4, 4, 8]);
    assert_eq!(sizes(Abi::ILP32_ALIGN4), [4, 4, 4, 12]);
    let wchars = [Abi::LP64, Abi::LLP64, Abi::ILP32].map(|abi| abi.wchar.size());
    assert_eq!(wchars, [4, 2, 4]);
}
