//! Who answers for the reference? A Python that lives as long as the test and answers batches of lines.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

pub(super) struct Oracle {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    /// Major and minor version.
    pub(super) python: (u32, u32),
    pub(super) numpy: String,
    /// Whether CPython's own test arrays are there: not every distribution ships them.
    pub(super) testbuffer: bool,
}

impl Oracle {
    /// Nothing where `MEMORYVIEW_PYTHON` names no Python: then the committed corpora stand in.
    pub(super) fn start() -> Option<Self> {
        let python = std::env::var_os("MEMORYVIEW_PYTHON").filter(|python| !python.is_empty())?;
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/suite/differential/oracle.py"
        );
        let mut child = Command::new(python)
            .args(["-W", "ignore", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("MEMORYVIEW_PYTHON names a Python");
        let stdin = child.stdin.take();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut hello = String::new();
        stdout.read_line(&mut hello).unwrap();
        let words: Vec<&str> = hello.split_whitespace().collect();
        let [version, numpy, testbuffer] = words[..] else {
            panic!("the oracle says {hello:?}");
        };
        let (major, minor) = version.split_once('.').unwrap();
        Some(Oracle {
            child,
            stdin,
            stdout,
            python: (major.parse().unwrap(), minor.parse().unwrap()),
            numpy: numpy.into(),
            testbuffer: testbuffer == "1",
        })
    }

    /// One answer for each question. It reads all questions before it answers, so neither side waits for the other.
    pub(super) fn ask<'q>(&mut self, questions: impl Iterator<Item = &'q str>) -> Vec<String> {
        let (mut batch, mut count) = (String::new(), 0);
        for question in questions {
            assert!(!question.contains('\n'));
            batch.push_str(question);
            batch.push('\n');
            count += 1;
        }
        batch.push_str(".\n");
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(batch.as_bytes()).unwrap();
        stdin.flush().unwrap();
        let mut answer = || {
            let mut line = String::new();
            assert!(
                self.stdout.read_line(&mut line).unwrap() > 0,
                "the oracle ended"
            );
            line.truncate(line.trim_end_matches('\n').len());
            line
        };
        (0..count).map(|_| answer()).collect()
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        drop(self.stdin.take());
        let _ = self.child.wait();
    }
}
