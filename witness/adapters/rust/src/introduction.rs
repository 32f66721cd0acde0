//! The line with which each set of crates introduces itself, before the first question.

use core::fmt;

/// The versions that this program was compiled with.
const LOCK: &str = include_str!("../Cargo.lock");

/// The crates of x402-rs.
pub const X402_RS: About = About {
    name: "x402-rs",
    of: "x402-types",
    repository: "https://github.com/x402-rs/x402-rs",
    operations: r#""decode","match","network","verify""#,
};
/// The crates of r402.
pub const R402: About = About {
    name: "r402",
    of: "r402-protocol",
    repository: "https://github.com/qntx/r402",
    operations: r#""decode","match","match-extensions","verify""#,
};

/// A set of crates.
pub struct About {
    name: &'static str,
    /// The crate whose version is that of the set.
    of: &'static str,
    repository: &'static str,
    /// Those that it answers, as JSON.
    operations: &'static str,
}

impl fmt::Display for About {
    /// The line. No part of it needs an escape.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, of, repository, operations } = self;
        let version = version(of).expect("Cargo.lock has every dependency");
        write!(
            f,
            r#"{{"testee":{{"name":"{name}","version":"{version}","language":"Rust","repository":"{repository}","operations":[{operations}]}}}}"#
        )
    }
}

/// The version of a crate in the lock file.
fn version(name: &str) -> Option<&'static str> {
    let mut lines = LOCK.lines();
    lines.find(|line| line.strip_prefix("name = \"").and_then(|rest| rest.strip_suffix('"')) == Some(name))?;
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_has_the_name_and_the_version_of_its_crates() {
        for (about, begin) in [(X402_RS, "x402-rs"), (R402, "r402")] {
            let manifest = include_str!("../Cargo.toml");
            let line = about.to_string();
            let pinned = manifest.lines().find(|line| line.starts_with(&format!("{} = ", about.of))).unwrap();
            let pinned = pinned.split_once("\"=").unwrap().1.split_once('"').unwrap().0;
            assert!(line.starts_with(&format!(r#"{{"testee":{{"name":"{begin}","version":"{pinned}","#)), "{line}");
        }
        assert_eq!(version("x402"), None);
    }
}
