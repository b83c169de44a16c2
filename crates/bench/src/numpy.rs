//! How long does NumPy take? A Python beside this process does the same copies.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::cases::Case;
use crate::clock::Effort;

/// A Python with NumPy that waits for cases.
pub(crate) struct Numpy {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    pub(crate) version: String,
}

impl Numpy {
    /// `MEMORYVIEW_PYTHON`, else `python3`; nothing where neither runs or there is no NumPy.
    pub(crate) fn start() -> Option<Self> {
        let python = std::env::var_os("MEMORYVIEW_PYTHON").filter(|named| !named.is_empty());
        let mut child = Command::new(python.unwrap_or_else(|| "python3".into()))
            .args(["-c", include_str!("numpy_rival.py")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let input = child.stdin.take()?;
        let mut output = BufReader::new(child.stdout.take()?);
        let mut version = String::new();
        output.read_line(&mut version).ok()?;
        let version = version.trim().to_owned();
        if version.is_empty() {
            let _ = child.wait();
            return None;
        }
        Some(Numpy {
            child,
            input,
            output,
            version,
        })
    }

    /// The best time of one copy in seconds.
    pub(crate) fn time(&mut self, case: &Case, effort: Effort) -> Option<f64> {
        let task = format!(
            "\"deed\": \"copy\", \"width\": {}, \"shape\": {:?}, \"src\": {:?}, \"dst\": {:?}, \"src_offset\": {}, \
             \"dst_offset\": {}, \"src_len\": {}, \"dst_len\": {}",
            case.width,
            case.shape,
            case.src,
            case.dst,
            case.src_offset,
            case.dst_offset,
            case.src_len(),
            case.dst_len(),
        );
        self.ask(&task, effort)
    }

    /// The best time of a deed that `numpy_rival.py` knows: the members of a JSON object.
    pub(crate) fn ask(&mut self, task: &str, effort: Effort) -> Option<f64> {
        let (loops, slow) = (effort.loops, effort.slow);
        let mut line = String::new();
        writeln!(
            self.input,
            "{{{task}, \"loops\": {loops}, \"repeats\": {slow}}}"
        )
        .ok()?;
        self.output.read_line(&mut line).ok()?;
        line.trim().parse().ok()
    }
}

impl Drop for Numpy {
    fn drop(&mut self) {
        // Waiting could last as long as a copy; whoever is ended here is this process's own child.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
