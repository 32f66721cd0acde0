//! Writes what fuzzing begins with, one directory for each target. `cargo run --example seeds -- <directory>`

use std::{fs, io, path::PathBuf};

fn main() -> io::Result<()> {
    let Some(directory) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("Where to? cargo run --example seeds -- <directory>");
        std::process::exit(2);
    };
    for (target, name, data) in x402_fuzz::seeds()? {
        let directory = directory.join(target);
        fs::create_dir_all(&directory)?;
        fs::write(directory.join(name), data)?;
    }
    Ok(())
}
