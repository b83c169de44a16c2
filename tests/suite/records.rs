//! Derived records: what NumPy wrote is what they are, and what cannot be one does not compile, with a message that says why.

use std::path::{Path, PathBuf};
use std::process::Command;

#[cfg(target_endian = "little")]
use memoryview::{Bool, Element, Spec, View, npy};

/// `np.dtype([('flag', '?'), ('x', 'f8'), ('n', 'i2')], align=True)` as a struct.
#[cfg(target_endian = "little")]
#[derive(Clone, Copy, Debug, PartialEq, Element)]
#[repr(C)]
struct Aligned {
    flag: Bool,
    #[element(pad)]
    gap: [u8; 7],
    x: f64,
    n: i16,
    #[element(pad)]
    tail: [u8; 6],
}

#[test]
#[cfg(target_endian = "little")]
fn a_padded_struct_is_the_dtype_of_align_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read(root.join("tests/corpus/npy/aligned-C.npy")).unwrap();
    let table = npy::from_bytes(&file).unwrap();
    assert_eq!(*table.format(), Aligned::format());
    let (x, n) = (65504.0, 0);
    let wanted = Aligned {
        flag: false.into(),
        gap: [0; 7],
        x,
        n,
        tail: [0; 6],
    };
    let rows = table.typed::<Aligned>().unwrap();
    assert_eq!(rows.get([1, 1]).unwrap(), wanted);
    // And back: NumPy reads this descr as the aligned dtype, `x` codes as gaps.
    let descr = "[('flag', '|b1'), ('', '|V7'), ('x', '<f8'), ('n', '<i2'), ('', '|V6')]";
    assert_eq!(Aligned::format().to_descr().unwrap(), descr);
    assert_eq!(rows.field("x").unwrap().strides(), [72, 24]);
}

#[cfg(target_endian = "little")] // what is shown names the byte order
#[test]
fn a_record_that_differs_is_shown_beside_the_struct() {
    let spec = Spec::new("T{<?:flag:7x<f:x:4x<h:n:6x}").unwrap();
    let bytes = [0; 24];
    let refusal = View::from_bytes(&bytes, &spec)
        .unwrap()
        .typed::<Aligned>()
        .unwrap_err()
        .to_string();
    let table = "
          struct           record
  flag       0 bool           0 bool
* x          8 f64 little     8 f32 little
  n         16 i16 little    16 i16 little
  (size)    24               24";
    assert!(refusal.ends_with(table), "{refusal}");
}

/// What does not compile, and what the compiler must say of it.
const REFUSED: &[(&str, &[&str])] = &[
    (
        "#[derive(Clone, Copy, Element)] #[repr(C)] struct Padded { kind: u8, value: f64 }",
        &[
            "Padded has implicit padding: write it out as fields of bytes with #[element(pad)], or use #[repr(C, packed)]",
        ],
    ),
    (
        "#[derive(Clone, Copy, Element)] #[repr(C, align(16))] struct Behind { value: f64 }",
        &["Behind has implicit padding"],
    ),
    (
        "#[derive(Clone, Copy, Element)] #[repr(C)] struct Flag { on: bool }",
        &[
            "`bool` cannot be an item of a view",
            "no element",
            "elements are numbers, `Bool`, `Be<T>`",
        ],
    ),
    (
        "#[derive(Clone, Copy, Element)] #[repr(C)] struct Letter { c: char }",
        &["`char` cannot be an item of a view"],
    ),
    (
        "#[derive(Clone, Copy, Element)] #[repr(C)] struct Inner { p: *const u8 }",
        &["`*const u8` cannot be an item of a view"],
    ),
    (
        "#[derive(Clone, Copy, Element)] #[repr(C)] struct Lent<'a> { name: &'a u8 }",
        &["a record has no generics: its layout must be known here"],
    ),
    (
        "#[derive(Clone, Copy, Element)] #[repr(C)] struct Lent { name: &'static u8 }",
        &[
            "a reference cannot be a field of a record: an address has no meaning in somebody else's bytes",
        ],
    ),
    (
        "#[derive(Clone, Copy, Element)] struct Loose { a: u8 }",
        &[
            "a record needs #[repr(C)], #[repr(C, packed)] or #[repr(transparent)]: Rust's own layout is not fixed",
        ],
    ),
    (
        "#[derive(Clone, Copy, Element)] #[repr(u8)] enum Choice { A, B }",
        &["only a struct can be a record: an enum or a union has invalid bit patterns"],
    ),
    (
        "#[derive(Clone, Copy, Element)] #[repr(C)] struct Pair(u8, u8);",
        &["the fields of a record have names"],
    ),
    (
        "#[derive(Element)] #[repr(C)] struct Moved { a: u8 }",
        &["`Moved: Copy` is not satisfied"],
    ),
];

/// Compiles a file against this library, and gives what the compiler says; `None` if it has nothing to say.
fn compile(library: &Path, folder: &Path, number: usize, text: &str) -> Option<String> {
    let source = folder.join(format!("case{number}.rs"));
    std::fs::write(
        &source,
        format!("#![allow(dead_code)]\nuse memoryview::Element;\n{text}\n"),
    )
    .unwrap();
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let deps = library.parent().unwrap().join("deps");
    let out = Command::new(rustc)
        .args([
            "--edition=2024",
            "--crate-type=lib",
            "--emit=metadata",
            "--out-dir",
        ])
        .arg(folder)
        .arg("--extern")
        .arg(format!("memoryview={}", library.display()))
        .arg("-L")
        .arg(format!("dependency={}", deps.display()))
        .arg(&source)
        .output()
        .unwrap();
    (!out.status.success()).then(|| String::from_utf8_lossy(&out.stderr).into_owned())
}

/// The library as cargo has built it, or builds it now.
fn library() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let out = Command::new(cargo)
        // What is refused is the same whatever these tests are built with; and macros do not load with a sanitizer.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .args([
            "build",
            "--lib",
            "--quiet",
            "--offline",
            "--message-format=json",
            "--features=derive",
            "--manifest-path",
        ])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        // Flags of a build for another machine, or under a sanitizer.
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let name = "libmemoryview.rlib";
    let end = said.find(name).expect("cargo names what it built") + name.len();
    let start = said[..end].rfind('"').unwrap() + 1;
    PathBuf::from(said[start..end].replace("\\\\", "\\"))
}

#[test]
fn what_is_no_record_does_not_compile_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let library = library();
    let right = "#[derive(Clone, Copy, Element)] #[repr(C)] struct Right { a: u8, #[element(pad)] b: [u8; 7], c: f64 }";
    assert_eq!(compile(&library, folder.path(), 0, right), None);
    for (number, (text, phrases)) in REFUSED.iter().enumerate() {
        let said = compile(&library, folder.path(), number + 1, text);
        let said = said.unwrap_or_else(|| panic!("{text} compiles"));
        for phrase in *phrases {
            assert!(said.contains(phrase), "{text}\n{said}");
        }
    }
}
