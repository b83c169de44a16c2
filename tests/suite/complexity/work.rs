//! Which pieces of work are measured? Each takes a size, of which the work should be a multiple.

use std::hint::black_box;

use memoryview::format::Abi;
use memoryview::{
    Cast, CastFault, CopyPlan, Format, Index, IndirectView, Key, Layout, Order, Slice, Spec,
    Tolerance, Value, View,
};

type Work = (&'static str, usize, fn(usize));

/// Name, size, work.
pub(super) const ALL: &[Work] = &[
    ("struct codes", 4000, |n| parse_struct(&"iB".repeat(n / 2))),
    ("struct digits", 40_000, |n| parse_struct(&"0".repeat(n))),
    ("struct spaces", 40_000, |n| parse_struct(&" ".repeat(n))),
    ("padding", 20_000, |n| parse(&"x".repeat(n))),
    ("named fields", 2000, |n| parse(&fields(n))),
    ("the last field named twice", 2000, |n| {
        parse(&(fields(n) + "i:field0:"))
    }),
    ("records", 2000, |n| parse(&"T{i:a:<d:b:}".repeat(n))),
    ("shapes", 2000, |n| parse(&"(1,2,1)i".repeat(n))),
    ("a shape", 10_000, |n| {
        parse(&format!("({}1)i", "1,".repeat(n)))
    }),
    ("brackets never closed", 200_000, |n| parse(&"(".repeat(n))),
    ("colons", 200_000, |n| parse(&":".repeat(n))),
    ("signatures", 20_000, |n| {
        parse(&format!("X{{{}}}", "{}".repeat(n / 2)))
    }),
    ("signatures never closed", 20_000, |n| {
        parse(&"X{".repeat(n / 2))
    }),
    ("a name of a field", 100_000, |n| {
        parse(&format!("i:{}:", "a".repeat(n)))
    }),
    ("readings by item size", 1000, |n| {
        let _ = black_box(Format::parse_sized(&fields(n), 3 * n + 1, &Abi::NATIVE));
    }),
    ("descr", 1000, |n| {
        let text = format!(
            "[{}]",
            (0..n)
                .map(|k| format!("('f{k}', '<i4'),"))
                .collect::<String>()
        );
        let _ = black_box(Format::from_descr(&text));
    }),
    ("descr never closed", 10_000, |n| {
        let _ = black_box(Format::from_descr(&"[('a', ".repeat(n / 7)));
    }),
    ("typestr", 20_000, |n| {
        let _ = black_box(Format::from_typestr(&format!("<i{}", "0".repeat(n))));
    }),
    ("canonical text", 1000, |n| say(n, |f| f.to_text().unwrap())),
    ("NumPy's text", 1000, |n| say(n, |f| f.to_numpy().unwrap())),
    ("descr of a record", 1000, |n| {
        say(n, |f| f.to_descr().unwrap())
    }),
    ("description", 500, |n| say(n, |f| f.describe().to_string())),
    ("every field by its name", 1000, |n| {
        let format = Format::parse(&fields(n)).unwrap();
        (0..n).for_each(|k| assert!(format.field(&format!("field{k}")).is_some()));
    }),
    ("a selection", 1000, |n| {
        let format = Format::parse(&fields(n)).unwrap();
        let names: Vec<String> = (0..n).rev().map(|k| format!("field{k}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let _ = black_box(format.select(&names));
    }),
    ("unpacking", 2000, |n| {
        let format = Format::parse_struct("<iB").unwrap();
        let _ = black_box(format.iter_unpack(&vec![1; 5 * n]).unwrap().count());
    }),
    ("a key", 20_000, |n| {
        let _ = black_box(format!("{0}:{0}, ", "1".repeat(n)).parse::<Key>());
    }),
    ("a specification", 4000, |n| {
        let _ = black_box(format!("B; shape={}", "1,".repeat(n)).parse::<Spec>());
    }),
    ("a specification of many parts", 2000, |n| {
        let _ = black_box(format!("B{}", "; offset=1".repeat(n)).parse::<Spec>());
    }),
    ("a record made by hand", 1000, |n| {
        let byte = Format::parse("B").unwrap();
        let record = (0..n).fold(Format::record(n), |record, k| {
            record.at(k, &format!("field{k}"), byte.clone())
        });
        assert_eq!(record.build().unwrap().fields().len(), n);
    }),
    ("equal formats", 1000, |n| {
        let text = fields(n);
        let [a, b] = [(); 2].map(|()| Format::parse(&text).unwrap());
        assert!(a == b);
    }),
    ("packing", 2000, |n| {
        let format = Format::parse_struct(&format!("<{}", "iB".repeat(n / 2))).unwrap();
        let values = vec![Value::from(1); n / 2 * 2];
        assert_eq!(format.pack(&values).unwrap().len(), format.size());
    }),
    ("packing one count", 4000, |n| {
        let format = Format::parse_struct(&format!("<{n}H")).unwrap();
        assert_eq!(format.pack(&vec![Value::from(1); n]).unwrap().len(), 2 * n);
    }),
    ("a record as a value and back", 1000, |n| {
        let format = Format::parse(&fields(n)).unwrap();
        let mut bytes = vec![1; format.size()];
        let value = format.decode(&bytes).unwrap();
        format.encode(&value, &mut bytes).unwrap();
    }),
    ("the plan of a conversion of records", 1000, |n| {
        let names = |order: &mut dyn Iterator<Item = usize>, code: &str| -> Format {
            let text: String = order.map(|k| format!("{code}:field{k}:")).collect();
            Format::parse(&text).unwrap()
        };
        let (from, to) = (names(&mut (0..n), "<i"), names(&mut (0..n).rev(), ">d"));
        let bytes = vec![0; from.size()];
        let view = View::from_bytes(&bytes, &Spec::from_format(from).shape([1])).unwrap();
        let _ = black_box(view.convert_to(&to).to_buffer(Order::C).unwrap());
    }),
    ("equality of numbers", 4000, |n| {
        let [small, large]: [Vec<u8>; 2] = [vec![0; 2 * n], vec![0; 8 * n]];
        let view = |bytes, text| View::from_bytes(bytes, &Spec::new(text).unwrap()).unwrap();
        assert!(view(&small, "<H") == view(&large, ">d").flip(0).unwrap());
    }),
    ("equality of one record", 500, |n| {
        let spec = Spec::from_format(Format::parse(&fields(n)).unwrap()).shape([1]);
        let bytes = vec![0; 4 * n];
        let [a, b] = [(); 2].map(|()| View::from_bytes(&bytes, &spec).unwrap());
        assert!(a == b);
    }),
    ("differences", 1000, |n| {
        let (a, b) = (vec![0_u16; n], vec![1_u16; n]);
        let (a, b) = (View::from_slice(&a), View::from_slice(&b));
        let found = a.diff(&b, Tolerance::default()).unwrap();
        assert_eq!(black_box(found).is_empty(), n == 0);
    }),
    ("hexadecimal digits", 10_000, |n| {
        let bytes = vec![7_u8; n];
        let _ = black_box(View::from_slice(&bytes).hex(Some(':'), 2).unwrap());
    }),
    ("rows behind pointers", 1000, |n| {
        let row = View::from_slice(&[1_u8, 2]);
        let rows = IndirectView::from_views(&vec![row; n + 1]).unwrap();
        assert_eq!(rows.to_bytes(Order::C).unwrap().len(), 2 * n + 2);
    }),
    // Ranks end at 64: the same plan again and again.
    ("overlaps by rank", 30, |n| {
        // Interleaved, so that no range of bytes tells them apart.
        let strides: Vec<isize> = (0..n).map(|k| 2 << k.min(40)).collect();
        let at = |offset| Layout::new(&vec![2; n], &strides, offset, 1).unwrap();
        (0..200).for_each(|_| assert!(black_box(at(0)).overlaps(&at(1)).is_no()));
    }),
    ("casts by rank", 30, |n| {
        let shape = vec![if n > 60 { 1 } else { 2 }; n];
        let line = Layout::contiguous(&[shape.iter().product()], 1, Order::C).unwrap();
        (0..500).for_each(|_| {
            let cast = Cast::new(&line, "B", "b", Some(n)).unwrap();
            let lens = shape.iter().map(|&n| Ok::<_, CastFault>(n.cast_signed()));
            let _ = black_box(cast.shaped(lens).unwrap());
        });
    }),
    ("plans by rank", 30, |n| (0..200).for_each(|_| plan(n))),
    ("slices by rank", 30, |n| (0..500).for_each(|_| slice(n))),
    ("shapes by rank", 30, |n| (0..200).for_each(|_| reshape(n))),
    ("uniqueness by rank", 30, |n| {
        (0..200).for_each(|_| unique(n))
    }),
    #[cfg(feature = "npy")]
    ("npy header", 2000, |n| {
        let text = format!(
            "{{'descr': '<i4', 'fortran_order': False, 'shape': ({})}}",
            "1, ".repeat(n)
        );
        let mut file = b"\x93NUMPY\x02\x00".to_vec();
        file.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
        file.extend(text.as_bytes());
        let _ = black_box(memoryview::npy::from_bytes(&file));
    }),
    #[cfg(feature = "npy")]
    ("npz directory", 200, |n| {
        let mut writer = memoryview::npy::NpzWriter::new(std::io::Cursor::new(vec![]));
        let item = View::from_slice(&[1_u8]);
        (0..n).for_each(|k| writer.add(&format!("a{k}"), &item).unwrap());
        let archive = writer.finish().unwrap().into_inner();
        let npz = memoryview::npy::Npz::from_owner(archive).unwrap();
        (0..n).for_each(|k| assert_eq!(npz.get(&format!("a{k}")).unwrap().len(), 1));
    }),
];

fn parse_struct(text: &str) {
    let _ = black_box(Format::parse_struct(text));
}

fn parse(text: &str) {
    let _ = black_box(Format::parse(text));
}

fn fields(n: usize) -> String {
    (0..n).map(|k| format!("<i:field{k}:")).collect()
}

fn say(n: usize, text: impl Fn(&Format) -> String) {
    let format = Format::parse(&fields(n)).unwrap();
    assert!(text(&format).len() >= n);
}

/// Of this rank, in an order that has to be sorted first.
fn layout(rank: usize) -> Layout {
    let shape = vec![if rank > 60 { 1 } else { 2 }; rank];
    Layout::contiguous(&shape, 1, Order::F).unwrap()
}

fn plan(rank: usize) {
    let (from, to) = (layout(rank), layout(rank).transpose());
    let _ = black_box(CopyPlan::new(&from, &to));
}

fn slice(rank: usize) {
    let _ = black_box(layout(rank).slice(&vec![Index::Slice(Slice::REV); rank]));
}

fn reshape(rank: usize) {
    let _ = black_box(layout(rank).transpose().reshape(&[-1]));
}

fn unique(rank: usize) {
    let _ = black_box(layout(rank).is_unique());
}
