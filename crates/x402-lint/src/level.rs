//! The severity of a finding.

use x402_types::declare::names;

names! {
    /// The severity of a finding.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum Level {
        /// A reader that follows the specification refuses or discards this.
        Error = "error",
        /// Readers differ, or there are known failures in practice.
        Warning = "warning",
        /// Nothing is wrong, but the fact is worth knowing.
        Info = "info",
    }
    as_str "The permanent name: `error`, `warning`, `info`.";
    Display;
}
