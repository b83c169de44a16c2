//! Which of the project's own commands was asked for? Each stands in a file of its own; a new one is a file and a line in
//! [`COMMANDS`].

mod bench;
mod ci;
mod examples;
mod file_sizes;
mod interpreter;
mod json;
mod python;
mod report;
mod run;
mod safety;
mod steps;
mod tally;
mod test;
mod unsafe_review;
mod unsafe_rooms;
mod workspace;

use std::process::ExitCode;

/// One command: `cargo xtask NAME USAGE`.
struct Command {
    name: &'static str,
    usage: &'static str,
    about: &'static str,
    /// Takes the arguments after the name. An error is a refusal of those arguments or of the surroundings, one line.
    run: fn(&[String]) -> Result<ExitCode, String>,
}

const COMMANDS: &[Command] = &[
    test::COMMAND,
    ci::COMMAND,
    python::COMMAND,
    safety::COMMAND,
    bench::COMMAND,
    report::COMMAND,
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = args.split_first() else {
        print!("{}", help());
        return ExitCode::SUCCESS;
    };
    if matches!(name.as_str(), "help" | "-h" | "--help") {
        print!("{}", help());
        return ExitCode::SUCCESS;
    }
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        eprint!("xtask: no command `{name}`\n\n{}", help());
        return ExitCode::from(2);
    };
    (command.run)(rest).unwrap_or_else(|refusal| {
        eprintln!("xtask {name}: {refusal}");
        ExitCode::from(2)
    })
}

fn help() -> String {
    let mut text = String::from("The project's own commands:\n\n");
    for command in COMMANDS {
        let call = format!("cargo xtask {} {}", command.name, command.usage);
        text.push_str(&format!("  {call:<34} {}\n", command.about));
    }
    text
}
