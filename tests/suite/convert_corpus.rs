//! Does a conversion need the casting level, and give the bytes, that NumPy says?
//!
//! Replays `tests/corpus/convert/cases.txt`; `make.py` beside it writes the file and documents its lines.

use memoryview::{Casting, Format, Order, Spec, View};

const CASES: &str = include_str!("../corpus/convert/cases.txt");

const LEVELS: [Casting; 5] = [
    Casting::No,
    Casting::Equiv,
    Casting::Safe,
    Casting::SameKind,
    Casting::Unsafe,
];

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.map(byte).collect()
}

#[test]
fn as_numpy_does_it() {
    let (mut levels, mut values) = (0, 0);
    for line in CASES.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let (from, to) = (fields[1], fields[2]);
        let target: Format = Format::from_typestr(to).unwrap();
        let spec = Spec::new(from).unwrap();
        match fields[0] {
            "l" => {
                let needed: Casting = fields[3].parse().unwrap();
                let view = View::from_bytes(&[], &spec).unwrap();
                for level in LEVELS {
                    let done = view.convert_to(&target).casting(level).to_buffer(Order::C);
                    assert_eq!(done.is_ok(), level >= needed, "{line}: {level}");
                }
                levels += 1;
            }
            _ => {
                let (source, expected) = (unhex(fields[3]), unhex(fields[4]));
                let view = View::from_bytes(&source, &spec).unwrap();
                let ours = view.convert_to(&target).casting(Casting::Unsafe);
                let ours = ours.to_buffer(Order::C).unwrap();
                assert_eq!(
                    ours.to_bytes(Order::C).unwrap(),
                    expected,
                    "{from} to {to}: {view}: {ours}, not {}",
                    View::from_bytes(&expected, &Spec::new(to).unwrap()).unwrap()
                );
                values += 1;
            }
        }
    }
    assert_eq!((levels, values), (25 * 25, 25 * 25));
}
