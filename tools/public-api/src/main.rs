//! Prints the public API of a crate, one item a line, from its rustdoc JSON.

use std::{env, error::Error};

use public_api::Builder;

fn main() -> Result<(), Box<dyn Error>> {
    let json = env::args_os().nth(1).ok_or("which rustdoc JSON?")?;
    // Without what the compiler gives to every type; with what is derived, because users rely on it.
    let api = Builder::from_rustdoc_json(json).omit_blanket_impls(true).omit_auto_trait_impls(true).build()?;
    print!("{api}");
    Ok(())
}
