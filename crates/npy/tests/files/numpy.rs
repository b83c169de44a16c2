//! Do NumPy and we read each other's files? Runs where `MEMORYVIEW_PYTHON` names a Python with NumPy.

use std::path::Path;
use std::process::Command;

use memoryview_npy::{self as npy, Npz, NpzWriter};
use memoryview_strided::{Buffer, Slice};

use crate::corpus::Expected;

/// Runs a mode of numpy.py; `None` where no Python is named. Whatever goes wrong with a named one is a failure.
fn python(mode: &str, folder: &Path) -> Option<String> {
    let python = std::env::var_os("MEMORYVIEW_PYTHON").filter(|python| !python.is_empty())?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(python)
        .arg(root.join("tests/files/numpy.py"))
        .args([mode.as_ref(), folder.as_os_str()])
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONPATH", root.join("../../tests/corpus/npy"))
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "numpy.py {mode}: {error}");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Writes an array under a name that tells numpy.py what was done to it.
fn save(array: &Buffer, folder: &Path, name: &str, deed: &str) {
    let file = std::fs::File::create(folder.join(format!("{name}.{deed}"))).unwrap();
    npy::write(file, array).unwrap();
}

#[test]
fn fresh_arrays_go_there_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let Some(lines) = python("make", folder) else {
        return;
    };
    let mut count = 0;
    for line in lines.lines() {
        let expected = Expected::parse(line);
        let path = folder.join(expected.file);
        let array = npy::read(&path).unwrap();
        expected.check(&array);
        expected.check_written(&array, &std::fs::read(&path).unwrap());
        save(&array, folder, expected.file, "same");
        save(&array.transpose(), folder, expected.file, "transposed");
        if array.ndim() > 0 {
            save(&array.flip(0).unwrap(), folder, expected.file, "flipped");
            let part = array.slice(Slice::every(2)).unwrap();
            save(&part, folder, expected.file, "every-other");
        }
        count += 1;
    }
    assert!(count > 100);
    // Each of them is compared with what NumPy wrote, changed in the same way.
    python("compare", folder).unwrap();
}

#[test]
fn archives_go_there_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let Some(lines) = python("archives", folder) else {
        return;
    };
    let file = std::fs::File::create(folder.join("ours.npz")).unwrap();
    let mut writer = NpzWriter::new(file);
    for (position, name) in ["stored.npz", "deflated.npz"].into_iter().enumerate() {
        let npz = Npz::read(folder.join(name)).unwrap();
        assert_eq!(npz.len(), lines.lines().count());
        for line in lines.lines() {
            let expected = Expected::parse(line);
            let array = npz.get(expected.file).unwrap();
            expected.check(&array);
            let plain = expected.file.strip_suffix(".npy").unwrap();
            expected.check(&npz.get(plain).unwrap());
            if position == 0 {
                writer.add(plain, &array).unwrap();
            }
        }
    }
    writer.finish().unwrap();
    python("archive", folder).unwrap();
}

/// Whether the items hold a long double of 32-bit x86. Such a file is a file of NumPy's, but NumPy reads it on such a machine only.
fn of_another_machine(array: &Buffer) -> bool {
    let descr = array.format().to_descr().unwrap();
    descr.contains("f12'") || descr.contains("c24'")
}

/// What we accept NumPy accepts, and sees the same array in it.
#[test]
fn damaged_headers_mean_the_same_where_they_are_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let Some(lines) = python("damaged", folder) else {
        return;
    };
    let mut accepted = Vec::new();
    for name in lines.lines() {
        if let Ok(array) = npy::read(folder.join(name)) {
            if of_another_machine(&array) {
                continue;
            }
            save(&array, folder, name, "same");
            accepted.push(name);
        }
    }
    assert!(accepted.len() > 100, "{}", accepted.len());
    assert!(accepted.len() < lines.lines().count());
    python("compare", folder).unwrap();
}
