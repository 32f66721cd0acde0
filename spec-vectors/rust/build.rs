//! Compresses the vectors into the crate.

use std::{
    env,
    error::Error,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::DeflateEncoder};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed=v1");
    let mut rows = String::from("&[\n");
    for name in names(&root)? {
        println!("cargo::rerun-if-changed={name}");
        let text = fs::read_to_string(root.join(&name))?;
        let compressed = out.join(name.replace('/', "-"));
        let mut encoder = DeflateEncoder::new(File::create(&compressed)?, Compression::default());
        encoder.write_all(text.as_bytes())?;
        encoder.finish()?;
        rows += &format!(
            "File {{ name: {name:?}, length: {}, compressed: include_bytes!({:?}) }},\n",
            text.len(),
            compressed.display().to_string()
        );
    }
    rows += "]\n";
    fs::write(out.join("files.rs"), rows)?;
    Ok(())
}

/// Paths below `spec-vectors/`, sorted.
fn names(root: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = ["checks.json", "index.json", "quick.json", "rulings.json"].map(str::to_owned).to_vec();
    for entry in fs::read_dir(root.join("v1"))? {
        let name = entry?.file_name();
        let name = name.to_str().ok_or("a name that is not UTF-8")?;
        if name.ends_with(".json") {
            names.push(format!("v1/{name}"));
        }
    }
    names.sort();
    Ok(names)
}
