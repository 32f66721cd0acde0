use sha2::{Digest as _, Sha256};

use crate::vector::hex;

/// The SHA-256 of these lines, sorted.
pub(super) fn digest_of(mut lines: Vec<String>) -> String {
    lines.sort_unstable();
    hex(&Sha256::digest(lines.concat()))
}
