//! How does a program run: its output kept until it is known whether anybody wants to see it, or passed on at once?

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// What came of a program, or of a check that runs inside this process.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) ok: bool,
    /// What it printed; shown when it failed.
    pub(crate) output: String,
    /// What is worth a reader's time even when it passed; may be empty.
    pub(crate) note: String,
}

impl Outcome {
    pub(crate) fn passed(note: impl Into<String>) -> Self {
        Self {
            ok: true,
            output: String::new(),
            note: note.into(),
        }
    }

    pub(crate) fn failed(output: impl Into<String>) -> Self {
        Self {
            ok: false,
            output: output.into(),
            note: String::new(),
        }
    }
}

/// The cargo that started this process, to be run in the folder `root` with `args` (split at spaces).
pub(crate) fn cargo(root: &Path, args: &str) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root).args(args.split_whitespace());
    command
}

/// Runs `command` and keeps what it prints, standard output and standard error in the order in which they came.
pub(crate) fn kept(mut command: Command) -> Outcome {
    let shown = shown(&command);
    let run = || -> io::Result<(bool, Vec<u8>)> {
        let (mut reader, writer) = io::pipe()?;
        command.stdin(Stdio::null());
        command.stdout(writer.try_clone()?).stderr(writer);
        let mut child = command.spawn()?;
        // The command owns writing ends of the pipe: as long as one lives, reading does not end.
        drop(command);
        let mut output = Vec::new();
        reader.read_to_end(&mut output)?;
        Ok((child.wait()?.success(), output))
    };
    outcome(&shown, run())
}

/// Runs `command`, passes on what it prints, and keeps a copy of its standard output.
pub(crate) fn passed_on(mut command: Command) -> Outcome {
    let shown = shown(&command);
    let mut run = || -> io::Result<(bool, Vec<u8>)> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut output = Vec::new();
        if let Some(stdout) = child.stdout.take() {
            let mut reader = BufReader::new(stdout);
            let mut start = 0;
            while reader.read_until(b'\n', &mut output)? > 0 {
                io::stdout().write_all(&output[start..])?;
                start = output.len();
            }
        }
        Ok((child.wait()?.success(), output))
    };
    outcome(&shown, run())
}

fn outcome(shown: &str, ran: io::Result<(bool, Vec<u8>)>) -> Outcome {
    match ran {
        Ok((ok, output)) => Outcome {
            ok,
            output: format!("$ {shown}\n{}", String::from_utf8_lossy(&output)),
            note: String::new(),
        },
        Err(error) => Outcome::failed(format!("$ {shown}\ncannot run it: {error}")),
    }
}

/// The command as one would type it.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut text = program
        .file_stem()
        .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    for arg in command.get_args() {
        text.push(' ');
        text.push_str(&arg.to_string_lossy());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_does_not_exist_is_a_failure() {
        let outcome = kept(Command::new("no-such-program-anywhere"));
        assert!(!outcome.ok);
        assert!(
            outcome
                .output
                .starts_with("$ no-such-program-anywhere\ncannot run it: "),
            "{}",
            outcome.output
        );
    }

    #[test]
    fn output_and_status_are_kept() {
        let good = kept(cargo(Path::new("."), "--version"));
        assert!(good.ok);
        assert!(good.output.starts_with("$ cargo --version\ncargo "));
        let bad = kept(cargo(Path::new("."), "no-such-command-of-cargo"));
        assert!(!bad.ok);
        assert!(bad.output.contains("error: no such command"));
    }
}
