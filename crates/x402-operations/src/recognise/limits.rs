//! The limits of the search.

use x402_types::Limits;

/// The limits of a text that is only searched: the page of a directory is larger than one object may be. Each object is
/// decoded within its own limits.
pub const LIMITS: Limits = {
    let mut limits = Limits::DEFAULT;
    limits.body = MOST;
    limits.values = 1 << 20;
    limits.members = 1 << 16;
    limits
};

/// The maximum length of a text that is searched, in bytes. A longer one has no parts.
pub const MOST: usize = 16 * 1024 * 1024;

/// The maximum number of parts of a log, or of messages on lines.
pub(super) const MOST_PARTS: usize = 65_536;

/// The maximum number of notes.
pub(super) const MOST_NOTES: usize = 16;
