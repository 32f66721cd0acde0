//! `x402 completions` and `x402 man`: what a shell and `man` know of this command.

use std::io::{self, Write};

use crate::{
    args::{ManArgs, command},
    output::{Failure, exit},
};

/// Writes the script that completes the command's arguments in a shell.
pub(crate) fn completions(shell: clap_complete::Shell, stdout: &mut dyn Write) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "x402", &mut script);
    stdout.write_all(&script)?;
    Ok(exit::VALID)
}

/// Writes a manual page for the command, and one for each of its commands.
pub(crate) fn man(args: &ManArgs, stdout: &mut dyn Write) -> Result<u8, Failure> {
    let failed = |error: io::Error| Failure::Usage(format!("{}: {error}", args.directory.display()));
    std::fs::create_dir_all(&args.directory).map_err(failed)?;
    clap_mangen::generate_to(command(), &args.directory).map_err(failed)?;
    writeln!(stdout, "man -l {}", args.directory.join("x402.1").display())?;
    Ok(exit::VALID)
}
